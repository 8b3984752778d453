"""Measures user turns for signs of faults: ``Exchange`` list → matrix of features, one row a turn. No model.

Words are compared as stems (``lemnos.text.stems``). *Known* is what an earlier message holds; *in view*, what the last
two answers and the last turn hold; *general*, a word that a person uses to ask about anything. A *refusal* is an answer
that says that the documents do not have it: it repeats the words of the turn, so it reveals nothing. An answer that
holds hardly a word that is not known goes *backwards*. Costs about 90 µs a turn. Limitation: English; a paraphrase that
shares no stem is not recognised; whether an answer that holds the words of a question answers it is not known.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from math import log
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.check.turn_words import WH_WORDS, has_verb, stem_table, words_of
from lemnos.text.stems import scan_stems

Stems = frozenset[int] | set[int]
_NONE: frozenset[int] = frozenset()


class Exchange(NamedTuple):
    """A user turn, the answer to it, and the source of the answer."""

    user: str
    answer: str
    title: str = ""
    """Title of the document that the answer is from; empty if not known."""
    headings: tuple[str, ...] = ()
    """Headings above the passages that the answer quotes."""
    documents: int = 1
    """Documents that the answer quotes."""


class Features(NamedTuple):
    """What is measured of a user turn. A feature that does not apply has the value that says nothing."""

    revealed: float
    """Content words that only the coming answer holds, not general, at most 3."""
    revealed_more: float
    """``revealed`` - 1, at least 0: one such word may be the user's own."""
    revealed_names: float
    """Of these, words that the turn writes with a capital, at most 2."""
    new_names: float
    """Capitalised words that were never said, whether or not the answer holds them, at most 3."""
    not_in_view: float
    """Share of the content words that are neither in view nor in the title and headings of the answer; 0 if that goes
    backwards."""
    bare_revealed: float
    """``revealed`` of a bare turn and words of the answer that are known but not in view, at most 3."""
    bare_tail: float
    """Whether a bare phrase follows a colon."""
    unrelated: float
    """Whether the answer, its title and headings hold none of the content words."""
    mismatch: float
    """Whether the answer has nothing of the sort that the question word asks for, such as a number for "how many"."""
    unsaid: float
    """Share of the content words that were not said, of a turn that claims that they were."""
    excluded: float
    """Share of the words that the turn excludes ("apart from X") that the answer holds."""
    restated: float
    """Share of the words of a statement before the question that are neither in view nor in the coming answer."""
    seams: float
    """Ungrammatical places, at most 2."""
    repeated: float
    """Whether it asks for what the last answer has just said."""
    uncompared: float
    """Whether it asks for a comparison, and the answer, from one document, compares nothing."""
    unlinked: float
    """How far an answer from one document merely mentions the lesser of the things whose relation is asked for: 0 if it
    begins with it, 0.5 if it holds it several times, 0.8 once, 1 never."""
    thin: float
    """Whether it asks for an explanation, and the answer is a single sentence."""
    words: float
    """Logarithm of one plus the number of words and marks; of 8 for a turn without content words, such as "Go on."."""


