"""Converts type names, numbers and example values of descriptions to the forms that JSON Schema draft 2020-12 allows.

A value with only one possible meaning is repaired, such as ``"10"`` as the default of an integer. A value that could
mean several things is left out.
"""

import math
import re
from collections.abc import Mapping
from typing import Any

from lemnos.sources.tools.schema.numbers import WrittenFloat, WrittenInt, WrittenWord, json_bytes, text_of

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
_TYPE_NAMES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    WrittenInt: "integer",
    float: "number",
    WrittenFloat: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
_MAX_BITS = 1000
"""The size of the largest integer of a keyword; a float holds any integer of this size."""
_MAX_EXAMPLE_BYTES = 2000
"""The largest example that is kept inside a schema, in bytes of JSON."""


def type_keywords(name: str) -> tuple[dict[str, str], str]:
    """Return the keywords that the name of a type stands for, and the rule that repaired the name; empty if none did.

    >>> type_keywords("integer"), type_keywords("datetime"), type_keywords("Pet")
    (({'type': 'integer'}, ''), ({'type': 'string', 'format': 'date-time'}, 'type_name'), ({}, 'unknown_type'))
    """
    if name in TYPES:
        return {"type": name}, ""
    if name == "file":  # a type of Swagger 2.0
        return _FILE, ""
    small = name.strip().lower()
    if small in TYPES:
        return {"type": small}, "type_name"
    alias = _ALIASES.get(small)
    return ({}, "unknown_type") if alias is None else (alias, "type_name")


def type_of(value: Any) -> str:
    """Return the name of the JSON type of a value; empty if it has none."""
    return _TYPE_NAMES.get(type(value), "")


def fits(value: Any, kinds: tuple[str, ...]) -> bool:
    """Return whether a value is of one of the types; an empty tuple allows any type."""
    kind = type_of(value)
    if not kinds or kind in kinds:
        return True
    if kind == "integer":
        return "number" in kinds
    return kind == "number" and "integer" in kinds and float(value).is_integer()


def kinds_of(schema: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the types that a converted schema names; none if it names none."""
    kind = schema.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def coerced(value: Any, kinds: tuple[str, ...]) -> tuple[Any, bool]:
    """Return ``value`` converted to one of the types, and whether the conversion succeeded.

    >>> coerced("10", ("integer",)), coerced(1, ("string",)), coerced("some", ("integer",))
    ((10, True), ('1', True), ('some', False))
    """
    if fits(value, kinds):
        return value, True
    if "string" in kinds and isinstance(value, bool | int | float):
        return text_of(value), True
    if isinstance(value, str):
        text = value.strip()
        if "boolean" in kinds and text.lower() in ("true", "false"):
            return text.lower() == "true", True
        if "integer" in kinds and re.fullmatch(r"-?\d{1,300}", text):
            return int(text), True
        if ("number" in kinds or "integer" in kinds) and (number := number_of(text)) is not None:
            return number, fits(number, kinds)
    return value, False


def meant(value: Any, kinds: tuple[str, ...], *, nullable: bool) -> Any:
    """Return a member of an ``enum`` as its type means it: a word of YAML is text among strings."""
    if not isinstance(value, WrittenWord):
        return value
    if value.value is None:
        return value.text if kinds == ("string",) and not nullable and value.text else None
    return value.text if "string" in kinds and "boolean" not in kinds else value.value


def settled(members: list[Any], kinds: tuple[str, ...]) -> tuple[list[Any], tuple[str, ...]]:
    """Return the members of an ``enum`` not all of which are of its types, and the types, so that they agree.

    Members that can be converted are; else callers send the members, so the type is the mistake.

    >>> settled(["1", "2"], ("integer",)), settled(["1 (basic)"], ("integer",)), settled(["a", 1.5], ("boolean",))
    (([1, 2], ('integer',)), (['1 (basic)'], ('string',)), (['a', 1.5], ()))
    """
    pairs = [coerced(value, kinds) for value in members]
    if all(matches or value is None for value, matches in pairs):
        members = [value for value, _ in pairs]
    else:
        names = {type_of(value) for value in members}
        kinds = tuple(names) if len(names) == 1 and "" not in names else ()
    return members, (kinds[0], "null") if None in members and len(kinds) == 1 and kinds != ("null",) else kinds


def number_of(value: Any) -> int | float | None:
    """Return the value of a keyword as a finite number, parsing text if necessary; None if it is not a number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value.bit_length() < _MAX_BITS else None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, str) and len(value) < 40:
        try:
            number = float(value)
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        if re.fullmatch(r"[-+]?\d+", value.strip()):
            return int(value)
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    return None


def count_of(value: Any) -> int | None:
    """Return the value of a keyword as an integer of at least 0, parsing text if necessary; None if it is not one."""
    number = number_of(value)
    return int(number) if number is not None and number >= 0 and float(number).is_integer() else None


def is_small(value: Any) -> bool:
    """Return whether a value is small enough to be an example in a schema."""
    if isinstance(value, str):
        return len(value) <= _MAX_EXAMPLE_BYTES
    if isinstance(value, dict | list):
        return len(value) <= _MAX_EXAMPLE_BYTES and len(json_bytes(value)) <= _MAX_EXAMPLE_BYTES
    return True


def has_reference(value: Any) -> bool:
    """Return whether an example is or contains a reference, whose target would not be part of the schema."""
    if isinstance(value, dict):
        return isinstance(value.get("$ref"), str) or any(map(has_reference, value.values()))
    return isinstance(value, list) and any(map(has_reference, value))


def unique(values: list[Any]) -> list[Any]:
    """Return values without duplicates; ``1`` and ``true`` count as different."""
    seen: set[tuple[str, Any]] = set()
    kept = []
    for value in values:
        key = (type_of(value), value if isinstance(value, str | int | float | None) else json_bytes(value))
        if key not in seen:
            seen.add(key)
            kept.append(value)
    return kept
