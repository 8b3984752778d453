"""Lets counts agree that hold one another: properties, object -> ``sentWeekly`` <= ``sentMonthly`` <= ``sentTotal``.

What happened in a period happened in each longer one too, and a total is the sum of its parts: ``totalHours`` of
``billableHours`` and ``nonBillableHours``. Read once for each schema. Not handled: sums of money, see ``sums``.
"""

from collections.abc import Collection, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.sums import number_in, written_like
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.tables import MONEY

_PERIODS: dict[str, int] = {
    word: rank
    for rank, words in enumerate((
        "minutely", "hourly", "daily today", "weekly", "monthly", "quarterly", "yearly annual annually",
        "total overall alltime lifetime ever",
    ))
    for word in words.split()
}  # fmt: skip
"""Word of a period → its rank: what a longer one counts holds what a shorter one does."""
_UNITS = {"minute": 0, "hour": 1, "day": 2, "week": 3, "month": 4, "quarter": 5, "year": 6}
_EVER = 7
"""Rank of all periods together."""
_BEFORE = frozenset("per this last past".split())
"""Words before a unit with which it is a period, and no part of a date."""
_FACTORS = (1, 50, 350, 1_500, 5_000, 14_000, 50_000, 50_000)
"""By rank, what something costs for a period: a longer one is cheaper than as many shorter ones."""
_PRICED = frozenset("price cost fee salary wage".split())
"""Words of what is paid for a period."""
_SHOWN = frozenset("latest last newest first current featured top best".split())
"""Words before what shows one of several things."""
_NO_PARTS = frozenset(
    "max maximum min minimum average avg mean median total sum num number count per last first limit remaining "
    "allowed expected estimated grand current previous next target available free".split()
)
"""First words of what is no part of a total."""
_NO_SUMS = frozenset((*(word for name in MONEY for word in name.split("_")), "pages", "status"))


class Counts:
    """The counts of an object that hold one another.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema) -> None:
        self._properties = properties
        self._root = root
        words = {name: its for name in properties if len(its := words_of(name)) > 1}
        self._periods = [each for each in _by_period(words) if all(map(self._counts, each))]
        self._prices = [each for each in self._periods if not _PRICED.isdisjoint(words[each[0]])]
        self._periods = [each for each in self._periods if each not in self._prices]
        self._shown = [each for each in _shown_of(properties) if self._counts(each[0])]
        self._totals = [
            (total, parts)
            for total, known in _totals(words)
            if self._counts(total) and (parts := [each for each in known if self._counts(each)])
        ]

    @property
    def is_empty(self) -> bool:
        """Whether no count depends on another."""
        return not self._periods and not self._totals and not self._prices and not self._shown

    def agree(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Let the counts of an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Fields that stay as they are.
        """
        for fields in self._periods:
            told = [(name, number) for name in fields if (number := number_in(body.get(name))) is not None]
            free = [name for name, _ in told if name not in sent]
            if len(free) == len(told):
                for name, number in zip(free, sorted(number for _, number in told), strict=True):
                    self._put(body, name, number)
        for fields in self._prices:
            first, *longer = [name for name in fields if number_in(body.get(name)) is not None] or [""]
            base = number_in(body.get(first))
            for name in longer if base else ():
                if name not in sent and base is not None:
                    self._put(body, name, round(base * _FACTORS[_period(name)[1]] / _FACTORS[_period(first)[1]], 2))
        for count, latest in self._shown:
            if body.get(count) in (0, "0") and body.get(latest) and count not in sent:
                self._put(body, count, 1)
        for total, parts in self._totals:
            known = [number for name in parts if (number := number_in(body.get(name))) is not None]
            present = number_in(body.get(total))
            if present is None or not known or total in sent:
                continue
            if len(known) > 1 or known[0] > present:
                self._put(body, total, sum(known) if len(known) > 1 else known[0])

    def _counts(self, name: str) -> bool:
        kinds = {*types(flat_of(self._properties[name], self._root))}
        return bool({"integer", "number"} & kinds) or "string" in kinds

    def _put(self, body: dict[str, Any], field: str, value: float) -> None:
        made = written_like(body.get(field), value)
        if conforms(made, self._properties[field], self._root):
            body[field] = made


def _period(name: str) -> tuple[tuple[str, ...], int]:
    """Return the words of a field without its period, and the rank of that; -1 if it has none."""
    words = words_of(name)
    for at, word in enumerate(words):
        if word in _PERIODS:
            return (*words[:at], *words[at + 1 :]), _PERIODS[word]
        if word in _UNITS and at and words[at - 1] in _BEFORE:
            return (*words[:at], *words[at + 1 :]), _UNITS[word]
    return words, -1


def _by_period(words: Mapping[str, tuple[str, ...]]) -> list[list[str]]:
    """Return the fields that count one thing in several periods, the shortest period first."""
    counted: dict[tuple[str, ...], dict[int, str]] = {}
    for name in words:
        rest, rank = _period(name)
        if rank >= 0 and not (rank == _EVER and not _PRICED.isdisjoint(rest)):
            counted.setdefault(rest, {}).setdefault(rank, name)
    return [[fields[rank] for rank in sorted(fields)] for fields in counted.values() if len(fields) > 1]


def _shown_of(properties: Collection[str]) -> list[tuple[str, str]]:
    """Return the fields that count things, each with one that shows one of them: ``episodes``, ``latest_episode``."""
    spelled = {words_of(name): name for name in properties}
    found = []
    for words, name in spelled.items():
        counted = tuple(word for word in words if word not in ("count", "total", "num", "number", "of"))
        one = (*counted[:-1], singular(counted[-1])) if counted else ()
        shown = [other for its, other in spelled.items() if one and its[1:] == one and its[0] in _SHOWN]
        found += [(name, other) for other in shown if other != name]
    return found


def _totals(words: Mapping[str, tuple[str, ...]]) -> list[tuple[str, list[str]]]:
    """Return the fields that hold a total, each with those that hold its parts."""
    found = []
    for name, its in words.items():
        rest = its[1:]
        if its[0] != "total" or not is_plural(rest[-1]) or not _NO_SUMS.isdisjoint(rest):
            continue
        parts = [
            each
            for each, other in words.items()
            if len(other) == len(its) and other[1:] == rest and other[0] not in _NO_PARTS | _PERIODS.keys()
        ]
        found.append((name, parts))
    return found
