"""Lets the length of a span agree with its ends: properties, object -> ``duration`` from ``startTime`` to ``endTime``.

A start and a length that were sent give the end; else the length follows from both ends, in the unit that its name or
its description tells, in seconds if neither does. Not handled: lengths as texts (``PT30M``), times without a date.
"""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.moments import is_moment

_LENGTHS = frozenset(("duration", "elapsed", "runtime"))
_STARTS = frozenset("start started starts begin begins".split())
_ENDS = frozenset("end ended ends finish finished completed stop stopped".split())
_FORMS = frozenset("at on date time timestamp datetime in".split())
_UNITS: tuple[tuple[float, re.Pattern[str]], ...] = tuple(
    (seconds, re.compile(pattern, re.IGNORECASE))
    for seconds, pattern in (
        (0.001, r"\bms\b|\bmsecs?\b|\bmilli"), (60.0, r"\bmin(?:ute)?s?\b"), (3600.0, r"\bhours?\b"),
        (86400.0, r"\bdays?\b"), (1.0, r"\bsec(?:ond)?s?\b"),
    )
)  # fmt: skip
"""Seconds of a unit, and how a name or a description tells it."""
_FEW = 600
"""Greatest number of minutes that a length is taken for which tells no unit and was sent."""
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?")
_WRITTEN = "%Y-%m-%dT%H:%M:%S"


class _Span(NamedTuple):
    start: str
    end: str
    length: str
    unit: float | None
    """Seconds; None if nothing tells the unit."""


class Spans:
    """The spans of an object whose length it tells.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema) -> None:
        self._properties = properties
        self._root = root
        words = {name: words_of(name) for name in properties}
        start = next((name for name, its in words.items() if _tells(its, _STARTS) and self._is_time(name)), "")
        end = next((name for name, its in words.items() if _tells(its, _ENDS) and self._is_time(name)), "")
        lengths = [name for name, its in words.items() if not _LENGTHS.isdisjoint(its[:1])] if start and end else []
        flats = {name: flat_of(properties[name], root) for name in lengths}
        self._spans = [
            _Span(start, end, name, _unit_of(f"{' '.join(words[name])} {flat.get('description', '')}"))
            for name, flat in flats.items()
            if {"integer", "number"} & {*types(flat)}
        ]

    @property
    def is_empty(self) -> bool:
        """Whether no span has a length."""
        return not self._spans

    def agree(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Let the spans of an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Fields that stay as they are.
        """
        for start, end, length, unit in self._spans:
            told, first, last = body.get(length), _moment(body.get(start)), _moment(body.get(end))
            if isinstance(told, bool) or not isinstance(told, int | float) or first is None or last is None:
                continue
            if length in sent:
                if end not in sent:
                    seconds = told * (unit or (60.0 if told <= _FEW else 1.0))
                    self._put(body, end, _like(body[end], first + timedelta(seconds=seconds)))
                continue
            passed = (last - first).total_seconds() / (unit or 1.0)
            if passed >= 0:
                self._put(body, length, round(passed, 2) if isinstance(told, float) else round(passed))

    def _is_time(self, name: str) -> bool:
        flat = flat_of(self._properties[name], self._root)
        return "string" in types(flat) and (is_moment(name) or flat.get("format") == "date-time")

    def _put(self, body: dict[str, Any], field: str, value: Any) -> None:
        if conforms(value, self._properties[field], self._root):
            body[field] = value


def _tells(words: tuple[str, ...], ends: frozenset[str]) -> bool:
    """Return whether a field tells a time at an end of the object itself: ``startTime``, ``ended_at``."""
    return bool(words) and words[0] in ends and _FORMS.issuperset(words[1:])


def _unit_of(told: str) -> float | None:
    return next((seconds for seconds, pattern in _UNITS if pattern.search(told)), None)


def _moment(value: Any) -> datetime | None:
    found = _TIME.match(value) if isinstance(value, str) else None
    try:
        return None if found is None else datetime.fromisoformat(found[0])
    except ValueError:
        return None


def _like(present: str, moment: datetime) -> str:
    """Return a time written as another is."""
    found = _TIME.match(present)
    length = found.end() if found is not None else len(present)
    written = moment.strftime(_WRITTEN)
    return (written[:10] + present[10:11] + written[11:])[:length] + present[length:]
