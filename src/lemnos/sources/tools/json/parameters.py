"""Converts the parameters of descriptions other than OpenAPI to a JSON Schema (draft 2020-12) of type object.

Parameters come in three forms: a schema of any draft, possibly with mistakes; a list of named parameters with type
names of any language (``STRING``, ``list[int]``, ``DATE (YYYY-MM-DD)``); a mapping of names to types or texts. The
result is ``Parameters``: the JSON text of the schema and the names of the rules that repaired it.
"""

import re
from typing import Any

import msgspec

from lemnos.sources.tools.json.documented import documented_arguments
from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import coerced, is_small, type_keywords, type_of
from lemnos.text.markup import plain

Schema = dict[str, Any]

_BOUNDS = Bounds(depth=12, size=300_000)
_LIST_OF = re.compile(
    r"(?:list|array|tuple|set|sequence|iterable|List|Array)\s*(?:\[|<|\(| of )\s*(.+?)\s*[\])>]?", re.IGNORECASE
)
_OPTIONAL = re.compile(r"(?:optional|nullable)\s*[\[<(]\s*(.+?)\s*[\])>]", re.IGNORECASE)
_OPTIONAL_TYPE = re.compile(r"[,;]\s*optional\s*$|\s*\(optional\)\s*$", re.IGNORECASE)
_MAP = re.compile(r"(?:dict|map|mapping|record|hash|object)\s*[\[<(].*", re.IGNORECASE)
_LOOSE: dict[str, Schema] = {
    "date (yyyy-mm-dd)": {"type": "string", "format": "date"},
    "time (24-hour hh:mm)": {"type": "string", "description": "A time of day, HH:MM."},
    "strings": {"type": "string"},
    "integers": {"type": "integer"},
    "numbers": {"type": "number"},
    "booleans": {"type": "boolean"},
    "objects": {"type": "object"},
    "geopoint (latitude, longitude)": {"type": "string"},
    "credit card": {"type": "string"},
    "iso language code": {"type": "string"},
    "iso country code": {"type": "string"},
    "currency code": {"type": "string"},
    "credentials": {"type": "string"},
    "file": {"type": "string", "format": "binary"},
    "path": {"type": "string"},
    "id": {"type": "string"},
    "character": {"type": "string"},
    "number or string": {"type": ["number", "string"]},
    "undefined": {},
    "mixed": {},
    "complex": {},
}


class Parameters(msgspec.Struct, frozen=True):
    """Parameters as a normalised schema."""

    schema: str
    """The JSON text of the schema."""
    repaired: frozenset[str]
    known: bool = True
    """Whether the description says which arguments there are."""


UNKNOWN = Parameters('{"type":"object"}', frozenset(), known=False)
"""The parameters of a tool whose description does not say which arguments it takes: any."""


