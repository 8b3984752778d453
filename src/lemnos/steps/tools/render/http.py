"""Turn an example call into an HTTP request: ``Facts`` -> ``Exchange`` (URL, headers, body).

Each argument goes into the part of the request that ``Tool.places`` names, written as ``wire.styles`` does.
Credentials and variables of the caller are placeholders, also within a body in JSON or XML.
"""

import re
from typing import Any, Literal

import msgspec

from lemnos.records import ArgumentPlace, Tool
from lemnos.steps.tools.examples.call import ExampleCall
from lemnos.steps.tools.examples.schema_values import VARIABLE
from lemnos.steps.tools.render.calls import shell_variable
from lemnos.steps.tools.render.facts import Facts, without_fragment
from lemnos.steps.tools.render.protocol.authentication import Sent, sent
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError, flatten
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.wire import styles
from lemnos.steps.tools.wire.styles import FORM, JSON, MULTIPART

_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_SECRET = re.compile(r"(?:\w+ )?\$[A-Z][A-Z0-9_]+")
"""A placeholder for a credential among the arguments, which is not percent-encoded."""


class Part(msgspec.Struct, frozen=True):
    """A part of a multipart body."""

    name: str
    text: str
    """Its content; for a file, the name of the file."""
    media_type: str = ""
    """Its media type; empty for plain text."""
    is_file: bool = False


class Exchange(msgspec.Struct, frozen=True):
    """An HTTP request."""

    url: str
    headers: dict[str, str]
    """Header fields, among them those of credentials; without ``Content-Type``."""
    kind: Literal["none", "json", "form", "multipart", "text", "file"]
    """What the body is made of: JSON, pairs, parts, text as it is (XML for an object), or a file."""
    body: Any
    """The body as a JSON value, with variables as in an outline; None for no body, and for a form with variables."""
    media_type: str = ""
    """Media type of the body; empty for no body."""
    xml: str = ""
    """The body as XML, with variables as in an outline; empty if it is none, or no object."""
    pairs: tuple[str, ...] = ()
    """The pairs ``name=value`` of a form, percent-encoded."""
    parts: tuple[Part, ...] = ()
    """The parts of a multipart body."""
    credentials: tuple[Sent, ...] = ()
    """The credentials among URL, headers and certificates."""
    variables: tuple[str, ...] = ()
    """The variables among URL, headers, pairs and parts, such as ``$PET_ID``."""


