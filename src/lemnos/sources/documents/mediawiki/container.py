"""Decompresses a dump to UTF-8 XML in bounded memory, and reports where it is damaged.

The first bytes decide the compression, never the file name. A bz2 file may hold several streams one after another
(``…-multistream.xml.bz2``): ``stream_starts`` finds them without decompressing, so that each worker can decompress its
own part. Text in UTF-16 (recognised by a byte order mark or by its zero bytes), or in another encoding named in the XML
declaration, is converted to UTF-8 on the fly.

Reading costs what ``bz2`` and ``zlib`` cost; finding streams costs one pass of ``mmap.find``, about a second per
gigabyte.
"""

import bz2
import codecs
import mmap
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from lemnos.errors import InputError

Compression = Literal["none", "bz2", "gzip"]

_CHUNK = 1 << 18
_MAX_OUTPUT = 1 << 16
_STREAM_START = re.compile(rb"BZh[1-9]1AY&SY")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DAMAGED_REMEDY = "download the file again and compare its checksum"


def compression(path: Path) -> Compression:
    """Return the compression of a file.

    Raises:
        InputError: The file is missing, unreadable or empty.
    """
    try:
        with path.open("rb") as file:
            head = file.read(10)
    except OSError as error:
        raise InputError(
            f"cannot be read ({error.strerror})", where=str(path), remedy="check the path and its permissions"
        ) from error
    if not head:
        raise InputError("the file is empty", where=str(path), remedy=_DAMAGED_REMEDY)
    if head[:3] == b"BZh":
        return "bz2"
    return "gzip" if head[:2] == b"\x1f\x8b" else "none"


class _Decompressor:
    """Decompresses one bz2 or gzip stream, at most ``_MAX_OUTPUT`` bytes at a time.

    Small outputs keep the memory bounded. They also keep most of the data before damage, because a call that meets
    damage returns nothing.
    """

    def __init__(self, kind: Compression) -> None:
        self._bz2 = bz2.BZ2Decompressor() if kind == "bz2" else None
        self._gzip = zlib.decompressobj(wbits=31) if kind == "gzip" else None
        self._pending = b""

    def decompress(self, data: bytes) -> bytes:
        """Return the next output from the pending input and ``data``."""
        if self._bz2:
            return self._bz2.decompress(data, _MAX_OUTPUT)
        assert self._gzip is not None
        output = self._gzip.decompress(self._pending + data, _MAX_OUTPUT)
        self._pending = self._gzip.unconsumed_tail
        return output

    @property
    def ended(self) -> bool:
        """Whether the end of the stream has been reached."""
        return self._bz2.eof if self._bz2 else self._gzip is not None and self._gzip.eof

    @property
    def unused_data(self) -> bytes:
        """The input after the end of the stream."""
        return self._bz2.unused_data if self._bz2 else self._gzip.unused_data if self._gzip else b""

    @property
    def needs_input(self) -> bool:
        """Whether more input is needed before there is more output."""
        return self._bz2.needs_input if self._bz2 else not self._pending


