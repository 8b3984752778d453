"""How a turn is put together: what is asked, and the frame around it, by the turn's place in the conversation.

An *ask* comes from a sentence of the answer, a *telling* core from names and noun phrases in it, a *heading* core from
its section. Where the talk goes straight on, many turns only say something of the last answer over again and leave
the rest to the history; where it jumps, the turn names what it is about.
"""

from lemnos.records import TurnKind
from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.sentence_questions import cues
from lemnos.steps.talk.write import phrases
from lemnos.steps.talk.write.base import Step
from lemnos.steps.talk.write.choose import WEAK, Core, capitalised
from lemnos.steps.talk.write.echoes import Leads, fill, framed
from lemnos.steps.talk.write.headings import TECHNICAL
from lemnos.steps.talk.write.names import Name, possessive
from lemnos.steps.talk.write.slots import ask_slots
from lemnos.steps.talk.write.templates import CUES

_INANIMATE = frozenset(("use", "parts", "split", "place", "kinds"))
"""Questions after which a singular subject is a thing, so that "it" may stand for it."""
_CONNECTIVES = ("And ", "Then ", "So ")
_ONLY_NEXT = frozenset(("contrast", "consequence", "example", "next", "cause"))
"""Cues that lean on the very answer before."""
_COMPARING = (" than ", " compared ", "nlike ", " whereas ", " similar ")
_PRONOUNS = frozenset(("it", "them", "him", "her"))
_GOES_ON, _OPENS_SECTION = 0.84, 0.12
"""Chance that a turn only asks to go on: inside a section, and into the next one."""
_ELSE = 0.55
"""Chance that a turn asks for more than what the last answer spoke of, where nothing of it can be said over again."""
_BARE = 0.15
"""Chance that it says nothing over again but "go on", where it does not ask that."""
_CUED = 0.4
"""Chance that a turn leans on what the next answer is, seen from the last one, as its first words tell."""
_SCOPED = 0.5
"""Chance that a question inside a section names the section."""
_ECHOED = 0.4
"""Chance that a clause said over again with a question mark is all that a turn says."""
_SHORT = 0.7
"""Chance that a new topic that no answer has named is only named."""
_LEADS = 0.92
"""Chance that a turn looks for something to say over again."""


