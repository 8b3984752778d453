"""Which pages of API documentation are read, and how far and how fast a live site is crawled."""

from typing import Annotated

import msgspec
from msgspec import Meta


class PageSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which pages of API documentation are read: of HTML, Markdown and WARC alone."""

    start: str = ""
    """Page to begin with: its path in the folder or archive, or its address in a WARC. Links are followed from there.
    Empty reads every page that the input holds, whether or not a link leads to it."""
    depth: Annotated[int, Meta(ge=0)] = 6
    """How many links away from the start page a page may be. Reference documentation seldom needs more than four."""
    max_pages: Annotated[int, Meta(ge=1)] = 50_000
    """Pages that are read of one input; the rest is counted as rejected."""

    def __post_init__(self) -> None:
        if not self.start and self.depth != PageSettings.__struct_defaults__[1]:
            raise ValueError("depth counts links from start, which is not given")


class CrawlSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far and how fast a site is crawled."""

    depth: Annotated[int, Meta(ge=0)] = 4
    """How many links away from the start page a page may be."""
    max_pages: Annotated[int, Meta(ge=1)] = 1000
    """Requests for pages, whether they give one or not."""
    max_page_bytes: Annotated[int, Meta(ge=1)] = 4_000_000
    """A longer page is refused."""
    max_bytes: Annotated[int, Meta(ge=1)] = 500_000_000
    """Of all pages together; the crawl ends there."""
    max_seconds: Annotated[float, Meta(gt=0)] = 7200.0
    """Wall time after which the crawl ends; a continued crawl has it anew."""
    delay: Annotated[float, Meta(ge=0.1)] = 1.0
    """Seconds between two requests; a longer ``Crawl-delay`` of the site counts more."""
    timeout: Annotated[float, Meta(gt=0)] = 20.0
    """Seconds for connecting and for each wait."""
