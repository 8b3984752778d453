"""Corrects responses: bodies of statuses that have none, and media types that are none."""

import mimetypes
from typing import Any

from lemnos.sources.tools.corrected.base import Corrections, below, shown

WITHOUT_BODY = frozenset(("204", "205", "304"))
"""Statuses whose responses have no body (RFC 9110, section 15)."""


def media_type_of(name: str) -> str:
    """Return a media type as it is sent: what is none, as ``PDF``, is taken for the ending of a file's name.

    >>> media_type_of("PDF"), media_type_of("access_token"), media_type_of(""), media_type_of("*/*")
    ('application/pdf', 'application/octet-stream', 'application/json', '*/*')
    """
    small = name.partition(";")[0].strip().lower()
    if "/" in small:
        return name
    if not small:
        return "application/json"
    return mimetypes.guess_type(f"a.{small}")[0] or "application/octet-stream"


def with_media_types(content: dict[str, Any], pointer: str, corrections: Corrections) -> dict[str, Any]:
    """Return the bodies of a request or response by media types, each of which is one."""
    if all(media_type_of(name) == name for name in content):
        return content
    result = {name: value for name, value in content.items() if media_type_of(name) == name}
    for name, value in content.items():
        if (sent := media_type_of(name)) != name:
            corrections.add(below(pointer, name), f"{shown(name)} is no media type; {shown(sent)} is sent")
            result.setdefault(sent, value)
    return result


def listed_media_types(names: list[Any], pointer: str, corrections: Corrections) -> list[Any]:
    """Return a list of media types (``produces``), each of which is one."""
    result: list[Any] = []
    for number, name in enumerate(names):
        sent = media_type_of(name) if isinstance(name, str) else name
        if sent is not name and sent != name:
            corrections.add(below(pointer, number), f"{shown(name)} is no media type; {shown(sent)} is sent")
        if sent not in result or sent == name:
            result.append(sent)
    return names if result == names else result


def without_body(response: dict[str, Any], code: str, pointer: str, corrections: Corrections) -> dict[str, Any]:
    """Return the response of a status that has no body without a described one."""
    told = [name for name in ("content", "schema") if response.get(name)]
    if code not in WITHOUT_BODY or not told:
        return response
    for name in told:
        corrections.add(below(pointer, name), f"a response with the status {code} has no body (RFC 9110, section 15)")
    return {name: value for name, value in response.items() if name not in told}
