"""Schemas that say by a slip that nothing conforms to them, and what they mean.

Two slips are frequent. ``oneOf`` whose branches do not exclude each other: what fits one of them as its author means it
fits another too, so that no value fits exactly one. ``additionalProperties: false`` beside ``allOf`` or alternatives:
the keyword sees only the properties beside itself, and forbids those that the others name.
"""

from typing import Any, NamedTuple

from lemnos.sources.tools.schema.refs import Resolver, Specification

_MOST = 24
"""Branches that are compared."""
_DEEPEST = 4
_MOST_SHAPES = 200_000
"""Schemas of one file that are looked into; after that, all is left as it is written."""
_JOINTS = ("allOf", "anyOf", "oneOf")
_HARMLESS = frozenset(
    "title description default example examples type format properties required additionalProperties nullable "
    "deprecated readOnly writeOnly discriminator externalDocs xml enum const items minProperties".split()
)
"""Keywords that the comparison understands, or that exclude no value."""


class _Shape(NamedTuple):
    """What an author would give for a schema: its members of ``allOf`` merged."""

    kinds: frozenset[str]
    """Types; empty for any."""
    properties: dict[str, tuple[Any, Specification]]
    required: frozenset[str]
    closed: bool
    values: frozenset[str] | None
    """Texts and numbers of its enum, None without one."""
    items: tuple[Any, Specification] | None
    other: bool
    """Whether it has keywords that are not understood."""


class Slips:
    """Finds such schemas in one file.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._left = _MOST_SHAPES

    def overlaps(self, branches: Any, base: Specification) -> bool:
        """Return whether some branch accepts all that one would give for another one.

        Args:
            branches: The value of ``oneOf``, as it is written.
            base: The file that it stands in.
        """
        if not isinstance(branches, list) or not 1 < len(branches) <= _MOST:
            return False
        shapes = [self._shape(branch, base, 0) for branch in branches]
        return any(
            self._accepts(one, other, 0)
            for number, one in enumerate(shapes)
            for place, other in enumerate(shapes)
            if number != place
        )

    def forbids_its_parts(self, raw: dict[str, Any], base: Specification) -> bool:
        """Return whether a schema that allows no further properties has members that name some."""
        own = raw.get("properties")
        names = own.keys() if isinstance(own, dict) else ()
        members = [member for joint in _JOINTS if isinstance(raw.get(joint), list) for member in raw[joint][:_MOST]]
        return any(
            name not in names for member in members for name in self._shape(member, base, 0, either=True).properties
        )

    def _shape(self, raw: Any, base: Specification, depth: int, *, either: bool = False) -> _Shape:
        """Return the shape of a schema; with ``either`` also the properties of its alternatives."""
        if isinstance(raw, dict) and isinstance(raw.get("$ref"), str):
            target = self._resolver.find(raw["$ref"], base)
            raw, base = (target.value, target.base) if target is not None else (None, base)
        self._left -= 1
        if not isinstance(raw, dict) or depth > _DEEPEST or self._left < 0:
            return _Shape(frozenset(), {}, frozenset(), False, None, None, True)
        kinds = frozenset(_texts(raw.get("type")))
        named = raw.get("properties")
        properties = {str(name): (value, base) for name, value in named.items()} if isinstance(named, dict) else {}
        if properties and not kinds:
            kinds = frozenset(("object",))
        required = frozenset(_texts(raw.get("required")))
        enum = [raw["const"]] if "const" in raw else raw.get("enum")
        values = frozenset(map(repr, enum)) if isinstance(enum, list) else None
        items = (raw["items"], base) if "items" in raw else None
        other = not all(key in _HARMLESS or key == "allOf" or key.startswith("x-") for key in map(str, raw))
        joints = _JOINTS if either else ("allOf",)
        for member in [each for joint in joints if isinstance(raw.get(joint), list) for each in raw[joint][:_MOST]]:
            part = self._shape(member, base, depth + 1, either=either)
            properties = {**part.properties, **properties}
            kinds, required = kinds or part.kinds, required | part.required
            values, items = values if values is not None else part.values, items or part.items
            other = other or part.other
        closed = raw.get("additionalProperties") is False
        return _Shape(kinds, properties, required, closed, values, items, other)

    def _accepts(self, one: _Shape, other: _Shape, depth: int) -> bool:
        """Return whether ``one`` accepts all that an author would give for ``other``."""
        if one.other or depth > _DEEPEST or not one.required <= other.required:
            return False
        if one.kinds and not (other.kinds and _within(other.kinds, one.kinds)):
            return False
        if one.values is not None and not (other.values is not None and other.values <= one.values):
            return False
        if one.closed and not other.properties.keys() <= one.properties.keys():
            return False
        inner = [(found, other.properties[name]) for name, found in one.properties.items() if name in other.properties]
        if one.items is not None and "array" in other.kinds:
            if other.items is None:
                return False
            inner.append((one.items, other.items))
        return all(
            mine == theirs or self._accepts(self._shape(*mine, depth + 1), self._shape(*theirs, depth + 1), depth + 1)
            for mine, theirs in inner
        )


def _texts(raw: Any) -> list[str]:
    return [
        each
        for each in ([raw] if isinstance(raw, str) else raw if isinstance(raw, list) else ())
        if isinstance(each, str)
    ]


def _within(kinds: frozenset[str], others: frozenset[str]) -> bool:
    return all(kind in others or (kind == "integer" and "number" in others) for kind in kinds)
