"""Keeps the named schemas of one file: converts and encodes each once, and copies it into the ``$defs`` of many tools.

``Definitions.close`` takes a converted schema and returns a ``SelfContained`` one. A schema with everything that it
refers to can be most of a description: in one well-known API every result leads to every other. So ``Bounds`` limits
the depth of the references and their bytes. Beyond the bounds a definition is replaced by a stub that allows anything
of the same type, and the tool lists ``parameters_cut`` or ``result_cut`` in ``repaired``.
"""

import re
from typing import Any

import msgspec

from lemnos.sources.tools.schema.convert import SchemaConverter
from lemnos.sources.tools.schema.cuts import (
    STUB_NAMES,
    OneWay,
    cut_text,
    names_in_words,
    pruned,
    without_keyword,
    without_properties,
    without_types,
)
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.numbers import json_bytes
from lemnos.sources.tools.schema.overrides import members_of, merge
from lemnos.sources.tools.schema.refs import Resolver, Specification, Target
from lemnos.sources.tools.schema.values import type_keywords

_REFERENCE = re.compile(rb'"\$ref":"#/\$defs/([^"]+)"')
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_HOLDERS = frozenset(("definitions", "components", "schemas", "paths", "responses", "parameters", "content", "schema"))
_DEEPEST_TYPE = 6
_XML = b'"xml":{'


class Bounds(msgspec.Struct, frozen=True):
    """The limits on the definitions that are copied into a schema."""

    depth: int
    """The length of a chain of references."""
    size: int
    """The bytes of JSON in ``$defs``. The schema itself has the same limit, counted separately."""


class Definition(msgspec.Struct, frozen=True):
    """A schema that others refer to."""

    schema: Schema
    encoded: bytes
    references: tuple[str, ...]
    """The names of the definitions that it refers to, in order."""
    notes: frozenset[str]
    """The rules that repaired it."""

    def without(self, keyword: OneWay, *, with_xml: bool) -> "Definition":
        """Return the definition without the properties that one direction leaves out, and without ``xml``."""
        is_one_way = bool(keyword) and b'"%s":true' % keyword.encode() in self.encoded
        if not is_one_way and (with_xml or _XML not in self.encoded):
            return self
        schema = without_properties(self.schema, keyword) if is_one_way else self.schema
        schema = schema if with_xml else without_keyword(schema, "xml")
        encoded = json_bytes(schema)
        return Definition(schema, encoded, _references(encoded), self.notes)


class SelfContained(msgspec.Struct, frozen=True):
    """A schema whose references all lead into its own ``$defs``."""

    text: str
    """The JSON text of the schema."""
    cut: bool
    """Whether something was left out because of the bounds."""
    notes: frozenset[str]
    """The rules that repaired the definitions in its ``$defs``."""


