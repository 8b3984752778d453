"""Splits JSON documents, JSON arrays and JSON lines into values, so that a syntax error loses one value, not the file.

``values`` takes the bytes of a file and yields ``JsonValue`` or ``Rejected`` items. The position of a value is a JSON
pointer inside a document, ``file:line`` in a file of lines. Arrays are read element by element. After a syntax error,
reading continues at the next line that begins like an element. Memory: the file, its text and one element at a time.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.files.encoding import utf8
from lemnos.sources.tools.schema.duplicate_keys import repeated_keys

MAX_DEPTH = 150
"""The number of nesting levels of one value."""
_DECODER = json.JSONDecoder(strict=False)
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*")|,\s*([}\]])', re.DOTALL)
"""Matches strings, which stay as they are, and commas before the end of an object or array, which are removed."""
_SPACE = " \t\r\n"


class JsonValue(msgspec.Struct, frozen=True):
    """A value of a file, with its position and the rules that repaired it."""

    value: Any
    source: str
    repaired: tuple[str, ...] = ()


def values(data: bytes, source: str) -> Iterator[JsonValue | Rejected]:
    """Yield the elements of an array, the values of a file of lines, or the one value of a document.

    Args:
        data: The content of the file.
        source: The name of the file, with which positions begin.
    """
    data, rule = utf8(data)
    text = data.decode()
    start = _skip(text, 0)
    if start == len(text):
        yield _rejected("empty", "the file is empty", source)
        return
    found = _elements(text, start + 1, source) if text[start] == "[" else _lines(text, start, source)
    for value in found:
        if rule and isinstance(value, JsonValue):
            value = msgspec.structs.replace(value, repaired=(*value.repaired, rule))
        yield value


def first_values(head: bytes, max_values: int) -> list[Any]:
    """Return the complete elements of an array, or the complete values of a file of lines, in the head of a file.

    Args:
        head: The beginning of a file; it may end anywhere.
        max_values: The largest number of values to return.
    """
    text = utf8(head)[0].decode()
    position = _skip(text, 0)
    position += text[position : position + 1] == "["
    parsed: list[Any] = []
    while len(parsed) < max_values and (position := _skip(text, position, "," + _SPACE)) < len(text):
        value, position, reason = _decoded(text, position)
        if reason:
            break
        parsed.append(value)
    return parsed


def _elements(text: str, position: int, source: str) -> Iterator[JsonValue | Rejected]:
    """Yield the elements of the array whose first element begins at or after ``position``."""
    number = 0
    margin = ""
    while (position := _skip(text, position, "," + _SPACE)) < len(text) and text[position] != "]":
        if not number:
            margin = text[text.rfind("\n", 0, position) : position] if "\n" in text[:position] else ""
        where = f"{source}#/{number}"
        number += 1
        value, end, reason = _decoded(text, position)
        if not reason:
            yield from _duplicates(text, position, end, value, source)
            yield _checked(value, where)
            position = end
            continue
        # The next element starts on a line that begins like this one; in a file without lines it cannot be located.
        next_start = text.find(margin + text[position], position + 1) if margin else -1
        repaired = _without_trailing_commas(text[position : next_start if next_start > 0 else len(text)])
        if repaired is not None:
            yield _checked(repaired, where, ("trailing_comma",))
        else:
            yield _rejected("json", f"invalid JSON in line {text.count(chr(10), 0, end) + 1}: {reason}", where)
        if next_start < 0:
            return
        position = next_start
    if position >= len(text):
        yield _rejected("truncated", "the file ends inside the array", f"{source}#/{number}")


def _lines(text: str, position: int, source: str) -> Iterator[JsonValue | Rejected]:
    """Yield the value that begins at ``position``, and those that follow it."""
    number = text.count("\n", 0, position) + 1
    is_first = True
    while position < len(text):
        value, end, reason = _decoded(text, position)
        alone = is_first and _skip(text, end) == len(text)
        is_first = False
        if reason:
            line_end = text.find("\n", position)
            rest = len(text) if line_end < 0 else _skip(text, line_end)
            line = text.count("\n", position, end) + number
            yield _rejected("json", f"invalid JSON in line {line}: {reason}", f"{source}:{number}")
            # A document that spans many lines is one error, not one for each line.
            if rest < len(text) and text[rest] not in "{[":
                return
            end = rest
        else:
            yield from _duplicates(text, position, end, value, source)
            yield _checked(value, source if alone else f"{source}:{number}")
        after = _skip(text, end, "," + _SPACE)
        number += text.count("\n", position, after)
        position = after


def _decoded(text: str, position: int) -> tuple[Any, int, str]:
    """Return a value, the position where it ends, and the reason why it does not parse; empty if it does."""
    try:
        value, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        return None, error.pos, error.msg
    except RecursionError:
        return None, position, "nested too deeply"
    return value, end, ""


def _without_trailing_commas(text: str) -> Any:
    """Return the value of a text whose only errors are trailing commas; None if it has other errors."""
    try:
        return _DECODER.raw_decode(_TRAILING.sub(lambda match: match[1] or match[2], text))[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _duplicates(text: str, start: int, end: int, value: Any, source: str) -> Iterator[Rejected]:
    """Yield a rejection for each key that an object between ``start`` and ``end`` repeats."""
    part = text[start:end]
    try:
        found = repeated_keys(part.encode(), value)
    except (UnicodeEncodeError, RecursionError):  # escapes that are no characters; the value is too deep
        return
    lines_before = text.count("\n", 0, start) if found else 0
    for line, key in found:
        reason = f"the key {key[:100]!r} is repeated; its last value was used"
        yield _rejected("duplicate_key", reason, f"{source}:{lines_before + line}")


def _checked(value: Any, source: str, repaired: tuple[str, ...] = ()) -> JsonValue | Rejected:
    if _is_deep(value):
        return _rejected("nesting", f"the value has more than {MAX_DEPTH} levels of nesting", source)
    return JsonValue(value, source, repaired)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for container in level
            if isinstance(container, dict | list)
            for inner in (container.values() if isinstance(container, dict) else container)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def _skip(text: str, position: int, chars: str = _SPACE) -> int:
    while position < len(text) and text[position] in chars:
        position += 1
    return position


def _rejected(rule: str, reason: str, source: str) -> Rejected:
    return Rejected(stage="tools", rule=rule, reason=reason, source=source)
