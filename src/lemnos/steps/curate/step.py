"""The step ``curate``: records of finished runs and documents → those that are worth keeping.

records       read the inputs                                  one task for each shard of the inputs
…             stages of rules that need the whole corpus        see ``RuleEntry.prepare``
judge         what each rule finds in each record              one task for each shard
duplicates    copies among what the rules keep                 stages of ``duplicates/stages.py``
consolidate   drop, mask, write                                one task for each shard
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Dialogue, Document, Record, Tool, ToolDocument, Trajectory, Verdict
from lemnos.sources.documents.detect import open_source
from lemnos.sources.documents.settings import DocumentInput, read_map
from lemnos.steps.curate.base import FOLDERS, TYPES, Evidence
from lemnos.steps.curate.card import card
from lemnos.steps.curate.consolidate import CONSOLIDATE, EVIDENCE, VERDICTS, consolidate
from lemnos.steps.curate.duplicates.stages import find_duplicates
from lemnos.steps.curate.judge import JUDGE, judge, read_records
from lemnos.steps.curate.rules import RULES, chosen, function
from lemnos.steps.curate.settings import CurateSettings
from lemnos.steps.curate.statistics import statistics
from lemnos.steps.curate.store import RECORDS, ShardTask
from lemnos.store.fingerprint import plain
from lemnos.store.run_folder import RunFolder


class CurateStep(Step[CurateSettings]):
    """Drop records that repeat, leak or are poor, mask secrets, and say why.

    INPUT is a finished run, or documents: a folder or archive, a JSONL or Parquet file, a MediaWiki dump. Several are
    curated together: a record that repeats one of another input is found. The result is read like the inputs by every
    other step; lemnos curate explain tells what happened to a record.
    """

    name = "curate"
    version = 2
    settings = CurateSettings
    input = DocumentInput
    reads = (Dialogue, Trajectory, ToolDocument, Document, Tool)
    writes: ClassVar[Mapping[str, type[Record]]] = {
        **{FOLDERS[kind]: TYPES[kind] for kind in TYPES},
        VERDICTS: Verdict,
        EVIDENCE: Evidence,
    }
    main = tuple(FOLDERS.values())
    options = (
        Option(
            "--benchmark",
            "decontaminate.benchmarks",
            "File, folder or archive of a benchmark whose items are dropped; may be given more than once.",
            "PATH",
            tuple,
            True,
        ),
        Option("--kind", "input.kind", "Format of inputs that are documents: auto-detected, or one of these."),
        Option("--map", "input.map", "Field names of JSONL or Parquet inputs.", "OURS=THEIRS,…", read_map),
        Option("--licence", "input.licence", "Licence of documents that do not state theirs; an SPDX expression."),
        Option("--language", "input.language", "Language (BCP 47) of documents that do not state theirs."),
    )
    examples = (
        "lemnos curate runs/talk --out runs/curated",
        "lemnos curate runs/talk docs/ pages.jsonl --out runs/curated",
        "lemnos curate runs/logs --set curate.duplicates.enabled=false --out runs/curated",
        "lemnos curate explain 3f2a --run runs/curated",
    )
    paths = tuple(f"{entry.name}.{setting}" for entry in RULES for setting in entry.paths)
    preview = "the first records"
    hint = "lemnos show {run} --list"

    def open(self, entry: DocumentInput) -> Source:
        """See ``Step.open``."""
        return open_source(
            entry.path, kind=entry.kind, mapping=entry.map, licence=entry.licence, language=entry.language
        )

    def identity(self, settings: CurateSettings) -> dict[str, Any]:
        """See ``Step.identity``: the files that rules read; how much memory is taken changes nothing."""
        found: dict[str, Any] = {}
        for entry, own in chosen(settings):
            if entry.identity:
                found[entry.name] = plain(own) | function(entry.identity)(own)
        duplicates = plain(settings.duplicates)
        del duplicates["memory_megabytes"]
        return found | {"duplicates": duplicates}

    def run(self, job: Job[CurateSettings]) -> None:
        """See ``Step.run``."""
        settings = job.settings
        shards = job.read(RECORDS, partial(read_records, job.run), _read_line)
        if not sum(counted(shards, "records").values()):
            raise nothing_made(
                "no record in it",
                job.names,
                counted(shards, "rejected"),
                self.remedies(settings),
                job.run.path,
                "give runs with records, or documents",
            )
        tasks = [ShardTask(number, shard["input"]) for number, shard in enumerate(shards)]
        for entry, _ in chosen(settings):
            if entry.prepare:
                function(entry.prepare)(job, tasks)
        job.map(
            JUDGE,
            partial(judge, job.run, settings),
            tasks,
            lambda done: f"{summed(done, 'judged'):,} records, {summed(done, 'dropped'):,} to drop",
            unit="shard",
            items=len(tasks),
        )
        if settings.duplicates.enabled:
            find_duplicates(job, tasks, [sum(shard["records"].values()) for shard in shards])
        job.map(
            CONSOLIDATE,
            partial(consolidate, job.run, settings),
            tasks,
            lambda done: f"{sum(counted(done, 'kept').values()):,} records kept",
            unit="shard",
            items=len(tasks),
        )

    def statistics(self, run: RunFolder, settings: CurateSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: CurateSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        return {
            rule: f"set curate.{entry.name}.enabled=false" for entry, _ in chosen(settings) for rule in (entry.name,)
        }

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        kinds = ", ".join(
            f"{report['kept_by_kind'].get(kind, 0):,} of {count:,} {FOLDERS[kind].replace('_', ' ')}"
            for kind, count in report["read_by_kind"].items()
        )
        lines = [f"kept {kinds}"]
        if report["masked"]:
            lines.append("masked " + ", ".join(f"{count:,} {what}" for what, count in report["masked"].items()))
        return lines

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, and a title or the first words."""
        words = record.get("title") or record.get("name") or record.get("text") or ""
        if not words and record.get("messages"):
            words = next((each["content"] for each in record["messages"] if each["role"] == "user"), "")
        return f"{record['id']}  {' '.join(str(words).split())[:90]}"


def _read_line(done: list[Figures]) -> str:
    kinds = counted(done, "records")
    told = ", ".join(f"{kinds[kind]:,} {folder.replace('_', ' ')}" for kind, folder in FOLDERS.items() if kind in kinds)
    return told or "no record"
