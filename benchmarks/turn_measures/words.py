"""Measures of user turns that need no model: ``Conversation`` → ``WordMeasures`` of each turn.

*Unseen words*: distinct stems of content words of the turn that stand in the answer to it and in no earlier message, no
title, no heading met so far (that of the answer included), no text that the user had read, and not among the general
words of ``turn_words.toml``. They are compared as stems, so "dredged" is known after "dredging".

*Verb*: see ``has_verb``. By table, so rare verbs are missed: the share is a lower bound, for people and rules alike.

*Shape*: the turn in lower case with each run of content words replaced by a mark: "As for _, explain _."
"""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from lemnos.steps.talk.check.turn_words import WH_WORDS, has_verb, stem_table, table, words_of
from lemnos.text.stems import stem_sets
from lemnos.text.words import FUNCTION_WORDS
from turn_measures.conversations import Conversation

_FRAME_VERBS = (
    "tell explain describe say said mean know think want remind go continue please let's thanks thank ok okay"
)
MARK = "_"


class WordMeasures(NamedTuple):
    """What the words of a user turn tell."""

    unseen: int
    """Distinct content words that nobody could know yet."""
    content: int
    """Distinct content words."""
    verb_or_wh: bool
    wh: bool
    why_how: bool
    """Whether it asks "why" or "how", other than "how about"."""
    shape: str


def word_measures(conversation: Conversation) -> list[WordMeasures]:
    """Return the measures of each user turn of a conversation."""
    exchanges = conversation.exchanges
    texts = [" ".join((*conversation.titles, conversation.background))]
    for exchange in exchanges:
        texts += [exchange.user, exchange.answer, " ".join(exchange.headings)]
    stems = stem_sets(texts)
    known = stems[0] | stem_table("general")
    measured = []
    for number, exchange in enumerate(exchanges):
        user, answer, headings = stems[3 * number + 1 : 3 * number + 4]
        known |= headings
        measured.append(
            WordMeasures(
                len((user & answer) - known),
                len(user),
                has_verb(words_of(exchange.user)) or _has_wh(exchange.user),
                _has_wh(exchange.user),
                asks_why_or_how(exchange.user),
                shape(exchange.user),
            )
        )
        known |= user | answer
    return measured


def _has_wh(text: str) -> bool:
    return not WH_WORDS.isdisjoint(words_of(text))


def asks_why_or_how(text: str) -> bool:
    """Return whether a turn has "why" or "how"; "how about" does not count."""
    words = words_of(text)
    return any(
        word in ("why", "why's", "how's") or (word == "how" and words[place + 1 : place + 2] != ["about"])
        for place, word in enumerate(words)
    )


def shape(text: str) -> str:
    """Return the shape of a turn.

    >>> shape("And the Suez Canal, please?"), shape("What's the boiling point of it?")
    ('and the _ , please ?', "what's the _ of it ?")
    """
    kept: list[str] = []
    for word in words_of(text):
        frame = not word[0].isalnum() or _is_frame(word)
        if frame or kept[-1:] != [MARK]:
            kept.append(word if frame else MARK)
    return " ".join(kept)


@cache
def _is_frame(word: str) -> bool:
    tables = frozenset(FUNCTION_WORDS) | table("auxiliaries") | frozenset(_FRAME_VERBS.split()) | WH_WORDS
    return word in tables or word.endswith("n't")


def top_share(shapes: Iterable[str], count: int) -> float:
    """Return the share of turns that have one of the ``count`` most frequent shapes."""
    counted = Counter(shapes)
    return sum(times for _, times in counted.most_common(count)) / max(1, counted.total())
