"""The response of a server, as a WARC record holds it → the main text of its page, as a ``Page``.

HTML is read by ``lemnos.sources.documents.prose.html``, which keeps blocks of code and tables as paragraphs of their
own (``docs/findings.md`` compares extractors); Markdown and plain text by their readers. The text of a page is decoded
as its header says, else as it declares itself, else as UTF-8, else as Windows-1252. Records of the type ``conversion``
(WET files of Common Crawl) hold plain text.

Limitation: a body compressed by Brotli is rejected as binary, unless ``brotli`` is installed.
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import urldefrag, urljoin

import msgspec

from lemnos.records import Rejected
from lemnos.sources.documents.base import Page
from lemnos.sources.documents.folder import RefusedError, decode, parse_text
from lemnos.sources.documents.names import absolute, normalise
from lemnos.sources.documents.prose.builder import clean
from lemnos.sources.files.encoding import utf8
from lemnos.sources.tools.pages.warc_archive import charset_of
from lemnos.sources.web.statements import REFUSING, directives_of, licence_of

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

STAGE = "pages"
_EXTENSIONS = (
    (re.compile(r"\s*(?:text/html|application/xhtml\+xml)", re.IGNORECASE), ".html"),
    (re.compile(r"\s*text/(?:x-)?markdown", re.IGNORECASE), ".md"),
    (re.compile(r"\s*text/plain", re.IGNORECASE), ".txt"),
)
_LONGEST_TITLE = 300


class PageSettings(msgspec.Struct, frozen=True):
    """How pages are read; picklable."""

    licence: str
    """Licence of pages that state none."""
    language: str
    """BCP 47 code of pages that state none; guessed if empty."""
    respect: bool
    """Whether a page that states that it may not be used is rejected."""
    max_page_bytes: int
    """Size above which a page is rejected."""


def page_of(record: "ArcWarcRecord", source: str, settings: PageSettings) -> Page | Rejected | None:
    """Return the page of a record; None if the record holds no page: a request, a redirect, an image.

    Args:
        record: The record, its content not read yet.
        source: The archive and the position in it.
        settings: How to read it.
    """
    if record.rec_type not in ("response", "resource", "conversion"):
        return None
    url = urldefrag(record.rec_headers.get_header("WARC-Target-URI") or "")[0].strip("<>")
    headers = record.http_headers
    if not url.startswith(("http://", "https://")) or (headers is not None and headers.get_statuscode() != "200"):
        return None
    kind = (headers.get_header("Content-Type") if headers is not None else record.content_type) or ""
    extension = next((extension for pattern, extension in _EXTENSIONS if pattern.match(kind)), "")
    if not extension or url.partition("?")[0].endswith("/robots.txt"):
        return None
    try:
        data = bytes(record.content_stream().read(settings.max_page_bytes + 1))
        if len(data) > settings.max_page_bytes:
            raise RefusedError("too_large", f"the page has more than {settings.max_page_bytes:,} bytes")
        text = _decoded(data, charset_of(kind), html=extension == ".html")
        header = ""
        if headers is not None:
            header = ",".join(value for name, value in headers.headers if name.lower() == "x-robots-tag")
            if (headers.get_header("TDM-Reservation") or "").strip() == "1":
                header += ",tdm-reservation"
        refusing = REFUSING.intersection(directives_of(header, text if extension == ".html" else ""))
        if refusing and settings.respect:
            raise RefusedError("robots", f"the page states {', '.join(sorted(refusing))}")
        return _page(text, extension, url, source, settings)
    except RefusedError as refusal:
        return Rejected(stage=STAGE, rule=refusal.rule, reason=refusal.reason, source=source, record=url)


def _page(text: str, extension: str, url: str, source: str, settings: PageSettings) -> Page:
    resolve = absolute(url)
    prose = parse_text(extension, text, lambda address: resolve(clean(address)))
    if not prose.is_prose():
        raise RefusedError("no_prose", "the page has no paragraph of at least five words")
    if prose.licence:
        prose = msgspec.structs.replace(prose, licence=licence_of(urljoin(url, prose.licence)))
    prose = msgspec.structs.replace(prose, title=prose.title[:_LONGEST_TITLE])
    document = prose.document(title=url, source=source, url=url, licence=settings.licence, language=settings.language)
    names = (normalise(url), normalise(document.title))
    return Page(document, tuple(dict.fromkeys(filter(None, names))), prose.left_out)


def _decoded(data: bytes, charset: str, *, html: bool) -> str:
    """Return the text of a page.

    Raises:
        RefusedError: It is binary.
    """
    if charset:
        try:
            return data.decode(charset)
        except (UnicodeDecodeError, LookupError):
            pass  # some servers send one character set for all pages
    try:
        return decode(data, html=html)
    except RefusedError as refusal:
        if refusal.rule == "binary":
            raise
        return utf8(data)[0].decode("utf-8", "replace")
