"""MediaWiki XML dumps: ``.xml``, ``.bz2`` (one stream or many), ``.gz``, to documents, redirects and rejections.

The parent cuts a dump at page borders into shards of about ``shard_bytes`` of XML; workers find the pages in
them by their tags, which is safe because every dump is written by MediaWiki itself, and several times faster
than an XML parser. Plain files and multistream bz2 files are cut by offset, so that each worker reads and
decompresses its own part; other files are decompressed once, by the parent. Memory is bounded by a shard.

Only the main namespace is read, and of a page's revisions the last. Lua, templates and what they print are not
run (see ``wikitext``).
"""

import hashlib
import mmap
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import msgspec

from lemnos.errors import InputError
from lemnos.records import Document, Rejected, document_id
from lemnos.sources.dump_container import (
    Compression,
    Reader,
    compression,
    encoding,
    indexed_starts,
    read_range,
    stream_starts,
)
from lemnos.sources.source import InputShard, Item, Page, Redirect
from lemnos.sources.wikitext import Wikitext
from lemnos.sources.wikitext_site import Site

_PAGE = b"<page>"
_PAGE_END = b"</page>"
_LARGEST_PAGE = 1 << 28
_HEAD_BYTES = 1 << 16
_FRAME = re.compile(
    rb"\s*+<title>([^<]*+)</title>(?:\s*+<ns>(-?\d+)</ns>)?\s*+<id>(\d+)</id>"
    rb"(\s*+<redirect(?:\s+title=\"([^\"]*+)\")?)?"
)
_TEXT = re.compile(rb"<text\b[^>]*?(?:/>|>)")
_NUMERIC = re.compile(r"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_MODEL = re.compile(rb"<model>([^<]*+)</model>")
_REDIRECT = re.compile(r"\s*#[^\W\d_]+\s*:?\s*\[\[([^\[\]|]+)", re.IGNORECASE)
_NAMESPACE = re.compile(r'<namespace key="(-?\d+)"[^>]*?(?:/>|>([^<]*)</namespace>)')
_WIKIPEDIA = re.compile(r"^https?://[a-z0-9-]+(?:\.m)?\.wikipedia\.org/")
_LICENCE = "CC-BY-SA-4.0 AND GFDL-1.3-or-later"


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
        return _items(self.data, self.site, self.file, self.licence)


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
        if data.count(_PAGE) != data.count(_PAGE_END):
            raise InputError(
                "a page crosses the border of two bz2 streams",
                where=f"{path.name}:{self.offset}",
                remedy="recompress it as one stream: bzcat FILE | bzip2 > OTHER",
            )
        return _items(data, self.site, path.name, self.licence)


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
        size = self.path.stat().st_size
        digest = hashlib.blake2b(digest_size=16)
        with self.path.open("rb") as file:
            digest.update(file.read(_HEAD_BYTES))
            file.seek(max(0, size - _HEAD_BYTES))
            digest.update(file.read(_HEAD_BYTES))
        return {
            "kind": "mediawiki",
            "file": self.path.name,
            "bytes": size,
            "ends": digest.hexdigest(),
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
            if _PAGE in head or len(head) > _LARGEST_PAGE:
                break
        site = read_site(head.partition(_PAGE)[0], self.path.name)
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
            first = view.find(_PAGE)
            site = read_site(view[: min(size, _HEAD_BYTES) if first < 0 else first], self.path.name)
            while first >= 0:
                end = view.find(_PAGE_END, min(size, first + self.shard_bytes - len(_PAGE_END)))
                end = view.rfind(_PAGE_END, first) if end < 0 else end
                if end < 0:
                    break
                end += len(_PAGE_END)
                yield MediaWikiRange(site, str(self.path), self.licence, first, end - first, "none")
                self._covered = end
                first = view.find(_PAGE, end)
            self._check_end(bytes(view[self._covered : self._covered + _LARGEST_PAGE]))
            self._covered = size

    def _cut(self, reader: Reader, site: Site | None, limit: int | None) -> Iterator[InputShard]:
        """Cut what ``reader`` streams; a shard ends with the first page that fills it."""
        buffer = bytearray()
        left = limit
        for chunk in reader.chunks():
            buffer += chunk
            if site is None:
                first = buffer.find(_PAGE)
                if first < 0 and len(buffer) < _HEAD_BYTES:
                    continue
                site = read_site(bytes(buffer[: _HEAD_BYTES if first < 0 else first]), self.path.name)
            while len(buffer) >= self.shard_bytes:
                end = buffer.find(_PAGE_END, self.shard_bytes - len(_PAGE_END))
                if end < 0:
                    break
                end += len(_PAGE_END)
                data = bytes(buffer[:end])
                del buffer[:end]
                if left is not None:
                    data, left = _front(data, left)
                self._covered = reader.consumed
                yield MediaWikiShard(site, self.path.name, self.licence, data)
                if left == 0:
                    return
            if len(buffer) > _LARGEST_PAGE:
                break
        if site is None:
            site = read_site(bytes(buffer), self.path.name, reader.damage)
        end = buffer.rfind(_PAGE_END)
        if end >= 0:
            end += len(_PAGE_END)
            data = bytes(buffer[:end])
            del buffer[:end]
            if left is not None:
                data, left = _front(data, left)
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
        cut = f"inside the page “{_unescape(title[1].decode('utf-8', 'replace'))}”" if title else "after its last page"
        if _PAGE in rest and not title:
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
            return chunk.lstrip().startswith((_PAGE, b"</mediawiki>"))
        return False


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
    fields = {key: _unescape(value) for key, value in re.findall(r"<(dbname|base|case)>([^<]*)</", text)}
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
        namespaces=tuple((int(key), _unescape(name)) for key, name in _NAMESPACE.findall(text)),
    )


@lru_cache(maxsize=4)
def _wiki(site: Site) -> Wikitext:
    return Wikitext(site)


def _unescape(text: str) -> str:
    """Undo XML's escapes, once."""
    if "&" not in text:
        return text
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    if "&#" in text:
        text = _NUMERIC.sub(_character, text)
    return text.replace("&amp;", "&")


def _character(match: re.Match[str]) -> str:
    code = int(match[2]) if match[2] else int(match[1], 16)
    return chr(code) if code < 0x110000 else "\ufffd"


def _frames(data: bytes) -> Iterator[tuple[re.Match[bytes] | None, int, int]]:
    """Yield the head, start and end of each page of the main namespace; a page whose head is odd gives None."""
    start = data.find(_PAGE)
    while start >= 0:
        end = data.find(_PAGE_END, start)
        if end < 0:
            return
        frame = _FRAME.match(data, start + len(_PAGE))
        if frame is None or frame[2] is None or frame[2] == b"0":
            yield frame, start, end
        start = data.find(_PAGE, end)


def _front(data: bytes, limit: int) -> tuple[bytes, int]:
    """Return ``data`` up to its ``limit``-th article, and how many are left to find."""
    for frame, _, end in _frames(data):
        if frame is not None and frame[4] is None:
            limit -= 1
            if limit <= 0:
                return data[: end + len(_PAGE_END)], 0
    return data, limit


def _items(data: bytes, site: Site, file: str, licence: str) -> Iterator[Item]:
    wiki = _wiki(site)
    if not licence and _WIKIPEDIA.match(site.base):
        licence = _LICENCE
    for frame, start, end in _frames(data):
        if frame is None:
            yield _rejected("malformed", "The page has no title or no id.", f"{file}:page ?")
            continue
        try:
            title = _unescape(frame[1].decode())
        except UnicodeDecodeError:
            title = frame[1].decode("utf-8", "replace")
        if frame[2] is None and title.partition(":")[0].lower() in wiki.namespaces and ":" in title:
            continue  # dumps of before 2011 do not number namespaces
        source = f"{file}:page {frame[3].decode()}"
        try:
            yield _item(wiki, data[start:end], frame, title, source, licence)
        except UnicodeDecodeError as error:
            place = f"{file}:page {title}/{frame[3].decode()}"
            yield _rejected("encoding", f"The page is not UTF-8: {error.reason}.", place, title)


def _item(wiki: Wikitext, page: bytes, frame: re.Match[bytes], title: str, source: str, licence: str) -> Item:
    frame[1].decode()  # a title that is not UTF-8 is refused like a text that is not
    name = wiki.name(title)
    if frame[5] is not None:
        return Redirect(name, wiki.name(_unescape(frame[5].decode())))
    text = _text(page)
    if text[:1] == "#" or frame[4] is not None:
        target = _REDIRECT.match(text)
        if target:
            return Redirect(name, wiki.name(target[1]))
    model = _MODEL.search(page)
    if model and model[1] != b"wikitext":
        return _rejected("content_model", f"The page is {model[1].decode()}, not wikitext.", source, title)
    article = wiki.read(title, text)
    if article.disambiguation or title.endswith("(disambiguation)"):
        return _rejected("disambiguation", "The page lists what its title may mean.", source, title)
    if not any(paragraph.kind == "prose" for paragraph in article.paragraphs):
        return _rejected("no_prose", "No prose is left without tables, lists and templates.", source, title)
    site = wiki.site
    document = Document(
        id=document_id(title, article.text),
        title=title,
        url=site.base + quote(title.replace(" ", "_"), safe=";@$!*(),/~:") if site.base else "",
        source=source,
        licence=licence,
        language=site.language,
        text=article.text,
        paragraphs=article.paragraphs,
        links=article.links,
    )
    return Page(document, (name,))


def _text(page: bytes) -> str:
    """Return the wikitext of the page's last revision."""
    start = page.rfind(b"<text")
    opening = _TEXT.match(page, start) if start >= 0 else None
    if opening is None or opening[0].endswith(b"/>"):
        return ""
    end = page.find(b"</text>", opening.end())
    return _unescape(page[opening.end() : end].decode()) if end >= 0 else ""


def _rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    return Rejected(stage="documents", rule=rule, reason=reason, source=source, record=record)
