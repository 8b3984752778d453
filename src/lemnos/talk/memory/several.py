"""Contrast, synthesis and summary: several sentences of several earlier answers.

Slots of a contrast: ``a`` and ``b`` the two topics, and ``e`` what is compared as a clause, or ``aspect`` as a noun.
Of a synthesis: ``x`` the thing asked about, ``all`` where the answer holds everything that was told of it, ``topic``
where ``x`` has been a topic of its own. Of a summary: ``topic``, or nothing for the whole conversation.
"""

import re
from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.talk.memory.offer import Cited, Offer, cite
from lemnos.talk.memory.past import Past, Told
from lemnos.talk.memory.quotes import Quote
from lemnos.talk.segment import count_words
from lemnos.talk.write.naming import possessive

_COMPARED = {
    "define": "what {a} and {b} are",
    "known": "what {a} and {b} are known for",
    "use": "what {a} and {b} are used for",
    "place": "where {a} and {b} are",
    "born": "when and where {a} and {b} were born",
    "named": "what {a} and {b} are named after",
    "called": "what {a} and {b} are called",
    "parts": "what {a} and {b} are made up of",
}
_MEASURES = {
    "how many people live in {a} and {b}": (
        "population", re.compile(r"\bpopulation (?:of|was|is|at|estimated)\b.{0,60}(?:\d{4}|\d,\d|\d million)"),
    ),
    "how large {a} and {b} are": (
        "area", re.compile(r"\barea (?:of|is) .{0,30}\d+.{0,20}(?:km|square|acres|hectares|mi²)"),
    ),
    "how high {a} and {b} are": ("height", re.compile(r"\bheight of .{0,20}\d")),
    "how long {a} and {b} are": ("length", re.compile(r"\blength of .{0,20}\d")),
    "when {a} and {b} were founded": (
        "ed in ", re.compile(r"\b(?:was|were) (?:founded|established|incorporated) in .{0,20}\d{3}"),
    ),
}  # fmt: skip
"""By what is compared: a word that its sentences hold, and a pattern that they match."""
_ASPECTS = {
    heading: aspect
    for aspect, headings in {
        "climate": "climate|weather", "geography": "geography|geography and climate|location", "history": "history",
        "economy": "economy", "politics": "politics|government|government and politics|politics and government",
        "population": "demographics|population|demography", "culture": "culture", "education": "education",
        "transport": "transport|transportation", "religion": "religion", "language": "language|languages",
        "name": "etymology|name|origin of the name|naming|origins of the name",
        "diet": "diet|feeding|food|feeding habits",
        "habitat": "habitat|distribution|distribution and habitat|habitat and distribution|range",
        "behaviour": "behaviour|behavior", "reproduction": "reproduction|breeding|life cycle",
        "appearance": "description|appearance|physical description|physical characteristics|anatomy",
        "classification": "taxonomy|classification|systematics|taxonomy and evolution",
        "conservation": "conservation|status",
        "early life": "early life|childhood|youth|early years|early life and education|birth and early life",
        "death": "death|death and legacy|later life and death", "legacy": "legacy|influence", "sports": "sport|sports",
        "discovery": "discovery", "uses": "uses|applications|use", "military": "military", "media": "media",
        "preparation": "preparation|production|manufacture|synthesis", "structure": "structure|composition|chemistry",
    }.items()
    for heading in headings.split("|")
}  # fmt: skip
"""By heading, in small letters: what a section tells, if documents of one kind tell it alike."""
_ASIDE = re.compile(r" ?\([^()]{0,300}\)")
_DEFINES = re.compile(r"\b(?:is|are|was|were) (?:an?|the|one|any)\b")
_FRONT = 100
_DEFINED, _EARLY = 2, 30
"""Segments of a document that tell what it is about, and characters in which a sentence names it."""
_TURNS, _THINGS, _AGAIN = 3, 5, 8
"""Turns whose names are looked for in others, how many names of each, and after how many answers again."""
_SUMMED_WORDS = 32
_MOST_CITED = 4


