"""Reads numbers as YAML and JSON write them, and keeps the text of those that JSON would write in another way.

``number_in_yaml`` takes a plain scalar and returns an int, a float, or text that is no number by the core schema of
YAML 1.2. ``1.10``, ``+1``, ``0x10`` and ``1e3`` become ``WrittenFloat`` or ``WrittenInt``: numbers with the ``text`` of
the author, because where a string is meant (a version, the members of an ``enum`` of type string), ``1.10`` is not
``1.1``. ``text_of`` returns that text, ``json_bytes`` encodes values that contain such numbers.

In an ``enum``, ``True`` and ``null`` become ``WrittenWord``, which is read by type in the same way. Elsewhere they are
the values that YAML says.
"""

import math
import re
from typing import Any

import msgspec

_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9]\d*)(?P<real>(?:\.\d*)?(?:[eE][-+]?\d+)?)|\.\d+(?:[eE][-+]?\d+)?)")
_OTHER_BASE = re.compile(r"0(?:x[0-9a-fA-F]{1,256}|o[0-7]{1,256})")
_MAX_DIGITS = 300
"""The longest integer that is a number, in characters; a float holds any integer of this length."""


class WrittenFloat(float):
    """A float whose text differs from what JSON would write."""

    __slots__ = ("text",)
    text: str


class WrittenInt(int):
    """An integer whose text differs from what JSON would write."""

    text: str


class WrittenWord:
    """A truth value or null that YAML read from a word; its text counts where a string is meant."""

    __slots__ = ("text", "value")

    def __init__(self, value: bool | None, text: str) -> None:
        self.value = value
        self.text = text

    def __repr__(self) -> str:
        return repr(self.value)


def number_in_yaml(text: str) -> Any:
    """Return the value of a plain scalar that is not a special word.

    >>> number_in_yaml("1.10"), number_in_yaml("1.10").text, number_in_yaml("0x10"), number_in_yaml("12:30")
    (1.1, '1.10', 16, '12:30')
    """
    if text[0] not in "-+.0123456789":
        return text
    match = _NUMBER.fullmatch(text)
    if match is None:
        return _integer(text, int(text, 0)) if _OTHER_BASE.fullmatch(text) else text
    if match["real"] == "":
        return _integer(text, int(text)) if len(text) <= _MAX_DIGITS else text
    return number_in_json(text)


def number_in_json(text: str) -> float | str:
    """Return the value of a number with a fraction or an exponent; its text if it is beyond the range of floats."""
    number = float(text)
    if repr(number) == text:
        return number
    if not math.isfinite(number):
        return text
    written = WrittenFloat(number)
    written.text = text
    return written


def _integer(text: str, number: int) -> int:
    if str(number) == text:
        return number
    written = WrittenInt(number)
    written.text = text
    return written


def text_of(value: Any) -> str:
    """Return a scalar as its author wrote it; empty for null and for containers.

    >>> text_of(number_in_yaml("1.10")), text_of(True), text_of(None)
    ('1.10', 'true', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, WrittenFloat | WrittenInt | WrittenWord):
        return value.text
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else ""


def _plain_number(value: Any) -> int | float | bool | None:
    if isinstance(value, WrittenWord):
        return value.value
    if isinstance(value, WrittenInt):
        return int(value)
    if isinstance(value, WrittenFloat):
        return float(value)
    raise TypeError(f"JSON has no form for {type(value).__name__}")


json_bytes = msgspec.json.Encoder(enc_hook=_plain_number).encode
"""Encodes a value as JSON; written numbers become plain numbers."""
