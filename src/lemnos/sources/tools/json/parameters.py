"""What descriptions other than OpenAPI give as parameters → a JSON Schema (draft 2020-12) of type object.

Three shapes occur: a schema, of any draft and with any slips; a list of named parameters with types of every language
(``STRING``, ``list[int]``, ``DATE (YYYY-MM-DD)``); a mapping of names to types or texts. All that is mended is noted.
"""

import re
from typing import Any

import msgspec

from lemnos.sources.tools.schema.definitions import Bounds, Definitions
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.sources.tools.schema.values import coerced, is_small, type_keywords, type_of
from lemnos.text.markup import plain

Schema = dict[str, Any]

_BOUNDS = Bounds(depth=12, size=300_000)
_DOCUMENTED = re.compile(r"^[ \t]*(?:Args|Arguments|Parameters|Params)[ \t]*:[ \t]*$", re.MULTILINE)
_ENTRY = re.compile(
    r"^([ \t]*)(?:[-*][ \t]+)?[`*]{0,2}([A-Za-z_][\w.-]*)[`*]{0,2}[ \t]*(?:\([^)\n]*\))?[ \t]*(?::|[ ]-[ ])[ \t]*(.*)$"
)
_FIELD = re.compile(r"^[ \t]*:param(?:[ \t]+[\w\[\], |.]+?)?[ \t]+(\w+):[ \t]*(.+)$", re.MULTILINE)
_HELD = re.compile(
    r"(?:list|array|tuple|set|sequence|iterable|List|Array)\s*(?:\[|<|\(| of )\s*(.+?)\s*[\])>]?", re.IGNORECASE
)
_OPTIONAL = re.compile(r"(?:optional|nullable)\s*[\[<(]\s*(.+?)\s*[\])>]", re.IGNORECASE)
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
    """Parameters, normalised."""

    schema: str
    """JSON text."""
    repaired: frozenset[str]


