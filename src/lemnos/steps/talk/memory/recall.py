"""Recall: one sentence of one earlier answer, asked for by its question, by a name or year in it, or by its place.

Slots: ``form`` names the table of wordings; ``e`` is the question as a clause, ``wh`` and ``rest`` its two parts, ``q``
the direct question; ``x`` a name or year that the sentence holds; ``topic`` the topic recalled; ``next`` the topic that
the talk turned to after it; ``place`` where the turn stands (see ``places``), with ``n``, ``next`` or ``before``.
"""

import re
from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Offer, cite
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.quotes import Fact, Quote
from lemnos.steps.talk.memory.stated_attributes import asked, attributed, told_attributes
from lemnos.steps.talk.write.slots import ask_slots, topic_slots
from lemnos.steps.talk.write.templates import ASKS

_ASKED = frozenset(
    "when who place where born die known called named why use parts split object marry define say".split()
)
_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)\b")
_DATED = re.compile(
    r"(?:\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|of|[Aa]fter|[Bb]efore|[Dd]uring|circa|early|late|January|February|March|April"
    r"|May|June|July|August|September|October|November|December)|\d,) $"
)
"""What stands before a year and not before another number."""
_FIGURE = re.compile(r"\d[\d.,]*(?<=\d)")
_BEGINNINGS = frozenset(("begin", "first", "arrived", "returned"))
"""Places that are named by what began there."""
_COUNTED = 3
"""Answers that are counted back for anything but a year or a figure."""
_COUNTS = ("one", "two", "three", "four", "five", "six")
_BORN = re.compile(r"born [^.;]*\d{4}[^.;]* (?:in|at|near) |born (?:in|at|near) [^.;]*\d{4}")
_BY_NAME = re.compile(r"\bby (?:the )?(?:\w+ )?[A-Z]")
_SUBJECT_WORDS = 5
_TRIED = 5
"""Turns that are read."""
_CUE_FIRST = 0.7
_ATTRIBUTES_FIRST = 0.35
"""Share of recalls for which an attribute that was told is looked for first."""
_TRAILING = frozenset("extant alike alone present available involved concerned responsible due able such".split())


def recall(past: Past, near: Sequence[Told], rng: Random, positional: float) -> Offer | None:
    """Return a recall of one of the turns ``near``, tried in their order."""
    by_place, by_attribute = rng.random() < positional, rng.random() < _ATTRIBUTES_FIRST
    for told in attributed(past) if by_attribute else ():
        offer = _by_attribute(past, told)
        if offer is not None:
            return offer
    for told in near[:_TRIED]:
        # Any way fails where nothing can be quoted any more, and what it could quote does not change.
        if ("told", told.turn) in past.used:
            continue
        offer = _by_place(past, told, rng) if by_place else None
        if offer is not None:
            return offer
        cue_first = rng.random() < _CUE_FIRST
        offer = _by_cue(past, told, rng) if cue_first else _by_ask(past, told)
        offer = offer or (_by_ask(past, told) if cue_first else _by_cue(past, told, rng))
        offer = offer or (_by_place(past, told, rng) if rng.random() < positional else None)
        if offer is not None:
            return offer
        past.used.add(("told", told.turn))
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
    if ask.referent == "name" and name.bare not in fact.quote.text and name.short not in fact.quote.text:
        return None  # Calvin is not Calvin and Hobbes
    if ask.kind == "born" and (name.sort != "person" or ask.subject or not _BORN.search(fact.quote.text)):
        return None
    if ask.kind == "who" and not _BY_NAME.search(fact.quote.text):
        return None
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
    for quote in past.quotes(told):
        if not past.fresh(told, quote):
            continue
        asked = clauses(past, told, past.fact(told, quote))
        if asked is None or ("ask", asked["e"]) in past.used:
            continue
        name = past.name(told.topic)
        named = name.bare.casefold() in asked["e"].casefold() or name.short.casefold() in asked["e"].casefold()
        slots = {"form": "ask" if named else "ask_within", **asked, **_places(past, told)}
        return cite(TurnKind.RECALL, past, [(told, quote)], slots, (("ask", asked["e"]),))
    return None


def _by_attribute(past: Past, told: Told) -> Offer | None:
    """Ask for an attribute that the turn told of its topic, in the words of questions that nobody can answer."""
    for noun, (attribute, quote) in told_attributes(past, told).items():
        key = ("attribute", noun, told.topic)
        if key not in past.used and past.fresh(told, quote):
            return cite(
                TurnKind.RECALL,
                past,
                [(told, quote)],
                {"form": "attribute", **asked(past, told.topic, attribute)},
                (key,),
            )
    return None


