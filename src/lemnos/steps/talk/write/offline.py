"""A plan → the user's turns, by rules: no model, no network, the same words for the same seed.

Each segment brings along the questions that its own sentences answer
(``lemnos.steps.talk.language.sentence_questions``), names and noun phrases
(``telling``) and its heading; each answer, the clauses that can be said over again (``quotes``). The writer picks
what fits the conversation so far, puts it in a frame, and checks it as the pipeline will. Every table of wordings is
gone through in an order shuffled per dialogue, so that no wording comes back before its table is used up. Costs about
150 µs a turn, reading included. It gives up what needs the meaning of the answer: where nothing names a subject, the
user asks to go on.
"""

from collections.abc import Container, Mapping, Sequence

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import leaks, normalised, well_formed
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.sentence_questions import pronoun
from lemnos.steps.talk.write import phrases
from lemnos.steps.talk.write.anaphora import names_nothing
from lemnos.steps.talk.write.base import Step, Topic, UserTurn
from lemnos.steps.talk.write.choose import WEAK, Core, capitalised
from lemnos.steps.talk.write.compose import Composer
from lemnos.steps.talk.write.echoes import fill
from lemnos.steps.talk.write.memory_turns import MemoryTurns

_ATTEMPTS = 6
_HEARD = 600
"""Characters of the answers before the last one that count as just spoken of."""


class OfflineWriter:
    """Writes user turns by rule. Implements ``Writer``."""

    name = "offline"

    def __init__(self, common: Container[str]) -> None:
        """Take the words that are no names: a ``CommonWords`` of the corpus, or any set."""
        self._common = common

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return one user turn for each step. The same arguments give the same turns."""
        talk = _Talk(topics, steps, seed, self._common)
        return [talk.turn(number) for number in range(len(steps))]

    def rewrite(
        self,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Write the turns that have faults again, each naming outright what it asks about."""
        talk = _Talk(topics, steps, f"{seed}/rewrite", self._common)
        talk.used.update(normalised(turn.text) for turn in turns)
        return {number: talk.explicit(number) for number in faults}


class _Talk(Composer):
    """One dialogue in the writing."""

    def turn(self, number: int) -> UserTurn:
        """Write one turn, and take note of the answer that follows it."""
        step = self.steps[number]
        if step.memory is not None:
            return MemoryTurns(self.draw, self.new).turn(number, step, step.memory)
        segment = self.topics[step.topic].segments[step.segment]
        turn = self.write(number, step, segment)
        self.said = f"{self.said[-_HEARD:]}\n{segment.text}"
        self.visited[step.topic] = None
        self.sections.add((step.topic, segment.section))
        gender = pronoun(segment.text) if step.topic not in self.gender else ""
        if gender:
            self.gender[step.topic] = gender
        return turn

    def write(self, number: int, step: Step, segment: Segment) -> UserTurn:
        """Try until a turn passes the checks; the last resort is a plain continuation, made unlike any before."""
        for attempt in range(_ATTEMPTS):
            self.subjects, self.reads_answer, self.echo, self.leans = (), False, "", False
            kind, text = self.attempt(number, step, segment, attempt)
            text = capitalised(text)
            if self.passes(text, segment, step, number):
                if self.echo:
                    self.quoted.add(self.echo)
                leaves = kind is TurnKind.ELABORATION and names_nothing(
                    text, self.topics[step.topic].title, self.common
                )
                return UserTurn(text, kind, self.leans or leaves)
        text = self.last_resort(step)
        return UserTurn(text, step.kind, self.name(step.topic).full not in text)

    def last_resort(self, step: Step) -> str:
        """Return a plain continuation that was not used yet."""
        name = self.name(step.topic).full
        tables = (phrases.CONTINUE_ABOUT, phrases.LEAVES_OPEN)
        about = [fill(self.draw("last", table), "", n=name) for table in tables for _ in table]
        plain = [self.draw("continue", phrases.CONTINUE) for _ in phrases.CONTINUE]
        for text in (*about, *plain, *(f"{first} {text}" for text in plain for first in phrases.REACTIONS)):
            if well_formed(text) is None and self.new(text):
                return text
        return phrases.CONTINUE[0]

    def passes(self, text: str, segment: Segment, step: Step, number: int) -> bool:
        """Return whether a turn may stand, and if so take note of it."""
        if well_formed(text) is not None:
            return False
        if not self.reads_answer:
            return self.new(text)
        question = text.replace(self.echo[1:], "") if self.echo else text
        allowed = (self.topics[step.topic].title, step.via, *segment.section, *self.subjects)
        if leaks(question, segment.text, allowed):
            said = (self.topics[past.topic].segments[past.segment].text for past in self.steps[:number])
            titles = (self.topics[past.topic].title for past in self.steps[:number])
            if leaks(text, segment.text, (*allowed, *said, *titles)):
                return False
        return self.new(text)

    def explicit(self, number: int) -> UserTurn:
        """Write a turn that leaves nothing to the history: it names its topic, and its section or subject."""
        step = self.steps[number]
        if step.memory is not None:
            return MemoryTurns(self.draw, self.new).turn(number, step, step.memory)
        segment = self.topics[step.topic].segments[step.segment]
        slots, name = self.topic_slots(step.topic, False), self.name(step.topic)
        for place in dict.fromkeys((self.place(step, segment), name.full)):
            for core in self.outright(step, segment, slots, place):
                self.reads_answer, self.subjects, self.echo = True, core.subjects, ""
                if core.key.startswith("heading") and place != name.full:
                    continue  # "On the harbour's history: its history?"
                question = capitalised(self.worded(core, True, jumps=True))
                if place.casefold() not in question.casefold():
                    question = fill(self.draw("outright", phrases.OUTRIGHT), question, f=place)
                if self.passes(question, segment, step, number):
                    return UserTurn(question, step.kind)
        self.subjects = ()
        places = (self.place(step, segment), name.full)
        for text in (
            *(fill(form, "", n=place) for place in places for form in phrases.LEAVES_OPEN),
            *(fill(form, "", n=place) for place in places for form in phrases.CONTINUE_ABOUT),
        ):
            if well_formed(text) is None and self.new(text):
                return UserTurn(text, step.kind)
        return UserTurn(self.last_resort(step), step.kind)

    def outright(self, step: Step, segment: Segment, slots: dict[str, str], place: str) -> list[Core]:
        """Return the questions that name what they ask about, the most telling first."""
        about = self.about(step)
        told = self.telling_core(step)
        heading = self.heading(step, segment, slots) if segment.section else None
        usable = [ask for ask in about.asks if ask.kind not in WEAK and self.usable(ask, step.topic)]
        asks = [self.asking(ask, slots, step.topic) for ask in usable if ask.subject]
        bare = [self.asking(ask, slots, step.topic) for ask in usable if not ask.subject]
        cores = [*asks[:1], *([told] if told else []), *asks[1:]]
        if heading is not None and (not cores or place == self.name(step.topic).full):
            cores.append(heading)
        return cores + bare
