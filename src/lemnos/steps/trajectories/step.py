"""The step ``trajectories``: logs of agents and data sets of tool use → ``Trajectory`` records.

trajectories   read, bring to the normal form, mask, verify   one task for each input shard
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from lemnos.errors import SettingsError
from lemnos.exports.show import show
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Tool, Trajectory
from lemnos.sources.code_calls.source import CodeSource
from lemnos.sources.trajectories.source import ReadSettings, TrajectorySource
from lemnos.steps.trajectories.card import card
from lemnos.steps.trajectories.read import STAGE, read_trajectories
from lemnos.steps.trajectories.settings import TrajectoriesSettings, TrajectoryInput
from lemnos.steps.trajectories.statistics import statistics
from lemnos.store.run_folder import RunFolder, existing_run


class TrajectoriesStep(Step[TrajectoriesSettings]):
    """Bring logs of agents and data sets of tool use into one normal form.

    INPUT is a file, folder or archive of JSON, JSON lines or Parquet in any of some fifty forms, recognised by content:
    chat messages, sessions of coding agents, traces, benchmark runs and data sets of function calls; Python code, with
    --code; or a finished run that holds trajectories. Personal data is masked, each call is checked against its tool.
    """

    name = "trajectories"
    version = 2
    settings = TrajectoriesSettings
    input = TrajectoryInput
    reads = (Trajectory,)
    writes: ClassVar = {STAGE: Trajectory}
    options = (
        Option("--licence", "input.licence", "Licence of records that do not state theirs; an SPDX expression."),
        Option("--tools", "tools", "Finished run of tools; check calls against its registry.", "RUN"),
        Option(
            "--code", "input.code", "Read Python code: calls of the functions of this finished run of tools.", "RUN"
        ),
        Option("--private", "private", "Whether personal data and keys are masked."),
        Option("--non-commercial", "non_commercial", "Whether non-commercial records are kept."),
    )
    examples = (
        "lemnos trajectories import logs/ --out runs/logs",
        "lemnos trajectories import chat.jsonl train.parquet --licence Apache-2.0 --out runs/chat",
        "lemnos trajectories import runs.json --tools runs/apis --out runs/checked",
        "lemnos trajectories import ~/.claude/projects --out runs/sessions",
        "lemnos trajectories import examples/ --code runs/package --out runs/code",
    )
    paths = ("tools",)
    licensed = "trajectories"
    preview = "the first files, and the first records of each"
    hint = "lemnos trajectories show {run}"

    def open(self, entry: TrajectoryInput) -> Source:
        """See ``Step.open``."""
        if entry.code:
            return CodeSource(entry.path, entry.code, licence=entry.licence)
        reading = ReadSettings(entry.shard_bytes, entry.max_record_bytes)
        return TrajectorySource(entry.path, licence=entry.licence, settings=reading)

    def identity(self, settings: TrajectoriesSettings) -> dict[str, Any]:
        """See ``Step.identity``: the fingerprint of the run with the tools."""
        if not settings.tools:
            return {}
        manifest = existing_run(Path(settings.tools)).manifest()
        if Tool.__name__ not in manifest.records.values():
            raise SettingsError("has no tools", where=settings.tools, remedy="give a run of lemnos tools docs")
        return {"tools": manifest.fingerprint}

    def run(self, job: Job[TrajectoriesSettings]) -> None:
        """See ``Step.run``."""
        shards = job.read(
            STAGE,
            partial(read_trajectories, job.run, job.settings),
            lambda done: (
                f"{summed(done, 'trajectories'):,} trajectories, "
                f"{sum(sum(shard['rejected'].values()) for shard in done):,} records rejected"
            ),
        )
        if not summed(shards, "trajectories"):
            raise nothing_made(
                "no trajectory in it",
                job.names,
                counted(shards, "rejected"),
                self.remedies(job.settings),
                job.run.path,
                "give logs or data sets in one of the forms that docs/reference/trajectories.md lists",
            )

    def statistics(self, run: RunFolder, settings: TrajectoriesSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: TrajectoriesSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        del settings
        return {
            "unknown_form": "convert the records to OpenAI chat messages",
            "non_commercial": "set trajectories.non_commercial=keep",
            "too_large": "raise max_record_bytes of the input",
        }

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        levels = ", ".join(f"{count:,} at level {level}" for level, count in sorted(report["levels"].items()))
        called = f"{report['calls']:,} calls of {report['tools_called']:,} tools"
        return [f"{report['trajectories']:,} trajectories, {called}; {levels}"]

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, form, level, number of messages, and the first words of the user."""
        asked = next((message["content"] for message in record["messages"] if message["role"] == "user"), "")
        words = " ".join(asked.split())[:80]
        level = record["verification"]["level"]
        return f"{record['id']}  {record['origin']['form']:<16}  level {level}  {len(record['messages']):4}  {words}"

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``."""
        del run
        show(record, limit)
