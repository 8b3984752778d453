"""Correction: the user restates a sentence, mostly with one value taken wrongly; the answer sets it right.

Slots: ``premise``, what the user takes for true; ``topic``, what it was said about; ``named`` where the premise names
that itself. The wrong value is of the kind of the true one, and mostly stands elsewhere in the conversation.
"""

import re
from collections.abc import Iterator, Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Offer, cite
from lemnos.steps.talk.memory.grounding import NO, YES
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.statements import Statement
from lemnos.steps.talk.memory.words import phrases

_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)(?![\w,.–-])(?! [a-z]+s\b)")
_DATED = re.compile(r"\b(?:in|of|(?:[A-Z][a-z]+uary|March|April|May|June|July|August|[A-Z][a-z]+ber)(?: \d\d?,)?) $")
"""What stands before a year."""
_FIGURE = re.compile(
    r"(?<![\d.,–-])(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{1,2})"
    r"(?=%| (?!was|is|has|does)[a-z]+s\b| percent| people| million)"
)
_COUNT = re.compile(r"(?<![\w-])(?:two|three|four|five|six|seven|eight|nine|ten|twelve)(?= [a-z]+s\b)")
_SIDE = re.compile(r"\b(north|south|east|west)((?:ern)?)\b(?! [A-Z])")
_MONTH = re.compile(r"\b(?:January|February|March|April|June|July|August|September|October|November|December)(?= \d|$)")
_COUNTS = "two three four five six seven eight nine ten twelve".split()
_SIDES = ("north", "south", "east", "west")
_MONTHS = "January February March April June July August September October November December".split()
_OPPOSITES = {word: other for pair in phrases("opposites") for word, other in (pair.split(), pair.split()[::-1])}
_OPPOSITE = re.compile(rf"(?<![\w-])(?:{'|'.join(_OPPOSITES)})(?![\w-])(?! [A-Z])")
_NEAR_YEARS = (-12, -9, -7, -5, -4, -3, -2, 2, 3, 4, 5, 7, 9, 12)
_CLOSEST = 30
"""Years between the true year and the wrong one at most: further off, nobody would believe it."""
_RANGED = re.compile(r"(?:between|from|and|to|or|than|over|under|until|by|one of the|–|-|/)\s*$")
_CONTENT = re.compile(r"[^\W\d_]{5,}")
_AROUND = 120
"""Characters around a value in which a passage must speak of something else for a premise with it to be wrong."""


def correction(past: Past, near: Sequence[Told], rng: Random, right: float) -> Offer | None:
    """Return a premise taken from one of ``near``, true with chance ``right``, else with one value changed."""
    for told in near:
        if (TurnKind.CORRECTION, told.turn) in past.exhausted:
            continue
        statements = [one for one in past.statements(told) if one.text and past.fresh(told, one.quote)]
        rng.shuffle(statements)
        for one in statements:
            wrong = next(_wrong(past, told, one, rng), "")
            if not wrong:
                continue
            true = rng.random() < right
            premise = one.text if true else wrong
            slots = {"premise": premise, "topic": past.name(told.topic).full}
            if past.names_topic(told, premise):
                slots["named"] = "yes"
            return cite(TurnKind.CORRECTION, past, [(told, one.quote)], slots, (), rng.choice(YES if true else NO))
        past.exhausted.add((TurnKind.CORRECTION, told.turn))
    return None


def _wrong(past: Past, told: Told, one: Statement, rng: Random) -> Iterator[str]:
    """Yield the statement with one value changed so that it is not true."""
    for before, after, options in _changes(past, one, rng):
        rng.shuffle(options)
        for other in options:
            if other not in told.part.text and not _holds(past, before + after, other):
                yield before + other + after


def _changes(past: Past, one: Statement, rng: Random) -> Iterator[tuple[str, str, list[str]]]:
    """Yield what stands before and behind each value of a statement that may be taken wrongly, and others like it."""
    text = one.text
    for gap in one.gaps:
        if gap.kind in ("where", "who") and gap.value and gap.value in text:
            before, _, after = text.partition(gap.value)
            others = {other.value for other in past.gaps() if other.kind == gap.kind and _alike(other.value, gap.value)}
            yield before, after, sorted(others - {gap.value})
    for pattern in (_YEAR, _FIGURE, _COUNT, _SIDE, _MONTH, _OPPOSITE):
        match = pattern.search(text)
        if match is None or pattern.search(text, match.end()) or _RANGED.search(text[: match.start()]):
            continue
        if pattern is _YEAR and not _DATED.search(text[: match.start()]):
            continue
        if any(match[0] in topic.title for topic in past.topics):
            continue
        yield text[: match.start()], text[match.end() :], _others(past, pattern, match, rng)


def _others(past: Past, pattern: re.Pattern[str], match: re.Match[str], rng: Random) -> list[str]:
    value = match[0]
    if pattern is _YEAR:
        near = [year for year in past.years() if 1 < abs(year - int(value)) <= _CLOSEST]
        shifted = int(value) + rng.choice(_NEAR_YEARS)
        return [str(year) for year in near or [min(shifted, 2 * int(value) - shifted)]]
    if pattern is _FIGURE:
        found = set(_FIGURE.findall(past.recent()))
        return sorted(other for other in found if len(other) == len(value) and other != value)
    if pattern is _COUNT:
        at = _COUNTS.index(value)
        return [other for other in _COUNTS[max(at - 2, 0) : at + 3] if other != value]
    if pattern is _OPPOSITE:
        return [_OPPOSITES[value]]
    if pattern is _SIDE:
        return [side + match[2] for side in _SIDES if side != match[1]]
    return [month for month in _MONTHS if month != value]


def _alike(one: str, other: str) -> bool:
    """Return whether two names may stand for each other: of as many words, both or neither with an article."""
    return bool(one) and one.count(" ") == other.count(" ") and one.startswith("the ") == other.startswith("the ")


def _holds(past: Past, premise: str, value: str) -> bool:
    """Return whether the premise may be true with this value too: a passage that has it speaks of much the same."""
    words = {word.casefold() for word in _CONTENT.findall(premise)}
    for topic in past.topics:
        for part in topic.segments:
            if value in part.text:
                for match in re.finditer(re.escape(value), part.text):
                    around = part.text[max(0, match.start() - _AROUND) : match.end() + _AROUND].casefold()
                    if sum(word in around for word in words) >= max(2, len(words) // 2):
                        return True
    return False
