"""Whether a JSON value conforms to a JSON Schema (draft 2020-12), without building a validator.

``jsonschema`` needs about a millisecond to set up a validator; an example is put together from many small values, and
each is checked before it is used. This reads the schema directly and agrees with ``Draft202012Validator`` on every
keyword that it knows (``format`` is not asserted, as there); ``unevaluatedProperties`` and ``unevaluatedItems``, which
need what other keywords have seen, go to ``jsonschema``.
"""

import math
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

Schema = Mapping[str, Any] | bool

DEEPEST = 200
"""Schemas that refer to each other deeper than this are taken for a circle, which nothing conforms to."""

_ELSEWHERE = frozenset(("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$anchor"))
_DEFINITIONS = "#/$defs/"


def conforms(value: Any, schema: Schema, root: Schema) -> bool:
    """Return whether ``value`` conforms to ``schema``, whose references lead into ``root``."""
    return _conforms(value, schema, root, 0)


def resolve(reference: str, root: Schema) -> Schema | None:
    """Return the schema that a JSON pointer within ``root`` (``#/$defs/Pet``) leads to; None if to nothing."""
    if reference.startswith(_DEFINITIONS) and isinstance(root, dict):
        named = root.get("$defs", {}).get(reference[len(_DEFINITIONS) :])  # nearly always
        if isinstance(named, dict):
            return named
    if not reference.startswith("#"):
        return None
    found: Any = root
    for part in reference[1:].split("/")[1:]:
        part = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and part in found:
            found = found[part]
        elif isinstance(found, list) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        elif "%" in part and isinstance(found, dict):
            from urllib.parse import unquote

            found = found.get(unquote(part))
        else:
            return None
    return found if isinstance(found, dict | bool) else None


def same(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(item, other[key]) for key, item in one.items())
    return bool(one == other)


