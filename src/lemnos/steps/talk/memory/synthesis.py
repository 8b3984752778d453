"""Contrast, synthesis and summary: several sentences of several earlier answers.

Slots of a contrast: ``a`` and ``b`` the two topics, and ``e`` what is compared as a clause, or ``aspect`` as a noun.
Of a synthesis: ``x`` the thing asked about, ``all`` where the answer holds everything that was told of it, ``topic``
where ``x`` has been a topic of its own. Of a summary: ``topic``, or for the whole conversation ``first`` and ``last``,
the topics that came up first and last.
"""

import re
from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.documents.segment import count_words
from lemnos.steps.talk.memory.candidate import Cited, Offer, cite
from lemnos.steps.talk.memory.history import Past, Told, stands
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.memory.stated_attributes import asked, told_attributes
from lemnos.steps.talk.write.names import possessive

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
_NOUN = re.compile(r"\b[a-z]{4,}\b(?<!with|from|that|very|also|been|most|they|were|into|have|this|many|used|part|term)")
_KIND_SPAN = 70
"""Characters behind "is a" in which stands what kind of thing it is."""
_EARLY = 30
"""Characters in which a sentence names what it defines."""
_THINGS = 6
"""Names that are looked for in other turns."""
_SUMMED_WORDS = 32
_MOST_CITED, _OFTEN = 4, 9
"""Sentences in one answer, and turns that may speak of the thing: what comes up more often is named for no reason."""
_NAMED_EARLY = 90
"""Characters in which a sentence of a summary names its topic."""


def contrast(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a comparison of something told in one of ``near`` with the like of another document told later."""
    if len(past.visited()) < 2:
        return None
    comparable = _comparables(past)
    for told in near:
        own = comparable.get(told)
        if not own:
            continue
        sort, proper = past.name(told.topic).sort, past.name(told.topic).bare[0].isupper()
        later = [other for other in comparable if other.topic != told.topic and other.turn > told.turn]
        rng.shuffle(later)
        for other in later:
            like = past.name(other.topic)
            if like.sort != sort or like.bare[0].isupper() != proper:
                continue
            second = comparable[other]
            for kind, quote in own.items():
                if kind in second:
                    offer = _pair(past, kind, (told, quote), (other, second[kind]))
                    if offer is not None:
                        return offer
    return None


def _comparables(past: Past) -> dict[Told, dict[str, Quote]]:
    """Return the turns that tell what can be compared."""
    for told in past.told[past.compared :]:
        found = _comparable(past, told)
        if found:
            past.comparable[told] = found
    past.compared = len(past.told)
    return past.comparable


def _comparable(past: Past, told: Told) -> dict[str, Quote]:
    """Return what a turn tells of its topic that can be compared: by kind, in a sentence that can be quoted."""
    found: dict[str, Quote] = {}
    if not told.segment:
        opening = past.quotes(told).opening()
        lead = _ASIDE.sub("", opening.text)[:_FRONT] if opening else ""
        if opening and past.name(told.topic).bare in lead[:_EARLY] and _DEFINES.search(lead):
            found["define"] = opening
    parts = past.topics[told.topic].segments
    if told.part.section and (not told.segment or parts[told.segment - 1].section != told.part.section):
        aspect = _ASPECTS.get(told.part.section[-1].casefold())
        opening = past.quotes(told).opening() if aspect else None
        if aspect and opening:
            found[aspect] = opening
    attributes = told_attributes(past, told)
    for noun, (_, quote) in attributes.items():
        found.setdefault(noun, quote)
    return found


def _pair(past: Past, kind: str, first: Cited, second: Cited) -> Offer | None:
    a, b = past.name(first[0].topic), past.name(second[0].topic)
    if a.full == b.full or ("contrast", kind, *sorted((first[0].topic, second[0].topic))) in past.used:
        return None
    if kind == "define" and not _same_kind(first[1].text, second[1].text):
        return None
    slots = {"a": a.full, "b": b.full}
    if "{f}" in kind:
        clauses = [asked(past, told.topic, told_attributes(past, told)[kind][0])["e"] for told, _ in (first, second)]
        slots["e"] = " and ".join(clauses)
    elif kind != "define":
        slots["aspect"] = kind
    key = ("contrast", kind, *sorted((first[0].topic, second[0].topic)))
    return cite(TurnKind.CONTRAST, past, [first, second], slots, (key,))


def _same_kind(one: str, other: str) -> bool:
    """Return whether two sentences define their topics by one noun: two countries, two birds."""
    words = []
    for text in (one, other):
        defines = _DEFINES.search(_ASIDE.sub("", text))
        if defines is None:
            return False
        words.append(set(_NOUN.findall(defines.string, defines.end(), defines.end() + _KIND_SPAN)))
    return bool(words[0] & words[1])


def synthesis(past: Past, near: Sequence[Told]) -> Offer | None:
    """Return what several answers, the first of them in ``near``, told about one thing.

    Things that several documents speak of come first.
    """
    wanted = {told.turn: place for place, told in enumerate(near)}
    things = []
    for bare, turns in past.named().items():
        place = wanted.get(turns[0].turn, -1)
        if place >= 0 and len(turns) <= _OFTEN and ("synthesis", bare) not in past.used:
            several = any(told.topic != turns[0].topic for told in turns)
            things.append((not several, " " not in bare, place, bare, turns))
    things.sort(key=lambda thing: thing[:4])
    for _, _, _, bare, turns in things[:_THINGS]:
        # What failed is looked at again only when it has come up once more.
        if past.first_try(("synthesis", bare, len(turns))):
            offer = _gathered(past, turns[0], bare, turns)
            if offer is not None:
                return offer
    return None


def _thing(past: Past, told: Told, quote: Quote, bare: str) -> str:
    """Return a name as it stands in mid-sentence, with its article; empty if it is none."""
    found = next((one for one in past.telling(told, quote).names if one.removeprefix("the ") == bare), "")
    if found:
        return found
    return next((past.name(topic).full for topic in past.visited() if past.name(topic).bare == bare), "")


def _gathered(past: Past, told: Told, bare: str, turns: Sequence[Told]) -> Offer | None:
    own = next((topic for topic in past.visited() if past.name(topic).bare == bare), -1)
    if own == told.topic or past.name(told.topic).bare.startswith(bare):
        return None
    if sum(past.quoted_name(one, bare) is not None for one in turns if one.topic != own) < 2:
        return None
    turns = [one for one in past.told if bare in one.part.text and one.topic != own and stands(bare, one.part.text)]
    if not turns or turns[0].turn != told.turn or len(turns) > _OFTEN:
        return None
    cited: list[Cited] = []
    for one in turns:
        quote = past.quoted_name(one, bare)
        if quote is not None and all(quote.text != other.text for _, other in cited):
            cited.append((one, quote))
    if len(cited) < 2 or cited[0][0].turn != told.turn:
        return None
    thing = next(filter(None, (_thing(past, one, quote, bare) for one, quote in cited)), "")
    if not thing:
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
        slots = {"topic": past.name(topic).full}
        if whole:
            slots = {"first": past.name(topic).full, "last": past.name(visited[-1]).full}
        return cite(TurnKind.SUMMARY, past, cited, slots, (key,))
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
    name = past.name(told.topic)
    names = (name.bare, name.short, possessive(name.bare))
    if quote.start == 0 and told.segment == 0:
        return any(word in quote.text for word in names)
    if count_words(quote.text) > _SUMMED_WORDS:
        return False
    return any(0 <= quote.text.find(word) <= _NAMED_EARLY for word in names)
