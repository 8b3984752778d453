"""Reads the records of a byte range of a WARC (ISO 28500), so that any worker can begin anywhere in a large archive.

(file, start, end) → the records that begin in the range, each with its offset. Compressed archives are gzip member by
member, as the standard asks. A reader looks for the first member at or after ``start``: a header of gzip, and content
that begins with ``WARC/``. A damaged member is reported, and reading goes on at the next one; so one bad byte costs one
record. Memory: one record, cut at ``max_bytes``.

Limitation: in an uncompressed WARC a record is found by its first two lines, so a range that begins inside a page that
quotes a WARC may begin with the quotation. An archive that is cut off inside a record is damaged; nothing says so if it
is cut off between two.
"""

import os
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from lemnos.errors import InputError
from lemnos.sources.files.identity import unreadable

_MAGIC = b"\x1f\x8b\x08"
_FIRST = b"WARC/"
_BEGIN = re.compile(rb"WARC/\d\.\d\r?\nWARC-", re.IGNORECASE)
_LENGTH = re.compile(rb"\r?\nContent-Length:[ \t]*(\d+)", re.IGNORECASE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_CHUNK = 1 << 16
_SYSTEMS = frozenset((*range(14), 255))
"""Values of the byte for the operating system in the header of gzip."""
_HEAD_BYTES = 1 << 16
"""Most bytes of the header of a record."""


class RawRecord(NamedTuple):
    """The bytes of one record, or of one gzip member that holds some."""

    offset: int
    data: bytes
    size: int
    """Its bytes; more than in ``data`` if it was cut at ``max_bytes``."""
    fault: str = ""
    """Why it cannot be read; empty if it can."""


def is_compressed(path: str) -> bool:
    """Return whether an archive is compressed by gzip.

    Raises:
        InputError: It cannot be read, is compressed as a whole, or in another way.
    """
    try:
        with open(path, "rb") as file:
            head = file.read(_CHUNK)
    except OSError as error:
        raise unreadable(path, error) from error
    if head.startswith((b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ")):
        raise InputError(
            "the archive is compressed by zstd, bzip2 or xz",
            where=path,
            remedy="recompress it: decompress it and run 'warcio recompress', which writes gzip",
        )
    if not head.startswith(_MAGIC):
        return False
    start = zlib.decompressobj(31)
    try:
        text = start.decompress(head, _HEAD_BYTES)
    except zlib.error as error:
        raise InputError(
            "the archive is damaged in its first bytes", where=path, remedy="download or create it again"
        ) from error
    length, ends = _LENGTH.search(text), _END_OF_HEAD.search(text)
    if length is not None and ends is not None:
        after = ends.end() + int(length[1])
        if _BEGIN.match(text[after:].lstrip(b"\r\n")):
            raise InputError(
                "the archive is compressed as a whole, not record by record",
                where=path,
                remedy="run 'warcio recompress' on it",
            )
    return True


def read_range(path: str, start: int, end: int, *, compressed: bool, max_bytes: int) -> Iterator[RawRecord]:
    """Yield the records of an archive that begin at ``start`` or later and before ``end``.

    Args:
        path: The archive.
        start: Offset in bytes.
        end: Offset in bytes.
        compressed: Whether it is compressed by gzip.
        max_bytes: Most bytes of a record that are held.

    Raises:
        InputError: The archive is cut off inside a record, or cannot be read.
    """
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            read = _members if compressed else _plain
            yield from read(file, path, start, min(end, size), max_bytes)
    except OSError as error:
        raise unreadable(path, error) from error


def _members(file: BinaryIO, path: str, start: int, end: int, max_bytes: int) -> Iterator[RawRecord]:
    offset = _next_member(file, start, end)
    while offset < end:
        file.seek(offset)
        stream = zlib.decompressobj(31)
        parts: list[bytes] = []
        held = size = read = 0
        fault = ""
        while not stream.eof:
            compressed = file.read(_CHUNK)
            if not compressed:
                if _next_member(file, offset + 1, offset + read) >= offset + read:
                    raise _cut_off(path, offset)
                fault = "the record cannot be decompressed (its end is missing)"
                break
            read += len(compressed)
            try:
                while compressed and not stream.eof:
                    part = stream.decompress(compressed, _CHUNK * 16)
                    compressed = stream.unconsumed_tail
                    size += len(part)
                    if held < max_bytes:
                        parts.append(part[: max_bytes - held])
                        held += len(parts[-1])
            except zlib.error as error:
                fault = f"the record cannot be decompressed ({error})"
                break
        yield RawRecord(offset, b"".join(parts), size, fault)
        following = offset + read - len(stream.unused_data)
        # After damage anything may follow; otherwise a member, or padding.
        offset = _next_member(file, offset + 1 if fault else following, end)


def _next_member(file: BinaryIO, start: int, end: int) -> int:
    """Return the offset of the first member at ``start`` or later whose content is a record; ``end`` if there is none
    before that."""
    position = start
    while position < end:
        file.seek(position)
        block = file.read(_CHUNK + 512)
        found = block.find(_MAGIC)
        while 0 <= found < _CHUNK and position + found < end:
            if _begins_record(block[found : found + 512]):
                return position + found
            found = block.find(_MAGIC, found + 1)
        position += _CHUNK
    return end


def _begins_record(head: bytes) -> bool:
    """Return whether bytes look like the beginning of a member that holds a record, or held one before it was damaged:
    the header of gzip (RFC 1952) is one that programs write, which random bytes are once in 10¹² places."""
    if len(head) < 10 or head[3] & 0xE0 or head[8] not in (0, 2, 4) or head[9] not in _SYSTEMS:
        return False
    try:
        return zlib.decompressobj(31).decompress(head, len(_FIRST)) == _FIRST
    except zlib.error:
        return True


def _plain(file: BinaryIO, path: str, start: int, end: int, max_bytes: int) -> Iterator[RawRecord]:
    offset = _next_plain(file, start, end)
    while offset < end:
        file.seek(offset)
        head = file.read(_HEAD_BYTES)
        ends = _END_OF_HEAD.search(head)
        length = _LENGTH.search(head[: ends.start()]) if ends is not None else None
        if ends is None or length is None:
            yield RawRecord(offset, b"", 0, "the header of the record has no end or no length")
            offset = _next_plain(file, offset + 1, end)
            continue
        size = ends.end() + int(length[1])
        file.seek(offset)
        data = file.read(min(size, max_bytes))
        if offset + size > os.fstat(file.fileno()).st_size:
            # A wrong length, or the end of the file inside a record: what follows tells.
            following = _next_plain(file, offset + 1, os.fstat(file.fileno()).st_size)
            if following == os.fstat(file.fileno()).st_size:
                raise _cut_off(path, offset)
            yield RawRecord(offset, b"", 0, "the length of the record is wrong")
            offset = following
            continue
        yield RawRecord(offset, data, size)
        offset = _next_plain(file, offset + size, end)


def _next_plain(file: BinaryIO, start: int, end: int) -> int:
    position = start
    while position < end:
        file.seek(position)
        block = file.read(_CHUNK + 16)
        for found in _BEGIN.finditer(block):
            at = position + found.start()
            if found.start() >= _CHUNK or at >= end:
                break
            if found.start() == 0 and at == start:
                return at
            file.seek(max(0, at - 4))
            if at == 0 or file.read(min(4, at)).endswith(b"\n"):
                return at
        position += _CHUNK
    return end


def _cut_off(path: str, offset: int) -> InputError:
    return InputError(
        f"the archive is cut off in the record at byte {offset:,}",
        where=path,
        remedy="download or create it again, or leave it out",
    )
