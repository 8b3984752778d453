"""Reads which JSON types a schema allows, and gives text the type that fits: ``"12"`` is 12 where numbers are wanted.

Text that fits no type stays text, so that a check of the arguments can say what is wrong with it.
"""

import math
import re
from typing import Any

import msgspec

from lemnos.sources.tools.schema.values import type_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten, types
from lemnos.steps.tools.schemas.validation import Schema

_DEEPEST = 6
_MOST_BRANCHES = 40
_INTEGER = re.compile(r"[+-]?\d{1,300}")
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?")
_LARGEST = 2.0**63
"""Integers that JSON text of this size or more would hold are not read again."""
_WORDS = {"true": True, "false": False}


class Form(msgspec.Struct, frozen=True):
    """What a schema says of the shape of a value; alternatives are taken together."""

    kinds: frozenset[str]
    """JSON types; empty if any is allowed."""
    items: "Form | None" = None
    """Form of the items of a list; None if unknown."""
    properties: dict[str, "Form"] = {}
    is_open: bool = True
    """Whether an object may hold further properties."""

    def allows(self, kind: str) -> bool:
        """Return whether values may be of a JSON type."""
        return not self.kinds or kind in self.kinds


ANY = Form(frozenset())


def form_of(schema: Schema, root: Schema, depth: int = _DEEPEST) -> Form:
    """Return the form of a schema; what lies deeper than ``depth`` levels may be anything."""
    kinds: set[str] = set()
    properties: dict[str, Form] = {}
    items: Form | None = None
    is_open = is_any = False
    branches: list[Any] = [schema]
    for branch in branches:  # grows
        try:
            flat = flatten(branch, root)
        except ImpossibleError:
            continue
        groups = flat.get("groups", ())
        if len(branches) < _MOST_BRANCHES:
            branches += [each for group in groups for each in group]
        own = types(flat) or tuple({type_of(value) for value in (*flat.get("enum", ()), *_constant(flat))})
        kinds.update(own)
        is_any = is_any or not (own or groups)
        is_open = is_open or flat.get("additionalProperties") is not False
        if depth:
            for name, each in flat.get("properties", {}).items():
                properties.setdefault(name, form_of(each, root, depth - 1))
            if items is None and "items" in flat:
                items = form_of(flat["items"], root, depth - 1)
    if "number" in kinds:
        kinds.add("integer")
    return Form(frozenset() if is_any else frozenset(kinds), items, properties, is_open)


def _constant(flat: dict[str, Any]) -> tuple[Any, ...]:
    return (flat["const"],) if "const" in flat else ()


def typed(text: str, form: Form) -> Any:
    """Return text as a value of the first type that it can be written as; text if that is none.

    >>> typed("12", Form(frozenset(("integer",)))), typed("12", Form(frozenset(("string",)))), typed("x", ANY)
    (12, '12', 'x')
    """
    kinds = form.kinds
    if not kinds or kinds == {"string"}:
        return text
    if "integer" in kinds and _INTEGER.fullmatch(text):
        return int(text)
    if "number" in kinds and _NUMBER.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    if "integer" in kinds and _NUMBER.fullmatch(text) and float(text).is_integer():
        return int(float(text))
    if "boolean" in kinds and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    if "string" not in kinds and "null" in kinds and text in ("", "null"):
        return None
    if text[:1] in ("{", "[") and ("object" in kinds or "array" in kinds):
        return from_json(text, text)
    return text


def from_json(text: str | bytes, otherwise: Any) -> Any:
    """Return a value in JSON; ``otherwise`` if it is none."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, ValueError):
        return otherwise


def integral(value: Any) -> Any:
    """Return a value with its whole floats as integers: JSON Schema takes ``2.0`` for one, draft 4 and YAML do not.

    >>> integral({"size": 2.0, "sums": [1.5, -4e16]})
    {'size': 2, 'sums': [1.5, -40000000000000000]}
    """
    if isinstance(value, float):
        return int(value) if abs(value) < _LARGEST and value.is_integer() else value
    if isinstance(value, dict):
        return {name: integral(each) for name, each in value.items()}
    if isinstance(value, list):
        return [integral(each) for each in value]
    return value
