"""Recall: one sentence of one earlier answer, asked for by its question, by a name or year in it, or by its place.

Slots: ``form`` names the table of wordings; ``e`` is the question as a clause, ``wh`` and ``rest`` its two parts, ``q``
the direct question; ``x`` a name or year that the sentence holds; ``topic`` the topic recalled; ``next`` the topic that
the talk turned to after it.
"""

import re
from collections.abc import Callable, Sequence
from functools import partial
from random import Random

from lemnos.records import TurnKind
from lemnos.talk.memory.offer import Offer, cite
from lemnos.talk.memory.past import Past, Told
from lemnos.talk.memory.quotes import Fact, Quote
from lemnos.talk.write.slots import ask_slots, topic_slots
from lemnos.talk.write.templates import ASKS

_ASKED = frozenset(
    "when who place where born die known called named why use parts split object marry define say".split()
)
_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)\b")
_DATED = re.compile(
    r"(?:\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|of|[Aa]fter|[Bb]efore|[Dd]uring|circa|early|late|January|February|March|April"
    r"|May|June|July|August|September|October|November|December)|\d,) $"
)
"""What stands before a year and not before another number."""
_NUMBER = re.compile(r"\d{3}")
_SUBJECT_WORDS = 5
_CUE_FIRST = 0.4
_TRAILING = frozenset("extant alike alone present available involved concerned responsible due able such".split())


def recall(past: Past, near: Sequence[Told], rng: Random, positional: float) -> Offer | None:
    """Return a recall of one of the turns ``near``, tried in their order."""
    for told in near:
        ways: list[Callable[[], Offer | None]] = [
            partial(_by_ask, past, told),
            partial(_by_cue, past, told, rng.random()),
        ]
        if rng.random() < positional:
            ways.insert(0, partial(_by_place, past, told))
        elif rng.random() < _CUE_FIRST:
            ways.reverse()
        for way in ways:
            offer = way()
            if offer is not None:
                return offer
    return None


def clauses(past: Past, told: Told, fact: Fact) -> dict[str, str] | None:
    """Return the question of a fact in its forms; None if it has none that people would ask again."""
    ask = fact.ask
    if ask is None or ask.kind not in _ASKED or ask.subject.count(" ") >= _SUBJECT_WORDS:
        return None
    if ask.referent not in ("", "name") or (ask.kind == "define" and (ask.subject or told.segment)):
        return None
    if ask.subject and ask.subject[0].isupper() and ask.subject.split()[-1].islower():
        return None
    name = past.name(told.topic)
    if ask.past and (ask.kind == "called" or (ask.kind == "define" and name.sort == "thing")):
        return None  # "Agriculture was a key to …" does not tell what agriculture is
    kind = "define_person" if ask.kind == "define" and (ask.person or name.sort == "person") else ask.kind
    forms = ASKS[kind]
    slots = ask_slots(ask, topic_slots(name, "", False) | {"t": name.full, "o": name.full}, name.plural)
    clause = forms.indirect[0].format_map(slots)
    wh, _, rest = clause.partition(" ")
    if clause.startswith("when and where "):
        wh, rest = "when and where", clause[15:]
    return {"e": clause, "wh": wh, "rest": rest, "q": forms.direct[0].format_map(slots)}


def _by_ask(past: Past, told: Told) -> Offer | None:
    chosen = [quote for quote in past.quotes(told) if past.fresh(told, quote)]
    for quote in chosen:
        asked = clauses(past, told, past.fact(told, quote))
        if asked is None or ("ask", asked["e"]) in past.used:
            continue
        name = past.name(told.topic)
        named = name.bare.casefold() in asked["e"].casefold() or name.short.casefold() in asked["e"].casefold()
        slots = {"form": "ask" if named else "ask_within", **asked, **_places(past, told)}
        return cite(TurnKind.RECALL, past, [(told, quote)], slots, (("ask", asked["e"]),))
    return None


