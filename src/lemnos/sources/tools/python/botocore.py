"""Reads the service descriptions of botocore (``service-2.json``) into tools: the operations of ``boto3`` clients.

The clients of boto3 have no methods in their source, because boto3 creates them at run time from these files, one file
for each service and version. Each operation becomes a ``Tool`` of kind ``http`` whose arguments are the members of its
input. Structures below the first level become ``$defs``, which also ends recursive structures.
"""

import gzip
import re
import zlib
from collections import deque
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Place, Rejected, Tool, ToolError, tool_id
from lemnos.sources.tools.python.files import PackagePlace
from lemnos.sources.tools.schema.patterns import pattern_of
from lemnos.text.markup import plain

SERVICE = re.compile(r"(?:^|/)data/[\w.-]+/[\d-]+/service-\d\.json(?:\.gz)?$")
"""Matches the path of a description inside the package."""
PROVIDER = "amazonaws.com"
_MAX_BYTES = 60_000_000
"""The largest description, in bytes after decompression."""
_MOST_DEFINITIONS = 80
"""The number of structures in ``$defs``, nearest first; deeper ones become objects with unknown members."""
_LONGEST_NESTED = 250
"""The length of the description of a nested member, in characters; only its first sentences are kept."""
_ADDRESSED = ("rest-json", "rest-xml", "")
"""The protocols with a path for each operation. The others send all requests to one path and name the operation."""
_MATCH_ANYTHING = frozenset(
    ("[\\s\\S]*", "[\\s\\S]+", ".*", ".+", "^.*$", "^.+$", "\\S+", "^\\S+$", "[^\\r\\n]*", "(?s).*", "[\\w\\W]*")
)
"""Patterns that match any text."""
_LONGEST_PATTERN = 200
_PLACES: dict[str, Place] = {"uri": "path", "querystring": "query", "header": "header", "headers": "header"}
_TYPES: dict[str, dict[str, Any]] = {
    "string": {"type": "string"},
    "character": {"type": "string"},
    "integer": {"type": "integer"},
    "long": {"type": "integer"},
    "float": {"type": "number"},
    "double": {"type": "number"},
    "boolean": {"type": "boolean"},
    "timestamp": {"type": "string", "format": "date-time"},
    "blob": {"type": "string", "contentEncoding": "base64"},
}


