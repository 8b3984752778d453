"""Measures prose: ``str`` → numbers of words, and hashes of them, without a Python object for a word.

Words are those of ``lemnos.text.words``: runs of letters and digits, and pairs of letters in scripts without spaces.
Cost: some 60 MB a CPU-second.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.scripts import has_unspaced
from lemnos.text.words import blocks, lowered, scan

_STOP_WORDS = "the be to of and that have with"
"""Rae et al. 2021, section A.1.1."""
_DIGITS = (ord("0"), ord("9"))


class Prose(NamedTuple):
    """The words of a text."""

    hashes: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.int64]
    """Letters and digits of each word. Shape: (words,)."""
    alphabetic: int
    """How many words begin with a letter."""
    is_spaced: bool
    """Whether its script sets spaces between words; if not, words are pairs of letters."""

    @property
    def words(self) -> int:
        """How many words there are."""
        return len(self.hashes)


def prose(text: str) -> Prose:
    """Return the words of a text."""
    if has_unspaced(text):
        hashes = scan([text]).hashes
        lengths = np.full(len(hashes), 1, dtype=np.int64)  # of each pair one letter is its own
        return Prose(hashes, lengths, len(hashes), False)
    data = lowered(text)
    is_ascii = text.isascii()
    hashes_, lengths_, alphabetic = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)], 0
    for block in blocks(data):
        starts, ends = block.starts, block.ends
        hashes_.append(block.hashes(ends))
        if is_ascii:
            lengths_.append(ends - starts)
        else:
            leading = np.append(0, np.cumsum((block.letters & 0xC0) != 0x80))
            lengths_.append(leading[ends] - leading[starts])
        first = block.letters[starts]
        alphabetic += int(np.count_nonzero((first < _DIGITS[0]) | (first > _DIGITS[1])))
    return Prose(np.concatenate(hashes_), np.concatenate(lengths_), alphabetic, True)


@cache
def _stop_words() -> npt.NDArray[np.uint32]:
    return scan([_STOP_WORDS]).hashes


def stop_words(hashes: npt.NDArray[np.uint32]) -> int:
    """Return how many of Gopher's eight stop words stand in a text."""
    return sum(bool((hashes == word).any()) for word in _stop_words())
