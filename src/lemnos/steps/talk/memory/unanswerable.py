"""The unanswerable: a question about the topic of the talk that no document of the cluster answers; the answer says so.

Slots: ``e`` the question as a clause, ``q`` directly where that has all words of ``e``, ``topic``; where the user
comes to it through what was told of another topic, ``other`` is that and ``before`` the clause asked of it. The answer
names what the question names and nothing else.
"""

import re
from collections.abc import Sequence
from random import Random

from lemnos.records import TurnKind
from lemnos.steps.talk.memory.attributes import Attribute
from lemnos.steps.talk.memory.candidate import Offer
from lemnos.steps.talk.memory.grounding import UNKNOWN, grounded
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.write.base import Memory
from lemnos.text.words import FUNCTION_WORDS

_STEM = 5
_WORD = re.compile(r"[^\W_]+")
_FUNCTION = frozenset(FUNCTION_WORDS)
_LIVED = re.compile(r"\([^)]{0,80}\d{3}|\bborn\b")
_PROPER = frozenset(("place", "person", "group", "event", "work"))
"""Sorts of topics whose names are proper names; one in small letters was sorted wrongly."""
_MANUAL = frozenset("remarks|syntax|parameters|requirements|example|return value|members|see also|methods".split("|"))
_TECHNICAL = frozenset(("code", "option", "error", "task", "guide"))


def unanswerable(past: Past, near: Sequence[Told], rng: Random) -> Offer | None:
    """Return a question about the topic talked about that no document answers.

    Best is one that a turn of ``near`` answered for another topic of the sort: that turn is then recalled, and the
    question itself does not show that it has no answer.
    """
    topic = past.told[-1].topic
    if not _known(past, topic):
        return None
    name = past.name(topic)
    missing = [one for one in past.missing(topic) if ("unanswerable", one.noun, topic) not in past.used]
    nouns = {one.noun: one for one in missing}
    for told in near:
        like = past.name(told.topic)
        if told.topic == topic or like.sort != name.sort or like.plural != name.plural or not missing:
            continue
        for noun in past.stated(told):
            offer = _offer(past, topic, nouns[noun], told, rng) if noun in nouns else None
            if offer is not None:
                return offer
    rng.shuffle(missing)
    return next(filter(None, (_offer(past, topic, one, None, rng) for one in missing)), None)


def _known(past: Past, topic: int) -> bool:
    """Return whether the sort of a topic is sure enough to ask for what such a thing has."""
    name = past.name(topic)
    if any(letter.isdigit() for letter in name.bare) or (name.sort in _PROPER and not name.bare[0].isupper()):
        return False
    if name.sort == "person" and not _LIVED.search(past.lead(topic)):
        return False
    parts = past.topics[topic].segments
    return name.sort not in _TECHNICAL or any(part.section and part.section[-1].casefold() in _MANUAL for part in parts)


def _offer(past: Past, topic: int, attribute: Attribute, like: Told | None, rng: Random) -> Offer | None:
    slots = attribute.asked(past.name(topic)) | {"topic": past.name(topic).full}
    if _covered(past, slots["e"]):
        return None
    newest = like or past.told[-1]
    if like is not None:
        other = past.name(like.topic)
        slots |= {"before": attribute.asked(other)["e"], "other": other.full}
    if grounded(slots["e"], (), (slots["q"],)):
        del slots["q"]  # "Which airport does it have?": the answer says which it "has"
    answer = rng.choice(UNKNOWN).replace("{e}", slots["e"])
    memory = Memory((like.turn,) if like else (), answer, (), False, slots)
    return Offer(TurnKind.UNANSWERABLE, memory, newest, (("unanswerable", attribute.noun, topic),))


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
