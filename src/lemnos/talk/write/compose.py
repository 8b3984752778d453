"""How a turn is put together: what is asked, and the frame around it, by the turn's place in the conversation.

An *ask* comes from a sentence of the answer, a *telling* core from a name or noun phrase in it, a *heading* core from
its section. Whichever is taken, at most one frame goes around it: a bridge, a return, a scope, an echo, a reaction.
"""

from lemnos.records import TurnKind
from lemnos.talk.about import About
from lemnos.talk.segment import Segment
from lemnos.talk.write import phrases
from lemnos.talk.write.choose import WEAK, Chooser, Core
from lemnos.talk.write.headings import TECHNICAL
from lemnos.talk.write.naming import Name, possessive
from lemnos.talk.write.slots import ask_slots
from lemnos.talk.write.templates import CUES
from lemnos.talk.write.writer import Step

_INANIMATE = frozenset(("use", "parts", "split", "place", "kinds"))
"""Questions after which a singular subject is a thing, so that "it" may stand for it."""
_CONNECTIVES = ("And ", "Then ", "So ")
_ONLY_NEXT = frozenset(("contrast", "consequence", "example", "next", "cause"))
"""Cues that lean on the very answer before."""
_FIGURES = (" percent", "% ", " million", " billion", " approximately", " average")
_COMPARING = (" than ", " compared ", "nlike ", " whereas ", " similar ")
_PRONOUNS = frozenset(("it", "them", "him", "her"))
_SEVERAL = frozenset(("pair", "three"))
_ECHO_WORDS = 9


