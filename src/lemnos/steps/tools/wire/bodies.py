"""Reads and writes bodies: media type, bytes <-> JSON value, or the fields of a form.

JSON, forms (``application/x-www-form-urlencoded``, ``multipart/form-data``), XML without namespaces, and text.
Anything else is a file: its bytes are text, base64 where they are no UTF-8. Declarations of entities in XML are
refused.
"""

import re
import xml.etree.ElementTree as ElementTree
from base64 import b64encode
from email import policy
from email.parser import BytesParser
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import quote_plus

import msgspec

from lemnos.steps.tools.wire.forms import ANY, Form, typed
from lemnos.steps.tools.wire.styles import FORM, plain

BodyKind = Literal["json", "form", "multipart", "xml", "text", "file"]
_XML_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold."""
_BOUNDARY = re.compile(
    r"""^multipart/form-data; ?boundary=(?:"([\w.'()+/:=?-]+)"|([\w.'+-]+))$""", re.IGNORECASE | re.ASCII
)
_PART = re.compile(
    rb"""\r\ncontent-disposition: form-data; ?name="(?P<name>[\w.\[\]$:-]+)"(?:; ?filename="[\w. -]*")?\r\n"""
    rb"(?:content-type: (?P<kind>(?!multipart|message)[a-z]+/[\w.+-]+)(?:; ?charset=[\w-]+)?\r\n)?\r\n",
    re.IGNORECASE,
)
"""The fields of a part of a form as clients write them."""


class BodyError(ValueError):
    """A body is not what its media type says."""


@lru_cache(maxsize=1024)
def kind_of(media_type: str) -> BodyKind:
    """Return how a body of a media type is written; JSON if the type is unknown.

    >>> [kind_of(each) for each in ("application/hal+json; charset=utf-8", "", "text/csv", "image/png", "text/xml")]
    ['json', 'json', 'text', 'file', 'xml']
    """
    small = media_type.partition(";")[0].strip().lower()
    if small == FORM:
        return "form"
    if small.startswith("multipart/"):
        return "multipart"
    if small in ("", "*/*", "application/*") or "json" in small or small == "application/graphql":
        return "json"
    if small.endswith(("/xml", "+xml")):
        return "xml"
    return "text" if small.startswith("text/") else "file"


def read_json(body: bytes) -> Any:
    """Return the value of a body in JSON.

    Raises:
        BodyError: It is no JSON.
    """
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise BodyError(f"the body is not valid JSON: {error}") from None


def read_multipart(body: bytes, media_type: str) -> list[tuple[str, str, str]]:
    """Return the parts of a multipart body: name, media type (empty for plain text), content.

    Raises:
        BodyError: It has no boundary, or no parts.
    """
    return _plain_parts(body, media_type) or _mail_parts(body, media_type)


def _plain_parts(body: bytes, media_type: str) -> list[tuple[str, str, str]]:
    """Return the parts of a body as clients usually write it; none if it is not so.

    What mail knows beside (encodings, comments, folded fields, parts of parts) takes 30 times as long to read.
    """
    boundary = _BOUNDARY.search(media_type)
    if boundary is None:
        return []
    line = b"--" + (boundary[1] or boundary[2]).encode()
    first, *pieces = (b"\r\n" + body).split(b"\r\n" + line)
    if first or body.count(line) != len(pieces) or not pieces or pieces.pop() not in (b"--", b"--\r\n"):
        return []
    parts = []
    for piece in pieces:
        match = _PART.match(piece)
        if match is None:
            return []
        parts.append(_part(match["name"].decode(), (match["kind"] or b"").decode().lower(), piece[match.end() :]))
    return parts


def _part(name: str, kind: str, content: bytes) -> tuple[str, str, str]:
    is_text = not kind.startswith(("image/", "audio/", "video/", "application/octet-stream"))
    return name, "" if kind == "text/plain" else kind, text_of(content, is_text)


def _mail_parts(body: bytes, media_type: str) -> list[tuple[str, str, str]]:
    head = f"Content-Type: {media_type}\r\nMIME-Version: 1.0\r\n\r\n".encode("latin-1", "replace")
    message = BytesParser(policy=policy.HTTP).parsebytes(head + body)
    if not message.is_multipart():
        raise BodyError("the body is not a multipart form")
    parts = []
    for number, part in enumerate(message.iter_parts()):
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        kind = part.get_content_type() if "content-type" in part else ""
        parts.append(_part(str(name) if name else str(number), kind, content if isinstance(content, bytes) else b""))
    return parts


def text_of(body: bytes, is_text: bool = False) -> str:
    """Return bytes as text: UTF-8, else Latin-1 if they are text, else base64."""
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body.decode("latin-1") if is_text else b64encode(body).decode()


def read_xml(body: bytes, form: Form) -> Any:
    """Return the value of a body in XML: elements and attributes are properties, repeated elements lists.

    Raises:
        BodyError: It is no XML.
    """
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise BodyError("the body declares a document type, which is not read")
    try:
        return _of_element(ElementTree.fromstring(body), form)  # noqa: S314 - nothing is expanded without declarations
    except (ElementTree.ParseError, ValueError, LookupError, RecursionError) as error:
        raise BodyError(f"the body is not valid XML: {error}") from None


def _of_element(element: ElementTree.Element, form: Form) -> Any:
    if form.items is not None and form.kinds == {"array"}:
        return [_of_element(child, form.items) for child in element]
    if not len(element) and not element.attrib:
        return typed((element.text or "").strip() if form.kinds != {"string"} else element.text or "", form)
    found: dict[str, Any] = {
        _local(name): typed(text, form.properties.get(_local(name), ANY)) for name, text in element.attrib.items()
    }
    for child in element:
        name = _local(child.tag)
        inner = form.properties.get(name, ANY)
        if inner.items is not None and inner.kinds == {"array"}:
            is_wrapper = len(child) > 0 and all(_local(each.tag) in (name, "item", name[:-1]) for each in child)
            values = _of_element(child, inner) if is_wrapper else [_of_element(child, inner.items)]
            found.setdefault(name, []).extend(values)
        elif name in found:
            present = found[name] if isinstance(found[name], list) else [found[name]]
            found[name] = [*present, _of_element(child, inner)]
        else:
            found[name] = _of_element(child, inner)
    return found


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def written(value: Any, media_type: str) -> bytes:
    """Return a value as a body of a media type; a value that it cannot hold is written as JSON text."""
    match kind_of(media_type):
        case "json":
            return msgspec.json.encode(value)
        case "xml":
            return ("<?xml version='1.0' encoding='UTF-8'?>\n" + xml_of(value)).encode()
        case "form" if isinstance(value, dict):
            return "&".join(f"{quote_plus(name)}={quote_plus(plain(each))}" for name, each in value.items()).encode()
        case _:
            return plain(value).encode("utf-8", "replace")


def xml_of(value: Any, name: str = "response") -> str:
    """Return a value as an element: properties are elements, lists repeat theirs.

    >>> xml_of({"a": [1, 2], "b": {"c": "<"}})
    '<response><a>1</a><a>2</a><b><c>&lt;</c></b></response>'
    """
    tag = name if _XML_NAME.fullmatch(name) else "field"
    if isinstance(value, dict):
        inner = "".join(
            "".join(xml_of(item, key) for item in each) if isinstance(each, list) else xml_of(each, key)
            for key, each in value.items()
        )
    elif isinstance(value, list):
        inner = "".join(xml_of(item, "item") for item in value)
    else:
        text = "" if value is None else _NO_CHARACTER.sub("\ufffd", plain(value))
        inner = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{tag}>{inner}</{tag}>"