class SchemaError(Exception):
    """Why something gives no parameters; becomes a ``Rejected`` item."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


def schema_text(raw: Any) -> Parameters:
    """Return any schema of any draft as one of draft 2020-12 that is valid and self-contained."""
    base = Specification("", raw)
    definitions = Definitions(Resolver(base, lambda _: None))
    schema = definitions.schema(raw, base)
    closed = definitions.close(schema, _BOUNDS)
    cut = {"schema_cut"} if closed.cut else set()
    return Parameters(closed.text, frozenset(definitions.converter.notes | closed.notes | cut))


def input_schema(raw: Any, description: str = "") -> Parameters:
    """Return the input schema of a tool.

    Args:
        raw: A schema, JSON text of one, a list of named parameters, or nothing.
        description: Clean text; what it says of single parameters, as docstrings do, fills gaps of the schema.

    Raises:
        SchemaError: It is no description of an object.
    """
    notes: set[str] = set()
    if isinstance(raw, str):
        try:
            raw = msgspec.json.decode(raw) if raw.strip() else None
        except msgspec.DecodeError as error:
            raise SchemaError("no_schema", f"the parameters are text that is no JSON: {raw[:60]!r}") from error
        notes.add("schema_as_text")
    if raw is None or raw == {} or raw == []:
        notes |= set() if raw == [] or raw == {} else {"no_parameters"}
        raw = {"type": "object", "properties": {}}
    elif isinstance(raw, list):
        return named(raw, description, frozenset(notes))
    elif not isinstance(raw, dict):
        raise SchemaError("no_schema", f"the parameters are a {type_of(raw) or 'value'}, not a schema")
    elif _is_mapping_of_parameters(raw):
        properties = {name: value for name, value in raw.items() if name not in ("required", "type")}
        raw = {"type": "object", "properties": properties, "required": raw.get("required")}
        notes.add("properties_without_schema")
    kind = raw.get("type")
    if kind != "object":
        given = type_keywords(kind)[0].get("type") if isinstance(kind, str) else None
        if given not in (None, "object") and "properties" not in raw:
            raise SchemaError("not_an_object", f"the parameters are of type {kind}, and a call gives an object")
        notes.add("type_of_parameters")
        raw = {**raw, "type": "object"}
    if not isinstance(raw.get("properties", {}), dict):
        if not isinstance(raw["properties"], list):
            raise SchemaError("no_schema", f"the properties are a {type_of(raw['properties'])}")
        listed = _properties(raw["properties"])
        raw = {**raw, "properties": listed[0], "required": [*_texts(raw.get("required")), *listed[1]]}
        notes.add("properties_as_list")
    raw = _settled(raw, notes)
    _fill(raw["properties"], description, notes)
    made = schema_text(raw)
    return Parameters(made.schema, made.repaired | notes)


def _is_mapping_of_parameters(raw: Schema) -> bool:
    """Return whether properties stand where their schema should: every member describes a parameter."""
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
    members = [value for name, value in raw.items() if name != "required"]
    return bool(members) and all(
        isinstance(value, dict) and ("type" in value or "description" in value) for value in members
    )


def _settled(raw: Schema, notes: set[str]) -> Schema:
    """Return a schema whose ``required`` names properties; types of other languages are put right in these."""
    properties: Schema = {}
    lifted = []
    for name, value in raw.get("properties", {}).items():
        if isinstance(value, dict) and isinstance(kind := value.get("type"), str):
            found, rule = loose_type(kind)
            if rule:
                value = {**found, **{key: item for key, item in value.items() if key != "type"}}
                notes.add(rule)
        if isinstance(value, dict) and isinstance(value.get("required"), bool):
            lifted += [str(name)] if value["required"] else []
            value = {key: item for key, item in value.items() if key != "required"}
            notes.add("required_on_property")
        properties[str(name)] = value
    required = [*_texts(raw.get("required")), *lifted]
    free = raw.keys() & {"patternProperties", "allOf", "anyOf", "oneOf", "$ref"} or isinstance(
        raw.get("additionalProperties"), dict
    )
    known = [name for name in dict.fromkeys(required) if name in properties or free]
    if len(known) < len(dict.fromkeys(required)):
        notes.add("required_unknown")
    settled = {key: value for key, value in raw.items() if key not in ("properties", "required")}
    return {**settled, "properties": properties, **({"required": known} if known else {})}


def _texts(raw: Any) -> list[str]:
    return [item for item in raw if isinstance(item, str)] if isinstance(raw, list) else []


def named(raw: list[Any], description: str = "", notes: frozenset[str] = frozenset()) -> Parameters:
    """Return a list of named parameters as a schema.

    Raises:
        SchemaError: An element has no name.
    """
    properties, required = _properties(raw)
    settled = _settled({"type": "object", "properties": properties, "required": required}, found := set(notes))
    _fill(settled["properties"], description, found)
    made = schema_text(settled)
    return Parameters(made.schema, made.repaired | found)


def _properties(raw: list[Any]) -> tuple[Schema, list[str]]:
    properties: Schema = {}
    required: list[str] = []
    for each in raw:
        if isinstance(each, str) and each.strip():
            properties.setdefault(each.strip(), {})
            continue
        name = each.get("name") if isinstance(each, dict) else None
        if not isinstance(name, str) or not name.strip():
            raise SchemaError("parameter_without_name", f"a parameter has no name: {str(each)[:80]}")
        name = name.strip()
        inner = each.get("schema") if isinstance(each.get("schema"), dict) else {}
        own = {key: value for key, value in each.items() if key not in ("name", "required", "optional", "schema", "in")}
        properties.setdefault(name, {**inner, **own})
        if each.get("required") is True or each.get("optional") is False:
            required.append(name)
    return properties, list(dict.fromkeys(required))


def loose_type(name: str) -> tuple[Schema, str]:
    """Return the schema that a type's name of any language stands for, and the rule that mended it.

    >>> loose_type("list[int]"), loose_type("string")
    (({'type': 'array', 'items': {'type': 'integer'}}, 'type_name'), ({'type': 'string'}, ''))
    """
    name = " ".join(name.split())
    found, rule = type_keywords(name)
    if rule != "unknown_type":
        return {key: value for key, value in found.items() if value not in ("float", "double")}, rule
    small = name.lower()
    if small in _LOOSE:
        return dict(_LOOSE[small]), "type_name"
    if optional := _OPTIONAL.fullmatch(name):
        return loose_type(optional[1])[0], "type_name"
    if held := _HELD.fullmatch(name):
        return {"type": "array", "items": loose_type(held[1])[0]}, "type_name"
    if _MAP.fullmatch(name):
        return {"type": "object"}, "type_name"
    parts = [part.strip() for part in re.split(r"\s*(?:\||/|,|\bor\b)\s*", small) if part.strip()]
    kinds = [loose_type(part)[0].get("type") for part in parts] if len(parts) > 1 else []
    if kinds and all(isinstance(kind, str) for kind in kinds):
        unique = list(dict.fromkeys(kinds))
        return {"type": unique[0] if len(unique) == 1 else unique}, "type_name"
    return {}, "unknown_type"


def with_value(schema: Schema, keyword: str, value: Any) -> None:
    """Put an example or a default into a schema, as its type wants it; one that does not fit is left out."""
    kind = schema.get("type")
    if value is None or value == "" or not is_small(value):
        return
    value, good = coerced(value, (kind,) if isinstance(kind, str) else tuple(kind or ()))
    if good:
        schema[keyword] = [value] if keyword == "examples" else value


def documented(description: str) -> dict[str, str]:
    """Return what a docstring says of single arguments, in the style of Google, Sphinx or a list.

    >>> documented("Find.\\n\\nArgs:\\n    q: What to find.\\n    n (int): How many.\\n\\nReturns:\\n    All.")
    {'q': 'What to find.', 'n': 'How many.'}
    """
    told: dict[str, str] = {name: text.strip() for name, text in _FIELD.findall(description)}
    section = _DOCUMENTED.search(description)
    if section is None:
        return told
    margin: int | None = None
    name = ""
    for line in description[section.end() :].lstrip("\n").split("\n"):
        if not line.strip():
            name = ""
            continue
        indent = len(line) - len(line.lstrip())
        entry = _ENTRY.match(line)
        if margin is None:
            margin = indent
        if indent < margin or (indent == margin and entry is None):
            break
        if entry is not None and indent == margin:
            name = entry[2]
            told.setdefault(name, entry[3].strip())
        elif name:
            told[name] = f"{told[name]} {line.strip()}".strip()
    return {name: text for name, text in told.items() if text}


def _fill(properties: Schema, description: str, notes: set[str]) -> None:
    """Give properties without a description what the tool's docstring says of them."""
    bare = [name for name, value in properties.items() if isinstance(value, dict) and not value.get("description")]
    if not bare or not description:
        return
    told = documented(description)
    for name in bare:
        if text := told.get(name):
            properties[name] = {**properties[name], "description": plain(text)}
            notes.add("described_in_docstring")