class Composer(Leads):
    """Puts turns together without checking them."""

    def attempt(self, number: int, step: Step, segment: Segment, attempt: int) -> tuple[TurnKind, str]:
        """Write one turn; later attempts pass over what was tried first."""
        before = self.before(number)
        if before is None:
            self.since_named = 0
            return step.kind, self.opening(step, segment, attempt)
        last = self.steps[number - 1]
        self.interrupted, self.stays = last.memory is not None, last.topic == step.topic
        if step.topic != before.topic:
            self.since_named = 0
            if step.topic in self.visited:
                return step.kind, self.back(step, segment, attempt)
            return step.kind, self.shift(step, before, segment, attempt)
        return self.steady(number, step, before, segment, attempt)

    def before(self, number: int) -> Step | None:
        """Return the last step before turn ``number`` that told a segment; memory turns tell none."""
        for at in range(number - 1, -1, -1):
            if self.steps[at].memory is None:
                return self.steps[at]
        return None

    def opening(self, step: Step, segment: Segment, attempt: int) -> str:
        """Write the first turn of a dialogue."""
        name = self.name(step.topic)
        if step.segment and segment.section:
            core = self.core(step, segment, self.topic_slots(step.topic, True, True), attempt, True)
            if core is not None:
                frame = self.draw("opening_question", phrases.OPENINGS_QUESTION)
                return fill(frame, self.worded(core, True), f=name.full)
        slots, about = self.topic_slots(step.topic, True), self.about(step)
        if about.asks and about.asks[0].kind == "define" and about.asks[0].past:
            slots = slots | {"is_": slots["was"]}
        table = phrases.OPENINGS.get(name.sort, phrases.OPENINGS_THING)
        return capitalised(self.draw("opening", table).format_map(slots))

    def shift(self, step: Step, before: Step, segment: Segment, attempt: int) -> str:
        """Write a turn that leads to a topic not discussed yet."""
        name = self.name(step.topic)
        via = "" if self.interrupted else self.mention(step, before, name)
        named, about = not via or via == name.full, self.about(step)
        define = about.asks[0] if about.asks and about.asks[0].kind == "define" and not about.asks[0].subject else None
        if via and named and name.sort == "person" and (define or not (segment.section or step.segment)):
            question = self.draw("shift_person", phrases.SHIFT_PERSON).format(
                is_="was" if define and define.past else "is"
            )
        else:
            slots = self.topic_slots(step.topic, named, named)
            core = self.core(step, segment, slots, attempt, True)
            if core is not None and not step.segment and not attempt and (core.ask is None or core.ask.kind in WEAK):
                core = None
            if core is not None:
                question = self.worded(core, True)
            elif not via and self.random() < _SHORT:
                return fill(self.draw("shift short", phrases.SHIFT_SHORT), "", f=name.full)
            else:
                stands = slots["o"] != slots["T"]
                table = phrases.SHIFT_GENERIC if stands or via else phrases.SHIFT_BARE
                question = self.draw("shift" if stands else "shift_bare", table).format_map(slots)
        if via:
            return fill(self.draw("via", phrases.BRIDGES_VIA), question, v=via)
        return fill(self.draw("bridges", phrases.BRIDGES), question, f=name.full)

    def back(self, step: Step, segment: Segment, attempt: int) -> str:
        """Write a turn that goes back to a topic discussed before, and says to what in it."""
        slots = self.topic_slots(step.topic, True, True)
        name, place = self.name(step.topic).full, self.place(step, segment)
        inside = place != name and self.random() < 0.8
        core = self.core(step, segment, slots, attempt, True, place != name)
        if core is None:
            question = fill(self.draw("open", phrases.LEAVES_OPEN), "", n=place)
            if place == name:
                question = self.draw("go on", phrases.GO_ON)
                return fill(self.draw("returns", phrases.RETURNS), question, f=name)
            return question
        heads = core.key.startswith("heading")
        question = self.worded(core, True, jumps=True)
        clause = self.far_quote(step.recalls + 1, step.topic) if step.recalls >= 0 and self.random() < 0.6 else ""
        if clause:
            # The frame may leave the topic's name to the clause or to the question.
            self.echo, full = clause, name.casefold()
            if full in clause.casefold() or full in question.casefold():
                return fill(self.draw("recalls named", phrases.RECALLS_NAMED), question, c=clause)
            return fill(self.draw("recalls", phrases.RECALLS), question, c=clause, f=name)
        return fill(self.draw("returns", phrases.RETURNS), question, f=place if inside and not heads else name)

    def place(self, step: Step, segment: Segment) -> str:
        """Return the section's subject with the topic by name, "the history of Malta"; else the topic's name."""
        name = self.name(step.topic)
        heading = self.heading(step, segment, self.topic_slots(step.topic, False)) if segment.section else None
        if heading is None:
            return name.full
        word = heading.key[8:12].lower()
        nouns = heading.forms.noun
        owner = heading.slots["f"]
        for noun in sorted(nouns, key=lambda noun: word not in noun.lower()) if len(nouns) > 1 else nouns:
            text = noun.format_map(heading.slots | {"p": possessive(owner), "T": owner})
            if len(text) < 60 and (name.bare in text or owner in text):
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

    def steady(self, number: int, step: Step, before: Step, segment: Segment, attempt: int) -> tuple[TurnKind, str]:
        """Write a turn that stays on the topic."""
        told = self.topics[before.topic].segments[before.segment]
        goes_on, same = step.segment == before.segment + 1, segment.section == told.section
        slots = self.topic_slots(step.topic, False)
        if not attempt and len(self.visited) > 1:
            text = self.comparison(step, segment, slots)
            if text:
                return TurnKind.COMPARISON, text
        if goes_on and not self.interrupted and attempt < 2 and self.random() < (_GOES_ON if same else _OPENS_SECTION):
            text = self.leaning(before, segment)
            if text:
                return step.kind, text
        lead = self.lead(number, before, goes_on) if not self.interrupted and self.random() < _LEADS else ""
        self.leans = False
        stands = not lead and not self.interrupted and self.since_named < 3 and self.random() < 0.6
        if stands:
            slots = self.topic_slots(step.topic, True)
        self.since_named = self.since_named + 1 if stands else 0
        core = self.core(step, segment, slots, attempt, not goes_on)
        if lead and (core or self.far) and not (core and self.touches(core.subjects)):
            lead = self.echo = ""
        if core is None:
            text = self.continuation(step, segment, slots, attempt, self.interrupted or not goes_on)
            return step.kind, self.renamed(text, step) if self.interrupted else self.led(lead, text)
        if not lead and not self.interrupted and len(core.subjects) == 1 and self.spoken(core.subjects[0], before):
            self.leans = False
            return TurnKind.CLARIFICATION, self.clarification(core, slots, step)
        text = self.worded(core, bool(lead), not goes_on)
        self.leans = self.is_leaning(core, text)
        if self.interrupted:
            return step.kind, self.renamed(text, step)
        if lead and not text.startswith(_CONNECTIVES):
            return step.kind, fill(lead, text)
        if lead:
            self.echo = ""
        jumps = not goes_on or self.random() < _SCOPED
        if jumps and not core.key.startswith("heading") and len(text) < 80 and not text.startswith(_CONNECTIVES):
            said, scope = text.casefold(), self.scope(step, segment)
            if scope and not any(word in said for word in scope.casefold().split() if len(word) > 3):
                name = self.name(step.topic)
                self.leans = self.leans and name.short not in scope and name.bare not in scope
                return step.kind, fill(self.draw("scopes", phrases.SCOPES), text, h=scope)
        return step.kind, text

    def touches(self, subjects: tuple[str, ...]) -> bool:
        """Return whether what is said over again, or the answer it is of, speaks of something that is asked about."""
        heard = (self.echo if self.far else self.said).casefold()
        return any(word in heard for subject in subjects for word in subject.casefold().split() if len(word) > 3)

    def led(self, lead: str, text: str) -> str:
        """Return a question behind what is said over again, if there is such and the question can stand there."""
        if lead and not text.startswith(_CONNECTIVES):
            return fill(lead, text)
        self.echo = ""
        return text

    def renamed(self, text: str, step: Step) -> str:
        """Return a turn behind a memory turn, which may have been about something else, with its topic's name."""
        self.leans = False
        name = self.name(step.topic)
        if name.bare.casefold() in text.casefold():
            return text
        key, table = ("outright", phrases.OUTRIGHT) if self.stays else ("returns", phrases.RETURNS)
        return fill(self.draw(key, table), text, f=name.full)

    def is_leaning(self, core: Core, text: str) -> bool:
        """Return whether a question leaves its topic to the history: it names no subject, no section, no topic."""
        name = self.name(core.topic)
        if core.subjects or name.short in text or name.bare in text:
            return False
        return not core.key.startswith("heading") or any("{" in form for form in (*core.forms.noun, *core.forms.direct))

    def leaning(self, before: Step, segment: Segment) -> str:
        """Ask for what comes next and name nothing of it, behind something said over again; empty if nothing is."""
        for cue in cues(segment.text):
            if cue in CUES and self.random() < _CUED and self.name(before.topic).sort not in TECHNICAL:
                self.leans = True
                clause = self.quote(before, False)
                question = self.draw(f"cue:{cue}", CUES[cue])
                if clause and not question.startswith(_CONNECTIVES):
                    self.echo = clause
                    return fill(self.draw("quotes", phrases.QUOTES), question, c=clause)
                return question
        clause = self.quote(before, False)
        if clause:
            self.leans, self.echo = True, clause
            if self.random() < _ECHOED:
                return fill(self.draw("echoes", phrases.ECHOES), "", c=clause)
            return fill(self.draw("quotes", phrases.QUOTES), self.draw("go on", phrases.GO_ON), c=clause)
        named = self.named_before(before)
        if not named or self.random() > _ELSE:
            self.leans = True
            return self.draw("continue", phrases.CONTINUE) if self.random() < _BARE else ""
        self.leans, self.echo = True, named
        return fill(self.draw("else", phrases.ELSE), "", n=named)

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
            if self.random() < (0.6 if compares else 0.15):
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

    def worded(self, core: Core, wrapped: bool = False, jumps: bool = False) -> str:
        """Put a question into words; inside another frame, into few; where the talk ``jumps``, into telling ones.

        A noun phrase at its front keeps its small letter, because behind a colon it may be a name or not.
        """
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
            frame = self.draw("noun_light", phrases.NOUN_LIGHT) if wrapped else self.draw("noun", phrases.NOUN)
            if frame.startswith("{n_cap}"):
                return framed(frame.replace("{n_cap}", "{n}"), n=noun)
            return fill(frame, "", n=noun)
        if forms.indirect and (chance < 0.08 or not forms.direct):
            clause = self.draw(core.key + ":i", forms.indirect).format_map(core.slots)
            frame = self.draw("light", phrases.INDIRECT_LIGHT) if wrapped else self.draw("indirect", phrases.INDIRECT)
            return frame.replace("{e}", clause)
        form = self.draw(core.key + ":d", forms.direct)
        for _ in forms.direct if wrapped else ():
            if not form.startswith(_CONNECTIVES):
                break
            form = self.draw(core.key + ":d", forms.direct)
        text = form.format_map(core.slots)
        return text if form.startswith("{x}") else capitalised(text)

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

    def continuation(self, step: Step, segment: Segment, slots: dict[str, str], attempt: int, jumps: bool) -> str:
        """Ask to go on: by a cue of the segment, about its heading, or plainly."""
        for cue in cues(segment.text):
            if (
                attempt < 2
                and cue in CUES
                and self.name(step.topic).sort not in TECHNICAL
                and not (jumps and cue in _ONLY_NEXT)
                and self.random() < 0.8
            ):
                self.leans = True
                return self.draw(f"cue:{cue}", CUES[cue])
        noun = self.scope(step, segment)
        if noun and (jumps or self.random() < 0.6):
            return fill(self.draw("continue_about", phrases.CONTINUE_ABOUT), "", n=noun)
        if jumps or self.random() < 0.4:
            self.leans = slots["T"] in _PRONOUNS
            return fill(self.draw("continue_about", phrases.CONTINUE_ABOUT), "", n=slots["T"])
        self.leans = True
        return self.draw("continue", phrases.CONTINUE)