class Composer(Chooser):
    """Puts turns together without checking them."""

    def attempt(
        self, number: int, step: Step, segment: Segment, about: About, attempt: int, subject_before: str
    ) -> tuple[TurnKind, str]:
        """Write one turn; later attempts pass over what was tried first."""
        if number == 0:
            self.since_named = 0
            return step.kind, self.opening(step, segment, about, attempt)
        before = self.steps[number - 1]
        self.interrupted = before.memory is not None
        if self.interrupted:
            aside, before = before, next(past for past in reversed(self.steps[:number]) if past.memory is None)
        if step.topic != before.topic:
            self.since_named = 0
            if step.topic in self.visited:
                return step.kind, self.back(step, segment, about, attempt)
            return step.kind, self.shift(step, before, segment, about, attempt)
        kind, text = self.steady(step, before, segment, about, attempt, subject_before)
        if self.interrupted and aside.topic != step.topic:
            name = self.name(step.topic)
            if name.short.casefold() not in text.casefold() and name.bare.casefold() not in text.casefold():
                text = fill(self.draw("outright", phrases.OUTRIGHT), text, f=name.full)
        return kind, text

    def opening(self, step: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write the first turn of a dialogue."""
        name = self.name(step.topic)
        if step.segment and segment.section:
            core = self.core(step, segment, about, self.topic_slots(step.topic, True, True), attempt, True)
            if core is not None:
                frame = self.draw("opening_question", phrases.OPENINGS_QUESTION)
                return fill(frame, self.framed(core, True), f=name.full)
        slots = self.topic_slots(step.topic, True)
        if about.asks and about.asks[0].kind == "define" and about.asks[0].past:
            slots = slots | {"is_": slots["was"]}
        table = phrases.OPENINGS.get(name.sort, phrases.OPENINGS_THING)
        return capitalised(self.draw("opening", table).format_map(slots))

    def shift(self, step: Step, before: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write a turn that leads to a topic not discussed yet."""
        name = self.name(step.topic)
        via = "" if self.interrupted else self.mention(step, before, name)
        named = not via or via == name.full
        define = about.asks[0] if about.asks and about.asks[0].kind == "define" and not about.asks[0].subject else None
        if via and named and name.sort == "person" and (define or not (segment.section or step.segment)):
            question = self.draw("shift_person", phrases.SHIFT_PERSON).format(
                is_="was" if define and define.past else "is"
            )
        else:
            slots = self.topic_slots(step.topic, named, named)
            core = self.core(step, segment, about, slots, attempt, True)
            if core is not None and not step.segment and not attempt and (core.ask is None or core.ask.kind in WEAK):
                core = None
            if core is not None:
                question = self.framed(core, True)
            else:
                stands = slots["o"] != slots["T"]
                table = phrases.SHIFT_GENERIC if stands or via else phrases.SHIFT_BARE
                question = self.draw("shift" if stands else "shift_bare", table).format_map(slots)
        if via:
            return fill(self.draw("via", phrases.BRIDGES_VIA), question, v=via)
        return fill(self.draw("bridges", phrases.BRIDGES), question, f=name.full)

    def back(self, step: Step, segment: Segment, about: About, attempt: int) -> str:
        """Write a turn that goes back to a topic discussed before, and says to what in it."""
        slots = self.topic_slots(step.topic, True, True)
        name, place = self.name(step.topic).full, self.place(step, segment)
        inside = place != name and self.random() < 0.8
        core = self.core(step, segment, about, slots, attempt, True, place != name)
        if core is None:
            question = capitalised(self.draw("open", phrases.LEAVES_OPEN).replace("{n}", place))
            return question if place != name else fill(self.draw("returns", phrases.RETURNS), question, f=name)
        heads = core.key.startswith("heading")
        question = self.framed(core, True, jumps=True)
        if core.key not in _SEVERAL and (not (inside or heads) or self.random() < 0.2):
            question = self.tailed(question, step)
        clause = self.clause(self.steps[step.recalls]) if step.recalls >= 0 else ""
        if clause and not inside and self.random() < 0.25:
            # The frame may not name the topic: the clause has to, or the question.
            frame, full = self.draw("recalls", phrases.RECALLS), name.casefold()
            if "{f}" in frame or full in clause.casefold() or full in question.casefold():
                self.echo = clause
                return fill(frame, question, c=clause, f=name)
        return fill(self.draw("returns", phrases.RETURNS), question, f=place if inside and not heads else name)

    def tailed(self, question: str, step: Step) -> str:
        """Add what else in the answer the user wants to hear of."""
        if question[-1] != "?" or len(question) > 80:
            return question
        told = self.telling(step)
        for found in told.names:
            if found.casefold() not in question.casefold() and (step.topic, "name", found, "") not in self.asked:
                self.asked.add((step.topic, "name", found, ""))
                self.subjects += (found,)
                self.reads_answer = True
                tail = self.draw("tails", phrases.TAILS)
                if tail[6:16].casefold() in question.casefold():
                    tail = self.draw("tails", phrases.TAILS)
                return question[:-1] + tail.replace("{x}", found)
        return question

    def place(self, step: Step, segment: Segment) -> str:
        """Return the section's subject with the topic by name, "the history of Malta"; else the topic's name."""
        name = self.name(step.topic)
        heading = self.heading(step, segment, self.topic_slots(step.topic, False)) if segment.section else None
        if heading is None:
            return name.full
        word = heading.key[8:12].lower()
        nouns = heading.forms.noun
        own, owner = heading.slots["own"], heading.slots["f"]
        for noun in sorted(nouns, key=lambda noun: word not in noun.lower()) if len(nouns) > 1 else nouns:
            text = noun.format_map(heading.slots | {"p": possessive(owner), "T": owner})
            if name.bare not in text and owner not in text and "{p}" not in noun and "{T}" not in noun:
                bare = text if " of " in text else text.removeprefix("the ")
                owned = bare[0].islower() and bare[:4] != "the " and bare.split()[0][-3:] != "ing"
                text = f"{name.full} and {own} {bare}" if owned else f"{name.full} and {text}"
            if len(text) < 60:
                return text
        return name.full

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
        jumps = self.interrupted or step.segment != before.segment + 1
        stands = not self.interrupted and self.since_named < 3 and self.random() < (0.35 if jumps else 0.6)
        slots = self.topic_slots(step.topic, stands)
        self.since_named = self.since_named + 1 if stands else 0
        if not attempt and len(self.visited) > 1:
            text = self.comparison(step, segment, slots)
            if text:
                return TurnKind.COMPARISON, text
        core = self.core(step, segment, about, slots, attempt, jumps)
        if core is None:
            return step.kind, self.continuation(step, segment, about, slots, attempt, jumps)
        if (
            not self.interrupted
            and len(core.subjects) == 1
            and self.random() < 0.5
            and self.spoken(core.subjects[0], before)
        ):
            return TurnKind.CLARIFICATION, self.clarification(core, slots, step)
        chance = self.random()
        if core.key.startswith("heading"):
            scope = ""
        else:
            scope = self.scope(step, segment) if chance < (0.4 if jumps else 0.08) else ""
        text = self.framed(core, bool(scope) or chance > 0.78, jumps)
        if scope and not any(word in text.casefold() for word in scope.casefold().split() if len(word) > 3):
            return step.kind, fill(self.draw("scopes", phrases.SCOPES), text, h=scope)
        if text.startswith(_CONNECTIVES) or len(text) > 80:
            return step.kind, text
        if chance < 0.4 and core.key not in _SEVERAL:
            return step.kind, self.tailed(text, step)
        if chance > 0.93:
            if self.reactions:
                self.reactions -= 1
                text = f"{self.draw('reactions', phrases.REACTIONS)} {text}"
        elif chance > 0.84:
            clause = "" if self.interrupted else self.clause(before)
            if clause:
                self.echo = clause
                text = fill(self.draw("echoes", phrases.ECHOES), text, c=clause)
        elif chance > 0.78 and len(subject_before) > 6 and subject_before.casefold() not in text.casefold():
            text = fill(self.draw("acknowledge", phrases.ACKNOWLEDGE), text, n=subject_before)
        return step.kind, text

    def clause(self, step: Step) -> str:
        """Return a short clause of an answer that may be echoed; none of technical documentation, which reads stiff."""
        if self.name(step.topic).sort in TECHNICAL:
            return ""
        clause = self.about(step).echo
        return clause if clause.count(" ") < _ECHO_WORDS else ""

    def comparison(self, step: Step, segment: Segment, slots: dict[str, str]) -> str:
        """Ask how the topic stands to another one discussed before, if the segment speaks of that."""
        text, own = segment.text, self.name(step.topic)
        for other in self.visited:
            name = self.names[other]
            if name.bare not in text or other == step.topic or (step.topic, other) in self.compared:
                continue
            if len(name.bare) < 4 or name.bare.casefold() in own.bare.casefold() or own.bare in name.bare:
                continue
            compares = any(word in text for word in _COMPARING)
            if self.random() < (0.8 if compares else 0.3):
                self.compared.add((step.topic, other))
                like = compares and name.sort == own.sort
                key, table = ("compare", phrases.COMPARE) if like else ("relate", phrases.RELATE)
                return capitalised(
                    self.draw(key, table).format(n=slots["T"], g=name.full, does=slots["does"], is_=slots["is_"])
                )
        return ""

    def scope(self, step: Step, segment: Segment) -> str:
        """Return which side of the topic a question belongs to: the section's; empty if its heading does not say."""
        heading = self.heading(step, segment, self.topic_slots(step.topic, False)) if segment.section else None
        if heading is None or not heading.forms.noun:
            return ""
        noun = self.draw(heading.key + ":n", heading.forms.noun).format_map(heading.slots)
        return noun if len(noun) < 50 else ""

    def spoken(self, subject: str, before: Step) -> bool:
        """Return whether the answer before speaks of ``subject``."""
        bare = subject[4:] if subject.startswith("the ") else subject
        return (
            len(bare) > 4
            and (" " in bare or bare[0].islower())
            and bare in self.topics[before.topic].segments[before.segment].text
        )

    def clarification(self, core: Core, slots: dict[str, str], step: Step) -> str:
        """Ask about something that the answer before mentioned."""
        ask = core.ask
        self.note(core)
        if ask is not None and ask.kind not in WEAK and not ask.person and (ask.plural or ask.kind in _INANIMATE):
            pronoun = "they" if ask.plural else "it"
            told = ask_slots(ask, slots, self.name(step.topic).plural)
            told = told | {"s": pronoun, "so": "them" if ask.plural else "it", "sp": "their" if ask.plural else "its"}
            question = capitalised(self.draw(core.key + ":d", core.forms.direct).format_map(told))
            return fill(self.draw("clarify", phrases.CLARIFY), question, n=core.subjects[0])
        return fill(self.draw("clarify_about", phrases.CLARIFY_ABOUT), "", n=core.subjects[0])

    def framed(self, core: Core, wrapped: bool = False, jumps: bool = False) -> str:
        """Put a question into words; inside another frame, into few; where the talk ``jumps``, into telling ones."""
        forms, chance = core.forms, self.random()
        self.note(core)
        heads = core.key.startswith("heading")
        if forms.noun and (
            chance > (0.3 if heads and jumps else 0.55 if heads else 0.93) or not (forms.direct or forms.indirect)
        ):
            noun, slots = self.draw(core.key + ":n", forms.noun), core.slots
            if "{T}" in noun and slots["T"] in _PRONOUNS:
                slots = slots | {"T": self.name(core.topic).short}
            noun = noun.format_map(slots)
            self.subject = self.subject or (noun if "{p}" not in noun else "")
            frame = self.draw("noun_light", phrases.NOUN_LIGHT) if wrapped else self.draw("noun", phrases.NOUN)
            return frame.replace("{n}", noun)
        if forms.indirect and (chance < 0.08 or not forms.direct):
            clause = self.draw(core.key + ":i", forms.indirect).format_map(core.slots)
            frame = self.draw("light", phrases.INDIRECT_LIGHT) if wrapped else self.draw("indirect", phrases.INDIRECT)
            return frame.replace("{e}", clause)
        form = self.draw(core.key + ":d", forms.direct)
        while wrapped and form.startswith(_CONNECTIVES):
            form = self.draw(core.key + ":d", forms.direct)
        return capitalised(form.format_map(core.slots))

    def note(self, core: Core) -> None:
        """Take note that a question was asked, so that it is not asked again."""
        if core.ask is not None:
            self.asked.add((core.topic, core.ask.kind, core.ask.subject, core.ask.base))
        elif core.subjects:
            self.asked.update((core.topic, "name", subject, "") for subject in core.subjects)
        else:
            return
        self.reads_answer = True
        self.subjects = core.subjects
        self.subject = core.subjects[0] if core.subjects else ""

    def continuation(
        self, step: Step, segment: Segment, about: About, slots: dict[str, str], attempt: int, jumps: bool
    ) -> str:
        """Ask to go on: by a cue of the segment, about its heading, or plainly."""
        figures = ("figures",) if any(word in segment.text for word in _FIGURES) else ()
        for cue in (*about.cues, *figures):
            if attempt < 2 and cue in CUES and not (jumps and cue in _ONLY_NEXT) and self.random() < 0.8:
                return self.draw(f"cue:{cue}", CUES[cue])
        noun = self.scope(step, segment)
        if noun and (jumps or self.random() < 0.6):
            return capitalised(self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", noun))
        if jumps or self.random() < 0.4:
            return capitalised(self.draw("continue_about", phrases.CONTINUE_ABOUT).replace("{n}", slots["T"]))
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
