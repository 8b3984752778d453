"""Defines which pages of API documentation are read, and how far and how fast a live site is crawled."""

from typing import Annotated

import msgspec
from msgspec import Meta


class PageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pages of API documentation are read. It applies to HTML, Markdown and WARC inputs only."""

    start: str = ""
    """The page to start from: its path in the folder or archive, or its address in a WARC. Links are followed from
    there. If it is empty, every page of the input is read, whether or not a link leads to it."""
    depth: Annotated[int, Meta(ge=0)] = 6
    """The largest number of links between the start page and a page. Reference documentation seldom needs more than
    four."""
    max_pages: Annotated[int, Meta(ge=1)] = 50_000
    """The largest number of pages to read from one input; further pages are counted as rejected."""

    def __post_init__(self) -> None:
        if not self.start and self.depth != PageSettings.__struct_defaults__[1]:
            raise ValueError("depth counts the links from start, but start is not given")


class CrawlSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far and how fast a site is crawled."""

    depth: Annotated[int, Meta(ge=0)] = 4
    """The largest number of links between the start page and a page."""
    max_pages: Annotated[int, Meta(ge=1)] = 1000
    """The largest number of requests for pages, including those that fail."""
    max_page_bytes: Annotated[int, Meta(ge=1)] = 4_000_000
    """The size in bytes above which a page is rejected."""
    max_bytes: Annotated[int, Meta(ge=1)] = 500_000_000
    """The total size of all pages in bytes after which the crawl ends."""
    max_seconds: Annotated[float, Meta(gt=0)] = 7200.0
    """The wall time in seconds after which the crawl ends. A resumed crawl starts with the full time again."""
    delay: Annotated[float, Meta(ge=0.1)] = 1.0
    """The seconds between two requests; a longer ``Crawl-delay`` of the site takes precedence."""
    timeout: Annotated[float, Meta(gt=0)] = 20.0
    """The timeout in seconds for connecting and for each wait for data."""
