"""Finds the entities in the results of tools: ``Tool.result`` → ``Entity`` items, objects with their scalar fields.

References are followed within the schema; alternatives are taken together. The walk is limited in depth and in the
number of objects, so that its cost is bounded for each tool.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.naming.nouns import IDS, is_plural, split_key
from lemnos.text.json_pointers import escaped, unescaped

_DEEPEST = 6
_MOST_OBJECTS = 150
_MOST_REFERENCES = 12
_MOST_PARTS = 4
"""The most descriptions of one property that are taken together: ``items`` of a page, and of a page of pets."""
_DEFS = "#/$defs/"
_HIDDEN = frozenset(("error", "errors", "warning", "warnings", "debug", "links", "_links", "meta", "metadata"))


class Field(msgspec.Struct, frozen=True):
    """A scalar, or a list of scalars, of an entity."""

    name: str
    pointer: str
    types: frozenset[str]
    """JSON types; empty if unknown."""
    text: str
    """Description."""
    is_open: bool
    """Whether it may hold any value of its type: it has no enum and no format of a time."""
    format: str = ""
    """What the schema says of the form of the text or number, as ``uuid``; empty if nothing."""

    @property
    def is_many(self) -> bool:
        """Whether it is a list."""
        return self.pointer.endswith("/*")


class Entity(msgspec.Struct, frozen=True):
    """An object in the result of a tool."""

    tool: int
    """Position of the tool."""
    pointer: str
    schema: str
    """Name of its schema; empty if it has none."""
    holder: str
    """Name of the property that holds it; empty at the top."""
    owner: str
    """Name of the schema of the object that holds it."""
    in_list: bool
    depth: int
    """Number of objects around it."""
    fields: tuple[Field, ...]
    is_alike: bool = False
    """Whether it has no named schema of its own, but the name of one with the same fields."""


class Shape(msgspec.Struct, frozen=True):
    """A schema with its alternatives taken together."""

    schema: str
    """Name of the definition that it refers to."""
    types: frozenset[str]
    properties: dict[str, Any]
    items: Any
    is_open: bool
    text: str
    pattern: str
    format: str


def shape_of(schema: Any, defs: dict[str, Any]) -> Shape:
    """Return a schema with its references followed and its alternatives taken together."""
    types: set[str] = set()
    parts: dict[str, list[Any]] = {}
    found: dict[str, Any] = {"items": [], "open": True, "text": "", "pattern": "", "format": ""}
    names: list[str] = []
    _gather(schema, defs, types, parts, found, names, _MOST_REFERENCES)
    types.discard("null")
    properties = {name: _together(several) for name, several in parts.items()}
    items = _together(found["items"]) if found["items"] else None
    return Shape(
        next(iter(names), ""), frozenset(types), properties, items, found["open"], found["text"],
        found["pattern"], found["format"],
    )  # fmt: skip


def _gather(
    schema: Any,
    defs: dict[str, Any],
    types: set[str],
    parts: dict[str, list[Any]],
    found: dict[str, Any],
    names: list[str],
    left: int,
) -> None:
    if not isinstance(schema, dict) or left <= 0:
        return
    reference = schema.get("$ref")
    if isinstance(reference, str) and reference.startswith(_DEFS):
        name = unescaped(reference[len(_DEFS) :])
        names.append(name)
        _gather(defs.get(name), defs, types, parts, found, names, left - 1)
    kind = schema.get("type")
    types.update(kind if isinstance(kind, list) else [kind] if isinstance(kind, str) else ())
    given = schema.get("properties")
    if isinstance(given, dict):
        types.add("object")
        for name, value in given.items():
            _add(parts.setdefault(name, []), value)
    if schema.get("items") is not None:
        _add(found["items"], schema["items"])
    if "enum" in schema or "const" in schema or schema.get("format") in _CLOSED:
        found["open"] = False
    if not found["text"] and isinstance(schema.get("description"), str):
        found["text"] = schema["description"]
    if not found["pattern"] and isinstance(schema.get("pattern"), str):
        found["pattern"] = schema["pattern"]
    if not found["format"] and isinstance(schema.get("format"), str):
        found["format"] = schema["format"]
    for key in ("allOf", "anyOf", "oneOf"):
        for part in schema[key] if isinstance(schema.get(key), list) else ():
            _gather(part, defs, types, parts, found, names, left - 1)


def _add(several: list[Any], value: Any) -> None:
    if value not in several and len(several) < _MOST_PARTS:
        several.append(value)


def _together(several: list[Any]) -> Any:
    """Return what several schemas say of one value."""
    return several[0] if len(several) == 1 else {"allOf": several}


_OF_BYTES = frozenset(("uuid", "guid", "ulid", "objectid"))
"""Names of schemas of keys that are written as lists of bytes."""
_CLOSED = frozenset(("date", "date-time", "time", "duration", "binary", "byte", "password"))


class _Shapes:
    """The shapes of the schemas in one result, each read once.

    Args:
        defs: Its definitions. They, and the schemas that are asked for, must outlive this.
    """

    def __init__(self, defs: dict[str, Any]) -> None:
        self._defs = defs
        self._read: dict[int, Shape] = {}

    def of(self, schema: Any) -> Shape:
        """Return the shape of a schema."""
        found = self._read.get(id(schema))
        if found is None:
            found = self._read[id(schema)] = shape_of(schema, self._defs)
        return found


def decoded(text: str) -> tuple[Any, dict[str, Any]]:
    """Return the schema in JSON text, and its definitions."""
    schema = msgspec.json.decode(text) if text else None
    defs = schema.get("$defs") if isinstance(schema, dict) else None
    return schema, defs if isinstance(defs, dict) else {}


def entities_of(tool: Tool, position: int) -> list[Entity]:
    """Return the objects in the result of a tool, the outermost first."""
    schema, defs = decoded(tool.result)
    example = next((each.result for each in tool.examples if each.result), "")
    shape = shape_of(schema, defs)
    inline = schema.get("examples") if isinstance(schema, dict) else None
    if not example and isinstance(inline, list) and inline:
        example = msgspec.json.encode(inline[0]).decode()
    if example and not shape.properties and shape.items is None:
        schema, defs = schema_of(msgspec.json.decode(example), _DEEPEST), {}
    if schema is None:
        return []
    shapes = _Shapes(defs)
    found: list[Entity] = []
    level: list[tuple[Any, str, str, str, bool, int, tuple[str, ...]]] = [(schema, "", "", "", False, 0, ())]
    while level and len(found) < _MOST_OBJECTS:
        following = []
        for raw, pointer, holder, owner, in_list, depth, around in level:
            shape = shapes.of(raw)
            name = shape.schema
            if shape.items is not None and not shape.properties:
                item = shapes.of(shape.items)
                if item.properties or item.items is not None:
                    following.append((shape.items, f"{pointer}/*", holder, owner, True, depth, around))
                elif not pointer and item.types:
                    scalar = Field("", "/*", item.types, shape.text, item.is_open, item.format)
                    found.append(Entity(position, "/*", "", "", "", True, 0, (scalar,)))
                continue
            if not pointer and not shape.properties and shape.types and shape.types <= {"string", "integer"}:
                scalar = Field("", "", shape.types, shape.text, shape.is_open, shape.format)
                found.append(Entity(position, "", "", "", "", False, 0, (scalar,)))
            if not shape.properties or (name and name in around):
                continue
            fields: list[Field] = []
            inner = (*around, name) if name else around
            for key, value in shape.properties.items():
                part = shapes.of(value)
                place = f"{pointer}/{escaped(key)}"
                if part.properties or part.items is not None:
                    item = shapes.of(part.items) if part.items is not None else part
                    if item.properties or item.items is not None:
                        if depth < _DEEPEST and key.lower() not in _HIDDEN:
                            following.append((value, place, key, name, in_list, depth + 1, inner))
                    elif part.items is not None and item.types and not _is_bytes(key, part, item):
                        is_open = item.is_open and part.is_open
                        fields.append(Field(key, f"{place}/*", item.types, part.text, is_open, item.format))
                if (not part.properties or "string" in part.types) and part.items is None and "array" not in part.types:
                    types = part.types - {"object"} or part.types
                    fields.append(Field(key, place, types, part.text, part.is_open, part.format))
            found.append(Entity(position, pointer, name, holder, owner, in_list, depth, tuple(fields)))
        level = following
    return found[:_MOST_OBJECTS]


def _is_bytes(name: str, array: Shape, item: Shape) -> bool:
    """Return whether a list holds the bytes of one value, as the numbers of a UUID."""
    if item.types != {"integer"}:
        return False
    if item.format in ("uint8", "byte") or array.schema.rpartition(".")[2].lower() in _OF_BYTES:
        return True
    resource, key = split_key(name)
    return not is_plural(name) and (key in ("uuid", "guid") or (key in IDS and not resource))


def schema_of(value: Any, depth: int) -> dict[str, Any]:
    """Return a schema that tells the names and types in an example."""
    if isinstance(value, dict):
        return (
            {"type": "object", "properties": {key: schema_of(each, depth - 1) for key, each in value.items()}}
            if depth
            else {}
        )
    if isinstance(value, list):
        return {"type": "array", "items": schema_of(value[0], depth) if value else {}}
    for kind, name in ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string")):
        if isinstance(value, kind):
            return {"type": name}
    return {}


def scalars(entity: Entity) -> Iterator[Field]:
    """Yield the fields that may hold a key."""
    for field in entity.fields:
        if field.is_open and not field.types & {"boolean", "object"}:
            yield field
