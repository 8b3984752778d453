"""The person behind the questions of a dialogue: a goal, a register, and wordings that do not come back too soon.

(seed, topic) → ``Voice``. The goal decides how the dialogue opens, the register which wordings and how many reactions
it uses; both are drawn for each dialogue. Wordings are read from ``voice.toml``. Every table is gone through in an
order shuffled for the dialogue, so that no wording comes back before its table is used up.
"""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from random import Random
from typing import Literal, NamedTuple

from lemnos.steps.talk.write.names import Sort
from lemnos.steps.talk.write.rules.headings import TECHNICAL

Register = Literal["plain", "polite", "chatty", "terse"]
_REGISTERS: tuple[tuple[Register, float], ...] = (("plain", 0.4), ("polite", 0.2), ("chatty", 0.25), ("terse", 0.15))
"""Registers with their weights."""
REACTS: dict[Register, float] = {"plain": 0.8, "polite": 1.0, "chatty": 1.7, "terse": 0.25}
"""How much more often than on average a turn opens with a reaction to the last answer."""
_SETTLED = re.compile(
    r"\b(?:is|are) (?:[\w ,’'-]{0,60})\b(?:city|town|country|village|island|state|region|capital|nation|province)\b"
)
"""A place where people live."""
_SOBER = re.compile(
    r"\b(?:died|killed|dead|death|deaths|murder\w*|massacre\w*|victims|suicide|cancer|genocide|executed|famine)\b"
)
"""What nobody calls interesting."""
_LEAD = 300
"""Characters of a document that say what its topic is."""
_GOALS: dict[str, tuple[str, ...]] = {
    "person": ("biography", "biography", "essay", "curious", "newcomer", "check", "overview"),
    "place": ("trip", "trip", "essay", "curious", "overview", "newcomer", "check"),
    "error": ("error",),
    "task": ("task",),
    "technical": ("work", "work", "overview", "newcomer"),
    "": ("curious", "curious", "overview", "essay", "newcomer", "check"),
}
"""Goals by the sort of the first topic; a goal that stands twice is twice as frequent."""


class _Wording(NamedTuple):
    text: str
    registers: frozenset[str]
    """The registers that it belongs to; empty for all."""


@cache
def _tables() -> dict[str, tuple[_Wording, ...]]:
    data = tomllib.loads(files(__package__).joinpath("voice.toml").read_text(encoding="utf-8"))
    return {
        f"{section}.{name}": tuple(map(_wording, entries))
        for section, tables in data.items()
        for name, entries in tables.items()
    }


def _wording(entry: str) -> _Wording:
    lead, colon, text = entry.partition(": ")
    registers = lead.split(",")
    if colon and all(register in REACTS for register in registers):
        return _Wording(text, frozenset(registers))
    return _Wording(entry, frozenset())


@cache
def _table(name: str, register: Register) -> tuple[str, ...]:
    return tuple(wording.text for wording in _tables()[name] if not wording.registers or register in wording.registers)


class Voice:
    """The goal, the register and the wordings of one dialogue."""

    def __init__(self, sort: Sort, lead: str, endings: float, seed: str) -> None:
        """Draw a person.

        Args:
            sort: The sort of the first topic.
            lead: The beginning of its document, which says whether a place is worth a trip.
            endings: Share of dialogues whose last turn says that it is the last.
            seed: Seeds every choice.
        """
        self.rng = Random(seed)
        names, weights = zip(*_REGISTERS, strict=True)
        self.register: Register = self.rng.choices(names, weights)[0]
        key = sort if sort in _GOALS else "technical" if sort in TECHNICAL else ""
        self.goal = self.rng.choice(_GOALS["" if key == "place" and not _SETTLED.search(lead[:_LEAD]) else key])
        self.ends = self.rng.random() < endings
        self._decks: dict[str, list[str]] = {}

    def table(self, name: str) -> tuple[str, ...]:
        """Return the wordings of a table of ``voice.toml`` in this register, for example ``bridge.back``."""
        return _table(name, self.register)

    def draw(self, key: str, table: Sequence[str]) -> str:
        """Return the next wording of a table; it comes back only after all others were drawn."""
        deck = self._decks.get(key)
        if not deck:
            deck = list(dict.fromkeys(table))
            self.rng.shuffle(deck)
            self._decks[key] = deck
        return deck.pop()

    def word(self, name: str) -> str:
        """Return the next wording of a table of ``voice.toml``."""
        return self.draw(name, self.table(name))

    def chance(self, share: float) -> bool:
        """Return True in a share of the calls."""
        return self.rng.random() < share

    def reacts(self, share: float, plain: bool) -> bool:
        """Return whether a turn opens with a reaction to the last answer.

        Args:
            share: How often turns do on average.
            plain: Whether the turn asks for no more than to go on; such turns react more often.
        """
        return self.chance(share * REACTS[self.register] * (1.4 if plain else 0.8))

    def reaction(self, answer: str) -> str:
        """Return a reaction to an answer."""
        sober = _SOBER.search(answer) is not None
        return self.word("reaction.plain" if sober or self.chance(0.5) else "reaction.lively")
