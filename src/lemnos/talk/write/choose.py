"""What a turn asks, before it has words: a sentence's question, a name or phrase in the answer, or its heading's."""

from functools import lru_cache
from typing import NamedTuple

from lemnos.talk.about import About
from lemnos.talk.questions import Ask
from lemnos.talk.segment import Segment
from lemnos.talk.write.headings import TECHNICAL, is_code
from lemnos.talk.write.naming import Name
from lemnos.talk.write.slots import ask_slots, topic_slots
from lemnos.talk.write.state import State
from lemnos.talk.write.templates import ASKS, TELLING, Forms
from lemnos.talk.write.writer import Step


class Core(NamedTuple):
    """A question still without its frame."""

    key: str
    """Names the tables its forms are drawn from."""
    forms: Forms
    slots: dict[str, str]
    topic: int
    subjects: tuple[str, ...] = ()
    """What it is about other than the topic, in the words of the answer."""
    ask: Ask | None = None


WEAK = frozenset(("about", "quality"))
_LEANING = frozenset(("object", "how", "passive", "quality", "say", "define", "about", "called", "split"))
"""Questions that ask too little when they name nothing but the topic, where the talk has jumped."""


class Chooser(State):
    """Chooses what to ask."""

    def core(
        self,
        step: Step,
        segment: Segment,
        about: About,
        slots: dict[str, str],
        attempt: int,
        jumps: bool,
        within: bool = False,
    ) -> Core | None:
        """Choose what to ask.

        Where the talk jumps, it has to name what the segment is about; if the frame names the section (``within``),
        something in it.
        """
        random, topic = self.random, step.topic
        options: list[tuple[float, str, Ask | None]] = [(1.2 + random(), "telling", None)]
        for ask in about.asks:
            if self.usable(ask, topic):
                if not ask.subject:
                    if ask.kind == "define" and step.segment:
                        continue
                    worth = 0.2 if jumps and ask.kind in _LEANING else 1.3
                else:
                    worth = 0.9 if ask.kind in WEAK else 1.7
                options.append((worth + random(), "ask", ask))
        if segment.section and (topic, segment.section) not in self.sections:
            options.append(((0.9 if within else 1.9) + random(), "heading", None))
        options.sort(key=_worth, reverse=True)
        for _, kind, asked in options:
            if asked is not None:
                found: Core | None = self.asking(asked, slots, topic)
            elif kind == "heading":
                found = self.heading(step, segment, slots)
            else:
                found = self.telling_core(step, slots, jumps)
            if found is not None:
                if not attempt:
                    return found
                attempt -= 1
        return None

    def telling_core(self, step: Step, slots: dict[str, str], rare: bool) -> Core | None:
        """Return a question about names or noun phrases in the answer; the ``rare`` tell it from others best."""
        found = self.telling(step)
        topic = step.topic
        names = [name for name in found.names if (topic, "name", name, "") not in self.asked]
        chosen = names + [phrase for phrase in found.phrases if (topic, "name", phrase, "") not in self.asked]
        if not chosen:
            return None
        if rare and len(chosen) > 1:
            text = self.text(topic)
            chosen = sorted(chosen[:6], key=text.count)[:3]
            names = [name for name in chosen if name in names]
            chosen.sort(key=names.__contains__, reverse=True)
        number = int(self.random() * len(chosen))
        first = chosen[number]
        filled = {"x": first, "T": slots["T"]}
        alike = names if first in names else chosen[len(names) :]
        others = [other for other in alike if first not in other and other not in first]
        if others and self.random() < 0.6:
            second, last = others[0], others[-1]
            three = first in names and second in names and last in names and last not in second and second not in last
            if three and self.random() < 0.35:
                filled |= {"y": second, "z": last}
                return Core("three", TELLING["three"], filled, topic, (first, second, last))
            return Core("pair", TELLING["pair"], filled | {"y": second}, topic, (first, second))
        key = "phrase" if first not in names else "name" if first[-1] == "s" or self.random() < 0.5 else "agreeing"
        return Core(key, TELLING[key], filled, topic, (first,))

    def heading(self, step: Step, segment: Segment, slots: dict[str, str]) -> Core | None:
        """Return the question of the innermost heading that has one."""
        name = self.name(step.topic)
        section = segment.section
        for depth in range(len(section) - 1, -1, -1):
            heading, sort = section[depth], name.sort
            owner = section[depth - 1] if depth and is_code(section[depth - 1], sort in TECHNICAL) else ""
            if owner:
                slots, sort = topic_slots(Name(owner, owner, False, "code", owner), "it", False), "code"
            forms = self.heading_forms(heading, sort, step.topic)
            if forms is not None and owner:
                forms = _naming(forms)
            if forms is not None:
                return Core(f"heading:{heading}", forms, slots, step.topic)
        return None

    def asking(self, ask: Ask, slots: dict[str, str], topic: int) -> Core:
        """Return the question of an ``Ask``."""
        kind = ask.kind
        name = self.name(topic)
        if ask.past and kind in ("about", "passive"):
            kind += "_past"
        elif kind == "define" and (ask.person or (not ask.subject and (name.sort == "person" or topic in self.gender))):
            kind = "define_person"
        filled = ask_slots(ask, slots, name.plural)
        filled["T"] = name.short
        return Core(kind, ASKS[kind], filled, topic, () if ask.referent else (ask.subject,), ask)


@lru_cache(maxsize=256)
def _naming(forms: Forms) -> Forms:
    """Keep the forms that name the topic, if there are any."""
    kept = Forms(*(tuple(form for form in table if "{" in form) for table in forms))
    return kept if any(kept) else forms


def _worth(option: tuple[float, str, Ask | None]) -> float:
    return option[0]
