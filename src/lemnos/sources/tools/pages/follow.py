"""Finds the pages that links lead to from a start page, breadth first.

``follow`` takes the name of the start page and the names of all pages, and returns the names of the reachable ones. It
stays within one site: one folder, or one host of a WARC. A page that declares ``nofollow`` is read, but its links are
not followed.
"""

import difflib
import posixpath
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from lemnos.errors import InputError
from lemnos.sources.tools.pages.blocks import links_of_html

_MARKDOWN_LINK = re.compile(
    r"\]\(\s*<?([^()\s<>]+(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:\s+[\"'(][^)]*)?\)|^\[[^\]]+\]:\s*<?(\S+?)>?\s*$",
    re.MULTILINE,
)
_MOST_COMPARED = 20_000
_HTML_LINK = re.compile(r"""<a\s[^>]*?href\s*=\s*["']([^"'>]+)["']""", re.IGNORECASE)


def links_of(text: str, *, markdown: bool) -> tuple[list[str], bool]:
    """Return the addresses that a page links to, in order and without duplicates, and whether to follow them."""
    if not markdown:
        return links_of_html(text)
    addresses = dict.fromkeys(match[1] or match[2] for match in _MARKDOWN_LINK.finditer(text))
    addresses.update(dict.fromkeys(_HTML_LINK.findall(text)))
    return list(addresses), True


def follow(
    start: str, pages: Mapping[str, bool], read: Callable[[str], str], *, depth: int, max_pages: int
) -> tuple[list[str], int]:
    """Return the pages reached from ``start``, breadth first, and the number of further pages over ``max_pages``.

    Args:
        start: The name of the first page.
        pages: The names of all pages (paths or addresses), and whether each is Markdown.
        read: Returns the text of a page; empty if it cannot be read.
        depth: The largest number of links between the start page and a page.
        max_pages: The largest number of pages to return.
    """
    order = [start]
    seen = {start}
    over = 0
    queue = deque([(start, 0)])
    while queue:
        name, distance = queue.popleft()
        if distance >= depth:
            continue
        links, allowed = links_of(read(name), markdown=pages[name])
        for link in links if allowed else ():
            target = resolve(name, link, pages)
            if target is None or target in seen:
                continue
            seen.add(target)
            if len(order) >= max_pages:
                over += 1
                continue
            order.append(target)
            queue.append((target, distance + 1))
    return order, over


def missing_start_error(start: str, pages: Iterable[str], where: str) -> InputError:
    """Return the error that an input has no page ``start``, which suggests the pages with the most similar names."""
    near = difflib.get_close_matches(start, list(pages)[:_MOST_COMPARED], n=2, cutoff=0.3)
    remedy = f"did you mean {' or '.join(near)}?" if near else "set start to a page of this input"
    return InputError(f"found no page {start!r} to start from", where=where, remedy=remedy)


def resolve(name: str, link: str, pages: Mapping[str, bool]) -> str | None:
    """Return the page in ``pages`` that ``link`` on page ``name`` leads to; None if it leads to none of them."""
    link = urldefrag(link.strip())[0]
    if not link:
        return None
    if "://" in name:
        try:
            address = urljoin(name, link)
            if urlsplit(address).netloc.lower() != urlsplit(name).netloc.lower():
                return None
        except ValueError:
            return None
        candidates = [address, address.rstrip("/"), address + "/", re.sub(r"\?.*", "", address)]
        return next((candidate for candidate in candidates if candidate in pages), None)
    if re.match(r"[a-z][a-z0-9+.-]*:", link, re.IGNORECASE) or link.startswith("//"):
        return None
    path = unquote(link.partition("?")[0])
    base = "" if path.startswith("/") else posixpath.dirname(name)
    whole = posixpath.normpath(posixpath.join(base, path.lstrip("/"))).removeprefix("./")
    candidates = [whole, *(whole + end for end in (".html", ".md", ".htm")), *(f"{whole}/{index}" for index in INDEXES)]
    return next((candidate for candidate in candidates if candidate in pages), None)


INDEXES = ("index.html", "index.htm", "README.md", "index.md", "readme.md", "_index.md")
"""The names of the page that represents a folder, in the order of preference."""
