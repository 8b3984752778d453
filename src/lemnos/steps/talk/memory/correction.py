"""Correction: the user restates something that was said, mostly with one value taken wrongly; the answer sets it
right.

Slots: ``premise``, what the user takes for true; ``topic``, what it was said about; ``named`` where the premise names
that itself; or ``year`` with ``place`` and what its wordings need, where the year is named by where it was said. The
value that stands for the true one is of its kind and stands elsewhere in the conversation.
"""

import re
from collections.abc import Iterator, Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Offer, cite
from lemnos.steps.talk.memory.grounding import NO, YES
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.recall import place_slots

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = re.compile(r"(?:1\d{3}|20[0-2]\d)\b(?![–-])")
_DATED = re.compile(rf"(?:\b(?:[IiOo]n|[Ss]ince|[Uu]ntil)|(?:{_MONTH})(?: \d\d?,)?) $")
"""What stands before a year."""
_ANY_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)\b")
_FIGURE = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{1,2})(?=%| [a-z]+s\b| percent| people| million| km\b| m\b)")
_SMALL = re.compile(r"(?<![\w-])(two|three|four|five|six|seven|eight|nine|ten|twelve) (?=[a-z]+s\b)")
_BY = re.compile(r"(?<=\bby )([A-Z]\w+(?: (?:de |van |von |of )?[A-Z]\w+){1,3})(?=[.,; ]|$)")
_RANK = re.compile(r"(?<=\bthe )(first|second|third|fourth|fifth)(?= [a-z]+(?:est)?\b)(?! (?:half|time|part|place))")
_EXTREME = re.compile(r"(?<=\bthe )(largest|smallest|highest|lowest|oldest|longest|fastest|most common)\b")
_SIDE = re.compile(r"\b(north|south|east|west|northeast|northwest|southeast|southwest)\b(?! [A-Z])")
_REGION = re.compile(r"\b(northern|southern|eastern|western)\b(?! [A-Z])")
_NUMBERS = (_YEAR, _FIGURE)
_WORDS = {
    _SMALL: frozenset("two three four five six seven eight nine ten twelve".split()),
    _BY: frozenset(("by",)),
    _RANK: frozenset("first second third fourth fifth".split()),
    _EXTREME: frozenset("largest smallest highest lowest oldest longest fastest most".split()),
    _SIDE: frozenset("north south east west northeast northwest southeast southwest".split()),
    _REGION: frozenset("northern southern eastern western".split()),
}
"""Kinds of value that may be taken wrongly, besides numbers, with the words of which a text must have one."""
_IN_NUMBERS = frozenset("0123456789.,-")
_NUMBER = re.compile(r"\d\d")
_TRIED = 9
"""Turns that are read."""
_CLOSEST = 30
"""Years between the true year and the wrong one at most: further off, nobody would believe it."""
_RANGED = re.compile(r"(?:between|from|and|to|or|than|about|around|over|under|until|by|–|-|/)\s*$")
_HEDGED = re.compile(
    r"\b(?:not|never|may|might|could|perhaps|probably|possibly|n't|no|said|claimed|if|would|although|why)\b"
)
_PASSIVE = re.compile(r"\b(?:was|were|is|are|been|be)\b")
_ASIDE = re.compile(r" ?\([^()]{0,300}\)")
_RELATIVE = re.compile(
    r", (?:which|who|whom|whose|and|but|while|although|where|because|whereas|though|so|when|as|with|after)\b"
)
_SUBORDINATE = frozenset(("which", "who", "whom", "whose", "where", "with", "as", "after", "when", "so"))
_SMALL_FIRST = frozenset(
    "The A An In On At By During After Before For Under According About Over Nearly Almost More Less Around "
    "Approximately Only Up Most".split()
)
_SHORTEST, _LONGEST = 5, 20
_PLACED = 0.75
"""Share of corrections of the only year in an answer that name it by the answer's place."""
_CONTENT = re.compile(r"[^\W\d_]{5,}")