class Definitions:
    """Converts the schemas of one file and keeps the named ones.

    Args:
        resolver: Follows references.
        strict: Whether objects stay closed beside parts that name other properties, as answers must keep them.
    """

    def __init__(self, resolver: Resolver, *, strict: bool = False) -> None:
        self.converter = SchemaConverter(resolver, self, strict=strict)
        self._resolver = resolver
        self._named: dict[str, str] = {}
        self._targets: dict[str, Target] = {}
        self._definitions: dict[str, Definition] = {}
        self._one_way: dict[tuple[str, OneWay, bool], Definition] = {}
        self._stubs: dict[tuple[str, OneWay], tuple[bytes, bytes]] = {}

    def name(self, target: Target) -> str:
        """Return the name of ``target`` in ``$defs``, which is derived from the last part of its pointer."""
        name = self._named.get(target.key)
        if name is None:
            file, _, pointer = target.key.partition("#")
            parts = [part for part in pointer.split("/") if part and part not in _HOLDERS and not part.isdecimal()]
            stem = file.rpartition("/")[2].partition(".")[0]
            title = "_".join(parts[-2:] if "/properties/" in pointer else parts[-1:]) or stem or "schema"
            first = name = _NO_NAME.sub("_", title)
            number = 2
            while name in self._targets:
                name = f"{first}_{number}"
                number += 1
            self._named[target.key] = name
            self._targets[name] = target
        return name

    def definition(self, name: str) -> Definition:
        """Return the definition called ``name``, converting it on first use."""
        converted = self._definitions.get(name)
        if converted is None:
            target = self._targets[name]
            notes_before, self.converter.notes = self.converter.notes, set()
            schema = self.converter.schema(target.value, target.base, target.key)
            encoded = json_bytes(schema)
            converted = self._definitions[name] = Definition(
                schema,
                encoded,
                _references(encoded),
                frozenset(self.converter.notes),
            )
            self.converter.notes = notes_before
        return converted

    def _without(self, name: str, keyword: OneWay, with_xml: bool) -> Definition:
        known = self._one_way.get((name, keyword, with_xml))
        if known is None:
            known = self.definition(name).without(keyword, with_xml=with_xml)
            self._one_way[name, keyword, with_xml] = known
        return known

    def _stub(self, name: str, keyword: OneWay, room: int) -> bytes:
        """Return the JSON that replaces a definition beyond the bounds, with the types of its properties if it fits."""
        known = self._stubs.get((name, keyword))
        if known is None:
            outline = self._outline(name, self.definition(name).schema, self._targets[name])
            outline = without_properties(outline, keyword)
            known = self._stubs[name, keyword] = json_bytes(without_types(outline)), json_bytes(outline)
        return known[1] if len(known[1]) <= room else known[0]

    def _outline(self, name: str, schema: Schema, target: Target) -> Schema:
        """Return the schema that stands for a definition beyond the bounds: type, description, types of properties."""
        written, names = self._written(target.value, target.base, 0)
        kind = schema.get("type", written)
        members = members_of(schema)
        lines = [name, cut_text(_first_paragraph(schema.get("description") or schema.get("title") or ""))]
        lines = [line for number, line in enumerate(lines) if line and line not in lines[:number]]
        text = ": ".join(lines)
        if len(names) > STUB_NAMES:
            text = f"{text}{'' if text[-1] in '.!?…' else '.'} {names_in_words(names[STUB_NAMES:])}"
        outline: Schema = {} if kind is None else {"type": kind}
        # The fields themselves, because a description is replaced by one beside the reference.
        shown = {each: self._brief(members.get(each)) for each in names[:STUB_NAMES]}
        return {**outline, "description": text, **({"properties": shown} if shown else {})}

    def _brief(self, member: Any) -> Schema:
        """Return the type of a property of an outline, without its description; that of the target of a reference."""
        if not isinstance(member, dict):
            return {}
        kept = {key: member[key] for key in ("type", "format", "readOnly", "writeOnly") if key in member}
        inside = member.get("properties")
        reference = member.get("$ref")
        if reference is None and len(member.get("allOf", ())) == 1:
            reference = member["allOf"][0].get("$ref") if isinstance(member["allOf"][0], dict) else None
        if isinstance(reference, str):
            target = self._targets[reference.removeprefix("#/$defs/")]
            written, inside = self._written(target.value, target.base, 0)
            kept = {**({"type": written} if written else {}), **kept}
        if isinstance(member.get("items"), dict) and (items := self._brief(member["items"])):
            kept["items"] = items
        return {**kept, "description": "Its fields are left out here."} if inside else kept

    def _written(self, raw: Any, base: Specification, depth: int) -> tuple[Any, list[str]]:
        """Return the type of a schema as written, None if it has several, and the names of its properties."""
        if not isinstance(raw, dict) or depth > _DEEPEST_TYPE:
            return None, []
        if isinstance(raw.get("$ref"), str):
            target = self._resolver.find(raw["$ref"], base)
            return self._written(target.value, target.base, depth + 1) if target is not None else (None, [])
        kind = type_keywords(raw["type"])[0].get("type") if isinstance(raw.get("type"), str) else None
        own = raw.get("properties")
        names = list(own) if isinstance(own, dict) else []
        members = [
            (joint, self._written(each, base, depth + 1))
            for joint in ("allOf", "anyOf", "oneOf")
            for each in (raw[joint] if isinstance(raw.get(joint), list) else ())
        ]
        for joint, (_, inner) in members:
            names += inner if joint == "allOf" else ()
        kinds = {each for _, (each, _) in members if each is not None}
        if (
            kind is None
            and len(kinds) == 1
            and all(each is not None or joint == "allOf" for joint, (each, _) in members)
        ):
            kind = kinds.pop()
        return kind or ("object" if names else None), list(dict.fromkeys(names))

    def schema(self, raw: Any, base: Specification) -> Schema:
        """Return the converted form of a schema in the file ``base``; a bare reference is replaced by its target."""
        return self.resolved(self.converter.schema(raw, base))

    def resolved(self, schema: Schema) -> Schema:
        """Return the target of a schema that is a reference, merged with the keywords next to the reference."""
        for _ in range(10):
            reference = schema.get("$ref")
            if reference is None:
                break
            definition = self.definition(reference.removeprefix("#/$defs/"))
            self.converter.notes.update(definition.notes)
            schema = {**definition.schema, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def members(self, schema: Schema, depth: int = 0) -> tuple[dict[str, Any], list[str]] | None:
        """Return the properties of an object and the names of the required ones, including those of ``allOf``.

        Return None if the schema does not determine them: it has alternatives, is not an object, or has no properties.
        """
        if depth > 10:
            return None
        schema = self.resolved(schema)
        kind = schema.get("type", "object")
        if kind != "object" and not (isinstance(kind, list) and "object" in kind):
            return None
        properties: dict[str, Any] = {}
        required: list[str] = []
        for joint in ("anyOf", "oneOf"):
            alternatives = [item for item in schema.get(joint, ()) if item != {"type": "null"}]
            if len(alternatives) == 1 and isinstance(alternatives[0], dict):
                inner = self.members(alternatives[0], depth + 1)
                if inner is None:
                    return None
                properties.update(inner[0])
                required += inner[1]
            elif any(not isinstance(item, dict) or item.keys() - {"required", "not"} for item in alternatives):
                return None
        for item in schema.get("allOf", ()):
            if isinstance(item, dict) and item.keys() <= {"description", "title", "required"}:
                required += item.get("required", ())
                continue
            inner = self.members(item, depth + 1) if isinstance(item, dict) else None
            if inner is None:
                return None
            merge(properties, inner[0])
            required += inner[1]
        merge(properties, schema.get("properties", {}))
        required += schema.get("required", ())
        return (properties, list(dict.fromkeys(required))) if properties else None

    def choices(self, schema: Schema) -> dict[str, list[list[str]]]:
        """Return the sets of required properties between which an object chooses, by ``anyOf`` or ``oneOf``."""
        schema = self.resolved(schema)
        found = {}
        for joint in ("anyOf", "oneOf"):
            options = [item for item in schema.get(joint, ()) if item != {"type": "null"}]
            sets = [item["required"] for item in options if isinstance(item, dict) and item.get("required")]
            if len(sets) == len(options) > 1:
                found[joint] = sets
        for item in schema.get("allOf", ()):
            for joint, sets in self.choices(item).items() if isinstance(item, dict) else ():
                found.setdefault(joint, sets)
        return found

    def field_names(self, raw: Any, base: Specification) -> list[str]:
        """Return the names of the properties of an object that is not shown; none if the schema is not an object."""
        notes_before, self.converter.notes = self.converter.notes, set()
        members = self.members(self.schema(raw, base))
        self.converter.notes = notes_before
        return list(members[0]) if members is not None else []

    def close(self, schema: Schema, bounds: Bounds, without: OneWay = "", *, with_xml: bool = False) -> SelfContained:
        """Return a converted schema as JSON with the ``$defs`` that it needs, cut to ``bounds``.

        Args:
            schema: A converted schema.
            bounds: The limits.
            without: The keyword of the properties to leave out, at any depth.
            with_xml: Whether ``xml`` is kept, because the value is sent as XML.
        """
        encoded = json_bytes(schema)
        if not with_xml and _XML in encoded:
            schema = without_keyword(schema, "xml")
            encoded = json_bytes(schema)
        if without and b'"%s":true' % without.encode() in encoded:
            schema = without_properties(schema, without)
            encoded = json_bytes(schema)
        cut = False
        if len(encoded) > bounds.size:
            for depth in (12, 8, 6, 5, 4, 3, 2, 1):
                encoded = json_bytes(pruned(schema, depth))
                if len(encoded) <= bounds.size:
                    break
            cut = True
        level = list(_references(encoded))
        if not level:
            return SelfContained(encoded.decode(), cut, frozenset())
        chosen: dict[str, bytes] = {}
        notes: set[str] = set()
        bytes_left = bounds.size
        stub_bytes_left = bounds.size // 8
        for depth in range(bounds.depth + 1):
            next_level: dict[str, None] = {}
            for name in level:
                definition = self._without(name, without, with_xml)
                if depth == bounds.depth or len(definition.encoded) > bytes_left:
                    chosen[name] = self._stub(name, without, stub_bytes_left)
                    stub_bytes_left -= len(chosen[name])
                    cut = True
                else:
                    chosen[name] = definition.encoded
                    bytes_left -= len(definition.encoded)
                    notes |= definition.notes
                    next_level |= dict.fromkeys(definition.references)
            level = [name for name in next_level if name not in chosen]
            if not level:
                break
        joined = b",".join(b"%s:%s" % (json_bytes(name), part) for name, part in chosen.items())
        head = encoded[:-1] + (b"," if len(encoded) > 2 else b"")
        return SelfContained((head + b'"$defs":{' + joined + b"}}").decode(), cut, frozenset(notes))


def _first_paragraph(text: str) -> str:
    """Return the first paragraph of a text on one line, so that no sentence is cut where its line was broken."""
    return " ".join(text.strip().partition("\n\n")[0].split())


def _references(encoded: bytes) -> tuple[str, ...]:
    """Return the names of the definitions that a schema refers to, in order."""
    return tuple(reference.decode() for reference in dict.fromkeys(_REFERENCE.findall(encoded)))
