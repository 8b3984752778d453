"""Content of events as text with marks for images and files, and JSON text in one spelling.

JSON text: objects that two conversions of one run spell differently (spaces, escapes) become the same text. Text that
is no JSON object stays as it is; whether it is one is checked later (``steps/trajectories/verify``).
"""

import json
import re
from typing import Any

import msgspec

from lemnos.records import Attachment
from lemnos.sources.trajectories.draft import Part

EMPTY_OUTPUT = "(no output)"
"""What stands for an output without content, which no chat template could tell from a missing one."""

_LONG_NUMBER = re.compile(r"\d{17}|\d[eE][+-]?\d|[NI]")
"""Text that may hold a number which a 64-bit type does not keep, or NaN or Infinity."""
_SURROGATE = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """Return a text without lone surrogates, which no file can hold; U+FFFD stands for them."""
    return _SURROGATE.sub("\ufffd", text) if not text.isascii() else text


def content_of(content: str | list[Part], taken: list[Attachment]) -> str:
    """Return the content of an event as text, and append images and files to ``taken``, those of its message so far.

    Text parts are joined by an empty line. Marks are numbered by kind through the message and never occur in its text.
    """
    if isinstance(content, str):
        return plain(content)
    texts = [part.text for part in content if part.kind == "text"]
    pieces: list[str] = []
    for part in content:
        if part.kind == "text":
            pieces.append(plain(part.text))
            continue
        number = 1 + sum(attachment.kind == part.kind for attachment in taken)
        mark = f"[[{part.kind} {number}]]"
        while any(mark in text for text in texts):
            mark = f"[{mark}]"
        taken.append(Attachment(mark, part.kind, plain(json_text(part.value))))
        pieces.append(mark)
    return "\n\n".join(piece for piece in pieces if piece)


def decoded(value: Any) -> Any:
    """Return the object or list that a JSON text holds; anything else as it is.

    >>> decoded('[1]'), decoded("Hello"), decoded({"a": 1})
    ([1], 'Hello', {'a': 1})
    """
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return msgspec.json.decode(value)
        except (ValueError, RecursionError):
            return value
    return value


def json_text(value: Any) -> str:
    """Return the JSON text of a value, without spaces between tokens, non-ASCII characters as they are."""
    try:
        return msgspec.json.encode(value).decode()
    except (TypeError, ValueError, UnicodeEncodeError):  # lone surrogates, integers from 2^64
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


def arguments_text(arguments: Any) -> str:
    """Return the arguments of a call as JSON text: in one spelling if they are JSON, else as they are.

    ``{}`` for missing or empty arguments.

    >>> arguments_text('{"city": "Oslo", "days": 3}'), arguments_text({"city": "Oslo"}), arguments_text('{"city": ')
    ('{"city":"Oslo","days":3}', '{"city":"Oslo"}', '{"city": ')
    """
    if arguments is None or arguments == "":
        return "{}"
    if not isinstance(arguments, str):
        return plain(json_text(arguments))
    try:
        if _LONG_NUMBER.search(arguments):
            return plain(json_text(json.loads(arguments, parse_constant=_refuse)))
        return plain(json_text(msgspec.json.decode(arguments)))
    except (ValueError, RecursionError):
        return plain(arguments)


def output_text(output: Any) -> str:
    """Return an output as text: a text as it is, anything else as JSON text in the spelling of Python's ``json``, in
    which most logs hold it."""
    return output if isinstance(output, str) else json.dumps(output, ensure_ascii=False, default=str)


def _refuse(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
