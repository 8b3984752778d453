"""Figures of turns with 95% intervals over conversations: percentile bootstrap, conversations drawn with replacement.

Turns of one conversation are alike, so turns are no independent draws. The share of the most frequent shapes depends
on the number of turns, and a bootstrap would inflate it by drawing turns twice: it is the mean over random draws of
equally many different turns from every side, with the range of 95% of the draws.
"""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import numpy as np

from turn_measures.words import top_share

RESAMPLES = 1000
SHAPE_DRAWS = 200


class Figure(NamedTuple):
    """A figure with the ends of its 95% interval."""

    value: float
    low: float
    high: float


def ratio(parts: Sequence[tuple[int, float, float]], seed: int = 0) -> Figure | None:
    """Return Σ numerator ÷ Σ denominator over turns, given as conversation, numerator and denominator.

    Returns:
        The figure, or None if the denominators are 0.
    """
    if not parts:
        return None
    owners = np.unique([owner for owner, _, _ in parts], return_inverse=True)[1]
    above = np.bincount(owners, [part for _, part, _ in parts])
    below = np.bincount(owners, [part for _, _, part in parts])
    if not below.sum():
        return None
    drawn = np.random.default_rng(seed).integers(0, len(above), (RESAMPLES, len(above)))
    values = above[drawn].sum(axis=1) / np.maximum(below[drawn].sum(axis=1), 1e-9)
    low, high = np.quantile(values, (0.025, 0.975))
    return Figure(float(above.sum() / below.sum()), float(low), float(high))


def mean(values: Sequence[tuple[int, float]], seed: int = 0) -> Figure | None:
    """Return the mean over turns, given as conversation and value; None if there are none."""
    return ratio([(owner, value, 1.0) for owner, value in values], seed)


def median(values: Sequence[tuple[int, float]], seed: int = 0) -> Figure | None:
    """Return the median over turns, given as conversation and value; None if there are none."""
    if not values:
        return None
    owners = np.array([owner for owner, _ in values])
    groups = [np.array([value for owner, value in values if owner == one]) for one in np.unique(owners)]
    random = np.random.default_rng(seed)
    medians = [
        np.median(np.concatenate([groups[number] for number in random.integers(0, len(groups), len(groups))]))
        for _ in range(RESAMPLES)
    ]
    low, high = np.quantile(medians, (0.025, 0.975))
    return Figure(float(np.median([value for _, value in values])), float(low), float(high))


def shape_share(shapes: Sequence[str], turns: int, count: int, seed: int = 0) -> Figure:
    """Return the share of the ``count`` most frequent shapes among ``turns`` turns, over random draws."""
    random = Random(seed)
    shares = [top_share(random.sample(shapes, min(turns, len(shapes))), count) for _ in range(SHAPE_DRAWS)]
    low, high = np.quantile(shares, (0.025, 0.975))
    return Figure(float(np.mean(shares)), float(low), float(high))
