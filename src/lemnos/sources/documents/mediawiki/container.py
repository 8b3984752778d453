"""The container of a dump: bytes of a file, decompressed, as UTF-8, in bounded memory; and where it is damaged.

The kind of compression is told by the first bytes, never by the file's name. bz2 files may hold several streams
one after another (``…-multistream.xml.bz2``): ``stream_starts`` finds them without decompressing, so that each
worker can decompress its own part. Text in UTF-16 (told by a BOM or by its zero bytes) or in another encoding
that the XML declaration names is re-encoded to UTF-8 while it streams.

Reading costs what ``bz2`` and ``zlib`` cost; finding streams costs one pass of ``mmap.find``, about a second a
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
_LARGEST = 1 << 16
_STREAM_START = re.compile(rb"BZh[1-9]1AY&SY")
_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_DAMAGED_REMEDY = "download the file again and compare its checksum"


def compression(path: Path) -> Compression:
    """Return how a file is compressed.

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
        raise InputError("is empty", where=str(path), remedy=_DAMAGED_REMEDY)
    if head[:3] == b"BZh":
        return "bz2"
    return "gzip" if head[:2] == b"\x1f\x8b" else "none"


class _Inflate:
    """One compressed stream; gives out at most ``_LARGEST`` bytes at a time.

    So no input fills the memory, and damage, which makes a call give nothing, loses little of what was before.
    """

    def __init__(self, kind: Compression) -> None:
        self._bz2 = bz2.BZ2Decompressor() if kind == "bz2" else None
        self._gzip = zlib.decompressobj(wbits=31) if kind == "gzip" else None
        self._left = b""

    def take(self, data: bytes) -> bytes:
        """Return what ``data`` and what was left over decompress to."""
        if self._bz2:
            return self._bz2.decompress(data, _LARGEST)
        assert self._gzip is not None
        out = self._gzip.decompress(self._left + data, _LARGEST)
        self._left = self._gzip.unconsumed_tail
        return out

    @property
    def ended(self) -> bool:
        return self._bz2.eof if self._bz2 else self._gzip is not None and self._gzip.eof

    @property
    def rest(self) -> bytes:
        """Bytes after the end of the stream."""
        return self._bz2.unused_data if self._bz2 else self._gzip.unused_data if self._gzip else b""

    @property
    def hungry(self) -> bool:
        """Whether more input is needed before there is more output."""
        return self._bz2.needs_input if self._bz2 else not self._left


class Reader:
    """Streams a file decompressed and in UTF-8.

    Args:
        path: The file.
        kind: Its compression.
        start: Byte of the file to start at; where a bz2 stream starts.

    After ``chunks`` has ended, ``damage`` says what was wrong, or is None.
    """

    def __init__(self, path: Path, kind: Compression, start: int = 0) -> None:
        self.path = path
        self.kind = kind
        self.consumed = start
        """Where in the file reading stands."""
        self.damage: InputError | None = None

    def chunks(self) -> Iterator[bytes]:
        """Yield the text in pieces of no fixed size. Damage ends the pieces and is kept in ``damage``."""
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
            inflate = _Inflate(self.kind) if self.kind != "none" else None
            between = True  # padding after a whole stream is no damage
            while chunk := file.read(_CHUNK):
                self.consumed += len(chunk)
                if inflate is None:
                    yield chunk
                    continue
                while True:
                    try:
                        out = inflate.take(chunk)
                    except (OSError, zlib.error, ValueError):
                        if not between or self.consumed == len(chunk):
                            self.damage = self._error(f"is damaged within its first {self.consumed:,} bytes")
                        return
                    between = False
                    if out:
                        yield out
                    chunk = b""
                    if inflate.ended:
                        chunk = inflate.rest
                        inflate = _Inflate(self.kind)
                        between = True
                        if not chunk:
                            break
                    elif inflate.hungry:
                        break
            if not between:
                self.damage = self._error(f"is cut off after {self.consumed:,} bytes")

    def _error(self, what: str) -> InputError:
        where = f"{self.path.name}:{self.consumed}"
        name = "bz2" if self.kind == "bz2" else "gzip"
        return InputError(f"the {name} data {what}", where=where, remedy=_DAMAGED_REMEDY)


def encoding(head: bytes) -> tuple[int, str]:
    """Return the length of the byte order mark, and the encoding."""
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
        if not name.startswith(("utf-16", "utf-32")):  # the declaration itself was read as single bytes
            return 0, name
    return 0, "utf-8"


def stream_starts(path: Path) -> list[int]:
    """Return the offset of each bz2 stream in a file, from 0 up.

    A start is told by stream header and block mark, 80 bits that chance does not write; the worker that
    decompresses a part finds out at its end whether the next start was one.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
        return [match.start() for match in _STREAM_START.finditer(view)]


def indexed_starts(path: Path) -> list[int]:
    """Return the offsets that a multistream index beside ``path`` lists; none where there is no usable one."""
    stem = re.sub(r"\.xml(?:-p\d+p\d+)?\.bz2$|\.bz2$", "", path.name)
    part = re.search(r"\.xml(-p\d+p\d+)\.bz2$", path.name)
    names = [f"{stem}-index.txt{part[1] if part else ''}.bz2", f"{stem}-index.txt"]
    for name in names:
        index = path.with_name(name)
        if index.is_file():
            found = {0}
            opener = bz2.open if index.suffix == ".bz2" else open
            try:
                with opener(index, "rb") as lines:
                    found.update(int(line.split(b":", 1)[0]) for line in lines)
                with path.open("rb") as file:
                    size = path.stat().st_size
                    for offset in found:
                        file.seek(offset)
                        if offset >= size or file.read(3) != b"BZh":
                            return []
            except (OSError, ValueError, EOFError):
                return []
            return sorted(found)
    return []


def read_range(path: Path, offset: int, length: int, kind: Compression) -> bytes:
    """Return a byte range of a file, decompressed: whole bz2 streams, or plain text.

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
