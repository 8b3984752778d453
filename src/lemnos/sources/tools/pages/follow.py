"""Pages that can be reached from a start page by links, in the order in which a reader would come upon them.

Only within one site: one folder, or one host of a WARC. A page that says ``nofollow`` is read, its links are not.
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
    """Return the addresses that a page links to, in order, each once; and whether its links may be followed."""
    if not markdown:
        return links_of_html(text)
    found = dict.fromkeys(match[1] or match[2] for match in _MARKDOWN_LINK.finditer(text))
    found.update(dict.fromkeys(_HTML_LINK.findall(text)))
    return list(found), True


def follow(
    start: str, pages: Mapping[str, bool], read: Callable[[str], str], *, depth: int, max_pages: int
) -> tuple[list[str], int]:
    """Return the pages reached from ``start``, breadth first, and how many more the cap on pages left out.

    Args:
        start: Name of the first page.
        pages: Names of all pages, paths or addresses, and whether each is Markdown.
        read: Returns the text of a page; empty for one that cannot be read.
        depth: How many links away from the start a page may be.
        max_pages: How many pages may be reached.
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


def no_start(start: str, pages: Iterable[str], where: str) -> InputError:
    """Return the error that an input has no page ``start``; it names those of its pages that come nearest."""
    near = difflib.get_close_matches(start, list(pages)[:_MOST_COMPARED], n=2, cutoff=0.3)
    remedy = f"did you mean {' or '.join(near)}?" if near else "give a page that it holds as start"
    return InputError(f"no page {start!r} here", where=where, remedy=remedy)


def resolve(name: str, link: str, pages: Mapping[str, bool]) -> str | None:
    """Return the page of ``pages`` that ``link`` on page ``name`` leads to; None if it is none of them."""
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
        return next((found for found in candidates if found in pages), None)
    if re.match(r"[a-z][a-z0-9+.-]*:", link, re.IGNORECASE) or link.startswith("//"):
        return None
    path = unquote(link.partition("?")[0])
    base = "" if path.startswith("/") else posixpath.dirname(name)
    whole = posixpath.normpath(posixpath.join(base, path.lstrip("/"))).removeprefix("./")
    candidates = [whole, *(whole + end for end in (".html", ".md", ".htm")), *(f"{whole}/{index}" for index in INDEXES)]
    return next((found for found in candidates if found in pages), None)


INDEXES = ("index.html", "index.htm", "README.md", "index.md", "readme.md", "_index.md")
"""Names of the page that stands for a folder, in the order of preference."""
