"""Repairs values: a value that almost conforms to a schema -> one that does.

A value that conforms already is returned as it is. What must be made up follows from a seed.
"""

from typing import Any

from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.values.make import sample

_BRANCHES = 12
_DEEPEST = 24


def fitted(value: Any, schema: Schema, root: Schema, seed: str, name: str, depth: int = 0) -> Any:
    """Return ``value`` changed as little as needed to conform to ``schema``.

    Properties that are not allowed or do not conform are left out, required ones that are missing are made, and scalars
    are written in the type that is wanted.

    Raises:
        ImpossibleError: No value was found that conforms.
    """
    if conforms(value, schema, root):
        return value
    if depth > _DEEPEST:
        return sample(schema, root, seed, name, least=True)
    flat = flatten(schema, root)
    if groups := flat.get("groups"):
        for branch in groups[0][:_BRANCHES]:
            try:
                merged = with_branch(flat, 0, branch, root)
                changed = fitted(value, _plain(merged), root, seed, name, depth + 1)
            except (ImpossibleError, RecursionError):
                continue
            if conforms(changed, schema, root) and (not isinstance(value, dict) or changed):
                return changed
        for left_out in value if isinstance(value, dict) else ():  # of what one branch has and another may not
            rest = {each: part for each, part in value.items() if each != left_out}
            if left_out not in flat.get("required", ()) and conforms(rest, schema, root):
                return rest
        return sample(schema, root, seed, name, least=True)
    kinds = types(flat)
    changed = value
    if isinstance(value, dict) and ("object" in kinds or not kinds):
        changed = _object(value, flat, root, seed, depth)
    elif isinstance(value, list) and ("array" in kinds or not kinds):
        items = flat.get("items", True)
        changed = []
        for number, item in enumerate(value):
            try:
                changed.append(fitted(item, items, root, f"{seed}/{number}", name, depth + 1))
            except ImpossibleError:
                continue
        changed = changed[: flat.get("maxItems", len(changed))]
    elif not isinstance(value, dict | list):
        changed = _scalar(value, flat, kinds, root, schema, seed, name, depth)
    if conforms(changed, schema, root):
        return changed
    return sample(schema, root, seed, name, least=True)


def _plain(flat: dict[str, Any]) -> dict[str, Any]:
    """Return a flat schema as a JSON Schema."""
    groups = flat.get("groups")
    rest = {keyword: value for keyword, value in flat.items() if keyword != "groups"}
    return {**rest, "allOf": [{"anyOf": group} for group in groups]} if groups else rest


def _object(value: dict[str, Any], flat: dict[str, Any], root: Schema, seed: str, depth: int) -> dict[str, Any]:
    properties: dict[str, Any] = flat.get("properties", {})
    required = flat.get("required", ())
    additional = flat.get("additionalProperties", True)
    changed: dict[str, Any] = {}
    for name, each in value.items():
        schema = properties.get(name, additional)
        if schema is False and name not in flat.get("patternProperties", ()):
            continue
        if conforms(each, schema, root):
            changed[name] = each
            continue
        try:
            if name in required or isinstance(each, dict | list):
                made = fitted(each, schema, root, f"{seed}/{name}", name, depth + 1)
            else:
                flat_each = flatten(schema, root)
                made = _scalar(each, flat_each, types(flat_each), root, schema, f"{seed}/{name}", name, depth + 1)
        except ImpossibleError:
            continue
        if conforms(made, schema, root):
            changed[name] = made
    for name in required:
        if name not in changed:
            changed[name] = sample(properties.get(name, additional), root, f"{seed}/{name}", name, least=depth > 1)
    return changed


def _scalar(
    value: Any,
    flat: dict[str, Any],
    kinds: tuple[str, ...],
    root: Schema,
    schema: Schema,
    seed: str,
    name: str,
    depth: int,
) -> Any:
    """Return a scalar as the type that is wanted: a number as text, a key as the object it names, one as a list."""
    for kind in kinds:
        made: Any = None
        if kind == "string" and isinstance(value, int | float):
            made = str(value).lower() if isinstance(value, bool) else str(value)
        elif kind == "boolean" and isinstance(value, str) and value.lower() in ("true", "false"):
            made = value.lower() == "true"
        elif kind == "integer" and isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 19:
            made = int(value)
        elif kind == "number" and isinstance(value, str):
            try:
                made = float(value)
            except ValueError:
                continue
        elif kind == "array" and value is not None:
            try:
                made = [fitted(value, flat.get("items", True), root, seed, name, depth + 1)]
            except ImpossibleError:
                continue
        elif kind == "object" and isinstance(value, str | int):
            inner = flat.get("properties", {})
            field = next((each for each in ("id", "key", "name", "value", "login", "code") if each in inner), None)
            if field is None:
                continue
            try:
                made = _object({field: value}, flat, root, seed, depth + 1)
            except ImpossibleError:
                continue
        if made is not None and conforms(made, schema, root):
            return made
    return value
