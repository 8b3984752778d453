"""Write arguments as an HTTP request carries them: JSON value, ``ArgumentPlace`` -> text that is percent-encoded.

Source: OpenAPI 3.1.1, "Style Values", "Style Examples" and appendices C to E, which rest on RFC 6570 (``simple``,
``label``, ``matrix``, ``form``). Where OpenAPI leaves a combination open, the choice is stated in the docstring of
the function. A value inside a list or an object that is itself one of them is written as JSON text. Null is left out.
"""

import re
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import quote

import msgspec

from lemnos.records import ArgumentPlace

_RESERVED = ":/?@!$'()*,;="
"""What ``allowReserved`` sends as it is: the reserved characters of RFC 3986 but for ``#[]``, which a query cannot
hold, and ``&+``, which separate pairs and stand for spaces in it."""
_TRIPLET = re.compile(r"(%[0-9A-Fa-f]{2})")
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
JSON = "application/json"
WHOLE = "$"
"""Wire name of an argument that is the entire body, or the entire query."""
DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|", "tabDelimited": "\t"}


def plain(value: Any) -> str:
    """Return a value as text without encoding: strings as they are, all others as JSON.

    >>> plain("a b"), plain(True), plain([1])
    ('a b', 'true', '[1]')
    """
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def encoded(text: str, *, allow_reserved: bool = False) -> str:
    """Return ``text`` percent-encoded; reserved characters and existing triplets are kept if ``allow_reserved``.

    >>> encoded("a/b c"), encoded("a/b c%2F", allow_reserved=True)
    ('a%2Fb%20c', 'a/b%20c%2F')
    """
    if not allow_reserved:
        return quote(text, safe="")
    return "".join(
        part if number % 2 else quote(part, safe=_RESERVED) for number, part in enumerate(_TRIPLET.split(text))
    )


def style_in_words(place: ArgumentPlace, kinds: Collection[str]) -> str:
    """Return a phrase on how a request writes an argument; empty if it is written as is usual in its place.

    Args:
        place: How the request carries it.
        kinds: Its JSON types.

    >>> style_in_words(ArgumentPlace("filter", "query", style="deepObject"), ["object"])
    'each entry sent as `filter[name]=value`'
    """
    name = place.wire_name or place.name
    is_list, is_object = "array" in kinds, "object" in kinds
    joint = {"form": "commas", "simple": "commas", "spaceDelimited": "spaces", "pipeDelimited": "vertical bars",
             "tabDelimited": "tabs"}.get(place.style, "")  # fmt: skip
    match place.style:
        case "":
            return ""
        case "content":
            return f"sent as text of the type {place.media_type}" if place.media_type else "sent as JSON text"
        case "deepObject":
            return f"each entry sent as `{name}[name]=value`" if is_object else ""
        case "label":
            return (
                "a dot sent before it" if not (is_list or is_object) else "a dot sent before each part" * place.explode
            )
        case "matrix":
            return f"sent as `;{name}=value`"
        case _ if is_list and not (place.explode and place.place in ("query", "cookie", "form")):
            return f"items sent in one value, separated by {joint}"
        case _ if is_object and not place.explode:
            return f"names and values sent in turn in one value, separated by {joint}"
        case "simple" if is_object:
            return "entries sent as `name=value`, separated by commas"
        case _:
            return ""


def in_path(value: Any, place: ArgumentPlace) -> str:
    """Return what replaces the field of a path template. A delimiter of Swagger 2 joins the items of a list."""
    name = encoded(place.wire_name or place.name)
    match place.style:
        case "content":
            return encoded(plain(value))
        case "label":
            separator = "." if place.explode else ","
            return "." + separator.join(_flat(value, explode=place.explode))
        case "matrix":
            return _matrix(name, value, explode=place.explode)
        case style if style in DELIMITERS:
            return encoded(DELIMITERS[style]).join(_flat(value, explode=False))
        case _:
            return ",".join(_flat(value, explode=place.explode))


def in_header(value: Any, place: ArgumentPlace) -> str:
    """Return the value of a header field; it is not percent-encoded, and line breaks become spaces."""
    if place.style == "content":
        return " ".join(plain(value).split())
    delimiter = DELIMITERS.get(place.style, ",")
    return " ".join(delimiter.join(_flat(value, explode=place.explode, encode=_unchanged)).split())


def in_cookie(value: Any, place: ArgumentPlace) -> list[str]:
    """Return the cookies; items and properties that are written separately are cookies of their own."""
    return in_query(value, place)


def in_query(value: Any, place: ArgumentPlace) -> list[str]:
    """Return the pairs ``name=value`` of a query or of an ``application/x-www-form-urlencoded`` body.

    A delimited style with ``explode`` repeats the name, as ``form`` does. ``deepObject`` writes deeper levels and lists
    as further brackets (``a[b][0]=c``); for a value that is neither, it is ``form``.
    """
    name = encoded(place.wire_name or place.name)

    def encode(text: str) -> str:
        return encoded(text, allow_reserved=place.allow_reserved)

    match place.style:
        case "content":
            return [f"{name}={encode(plain(value))}"]
        case "deepObject":
            return [f"{key}={text}" for key, text in _deep(name, value, encode)]
        case "":
            explode = True
        case _:
            explode = place.explode
    if value is None:
        return []
    if not isinstance(value, list | dict):
        return [f"{name}={encode(plain(value))}"]
    if explode and isinstance(value, list):
        return [f"{name}={encode(plain(item))}" for item in value if item is not None]
    if explode and isinstance(value, dict):
        return [f"{encoded(key)}={encode(plain(item))}" for key, item in value.items() if item is not None]
    items = _flat(value, explode=False, encode=encode)
    delimiter = DELIMITERS.get(place.style)
    return [f"{name}={(encoded(delimiter) if delimiter else ',').join(items)}"] if items else []


def in_form(value: Any, place: ArgumentPlace) -> list[str]:
    """Return the pairs of a field of a form; without a style, lists repeat the name and objects are JSON text."""
    if not place.style and isinstance(value, dict):
        return [f"{encoded(place.wire_name or place.name)}={encoded(plain(value))}"]
    return in_query(value, place)


def _unchanged(text: str) -> str:
    return text


def _flat(value: Any, *, explode: bool, encode: Callable[[str], str] = encoded) -> list[str]:
    """Return the items of a list; of an object, ``key=value`` if ``explode``, else keys and values in turn."""
    if value is None:
        return []
    if isinstance(value, list):
        return [encode(plain(item)) for item in value if item is not None]
    if not isinstance(value, dict):
        return [encode(plain(value))]
    pairs = [(encode(key), encode(plain(item))) for key, item in value.items() if item is not None]
    return [f"{key}={text}" for key, text in pairs] if explode else [text for pair in pairs for text in pair]


def _matrix(name: str, value: Any, *, explode: bool) -> str:
    if explode and isinstance(value, list):
        pairs = [(name, text) for text in _flat(value, explode=False)]
    elif explode and isinstance(value, dict):
        pairs = [(encoded(key), encoded(plain(item))) for key, item in value.items() if item is not None]
    else:
        pairs = [(name, ",".join(_flat(value, explode=False)))]
    return "".join(f";{key}={text}" if text else f";{key}" for key, text in pairs)


def _deep(name: str, value: Any, encode: Callable[[str], str]) -> list[tuple[str, str]]:
    if isinstance(value, dict | list):
        items = value.items() if isinstance(value, dict) else enumerate(value)
        return [pair for key, item in items for pair in _deep(f"{name}%5B{encoded(str(key))}%5D", item, encode)]
    return [] if value is None else [(name, encode(plain(value)))]
