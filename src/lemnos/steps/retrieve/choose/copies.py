"""Whether a page repeats one that is kept: bands of a signature propose, the Jaccard similarity of the texts decides.

Takes texts in the order of preference; the first of a group of near-duplicates is kept, and every other one is compared
with the kept ones alone, so there are no chains. Memory: some 2 kB for each page that is kept.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from lemnos.text.near_duplicates import band_keys, jaccard, shingles
from lemnos.text.words import scan

_SHINGLED = 2_000
"""Pages whose shingles are held."""


class Kept:
    """The pages kept so far.

    Args:
        text_of: Number of a page → its text.
        threshold: Jaccard similarity from which two pages are one.
    """

    def __init__(self, text_of: Callable[[int], str], threshold: float) -> None:
        self._text_of = text_of
        self._threshold = threshold
        self._pages: dict[int, list[int]] = {}
        """Key of a band → pages."""
        self._shingles_of = lru_cache(_SHINGLED)(self._shingled)

    def repeats(self, page: int) -> int | None:
        """Return the kept page that a page repeats; None if there is none, and then the page is kept.

        A page that is kept already repeats itself.
        """
        keys = list(map(int, band_keys(scan([self._text_of(page)]).hashes)))
        for other in sorted({other for key in keys for other in self._pages.get(key, ())}):
            if other == page or jaccard(self._shingles_of(other), self._shingles_of(page)) >= self._threshold:
                return other
        for key in keys:
            self._pages.setdefault(key, []).append(page)
        return None

    def is_copy(self, page: int, text: str) -> bool:
        """Return whether a page is a copy of a text."""
        return jaccard(shingles(scan([text]).hashes), self._shingles_of(page)) >= self._threshold

    def _shingled(self, page: int) -> npt.NDArray[np.uint64]:
        return shingles(scan([self._text_of(page)]).hashes)
