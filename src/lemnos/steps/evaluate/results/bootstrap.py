"""Values of items in clusters → an estimate with an interval: the percentile bootstrap, resampled by cluster.

Source: Efron and Tibshirani, "An Introduction to the Bootstrap" (1993), section 13.3; clusters as in Cameron, Gelbach
and Miller (2008), "Bootstrap-Based Improvements for Inference with Clustered Errors". Items of one conversation share
its text, so that conversations, not items, are drawn. Every figure of a suite is computed from the same draws, which
depend on the names of the clusters and nothing else: comparisons are paired.

Cost: resamples × clusters multiplications for each figure; the draws are made in parts of bounded memory.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

_CELLS = 4_000_000
"""Numbers of draws that are held at once."""


class Estimate(NamedTuple):
    """A figure with its interval."""

    value: float
    low: float
    high: float
    items: int
    clusters: int


def draws(clusters: int, resamples: int, seed: int = 0) -> Iterator[np.ndarray]:
    """Yield how often each cluster is drawn, some resamples at a time: arrays of resamples × clusters."""
    generator = np.random.default_rng(seed)
    rows = max(1, _CELLS // max(1, clusters))
    chances = np.full(clusters, 1 / clusters)
    for start in range(0, resamples, rows):
        yield generator.multinomial(clusters, chances, size=min(rows, resamples - start)).astype(np.float64)


def mean(
    values: Sequence[float], weights: Sequence[float], clusters: Sequence[str], resamples: int, confidence: float
) -> Estimate:
    """Return the weighted mean of values, Σ value · weight / Σ weight, with its interval.

    Args:
        values: Of the items.
        weights: Of the items, above 0.
        clusters: Of the items.
        resamples: Number of bootstrap resamples.
        confidence: Coverage of the interval.
    """
    names, places = np.unique(np.asarray(clusters), return_inverse=True)
    weight = np.asarray(weights, dtype=np.float64)
    total = np.bincount(places, np.asarray(values, dtype=np.float64) * weight, len(names))
    size = np.bincount(places, weight, len(names))
    resampled = [(drawn @ total) / (drawn @ size) for drawn in draws(len(names), resamples)]
    return _estimate(float(total.sum() / size.sum()), resampled, len(values), len(names), confidence)


def area(
    low: Sequence[float],
    high: Sequence[float],
    low_clusters: Sequence[str],
    high_clusters: Sequence[str],
    resamples: int,
    confidence: float,
) -> Estimate:
    """Return the probability that a value of ``low`` is below one of ``high``, ties by half: the area under the ROC
    curve (Hanley and McNeil 1982), with its interval.

    Args:
        low: Values that should be the lower ones.
        high: Values that should be the higher ones.
        low_clusters: Clusters of ``low``.
        high_clusters: Clusters of ``high``.
        resamples: Number of bootstrap resamples.
        confidence: Coverage of the interval.
    """
    names, places = np.unique(np.asarray([*low_clusters, *high_clusters]), return_inverse=True)
    first, second = np.asarray(low, dtype=np.float64), np.asarray(high, dtype=np.float64)
    above = (first[:, None] < second[None, :]) + 0.5 * (first[:, None] == second[None, :])
    resampled = []
    for drawn in draws(len(names), resamples):
        weights = drawn[:, places]
        of_low, of_high = weights[:, : len(first)], weights[:, len(first) :]
        pairs = of_low.sum(axis=1) * of_high.sum(axis=1)
        areas = ((of_low @ above) * of_high).sum(axis=1)
        resampled.append(areas[pairs > 0] / pairs[pairs > 0])
    return _estimate(float(above.mean()), resampled, len(first) + len(second), len(names), confidence)


def _estimate(value: float, resampled: Sequence[np.ndarray], items: int, clusters: int, confidence: float) -> Estimate:
    every = np.concatenate(resampled) if resampled else np.asarray([value])
    tail = 50 * (1 - confidence)
    low, high = np.percentile(every, [tail, 100 - tail]) if len(every) else (value, value)
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4), items, clusters)
