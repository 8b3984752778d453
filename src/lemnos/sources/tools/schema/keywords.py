"""Converts the keywords of a schema to draft 2020-12, with one function for each keyword.

Each function takes the value that an author wrote and puts the valid form into the resulting schema. An invalid value
is repaired or left out, and the name of the rule is added to the converter's ``notes``.
"""

from collections.abc import Callable
from typing import Any, Protocol

from lemnos.sources.tools.schema.numbers import text_of
from lemnos.sources.tools.schema.patterns import pattern_of
from lemnos.sources.tools.schema.refs import Specification
from lemnos.sources.tools.schema.values import (
    TYPES,
    count_of,
    has_reference,
    is_small,
    number_of,
    type_keywords,
    unique,
)

Schema = dict[str, Any]


class Converting(Protocol):
    """The part of the converter that the keyword functions use."""

    notes: set[str]
    """The rules that repaired something."""

    def text(self, value: Any) -> str:
        """Return a title or description as clean text."""
        ...

    def convert(self, raw: Any, base: Specification, depth: int) -> Schema | bool:
        """Return the converted form of a subschema."""
        ...

    def convert_part(self, raw: Any, base: Specification, depth: int) -> Schema | bool:
        """Return the converted form of a member of ``allOf``: a reference to a base means the base alone."""
        ...


Keyword = Callable[[Converting, str, Any, Schema, Specification, int], None]
"""Puts the value of one keyword into the resulting schema. The last argument is the depth of that schema."""


