"""Writes observations as HTTP responses: status, header fields and body in a media type that the description names."""

from typing import Any

import msgspec

from lemnos.records import Tool, ToolError, ToolResponse
from lemnos.steps.tools.wire import bodies
from lemnos.steps.tools.world.base import Observation

_WITHOUT_BODY = frozenset((204, 205, 304))
_JSON = b"application/json"
_WILD = {"image/*": "image/png", "audio/*": "audio/mpeg", "video/*": "video/mp4", "text/*": "text/plain"}
_MOST_CACHED = 20_000

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]
"""Status, header fields, body."""

_media_types: dict[tuple[str, int], str] = {}


def answer_of(observation: Observation, tool: Tool | None) -> Answer:
    """Return the response to a call of a tool; in JSON if the description names no media type for it."""
    headers = [(name.encode("latin-1", "replace"), _line(value)) for name, value in observation.headers.items()]
    if observation.body is None or observation.status in _WITHOUT_BODY:
        return observation.status, headers, b""
    media_type = _media_type(tool, observation.status) if tool is not None else ""
    if not media_type:
        headers.append((b"content-type", _JSON))
        return observation.status, headers, msgspec.json.encode(observation.body)
    headers.append((b"content-type", media_type.encode("latin-1", "replace")))
    return observation.status, headers, bodies.written(observation.body, media_type)


def json_answer(status: int, value: Any, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
    """Return a response in JSON."""
    return status, [*headers, (b"content-type", _JSON)], msgspec.json.encode(value)


def _line(text: str) -> bytes:
    return " ".join(text.split()).encode("utf-8", "replace")


def _media_type(tool: Tool, status: int) -> str:
    key = (tool.id, status)
    if key not in _media_types:
        if len(_media_types) >= _MOST_CACHED:
            _media_types.clear()
        _media_types[key] = _stated(tool, status)
    return _media_types[key]


def _stated(tool: Tool, status: int) -> str:
    """Return the preferred media type of a status; empty if none is stated, or if it is that of plain JSON."""
    for code in (str(status), f"{status // 100}XX", "default"):
        described: tuple[ToolResponse | ToolError, ...] = (*tool.responses, *tool.errors)
        for response in described:
            if response.code.upper() == code.upper() and response.media_types:
                first = response.media_types[0]
                small = first.partition(";")[0].strip().lower()
                return "" if small in ("application/json", "*/*", "application/*") else _WILD.get(small, first)
    return ""
