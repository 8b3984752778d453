"""Lets the last part of a schema count where its parts exclude each other: ``allOf``, and alternatives beside a type.

Authors override what a base says by a later part of ``allOf``, but to JSON Schema all parts count: with a base that has
``data`` as an object and a part that has it as a list, nothing conforms if ``data`` must be there. Parts exclude each
other if their types, their members or their bounds have nothing in common; what else they say is not compared, so that
parts which are left alone may still exclude each other. A property that need not be there is left as it is.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from lemnos.sources.tools.corrected.base import shown
from lemnos.sources.tools.schema.numbers import WrittenWord
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import TYPES, fits

_DEEPEST = 12
_MOST_BRANCHES = 60
_BINDING = ("type", "enum", "const", "format", "pattern", "minimum", "maximum", "minLength", "maxLength", "minItems")
"""Keywords of which a schema beside alternatives is rid if these exclude it."""
_LOW = ("minimum", "minLength", "minItems")
_HIGH = ("maximum", "maxLength", "maxItems")
_BOUND = (frozenset(("integer", "number")), frozenset(("string",)), frozenset(("array",)))
"""The types that the bounds at the same place of ``_LOW`` and ``_HIGH`` bind."""
_FORMATS = frozenset(("date", "date-time", "time", "duration", "uuid", "ipv4", "ipv6", "email"))
"""Formats of which no text has two."""

Copied = Callable[[Any, Specification, str], Any]
"""Corrects a schema that is copied: itself, the file that holds it, and its pointer."""


class _Facts(NamedTuple):
    """What some values have in common."""

    kinds: frozenset[str]
    """Their types."""
    members: dict[Any, Any] | None
    """The values by a key that is the same for equal ones; None if they may be any."""
    low: tuple[float, ...]
    high: tuple[float, ...]
    formats: frozenset[str] = frozenset()
    """The formats of their texts, of those that no two share."""

    def both(self, other: "_Facts") -> "_Facts":
        """Return what values have in common of which this and another hold."""
        kinds = set(self.kinds & other.kinds)
        if any("integer" in one.kinds and "number" in two.kinds for one, two in ((self, other), (other, self))):
            kinds.add("integer")
        members = self.members if self.members is not None else other.members
        if self.members is not None and other.members is not None:
            members = {key: each for key, each in self.members.items() if key in other.members}
        low, high = map(max, self.low, other.low), map(min, self.high, other.high)
        return _Facts(frozenset(kinds), members, tuple(low), tuple(high), self.formats | other.formats)

    def exclude_all(self) -> bool:
        """Return whether no value is left."""
        if not self.kinds:
            return True
        if self.members is not None:
            kinds = tuple(self.kinds)
            return not any(isinstance(each, WrittenWord) or fits(each, kinds) for each in self.members.values())
        if len(self.formats) > 1 and self.kinds == {"string"}:
            return True
        bounds = zip(_BOUND, self.low, self.high, strict=True)
        return any(self.kinds <= bound and low > high for bound, low, high in bounds)


_ANY = _Facts(TYPES, None, (-math.inf,) * len(_LOW), (math.inf,) * len(_HIGH))


class Conjunctions:
    """Finds the parts of schemas of one description that exclude each other.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def joined(self, schema: dict[str, Any], base: Specification, copied: Copied) -> tuple[dict[str, Any], list[str]]:
        """Return a schema whose parts have something in common, and what was wrong with it.

        Args:
            schema: The schema, its parts corrected.
            base: The file that holds it.
            copied: Corrects parts of other schemas that are copied into it.
        """
        reasons = []
        for joint in ("oneOf", "anyOf"):
            if joint in schema and self._is_alone(schema, schema[joint], base):
                schema = {name: value for name, value in schema.items() if name not in _BINDING}
                reasons.append(f"no alternative of `{joint}` allows what stands beside it; the alternatives count")
        members = schema.get("allOf")
        if not isinstance(members, list) or not members:
            return schema, reasons
        facts, kept = self._own(schema), list[int]()
        for number in reversed(range(len(members))):
            both = facts.both(self._facts(members[number], base, 0))
            if both.exclude_all() and not facts.exclude_all():
                reasons.append(f"the parts of `allOf` exclude each other; part {number + 1} is left out")
                continue
            facts = both
            kept.append(number)
        if len(kept) < len(members):
            schema = {**schema, "allOf": [members[number] for number in sorted(kept)]}
        if not kept:
            schema = {name: value for name, value in schema.items() if name != "allOf"}
        return self._agreeing(schema, base, copied, reasons)

    def _is_alone(self, schema: dict[str, Any], branches: Any, base: Specification) -> bool:
        own = self._own(schema)
        if not isinstance(branches, list) or not branches or own.exclude_all() or own == _ANY:
            return False
        return all(own.both(self._facts(each, base, 0)).exclude_all() for each in branches[:_MOST_BRANCHES])

    def _agreeing(
        self, schema: dict[str, Any], base: Specification, copied: Copied, reasons: list[str]
    ) -> tuple[dict[str, Any], list[str]]:
        """Return a schema without what its parts say of a property that later ones exclude, where it must be there."""
        parts = list(self._parts(schema, base, 0))
        needed = dict.fromkeys(name for part, _ in parts for name in _texts(part.get("required")))
        wrong = []
        for name in needed:
            told = [(part["properties"][name], home) for part, home in parts if name in _named(part)]
            each = [self._facts(value, home, 0) for value, home in told]
            whole = _ANY
            for facts in each:
                whole = whole.both(facts)
            if len(each) > 1 and whole.exclude_all() and not any(facts.exclude_all() for facts in each):
                wrong.append(name)
        for name in wrong:
            stripped = self._stripped(schema, base, name, _ANY, copied, 0)
            if stripped is not None:
                schema = stripped[0]
                reasons.append(f"parts of `allOf` exclude each other in what {shown(name)} is; the last one counts")
        return schema, reasons

    def _stripped(
        self, schema: dict[str, Any], base: Specification, name: str, facts: _Facts, copied: Copied, depth: int
    ) -> tuple[dict[str, Any], _Facts] | None:
        """Return a schema without what it says of a property beside ``facts``, and what is left for it to be.

        None if parts lie in other files, into whose references a copy would not lead.
        """
        if depth > _DEEPEST:
            return None
        result = schema
        named = _named(schema)
        if name in named:
            both = facts.both(self._facts(named[name], base, 0))
            if both.exclude_all():
                result = {**schema, "properties": {key: value for key, value in named.items() if key != name}}
            else:
                facts = both
        members = schema.get("allOf")
        changed: list[Any] = []
        for member in reversed(members if isinstance(members, list) else []):
            target = self._resolver.find(member.get("$ref"), base) if isinstance(member, dict) else None
            inner, home = (target.value, target.base) if target is not None else (member, base)
            if not isinstance(inner, dict) or not any(name in _named(part) for part, _ in self._parts(inner, home, 0)):
                changed.append(member)
                continue
            found = self._stripped(inner, home, name, facts, copied, depth + 1)
            if found is None or (found[0] is not inner and home is not base):
                return None
            facts = found[1]
            if found[0] is inner:
                changed.append(member)
            else:
                changed.append(copied(found[0], home, f"#{target.key.partition('#')[2]}") if target else found[0])
        if changed and any(new is not old for new, old in zip(reversed(changed), members or (), strict=True)):
            result = {**result, "allOf": changed[::-1]}
        return result, facts

    def _parts(self, schema: Any, base: Specification, depth: int) -> Iterator[tuple[dict[str, Any], Specification]]:
        """Yield a schema and the parts of its ``allOf``, each with the file that holds it."""
        schema, base = self._followed(schema, base)
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return
        yield schema, base
        members = schema.get("allOf")
        for member in members if isinstance(members, list) else ():
            yield from self._parts(member, base, depth + 1)

    def _facts(self, schema: Any, base: Specification, depth: int) -> _Facts:
        schema, base = self._followed(schema, base)
        if not isinstance(schema, dict) or depth > _DEEPEST:
            return _ANY
        facts = self._own(schema)
        members = schema.get("allOf")
        for member in members if isinstance(members, list) else ():
            both = facts.both(self._facts(member, base, depth + 1))
            facts = facts if both.exclude_all() else both
        for joint in ("oneOf", "anyOf"):
            branches = schema.get(joint)
            if isinstance(branches, list) and 0 < len(branches) <= _MOST_BRANCHES:
                kinds = frozenset[str]().union(*(self._facts(each, base, depth + 1).kinds for each in branches))
                both = facts.both(_ANY._replace(kinds=kinds))
                facts = facts if both.exclude_all() else both
        return facts

    def _own(self, schema: dict[str, Any]) -> _Facts:
        """Return what a schema says without its parts; all is allowed where it contradicts itself."""
        kind = schema.get("type")
        kinds = frozenset((kind,) if isinstance(kind, str) else _texts(kind))
        kinds = kinds if kinds and kinds <= TYPES else TYPES
        if schema.get("nullable") is True or schema.get("x-nullable") is True:
            kinds |= {"null"}
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
        members = _keyed(listed) if isinstance(listed, list) else None
        if members is not None and "null" in kinds and "type" in schema and kinds != TYPES:
            members = {**members, None: None}  # how ``nullable`` is read beside ``enum``
        told = schema.get("format")
        formats = frozenset((told,)) if isinstance(told, str) and told in _FORMATS else frozenset[str]()
        low, high = _bounds(schema, _LOW, -math.inf), _bounds(schema, _HIGH, math.inf)
        facts = _Facts(kinds, members, low, high, formats)
        return _ANY if facts.exclude_all() else facts

    def _followed(self, schema: Any, base: Specification) -> tuple[Any, Specification]:
        if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
            target = self._resolver.find(schema["$ref"], base)
            return (target.value, target.base) if target is not None else (None, base)
        return schema, base


def _keyed(values: list[Any]) -> dict[Any, Any] | None:
    """Return scalars by a key that equal ones share; None if there are others, or none."""
    if not values or any(isinstance(each, list | dict) for each in values):
        return None
    return {_key(each): each for each in values}


def _key(value: Any) -> Any:
    """Return what equal scalars share, and true and 1 do not.

    >>> _key(1) == _key(1.0), _key(1) == _key(True), _key("1") == _key(1)
    (True, False, False)
    """
    if isinstance(value, WrittenWord):
        return value.text
    if isinstance(value, bool):
        return ("truth", value)
    return ("number", float(value)) if isinstance(value, int | float) else value


def _named(schema: dict[str, Any]) -> dict[str, Any]:
    named = schema.get("properties")
    return named if isinstance(named, dict) else {}


def _texts(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _bounds(schema: dict[str, Any], names: tuple[str, ...], default: float) -> tuple[float, ...]:
    given = (schema.get(name) for name in names)
    return tuple(each if isinstance(each, int | float) and not isinstance(each, bool) else default for each in given)
