"""Reads API documentation in HTML or Markdown into tools: a folder, an archive or one page.

``PagesSource`` yields ``PagesShard`` objects of about 2 MB. It reads every page of the input or, if ``PageSettings``
names a start page, the pages that links lead to from there.

Limitation: links cannot be followed in a compressed tar.
"""

import os
from collections.abc import Iterator

import msgspec

from lemnos.errors import InputError
from lemnos.sources.documents.folder import RefusedError
from lemnos.sources.files.archive import Directory, Entry, StreamedTar, TarArchive, ZipArchive, place_of
from lemnos.sources.files.grouped import printable
from lemnos.sources.tools.pages.follow import INDEXES, follow, missing_start_error
from lemnos.sources.tools.pages.settings import PageSettings
from lemnos.sources.tools.pages.shard import MAX_PAGE_BYTES, PageEntry, PagesShard, text_of

EXTENSIONS = (".html", ".htm", ".xhtml", ".md", ".markdown", ".mdx")
SHARD_BYTES = 2_000_000


class PagesSource:
    """A folder, an archive or one page of API documentation.

    Args:
        path: The path of the folder, archive or page.
        licence: The licence of pages that name none.
        provider: The provider of the documented API; the name of the input if empty.
        settings: Which pages to read; None reads all.

    Raises:
        InputError: The archive is damaged, or the start page does not exist.
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
        """Return the kind, the name, the page settings and a fingerprint that changes when the content changes."""
        return {
            "kind": "pages",
            "name": self._name,
            **msgspec.structs.asdict(self._settings),
            **self._place.identity(),
        }

    def shards(self, limit: int | None = None) -> Iterator[PagesShard]:
        """Yield shards of about 2 MB of pages.

        Raises:
            InputError: There is no page, or the rest of the archive is damaged.
        """
        self._done = 0
        chosen, over = self._chosen()
        max_pages = self._settings.max_pages if limit is None else min(limit, self._settings.max_pages)
        rejections: tuple[tuple[str, str, str], ...] = ()
        group: list[PageEntry] = []
        size = count = 0
        for entry in chosen:
            if count >= max_pages:
                over += 1 if limit is None else 0
                continue
            count += 1
            if group and size + entry.size > SHARD_BYTES:
                yield self._shard(group, ())
                group, size = [], 0
            group.append(self._page(entry))
            size += min(entry.size, MAX_PAGE_BYTES)
        if over:
            reason = f"{over:,} pages were left out, because max_pages is {self._settings.max_pages:,}"
            rejections = (("page_cap", reason, self._name),)
        if group:
            yield self._shard(group, rejections)
        if not count and limit != 0:
            raise InputError(
                "no documentation pages here",
                where=self._path,
                remedy=f"give a folder or archive with {', '.join(EXTENSIONS)} files",
            )

    def _chosen(self) -> tuple[Iterator[Entry], int]:
        """Return the pages to read, in order, and the number of linked pages that the cap left out."""
        entries = self._place.entries(MAX_PAGE_BYTES)
        if not self._first:
            return entries, 0
        entries_by_name = {entry.name: entry for entry in entries}
        names = {name: is_markdown(name) for name in entries_by_name}
        with self._place.opener() as read:

            def text(name: str) -> str:
                try:
                    return (
                        ""
                        if entries_by_name[name].size > MAX_PAGE_BYTES
                        else text_of(read(entries_by_name[name]), self._page(entries_by_name[name]))
                    )
                except (RefusedError, OSError, ValueError):
                    return ""

            most = self._settings.max_pages
            order, over = follow(self._first, names, text, depth=self._settings.depth, max_pages=most)
        return iter([entries_by_name[name] for name in order]), over

    def _start(self) -> str:
        """Return the name of the start page."""
        if isinstance(self._place, StreamedTar):
            raise InputError(
                "links cannot be followed in a compressed tar, which can only be read from front to end",
                where=self._path,
                remedy="unpack it or repack it as a zip, or leave start empty",
            )
        start = self._settings.start
        names = dict.fromkeys(entry.name for entry in self._place.entries(MAX_PAGE_BYTES))
        indexes = (f"{start.rstrip('/')}/{index}" for index in INDEXES)
        start_name = next((name for name in (start, *indexes) if name in names), None)
        if start_name is None:
            raise missing_start_error(start, names, self._path)
        return start_name

    def _page(self, entry: Entry) -> PageEntry:
        name = printable(entry.name)
        source = name if self._single else f"{self._name}/{name}"
        return PageEntry(entry, source, markdown=is_markdown(entry.name))

    def _shard(self, group: list[PageEntry], rejections: tuple[tuple[str, str, str], ...]) -> PagesShard:
        self._done += sum(page.entry.weight for page in group)
        return PagesShard(self._place, tuple(group), self._licence, self._provider, rejections)

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all pages; for an archive, compressed bytes."""
        if self._total is None:
            self._total = self._place.size()
        return self._done, self._total


def _typed(place: object) -> Directory | ZipArchive | TarArchive | StreamedTar:
    match place:
        case Directory() | ZipArchive() | TarArchive() | StreamedTar():
            return place
        case _:
            raise TypeError(place)


def is_markdown(name: str) -> bool:
    """Return whether a page is written in Markdown, judged by its extension."""
    return name.lower().endswith((".md", ".markdown", ".mdx"))


def looks_like(path: str, head: bytes) -> bool:
    """Return whether a file is a page, judged by its extension, or by its first bytes if it has none."""
    if path.lower().endswith(EXTENSIONS):
        return True
    start = head[:512].lstrip().lower()
    return "." not in os.path.basename(path) and start.startswith((b"<!doctype html", b"<html"))
