"""Types, numbers and example values as descriptions write them → as JSON Schema draft 2020-12 wants them.

What means one thing only is mended (``"10"`` as the default of an integer); what could mean several is left out.
"""

import math
import re
from typing import Any

import msgspec

TYPES = frozenset(("string", "number", "integer", "boolean", "array", "object", "null"))
_ALIASES: dict[str, dict[str, str]] = {
    "str": {"type": "string"},
    "text": {"type": "string"},
    "char": {"type": "string"},
    "enum": {"type": "string"},
    "int": {"type": "integer"},
    "int32": {"type": "integer", "format": "int32"},
    "int64": {"type": "integer", "format": "int64"},
    "long": {"type": "integer", "format": "int64"},
    "short": {"type": "integer"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "decimal": {"type": "number"},
    "numeric": {"type": "number"},
    "bool": {"type": "boolean"},
    "list": {"type": "array"},
    "set": {"type": "array"},
    "tuple": {"type": "array"},
    "dict": {"type": "object"},
    "map": {"type": "object"},
    "hash": {"type": "object"},
    "json": {"type": "object"},
    "struct": {"type": "object"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "datetime": {"type": "string", "format": "date-time"},
    "date-time": {"type": "string", "format": "date-time"},
    "timestamp": {"type": "string", "format": "date-time"},
    "uuid": {"type": "string", "format": "uuid"},
    "guid": {"type": "string", "format": "uuid"},
    "uri": {"type": "string", "format": "uri"},
    "url": {"type": "string", "format": "uri"},
    "email": {"type": "string", "format": "email"},
    "password": {"type": "string", "format": "password"},
    "byte": {"type": "string", "format": "byte"},
    "binary": {"type": "string", "format": "binary"},
    "any": {},
    "none": {"type": "null"},
}
_FILE = {"type": "string", "format": "binary"}
_SMALL_TYPE: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
_LARGEST_EXAMPLE = 2000
"""Bytes of JSON that an example inside a schema may take."""


def type_keywords(name: str) -> tuple[dict[str, str], str]:
    """Return the keywords that a type's name stands for, and the rule that mended it, empty where none had to.

    >>> type_keywords("integer"), type_keywords("datetime"), type_keywords("Pet")
    (({'type': 'integer'}, ''), ({'type': 'string', 'format': 'date-time'}, 'type_name'), ({}, 'unknown_type'))
    """
    if name in TYPES:
        return {"type": name}, ""
    if name == "file":  # Swagger 2.0 has it
        return _FILE, ""
    small = name.strip().lower()
    if small in TYPES:
        return {"type": small}, "type_name"
    found = _ALIASES.get(small)
    return ({}, "unknown_type") if found is None else (found, "type_name")


def type_of(value: Any) -> str:
    """Return the name of the JSON type of a value."""
    return _SMALL_TYPE.get(type(value), "")


def fits(value: Any, kinds: tuple[str, ...]) -> bool:
    """Return whether a value is of one of the types; of any, where none are named."""
    found = type_of(value)
    if not kinds or found in kinds:
        return True
    if found == "integer":
        return "number" in kinds
    return found == "number" and "integer" in kinds and float(value).is_integer()


def coerced(value: Any, kinds: tuple[str, ...]) -> tuple[Any, bool]:
    """Return ``value`` as one of the types, and whether that could be done.

    >>> coerced("10", ("integer",)), coerced(1, ("string",)), coerced("some", ("integer",))
    ((10, True), ('1', True), ('some', False))
    """
    if fits(value, kinds):
        return value, True
    if "string" in kinds and isinstance(value, bool | int | float):
        return (str(value).lower() if isinstance(value, bool) else str(value)), True
    if isinstance(value, str):
        text = value.strip()
        if "boolean" in kinds and text.lower() in ("true", "false"):
            return text.lower() == "true", True
        if "integer" in kinds and re.fullmatch(r"-?\d{1,18}", text):
            return int(text), True
        if ("number" in kinds or "integer" in kinds) and (number := number_of(text)) is not None:
            return number, fits(number, kinds)
    return value, False


def number_of(value: Any) -> int | float | None:
    """Return a finite number that a keyword holds, also one written as text; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and len(value) < 40:
        try:
            number = float(value)
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    return None


def count_of(value: Any) -> int | None:
    """Return a whole number of 0 or more that a keyword holds, also one written as text; None where it is none."""
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and float(number).is_integer() else None


def is_small(value: Any) -> bool:
    """Return whether a value is little enough to stand as an example in a schema."""
    if isinstance(value, str):
        return len(value) <= _LARGEST_EXAMPLE
    if isinstance(value, dict | list):
        return len(value) <= _LARGEST_EXAMPLE and len(msgspec.json.encode(value)) <= _LARGEST_EXAMPLE
    return True


def refers(value: Any) -> bool:
    """Return whether an example is, or holds, a reference: what it leads to is not there."""
    if isinstance(value, dict):
        return isinstance(value.get("$ref"), str) or any(map(refers, value.values()))
    return isinstance(value, list) and any(map(refers, value))


def unique(values: list[Any]) -> list[Any]:
    """Return values without repeats, telling ``1`` from ``true``."""
    seen: set[tuple[type, Any]] = set()
    kept = []
    for value in values:
        key = (type(value), value if isinstance(value, str | int | float | None) else msgspec.json.encode(value))
        if key not in seen:
            seen.add(key)
            kept.append(value)
    return kept
