"""Defines ``Tool``, an operation that a model can call, and ``ToolDocument``, a text that describes one."""

from typing import Literal

import msgspec

from lemnos.records.common import Record, content_id

Place = Literal["path", "query", "header", "cookie", "body", "form", "argument"]
"""Where a call carries an argument; ``argument`` for tools that are not HTTP operations."""


Style = Literal[
    "", "simple", "label", "matrix", "form", "spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "content"
]
"""How a list or an object is written: a style of OpenAPI; ``tabDelimited`` for ``tsv`` of Swagger 2; ``content`` for a
value written whole in its own media type. Empty for the default of the place: ``simple`` in path and header, exploded
``form`` in query and cookie; in a form, one pair for each item of a list, and objects as JSON."""


class ArgumentPlace(msgspec.Struct, frozen=True):
    """Where and how a call carries one property of ``Tool.parameters``."""

    name: str
    """Name of the property."""
    place: Place
    wire_name: str = ""
    """Its name in the request if that differs, as for two parameters of one name in path and query; empty otherwise."""
    style: Style = ""
    explode: bool = False
    """Whether each item of a list, or property of an object, is written separately; of no meaning without ``style``."""
    allow_reserved: bool = False
    """Whether the reserved characters of RFC 3986 are sent without percent-encoding."""
    media_type: str = ""
    """Media type of the value by itself, as of a part of a multipart body; empty for the default."""


class OAuthScope(msgspec.Struct, frozen=True):
    """What an access token allows."""

    name: str
    description: str = ""
    """What the source says that it allows."""


class OAuthFlow(msgspec.Struct, frozen=True):
    """A way to obtain an OAuth 2.0 access token."""

    name: Literal["implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"]
    authorization_url: str = ""
    token_url: str = ""
    scopes: tuple[OAuthScope, ...] = ()
    """The scopes of this flow that the operation needs."""


class Credential(msgspec.Struct, frozen=True):
    """One credential that a call carries."""

    name: str
    """Name of the security scheme in the description."""
    type: Literal["apiKey", "http", "oauth2", "openIdConnect", "mutualTLS"]
    place: Literal["", "header", "query", "cookie"] = ""
    """The part of the request that carries it; empty for a client certificate."""
    parameter: str = ""
    """Name of that header, query parameter or cookie; empty for a client certificate."""
    scheme: str = ""
    """HTTP authentication scheme in lower case (``basic``, ``bearer``); empty for an API key or a certificate."""
    scopes: tuple[str, ...] = ()
    """The scopes or roles that the operation needs, all of them."""
    description: str = ""
    flows: tuple[OAuthFlow, ...] = ()
    url: str = ""
    """Where OpenID Connect is described; empty for other types."""
    prefix: str = ""
    """The word before an API key in its header (``Token``), from the prose of the description; empty for none."""


class Authentication(msgspec.Struct, frozen=True):
    """One way to authenticate a call."""

    credentials: tuple[Credential, ...] = ()
    """All of them are sent together; without any, the call is anonymous."""


class ResponseHeader(msgspec.Struct, frozen=True):
    """A header field of an HTTP response."""

    name: str
    type: str = ""
    """Its JSON type; empty if unknown."""
    description: str = ""
    schema: str = ""
    """JSON text of the JSON Schema of a field that every such response has, or of a ``Location`` that must have a form;
    empty for others."""


class ToolError(msgspec.Struct, frozen=True):
    """A way in which a call can fail."""

    code: str
    """HTTP status, name of the exception, or the name that the description uses."""
    description: str
    media_types: tuple[str, ...] = ()
    """Media types of the body, the preferred one first; empty if unknown."""
    headers: tuple[ResponseHeader, ...] = ()
    body: str = ""
    """JSON text of the JSON Schema of the body, cut to a few fields; empty if unknown."""


