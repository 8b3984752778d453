"""Recall: a part of one sentence of one earlier answer, asked for again; the answer is the sentence.

Slots: ``form`` names the table of frames; ``e`` the question as a clause, ``q`` directly, ``said`` what is restated of
the sentence, ``kind`` the part asked for (see ``statements.Gap``); ``x`` a name that was introduced; ``topic``.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.candidate import Offer, cite
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.statements import Gap, Statement

_CHOICE = 5
"""Parts that may be asked for among which the rarest kind is chosen."""
_COMMON = 5
"""Times that something may be named before nobody asks any more what it is."""
_NAME_WORDS = 2
_KNOWN = frozenset(("the", "of", "de", "von", "van", "and"))


def recall(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a recall of one of the turns ``near``, of a kind that was rarest so far."""
    offers: list[tuple[int, float, Offer]] = []
    often = Counter(key[1] for key in past.used if isinstance(key, tuple) and key[0] == "asked")
    for told in near:
        if (TurnKind.RECALL, told.turn) in past.exhausted:
            continue
        before = len(offers)
        for kind, offer in _offers(past, told):
            if past.used.isdisjoint(offer.keys):
                offers.append((often[kind], rng.random(), offer))
        if len(offers) == before:
            past.exhausted.add((TurnKind.RECALL, told.turn))
        elif len(offers) >= _CHOICE:
            break
    return min(offers, key=lambda one: one[:2])[2] if offers else None


def _offers(past: Past, told: Told) -> Iterator[tuple[str, Offer]]:
    name = past.name(told.topic)
    for noun, (attribute, quote) in past.stated(told).items():
        slots = {"form": "ask", "kind": "attribute", **attribute.asked(name)}
        yield (
            "attribute",
            cite(TurnKind.RECALL, past, [(told, quote)], slots, (("asked", "attribute", noun, told.topic),)),
        )
    for one in past.statements(told):
        for gap in one.gaps:
            slots = _asked(past, told, one, gap)
            if slots:
                key = ("asked", gap.kind, gap.e or gap.said)
                yield gap.kind, cite(TurnKind.RECALL, past, [(told, one.quote)], slots, (key,))
        if _introduces(past, told, one):
            slots = {"form": "cue", "kind": "cue", "x": one.subject, "topic": name.full}
            yield "cue", cite(TurnKind.RECALL, past, [(told, one.quote)], slots, (("asked", "cue", one.subject),))


def _asked(past: Past, told: Told, one: Statement, gap: Gap) -> dict[str, str]:
    """Return the slots of a question; empty if it would not be clear, or would tell too little."""
    name = past.name(told.topic)
    own = one.subject in (name.full, name.bare, name.short)
    if gap.kind == "define" and (own != (told.segment == 0) or (own and name.bare not in one.quote.text[:60])):
        return {}
    if gap.kind == "define" and not own and past.text.count(one.subject.removeprefix("the ")) > _COMMON:
        return {}
    if gap.kind == "who" and past.names_topic(told, gap.value or one.subject):
        return {}
    clear = past.names_topic(told, gap.e or gap.said) or _proper(one.subject)
    slots = {"form": "ask" if clear else "ask_within", "kind": gap.kind, "topic": name.full}
    if gap.e:
        slots["e"] = gap.e
    if gap.q:
        slots["q"] = gap.q
    if gap.said:
        slots["said"] = gap.said
    if own and gap.kind == "define":
        slots["e"], slots["q"] = (words.replace(one.subject, name.full, 1) for words in (gap.e, gap.q))
    if gap.kind == "when" and gap.value:
        slots["year"] = "year"
    if gap.kind == "define":
        slots["rest"] = slots["e"].partition(" ")[2]
    return slots


def _proper(subject: str) -> bool:
    """Return whether a subject is a whole name of several words."""
    words = [word for word in subject.split() if word not in _KNOWN]
    return " and " not in subject and len(words) >= _NAME_WORDS and all(word[0].isupper() for word in words)


def _introduces(past: Past, told: Told, one: Statement) -> bool:
    """Return whether a sentence is about a name that stands in no other sentence of all that was told."""
    bare = one.subject.removeprefix("the ")
    return (
        _proper(one.subject)
        and past.text.count(bare) == 1
        and not past.names_topic(told, bare)
        and not any(topic.title in bare for topic in past.topics)
        and not bare.endswith(("'s", "’s"))
        and any(word.lower() not in past.common for word in bare.split())
    )
