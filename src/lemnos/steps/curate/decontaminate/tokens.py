"""Words of texts with their places: as arrays of hashes for the search, and one by one for what was found.

Texts → ``Words`` (hash and text of every word), as ``lemnos.text.words.scan`` gives them, without what the search does
not read; and ``str`` → the span of every word, in the same order. Letters of scripts without spaces are taken in pairs.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import UNSPACED, has_unspaced, punctuation
from lemnos.text.words import Hashes, blocks, in_pairs, lowered

_UNSPACED = re.compile(f"[{UNSPACED}]{{2,}}")
_ASCII_WORD = re.compile("[0-9A-Za-z]+")


class Words(NamedTuple):
    """The words of several texts, in order. Shapes: (words,)."""

    hashes: Hashes
    texts: npt.NDArray[np.intp]
    """Number of the text that each word is from."""


def words_of(texts: Sequence[str]) -> Words:
    """Return the hashes of the words of several texts."""
    encoded = [lowered(_UNSPACED.sub(in_pairs, text) if has_unspaced(text) else text) for text in texts]
    ends = np.cumsum([len(data) + 1 for data in encoded])
    starts, hashes = [np.zeros(0, dtype=np.intp)], [np.zeros(0, dtype=np.uint32)]
    for block in blocks(b" ".join(encoded)):
        starts.append(block.starts + block.offset)
        hashes.append(block.hashes(block.ends))
    return Words(np.concatenate(hashes), np.searchsorted(ends, np.concatenate(starts), side="right"))


def hashes_of(text: str) -> Hashes:
    """Return the hashes of the words of one text. Shape: (words,)."""
    return words_of([text]).hashes


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
    spans: list[tuple[int, int]] = []
    for match in _any_word().finditer(punctuation().sub(" ", lower)):
        start, end = match.span()
        if _UNSPACED.match(match[0]):
            spans.extend((at, at + 2) for at in range(start, end - 1))
        else:
            spans.append((start, end))
    return spans


@cache
def _any_word() -> re.Pattern[str]:
    letter = "[0-9A-Za-z\x80-\U0010ffff]"
    return re.compile(f"[{UNSPACED}]{{2,}}|(?:(?![{UNSPACED}]{{2}}){letter})+")
