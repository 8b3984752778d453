"""Writes observations as HTTP responses: status, header fields and body in a media type that the description names."""

import mimetypes
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import ResponseHeader, Tool, ToolError, ToolResponse
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.wire import bodies
from lemnos.steps.tools.wire.styles import plain
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.formats import is_in_format
from lemnos.steps.tools.world.values.make import sample

_WITHOUT_BODY = frozenset((204, 205, 304))
_JSON = b"application/json"
_WILD = {"image/*": "image/png", "audio/*": "audio/mpeg", "video/*": "video/mp4", "text/*": "text/plain"}
_MOST_CACHED = 20_000

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, header fields, body."""


class _Described(msgspec.Struct, frozen=True):
    """What a description says of the responses of a status."""

    media_type: str
    """The preferred media type; empty if none is stated, or if it is that of plain JSON."""
    headers: tuple[tuple[bytes, bytes], ...]
    """The fields that every such response has, by their names in lower case."""
    schemas: dict[str, Any] = {}
    """Name of a field in lower case → the schema of its value, where one is stated."""


_NOTHING = _Described("", ())
_described: dict[tuple[str, int], _Described] = {}


def answer_of(observation: Observation, tool: Tool | None) -> Answer:
    """Return the response to a call of a tool; in JSON if the description names no media type for it."""
    described = _described_of(tool, observation.status) if tool is not None else _NOTHING
    headers = [
        (name.encode("latin-1", "replace"), _line(_conforming(name, value, described, tool)))
        for name, value in observation.headers.items()
    ]
    if described.headers:
        given = {name.lower() for name, _ in headers}
        headers += [pair for pair in described.headers if pair[0].lower() not in given]
    is_empty = observation.body is None or observation.status in _WITHOUT_BODY
    if described.media_type:
        headers.append((b"content-type", described.media_type.encode("latin-1", "replace")))
    elif observation.status not in _WITHOUT_BODY:  # without a body too, for clients that ask for one of those described
        headers.append((b"content-type", _JSON))
    if is_empty:
        return observation.status, headers, b""
    return observation.status, headers, bodies.written(observation.body, described.media_type)


def json_answer(status: int, value: Any, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
    """Return a response in JSON."""
    return status, [*headers, (b"content-type", _JSON)], msgspec.json.encode(value)


def _line(text: str) -> bytes:
    return " ".join(text.split()).encode("utf-8", "replace")


def _described_of(tool: Tool, status: int) -> _Described:
    key = (tool.id, status)
    if key not in _described:
        if len(_described) >= _MOST_CACHED:
            _described.clear()
        _described[key] = _stated(tool, status)
    return _described[key]


def _stated(tool: Tool, status: int) -> _Described:
    """Return what is said of a status; without a media type of its own, it has that of the first response."""
    described: tuple[ToolResponse | ToolError, ...] = (*tool.responses, *tool.errors)
    for code in (str(status), f"{status // 100}XX", "default"):
        for response in described:
            if response.code.upper() == code.upper():
                is_empty = status in _WITHOUT_BODY or tool.method == "HEAD"
                if not is_empty:
                    kind = _preferred(response.media_types) if response.media_types else _written(response, described)
                else:
                    empty = response.empty_types if isinstance(response, ToolResponse) else ()
                    given = empty or response.media_types
                    kind = _preferred(given) or "application/json" if given else ""
                schemas = {
                    each.name.lower(): msgspec.json.decode(each.schema) for each in response.headers if each.schema
                }
                return _Described(kind, tuple(_always(tool, response.headers)), schemas)
    kind = _usual(described)
    return _Described(kind if status not in _WITHOUT_BODY else kind or "application/json", ())


def _conforming(name: str, value: str, described: _Described, tool: Tool | None) -> str:
    """Return the value of a field that the world sets as its schema wants it: as it is, as an address with a host,
    without the first segments of its path, or made by the schema."""
    schema = described.schemas.get(name.lower())
    if schema is None or tool is None:
        return value
    shorter = [value[at:] for at in range(1, len(value)) if value[at] == "/"]
    for made in (value, f"{tool.server.rstrip('/')}{value}", *shorter):
        if conforms(made, schema, schema) and is_in_format(made, flat_of(schema, schema).get("format", "")):
            return made
    try:
        return plain(sample(schema, schema, f"{tool.id}:{name}", name))
    except ImpossibleError:
        return value


def _written(response: ToolResponse | ToolError, described: Sequence[ToolResponse | ToolError]) -> str:
    """Return the media type of a response without a described body: its own, if an answer can be written in it."""
    kind = _preferred(response.empty_types) if isinstance(response, ToolResponse) else ""
    return kind if bodies.kind_of(kind) in ("json", "text", "xml") and kind else _usual(described)


def _usual(described: Sequence[ToolResponse | ToolError]) -> str:
    """Return the media type of the first response, if a failure can be written in it; empty for plain JSON."""
    kind = _preferred(described[0].media_types) if described else ""
    return kind if bodies.kind_of(kind) in ("json", "text", "xml") else ""


def _preferred(media_types: Sequence[str]) -> str:
    """Return the first of some media types; empty for plain JSON, and if there is none.

    What is none, as ``PDF``, is taken for the ending of a file's name.
    """
    first = media_types[0] if media_types else ""
    small = first.partition(";")[0].strip().lower()
    if small and "/" not in small:
        return mimetypes.guess_type(f"a.{small}")[0] or "application/octet-stream"
    return "" if small in ("application/json", "*/*", "application/*") else _WILD.get(small, first)


def _always(tool: Tool, headers: Sequence[ResponseHeader]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the fields that every such response has, with values that conform."""
    for header in headers:
        if header.schema:
            schema = msgspec.json.decode(header.schema)
            try:
                value = sample(schema, schema, f"{tool.id}:{header.name}", header.name)
            except ImpossibleError:
                continue
            text = ",".join(map(plain, value)) if isinstance(value, list) else plain(value)
            yield header.name.encode("latin-1", "replace"), _line(text)
