"""Estimate a run of ``retrieve``: the front of the crawl is read in a folder that is deleted afterwards.

Takes as long as reading that many pages. How many pages are retrieved is told as an upper bound: what the rest of the
crawl holds is not known.
"""

from collections.abc import Sequence
from functools import partial

from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import Job
from lemnos.pipeline.source import Input
from lemnos.pipeline.statistics import summed
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.pages.read import read_pages
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.read import read_seeds
from lemnos.steps.retrieve.seeds.vocabulary import VOCABULARY, make_vocabulary
from lemnos.steps.retrieve.settings import RetrieveSettings


def forecast(job: Job[RetrieveSettings], seeds: Sequence[Input], crawls: Sequence[Input], sample: int) -> Expected:
    """Return how many pages there are, and how many will be retrieved at most.

    Args:
        job: The job.
        seeds: The inputs that are runs.
        crawls: The others.
        sample: About how many pages to read of each crawl.
    """
    shards = job.read(SEEDS, partial(read_seeds, job.run, job.settings), _nothing, inputs=seeds)
    vocabulary = job.whole(VOCABULARY, partial(make_vocabulary, job.run, len(shards)), _nothing)
    pages = words = 0.0
    sampled = 0
    for number, given in enumerate(crawls):
        found = job.read(
            f"{PAGES}-{number}", partial(read_pages, job.run, job.settings), _nothing, limit=sample, inputs=[given]
        )
        done, total = given.source.progress()
        scale = total / done if done else 0.0
        sampled += summed(found, "pages")
        pages += summed(found, "pages") * scale
        words += summed(found, "words") * scale
    return Expected(
        counts={
            "seeds": vocabulary["seeds"],
            "pages": round(pages),
            "words": round(words),
            "documents at most": min(round(pages), vocabulary["seeds"] * job.settings.per_seed),
        },
        sampled=sampled,
        items=round(pages),
        nobody="retrieve asks no model",
    )


def _nothing(done: Sequence[object]) -> str:
    return f"{len(done):,} parts of the sample"
