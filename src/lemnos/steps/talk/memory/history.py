"""The conversation before a memory turn: what was told when, and what of it can be quoted.

Everything is read on demand and kept, since a dialogue quotes a small part of what it tells.
"""

import re
from collections.abc import Container, Iterator, Sequence
from typing import NamedTuple

from lemnos.records import Evidence
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.sentence_questions import title_words
from lemnos.steps.talk.memory.attributes import Attribute
from lemnos.steps.talk.memory.positions import places
from lemnos.steps.talk.memory.quotes import Fact, Quote, Quotes, fact
from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.mentions import Telling, telling
from lemnos.steps.talk.write.names import Name, name_of

_LEAD = 260
"""Characters in which a document says what its topic is."""
_RECENT = 14
"""Answers in which other values of a kind are looked for."""
_CAPITALS = re.compile(r"(?<=[a-z] )[A-Z]\w{2,}(?: [A-Z]\w+)*")


class Told(NamedTuple):
    """An ordinary turn that was told."""

    turn: int
    """Its number in the finished dialogue, memory turns counted."""
    topic: int
    segment: int
    part: Segment
    visit: int
    """Number of the stretch of turns on one topic that it belongs to, counted through the conversation."""


class Found(NamedTuple):
    """A fact and the turn that told it."""

    told: Told
    fact: Fact


