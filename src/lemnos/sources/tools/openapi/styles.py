"""Reads how a call writes a parameter or a field of a form: parameter or encoding object -> style, explode, reserved.

Sources: OpenAPI 3.1.1, "Style Values" and "Encoding Object"; Swagger 2.0, ``collectionFormat``. What equals the default
of the place is returned as no style. A style that the place does not allow is ignored, and the default applies.
"""

from typing import Any

import msgspec

from lemnos.records import Place, Style

PLACES: dict[str, Place] = {
    "path": "path",
    "query": "query",
    "header": "header",
    "cookie": "cookie",
    "formData": "form",
    "form": "form",
}
"""``in`` of a parameter → the part of the request."""
_ALLOWED: dict[Place, tuple[Style, ...]] = {
    "path": ("simple", "label", "matrix"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
    "header": ("simple",),
    "cookie": ("form",),
    "form": ("form", "spaceDelimited", "pipeDelimited", "deepObject"),
}
"""Place → the styles of OpenAPI 3 that it allows, the default first."""
_COLLECTIONS: dict[Any, Style] = {"ssv": "spaceDelimited", "tsv": "tabDelimited", "pipes": "pipeDelimited"}


class Writing(msgspec.Struct, frozen=True):
    """How a call writes one argument; the fields are those of ``ArgumentPlace``."""

    style: Style = ""
    explode: bool = False
    allow_reserved: bool = False
    media_type: str = ""


PLAIN = Writing()
"""The default of the place."""


def parameter_writing(raw: dict[str, Any], place: Place, *, is_swagger: bool) -> Writing:
    """Return how a call writes a parameter.

    >>> parameter_writing({"style": "form", "explode": True}, "query", is_swagger=False) == PLAIN
    True
    >>> parameter_writing({"type": "array"}, "query", is_swagger=True).style
    'form'
    """
    if is_swagger:
        return _collection(raw, place)
    content = raw.get("content")
    if isinstance(content, dict) and content and "schema" not in raw:
        return Writing("content", media_type=str(next(iter(content))))
    return _styled(raw, place)


def field_writing(encoding: Any) -> Writing:
    """Return how a form writes a field, from its encoding object.

    A style applies as soon as one of ``style``, ``explode`` and ``allowReserved`` is given; otherwise ``contentType``
    does.
    """
    if not isinstance(encoding, dict):
        return PLAIN
    if not encoding.keys() & {"style", "explode", "allowReserved"}:
        kind = encoding.get("contentType")
        return Writing(media_type=kind.partition(",")[0].strip()) if isinstance(kind, str) else PLAIN
    style = _styled(encoding, "form")
    return style if style.style else msgspec.structs.replace(style, style="form", explode=True)


def _styled(raw: dict[str, Any], place: Place) -> Writing:
    allowed = _ALLOWED.get(place)
    if not allowed:
        return PLAIN
    style: Style = next((each for each in allowed if each == raw.get("style")), allowed[0])
    explode = raw.get("explode")
    if not isinstance(explode, bool):
        explode = style == "form"
    reserved = place in ("query", "form") and raw.get("allowReserved") is True
    if style == allowed[0] and explode == (style == "form"):
        style, explode = "", False
    return Writing(style, explode, reserved) if style or reserved else PLAIN


def _collection(raw: dict[str, Any], place: Place) -> Writing:
    if raw.get("type") != "array":
        return PLAIN
    given = raw.get("collectionFormat")
    if given == "multi" and place in ("query", "form"):
        return PLAIN
    if (style := _COLLECTIONS.get(given)) is not None:
        return Writing(style)
    return PLAIN if place in ("path", "header") else Writing("form")
