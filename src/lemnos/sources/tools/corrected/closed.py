"""Opens objects that may not have what they must have: ``additionalProperties: false`` beside or in ``allOf``.

A closed object forbids every property that stands not in its own ``properties``, also those that other parts of an
``allOf`` require. Where a required one is forbidden, nothing conforms. A closed object beside parts that require
nothing else stays as it is: values without these properties conform.
"""

from typing import Any, NamedTuple

from lemnos.sources.tools.schema.refs import Resolver, Specification

_DEEPEST = 12


class _Part(NamedTuple):
    """An object of which a schema is made."""

    names: frozenset[str] | None
    """The only properties that it allows; None if any."""
    required: frozenset[str]
    is_object: bool
    """Whether it says that it is of objects only."""


class ClosedObjects:
    """Finds the closed objects of one description to which nothing conforms.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def forbidden(self, schema: dict[str, Any], base: Specification) -> list[str]:
        """Return the properties that a schema, with all of which it is made, both requires and forbids."""
        parts = self._parts(schema, base, 0)
        if not any(part.is_object for part in parts):
            return []
        required = dict.fromkeys(name for part in parts for name in sorted(part.required))
        return [name for name in required if any(part.names is not None and name not in part.names for part in parts)]

    def forbidden_by_all(self, schema: dict[str, Any], base: Specification) -> list[str]:
        """Return what a closed schema forbids and the branches of ``oneOf`` or ``anyOf`` require, if each does so."""
        own = self._parts(schema, base, 0)
        for joint in ("oneOf", "anyOf"):
            branches = schema.get(joint)
            if not isinstance(branches, list) or not branches or not any(part.is_object for part in own):
                continue
            found = []
            for branch in branches:
                required = (name for part in self._parts(branch, base, 1) for name in sorted(part.required))
                forbidden = [
                    name for name in required if any(part.names is not None and name not in part.names for part in own)
                ]
                found.append(forbidden)
            if all(found):
                return list(dict.fromkeys(name for names in found for name in names))
        return []

    def opened(self, schema: dict[str, Any], base: Specification, depth: int = 0) -> dict[str, Any] | None:
        """Return a schema without what closes it and its parts, which are copied; None if they lie in other files."""
        result = dict(schema)
        if result.get("additionalProperties") is False:
            del result["additionalProperties"]
        members = result.get("allOf")
        opened: list[Any] = []
        for member in members if isinstance(members, list) else ():
            target = self._resolver.find(member.get("$ref"), base) if isinstance(member, dict) else None
            inner, home = (target.value, target.base) if target is not None else (member, base)
            if not isinstance(inner, dict) or all(part.names is None for part in self._parts(inner, home, 0)):
                opened.append(member)
                continue
            copy = self.opened(inner, home, depth + 1) if depth < _DEEPEST and home is base else None
            if copy is None:
                return None
            opened.append(copy)
        return {**result, "allOf": opened} if opened else result

    def _parts(self, schema: Any, base: Specification, depth: int) -> list[_Part]:
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            schema, base = (target.value, target.base) if target is not None else (None, base)
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return []
        named, required = schema.get("properties"), schema.get("required")
        is_closed = schema.get("additionalProperties") is False and not schema.get("patternProperties")
        names = frozenset(map(str, named)) if isinstance(named, dict) else frozenset()
        needed = frozenset(each for each in required if isinstance(each, str)) if isinstance(required, list) else ()
        members = schema.get("allOf")
        return [
            _Part(names if is_closed else None, frozenset(needed), schema.get("type") in ("object", ["object"])),
            *(
                part
                for member in (members if isinstance(members, list) else ())
                for part in self._parts(member, base, depth + 1)
            ),
        ]
