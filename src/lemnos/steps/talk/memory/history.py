"""The conversation before a memory turn: what was told when, and what of it can be quoted or asked for again.

Everything is read when it is first needed and kept, since a dialogue quotes a small part of what it tells.
"""

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from lemnos.records import Evidence
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.traces import pronoun
from lemnos.steps.talk.memory.attributes import Attribute, attributes
from lemnos.steps.talk.memory.quotes import Quote, Quotes
from lemnos.steps.talk.memory.statements import Gap, Statement, statement
from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.names import KIND_WORDS, Name, name_of, possessive

_LEAD = 260
"""Characters in which a document says what its topic is."""
_EARLY = 30
"""Characters in which a sentence names its topic, so that it is about it."""
_RECENT = 14
"""Answers in which other values of a kind are looked for."""
_YEAR = re.compile(r"\b(?:1\d{3}|20[0-2]\d)\b")
_FAMILY = re.compile(r"['’]s?\b|\b(?:he|his|her|mother|father|wife|husband|brother|sister|son|daughter|and|who|when)\b")
_BRINGS_IN = re.compile(r"\b(?:after|before|when|who|which|that|where|while|than|like|unlike)\b|[(]")
_SORT = re.compile(
    r"\b(?:is|was|are|were) (?:an?|the|one of the) (?:[\w'’-]+,? ){0,6}?(\w+)(?= (?:in|of|and|on|that|which)\b|[,.])"
)
"""What kind of thing a document says that its topic is."""
_IT = re.compile(r"^(?:Its?|(?:In|On|By|During|After) [^,.;]{3,40},? its?) ")
_CAPITAL = re.compile(r"[A-Z][\w'’-]+")
_SUBJECTS = re.compile(r"(?:^|(?<=[.!?] )|(?<=\n))([A-Z][a-z][\w'’-]*)")
"""The first word of a sentence."""


class Told(NamedTuple):
    """An ordinary turn that was told."""

    turn: int
    """Its number in the finished dialogue, memory turns counted."""
    topic: int
    segment: int
    part: Segment


