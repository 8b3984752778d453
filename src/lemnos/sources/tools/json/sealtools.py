"""Reads the functions of Seal-Tools into tools.

A function is a JSON object with ``api_name``, ``parameters`` (a mapping of names to types and descriptions),
``required``, ``responses`` and ``field``. It becomes a ``Tool`` of kind ``function``.
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected, Tool, ToolExample, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.parameters import Schema, loose_type, schema_text, set_value
from lemnos.sources.tools.json.records import JsonValue
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"api_name"\s*:.*?"(?:field|parameters)"\s*:.*?"responses"\s*:', re.DOTALL)
_OTHER_HEAD = re.compile(rb'"api_call"\s*:|"api_list"\s*:')


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold functions of Seal-Tools."""
    return _HEAD.search(head) is not None and _OTHER_HEAD.search(head) is None


class SealToolsSource(JsonSource):
    """A file, folder or archive of Seal-Tools functions.

    Args:
        path: JSON lines or JSON, or a folder or archive of them.
        licence: The licence of the functions.
        provider: The provider of the functions; ``seal-tools`` if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "sealtools", tools, licence=licence, provider=provider)


def tools(parsed: JsonValue, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the function that one value describes, or a rejection."""
    raw = parsed.value
    if (
        not isinstance(raw, dict)
        or not isinstance(raw.get("api_name"), str)
        or not isinstance(raw.get("parameters"), dict)
    ):
        yield rejected("not_seal_tools", "the value is not an object with api_name and parameters", parsed.source)
        return
    notes: set[str] = set()
    name = raw["api_name"].strip()
    if not name:
        yield rejected("no_name", "the function has no name", parsed.source)
        return
    properties = {key: _member_schema(value, notes) for key, value in raw["parameters"].items()}
    given_required = raw.get("required")
    listed = [key for key in given_required if isinstance(key, str)] if isinstance(given_required, list) else []
    required = [key for key in dict.fromkeys(listed) if key in properties]
    if len(required) < len(dict.fromkeys(listed)):
        notes.add("required_unknown")
    parameters = schema_text(
        {"type": "object", "properties": properties, **({"required": required} if required else {})}
    )
    responses = raw.get("responses")
    result = ""
    if isinstance(responses, dict) and responses:
        members = {key: _member_schema(value, notes) for key, value in responses.items()}
        result = schema_text({"type": "object", "properties": members, "required": list(members)}).schema
    raw_description = raw.get("api_description")
    description = plain(raw_description) if isinstance(raw_description, str) else ""
    field = raw["field"].strip() if isinstance(raw.get("field"), str) else ""
    provider = context.provider or "seal-tools"
    yield Tool(
        id=tool_id(provider, field, "", name, description, parameters.schema),
        kind="function",
        provider=provider,
        api=field,
        name=name,
        description=description,
        parameters=parameters.schema,
        result=result,
        examples=_examples(raw.get("example")),
        tags=tuple(label.strip() for label in field.split("/") if label.strip()),
        licence=context.licence,
        source=parsed.source,
        repaired=tuple(sorted(notes | parameters.repaired)),
    )


def _member_schema(raw: Any, notes: set[str]) -> Schema:
    """Return the schema of one parameter or of one member of the response."""
    if not isinstance(raw, dict):
        notes.add("no_schema")
        return {}
    kind = raw.get("type")
    schema, rule = loose_type(kind) if isinstance(kind, str) else ({}, "unknown_type")
    if rule == "unknown_type":
        notes.add(rule)
    raw_description = raw.get("description")
    text = plain(raw_description) if isinstance(raw_description, str) else ""
    if isinstance(unit := raw.get("unit"), str) and unit.strip():
        text = f"{text.rstrip('.')} (in {unit.strip()})".strip()
    if text:
        schema["description"] = text
    if isinstance(choices := raw.get("choices"), list) and choices:
        schema["enum"] = choices
    set_value(schema, "default", raw.get("default"))
    for key in ("example", "examples", "example_values"):
        value = raw.get(key)
        set_value(schema, "examples", value[0] if isinstance(value, list) and value else value)
    return schema


def _examples(raw: Any) -> tuple[ToolExample, ...]:
    import msgspec

    return (ToolExample(msgspec.json.encode(raw).decode()),) if isinstance(raw, dict) and raw else ()
