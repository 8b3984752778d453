"""A GGUF file without its vocabulary: a path → a copy that ``transformers`` reads in a second.

``transformers`` parses the metadata of a file anew for the configuration and for the weights, with a reader of the
package ``gguf`` that takes some 5 CPU-seconds for a vocabulary of 49,152. Neither needs more of it than its size, so
the arrays of the tokenizer are left out of the copy, and the size is written where it is not stated. Tensors are copied
as they are. Cost: as long as copying the file takes, and its size on disk. Source: GGUF specification, version 3.
Limitation: files of version 1 and big-endian files are refused.
"""

import shutil
import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Bytes of a number, by the type's number."""
_STRING, _ARRAY, _UINT32 = 8, 9, 4
_TOKENS = "tokenizer.ggml.tokens"
_ALIGNMENT = 32
"""Where the file does not state another."""
_MOST = 1 << 28
"""Bytes of the longest text or table that a sound file has."""


class _Entry(NamedTuple):
    key: str
    kind: int
    data: bytes
    """The whole entry as it stands in the file; empty for an array of the tokenizer."""
    value: bytes
    length: int
    """Elements of an array."""


def copy_without_vocabulary(source: Path, target: Path) -> None:
    """Write a copy of a GGUF file that lacks the arrays of its tokenizer.

    Raises:
        ValueError: It is no GGUF file that is known, or is damaged.
        OSError: A file cannot be read or written.
    """
    with source.open("rb") as stream:
        magic, version, tensors, count = struct.unpack("<4sIQQ", _read(stream, 24))
        if magic != b"GGUF" or version not in (2, 3):
            raise ValueError("not a little-endian GGUF file of version 2 or 3")
        entries = [_entry(stream) for _ in range(count)]
        start = stream.tell()
        for _ in range(tensors):
            stream.seek(_number(stream, 8), 1)
            stream.seek(8 * _number(stream, 4) + 12, 1)
        table = stream.tell() - start
        stated = {entry.key: entry for entry in entries}
        alignment = _ALIGNMENT
        if (found := stated.get("general.alignment")) is not None:
            alignment = int.from_bytes(found.value, "little") or _ALIGNMENT
        kept = [entry.data for entry in entries if entry.data]
        kept += _vocabulary_size(stated)
        head = struct.pack("<4sIQQ", magic, version, tensors, len(kept)) + b"".join(kept)
        with target.open("wb") as out:
            out.write(head)
            stream.seek(start)
            out.write(_read(stream, table))
            out.write(bytes(-out.tell() % alignment))
            stream.seek(-stream.tell() % alignment, 1)
            shutil.copyfileobj(stream, out, 1 << 24)


def _vocabulary_size(stated: dict[str, _Entry]) -> list[bytes]:
    """Return the entry of the size of the vocabulary, if the tokens tell it and there is none."""
    architecture = stated["general.architecture"].value[8:].decode() if "general.architecture" in stated else ""
    name = f"{architecture}.vocab_size"
    if name in stated or _TOKENS not in stated:
        return []
    key = name.encode()
    return [struct.pack("<Q", len(key)) + key + struct.pack("<II", _UINT32, stated[_TOKENS].length)]


def _entry(stream: BinaryIO) -> _Entry:
    start = stream.tell()
    key = _read(stream, _number(stream, 8)).decode()
    kind = _number(stream, 4)
    value = stream.tell()
    count = _skip(stream, kind)
    end = stream.tell()
    if kind == _ARRAY and key.startswith("tokenizer."):
        return _Entry(key, kind, b"", b"", count)
    stream.seek(start)
    data = _read(stream, end - start)
    return _Entry(key, kind, data, data[value - start :], count)


def _skip(stream: BinaryIO, kind: int) -> int:
    """Go past a value; return the number of elements of an array."""
    if kind in _SIZES:
        stream.seek(_SIZES[kind], 1)
    elif kind == _STRING:
        stream.seek(_number(stream, 8), 1)
    elif kind == _ARRAY:
        inner, count = _number(stream, 4), _number(stream, 8)
        if inner in _SIZES:
            stream.seek(_SIZES[inner] * count, 1)
        elif inner == _STRING:
            for _ in range(count):
                _skip(stream, inner)
        else:
            raise ValueError(f"an array of type {inner}")
        return count
    else:
        raise ValueError(f"a value of type {kind}")
    return 0


def _number(stream: BinaryIO, size: int) -> int:
    return int.from_bytes(_read(stream, size), "little")


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(min(size, _MOST))
    if len(data) < size:
        raise ValueError("the file ends too early")
    return data