_SENTENCE = re.compile(r"(?<=[.?!])\s+")
_NAME = re.compile(r"(?<![.?!:] )(?<!^)\b(?!I\b)[A-Z][\w'-]*")
_SAID = re.compile(
    r"\b(?:you|we)(?: have|'ve|'d| had)?(?: just| also| already)? (?:said|say|mention(?:ed)?|told|named|spoke|brought"
    r"|touch(?:ed)?|refer(?:red)?|explained|described|talked)\b|\b(?:came|come) up\b"
)
_SAYING = frozenset(
    "said say mention mentioned told named spoke brought touch touched refer referred explained described talked came "
    "come".split()
)
_RECALLING = frozenset("earlier remind again repeat back return returning notes".split())
_CONFIRMS = re.compile(r"(?:Yes|No|Not|Right|Correct|That's)\b")
_EXCLUDED = re.compile(
    r"\b(?:besides|apart from|other than|aside from|except(?: for)?|beyond)\b([^,:?.!]*)", re.IGNORECASE
)
_EXCLUDING = frozenset("besides apart other aside except beyond".split())
_COMPARING = frozenset(
    "compare compares compared comparison differ differs different difference differences contrast similar "
    "similarities similarity versus distinguish distinguishes".split()
)
_RELATING = _COMPARING | frozenset(
    "connect connects connected connection connections link links linked related relation relations relationship ties "
    "tied common".split()
)
_COMPARED = re.compile(
    r"(?<!other )\bthan\b|\b(?:unlike|both|similar\w*|whereas|while|compar\w+|differ\w*|same|in contrast|however"
    r"|as \w+ as)\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(
    r"\b(?:explain|clarify|unpack|expand|elaborate|understand|understood|get the|quite get|that about|say more"
    r"|more detail|should i know|tell me about)\b"
)
_ASKED = re.compile(
    r"\b(?:(?P<when>when|what year|which year)|(?P<who>who(?:'s|m|se)?)|(?P<where>where)|(?P<why>why)"
    r"|(?P<number>how (?:many|much|old|big|far|tall|large|long|high|deep|often|fast)))\b"
)
_SORTS = {
    "when": re.compile(
        r"\b\d{3,4}s?\b|\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
        r"|centur\w+|ago|years?|days?|weeks?|months?|hours?|spring|summer|autumn|winter|ancient|age|era|period|today"
        r"|early|late|when|after|before|until|during|if|once|while|as soon)\b",
        re.IGNORECASE,
    ),
    "who": re.compile(r"(?<=[\w,)] )[A-Z][a-z]|\b(?:people|person|he|she|they|by|men|women|users?|workers)\b"),
    "where": re.compile(
        r"\b(?:in|at|on|near|from|to|between|along|across|into|around|outside|inside|where|there|north\w*|south\w*"
        r"|east\w*|west\w*|through|under|over)\b",
        re.IGNORECASE,
    ),
    "why": re.compile(
        r"\b(?:because|due|owing|since|so|reasons?|caus\w+|result\w*|therefore|thus|thereby|in order|led|leads?|hence"
        r"|consequen\w+|explain\w*|allow\w*|enabl\w*|means?|prevent\w*|help\w*|to|for)\b",
        re.IGNORECASE,
    ),
    "number": re.compile(
        r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|dozens?|hundreds?|thousands?|millions?|half"
        r"|several|few|many|most|all|always|never|often|usually|rarely)\b",
        re.IGNORECASE,
    ),
}
"""What an answer to a question word holds, generously."""
_REFUSAL = re.compile(
    r"\bsources?\b.{0,40}\b(?:say|mention|have|tell|leave|on)\b|\bI (?:have nothing|can(?:'t|not) tell|do(?:n't| not)"
    r" (?:know|have))|\b[Nn]o information\b"
)
_LONGEST_REFUSAL = 300
"""Characters of the longest answer that may be a refusal."""
_DETERMINERS = frozenset("the a an its their our my your".split())
_AFTER_NONE = _DETERMINERS | frozenset(("his", "it", "they"))
"""Words that never follow a determiner."""
_PREPOSITIONS = frozenset("from of with besides about than".split())
_AFTER_NO_PREPOSITION = frozenset("in on at of with by for".split())
_DOUBLED = frozenset("had that her".split())
_UNFINISHED = frozenset("the a an and or my your than with".split())
"""Words that end no clause."""
_BE = frozenset("is are was were".split())
_AFTER_NO_BE = frozenset("do does did is are was were has".split())
_SEAMS = re.compile(
    r": ?(?:what|who|it|they|all of it)[?.]$"
    r"|[a-z],? (?:Unfortunately|However|In|At|After|During|When|As|Its|This|There|It|On|For|By|These|Although"
    r"|First The)\b"
    r"|\b(?:does|did) (?:the |an? )?\w+(?: \w+)? (?:\w+[^s\W]s|\w+ed) (?:an?|the|it|them)\b"
    r"|\bis how do\b|^(?:Have|Has) \w+ (?:had|got|said) (?:what|how|where|who|when|why|whether)\b"
    r"|[,;:][?.!]$| [?!,;]"
)
_REPEATS, _NEW_WORDS, _BEGINNING, _USUAL_LENGTH = 0.9, 0.25, 6, log(1 + 8)
"""Share of an answer's words in the last answer from which it repeats it; share of new words up to which an answer goes
backwards; content words that are the beginning of an answer; ``words`` of a turn without content."""


