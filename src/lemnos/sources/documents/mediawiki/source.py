"""Splits a MediaWiki XML dump (``.xml``, ``.gz``, or ``.bz2`` with one or more streams) into shards of whole pages.

Takes a path and yields shards of about ``shard_bytes`` of XML, which workers read into documents, redirects and
rejections (``pages.py``). Uncompressed and multistream bz2 files are split by offset, so that each worker reads and
decompresses its own part; other files are decompressed once, by the parent. A shard bounds the memory.

Limitation: only the main namespace is read, and only the last revision of each page. Templates and Lua modules are not
executed (see ``wikitext``).
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
from lemnos.sources.documents.mediawiki.pages import PAGE, PAGE_END, items, take_articles, unescape
from lemnos.sources.documents.wikitext.site import Site
from lemnos.sources.files.identity import file_identity

_LARGEST_PAGE = 1 << 28
_HEAD_BYTES = 1 << 16
_NAMESPACE = re.compile(r'<namespace key="(-?\d+)"[^>]*?(?:/>|>([^<]*)</namespace>)')


class MediaWikiShard(msgspec.Struct, frozen=True):
    """Whole pages of a dump, as UTF-8 XML."""

    site: Site
    file: str
    """The name of the dump, for ``Document.source``."""
    licence: str
    data: bytes
    """The XML of the pages; other elements between them are skipped."""

    def read(self) -> Iterator[Item]:
        """Yield the items of the pages in order."""
        return items(self.data, self.site, self.file, self.licence)


class MediaWikiRange(msgspec.Struct, frozen=True):
    """A byte range of a dump that holds whole pages; the worker reads it from the file."""

    site: Site
    path: str
    licence: str
    offset: int
    length: int
    """The length of the range in the file, in bytes."""
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
                "a page spans two bz2 streams",
                where=f"{path.name}:{self.offset}",
                remedy="recompress it as one stream: bzcat FILE | bzip2 > OTHER",
            )
        return items(data, self.site, path.name, self.licence)


class MediaWikiSource:
    """A MediaWiki dump, as a ``Source``.

    Args:
        path: The path of the dump.
        licence: An SPDX expression for the documents. If empty, dumps of Wikipedia get the licence of Wikipedia, others
            none.
        shard_bytes: The approximate size of a shard, in bytes of XML.
    """

    def __init__(self, path: str | Path, licence: str = "", shard_bytes: int = 4_000_000) -> None:
        self.path = Path(path)
        self.licence = licence
        self.shard_bytes = shard_bytes
        self._covered = 0

    def identity(self) -> dict[str, str | int]:
        """Return the name and the size of the file, a hash of both its ends, the licence and the size of a shard.

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
        """Return the bytes of the file in the shards yielded so far, and its size."""
        size = self.path.stat().st_size
        return min(self._covered, size), size

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield the dump in shards.

        Args:
            limit: Stop after this many articles: pages of the main namespace that are not redirects.

        Raises:
            InputError: The file is missing, not a MediaWiki dump, damaged or cut off. All whole pages before the damage
                have been yielded.
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
        yield from self._by_page(Reader(self.path, kind), None, limit)

    def _by_stream(self, starts: list[int]) -> Iterator[InputShard]:
        size = self.path.stat().st_size
        header = Reader(self.path, "bz2")
        head = b""
        for chunk in header.chunks():
            head += chunk
            if PAGE in head or len(head) > _LARGEST_PAGE:
                break
        site = read_site(head.partition(PAGE)[0], self.path.name)
        # bz2 shrinks text to about a quarter. A rough estimate is enough: it only sets the size of the shards.
        target = max(1, self.shard_bytes // 4)
        first = starts[0]
        for start, next_start in zip(starts[1:], [*starts[2:], size], strict=True):
            if start - first >= target:
                yield MediaWikiRange(site, str(self.path), self.licence, first, start - first, "bz2")
                self._covered = start
                first = start
            if next_start == size:
                if start > first:
                    yield MediaWikiRange(site, str(self.path), self.licence, first, start - first, "bz2")
                    self._covered = start
                yield from self._by_page(Reader(self.path, "bz2", start), site, None)

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

    def _by_page(self, reader: Reader, site: Site | None, limit: int | None) -> Iterator[InputShard]:
        """Yield the text of ``reader`` in shards, each of which ends with the page that fills it."""
        buffer = bytearray()
        remaining = limit
        earliest_end = search_start = max(0, self.shard_bytes - len(PAGE_END))
        for chunk in reader.chunks():
            buffer += chunk
            if site is None:
                first = buffer.find(PAGE)
                if first < 0 and len(buffer) < _HEAD_BYTES:
                    continue
                site = read_site(bytes(buffer[: _HEAD_BYTES if first < 0 else first]), self.path.name)
            while len(buffer) >= self.shard_bytes:
                end = buffer.find(PAGE_END, search_start)
                if end < 0:
                    search_start = max(earliest_end, len(buffer) - len(PAGE_END))
                    break
                search_start = earliest_end
                data, remaining = _take_pages(buffer, end + len(PAGE_END), remaining)
                self._covered = reader.consumed
                yield MediaWikiShard(site, self.path.name, self.licence, data)
                if remaining == 0:
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
            data, remaining = _take_pages(buffer, end + len(PAGE_END), remaining)
            self._covered = reader.consumed
            yield MediaWikiShard(site, self.path.name, self.licence, data)
            if remaining == 0:
                return
        if reader.damage:
            raise reader.damage
        self._check_end(bytes(buffer))
        self._covered = self.path.stat().st_size

    def _check_end(self, rest: bytes) -> None:
        """Raise an error if the dump ends without its closing tag."""
        if b"</mediawiki>" in rest:
            return
        title = re.search(rb"<title>([^<]*)", rest)
        if title:
            position = f"inside the page “{unescape(title[1].decode('utf-8', 'replace'))}”"
        else:
            position = "inside a page" if PAGE in rest else "after its last page"
        raise InputError(
            f"the dump is cut off {position}", where=self.path.name, remedy="download it again and compare its checksum"
        )

    def _is_utf8(self) -> bool:
        with self.path.open("rb") as file:
            return encoding(file.read(256))[1] == "utf-8"

    def _begins_page(self, start: int) -> bool:
        """Return whether the bz2 stream at ``start`` begins with a page. Streams of MediaWiki do, others do not."""
        reader = Reader(self.path, "bz2", start)
        for chunk in reader.chunks():
            return chunk.lstrip().startswith((PAGE, b"</mediawiki>"))
        return False


def _take_pages(buffer: bytearray, end: int, remaining: int | None) -> tuple[bytes, int | None]:
    """Remove the first ``end`` bytes from the buffer.

    Return the pages in them, at most as many as remain of the limit, and the number that remains afterwards.
    """
    data = bytes(buffer[:end])
    del buffer[:end]
    return (data, None) if remaining is None else take_articles(data, remaining)


def read_site(head: bytes, file: str, damage: InputError | None = None) -> Site:
    """Return the description of the wiki in the header of a dump. A header that lacks fields is accepted.

    Args:
        head: The first bytes of the dump, up to its first page.
        file: The name of the dump, for the error message.
        damage: The error to raise if the file is damaged and ``head`` is incomplete.

    Raises:
        InputError: ``head`` is not the start of a MediaWiki export.
    """
    if b"<mediawiki" not in head:
        if damage:
            raise damage
        finding = "XML, but not a MediaWiki export" if head.lstrip()[:1] == b"<" else "not XML"
        raise InputError(
            f"the file is {finding}",
            where=f"{file}:0",
            remedy="give a dump such as enwiki-latest-pages-articles.xml.bz2",
        )
    text = head.decode("utf-8", "replace")
    fields = {key: unescape(value) for key, value in re.findall(r"<(dbname|base|case)>([^<]*)</", text)}
    language = re.search(r'xml:lang="([^"]+)"', text)
    base = fields.get("base", "")
    if base:
        for marker in ("title=", "/wiki/", "/"):
            prefix, separator, _ = base.rpartition(marker) if marker != "/wiki/" else base.partition(marker)
            if separator:
                base = prefix + separator
                break
    return Site(
        name=fields.get("dbname", ""),
        base=base,
        language=language[1] if language else "und",
        first_letter=fields.get("case", "first-letter") == "first-letter",
        namespaces=tuple((int(key), unescape(name)) for key, name in _NAMESPACE.findall(text)),
    )
