"""Lets fields agree that are parts of others: properties, object -> ``releaseYear`` as in ``releaseDate``, and so on.

The parts of a date are its year, month and day; those of the name of a person the first and the last name. What was
sent decides: a date its parts, a part its date. So do fields that stand in a relation or tell one thing in several
forms. Not handled: months as words, dates that are no ISO 8601.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.counts import Counts
from lemnos.steps.tools.world.agreement.forms import Forms
from lemnos.steps.tools.world.agreement.relations import Again, Relations
from lemnos.steps.tools.world.agreement.spans import Spans
from lemnos.steps.tools.world.agreement.sums import Sums
from lemnos.steps.tools.world.semantics.shapes import flat_of

_UNITS = ("year", "month", "day")
_COUNTED = ("week", "quarter")
"""Beside ``year`` and ``month``, these count what happened in each."""
_DATED = ("date", "at", "on")
_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(.*)", re.DOTALL)
_NAMES = (("firstname", "lastname"), ("givenname", "familyname"))
_WHOLE_NAMES = ("fullname", "name", "displayname")


class _Date(NamedTuple):
    whole: str
    """Empty if no field holds the whole date."""
    parts: dict[str, str]
    """Field → ``year``, ``month`` or ``day``."""
    name: str
    """What it is the date of: ``release_date``; empty for the object itself."""


class Parts:
    """The fields of an object that are parts of others.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
        is_date: Whether the object itself is a date.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema, *, is_date: bool = False) -> None:
        self._properties = properties
        self._root = root
        self._dates = _dates_in(properties, is_date=is_date)
        spelled = {normalised(each): each for each in reversed(list(properties))}
        known = next((pair for pair in _NAMES if spelled.keys() >= {*pair}), ())
        self._name = tuple(spelled[each] for each in known)
        self._whole_names = [spelled[each] for each in _WHOLE_NAMES if each in spelled] if known else []
        relations = Relations(properties, root)
        self._relations = None if relations.is_empty else relations
        others = (Forms(properties, root), Sums(properties, root), Counts(properties, root), Spans(properties, root))
        self._others = [each for each in others if not each.is_empty]

    def draw(self, value: dict[str, Any], written: Callable[[str], str], again: Again) -> None:
        """Let the fields of a made-up object agree, in place.

        Args:
            value: The object.
            written: Returns the date of a name as ISO 8601 writes it, for dates that no field holds.
            again: Draws the value of a field once more.
        """
        if self._relations is not None:
            self._relations.draw(value, again)
        for each in self._others:
            each.agree(value, ())
        for date in self._dates:
            if not self._divide(date, value, value.get(date.whole), ()):
                self._divide(date, value, written(date.name), ())

    def agree(self, body: dict[str, Any], sent: Collection[str], before: Mapping[str, Any] | None = None) -> None:
        """Let an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Properties that stay as they are.
            before: The object as it was; None for a new one.
        """
        for date in self._dates:
            if date.whole in sent or set(date.parts).isdisjoint(sent):
                self._divide(date, body, body.get(date.whole), sent)
            elif (found := _DATE.fullmatch(str(body.get(date.whole)))) is not None:
                told = {unit: str(body[field]) for field, unit in date.parts.items() if field in body}
                year, month, day = (told.get(unit, old) for unit, old in zip(_UNITS, found.groups(), strict=False))
                self._put(body, date.whole, f"{year:0>4}-{month:0>2}-{day:0>2}{found[4]}")
        if self._whole_names:
            self._agree_names(body, sent, before)
        if self._relations is not None:
            self._relations.agree(body, sent)
        for each in self._others:
            each.agree(body, sent)

    def _agree_names(self, body: dict[str, Any], sent: Collection[str], before: Mapping[str, Any] | None) -> None:
        whole = next((each for each in self._whole_names if each in sent), "")
        if not set(self._name).isdisjoint(sent):
            for each in self._whole_names:
                was_whole = before is None or before.get(each) == _joined(before, self._name)
                if each not in sent and each in body and was_whole and (made := _joined(body, self._name)):
                    self._put(body, each, made)
        elif whole and " " in str(body[whole]) and (before is None or before.get(whole) == _joined(before, self._name)):
            first, _, last = str(body[whole]).partition(" ")
            for field, made in zip(self._name, (first, last), strict=True):
                if field in body:
                    self._put(body, field, made)

    def _divide(self, date: _Date, body: dict[str, Any], text: Any, sent: Collection[str]) -> bool:
        found = _DATE.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return False
        for field, unit in date.parts.items():
            if field in body and field not in sent:
                self._put(body, field, int(found[1 + _UNITS.index(unit)]))
        return True

    def _put(self, body: dict[str, Any], field: str, value: Any) -> None:
        schema = self._properties[field]
        kinds = types(flat_of(schema, self._root))
        value = str(value) if kinds and not {"integer", "number"} & {*kinds} else value
        if conforms(value, schema, self._root):
            body[field] = value


def _joined(body: Mapping[str, Any], names: tuple[str, ...]) -> str:
    told = [body.get(each) for each in names]
    return " ".join(str(each) for each in told) if all(told) else ""


def _dates_in(properties: Collection[str], *, is_date: bool) -> list[_Date]:
    spelled = {tuple(words_of(each)): each for each in reversed(list(properties))}
    found = []
    for words in spelled:
        if words[-1:] != ("year",):
            continue
        stem = words[:-1]
        parts = {spelled[(*stem, unit)]: unit for unit in _UNITS if (*stem, unit) in spelled}
        whole = next((spelled[(*stem, each)] for each in _DATED if (*stem, each) in spelled), "")
        is_known = len(parts) == len(_UNITS) and (bool(stem) or is_date)
        if whole or (is_known and not any((*stem, each) in spelled for each in _COUNTED)):
            found.append(_Date(whole, parts, "_".join((*stem, "date")) if stem else ""))
    return found


def denied(name: str, value: Any, shown: Mapping[str, Any]) -> bool:
    """Return whether fields that are parts of a date tell another one than was given.

    Args:
        name: The argument that was given.
        value: Its value.
        shown: The fields of a result.

    >>> denied("release_date", "2026-05-12", {"release_year": 2026, "release_month": "05"})
    False
    >>> denied("release_date", "2026-05-12", {"release_year": 2024})
    True
    """
    words = words_of(name)
    found = _DATE.fullmatch(value) if isinstance(value, str) and words and words[-1] in _DATED else None
    if found is None:
        return False
    told = {tuple(words_of(each)): one for each, one in shown.items() if isinstance(one, str | int)}
    parts = ((told.get((*words[:-1], unit)), found[1 + at]) for at, unit in enumerate(_UNITS))
    return any(str(one).isdecimal() and int(str(one)) != int(wanted) for one, wanted in parts)