class Reader:
    """Streams the decompressed text of a file in UTF-8.

    Args:
        path: The path of the file.
        kind: The compression of the file.
        start: The offset in the file to start at, which must be the start of a stream in a bz2 file.

    After the last chunk, ``damage`` holds the error that ended the text early, or None.
    """

    def __init__(self, path: Path, kind: Compression, start: int = 0) -> None:
        self.path = path
        self.kind = kind
        self.consumed = start
        """The offset in the file up to which it has been read."""
        self.damage: InputError | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the text in chunks of any size. Damage ends the text and is stored in ``damage``."""
        pieces = self._decompressed()
        head = b""
        for piece in pieces:
            head += piece
            if len(head) >= 256:
                break
        bom, name = encoding(head)
        head = head[bom:]
        if name == "utf-8":
            if head:
                yield head
            yield from pieces
            return
        decoder = codecs.getincrementaldecoder(name)(errors="surrogatepass" if name.startswith("utf-16") else "replace")
        yield decoder.decode(head).encode("utf-8", "surrogatepass")
        for piece in pieces:
            yield decoder.decode(piece).encode("utf-8", "surrogatepass")

    def _decompressed(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(self.consumed)
            decompressor = _Decompressor(self.kind) if self.kind != "none" else None
            between_streams = True  # Padding after a complete stream is not damage.
            while chunk := file.read(_CHUNK):
                self.consumed += len(chunk)
                if decompressor is None:
                    yield chunk
                    continue
                while True:
                    try:
                        output = decompressor.decompress(chunk)
                    except (OSError, zlib.error, ValueError):
                        if not between_streams or self.consumed == len(chunk):
                            self.damage = self._error(f"is damaged within its first {self.consumed:,} bytes")
                        return
                    between_streams = False
                    if output:
                        yield output
                    chunk = b""
                    if decompressor.ended:
                        chunk = decompressor.unused_data
                        decompressor = _Decompressor(self.kind)
                        between_streams = True
                        if not chunk:
                            break
                    elif decompressor.needs_input:
                        break
            if not between_streams:
                self.damage = self._error(f"is cut off after {self.consumed:,} bytes")

    def _error(self, what: str) -> InputError:
        where = f"{self.path.name}:{self.consumed}"
        name = "bz2" if self.kind == "bz2" else "gzip"
        return InputError(f"the {name} data {what}", where=where, remedy=_DAMAGED_REMEDY)


def encoding(head: bytes) -> tuple[int, str]:
    """Return the length of the byte order mark in bytes, 0 if there is none, and the encoding."""
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if head.startswith(mark):
            return len(mark), name
    if head[:2] == b"<\0":
        return 0, "utf-16-le"
    if head[:2] == b"\0<":
        return 0, "utf-16-be"
    declared = _DECLARED.match(head)
    if declared:
        try:
            name = codecs.lookup(declared[1].decode("ascii")).name
        except LookupError:
            return 0, "utf-8"
        if not name.startswith(("utf-16", "utf-32")):  # The declaration was read as single bytes, so it is wrong.
            return 0, name
    return 0, "utf-8"


def stream_starts(path: Path) -> list[int]:
    """Return the offset of each bz2 stream in a file, in ascending order from 0.

    A start is recognised by the stream header and the block magic, 80 bits that are unlikely to occur by chance. If the
    next start was a false match, the worker that decompresses the range before it fails.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return [match.start() for match in _STREAM_START.finditer(view)]


def indexed_starts(path: Path) -> list[int]:
    """Return the offsets listed in the multistream index beside ``path``; an empty list if there is no usable one."""
    stem = re.sub(r"\.xml(?:-p\d+p\d+)?\.bz2$|\.bz2$", "", path.name)
    part = re.search(r"\.xml(-p\d+p\d+)\.bz2$", path.name)
    names = [f"{stem}-index.txt{part[1] if part else ''}.bz2", f"{stem}-index.txt"]
    for name in names:
        index = path.with_name(name)
        if index.is_file():
            offsets = {0}
            opener = bz2.open if index.suffix == ".bz2" else open
            try:
                with opener(index, "rb") as lines:
                    offsets.update(int(line.split(b":", 1)[0]) for line in lines)
                with path.open("rb") as file:
                    size = path.stat().st_size
                    for offset in offsets:
                        file.seek(offset)
                        if offset >= size or file.read(3) != b"BZh":
                            return []
            except (OSError, ValueError, EOFError):
                return []
            return sorted(offsets)
    return []


def read_range(path: Path, offset: int, length: int, kind: Compression) -> bytes:
    """Return the decompressed content of a byte range, which must hold complete bz2 streams or uncompressed text.

    Raises:
        InputError: The range is damaged.
    """
    try:
        with path.open("rb") as file:
            file.seek(offset)
            data = file.read(length)
        return data if kind == "none" else bz2.decompress(data)
    except (OSError, ValueError) as error:
        raise InputError(
            f"the {kind} data is damaged between bytes {offset:,} and {offset + length:,}",
            where=f"{path.name}:{offset}",
            remedy=_DAMAGED_REMEDY,
        ) from error
