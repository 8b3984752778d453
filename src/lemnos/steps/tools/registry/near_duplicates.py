"""Near-duplicate tools: bands of MinHash signatures propose pairs, the true Jaccard similarity decides.

The method of ``lemnos.text.near_duplicates``, over the features of tools
(``lemnos.steps.tools.registry.fingerprint``) instead of the
shingles of a text, and only between tools whose names are made of the same words. One band is in memory at a time.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lemnos.text.near_duplicates import BANDS, jaccard

_KEPT = 4096
"""Tools whose features stay at hand; about 1 kB each."""
_DISTINCT = 20
"""Distinct tools of one bucket that each other one is compared with."""


def near_duplicates(
    keys_of: Callable[[int], npt.NDArray[np.uint64]],
    features_of: Callable[[int], npt.NDArray[np.uint64]],
    candidates: npt.NDArray[np.int64],
    threshold: float,
) -> tuple[dict[int, tuple[int, float]], int]:
    """Find the tools that repeat another one.

    Args:
        keys_of: Returns the keys of all tools in a band. Shape: (tools,).
        features_of: Returns the sorted distinct features of the tool with a number.
        candidates: Numbers of the tools that are compared, those first that stand for others. Shape: (candidates,).
        threshold: Least Jaccard similarity of near-duplicates.

    Returns:
        For each tool that repeats one the number of that and their similarity; and how many pairs were compared.
    """
    found: dict[int, tuple[int, float]] = {}
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
            for place in order[low:high]:
                member = int(candidates[place])
                for other in kept:
                    if (other, member) in compared:
                        continue
                    compared.add((other, member))
                    similarity = jaccard(cached(other), cached(member))
                    if similarity >= threshold:
                        found[member] = (other, similarity)
                        alive[place] = False
                        break
                else:
                    if len(kept) < _DISTINCT:
                        kept.append(member)
    for member, (other, similarity) in found.items():
        while other in found:  # an earlier band kept what a later one found to repeat another
            other = found[other][0]
        found[member] = (other, similarity)
    return found, len(compared)
