"""Reads RapidAPI descriptions as ToolBench publishes them: one file per tool, or questions with the APIs they may use.

A file of questions repeats its APIs; every repetition is read, and the registry keeps one. Templates of responses
(``{"id": "int"}``) become schemas of results.

Limitation: only the file of a tool contains addresses, so an API from a question has a method but no path.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from lemnos.records import ArgumentPlace, Place, Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.parameters import (
    UNKNOWN,
    Parameters,
    Schema,
    SchemaError,
    loose_type,
    schema_text,
    set_value,
)
from lemnos.sources.tools.json.records import JsonValue
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"(?:required_parameters|optional_parameters|template_response)"\s*:|"api_list"\s*:\s*\[')
_NOT_IN_NAME = re.compile(r"[^a-zA-Z0-9_-]+")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LIST = re.compile(r"(?:list of (\w+) with length \d+|empty list)", re.IGNORECASE)
_FORM_PLACEHOLDER = re.compile(r"['\"]?(?:\{\{.*\}\}|<[\w -]*(?:required|your)[\w -]*>|\{\w+\})['\"]?", re.IGNORECASE)
"""A placeholder for the user to fill in, not a value."""
_METHODS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_DEEPEST = 12
_LONGEST_NAME = 64


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold RapidAPI descriptions."""
    return _HEAD.search(head) is not None


class RapidApiSource(JsonSource):
    """A file, folder or archive of RapidAPI descriptions.

    Args:
        path: JSON or JSON lines, or a folder or archive of them.
        licence: The licence of the APIs.
        provider: The provider of the APIs; ``rapidapi.com`` if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "rapidapi", tools, licence=licence, provider=provider)


def tools(parsed: JsonValue, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the APIs of one value: a tool, a question, or a bare API."""
    value = parsed.value
    if not isinstance(value, dict):
        yield rejected("not_rapidapi", "the value is not a JSON object", parsed.source)
    elif isinstance(value.get("api_list"), list):
        mark = "" if "#" in parsed.source else "#"
        for number, raw in enumerate(value["api_list"]):
            yield _tool(raw, value, f"{parsed.source}{mark}/api_list/{number}", context)
    elif value.keys() & {"required_parameters", "optional_parameters"}:
        yield _tool(value, {}, parsed.source, context)
    else:
        yield rejected("not_rapidapi", "the object has neither api_list nor parameters", parsed.source)


def _tool(raw: Any, service: dict[str, Any], source: str, context: Context) -> Tool | Rejected:
    if not isinstance(raw, dict):
        return rejected("not_an_api", "the value is not a JSON object", source)
    title = _text(raw.get("api_name")) or _text(raw.get("name"))
    name = _NOT_IN_NAME.sub("_", title).strip("_-")[:_LONGEST_NAME].rstrip("_-")
    api = _text(raw.get("tool_name")) or _text(service.get("tool_name")) or _text(service.get("title"))
    if not name:
        return rejected("no_name", f"{title!r} cannot be made into a function name", source, api)
    notes = {"name_from_title"} if name != title else set()
    try:
        schema, required, query_names = _arguments(raw, notes)
    except SchemaError as error:
        return rejected(error.rule, error.reason, source, title)
    address = urlsplit(_text(raw.get("url")))
    path = unquote(address.path)
    method = _text(raw.get("method")).upper()
    for field in _FIELD.findall(path):
        if field not in schema:
            notes.add("undeclared_path_parameter")
            schema[field] = {"type": "string"}
            required.append(field)
    if not schema and not raw.keys() & {"required_parameters", "optional_parameters"}:
        parameters = UNKNOWN
    else:
        needed = {"required": list(dict.fromkeys(required))} if required else {}
        parameters = schema_text({"type": "object", "properties": schema, **needed})
    description = plain(_text(raw.get("api_description")) or _text(raw.get("description")))
    result = _result(raw, notes)
    provider = context.provider or "rapidapi.com"
    return Tool(
        id=tool_id(provider, api, "", name, description, parameters.schema),
        kind="http",
        provider=provider,
        api=api,
        name=name,
        description=description,
        parameters=parameters.schema,
        parameters_known=parameters.known,
        places=_places(schema, path, method, query_names) if path else (),
        result=result.schema,
        method=method if method in _METHODS else "GET",
        path=path,
        server=f"{address.scheme}://{address.netloc}" if address.netloc else "",
        tags=tuple(filter(None, (_text(raw.get("category_name")) or _text(service.get("category")),))),
        licence=context.licence,
        source=source,
        repaired=tuple(sorted(notes | parameters.repaired | result.repaired)),
    )