def _by_cue(past: Past, told: Told, rng: Random) -> Offer | None:
    """Ask in what connection a name or a year came up that stands in one sentence of all that was told."""
    share = rng.random()
    quotes = []
    for quote in past.quotes(told).rotated(share):
        if not past.fresh(told, quote):
            continue
        quotes.append(quote)
        for name in past.telling(told, quote).names:
            if _cues(past, "cue", name, quote):
                return _cued(past, told, quote, "cue", name)
        for match in _YEAR.finditer(quote.text):
            if _cues(past, "cue_year", match[0], quote):
                return _cued(past, told, quote, "cue_year", match[0])
    for quote in quotes:
        for phrase in past.telling(told, quote).phrases:
            if (" of " in phrase or not phrase.islower()) and _cues(past, "cue_phrase", phrase, quote):
                return _cued(past, told, quote, "cue_phrase", phrase)
    return None


def _cued(past: Past, told: Told, quote: Quote, form: str, cue: str) -> Offer:
    slots = {"form": form, "x": cue, **_places(past, told)}
    return cite(TurnKind.RECALL, past, [(told, quote)], slots, (("cue", cue.removeprefix("the ")),))


def _cues(past: Past, form: str, cue: str, quote: Quote) -> bool:
    """Return whether a cue stands for this sentence, and for nothing else that was told."""
    bare = cue.removeprefix("the ")
    at = quote.text.find(bare)
    end = at + len(bare)
    if at < 0 or ("cue", bare) in past.used or quote.text[end : end + 2] == ". ":
        return False
    if quote.text[end : end + 2] in ("'s", "’s") or quote.text[end] == "-":
        return False
    if form == "cue_year" and not _DATED.search(quote.text[:at]):
        return False
    if form == "cue_phrase" and (at < 4 or _torn(bare.split())):
        return False
    words = quote.text[:at].split()[-2:]
    if len(words) == 2 and words[1] in ("and", "or", "of", "the") and words[0][0].isupper():
        return False  # part of a longer name
    return past.text.find(bare, past.text.find(bare) + 1) < 0


def _torn(words: Sequence[str]) -> bool:
    """Return whether a noun phrase is none: an adjective ends it, or a verb stands in it."""
    return words[-1] in _TRAILING or any(word[-1] == "s" and word[-2:] != "ss" for word in words[1:-1])


def _by_place(past: Past, told: Told, rng: Random) -> Offer | None:
    """Ask for a thing by where it stood: what was said two answers ago, or right before the talk turned to another
    topic; the only year, or the only figure, of that answer."""
    key = ("place", told.turn)
    place = place_slots(past, told, rng) if key not in past.used else {}
    chosen = [quote for quote in past.quotes(told) if past.fresh(told, quote)] if place else []
    if not chosen:
        return None
    text = told.part.text
    form, cited = "place", chosen[:2]
    years, figures = list(_YEAR.finditer(text)), list(_FIGURE.finditer(text))
    for only, of_kind in (("place_year", years), ("place_figure", figures)):
        if len(figures) == 1 and len(of_kind) == 1:
            start = of_kind[0].start()
            holds = [quote for quote in chosen if quote.start <= start < quote.end]
            if holds and (bool(_DATED.search(text, 0, start)) if only == "place_year" else not years):
                form, cited = only, holds
                break
    if form == "place" and _COUNTS.index(place.get("n", "one")) >= _COUNTED:
        return None
    if form == "place" and place["place"].partition(" ")[0] in _BEGINNINGS:
        if chosen[0].start:
            return None
        form, cited = "place_first", chosen[:1]
    return cite(TurnKind.RECALL, past, [(told, quote) for quote in cited], {"form": form, **place}, (key,))


def place_slots(past: Past, told: Told, rng: Random) -> dict[str, str]:
    """Return a place that names a turn, with the names its wordings need; empty if there is none."""
    options = past.places(told)
    if not options:
        return {}
    place = rng.choice(options)
    kind, *given = place.split()
    slots = {"place": place, "topic": past.name(told.topic).full}
    if kind == "back":
        slots["n"] = _COUNTS[int(given[0]) - 1]
    elif kind == "turned":
        slots["next"] = past.name(int(given[1])).full
    elif kind == "arrived":
        slots["before"] = past.name(int(given[0])).full
    return slots


def _places(past: Past, told: Told) -> dict[str, str]:
    """Return the topic by name, and the one that the talk turned to when it left this stretch."""
    slots = {"topic": past.name(told.topic).full}
    after = next((later for later in past.told if later.visit == told.visit + 1), None)
    if after is not None and past.first(after.topic) == after:
        slots["next"] = past.name(after.topic).full
    return slots
