"""Words of texts with their places: as arrays of hashes for the search, and one by one for what was found.

Texts → ``Words`` (the hash of every word, and where the words of each text begin); ``str`` → the span of every word, in
the same order. The words are those of ``lemnos.text.words``; letters of scripts without spaces are taken in pairs.
Hashes cost 20 ms of a CPU for a megabyte, spans about as much; few texts need them, so ``Places`` finds them when they
are asked for.
"""

import re
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import UNSPACED, has_unspaced
from lemnos.text.words import FUNCTION_WORDS, Hashes, lowered, word_borders, word_runs

_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")
_LONGER = ("İ", "I")
"""The one letter that is two in lower case, and one that words hold as well."""


class Words(NamedTuple):
    """The words of several texts, in order."""

    hashes: Hashes
    """Shape: (words,). No hash is 0."""
    first: npt.NDArray[np.intp]
    """Where the words of each text begin. Shape: (texts + 1,)."""


def words_of(texts: Sequence[str]) -> Words:
    """Return the hashes of the words of several texts."""
    wide, ends = word_runs(texts)
    hashes = np.maximum((wide >> np.uint64(32)).astype(np.uint32), np.uint32(1))
    return Words(hashes, np.concatenate((np.zeros(1, np.intp), ends)))


def hashes_of(text: str) -> Hashes:
    """Return the hashes of the words of one text. Shape: (words,)."""
    return words_of([text]).hashes


def is_content(hashes: Hashes) -> npt.NDArray[np.bool_]:
    """Return which words are not function words. Shape: (words,)."""
    known = _function_words()
    content: npt.NDArray[np.bool_] = known[np.minimum(np.searchsorted(known, hashes), len(known) - 1)] != hashes
    return content


@cache
def _function_words() -> Hashes:
    return np.unique(words_of([" ".join(FUNCTION_WORDS)]).hashes)


def spans_of(text: str) -> list[tuple[int, int]]:
    """Return start and end of every word of ``text``, in the order of ``words_of``.

    >>> spans_of("Don't, 7 am.")
    [(0, 3), (4, 5), (7, 8), (9, 11)]
    """
    starts, ends = _borders(text)
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def _borders(text: str) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return start and end of every word. Shapes: (words,)."""
    runs = [run.span() for run in _UNSPACED.finditer(text)] if has_unspaced(text) else []
    pieces = [text[end:start] for (_, end), (start, _) in pairwise([(0, 0), *runs, (len(text), 0)])]
    spaced = [piece + " " * (end - start) for piece, (start, end) in zip(pieces, [*runs, (0, 0)], strict=True)]
    data = lowered("".join(spaced).replace(*_LONGER))
    starts, ends = word_borders(data)
    if len(data) != len(text):
        begins = np.frombuffer(data, np.uint8) & 0xC0 != 0x80
        letters = np.concatenate((np.zeros(1, np.intp), np.cumsum(begins, dtype=np.intp)))
        starts, ends = letters[starts], letters[ends]
    if runs:
        pairs = np.concatenate([np.arange(start, end - 1) for start, end in runs])
        starts, ends = np.concatenate((starts, pairs)), np.concatenate((ends, pairs + 2))
        order = np.argsort(starts, kind="stable")
        starts, ends = starts[order], ends[order]
    return starts, ends


class Places:
    """Where the words of a text stand, found when they are asked for.

    Args:
        text: The text.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _all(self) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
        return _borders(self._text)

    def __getitem__(self, word: int) -> tuple[int, int]:
        """Return start and end of a word by its number."""
        starts, ends = self._all
        return int(starts[word]), int(ends[word])
