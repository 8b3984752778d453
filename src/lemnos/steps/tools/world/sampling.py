"""Makes and repairs values: schema, seed -> a value that conforms; a value that almost conforms -> one that does.

The same seed gives the same value on any machine. A value that conforms already is returned as it is.
"""

import hashlib
from random import Random
from typing import Any

from lemnos.steps.tools.examples.schema_values import SchemaSampler
from lemnos.steps.tools.examples.selection import Wishes
from lemnos.steps.tools.schemas.flatten import ImpossibleError, flatten, types, with_branch
from lemnos.steps.tools.schemas.validation import Schema, conforms

_ATTEMPTS = ((1.0, 24), (0.4, 4), (0.0, 0), (1.0, 60))
"""(share, maximum number) of optional properties, in the order in which they are tried."""
_LEAST_ATTEMPTS = ((0.0, 0), (0.4, 4), (1.0, 60))
_BRANCHES = 12
_DEEPEST = 24


def seed_of(*parts: str) -> int:
    """Return a 64-bit number that follows from ``parts``."""
    digest = hashlib.blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return int.from_bytes(digest.digest(), "little")


def sample(schema: Schema, root: Schema, seed: str, name: str, *, host: str = "", least: bool = False) -> Any:
    """Return a value that conforms to ``schema``.

    Args:
        schema: What the value must conform to.
        root: The schema within which references are resolved.
        seed: Any text; the same text gives the same value.
        name: Name of the value, which decides what is plausible.
        host: Host of the API.
        least: Whether optional properties are left out where that is possible.

    Raises:
        ImpossibleError: No value of a reasonable size was found.
    """
    number = seed_of(seed)
    for share, most in _LEAST_ATTEMPTS if least else _ATTEMPTS:
        try:
            value = SchemaSampler(root, Random(number), share, most, Wishes(host=host)).make(schema, name)
        except (ImpossibleError, RecursionError, OverflowError):
            continue
        if conforms(value, schema, root):
            return value
    raise ImpossibleError(f"no value of {name} was found that conforms to its schema")


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
        elif name in required or isinstance(each, dict | list):
            try:
                made = fitted(each, schema, root, f"{seed}/{name}", name, depth + 1)
            except ImpossibleError:
                continue
            changed[name] = made
        else:
            flat_each = flatten(schema, root)
            made = _scalar(each, flat_each, types(flat_each), root, schema, f"{seed}/{name}", name, depth + 1)
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
        if kind == "string" and isinstance(value, int | float) and not isinstance(value, bool):
            made = str(value)
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
