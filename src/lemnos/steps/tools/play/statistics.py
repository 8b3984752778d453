"""Figures of shards → the statistics of a run of ``play``."""

from typing import Any

from lemnos.pipeline.statistics import counted, joined, rate, spread, summed
from lemnos.pipeline.step import StageFigures
from lemnos.steps.tools.play.worlds import COUNTED, TOOLS, TRAJECTORIES


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input, settings and seed alone."""
    shards = figures[TRAJECTORIES]
    called = counted(shards, "called")
    made = summed(shards, "trajectories")
    kinds = counted(shards, "kinds")
    return {
        "trajectories": made,
        "tools": summed(figures[TOOLS], "tools"),
        "tools_called": len(called),
        "tools_held_out": summed(shards, "held_out"),
        "apis": summed(shards, "apis"),
        "providers": len({provider for shard in shards for provider in shard["providers"]}),
        "calls": sum(called.values()),
        "most_of_one_tool": next(iter(called.values()), 0),
        "messages": spread(joined(shards, "messages")),
        "share_with_error": rate(kinds.get("error", 0), made),
        "share_failed": rate(kinds.get("failed", 0), made),
        **{name: counted(shards, name) for name in COUNTED if name != "called"},
    }
