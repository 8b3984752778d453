"""The stage ``trajectories``: shards of an input → records in the normal form, masked and verified.

``Shard`` -> ``Trajectory`` and ``Rejected`` records, and the figures of the shard. Memory: the records of one shard.
"""

from collections import Counter
from typing import Any

import msgspec

from lemnos.pipeline.job import InputTask
from lemnos.records import Rejected, Trajectory
from lemnos.records.licences import is_non_commercial
from lemnos.sources.trajectories.base import refused
from lemnos.steps.trajectories.settings import TrajectoriesSettings
from lemnos.steps.trajectories.verify.summary import Summary
from lemnos.steps.trajectories.verify.verify import load_verifier
from lemnos.store.run_folder import RunFolder
from lemnos.text.private.trajectories import mask

STAGE = "trajectories"


def read_trajectories(run: RunFolder, settings: TrajectoriesSettings, task: InputTask) -> dict[str, Any]:
    """Read one shard and write its trajectories. Returns the figures of the shard.

    Raises:
        RunError: The run with the tools cannot be read.
    """
    verify = load_verifier(settings.tools)
    kept: list[Trajectory] = []
    rejected: list[Rejected] = []
    for item in task.shard.read():
        if not isinstance(item, Trajectory):
            rejected.append(item)
        elif settings.non_commercial == "leave_out" and is_non_commercial(item.licence):
            reason = f"its licence {item.licence} forbids commercial use"
            rejected.append(refused("non_commercial", reason, item.source, item.id))
        else:
            kept.append(verify(mask(item) if settings.private == "mask" else item))
    run.write_records(STAGE, task.number, Trajectory, kept)
    run.write_rejected(STAGE, task.number, rejected)
    return figures_of(kept, rejected)


def figures_of(kept: list[Trajectory], rejected: list[Rejected]) -> dict[str, Any]:
    """Return what the report counts over some trajectories."""
    summary = Summary()
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("masked", "licences", "checks", "roles")}
    for trajectory in kept:
        summary.add(trajectory)
        counts["licences"][trajectory.licence] += 1
        for item in trajectory.masked:
            counts["masked"][item.kind] += item.count
        for check in trajectory.verification.checks:
            if check.outcome != "pass":
                counts["checks"][f"{check.level} {check.name} {check.outcome}"] += 1
        counts["roles"].update(message.role for message in trajectory.messages)
    return {
        "trajectories": summary.trajectories,
        "forms": dict(summary.forms),
        "endings": dict(summary.endings),
        "levels": {str(level): count for level, count in summary.levels.items()},
        "repaired": dict(summary.repaired),
        "calls": dict(summary.calls_per_tool),
        **{name: dict(counter) for name, counter in counts.items()},
        "rejected": dict(Counter(item.rule for item in rejected)),
        "lengths": [len(trajectory.messages) for trajectory in kept],
        "thoughts": sum(bool(message.reasoning) for trajectory in kept for message in trajectory.messages),
        "characters": sum(len(msgspec.json.encode(trajectory.messages)) for trajectory in kept),
    }
