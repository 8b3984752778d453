"""Corrects single schemas: types that are none, members, bounds and alternatives that exclude each other.

``SchemaRules.corrected`` takes a schema whose parts are corrected already. It returns the schema itself if some value
may conform to it; else a copy that leaves out the contradiction, as worlds read it.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from lemnos.sources.tools.corrected.base import Corrections, below, shown
from lemnos.sources.tools.corrected.closed import ClosedObjects
from lemnos.sources.tools.corrected.conjunctions import Conjunctions, Copied
from lemnos.sources.tools.corrected.discriminators import Discriminators
from lemnos.sources.tools.corrected.endless import Endless
from lemnos.sources.tools.corrected.limits import faults_of, may_have_format
from lemnos.sources.tools.schema.numbers import WrittenWord
from lemnos.sources.tools.schema.overlap import SlipFinder
from lemnos.sources.tools.schema.patterns import pattern_of
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import TYPES, fits, meant, settled, type_keywords

_JOINTS = frozenset(("allOf", "anyOf", "oneOf"))


class SchemaRules:
    """The rules for schemas of one description.

    Args:
        resolver: Follows references.
        corrections: Takes what is corrected.
        version: ``2``, ``3.0`` or ``3.1``: how a schema says that null is allowed.
        copied: Corrects a schema that is copied into another.
    """

    def __init__(self, resolver: Resolver, corrections: Corrections, version: str, copied: Copied) -> None:
        self._corrections = corrections
        self._version = version
        self._slips = SlipFinder(resolver)
        self._discriminators = Discriminators(resolver)
        self._closed = ClosedObjects(resolver)
        self._conjunctions = Conjunctions(resolver)
        self._endless = Endless(resolver)
        self._copied = copied

    def corrected(self, schema: dict[str, Any], raw: dict[str, Any], base: Specification, pointer: str) -> Any:
        """Return a schema without what contradicts itself.

        Args:
            schema: The schema, its parts corrected.
            raw: The same as written.
            base: The file that holds it.
            pointer: Where it stands.
        """
        for rule in (self._type, self._pattern, self._enum, self._bounds):
            schema = rule(schema, pointer)
        schema = self._needed(schema, raw, base, pointer)
        if "oneOf" in schema or "anyOf" in schema:
            schema = self._alternatives(schema, raw, base, pointer)
        if not _JOINTS.isdisjoint(schema):
            schema, reasons = self._conjunctions.joined(schema, base, self._copied)
            for reason in reasons:
                self._corrections.add(pointer, reason)
        if ("allOf" in schema or schema.get("additionalProperties") is False) and (
            forbidden := self._closed.forbidden(raw, base) or self._closed.forbidden_by_all(raw, base)
        ):
            opened = self._closed.opened(schema, base)
            if opened is not None:
                schema = opened
                self._corrections.add(
                    pointer,
                    f"{shown(forbidden)} must be there and may not, because an object is closed; now it is open",
                )
        return schema

    def _type(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        kind = schema.get("type")
        if "type" not in schema or (isinstance(kind, str) and (kind in TYPES or kind == "file")):
            return schema
        if isinstance(kind, list) and kind and all(isinstance(each, str) and each in TYPES for each in kind):
            return schema
        rest = {name: value for name, value in schema.items() if name != "type"}
        given = [each for each in (kind if isinstance(kind, list) else [kind]) if isinstance(each, str)]
        read = [type_keywords(each)[0] for each in given]
        kinds = list(dict.fromkeys(each["type"] for each in read if "type" in each))
        reason = f"{shown(kind)} is the name of no type"
        where = below(pointer, "type")
        if not kinds or len(kinds) < len(read):
            self._corrections.add(where, f"{reason}; any type is allowed now")
            return rest
        self._corrections.add(where, f"{reason}; it is read as {shown(kinds)}")
        more = read[0] if len(read) == 1 else {"type": kinds}
        return {**{name: value for name, value in more.items() if name == "type" or name not in rest}, **rest}

    def _enum(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        if "enum" not in schema:
            return schema
        members, where = schema["enum"], below(pointer, "enum")
        if not isinstance(members, list) or not members:
            self._corrections.add(where, "it lists no members, so no value can be one; it is left out")
            return {name: value for name, value in schema.items() if name != "enum"}
        kind = schema.get("type")
        kinds = (kind,) if isinstance(kind, str) else tuple(kind) if isinstance(kind, list) else ()
        nullable = "null" in kinds or schema.get("nullable") is True or schema.get("x-nullable") is True
        if any(isinstance(each, WrittenWord) for each in members):
            read = [meant(each, kinds, nullable=nullable) for each in members]
            plain = [each.value if isinstance(each, WrittenWord) else each for each in members]
            if words := [text for text, value in zip(read, plain, strict=True) if text is not value]:
                self._corrections.add(where, f"YAML reads the texts {shown(words)} as truth values or null")
                schema = {**schema, "enum": read}
            members = read
        allowed = (*kinds, "null") if nullable else kinds
        if kinds and not any(fits(each, allowed) for each in members):
            schema = self._of_members(schema, members, allowed, pointer)
            members = schema["enum"]
        return self._held(schema, members, pointer)

    def _of_members(
        self, schema: dict[str, Any], members: list[Any], kinds: tuple[str, ...], pointer: str
    ) -> dict[str, Any]:
        """Return a schema none of whose members has its type as worlds read it: by what the members say."""
        values, settled_kinds = settled(members, kinds)
        told = f"no member of {shown(members)} is of the type {shown(list(kinds))}"
        schema = {**schema, "enum": values}
        if settled_kinds == kinds:
            self._corrections.add(pointer, f"{told}; they are read as {shown(values)}")
            return schema
        self._corrections.add(pointer, f"{told}; the type is that of the members now")
        schema.pop("format", None)
        if len(settled_kinds) == 2 and self._version != "3.1":
            nullable = "nullable" if self._version == "3.0" else "x-nullable"
            return {**schema, "type": settled_kinds[0], nullable: True}
        if settled_kinds:
            return {**schema, "type": settled_kinds[0] if len(settled_kinds) == 1 else list(settled_kinds)}
        del schema["type"]
        return schema

    def _held(self, schema: dict[str, Any], members: list[Any], pointer: str) -> dict[str, Any]:
        """Return a schema without the keywords that no member of its ``enum`` keeps."""
        kind = schema.get("type")
        kinds = (kind,) if isinstance(kind, str) else tuple(kind or ())
        of_type = [each for each in members if fits(each, kinds)]
        denied = [
            name
            for name, keeps in _KEPT.items()
            if name in schema and not any(keeps(each, schema[name]) for each in of_type)
        ]
        for name in denied:
            self._corrections.add(
                below(pointer, name), f"no member of `enum` keeps {shown(schema[name])}; it is left out"
            )
        return {name: value for name, value in schema.items() if name not in denied} if denied else schema

    def _pattern(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        pattern = schema.get("pattern")
        if not isinstance(pattern, str) or schema.get("type") != "string" or not pattern.startswith("/^"):
            return schema
        bare, _ = pattern_of(pattern)
        if not bare or bare == pattern:
            return schema
        self._corrections.add(below(pointer, "pattern"), f"no text has a slash before its start; it is read as {bare}")
        return {**schema, "pattern": bare}

    def _bounds(self, schema: dict[str, Any], pointer: str) -> dict[str, Any]:
        for names, reason in list(faults_of(schema)):
            self._corrections.add(pointer, reason)
            schema = {name: value for name, value in schema.items() if name not in names}
        return schema

    def _needed(self, schema: dict[str, Any], raw: dict[str, Any], base: Specification, pointer: str) -> dict[str, Any]:
        """Return a schema without what it must hold and cannot: itself without end, or what is ``false``."""
        named, needed = schema.get("properties"), schema.get("required")
        if isinstance(named, dict) and isinstance(needed, list) and schema.get("type") == "object":
            denied = [name for name in needed if isinstance(name, str) and named.get(name) is False]
            if denied:
                self._corrections.add(pointer, f"{shown(denied)} must be there and may not; now it may")
                schema = {**schema, "properties": {name: each for name, each in named.items() if name not in denied}}
            if endless := self._endless.properties(raw, base):
                self._corrections.add(pointer, f"{shown(endless)} must be there without end; now it may be left out")
                left = [each for each in needed if each not in endless]
                rest = {name: value for name, value in schema.items() if name != "required"}
                schema = {**rest, "required": left} if left else rest
        if self._endless.is_item(raw, base):
            self._corrections.add(pointer, "the list must be in its items without end; now it may be empty")
            schema = {name: value for name, value in schema.items() if name != "minItems"}
        return schema

    def _alternatives(
        self, schema: dict[str, Any], raw: dict[str, Any], base: Specification, pointer: str
    ) -> dict[str, Any]:
        values = self._discriminators.values(raw, base)
        if values is not None and not any(values):
            name = schema["discriminator"]["propertyName"]
            branches = raw.get("oneOf") or raw["anyOf"]
            denied = list(map(_name, branches))
            self._corrections.add(
                below(pointer, "discriminator"),
                f"{name} cannot have the value that tells {shown(denied)}; the discriminator is left out",
            )
            schema = {key: value for key, value in schema.items() if key != "discriminator"}
        if "oneOf" in schema and "anyOf" not in schema and self._slips.overlaps(raw["oneOf"], base):
            # Discriminators change nothing about what conforms (OpenAPI 3.1.1, section 4.8.25).
            reason = "one alternative accepts all that another is meant for, so that one can never be alone"
            self._corrections.add(below(pointer, "oneOf"), f"{reason}; it is read as `anyOf`")
            schema = {"anyOf" if key == "oneOf" else key: value for key, value in schema.items()}
        return schema


def _name(branch: Any) -> str:
    reference = branch.get("$ref") if isinstance(branch, dict) else None
    return str(reference).rpartition("/")[2] if reference else "a schema without a name"


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@lru_cache(maxsize=1000)
def _pattern(text: str) -> re.Pattern[str] | None:
    try:
        return re.compile(text)
    except (re.error, OverflowError, RecursionError):
        return None


def _matches(member: Any, wanted: Any) -> bool:
    pattern = _pattern(wanted) if isinstance(wanted, str) else None
    return not isinstance(member, str) or pattern is None or pattern.search(member) is not None


def _bound(of_text: bool, keeps: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def check(member: Any, wanted: Any) -> bool:
        is_bound = isinstance(member, str) if of_text else _is_number(member)
        return not is_bound or not _is_number(wanted) or keeps(len(member) if of_text else member, wanted)

    return check


_KEPT: Mapping[str, Callable[[Any, Any], bool]] = {
    "pattern": _matches,
    "format": may_have_format,
    "minLength": _bound(True, lambda length, wanted: length >= wanted),
    "maxLength": _bound(True, lambda length, wanted: length <= wanted),
    "minimum": _bound(False, lambda number, wanted: number >= wanted),
    "maximum": _bound(False, lambda number, wanted: number <= wanted),
}
"""Keyword beside ``enum`` → whether a member keeps it."""
