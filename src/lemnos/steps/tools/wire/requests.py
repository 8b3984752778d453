"""Writes a call as an HTTP request: ``Tool``, arguments -> ``Request``.

Each argument goes into the part of the request that ``Tool.places`` names, written as ``styles`` does. Credentials
are the caller's. Not handled: files in multipart bodies are sent as text.
"""

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Place, Tool
from lemnos.steps.tools.examples.resource_names import is_resource_name
from lemnos.steps.tools.wire import bodies, styles

_BOUNDARY = "lemnos-part-boundary"


class Request(msgspec.Struct, frozen=True):
    """An HTTP request without its server."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: dict[str, str]
    body: bytes


def default_place(tool: Tool) -> Place:
    """Return where an argument is carried of which the description does not say it."""
    return "query" if tool.method in ("GET", "HEAD", "DELETE") else "body"


def written(tool: Tool, arguments: Mapping[str, Any]) -> Request:
    """Return the request that carries the arguments of a call."""
    places = {place.name: place for place in tool.places}
    default = default_place(tool)
    properties = msgspec.json.decode(tool.parameters).get("properties", {})
    path = tool.path.partition("#")[0]
    query: list[str] = []
    headers: dict[str, str] = {}
    cookies: list[str] = []
    fields: dict[str, tuple[ArgumentPlace, Any]] = {}
    whole: list[Any] = []
    for name, value in arguments.items():
        place = places.get(name) or ArgumentPlace(name, default)
        wire = place.wire_name or name
        match place.place:
            case "path":
                text = styles.in_path(value, place)
                text = text.replace("%2F", "/") if is_resource_name(properties.get(name, True)) else text
                path = re.sub(rf"\{{[+./;]?{re.escape(wire)}\*?\}}", text.replace("\\", r"\\"), path)
            case "query" if wire == styles.WHOLE:
                query.append(styles.encoded(styles.plain(value)))
            case "query":
                query += styles.in_query(value, place)
            case "header":
                headers[wire] = styles.in_header(value, place)
            case "cookie":
                cookies += styles.in_cookie(value, place)
            case _ if wire == styles.WHOLE:
                whole.append(value)
            case _:
                fields[wire] = (place, value)
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    body = b""
    if whole or fields:
        media_type, body = _body(tool, whole, fields)
        headers["Content-Type"] = media_type
    target = path + (("&" if "?" in path else "?") + "&".join(query) if query else "")
    return Request(tool.method or "POST", target, headers, body)


def _body(tool: Tool, whole: list[Any], fields: dict[str, tuple[ArgumentPlace, Any]]) -> tuple[str, bytes]:
    is_form = any(place.place == "form" for place, _ in fields.values())
    media_type = tool.media_type if "/" in tool.media_type and "*" not in tool.media_type else ""
    media_type = media_type or (styles.FORM if is_form else styles.JSON)
    value = whole[0] if whole else {wire: each for wire, (_, each) in fields.items()}
    kind = bodies.kind_of(media_type)
    if whole and isinstance(value, dict) and kind in ("form", "multipart"):
        fields = {name: (ArgumentPlace(name, "form"), each) for name, each in value.items()}
    if kind == "form" and (fields or not whole):
        return media_type, "&".join(
            pair for place, each in fields.values() for pair in styles.in_form(each, place)
        ).encode()
    if kind == "multipart" and (fields or not whole):
        parts = "".join(_part(wire, place, each) for wire, (place, each) in fields.items())
        return f"{media_type}; boundary={_BOUNDARY}", f"{parts}--{_BOUNDARY}--\r\n".encode()
    if kind == "xml":
        return media_type, bodies.xml_of(value, "request").encode()
    return media_type, bodies.written(value, media_type)


def _part(name: str, place: ArgumentPlace, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_part(name, place, each) for each in value)
    media_type = place.media_type or (styles.JSON if isinstance(value, dict) else "")
    kind = f"Content-Type: {media_type}\r\n" if media_type else ""
    quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{quoted}"\r\n{kind}\r\n'
    return f"{head}{styles.plain(value)}\r\n"
