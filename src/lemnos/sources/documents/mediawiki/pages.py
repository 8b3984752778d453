"""Converts the pages of a MediaWiki export to documents, redirects and rejections.

Takes UTF-8 XML and yields ``Page``, ``Redirect`` and ``Rejected`` items. Pages and their fields are found by searching
for their tags, which MediaWiki always writes the same way; this is several times faster than an XML parser. Only the
main namespace is read, and only the main slot of the last revision of each page.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

from lemnos.records import Document, Rejected, document_id
from lemnos.sources.documents.base import Item, Page, Redirect
from lemnos.sources.documents.wikitext.parse import Wikitext
from lemnos.sources.documents.wikitext.site import Site

PAGE = b"<page>"
PAGE_END = b"</page>"
_FRAME = re.compile(
    rb"\s*+<title>([^<]*+)</title>(?:\s*+<ns>(-?\d+)</ns>)?\s*+<id>(\d+)</id>"
    rb"(\s*+<redirect(?:\s+title=\"([^\"]*+)\")?)?"
)
_TEXT = re.compile(rb"<text\b[^>]*+>")
_MODEL = re.compile(rb"<model>([^<]*+)</model>")
_SLOT = re.compile(rb"<content>.*?</content>|<content\b[^>]*?/>", re.DOTALL)
_MAIN_ROLE = re.compile(rb"<role>\s*main\s*</role>")
_STUB = re.compile(rb"\b(?:bytes=\"[1-9]|location=)")
_ENTITY = re.compile(r"&(?:(lt|gt|quot|amp|apos)|#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7})));")
_NAMED = {"lt": "<", "gt": ">", "quot": '"', "amp": "&", "apos": "'"}
_REDIRECT = re.compile(r"\s*#[^\W\d_]+\s*:?\s*\[\[([^\[\]|]+)", re.IGNORECASE)
_WIKIPEDIA = re.compile(r"^https?://[a-z0-9-]+(?:\.m)?\.wikipedia\.org/")
_LICENCE = "CC-BY-SA-4.0 AND GFDL-1.3-or-later"


@lru_cache(maxsize=4)
def _wiki(site: Site) -> Wikitext:
    return Wikitext(site)


def unescape(text: str) -> str:
    """Return ``text`` with XML entities decoded once."""
    return _ENTITY.sub(_character, text) if "&" in text else text


def _character(match: re.Match[str]) -> str:
    name, hexadecimal, decimal = match.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    valid = code < 0xD800 or 0xDFFF < code < 0x110000
    return chr(code) if valid else "\ufffd"


def _frames(data: bytes) -> Iterator[tuple[re.Match[bytes] | None, int, int]]:
    """Yield the match of the head, the start and the end of each page of the main namespace.

    The match is None if the head of a page is malformed.
    """
    start = data.find(PAGE)
    while start >= 0:
        end = data.find(PAGE_END, start)
        if end < 0:
            return
        frame = _FRAME.match(data, start + len(PAGE))
        if frame is None or frame[2] is None or frame[2] == b"0":
            yield frame, start, end
        start = data.find(PAGE, end)


def take_articles(data: bytes, limit: int) -> tuple[bytes, int]:
    """Return ``data`` up to the end of its ``limit``-th article, and the number of articles it lacks to the limit."""
    for frame, _, end in _frames(data):
        if frame is not None and frame[4] is None:
            limit -= 1
            if limit <= 0:
                return data[: end + len(PAGE_END)], 0
    return data, limit


def items(data: bytes, site: Site, file: str, licence: str) -> Iterator[Item]:
    """Yield the items of all pages in ``data``, in order.

    Args:
        data: UTF-8 XML; anything between pages is skipped.
        site: The wiki.
        file: The name of the dump, for ``Document.source``.
        licence: An SPDX expression; if empty, the licence of the wiki, provided it is known.
    """
    wiki = _wiki(site)
    if not licence and _WIKIPEDIA.match(site.base):
        licence = _LICENCE
    for frame, start, end in _frames(data):
        if frame is None:
            yield _rejected("malformed", "the page has no title or no id", f"{file}:page ?")
            continue
        try:
            title = unescape(frame[1].decode())
        except UnicodeDecodeError:
            title = frame[1].decode("utf-8", "replace")
        if frame[2] is None and title.partition(":")[0].lower() in wiki.namespaces and ":" in title:
            continue  # Dumps from before 2011 do not number namespaces.
        source = f"{file}:page {frame[3].decode()}"
        try:
            yield _item(wiki, data[start:end], frame, title, source, licence)
        except UnicodeDecodeError as error:
            position = f"{file}:page {title}/{frame[3].decode()}"
            yield _rejected("encoding", f"the page is not valid UTF-8: {error.reason}", position, title)


def _item(wiki: Wikitext, page: bytes, frame: re.Match[bytes], title: str, source: str, licence: str) -> Item:
    frame[1].decode()  # A title that is not UTF-8 is rejected like a text that is not.
    name = wiki.name(title)
    if frame[5] is not None:
        return Redirect(name, wiki.name(unescape(frame[5].decode())))
    slot = _main_slot(page)
    opening, text = _text(slot)
    if text[:1] == "#" or frame[4] is not None:
        target = _REDIRECT.match(text)
        if target:
            return Redirect(name, wiki.name(target[1]))
    model = _MODEL.search(slot)
    if model and model[1] != b"wikitext":
        reason = f"the content model of the page is {model[1].decode()}, not wikitext"
        return _rejected("content_model", reason, source, title)
    if not text and b"deleted=" in opening:
        return _rejected("deleted", "the text of the last revision is deleted", source, title)
    if opening.endswith(b"/>") and _STUB.search(opening):
        reason = "the dump names the text of the page but does not hold it; use a pages-articles dump, not a stub dump"
        return _rejected("no_text", reason, source, title)
    article = wiki.read(title, text)
    if article.disambiguation or title.endswith("(disambiguation)"):
        return _rejected("disambiguation", "the page is a disambiguation page", source, title)
    if not any(paragraph.kind == "prose" for paragraph in article.paragraphs):
        reason = "the page has no prose outside its tables, lists and templates"
        return _rejected("no_prose", reason, source, title)
    site = wiki.site
    document = Document(
        id=document_id(title, article.text),
        title=title,
        url=site.base + quote(title.replace(" ", "_"), safe=";@$!*(),/~:") if site.base else "",
        source=source,
        licence=licence,
        language=site.language,
        text=article.text,
        paragraphs=article.paragraphs,
        links=article.links,
    )
    return Page(document, (name,), article.left_out, article.unknown_templates)


def _main_slot(page: bytes) -> bytes:
    """Return the XML of the main slot of the last revision of a page.

    Schema 0.11 has the main slot in the revision itself and each other slot in an element ``content`` of its own.
    """
    revision = page[max(0, page.rfind(b"<revision")) :]
    if b"<content" not in revision:
        return revision
    outside = _SLOT.sub(b"", revision)
    if b"<text" in outside:
        return outside
    slots = _SLOT.findall(revision)
    return next((slot for slot in slots if _MAIN_ROLE.search(slot)), outside)


def _text(slot: bytes) -> tuple[bytes, str]:
    """Return the opening tag of the text of a slot, and the text, which is wikitext."""
    start = slot.find(b"<text")
    opening = _TEXT.match(slot, start) if start >= 0 else None
    if opening is None:
        return b"", ""
    if opening[0].endswith(b"/>"):
        return opening[0], ""
    end = slot.find(b"</text>", opening.end())
    return opening[0], unescape(slot[opening.end() : end].decode()) if end >= 0 else ""


def _rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    return Rejected(stage="documents", rule=rule, reason=reason, source=source, record=record)
