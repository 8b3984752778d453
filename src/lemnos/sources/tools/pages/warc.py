"""A WARC of API documentation → tools: its HTML and Markdown answers, or those that links lead to from a start page.

What each site's ``robots.txt`` in the archive forbids is read all the same, for it lies here already; that it is
forbidden stands in the tags of its tools (``robots.txt:disallowed``).
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import msgspec

from lemnos.errors import InputError
from lemnos.sources.crawl.robots import Robots
from lemnos.sources.documents.folder import RefusedError
from lemnos.sources.files.archive import Entry
from lemnos.sources.tools.pages.follow import follow, no_start
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.sources.tools.pages.shard import MAX_PAGE_BYTES, PageEntry, PagesShard, text_of
from lemnos.sources.tools.pages.source import SHARD_BYTES
from lemnos.sources.tools.pages.warc_archive import WarcEntry, WarcPlace, origin_of


class WarcSource:
    """A WARC, compressed record by record or not.

    Args:
        path: The archive.
        licence: Licence of pages that name none.
        provider: Who offers what is described; the host of each page if empty.
        settings: Which pages are read.

    Raises:
        InputError: The archive has no such start page.
    """

    def __init__(
        self, path: str, *, licence: str = "", provider: str = "", settings: PageSettings | None = None
    ) -> None:
        self._place = WarcPlace(path)
        self._path = path
        self._licence = licence
        self._provider = provider
        self._settings = settings or PageSettings()
        self._found: tuple[list[WarcEntry], dict[str, str]] | None = None
        self._first = self._start() if self._settings.start else ""
        self._done = 0

    def identity(self) -> dict[str, str | int]:
        """Return kind, the settings that choose pages, name, size and a hash of both ends."""
        return {"kind": "warc", **msgspec.structs.asdict(self._settings), **self._place.identity()}

    def shards(self, limit: int | None = None) -> Iterator[PagesShard]:
        """Yield shards of about 2 MB of pages, each of one host, in the order of their addresses.

        Raises:
            InputError: The archive is damaged, or holds no page.
        """
        self._done = 0
        found, texts = self._pages()
        if not found:
            raise InputError(
                "no HTML or Markdown page here", where=self._path, remedy="give a WARC with answers to GET"
            )
        robots = {origin: Robots(text) for origin, text in texts.items()}
        chosen, over = self._chosen(found)
        most = self._settings.max_pages if limit is None else min(limit, self._settings.max_pages)
        if limit is None:
            over += max(0, len(chosen) - most)
        group: list[WarcEntry] = []
        size = 0
        for entry in chosen[:most]:
            other = bool(group) and urlsplit(group[0].url).netloc != urlsplit(entry.url).netloc
            if group and (other or size + entry.size > SHARD_BYTES):
                yield self._shard(group, robots, ())
                group, size = [], 0
            group.append(entry)
            size += entry.size
        name = os.path.basename(self._path)
        reason = f"{over:,} pages over the {most:,} that are read of one input"
        if group:
            yield self._shard(group, robots, (("page_cap", reason, name),) if over else ())

    def _pages(self) -> tuple[list[WarcEntry], dict[str, str]]:
        if self._found is None:
            self._found = self._place.pages()
        return self._found

    def _start(self) -> str:
        """Return the address of the start page."""
        start = self._settings.start
        known = dict.fromkeys(entry.url for entry in self._pages()[0])
        first = next((url for url in (start, start.rstrip("/"), start + "/") if url in known), None)
        if first is None:
            raise no_start(start, known, self._path)
        return first

    def _chosen(self, found: list[WarcEntry]) -> tuple[list[WarcEntry], int]:
        if not self._first:
            return found, 0
        known = {entry.url: entry for entry in found}
        with self._place.opener() as read:

            def text(url: str) -> str:
                page = _page(known[url], {})
                try:
                    return text_of(read(page.entry)[:MAX_PAGE_BYTES], page)
                except (RefusedError, OSError, ValueError):
                    return ""

            names = {url: entry.markdown for url, entry in known.items()}
            most = self._settings.max_pages
            order, over = follow(self._first, names, text, depth=self._settings.depth, max_pages=most)
        return [known[url] for url in order], over

    def _shard(
        self, group: list[WarcEntry], robots: dict[str, Robots], refused: tuple[tuple[str, str, str], ...]
    ) -> PagesShard:
        self._done = max(self._done, max(entry.offset + entry.size for entry in group))
        provider = self._provider or urlsplit(group[0].url).hostname or ""
        pages = tuple(_page(entry, robots) for entry in group)
        return PagesShard(self._place, pages, self._licence, provider, refused)

    def progress(self) -> tuple[int, int]:
        """Return how far into the archive the yielded shards reach, and its bytes."""
        return min(self._done, self._place.size()), self._place.size()


def _page(found: WarcEntry, robots: dict[str, Robots]) -> PageEntry:
    tags = [f"robots:{found.robots.replace(' ', '')}"] if found.robots else []
    rules = robots.get(origin_of(found.url))
    if rules is not None:
        tags.append(f"robots.txt:{'allowed' if rules.allows(found.url) else 'disallowed'}")
    # What a page unpacks to is not known beforehand; one byte over the cap tells that it is too long.
    entry = Entry(found.url, MAX_PAGE_BYTES, found.size, found.offset)
    return PageEntry(entry, found.url, markdown=found.markdown, charset=found.charset, robots=tuple(tags))


def looks_like(path: str, head: bytes) -> bool:
    """Return whether a file is a WARC, by its first bytes, unpacked."""
    return head.startswith(b"WARC/") or path.lower().endswith((".warc", ".warc.gz"))
