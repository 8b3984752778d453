"""Splits files into values: JSON documents, arrays, files of lines; large ones by ranges that workers read on their
own.

    small file ──▶ whole_values
    large file ──▶ ranges ──▶ Range, Range, … ──▶ range_values

A range covers whole lines, or whole elements of an array, so memory is bounded by its size and by that of the largest
record. Ranges are found in one pass: lines by their ends, elements by numpy on the brackets, commas and quotes of each
block (about 80 MB/s). Broken JSON costs the line or the element, not the file.
"""

import json
import os
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import numpy as np

from lemnos.records import Rejected
from lemnos.sources.files.encoding import utf8
from lemnos.sources.tools.json.records import values as recovered_values
from lemnos.sources.trajectories.base import Line, refused

_BLOCK_BYTES = 1_000_000
_OTHER, _QUOTE, _ESCAPE, _OPEN, _CLOSE, _COMMA = range(6)
_KINDS = np.zeros(256, np.uint8)
for _character, _kind in zip(b'"\\[{]},', (_QUOTE, _ESCAPE, _OPEN, _OPEN, _CLOSE, _CLOSE, _COMMA), strict=True):
    _KINDS[_character] = _kind


class Range(msgspec.Struct, frozen=True):
    """Some lines of a file, or some elements of the array that it is."""

    kind: Literal["lines", "elements"]
    start: int
    end: int
    first: int
    """Number of the first line, from 1, or of the first element, from 0."""


def decoded(data: bytes | str) -> Any:
    """Return the value of a JSON text; also with what Python's ``json`` writes beyond JSON (NaN, lone surrogates).

    Raises:
        ValueError: It is no JSON; the message says why.
    """
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else data
        return json.loads(text, strict=False)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def whole_values(data: bytes, name: str) -> Iterator[Line | Rejected]:
    """Yield the values of a file: the elements of an array, the lines, or the one document; the text if it is no JSON.

    Args:
        data: Its content.
        name: Name of the file, with which positions begin.
    """
    data, _ = utf8(data)
    data = data.strip()
    if not data:
        yield refused("empty", "the file is empty", name)
        return
    first, _, rest = data.partition(b"\n")
    if data[:1] not in b"[{":
        if b"\0" in data:
            yield refused("no_json", "the file is neither JSON nor text", name)
        else:
            yield Line(data.decode("utf-8", "replace"), name)  # some logs are text
        return
    try:
        if data[:1] == b"[":
            yield from (Line(item, f"{name}#/{number}") for number, item in enumerate(_array(data)))
            return
        if not rest.strip() or not _is_value(first):
            yield Line(decoded(data), name)
            return
    except ValueError:
        for value in recovered_values(data, name):
            yield _rejection(value) if isinstance(value, Rejected) else Line(value.value, value.source)
        return
    yield from _lines(data, name, 1)


def _is_value(data: bytes) -> bool:
    try:
        decoded(data)
    except ValueError:
        return False
    return True


def _array(data: bytes) -> list[Any]:
    """Return the elements of the JSON array that ``data`` is.

    Raises:
        ValueError: It is none.
    """
    value = decoded(data)
    if not isinstance(value, list):
        raise ValueError("it is no array")
    # An array of messages is one record: a conversation without anything around it.
    return [value] if value and isinstance(value[0], dict) and ("role" in value[0] or "from" in value[0]) else value


def _lines(data: bytes, name: str, first: int) -> Iterator[Line | Rejected]:
    for number, line in enumerate(data.split(b"\n"), first):
        if not line.strip():
            continue
        try:
            yield Line(decoded(line), f"{name}:{number}")
        except ValueError as error:
            yield refused("json", f"invalid JSON: {error}", f"{name}:{number}")


def _rejection(value: Rejected) -> Rejected:
    return msgspec.structs.replace(value, stage="trajectories")


def range_values(path: str, part: Range, name: str, max_record_bytes: int) -> Iterator[Line | Rejected]:
    """Yield the values of a range.

    Args:
        path: The file.
        part: The range.
        name: Name of the file, with which positions begin.
        max_record_bytes: Reject a range that had to become larger than this, because one record is.
    """
    where = f"{name}:{part.first}" if part.kind == "lines" else f"{name}#/{part.first}"
    if part.end - part.start > max_record_bytes:
        yield refused("too_large", f"a record here has over {max_record_bytes:,} bytes", where)
        return
    with open(path, "rb") as file:
        file.seek(part.start)
        data = file.read(part.end - part.start)
    if part.kind == "lines":
        yield from _lines(data, name, part.first)
        return
    data = data.strip(b" \t\r\n,")
    try:
        items = decoded(b"[" + data + b"]")
    except ValueError:
        for value in recovered_values(b"[" + data + b"]", name):
            yield _rejection(value) if isinstance(value, Rejected) else Line(value.value, f"{where} and after")
        return
    yield from (Line(item, f"{name}#/{number}") for number, item in enumerate(items, part.first))