class Past:
    """What was told so far in one dialogue."""

    def __init__(self, topics: Sequence[Topic], common: Container[str]) -> None:
        self.topics, self.common = topics, common
        self.told: list[Told] = []
        self.used: set[object] = set()
        """What was quoted or asked for before."""
        self.exhausted: set[object] = set()
        """Kinds and turns that have nothing more to offer, so that they are not read again."""
        self.visited: list[int] = []
        """The topics told about, in order."""
        self._texts: list[str] = []
        self._quotes: dict[tuple[int, int], Quotes] = {}
        self._statements: dict[tuple[int, int], list[Statement]] = {}
        self._stated: dict[tuple[int, int], dict[str, tuple[Attribute, Quote]]] = {}
        self._names: dict[int, Name] = {}
        self._lowered: dict[int, str] = {}
        self._attributes: dict[int, list[Attribute]] = {}
        self._missing: dict[int, list[Attribute]] = {}

    def tell(self, turn: int, step: Step) -> None:
        """Add an ordinary turn."""
        part = self.topics[step.topic].segments[step.segment]
        if step.topic not in self.visited:
            self.visited.append(step.topic)
        self.told.append(Told(turn, step.topic, step.segment, part))
        self._texts.append(part.text)

    @property
    def text(self) -> str:
        """Everything told so far."""
        self._texts[:] = ["\n".join(self._texts)]
        return self._texts[0]

    def lowered(self, topic: int) -> str:
        """Return a whole document's answers, with their headings, in small letters."""
        if topic not in self._lowered:
            parts = [f" {' '.join(part.section)} {part.text}" for part in self.topics[topic].segments]
            self._lowered[topic] = "\n".join(parts).casefold()
        return self._lowered[topic]

    def lead(self, topic: int) -> str:
        """Return how the document on a topic begins."""
        return self.topics[topic].segments[0].text[:_LEAD]

    def name(self, topic: int) -> Name:
        """Return how to speak of a topic."""
        if topic not in self._names:
            self._names[topic] = name_of(self.topics[topic], self.common)
        return self._names[topic]

    def quotes(self, told: Told) -> Quotes:
        """Return the sentences of a turn."""
        key = told.topic, told.segment
        if key not in self._quotes:
            self._quotes[key] = Quotes(told.part.text)
        return self._quotes[key]

    def statements(self, told: Told) -> list[Statement]:
        """Return the sentences of a turn that can be said over again and asked for in part."""
        key = told.topic, told.segment
        found = self._statements.get(key)
        if found is None:
            name = self.name(told.topic)
            names = frozenset(_CAPITAL.findall(name.bare))
            stands = self._stands(told)
            it = stands | {"It": name.full, "Its": possessive(name.full)}
            self._statements[key] = found = []
            for quote in self.quotes(told).plain():
                certain = _IT.search(quote.text) is not None and self._opens_before(told, quote)
                read = statement(quote, it if certain else stands, names, self.common)
                if read is not None:
                    found.append(read)
        return found

    def gaps(self) -> Iterator[Gap]:
        """Yield the parts that may be asked for of the sentences read so far."""
        return (gap for read in self._statements.values() for one in read for gap in one.gaps)

    def recent(self) -> str:
        """Return the last answers."""
        return "\n".join(told.part.text for told in self.told[-_RECENT:])

    def years(self) -> list[int]:
        """Return the years in the last answers, sorted."""
        return sorted(set(map(int, _YEAR.findall(self.recent()))))

    def read(self, told: Told) -> list[Statement]:
        """Return the same if the turn was read before; nothing is read for it."""
        return self._statements.get((told.topic, told.segment), [])

    def _opens_before(self, told: Told, quote: Quote) -> bool:
        """Return whether the sentence before a quote opens with the name of the topic, so that "it" stands for that."""
        name, before = self.name(told.topic), self.quotes(told).before(quote)
        return any(before.startswith(capitalised(one)) for one in (name.full, name.bare, name.short))

    def _stands(self, told: Told) -> dict[str, str]:
        """Return the words that stand for the topic at the beginning of a sentence of a turn, with its name."""
        name, text = self.name(told.topic), told.part.text
        if name.sort != "person" or name.plural:
            kind = _SORT.search(self.lead(told.topic))
            return {f"The {kind[1]}": name.full} if kind and kind[1] in KIND_WORDS and name.bare[0].isupper() else {}
        gender = pronoun(text)
        if not gender or gender != self._gender(told.topic):
            return {}
        known = {*name.bare.split(), "He", "She", "His", "Her"}
        others = (word for word in _SUBJECTS.findall(text) if word not in known)
        if any(word.lower() not in self.common for word in others):
            return {}
        return {capitalised(gender): name.short, "His" if gender == "he" else "Her": possessive(name.short)}

    def _gender(self, topic: int) -> str:
        text = f" {self.topics[topic].segments[0].text} {self.topics[topic].segments[-1].text} "
        he, she = text.count(" he ") + text.count("He "), text.count(" she ") + text.count("She ")
        return "he" if he > she else "she" if she > he else ""

    def attributes(self, topic: int) -> list[Attribute]:
        """Return what people may ask of a topic."""
        if topic not in self._attributes:
            self._attributes[topic] = attributes(self.name(topic).sort, self.lead(topic))
        return self._attributes[topic]

    def stated(self, told: Told) -> dict[str, tuple[Attribute, Quote]]:
        """Return the attributes that a turn states of its topic, by noun, each with its sentence."""
        key = told.topic, told.segment
        found = self._stated.get(key)
        if found is None:
            name, text = self.name(told.topic), told.part.text
            self._stated[key] = found = {}
            if name.short in text or name.bare in text:
                for attribute in self.attributes(told.topic):
                    at = attribute.stated_at(text)
                    quote = self.quotes(told).at(at) if at >= 0 else None
                    if quote is not None and self._says(name, quote, at - quote.start):
                        found[attribute.noun] = attribute, quote
        return found

    def _says(self, name: Name, quote: Quote, at: int) -> bool:
        """Return whether what a sentence states at ``at`` is stated of a topic, and of nothing that it brings in."""
        place = min((quote.text.find(word) for word in (name.bare, name.short) if word in quote.text), default=-1)
        if not 0 <= place <= _EARLY:
            return False
        between = quote.text[place:at]
        return not _BRINGS_IN.search(between) and not (name.sort == "person" and _FAMILY.search(between))

    def missing(self, topic: int) -> list[Attribute]:
        """Return what people may ask of a topic and no document of the cluster tells."""
        if topic not in self._missing:
            self._missing[topic] = [one for one in self.attributes(topic) if not self._mentions(topic, one.triggers)]
        return self._missing[topic]

    def _mentions(self, topic: int, triggers: Sequence[str]) -> bool:
        """Return whether the documents may tell it: the topic's own anywhere, the others beside its name."""
        if any(trigger in self.lowered(topic) for trigger in triggers):
            return True
        bare = self.name(topic).bare.casefold()
        parts = (
            part.text.casefold()
            for other in range(len(self.topics))
            if other != topic and bare in self.lowered(other)
            for part in self.topics[other].segments
        )
        return any(bare in text and any(trigger in text for trigger in triggers) for text in parts)

    def evidence(self, told: Told, quote: Quote) -> Evidence:
        """Return where a quote stands in its document."""
        part = told.part
        return Evidence(self.topics[told.topic].id, part.position(quote.start), part.position(quote.end), part.section)

    def fresh(self, told: Told, quote: Quote) -> bool:
        """Return whether no memory turn quoted this sentence yet."""
        return (told.topic, told.segment, quote.start) not in self.used

    def names_topic(self, told: Told, words: str) -> bool:
        """Return whether words name the topic of a turn."""
        name = self.name(told.topic)
        short = name.bare.split()[-1] if name.sort == "person" or name.bare[0].isdigit() else name.bare
        return any(
            stands(one.casefold(), words.casefold()) for one in (name.bare, name.short.removeprefix("the "), short)
        )


def capitalised(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def stands(name: str, text: str) -> bool:
    """Return whether ``name`` stands in ``text`` as whole words."""
    at = text.find(name)
    while at >= 0:
        around = text[max(at - 1, 0) : at], text[at + len(name) : at + len(name) + 1]
        if not any(mark.isalnum() or mark == "-" for mark in around):
            return True
        at = text.find(name, at + 1)
    return False
