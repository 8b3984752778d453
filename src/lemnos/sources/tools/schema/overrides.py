"""Merges the properties of the members of an ``allOf``: properties, properties -> properties.

Authors override in a later member what an earlier one says of a property, such as its default or its example.
"""

from typing import Any

from lemnos.sources.tools.schema.keywords import Schema

_STRUCTURED = frozenset(("$ref", "allOf", "anyOf", "oneOf", "properties", "items", "additionalProperties", "not"))
"""Keywords of schemas that are not merged keyword by keyword."""


def members_of(schema: Schema) -> Schema:
    """Return the properties of a converted schema, those within its ``allOf`` included."""
    found: Schema = {}
    for part in schema.get("allOf", ()):
        found |= members_of(part) if isinstance(part, dict) else {}
    found |= schema.get("properties", {})
    return found


def merge(properties: Schema, others: Schema) -> None:
    """Add ``others``, which are those of a later member, to ``properties``."""
    for name, other in others.items():
        properties[name] = _overridden(properties[name], other) if name in properties else other


def _overridden(first: Any, second: Any) -> Any:
    """Return a property that two members of ``allOf`` have: what the later one says replaces what the earlier one says.

    >>> _overridden({"type": "string", "default": "a"}, {"default": "b"})
    {'type': 'string', 'default': 'b'}
    """
    if not isinstance(first, dict) or not isinstance(second, dict) or first == second:
        return second
    if first.keys() & _STRUCTURED or second.keys() & _STRUCTURED:
        return {"allOf": [first, second]}
    merged = {**first, **second}
    allowed = merged.get("enum")
    if "examples" in first and "examples" not in second and "default" in second:
        del merged["examples"]
    elif isinstance(allowed, list) and any(each not in allowed for each in merged.get("examples", ())):
        merged["examples"] = [each for each in merged["examples"] if each in allowed]
        if not merged["examples"]:
            del merged["examples"]
    if isinstance(allowed, list) and "default" in merged and merged["default"] not in allowed:
        del merged["default"]
    return merged