def exchange_of(facts: Facts) -> Exchange:
    """Return the request that performs the example call. ``facts`` must have an example call."""
    tool = facts.tool
    call = facts.call or ExampleCall({})
    variables: list[str] = []
    outlined: list[str] = []  # variables within the body
    is_file = call.is_body_open
    path = without_fragment(tool.path)
    query: list[str] = []
    headers: dict[str, str] = {}
    cookies: list[str] = []
    body: dict[str, Any] = {}
    pairs: list[str] = []
    parts: list[Part] = []
    given_type = ""
    whole: Any = None
    has_whole = is_form = False
    given_names: set[tuple[str, str]] = set()
    secrets: list[Sent] = []
    for name, value in call.arguments.items():
        place = facts.carriers.get(name) or ArgumentPlace(name, "query" if tool.method == "GET" else "body")
        wire = place.wire_name or name
        given_names.add((place.place, wire.lower()))
        if isinstance(value, str) and _SECRET.fullmatch(value) and place.place in ("query", "header", "cookie"):
            secrets.append(Sent(place.place, wire, value))
            continue
        match place.place:
            case "query" if wire == styles.WHOLE:
                query.append(styles.encoded(styles.plain(value)))
            case "path":
                text = styles.in_path(value, place)
                if facts.is_resource_name(name):
                    text = text.replace("%2F", "/")
                path = path.replace("{" + wire + "}", text).replace("{+" + wire + "}", text)
            case "query":
                query += styles.in_query(value, place)
            case "header" if wire.lower() == "content-type":
                given_type = styles.in_header(value, place)
            case "header":
                headers[wire] = styles.in_header(value, place)
            case "cookie":
                cookies += styles.in_cookie(value, place)
            case _ if wire == styles.WHOLE:
                whole, has_whole = value, True
            case _:
                body[wire] = value
                is_form = is_form or place.place == "form"
                if place.place == "form" or tool.media_type in (FORM, MULTIPART):
                    pairs += styles.in_form(value, place)
                    parts += _parts(value, place, facts.schema.get("properties", {}).get(name))
    for name in call.variables:
        place = facts.carriers.get(name) or ArgumentPlace(name, "query" if tool.method == "GET" else "body")
        wire, held = place.wire_name or name, shell_variable(name)
        given_names.add((place.place, wire.lower()))
        pair = f"{styles.encoded(wire)}={held}"
        match place.place:
            case "path":
                path = path.replace("{" + wire + "}", held).replace("{+" + wire + "}", held)
            case "query":
                query.append(pair)
            case "header" if wire.lower() == "content-type":
                continue  # the body tells it
            case "header":
                headers[wire] = held
            case "cookie":
                cookies.append(pair)
            case _ if tool.media_type == MULTIPART and (
                files := [each for each in _parts("", place, facts.schema["properties"].get(name)) if each.is_file]
            ):
                body[wire] = ""
                parts += files
                continue
            case _ if tool.media_type in (FORM, MULTIPART) and wire != styles.WHOLE:
                body[wire] = held
                pairs.append(pair)
                parts.append(Part(wire, held))
            case _ if name in call.outlines and is_written(tool.media_type):
                outline = call.outlines[name]
                if wire == styles.WHOLE:
                    whole, has_whole = outline, True
                else:
                    body[wire] = outline
                outlined += map(shell_variable, variables_in(outline))
                continue
            case _:
                is_file = True
                continue
        variables.append(held)
    credentials = tuple(
        each for each in sent(tool.authentication) if (each.place, each.name.lower()) not in given_names
    )
    credentials = (*secrets, *credentials)
    for each in credentials:
        match each.place:
            case "header":
                headers.setdefault(each.name, each.value)
            case "query":
                query.append(f"{styles.encoded(each.name)}={each.value}")
            case "cookie":
                cookies.append(f"{each.name}={each.value}")
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    kind: Literal["none", "json", "form", "multipart", "text", "file"] = "none"
    media_type = ""
    if has_whole or body or is_file:
        media_type = tool.media_type if tool.media_type not in ("", "*/*") else FORM if is_form else JSON
        if given_type and _kind(given_type, whole if has_whole else body) == _kind(
            media_type, whole if has_whole else body
        ):
            media_type = given_type
        kind = "file" if is_file else _kind(media_type, whole if has_whole else body)
        variables += outlined if kind != "file" else []  # a file is not written out
        if kind in ("form", "multipart") and not (pairs or parts):
            for name, value in whole.items() if isinstance(whole, dict) else ():
                pairs += styles.in_form(value, ArgumentPlace(name, "form"))
                parts += _parts(value, ArgumentPlace(name, "form"), None)
    elif given_type:
        headers["Content-Type"] = given_type
    is_known = kind in ("json", "text") or (kind != "none" and not is_file and not variables)
    order = [(facts.places.get(name) or ("", name))[1] for name in facts.schema.get("properties", {})]
    parts.sort(key=lambda part: order.index(part.name) if part.name in order else len(order))
    content = whole if has_whole else body
    xml = ""
    if kind == "text" and isinstance(content, dict):
        fields: dict[str, Any] = {
            (facts.places.get(name) or ("", name))[1]: each for name, each in facts.schema["properties"].items()
        }
        schema: Schema = fields.get(styles.WHOLE, True)
        if not has_whole:
            schema = {"properties": fields, "xml": facts.schema.get("xml", {})}
        xml = xml_of(content, schema, facts.schema) or ""
    url = base_url(tool) + path
    url += (("&" if "?" in path else "?") + "&".join(query)) if query else ""
    return Exchange(
        url,
        headers,
        kind,
        content if is_known else None,
        media_type,
        xml,
        tuple(pairs) if kind == "form" else (),
        tuple(parts) if kind == "multipart" else (),
        credentials,
        tuple(variables),
    )


def variables_in(value: Any) -> list[str]:
    """Return the names of the variables within an outline."""
    if isinstance(value, dict | list):
        return [name for each in (value.values() if isinstance(value, dict) else value) for name in variables_in(each)]
    found = VARIABLE.fullmatch(value) if isinstance(value, str) else None
    return [found["text"]] if found is not None else []


def is_written(media_type: str) -> bool:
    """Return whether a body of a media type is written out, so that variables can stand in it."""
    small = media_type.partition(";")[0].strip().lower()
    return small in ("", "*/*", FORM, MULTIPART) or "json" in small or "xml" in small


def base_url(tool: Tool) -> str:
    """Return the base URL of an operation, with the placeholder ``$HOST`` if its description names no host."""
    server = tool.server.rstrip("/")
    if not server or (server.startswith("/") and not server.startswith("//")):
        return f"https://$HOST{server}"
    return f"https:{server}" if server.startswith("//") else server


