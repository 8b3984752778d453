"""The named schemas of one file: each is converted and encoded once, and put into the ``$defs`` of many tools.

A schema with all that it refers to can be the greater part of a description (in one well-known API every result leads
to every other), so what a tool gets is bounded in depth and bytes. What lies beyond is a stub that allows anything of
the same type, and the tool says ``parameters_cut`` or ``result_cut``.
"""

import re
from typing import Any

import msgspec

from lemnos.sources.tools.schema.convert import SchemaConverter
from lemnos.sources.tools.schema.keywords import Schema
from lemnos.sources.tools.schema.refs import Resolver, Specification, Target

_REFERENCE = re.compile(rb'"\$ref":"#/\$defs/([^"]+)"')
_NO_NAME = re.compile(r"[^A-Za-z0-9_.-]+")
_HOLDERS = frozenset(("definitions", "components", "schemas", "paths", "responses", "parameters", "content", "schema"))
_STUB_TEXT = 80


class Bounds(msgspec.Struct, frozen=True):
    """How much of what a schema refers to comes with it."""

    depth: int
    """References that lead from one to the next."""
    size: int
    """Bytes of JSON in ``$defs``; and, apart from them, in the schema itself."""


class Definition(msgspec.Struct, frozen=True):
    """A schema that others refer to."""

    schema: Schema
    encoded: bytes
    references: tuple[str, ...]
    """Names of the definitions that it refers to, in order."""
    stub: bytes
    """What stands for it beyond the bounds."""
    notes: frozenset[str]
    """Rules that mended it."""


class Closed(msgspec.Struct, frozen=True):
    """A schema that refers to nothing outside."""

    text: str
    """JSON."""
    cut: bool
    """Whether something was beyond the bounds."""
    notes: frozenset[str]
    """Rules that mended what it refers to."""