class SchemaError(Exception):
    """Parameters cannot be converted to a schema; becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


def schema_text(raw: Any) -> Parameters:
    """Return a schema of any draft as a valid, self-contained schema of draft 2020-12."""
    base = Specification("", raw)
    definitions = Definitions(Resolver(base, lambda _: None))
    schema = definitions.schema(raw, base)
    closed = definitions.close(schema, _BOUNDS)
    cut = {"schema_cut"} if closed.cut else set()
    return Parameters(closed.text, frozenset(definitions.converter.notes | closed.notes | cut))


def input_schema(raw: Any, description: str = "") -> Parameters:
    """Return the input schema of a tool; ``UNKNOWN`` if there is none.

    Args:
        raw: A schema, the JSON text of one, a list of named parameters, or None.
        description: The description of the tool as clean text; if it documents single parameters, as docstrings do,
            they are copied to properties without a description.

    Raises:
        SchemaError: ``raw`` does not describe an object.
    """
    notes: set[str] = set()
    if isinstance(raw, str):
        try:
            raw = msgspec.json.decode(raw) if raw.strip() else None
        except msgspec.DecodeError as error:
            raise SchemaError("no_schema", f"the parameters are text that is not JSON: {raw[:60]!r}") from error
        notes.add("schema_as_text")
    if raw is None:
        return msgspec.structs.replace(UNKNOWN, repaired=frozenset((*notes, "no_parameters")))
    if raw == {} or raw == []:
        raw = {"type": "object", "properties": {}}
    elif isinstance(raw, list):
        return named_parameters(raw, description, frozenset(notes))
    elif not isinstance(raw, dict):
        raise SchemaError("no_schema", f"the parameters are of type {type_of(raw) or 'unknown'}, not a schema")
    elif _is_mapping_of_parameters(raw):
        properties = {name: value for name, value in raw.items() if isinstance(value, dict)}
        needed = [*_strings(raw.get("required")), *_not_optional(properties)]
        raw = {"type": "object", "properties": properties, "required": needed}
        notes.add("properties_without_schema")
    kind = raw.get("type")
    if kind != "object":
        json_type = type_keywords(kind)[0].get("type") if isinstance(kind, str) else None
        if json_type not in (None, "object") and "properties" not in raw:
            raise SchemaError("not_an_object", f"the schema of the parameters has type {kind}; it must be object")
        notes.add("type_of_parameters")
        raw = {**raw, "type": "object"}
    if raw.get("properties", {}) is None:  # an empty map in Go
        raw = {**raw, "properties": {}}
        notes.add("properties_null")
    if not isinstance(raw.get("properties", {}), dict):
        if not isinstance(raw["properties"], list):
            kind = type_of(raw["properties"])
            raise SchemaError("no_schema", f"the properties are of type {kind}; they must be an object or a list")
        listed = _properties(raw["properties"])
        raw = {**raw, "properties": listed[0], "required": [*_strings(raw.get("required")), *listed[1]]}
        notes.add("properties_as_list")
    raw = _settled(raw, notes)
    _add_descriptions(raw["properties"], description, notes)
    normalised = schema_text(raw)
    return Parameters(normalised.schema, normalised.repaired | notes)


def _is_mapping_of_parameters(raw: Schema) -> bool:
    """Return whether ``raw`` maps names to parameters instead of being a schema: every member describes a parameter."""
    if raw.keys() & {
        "properties",
        "$ref",
        "allOf",
        "anyOf",
        "oneOf",
        "additionalProperties",
        "$schema",
        "patternProperties",
    }:
        return False
    members = [value for name, value in raw.items() if isinstance(value, dict) or name != "required"]
    return bool(members) and all(
        isinstance(value, dict) and ("type" in value or "description" in value) for value in members
    )


def _not_optional(properties: dict[str, Schema]) -> list[str]:
    """Return the required ones of parameters whose types say which are optional (``int, optional``)."""
    marked = [name for name, value in properties.items() if _OPTIONAL_TYPE.search(str(value.get("type", "")))]
    if not marked:
        return []
    return [name for name, value in properties.items() if name not in marked and "default" not in value]


def _settled(raw: Schema, notes: set[str]) -> Schema:
    """Return the schema with ``required`` limited to its properties and with their type names converted."""
    properties: Schema = {}
    lifted = []
    for name, value in raw.get("properties", {}).items():
        if isinstance(value, dict) and isinstance(kind := value.get("type"), str):
            type_schema, rule = loose_type(kind)
            if rule:
                value = {**type_schema, **{key: item for key, item in value.items() if key != "type"}}
                notes.add(rule)
        if isinstance(value, dict) and isinstance(value.get("required"), bool):
            lifted += [str(name)] if value["required"] else []
            value = {key: item for key, item in value.items() if key != "required"}
            notes.add("required_on_property")
        properties[str(name)] = value
    required = [*_strings(raw.get("required")), *lifted]
    free = raw.keys() & {"patternProperties", "allOf", "anyOf", "oneOf", "$ref"} or isinstance(
        raw.get("additionalProperties"), dict
    )
    known_required = [name for name in dict.fromkeys(required) if name in properties or free]
    if len(known_required) < len(dict.fromkeys(required)):
        notes.add("required_unknown")
    settled = {key: value for key, value in raw.items() if key not in ("properties", "required")}
    return {**settled, "properties": properties, **({"required": known_required} if known_required else {})}


def _strings(raw: Any) -> list[str]:
    return [item for item in raw if isinstance(item, str)] if isinstance(raw, list) else []


def named_parameters(raw: list[Any], description: str = "", notes: frozenset[str] = frozenset()) -> Parameters:
    """Return the schema of a list of named parameters.

    Raises:
        SchemaError: A parameter has no name.
    """
    properties, required = _properties(raw)
    settled = _settled({"type": "object", "properties": properties, "required": required}, applied := set(notes))
    _add_descriptions(settled["properties"], description, applied)
    normalised = schema_text(settled)
    return Parameters(normalised.schema, normalised.repaired | applied)


def _properties(raw: list[Any]) -> tuple[Schema, list[str]]:
    properties: Schema = {}
    required: list[str] = []
    for parameter in raw:
        if isinstance(parameter, str) and parameter.strip():
            properties.setdefault(parameter.strip(), {})
            continue
        name = parameter.get("name") if isinstance(parameter, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise SchemaError("parameter_without_name", f"a parameter has no name: {str(parameter)[:80]}")
        name = name.strip()
        inner = parameter.get("schema") if isinstance(parameter.get("schema"), dict) else {}
        own_keywords = {
            key: value
            for key, value in parameter.items()
            if key not in ("name", "required", "optional", "schema", "in")
        }
        properties.setdefault(name, {**inner, **own_keywords})
        if parameter.get("required") is True or parameter.get("optional") is False:
            required.append(name)
    return properties, list(dict.fromkeys(required))


def loose_type(name: str) -> tuple[Schema, str]:
    """Return the schema for the name of a type in any language, and the rule that repaired it; empty if none did.

    >>> loose_type("list[int]"), loose_type("string")
    (({'type': 'array', 'items': {'type': 'integer'}}, 'type_name'), ({'type': 'string'}, ''))
    """
    name = " ".join(name.split())
    bare = _OPTIONAL_TYPE.sub("", name)
    if bare != name:
        schema, rule = loose_type(bare)
        return schema, rule or "type_name"
    keywords, rule = type_keywords(name)
    if rule != "unknown_type":
        return {key: value for key, value in keywords.items() if value not in ("float", "double")}, rule
    small = name.lower()
    if small in _LOOSE:
        return dict(_LOOSE[small]), "type_name"
    if optional := _OPTIONAL.fullmatch(name):
        return loose_type(optional[1])[0], "type_name"
    if held := _LIST_OF.fullmatch(name):
        return {"type": "array", "items": loose_type(held[1])[0]}, "type_name"
    if _MAP.fullmatch(name):
        return {"type": "object"}, "type_name"
    parts = [name_part.strip() for name_part in re.split(r"\s*(?:\||/|,|\bor\b)\s*", small) if name_part.strip()]
    kinds = [loose_type(name_part)[0].get("type") for name_part in parts] if len(parts) > 1 else []
    if kinds and all(isinstance(kind, str) for kind in kinds):
        unique = list(dict.fromkeys(kinds))
        return {"type": unique[0] if len(unique) == 1 else unique}, "type_name"
    return {}, "unknown_type"


def set_value(schema: Schema, keyword: str, value: Any) -> None:
    """Set an example or a default in a schema, converted to its type; a value that does not fit is left out."""
    kind = schema.get("type")
    if value is None or value == "" or not is_small(value):
        return
    value, fits = coerced(value, (kind,) if isinstance(kind, str) else tuple(kind or ()))
    if fits:
        schema[keyword] = [value] if keyword == "examples" else value


def _add_descriptions(properties: Schema, description: str, notes: set[str]) -> None:
    """Add the descriptions from the tool's docstring to properties that have none."""
    bare = [name for name, value in properties.items() if isinstance(value, dict) and not value.get("description")]
    if not bare or not description:
        return
    descriptions = {made.name: made.text for made in documented_arguments(description)}
    for name in bare:
        if text := descriptions.get(name):
            properties[name] = {**properties[name], "description": plain(text)}
            notes.add("described_in_docstring")
