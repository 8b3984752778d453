"""Measures of user turns that need no model: ``Conversation`` → ``WordMeasures`` of each turn.

*Unseen words*: distinct stems of content words of the turn that stand in the answer to it and in no earlier message, no
title, no heading met so far (that of the answer included), no text that the user had read, and not among the general
words of ``general_words.txt``. They are compared as stems, so "dredged" is known after "dredging".

*Verb*: an auxiliary, a contraction of one, a frequent verb, or a past form that no determiner precedes; words that are
as often nouns ("name", "use") only count at the start of a sentence or after a pronoun or "to". By table, so rare verbs
are missed: the share is a lower bound, for people and for rules alike.

*Shape*: the turn in lower case with each run of content words replaced by a mark: "As for _, explain _."
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lemnos.text.stems import scan_stems
from lemnos.text.words import FUNCTION_WORDS
from turn_measures.conversations import Conversation

WH_WORDS = frozenset("what which who whom whose when where why how what's who's where's when's how's why's".split())
_AUXILIARIES = """
    am is are was were be been being do does did done has have had having can could will would shall should may might
    must cannot can't won't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't wouldn't couldn't
    shouldn't it's that's there's here's he's she's what's who's where's when's how's why's let's i'm i've i'd i'll
    you're you've you'd you'll we're we've we'd we'll they're they've they'd they'll he'd he'll she'd she'll it'd it'll
    that'd that'll
"""
_VERBS = """
    tell tells told explain explains describe describes say says said know knows knew think thinks thought give gives
    gave get gets got go goes went gone come comes came take takes took make makes made see saw seen show shows find
    finds found understand understood become becomes became remember remind mean means meant want wants keep keeps kept
    happen happens let lets define elaborate expand continue compare contrast summarise summarize clarify mention
    suggest suggests recommend provide provides include includes involve involves require requires consist consists
    contain contains begin begins began grow grows grew write wrote written speak spoke bring brings brought buy bought
    learn eat eats ate seem seems hear heard believe believes choose chose lose lost win won build built lead led die
    dies live lived exist exists occur occurs spread belong belongs differ differs affect affects allow allows depend
    depends prevent prevents improve avoid refer refers add tend tends feel felt hold held stay agree wonder wondering
    talking asking going trying looking telling saying thinking interested recap skip discuss carry teach taught send
    sent choose survive survives arise arises produce produces create creates
"""
_EITHER = """
    name list use help work need state call play move stop start try ask read look like run turn put set cut change
    cause end form show point pass go check walk love point repeat rank share sum back switch jump pick focus
"""
_PAST = re.compile(r"[a-z]{3,}ed")
_NOT_PAST = frozenset("need indeed speed seed breed feed exceed proceed hundred sacred naked red bed shed weed".split())
_BEFORE_NOUNS = frozenset("a an the this that these those its his her their our my your some any no and of in".split())
_BEFORE_VERBS = frozenset("to i you we they it he she who which that please and or also not just now so then".split())
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[?.!,:;]")
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
    stems = _stem_sets(texts)
    known = stems[0] | _general_stems()
    measured = []
    for number, exchange in enumerate(exchanges):
        user, answer, headings = stems[3 * number + 1 : 3 * number + 4]
        known |= headings
        measured.append(
            WordMeasures(
                len((user & answer) - known),
                len(user),
                has_verb(exchange.user) or _has_wh(exchange.user),
                _has_wh(exchange.user),
                asks_why_or_how(exchange.user),
                shape(exchange.user),
            )
        )
        known |= user | answer
    return measured


def _stem_sets(texts: Sequence[str]) -> list[frozenset[int]]:
    found: list[set[int]] = [set() for _ in texts]
    scanned = scan_stems(texts)
    for owner, stem in zip(scanned.texts.tolist(), scanned.stems.tolist(), strict=True):
        found[owner].add(stem)
    return list(map(frozenset, found))


@cache
def _general_stems() -> frozenset[int]:
    lines = (Path(__file__).parent / "general_words.txt").read_text(encoding="utf-8").splitlines()
    return _stem_sets([" ".join(line for line in lines if not line.startswith("#"))])[0]


@cache
def _table(words: str) -> frozenset[str]:
    return frozenset(words.split())


def words_of(text: str) -> list[str]:
    """Return the words and punctuation marks of a text in lower case."""
    return _WORD.findall(text.replace("’", "'").lower())


def has_verb(text: str) -> bool:
    """Return whether a turn has a verb, as far as the tables tell.

    >>> has_verb("Agriculture: Canada?"), has_verb("Name three of them."), has_verb("And the name?")
    (False, True, False)
    """
    before = "."
    for word in words_of(text):
        if word in _table(_AUXILIARIES) or word in _table(_VERBS) or word.endswith("n't"):
            return True
        if word in _table(_EITHER) and (before in _BEFORE_VERBS or before in ".?!,:;"):
            return True
        if _PAST.fullmatch(word) and word not in _NOT_PAST and before not in _BEFORE_NOUNS and before not in ".?!,:;":
            return True
        before = word
    return False


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
    tables = frozenset(FUNCTION_WORDS) | _table(_AUXILIARIES) | _table(_FRAME_VERBS) | WH_WORDS
    return word in tables or word.endswith("n't")


def top_share(shapes: Iterable[str], count: int) -> float:
    """Return the share of turns that have one of the ``count`` most frequent shapes."""
    counted = Counter(shapes)
    return sum(times for _, times in counted.most_common(count)) / max(1, counted.total())
