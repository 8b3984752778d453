"""A plan → the user's turns, by rules: no model, no network, the same words for the same seed.

Each segment brings along the questions that its own sentences answer (``lemnos.talk.about``); its heading brings
others. The writer picks one that fits the conversation so far, puts it in a frame, and checks it as the pipeline
will. Every table of wordings is gone through in an order shuffled per dialogue, so that no wording comes back
before its table is used up. Costs about 30 µs a turn. It gives up what needs the meaning of the answer: where
neither sentence nor heading names a subject, the user asks to go on.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from lemnos.records import TurnKind
from lemnos.talk.about import About
from lemnos.talk.check import leaks, normalised, well_formed
from lemnos.talk.clauses import Ask
from lemnos.talk.segment import Segment
from lemnos.talk.write import phrases
from lemnos.talk.write.headings import TECHNICAL, is_code, spelling
from lemnos.talk.write.naming import Name
from lemnos.talk.write.slots import ask_slots, topic_slots
from lemnos.talk.write.state import State
from lemnos.talk.write.templates import ASKS, CUES, Forms
from lemnos.talk.write.writer import Step, Topic, UserTurn


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
        numbers: Sequence[int],
        seed: str,
    ) -> dict[int, UserTurn]:
        """Write the turns with these numbers again, each naming outright what it asks about."""
        talk = _Talk(topics, steps, f"{seed}/rewrite", self._common)
        talk.used.update(normalised(turn.text) for turn in turns)
        return {number: talk.explicit(number) for number in numbers}


class _Core(NamedTuple):
    """A question still without its frame."""

    key: str
    """Names the tables its forms are drawn from."""
    forms: Forms
    slots: dict[str, str]
    topic: int
    subject: str = ""
    """What it is about other than the topic."""
    ask: Ask | None = None


_WEAK = frozenset(("about", "quality", "mention"))
_INANIMATE = frozenset(("use", "parts", "split", "place", "kinds"))
"""Questions after which a singular subject is a thing, so that "it" may stand for it."""
_CONNECTIVES = ("And ", "Then ", "So ")
_ATTEMPTS = 5


class _Talk(State):
    """One dialogue in the writing."""

    def turn(self, number: int) -> UserTurn:
        """Write one turn, and take note of the answer that follows it."""
        step = self.steps[number]
        topic = self.topics[step.topic]
        segment, about = topic.segments[step.segment], self.about(step)
        turn = self.write(number, step, segment, about)
        self.visited[step.topic] = None
        self.sections.add((step.topic, segment.section))
        if about.pronoun and step.topic not in self.gender:
            self.gender[step.topic] = about.pronoun
        return turn

    def write(self, number: int, step: Step, segment: Segment, about: About) -> UserTurn:
        """Try until a turn passes the checks; the last resort is a plain continuation, made unlike any before."""
        before = self.subject
        for attempt in range(_ATTEMPTS):
            self.subject, self.reads_answer = "", False
            kind, text = self.attempt(number, step, segment, about, attempt, before)
            if self.passes(text, segment, step, about, number):
                return UserTurn(text, kind)
        self.subject = ""
        name = self.name(step.topic).full
        for text in (
            *(self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", name) for _ in phrases.CONTINUE_ABOUT),
            *(self.draw("continue", phrases.CONTINUE) for _ in phrases.CONTINUE),
            *(f"{reaction} {text}" for text in phrases.CONTINUE for reaction in phrases.REACTIONS),
        ):
            if well_formed(text) is None and self.new(text):
                return UserTurn(text, step.kind)
        return UserTurn(phrases.CONTINUE[0], step.kind)

    def passes(self, text: str, segment: Segment, step: Step, about: About, number: int) -> bool:
        """Return whether a turn may stand, and if so take note of it."""
        if well_formed(text) is not None:
            return False
        if not self.reads_answer:
            return self.new(text)
        # The echo was said, and is often longer than the question.
        echo = self.about(self.steps[number - 1]).echo if number else ""
        question = text.replace(echo, "") if echo else text
        asks = about.asks
        subjects = (asks[0].subject, asks[-1].subject, asks[len(asks) // 2].subject) if asks else ()
        allowed = (self.topics[step.topic].title, step.via, *segment.section, *subjects)
        if leaks(question, segment.text, allowed):
            said = (self.topics[past.topic].segments[past.segment].text for past in self.steps[:number])
            titles = (self.topics[past.topic].title for past in self.steps[:number])
            if leaks(text, segment.text, (*allowed, *said, *titles)):
                return False
        return self.new(text)

    def explicit(self, number: int) -> UserTurn:
        """Write a turn that leaves nothing to the history: it names its topic, and its section or subject."""
        step = self.steps[number]
        segment, about = self.topics[step.topic].segments[step.segment], self.about(step)
        slots = self.topic_slots(step.topic, False)
        name = self.name(step.topic).full
        heading = self.heading(step, segment, slots) if segment.section else None
        asks = [ask for ask in about.asks if self.usable(ask, step.topic)]
        asks.sort(key=lambda ask: (not ask.subject, ask.kind in _WEAK))
        cores = [self.asking(ask, slots, step.topic) for ask in asks]
        if heading is not None:
            cores.insert(0 if not asks or asks[0].kind in _WEAK or not asks[0].subject else 1, heading)
        for core in cores:
            self.reads_answer = False
            question = self.framed(core, True)
            if name.casefold() not in question.casefold():
                question = fill(self.draw("outright", phrases.OUTRIGHT), question, f=name)
            if self.passes(question, segment, step, about, number):
                return UserTurn(question, step.kind)
        for frame in (*phrases.OPENINGS_QUESTION, *phrases.OUTRIGHT):
            for request in phrases.CONTINUE_ABOUT:
                question = fill(frame, request.replace("{n}", slots["o"]), f=name)
                if well_formed(question) is None and self.new(question):
                    return UserTurn(question, step.kind)
        return UserTurn(phrases.OUTRIGHT[0].replace("{f}", name), step.kind)

    def attempt(
        self, number: int, step: Step, segment: Segment, about: About, attempt: int, subject_before: str
    ) -> tuple[TurnKind, str]:
        """Write one turn without checking it."""
        kind = step.kind
        if number == 0:
            self.since_named = 0
            return kind, self.opening(step, segment, about, attempt)
        before = self.steps[number - 1]
        if step.topic != before.topic:
            self.since_named = 0
            if step.topic in self.visited:
                return kind, self.back(step, segment, about, attempt)
            return kind, self.shift(step, before, segment, about, attempt)
        return self.steady(step, before, segment, about, attempt, subject_before)

    def opening(self, step: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write the first turn of a dialogue."""
        name = self.name(step.topic)
        if step.segment and segment.section:
            core = self.core(step, segment, about, self.topic_slots(step.topic, True, True), attempt)
            if core is not None:
                return fill(
                    self.draw("opening_question", phrases.OPENINGS_QUESTION), self.framed(core, True), f=name.full
                )
        slots = self.topic_slots(step.topic, True)
        if about.asks and about.asks[0].kind == "define" and about.asks[0].past:
            slots = slots | {"is_": slots["was"]}
        table = phrases.OPENINGS.get(name.sort, phrases.OPENINGS_THING)
        return capitalised(self.draw("opening", table).format_map(slots))

    def shift(self, step: Step, before: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write a turn that leads to a topic not discussed yet."""
        name = self.name(step.topic)
        via = self.mention(step, before, name)
        named = not via or via == name.full
        define = about.asks[0] if about.asks and about.asks[0].kind == "define" and not about.asks[0].subject else None
        if via and named and name.sort == "person" and (define or not (segment.section or step.segment)):
            question = self.draw("shift_person", phrases.SHIFT_PERSON).format(
                is_="was" if define and define.past else "is"
            )
        else:
            slots = self.topic_slots(step.topic, named, named)
            core = self.core(step, segment, about, slots, attempt)
            if (
                core is not None
                and core.ask is not None
                and core.ask.kind in _WEAK
                and not step.segment
                and not attempt
            ):
                core = None
            question = (
                self.framed(core, True)
                if core is not None
                else self.draw("shift", phrases.SHIFT_GENERIC).format_map(slots)
            )
        if via:
            return fill(self.draw("via", phrases.BRIDGES_VIA), question, v=via)
        return fill(self.draw("bridges", phrases.BRIDGES), question, f=name.full, g=self.name(before.topic).full)

    def back(self, step: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write a turn that goes back to a topic discussed before."""
        slots = self.topic_slots(step.topic, True, True)
        core = self.core(step, segment, about, slots, attempt)
        question = self.framed(core, True) if core is not None else self.draw("short", phrases.CONTINUE_SHORT)
        clause = self.about(self.steps[step.recalls]).echo if step.recalls >= 0 else ""
        if clause and self.random() < 0.4:
            # The frame may not name the topic: the clause has to, or the question.
            full = self.name(step.topic).full
            frame = self.draw("recalls", phrases.RECALLS)
            if "{f}" in frame or full.casefold() in clause.casefold() or full.casefold() in question.casefold():
                return fill(frame, question, c=clause, f=full)
        return fill(self.draw("returns", phrases.RETURNS), question, f=self.name(step.topic).full)

    def mention(self, step: Step, before: Step, name: Name) -> str:
        """Return the words of the answer before that lead to this topic, with their article."""
        via = " ".join(step.via.split())
        if not via or len(via) > 60:
            return ""
        folded = via.casefold()
        if (
            folded in (name.full.casefold(), name.bare.casefold(), name.short.casefold())
            or folded in self.topics[step.topic].title.casefold()
        ):
            return name.full
        answer = self.topics[before.topic].segments[before.segment].text
        at = answer.find(via)
        words = answer[max(0, at - 12) : at].split() if at > 0 else []
        return f"{words[-1].lower()} {via}" if words and words[-1].lower() in ("the", "a", "an") else via

    def steady(
        self, step: Step, before: Step, segment: Segment, about: About, attempt: int, subject_before: str
    ) -> tuple[TurnKind, str]:
        """Write a turn that stays on the topic."""
        stands = self.since_named < 3 and self.random() < 0.6
        slots = self.topic_slots(step.topic, stands)
        self.since_named = self.since_named + 1 if stands else 0
        if not attempt and len(self.visited) > 1:
            text = self.comparison(step, segment, about, slots)
            if text:
                return TurnKind.COMPARISON, text
        core = self.core(step, segment, about, slots, attempt)
        if core is not None and core.key == "mention" and not attempt and self.random() < 0.35:
            core = None
        if core is None:
            text = self.continuation(step, segment, about, slots, attempt)
        else:
            if core.subject and self.random() < 0.6 and self.spoken(core.subject, before):
                return TurnKind.CLARIFICATION, self.clarification(core, slots, step)
            text = self.framed(core)
            if self.random() < 0.18 and core.forms.direct and text.endswith("?"):
                text = self.doubled(text, core, about, step)
        if text.startswith(_CONNECTIVES):
            return step.kind, text
        chance = self.random()
        echo = self.about(before).echo
        if echo and chance < 0.42:
            return step.kind, fill(self.draw("echoes", phrases.ECHOES), text, c=echo)
        chance = self.random()
        if core is not None and core.ask is not None and chance < 0.15:
            return step.kind, self.scoped(text, step, segment)
        if chance < 0.3 and len(subject_before) > 6:
            if subject_before.casefold() not in text.casefold():
                text = fill(self.draw("acknowledge", phrases.ACKNOWLEDGE), text, n=subject_before)
        elif chance > 0.86 and self.reactions:
            self.reactions -= 1
            text = f"{self.draw('reactions', phrases.REACTIONS)} {text}"
        return step.kind, text

    def comparison(self, step: Step, segment: Segment, about: About, slots: dict[str, str]) -> str:
        """Ask how the topic stands to another one discussed before, if the segment speaks of that."""
        compares = "comparing" in about.cues
        for other in self.visited:
            if other == step.topic or (step.topic, other) in self.compared:
                continue
            name = self.names[other]
            if len(name.bare) > 3 and name.bare in segment.text and self.random() < (0.8 if compares else 0.3):
                self.compared.add((step.topic, other))
                like = compares and name.sort == self.names[step.topic].sort
                key, table = ("compare", phrases.COMPARE) if like else ("relate", phrases.RELATE)
                return capitalised(
                    self.draw(key, table).format(n=slots["T"], g=name.full, does=slots["does"], is_=slots["is_"])
                )
        return ""

    def scoped(self, text: str, step: Step, segment: Segment) -> str:
        """Say which side of the topic the question belongs to: the section's."""
        heading = self.heading(step, segment, self.topic_slots(step.topic, False)) if segment.section else None
        if heading is None or not heading.forms.noun:
            return text
        noun = self.draw(heading.key + ":n", heading.forms.noun).format_map(heading.slots)
        if any(word in text.casefold() for word in noun.casefold().split() if len(word) > 3) or len(noun) > 60:
            return text
        return fill(self.draw("scopes", phrases.SCOPES), text, h=noun)

    def spoken(self, subject: str, before: Step) -> bool:
        """Return whether the answer before speaks of ``subject``."""
        bare = subject[4:] if subject.startswith("the ") else subject
        return (
            len(bare) > 4
            and (" " in bare or bare[0].islower())
            and bare in self.topics[before.topic].segments[before.segment].text
        )

    def clarification(self, core: _Core, slots: dict[str, str], step: Step) -> str:
        """Ask about something that the answer before mentioned."""
        ask = core.ask
        if ask is not None:
            self.note(ask, core)
        if ask is not None and ask.kind not in _WEAK and not ask.person and (ask.plural or ask.kind in _INANIMATE):
            pronoun = "they" if ask.plural else "it"
            told = ask_slots(ask, slots, self.name(step.topic).plural)
            told = told | {"s": pronoun, "so": "them" if ask.plural else "it", "sp": "their" if ask.plural else "its"}
            question = capitalised(self.draw(core.key + ":d", core.forms.direct).format_map(told))
            return fill(self.draw("clarify", phrases.CLARIFY), question, n=core.subject)
        return fill(self.draw("clarify_about", phrases.CLARIFY_ABOUT), "", n=core.subject)

    def doubled(self, text: str, core: _Core, about: About, step: Step) -> str:
        """Add a second question that the segment answers too."""
        for ask in about.asks:
            if ask is core.ask or ask.kind in _WEAK or not self.usable(ask, step.topic):
                continue
            second = self.asking(ask, self.topic_slots(step.topic, True), step.topic)
            question = second.forms.direct[0].format_map(second.slots)
            return f"{text[:-1]}, and {question[:1].lower()}{question[1:]}"
        return text

    def core(self, step: Step, segment: Segment, about: About, slots: dict[str, str], attempt: int) -> _Core | None:
        """Choose what to ask; later attempts pass over what was tried first."""
        topic = step.topic
        asks = [ask for ask in about.asks if self.usable(ask, topic)]
        strong = bool(asks) and asks[0].kind not in _WEAK
        if segment.section and (topic, segment.section) not in self.sections:
            heading = self.heading(step, segment, slots)
            if heading is not None and (attempt or not (strong and self.random() < 0.35)):
                if attempt == 0:
                    return heading
                attempt -= 1
            elif heading is not None and attempt >= len(asks):
                return heading
        if attempt < len(asks):
            return self.asking(asks[attempt], slots, topic)
        return None

    def heading(self, step: Step, segment: Segment, slots: dict[str, str]) -> _Core | None:
        """Return the question of the innermost heading that has one."""
        name, title = self.name(step.topic), self.topics[step.topic].title
        section = segment.section
        for depth in range(len(section) - 1, -1, -1):
            heading = section[depth]
            sort = name.sort
            if sort in TECHNICAL and depth and is_code(section[depth - 1]):
                owner = section[depth - 1]
                slots, sort = topic_slots(Name(owner, owner, False, "code", owner), "it", False), "code"
            forms = self.heading_forms(heading, sort, title)
            if forms is not None and not forms.direct:
                spelt = spelling(heading, segment.text, self.common)
                forms = self.heading_forms(heading, sort, title, spelt) if spelt else forms
            if forms is not None:
                return _Core(f"heading:{heading}", forms, slots, step.topic)
        return None

    def asking(self, ask: Ask, slots: dict[str, str], topic: int) -> _Core:
        """Return the question of an ``Ask``."""
        kind = ask.kind
        name = self.name(topic)
        if ask.past and kind in ("about", "passive"):
            kind += "_past"
        elif kind == "define" and (ask.person or (not ask.subject and name.sort == "person")):
            kind = "define_person"
        filled = ask_slots(ask, slots, name.plural)
        filled["T"] = name.short
        return _Core(kind, ASKS[kind], filled, topic, "" if ask.referent else ask.subject, ask)

    def framed(self, core: _Core, bridged: bool = False) -> str:
        """Put a question into words; behind a bridge, into few."""
        forms, chance = core.forms, self.random()
        ask = core.ask
        if ask is not None:
            self.note(ask, core)
        if core.key in ("about", "about_past"):
            chance = 1.0 - chance * 0.5
        if forms.noun and ((chance > 0.84 and not bridged) or not (forms.direct or forms.indirect)):
            noun = self.draw(core.key + ":n", forms.noun).format_map(core.slots)
            self.subject = self.subject or (noun if "{p}" not in noun else "")
            return self.draw("noun", phrases.NOUN).replace("{n}", noun)
        if forms.indirect and (chance > 0.7 or not forms.direct):
            clause = self.draw(core.key + ":i", forms.indirect).format_map(core.slots)
            frame = self.draw("light", phrases.INDIRECT_LIGHT) if bridged else self.draw("indirect", phrases.INDIRECT)
            return frame.replace("{e}", clause)
        text = self.draw(core.key + ":d", forms.direct).format_map(core.slots)
        if bridged and text.startswith(_CONNECTIVES):
            text = text.partition(" ")[2]
        return capitalised(text)

    def note(self, ask: Ask, core: _Core) -> None:
        """Take note that a question was asked, so that it is not asked again."""
        self.reads_answer = True
        self.asked.add((core.topic, ask.kind, ask.subject, ask.base))
        self.subject = core.subject

    def continuation(self, step: Step, segment: Segment, about: About, slots: dict[str, str], attempt: int) -> str:
        """Ask to go on: by a cue of the segment, about its heading, or plainly."""
        for cue in about.cues:
            if attempt < 2 and cue in CUES and self.random() < 0.8:
                return self.draw(f"cue:{cue}", CUES[cue])
        heading = self.heading(step, segment, slots) if segment.section else None
        if heading is not None and heading.forms.noun and self.random() < 0.7:
            noun = self.draw(heading.key + ":n", heading.forms.noun).format_map(heading.slots)
            return self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", noun)
        if self.random() < 0.3:
            return self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", slots["T"])
        return self.draw("continue", phrases.CONTINUE)


def capitalised(text: str) -> str:
    """Return ``text`` with a capital at the front."""
    return text[:1].upper() + text[1:]


def fill(frame: str, question: str, **slots: str) -> str:
    """Put a whole question, and names, into a frame."""
    for slot, value in slots.items():
        frame = frame.replace(f"{{{slot}}}", value)
        if "_cap}" in frame:
            frame = frame.replace(f"{{{slot}_cap}}", capitalised(value))
    if "{q}" in frame and not question.startswith(("I ", "I'", "I’")):
        return capitalised(frame.replace("{q}", question[:1].lower() + question[1:]))
    return capitalised(frame.replace("{Q}", question).replace("{q}", question))
