"""Leaves out limits of one schema that no value keeps: bounds, numbers of items and properties, lengths.

A limit is left out only beside a ``type`` that it binds, because values of other types would conform.
"""

import math
import re
from collections.abc import Iterator
from typing import Any

from lemnos.sources.tools.corrected.base import shown
from lemnos.sources.tools.schema.patterns import widths_of

_PAIRS = (
    ("minLength", "maxLength", frozenset(("string",))),
    ("minItems", "maxItems", frozenset(("array",))),
    ("minProperties", "maxProperties", frozenset(("object",))),
)
"""Pairs of bounds, and the type that they bind."""
_NUMBERS = frozenset(("integer", "number"))
_OF_NUMBERS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")

_FORMATS: dict[str, tuple[int, float]] = {
    "date": (10, 10),
    "date-time": (20, math.inf),
    "time": (9, math.inf),
    "uuid": (36, 36),
    "ipv4": (7, 15),
    "ipv6": (2, 45),
    "email": (3, math.inf),
    "hostname": (1, 253),
}
"""The lengths of the shortest and of the longest text in a format."""

_SHAPES = {
    "date": re.compile(r"\d{4}-\d\d-\d\d"),
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d"),
    "time": re.compile(r"\d\d:\d\d:\d\d"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}-"),
    "ipv4": re.compile(r"\d+\.\d+\.\d+\.\d+$"),
    "email": re.compile(r".*@"),
    "uri": re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:"),
}
"""What each text in a format begins with."""

Fault = tuple[tuple[str, ...], str]
"""The keywords that are left out, and why."""


def faults_of(schema: dict[str, Any]) -> Iterator[Fault]:
    """Yield the limits of a schema that no value keeps."""
    kind = schema.get("type")
    kinds = frozenset((kind,) if isinstance(kind, str) else kind if isinstance(kind, list) else ())
    if not kinds or schema.get("nullable") is True or schema.get("x-nullable") is True:
        return
    if kinds <= _NUMBERS:
        yield from _numbers(schema, whole=kinds == {"integer"})
    for least, most, bound in _PAIRS:
        low, high = number_of(schema.get(least)), number_of(schema.get(most))
        if kinds <= bound and low is not None and high is not None and low > high:
            yield (least, most), f"{least} {low} is above {most} {high}; both are left out"
            return
    if kinds == {"string"}:
        yield from _lengths(schema)
    elif kinds == {"array"}:
        yield from _members(schema)
    elif kinds == {"object"}:
        yield from _properties(schema)


def may_have_format(text: Any, name: Any) -> bool:
    """Return whether a value may be in a format, of which only the shape is looked at.

    >>> may_have_format("today", "date"), may_have_format("2026-13-41", "date"), may_have_format("x", "colour")
    (False, True, True)
    """
    shape = _SHAPES.get(name) if isinstance(name, str) else None
    return shape is None or not isinstance(text, str) or shape.match(text) is not None


def number_of(value: Any) -> int | float | None:
    """Return a value if it is a number; None if not."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _numbers(schema: dict[str, Any], *, whole: bool) -> Iterator[Fault]:
    """Compare bounds, of which drafts before the sixth tell by a truth value that they are exclusive."""
    low, is_above = _bound(schema, "minimum", "exclusiveMinimum", 1)
    high, is_below = _bound(schema, "maximum", "exclusiveMaximum", -1)
    if whole and math.isfinite(low):
        low, is_above = (math.floor(low) + 1 if is_above else math.ceil(low)), False
    if whole and math.isfinite(high):
        high, is_below = (math.ceil(high) - 1 if is_below else math.floor(high)), False
    if low > high or (low == high and (is_above or is_below)):
        given = [name for name in _OF_NUMBERS if name in schema]
        told = ", ".join(f"{name} {str(schema[name]).lower()}" for name in given)
        yield tuple(given), f"no {'integer' if whole else 'number'} keeps {told}; they are left out"
        return
    step = number_of(schema.get("multipleOf"))
    if step is None or step <= 0 or not (math.isfinite(low) and math.isfinite(high)):
        return
    first = math.ceil(low / step - 1e-9) * step
    first = first + step if is_above and abs(first - low) < 1e-9 * step else first
    if first > high + 1e-9 * step or (is_below and first > high - 1e-9 * step):
        yield ("multipleOf",), f"no multiple of {step} is within the bounds; multipleOf is left out"


def _bound(schema: dict[str, Any], usual: str, exclusive: str, sign: int) -> tuple[float, bool]:
    """Return the bound at one side, and whether it is exclusive; infinite without one."""
    own, other = number_of(schema.get(usual)), number_of(schema.get(exclusive))
    if other is not None and (own is None or sign * other >= sign * own):
        return other, True
    return (own, schema.get(exclusive) is True) if own is not None else (-sign * math.inf, False)


def _lengths(schema: dict[str, Any]) -> Iterator[Fault]:
    pattern, least, most = schema.get("pattern"), number_of(schema.get("minLength")), number_of(schema.get("maxLength"))
    shortest, longest = widths_of(pattern) if isinstance(pattern, str) else (0, math.inf)
    if isinstance(name := schema.get("format"), str) and name in _FORMATS:
        low, high = _FORMATS[name]
        if low > min(longest, longest if most is None else most) or high < max(shortest, least or 0):
            yield ("format",), f"no text in the format {name} has a length that is allowed; format is left out"
    if most is not None and shortest > most:
        yield ("maxLength",), f"no text of at most {most} matches {shown(pattern)}; maxLength is left out"
    elif least is not None and longest + 1 < least:  # a line break before the end may count
        yield ("minLength",), f"no text of at least {least} matches {shown(pattern)}; minLength is left out"


def _members(schema: dict[str, Any]) -> Iterator[Fault]:
    least, items = number_of(schema.get("minItems")), schema.get("items")
    if schema.get("uniqueItems") is not True or least is None or not isinstance(items, dict) or "prefixItems" in schema:
        return
    listed = items.get("enum")
    nullable = items.get("nullable") is True or items.get("x-nullable") is True
    count = len(listed) if isinstance(listed, list) and listed else 2 if items.get("type") == "boolean" else math.inf
    if count + nullable < least:
        yield ("uniqueItems",), f"of {int(count)} values no {least} are unique; uniqueItems is left out"


def _properties(schema: dict[str, Any]) -> Iterator[Fault]:
    needed, named = schema.get("required"), schema.get("properties")
    names = {each for each in needed if isinstance(each, str)} if isinstance(needed, list) else set[str]()
    most, least = number_of(schema.get("maxProperties")), number_of(schema.get("minProperties"))
    if most is not None and len(names) > most:
        yield ("maxProperties",), f"{len(names)} properties must be there, more than {most}; maxProperties is left out"
    is_closed = schema.get("additionalProperties") is False and not schema.get("patternProperties")
    known = len(named) if isinstance(named, dict) else 0
    if is_closed and least is not None and known < least:
        yield ("minProperties",), f"of {known} properties no {least} can be there; minProperties is left out"