class AwsShard(msgspec.Struct, frozen=True):
    """The description of one service."""

    place: PackagePlace
    name: str
    """The path of the description, relative to the import root."""
    label: str
    licence: str

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the operations of the service, sorted by name."""
        source = self.label + self.name
        try:
            data = self.place.read_data(self.name)
            if data[:2] == b"\x1f\x8b":
                unpack = zlib.decompressobj(31)
                data = unpack.decompress(data, _MAX_BYTES)
                if not unpack.eof:
                    reason = f"the description has more than {_MAX_BYTES:,} bytes after decompression"
                    yield _rejected("too_large", reason, source)
                    return
            described = msgspec.json.decode(data, type=_Service)
        except (
            OSError,
            zlib.error,
            gzip.BadGzipFile,
            msgspec.DecodeError,
            UnicodeDecodeError,
            RecursionError,
        ) as error:
            yield _rejected("not_a_service", f"the file is not a service description: {error}", source)
            return
        for name in sorted(described.operations):
            position = f"{source}#/operations/{name}"
            try:
                yield _tool(described, name, described.operations[name], self.licence, position)
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                reason = f"the description of the operation is malformed ({type(error).__name__}: {error})"
                yield _rejected("bad_operation", reason, position)


class _Service(msgspec.Struct):
    metadata: dict[str, Any]
    operations: dict[str, dict[str, Any]]
    shapes: dict[str, dict[str, Any]]


def _tool(service: _Service, name: str, operation: dict[str, Any], licence: str, source: str) -> Tool:
    metadata = service.metadata
    input_shapes = _Shapes(service.shapes)
    request = operation.get("input")
    members = service.shapes[request["shape"]].get("members", {}) if request else {}
    parameters: dict[str, Any] = input_shapes.top(request["shape"]) if request else {"type": "object", "properties": {}}
    output_shapes = _Shapes(service.shapes)
    response = operation.get("output")
    result = msgspec.json.encode(output_shapes.top(response["shape"])).decode() if response else ""
    encoded = msgspec.json.encode(parameters).decode()
    description = _text(str(operation.get("documentation") or ""))
    api = str(metadata.get("serviceFullName") or metadata.get("serviceId") or metadata.get("endpointPrefix") or "")
    version = str(metadata.get("apiVersion") or "")
    http = operation.get("http") or {}
    addressed = str(metadata.get("protocol") or "") in _ADDRESSED
    return Tool(
        id=tool_id(PROVIDER, api, version, name, description, encoded),
        kind="http",
        provider=PROVIDER,
        api=api,
        name=name,
        version=version,
        description=description,
        parameters=encoded,
        places=tuple(_places(members)) if addressed else (),
        result=result,
        errors=tuple(_errors(service, operation)),
        method=str(http.get("method") or "POST") if addressed else "",
        path=str(http.get("requestUri") or "/").partition("?")[0].replace("+}", "}") if addressed else "",
        server=_server(metadata) if addressed else "",
        signature="" if addressed else _call(source, name, parameters),
        tags=tuple(filter(None, [str(metadata.get("serviceId") or "")])),
        licence=licence,
        source=source,
        deprecated=bool(operation.get("deprecated")),
        repaired=("too_many_schemas",) if input_shapes.cut or output_shapes.cut else (),
    )


def _server(metadata: dict[str, Any]) -> str:
    """Return the base URL of a service; that of region us-east-1 if the service has one in each region."""
    if host := metadata.get("globalEndpoint"):
        return f"https://{host}"
    prefix = metadata.get("endpointPrefix")
    return f"https://{prefix}.us-east-1.amazonaws.com" if prefix else ""


def _call(source: str, name: str, parameters: dict[str, Any]) -> str:
    """Return the boto3 call of an operation that has no path of its own.

    >>> _call("botocore/data/sqs/2012-11-05/service-2.json#/operations/SendMessage", "SendMessage", {})
    'boto3.client("sqs").send_message()'
    """
    client = source.rpartition("data/")[2].partition("/")[0]
    method = _WORD_STARTS.sub("_", name).lower()
    required = list(parameters.get("required", ()))
    ellipsis = ["..."] if len(parameters.get("properties", ())) > len(required) else []
    return f'boto3.client("{client}").{method}({", ".join([*(f"{key}={key}" for key in required), *ellipsis])})'


def _places(members: dict[str, Any]) -> Iterator[ArgumentPlace]:
    for name, member in members.items():
        place = _PLACES.get(member.get("location", ""), "body")
        wire = member.get("locationName") or name
        yield ArgumentPlace(name=name, place=place, wire_name=wire if wire != name else "")


def _errors(service: _Service, operation: dict[str, Any]) -> Iterator[ToolError]:
    for error in operation.get("errors") or ():
        shape = service.shapes.get(error["shape"], {})
        code = str((shape.get("error") or {}).get("code") or error["shape"])
        documentation = error.get("documentation") or shape.get("documentation") or ""
        yield ToolError(code=code, description=_text(str(documentation)))


class _Shapes:
    """Converts the shapes of one service to a self-contained JSON Schema."""

    def __init__(self, shapes: dict[str, dict[str, Any]]) -> None:
        self._shapes = shapes
        self._definitions: dict[str, Any] = {}
        self._waiting: deque[str] = deque()
        self.cut = False

    def top(self, name: str) -> dict[str, Any]:
        """Return the schema of a structure, with the definitions that it needs."""
        schema = self._structure(self._shapes[name], nested=False)
        while self._waiting:
            inner = self._waiting.popleft()
            self._definitions[inner] = self._structure(self._shapes[inner], nested=True)
        if self._definitions:
            schema["$defs"] = dict(sorted(self._definitions.items()))
        return schema

    def _structure(self, shape: dict[str, Any], *, nested: bool) -> dict[str, Any]:
        members = shape.get("members") or {}
        properties = {name: self._member(member, nested=nested) for name, member in members.items()}
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        if required := [name for name in shape.get("required") or () if name in properties]:
            schema["required"] = required
        return schema

    def _member(self, member: dict[str, Any], *, nested: bool) -> dict[str, Any]:
        schema = self._reference(member["shape"])
        documentation = member.get("documentation") or self._shapes[member["shape"]].get("documentation")
        if documentation:
            text = _text(str(documentation))
            schema["description"] = _beginning(text) if nested else text
        if member.get("deprecated"):
            schema["deprecated"] = True
        return schema

    def _reference(self, name: str) -> dict[str, Any]:
        """Return the schema of a member's shape: lists and maps are written inline, structures go into ``$defs``."""
        outer: dict[str, Any] = {}
        target = outer
        seen: set[str] = set()
        while True:
            shape = self._shapes[name]
            kind = shape["type"]
            if kind in ("list", "map") and name not in seen:
                seen.add(name)
                inner: dict[str, Any] = {}
                if kind == "list":
                    target.update({"type": "array", "items": inner}, **_bounds(shape, "minItems", "maxItems"))
                    name = shape["member"]["shape"]
                else:
                    target.update({"type": "object", "additionalProperties": inner})
                    name = shape["value"]["shape"]
                target = inner
                continue
            target.update(self._leaf(name, shape))
            return outer

    def _leaf(self, name: str, shape: dict[str, Any]) -> dict[str, Any]:
        kind = shape["type"]
        if kind != "structure":
            schema = dict(_TYPES.get(kind, {"type": "array"} if kind == "list" else {"type": "object"}))
            if shape.get("enum"):
                schema["enum"] = [str(value) for value in dict.fromkeys(shape["enum"])]
            elif kind == "string":
                schema |= _bounds(shape, "minLength", "maxLength")
                if pattern := _pattern(shape.get("pattern")):
                    schema["pattern"] = pattern
            elif kind in ("integer", "long", "float", "double"):
                schema |= _bounds(shape, "minimum", "maximum")
            return schema
        if shape.get("document"):
            return {}
        if name not in self._definitions:
            if len(self._definitions) >= _MOST_DEFINITIONS:
                self.cut = True
                return {"type": "object"}
            self._definitions[name] = {}
            self._waiting.append(name)
        return {"$ref": f"#/$defs/{name}"}


