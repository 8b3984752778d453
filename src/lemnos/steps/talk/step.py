"""The step ``talk``: ``Document`` records, from files or from a finished run, → ``Dialogue`` records.

documents   read inputs, cut segments          one task for each input shard
graph       link documents, merge duplicates   one task
clusters    divide documents into clusters     one task, unless documents are used without limit
sample      write the documents of a preview   one task for each input shard, where the run has a limit
dialogues   plan, write, check                 one task for each range of clusters
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import numpy as np

from lemnos.engine.stage import Figures
from lemnos.errors import InputError
from lemnos.llm.settings import LlmSettings
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job, WholeTask
from lemnos.pipeline.outcome import nothing_made
from lemnos.pipeline.source import Source
from lemnos.pipeline.statistics import counted, summed
from lemnos.pipeline.step import Card, Option, StageFigures, Step
from lemnos.records import Dialogue, Document, Rejected, Verdict
from lemnos.sources.documents.detect import open_source
from lemnos.sources.documents.prose.paths import remedies
from lemnos.sources.documents.settings import DocumentInput, read_map
from lemnos.sources.files.identity import file_identity
from lemnos.steps.talk.card import card
from lemnos.steps.talk.dialogues.make import LOW_SCORE, DialogueTask, make_dialogues
from lemnos.steps.talk.dialogues.trial import refused_lines
from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.documents.read import read_documents
from lemnos.steps.talk.forecast import forecast
from lemnos.steps.talk.graph.build import build_graph, load_graph
from lemnos.steps.talk.graph.cluster_walk import grow_cluster
from lemnos.steps.talk.graph.edges import save
from lemnos.steps.talk.graph.partition import partition, write_partition
from lemnos.steps.talk.plan.budget import token_counter
from lemnos.steps.talk.plan.window import with_window
from lemnos.steps.talk.reward.load import check_reward
from lemnos.steps.talk.sample.candidates import read_candidates
from lemnos.steps.talk.sample.clusters import choose_clusters
from lemnos.steps.talk.sample.link_table import link_rows
from lemnos.steps.talk.sample.records import CANDIDATES, SampleTask, write_sample
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.show import dialogue_line, show_dialogue
from lemnos.steps.talk.statistics import statistics
from lemnos.steps.talk.write.model import prompts_of
from lemnos.store.blobs import Blobs
from lemnos.store.fingerprint import plain
from lemnos.store.run_folder import RunFolder

LANGUAGES: dict[str, frozenset[str] | None] = {"offline": frozenset({"en"}), "model": None}
"""Languages that each writer writes; None for all."""


class TalkStep(Step[TalkSettings]):
    """Turn linked documents into long, multi-topic, grounded dialogues.

    INPUT is a MediaWiki XML dump (.xml, .bz2, .gz), a folder, zip or tar of Markdown, HTML, reStructuredText, notebooks
    or plain text, a JSONL or Parquet file, or a finished run that holds documents. Several inputs make one corpus.
    """

    name = "talk"
    version = 4
    settings = TalkSettings
    input = DocumentInput
    reads = (Document,)
    writes: ClassVar = {"dialogues": Dialogue, "documents": Document, "verdicts": Verdict}
    options = (
        Option("--kind", "input.kind", "Format of the inputs: auto-detected, or one of these."),
        Option("--map", "input.map", "Field names of JSONL or Parquet inputs.", "OURS=THEIRS,…", read_map),
        Option("--links", "links", "Link table: rows of source, target, by file name, id or title.", "FILE"),
        Option("--licence", "input.licence", "Licence of documents that do not state theirs; an SPDX expression."),
        Option("--language", "input.language", "Language (BCP 47) of documents that do not state theirs."),
        Option("--min-score", "min_score", "Reject dialogues with a lower score."),
    )
    examples = (
        "lemnos talk enwiki-latest-pages-articles.xml.bz2 --out runs/wiki",
        "lemnos talk docs/ manual.zip --out runs/docs --licence CC-BY-4.0",
        "lemnos talk pages.jsonl --map text=body,title=name,links=refs --out runs/pages",
        "lemnos talk articles/ --links links.tsv --out runs/articles",
        "lemnos talk articles/ --links links.tsv --out runs/preview --limit 300",
        "lemnos talk articles/ --out runs/best --min-score 0.75",
        "lemnos talk articles/ --out runs/short --set talk.plan.turns_mean=40",
        "lemnos talk articles/ --out runs/model --model NAME --url http://localhost:8000/v1 --dry-run",
    )
    aliases: ClassVar = {"links": "links"}
    objects = frozenset({"writer", "reward"})
    paths = ("links", "plan.tokenizer", "reward")
    licensed = "documents"
    model_switch = "writer=model"
    preview = "a connected sample along their links; reads up to 8 times as many, at most 5,000 more"

    def preset(self, settings: Mapping[str, Any]) -> Mapping[str, Any]:
        """See ``Step.preset``: ``plan.window``."""
        return with_window(settings)

    def open(self, entry: DocumentInput) -> Source:
        """See ``Step.open``."""
        return open_source(
            entry.path, kind=entry.kind, mapping=entry.map, licence=entry.licence, language=entry.language
        )

    def prompts(self, settings: TalkSettings) -> tuple[str, ...]:
        """See ``Step.prompts``."""
        return prompts_of(settings.model_writer) if settings.writer == "model" else ()

    def identity(self, settings: TalkSettings) -> dict[str, Any]:
        """See ``Step.identity``: link tables and a trained reward are files, and a stop changes no output."""
        links = [
            _identity(path, "links", "give a link table: a file of rows source, target") for path in settings.links
        ]
        found: dict[str, Any] = {"links": links}
        # When a run stops does not decide what it writes.
        found["model_writer"] = plain(settings.model_writer)
        del found["model_writer"]["stop_refused"]
        if settings.plan.tokenizer:
            found["tokenizer"] = _identity(settings.plan.tokenizer, "tokenizer", "give the path of a tokenizer.json")
        if settings.reward.endswith(".npz"):
            found["reward"] = _identity(settings.reward, "reward", "give a file that `lemnos reward train` wrote")
        return found

    def check(self, settings: TalkSettings, llm: LlmSettings) -> str:
        """See ``Step.check``."""
        return settings.against(llm)

    def run(self, job: Job[TalkSettings]) -> None:
        """See ``Step.run``."""
        clusters = read_corpus(job)
        per_shard = job.settings.anchors_per_shard
        job.map(
            "dialogues",
            partial(make_dialogues, job.run, _partitioned(job), job.seed, job.model, job.objects),
            list(dialogue_tasks(clusters, per_shard)),
            lambda shards: f"{summed(shards, 'dialogues'):,} dialogues",
            unit="cluster",
            items=clusters,
            asks=True,
        )

    def statistics(self, run: RunFolder, settings: TalkSettings, figures: StageFigures) -> dict[str, Any]:
        """See ``Step.statistics``."""
        return statistics(run, settings, figures)

    def card(self, settings: TalkSettings, statistics: Mapping[str, Any]) -> Card:
        """See ``Step.card``."""
        del settings
        return card(statistics)

    def summary(self, report: Mapping[str, Any]) -> list[str]:
        """See ``Step.summary``."""
        dialogues = report["dialogues"]
        turns = dialogues["turns_per_dialogue"]
        score = report["scores"].get("score") or {"mean": 0, "p5": 0, "p95": 0}
        return [
            f"{dialogues['dialogues']:,} dialogues of {turns.get('mean', 0):.1f} turns on average "
            f"(median {turns.get('median', 0):.0f}), from {report['documents']['documents']:,} documents",
            f"score {score['mean']:.2f} on average, 90% of them between {score['p5']:.2f} and {score['p95']:.2f}",
            *refused_lines(report["written"]),
        ]

    def remedies(self, settings: TalkSettings) -> Mapping[str, str]:
        """See ``Step.remedies``."""
        return _remedies(settings)

    def licences(self, report: Mapping[str, Any]) -> Mapping[str, int]:
        """See ``Step.licences``."""
        licences: Mapping[str, int] = report["documents"]["licences"]
        return licences

    def forecast(self, job: Job[TalkSettings], sample: int) -> Expected:
        """See ``Step.forecast``: documents are read and linked, and the dialogues of a sample are planned."""
        clusters = read_corpus(job)
        return forecast(job, _partitioned(job), clusters, sample)

    def line(self, record: Mapping[str, Any]) -> str:
        """See ``Step.line``: id, turns, score and topics."""
        return dialogue_line(record)

    def show(self, run: RunFolder, record: Mapping[str, Any], limit: int | None) -> None:
        """See ``Step.show``: turns with the position of each answer."""
        del run
        show_dialogue(record, limit)


def _remedies(settings: TalkSettings) -> dict[str, str]:
    """Return what to change about each rule that can leave a run without dialogues."""
    plan, cluster, segment = settings.plan, settings.cluster, settings.segment
    shorter = f"lower talk.plan.min_turns (now {plan.min_turns})"
    longer = "give longer documents" if plan.tokens is None else f"raise talk.plan.tokens (now {plan.tokens:,})"
    alone = f"lower talk.cluster.min_documents (now {cluster.min_documents}) or " if cluster.min_documents > 1 else ""
    return remedies() | {
        "no_segment": f"lower talk.segment.keep_words (now {segment.keep_words}), or give documents with longer prose",
        "no_cluster": f"{alone}give more documents that are related or linked (--links)",
        "too_short": f"{shorter} or {longer}",
        LOW_SCORE: f"lower talk.min_score (now {settings.min_score:g})",
    }


def read_corpus(job: Job[TalkSettings]) -> int:
    """Read the documents, build their graph, divide them into clusters; return the number of clusters.

    Where documents are used without limit, every document grows a cluster of its own later, and their number is
    returned.

    Raises:
        InputError: An input is damaged, or there is nothing to make dialogues of.
    """
    settings = job.settings
    if not job.objects.get("reward"):
        check_reward(settings.reward)
    token_counter(settings.plan.tokenizer)
    documents = _read_documents(job)
    count = summed(documents, "documents")
    if not count:
        raise nothing_made(
            "no document with prose in it",
            job.names,
            counted(documents, "rejected"),
            _remedies(settings),
            job.run.path,
            "give documents with paragraphs of prose",
        )
    shards = [job.run.work("documents", f"{number:06}.npz") for number in range(len(documents))]
    languages = _languages(job)
    graph = job.whole(
        "graph",
        partial(_graph, job.run, shards, settings, languages),
        lambda figures: f"{figures[0]['edges']:,} edges, {figures[0]['near_duplicates']:,} near-duplicates merged",
    )
    _check_graph(graph, settings, languages)
    if not settings.reuse and job.limit is None:
        return count
    clusters: int = job.whole(
        "clusters",
        partial(_clusters, job.run, settings, job.seed, None if job.limit is None else job.limit * len(job.inputs)),
        lambda figures: f"{figures[0]['clusters']:,} clusters of {figures[0]['documents']:,} documents",
    )["clusters"]
    if job.limit is not None:
        _write_sample(job, [figures["documents"] for figures in documents])
    return clusters


def _read_documents(job: Job[TalkSettings]) -> list[Figures]:
    """Read the documents of the inputs; of a job with a limit, those among which the sample is chosen."""
    if job.limit is not None:
        function = partial(read_documents, job.run, job.settings.segment, CANDIDATES)
        return read_candidates(job, "documents", function, job.limit)
    return job.read(
        "documents",
        partial(read_documents, job.run, job.settings.segment, "documents"),
        lambda shards: f"{summed(shards, 'documents'):,} documents, {summed(shards, 'segments'):,} segments",
    )


def _write_sample(job: Job[TalkSettings], counts: Sequence[int]) -> None:
    """Write the documents of the sample.

    Args:
        job: A job with a limit, whose clusters are chosen.
        counts: Number of documents of each shard.
    """
    ends = list(accumulate(counts))
    tasks = [SampleTask(number, end - count, end) for number, (count, end) in enumerate(zip(counts, ends, strict=True))]

    def summary(shards: list[Figures]) -> str:
        chosen = summed(shards, "documents")
        return f"{chosen:,} of {ends[-1]:,} documents, a connected sample" if chosen < ends[-1] else "all documents"

    job.map("sample", partial(write_sample, job.run), tasks, summary, unit="document", items=ends[-1])


def _partitioned(job: Job[TalkSettings]) -> TalkSettings:
    """Return the settings for the dialogues of a job whose corpus is read. With a limit, all clusters are in a
    partition, even where documents are used without limit."""
    if job.limit is None:
        return job.settings
    return msgspec.structs.replace(job.settings, reuse=max(1, job.settings.reuse))


def dialogue_tasks(count: int, per_shard: int) -> Iterator[DialogueTask]:
    """Yield ``count`` clusters, ``per_shard`` in each task."""
    for number, first in enumerate(range(0, count, per_shard)):
        yield DialogueTask(number, first, min(first + per_shard, count))


def _clusters(run: RunFolder, settings: TalkSettings, seed: int, count: int | None, task: WholeTask) -> dict[str, Any]:
    """Divide the documents into clusters; return how many documents are in one.

    Args:
        run: The run folder.
        settings: Of the step.
        seed: Of the run.
        count: Size of the sample to which the clusters are confined; None for all documents.
        task: The only task.
    """
    graph = load_graph(run.work("graph"))
    blobs = Blobs(sorted(run.work("documents").glob("*.bin")))
    chosen = np.flatnonzero(graph.usable)
    if settings.reuse:
        found = list(partition(graph, seed, settings.reuse, settings.cluster))
    else:
        topics = (DECODER.decode(blobs[row]).topic for row in chosen.tolist())
        found = [  # the seed is that of ``DialogueBuilder``
            (0, grow_cluster(graph, row, f"{seed}/cluster/{topic.id}", settings.cluster))
            for row, topic in zip(chosen.tolist(), topics, strict=True)
        ]
        found = [(number, members) for number, members in found if len(members) >= settings.cluster.min_documents]
    if count is not None:
        sample = choose_clusters(graph, found, count, seed)
        found, chosen = sample.clusters, sample.documents[graph.usable[sample.documents]]
        save(run.work("clusters"), "sample", sample.documents)
    write_partition(run.work("clusters"), found)
    clustered = np.unique([document for _, members in found for document in members])
    rejected = []
    for row in np.setdiff1d(chosen, clustered).tolist():
        topic = DECODER.decode(blobs[row]).topic
        reason = "no related document was found that is not in another dialogue"
        rejected.append(
            Rejected(stage="clusters", rule="no_cluster", reason=reason, source=topic.source, record=topic.title)
        )
    run.write_rejected("clusters", task.number, rejected)
    return {
        "clusters": len(found),
        "documents": len(clustered),
        "rejected": {"no_cluster": len(rejected)} if rejected else {},
    }


def _languages(job: Job[TalkSettings]) -> frozenset[str] | None:
    """Return the languages that the writer writes; None for all."""
    writer = job.objects.get("writer")
    if writer is not None:
        return getattr(writer, "languages", None)
    return LANGUAGES[job.settings.writer]


def _graph(
    run: RunFolder, shards: Sequence[Path], settings: TalkSettings, languages: frozenset[str] | None, task: WholeTask
) -> dict[str, Any]:
    rejected: list[Rejected] = []
    blobs = Blobs([path.with_suffix(".bin") for path in shards])
    rows = link_rows(settings.links, rejected)
    figures = build_graph(run.work("graph"), shards, blobs, rows, languages, settings.graph)
    run.write_rejected("graph", task.number, rejected)
    count = len(rejected)
    return figures | {"table_rows_rejected": count, "rejected": {"link_table_row": count} if settings.links else {}}


def _check_graph(graph: Figures, settings: TalkSettings, languages: frozenset[str] | None) -> None:
    """Raise an error where the graph can give no dialogue.

    Raises:
        InputError: No link of the tables leads anywhere, or no document is in a language of the writer.
    """
    if graph["table_rows"] and graph["table_rows"] == graph["table_rows_unresolved"]:
        raise InputError(
            f"no row names two of the documents (for example {graph['table_unresolved_sample'][0]})",
            where=", ".join(settings.links),
            remedy="name documents by file name, id or title",
        )
    if not graph["usable"]:
        found = ", ".join(f"{code} {count}" for code, count in graph["languages"].items())
        written = ", ".join(sorted(languages or ()))
        raise InputError(
            f"the {settings.writer} writer writes {written} only, and no document is in it (found: {found})",
            where="talk.writer",
            remedy="the documents are in the run folder; give a --model to write their user turns, "
            "or set the inputs' language if it was not recognised",
        )


def _identity(path: str, kind: str, remedy: str) -> dict[str, Any]:
    """Return the identity of a file beside the inputs; asked for early, because it is read late.

    Raises:
        InputError: There is no such file.
    """
    if not os.path.isfile(path):
        raise InputError("no such file", where=path, remedy=remedy)
    return {"kind": kind, **file_identity(path)}
