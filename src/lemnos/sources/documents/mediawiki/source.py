"""MediaWiki XML dumps: ``.xml``, ``.bz2`` (one stream or many), ``.gz``, to documents, redirects and rejections.

The parent cuts a dump at page borders into shards of about ``shard_bytes`` of XML; workers find the pages in
them by their tags, which is safe because every dump is written by MediaWiki itself, and several times faster
than an XML parser. Plain files and multistream bz2 files are cut by offset, so that each worker reads and
decompresses its own part; other files are decompressed once, by the parent. Memory is bounded by a shard.

Only the main namespace is read, and of a page's revisions the last. Lua, templates and what they print are not
run (see ``wikitext``).
"""

import mmap
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from lemnos.errors import InputError
from lemnos.sources.documents.base import InputShard, Item
from lemnos.sources.documents.mediawiki.container import (
    Compression,
    Reader,
    compression,
    encoding,
    indexed_starts,
    read_range,
    stream_starts,
)
from lemnos.sources.documents.mediawiki.pages import PAGE, PAGE_END, front, items, unescape
from lemnos.sources.documents.wikitext.site import Site
from lemnos.sources.files.identity import file_identity

_LARGEST_PAGE = 1 << 28
_HEAD_BYTES = 1 << 16
_NAMESPACE = re.compile(r'<namespace key="(-?\d+)"[^>]*?(?:/>|>([^<]*)</namespace>)')


class MediaWikiShard(msgspec.Struct, frozen=True):
    """Whole pages of a dump, as UTF-8 XML."""

    site: Site
    file: str
    """Name of the dump, for ``Document.source``."""
    licence: str
    data: bytes
    """XML of the pages; other elements between them are passed over."""

    def read(self) -> Iterator[Item]:
        """Yield the items of the pages in order."""
        return items(self.data, self.site, self.file, self.licence)


class MediaWikiRange(msgspec.Struct, frozen=True):
    """A byte range of a dump that holds whole pages, read by the worker."""

    site: Site
    path: str
    licence: str
    offset: int
    length: int
    """Bytes of the file."""
    compression: Compression

    def read(self) -> Iterator[Item]:
        """Yield the items of the pages in order.

        Raises:
            InputError: The range cannot be decompressed, or does not hold whole pages.
        """
        path = Path(self.path)
        data = read_range(path, self.offset, self.length, self.compression)
        if data.count(PAGE) != data.count(PAGE_END):
            raise InputError(
                "a page crosses the border of two bz2 streams",
                where=f"{path.name}:{self.offset}",
                remedy="recompress it as one stream: bzcat FILE | bzip2 > OTHER",
            )
        return items(data, self.site, path.name, self.licence)


