"""Gives tools the addresses of the pages that they take: a site, the kind of page that the tool names -> an address.

The kind is what the argument, the tool or their descriptions call it: a company, a job, a video. A kind that the site
is not known to have gets no address, nor does a site of which no page is known.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.functions.subject import UNDECIDED, Given, Rule
from lemnos.steps.tools.task.functions.suited.sites import DOCUMENTED, HOMES, KINDS, SITES
from lemnos.steps.tools.task.functions.vocabulary import EXTENSIONS

_ADDRESSES = frozenset(("url", "uri", "link", "urls", "links"))
_SITED = frozenset("youtube linkedin amazon airbnb instagram tiktok reddit spotify figma github".split())
"""Sites that a description names to say whose addresses it takes, wherever it does."""
_ANY_PAGE = frozenset(
    "web website websites webpage page pages html markdown fetch scrape scraping crawl browser navigate screenshot "
    "link links site seo lighthouse bookmark bookmarks http https article blog news rss feed download image file "
    "document pdf tab audit accessibility content extract summarize read save memory note source post comment webhook "
    "open "
    "navigates fetches docs documentation bookmark snapshot snapshots record recording wayback archive qr shorten "
    "click visit internet online domain".split()
)
"""Words of tools that take the address of any page."""
_SPECIAL: Mapping[str, str] = {
    **dict.fromkeys(("sheet", "sheets", "spreadsheet"), "sheets"),
    **dict.fromkeys(("subtitle", "subtitles", "caption", "captions", "transcript", "transcripts"), "youtube"),
}
"""Words of tools that take addresses of one kind → the site that they are of."""
_OF_SITE = re.compile(r"\bvalid (?:an? )?([a-z]{3,}) ((?:[a-z]+ ){0,4})(?:URL|link)\b", re.IGNORECASE)
"""Whose addresses a description asks for."""
_ANY_SITE = frozenset(
    "http https web website webpage public image video audio absolute full page target source remote file document pdf "
    "download product article post feed rss json csv git repository".split()
)
_LINKED = frozenset("png mp4 mp3 pdf".split())
"""How names of files end that people have the address of."""
_DOCUMENTING = frozenset("docs doc documentation".split())
_HOME = frozenset("website homepage".split())
_SECRET = re.compile(r"\bx?sec_?token\b|\bsigned url\b", re.IGNORECASE)
"""Parts of addresses that nobody types."""


def _home(given: Given) -> Any:
    """The site of a company, rather than one of its pages."""
    own = given.last in _HOME or given.words[-2:] in (("website", "url"), ("homepage", "url"), ("site", "url"))
    if not own or not given.value.startswith("https://example."):
        return UNDECIDED
    return given.value if given.words == ("website",) and "scrape" in given.tool_words else given.pick(HOMES)


def _page(given: Given) -> Any:
    if not given.value.startswith("https://example.") or given.last not in _ADDRESSES:
        return UNDECIDED
    told = frozenset(words_of(f"{given.name} {given.told}".lower()))
    own = next((word for word in SITES if word in _SITED and word in told), "")
    shape = next((EXTENSIONS[noun] for noun in reversed(given.nouns) if _is_of_file(noun)), "")
    meant = _OF_SITE.search(given.told)
    site = _site(given) or own
    if shape and len(given.words) == 1 and not own and meant is None:
        return f"https://example.com/files/garden-tour.{shape}"
    special = next((word for word in _SPECIAL if word in told), "")
    if site or special:
        return _of_kind(given, site or _SPECIAL[special], meant[2] if meant else "")
    if (meant is not None and meant[1].lower() not in _ANY_SITE) or _SECRET.search(given.told):
        return None
    if not _DOCUMENTING.isdisjoint(given.tool_words):
        return given.pick(DOCUMENTED)
    about = told.union(given.tool_words, words_of(given.operation.tool.api.lower()))
    return given.value if len(given.words) > 1 or not _ANY_PAGE.isdisjoint(about) else None


def _is_of_file(noun: str) -> bool:
    """Return whether a tool whose name has a noun takes the address of a file; a screenshot is of a page."""
    return EXTENSIONS.get(noun) in _LINKED and noun != "screenshot"


def _site(given: Given) -> str:
    """Return the site of which a tool speaks; empty for none. A site of two words comes before one of one."""
    tool = given.operation.tool
    texts = (given.tool_words, words_of(tool.description[:120].lower()), words_of(tool.api.lower()))
    for words in texts:
        for pair in pairwise(words):
            if "_".join(pair) in SITES:
                return "_".join(pair)
    return next((word for word in given.ordered if word in SITES), "")


def _of_kind(given: Given, site: str, meant: str) -> str | None:
    """Return the address of a page of the kind that a tool names; None if the site is not known to have such pages."""
    pages = SITES[site]
    texts: tuple[Iterable[str], ...] = (
        words_of(meant.lower()),
        given.words,
        words_of(given.description[:80].lower()),
        given.tool_words,
        words_of(given.operation.tool.description[:80].lower()),
    )
    for words in texts:
        own = frozenset(words)
        known = next((addresses for kinds, addresses in pages if not own.isdisjoint(kinds.split())), None)
        if known is not None:
            return str(given.pick(known))
        if not KINDS.isdisjoint(own.difference(site.split("_"))) and words is not texts[-1]:
            return None
    return str(given.pick(pages[-1][1]))


def _document(given: Given) -> Any:
    """The path of a page of documentation."""
    documented = given.words in (("path",), ("page",), ("doc", "path"), ("page", "path"))
    if not documented or _DOCUMENTING.isdisjoint(given.tool_words) or not given.value.startswith("/"):
        return UNDECIDED
    return given.pick(("docs/getting-started.md", "docs/authentication.md", "docs/webhooks.md"))


PAGES: tuple[Rule, ...] = (_home, _page, _document)
"""Rules for addresses of pages."""
