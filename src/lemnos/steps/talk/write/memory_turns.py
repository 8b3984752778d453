"""Memory turns in words: the frames of ``memory_phrases`` filled with what the turn may use.

Costs about 10 µs a turn. The words only name what the turn asks about; what it asks for stands in the history.
"""

from collections.abc import Callable, Iterator, Sequence
from string import Formatter

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import well_formed
from lemnos.steps.talk.write import memory_phrases
from lemnos.steps.talk.write.base import Memory, Step, UserTurn
from lemnos.steps.talk.write.slots import capitalised

_NEAR = 2


_DEPENDENT = frozenset(("unanswerable_too", "summary", "summary_all"))
"""Forms whose words leave to the history what they are about, beside those that name a place in it."""


class MemoryTurns:
    """Puts memory turns together, and checks them for form and novelty."""

    def __init__(self, draw: Callable[[str, Sequence[str]], str], is_new: Callable[[str], bool]) -> None:
        self.draw, self.new = draw, is_new

    def turn(self, number: int, step: Step, memory: Memory) -> UserTurn:
        """Write a memory turn, the first wording that reads well and is new; else the last tried."""
        text = ""
        for text in self.wordings(number, step, memory):
            if well_formed(text) is None and self.new(text):
                break
        dependent = "place" in memory.slots or _form(step, memory) in _DEPENDENT
        return UserTurn(text, step.kind, context_dependent=dependent)

    def wordings(self, number: int, step: Step, memory: Memory) -> Iterator[str]:
        """Yield the turn in every wording that its slots fill."""
        form = _form(step, memory)
        near = bool(memory.turns) and number - memory.turns[0] <= _NEAR
        table = memory_phrases.FAR[form]
        if near and form in ("correction", "correction_within"):
            table = memory_phrases.CORRECTION_NEAR
        elif near:
            table = memory_phrases.NEAR.get(form, table)
        slots = _slots(memory.slots)
        for _ in table:
            if "place" in slots:
                slots |= self._where(slots)
            frame = self.draw(f"memory:{form}:{near}", table)
            if all(name is None or name in slots for _, name, _, _ in Formatter().parse(frame)):
                yield capitalised(frame.format_map(slots))

    def _where(self, slots: dict[str, str]) -> dict[str, str]:
        """Return words for a place in the conversation."""
        kind = "last_answer" if slots["place"] == "back 1" else slots["place"].partition(" ")[0]
        where = self.draw(f"where:{kind}", memory_phrases.WHERE[kind]).format_map(slots)
        return {"where": where, "Where": capitalised(where)}


def _form(step: Step, memory: Memory) -> str:
    slots = memory.slots
    match step.kind:
        case TurnKind.RECALL:
            return slots["form"]
        case TurnKind.CONTRAST:
            return "contrast" if "e" in slots else "contrast_aspect" if "aspect" in slots else "contrast_define"
        case TurnKind.CORRECTION:
            return "correction_year" if "year" in slots else "correction" if "named" in slots else "correction_within"
        case TurnKind.SYNTHESIS:
            return "synthesis_beside" if "topic" in slots else "synthesis_all" if "all" in slots else "synthesis"
        case TurnKind.SUMMARY:
            return "summary" if "topic" in slots else "summary_all"
        case TurnKind.UNANSWERABLE:
            return "unanswerable_too" if "before" in slots else "attribute"
        case _:
            raise ValueError(f"{step.kind} is no memory turn")


def _slots(given: dict[str, str]) -> dict[str, str]:
    """Return the slots with the forms that frames need: questions in both cases, names with a capital."""
    slots = dict(given)
    if "q" in given:
        slots["Q"] = capitalised(given["q"])
        slots["q"] = given["q"][:1].lower() + given["q"][1:]
    if "wh" in given:
        slots["Wh"] = capitalised(given["wh"])
    for name in ("topic", "a", "aspect", "premise", "first"):
        if name in given:
            slots[name.capitalize()] = capitalised(given[name])
    for name in ("x", "noun"):
        if name in given:
            slots[f"{name}_cap"] = capitalised(given[name])
    return slots
