"""Finds schemas that, by a mistake of their author, reject the values that they are meant for.

``SlipFinder`` takes schemas as written and detects two frequent mistakes. In a ``oneOf`` whose branches overlap, a
value that fits the intended branch also fits another, so that no value fits exactly one. ``additionalProperties:
false`` next to ``allOf``, ``anyOf`` or ``oneOf`` applies only to the ``properties`` next to it, so it forbids the
properties that the members name.

Limitation: it compares at most 24 branches and looks into at most 200,000 schemas per file.
"""

from typing import Any, NamedTuple

from lemnos.sources.tools.schema.refs import Resolver, Specification

_MOST = 24
"""The number of branches that are compared."""
_DEEPEST = 4
_MOST_SHAPES = 200_000
"""The number of schemas of one file that are inspected; later schemas are left as they are written."""
_JOINTS = ("allOf", "anyOf", "oneOf")
_HARMLESS = frozenset(
    "title description default example examples type format properties required additionalProperties nullable "
    "deprecated readOnly writeOnly discriminator externalDocs xml enum const items minProperties".split()
)
"""The keywords that the comparison understands or that exclude no value."""


class _Shape(NamedTuple):
    """A summary of the values that a schema is meant for, with the members of its ``allOf`` merged."""

    kinds: frozenset[str]
    """The types; empty if any type is allowed."""
    properties: dict[str, tuple[Any, Specification]]
    required: frozenset[str]
    closed: bool
    values: frozenset[str] | None
    """The values of its ``enum`` as ``repr`` shows them; None without an ``enum``."""
    items: tuple[Any, Specification] | None
    unknown: bool
    """Whether it has keywords that the comparison does not understand."""


class SlipFinder:
    """Finds the schemas of one file that reject the values that they are meant for.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._left = _MOST_SHAPES

    def overlaps(self, branches: Any, base: Specification) -> bool:
        """Return whether some branch accepts all the values that another branch is meant for.

        Args:
            branches: The value of ``oneOf`` as written.
            base: The file that contains it.
        """
        if not isinstance(branches, list) or not 1 < len(branches) <= _MOST:
            return False
        shapes = [self._shape(branch, base, 0) for branch in branches]
        return any(
            self._accepts(wide, narrow, 0)
            for wide_index, wide in enumerate(shapes)
            for narrow_index, narrow in enumerate(shapes)
            if wide_index != narrow_index
        )

    def forbids_its_parts(self, raw: dict[str, Any], base: Specification) -> bool:
        """Return whether a schema that forbids additional properties has members that name some."""
        own = raw.get("properties")
        names = own.keys() if isinstance(own, dict) else ()
        members = [member for joint in _JOINTS if isinstance(raw.get(joint), list) for member in raw[joint][:_MOST]]
        return any(
            name not in names for member in members for name in self._shape(member, base, 0, either=True).properties
        )

    def _shape(self, raw: Any, base: Specification, depth: int, *, either: bool = False) -> _Shape:
        """Return the shape of a schema; ``either`` includes the properties of its alternatives."""
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
        unknown = not all(key in _HARMLESS or key == "allOf" or key.startswith("x-") for key in map(str, raw))
        joints = _JOINTS if either else ("allOf",)
        for member in [each for joint in joints if isinstance(raw.get(joint), list) for each in raw[joint][:_MOST]]:
            member_shape = self._shape(member, base, depth + 1, either=either)
            properties = {**member_shape.properties, **properties}
            kinds, required = kinds or member_shape.kinds, required | member_shape.required
            values, items = values if values is not None else member_shape.values, items or member_shape.items
            unknown = unknown or member_shape.unknown
        closed = raw.get("additionalProperties") is False
        return _Shape(kinds, properties, required, closed, values, items, unknown)

    def _accepts(self, wide: _Shape, narrow: _Shape, depth: int) -> bool:
        """Return whether ``wide`` accepts all the values that ``narrow`` is meant for."""
        if wide.unknown or depth > _DEEPEST or not wide.required <= narrow.required:
            return False
        if wide.kinds and not (narrow.kinds and _within(narrow.kinds, wide.kinds)):
            return False
        if wide.values is not None and not (narrow.values is not None and narrow.values <= wide.values):
            return False
        if wide.closed and not narrow.properties.keys() <= wide.properties.keys():
            return False
        pairs = [
            (value, narrow.properties[name]) for name, value in wide.properties.items() if name in narrow.properties
        ]
        if wide.items is not None and "array" in narrow.kinds:
            if narrow.items is None:
                return False
            pairs.append((wide.items, narrow.items))
        return all(
            outer == inner or self._accepts(self._shape(*outer, depth + 1), self._shape(*inner, depth + 1), depth + 1)
            for outer, inner in pairs
        )


def _texts(raw: Any) -> list[str]:
    return [
        text
        for text in ([raw] if isinstance(raw, str) else raw if isinstance(raw, list) else ())
        if isinstance(text, str)
    ]


def _within(kinds: frozenset[str], allowed: frozenset[str]) -> bool:
    return all(kind in allowed or (kind == "integer" and "number" in allowed) for kind in kinds)
