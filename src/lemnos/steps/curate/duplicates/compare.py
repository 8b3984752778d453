"""Whether two records are copies of each other, by their texts.

Two texts are copies if their 3-grams have a Jaccard similarity of at least ``least`` (0.8: eight ninths of the
shorter's stand in the longer, which has at most a quarter more), and if they are about the same thing:

- no word that runs through one of them is missing from the other, as where a template is filled for two subjects;
- nothing is lost with the worse one: no passage of over ``_PASSAGE`` words that the better one lacks, and no name of
  code (``RelogW``) that it never has; in texts under ``_LONG`` words no capitalised word and no number, and in records
  of an exact kind no word and no fact;
- a text of under ``_SHORT`` words is a copy only of the same words;
- the title of one contains that of the other. Otherwise the titles may differ in plain words, not in names or numbers
  (``Warning C28252`` and ``C28253``), and the text must be long and nearly the same.

Two trajectories of the same calls, answers and thoughts are copies too if the request of one stands whole in a prompt
of the other.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from lemnos.steps.curate.duplicates.specific import Specific
from lemnos.text.near_duplicates import GRAM, Keys, distinct, grams, jaccard, sequence_keys
from lemnos.text.words import word_runs

_SHORT = 40
"""Texts of fewer words are copies only if their words are the same."""
_OFTEN = 3
"""Times that a word stands in a text if it runs through it."""
_SPREAD = 0.5
"""Share of the text that its first and last place are apart."""
_LONG = 100
"""Words of a text that may be a copy under another title, or with other numbers."""
_PASSAGE = 20
"""Most words in a row, a sentence, that the record that goes has alone."""
_NEARLY = 0.9
"""Least similarity of two texts under different titles."""
_REQUEST = 5
"""Words that a request has at least, for it to be found in a prompt."""
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"\w*[^\W_]_+[^\W_]\w*|(?=[^\W\d_])\w*[^\W_A-Z][A-Z]\w*|[A-Z]+\d\w*")
_PLAIN = re.compile(r"[^\W\d_]{2,}[,:;.!?)]*")


class Words:
    """The words of one part of a record, as they are compared."""

    def __init__(self, text: str, hashes: Keys, all_grams: Keys) -> None:
        self.text = text
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
    def names(self) -> frozenset[str]:
        """Names of code; of a short text also capitalised words and numbers. In lower case."""
        is_short = len(self.hashes) < _LONG
        marked = {word for word in _WORD.findall(self.text) if not word.islower() or "_" in word}
        return frozenset(
            word.lower() for word in marked if (is_short and _is_proper(word)) or _NAME.fullmatch(word) is not None
        )

    def own_passage(self, other: "Words") -> int:
        """Return the length of the longest passage that another text lacks, in words."""
        places = np.minimum(np.searchsorted(other.grams, self._grams), len(other.grams) - 1)
        shared = np.flatnonzero(other.grams[places] == self._grams)
        gaps = np.diff(np.concatenate(([-1], shared, [len(self._grams)]))) - 1
        return max(0, int(gaps.max()) - GRAM + 1)

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
    facts: frozenset[str]
    is_exact: bool


def compared(specifics: Sequence[Specific]) -> list[Compared]:
    """Return several records as they are compared."""
    texts = [part for each in specifics for part in each.parts]
    hashes, ends = word_runs(texts)
    all_grams, gram_ends = grams(hashes, ends)
    split = (np.split(hashes, ends[:-1]), np.split(all_grams, gram_ends[:-1])) if texts else ([], [])
    words = (
        Words(text, np.array(own), np.array(own_grams)) for text, own, own_grams in zip(texts, *split, strict=True)
    )
    return [
        Compared(
            tuple(next(words) for _ in each.parts), each.title, each.prompted, frozenset(each.facts), each.is_exact
        )
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
    if not right.facts <= left.facts:
        return 0.0
    length = sum(min(len(one.hashes), len(other.hashes)) for one, other in zip(left.parts, right.parts, strict=True))
    if not _same_title(left.title, right.title):
        if length < _LONG or not _plain_difference(left.title, right.title):
            return 0.0
        least = max(least, _NEARLY)
    found = 1.0
    for one, other in zip(left.parts, right.parts, strict=True):
        found = min(found, _similarity(one, other, least, left.is_exact))
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


def _similarity(better: Words, worse: Words, least: float, is_exact: bool) -> float:
    if min(len(better.hashes), len(worse.hashes)) < _SHORT:
        return float(better.key == worse.key)
    found = jaccard(better.grams, worse.grams)
    if found < least or _differs(better, worse) or _differs(worse, better) or worse.own_passage(better) > _PASSAGE:
        return 0.0
    if _has_all(better, worse.ordered):
        return found
    return 0.0 if is_exact or _lacks(better, worse.names - better.names) else found


def _lacks(words: Words, names: Iterable[str]) -> bool:
    """Return whether a name, in lower case, stands nowhere in a text."""
    text = words.text.lower()
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is None for name in names)


def _differs(one: Words, other: Words) -> bool:
    """Return whether a word runs through one text that the other never has."""
    return not _has_all(other, one.throughout)


def _is_proper(word: str) -> bool:
    """Return whether a word is a number or capitalised.

    >>> [word for word in ("In", "A", "1913", "sea", "2nd") if _is_proper(word)]
    ['In', '1913']
    """
    return word.isdecimal() or (len(word) > 1 and word[0].isupper())


def _has_all(words: Words, hashes: Keys) -> bool:
    """Return whether words of these hashes all stand in a text, which is not empty."""
    places = np.minimum(np.searchsorted(words.ordered, hashes), len(words.ordered) - 1)
    return bool((words.ordered[places] == hashes).all())
