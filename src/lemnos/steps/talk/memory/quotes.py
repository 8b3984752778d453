"""The sentences of a segment that can be quoted: ``Segment.text`` → ``Quote``.

A quote is a whole sentence, verbatim. It can stand alone if it leans on nothing before it: it opens with no connective
and no pronoun, points at nothing ("this", "the latter", "the following") and has its marks in pairs. It can answer a
question that names its subject if it is merely whole. Costs about 30 µs a segment. **Limitation:** most sentences of
running narrative cannot stand alone.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from lemnos.steps.talk.documents.segment import presupposes
from lemnos.steps.talk.language.verbs import AUXILIARIES, verbs
from lemnos.steps.talk.memory.words import pairs, words
from lemnos.text.sentences import sentence_ends

MIN_WORDS, MAX_WORDS = 6, 40
_POINTING, _POINTING_PAIRS, _OPENERS = words("pointing"), pairs("pointing_pairs"), words("openers")
_MARKS = str.maketrans("", "", ",.;()'\"’")
_OPENS_BADLY = re.compile(
    r"In (?:other words|addition|fact)\b|For (?:an?|more)\b|An? (?:few|number|further|second|third|similar|later)\b"
    r"|The (?:results?|latter|former|previous|other|same|second|third|next|following|new|two|three|four|first)\b"
)
"""First words after which a sentence may lack what it speaks of."""
_PERSONAL = re.compile(r"\b(?:he|she|him|her|his|hers|they|them|their|it|its|we|our|us)\b")
_PRONOUNS = frozenset("he she him her his hers they them their it its we our us".split())
_OPENER = re.compile(r"(?:In|On|At|By|During|After|Before|For|Under|Around|About|Over|Throughout|Near)\b")
_NAME = re.compile(r"(?<=\w )[A-Z]\w{2,}")
_FRAGMENT = re.compile(r"(?:\S+ ){1,4}[–—-] |(\w+),? \1\b")
_ODD = re.compile(r"[\n\[\]|{}<>\\^~*=_?!]|\.\.|\( | \)|\(\)|\(,|, ,|[a-z]\.[A-Z]")
_ENDS = ('."', ".”", ".")
_TORN = re.compile(
    r"(?:[A-Z]|Mr|Mrs|Dr|St|Gen|Brig|Maj|Adm|Capt|Hon|Rev|Prof|Sgt|Lt|Col|No|vs|ca|approx|e\.g|i\.e|etc|Jr|Sr|Fig|c)\."
)
"""The last word where a sentence was cut behind an abbreviation."""


class Quote(NamedTuple):
    """A sentence of a segment: ``segment.text[start:end] == text``."""

    start: int
    end: int
    text: str


_UNKNOWN = Quote(-1, -1, "")


def plain(sentence: str) -> bool:
    """Return whether a sentence is whole and unmarked, so that it can answer a question that names its subject."""
    return (
        sentence[0].isupper()
        and MIN_WORDS <= sentence.count(" ") + 1 <= MAX_WORDS
        and sentence[-1] == "."
        and sentence.partition(" ")[0] not in ("This", "These", "Those", "That", "Such", "They", "There")
        and not _ODD.search(sentence)
        and not _TORN.fullmatch(sentence.rpartition(" ")[2])
        and sentence.count("(") == sentence.count(")")
        and sentence.count("“") == sentence.count("”")
        and not sentence.count('"') % 2
    )


class Quotes:
    """The sentences of a segment that can be quoted alone, in order; each is judged when it is first come to."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ends = sentence_ends(text)
        self._judged: list[Quote | None] = []

    def __iter__(self) -> Iterator[Quote]:
        for number in range(len(self._ends)):
            quote = self._judge(number)
            if quote is not None:
                yield quote

    def before(self, quote: Quote) -> str:
        """Return the sentence before one; empty for the first."""
        at = bisect_right(self._ends, quote.start)
        start = self._ends[at - 2] if at > 1 else 0
        return self._text[start : self._ends[at - 1]].lstrip() if at else ""

    def plain(self) -> Iterator[Quote]:
        """Yield the sentences that can answer a question that names their subject."""
        start = 0
        for end in self._ends:
            while self._text[start].isspace():
                start += 1
            if plain(self._text[start:end]):
                yield Quote(start, end, self._text[start:end])
            start = end

    def at(self, place: int) -> Quote | None:
        """Return the sentence that holds this character, if it can be quoted."""
        return self._judge(bisect_right(self._ends, place))

    def opening(self) -> Quote | None:
        """Return the first sentence of the segment, if it can be quoted."""
        return self._judge(0)

    def _judge(self, number: int) -> Quote | None:
        if number >= len(self._ends):
            return None
        while len(self._judged) <= number:
            self._judged.append(_UNKNOWN)
        quote = self._judged[number]
        if quote is _UNKNOWN:
            start, end = self._ends[number - 1] if number else 0, self._ends[number]
            while self._text[start].isspace():
                start += 1
            sentence = self._text[start:end]
            self._judged[number] = quote = Quote(start, end, sentence) if alone(sentence) else None
        return quote


def alone(sentence: str) -> bool:
    """Return whether a sentence can be quoted without those before it.

    >>> alone("The canal was opened in November 1869 after ten years of work.")
    True
    >>> alone("He then opened the canal in November 1869.")
    False
    """
    if not sentence[0].isupper() or not MIN_WORDS <= sentence.count(" ") + 1 <= MAX_WORDS:
        return False
    if sentence.partition(" ")[0].rstrip(",") in _OPENERS or not sentence.endswith(_ENDS):
        return False
    if _OPENS_BADLY.match(sentence) or presupposes(sentence):
        return False
    tokens = sentence.translate(_MARKS).split()
    if tokens[0][-1] == "s" and tokens[0].lower() in verbs():
        return False  # "Returns the number …": its subject is the heading
    if tokens[-1] in ("there", "below"):
        return False
    rest = frozenset(tokens[1:])
    if not rest.isdisjoint(_POINTING) or not _has_verb(rest) or "too" in rest:
        return False
    if any(word in _POINTING_PAIRS and after in _POINTING_PAIRS[word] for word, after in pairwise(tokens)):
        return False
    if (
        ('"' in sentence and sentence.count('"') % 2)
        or sentence.count("(") != sentence.count(")")
        or sentence.count("“") != sentence.count("”")
    ):
        return False
    if _FRAGMENT.match(sentence) or _ODD.search(sentence) or _TORN.fullmatch(sentence.rpartition(" ")[2]):
        return False
    pronoun = None if rest.isdisjoint(_PRONOUNS) else _PERSONAL.search(sentence)
    if pronoun is None:
        return True
    before = sentence[: pronoun.start()]
    if pronoun[0] in ("we", "our", "us") or before.count(" ") < 2:
        return False
    if pronoun[0] in ("he", "she", "him", "her", "his", "hers"):
        return _NAME.search(before) is not None or (not _OPENER.match(before) and " of " not in before)
    return (pronoun[0] in ("its", "their") or before.count(" ") > 3) and not (
        _OPENER.match(before) and before.rstrip().endswith(",")
    )


def _has_verb(tokens: frozenset[str]) -> bool:
    """Return whether some word can be the finite verb; captions and entries of lists often have none."""
    if not tokens.isdisjoint(AUXILIARIES):
        return True
    return not tokens.isdisjoint(verbs()) or any(word[-2:] == "ed" and len(word) > 4 for word in tokens)
