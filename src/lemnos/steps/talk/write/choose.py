"""What a turn asks, before it has words: a sentence's question, a name or phrase in the answer, or its heading's."""

from collections.abc import Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from lemnos.steps.talk.documents.segment import Segment
from lemnos.steps.talk.language.questions import Ask
from lemnos.steps.talk.write.base import Step
from lemnos.steps.talk.write.headings import TECHNICAL, is_code
from lemnos.steps.talk.write.names import KIND_WORDS, Name
from lemnos.steps.talk.write.slots import ask_slots, topic_slots
from lemnos.steps.talk.write.state import State
from lemnos.steps.talk.write.templates import ASKS, TELLING, Forms


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
_BEST = 4
"""Names and noun phrases of an answer, the rarest first, from which a question takes some."""
_BEGINNING, _EARLY = 180, 2.0
"""What stands in these first characters of an answer, it seems to be about; so much, in nats, is that worth."""
_AGAIN = 1.0
"""What it is worth, in nats, that an answer says something more than once."""
_CHANCE = 2.5
"""What chance may add, so that two dialogues with the same documents ask about different things."""
_UNSAID = 1.0
"""What "the ambiguity" is worth less, because nobody has spoken of one."""
_LONGEST_LIST = 75
"""Characters of what one question asks about."""
_SUBJECT_WORDS = 4
"""Longer subjects would say too much of the answer in its own words."""
_LEANING = frozenset(("object", "how", "passive", "quality", "say", "define", "about", "called", "split"))
"""Questions that ask too little when they name nothing but the topic, where the talk has jumped."""


class Chooser(State):
    """Chooses what to ask."""

    def core(
        self,
        step: Step,
        segment: Segment,
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
        options: list[tuple[float, str, Ask | None]] = [(1.8 + random(), "telling", None)]
        for ask in self.about(step).asks:
            if ask.kind not in WEAK and self.usable(ask, topic):
                if not ask.subject:
                    if ask.kind == "define" and step.segment:
                        continue
                    worth = 0.2 if jumps and ask.kind in _LEANING else 1.3
                else:
                    worth = 1.7
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
                found = self.telling_core(step)
            if found is not None:
                if not attempt:
                    return found
                attempt -= 1
        return None

    def items(self, step: Step) -> list[str]:
        """Return what in the answer of a step can be asked about by name, what was asked about before left out."""
        key = (step.topic, step.segment)
        found = self.item_memo.get(key)
        if found is None:
            told, about = self.telling(step), self.about(step)
            text = self.topics[step.topic].segments[step.segment].text
            choice = dict.fromkeys(
                (
                    *(ask.subject for ask in about.asks if _names_something(ask)),
                    *told.names,
                    *told.phrases,
                )
            )
            found = []
            for item in choice:
                # Of "the harbour" and "the harbour of Cadiz" the first found stays.
                if item.endswith((" and", " or", " of", " the")):
                    continue
                if not any(item in other or other in item for other in found) and (
                    not item.islower() or ((" " in item or text.count(item) > 1) and self.tells(item))
                ):
                    found.append(item)
            found.sort(key=partial(self._worth, text=text), reverse=True)
            self.item_memo[key] = found
        return [item for item in found if (step.topic, "name", item, "") not in self.asked]

    def _worth(self, item: str, text: str) -> float:
        """Return how good it is to ask about something: it should be rare, near the beginning, and known to exist."""
        worth = max(self.information(item))
        if text.find(item, 0, _BEGINNING) >= 0:
            worth += _EARLY
        if text.count(item) > 1:
            worth += _AGAIN
        worth += _CHANCE * self.random()
        return worth - _UNSAID if item.startswith("the ") and item.islower() else worth

    def telling_core(self, step: Step) -> Core | None:
        """Return a question about names and noun phrases in the answer, the rarest, which tell it from others best."""
        chosen = [item for item in self.items(step) if not self.echo or item not in self.echo]
        if not chosen:
            return None
        chosen.sort(key=lambda item: item not in self.said)  # what was just spoken of is no surprise
        chance = self.random()
        most = 1 if chance < 0.22 else 2 if chance < 0.75 else 3
        picked: list[str] = []
        for item in chosen[:_BEST]:
            if (
                len(picked) < most
                and not (picked and " and " in item)
                and sum(map(len, picked)) + len(item) < _LONGEST_LIST
            ):
                picked.append(item)
        if not picked:
            return None
        if self.random() < 0.5:
            picked.reverse()
        picked.sort(key=lacks_article)
        key = "or" if len(picked) > 1 and self.random() < 0.1 else "plain"
        slots = {"x": listing(picked, " or " if key == "or" else " and ")}
        return Core(f"telling:{key}", Forms(TELLING[key]), slots, step.topic, tuple(picked))

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


def lacks_article(item: str) -> bool:
    """Return whether nothing stands before the noun: such items come last, so that no "and the" is needed."""
    return not item.startswith("the ")


def _worth(option: tuple[float, str, Ask | None]) -> float:
    return option[0]


def listing(items: Sequence[str], last: str = " and ") -> str:
    """Return "a", "a and b" or "a, b and c"; with another word or mark before the last."""
    return f"{', '.join(items[:-1])}{last}{items[-1]}" if len(items) > 1 else items[0]


def capitalised(text: str) -> str:
    """Return ``text`` with a capital at the front."""
    return text[:1].upper() + text[1:]


def _names_something(ask: Ask) -> bool:
    """Return whether the subject of a sentence is one that can be asked about by itself."""
    subject = ask.subject
    if ask.kind not in WEAK or not subject or ask.referent or subject.count(" ") >= _SUBJECT_WORDS:
        return False
    return subject.removeprefix("the ").lower() not in KIND_WORDS
