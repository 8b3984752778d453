"""``talk`` from inputs to dialogues: documents, graph, dialogues, each a stage of shards."""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.engine.base import Engine
from lemnos.engine.progress import Progress
from lemnos.engine.stage import Figures, run_stage
from lemnos.errors import InputError
from lemnos.llm.asking_stage import run_asking_stage
from lemnos.llm.factory import open_dispatcher
from lemnos.llm.identity import AskedModel, asked_model
from lemnos.llm.settings import LlmSettings
from lemnos.records import Rejected
from lemnos.sources.documents.base import Source
from lemnos.sources.documents.links import read_links
from lemnos.steps.talk.dialogues.make import AnchorTask, make_dialogues
from lemnos.steps.talk.documents.read import DocumentTask, read_documents
from lemnos.steps.talk.graph.build import build_graph
from lemnos.steps.talk.reward.load import check_reward
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.write.model import PROMPTS
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

LANGUAGES: dict[str, frozenset[str] | None] = {"offline": frozenset({"en"}), "model": None}
"""Languages that each writer writes; None for all."""


class TalkFigures(msgspec.Struct, frozen=True):
    """Figures of every shard of every stage, for the report."""

    documents: list[Figures]
    graph: Figures
    dialogues: list[Figures]


class _GraphTask(msgspec.Struct, frozen=True):
    """The whole graph is one shard."""

    number: int = 0


class Corpus(NamedTuple):
    """What is read."""

    names: Sequence[str]
    """What the user calls the sources."""
    sources: Sequence[Source]
    links: Sequence[str]
    """Link tables beside the documents."""
    limit: int | None
    """Documents to read of each source; None for all."""


def talk(
    run: RunFolder,
    corpus: Corpus,
    settings: TalkSettings,
    llm: LlmSettings,
    *,
    seed: int,
    engine: Engine,
    progress: Progress,
) -> TalkFigures:
    """Make dialogues from documents; continues where an earlier call in the same run folder stopped.

    Args:
        run: The run folder.
        corpus: What is read.
        settings: How documents become dialogues.
        llm: The model, where ``settings.writer`` is one.
        seed: Seeds every random choice.
        engine: Where shards run.
        progress: Told how far it is.

    Raises:
        LemnosError: An input is damaged, nothing usable is in it, the run folder cannot be written, or the model
            cannot be asked.
        PausedError: The run stopped at a cap or waits for a batch.
        WorkerError: A worker died, or a shard met a bug.
    """
    asked = writing_model(settings, llm)
    documents, graph = read_corpus(run, corpus, settings, engine, progress)
    count = sum(figures["documents"] for figures in documents)
    per_shard = settings.anchors_per_shard
    tasks = list(anchor_tasks(count, per_shard))
    make = partial(make_dialogues, run, settings, seed, asked)
    progress.start("dialogues", "document")
    if asked is None:
        dialogues = run_stage(
            run, "dialogues", make, tasks, engine, lambda done: progress.update(min(done * per_shard, count), count)
        )
    else:
        with open_dispatcher(run.path, llm, progress.say) as dispatcher:
            finished = 0

            def show(done: int | None = None) -> None:
                nonlocal finished
                finished = finished if done is None else done
                progress.update(min(finished * per_shard, count), count, dispatcher.ledger.brief())

            dispatcher.on_wait = show
            dialogues = run_asking_stage(run, "dialogues", make, tasks, engine, dispatcher, show)
            progress.say(dispatcher.ledger.line())
    progress.finish(f"{sum(figures['dialogues'] for figures in dialogues):,} dialogues")
    return TalkFigures(documents, graph, dialogues)


def writing_model(settings: TalkSettings, llm: LlmSettings) -> AskedModel | None:
    """Return the model that writes the user turns, None if the offline writer does.

    Raises:
        SettingsError: A prompt in place of ours is wrong.
    """
    return asked_model(llm, PROMPTS) if settings.writer == "model" else None


def read_corpus(
    run: RunFolder, corpus: Corpus, settings: TalkSettings, engine: Engine, progress: Progress
) -> tuple[list[Figures], Figures]:
    """Read the documents and build their graph. Returns the figures of both; see ``talk`` for the rest."""
    check_reward(settings.reward)
    progress.start("documents", "B")
    sizes = [source.progress()[1] for source in corpus.sources]
    documents = run_stage(
        run,
        "documents",
        partial(read_documents, run, settings.segment),
        _document_tasks(corpus.sources, corpus.limit),
        engine,
        lambda _: progress.update(sum(source.progress()[0] for source in corpus.sources), sum(sizes)),
    )
    count = sum(figures["documents"] for figures in documents)
    progress.finish(f"{count:,} documents, {sum(figures['segments'] for figures in documents):,} segments")
    if not count:
        raise InputError(
            "no document with prose in it",
            where=", ".join(corpus.names),
            remedy=f"see {run.path / 'rejected'} for what was refused and why",
        )
    progress.start("graph", "step")
    shards = [run.work("documents", f"{number:06}.npz") for number in range(len(documents))]
    graph = run_stage(
        run,
        "graph",
        partial(_graph, run, shards, tuple(corpus.links), settings),
        [_GraphTask()],
        engine,
        lambda done: progress.update(done, 1),
    )[0]
    _check_graph(graph, corpus.links, settings.writer)
    progress.finish(f"{graph['edges']:,} edges, {graph['near_duplicates']:,} near-duplicates merged")
    return documents, graph


def _document_tasks(sources: Sequence[Source], limit: int | None) -> Iterator[DocumentTask]:
    number = 0
    for source in sources:
        for shard in source.shards(limit):
            yield DocumentTask(number, shard)
            number += 1


def anchor_tasks(count: int, per_shard: int) -> Iterator[AnchorTask]:
    """Yield ``count`` documents as anchors, ``per_shard`` in each task."""
    for number, first in enumerate(range(0, count, per_shard)):
        yield AnchorTask(number, first, min(first + per_shard, count))


def _graph(
    run: RunFolder, shards: Sequence[Path], links: Sequence[str], settings: TalkSettings, task: _GraphTask
) -> dict[str, Any]:
    rejected: list[Rejected] = []
    blobs = Blobs([path.with_suffix(".bin") for path in shards])
    rows = _link_rows(links, rejected)
    figures = build_graph(run.work("graph"), shards, blobs, rows, LANGUAGES[settings.writer], settings.graph)
    run.write_rejected("graph", task.number, rejected)
    return figures | {"table_rows_rejected": len(rejected)}


def _link_rows(links: Sequence[str], rejected: list[Rejected]) -> Iterator[tuple[str, str]]:
    for path in links:
        for row in read_links(path):
            if isinstance(row, Rejected):
                rejected.append(row)
            else:
                yield row.source, row.target


def _check_graph(graph: Figures, links: Sequence[str], writer: str) -> None:
    """Stop with one line where no dialogue can come of the graph."""
    if graph["table_rows"] and graph["table_rows"] == graph["table_rows_unresolved"]:
        raise InputError(
            f"no row names two of the documents (for example {graph['table_unresolved_sample'][0]})",
            where=", ".join(links),
            remedy="name documents by file name, id or title",
        )
    if not graph["usable"]:
        languages = ", ".join(f"{code} {count}" for code, count in graph["languages"].items())
        written = ", ".join(sorted(LANGUAGES[writer] or ()))
        raise InputError(
            f"the {writer} writer writes {written} only, and no document is in it (found: {languages})",
            where="talk.writer",
            remedy="the documents are in the run folder; give a --model to write their user turns, "
            "or set the inputs' language if it was not recognised",
        )
