"""Summary: the main points of a topic, or of the whole conversation, in the order in which they were told.

Slots: ``topic``; for the whole conversation ``first`` and ``last``, the topics that came up first and last; ``ending``
where nothing follows.
"""

from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Cited, Offer, cite
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.text.scripts import count_words

_WORDS = 34
"""Words of a sentence in a summary at most."""
_NAMED_EARLY = 90
"""Characters in which it names its topic."""
_LEAST, _MOST = 3, 6
"""Sentences on one topic alone."""
_TURNS = 7
"""Turns that are worth a summary."""
_AGAIN = 12
"""Turns on a topic after which it may be summed up again."""
_WHOLE = 0.5
"""Share of the summaries from the beginning on that are of all topics."""


def summary(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return the main points of a topic, or of all, whose first turn is in ``near``."""
    firsts = {next(one for one in past.told if one.topic == topic): topic for topic in past.visited}
    for told in near:
        topic = firsts.get(told)
        if topic is None:
            continue
        if topic == past.visited[0] and len(past.visited) > 1 and rng.random() < _WHOLE:
            offer = whole(past)
        else:
            offer = _of_topic(past, topic)
        if offer is not None and offer.memory.turns[0] == told.turn and offer.keys[0] not in past.used:
            return offer
    return None


def whole(past: Past, ending: bool = False) -> Offer | None:
    """Return the main points of all topics told of; None if a topic told of at length has none."""
    if len(past.told) < _TURNS and not ending:
        return None
    cited: list[Cited] = []
    sentences = max(2, _MOST // len(past.visited))
    for topic in past.visited:
        turns = [one for one in past.told if one.topic == topic]
        own = _main(past, turns, sentences)
        if len(own) < min(2, len(turns)):
            return None
        cited += own
    if len({told.topic for told, _ in cited}) < min(2, len(past.visited)) or len(cited) < _LEAST:
        return None
    cited.sort(key=lambda one: (one[0].turn, one[1].start))
    slots = {"first": past.name(past.visited[0]).full, "last": past.name(past.visited[-1]).full}
    if ending:
        slots["ending"] = "yes"
    return cite(TurnKind.SUMMARY, past, cited, slots, (("summary", -1, len(past.told) // _AGAIN),))


def _of_topic(past: Past, topic: int) -> Offer | None:
    turns = [one for one in past.told if one.topic == topic]
    cited = _main(past, turns, min(_MOST, max(_LEAST, len(turns) // 3))) if len(turns) >= _TURNS else []
    if len(cited) < _LEAST:
        return None
    key = ("summary", topic, len(turns) // _AGAIN)
    return cite(TurnKind.SUMMARY, past, cited, {"topic": past.name(topic).full}, (key,))


def _main(past: Past, turns: Sequence[Told], wanted: int) -> list[Cited]:
    """Return up to ``wanted`` sentences about the topic, spread over the turns, from as many sections as possible."""
    found = [(told, quote) for told in turns for quote in _leading(past, told)]
    if len(found) < wanted:
        others = ((told, next(iter(past.quotes(told)), None)) for told in turns)
        found += [(told, quote) for told, quote in others if quote is not None and (told, quote) not in found]
        found.sort(key=lambda one: one[0].turn)
    chosen: list[Cited] = []
    sections: set[tuple[str, ...]] = set()
    step = len(turns) / wanted
    for cited in found:
        if (
            len(chosen) < wanted
            and cited[0].part.section not in sections
            and turns.index(cited[0]) >= (len(chosen) - 1) * step
        ):
            chosen.append(cited)
            sections.add(cited[0].part.section)
    chosen += [cited for cited in found if cited not in chosen][: max(wanted - len(chosen), 0)]
    return sorted(chosen, key=lambda one: (one[0].turn, one[1].start))


def _leading(past: Past, told: Told) -> list[Quote]:
    """Return the first sentence of a turn that can stand in a summary: short, early, and about the topic."""
    name = past.name(told.topic)
    for quote in past.quotes(told):
        opens = not quote.start and not told.segment
        if not opens and count_words(quote.text) > _WORDS:
            continue
        if any(0 <= quote.text.find(word) <= _NAMED_EARLY for word in (name.bare, name.short, name.bare.capitalize())):
            return [quote]
    return []
