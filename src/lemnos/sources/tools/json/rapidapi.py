"""RapidAPI descriptions as ToolBench has them: one file a tool, or questions that carry the APIs they may use.

A file of questions repeats its APIs; each repetition is read, and the registry keeps one. Only a tool's own file tells
addresses, so an API from a question has a method and no path. Templates of responses (``{"id": "int"}``) become
schemas of results.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import msgspec

from lemnos.records import ArgumentPlace, Place, Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.parameters import Parameters, Schema, SchemaError, loose_type, schema_text, with_value
from lemnos.sources.tools.json.records import Found
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"(?:required_parameters|optional_parameters|template_response)"\s*:|"api_list"\s*:\s*\[')
_NO_NAME = re.compile(r"[^a-zA-Z0-9_-]+")
_FIELD = re.compile(r"\{([^{}]*)\}")
_LIST = re.compile(r"(?:list of (\w+) with length \d+|empty list)", re.IGNORECASE)
_BLANK = re.compile(r"['\"]?(?:\{\{.*\}\}|<[\w -]*(?:required|your)[\w -]*>|\{\w+\})['\"]?", re.IGNORECASE)
"""A blank to be filled in, not a value."""
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
        licence: Licence of the APIs.
        provider: Who offers them; ``rapidapi.com`` if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "rapidapi", tools, licence=licence, provider=provider)


def tools(found: Found, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the APIs of one value: a tool, a question, or a bare API."""
    value = found.value
    if not isinstance(value, dict):
        yield rejected("not_rapidapi", "no object", found.source)
    elif isinstance(value.get("api_list"), list):
        mark = "" if "#" in found.source else "#"
        for number, raw in enumerate(value["api_list"]):
            yield _tool(raw, value, f"{found.source}{mark}/api_list/{number}", context)
    elif value.keys() & {"required_parameters", "optional_parameters"}:
        yield _tool(value, {}, found.source, context)
    else:
        yield rejected("not_rapidapi", "no list of APIs in it", found.source)


def _tool(raw: Any, service: dict[str, Any], source: str, context: Context) -> Tool | Rejected:
    if not isinstance(raw, dict):
        return rejected("not_an_api", "no object", source)
    given = _text(raw.get("api_name")) or _text(raw.get("name"))
    name = _NO_NAME.sub("_", given).strip("_-")[:_LONGEST_NAME].rstrip("_-")
    api = _text(raw.get("tool_name")) or _text(service.get("tool_name")) or _text(service.get("title"))
    if not name:
        return rejected("no_name", f"{given!r} is no name for a tool", source, api)
    notes = {"name_from_title"} if name != given else set()
    try:
        schema, required, read = _arguments(raw, notes)
    except SchemaError as error:
        return rejected(error.rule, error.reason, source, given)
    address = urlsplit(_text(raw.get("url")))
    path = unquote(address.path)
    method = _text(raw.get("method")).upper()
    for field in _FIELD.findall(path):
        if field not in schema:
            notes.add("undeclared_path_parameter")
            schema[field] = {"type": "string"}
            required.append(field)
    parameters = schema_text(
        {"type": "object", "properties": schema, **({"required": list(dict.fromkeys(required))} if required else {})}
    )
    described = plain(_text(raw.get("api_description")) or _text(raw.get("description")))
    result = _result(raw, notes)
    provider = context.provider or "rapidapi.com"
    return Tool(
        id=tool_id(provider, api, "", name, described, parameters.schema),
        kind="http",
        provider=provider,
        api=api,
        name=name,
        description=described,
        parameters=parameters.schema,
        places=_places(schema, path, method, read) if path else (),
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
        for each in listed if isinstance(listed, list) else ():
            name = _text(each.get("name")) if isinstance(each, dict) else ""
            if not name:
                raise SchemaError("parameter_without_name", f"a parameter has no name: {str(each)[:80]}")
            if name in properties:
                notes.add("repeated_parameter")
                continue
            properties[name] = _argument(each, notes, is_required=key == "required_parameters")
            if key == "required_parameters":
                required.append(name)
    asked = parse_qsl(urlsplit(_text(raw.get("url"))).query)
    return properties, required, frozenset(name for name, _ in asked)


def _argument(raw: dict[str, Any], notes: set[str], *, is_required: bool) -> Schema:
    schema, rule = loose_type(_text(raw.get("type")) or "string")
    # The capitals of RapidAPI's own names of types are no slip.
    if rule == "unknown_type":
        notes.add(rule)
    if text := plain(_text(raw.get("description"))):
        schema["description"] = f"{text} {schema['description']}" if "description" in schema else text
    options = raw.get("enum", raw.get("options"))
    if isinstance(options, list) and options:
        schema["enum"] = options
    # The form of the site fills this value in: an example where the argument must be given, else what is sent.
    given = raw.get("default")
    if isinstance(given, str) and _BLANK.fullmatch(given.strip()):
        given = None
    before = len(schema)
    with_value(schema, "examples" if is_required else "default", given)
    if len(schema) == before and given not in (None, ""):
        notes.add("default_of_other_type")
    return schema


def _places(schema: Schema, path: str, method: str, read: frozenset[str]) -> tuple[ArgumentPlace, ...]:
    fields = frozenset(_FIELD.findall(path))
    other: Place = "query" if method in ("GET", "HEAD", "DELETE", "") else "body"
    return tuple(
        ArgumentPlace(name, "path" if name in fields else "query" if name in read else other) for name in schema
    )


def _result(raw: dict[str, Any], notes: set[str]) -> Parameters:
    """Return the schema of what the API answers, from a template or a schema."""
    own = raw.get("schema")
    if isinstance(own, dict) and own.keys() & {"type", "properties"}:
        return schema_text(own)
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
    return schema_text(_of_template(template, 0))


def _of_template(template: Any, depth: int) -> Schema:
    """Return the schema of a template: its leaves name the types that were seen there."""
    if depth > _DEEPEST:
        return {}
    if isinstance(template, dict):
        members = {name: value for name, value in template.items() if name != "_list_length"}
        return {
            "type": "object",
            "properties": {name: _of_template(value, depth + 1) for name, value in members.items()},
        }
    if isinstance(template, list):
        items = [_of_template(value, depth + 1) for value in template[:1]]
        return {"type": "array", **({"items": items[0]} if items and items[0] else {})}
    if not isinstance(template, str):
        return {}
    if found := _LIST.fullmatch(template.strip()):
        items = [loose_type(found[1])[0]] if found[1] and found[1].lower() != "nonetype" else []
        return {"type": "array", **({"items": items[0]} if items and items[0] else {})}
    return {} if template in ("NoneType", "None") else loose_type(template)[0]


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