_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOTE = re.compile(r"<(note|important|caution|warning)>\s*(?:<p>)?")
_MARKS = re.compile(r"</(?:note|important|caution|warning)>|</?(?:a|fullname|function|dlink|i)\b[^>]*>")
_CODE_EDGE = re.compile(r"(?<=<code>)\s+|\s+(?=</code>)")


def _text(html: str) -> str:
    """Return documentation as clean text. Links are removed, because all lead to pages of the same documentation."""
    if "<" in html:
        html = _NOTE.sub(lambda match: f"<p>{match[1].capitalize()}: ", html)
        html = _CODE_EDGE.sub("", _MARKS.sub("", html))
    return plain(html)


def _bounds(shape: dict[str, Any], least: str, most: str) -> dict[str, Any]:
    bounds = {least: shape.get("min"), most: shape.get("max")}
    return {key: value for key, value in bounds.items() if isinstance(value, int | float) and abs(value) < 1 << 53}


def _pattern(raw: Any) -> str:
    """Return a pattern if it is valid and excludes some text; else an empty string."""
    if not isinstance(raw, str) or len(raw) > _LONGEST_PATTERN or raw in _MATCH_ANYTHING:
        return ""
    return pattern_of(raw)[0]


def _beginning(text: str) -> str:
    """Return the first sentences of a text."""
    text, _, rest = text.partition("\n\n")
    if text.endswith(":"):
        # The sentence introduces a list, so it is incomplete without the entries.
        entries = [line.strip(" -").rstrip(".;") for line in rest.split("\n") if line.lstrip().startswith("- ")]
        complete = f"{text} {'; '.join(entries)}."
        text = (
            complete
            if entries and len(complete) <= 2 * _LONGEST_NESTED
            else text.rpartition(". ")[0] or text.rstrip(":")
        )
        return text if text.endswith(".") else f"{text}."
    if len(text) <= _LONGEST_NESTED:
        return text
    end = text.rfind(". ", 0, _LONGEST_NESTED)
    return text[: end + 1] if end > 0 else f"{text[:_LONGEST_NESTED].rsplit(' ', 1)[0]} …"


def _rejected(rule: str, reason: str, source: str) -> Rejected:
    return Rejected(stage="tools", rule=rule, reason=reason, source=source)
