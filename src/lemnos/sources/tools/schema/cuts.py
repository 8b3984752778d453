"""Leaves out parts of converted schemas: properties of one direction, ``xml``, levels that are too deep, long texts.

A schema and what is to be left out -> a new schema; the schema itself is not changed. What is left out because of its
depth is named in the description of the part around it.
"""

from collections.abc import Collection
from typing import Any, Literal

from lemnos.sources.tools.schema.keywords import Schema

STUB_NAMES = 60
"""Maximum number of properties that a stub names."""
_STUB_TEXT = 300
"""Maximum length of the description of a stub, in characters."""

OneWay = Literal["", "readOnly", "writeOnly"]
"""The keyword of the properties that one direction leaves out: requests carry no ``readOnly`` ones."""


def without_properties(schema: Any, keyword: OneWay) -> Any:
    """Return a converted schema without the properties that have ``keyword``, at any depth.

    >>> without_properties({"properties": {"id": {"readOnly": True}, "a": {}}, "required": ["id"]}, "readOnly")
    {'properties': {'a': {}}}
    """
    if isinstance(schema, list):
        return [without_properties(item, keyword) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result: Schema = {}
    properties = schema.get("properties")
    gone = (
        {name for name, item in properties.items() if isinstance(item, dict) and item.get(keyword) is True}
        if isinstance(properties, dict)
        else frozenset()
    )
    for key, value in schema.items():
        match key:
            case "properties" if isinstance(value, dict):
                result[key] = {
                    name: without_properties(item, keyword) for name, item in value.items() if name not in gone
                }
            case "patternProperties" | "dependentSchemas" if isinstance(value, dict):
                result[key] = {name: without_properties(item, keyword) for name, item in value.items()}
            case "required" if gone:
                if kept := [name for name in value if name not in gone]:
                    result[key] = kept
            case "enum" | "const" | "default" | "examples":
                result[key] = value
            case _:
                result[key] = without_properties(value, keyword)
    return result


def without_keyword(schema: Any, keyword: str) -> Any:
    """Return a converted schema without a keyword, at any depth.

    >>> without_keyword({"properties": {"xml": {"type": "string", "xml": {"name": "a"}}}}, "xml")
    {'properties': {'xml': {'type': 'string'}}}
    """
    if isinstance(schema, list):
        return [without_keyword(item, keyword) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result: Schema = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "dependentSchemas", "$defs") and isinstance(value, dict):
            result[key] = {name: without_keyword(item, keyword) for name, item in value.items()}
        elif key in ("enum", "const", "default", "examples"):
            result[key] = value
        elif key != keyword:
            result[key] = without_keyword(value, keyword) if isinstance(value, dict | list) else value
    return result


def pruned(schema: Any, depth: int) -> Any:
    """Return a schema without the subschemas that are more than ``depth`` levels deep."""
    if not isinstance(schema, dict):
        return schema
    if depth == 0:
        kept = {key: schema[key] for key in ("$ref", "type", "format", "description") if key in schema}
        items = schema.get("items")
        if isinstance(items, dict) and (
            inner := {key: items[key] for key in ("$ref", "type", "format") if key in items}
        ):
            kept["items"] = inner
        names = names_in_words(schema.get("properties", ()))
        return {**kept, "description": " ".join(filter(None, (kept.get("description"), names)))} if names else kept
    result: Schema = {}
    for key, value in schema.items():
        if key in ("properties", "patternProperties", "dependentSchemas") and isinstance(value, dict):
            result[key] = {name: pruned(item, depth - 1) for name, item in value.items()}
        elif key in ("allOf", "anyOf", "oneOf", "prefixItems"):
            result[key] = [pruned(item, depth - 1) for item in value]
        elif key in ("items", "additionalProperties", "not", "contains", "propertyNames", "if", "then", "else"):
            result[key] = pruned(value, depth - 1)
        elif key not in ("examples", "default") or depth > 3:
            result[key] = value
    return result


def cut_text(text: str) -> str:
    """Return a text, cut at the end of a sentence or word if it is too long for a stub."""
    text = text.strip()
    if len(text) <= _STUB_TEXT:
        return text
    cut = text[:_STUB_TEXT]
    stop = cut.rfind(". ")
    return cut[: stop + 1] if stop > _STUB_TEXT // 3 else f"{cut.rpartition(' ')[0].rstrip(' ,;:')} …"


def names_in_words(names: Collection[str]) -> str:
    """Return a sentence that names the properties that are left out; empty if there are none."""
    more = f" and {len(names) - STUB_NAMES} more" if len(names) > STUB_NAMES else ""
    return f"Fields left out here: {', '.join(list(names)[:STUB_NAMES])}{more}." if names else ""


def without_types(outline: Schema) -> Schema:
    """Return an outline without what it says of the properties besides their names."""
    if "properties" not in outline:
        return outline
    return {**outline, "properties": {name: {} for name in outline["properties"]}}