def _by_cue(past: Past, told: Told, chance: float) -> Offer | None:
    """Ask in what connection a name or a year came up that stands in one sentence of all that was told."""
    found = past.telling(told)
    cues: list[tuple[str, str]] = [("cue", name) for name in found.names]
    cues += [("cue_year", match[0]) for match in _YEAR.finditer(told.part.text)]
    cues += [("cue_phrase", phrase) for phrase in found.phrases[:3]]
    if not cues:
        return None
    shift = int(chance * len(cues))
    for form, cue in cues[shift:] + cues[:shift]:
        bare = cue.removeprefix("the ")
        if past.text.count(bare) != 1 or ("cue", bare) in past.used:
            continue
        for quote in past.quotes(told):
            at = quote.text.find(bare)
            if at < 0 or not past.fresh(told, quote):
                continue
            if quote.text[at + len(bare) :][:2] in ("'s", "’s") or quote.text[at + len(bare) :][:1] == "-":
                continue
            if form == "cue_year" and not _DATED.search(quote.text[:at]):
                continue
            if form == "cue_phrase" and (at < 4 or _torn(bare.split())):
                continue
            words = quote.text[:at].split()[-2:]
            if len(words) == 2 and words[1] in ("and", "or", "of", "the") and words[0][0].isupper():
                continue  # part of a longer name
            slots = {"form": form, "x": cue, **_places(past, told)}
            return cite(TurnKind.RECALL, past, [(told, quote)], slots, (("cue", bare),))
    return None


def _torn(words: Sequence[str]) -> bool:
    """Return whether a noun phrase is none: an adjective ends it, or a verb stands in it."""
    return words[-1] in _TRAILING or any(word[-1] == "s" and word[-2:] != "ss" for word in words[1:-1])


def _by_place(past: Past, told: Told) -> Offer | None:
    """Ask for a thing by where it stood: the first that was told of a topic, the last before another topic."""
    topic = told.topic
    chosen = [quote for quote in past.quotes(told) if past.fresh(told, quote)]
    if not chosen:
        return None
    first = past.first(topic)
    if first is not None and first.turn == told.turn and chosen[0].start == 0 and ("first", topic) not in past.used:
        slots = {"form": "first", **_places(past, told)}
        return cite(TurnKind.RECALL, past, [(told, chosen[0])], slots, (("first", topic),))
    if first is not None and ("year", topic) not in past.used:
        quote = _first_year(past, told, chosen)
        if quote is not None:
            return cite(
                TurnKind.RECALL,
                past,
                [(told, quote)],
                {"form": "first_year", **_places(past, told)},
                (("year", topic),),
            )
    following = [after for after in past.told if after.turn > told.turn]
    if following and following[0].topic != topic:
        target = following[0].topic
        moves = [
            (one.topic, two.topic) for one, two in zip(past.told, past.told[1:], strict=False) if one.topic != two.topic
        ]
        if moves.count((topic, target)) == 1 and ("turned", topic, target) not in past.used:
            slots = {"form": "turned", **_places(past, told), "next": past.name(target).full}
            key = ("turned", topic, target)
            return cite(TurnKind.RECALL, past, [(told, quote) for quote in chosen[:2]], slots, (key,))
    return None


def _first_year(past: Past, told: Told, chosen: Sequence[Quote]) -> Quote | None:
    """Return the sentence with the first year that was told of a topic if it stands in this turn."""
    for earlier in past.told:
        if earlier.topic == told.topic and earlier.turn < told.turn and _NUMBER.search(earlier.part.text):
            return None
    number = _NUMBER.search(told.part.text)
    year = _YEAR.search(told.part.text)
    if number is None or year is None or number.start() != year.start():
        return None
    return next((quote for quote in chosen if quote.start <= year.start() < quote.end), None)


def _places(past: Past, told: Told) -> dict[str, str]:
    """Return the topic by name, and the one that the talk turned to when it left this stretch."""
    slots = {"topic": past.name(told.topic).full}
    after = next((later for later in past.told if later.visit == told.visit + 1), None)
    if after is not None:
        slots["next"] = past.name(after.topic).full
    return slots
