"""Whether two records are copies of each other, by their texts.

Two texts are copies if their 3-grams have a Jaccard similarity of at least ``similarity`` (0.8: eight ninths of the
shorter's stand in the longer, which has at most a quarter more), and if they are about the same: no word that one of
them uses often is missing from the other. Pages made from a template for different subjects fail the second test, edits
of one page pass it. A short text is a copy only of the same words.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from lemnos.steps.curate.duplicates.specific import Specific
from lemnos.text.near_duplicates import Keys, gram_set, jaccard, sequence_keys
from lemnos.text.words import word_runs

_SHORT = 40
"""Texts of fewer words are copies only if their words are the same."""
_OFTEN = 3
"""A word that a text has so many times, and the other never, tells that they are about different things."""


class Words:
    """The words of one part of a record, as they are compared."""

    def __init__(self, hashes: Keys) -> None:
        self.hashes = hashes

    @cached_property
    def grams(self) -> Keys:
        """Sorted distinct 3-grams."""
        return gram_set(self.hashes)

    @cached_property
    def key(self) -> int:
        """Hash of all words in order."""
        return int(sequence_keys(self.hashes, np.array([len(self.hashes)]))[0])

    @cached_property
    def often(self) -> Keys:
        """Words that stand in it often."""
        words, counts = np.unique(self.hashes, return_counts=True)
        often: Keys = words[counts >= _OFTEN]
        return often


def words_of(specifics: Sequence[Specific]) -> list[tuple[Words, ...]]:
    """Return the words of the parts of several records."""
    texts = [part for each in specifics for part in each.parts]
    hashes, ends = word_runs(texts)
    pieces = iter(np.split(hashes, ends[:-1]) if texts else [])
    return [tuple(Words(np.array(next(pieces))) for _ in each.parts) for each in specifics]


def similarity(left: Sequence[Words], right: Sequence[Words], least: float) -> float:
    """Return the similarity of two records, that of their least similar part; 0 if they are no copies."""
    found = 1.0
    for one, other in zip(left, right, strict=True):
        found = min(found, _similarity(one, other, least))
        if not found:
            break
    return found


def _similarity(one: Words, other: Words, least: float) -> float:
    if min(len(one.hashes), len(other.hashes)) < _SHORT:
        return float(one.key == other.key)
    found = jaccard(one.grams, other.grams)
    if found < least or _differs(one, other) or _differs(other, one):
        return 0.0
    return found


def _differs(one: Words, other: Words) -> bool:
    """Return whether one has a word often that the other never has."""
    return not bool(np.isin(one.often, other.hashes).all())
