"""JSON, JSON lines and arrays of JSON, read value by value, so that one slip costs one value and not the file.

Every value comes with its position: a JSON pointer inside one document, ``file:line`` in a file of lines. Where an
array does not parse, its elements are read one after the other, and reading goes on at the next line that begins an
element. In memory: the file, its text and one element at a time.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected

MAX_DEPTH = 150
"""Levels of nesting of one value."""
_DECODER = json.JSONDecoder(strict=False)
_TRAILING = re.compile(r'("(?:[^"\\]|\\.)*")|,\s*([}\]])', re.DOTALL)
"""Strings, which are left alone, and commas before the end of an object or array."""
_SPACE = " \t\r\n"


class Found(msgspec.Struct, frozen=True):
    """A value and where it stands."""

    value: Any
    source: str
    repaired: tuple[str, ...] = ()


def values(data: bytes, source: str) -> Iterator[Found | Rejected]:
    """Yield the elements of an array, the values of a file of lines, or the one value of a document.

    Args:
        data: The file.
        source: Its name, which positions begin with.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        yield _rejected("encoding", f"not UTF-8 at byte {error.start}", source)
        return
    start = _skip(text, 0)
    if start == len(text):
        yield _rejected("empty", "nothing in it", source)
    elif text[start] == "[":
        yield from _elements(text, start + 1, source)
    else:
        yield from _lines(text, start, source)


def first_values(head: bytes, most: int) -> list[Any]:
    """Return the first elements of an array, or the first values of a file of lines, that ``head`` has to their ends.

    Args:
        head: The beginning of a file; it may end anywhere.
        most: How many are wanted.
    """
    text = head.decode("utf-8-sig", "ignore")
    position = _skip(text, 0)
    position += text[position : position + 1] == "["
    found: list[Any] = []
    while len(found) < most and (position := _skip(text, position, "," + _SPACE)) < len(text):
        value, position, reason = _decoded(text, position)
        if reason:
            break
        found.append(value)
    return found


def _elements(text: str, position: int, source: str) -> Iterator[Found | Rejected]:
    """Yield the elements of the array whose first element begins at or after ``position``."""
    number = 0
    margin = ""
    while (position := _skip(text, position, "," + _SPACE)) < len(text) and text[position] != "]":
        if not number:
            margin = text[text.rfind("\n", 0, position) : position] if "\n" in text[:position] else ""
        where = f"{source}#/{number}"
        number += 1
        found, end, reason = _decoded(text, position)
        if not reason:
            yield _checked(found, where)
            position = end
            continue
        # The next element begins as this one did; without lines to go by there is none to be found.
        further = text.find(margin + text[position], position + 1) if margin else -1
        mended = _mended(text[position : further if further > 0 else len(text)])
        if mended is not None:
            yield _checked(mended, where, ("trailing_comma",))
        else:
            yield _rejected("json", f"{reason} in line {text.count(chr(10), 0, end) + 1}", where)
        if further < 0:
            return
        position = further
    if position >= len(text):
        yield _rejected("truncated", "the array has no end", f"{source}#/{number}")


def _lines(text: str, position: int, source: str) -> Iterator[Found | Rejected]:
    """Yield the value that begins at ``position``, and those that follow it."""
    number = text.count("\n", 0, position) + 1
    first = True
    while position < len(text):
        found, end, reason = _decoded(text, position)
        alone = first and _skip(text, end) == len(text)
        first = False
        if reason:
            further = text.find("\n", position)
            rest = len(text) if further < 0 else _skip(text, further)
            line = text.count("\n", position, end) + number
            yield _rejected("json", f"{reason} in line {line}", f"{source}:{number}")
            # A document over many lines is one slip, not one for each of them.
            if rest < len(text) and text[rest] not in "{[":
                return
            end = rest
        else:
            yield _checked(found, source if alone else f"{source}:{number}")
        after = _skip(text, end, "," + _SPACE)
        number += text.count("\n", position, after)
        position = after


def _decoded(text: str, position: int) -> tuple[Any, int, str]:
    """Return a value, where it ends, and why it does not parse; empty if it does."""
    try:
        found, end = _DECODER.raw_decode(text, position)
    except json.JSONDecodeError as error:
        return None, error.pos, error.msg
    except RecursionError:
        return None, position, "nested too deeply"
    return found, end, ""


def _mended(text: str) -> Any:
    """Return the value of a text whose only fault are commas after the last member; None if there are others."""
    try:
        return _DECODER.raw_decode(_TRAILING.sub(lambda match: match[1] or match[2], text))[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _checked(value: Any, source: str, repaired: tuple[str, ...] = ()) -> Found | Rejected:
    if _is_deep(value):
        return _rejected("nesting", f"more than {MAX_DEPTH} levels", source)
    return Found(value, source, repaired)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for each in level
            if isinstance(each, dict | list)
            for inner in (each.values() if isinstance(each, dict) else each)
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
