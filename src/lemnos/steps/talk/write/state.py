"""What a dialogue in the writing remembers: names, wordings used, questions asked, sections seen.

Wordings are drawn from tables by a stride that is prime to the table's length: every table is gone through in an
order of its own per dialogue, at the cost of two numbers, and no wording comes back before all others were used.
"""

from collections.abc import Container, Sequence
from math import gcd
from random import Random

from lemnos.steps.talk.check.text_checks import normalised
from lemnos.steps.talk.language.questions import Ask
from lemnos.steps.talk.language.sentence_questions import About, about, pronoun, title_words
from lemnos.steps.talk.write.base import Step, Topic
from lemnos.steps.talk.write.headings import TECHNICAL, heading_forms
from lemnos.steps.talk.write.mentions import Telling, telling
from lemnos.steps.talk.write.names import Name, name_of, possessive
from lemnos.steps.talk.write.quotable_clauses import Clause, clauses
from lemnos.steps.talk.write.slots import topic_slots
from lemnos.steps.talk.write.templates import Forms
from lemnos.text.common_words import CommonWords

_SUBJECT_WORDS = 4
"""Longer subjects would say too much of the answer in its own words."""
_PAGES = 40
"""Segments of a topic in which its headings are looked for."""


class State:
    """One dialogue: its topics, its plan, and what was said so far."""

    def __init__(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str, common: Container[str]) -> None:
        self.common = common
        self.topics = topics
        self.steps = steps
        self.random = Random(seed).random
        self.names: dict[int, Name] = {}
        self.abouts: dict[tuple[int, int], About] = {}
        self.forms: dict[tuple[str, str, int], Forms | None] = {}
        self.texts: dict[int, str] = {}
        self.telling_memo: dict[tuple[int, int], Telling] = {}
        self.item_memo: dict[tuple[int, int], list[str]] = {}
        self.quoted: set[str] = set()
        self.clause_memo: dict[tuple[int, int], list[Clause]] = {}
        self.slots: dict[tuple[int, str, bool, bool], dict[str, str]] = {}
        self.decks: dict[str, tuple[int, int]] = {}
        self.used: set[str] = set()
        self.visited: dict[int, None] = {}
        """The topics discussed, in the order of their first turns."""
        self.compared: set[tuple[int, int]] = set()
        self.sections: set[tuple[int, tuple[str, ...]]] = set()
        self.asked: set[tuple[int, str, str, str]] = set()
        self.gender: dict[int, str] = {}
        self.since_named = 0
        self.interrupted = False
        """Whether a memory turn stands between the turn in work and the ordinary one before it."""
        self.stays = False
        """Whether the turn before, of whatever kind, was about the same topic."""
        self.subjects: tuple[str, ...] = ()
        """The words of its own answer that the turn in work asks about."""
        self.echo = ""
        """The words of an earlier answer that the turn in work says over again."""
        self.reads_answer = False
        """Whether the turn in work holds words of its own answer; those of headings and frames cannot tell it."""
        self.far = False
        """Whether ``echo`` is of an answer before the last."""
        self.said = ""
        """The last answer, and the end of those before it."""
        self.leans = False
        """Whether the turn in work leaves to the history what it is about."""

    def draw(self, key: str, table: Sequence[str]) -> str:
        """Return the next wording of ``table`` in this dialogue's order."""
        size = len(table)
        state = self.decks.get(key)
        if state is None:
            stride = 1 + int(self.random() * size)
            while gcd(stride, size) != 1:
                stride += 1
            state = (int(self.random() * size), stride)
        at = (state[0] + state[1]) % size
        self.decks[key] = (at, state[1])
        return table[at]

    def about(self, step: Step) -> About:
        """Return what the answer of a step is about."""
        key = (step.topic, step.segment)
        found = self.abouts.get(key)
        if found is None:
            topic = self.topics[step.topic]
            self.abouts[key] = found = about(topic.segments[step.segment], topic.title, self.common)
        return found

    def telling(self, step: Step) -> Telling:
        """Return the names and noun phrases of the answer of a step."""
        key = (step.topic, step.segment)
        found = self.telling_memo.get(key)
        if found is None:
            topic = self.topics[step.topic]
            text = topic.segments[step.segment].text
            self.telling_memo[key] = found = telling(text, title_words(topic.title), self.common)
        return found

    def information(self, words: str) -> list[float]:
        """Return how much each of some words tells; no more than the next if nobody has counted them."""
        if not isinstance(self.common, CommonWords):
            return [0.0]
        return list(map(self.common.information, words.lower().split()))

    def tells(self, words: str) -> bool:
        """Return whether some words in small letters name anything in particular."""
        return not isinstance(self.common, CommonWords) or max(self.information(words)) > self.common.telling

    def clauses(self, step: Step) -> list[Clause]:
        """Return the clauses of the answer of a step that the user may say over again."""
        key = (step.topic, step.segment)
        found = self.clause_memo.get(key)
        if found is None:
            topic, name = self.topics[step.topic], self.name(step.topic)
            self.clause_memo[key] = found = clauses(
                topic.segments[step.segment].text,
                _stands(name, pronoun(topic.segments[step.segment].text) or ""),
                name.full,
                title_words(topic.title),
                self.common,
                name.sort in TECHNICAL,
            )
        return found

    def text(self, topic: int) -> str:
        """Return the first pages of a topic."""
        text = self.texts.get(topic)
        if text is None:
            parts = [segment.text for segment in self.topics[topic].segments[:_PAGES]]
            self.texts[topic] = text = "\n".join(parts)
        return text

    def heading_forms(self, heading: str, sort: str, topic: int) -> Forms | None:
        """Return the question forms of a heading; see there."""
        key = (heading, sort, topic)
        if key not in self.forms:
            self.forms[key] = heading_forms(heading, sort, self.topics[topic].title, self.common, self.text(topic))
        return self.forms[key]

    def name(self, topic: int) -> Name:
        """Return how to speak of a topic."""
        name = self.names.get(topic)
        if name is None:
            self.names[topic] = name = name_of(self.topics[topic], self.common)
        return name

    def topic_slots(self, topic: int, stands: bool, bridged: bool = False) -> dict[str, str]:
        """Return the slots of a topic, with its pronoun if ``stands``; nowhere its name behind a bridge that has it."""
        name = self.names.get(topic) or self.name(topic)
        pronoun = "they" if name.plural else self.gender.get(topic, "") if name.sort == "person" else "it"
        key = (topic, pronoun, stands, bridged)
        slots = self.slots.get(key)
        if slots is None:
            self.slots[key] = slots = topic_slots(name, pronoun, stands)
            if bridged:
                slots["T"] = slots["o"]
        return slots

    def new(self, text: str) -> bool:
        """Return whether a turn differs from all before, and if so take note of it."""
        words = normalised(text)
        if words in self.used:
            return False
        self.used.add(words)
        return True

    def usable(self, ask: Ask, topic: int) -> bool:
        """Return whether the words that stand for the topic can stand for this one, and the question is new."""
        if (topic, ask.kind, ask.subject, ask.base) in self.asked or ask.subject.count(" ") >= _SUBJECT_WORDS:
            return False
        referent = ask.referent
        if referent in ("", "name"):
            return True
        name = self.name(topic)
        if referent in ("he", "she", "his", "her"):
            return name.sort == "person"
        if referent in ("they", "their"):
            return name.plural
        return name.sort != "person" and not name.plural


def _stands(name: Name, gender: str) -> dict[str, str]:
    """Return what a pronoun at the front of a sentence gives way to; ``gender`` is the only one of its segment."""
    if name.sort == "person":
        owner = "His" if gender == "he" else "Her"
        return {gender.capitalize(): name.short, owner: possessive(name.short)} if gender else {}
    if name.plural:
        return {"They": name.short, "Their": possessive(name.short)}
    return {"It": name.short, "Its": possessive(name.short)}
