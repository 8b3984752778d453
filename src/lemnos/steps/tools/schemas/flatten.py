"""Merge ``$ref`` and ``allOf`` into a JSON Schema: schema, root -> ``Flat``, the keywords that one value must
satisfy.

``anyOf`` and ``oneOf`` become groups of branches, because a value must choose one branch of each. Annotations such as
``default`` and ``examples`` of a schema take precedence over those of ``$ref`` and ``allOf``, and those of a later
member of ``allOf`` over those of an earlier one, because that is how authors override what a base says. Limitation:
what cannot be merged (``not``, ``if``) stays as written, and where two schemas give a keyword that has no rule for
merging, the last one wins. A caller that makes a value checks it against the whole schema afterwards.
"""

from typing import Any

from lemnos.steps.tools.schemas.validation import Schema, compiled, json_equal, resolve

Flat = dict[str, Any]
"""Keywords as in JSON Schema, and ``groups``: lists of branches; a value must choose one branch of each list."""

_JOINTS = frozenset(("$ref", "allOf", "anyOf", "oneOf"))
_ANNOTATIONS = frozenset(("title", "description", "default", "examples", "format", "x-python-type", "deprecated"))
_OVERRIDDEN = _ANNOTATIONS | {"enum"}
"""Keywords with which a later member of ``allOf`` replaces what an earlier one says."""
_LARGER = frozenset(("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains"))
_SMALLER = frozenset(("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties", "maxContains"))
_COMBINED = frozenset(("items", "additionalProperties", "propertyNames", "contains"))


class ImpossibleError(ValueError):
    """No value conforms to a schema, or no value of a reasonable size."""


def flatten(schema: Schema, root: Schema) -> Flat:
    """Return ``schema`` flattened; its own annotations take precedence over those of the schemas that it refers to.

    Raises:
        ImpossibleError: No value conforms to it, or a reference cannot be resolved.
    """
    if isinstance(schema, dict) and _JOINTS.isdisjoint(schema):
        return schema
    flat: Flat = {}
    _absorb(flat, schema, root, (), frozenset())
    return flat


def with_branch(flat: Flat, group: int, branch: Schema, root: Schema) -> Flat:
    """Return ``flat`` with one branch of one of its groups merged in and that group removed.

    Raises:
        ImpossibleError: The branch contradicts the rest of the schema.
    """
    merged = {keyword: value for keyword, value in flat.items() if keyword not in ("groups", "examples", "default")}
    rest = [each for number, each in enumerate(flat["groups"]) if number != group]
    if rest:
        merged["groups"] = rest
    _absorb(merged, branch, root, (), _OVERRIDDEN.intersection(merged))
    return merged


def types(flat: Flat) -> tuple[str, ...]:
    """Return the JSON types that a flat schema allows; without ``type``, they are inferred from its other keywords."""
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


def property_schema(flat: Flat, key: str) -> Schema:
    """Return the schema to which a property of an object must conform; False if there may be none of that name."""
    properties: dict[str, Schema] = flat.get("properties", {})
    if key in properties:
        return properties[key]
    patterns: dict[str, Schema] = flat.get("patternProperties", {})
    for pattern, schema in patterns.items():
        expression = compiled(pattern)
        if expression is not None and expression.search(key):
            return schema
    additional: Schema = flat.get("additionalProperties", True)
    return additional


def _absorb(flat: Flat, schema: Schema, root: Schema, seen: tuple[str, ...], settled: frozenset[str]) -> None:
    """Merge a schema into ``flat``, whose ``settled`` annotations it must not replace."""
    if schema is True:
        return
    if schema is False or not isinstance(schema, dict):
        raise ImpossibleError("the schema is false, which allows no value")
    if "default" in schema and "examples" not in schema and "examples" not in settled:
        flat.pop("examples", None)  # of what it overrides
    for keyword, value in schema.items():
        if keyword not in ("$ref", "allOf", "anyOf", "oneOf", "$defs", "$schema"):
            _add(flat, keyword, value, settled)
    settled |= _OVERRIDDEN.intersection(schema)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            flat["groups"] = [*flat.get("groups", ()), schema[keyword]]
    if (reference := schema.get("$ref")) is not None and reference not in seen:
        target = resolve(reference, root)
        if target is None or len(seen) > 50:
            raise ImpossibleError(f"the reference {reference} cannot be resolved")
        _absorb(flat, target, root, (*seen, reference), settled)
    for each in schema.get("allOf", ()):
        _absorb(flat, each, root, seen, settled)


def _add(flat: Flat, keyword: str, value: Any, settled: frozenset[str]) -> None:
    if keyword not in flat:
        flat[keyword] = value
        return
    present = flat[keyword]
    if keyword in _ANNOTATIONS:
        if keyword not in settled:
            flat[keyword] = value
        return
    if json_equal(present, value):
        return
    if keyword in ("properties", "patternProperties"):
        flat[keyword] = {
            **present,
            **{name: _combined(present[name], each) if name in present else each for name, each in value.items()},
        }
    elif keyword == "required":
        flat[keyword] = list(dict.fromkeys((*present, *value)))
    elif keyword == "type":
        flat[keyword] = _common_types(present, value)
    elif keyword == "enum":
        common = [item for item in present if any(json_equal(item, other) for other in value)]
        if not common and keyword in settled:
            raise ImpossibleError("two enums have no value in common")
        flat[keyword] = common or value
    elif keyword == "const":
        raise ImpossibleError("two const values differ")
    elif keyword in _LARGER:
        flat[keyword] = max(present, value)
    elif keyword in _SMALLER:
        flat[keyword] = min(present, value)
    elif keyword in _COMBINED:
        flat[keyword] = _combined(present, value)
    else:
        flat[keyword] = value


def _combined(first: Schema, second: Schema) -> Schema:
    if first is True or second is True:
        return second if first is True else first
    return first if json_equal(first, second) else {"allOf": [first, second]}


def _common_types(first_type: Any, second_type: Any) -> list[str]:
    first = [first_type] if isinstance(first_type, str) else first_type
    second = [second_type] if isinstance(second_type, str) else second_type
    both = [name for name in first if name in second]
    if "integer" not in both and (
        ("integer" in first and "number" in second) or ("number" in first and "integer" in second)
    ):
        both.append("integer")
    if not both:
        raise ImpossibleError("two types exclude each other")
    return both


def only_value(flat: Flat) -> Any:
    """Return the one value that a flat schema allows; None if it allows none or several.

    >>> only_value({"type": "string", "enum": ["json"]}), only_value({"type": "string", "enum": ["json", "xml"]})
    ('json', None)
    """
    if "const" in flat:
        return flat["const"]
    allowed = flat.get("enum")
    return allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else None


def as_schema(flat: Flat) -> dict[str, Any]:
    """Return a flat schema as a JSON Schema."""
    groups = flat.get("groups")
    rest = {keyword: value for keyword, value in flat.items() if keyword != "groups"}
    return {**rest, "allOf": [{"anyOf": group} for group in groups]} if groups else rest
