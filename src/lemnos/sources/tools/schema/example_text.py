"""Turns the numbers of an example into text where its schema says string.

YAML reads ``version: 1.10`` and ``zip: 30303`` as numbers, also where the schema of the member is of type string.
``with_text`` takes an example and its schema as written, and returns the example with the text of its author in these
places. It follows references, ``properties``, ``additionalProperties``, ``items`` and the members of ``allOf``,
``anyOf`` and ``oneOf``. The example is copied only where it changes. ``parsed`` reads an object that is given as text.
"""

from typing import Any

import msgspec

from lemnos.sources.tools.schema.numbers import text_of
from lemnos.sources.tools.schema.refs import Resolver, Specification

_DEEPEST = 12
_JOINTS = ("allOf", "anyOf", "oneOf")


def with_text(value: Any, schema: Any, base: Specification, resolver: Resolver, depth: int = 0) -> Any:
    """Return ``value`` with its numbers and truth values as text where ``schema`` allows strings only.

    Args:
        value: A default or an example.
        schema: Its schema as written; references are followed.
        base: The file that contains the schema.
        resolver: Follows references.
        depth: The number of levels above ``value``.
    """
    if value is None or isinstance(value, str) or depth > _DEEPEST or not isinstance(schema, dict):
        return value
    if isinstance(schema.get("$ref"), str):
        target = resolver.find(schema["$ref"], base)
        if target is None or not isinstance(target.value, dict):
            return value
        schema, base = target.value, target.base
    if isinstance(value, dict):
        return _object(value, schema, base, resolver, depth)
    if isinstance(value, list):
        items = schema.get("items")
        changed = [with_text(item, items, base, resolver, depth + 1) for item in value] if items else value
        return changed if any(new is not old for new, old in zip(changed, value, strict=True)) else value
    kind = schema.get("type")
    if kind == "string" or (isinstance(kind, list) and "string" in kind and set(kind) <= {"string", "null"}):
        return text_of(value)
    if kind is None:
        # Only members that all say string leave no doubt: a number fits any other member as it is.
        members = [member for joint in _JOINTS if isinstance(schema.get(joint), list) for member in schema[joint]]
        texts = [with_text(value, member, base, resolver, depth + 1) for member in members]
        if texts and all(isinstance(text, str) for text in texts):
            return texts[0]
    return value


def parsed(value: Any, kinds: tuple[str, ...]) -> Any:
    """Return an example of an object or a list that is given as its JSON text; any other one as it is.

    >>> parsed('{"litres": 2}', ("object",)), parsed("[1]", ("string",))
    ({'litres': 2}, '[1]')
    """
    if not isinstance(value, str) or not kinds or not {*kinds} <= {"object", "array", "null"}:
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError):
        return value


def _object(
    value: dict[str, Any], schema: dict[str, Any], base: Specification, resolver: Resolver, depth: int
) -> dict[str, Any]:
    properties = schema.get("properties")
    properties = properties if isinstance(properties, dict) else {}
    others = schema.get("additionalProperties")
    result = value
    for name, item in value.items():
        if item is None or isinstance(item, str):
            continue
        changed = with_text(item, properties.get(name, others), base, resolver, depth + 1)
        if changed is not item:
            if result is value:
                result = dict(value)
            result[name] = changed
    for joint in _JOINTS:
        members = schema.get(joint)
        for member in members if isinstance(members, list) else ():
            changed = with_text(result, member, base, resolver, depth + 1)
            result = changed if isinstance(changed, dict) else result
    return result
