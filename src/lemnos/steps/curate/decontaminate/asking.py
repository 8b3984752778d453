"""Decides whether what an item asks stands in a text, and stands there as a question.

The words of a probe, which of them are aligned, and the text → whether the sentence that asks and the words outside of
quotation marks are there; whether the text asks too; whether a text that is to be completed ends there. Overlap cannot
tell an item from a page that states the fact, the form can. Costs some regular expressions on short strings.
Limitation: a question of 20 words and more may stand in a statement.
"""

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.probes import SHORT
from lemnos.steps.curate.decontaminate.tokens import Places, hashes_of, is_content, spans_of
from lemnos.text.sentences import sentence_ends
from lemnos.text.words import Hashes

ASKED = 0.5
"""Share of the weighted words of what is asked that is aligned."""
FRAME = 0.4
"""Share of the weighted words outside of quotation marks."""
ENDS = 0.3
"""Share of the weighted words of the first and of the last sentence, where nothing is asked."""
_QUOTE = re.compile('["“«„‘「『](?P<inner>[^"“”«»„「」『』]{30,}?)["”»“’」』]')
_ASKING_MARKS = "?？؟;՞፧"
_ASKING = re.compile(f"[{_ASKING_MARKS}]")
_BEGINNING = re.compile(r"(?:^|[\n.!?…。！？:|>*#\"“”'‘()\[\]{}–—-]\s*)$")
"""What stands before the first word of a sentence, a line, a cell or a quotation."""
_OPEN = re.compile(r"(?:\w|[,…–—-]|\.\.\.)[\"”’»)]?$")
"""The end of a text that is to be completed, or of one without its last mark."""
_GOES_ON = re.compile(r"(?:[,;] |[*_\"“”'‘’]* ?[*_\"“”'‘’]*)\w")
_LABEL = re.compile(r"\W+[A-Za-z0-9][.):]")
_LOOSE = 2
"""Words that may be inserted before the last word of a text that is to be completed."""
_AFTER = 12
"""Characters after a word that tell whether its sentence goes on."""
_WH_WORDS = hashes_of(
    "what which who whom whose when where why how is are was were do does did can could would will should has have had "
    "may"
)
_WH = frozenset(_WH_WORDS.tolist())
_BREAK = re.compile(r":\s|\n")
"""Where a clause ends beside the ends of sentences."""


def missing_question(part: str, words: Hashes, weights: npt.NDArray[np.float32], mask: npt.NDArray[np.bool_]) -> str:
    """Return the rule by which the sentences that ask are not aligned, or words outside of quotations; empty if they
    are."""
    if len(words) < SHORT:
        return ""
    starts = np.array([start for start, _ in spans_of(part)])
    ends = sentence_ends(part)
    sentence = np.searchsorted(ends, starts, side="right")
    clause = np.searchsorted(sorted({*ends, *(match.end() for match in _BREAK.finditer(part))}), starts, side="right")
    asking = [number for number, end in enumerate(ends) if _ASKING.search(part, max(0, end - 3), end)]
    for number in asking[-1:]:
        inside = sentence == number
        asks = inside & np.isin(words, _WH_WORDS)
        if asks.any():  # of "Which licence says: …?", the clause that asks
            inside = clause == clause[np.argmax(asks)]
        if share(weights, mask, inside) < ASKED:
            return "question_missing"
    if not asking and len(clause) and clause[-1] > clause[0]:
        for number in (clause[0], clause[-1]):
            chosen = clause == number
            if chosen.sum() > 2 and share(weights, mask, chosen) < ENDS:
                return "ends_missing"
    quoted = np.zeros(len(words), np.bool_)
    for match in _QUOTE.finditer(part):
        quoted |= (starts >= match.start("inner")) & (starts < match.end("inner"))
    if quoted.any() and (~quoted & is_content(words)).sum() > 1 and share(weights, mask, ~quoted) < FRAME:
        return "quotation"
    return ""


def stands_as_question(
    part: str,
    words: Hashes,
    mask: npt.NDArray[np.bool_],
    first: int,
    text: str,
    places: Places,
    start: int,
    end: int,
) -> bool:
    """Return whether what asks in ``part`` also asks in the text: with a question mark, or with the word it asks with
    in a sentence that begins with the first word that agrees. A statement has words like "is" and "which" as well.

    Args:
        part: What asks.
        words: Its words.
        mask: Which of them are aligned.
        first: The first word of the text that is aligned with them.
        text: The text.
        places: Where its words stand.
        start: First word of the text that is aligned with any part.
        end: After the last one.
    """
    asks = [number for number, word in enumerate(words.tolist()) if word in _WH]
    if _ASKING.search(part) is None and not (asks and asks[0] == 0):
        return True
    if len(words) >= 2 * SHORT:
        return True
    if any(mark in text for mark in _ASKING_MARKS) and _ASKING.search(text, places[start][0], places[end - 1][1] + 8):
        return True
    if not asks or not mask[asks[0]]:
        return False
    begins = places[first][0]
    return _BEGINNING.search(text, max(0, begins - 8), begins) is not None


def runs_on(part: str, length: int, pairs: Sequence[tuple[int, int]], low: int, text: str, places: Places) -> bool:
    """Return whether a text that is to be completed stands in a sentence that goes on, as in a statement of the fact.

    A copy ends there: with its line, a mark, a label of a choice. Its last word may differ.
    """
    if length >= 2 * SHORT or not _OPEN.search(part):
        return False
    number = len(pairs) - 1
    while number > 0 and pairs[number][1] - pairs[number - 1][1] > pairs[number][0] - pairs[number - 1][0] + _LOOSE:
        number -= 1  # a word like "the" that is aligned with one of a later sentence
    last, there = pairs[number] if pairs else (-1, 0)
    if length - 1 - last > 1:
        return True
    for word in range(low + there, low + there + length - last):
        end = places[word][1]
        rest = text[end : end + _AFTER]
        if not _GOES_ON.match(rest) or _LABEL.match(rest):
            return False
    return True


def share(weights: npt.NDArray[np.float32], mask: npt.NDArray[np.bool_], chosen: npt.NDArray[np.bool_]) -> float:
    """Return which share of the weight of the chosen words is aligned; 1 if none is chosen."""
    total = float(weights[chosen].sum())
    return float(weights[chosen & mask].sum()) / total if total else 1.0