def _arguments(raw: dict[str, Any], notes: set[str]) -> tuple[Schema, list[str], frozenset[str]]:
    """Return the properties, the names of the required ones, and the names that the address itself gives."""
    properties: Schema = {}
    required: list[str] = []
    for key in ("required_parameters", "optional_parameters"):
        listed = raw.get(key)
        for parameter in listed if isinstance(listed, list) else ():
            name = _text(parameter.get("name")) if isinstance(parameter, dict) else ""
            if not name:
                raise SchemaError("parameter_without_name", f"a parameter has no name: {str(parameter)[:80]}")
            if name in properties:
                notes.add("repeated_parameter")
                continue
            properties[name] = _argument(parameter, notes, is_required=key == "required_parameters")
            if key == "required_parameters":
                required.append(name)
    asked = parse_qsl(urlsplit(_text(raw.get("url"))).query)
    return properties, required, frozenset(name for name, _ in asked)


def _argument(raw: dict[str, Any], notes: set[str], *, is_required: bool) -> Schema:
    schema, rule = loose_type(_text(raw.get("type")) or "string")
    # RapidAPI writes type names in capitals, so only unknown types are noted.
    if rule == "unknown_type":
        notes.add(rule)
    if text := plain(_text(raw.get("description"))):
        schema["description"] = f"{text} {schema['description']}" if "description" in schema else text
    options = raw.get("enum", raw.get("options"))
    if isinstance(options, list) and options:
        schema["enum"] = options
    # The web form is filled with this value: it is an example of a required argument and the default of any other.
    default = raw.get("default")
    if isinstance(default, str) and _FORM_PLACEHOLDER.fullmatch(default.strip()):
        default = None
    size_before = len(schema)
    set_value(schema, "examples" if is_required else "default", default)
    if len(schema) == size_before and default not in (None, ""):
        notes.add("default_of_other_type")
    return schema


def _places(schema: Schema, path: str, method: str, query_names: frozenset[str]) -> tuple[ArgumentPlace, ...]:
    fields = frozenset(_FIELD.findall(path))
    default: Place = "query" if method in ("GET", "HEAD", "DELETE", "") else "body"
    return tuple(
        ArgumentPlace(name, "path" if name in fields else "query" if name in query_names else default)
        for name in schema
    )


def _result(raw: dict[str, Any], notes: set[str]) -> Parameters:
    """Return the schema of the API's response, from a template or a schema."""
    given_schema = raw.get("schema")
    if isinstance(given_schema, dict) and given_schema.keys() & {"type", "properties"}:
        return schema_text(given_schema)
    template = raw.get("template_response")
    if isinstance(template, str):
        try:
            template = msgspec.json.decode(template)
        except (msgspec.DecodeError, RecursionError):
            if template.strip():
                notes.add("response_cut")
            return Parameters("", frozenset())
    if template in (None, {}, [], ""):
        return Parameters("", frozenset())
    return schema_text(_template_schema(template, 0))


def _template_schema(template: Any, depth: int) -> Schema:
    """Return the schema of a template, whose leaves name the types of the values."""
    if depth > _DEEPEST:
        return {}
    if isinstance(template, dict):
        members = {name: value for name, value in template.items() if name != "_list_length"}
        return {
            "type": "object",
            "properties": {name: _template_schema(value, depth + 1) for name, value in members.items()},
        }
    if isinstance(template, list):
        items = [_template_schema(value, depth + 1) for value in template[:1]]
        return {"type": "array", **({"items": items[0]} if items and items[0] else {})}
    if not isinstance(template, str):
        return {}
    if match := _LIST.fullmatch(template.strip()):
        items = [loose_type(match[1])[0]] if match[1] and match[1].lower() != "nonetype" else []
        return {"type": "array", **({"items": items[0]} if items and items[0] else {})}
    return {} if template in ("NoneType", "None") else loose_type(template)[0]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
