"""The pages in a WARC (ISO 28500), compressed record by record or not, as a place like a folder of files.

Records are found in one pass over the archive and read again by their offset wherever a shard is run. Of a page that
was fetched several times the last answer counts. What a site's ``robots.txt`` said is kept for its pages.
"""

import contextlib
import os
import re
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING
from urllib.parse import urldefrag, urlsplit

import msgspec

from lemnos.errors import InputError
from lemnos.sources.files.archive import Entry, Opener
from lemnos.sources.files.identity import file_identity

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_PAGE_TYPES = re.compile(r"^\s*(?:text/(?:html|markdown|x-markdown)|application/xhtml\+xml)", re.IGNORECASE)
_MARKDOWN_TYPES = re.compile(r"^\s*text/(?:x-)?markdown", re.IGNORECASE)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
ROBOTS_BYTES = 500_000
"""Of a robots.txt; what is longer is not read (RFC 9309, 2.5)."""


class WarcEntry(msgspec.Struct, frozen=True):
    """One page of an archive."""

    url: str
    offset: int
    size: int
    """Bytes of its record; what the body unpacks to may be more."""
    markdown: bool
    charset: str
    """Of its ``Content-Type`` header; empty where that names none."""
    robots: str
    """What its ``X-Robots-Tag`` header says."""


class WarcPlace(msgspec.Struct, frozen=True):
    """A WARC file; picklable."""

    path: str

    def pages(self) -> tuple[list[WarcEntry], dict[str, str]]:
        """Return the pages sorted by address, and the text of each site's robots.txt by its origin.

        Raises:
            InputError: The archive is damaged, or compressed as a whole so that its records cannot be found again.
        """
        pages: dict[str, WarcEntry] = {}
        robots: dict[str, str] = {}
        for record, offset in self._records():
            if record.rec_type not in ("response", "resource"):
                continue
            url = urldefrag(record.rec_headers.get_header("WARC-Target-URI") or "")[0].strip("<>")
            headers = record.http_headers
            status = headers.get_statuscode() if headers is not None else "200"
            kind = (headers.get_header("Content-Type") if headers is not None else record.content_type) or ""
            if not url.startswith(("http://", "https://")) or status != "200":
                continue
            if urlsplit(url).path == "/robots.txt":
                text = record.content_stream().read(ROBOTS_BYTES)
                robots[origin_of(url)] = text.decode("utf-8", "replace")
            elif _PAGE_TYPES.match(kind):
                pages[url] = WarcEntry(
                    url=url,
                    offset=offset,
                    size=int(record.length or 0),
                    markdown=bool(_MARKDOWN_TYPES.match(kind)),
                    charset=charset_of(kind),
                    robots=((headers.get_header("X-Robots-Tag") if headers is not None else "") or "").lower(),
                )
        return [pages[url] for url in sorted(pages)], robots

    def _records(self) -> "Iterator[tuple[ArcWarcRecord, int]]":
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        done = 0
        try:
            with open(self.path, "rb") as file:
                records = ArchiveIterator(file)
                for record in records:
                    done = records.offset
                    yield record, done
                    while record.raw_stream.read(1 << 16):
                        pass
                    # warcio takes an archive that stops inside a record for a whole one.
                    if getattr(record.raw_stream, "limit", 0) > 0:
                        raise EOFError("it stops inside a record")
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            whole = "non-chunked" in str(error)
            raise InputError(
                "the archive is compressed as a whole" if whole else f"the archive is damaged after byte {done:,}",
                where=self.path,
                remedy="run 'warcio recompress' on it" if whole else "fetch it again",
            ) from error

    def identity(self) -> dict[str, str | int]:
        """Return name, size and a hash of both ends of the archive."""
        return file_identity(self.path)

    def size(self) -> int:
        """Return the bytes of the archive."""
        return os.path.getsize(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context in which entries can be read; at most one byte more than their ``size`` says."""
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        with open(self.path, "rb") as archive:

            def read(entry: Entry) -> bytes:
                archive.seek(entry.offset)
                try:
                    record = next(ArchiveIterator(archive))
                    data = record.content_stream().read(entry.size + 1)
                except (ArchiveLoadFailed, StopIteration, EOFError) as error:
                    raise ValueError(str(error) or "the record is gone") from error
                return bytes(data)

            yield read


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address.

    >>> origin_of("https://e.org:8443/a?b")
    'https://e.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def charset_of(content_type: str) -> str:
    """Return the character set that a ``Content-Type`` header names; empty for none."""
    match = _CHARSET.search(content_type)
    return match[1] if match is not None else ""


def write_record(
    writer: IO[bytes], url: str, status: str, headers: list[tuple[str, str]], body: bytes, when: str
) -> None:
    """Append one answer to a WARC, compressed by itself.

    Args:
        writer: The archive, open for appending.
        url: What was asked for.
        status: Status line without the protocol: ``200 OK``.
        headers: Of the answer, those about its transfer left out.
        body: Its content, unpacked.
        when: ISO 8601 time, ending in Z.
    """
    from io import BytesIO

    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    warc = WARCWriter(writer, gzip=True)
    http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
    record = warc.create_warc_record(
        url, "response", payload=BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": when}
    )
    warc.write_record(record)
