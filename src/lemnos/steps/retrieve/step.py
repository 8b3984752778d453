"""The step ``retrieve``: records of runs and crawls of the web → pages that are like the records.

seeds          records to terms                               one task for each shard of the runs
vocabulary     the terms of all seeds                         one task
pages          main texts, and the terms of the seeds in them one task for each shard of the crawls
queries        the weightiest terms of each seed              one task
seed_records   the seeds, for people                          one task for each shard of the runs
score          the best pages of a shard for each seed        one task for each shard of the crawls
choose         caps, copies, control                          one task
documents      the records                                    one task for some shards of the crawls
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

from lemnos.errors import SettingsError
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Input, Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Dialogue, Document, ToolDocument, Trajectory
from lemnos.sources.web.hosts import suffix_list
from lemnos.sources.web.page import PageSettings
from lemnos.sources.web.source import CrawlSource
from lemnos.steps.retrieve import embedding
from lemnos.steps.retrieve.card import card
from lemnos.steps.retrieve.choose.choose import STAGE as CHOOSE
from lemnos.steps.retrieve.choose.choose import choose
from lemnos.steps.retrieve.choose.write import CONTROL, MATCHES, write_documents, write_tasks
from lemnos.steps.retrieve.choose.write import STAGE as DOCUMENTS
from lemnos.steps.retrieve.forecast import forecast
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.pages.read import read_pages
from lemnos.steps.retrieve.records import Match, Seed
from lemnos.steps.retrieve.score.bm25 import check_installed
from lemnos.steps.retrieve.score.score import STAGE as SCORE
from lemnos.steps.retrieve.score.score import ScoreTask, score_pages
from lemnos.steps.retrieve.seeds.queries import QUERIES, RECORDS, SPELL, make_queries, spell_tasks, write_seeds
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.read import read_seeds
from lemnos.steps.retrieve.seeds.vocabulary import VOCABULARY, make_vocabulary
from lemnos.steps.retrieve.settings import CrawlInput, RetrieveSettings
from lemnos.steps.retrieve.show import show
from lemnos.steps.retrieve.statistics import statistics
from lemnos.store.run_folder import RunFolder


class RetrieveStep(Step[RetrieveSettings]):
    """Find pages in crawls of the web that are like the records of finished runs.

    INPUT is a crawl (a WARC, JSON lines, Parquet, or a folder of them) or a finished run, whose tool documents,
    trajectories, documents or dialogues are the seeds; give at least one of each. Code and tables of pages are kept. A
    random sample of the crawl with as many tokens is drawn beside the retrieved pages.
    """

    name = "retrieve"
    settings = RetrieveSettings
    input = CrawlInput
    reads = (ToolDocument, Trajectory, Document, Dialogue)
    writes: ClassVar = {DOCUMENTS: Document, CONTROL: Document, MATCHES: Match, RECORDS: Seed}
    options = (
        Option("--per-seed", "per_seed", "Most pages that a seed retrieves."),
        Option("--per-domain", "per_domain", "Most pages of one registered domain; 0 for no limit."),
        Option("--embedding", "embedding", "Folder of a static embedding of model2vec, to use beside BM25.", "PATH"),
        Option("--language", "languages", "Read only pages in this language; repeatable."),
        Option("--allow-host", "allow_hosts", "Read only pages of this host and those below it; repeatable."),
        Option("--deny-host", "deny_hosts", "Leave out pages of this host and those below it; repeatable."),
    )
    examples = (
        "lemnos retrieve crawl.warc.gz runs/apis --out runs/like-apis",
        "lemnos retrieve crawl/ runs/apis runs/logs --per-seed 20 --language en --out runs/pages",
        "lemnos retrieve fineweb.parquet runs/demo --embedding models/static --out runs/more",
    )
    paths = ("embedding",)
    licensed = "pages"
    preview = "the first pages, and the first records of a run"

    def open(self, entry: CrawlInput) -> Source:
        """See ``Step.open``."""
        settings = PageSettings(entry.licence, entry.language, entry.robots == "respect", entry.max_page_bytes)
        return CrawlSource(entry.path, settings, mapping=entry.map, shard_bytes=entry.shard_bytes)

    def identity(self, settings: RetrieveSettings) -> dict[str, Any]:
        """See ``Step.identity``: the files of the embedding, and the release of the list of public suffixes."""
        check_installed()
        found: dict[str, Any] = {"public_suffixes": suffix_list()}
        if settings.embedding:
            found["embedding"] = embedding.identity(settings.embedding)
        return found

    def run(self, job: Job[RetrieveSettings]) -> None:
        """See ``Step.run``."""
        seeds, crawls = _inputs(job)
        run, settings = job.run, job.settings
        seed_shards = job.read(
            SEEDS,
            partial(read_seeds, run, settings),
            lambda done: f"{summed(done, 'seeds'):,} records",
            inputs=seeds,
        )
        vocabulary = job.whole(
            VOCABULARY,
            partial(make_vocabulary, run, len(seed_shards)),
            lambda done: f"{done[0]['seeds']:,} seeds, {done[0]['terms']:,} terms",
        )
        if not vocabulary["terms"]:
            raise nothing_made(
                "no seed in it",
                job.names,
                counted(seed_shards, "rejected"),
                self.remedies(settings),
                run.path,
                "give a run with tool documents, trajectories, documents or dialogues",
            )
        shards = job.read(
            PAGES,
            partial(read_pages, run, settings),
            lambda done: (
                f"{summed(done, 'pages'):,} pages, "
                f"{sum(sum(shard['rejected'].values()) for shard in done):,} records rejected"
            ),
            inputs=crawls,
        )
        if not summed(shards, "pages"):
            raise nothing_made(
                "no page in it",
                job.names,
                counted(shards, "rejected"),
                self.remedies(settings),
                run.path,
                "give a crawl with pages of prose",
            )
        job.whole(
            QUERIES,
            partial(make_queries, run, settings, len(shards)),
            lambda done: f"{done[0]['queries']:,} queries of {done[0]['terms']:,} terms",
        )
        spells = spell_tasks(run)
        job.map(
            SPELL,
            partial(write_seeds, run),
            spells,
            lambda done: f"{summed(done, 'seeds'):,} seeds",
            unit="seed",
            items=vocabulary["seeds"],
        )
        job.map(
            SCORE,
            partial(score_pages, run, settings),
            [ScoreTask(number) for number in range(len(shards))],
            lambda done: f"{summed(done, 'candidates') + summed(done, 'near'):,} candidates",
            unit="page",
            items=summed(shards, "pages"),
        )
        chosen = job.whole(
            CHOOSE,
            partial(choose, run, settings, job.seed, len(shards)),
            lambda done: f"{done[0]['documents']:,} pages for {done[0]['seeds'] - done[0]['seeds_without']:,} seeds",
        )
        job.map(
            DOCUMENTS,
            partial(write_documents, run),
            write_tasks(run),
            lambda done: f"{summed(done, 'documents'):,} pages written",
            unit="page",
            items=chosen["documents"] + chosen["control"],
        )

    def forecast(self, job: Job[RetrieveSettings], sample: int) -> Expected:
        """See ``Step.forecast``: the front of each crawl is read."""
        return forecast(job, *_inputs(job), sample)

    def statistics(self, run: RunFolder, settings: RetrieveSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        del run, settings
        return statistics(figures)

    def card(self, settings: RetrieveSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        return card(settings, statistics)

    def remedies(self, settings: Any) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        del settings
        return {
            "licence": "name other licences for the run",
            "short": "lower retrieve.min_words",
            "long": "raise retrieve.max_words",
            "language": "name other retrieve.languages",
            "host_not_allowed": "name more retrieve.allow_hosts",
            "host_denied": "name fewer retrieve.deny_hosts",
            "robots": "set robots: ignore for this input, if you may",
            "too_large": "raise max_page_bytes of the input",
            "copy_of_seed": "give a crawl with pages that are not seeds themselves",
        }

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        lines = [
            f"{report['documents']:,} pages for {report['seeds'] - report['seeds_without']:,} of {report['seeds']:,} "
            f"seeds, {report['tokens']:,} tokens, {report['domains_in_all']:,} domains"
        ]
        if report["control"]:
            lines.append(f"control: {report['control']:,} random pages, {report['control_tokens']:,} tokens")
        return lines

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, licence, size, address and title."""
        return (
            f"{record['id']}  {record['licence'] or 'unknown':<14}  {len(record['text']):7}  "
            f"{record['url'] or record['source']}  {record['title'][:60]}"
        )

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``: the page beside its seed."""
        show(run, record, limit)


def _inputs(job: Job[RetrieveSettings]) -> tuple[Sequence[Input], Sequence[Input]]:
    """Return the inputs that hold seeds, runs or records in memory, and the crawls.

    Raises:
        SettingsError: There is none of one kind.
    """
    seeds = [given for given in job.inputs if not isinstance(given.source, CrawlSource)]
    crawls = [given for given in job.inputs if isinstance(given.source, CrawlSource)]
    if not seeds:
        raise SettingsError(
            "no input is a finished run, whose records are the seeds",
            where=job.names,
            remedy="add one: a run of lemnos tools docs, trajectories or talk",
        )
    if not crawls:
        raise SettingsError(
            "all inputs are finished runs, and none is a crawl to search",
            where=job.names,
            remedy="add a WARC, JSON lines or Parquet; of a run, give its folder of records",
        )
    return seeds, crawls
