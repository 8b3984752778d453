"""Find near-duplicate tools: bands of MinHash signatures propose pairs, and the true Jaccard similarity decides.

This is the method of ``lemnos.text.near_duplicates``, applied to the features of tools
(``lemnos.steps.tools.registry.features``) instead of the shingles of a text. Only tools whose names consist of the
same words are compared. One band is in memory at a time.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lemnos.text.near_duplicates import BANDS, jaccard

_KEPT = 4096
"""Number of tools whose features are cached; about 1 kB each."""
_DISTINCT = 20
"""Most distinct tools of one bucket with which each further tool is compared."""


def near_duplicates(
    keys_of: Callable[[int], npt.NDArray[np.uint64]],
    features_of: Callable[[int], npt.NDArray[np.uint64]],
    candidates: npt.NDArray[np.int64],
    threshold: float,
) -> tuple[dict[int, tuple[int, float]], int]:
    """Find the tools that are near-duplicates of an earlier candidate.

    Args:
        keys_of: Returns the bucket keys of all tools in a band. Shape: (tools,).
        features_of: Returns the sorted distinct features of the tool with this number.
        candidates: Numbers of the tools to compare, in order of preference: of two near-duplicates the earlier one is
            kept. Shape: (candidates,).
        threshold: Minimum Jaccard similarity of near-duplicates.

    Returns:
        For each near-duplicate, the number of the tool that it repeats and their similarity; and how many pairs were
        compared.
    """
    repeats: dict[int, tuple[int, float]] = {}
    compared: set[tuple[int, int]] = set()
    alive = np.ones(len(candidates), dtype=bool)
    cached = lru_cache(maxsize=_KEPT)(features_of)
    for band in range(BANDS):
        keys = keys_of(band)[candidates]
        heads = np.flatnonzero(alive)
        order = heads[np.argsort(keys[heads], kind="stable")]
        ordered = keys[order]
        borders = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1], [True])))
        several = np.diff(borders) > 1
        for low, high in zip(borders[:-1][several], borders[1:][several], strict=True):
            kept: list[int] = []
            for position in order[low:high]:
                member = int(candidates[position])
                for original in kept:
                    if (original, member) in compared:
                        continue
                    compared.add((original, member))
                    similarity = jaccard(cached(original), cached(member))
                    if similarity >= threshold:
                        repeats[member] = (original, similarity)
                        alive[position] = False
                        break
                else:
                    if len(kept) < _DISTINCT:
                        kept.append(member)
    for member, (original, similarity) in repeats.items():
        while original in repeats:  # kept in an earlier band, but a near-duplicate in a later one
            original = repeats[original][0]
        repeats[member] = (original, similarity)
    return repeats, len(compared)