class Past:
    """What was told so far in one dialogue."""

    def __init__(self, topics: Sequence[Topic], common: Container[str]) -> None:
        self.topics, self.common = topics, common
        self.told: list[Told] = []
        self.order: list[tuple[int, int]] = []
        """Number and topic of each turn told."""
        self.used: set[object] = set()
        """What was recalled or asked before."""
        self._texts: list[str] = []
        self._values: dict[tuple[int, re.Pattern[str]], list[str]] = {}
        self._named: dict[str, list[Told]] = {}
        self._again: dict[str, list[Told]] = {}
        self._indexed = 0
        self._joined = ""
        self._quotes: dict[tuple[int, int], Quotes] = {}
        self._facts: dict[tuple[int, int, int], Fact] = {}
        self._tellings: dict[tuple[int, int, int], Telling] = {}
        self._names: dict[int, Name] = {}
        self._lowered: dict[int, str] = {}
        self._visited: list[int] = []
        self._tried: set[object] = set()
        self.comparable: dict[Told, dict[str, Quote]] = {}
        """The sentences that tell what other documents tell, too; read of the first ``compared`` turns."""
        self.compared = 0
        self.attributes: dict[tuple[int, int], dict[str, tuple[Attribute, Quote]]] = {}
        """By topic and segment: what is told of the topic that may be asked by attribute."""
        self.by_distance: list[Told] = []
        """What was told, nearest first to the distance that was drawn for the memory turn that is being made."""
        self.asked_of: dict[int, tuple[Attribute, ...]] = {}
        """By topic: the attributes that make sense of it."""
        self.now = 0
        """Number of the memory turn that is being made."""
        self.missing: dict[int, list[Attribute]] = {}
        """By topic: what may be asked of it and no document tells."""

    def tell(self, turn: int, step: Step) -> None:
        """Add an ordinary turn."""
        part = self.topics[step.topic].segments[step.segment]
        last = self.told[-1] if self.told else None
        visit = 0 if last is None else last.visit + (last.topic != step.topic)
        if step.topic not in self._visited:
            self._visited.append(step.topic)
        self.told.append(Told(turn, step.topic, step.segment, part, visit))
        self.order.append((turn, step.topic))
        self._texts.append(part.text)

    @property
    def text(self) -> str:
        """Everything told so far."""
        if self._texts:
            self._joined = "\n".join((self._joined, *self._texts))
            self._texts.clear()
        return self._joined

    def lowered(self, topic: int) -> str:
        """Return a whole document's answers in small letters."""
        text = self._lowered.get(topic)
        if text is None:
            parts = [f" {part.text}" for part in self.topics[topic].segments]
            self._lowered[topic] = text = "\n".join(parts).casefold()
        return text

    def lead(self, topic: int) -> str:
        """Return how the document on a topic begins."""
        return self.topics[topic].segments[0].text[:_LEAD]

    def places(self, told: Told) -> list[str]:
        """Return the places in the conversation that name a turn."""
        return list(places(told.turn, self.now, self.order))

    def values(self, pattern: re.Pattern[str], topic: int = -1) -> list[str]:
        """Return the values of a kind in the last answers (on ``topic``, if given), each once, sorted."""
        found: set[str] = set()
        for told in self.told[-_RECENT:]:
            if topic >= 0 and told.topic != topic:
                continue
            key = told.turn, pattern
            values = self._values.get(key)
            if values is None:
                values = [match[match.lastindex or 0] for match in pattern.finditer(told.part.text)]
                self._values[key] = values
            found.update(values)
        return sorted(found)

    def named(self) -> dict[str, list[Told]]:
        """Return the names that stand in mid-sentence in several turns, with these turns, oldest first."""
        for told in self.told[self._indexed :]:
            for name in dict.fromkeys(_CAPITALS.findall(told.part.text)):
                turns = self._named.setdefault(name, [])
                turns.append(told)
                if len(turns) == 2:
                    self._again[name] = turns
        self._indexed = len(self.told)
        return self._again

    def name(self, topic: int) -> Name:
        """Return how to speak of a topic."""
        name = self._names.get(topic)
        if name is None:
            self._names[topic] = name = name_of(self.topics[topic], self.common)
        return name

    def quotes(self, told: Told) -> Quotes:
        """Return the sentences of a turn that can be quoted alone."""
        key = told.topic, told.segment
        found = self._quotes.get(key)
        if found is None:
            self._quotes[key] = found = Quotes(told.part.text)
        return found

    def facts(self, told: Told) -> Iterator[Fact]:
        """Yield the same with the question that each answers."""
        return (self.fact(told, quote) for quote in self.quotes(told))

    def quoted_name(self, told: Told, name: str) -> Quote | None:
        """Return the first sentence that holds ``name`` as whole words, if it can be quoted alone."""
        at = stands(name, told.part.text)
        return self.quotes(told).at(at - 1) if at else None

    def fact(self, told: Told, quote: Quote) -> Fact:
        """Return a quote with the question that it answers."""
        key = told.topic, told.segment, quote.start
        found = self._facts.get(key)
        if found is None:
            text = told.part.text
            gendered = any(word in text for word in (" he ", " his ", " she ", " her ", "He ", "She ", "His ", "Her "))
            words = title_words(self.topics[told.topic].title)
            self._facts[key] = found = fact(quote, words, gendered, self.common)
        return found

    def telling(self, told: Told, quote: Quote) -> Telling:
        """Return the names and noun phrases in a sentence."""
        key = told.topic, told.segment, quote.start
        found = self._tellings.get(key)
        if found is None:
            known = title_words(self.topics[told.topic].title)
            self._tellings[key] = found = telling(quote.text, known, self.common)
        return found

    def first(self, topic: int) -> Told | None:
        """Return the first turn about a topic; None if there is none."""
        return next((told for told in self.told if told.topic == topic), None)

    def visited(self) -> list[int]:
        """Return the topics told about, in order."""
        return self._visited

    def evidence(self, told: Told, quote: Quote) -> Evidence:
        """Return where a quote stands in its document."""
        start = told.part.start
        return Evidence(self.topics[told.topic].id, start + quote.start, start + quote.end, told.part.section)

    def first_try(self, key: object) -> bool:
        """Return whether this is tried for the first time; what failed once is not looked at again."""
        if key in self._tried:
            return False
        self._tried.add(key)
        return True

    def fresh(self, told: Told, quote: Quote) -> bool:
        """Return whether no memory turn quoted this sentence yet."""
        return (told.topic, told.segment, quote.start) not in self.used

    def use(self, told: Told, quote: Quote) -> None:
        """Take note that a sentence is quoted."""
        self.used.add((told.topic, told.segment, quote.start))


def stands(name: str, text: str) -> int:
    """Return where ``name`` stands in ``text`` as whole words, counted from 1; 0 if it does not."""
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        if not (at and (text[at - 1].isalnum() or text[at - 1] == "-")) and not (
            text[end : end + 1].isalnum() or text[end : end + 1] == "-"
        ):
            return at + 1
        at = text.find(name, end)
    return 0
