"""The unanswerable: a question about a topic told of that no document of the cluster answers; the answer says so.

Slots: ``e`` the question as a clause, ``q`` as a question where that uses the same words, ``topic``; where the user
comes to it through what was told of another topic, ``other`` is that, and ``before`` the clause asked of it or
``noun`` what was told. The answer names what the question names and nothing else.
"""

import re
from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.questions import Ask
from lemnos.steps.talk.memory.attributes import Attribute, attributes
from lemnos.steps.talk.memory.candidate import Offer
from lemnos.steps.talk.memory.grounding import UNKNOWN
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.stated_attributes import asked, told_attributes
from lemnos.steps.talk.write.base import Memory
from lemnos.steps.talk.write.headings import TECHNICAL
from lemnos.steps.talk.write.slots import ask_slots, topic_slots
from lemnos.steps.talk.write.templates import ASKS
from lemnos.text.words import FUNCTION_WORDS

_STEM = 5
_WORD = re.compile(r"[^\W_]+")
_FUNCTION = frozenset(FUNCTION_WORDS)
_LIVED = re.compile(r"\([^)]{0,80}\d{3}|\bborn\b")
_ASKED_OF = 4
"""Questions on one topic that are tried."""
_PROPER = frozenset(("place", "person", "group", "event", "work"))
"""Sorts of topics whose names are proper names; one in small letters was sorted wrongly."""
_MANUAL = frozenset("remarks|syntax|parameters|requirements|example|return value|members|see also|methods".split("|"))
_MOVED = frozenset(("when", "who", "born", "die", "marry", "place", "use", "known", "parts"))
"""Questions that may be asked of another topic of the same sort."""
_BEGUN = frozenset("found establish build open discover invent introduce launch design create write publish".split())
_SYNONYMS = {
    "born": ("birth", "native"), "die": ("death", "dead", "kill"), "marry": ("marry", "wife", "husband", "wed"),
    "named": (" name", "after"), "place": ("locat", "situat", "found in", "lies", "based"),
    "use": ("employ", "appli", "serve"), "known": ("famous", "best known", "fame", "renown"),
    "parts": ("compos", "consist", "contain", "compris", "includ", "divided", "parts"),
}  # fmt: skip


