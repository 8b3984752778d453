"""Words of texts with their places: as arrays of hashes for the search, and one by one for what was found.

Texts → ``Words`` (the hash of every word, and where the words of each text begin); ``str`` → the span of every word, in
the same order. The words are those of ``lemnos.text.words``; letters of scripts without spaces are taken in pairs.
Hashes cost 20 ms of a CPU for a megabyte, spans ten times as much, so ``Places`` finds spans only where they are asked
for.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import UNSPACED, has_unspaced, punctuation
from lemnos.text.words import FUNCTION_WORDS, Hashes, word_runs

_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")
_ASCII_WORD = re.compile("[0-9A-Za-z]+")
_LETTER = "[0-9A-Za-z\x80-\U0010ffff]"
_SPACED_WORD = re.compile(f"{_LETTER}+")
_ANY_WORD = re.compile(f"[{UNSPACED}]{{2,}}|(?:(?![{UNSPACED}]{{2}}){_LETTER})+")
_SPACE = re.compile(r"\s")


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
    if text.isascii():
        return [match.span() for match in _ASCII_WORD.finditer(text)]
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(letter if len(letter.lower()) != 1 else letter.lower() for letter in text)
    lower = punctuation().sub(" ", lower)
    if not has_unspaced(text):
        return [match.span() for match in _SPACED_WORD.finditer(lower)]
    spans: list[tuple[int, int]] = []
    for match in _ANY_WORD.finditer(lower):
        start, end = match.span()
        if _UNSPACED.match(match[0]):
            spans.extend((at, at + 2) for at in range(start, end - 1))
        else:
            spans.append((start, end))
    return spans


class Places:
    """Where the words of a text stand, found piece by piece as they are asked for.

    Args:
        text: The text.
        piece: Characters of a piece; it ends at a space, where no word can go on.
    """

    def __init__(self, text: str, piece: int = 1 << 11) -> None:
        self._text = text
        self._piece = piece
        self._known: dict[int, list[tuple[int, int]]] = {}

    @cached_property
    def _pieces(self) -> tuple[list[int], list[int]]:
        """Where each piece begins: character and word, with the end of the text as the last."""
        starts = [0, *_cuts(self._text, self._piece), len(self._text)]
        return starts, words_of(list(map(self._text.__getitem__, map(slice, starts, starts[1:])))).first.tolist()

    def __getitem__(self, word: int) -> tuple[int, int]:
        """Return start and end of a word by its number."""
        starts, words = self._pieces
        piece = bisect_right(words, word) - 1
        start = starts[piece]
        if piece not in self._known:
            self._known[piece] = spans_of(self._text[start : starts[piece + 1]])
        first, end = self._known[piece][word - words[piece]]
        return start + first, start + end


def _cuts(text: str, piece: int) -> Iterator[int]:
    at = piece
    while at < len(text) and (space := _SPACE.search(text, at)):
        yield space.start()
        at = space.start() + piece
