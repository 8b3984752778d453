"""Reads tools of MCP servers: results of ``tools/list``, bare lists of tools, and dumps of server directories.

A dump holds the answer of the server itself if it could be queried, else the text of its web page. The form on that
page leaves debris in names and parameters (buttons, headings), which is removed and noted as ``page_debris``.
"""

import re
from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected, Tool, tool_id
from lemnos.sources.tools.json.base import Context, JsonSource, rejected
from lemnos.sources.tools.json.documented import documented_arguments
from lemnos.sources.tools.json.parameters import Parameters, SchemaError, input_schema, schema_text
from lemnos.sources.tools.json.records import JsonValue
from lemnos.text.markup import plain

_HEAD = re.compile(rb'"(?:inputSchema|server_info_crawled|remote_server_response)"\s*:')
_PAGE = re.compile(
    r"Deploy Server .*Try in Playground\b.*|Description not available|No description(?: provided| available)?\.?"
)
_BUTTONS = frozenset(("Add", "Item", "True", "False"))
_ARTICLES = frozenset(("a", "an", "the"))
_HEADINGS = frozenset(("Optional Settings",))
_NO_LICENCE = re.compile(r"smithery|not specified|unknown|none|n/a|.*[/@].*", re.IGNORECASE)
"""The contents of the licence field on pages that name no licence: a placeholder, an address, the server itself."""
_HINTS = (("readOnlyHint", "read-only"), ("destructiveHint", "destructive"), ("idempotentHint", "idempotent"))
_PATHS: tuple[tuple[str, ...], ...] = (
    ("result", "tools"),
    ("metadata", "remote_server_response", "tools"),
    ("metadata", "server_info_crawled", "tools"),
    ("tools",),
)
"""The keys that lead to a list of tools, in the order in which they are tried."""
_NOT_GIVEN = frozenset(("self", "cls", "ctx", "context"))
"""Arguments that a docstring describes and a caller does not pass."""
_CONSTANT = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")
_LETTERS = re.compile(r"[A-Za-z]+")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def looks_like(path: str, head: bytes) -> bool:  # noqa: ARG001 - the signature that all kinds share
    """Return whether a file that begins with ``head`` may hold tools of MCP servers."""
    return _HEAD.search(head) is not None or (b'"jsonrpc"' in head and b'"tools"' in head)


class McpSource(JsonSource):
    """A file, folder or archive of MCP descriptions.

    Args:
        path: JSON or JSON lines, or a folder or archive of them.
        licence: The licence of servers that name none.
        provider: The provider of the tools; the author or the name of the server if empty.
    """

    def __init__(self, path: str, *, licence: str = "", provider: str = "") -> None:
        super().__init__(path, "mcp", tools, licence=licence, provider=provider)


class _Server:
    """The server that offers the tools."""

    def __init__(self, value: dict[str, Any], context: Context) -> None:
        crawled = _mapping(_mapping(value.get("metadata")).get("server_info_crawled"))
        info = _mapping(value.get("serverInfo")) or crawled or _mapping(value.get("server"))
        self.name = _text(info.get("name")) or _text(value.get("server_name")) or _text(value.get("name"))
        author = _text(crawled.get("author")) or _text(value.get("author"))
        self.provider = context.provider or author or self.name or context.file
        self.version = _text(info.get("version"))
        licence = _text(crawled.get("license")) or _text(value.get("license"))
        self.licence = context.licence if not licence or _NO_LICENCE.fullmatch(licence) else licence
        self.taken: dict[str, str] = {}
        self.names: frozenset[str] = frozenset()
        """Names of its tools, which are headings of its page."""


def tools(parsed: JsonValue, context: Context) -> Iterator[Tool | Rejected]:
    """Yield the tools of one value: the answer of a server, a dump of it, or a bare tool."""
    value = parsed.value
    if not isinstance(value, dict):
        yield rejected("not_mcp", "the value is not a JSON object", parsed.source)
        return
    listed, pointer = _tool_list(value)
    if listed is None:
        if "name" in value and value.keys() & {"inputSchema", "input_schema", "parameters"}:
            yield _tool(value, _Server({}, context), parsed.source)
        else:
            yield rejected("not_mcp", "the object has no list of tools", parsed.source)
        return
    server = _Server(value, context)
    server.names = frozenset(_text(raw.get("name")) for raw in listed if isinstance(raw, dict))
    mark = "" if "#" in parsed.source else "#"
    of_page = "server_info_crawled" in pointer
    for number, raw in enumerate(listed):
        yield _tool(raw, server, f"{parsed.source}{mark}{pointer}/{number}", of_page=of_page)


