"""Lists of tools in the notations of model providers, servers and data sets → ``DraftTool``.

Read: OpenAI's ``{"type": "function", "function": {…}}`` and the function alone, Anthropic's ``input_schema``, MCP's
``inputSchema``, Gemini's ``functionDeclarations``, xLAM's mapping of names to parameters, BFCL's ``"type": "dict"``,
API-Bank's ``apiCode`` and ``input_parameters``, Seal-Tools' ``api_name``; all of these also as JSON text, one by one
or in a list; names alone. A schema of JSON Schema stays as it is; other notations are converted by
``sources/tools/json/parameters.py``, and the repair ``tool_notation`` tells it.
Cost: 1 µs for a tool in JSON Schema, 40 µs for the first one of another notation with the same text, then 5 µs.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.sources.trajectories.draft import DraftTool
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, text_at, without_nulls
from lemnos.sources.trajectories.normal.text import json_text

_KEYS = ("tools", "functions", "function", "available_tools", "tools_json", "api_list", "apis")
_NAMES = ("name", "api_name", "apiCode", "tool_name")
_DESCRIPTIONS = ("description", "api_description")
_SCHEMAS = ("parameters", "input_schema", "inputSchema", "input_parameters", "arguments", "parameters_json_schema")
_DECLARATIONS = ("functionDeclarations", "function_declarations")
_TYPES = {"string", "number", "integer", "boolean", "array", "object", "null"}
_DEPTH = 4


def tools_at(value: dict[str, Any], repaired: list[str]) -> list[DraftTool]:
    """Return the tools that a record offers, under any of the usual keys.

    Args:
        value: The record.
        repaired: Gets ``tool_notation`` if parameters were converted.
    """
    for key in _KEYS:
        if value.get(key):
            return tools_of(value[key], repaired)
    for holder in (value.get("chat_template_kwargs"), value.get("extra_body")):
        if isinstance(holder, dict):
            for key in (*_KEYS, "xml_tools", "python_tools"):
                if holder.get(key):
                    return tools_of(holder[key], repaired)
    return []


def tools_of(value: Any, repaired: list[str]) -> list[DraftTool]:
    """Return the tools in a value of any notation; what describes no tool is left out."""
    return list(_tools(value, repaired, 0))


def _tools(value: Any, repaired: list[str], depth: int) -> Iterator[DraftTool]:
    value = decoded(value)
    if isinstance(value, list):
        if depth < _DEPTH:
            for item in value:
                yield from _tools(item, repaired, depth + 1)
        return
    if isinstance(value, str):
        if depth and value.strip():
            yield DraftTool(value.strip())
        return
    if not isinstance(value, dict):
        return
    function = decoded(value.get("function"))
    if isinstance(function, dict):
        if isinstance(value.get("required"), list):  # beside the function instead of in its schema
            function = _with_required(function, value["required"])
        yield from _tools(function, repaired, depth + 1)
        return
    custom = value.get("custom")
    if isinstance(custom, dict):
        value = custom
    name = text_at(value, *_NAMES)
    if name:
        yield _tool(name, value, repaired)
        return
    for key in (*_DECLARATIONS, *_KEYS):
        if isinstance(decoded(value.get(key)), list) and depth < _DEPTH:
            yield from _tools(value[key], repaired, depth + 1)
            return
    if value and depth == 0 and all(_is_described(held) for held in value.values()):
        for name, held in value.items():  # names with their descriptions
            yield _tool(name, held, repaired)
        return
    kind = value.get("type")
    if isinstance(kind, str) and kind not in ("function", "custom", "mcp") and depth:
        yield DraftTool(kind)  # a tool of the provider's own, whose schema nobody states: web_search


def _is_described(value: Any) -> bool:
    return isinstance(value, dict) and "description" in value and bool(value.keys() & set(_SCHEMAS))


def _with_required(function: dict[str, Any], required: list[Any]) -> dict[str, Any]:
    parameters = function.get("parameters")
    if not isinstance(parameters, dict) or parameters.get("required"):
        return function
    return {**function, "parameters": {**parameters, "required": required}}


def _tool(name: str, value: dict[str, Any], repaired: list[str]) -> DraftTool:
    description = text_at(value, *_DESCRIPTIONS)
    stated = next((value[key] for key in _SCHEMAS if value.get(key) is not None), None)
    stated = decoded(stated)
    if stated is None:
        return DraftTool(name, description)
    if isinstance(stated, dict):
        if isinstance(value.get("required"), list) and "required" not in stated and "properties" not in stated:
            stated = {"type": "object", "properties": stated, "required": value["required"]}  # Seal-Tools
        elif _is_json_schema(stated):
            return DraftTool(name, description, without_unused(stated))
        elif not stated:
            return DraftTool(name, description, {"type": "object", "properties": {}})
        stated = without_nulls(stated)
    converted = _converted(json_text(stated))
    if converted is not None and "tool_notation" not in repaired:
        repaired.append("tool_notation")
    return DraftTool(name, description, msgspec.json.decode(converted) if converted is not None else None)


def _is_json_schema(schema: Any, depth: int = 0) -> bool:
    """Return whether a schema of type object, and what it holds, is in JSON Schema as far as its types tell."""
    if not isinstance(schema, dict):
        return isinstance(schema, bool) or schema is None
    kind = schema.get("type")
    if depth == 0 and kind != "object":
        return False
    if isinstance(kind, str):
        if kind not in _TYPES:
            return False
    elif isinstance(kind, list):
        if not all(isinstance(item, str) and item in _TYPES for item in kind):
            return False
    elif kind is not None:
        return False
    if depth > 12:
        return True
    properties = schema.get("properties")
    if properties is not None:
        if not isinstance(properties, dict):
            return False
        if not all(_is_json_schema(held, depth + 1) for held in properties.values()):
            return False
    items = schema.get("items")
    return items is None or isinstance(items, list) or _is_json_schema(items, depth + 1)


def without_unused(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without properties that are null, and without keywords that are null beside these.

    Parquet holds one struct for all tools of a file: each has the properties of all, null where it has none.
    """
    properties = schema.get("properties")
    if not isinstance(properties, dict) or None not in properties.values():
        if properties is None and "properties" in schema:
            return {**without_nulls(schema), "properties": {}}
        if schema.get("required", ()) is not None and not _has_unused(properties):
            return schema
    cleaned: dict[str, Any] = without_nulls(schema)
    return cleaned


def _has_unused(properties: Any) -> bool:
    """Return whether a property has a null for a keyword that has no null in JSON Schema."""
    return isinstance(properties, dict) and any(
        isinstance(held, dict)
        and any(value is None and key not in ("default", "const", "example") for key, value in held.items())
        for held in properties.values()
    )


@lru_cache(maxsize=4096)
def _converted(text: str) -> str | None:
    """Return parameters of another notation as the text of a JSON Schema; None if they are none."""
    from lemnos.sources.tools.json.parameters import SchemaError, input_schema

    try:
        return input_schema(msgspec.json.decode(text)).schema
    except (SchemaError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