class _Turn(NamedTuple):
    """An exchange with its stems."""

    exchange: Exchange
    text: str
    words: list[str]
    user: list[int]
    statement: list[int]
    excluded: list[int]
    names: list[int]
    title: list[int]
    headings: list[int]
    sentences: list[list[int]]
    """The stems of each sentence of the answer."""


def features(exchanges: Sequence[Exchange], *, english: bool = True) -> npt.NDArray[np.float64]:
    """Return the features of each user turn of a dialogue. Shape: (turns, features).

    Args:
        exchanges: The dialogue.
        english: Whether it is in English. If not, no turn counts as bare.
    """
    general = stem_table("general", "reactions")
    known: set[int] = set()
    before: Stems = _NONE
    last: Stems = _NONE
    asked: Sequence[int] = ()
    rows = np.zeros((len(exchanges), len(Features._fields)))
    for number, turn in enumerate(_stemmed(exchanges)):
        user = set(turn.user)
        held = {stem for sentence in turn.sentences for stem in sentence}
        view = user & last | user & before | user.intersection(asked)
        told = len(held - known) <= _NEW_WORDS * len(held)
        past = _Past(user & known, view, held, last, told, number == 0, english)
        rows[number] = _measure(turn, past, general)
        before, last, asked = last, held, turn.user
        known |= held
        known.update(turn.user, turn.headings)
    return rows


class _Past(NamedTuple):
    """What was said before a turn."""

    known: Stems
    """Stems of the turn that were said before."""
    view: Stems
    """Stems of the turn that the last two answers or the last turn hold."""
    held: Stems
    """Stems of the coming answer."""
    last: Stems
    """Stems of the last answer."""
    told: bool
    """Whether the answer goes backwards."""
    opens: bool
    """Whether it is the first turn."""
    english: bool


def _stemmed(exchanges: Sequence[Exchange]) -> list[_Turn]:
    """Return the exchanges with the stems of their parts."""
    texts: list[str] = []
    parts: list[tuple[str, list[str], int]] = []
    for exchange in exchanges:
        text = exchange.user.replace("’", "'").strip()
        sentences = _SENTENCE.split(text)
        before, colon, _ = text.partition(": ")
        led = " ".join(sentences[:-1]) or (before if colon else "")
        words = words_of(text)
        excluded = "" if _EXCLUDING.isdisjoint(words) else " ".join(_EXCLUDED.findall(text))
        answer = _SENTENCE.split(exchange.answer)
        texts += (text, led, excluded, " ".join(_NAME.findall(text)), exchange.title)
        texts.append(" ".join(exchange.headings))
        texts += answer
        parts.append((text, words, len(answer)))
    scanned = scan_stems(texts)
    stems = scanned.stems.tolist()
    ends = np.searchsorted(scanned.texts, np.arange(len(texts) + 1)).tolist()
    lists = [stems[first:end] for first, end in pairwise(ends)]
    turns: list[_Turn] = []
    at = 0
    for exchange, (text, words, count) in zip(exchanges, parts, strict=True):
        user, statement, excluded_stems, names, title, headings = lists[at : at + 6]
        sentences_of = lists[at + 6 : at + 6 + count]
        turns.append(
            _Turn(exchange, text, words, user, statement, excluded_stems, names, title, headings, sentences_of)
        )
        at += 6 + count
    return turns


