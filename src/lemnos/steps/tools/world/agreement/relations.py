"""Lets fields agree that stand in a relation: properties, object -> ``minPrice`` below ``maxPrice``, and so on.

The lesser of two numbers is not above the greater (``cpuRequest`` and ``cpuLimit``, ``used`` and ``quota``), a way does
not lead from a thing to that same thing (``sourceLanguage`` and ``targetLanguage``), a share is no more than a hundred
per cent, and an object that is shown beside its key has that key. Not handled: what more than two fields tell.
"""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular, split_key
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.repeated import repeat, repeated_in
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.moments import is_moment

_GREATER: dict[str, tuple[str, ...]] = {
    **{word: (other,) for word, other in (("min", "max"), ("minimum", "maximum"), ("lower", "upper"), ("low", "high"),
                                          ("lowest", "highest"), ("least", "most"), ("smallest", "largest"))},
    **dict.fromkeys(("request", "requested"), ("limit",)),
    **dict.fromkeys(("used", "usage", "consumed"), ("total", "limit", "quota", "capacity", "maximum", "max")),
    **dict.fromkeys(("available", "free", "remaining", "allocated", "reserved"), ("total", "limit", "capacity")),
    **dict.fromkeys(("current", "average", "avg", "mean"), ("maximum", "max", "highest")),
    **dict.fromkeys(("completed", "finished", "failed", "processed", "unread", "successful"), ("total",)),
}  # fmt: skip
"""Word of what is never the greater → words of what it never exceeds."""
_WAYS: dict[str, tuple[str, ...]] = {
    "source": ("target", "destination"), "from": ("to",), "origin": ("destination",), "base": ("quote",),
    "sender": ("recipient", "receiver"), "old": ("new",), "previous": ("next", "current"),
}  # fmt: skip
"""Word of where something begins → words of where it ends, which is elsewhere."""
_ENDS: dict[str, tuple[str, ...]] = {
    "start": ("end", "finish"), "starts": ("ends",), "started": ("ended", "finished"), "begin": ("end",),
    "begins": ("ends",), "from": ("to", "until"), "checkin": ("checkout",), "departure": ("arrival",), "in": ("out",),
    "opens": ("closes",), "issue": ("due",), "effective": ("expiration", "expiry"),
}  # fmt: skip
"""Word of a time at which something begins → words of that at which it is over, which is no earlier."""
_SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(m|[KMGT]i?|)B?")
_FACTORS = {"": 1.0, "m": 0.001, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 2.0**10, "Mi": 2.0**20, "Gi": 2.0**30,
            "Ti": 2.0**40}  # fmt: skip
_SUMS = frozenset("subtotal tax taxes shipping discount price currency amount".split())
"""Normalised names of fields beside which a total is one of money."""
_KINDS = ("type", "unit", "kind")
_WHOLE = 100
"""Per cent of which no share is greater."""
_TRIES = 3
_DEEPEST = 2
"""Greatest number of objects around one that is shown beside its key."""

Again = Callable[[str], Any]
"""Draws the value of a field once more."""


class _Beside(NamedTuple):
    key: str
    """The field that holds the key: ``corporateId``."""
    path: tuple[str, ...]
    """Where the object shows the same key."""