class Definitions:
    """Converts the schemas of one file and keeps those that have a name.

    Args:
        resolver: Follows references.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.converter = SchemaConverter(resolver, self)
        self._named: dict[str, str] = {}
        self._targets: dict[str, Target] = {}
        self._made: dict[str, Definition] = {}

    def name(self, target: Target) -> str:
        """Return the name under which ``target`` stands in ``$defs``; it is made of the last part of its pointer."""
        name = self._named.get(target.key)
        if name is None:
            file, _, pointer = target.key.partition("#")
            parts = [part for part in pointer.split("/") if part and part not in _HOLDERS and not part.isdecimal()]
            stem = file.rpartition("/")[2].partition(".")[0]
            told = "_".join(parts[-2:] if "/properties/" in pointer else parts[-1:]) or stem or "schema"
            first = name = _NO_NAME.sub("_", told)
            number = 2
            while name in self._targets:
                name = f"{first}_{number}"
                number += 1
            self._named[target.key] = name
            self._targets[name] = target
        return name

    def definition(self, name: str) -> Definition:
        """Return the definition of this name."""
        found = self._made.get(name)
        if found is None:
            target = self._targets[name]
            before, self.converter.notes = self.converter.notes, set()
            schema = self.converter.schema(target.value, target.base)
            encoded = msgspec.json.encode(schema)
            found = self._made[name] = Definition(
                schema,
                encoded,
                tuple(reference.decode() for reference in dict.fromkeys(_REFERENCE.findall(encoded))),
                msgspec.json.encode(_stub(name, schema)),
                frozenset(self.converter.notes),
            )
            self.converter.notes = before
        return found

    def schema(self, raw: Any, base: Specification) -> Schema:
        """Return a schema of the file ``base``, converted; a mere reference gives what it leads to."""
        return self.resolved(self.converter.schema(raw, base))

    def resolved(self, schema: Schema) -> Schema:
        """Return what a schema that is a mere reference leads to, with what stood beside the reference."""
        for _ in range(10):
            reference = schema.get("$ref")
            if reference is None:
                break
            found = self.definition(reference.removeprefix("#/$defs/"))
            self.converter.notes.update(found.notes)
            schema = {**found.schema, **{key: value for key, value in schema.items() if key != "$ref"}}
        return schema

    def members(self, schema: Schema, depth: int = 0) -> tuple[dict[str, Any], list[str]] | None:
        """Return the properties of an object and which of them are required, those of ``allOf`` included.

        None where a caller could not tell them by the schema alone: alternatives, no object, no properties.
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
            others = [item for item in schema.get(joint, ()) if item != {"type": "null"}]
            if len(others) == 1 and isinstance(others[0], dict):
                found = self.members(others[0], depth + 1)
                if found is None:
                    return None
                properties.update(found[0])
                required += found[1]
            elif any(not isinstance(item, dict) or item.keys() - {"required", "not"} for item in others):
                return None
        for item in schema.get("allOf", ()):
            if isinstance(item, dict) and item.keys() <= {"description", "title", "required"}:
                required += item.get("required", ())
                continue
            found = self.members(item, depth + 1) if isinstance(item, dict) else None
            if found is None:
                return None
            properties.update(found[0])
            required += found[1]
        properties.update(schema.get("properties", {}))
        required += schema.get("required", ())
        return (properties, list(dict.fromkeys(required))) if properties else None

    def close(self, schema: Schema, bounds: Bounds) -> Closed:
        """Return a converted schema as JSON with the ``$defs`` that it needs."""
        encoded = msgspec.json.encode(schema)
        cut = False
        if len(encoded) > bounds.size:
            for depth in (12, 8, 6, 5, 4, 3, 2, 1):
                encoded = msgspec.json.encode(_pruned(schema, depth))
                if len(encoded) <= bounds.size:
                    break
            cut = True
        level = [reference.decode() for reference in dict.fromkeys(_REFERENCE.findall(encoded))]
        if not level:
            return Closed(encoded.decode(), cut, frozenset())
        parts: dict[str, bytes] = {}
        notes: set[str] = set()
        left = bounds.size
        for depth in range(bounds.depth + 1):
            below: dict[str, None] = {}
            for name in level:
                found = self.definition(name)
                if depth == bounds.depth or len(found.encoded) > left:
                    parts[name] = found.stub
                    cut = True
                else:
                    parts[name] = found.encoded
                    left -= len(found.encoded)
                    notes |= found.notes
                    below |= dict.fromkeys(found.references)
            level = [name for name in below if name not in parts]
            if not level:
                break
        joined = b",".join(b"%s:%s" % (msgspec.json.encode(name), part) for name, part in parts.items())
        beginning = encoded[:-1] + (b"," if len(encoded) > 2 else b"")
        return Closed((beginning + b'"$defs":{' + joined + b"}}").decode(), cut, frozenset(notes))


def _stub(name: str, schema: Schema) -> Schema:
    text = schema.get("description") or schema.get("title") or ""
    about = text.partition("\n")[0][:_STUB_TEXT].strip()
    kind = schema.get("type")
    stub: Schema = {} if kind is None else {"type": kind}
    return {**stub, "description": f"{name}: {about}" if about and about != name else name}


def _pruned(schema: Any, depth: int) -> Any:
    """Return a schema without what lies more than ``depth`` levels of subschemas deep."""
    if not isinstance(schema, dict):
        return schema
    if depth == 0:
        return {key: schema[key] for key in ("type", "description") if key in schema}
    result: Schema = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "dependentSchemas") and isinstance(value, dict):
            result[key] = {name: _pruned(item, depth - 1) for name, item in value.items()}
        elif key in ("allOf", "anyOf", "oneOf", "prefixItems"):
            result[key] = [_pruned(item, depth - 1) for item in value]
        elif key in ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"):
            result[key] = _pruned(value, depth - 1)
        elif key not in ("examples", "default") or depth > 3:
            result[key] = value
    return result