def is_type(value: Any, name: str) -> bool:
    """Return whether ``value`` is of the JSON type ``name``."""
    match name:
        case "string":
            return isinstance(value, str)
        case "integer":
            return not isinstance(value, bool) and (
                isinstance(value, int) or (isinstance(value, float) and value.is_integer())
            )
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "boolean":
            return isinstance(value, bool)
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "null":
            return value is None
        case _:
            return False


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return a pattern, compiled; None if Python cannot read it."""
    try:
        with warnings.catch_warnings(action="ignore"):  # of sets that a later Python may read otherwise
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _conforms(value: Any, schema: Schema, root: Schema, depth: int) -> bool:
    if schema is True or schema is False:
        return schema
    if depth > DEEPEST or not isinstance(schema, dict):
        return False
    if not _ELSEWHERE.isdisjoint(schema):
        return _by_library(value, schema, root)
    for keyword, wanted in schema.items():
        check = _CHECKS.get(keyword)
        if check is not None and not check(value, wanted, schema, root, depth + 1):
            return False
    return True


def _by_library(value: Any, schema: Schema, root: Schema) -> bool:
    from jsonschema import Draft202012Validator

    whole = {"$defs": root.get("$defs", {}), "allOf": [schema]} if isinstance(root, dict) else schema
    return bool(Draft202012Validator(whole).is_valid(value))


Check = Callable[[Any, Any, Mapping[str, Any], Schema, int], bool]


def _type(value: Any, wanted: Any, *_: Any) -> bool:
    return is_type(value, wanted) if isinstance(wanted, str) else any(is_type(value, name) for name in wanted)


def _multiple(value: Any, wanted: Any, *_: Any) -> bool:
    if not is_type(value, "number"):
        return True
    if isinstance(wanted, float):
        quotient = value / wanted
        return bool(math.isfinite(quotient) and int(quotient) == quotient)
    return bool(value % wanted == 0)


def _unique(value: Any, wanted: Any, *_: Any) -> bool:
    if not wanted or not isinstance(value, list):
        return True
    return not any(same(one, other) for index, one in enumerate(value) for other in value[:index])


def _pattern(value: Any, wanted: Any, *_: Any) -> bool:
    pattern = compiled(wanted)
    return not isinstance(value, str) or (pattern is not None and pattern.search(value) is not None)


def _reference(value: Any, wanted: Any, _: Any, root: Schema, depth: int) -> bool:
    found = resolve(wanted, root)
    return found is not None and _conforms(value, found, root, depth)


def _properties(value: Any, wanted: Any, _: Any, root: Schema, depth: int) -> bool:
    return not isinstance(value, dict) or all(
        _conforms(item, wanted[name], root, depth) for name, item in value.items() if name in wanted
    )


def _additional(value: Any, wanted: Any, schema: Mapping[str, Any], root: Schema, depth: int) -> bool:
    if not isinstance(value, dict) or wanted is True:
        return True
    known = schema.get("properties", {})
    patterns = [compiled(pattern) for pattern in schema.get("patternProperties", {})]
    return all(
        name in known
        or any(pattern is not None and pattern.search(name) for pattern in patterns)
        or _conforms(item, wanted, root, depth)
        for name, item in value.items()
    )


def _patterned(value: Any, wanted: Any, _: Any, root: Schema, depth: int) -> bool:
    return not isinstance(value, dict) or all(
        _conforms(item, schema, root, depth)
        for pattern, schema in wanted.items()
        for name, item in value.items()
        if (expression := compiled(pattern)) is not None and expression.search(name)
    )


def _items(value: Any, wanted: Any, schema: Mapping[str, Any], root: Schema, depth: int) -> bool:
    if not isinstance(value, list):
        return True
    return all(_conforms(item, wanted, root, depth) for item in value[len(schema.get("prefixItems", ())) :])


def _contains(value: Any, wanted: Any, schema: Mapping[str, Any], root: Schema, depth: int) -> bool:
    if not isinstance(value, list):
        return True
    count = sum(_conforms(item, wanted, root, depth) for item in value)
    return bool(schema.get("minContains", 1) <= count <= schema.get("maxContains", count))


def _condition(value: Any, wanted: Any, schema: Mapping[str, Any], root: Schema, depth: int) -> bool:
    branch = "then" if _conforms(value, wanted, root, depth) else "else"
    return _conforms(value, schema.get(branch, True), root, depth)


def _within(kind: type | tuple[type, ...], allows: Callable[[Any, Any], bool]) -> Check:
    """Return a check that holds for every value that is not of the Python type ``kind``."""

    def check(value: Any, wanted: Any, *_: Any) -> bool:
        return not isinstance(value, kind) or isinstance(value, bool) or allows(value, wanted)

    return check


_NUMBER = (int, float)
_CHECKS: dict[str, Check] = {
    "type": _type,
    "enum": lambda value, wanted, *_: any(same(value, item) for item in wanted),
    "const": lambda value, wanted, *_: same(value, wanted),
    "minimum": _within(_NUMBER, lambda value, wanted: value >= wanted),
    "maximum": _within(_NUMBER, lambda value, wanted: value <= wanted),
    "exclusiveMinimum": _within(_NUMBER, lambda value, wanted: value > wanted),
    "exclusiveMaximum": _within(_NUMBER, lambda value, wanted: value < wanted),
    "multipleOf": _multiple,
    "minLength": _within(str, lambda value, wanted: len(value) >= wanted),
    "maxLength": _within(str, lambda value, wanted: len(value) <= wanted),
    "pattern": _pattern,
    "minItems": _within(list, lambda value, wanted: len(value) >= wanted),
    "maxItems": _within(list, lambda value, wanted: len(value) <= wanted),
    "uniqueItems": _unique,
    "minProperties": _within(dict, lambda value, wanted: len(value) >= wanted),
    "maxProperties": _within(dict, lambda value, wanted: len(value) <= wanted),
    "required": _within(dict, lambda value, wanted: all(name in value for name in wanted)),
    "$ref": _reference,
    "properties": _properties,
    "additionalProperties": _additional,
    "patternProperties": _patterned,
    "propertyNames": lambda value, wanted, _, root, depth: (
        not isinstance(value, dict) or all(_conforms(name, wanted, root, depth) for name in value)
    ),
    "dependentRequired": lambda value, wanted, *_: (
        not isinstance(value, dict)
        or all(other in value for name, others in wanted.items() if name in value for other in others)
    ),
    "dependentSchemas": lambda value, wanted, _, root, depth: (
        not isinstance(value, dict)
        or all(_conforms(value, schema, root, depth) for name, schema in wanted.items() if name in value)
    ),
    "items": _items,
    "prefixItems": lambda value, wanted, _, root, depth: (
        not isinstance(value, list)
        or all(_conforms(item, schema, root, depth) for item, schema in zip(value, wanted, strict=False))
    ),
    "contains": _contains,
    "allOf": lambda value, wanted, _, root, depth: all(_conforms(value, each, root, depth) for each in wanted),
    "anyOf": lambda value, wanted, _, root, depth: any(_conforms(value, each, root, depth) for each in wanted),
    "oneOf": lambda value, wanted, _, root, depth: sum(_conforms(value, each, root, depth) for each in wanted) == 1,
    "not": lambda value, wanted, _, root, depth: not _conforms(value, wanted, root, depth),
    "if": _condition,
}
