"""Reads the candidates of a preview: a job with a limit → the figures of the documents among which it chooses.

Where a link table names the files of folders and archives that can be listed, the candidates are the files around one
of them, up to ``AROUND`` times the limit. Otherwise they are the front of each input, up to ``FRONT`` times the limit
and at most ``EXTRA`` documents more than it: links lead out of the front more often, so it takes more. Either way a
preview reads a bounded part of any input.

**Limitation:** the front of an input whose links lead far ahead is linked less densely than the whole.
"""

from collections.abc import Callable
from functools import partial

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import InputTask, Job
from lemnos.pipeline.statistics import summed
from lemnos.sources.documents.folder import FolderSource
from lemnos.steps.talk.sample.link_table import STAGE, choose_files, file_tasks
from lemnos.steps.talk.settings import TalkSettings

AROUND, FRONT, EXTRA = 4, 8, 5_000


def candidates(limit: int, factor: int = FRONT) -> int:
    """Return how many documents of an input are read to choose ``limit`` of them.

    >>> candidates(300), candidates(20_000)
    (2400, 25000)
    """
    return min(factor * limit, limit + EXTRA)


def read_candidates(
    job: Job[TalkSettings], stage: str, function: Callable[[InputTask], Figures], limit: int
) -> list[Figures]:
    """Run the stage that reads documents over the candidates of a preview; see ``Job.read``.

    Args:
        job: The job.
        stage: Name of the stage.
        function: Reads one shard.
        limit: Size of the sample for each input.
    """

    def summary(shards: list[Figures]) -> str:
        return f"{summed(shards, 'documents'):,} documents read, to choose a sample from them"

    listed = [given.source for given in job.inputs if isinstance(given.source, FolderSource) and given.source.lists]
    if job.settings.links and len(listed) == len(job.inputs):
        count = candidates(limit, AROUND) * len(listed)
        chosen = job.whole(
            STAGE,
            partial(choose_files, job.run, listed, job.settings.links, job.settings.graph, count, job.seed),
            lambda one: f"{one[0]['chosen']:,} of {sum(one[0]['files']):,} files, along the rows of the link table",
        )
        if chosen["linked"] >= min(count, sum(chosen["files"])) // 2:
            tasks = list(file_tasks(job.run, listed, chosen["files"]))
            return job.map(stage, function, tasks, summary, unit="document", items=chosen["chosen"])
    return job.read(stage, function, summary, limit=candidates(limit))