def ranges(path: str, shard_bytes: int) -> Iterator[Range]:
    """Yield the ranges of a large file, each of about ``shard_bytes``, or of one record if that is larger."""
    with open(path, "rb") as file:
        head = file.read(64).lstrip(b"\xef\xbb\xbf \t\r\n")
    yield from _element_ranges(path, shard_bytes) if head[:1] == b"[" else _line_ranges(path, shard_bytes)


def _line_ranges(path: str, shard_bytes: int) -> Iterator[Range]:
    start, first = 0, 1
    with open(path, "rb") as file:
        while block := file.read(shard_bytes):
            count = block.count(b"\n")
            while block and not block.endswith(b"\n"):
                block = file.readline(_BLOCK_BYTES)
                count += block.endswith(b"\n")
            yield Range("lines", start, file.tell(), first)
            start, first = file.tell(), first + count


def _element_ranges(path: str, shard_bytes: int) -> Iterator[Range]:
    """Yield ranges of the elements of the array that a file is. A damaged file gives ranges that do not decode."""
    start, end = _inner(path)
    first = elements = position = depth = 0
    in_string = escaped = False
    with open(path, "rb") as file:
        while block := file.read(_BLOCK_BYTES):
            kinds = _KINDS[np.frombuffer(block, np.uint8)]
            at = np.flatnonzero(kinds)
            found = kinds[at]
            quotes, escaped = _true_quotes(at, found, escaped, len(block))
            inside = (np.cumsum(quotes) + in_string) % 2 == 1  # after an odd number of quotes
            depths = depth + np.cumsum(((found == _OPEN).astype(np.int8) - (found == _CLOSE)) * ~inside)
            commas = at[(found == _COMMA) & ~inside & (depths == 1)]
            while (number := int(np.searchsorted(commas, start + shard_bytes - position))) < len(commas):
                here, next_first = position + int(commas[number]), elements + number + 1
                yield Range("elements", start, here, first)
                start, first = here + 1, next_first
            if len(at):
                in_string, depth = bool(inside[-1]), int(depths[-1])
            elements += len(commas)
            position += len(block)
    if end > start:
        yield Range("elements", start, end, first)


def _inner(path: str) -> tuple[int, int]:
    """Return the offsets after the first bracket of an array and before the last one."""
    size = os.path.getsize(path)
    with open(path, "rb") as file:
        start = file.read(_BLOCK_BYTES).find(b"[") + 1
        file.seek(max(start, size - _BLOCK_BYTES))
        tail_at = file.tell()
        last = file.read().rstrip()
    return start, tail_at + len(last) - last.endswith(b"]")


def _true_quotes(at: Any, found: Any, escaped: bool, length: int) -> tuple[Any, bool]:
    """Return which of the characters found are quotes that no backslash escapes, and whether the next block begins
    with an escaped character.

    Args:
        at: Offsets of the characters in the block.
        found: Their kinds.
        escaped: Whether the first character of the block is escaped.
        length: Bytes of the block.
    """
    quotes = found == _QUOTE
    escapes = at[found == _ESCAPE]
    if not len(escapes):
        if escaped and len(at) and at[0] == 0:
            quotes[0] = False
        return quotes, False
    # Length of the run of backslashes that ends at each one; an odd run escapes what follows.
    begins = np.maximum.accumulate(np.where(np.diff(escapes, prepend=-2) != 1, escapes, 0))
    odd = (escapes - begins + 1 + (escaped & (begins == 0))) % 2 == 1
    before = np.searchsorted(escapes, at[quotes] - 1)
    preceded = (before < len(escapes)) & (escapes[np.minimum(before, len(escapes) - 1)] == at[quotes] - 1)
    hidden = preceded & odd[np.minimum(before, len(escapes) - 1)]
    if escaped:
        hidden |= at[quotes] == 0
    quotes[np.flatnonzero(quotes)[hidden]] = False
    return quotes, bool(odd[-1]) and int(escapes[-1]) == length - 1
