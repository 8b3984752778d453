"""Some pages of API documentation → tools; what describes no operation is refused with its reason.

A page is asked in this order: objects of a documentation generator, HTTP operations, functions with a signature. What
``robots.txt`` and the page itself tell crawlers is kept in the tags of its tools (``robots.txt:disallowed``,
``robots:noindex``), so that whoever takes the corpus over can leave them out.
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
"""A longer page is a dump, and would need a gigabyte as a tree."""

PagePlace = Directory | ZipArchive | TarArchive | StreamedTar | WarcPlace


class PageEntry(msgspec.Struct, frozen=True):
    """One page, where it lies and what was said of it there."""

    entry: Entry
    source: str
    """Its address, or its path with the input's name."""
    markdown: bool = False
    charset: str = ""
    """From the answer's header; empty where there was none."""
    robots: tuple[str, ...] = ()
    """Tags for its tools."""


class PagesShard(msgspec.Struct, frozen=True):
    """Some pages of a place."""

    place: PagePlace
    pages: tuple[PageEntry, ...]
    licence: str
    provider: str
    refused: tuple[tuple[str, str, str], ...] = ()
    """(rule, reason, source) of what was left out before reading."""

    def read(self) -> Iterator[Tool | Rejected]:
        """Yield the tools of each page in order, or one rejection for it."""
        with self.place.opener() as read:
            for page in self.pages:
                try:
                    if page.entry.size > MAX_PAGE_BYTES:
                        raise RefusedError("too_large", f"{page.entry.size:,} bytes, over the {MAX_PAGE_BYTES:,} read")
                    data = read(page.entry)
                    if len(data) > MAX_PAGE_BYTES:
                        raise RefusedError("too_large", f"over {MAX_PAGE_BYTES:,} bytes when unpacked")
                    yield from self._tools(page, text_of(data, page))
                except RefusedError as refusal:
                    yield rejected(refusal.rule, refusal.reason, page.source)
                except (OSError, ValueError) as error:
                    yield rejected("unreadable", f"the page cannot be read: {error}", page.source)
        for rule, reason, source in self.refused:
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
        found = False
        for item in tools_of(page, provider=self.provider, licence=self.licence, source=entry.source):
            found = True
            if isinstance(item, Tool) and robots:
                item = msgspec.structs.replace(item, tags=(*item.tags, *robots))
            yield item
        if not found:
            reason = "no HTTP operation, and no signature of a function with its parameters, is described here"
            yield rejected("no_operation", reason, entry.source, page.title)


def tools_of(page: Page, *, provider: str, licence: str, source: str) -> Iterator[Tool | Rejected]:
    """Yield what a page describes, in order."""
    told = list(objects_of(page, provider=provider, licence=licence, source=source))
    names: dict[str, int] = {}
    operations = operations_of(page)
    for found, blocks in operations:
        first = blocks[0] if blocks else None
        position = f"{source}#{first.anchor}" if first is not None and first.anchor else source
        api = page.title.replace("`", "")
        tool = tool_of(page, found, blocks, provider=provider, api=api, licence=licence, source=position)
        # Two operations of one page may have one title.
        count = names[tool.name] = names.get(tool.name, 0) + 1
        told.append(tool if count == 1 else msgspec.structs.replace(tool, name=f"{tool.name[:60]}_{count}"))
    if told:
        yield from told
    else:
        yield from functions_of(page, provider=provider, licence=licence, source=source, stage=STAGE)


def text_of(data: bytes, page: PageEntry) -> str:
    """Return the text of a page, in the encoding that its header or the page itself declares, else UTF-8.

    Raises:
        RefusedError: It is binary, or not in that encoding.
    """
    if page.charset:
        try:
            return data.decode(page.charset)
        except (UnicodeDecodeError, LookupError):
            # Servers say one thing for all pages; the page itself knows better.
            return decode(data, html=not page.markdown)
    return decode(data, html=not page.markdown)


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return a rejection of the stage that reads tools."""
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)
