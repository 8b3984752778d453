"""Verifies trajectories: levels 1 and 2, each check by name with its outcome in the record.

Cost: 0.02 ms for a short trajectory whose schemas were seen before, and what ``contract`` says for new ones.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from pathlib import Path

import msgspec

from lemnos.pipeline.record_source import open_records
from lemnos.pipeline.source import Shard, Source
from lemnos.records import Check, OfferedTool, Rejected, Trajectory, Verification
from lemnos.sources.trajectories.source import TrajectorySource
from lemnos.steps.trajectories.verify.agreement import agreement
from lemnos.steps.trajectories.verify.registry import RegisteredTool, Registry
from lemnos.steps.trajectories.verify.summary import Summary
from lemnos.steps.trajectories.verify.well_formed import calls_of, well_formed


def verify(trajectory: Trajectory, registry: Registry | None = None) -> Trajectory:
    """Return a trajectory with ``verification``, ``called`` and the ids of its tools filled.

    Args:
        trajectory: Any trajectory; what it holds of an earlier verification is replaced.
        registry: The registered tools; without them, calls are compared with the tools as offered alone.
    """
    resolved: dict[str, RegisteredTool] = {}
    tools = trajectory.tools
    if registry is not None:
        tools = tuple(_with_id(tool, registry, resolved) for tool in tools)
    elif any(tool.id for tool in tools):
        tools = tuple(msgspec.structs.replace(tool, id="") for tool in tools)
    calls = calls_of(trajectory)
    checks = [*well_formed(trajectory, calls), *agreement(trajectory, calls, resolved)]
    called = [resolved[made.call.name].id for made in calls if made.call.name in resolved]
    return msgspec.structs.replace(
        trajectory,
        tools=tools,
        called=tuple(dict.fromkeys(called)),
        verification=Verification(_level(checks), tuple(checks)),
    )


def load_verifier(tools: str) -> Callable[[Trajectory], Trajectory]:
    """Return the function that verifies trajectories; a worker that asks again gets the registry that it has read.

    Args:
        tools: Run folder of ``lemnos tools docs`` with the registered tools; empty for none.

    Raises:
        RunError: There is no finished run, or it holds no tools.
    """
    return partial(verify, registry=_registry(tools)) if tools else verify


@lru_cache(maxsize=1)
def _registry(path: str) -> Registry:
    return Registry(path)


def verify_file(
    shards: Iterable[Shard],
    registry: Registry | None = None,
    summary: Summary | None = None,
    check: Callable[[Trajectory], Trajectory] | None = None,
) -> Iterator[Trajectory | Rejected]:
    """Yield every trajectory of a file, verified, and what was refused, in order.

    Args:
        shards: What a source of trajectories yields for the file.
        registry: The registered tools.
        summary: Counts what is yielded.
        check: Verifies a trajectory in place of ``verify``.
    """
    check = check or partial(verify, registry=registry)
    for shard in shards:
        for item in shard.read():
            result = item if isinstance(item, Rejected) else check(item)
            if summary is not None:
                summary.add(result)
            yield result


def _with_id(tool: OfferedTool, registry: Registry, resolved: dict[str, RegisteredTool]) -> OfferedTool:
    found = registry.resolve(tool)
    identifier = ""
    if found is not None:
        resolved[tool.name] = found.tool
        identifier = found.tool.id
    return tool if tool.id == identifier else msgspec.structs.replace(tool, id=identifier)


def _level(checks: list[Check]) -> int:
    """Return the highest level all of whose checks, and those of the levels below it, pass."""
    failed = [check.level for check in checks if check.outcome != "pass"]
    return min(failed) - 1 if failed else max(check.level for check in checks)


def verified_inputs(
    inputs: Iterable[str], tools: str = "", check: Callable[[Trajectory], Trajectory] | None = None
) -> tuple[Summary, Iterator[Trajectory | Rejected]]:
    """Return the verified records of files and of finished runs, lazily, and what is counted as they are drawn.

    Args:
        inputs: Paths of files, folders or archives in any known form, or of finished runs with trajectories.
        tools: A finished run of tools, against whose registry calls are checked; none if empty.
        check: Verifies a trajectory in place of ``verify``: in a world, say.

    Raises:
        LemnosError: There is nothing at a path, or it cannot be read.
    """
    registry = Registry(tools) if tools else None
    sources: list[Source] = []
    for path in inputs:
        if (Path(path) / "manifest.json").exists():
            sources.append(open_records(Path(path), path, (Trajectory,), "", "lemnos trajectories verify"))
        else:
            sources.append(TrajectorySource(path))
    summary = Summary()
    shards = (shard for source in sources for shard in source.shards())
    return summary, verify_file(shards, registry, summary, check)
