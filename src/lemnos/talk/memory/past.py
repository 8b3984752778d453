"""The conversation before a memory turn: what was told when, and what of it can be quoted.

Everything is read on demand and kept, since a dialogue quotes a small part of what it tells.
"""

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

from lemnos.records import Evidence
from lemnos.talk.about import title_words
from lemnos.talk.memory.attributes import Attribute
from lemnos.talk.memory.quotes import Fact, Quote, fact, quotes
from lemnos.talk.segment import Segment
from lemnos.talk.write.naming import Name, name_of
from lemnos.talk.write.telling import Telling, telling
from lemnos.talk.write.writer import Step, Topic

_RECENT = 14
"""Answers in which other values of a kind are looked for."""


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
        self.used: set[object] = set()
        """What was recalled or asked before."""
        self._texts: list[str] = []
        self._joined = ""
        self._quotes: dict[tuple[int, int], list[Quote]] = {}
        self._facts: dict[tuple[int, int, int], Fact] = {}
        self._tellings: dict[tuple[int, int], Telling] = {}
        self._names: dict[int, Name] = {}
        self._lowered: dict[int, str] = {}
        self._visited: list[int] = []
        self._tried: set[object] = set()
        self.comparable: dict[tuple[int, int], dict[str, Quote]] = {}
        """By topic and segment: the sentences that tell what other documents tell, too."""
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

    def values(self, pattern: re.Pattern[str]) -> list[str]:
        """Return the values of a kind in the last answers, each once, in alphabetical order."""
        found = {
            match[match.lastindex or 0] for told in self.told[-_RECENT:] for match in pattern.finditer(told.part.text)
        }
        return sorted(found)

    def name(self, topic: int) -> Name:
        """Return how to speak of a topic."""
        name = self._names.get(topic)
        if name is None:
            self._names[topic] = name = name_of(self.topics[topic], self.common)
        return name

    def quotes(self, told: Told) -> list[Quote]:
        """Return the sentences of a turn that can be quoted alone."""
        key = told.topic, told.segment
        found = self._quotes.get(key)
        if found is None:
            self._quotes[key] = found = quotes(told.part.text)
        return found

    def facts(self, told: Told) -> list[Fact]:
        """Return the same with the question that each answers."""
        return [self.fact(told, quote) for quote in self.quotes(told)]

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

    def telling(self, told: Told) -> Telling:
        """Return the names and noun phrases in a turn."""
        key = told.topic, told.segment
        found = self._tellings.get(key)
        if found is None:
            known = title_words(self.topics[told.topic].title)
            self._tellings[key] = found = telling(told.part.text, known, self.common)
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
