"""A schema with its ``$ref`` and ``allOf`` merged in: the constraints that one value must meet, side by side.

``anyOf`` and ``oneOf`` are left as groups of branches, for a value must choose among them. What cannot be merged
(``not``, ``if``) stays as it is written; whoever makes a value checks it against the whole schema afterwards.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.schemas.validation import Schema, is_type, resolve, same

Flat = dict[str, Any]
"""Keywords as in JSON Schema, and ``groups``: a list of lists of branches, of each of which one must be chosen."""

_JOINTS = frozenset(("$ref", "allOf", "anyOf", "oneOf"))
_ANNOTATIONS = frozenset(("title", "description", "default", "examples", "format", "x-python-type", "deprecated"))
_LARGER = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"))
_SMALLER = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"))
_BOTH = frozenset(("items", "additionalProperties", "propertyNames", "contains"))


class ImpossibleError(ValueError):
    """Nothing conforms to a schema, or nothing of a reasonable size."""


def flatten(schema: Schema, root: Schema) -> Flat:
    """Return ``schema`` flat; its own annotations come before those of what it refers to.

    Raises:
        ImpossibleError: Nothing conforms to it.
    """
    if isinstance(schema, dict) and _JOINTS.isdisjoint(schema):
        return schema
    flat: Flat = {}
    _absorb(flat, schema, root, ())
    return flat


def with_branch(flat: Flat, group: int, branch: Schema, root: Schema) -> Flat:
    """Return ``flat`` with one branch of one of its groups merged in and the group gone.

    Raises:
        ImpossibleError: The branch and the rest exclude each other.
    """
    merged = {keyword: value for keyword, value in flat.items() if keyword not in ("groups", "examples", "default")}
    rest = [each for number, each in enumerate(flat["groups"]) if number != group]
    if rest:
        merged["groups"] = rest
    _absorb(merged, branch, root, ())
    return merged


def types(flat: Flat) -> tuple[str, ...]:
    """Return the JSON types that a flat schema allows, guessed from its other keywords where it names none."""
    named = flat.get("type")
    if isinstance(named, str):
        return (named,)
    if named:
        return tuple(named)
    if "properties" in flat or "required" in flat or isinstance(flat.get("additionalProperties"), dict):
        return ("object",)
    if "items" in flat or "prefixItems" in flat or "minItems" in flat:
        return ("array",)
    if "pattern" in flat or "minLength" in flat or "maxLength" in flat or "format" in flat:
        return ("string",)
    if "minimum" in flat or "maximum" in flat or "multipleOf" in flat:
        return ("number",)
    return ()


def _absorb(flat: Flat, schema: Schema, root: Schema, seen: tuple[str, ...]) -> None:
    if schema is True:
        return
    if schema is False or not isinstance(schema, dict):
        raise ImpossibleError("false")
    for keyword, value in schema.items():
        if keyword not in ("$ref", "allOf", "anyOf", "oneOf", "$defs", "$schema"):
            _add(flat, keyword, value)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            flat["groups"] = [*flat.get("groups", ()), schema[keyword]]
    if (reference := schema.get("$ref")) is not None and reference not in seen:
        found = resolve(reference, root)
        if found is None or len(seen) > 50:
            raise ImpossibleError(f"{reference} leads to nothing")
        _absorb(flat, found, root, (*seen, reference))
    for each in schema.get("allOf", ()):
        _absorb(flat, each, root, seen)


def _add(flat: Flat, keyword: str, value: Any) -> None:
    if keyword not in flat:
        flat[keyword] = value
        return
    have = flat[keyword]
    if keyword in _ANNOTATIONS or same(have, value):
        return
    if keyword in ("properties", "patternProperties"):
        flat[keyword] = {
            **have,
            **{name: _both(have[name], each) if name in have else each for name, each in value.items()},
        }
    elif keyword == "required":
        flat[keyword] = list(dict.fromkeys((*have, *value)))
    elif keyword == "type":
        flat[keyword] = _types_of_both(have, value)
    elif keyword == "enum":
        flat[keyword] = [item for item in have if any(same(item, other) for other in value)]
        if not flat[keyword]:
            raise ImpossibleError("enum")
    elif keyword == "const":
        raise ImpossibleError("const")
    elif keyword in _LARGER:
        flat[keyword] = max(have, value)
    elif keyword in _SMALLER:
        flat[keyword] = min(have, value)
    elif keyword in _BOTH:
        flat[keyword] = _both(have, value)
    else:
        flat[keyword] = value


def _both(one: Schema, other: Schema) -> Schema:
    if one is True or other is True:
        return other if one is True else one
    return one if same(one, other) else {"allOf": [one, other]}


def _types_of_both(one: Any, other: Any) -> list[str]:
    first = [one] if isinstance(one, str) else one
    second = [other] if isinstance(other, str) else other
    both = [name for name in first if name in second]
    if "integer" not in both and (
        ("integer" in first and "number" in second) or ("number" in first and "integer" in second)
    ):
        both.append("integer")
    if not both:
        raise ImpossibleError("type")
    return both


def allows(flat: Mapping[str, Any], value: Any) -> bool:
    """Return whether a value is of a type that a flat schema allows, as far as ``type`` alone tells."""
    named = flat.get("type")
    return named is None or any(is_type(value, name) for name in ([named] if isinstance(named, str) else named))
