"""Estimate a run of ``tools``: read a sample of the shards, count tools, and collect what a model would be asked.

Costs about 1 CPU-second for 2 MB of OpenAPI descriptions. Duplicates are not estimated: they show only when all tools
are read.
"""

from collections.abc import Iterable
from functools import partial
from typing import NamedTuple, TypeVar

from lemnos.llm.identity import AskedModel
from lemnos.llm.request import Request
from lemnos.pipeline.expected import Expected
from lemnos.pipeline.job import InputTask, Job
from lemnos.records import Tool
from lemnos.steps.tools.describe.rules import describe_request, needs_description
from lemnos.steps.tools.settings import ToolsSettings

_PER_SHARD = 16
"""Assumed descriptions in a shard: how many shards a sample of descriptions is."""
_DESCRIPTION_TOKENS = 150
"""Assumed tokens of the description of one function."""

Item = TypeVar("Item")


class _Sampled(NamedTuple):
    number: int
    tools: int
    bare: int
    """Functions without a description."""
    requests: tuple[Request, ...]


def forecast(job: Job[ToolsSettings], sample: int) -> Expected:
    """Return how many tools and documents there will be, and what is asked to describe functions.

    Args:
        job: The job.
        sample: About how many descriptions are read.
    """
    tasks, shards = spread_evenly(job.input_tasks(), max(1, sample // _PER_SHARD))
    job.progress.start("plan", "shard")
    sampled: dict[int, _Sampled] = {}
    for found in job.engine.map(partial(_read, job.model), tasks):
        sampled[found.number] = found
        job.progress.update(len(sampled), len(tasks))
    tools = sum(found.tools for found in sampled.values())
    bare = sum(found.bare for found in sampled.values())
    job.progress.finish(f"{tools:,} tools read")
    scale = shards / len(tasks) if tasks else 0.0
    count = round(tools * scale)
    nobody = "" if job.model else "rules describe functions: no model is asked, and it costs nothing"
    return Expected(
        counts={
            "tools": count,
            "functions without description": round(bare * scale),
            "documents": count * job.settings.documents.most,
        },
        sampled=len(tasks),
        items=shards,
        prompts=tuple(sampled[number].requests for number in sorted(sampled)),
        generated=float(bare * _DESCRIPTION_TOKENS) if job.model else 0.0,
        nobody=nobody,
    )


def _read(model: AskedModel | None, task: InputTask) -> _Sampled:
    tools = [item for item in task.shard.read() if isinstance(item, Tool)]
    bare = [tool for tool in tools if needs_description(tool)]
    requests = tuple(describe_request(tool, model.prompts) for tool in bare) if model else ()
    return _Sampled(task.number, len(tools), len(bare), requests)


def spread_evenly(items: Iterable[Item], most: int) -> tuple[list[Item], int]:
    """Return at most ``most`` items that are spread evenly over a stream of unknown length, and its length.

    Holds at most ``most`` items at any time. Never fewer than half as many as asked for, if there are so many.

    >>> spread_evenly(range(10), 4)
    ([0, 4, 8], 10)
    """
    kept: list[Item] = []
    stride = 1
    count = 0
    for item in items:
        if count % stride == 0:
            if len(kept) == most:
                kept = kept[::2]
                stride *= 2
            if count % stride == 0:
                kept.append(item)
        count += 1
    return kept[:most], count
