"""A plan → the user's turns, by rules: no model, no network, the same words for the same seed.

Each segment brings along the questions that its own sentences answer (``lemnos.talk.about``); its heading brings
others. The writer picks one that fits the conversation so far, puts it in a frame, and checks it as the pipeline
will. Every table of wordings is gone through in an order shuffled per dialogue, so that no wording comes back
before its table is used up. Costs about 15 µs a turn. It gives up what needs the meaning of the answer: where
neither sentence nor heading names a subject, the user asks to go on.
"""

from collections.abc import Sequence
from math import gcd
from random import Random
from typing import NamedTuple

from lemnos.records import TurnKind
from lemnos.talk.about import About, Ask
from lemnos.talk.check import leaks, normalised, well_formed
from lemnos.talk.segment import Segment
from lemnos.talk.write import phrases
from lemnos.talk.write.headings import heading_forms
from lemnos.talk.write.naming import Name, name_of
from lemnos.talk.write.slots import ask_slots, topic_slots
from lemnos.talk.write.templates import ASKS, CUES, Forms
from lemnos.talk.write.writer import Step, Topic, UserTurn


class OfflineWriter:
    """Writes user turns by rule. Implements ``Writer``."""

    name = "offline"

    def write(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return one user turn for each step. The same arguments give the same turns."""
        talk = _Talk(topics, steps, seed)
        return [talk.turn(number) for number in range(len(steps))]


class _Core(NamedTuple):
    """A question still without its frame."""

    key: str
    """Names the tables its forms are drawn from."""
    forms: Forms
    slots: dict[str, str]
    subject: str = ""
    """What it is about other than the topic."""


_STEADY = frozenset((TurnKind.FOLLOW_UP, TurnKind.ELABORATION))
_WEAK = frozenset(("about", "quality"))
_ATTEMPTS = 6


class _Talk:
    """One dialogue in the writing: what was said so far."""

    def __init__(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> None:
        self.topics = topics
        self.steps = steps
        self.random = Random(seed).random
        self.names: dict[int, Name] = {}
        self.slots: dict[tuple[int, str, bool], dict[str, str]] = {}
        self.decks: dict[str, list[int]] = {}
        self.used: set[str] = set()
        self.sections: set[tuple[int, tuple[str, ...]]] = set()
        self.asked: set[tuple[int, str, str]] = set()
        self.gender: dict[int, str] = {}
        self.since_named = 0
        self.reactions = len(phrases.REACTIONS)

    def draw(self, key: str, table: Sequence[str]) -> str:
        """Return the next wording of ``table`` in this dialogue's order."""
        state = self.decks.get(key)
        size = len(table)
        if state is None:
            stride = 1 + int(self.random() * size)
            while gcd(stride, size) != 1:
                stride += 1
            self.decks[key] = state = [int(self.random() * size), stride]
        state[0] = (state[0] + state[1]) % size
        return table[state[0]]

    def name(self, topic: int) -> Name:
        """Return how to speak of a topic."""
        name = self.names.get(topic)
        if name is None:
            self.names[topic] = name = name_of(self.topics[topic])
        return name

    def topic_slots(self, topic: int, stands: bool) -> dict[str, str]:
        """Return the slots of a topic, with its pronoun if ``stands``."""
        name = self.name(topic)
        pronoun = "they" if name.plural else self.gender.get(topic, "") if name.sort == "person" else "it"
        key = (topic, pronoun, stands)
        slots = self.slots.get(key)
        if slots is None:
            self.slots[key] = slots = topic_slots(name, pronoun, stands)
        return slots

    def turn(self, number: int) -> UserTurn:
        """Write one turn, and take note of the answer that follows it."""
        step = self.steps[number]
        topic = self.topics[step.topic]
        segment, about = topic.segments[step.segment], topic.about[step.segment]
        turn = self.write(number, step, segment, about)
        self.used.add(normalised(turn.text))
        self.sections.add((step.topic, segment.section))
        if about.pronoun and step.topic not in self.gender:
            self.gender[step.topic] = about.pronoun
        return turn

    def write(self, number: int, step: Step, segment: Segment, about: About) -> UserTurn:
        """Try until a turn passes the checks; the last resort is a plain continuation, made unlike any before."""
        allowed = (self.topics[step.topic].title, step.via, *segment.section, *about.subjects)
        for attempt in range(_ATTEMPTS):
            kind, text = self.attempt(number, step, segment, about, attempt)
            if self.passes(text, segment, allowed, number):
                return UserTurn(text, kind)
        name = self.name(step.topic).full
        for table in (phrases.CONTINUE_ABOUT, phrases.CONTINUE):
            for _ in table:
                text = capitalised(self.draw("last", table).replace("{n}", name))
                if well_formed(text) is None and normalised(text) not in self.used:
                    return UserTurn(text, step.kind)
        count = 0
        while True:
            reaction = phrases.REACTIONS[count % len(phrases.REACTIONS)]
            text = f"{reaction} {phrases.CONTINUE[count // len(phrases.REACTIONS) % len(phrases.CONTINUE)]}"
            count += 1
            if normalised(text) not in self.used or count > len(phrases.REACTIONS) * len(phrases.CONTINUE):
                return UserTurn(text, step.kind)

    def passes(self, text: str, segment: Segment, allowed: tuple[str, ...], number: int) -> bool:
        """Return whether a turn may stand."""
        if well_formed(text) is not None or normalised(text) in self.used:
            return False
        if not leaks(text, segment.text, allowed):
            return True
        said = (self.topics[past.topic].segments[past.segment].text for past in self.steps[:number])
        titles = (self.topics[past.topic].title for past in self.steps[:number])
        return not leaks(text, segment.text, (*allowed, *said, *titles))

    def attempt(self, number: int, step: Step, segment: Segment, about: About, attempt: int) -> tuple[TurnKind, str]:
        """Write one turn without checking it."""
        kind = step.kind
        before = self.steps[number - 1] if number else None
        if kind is TurnKind.OPENING or before is None:
            self.since_named = 0
            return TurnKind.OPENING if kind is TurnKind.OPENING else kind, self.opening(step, segment, about)
        if kind in _STEADY and before.topic != step.topic:
            kind = TurnKind.RETURN if any(past.topic == step.topic for past in self.steps[:number]) else TurnKind.TOPIC_SHIFT
        if kind is TurnKind.TOPIC_SHIFT:
            self.since_named = 0
            return step.kind, self.shift(step, before, segment, about, attempt)
        if kind is TurnKind.RETURN:
            self.since_named = 0
            slots = self.topic_slots(step.topic, self.random() < 0.5)
            frame = self.draw("returns", phrases.RETURNS)
            question = self.framed(self.core(step, segment, about, slots, attempt))
            return step.kind, fill(frame, question, f=self.name(step.topic).full)
        return self.steady(number, step, before, segment, about, attempt)

    def opening(self, step: Step, segment: Segment, about: About) -> str:
        """Write the first turn of a dialogue."""
        slots = self.topic_slots(step.topic, False)
        name = self.name(step.topic)
        if segment.section and step.segment:
            question = self.framed(self.core(step, segment, about, slots, 0))
            return fill(self.draw("opening_question", phrases.OPENINGS_QUESTION), question, f=name.full)
        past = bool(about.asks) and about.asks[0].kind == "define" and about.asks[0].past
        slots = slots | self.topic_slots(step.topic, True) | {"T": name.full}
        if name.sort == "person" and not self.gender.get(step.topic):
            slots["o"] = slots["t"] = name.short
        if past:
            slots["is_"] = "were" if name.plural else "was"
        table = phrases.OPENINGS.get(name.sort, phrases.OPENINGS_THING)
        return capitalised(self.draw("opening", table).format_map(slots))

    def shift(self, step: Step, before: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write a turn that leads to a topic not discussed yet."""
        name = self.name(step.topic)
        via = self.mention(step, before, name)
        named = via == name.full
        define = bool(about.asks) and about.asks[0].kind == "define" and not about.asks[0].subject
        if named and name.sort == "person" and (define or (not segment.section and step.segment == 0)):
            past = define and about.asks[0].past
            question = self.draw("shift_person", phrases.SHIFT_PERSON).format(is_="was" if past else "is")
        else:
            slots = self.topic_slots(step.topic, named)
            question = self.framed(self.core(step, segment, about, slots, attempt))
        if via:
            return fill(self.draw("via", phrases.BRIDGES_VIA), question, v=via)
        return fill(self.draw("bridges", phrases.BRIDGES), question, f=name.full, g=self.name(before.topic).full)

    def mention(self, step: Step, before: Step, name: Name) -> str:
        """Return the words of the answer before that lead to this topic, with their article."""
        via = " ".join(step.via.split())
        if not via or len(via) > 60:
            return ""
        folded = via.casefold()
        if folded in (name.full.casefold(), name.bare.casefold(), name.short.casefold()) or folded in self.topics[step.topic].title.casefold():
            return name.full
        answer = self.topics[before.topic].segments[before.segment].text
        at = answer.find(via)
        if at > 0:
            word = answer[:at].rsplit(None, 1)[-1].lower() if answer[:at].split() else ""
            if word in ("the", "a", "an"):
                return f"{word} {via}"
        return via

    def steady(
        self, number: int, step: Step, before: Step, segment: Segment, about: About, attempt: int
    ) -> tuple[TurnKind, str]:
        """Write a turn that stays on the topic."""
        stands = self.since_named < 3 and self.random() < 0.6
        slots = self.topic_slots(step.topic, stands)
        self.since_named = self.since_named + 1 if stands else 0
        core = self.core(step, segment, about, slots, attempt)
        previous = self.topics[before.topic].segments[before.segment].text
        if core is not None and core.subject and len(core.subject) > 4 and self.random() < 0.5:
            bare = core.subject.removeprefix("the ").removeprefix("a ").removeprefix("an ")
            if bare in previous:
                question = self.framed(core)
                if not question.startswith(("And", "What about", "How about", "Tell me about")):
                    frame = self.draw("clarify", phrases.CLARIFY)
                    return TurnKind.CLARIFICATION, fill(frame, question, n=core.subject)
        text = self.framed(core) if core is not None else self.continuation(step, segment, about, slots, attempt)
        if self.reactions and self.random() < 0.11 and not text.startswith(("And", "Then", "So ", "Such")):
            self.reactions -= 1
            text = f"{self.draw('reactions', phrases.REACTIONS)} {text}"
        return step.kind, text

    def core(self, step: Step, segment: Segment, about: About, slots: dict[str, str], attempt: int) -> _Core | None:
        """Choose what to ask; later attempts pass over what was tried first."""
        candidates = []
        name = self.name(step.topic)
        fresh = (step.topic, segment.section) not in self.sections
        asks = [ask for ask in about.asks if self.usable(ask, name, step.topic)]
        strong = [ask for ask in asks if ask.kind not in _WEAK]
        heading = self.heading(step, segment, slots) if segment.section and fresh else None
        if heading is not None and not (strong and self.random() < 0.35):
            candidates.append(heading)
        candidates += [self.asking(ask, slots, name) for ask in (*strong, *asks)][:3]
        if heading is not None:
            candidates.append(heading)
        if attempt < len(candidates):
            return candidates[attempt]
        return None

    def usable(self, ask: Ask, name: Name, topic: int) -> bool:
        """Return whether the words that stand for the topic can stand for this one."""
        if (topic, ask.kind, ask.subject) in self.asked:
            return False
        referent = ask.referent
        if referent in ("", "name"):
            return True
        if referent in ("he", "she", "his", "her"):
            return name.sort == "person"
        if referent in ("they", "their"):
            return name.plural
        return name.sort != "person" and not name.plural

    def heading(self, step: Step, segment: Segment, slots: dict[str, str]) -> _Core | None:
        """Return the question of the innermost heading that has one."""
        for heading in reversed(segment.section):
            forms = heading_forms(heading, self.name(step.topic).sort, self.topics[step.topic].title)
            if forms is not None:
                return _Core(f"heading:{heading}", forms, slots)
        return None

    def asking(self, ask: Ask, slots: dict[str, str], name: Name) -> _Core:
        """Return the question of an ``Ask``."""
        kind = ask.kind
        if kind in ("about", "passive") and ask.past:
            kind += "_past"
        elif kind == "define" and (ask.person or (not ask.subject and name.sort == "person")):
            kind = "define_person"
        subject = "" if ask.referent else ask.subject
        return _Core(kind, ASKS[kind], ask_slots(ask, slots, name.plural), subject)

    def framed(self, core: _Core | None) -> str:
        """Put a question into words."""
        if core is None:
            return self.draw("continue", phrases.CONTINUE_SHORT)
        forms, chance = core.forms, self.random()
        if core.key in ("about", "about_past"):
            chance = 1.0 - chance * 0.7
        if forms.noun and (chance > 0.8 or not (forms.direct or forms.indirect)):
            noun = self.draw(core.key + ":n", forms.noun).format_map(core.slots)
            return self.draw("noun", phrases.NOUN).replace("{n}", noun)
        if forms.indirect and (chance > 0.6 or not forms.direct):
            clause = self.draw(core.key + ":i", forms.indirect).format_map(core.slots)
            return self.draw("indirect", phrases.INDIRECT).replace("{e}", clause)
        if not forms.direct:
            return self.draw("continue", phrases.CONTINUE_SHORT)
        return capitalised(self.draw(core.key + ":d", forms.direct).format_map(core.slots))

    def continuation(self, step: Step, segment: Segment, about: About, slots: dict[str, str], attempt: int) -> str:
        """Ask to go on: by a cue of the segment, about its heading, or plainly."""
        for cue in about.cues:
            if attempt < 2 and cue in CUES and self.decks.get(f"cue:{cue}", (0, 0, 0))[-1] < 2 and self.random() < 0.5:
                return self.draw(f"cue:{cue}", CUES[cue])
        heading = self.heading(step, segment, slots) if segment.section else None
        if heading is not None and heading.forms.noun:
            noun = self.draw(heading.key + ":n", heading.forms.noun).format_map(slots)
            return self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", noun)
        if self.random() < 0.5:
            return self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", slots["f"])
        return self.draw("continue", phrases.CONTINUE)


def capitalised(text: str) -> str:
    """Return ``text`` with a capital at the front."""
    return text[:1].upper() + text[1:]


def fill(frame: str, question: str, **slots: str) -> str:
    """Put a whole question, and names, into a frame."""
    for slot, value in slots.items():
        frame = frame.replace(f"{{{slot}_cap}}", capitalised(value)).replace(f"{{{slot}}}", value)
    lowered = question if question.startswith(("I ", "I'", "I’")) else question[:1].lower() + question[1:]
    return capitalised(frame.replace("{Q}", question).replace("{q}", lowered))