def _measure(turn: _Turn, past: _Past, general: Stems) -> Features:
    """Return the features of one turn."""
    title, headings = set(turn.title), set(turn.headings)
    source = title | headings
    content = set(turn.user) - general
    answer = [stem for sentence in turn.sentences for stem in sentence]
    held = past.held
    refused = len(turn.exchange.answer) < _LONGEST_REFUSAL and bool(_REFUSAL.search(turn.exchange.answer))
    low = turn.text.lower()
    claims = not _SAYING.isdisjoint(turn.words) and bool(_SAID.search(low))
    names = [stem for stem in turn.names if stem not in general]
    bare = past.english and WH_WORDS.isdisjoint(turn.words) and not has_verb(turn.words)
    relates = not _RELATING.isdisjoint(turn.words)
    revealed = _NONE if refused or relates else (content & held) - past.known - source
    backwards = refused or past.told
    recalls = claims or backwards or not _RECALLING.isdisjoint(turn.words)
    distant = _NONE if relates or recalls else (content & held & past.known) - past.view - source
    new_names = set(names) - past.known - source
    asked = content - set(turn.statement) - set(turn.excluded)
    if not asked and not turn.excluded:
        asked = content
    target = (asked - title) or asked
    related = not backwards and relates and turn.exchange.documents < 2
    degrees = [0.0 if stem in source else _degree(stem, turn.sentences, answer) for stem in target] if related else []
    repeated = len(held & past.last) >= _REPEATS * len(held) and content - source <= past.view
    repeated = repeated and bool(answer) and not _CONFIRMS.match(turn.exchange.answer)
    statement = set(turn.statement) - general
    stray = statement - held - source - past.view
    excluded = set(turn.excluded) - general
    sorts = [] if refused else [_SORTS[match.lastgroup or ""] for match in _ASKED.finditer(low)]
    fits = [bool(sort.search(turn.exchange.answer)) for sort in sorts]
    tail = turn.words[turn.words.index(":") + 1 :] if ":" in turn.words else []
    return Features(
        revealed=min(3, len(revealed)),
        revealed_more=max(0, min(3, len(revealed)) - 1),
        revealed_names=min(2, len(revealed.intersection(names))),
        new_names=0 if relates else min(3, len(new_names)),
        not_in_view=len(content - past.view - source) / len(content) if content and not backwards else 0.0,
        bare_revealed=bare * min(3, len(revealed) + len(distant)),
        bare_tail=past.english and not backwards and bool(tail) and WH_WORDS.isdisjoint(tail) and not has_verb(tail),
        unrelated=not refused and bool(asked) and content.isdisjoint(held | source),
        mismatch=bool(fits) and not all(fits),
        unsaid=len(content - past.known) / len(content) if claims and content and not past.opens else 0.0,
        excluded=len(excluded & held) / len(excluded) if excluded else 0.0,
        restated=len(stray) / len(statement) if len(statement) > 1 and not (past.opens or backwards) else 0.0,
        seams=min(2, _seams(turn)),
        repeated=repeated,
        uncompared=related and not _COMPARING.isdisjoint(turn.words) and not _COMPARED.search(turn.exchange.answer),
        unlinked=max(degrees, default=0.0),
        thin=not (refused or past.opens) and len(turn.sentences) < 2 and bool(_EXPLAINS.search(low)),
        words=log(1 + len(turn.words)) if content else _USUAL_LENGTH,
    )


def _degree(stem: int, sentences: Sequence[Sequence[int]], answer: Sequence[int]) -> float:
    """Return how far an answer merely mentions a word: see ``Features.unlinked``."""
    count = answer.count(stem)
    if not count:
        return 1.0
    if stem in sentences[0] or stem in answer[:_BEGINNING]:
        return 0.0
    return 0.5 if count > 1 else 0.8


def _seams(turn: _Turn) -> int:
    """Return the number of ungrammatical places of a turn."""
    count = turn.text[:1].islower() + len(_SEAMS.findall(turn.text))
    for word, following in pairwise(turn.words):
        count += (
            (word in _DETERMINERS and following in _AFTER_NONE)
            or (word == following and word.isalpha() and word not in _DOUBLED)
            or (word in _PREPOSITIONS and following in _AFTER_NO_PREPOSITION)
            or (word in _UNFINISHED and following in (".", "?", "!", ","))
            or (word in _BE and following in _AFTER_NO_BE)
            or (word in WH_WORDS and following in WH_WORDS)
        )
    return count
