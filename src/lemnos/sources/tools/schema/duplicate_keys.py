"""Finds the keys that an object of a JSON text repeats; a parser keeps the last value and says nothing.

``repeated_keys`` takes the text and the value that a parser made of it. Encoding the value again gives as many colons
as the text has, unless a member was lost or a colon is written as an escape; only then is the text searched. Cost: the
encoding of the value, 1 ms per MB.
"""

import re
from typing import Any

import msgspec

from lemnos.sources.tools.schema.numbers import json_bytes

MAX_KEYS = 100
"""The number of repeated keys that are told of one file."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]:,]', re.DOTALL)


def repeated_keys(data: bytes, value: Any) -> list[tuple[int, str]]:
    """Return line and name of each key that an object repeats, at most ``MAX_KEYS``.

    Args:
        data: One JSON value as text in UTF-8.
        value: The value that it was parsed to.

    >>> repeated_keys(b'{"a": 1, "b": {"a": 2},\\n"a": 3}', {"a": 3, "b": {"a": 2}})
    [(2, 'a')]
    """
    if data.count(b":") == json_bytes(value).count(b":"):
        return []
    repeated: list[tuple[int, str]] = []
    open_objects: list[set[bytes] | None] = []
    text, start = b"", 0
    line, counted = 1, 0
    for match in _TOKEN.finditer(data):
        token = match.group()
        if token[0] == 0x22:
            text, start = token, match.start()
        elif token == b"{":
            open_objects.append(set())
        elif token == b"[":
            open_objects.append(None)
        elif token in (b"}", b"]"):
            if open_objects:
                open_objects.pop()
        elif token == b":" and open_objects and (keys := open_objects[-1]) is not None:
            key = _decoded(text)
            if key in keys:
                line += data.count(b"\n", counted, start)
                counted = start
                repeated.append((line, key.decode("utf-8", "replace")))
                if len(repeated) == MAX_KEYS:
                    break
            keys.add(key)
    return repeated


def _decoded(text: bytes) -> bytes:
    if b"\\" not in text:
        return text[1:-1]
    try:
        return msgspec.json.decode(text, type=str).encode()
    except (msgspec.DecodeError, UnicodeEncodeError):
        return text[1:-1]