def _tool_list(value: dict[str, Any]) -> tuple[list[Any] | None, str]:
    """Return the list of tools in a value, and the JSON pointer to it."""
    for path in _PATHS:
        inner: Any = value
        for key in path:
            inner = inner.get(key) if isinstance(inner, dict) else None
        # A server that could not be queried leaves an empty list in a dump.
        if isinstance(inner, list) and (inner or "remote_server_response" not in path):
            return inner, "/" + "/".join(path)
    return None, ""


def _tool(raw: Any, server: _Server, source: str, *, of_page: bool = False) -> Tool | Rejected:
    if not isinstance(raw, dict):
        return rejected("not_a_tool", "the value is not a JSON object", source)
    name = _text(raw.get("name"))
    if not name:
        return rejected("no_name", "the tool has no name", source)
    if name in _HEADINGS:
        return rejected("page_debris", f"{name!r} is a heading of the server's web page, not a tool", source, name)
    notes: set[str] = set()
    described = raw.get("description")
    if isinstance(described, str) and _PAGE.fullmatch(described.strip()):
        described = ""
        notes.add("page_debris")
    annotations = _mapping(raw.get("annotations"))
    description = plain(described) if isinstance(described, str) else ""
    description = description or plain(_text(raw.get("title")) or _text(annotations.get("title")))
    input_form = next(
        (raw[key] for key in ("inputSchema", "input_schema", "parameters") if raw.get(key) is not None), None
    )
    if isinstance(input_form, list) and all(isinstance(parameter, dict) for parameter in input_form):
        kept = _without_debris(input_form, name, description, server.names)
        notes |= {"page_debris"} if len(kept) < len(input_form) else set()
        input_form = kept
    if not input_form and (of_page or input_form is None or input_form == {}):
        # A schema that allows anything; a page whose form was lost.
        input_form = _in_docstring(description) or None
        notes |= {"parameters_from_docstring"} if input_form else set()
    try:
        parameters = input_schema(input_form, description)
    except SchemaError as error:
        return rejected(error.rule, error.reason, source, name)
    result = Parameters("", frozenset())
    returned = raw.get("outputSchema", raw.get("output_schema"))
    if isinstance(returned, dict) and returned:
        result = schema_text(returned)
    tool_name = name
    if server.taken.setdefault(name, parameters.schema + description) != parameters.schema + description:
        number = 2
        while f"{name}_{number}" in server.taken:
            number += 1
        tool_name = f"{name}_{number}"
        server.taken[tool_name] = parameters.schema + description
        notes.add("repeated_name")
    return Tool(
        id=tool_id(server.provider, server.name, server.version, tool_name, description, parameters.schema),
        kind="mcp",
        provider=server.provider,
        api=server.name,
        name=tool_name,
        version=server.version,
        description=description,
        parameters=parameters.schema,
        parameters_known=parameters.known,
        result=result.schema,
        tags=tuple(word for hint, word in _HINTS if annotations.get(hint) is True),
        licence=server.licence,
        source=source,
        deprecated=raw.get("deprecated") is True,
        repaired=tuple(sorted(notes | parameters.repaired | result.repaired)),
    )


def _in_docstring(description: str) -> list[dict[str, Any]]:
    """Return the parameters that a description documents as docstrings do."""
    return [
        {
            "name": made.name,
            "description": made.text,
            "required": made.required,
            **({"type": made.type} if made.type else {}),
        }
        for made in documented_arguments(description)
        if made.name not in _NOT_GIVEN
    ]


def _without_debris(
    parameters: list[dict[str, Any]], name: str, description: str, names: frozenset[str]
) -> list[dict[str, Any]]:
    """Return the parameters without those that come from the buttons and headings of the page.

    The words of a heading are consecutive, the first is capitalised, and none of them is required. They are words of
    the tool, or stand between such words as its articles and names. The heading of another tool is one parameter.

    Args:
        parameters: As the page lists them.
        name: Name of the tool.
        description: Text of the tool.
        names: Names of all tools of the server.
    """
    text = f"{name} {description}"
    words = {word.lower() for word in (*_WORD.findall(text), *_LETTERS.findall(text))}
    words |= {f"{word}s" for word in words}
    constants = set(_CONSTANT.findall(description))
    headings = {other for other in names if other.startswith(f"{name}_")} | {name}
    kept = []
    in_heading = False
    for parameter in parameters:
        label = _text(parameter.get("name"))
        optional = parameter.get("required") is not True
        if optional and (label in headings or label in _BUTTONS or label in constants):
            in_heading = in_heading or label == "Add"
            continue
        starts = label.isalpha() and label == label.capitalize()
        known = label.lower() in words or (in_heading and (label in _ARTICLES or starts))
        if optional and label.isalpha() and known and (starts or in_heading):
            in_heading = True
            continue
        in_heading = False
        kept.append(parameter)
    return kept


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
