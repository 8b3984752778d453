"""Operations that a model can call, and documents that describe them: ``Tool`` and ``ToolDocument``."""

from typing import Literal

import msgspec

from lemnos.records.common import Record, content_id

Place = Literal["path", "query", "header", "cookie", "body", "form", "argument"]
"""Where an argument of a tool travels; ``argument`` for tools that are no HTTP operations."""


class ArgumentPlace(msgspec.Struct, frozen=True):
    """Where one property of ``Tool.parameters`` travels."""

    name: str
    """The property."""
    place: Place
    wire_name: str = ""
    """Its name there, where it differs (two parameters of one name in different places, say); else empty."""


class ToolError(msgspec.Struct, frozen=True):
    """A way in which a call can fail."""

    code: str
    """HTTP status, name of the exception, or whatever the description calls it."""
    description: str


class ToolExample(msgspec.Struct, frozen=True):
    """A call that the tool's own description gives."""

    arguments: str
    """JSON text of an object."""
    result: str = ""
    """JSON text; empty where the description does not tell."""


class Tool(Record, frozen=True, kw_only=True):
    """One operation that a model can call, whatever it was described in. All texts are clean: no HTML."""

    id: str
    """``tool_id`` of what it is."""
    kind: Literal["http", "mcp", "function", "python", "model"]
    provider: str
    """Who offers it: ``stripe.com``, the MCP server, the Python distribution, the hub."""
    api: str = ""
    """The API, service, module or class it belongs to."""
    name: str
    """The name by which it is called; unique among the tools of one provider, api and version."""
    version: str = ""
    description: str
    parameters: str
    """JSON text of a JSON Schema (draft 2020-12) of type object, self-contained: no ``$ref`` leads out of it."""
    places: tuple[ArgumentPlace, ...] = ()
    """Where each argument travels; empty for tools that are no HTTP operations."""
    result: str = ""
    """JSON text of the JSON Schema of what it returns; empty where unknown."""
    errors: tuple[ToolError, ...] = ()
    method: str = ""
    """HTTP method in capitals; empty for tools that are no HTTP operations."""
    path: str = ""
    """Path template of an HTTP operation."""
    server: str = ""
    """Base URL of an HTTP operation, where it is known."""
    signature: str = ""
    """Of a function or method in source code, as written there."""
    code: str = ""
    """Source code of a function or method, where it is known and no longer than a page."""
    examples: tuple[ToolExample, ...] = ()
    tags: tuple[str, ...] = ()
    licence: str = ""
    source: str
    """File, and position in it: line, or JSON pointer."""
    deprecated: bool = False
    repaired: tuple[str, ...] = ()
    """What had to be mended in its description, one rule name each; empty for most."""


def tool_id(provider: str, api: str, version: str, name: str, description: str, parameters: str) -> str:
    """Return the id of the tool that is all this."""
    return content_id("tool", provider, api, version, name, description, parameters)


class ToolDocument(Record, frozen=True, kw_only=True):
    """A tool told in one surface form."""

    id: str
    tool: str
    """Id of the tool."""
    form: str
    """Name of the surface form."""
    title: str
    text: str
    provider: str
    licence: str
    source: str