def contrast(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a comparison of something told in one of ``near`` with the like of another document told later."""
    if len(past.visited()) < 2:
        return None
    for told in near:
        own = _comparable(past, told)
        if not own:
            continue
        later = [other for other in past.told if other.turn > told.turn and other.topic != told.topic]
        rng.shuffle(later)
        sort, proper = past.name(told.topic).sort, past.name(told.topic).bare[0].isupper()
        for other in later:
            like = past.name(other.topic)
            if like.sort != sort or like.bare[0].isupper() != proper:
                continue
            second = _comparable(past, other)
            for kind, quote in own.items():
                if kind in second:
                    offer = _pair(past, kind, (told, quote), (other, second[kind]))
                    if offer is not None:
                        return offer
    return None


def _comparable(past: Past, told: Told) -> dict[str, Quote]:
    """Return what a turn tells of its topic that can be compared: by kind, in a sentence that can be quoted."""
    found = past.comparable.get((told.topic, told.segment))
    if found is not None:
        return found
    found = {}
    text = told.part.text
    if told.segment < _DEFINED:
        for fact in past.facts(told):
            ask = fact.ask
            known = ask is not None and not ask.subject and ask.referent == "name" and ask.kind in _COMPARED
            if ask is not None and known and (ask.kind != "define" or not told.segment):
                found.setdefault(ask.kind, fact.quote)
    opening = past.quotes(told)[:1]
    if not told.segment and "define" not in found and opening and opening[0].start == 0:
        lead = _ASIDE.sub("", opening[0].text)[:_FRONT]
        if past.name(told.topic).bare in lead[:_EARLY] and _DEFINES.search(lead):
            found["define"] = opening[0]
    parts = past.topics[told.topic].segments
    if told.part.section and (not told.segment or parts[told.segment - 1].section != told.part.section):
        aspect = _ASPECTS.get(told.part.section[-1].casefold())
        if aspect is not None and opening and opening[0].start == 0:
            found[aspect] = opening[0]
    bare = past.name(told.topic).bare
    for kind, (word, pattern) in _MEASURES.items():
        if word in text and pattern.search(text):
            for quote in past.quotes(told):
                if 0 <= quote.text.find(bare) < _EARLY and pattern.search(quote.text):
                    found.setdefault(kind, quote)
    past.comparable[told.topic, told.segment] = found
    return found


def _pair(past: Past, kind: str, first: Cited, second: Cited) -> Offer | None:
    a, b = past.name(first[0].topic), past.name(second[0].topic)
    if a.full == b.full or ("contrast", kind, *sorted((first[0].topic, second[0].topic))) in past.used:
        return None
    slots = {"a": a.full, "b": b.full}
    if kind in _MEASURES or (kind in _COMPARED and kind != "define"):
        slots["e"] = _COMPARED.get(kind, kind).format(a=a.full, b=b.full)
    elif kind != "define":
        slots["aspect"] = kind
    key = ("contrast", kind, *sorted((first[0].topic, second[0].topic)))
    return cite(TurnKind.CONTRAST, past, [first, second], slots, (key,))


def synthesis(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return what several answers, the first of them in ``near``, told about one thing.

    Things that several documents speak of come first.
    """
    best: Offer | None = None
    for told in near[:_TURNS]:
        found = past.telling(told)
        titles = [past.name(topic).bare for topic in past.visited() if topic != told.topic]
        things = [*found.names, *(title for title in titles if title in told.part.text)]
        rng.shuffle(things)
        for thing in things[:_THINGS]:
            bare = thing.removeprefix("the ")
            # What failed is looked at again only after some more answers.
            if not past.first_try(("synthesis", bare, len(past.told) // _AGAIN)) or past.text.count(bare) < 2:
                continue
            if ("synthesis", bare) in past.used:
                continue
            offer = _gathered(past, told, thing, bare)
            if offer is None:
                continue
            if len({evidence.document for evidence in offer.memory.evidence}) > 1:
                return offer
            best = best or offer
    return best


def _gathered(past: Past, told: Told, thing: str, bare: str) -> Offer | None:
    own = next((topic for topic in past.visited() if past.name(topic).bare == bare), -1)
    if own == told.topic or past.name(told.topic).bare.startswith(bare):
        return None
    turns = [one for one in past.told if bare in one.part.text and one.topic != own and _stands(bare, one.part.text)]
    if not turns or turns[0].turn != told.turn or not 2 <= len(turns) <= 9:
        return None
    cited: list[Cited] = []
    for one in turns:
        quote = next((quote for quote in past.quotes(one) if _stands(bare, quote.text)), None)
        if quote is not None and all(quote.text != other.text for _, other in cited):
            cited.append((one, quote))
    if len(cited) < 2 or cited[0][0].turn != told.turn:
        return None
    everything = len(cited) == len(turns) and len(cited) <= _MOST_CITED
    if len(cited) > _MOST_CITED:
        cited = [cited[round(at * (len(cited) - 1) / (_MOST_CITED - 1))] for at in range(_MOST_CITED)]
    slots = {"x": thing}
    if everything:
        slots["all"] = "yes"
    if own >= 0:
        slots["topic"] = thing
    return cite(TurnKind.SYNTHESIS, past, cited, slots, (("synthesis", bare),))


def _stands(name: str, text: str) -> bool:
    """Return whether ``name`` stands in ``text`` as whole words."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and (text[at - 1].isalnum() or text[at - 1] == "-")) and not (
            text[end : end + 1].isalnum() or text[end : end + 1] == "-"
        ):
            return True
        at = text.find(name, end)
    return False


def summary(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return the main points of a topic, or of the whole conversation, whose first turn is in ``near``."""
    visited = past.visited()
    firsts = {past.first(topic): topic for topic in visited}
    for told in near:
        topic = firsts.get(told)
        if topic is None:
            continue
        whole = topic == visited[0] and len(visited) > 1 and rng.random() < 0.6
        turns = past.told if whole else [one for one in past.told if one.topic == topic]
        key = ("summary", -1 if whole else topic, len(turns) // 12)
        if len(turns) < 4 or key in past.used:
            continue
        cited = _heads(past, visited) if whole else _main(past, turns)
        if len(cited) < 3 or cited[0][0].turn != told.turn:
            continue
        return cite(TurnKind.SUMMARY, past, cited, {} if whole else {"topic": past.name(topic).full}, (key,))
    return None


def _heads(past: Past, visited: Sequence[int]) -> list[Cited]:
    """Return one or two sentences on every topic; none if there is a topic without any."""
    cited: list[Cited] = []
    for topic in visited:
        turns = [one for one in past.told if one.topic == topic]
        own = _main(past, turns)[: max(1, 5 // len(visited))]
        if not own:
            return []
        cited += own
    return sorted(cited, key=lambda one: one[0].turn)


def _main(past: Past, turns: Sequence[Told]) -> list[Cited]:
    """Return 3 to 6 sentences that open answers, spread over the turns, each from a section of its own."""
    chosen: list[Cited] = []
    sections: set[tuple[int, tuple[str, ...]]] = set()
    wanted = min(6, max(3, len(turns) // 3))
    step = max(1, (len(turns) - 1) // max(1, wanted - 1))
    for at, told in enumerate(turns):
        place = told.topic, told.part.section
        if len(chosen) == wanted or (chosen and at < len(chosen) * step) or place in sections:
            continue
        quote = next((one for one in past.quotes(told) if _leads(past, told, one)), None)
        if quote is not None:
            chosen.append((told, quote))
            sections.add(place)
    return chosen


def _leads(past: Past, told: Told, quote: Quote) -> bool:
    """Return whether a sentence can stand in a summary: short, early in its answer, and about the topic."""
    if quote.start == 0 and told.segment == 0:
        return True
    if count_words(quote.text) > _SUMMED_WORDS or quote.start > len(told.part.text) // 2:
        return False
    name = past.name(told.topic)
    return any(word in quote.text for word in (name.bare, name.short, possessive(name.bare))) or quote.start == 0
