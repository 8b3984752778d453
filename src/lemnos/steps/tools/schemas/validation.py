"""Check whether a JSON value conforms to a JSON Schema (draft 2020-12) without building a validator.

``jsonschema`` needs about a millisecond to set up a validator. An example is put together from many small values, each
of which is checked before it is used, so this module reads the schema directly. It agrees with
``Draft202012Validator`` on every keyword that it knows; like that validator, it does not assert ``format``.
Limitation: schemas with ``unevaluatedProperties``, ``unevaluatedItems``, ``$dynamicRef`` or ``$anchor`` are passed to
``jsonschema``.
"""

import math
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lemnos.text.json_pointers import unescaped

Schema = Mapping[str, Any] | bool

DEEPEST = 200
"""Greatest nesting of schemas; deeper references count as circular, and no value conforms to them."""

_LEFT_TO_JSONSCHEMA = frozenset(("unevaluatedProperties", "unevaluatedItems", "$dynamicRef", "$anchor"))
_DEFINITIONS = "#/$defs/"


def conforms(value: Any, schema: Schema, root: Schema) -> bool:
    """Return whether ``value`` conforms to ``schema``; ``$ref`` is resolved within ``root``."""
    return _conforms(value, schema, root, 0)


def resolve(reference: str, root: Schema) -> Schema | None:
    """Return the schema to which a JSON pointer (``#/$defs/Pet``) points within ``root``; None if there is none."""
    if reference.startswith(_DEFINITIONS) and isinstance(root, dict):
        named = root.get("$defs", {}).get(reference[len(_DEFINITIONS) :])  # the usual case
        if isinstance(named, dict):
            return named
    if not reference.startswith("#"):
        return None
    node: Any = root
    for part in reference[1:].split("/")[1:]:
        part = unescaped(part)
        if isinstance(node, dict) and part in node:
            node = node[part]
        elif isinstance(node, list) and part.isdigit() and int(part) < len(node):
            node = node[int(part)]
        elif "%" in part and isinstance(node, dict):
            from urllib.parse import unquote

            node = node.get(unquote(part))
        else:
            return None
    return node if isinstance(node, dict | bool) else None


def json_equal(first: Any, second: Any) -> bool:
    """Return whether two JSON values are equal. 1 equals 1.0, but not true."""
    if isinstance(first, bool) or isinstance(second, bool):
        return first is second
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(json_equal, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(json_equal(item, second[key]) for key, item in first.items())
    return bool(first == second)


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
    """Return the compiled pattern; None if Python cannot compile it."""
    try:
        with warnings.catch_warnings(action="ignore"):  # about character sets that a later Python may read differently
            return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def _conforms(value: Any, schema: Schema, root: Schema, depth: int) -> bool:
    if schema is True or schema is False:
        return schema
    if depth > DEEPEST or not isinstance(schema, dict):
        return False
    if not _LEFT_TO_JSONSCHEMA.isdisjoint(schema):
        return _by_jsonschema(value, schema, root)
    for keyword, wanted in schema.items():
        check = _CHECKS.get(keyword)
        if check is not None and not check(value, wanted, schema, root, depth + 1):
            return False
    return True


def _by_jsonschema(value: Any, schema: Schema, root: Schema) -> bool:
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
    return not any(json_equal(item, earlier) for index, item in enumerate(value) for earlier in value[:index])


def _pattern(value: Any, wanted: Any, *_: Any) -> bool:
    pattern = compiled(wanted)
    return not isinstance(value, str) or (pattern is not None and pattern.search(value) is not None)


def _reference(value: Any, wanted: Any, _: Any, root: Schema, depth: int) -> bool:
    target = resolve(wanted, root)
    return target is not None and _conforms(value, target, root, depth)


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


def _bound(kind: type | tuple[type, ...], allows: Callable[[Any, Any], bool]) -> Check:
    """Return a check that applies ``allows`` to values of the Python type ``kind`` and accepts all others."""

    def check(value: Any, wanted: Any, *_: Any) -> bool:
        return not isinstance(value, kind) or isinstance(value, bool) or allows(value, wanted)

    return check


_NUMBER = (int, float)
_CHECKS: dict[str, Check] = {
    "type": _type,
    "enum": lambda value, wanted, *_: any(json_equal(value, item) for item in wanted),
    "const": lambda value, wanted, *_: json_equal(value, wanted),
    "minimum": _bound(_NUMBER, lambda value, wanted: value >= wanted),
    "maximum": _bound(_NUMBER, lambda value, wanted: value <= wanted),
    "exclusiveMinimum": _bound(_NUMBER, lambda value, wanted: value > wanted),
    "exclusiveMaximum": _bound(_NUMBER, lambda value, wanted: value < wanted),
    "multipleOf": _multiple,
    "minLength": _bound(str, lambda value, wanted: len(value) >= wanted),
    "maxLength": _bound(str, lambda value, wanted: len(value) <= wanted),
    "pattern": _pattern,
    "minItems": _bound(list, lambda value, wanted: len(value) >= wanted),
    "maxItems": _bound(list, lambda value, wanted: len(value) <= wanted),
    "uniqueItems": _unique,
    "minProperties": _bound(dict, lambda value, wanted: len(value) >= wanted),
    "maxProperties": _bound(dict, lambda value, wanted: len(value) <= wanted),
    "required": _bound(dict, lambda value, wanted: all(name in value for name in wanted)),
    "$ref": _reference,
    "properties": _properties,
    "additionalProperties": _additional,
    "patternProperties": _patterned,
    "propertyNames": lambda value, wanted, _, root, depth: (
        not isinstance(value, dict) or all(_conforms(name, wanted, root, depth) for name in value)
    ),
    "dependentRequired": lambda value, wanted, *_: (
        not isinstance(value, dict)
        or all(needed in value for name, names in wanted.items() if name in value for needed in names)
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
