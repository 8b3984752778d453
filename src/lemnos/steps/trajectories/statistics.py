"""Figures of shards → the statistics of a run of ``trajectories``."""

from typing import Any

from lemnos.pipeline.statistics import counted, joined, spread, summed
from lemnos.pipeline.step import StageFigures

_MOST_TOOLS = 200
"""Tools in the table of calls, the most called ones."""


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input and settings alone."""
    (shards,) = (figures["trajectories"],)
    calls = counted(shards, "calls")
    return {
        "trajectories": summed(shards, "trajectories"),
        "characters": summed(shards, "characters"),
        "messages": spread(joined(shards, "lengths")),
        "thoughts": summed(shards, "thoughts"),
        "calls": sum(calls.values()),
        "tools_called": len(calls),
        "calls_by_tool": dict(list(calls.items())[:_MOST_TOOLS]),
        **{
            name: counted(shards, name)
            for name in ("forms", "endings", "levels", "checks", "repaired", "masked", "licences", "roles")
        },
    }