def unanswerable(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a question about a topic told of that no document answers.

    Best is one that a turn of ``near`` answered for another topic: the user comes to it from there, that turn is
    recalled, and the question itself does not show that it has no answer.
    """
    current = past.told[-1].topic
    topics = list(dict.fromkeys((current, *reversed(past.visited()))))
    for told in near:
        for noun, (attribute, _) in told_attributes(past, told).items():
            for topic in topics:
                if (
                    topic != told.topic
                    and ("unanswerable", noun, topic) not in past.used
                    and _alike(past, topic, told.topic)
                ):
                    offer = _open(past, topic, attribute, told, rng) if attribute in missing(past, topic) else None
                    if offer is not None:
                        return offer
    for told in near[:_ASKED_OF]:
        if past.first_try(("unanswerable", told.turn, len(topics))):
            for topic in topics:
                if topic != told.topic and _alike(past, topic, told.topic):
                    offer = _same_ask(past, told, topic, rng)
                    if offer is not None:
                        return offer
    return None


def open_question(past: Past, rng: Random) -> Offer | None:
    """Return a question about a topic told of, the one just talked about if there is one, that no document answers."""
    for topic in dict.fromkeys((past.told[-1].topic, *reversed(past.visited()))):
        open_ = [one for one in missing(past, topic) if ("unanswerable", one.noun, topic) not in past.used]
        rng.shuffle(open_)
        for attribute in open_[:_ASKED_OF]:
            offer = _open(past, topic, attribute, None, rng)
            if offer is not None:
                return offer
    return None


def _alike(past: Past, one: int, other: int) -> bool:
    name, like = past.name(one), past.name(other)
    return name.sort == like.sort and name.plural == like.plural


def _same_ask(past: Past, told: Told, topic: int, rng: Random) -> Offer | None:
    """Return the question that a sentence of ``told`` answers of its own topic, asked of another one."""
    name, own = past.name(topic), past.name(told.topic)
    if name.plural != own.plural or name.full == own.full:
        return None
    for fact in past.facts(told):
        ask = fact.ask
        if ask is None or ask.kind not in _MOVED or ask.subject or ask.referent != "name":
            continue
        if ask.kind in ("when", "who") and ask.base not in _BEGUN:
            continue  # "When was Geneva defeated?" takes for granted that it was
        stem = _stem(ask)
        if not stem or _mentions(past, topic, (stem, *_SYNONYMS.get(ask.kind, ()))):
            continue
        forms = ASKS[ask.kind]
        slots, before = (
            ask_slots(ask, topic_slots(one, "", False) | {"t": one.full, "o": one.full}, one.plural)
            for one in (name, own)
        )
        clause, like = forms.indirect[0].format_map(slots), forms.indirect[0].format_map(before)
        key = ("unanswerable", ask.kind, stem, topic)
        if key in past.used or _covered(past, clause):
            continue
        answer = rng.choice(UNKNOWN).replace("{e}", clause)
        used = {"e": clause, "topic": name.full, "before": like, "other": own.full}
        return Offer(TurnKind.UNANSWERABLE, Memory((told.turn,), answer, (), False, used), told, (key,))
    return None


def _stem(ask: Ask) -> str:
    """Return the letters without which no text answers a question of this kind with this verb."""
    if ask.kind in ("when", "who"):
        return ask.base[: max(4, len(ask.base) - 3)] if len(ask.base) > 3 else ""
    return {
        "born": "born",
        "die": "die",
        "marry": "marri",
        "named": "named",
        "place": ask.base[:5],
        "use": " use",
        "known": "known for",
        "parts": "made up",
    }.get(ask.kind, "")


def _mentions(past: Past, topic: int, triggers: Sequence[str]) -> bool:
    """Return whether the documents may tell it: the topic's own anywhere, the others beside its name."""
    if any(trigger in past.lowered(topic) for trigger in triggers):
        return True
    bare = past.name(topic).bare.casefold()
    for other in range(len(past.topics)):
        if other != topic and bare in past.lowered(other):
            for part in past.topics[other].segments:
                text = part.text.casefold()
                if bare in text and any(trigger in text for trigger in triggers):
                    return True
    return False


def _covered(past: Past, clause: str) -> bool:
    """Return whether some segment of the cluster, its title and headings included, has every content word of a
    question.

    Words are compared by their first letters, so that "founded" finds "foundation".
    """
    stems = [word[:_STEM] for word in _WORD.findall(clause.casefold()) if word not in _FUNCTION]
    for number, topic in enumerate(past.topics):
        whole = f"{topic.title.casefold()}\n{past.lowered(number)}"
        if all(stem in whole for stem in stems):
            for part in topic.segments:
                text = " ".join((topic.title, *part.section, part.text)).casefold()
                if all(stem in text for stem in stems):
                    return True
    return False


def missing(past: Past, topic: int) -> list[Attribute]:
    """Return what may be asked of a topic and no document tells."""
    known = past.missing.get(topic)
    if known is not None:
        return known
    name = past.name(topic)
    past.missing[topic] = []
    if name.sort in _PROPER and (not name.bare[0].isupper() or any(letter.isdigit() for letter in name.bare)):
        return []
    if name.sort == "person" and not _LIVED.search(past.lead(topic)):
        return []
    if name.sort in TECHNICAL and not any(_documented(part) for part in past.topics[topic].segments):
        return []
    past.missing[topic] = [
        attribute
        for attribute in attributes(name.sort, past.lead(topic))
        if not _mentions(past, topic, attribute.triggers)
    ]
    return past.missing[topic]


def _documented(part: Segment) -> bool:
    """Return whether a segment stands under a heading of technical documentation."""
    return bool(part.section) and part.section[-1].casefold() in _MANUAL


def _open(past: Past, topic: int, attribute: Attribute, like: Told | None, rng: Random) -> Offer | None:
    used = asked(past, topic, attribute)
    if _covered(past, used["e"]):
        return None
    newest = like or next(told for told in reversed(past.told) if told.topic == topic)
    if like is not None:
        other = asked(past, like.topic, attribute)
        used |= {"before": other["e"], "noun": other["noun"], "other": other["topic"]}
    answer = rng.choice(UNKNOWN).replace("{e}", used["e"])
    memory = Memory((like.turn,) if like else (), answer, (), False, used)
    return Offer(TurnKind.UNANSWERABLE, memory, newest, (("unanswerable", attribute.noun, topic),))