def _kind(media_type: str, value: Any) -> Literal["json", "form", "multipart", "text", "file"]:
    small = media_type.partition(";")[0].strip().lower()
    if "xml" in small and isinstance(value, dict) and xml_of(value) is not None:
        return "text"
    if small == FORM:
        return "form"
    if small == MULTIPART or (small.startswith("multipart/") and isinstance(value, dict)):
        return "multipart"
    if small.endswith(("/json", "+json")) or small in ("application/x-ndjson", "application/graphql"):
        return "json"
    if small.startswith("text/") and "xml" not in small and isinstance(value, str):
        return "text"
    return "file" if isinstance(value, str) or "xml" in small or not small.startswith("application/") else "json"


def xml_of(value: dict[str, Any], schema: Schema = True, root: Schema = True) -> str | None:
    """Return an object as XML; None if XML cannot name one of its elements.

    An element stands for each property and each item of a list. Names, attributes and wrapped lists are those of the
    keyword ``xml`` (OpenAPI 3.1.1, "XML Object"). The outermost element is ``request`` if its schema names none.

    Args:
        value: The object.
        schema: Its schema.
        root: The schema within which references are resolved.
    """
    lines: list[str] = []
    name: str = _xml_keyword(schema, root).get("name", "request")
    return "\n".join(lines) if _element(name, value, (schema, root), 0, lines) else None


def _xml_keyword(schema: Schema, root: Schema) -> dict[str, Any]:
    flat = _flat(schema, root)
    return flat["xml"] if isinstance(flat.get("xml"), dict) else {}


def _flat(schema: Schema, root: Schema) -> Flat:
    try:
        return flatten(schema, root) if isinstance(schema, dict) else {}
    except ImpossibleError:
        return {}


def _element(name: str, value: Any, typed: tuple[Schema, Schema], level: int, lines: list[str]) -> bool:
    """Add the lines of an element, or of one for each item of a list; return whether XML can name them."""
    schema, root = typed
    if not _XML_NAME.fullmatch(name):
        return False
    pad = "  " * level
    flat = _flat(schema, root)
    if isinstance(value, list):
        items = flat.get("items", True)
        each = str(_xml_keyword(items, root).get("name", name))
        if not _xml_keyword(schema, root).get("wrapped"):
            return all(_element(each, item, (items, root), level, lines) for item in value)
        lines.append(f"{pad}<{name}>")
        whole = all(_element(each, item, (items, root), level + 1, lines) for item in value)
        lines.append(f"{pad}</{name}>")
        return whole
    if isinstance(value, dict):
        properties = flat.get("properties", {})
        told = {key: _xml_keyword(properties.get(key, True), root) for key in value}
        attributes = [
            f' {told[key].get("name", key)}="{_escaped(each)}"'
            for key, each in value.items()
            if told[key].get("attribute")
        ]
        lines.append(f"{pad}<{name}{''.join(attributes)}>")
        whole = all(
            _element(str(told[key].get("name", key)), item, (properties.get(key, True), root), level + 1, lines)
            for key, item in value.items()
            if not told[key].get("attribute")
        )
        lines.append(f"{pad}</{name}>")
        return whole
    lines.append(f"{pad}<{name}>{_escaped(value)}</{name}>" if value is not None else f"{pad}<{name}/>")
    return True


def _escaped(value: Any) -> str:
    text = styles.plain(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def _parts(value: Any, place: ArgumentPlace, schema: Any) -> list[Part]:
    """Return the parts of a field: a part for each item of a list, a file for binary content, JSON for an object."""
    name = place.wire_name or place.name
    if isinstance(value, list):
        items = schema.get("items") if isinstance(schema, dict) else None
        return [part for item in value for part in _parts(item, place, items)]
    if value is None:
        return []
    form = schema.get("format") if isinstance(schema, dict) else None
    if form in ("binary", "file") or place.media_type.startswith(("image/", "application/octet-stream", "audio/")):
        return [Part(name, _file_name(name, place.media_type), place.media_type, is_file=True)]
    default = JSON if isinstance(value, dict) else ""
    return [Part(name, styles.plain(value), place.media_type or default)]


def _file_name(name: str, media_type: str) -> str:
    extension = {"image/png": "png", "image/jpeg": "jpg", "audio/mpeg": "mp3", "application/pdf": "pdf"}.get(media_type)
    stem = re.sub(r"\W+", "-", name).strip("-") or "file"
    return f"{stem}.{extension or 'bin'}"