def _type(converter: Converting, _key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if isinstance(value, str):
        if value in TYPES:
            result["type"] = value
            return
        keywords, rule = type_keywords(value)
        if rule:
            converter.notes.add(rule)
        for name, keyword_value in keywords.items():
            result.setdefault(name, keyword_value)
        return
    if isinstance(value, list):
        kinds = unique([type_keywords(kind)[0].get("type") for kind in value if isinstance(kind, str)])
        kinds = [kind for kind in kinds if kind]
        if len(kinds) == 1:
            result["type"] = kinds[0]
        elif kinds:
            result["type"] = kinds
        return
    if isinstance(value, dict):  # a schema instead of the name of a type
        converter.notes.add("schema_for_type")
        schema = converter.convert(value, base, depth + 1)
        if isinstance(schema, dict):
            result.update(schema)
        return
    if value is not None:
        converter.notes.add("unknown_type")


def _text(converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if text := converter.text(value):
        result[key] = text


def _plain_text(
    _converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int
) -> None:
    if isinstance(value, str) and value:
        result[key] = value


def _flag(_converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if value is True:
        result[key] = True


def _number(converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if isinstance(value, bool) and key.startswith("exclusive"):
        return  # The form of OpenAPI 3.0, which the converter handles after all keywords.
    number = number_of(value)
    if number is None or (key == "multipleOf" and number <= 0):
        if value is not None:
            converter.notes.add("bad_keyword")
    else:
        result[key] = number


def _count(converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    count = count_of(value)
    if count is not None:
        result[key] = count
    elif value is not None:
        converter.notes.add("bad_keyword")


def _pattern(converter: Converting, _key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    text = text_of(value)
    pattern, rule = pattern_of(text) if text or value == "" else ("", "bad_pattern")
    if rule:
        converter.notes.add(rule)
    elif pattern:
        result["pattern"] = pattern


def _enum(converter: Converting, _key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if isinstance(value, list) and value:
        result["enum"] = value
    elif isinstance(value, dict) and value:
        result["enum"] = list(value)
        converter.notes.add("enum_as_mapping")
    elif value is not None:
        converter.notes.add("bad_keyword")


def _value(_converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if is_small(value) and not has_reference(value):
        result[key] = value


def _examples(_converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    values = [value] if key == "example" else value
    if isinstance(values, dict):
        values = [item["value"] for item in values.values() if isinstance(item, dict) and "value" in item]
    if isinstance(values, list):
        small = [item for item in values[:5] if item is not None and is_small(item) and not has_reference(item)]
        if small:
            result["examples"] = unique([*result.get("examples", ()), *small])


def _schema(converter: Converting, key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if isinstance(value, dict | bool):
        result[key] = converter.convert(value, base, depth + 1)
    elif value is not None:
        converter.notes.add("no_schema")


def _items(converter: Converting, _key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if isinstance(value, list):  # the form of a tuple before draft 2020-12
        if len(value) == 1:
            result["items"] = converter.convert(value[0], base, depth + 1)
        elif value:
            result["prefixItems"] = [converter.convert(item, base, depth + 1) for item in value]
    elif value is not None:
        result["items"] = converter.convert(value, base, depth + 1)


def _schemas(converter: Converting, key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if isinstance(value, dict) and value:
        value = [value]
        converter.notes.add("bad_keyword")
    if isinstance(value, list) and value:
        convert = converter.convert_part if key == "allOf" else converter.convert
        result[key] = [convert(item, base, depth + 1) for item in value]
    elif value:
        converter.notes.add("bad_keyword")


def _mapping(converter: Converting, key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if not isinstance(value, dict):
        if value is not None:
            converter.notes.add("bad_keyword")
        return
    result[key] = {name: converter.convert(item, base, depth + 1) for name, item in value.items()}
    if key == "properties":
        lifted = [name for name, item in value.items() if isinstance(item, dict) and item.get("required") is True]
        if lifted:  # the form of draft 3
            converter.notes.add("required_on_property")
            result["required"] = unique([*result.get("required", ()), *lifted])


def _patterns(converter: Converting, key: str, value: Any, result: Schema, base: Specification, depth: int) -> None:
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if pattern_of(name)[0] == name}
        if len(kept) < len(value):
            converter.notes.add("bad_pattern")
        if kept:
            _mapping(converter, key, kept, result, base, depth)


def _required(converter: Converting, _key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if isinstance(value, list):
        names = [name for name in map(text_of, value) if name]
        if names:
            result["required"] = unique([*result.get("required", ()), *names])
    elif isinstance(value, str):
        result["required"] = [value]
        converter.notes.add("bad_keyword")


def _dependencies(
    _converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int
) -> None:
    if isinstance(value, dict):
        kept = {
            name: unique([name for name in map(text_of, names) if name])
            for name, names in value.items()
            if isinstance(names, list)
        }
        if kept:
            result[key] = kept


def _discriminator(
    _converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int
) -> None:
    name = value.get("propertyName") if isinstance(value, dict) else value
    if isinstance(name, str) and name:
        result[key] = {"propertyName": name}


def _xml(_converter: Converting, key: str, value: Any, result: Schema, _base: Specification, _depth: int) -> None:
    if not isinstance(value, dict):
        return
    kept = {name: value[name] for name in ("attribute", "wrapped") if value.get(name) is True}
    if isinstance(value.get("name"), str) and value["name"]:
        kept = {"name": value["name"], **kept}
    if kept:
        result[key] = kept


KEYWORDS: dict[str, Keyword] = {
    "xml": _xml,
    "type": _type,
    "enum": _enum,
    "const": _value,
    "default": _value,
    "example": _examples,
    "examples": _examples,
    "pattern": _pattern,
    "items": _items,
    "required": _required,
    "patternProperties": _patterns,
    "dependentRequired": _dependencies,
    "discriminator": _discriminator,
    **dict.fromkeys(("title", "description"), _text),
    **dict.fromkeys(("format", "contentEncoding", "contentMediaType"), _plain_text),
    **dict.fromkeys(("deprecated", "readOnly", "writeOnly", "uniqueItems"), _flag),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"), _number),
    **dict.fromkeys(
        tuple(limit + what for limit in ("min", "max") for what in ("Length", "Items", "Properties", "Contains")),
        _count,
    ),
    **dict.fromkeys(("properties", "dependentSchemas"), _mapping),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _schemas),
    **dict.fromkeys(
        (
            "additionalProperties", "propertyNames", "contains", "not", "if", "then", "else", "unevaluatedProperties",
            "unevaluatedItems",
        ),
        _schema,
    ),
}  # fmt: skip
"""The function of every keyword that is kept. All other keywords are left out."""
