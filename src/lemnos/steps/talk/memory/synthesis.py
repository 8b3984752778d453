"""Synthesis and contrast: sentences of several earlier answers about one thing, or about two of a kind.

Slots of a synthesis: ``x`` what is asked about. Of a contrast: ``a`` and ``b`` the two topics, and ``aspect`` what was
told of both, as a noun; none where both are defined.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Cited, Offer, cite
from lemnos.steps.talk.memory.history import Past, Told, stands
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.memory.words import inverse

_ASPECTS = inverse("aspects")
"""By heading, in small letters: what a section tells."""
_ANIMAL = frozenset("appearance diet behaviour habitat reproduction".split())
"""Aspects of living things alone."""
_MEASURED = frozenset("population elevation climate economy height weight diet".split())
"""Attributes that two things of a sort can be compared in."""
_COMPARED = frozenset("climate geography economy transport religion diet habitat reproduction appearance".split())
"""Aspects that two things of a sort can be compared in."""
_KIND = re.compile(
    r"\b(?:is|are) (?:an?|any|the) (?:[\w-]+,? ){0,4}?([a-z]{4,})\b(?= (?:of|in|that|which|with|used|for|native)|,|\.)"
)
_LONG, _LEFT = 3, 3
"""Turns on an aspect after which it is worth gathering, or turns since the last of fewer."""
_AGAIN = 8
"""Turns after which it is looked again whether more came up."""
_MOST = 4
"""Sentences in one answer."""


def synthesis(past: Past, near: Sequence[Told]) -> Offer | None:
    """Return a request for what several answers told of one thing that came up first in one of ``near``."""
    for told in near:
        if (TurnKind.SYNTHESIS, told.turn, len(past.told) // _AGAIN) in past.exhausted:
            continue
        for x, key, turns in _things(past, told):
            if key in past.used or not turns or turns[0].turn != told.turn:
                continue
            cited = [(one, quote) for one in turns for quote in _about(past, one, key)][:_MOST]
            if len({one.turn for one, _ in cited}) > 1 and cited[0][0].turn == told.turn:
                slots = {"x": x} | ({"aspect": "yes"} if key[2] >= 0 else {})
                return cite(TurnKind.SYNTHESIS, past, cited, slots, (key,))
        past.exhausted.add((TurnKind.SYNTHESIS, told.turn, len(past.told) // _AGAIN))
    return None


def _things(past: Past, told: Told) -> Iterator[tuple[str, tuple[str, str, int], list[Told]]]:
    """Yield what a turn told of that several turns may have: its words, its key, and the turns, oldest first."""
    name = past.name(told.topic)
    aspect = _aspect(told)
    if aspect and (name.sort == "living" or aspect not in _ANIMAL):
        turns = [one for one in past.told if one.topic == told.topic and _aspect(one) == aspect]
        if len(turns) >= _LONG or past.told[-1].turn - turns[-1].turn >= _LEFT:
            yield f"the {aspect} of {name.full}", ("synthesis", aspect, told.topic), turns
    names = " ".join(past.name(topic).full for topic in past.visited)
    for one in past.read(told):
        bare = one.subject.removeprefix("the ")
        if not bare[0].isupper() or stands(bare, names) or not _whole(past, bare):
            continue
        yield one.subject, ("synthesis", one.subject, -1), [other for other in past.told if bare in other.part.text]


def _about(past: Past, told: Told, key: tuple[str, str, int]) -> list[Quote]:
    """Return the sentence of a turn that speaks about a thing: opens the section, or has the name as its subject."""
    if key[2] >= 0:
        quotes = [quote for quote in past.quotes(told) if past.fresh(told, quote)]
        return sorted(quotes, key=lambda quote: not past.names_topic(told, quote.text))[:1]
    return [one.quote for one in past.statements(told) if one.subject == key[1]][:1]


def _whole(past: Past, bare: str) -> bool:
    words = bare.split()
    return all(word[0].isupper() or word in ("of", "the", "de", "von", "van") for word in words) and (
        len(words) > 1 or (len(bare) > 4 and bare.lower() not in past.common)
    )


def _aspect(told: Told) -> str:
    return _told_by(told.part.section) if told.part.section else ""


@lru_cache(maxsize=256)
def _told_by(section: tuple[str, ...]) -> str:
    """Return what a section tells, by the last of its headings that says so; empty if none does."""
    return next(filter(None, (_ASPECTS.get(heading.casefold(), "") for heading in reversed(section))), "")


def contrast(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a comparison of something told in one of ``near`` with the like of another document told later."""
    if len(past.visited) < 2:
        return None
    for told in near:
        if (TurnKind.CONTRAST, told.turn) in past.exhausted:
            continue
        own = _comparable(past, told)
        if not own:
            past.exhausted.add((TurnKind.CONTRAST, told.turn))
            continue
        name = past.name(told.topic)
        later = [
            other
            for other in past.told
            if other.turn > told.turn
            and other.topic != told.topic
            and (TurnKind.CONTRAST, other.turn) not in past.exhausted
        ]
        rng.shuffle(later)
        for other in later:
            like = past.name(other.topic)
            if like.sort != name.sort or like.bare[0].isupper() != name.bare[0].isupper():
                continue
            for kind, cited in _comparable(past, other).items():
                key = ("contrast", kind, *sorted((told.topic, other.topic)))
                if kind not in own or key in past.used or name.full == like.full:
                    continue
                slots = {"a": name.full, "b": like.full}
                if not kind.startswith("define"):
                    slots["aspect"] = kind
                return cite(TurnKind.CONTRAST, past, [*own[kind], *cited], slots, (key,))
    return None


def _comparable(past: Past, told: Told) -> dict[str, list[Cited]]:
    """Return what a turn tells of its topic that can be compared: by kind, in sentences that can be quoted."""
    found: dict[str, list[Cited]] = {}
    name = past.name(told.topic)
    if not told.segment and name.bare[0].islower():
        opening = past.quotes(told).opening()
        sort = _KIND.search(opening.text) if opening else None
        if opening and sort and 0 <= opening.text.casefold().find(name.bare.removesuffix("s")) < 20:
            found[f"define {sort[1]}"] = [(told, opening)]
    for noun, (_, quote) in past.stated(told).items():
        short = noun.split()[1]
        if short in _MEASURED:
            found[short] = [(told, quote)]
    aspect = _aspect(told)
    if aspect in _COMPARED and aspect not in found and (name.sort == "living" or aspect not in _ANIMAL):
        quotes = sorted(past.quotes(told), key=lambda quote: not past.names_topic(told, quote.text))[:2]
        found[aspect] = [(told, quote) for quote in sorted(quotes)]
    return {kind: cited for kind, cited in found.items() if cited}
