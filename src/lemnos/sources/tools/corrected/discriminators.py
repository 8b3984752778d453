"""Reads discriminators beside alternatives: which value of the property leads to which branch, and who denies it.

A branch is told by the keys of ``mapping`` that lead to it, or by the name of its schema (OpenAPI 3.1, section 4.8.25).
Its own schema may deny these: a property ``kind`` whose ``enum`` has only ``resource`` is never ``Resource``.
"""

from typing import Any

from lemnos.sources.tools.schema.numbers import WrittenWord, text_of
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.text.json_pointers import unescaped

_DEEPEST = 12


class Discriminators:
    """Reads the discriminators of one description.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def values(self, schema: dict[str, Any], base: Specification) -> list[list[str]] | None:
        """Return the values by which each branch is told that it may have; None if a discriminator tells of none.

        A branch that is written in place has none: discriminators speak of references only.
        """
        told = schema.get("discriminator")
        name = told.get("propertyName") if isinstance(told, dict) else None
        branches = schema.get("oneOf") or schema.get("anyOf")
        if not isinstance(told, dict) or not isinstance(name, str) or not isinstance(branches, list) or not branches:
            return None
        mapping = told.get("mapping")
        if not mapping and not any(isinstance(each, dict) and "$ref" in each for each in branches):
            return None
        mapped: dict[str, list[str]] = {}
        for value, reference in mapping.items() if isinstance(mapping, dict) else ():
            target = self._resolver.find(text_of(reference), base)
            if target is not None:
                mapped.setdefault(target.key, []).append(str(value))
        found: list[list[str]] = []
        for branch in branches:
            reference = branch.get("$ref") if isinstance(branch, dict) else None
            target = self._resolver.find(reference, base)
            if target is None:
                found.append([])
                continue
            implied = unescaped(str(reference).rpartition("/")[2])
            values = mapped.get(target.key) or [implied]
            allowed = self._allowed(target.value, target.base, name, 0)
            found.append([value for value in values if allowed is None or value in allowed])
        return found

    def is_shown(self, branch: dict[str, Any], base: Specification, name: str) -> bool:
        """Return whether a branch, or what it is made of, has the property."""
        return self._property(branch, base, name, 0) is not None

    def _property(self, schema: Any, base: Specification, name: str, depth: int) -> tuple[Any, Specification] | None:
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            schema, base = (target.value, target.base) if target is not None else (None, base)
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return None
        named = schema.get("properties")
        if isinstance(named, dict) and name in named:
            return named[name], base
        parts = schema.get("allOf")
        for part in parts if isinstance(parts, list) else ():
            if (found := self._property(part, base, name, depth + 1)) is not None:
                return found
        return None

    def _allowed(self, schema: Any, base: Specification, name: str, depth: int) -> set[str] | None:
        """Return the values that a schema allows its property; None if any text."""
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            schema, base = (target.value, target.base) if target is not None else (None, base)
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return None
        allowed: set[str] | None = None
        named = schema.get("properties")
        if isinstance(named, dict) and name in named:
            allowed = self._members(named[name], base)
        parts = schema.get("allOf")
        for part in parts if isinstance(parts, list) else ():
            other = self._allowed(part, base, name, depth + 1)
            if other is not None:
                allowed = other if allowed is None else allowed & other
        return allowed

    def _members(self, schema: Any, base: Specification) -> set[str] | None:
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            schema = target.value if target is not None else None
        if not isinstance(schema, dict):
            return None
        if "const" in schema:
            return {schema["const"]} if isinstance(schema["const"], str) else set()
        members = schema.get("enum")
        if isinstance(members, list):
            return {each.text if isinstance(each, WrittenWord) else each for each in members if _is_text(each)}
        kinds = schema.get("type", "string")
        is_other = kinds != "string" and not (isinstance(kinds, list) and "string" in kinds)
        return set() if is_other and isinstance(kinds, str | list) else None


def _is_text(value: Any) -> bool:
    return isinstance(value, str | WrittenWord)
