"""Add up figures of shards, and describe how values are spread; what every step's statistics are made of."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lemnos.engine.stage import Figures
from lemnos.pipeline.step import StageFigures


def summed(shards: Iterable[Figures], key: str) -> int:
    """Return the sum of a number over shards."""
    return sum(shard[key] for shard in shards)


def joined(shards: Iterable[Figures], key: str) -> list[float]:
    """Return the lists of all shards as one."""
    return [value for shard in shards for value in shard[key]]


def counted(shards: Iterable[Figures], key: str) -> dict[str, int]:
    """Return the sum of counters over shards, the greatest count first."""
    return ranked(totalled(shard[key] for shard in shards))


def totalled(counters: Iterable[dict[str, int]]) -> Counter[str]:
    """Return the sum of counters."""
    total: Counter[str] = Counter()
    for counter in counters:
        total.update(counter)
    return total


def ranked(counts: Counter[str]) -> dict[str, int]:
    """Return counts, the greatest first; equal ones by name."""
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def rate(part: float, whole: float) -> float:
    """Return ``part / whole`` to four places; 0 of nothing."""
    return round(part / whole, 4) if whole else 0.0


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return mean, standard deviation, median, percentiles 5, 10, 90 and 95, minimum and maximum of ``values``."""
    if not values:
        return {}
    array = np.asarray(values, dtype=np.float64)
    p5, p10, median, p90, p95 = np.percentile(array, [5, 10, 50, 90, 95])
    named = {
        "mean": array.mean(),
        "sd": array.std(),
        "median": median,
        "p5": p5,
        "p10": p10,
        "p90": p90,
        "p95": p95,
        "min": array.min(),
        "max": array.max(),
    }
    return {name: round(float(value), 3) for name, value in named.items()}


def rejections(figures: StageFigures) -> dict[str, dict[str, int]]:
    """Return how many records each rule rejected, by stage."""
    return {
        stage: counted(shards, "rejected")
        for stage, shards in figures.items()
        if all("rejected" in shard for shard in shards)
    }


def costs(figures: StageFigures) -> dict[str, dict[str, Any]]:
    """Return what each stage cost: CPU seconds, seconds of its shards, peak memory of a worker in 10⁶ bytes."""
    return {
        stage: {
            "cpu_seconds": round(sum(shard["cost"]["cpu_seconds"] for shard in shards), 2),
            "shard_seconds": round(sum(shard["cost"]["seconds"] for shard in shards), 2),
            "peak_mb_of_a_worker": max((shard["cost"]["peak_mb"] for shard in shards), default=0.0),
        }
        for stage, shards in figures.items()
    }
