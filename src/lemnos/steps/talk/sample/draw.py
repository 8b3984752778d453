"""Draws the sample of a job with a limit: inputs → the tasks that read its documents, for the stage ``documents``.

Where a link table names the files of folders and archives that can be listed, the sample is chosen before anything is
read. Otherwise the front of the inputs is read, up to ``candidates`` documents of each, and the sample is chosen in the
graph of these. So a preview reads a bounded part of any input.

**Limitation:** of an input whose links lead far ahead, the front is less densely linked than the whole.
"""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

import numpy as np

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import InputTask, Job, WholeTask
from lemnos.pipeline.statistics import summed
from lemnos.pipeline.step import StageFigures
from lemnos.sources.documents.folder import FolderSource
from lemnos.steps.talk.graph.build import build_graph, load_graph
from lemnos.steps.talk.graph.edges import save
from lemnos.steps.talk.sample.candidates import STAGE as CANDIDATES
from lemnos.steps.talk.sample.candidates import KeptPages, kept_pages, pages_folder, read_candidates
from lemnos.steps.talk.sample.link_table import STAGE as LINK_TABLE
from lemnos.steps.talk.sample.link_table import choose_files, file_tasks, link_rows
from lemnos.steps.talk.sample.neighbourhood import neighbourhood
from lemnos.steps.talk.settings import TalkSettings
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder

STAGE = "sample"
_FACTOR, _EXTRA = 8, 5_000
"""A preview of N documents is chosen among up to ``_FACTOR`` × N, and at most ``_EXTRA`` more than N."""
_TASK_BYTES = 2_000_000


class Sample(NamedTuple):
    """The documents of a preview."""

    tasks: list[InputTask]
    documents: int
    """How many there are, as far as that is known before they are read."""


def candidates(limit: int) -> int:
    """Return how many documents of an input are read to choose ``limit`` of them.

    >>> candidates(300), candidates(20_000)
    (2400, 25000)
    """
    return min(_FACTOR * limit, limit + _EXTRA)


def draw_sample(job: Job[TalkSettings], limit: int, languages: frozenset[str] | None) -> Sample:
    """Choose the documents of a preview.

    Args:
        job: The job.
        limit: Size of the sample for each input.
        languages: Languages that the writer writes, None for all.

    Raises:
        LemnosError: See ``Step.run``.
    """
    count = limit * len(job.inputs)
    listed = [given.source for given in job.inputs if isinstance(given.source, FolderSource) and given.source.lists]
    if job.settings.links and len(listed) == len(job.inputs):
        function = partial(choose_files, job.run, listed, job.settings.links, job.settings.graph, count, job.seed)
        figures = job.whole(LINK_TABLE, function, lambda one: _line(one[0]["documents"], sum(one[0]["read"])))
        if figures["linked"] >= count or count >= sum(figures["read"]):
            return Sample(list(file_tasks(job.run, listed, figures["read"])), figures["documents"])
    job.read(
        CANDIDATES,
        partial(read_candidates, job.run, job.settings.segment),
        lambda shards: f"{summed(shards, 'documents'):,} documents read, to choose a sample from them",
        limit=candidates(limit),
    )
    figures = job.whole(
        STAGE,
        partial(_choose, job.run, job.settings, count, job.seed, languages),
        lambda one: _line(one[0]["documents"], one[0]["read"]),
    )
    return Sample(list(_kept_tasks(job.run)), figures["documents"])


def sample_figures(stages: StageFigures) -> dict[str, int] | None:
    """Return how many documents the sample has, and among how many it was chosen; None if there is no limit.

    Args:
        stages: Stage → figures of its shards.
    """
    for stage in (STAGE, LINK_TABLE):
        if stage in stages:
            (figures,) = stages[stage]
            return {"documents": figures["documents"], "chosen_among": int(np.sum(figures["read"]))}
    return None


def _line(documents: int, among: int) -> str:
    return f"{documents:,} of {among:,} documents, a connected sample"


def _choose(
    run: RunFolder,
    settings: TalkSettings,
    count: int,
    seed: int,
    languages: frozenset[str] | None,
    task: WholeTask,
) -> Figures:
    """Choose the sample in the graph of the candidates, and write its rows; return figures."""
    del task
    shards = sorted(run.work(CANDIDATES).glob("*.npz"))
    folder = run.work(STAGE)
    blobs = Blobs([path.with_suffix(".bin") for path in shards])
    if len(blobs) <= count:
        sample = np.arange(len(blobs))
    else:
        build_graph(folder, shards, blobs, link_rows(settings.links, []), languages, settings.graph)
        graph = load_graph(folder)
        sample = neighbourhood(graph.indptr, graph.targets, graph.weights, np.asarray(graph.usable), count, seed)
        if not len(sample):  # the stage ``graph`` says why no document can be used
            sample = np.arange(count)
    save(folder, "documents", sample)
    return {"read": len(blobs), "documents": len(sample)}


def _kept_tasks(run: RunFolder) -> Iterator[InputTask]:
    """Yield the tasks that read the sample from the kept pages: about 2 MB each."""
    folder = pages_folder(run)
    pages = kept_pages(folder)
    rows: list[int] = []
    number = size = 0
    for row in np.load(run.work(STAGE, "documents.npy")).tolist():
        if size >= _TASK_BYTES:
            yield InputTask(number, KeptPages(folder, tuple(rows), redirects=not number))
            rows, size, number = [], 0, number + 1
        rows.append(row)
        size += pages.size(row)
    if rows:
        yield InputTask(number, KeptPages(folder, tuple(rows), redirects=not number))
