"""API documentation in HTML or Markdown → tools: a folder, an archive or one page.

Every page of the input is read, or, from a start page, those that links lead to: see ``PageSettings``. Pages are
grouped into shards of about 2 MB.
"""

import os
from collections.abc import Iterator

import msgspec

from lemnos.errors import InputError
from lemnos.sources.documents.folder import RefusedError
from lemnos.sources.files.archive import Directory, Entry, StreamedTar, TarArchive, ZipArchive, place_of
from lemnos.sources.files.grouped import printable
from lemnos.sources.tools.pages.follow import INDEXES, follow, no_start
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.sources.tools.pages.shard import MAX_PAGE_BYTES, PageEntry, PagesShard, text_of

EXTENSIONS = (".html", ".htm", ".xhtml", ".md", ".markdown", ".mdx")
SHARD_BYTES = 2_000_000


class PagesSource:
    """A folder, an archive or one page of API documentation.

    Args:
        path: Where it lies.
        licence: Licence of pages that name none.
        provider: Who offers what is described; the input's name if empty.
        settings: Which pages are read.

    Raises:
        InputError: The archive is damaged, or there is no such start page.
    """

    def __init__(
        self, path: str, *, licence: str = "", provider: str = "", settings: PageSettings | None = None
    ) -> None:
        self._place = _typed(place_of(path, EXTENSIONS))
        name = os.path.basename(os.path.abspath(path))
        self._path = path
        self._name = printable(name)
        self._single = isinstance(self._place, Directory) and bool(self._place.only)
        self._licence = licence
        self._provider = provider or self._name.partition(".")[0]
        self._settings = settings or PageSettings()
        self._first = self._start() if self._settings.start else ""
        self._done = 0
        self._total: int | None = None

    def identity(self) -> dict[str, str | int]:
        """Return kind, name, the settings that choose pages, and what changes with the content."""
        return {
            "kind": "pages",
            "name": self._name,
            **msgspec.structs.asdict(self._settings),
            **self._place.identity(),
        }

    def shards(self, limit: int | None = None) -> Iterator[PagesShard]:
        """Yield shards of about 2 MB of pages.

        Raises:
            InputError: There is no page, or the archive is damaged from here on.
        """
        self._done = 0
        chosen, over = self._chosen()
        most = self._settings.max_pages if limit is None else min(limit, self._settings.max_pages)
        refused: tuple[tuple[str, str, str], ...] = ()
        group: list[PageEntry] = []
        size = count = 0
        for entry in chosen:
            if count >= most:
                over += 1 if limit is None else 0
                continue
            count += 1
            if group and size + entry.size > SHARD_BYTES:
                yield self._shard(group, ())
                group, size = [], 0
            group.append(self._page(entry))
            size += min(entry.size, MAX_PAGE_BYTES)
        if over:
            refused = (("page_cap", f"{over:,} pages over the {most:,} that are read of one input", self._name),)
        if group:
            yield self._shard(group, refused)
        if not count and limit != 0:
            raise InputError(
                "no pages here", where=self._path, remedy=f"give a folder or archive with {', '.join(EXTENSIONS)} files"
            )

    def _chosen(self) -> tuple[Iterator[Entry], int]:
        """Return the pages to read, in order, and how many the cap left out while links were followed."""
        entries = self._place.entries(MAX_PAGE_BYTES)
        if not self._first:
            return entries, 0
        known = {entry.name: entry for entry in entries}
        names = {name: _is_markdown(name) for name in known}
        with self._place.opener() as read:

            def text(name: str) -> str:
                try:
                    return (
                        "" if known[name].size > MAX_PAGE_BYTES else text_of(read(known[name]), self._page(known[name]))
                    )
                except (RefusedError, OSError, ValueError):
                    return ""

            most = self._settings.max_pages
            order, over = follow(self._first, names, text, depth=self._settings.depth, max_pages=most)
        return iter([known[name] for name in order]), over

    def _start(self) -> str:
        """Return the name of the start page."""
        if isinstance(self._place, StreamedTar):
            raise InputError(
                "links cannot be followed in a compressed tar, which can only be read from end to end",
                where=self._path,
                remedy="unpack it, or pack it as a zip",
            )
        start = self._settings.start
        names = dict.fromkeys(entry.name for entry in self._place.entries(MAX_PAGE_BYTES))
        indexes = (f"{start.rstrip('/')}/{index}" for index in INDEXES)
        first = next((name for name in (start, *indexes) if name in names), None)
        if first is None:
            raise no_start(start, names, self._path)
        return first

    def _page(self, entry: Entry) -> PageEntry:
        name = printable(entry.name)
        source = name if self._single else f"{self._name}/{name}"
        return PageEntry(entry, source, markdown=_is_markdown(entry.name))

    def _shard(self, group: list[PageEntry], refused: tuple[tuple[str, str, str], ...]) -> PagesShard:
        self._done += sum(page.entry.weight for page in group)
        return PagesShard(self._place, tuple(group), self._licence, self._provider, refused)

    def progress(self) -> tuple[int, int]:
        """Return bytes in yielded shards and bytes in all; compressed bytes for an archive."""
        if self._total is None:
            self._total = self._place.size()
        return self._done, self._total


def _typed(place: object) -> Directory | ZipArchive | TarArchive | StreamedTar:
    match place:
        case Directory() | ZipArchive() | TarArchive() | StreamedTar():
            return place
        case _:
            raise TypeError(place)


def _is_markdown(name: str) -> bool:
    return name.lower().endswith((".md", ".markdown", ".mdx"))


def looks_like(path: str, head: bytes) -> bool:
    """Return whether a file is a page, by its name; by its first bytes where the name says nothing."""
    if path.lower().endswith(EXTENSIONS):
        return True
    start = head[:512].lstrip().lower()
    return "." not in os.path.basename(path) and start.startswith((b"<!doctype html", b"<html"))