class MediaWikiSource:
    """A MediaWiki dump, as ``Source``.

    Args:
        path: The dump.
        licence: SPDX expression for its documents; by default that of Wikipedia for Wikipedia's, else empty.
        shard_bytes: Bytes of XML in a shard, about.
    """

    def __init__(self, path: str | Path, licence: str = "", shard_bytes: int = 4_000_000) -> None:
        self.path = Path(path)
        self.licence = licence
        self.shard_bytes = shard_bytes
        self._covered = 0

    def identity(self) -> dict[str, str | int]:
        """Return size and a hash of both ends of the file.

        Raises:
            InputError: The file is missing or unreadable.
        """
        compression(self.path)
        return {
            "kind": "mediawiki",
            **file_identity(str(self.path)),
            "licence": self.licence,
            "shard_bytes": self.shard_bytes,
        }

    def progress(self) -> tuple[int, int]:
        """Return how many bytes of the file the yielded shards cover, and its size."""
        size = self.path.stat().st_size
        return min(self._covered, size), size

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield the dump in shards.

        Args:
            limit: Stop after this many pages of the main namespace that are no redirects.

        Raises:
            InputError: The file is missing, no MediaWiki dump, damaged, or cut off. Whole pages before the
                damage have been yielded.
        """
        self._covered = 0
        kind = compression(self.path)
        if limit is None and kind == "bz2":
            starts = indexed_starts(self.path) or stream_starts(self.path)
            if len(starts) > 1 and self._begins_page(starts[1]):
                yield from self._by_stream(starts)
                return
        if limit is None and kind == "none" and self._is_utf8():
            yield from self._by_offset()
            return
        yield from self._cut(Reader(self.path, kind), None, limit)

    def _by_stream(self, starts: list[int]) -> Iterator[InputShard]:
        size = self.path.stat().st_size
        header = Reader(self.path, "bz2")
        head = b""
        for chunk in header.chunks():
            head += chunk
            if PAGE in head or len(head) > _LARGEST_PAGE:
                break
        site = read_site(head.partition(PAGE)[0], self.path.name)
        # Text shrinks to about a quarter in bz2. Any fixed estimate will do: it only sets the size of shards.
        target = max(1, self.shard_bytes // 4)
        first = starts[0]
        for here, after in zip(starts[1:], [*starts[2:], size], strict=True):
            if here - first >= target:
                yield MediaWikiRange(site, str(self.path), self.licence, first, here - first, "bz2")
                self._covered = here
                first = here
            if after == size:
                if here > first:
                    yield MediaWikiRange(site, str(self.path), self.licence, first, here - first, "bz2")
                    self._covered = here
                yield from self._cut(Reader(self.path, "bz2", here), site, None)

    def _by_offset(self) -> Iterator[InputShard]:
        size = self.path.stat().st_size
        with self.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as view:
            first = view.find(PAGE)
            site = read_site(view[: min(size, _HEAD_BYTES) if first < 0 else first], self.path.name)
            while first >= 0:
                end = view.find(PAGE_END, min(size, first + max(0, self.shard_bytes - len(PAGE_END))))
                end = view.rfind(PAGE_END, first) if end < 0 else end
                if end < 0:
                    break
                end += len(PAGE_END)
                yield MediaWikiRange(site, str(self.path), self.licence, first, end - first, "none")
                self._covered = end
                first = view.find(PAGE, end)
            self._check_end(bytes(view[self._covered : self._covered + _LARGEST_PAGE]))
            self._covered = size

    def _cut(self, reader: Reader, site: Site | None, limit: int | None) -> Iterator[InputShard]:
        """Cut what ``reader`` streams; a shard ends with the first page that fills it."""
        buffer = bytearray()
        left = limit
        fills = searched = max(0, self.shard_bytes - len(PAGE_END))
        for chunk in reader.chunks():
            buffer += chunk
            if site is None:
                first = buffer.find(PAGE)
                if first < 0 and len(buffer) < _HEAD_BYTES:
                    continue
                site = read_site(bytes(buffer[: _HEAD_BYTES if first < 0 else first]), self.path.name)
            while len(buffer) >= self.shard_bytes:
                end = buffer.find(PAGE_END, searched)
                if end < 0:
                    searched = max(fills, len(buffer) - len(PAGE_END))
                    break
                searched = fills
                data, left = _cut(buffer, end + len(PAGE_END), left)
                self._covered = reader.consumed
                yield MediaWikiShard(site, self.path.name, self.licence, data)
                if left == 0:
                    return
            if len(buffer) > _LARGEST_PAGE + self.shard_bytes:
                raise InputError(
                    f"a page is longer than {_LARGEST_PAGE:,} bytes",
                    where=f"{self.path.name}:{reader.consumed}",
                    remedy="check that the file is a MediaWiki export",
                )
        if site is None:
            site = read_site(bytes(buffer), self.path.name, reader.damage)
        end = buffer.rfind(PAGE_END)
        if end >= 0:
            data, left = _cut(buffer, end + len(PAGE_END), left)
            self._covered = reader.consumed
            yield MediaWikiShard(site, self.path.name, self.licence, data)
            if left == 0:
                return
        if reader.damage:
            raise reader.damage
        self._check_end(bytes(buffer))
        self._covered = self.path.stat().st_size

    def _check_end(self, rest: bytes) -> None:
        """Raise where the dump ends without its closing tag."""
        if b"</mediawiki>" in rest:
            return
        title = re.search(rb"<title>([^<]*)", rest)
        cut = f"inside the page “{unescape(title[1].decode('utf-8', 'replace'))}”" if title else "after its last page"
        if PAGE in rest and not title:
            cut = "inside a page"
        raise InputError(
            f"the dump is cut off {cut}", where=self.path.name, remedy="download it again and compare its checksum"
        )

    def _is_utf8(self) -> bool:
        with self.path.open("rb") as file:
            return encoding(file.read(256))[1] == "utf-8"

    def _begins_page(self, start: int) -> bool:
        """Whether the bz2 stream at ``start`` begins with a page, as MediaWiki's do and other tools' do not."""
        reader = Reader(self.path, "bz2", start)
        for chunk in reader.chunks():
            return chunk.lstrip().startswith((PAGE, b"</mediawiki>"))
        return False


def _cut(buffer: bytearray, end: int, left: int | None) -> tuple[bytes, int | None]:
    """Take the pages before ``end`` off the buffer, no more than are left of a limit; return them and what is left."""
    data = bytes(buffer[:end])
    del buffer[:end]
    return (data, None) if left is None else front(data, left)


def read_site(head: bytes, file: str, damage: InputError | None = None) -> Site:
    """Return what a dump's header tells; a dump without one still reads.

    Args:
        head: The dump's first bytes, up to its first page.
        file: Its name, for the error.
        damage: What is wrong with the file, where nothing more can be read.

    Raises:
        InputError: ``head`` does not start a MediaWiki export.
    """
    if b"<mediawiki" not in head:
        if damage:
            raise damage
        kind = "XML, but no MediaWiki export" if head.lstrip()[:1] == b"<" else "not XML"
        raise InputError(
            f"the file is {kind}", where=f"{file}:0", remedy="give a dump such as enwiki-latest-pages-articles.xml.bz2"
        )
    text = head.decode("utf-8", "replace")
    fields = {key: unescape(value) for key, value in re.findall(r"<(dbname|base|case)>([^<]*)</", text)}
    language = re.search(r'xml:lang="([^"]+)"', text)
    base = fields.get("base", "")
    if base:
        for mark in ("title=", "/wiki/", "/"):
            before, found, _ = base.rpartition(mark) if mark != "/wiki/" else base.partition(mark)
            if found:
                base = before + found
                break
    return Site(
        name=fields.get("dbname", ""),
        base=base,
        language=language[1] if language else "und",
        first_letter=fields.get("case", "first-letter") == "first-letter",
        namespaces=tuple((int(key), unescape(name)) for key, name in _NAMESPACE.findall(text)),
    )
