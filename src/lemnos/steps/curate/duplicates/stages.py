"""Runs the stages that find duplicates, in their order.

duplicate_keys     keys by which copies meet            one task for each shard
duplicate_texts    copies of one text                   one task for each range of keys
duplicate_pairs    pairs to compare                     one task for each range of keys
duplicate_checks   pairs that the texts confirm         one task for each shard
duplicate_choice   who goes for whom                    one task
duplicates         findings                             one task for each shard

How many ranges there are depends on the memory that may be taken and changes no result.
"""

from collections.abc import Sequence
from functools import partial
from itertools import accumulate

from lemnos.pipeline.job import Job
from lemnos.pipeline.statistics import summed
from lemnos.steps.curate.duplicates.arrays import CHECKS, CHOICE, KEYS, PAIRS, TEXTS, RangeTask
from lemnos.steps.curate.duplicates.check import check_pairs
from lemnos.steps.curate.duplicates.choose import choose, write_duplicates
from lemnos.steps.curate.duplicates.keys import write_keys
from lemnos.steps.curate.duplicates.propose import ROW_BYTES, find_texts, propose_pairs
from lemnos.steps.curate.settings import CurateSettings
from lemnos.steps.curate.store import DUPLICATES, ShardTask
from lemnos.text.near_duplicates import BANDS

_ROWS_AT_ONCE = 400_000
"""Most rows in a range, so that there is work for all workers."""


def find_duplicates(job: Job[CurateSettings], tasks: Sequence[ShardTask], records: Sequence[int]) -> None:
    """Run all stages.

    Args:
        job: The job.
        tasks: The shards of the records.
        records: Number of records in each shard.
    """
    run, settings, shards = job.run, job.settings, len(tasks)
    firsts = tuple(accumulate(records, initial=0))
    memory = settings.duplicates.memory_megabytes * 1_000_000
    size = min(_ROWS_AT_ONCE, max(1000, (memory - firsts[-1]) // ROW_BYTES))
    keyed = job.map(
        KEYS,
        partial(write_keys, run),
        tasks,
        lambda done: f"{summed(done, 'compared'):,} records",
        unit="shard",
        items=shards,
    )
    compared = summed(keyed, "compared")
    text_ranges, band_ranges = _ranges(compared, size), _ranges(compared * BANDS, size)
    job.map(
        TEXTS,
        partial(find_texts, run, firsts),
        text_ranges,
        lambda done: f"{summed(done, 'copies'):,} copies of a text",
        unit="range",
        items=len(text_ranges),
    )
    job.map(
        PAIRS,
        partial(propose_pairs, run, firsts, len(text_ranges)),
        band_ranges,
        lambda done: f"{summed(done, 'pairs'):,} pairs proposed",
        unit="range",
        items=len(band_ranges),
    )
    job.map(
        CHECKS,
        partial(check_pairs, run, settings, firsts, len(band_ranges)),
        tasks,
        lambda done: f"{summed(done, 'pairs'):,} pairs compared, {summed(done, 'near'):,} near copies",
        unit="shard",
        items=shards,
    )
    job.whole(
        CHOICE,
        partial(choose, run, shards, len(text_ranges)),
        lambda done: f"{done[0]['same']:,} copies and {done[0]['near']:,} near copies go",
    )
    inputs = tuple(task.input for task in tasks)
    job.map(
        DUPLICATES,
        partial(write_duplicates, run, firsts, inputs),
        tasks,
        lambda done: f"{summed(done, 'copies'):,} records, {summed(done, 'across'):,} of them across inputs",
        unit="shard",
        items=shards,
    )


def _ranges(rows: int, size: int) -> list[RangeTask]:
    count = max(1, -(-rows // size))
    return [RangeTask(number, count) for number in range(count)]
