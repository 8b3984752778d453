"""Whether two records are copies of each other, by their texts.

Two texts are copies if their 3-grams have a Jaccard similarity of at least ``least`` (0.8: eight ninths of the
shorter's stand in the longer, which has at most a quarter more), and if they are about the same thing:

- no word that runs through one of them is missing from the other, as where a template is filled for two subjects;
- a text of under ``_SHORT`` words is a copy only of the same words;
- the title of one contains that of the other. Otherwise the titles may differ in plain words, not in names or numbers
  (``Warning C28252`` and ``C28253``), and the text must be long and nearly the same.

Two trajectories of the same calls, answers and thoughts are copies too if the request of one stands whole in a prompt
of the other.
"""

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lemnos.steps.curate.duplicates.specific import Specific
from lemnos.text.near_duplicates import Keys, distinct, grams, jaccard, sequence_keys
from lemnos.text.words import word_runs

_SHORT = 40
"""Texts of fewer words are copies only if their words are the same."""
_OFTEN = 3
"""Times that a word stands in a text if it runs through it."""
_SPREAD = 0.5
"""Share of the text that its first and last place are apart."""
_LONG = 100
"""Words of a text that may be a copy under another title."""
_NEARLY = 0.9
"""Least similarity of two texts under different titles."""
_REQUEST = 5
"""Words that a request has at least, for it to be found in a prompt."""
_PLAIN = re.compile(r"[^\W\d_]{2,}[,:;.!?)]*")


class Words:
    """The words of one part of a record, as they are compared."""

    def __init__(self, hashes: Keys, all_grams: Keys) -> None:
        self.hashes = hashes
        self._grams = all_grams

    @cached_property
    def grams(self) -> Keys:
        """Sorted distinct 3-grams."""
        return distinct(self._grams)

    @cached_property
    def ordered(self) -> Keys:
        """All words, sorted by hash."""
        return np.sort(self.hashes)

    @cached_property
    def key(self) -> int:
        """Hash of all words in order."""
        return int(sequence_keys(self.hashes, np.array([len(self.hashes)]))[0])

    @cached_property
    def throughout(self) -> Keys:
        """Words that run through it."""
        order = np.argsort(self.hashes, kind="stable")
        ordered = self.hashes[order]
        starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        counts = np.diff(np.append(starts, len(ordered)))
        spread = order[starts + counts - 1] - order[starts] >= _SPREAD * len(ordered)
        found: Keys = ordered[starts[(counts >= _OFTEN) & spread]]
        return found


class Compared(NamedTuple):
    """A record as it is compared."""

    parts: tuple[Words, ...]
    title: str
    prompted: str


def compared(specifics: Sequence[Specific]) -> list[Compared]:
    """Return several records as they are compared."""
    texts = [part for each in specifics for part in each.parts]
    hashes, ends = word_runs(texts)
    all_grams, gram_ends = grams(hashes, ends)
    pieces = zip(np.split(hashes, ends[:-1]), np.split(all_grams, gram_ends[:-1]), strict=True) if texts else iter(())
    return [
        Compared(tuple(Words(*map(np.array, next(pieces))) for _ in each.parts), each.title, each.prompted)
        for each in specifics
    ]


def similarity(left: Compared, right: Compared, least: float) -> float:
    """Return the similarity of two records, that of their least similar part; 0 if they are no copies.

    Args:
        left: The better record.
        right: The worse one.
        least: Least similarity of copies.
    """
    if left.prompted and left.prompted == right.prompted and _holds(left.parts[0], right.parts[0]):
        return min(1.0, len(left.parts[0].hashes) / len(right.parts[0].hashes))
    length = sum(min(len(one.hashes), len(other.hashes)) for one, other in zip(left.parts, right.parts, strict=True))
    if not _same_title(left.title, right.title):
        if length < _LONG or not _plain_difference(left.title, right.title):
            return 0.0
        least = max(least, _NEARLY)
    found = 1.0
    for one, other in zip(left.parts, right.parts, strict=True):
        found = min(found, _similarity(one, other, least))
        if not found:
            break
    return found


def _holds(one: Words, other: Words) -> bool:
    """Return whether the words of one request stand whole in the other, with a prompt of some length around them."""
    short, long = sorted((one.hashes, other.hashes), key=len)
    if len(short) < _REQUEST or len(long) - len(short) < _SHORT:
        return False
    starts = np.flatnonzero(long[: len(long) - len(short) + 1] == short[0])
    return any(np.array_equal(long[start : start + len(short)], short) for start in starts.tolist())


def _same_title(one: str, other: str) -> bool:
    """Return whether one title contains the words of the other, or there is none.

    >>> _same_title("fossil", "fossil - encyclopedia"), _same_title("reloga", "relogw")
    (True, False)
    """
    left, right = set(one.split()), set(other.split())
    return left <= right or right <= left


def _plain_difference(one: str, other: str) -> bool:
    """Return whether two titles differ in plain words alone, neither in names of code nor in numbers.

    >>> _plain_difference("storm hits coast", "coast hit by storm"), _plain_difference("error r6008", "error r6009")
    (True, False)
    """
    return all(_PLAIN.fullmatch(word) for word in set(one.split()) ^ set(other.split()))


def _similarity(one: Words, other: Words, least: float) -> float:
    if min(len(one.hashes), len(other.hashes)) < _SHORT:
        return float(one.key == other.key)
    found = jaccard(one.grams, other.grams)
    if found < least or _differs(one, other) or _differs(other, one):
        return 0.0
    return found


def _differs(one: Words, other: Words) -> bool:
    """Return whether a word runs through one text that the other never has."""
    words = one.throughout
    places = np.minimum(np.searchsorted(other.ordered, words), len(other.ordered) - 1)
    return not bool((other.ordered[places] == words).all())
