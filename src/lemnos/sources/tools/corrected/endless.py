"""Finds what a schema must hold without end: itself as a required property, or as an item of a list that has some.

No finite value conforms to ``Link: {type: object, required: [next], properties: {next: Link}}``.
"""

from typing import Any

from lemnos.sources.tools.schema.refs import Resolver, Specification

_MOST_LOOKS = 400
"""Schemas that are looked at for one property; beyond these it counts as one that ends."""


class Endless:
    """Finds the schemas of one description that must hold themselves.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._left = 0

    def properties(self, schema: dict[str, Any], base: Specification) -> list[str]:
        """Return the required properties of an object in which it must be again."""
        named, needed = schema.get("properties"), schema.get("required")
        if not isinstance(named, dict) or not isinstance(needed, list) or not _is_only(schema, "object"):
            return []
        return [name for name in needed if isinstance(name, str) and self._leads(named.get(name), base, schema)]

    def is_item(self, schema: dict[str, Any], base: Specification) -> bool:
        """Return whether a list that must have items must be in each of them again."""
        return _must_have_items(schema) and self._leads(schema["items"], base, schema)

    def _leads(self, part: Any, base: Specification, goal: dict[str, Any]) -> bool:
        self._left = _MOST_LOOKS
        return self._holds(part, base, goal, frozenset())

    def _holds(self, schema: Any, base: Specification, goal: dict[str, Any], seen: frozenset[int]) -> bool:
        """Return whether each value of a schema holds one of the goal."""
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            schema, base = (target.value, target.base) if target is not None else (None, base)
        if schema is goal:
            return True
        self._left -= 1
        if not isinstance(schema, dict) or id(schema) in seen or self._left < 0 or _may_be_null(schema):
            return False
        seen |= {id(schema)}
        if any(self._holds(each, base, goal, seen) for each in _listed(schema, "allOf")):
            return True
        for joint in ("oneOf", "anyOf"):
            if (branches := _listed(schema, joint)) and all(self._holds(each, base, goal, seen) for each in branches):
                return True
        if _must_have_items(schema):
            return self._holds(schema["items"], base, goal, seen)
        named = schema.get("properties")
        if not _is_only(schema, "object") or not isinstance(named, dict):
            return False
        needed = [name for name in _listed(schema, "required") if isinstance(name, str)]
        return any(self._holds(named.get(name), base, goal, seen) for name in needed)


def _must_have_items(schema: dict[str, Any]) -> bool:
    least = schema.get("minItems")
    is_list = _is_only(schema, "array") and isinstance(schema.get("items"), dict) and "prefixItems" not in schema
    return is_list and isinstance(least, int) and least > 0


def _is_only(schema: dict[str, Any], kind: str) -> bool:
    return schema.get("type") in (kind, [kind]) and not _may_be_null(schema)


def _may_be_null(schema: dict[str, Any]) -> bool:
    kind = schema.get("type")
    is_null = isinstance(kind, list) and "null" in kind
    return is_null or schema.get("nullable") is True or schema.get("x-nullable") is True


def _listed(schema: dict[str, Any], keyword: str) -> list[Any]:
    value = schema.get(keyword)
    return value if isinstance(value, list) else []