class Relations:
    """The fields of an object that stand in a relation.

    Args:
        properties: The properties of the object.
        root: The schema within which references are resolved.
    """

    def __init__(self, properties: Mapping[str, Schema], root: Schema) -> None:
        self._properties = properties
        self._root = root
        spelled = {words_of(name): name for name in reversed(list(properties))}
        self._ordered = _pairs(spelled, _GREATER)
        self._spans = [pair for pair in _pairs(spelled, _ENDS) if all(map(is_moment, pair))]
        singulars = {words: (*words[:-1], singular(words[-1])) for words in spelled if words}
        several = {one: spelled[words] for words, one in singulars.items() if one != words}
        self._ways = [*_pairs(spelled, _WAYS), *_pairs(spelled, _WAYS, several)]
        self._shares = [
            (name, kind)
            for words, name in spelled.items()
            for each in _KINDS
            if (kind := spelled.get((*words, each), "")) and {"number", "integer"} & {*self._types(name)}
        ]
        self._counts = counted(properties)
        self._beside = list(self._shown_beside(properties)) if len(properties) > 1 else []
        self._told_beside = repeated_in(properties, root)

    @property
    def is_empty(self) -> bool:
        """Whether no field depends on another."""
        told = (self._ordered, self._spans, self._ways, self._shares, self._beside, self._counts, self._told_beside)
        return not any(told)

    def draw(self, value: dict[str, Any], again: Again) -> None:
        """Let a made-up object agree with itself, in place.

        Args:
            value: The object.
            again: Draws the value of a field once more.
        """
        self.agree(value, ())
        for start, end in self._ways:
            if start in value and end in value:
                self._lead_elsewhere(value, start, end, again)
        for beside in self._beside:
            if isinstance(value.get(beside.key), str | int):
                self._put_at(value, beside.path, value[beside.key])
        repeat(value, self._told_beside, self._properties, self._root)
        for count, listed in self._counts:
            if count in value and isinstance(value.get(listed), list) and self._allows(count, len(value[listed])):
                value[count] = len(value[listed])

    def agree(self, body: dict[str, Any], sent: Collection[str]) -> None:
        """Let an object agree with what was sent, in place.

        Args:
            body: The object with what was sent.
            sent: Fields that stay as they are.
        """
        for least, most in self._ordered:
            low, high = body.get(least), body.get(most)
            if (least in sent and most in sent) or (below := _is_below(high, low)) is None or not below:
                continue
            if least not in sent and most not in sent:
                changed = {least: high, most: low}
            else:
                changed = {least: high} if most in sent else {most: low}
            if all(self._allows(name, each) for name, each in changed.items()):
                body.update(changed)
        for start, end in self._spans:
            first, last = body.get(start), body.get(end)
            if (start in sent) != (end in sent) and type(first) is type(last) and _is_after(first, last):
                changed = {end: first} if start in sent else {start: last}
                if all(self._allows(name, each) for name, each in changed.items()):
                    body.update(changed)
        for share, kind in self._shares:
            number, unit = body.get(share), body.get(kind)
            is_percent = isinstance(unit, str) and unit.lower().startswith("percent")
            if is_percent and share not in sent and isinstance(number, int | float) and number > _WHOLE:
                less = number % _WHOLE if isinstance(number, int) else round(number % _WHOLE, 2)
                if self._allows(share, less):
                    body[share] = less

    def _lead_elsewhere(self, value: dict[str, Any], start: str, end: str, again: Again) -> None:
        begin, ends = value[start], value[end]
        if isinstance(begin, bool | dict | list) or begin is None:
            return
        if isinstance(ends, list):
            others = [each for each in ends if each != begin]
            if others and len(others) < len(ends) and self._allows(end, others):
                value[end] = others
            return
        for _ in range(_TRIES):
            if value[end] != begin:
                return
            made = again(end)
            if isinstance(made, str | int | float):
                value[end] = made

    def _types(self, name: str) -> tuple[str, ...]:
        return tuple(types(flat_of(self._properties[name], self._root)))

    def _allows(self, name: str, value: Any) -> bool:
        return conforms(value, self._properties[name], self._root)

    def _shown_beside(self, properties: Mapping[str, Schema]) -> list[_Beside]:
        keys = {noun: name for name in properties for noun, suffix in (split_key(name),) if noun and suffix == "id"}
        found: list[_Beside] = []
        if keys:
            self._look(properties, (), keys, found)
        return found

    def _look(
        self, properties: Mapping[str, Schema], path: tuple[str, ...], keys: Mapping[Any, str], found: list[_Beside]
    ) -> None:
        for name, schema in properties.items():
            inner = flat_of(schema, self._root).get("properties") if isinstance(schema, dict) else None
            if not isinstance(inner, dict):
                continue
            noun, suffix = split_key(name)
            if not suffix and noun in keys and "id" in inner:
                found.append(_Beside(keys[noun], (*path, name, "id")))
            if len(path) < _DEEPEST - 1:
                self._look(inner, (*path, name), keys, found)

    def _put_at(self, value: dict[str, Any], path: tuple[str, ...], key: str | int) -> None:
        schema: Schema = {"properties": self._properties}
        inner: Any = value
        for part in path[:-1]:
            schema = flat_of(schema, self._root).get("properties", {}).get(part, True)
            inner = inner.get(part) if isinstance(inner, dict) else None
        own = flat_of(schema, self._root).get("properties", {}).get(path[-1], True)
        if isinstance(inner, dict) and path[-1] in inner and conforms(key, own, self._root):
            inner[path[-1]] = key


def counted(properties: Mapping[str, Schema]) -> list[tuple[str, str]]:
    """Return which properties count the items of which lists: ``commentsCount``, ``total_items``, ``count``."""
    lists = {
        normalised(name): name
        for name, schema in properties.items()
        if isinstance(schema, dict) and schema.get("type") == "array"
    }
    properties_named = frozenset(map(normalised, properties))
    found = []
    for name, schema in properties.items():
        if not isinstance(schema, dict) or schema.get("type") not in ("integer", "number"):
            continue
        plain = normalised(name)
        for stem in lists:
            one = normalised(singular(stem))
            if plain in (f"{stem}count", f"{one}count", f"count{stem}", f"num{stem}", f"total{stem}", f"number{stem}",
                         f"numberof{stem}", f"{stem}total", f"{stem}size"):  # fmt: skip
                found.append((name, lists[stem]))
        is_sum = plain == "total" and (schema.get("type") == "number" or not _SUMS.isdisjoint(properties_named))
        if plain in ("count", "total", "totalcount", "size") and len(lists) == 1 and not is_sum:
            found.append((name, next(iter(lists.values()))))
    return found


def _pairs(
    spelled: Mapping[tuple[str, ...], str],
    others: Mapping[str, tuple[str, ...]],
    among: Mapping[tuple[str, ...], str] | None = None,
) -> list[tuple[str, str]]:
    """Return the names of which one has a word in place of another: ``minPrice`` and ``maxPrice``.

    Args:
        spelled: Words of each name → the name.
        others: Word of the one → words of the other.
        among: Those of the others; ``spelled`` if it is None.
    """
    among = spelled if among is None else among
    found: list[tuple[str, str]] = []
    for words, name in spelled.items():
        for at, word in enumerate(words):
            for other in others.get(word, ()):
                pair = among.get((*words[:at], other, *words[at + 1 :]), "")
                if pair and (name, pair) not in found:
                    found.append((name, pair))
    return found


def _is_after(first: Any, last: Any) -> bool:
    """Return whether a time lies after another that is written alike."""
    if isinstance(first, str):
        return len(first) == len(last) and first[:4].isdecimal() and first > last
    return isinstance(first, int) and not isinstance(first, bool) and first > last


def _is_below(value: Any, other: Any) -> bool | None:
    """Return whether a quantity is less than another; None if they cannot be compared."""
    first, second = _quantity(value), _quantity(other)
    return None if first is None or second is None else first < second


def _quantity(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    return float(found[1]) * _FACTORS.get(found[2], 1.0) if found else None
