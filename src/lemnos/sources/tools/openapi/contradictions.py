"""Leaves out optional properties that no value can be: raw description → the same without what contradicts itself.

``{"type": "integer", "enum": ["1 (basic)"]}`` allows nothing. Elsewhere the type is taken for the mistake, since
callers send the members; an answer that must conform to all that is written can only be without such a property, where
it may be left out. Of several members those that do not fit are left out. Words that YAML reads as truth values or
null are taken as they are meant. A discriminator without a mapping gets that of the names of its schemas, which tell
them apart (OpenAPI 3.1, section 4.8.25), where its property may have them; of several branches those stay that can have
such a value. References within the file are followed one
step. Costs one pass over the file.
"""

from typing import Any

from lemnos.sources.tools.corrected.discriminators import Discriminators
from lemnos.sources.tools.schema.numbers import WrittenWord
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import fits
from lemnos.text.json_pointers import unescaped

_DEEPEST = 100


def without_contradicted(value: Any) -> Any:
    """Return a file without the optional properties to which nothing conforms, and with mappings.

    What is unchanged is shared with the file.
    """
    root = Specification("", value)
    return _cleaned(value, root, Discriminators(Resolver(root, lambda _: None)), 0)


def _cleaned(value: Any, root: Specification, discriminators: Discriminators, depth: int) -> Any:
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        items = [_cleaned(each, root, discriminators, depth + 1) for each in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if not isinstance(value, dict):
        return value
    whole = {name: _cleaned(each, root, discriminators, depth + 1) for name, each in value.items()}
    named = whole.get("properties")
    if isinstance(named, dict):
        required = whole.get("required")
        needed = required if isinstance(required, list) else ()
        kept = {
            name: _with_fitting(each)
            for name, each in named.items()
            if name in needed or _is_possible(each, root.value)
        }
        if len(kept) < len(named) or any(kept[name] is not named[name] for name in kept):
            whole["properties"] = kept
    if "discriminator" in value:
        kept = _told(whole, value, root, discriminators)
        if mapping := _mapping(kept, root, discriminators):
            kept = {**kept, "discriminator": {**kept["discriminator"], "mapping": mapping}}
        whole = kept
    return whole if any(whole[name] is not value[name] for name in value) else value


def _told(
    schema: dict[str, Any], raw: dict[str, Any], root: Specification, discriminators: Discriminators
) -> dict[str, Any]:
    """Return a schema without the branches that cannot have a value that tells them, if others can."""
    values = discriminators.values(raw, root)
    if values is None or all(values) or not any(values):
        return schema
    joint = "oneOf" if raw.get("oneOf") else "anyOf"
    return {**schema, joint: [branch for branch, own in zip(schema[joint], values, strict=True) if own]}


def _mapping(schema: dict[str, Any], root: Specification, discriminators: Discriminators) -> dict[str, str]:
    """Return the mapping of a discriminator with all values that tell its branches; empty if they cannot be told."""
    values = discriminators.values(schema, root)
    if values is None or not all(values):
        return {}
    told = schema["discriminator"]
    branches = schema.get("oneOf") or schema["anyOf"]
    if not all(discriminators.is_shown(branch, root, told["propertyName"]) for branch in branches):
        return {}
    mapping = {value: branch["$ref"] for branch, own in zip(branches, values, strict=True) for value in own}
    return mapping if mapping != told.get("mapping") else {}


def _referred(schema: Any, root: Any) -> Any:
    """Return the schema of a reference within the file; the schema itself if it is none."""
    if isinstance(schema, dict) and isinstance(reference := schema.get("$ref"), str) and reference.startswith("#/"):
        schema = root
        for part in reference[2:].split("/"):
            schema = schema.get(unescaped(part)) if isinstance(schema, dict) else None
    return schema


def _with_fitting(schema: Any) -> Any:
    """Return a schema with the members of its ``enum`` that fit its type, if some do."""
    fitting = _fitting(schema) if isinstance(schema, dict) else None
    return {**schema, "enum": fitting} if fitting and len(fitting) < len(schema["enum"]) else schema


def _is_possible(schema: Any, root: Any) -> bool:
    """Return whether some member of an ``enum`` has the type that stands beside it."""
    schema = _referred(schema, root)
    return not isinstance(schema, dict) or _fitting(schema) != []


def _fitting(schema: dict[str, Any]) -> list[Any] | None:
    """Return the members of an ``enum`` that fit the type beside it; None without both."""
    members, kind = schema.get("enum"), schema.get("type")
    kinds = (kind,) if isinstance(kind, str) else tuple(kind) if isinstance(kind, list) else ()
    if not isinstance(members, list) or not members or not all(isinstance(each, str) for each in kinds) or not kinds:
        return None
    if schema.get("nullable") is True or schema.get("x-nullable") is True:
        kinds = (*kinds, "null")
    return [each for each in members if isinstance(each, WrittenWord) or fits(each, kinds)]