def correction(past: Past, near: Sequence[Told], rng: Random, right: float) -> Offer | None:
    """Return a premise taken from one of ``near``, true with chance ``right``, else with one value changed."""
    for told in near[:_TRIED]:
        if not past.first_try(("correction", told.turn)):
            continue
        text = told.part.text
        for start in _values(text):
            quote = past.quotes(told).at(start)
            if quote is None or not past.fresh(told, quote) or _HEDGED.search(quote.text):
                continue
            if not past.first_try(("premise", told.turn, quote.start)):
                continue
            premise = _premise(quote.text, past)
            changed = _changed(past, told, premise, rng) if premise else None
            if changed is None:
                continue
            true = rng.random() < right
            wrong, value, other = changed
            slots = {"premise": premise if true else wrong, "topic": past.name(told.topic).full}
            if past.name(told.topic).bare.casefold() in premise.casefold():
                slots["named"] = "yes"
            if value.isdecimal() and len(_ANY_YEAR.findall(text)) == 1 and rng.random() < _PLACED:
                place = place_slots(past, told, rng)
                slots |= place | {"year": value if true else other} if place else {}
            return cite(TurnKind.CORRECTION, past, [(told, quote)], slots, (), rng.choice(YES if true else NO))
    return None


def _values(text: str) -> Iterator[int]:
    """Yield where a value may stand; what a kind of value cannot do without is looked for first."""
    if _NUMBER.search(text):
        yield from (match.start() for pattern in _NUMBERS for match in _find(pattern, text))
    words = frozenset(text.split(" "))
    for pattern, needed in _WORDS.items():
        if not words.isdisjoint(needed):
            yield from (match.start() for match in pattern.finditer(text))


def _find(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Yield where a kind of value stands in a text."""
    for match in pattern.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if pattern is _YEAR and not _DATED.search(before):
            continue
        if pattern is _FIGURE and before[-1:] in _IN_NUMBERS:
            continue
        yield match


def _premise(sentence: str, past: Past) -> str:
    """Return the main clause of a sentence as it stands behind "you said that"; empty if it is long or not plain."""
    text = _ASIDE.sub("", sentence)
    cut = _RELATIVE.search(text, 25)
    if cut is not None and cut[0][2:] in _SUBORDINATE and "," in text[cut.end() :]:
        return ""  # the main clause may go on behind
    if cut is not None and cut[0][2:] == "and" and "," in text[: cut.start()]:
        return ""  # the last of an enumeration
    words = (text[: cut.start()] if cut else text).rstrip(".").split()
    if not _SHORTEST <= len(words) <= _LONGEST or any(mark in text for mark in '"“;:()—'):
        return ""
    first = words[0]
    if first.endswith(("ed", "ing", "ly")) or first in ("Born", "Possibly"):
        return ""
    small = first in _SMALL_FIRST or (first.islower() is False and first.lower() in past.common)
    if small and (first in _SMALL_FIRST or words[1][0].islower()):
        words[0] = first[0].lower() + first[1:]
    return " ".join(words)


def _changed(past: Past, told: Told, premise: str, rng: Random) -> tuple[str, str, str] | None:
    """Return the premise with one value changed for another of its kind from the conversation, the value and the other;
    None if none fits."""
    for pattern in (*_NUMBERS, *_WORDS):
        found = [match.span(match.lastindex or 0) for match in _find(pattern, premise)]
        if len(found) != 1 or (pattern in (_YEAR, _FIGURE) and _RANGED.search(premise[: found[0][0]])):
            continue
        start, end = found[0]
        value = premise[start:end]
        topic = told.topic if pattern is _BY else -1
        if pattern is _YEAR:
            pool = [other for other in past.values(_ANY_YEAR) if 1 < abs(int(other) - int(value)) <= _CLOSEST]
        elif pattern is _BY and not _PASSIVE.search(premise[:start]):
            continue
        else:
            pool = [
                other for other in past.values(pattern, topic) if len(other) == len(value) or pattern is not _FIGURE
            ]
        pool = [other for other in pool if other not in told.part.text and value not in other and other not in value]
        rng.shuffle(pool)
        for other in pool[:3]:
            if not _holds(past, premise[:start] + premise[end:], other):
                return premise[:start] + other + premise[end:], value, other
    return None


def _holds(past: Past, premise: str, value: str) -> bool:
    """Return whether the premise may be true with this value too: a passage that has it speaks of much the same."""
    words = {word.casefold() for word in _CONTENT.findall(premise)}
    for topic in past.topics:
        for part in topic.segments:
            if value in part.text:
                for match in re.finditer(re.escape(value), part.text):
                    around = part.text[max(0, match.start() - 120) : match.end() + 120].casefold()
                    if sum(word in around for word in words) >= max(2, len(words) // 2):
                        return True
    return False