class ToolResponse(msgspec.Struct, frozen=True):
    """An answer of an HTTP operation that is not a failure."""

    code: str
    """HTTP status; ``2XX`` for any of success, ``default`` for any."""
    description: str = ""
    """What it means; empty if it says no more than the status, or than the schema of the result."""
    media_types: tuple[str, ...] = ()
    """Media types of the body, the one that ``Tool.result`` describes first; empty if unknown or without a body."""
    headers: tuple[ResponseHeader, ...] = ()
    body: str = ""
    """JSON text of the JSON Schema of the body; empty if unknown, and for the first response (``Tool.result``)."""
    is_empty: bool = False
    """Whether it has no body."""
    empty_types: tuple[str, ...] = ()
    """Media types that the description gives a response without a body, the preferred one first."""


class ToolExample(msgspec.Struct, frozen=True):
    """An example call from the tool's own description."""

    arguments: str
    """JSON text of an object."""
    result: str = ""
    """JSON text; empty if the description does not state it."""


class LinkedValue(msgspec.Struct, frozen=True):
    """A value that a link passes on."""

    argument: str
    """Name of a parameter, also with its place before it (``path.id``), or ``#`` and the JSON pointer of a part of the
    body."""
    expression: str
    """Runtime expression: ``$response.body#/id``."""


class ToolLink(msgspec.Struct, frozen=True):
    """A statement of the description that values of a response are arguments of another operation."""

    target: str
    """JSON pointer of the operation in its file: ``#/paths/~1pets~1{id}/get``, as at the end of ``Tool.source``."""
    values: tuple[LinkedValue, ...]


class Tool(Record, frozen=True, kw_only=True):
    """An operation that a model can call, whatever format described it. All texts are free of HTML."""

    id: str
    """The value of ``tool_id`` for this tool."""
    kind: Literal["http", "mcp", "function", "python", "model"]
    provider: str
    """Who offers the tool: ``stripe.com``, the MCP server, the Python distribution, the hub."""
    api: str = ""
    """The API, service, module or class that the tool belongs to."""
    name: str
    """The name by which the tool is called; unique among the tools of one provider, api and version."""
    version: str = ""
    description: str
    parameters: str
    """JSON text of a JSON Schema (draft 2020-12) of type object; self-contained, without external ``$ref``."""
    parameters_known: bool = True
    """Whether the source says which arguments the tool takes; if not, ``parameters`` allows any."""
    places: tuple[ArgumentPlace, ...] = ()
    """Where a call carries each argument; empty for tools that are not HTTP operations."""
    result: str = ""
    """JSON text of the JSON Schema of the result; empty if unknown."""
    responses: tuple[ToolResponse, ...] = ()
    """Answers that are not failures, the one of ``result`` first; empty for tools that are not HTTP operations."""
    errors: tuple[ToolError, ...] = ()
    method: str = ""
    """HTTP method in upper case; empty for tools that are not HTTP operations."""
    path: str = ""
    """Path template of an HTTP operation."""
    links: tuple[ToolLink, ...] = ()
    """OpenAPI links of its successful responses."""
    server: str = ""
    """Base URL of an HTTP operation; empty if unknown."""
    media_type: str = ""
    """Media type of the request body; empty if there is no body or its type is unknown."""
    body_required: bool = False
    """Whether the source says that a request must have a body."""
    authentication: tuple[Authentication, ...] = ()
    """Alternative ways to authenticate; empty if none is known."""
    authentication_stated: bool = True
    """Whether the source says that the operation needs one of ``authentication``; if not, they are those of the API."""
    authentication_note: str = ""
    """What the description says about authentication in prose, if nothing else does; its own sentences."""
    signature: str = ""
    """Signature of a function or method, as in its source code."""
    code: str = ""
    """Source code of a function or method; empty if it is unknown or longer than a page."""
    examples: tuple[ToolExample, ...] = ()
    tags: tuple[str, ...] = ()
    licence: str = ""
    source: str
    """File and position in it, as a line number or a JSON pointer."""
    deprecated: bool = False
    repaired: tuple[str, ...] = ()
    """Names of the rules by which the description was repaired; empty for most tools."""


def tool_id(provider: str, api: str, version: str, name: str, description: str, parameters: str) -> str:
    """Return the id of the tool with these fields."""
    return content_id("tool", provider, api, version, name, description, parameters)


class ToolDocument(Record, frozen=True, kw_only=True):
    """A text that describes a tool in one surface form."""

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
