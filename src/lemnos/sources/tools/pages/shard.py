"""Reads some pages of API documentation into tools; a page that describes none becomes a ``Rejected`` item.

A page may hold objects of a documentation generator, HTTP operations or, if there are neither, functions with a
signature. The instructions of ``robots.txt`` and of the page itself to crawlers are kept in the tags of its tools
(``robots.txt:disallowed``, ``robots:noindex``), so that users of the corpus can filter by them.
"""

from collections.abc import Iterator

import msgspec

from lemnos.records import Rejected, Tool
from lemnos.sources.documents.folder import RefusedError, decode
from lemnos.sources.files.archive import Directory, Entry, StreamedTar, TarArchive, ZipArchive
from lemnos.sources.tools.pages.blocks import Page, read_html, read_markdown
from lemnos.sources.tools.pages.functions import functions_of
from lemnos.sources.tools.pages.objects import objects_of
from lemnos.sources.tools.pages.operations import operations_of, tool_of
from lemnos.sources.tools.pages.warc_archive import WarcPlace

STAGE = "tools"
MAX_PAGE_BYTES = 8_000_000
"""The size above which a page is rejected: it is a data dump, and its parsed tree would take a gigabyte."""

PagePlace = Directory | ZipArchive | TarArchive | StreamedTar | WarcPlace


class PageEntry(msgspec.Struct, frozen=True):
    """The location of one page, and the facts that were sent with it."""

    entry: Entry
    source: str
    """The address of the page, or its path with the name of the input."""
    markdown: bool = False
    charset: str = ""
    """The character set in the response's header; empty if there was none."""
    robots: tuple[str, ...] = ()
    """Tags for the tools of the page."""


class PagesShard(msgspec.Struct, frozen=True):
    """Some pages of a folder, an archive or a WARC."""

    place: PagePlace
    pages: tuple[PageEntry, ...]
    licence: str
    provider: str
    rejections: tuple[tuple[str, str, str], ...] = ()
    """(rule, reason, source) of each rejection from before the pages were read."""

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools of each page in order, or one rejection if it has none."""
        with self.place.opener() as read:
            for page in self.pages:
                try:
                    if page.entry.size > MAX_PAGE_BYTES:
                        reason = f"the page has {page.entry.size:,} bytes; the limit is {MAX_PAGE_BYTES:,}"
                        raise RefusedError("too_large", reason)
                    data = read(page.entry)
                    if len(data) > MAX_PAGE_BYTES:
                        reason = f"the page has more than {MAX_PAGE_BYTES:,} bytes after decompression"
                        raise RefusedError("too_large", reason)
                    yield from self._tools(page, text_of(data, page))
                except RefusedError as refusal:
                    yield rejected(refusal.rule, refusal.reason, page.source)
                except (OSError, ValueError) as error:
                    yield rejected("unreadable", f"the page cannot be read: {error}", page.source)
        for rule, reason, source in self.rejections:
            yield rejected(rule, reason, source)

    def _tools(self, entry: PageEntry, text: str) -> Iterator[Tool | Rejected]:
        try:
            page = read_markdown(text) if entry.markdown else read_html(text)
        except RecursionError as error:
            raise RefusedError("nesting", "the markup is nested too deeply") from error
        robots = (
            *entry.robots,
            *((f"robots:{page.robots}",) if page.robots not in ("", "all", "index,follow") else ()),
        )
        has_items = False
        for item in tools_of(page, provider=self.provider, licence=self.licence, source=entry.source):
            has_items = True
            if isinstance(item, Tool) and robots:
                item = msgspec.structs.replace(item, tags=(*item.tags, *robots))
            yield item
        if not has_items:
            reason = "the page describes no HTTP operation and no function signature with parameters"
            yield rejected("no_operation", reason, entry.source, page.title)


def tools_of(page: Page, *, provider: str, licence: str, source: str) -> Iterator[Tool | Rejected]:
    """Yield the tools that a page describes, in order, and the rejections of its sections."""
    tools = list(objects_of(page, provider=provider, licence=licence, source=source))
    names: dict[str, int] = {}
    operations = operations_of(page)
    for mention, blocks in operations:
        first = blocks[0] if blocks else None
        position = f"{source}#{first.anchor}" if first is not None and first.anchor else source
        api = page.title.replace("`", "")
        tool = tool_of(page, mention, blocks, provider=provider, api=api, licence=licence, source=position)
        # Two operations of one page may have the same title.
        count = names[tool.name] = names.get(tool.name, 0) + 1
        tools.append(tool if count == 1 else msgspec.structs.replace(tool, name=f"{tool.name[:60]}_{count}"))
    if tools:
        yield from tools
    else:
        yield from functions_of(page, provider=provider, licence=licence, source=source, stage=STAGE)


def text_of(data: bytes, page: PageEntry) -> str:
    """Return the text of a page, decoded as its header or the page itself declares, else as UTF-8.

    Raises:
        RefusedError: The page is binary, or is not in that encoding.
    """
    if page.charset:
        try:
            return data.decode(page.charset)
        except (UnicodeDecodeError, LookupError):
            # Some servers send one character set for all pages; the page's own declaration is more reliable.
            return decode(data, html=not page.markdown)
    return decode(data, html=not page.markdown)


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return a rejection by the stage that reads tools."""
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)
