"""Memory turns in words: a step of the plan → ``UserTurn``, by the frames of ``memory_frames.toml``.

Costs about 10 µs a turn. **Limitation:** the words only name what the turn asks about; what it asks for stands in the
history.
"""

import re
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from string import Formatter

from lemnos.records import TurnKind
from lemnos.steps.talk.check.text_checks import well_formed
from lemnos.steps.talk.write.base import Memory, Step, UserTurn
from lemnos.steps.talk.write.slots import capitalised, lowered

_DEPENDENT = frozenset(("summary", "summary_all", "summary_ending"))
"""Forms whose words leave to the history what they are about."""
_ABRUPT = frozenset(("ask", "correction"))
"""Forms that need not name the topic they go back to."""
_LOOKS_BACK = re.compile(
    r"\b(?:back|before|earlier|ago|again|remind|forgotten|told me|you (?:did )?(?:say|said|tell)|mentioned|remember)\b",
    re.IGNORECASE,
)
_AGO = ((3, "a moment ago"), (20, "earlier"), (sys.maxsize, "a while ago"))
"""Words for a distance, by the most turns that it has."""
_CAPITALISED = ("q", "that", "topic", "x", "a", "said")


class MemoryTurns:
    """Puts the memory turns of one dialogue into words."""

    def __init__(self, draw: Callable[[str, Sequence[str]], str], is_new: Callable[[str], bool]) -> None:
        """Take what chooses wordings.

        Args:
            draw: Takes the key of a table and the table; returns its next wording, each once before any comes back.
            is_new: Returns whether no earlier turn says the same as a text, and takes note of it.
        """
        self._draw, self._is_new = draw, is_new

    def turn(self, number: int, step: Step, memory: Memory, away: bool) -> UserTurn:
        """Write a memory turn: the first wording that reads well and is new; else the last tried.

        Args:
            number: The number of the turn.
            step: Its step of the plan.
            memory: What it asks for.
            away: Whether it goes back to another topic than the last answer's, and so may need a word of warning.
        """
        text = ""
        for text in self._wordings(number, step, memory):
            if away and _form(step, memory.slots) in _ABRUPT and not _LOOKS_BACK.search(text):
                frame = self._draw("memory:away", frames()["away"])
                text = frame.format_map({"turn": lowered(text), "Turn": text})
            if well_formed(text) is None and self._is_new(text):
                break
        return UserTurn(text, step.kind, context_dependent=_form(step, memory.slots) in _DEPENDENT)

    def _wordings(self, number: int, step: Step, memory: Memory) -> Iterator[str]:
        """Yield the turn in every wording that its slots fill."""
        form, slots = _form(step, memory.slots), dict(memory.slots)
        slots["ago"] = next(words for most, words in _AGO if number - min(memory.turns, default=0) <= most)
        key = "that_year" if "year" in slots else f"that_{slots.get('kind', '')}"
        table = frames()[form]
        for _ in table:
            if key in frames() and "said" in slots:
                slots["that"] = self._draw(f"memory:{key}", frames()[key])
            slots |= {name.capitalize(): capitalised(slots[name]) for name in _CAPITALISED if name in slots}
            frame = self._draw(f"memory:{form}", table)
            if all(name is None or name in slots for _, name, _, _ in Formatter().parse(frame)):
                yield capitalised(frame.format_map(slots))


@cache
def frames() -> Mapping[str, tuple[str, ...]]:
    """Return the frames by form."""
    text = files("lemnos.steps.talk.write").joinpath("memory_frames.toml").read_text(encoding="utf-8")
    return {form: tuple(table) for form, table in tomllib.loads(text).items()}


def _form(step: Step, slots: Mapping[str, str]) -> str:
    match step.kind:
        case TurnKind.RECALL if slots.get("kind") == "define":
            return "ask_who_is" if slots["e"].startswith("who") else "ask_define"
        case TurnKind.RECALL:
            return slots["form"]
        case TurnKind.CONTRAST:
            return "contrast_aspect" if "aspect" in slots else "contrast_define"
        case TurnKind.CORRECTION:
            return "correction" if "named" in slots else "correction_within"
        case TurnKind.SYNTHESIS:
            return "synthesis_aspect" if "aspect" in slots else "synthesis"
        case TurnKind.SUMMARY:
            return "summary_ending" if "ending" in slots else "summary" if "topic" in slots else "summary_all"
        case TurnKind.UNANSWERABLE:
            return "attribute_too" if "before" in slots else "attribute"
        case _:
            raise ValueError(f"{step.kind} is not a memory turn")
