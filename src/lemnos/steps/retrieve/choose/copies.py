"""Whether a page repeats one that is kept: bands of a signature propose, the Jaccard similarity of the texts decides.

Takes texts in the order of preference; the first of a group of near-duplicates is kept, and every other one is compared
with the kept ones alone, so there are no chains. Memory: some 2 kB for each page that is kept.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lemnos.text.near_duplicates import band_keys, gram_set, jaccard
from lemnos.text.words import scan

_HELD = 2_000
"""Pages whose 3-grams are held."""


class Kept:
    """The pages kept so far.

    Args:
        text_of: Number of a page → its text.
        threshold: Jaccard similarity from which two pages are one.
    """

    def __init__(self, text_of: Callable[[int], str], threshold: float) -> None:
        self._threshold = threshold
        self._pages: dict[int, list[int]] = {}
        """Key of a band → pages."""
        self._grams_of = lru_cache(_HELD)(lambda page: _grams(text_of(page)))

    def repeats(self, page: int) -> int | None:
        """Return the kept page that a page repeats; None if there is none, and then the page is kept.

        A page that is kept already repeats itself.
        """
        grams = self._grams_of(page)
        keys = list(map(int, band_keys(grams, np.array([len(grams)], np.intp))[0]))
        for other in sorted({other for key in keys for other in self._pages.get(key, ())}):
            if other == page or jaccard(self._grams_of(other), self._grams_of(page)) >= self._threshold:
                return other
        for key in keys:
            self._pages.setdefault(key, []).append(page)
        return None

    def is_copy(self, page: int, text: str) -> bool:
        """Return whether a page is a copy of a text."""
        return jaccard(_grams(text), self._grams_of(page)) >= self._threshold


def _grams(text: str) -> npt.NDArray[np.uint64]:
    return gram_set(scan([text]).hashes.astype(np.uint64))
