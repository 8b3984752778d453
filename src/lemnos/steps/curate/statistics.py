"""Figures of shards → the statistics of a run of ``curate``."""

from typing import Any

from lemnos.pipeline.statistics import counted, rate
from lemnos.pipeline.step import StageFigures
from lemnos.steps.curate.consolidate import CONSOLIDATE


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return every statistic of a run that depends on its input and settings alone."""
    shards = figures[CONSOLIDATE]
    read, kept = counted(shards, "read"), counted(shards, "kept")
    inputs = [
        {
            "read": sum(sum(shard["read"].values()) for shard in shards if shard["input"] == number),
            "kept": sum(sum(shard["kept"].values()) for shard in shards if shard["input"] == number),
        }
        for number in sorted({shard["input"] for shard in shards})
    ]
    return {
        "records": sum(read.values()),
        "kept": sum(kept.values()),
        "kept_share": rate(sum(kept.values()), sum(read.values())),
        "read_by_kind": read,
        "kept_by_kind": kept,
        "dropped": counted(shards, "dropped"),
        "masked": counted(shards, "masked"),
        "inputs": inputs,
        "licences": {"" if name == "unknown" else name: count for name, count in counted(shards, "licences").items()},
    }
