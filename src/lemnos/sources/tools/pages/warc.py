"""Reads a WARC of API documentation into tools: all its HTML and Markdown pages, or those reachable from a start page.

``WarcSource`` yields ``PagesShard`` objects of about 2 MB, each with the pages of one host. A page that ``robots.txt``
in the archive disallows is read as well, because it has been fetched already; its tools carry the tag
``robots.txt:disallowed``.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from lemnos.errors import InputError
from lemnos.sources.crawl.robots import Robots
from lemnos.sources.documents.folder import RefusedError
from lemnos.sources.files.archive import Entry
from lemnos.sources.tools.pages.follow import follow, missing_start_error
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.sources.tools.pages.shard import MAX_PAGE_BYTES, PageEntry, PagesShard, text_of
from lemnos.sources.tools.pages.source import SHARD_BYTES
from lemnos.sources.tools.pages.warc_archive import WarcEntry, WarcPlace, origin_of


class WarcSource:
    """A WARC, uncompressed or compressed record by record.

    Args:
        path: The path of the archive.
        licence: The licence of pages that name none.
        provider: The provider of the documented API; the host of each page if empty.
        settings: Which pages to read; None reads all.

    Raises:
        InputError: The archive does not contain the start page.
    """

    def __init__(
        self, path: str, *, licence: str = "", provider: str = "", settings: PageSettings | None = None
    ) -> None:
        self._place = WarcPlace(path)
        self._path = path
        self._licence = licence
        self._provider = provider
        self._settings = settings or PageSettings()
        self._cached_pages: tuple[list[WarcEntry], dict[str, str]] | None = None
        self._first = self._start() if self._settings.start else ""
        self._done = 0

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the page settings, the name, the size and a hash of both ends of the archive."""
        return {"kind": "warc", **msgspec.structs.asdict(self._settings), **self._place.identity()}

    def shards(self, limit: int | None = None) -> Iterator[PagesShard]:
        """Yield shards of about 2 MB, each with pages of one host, in the order of their addresses.

        Args:
            limit: The largest number of pages; None reads as many as the settings allow.

        Raises:
            InputError: The archive is damaged or has no page.
        """
        self._done = 0
        entries, texts = self._pages()
        if not entries:
            raise InputError(
                "no HTML or Markdown pages here",
                where=self._path,
                remedy="give a WARC that contains successful responses with HTML or Markdown",
            )
        robots = {origin: Robots(text) for origin, text in texts.items()}
        chosen, over = self._chosen(entries)
        max_pages = self._settings.max_pages if limit is None else min(limit, self._settings.max_pages)
        if limit is None:
            over += max(0, len(chosen) - max_pages)
        group: list[WarcEntry] = []
        size = 0
        for entry in chosen[:max_pages]:
            is_other_host = bool(group) and urlsplit(group[0].url).netloc != urlsplit(entry.url).netloc
            if group and (is_other_host or size + entry.size > SHARD_BYTES):
                yield self._shard(group, robots, ())
                group, size = [], 0
            group.append(entry)
            size += entry.size
        name = os.path.basename(self._path)
        reason = f"{over:,} pages were left out, because max_pages is {self._settings.max_pages:,}"
        if group:
            yield self._shard(group, robots, (("page_cap", reason, name),) if over else ())

    def _pages(self) -> tuple[list[WarcEntry], dict[str, str]]:
        if self._cached_pages is None:
            self._cached_pages = self._place.pages()
        return self._cached_pages

    def _start(self) -> str:
        """Return the address of the start page."""
        start = self._settings.start
        urls = dict.fromkeys(entry.url for entry in self._pages()[0])
        start_url = next((url for url in (start, start.rstrip("/"), start + "/") if url in urls), None)
        if start_url is None:
            raise missing_start_error(start, urls, self._path)
        return start_url

    def _chosen(self, entries: list[WarcEntry]) -> tuple[list[WarcEntry], int]:
        if not self._first:
            return entries, 0
        entries_by_url = {entry.url: entry for entry in entries}
        with self._place.opener() as read:

            def text(url: str) -> str:
                page = _page(entries_by_url[url], {})
                try:
                    return text_of(read(page.entry)[:MAX_PAGE_BYTES], page)
                except (RefusedError, OSError, ValueError):
                    return ""

            names = {url: entry.markdown for url, entry in entries_by_url.items()}
            most = self._settings.max_pages
            order, over = follow(self._first, names, text, depth=self._settings.depth, max_pages=most)
        return [entries_by_url[url] for url in order], over

    def _shard(
        self, group: list[WarcEntry], robots: dict[str, Robots], rejections: tuple[tuple[str, str, str], ...]
    ) -> PagesShard:
        self._done = max(self._done, max(entry.offset + entry.size for entry in group))
        provider = self._provider or urlsplit(group[0].url).hostname or ""
        pages = tuple(_page(entry, robots) for entry in group)
        return PagesShard(self._place, pages, self._licence, provider, rejections)

    def progress(self) -> tuple[int, int]:
        """Return the position in the archive that the shards yielded so far reach, and its size, in bytes."""
        return min(self._done, self._place.size()), self._place.size()


def _page(entry: WarcEntry, robots: dict[str, Robots]) -> PageEntry:
    tags = [f"robots:{entry.robots.replace(' ', '')}"] if entry.robots else []
    rules = robots.get(origin_of(entry.url))
    if rules is not None:
        tags.append(f"robots.txt:{'allowed' if rules.allows(entry.url) else 'disallowed'}")
    # The size of a page after decompression is not known in advance, so the reader reads one byte more than the cap.
    file_entry = Entry(entry.url, MAX_PAGE_BYTES, entry.size, entry.offset)
    return PageEntry(file_entry, entry.url, markdown=entry.markdown, charset=entry.charset, robots=tuple(tags))


def looks_like(path: str, head: bytes) -> bool:
    """Return whether a file is a WARC, judged by its extension or its first bytes after decompression."""
    return head.startswith(b"WARC/") or path.lower().endswith((".warc", ".warc.gz"))
