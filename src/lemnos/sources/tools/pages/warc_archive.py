"""Lists and reads the pages in a WARC (ISO 28500), uncompressed or compressed record by record, and appends records.

``WarcPlace.pages`` finds the records in one pass over the archive; shards read them again by their offset. If a page
was fetched several times, the last response counts. The text of each site's ``robots.txt`` is returned with the pages.
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
"""The number of bytes of a robots.txt that are read (RFC 9309, section 2.5)."""


class WarcEntry(msgspec.Struct, frozen=True):
    """One page of an archive."""

    url: str
    offset: int
    size: int
    """The bytes of its record; the body may be larger after decompression."""
    markdown: bool
    charset: str
    """The character set in its ``Content-Type`` header; empty if there is none."""
    robots: str
    """The value of its ``X-Robots-Tag`` header, in lower case."""


class WarcPlace(msgspec.Struct, frozen=True):
    """A WARC file; picklable."""

    path: str

    def pages(self) -> tuple[list[WarcEntry], dict[str, str]]:
        """Return the pages sorted by address, and the text of each site's robots.txt by its origin.

        Raises:
            InputError: The archive is damaged, or compressed as a whole, so that its records have no offsets.
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

        record_start = 0
        try:
            with open(self.path, "rb") as file:
                records = ArchiveIterator(file)
                for record in records:
                    record_start = records.offset
                    yield record, record_start
                    while record.raw_stream.read(1 << 16):
                        pass
                    # warcio does not notice that an archive is cut off inside a record.
                    if getattr(record.raw_stream, "limit", 0) > 0:
                        raise EOFError("the archive ends inside a record")
        except (ArchiveLoadFailed, EOFError, OSError, ValueError) as error:
            is_one_stream = "non-chunked" in str(error)
            raise InputError(
                "the archive is compressed as a whole, not record by record"
                if is_one_stream
                else f"the archive is damaged after byte {record_start:,}",
                where=self.path,
                remedy="run 'warcio recompress' on it" if is_one_stream else "download or create the archive again",
            ) from error

    def identity(self) -> dict[str, str | int]:
        """Return the name, the size and a hash of both ends of the archive."""
        return file_identity(self.path)

    def size(self) -> int:
        """Return the size of the archive in bytes."""
        return os.path.getsize(self.path)

    @contextlib.contextmanager
    def opener(self) -> Iterator[Opener]:
        """Return a context manager whose value reads an entry, at most one byte more than its ``size``."""
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        with open(self.path, "rb") as archive:

            def read(entry: Entry) -> bytes:
                archive.seek(entry.offset)
                try:
                    record = next(ArchiveIterator(archive))
                    data = record.content_stream().read(entry.size + 1)
                except (ArchiveLoadFailed, StopIteration, EOFError) as error:
                    raise ValueError(str(error) or "the record is missing") from error
                return bytes(data)

            yield read


def origin_of(url: str) -> str:
    """Return the scheme, host and port of an address.

    >>> origin_of("https://e.org:8443/a?b")
    'https://e.org:8443'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def charset_of(content_type: str) -> str:
    """Return the character set in a ``Content-Type`` header; empty if it names none."""
    match = _CHARSET.search(content_type)
    return match[1] if match is not None else ""


def write_record(
    writer: IO[bytes], url: str, status: str, headers: list[tuple[str, str]], body: bytes, when: str
) -> None:
    """Append one response to a WARC as a compressed record.

    Args:
        writer: The archive, open for appending.
        url: The address of the request.
        status: The status line without the protocol, such as ``200 OK``.
        headers: The headers of the response, without those about its transfer.
        body: The content of the response after decompression.
        when: The time of the response in ISO 8601, ending in Z.
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
