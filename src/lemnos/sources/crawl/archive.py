"""Writes the WARC archive of a crawl, and continues it after an interruption.

Takes each ``Response`` of the crawler and appends it as a record. ``site.warc.gz`` is called ``site.partial.warc.gz``
until its crawl is complete. An incomplete record that a crash left at the end is cut off, so the archive can be read at
any time. Its first record holds the start URL of the crawl. A page in the archive is not fetched again; scanning costs
about a second for 200 MB of pages.
"""

import contextlib
import fcntl
import itertools
import os
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO, FileIO
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from lemnos.errors import RunError
from lemnos.sources.crawl.fetch import Response
from lemnos.sources.tools.pages.warc_archive import write_record
from lemnos.store.atomic_files import run_error
from lemnos.version import VERSION

REDIRECTS = (301, 302, 303, 307, 308)
_FINAL_STATUSES = (200, *REDIRECTS, 404, 410)
"""Statuses of responses that are kept and need not be fetched again."""
Existing = Literal["refuse", "replace", "extend"]
"""What to do if the archive already exists."""
ENDING = ".warc.gz"
"""The file extension of every archive."""
_START = "lemnos-start"
_CHUNK = 1 << 16


def partial_of(path: Path) -> Path:
    """Return the path of the unfinished archive of the crawl into ``path``.

    >>> partial_of(Path("docs/site.warc.gz")).name
    'site.partial.warc.gz'
    """
    return path.with_name(f"{path.name.removesuffix(ENDING)}.partial{ENDING}")


class CrawlArchive:
    """An archive that a crawl appends to; ``open_archive`` opens it.

    Args:
        stream: The file, opened unbuffered for appending and reading.
        path: The path of the file.
    """

    def __init__(self, stream: FileIO, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._offsets: dict[str, int] = {}
        self._end = 0
        self.start = ""
        """The URL that the crawl started from; empty while the archive is empty."""
        self.pages = 0
        """The number of pages in the archive."""

    def begin(self, start: str) -> None:
        """Write the first record, which holds the start URL."""
        from warcio.warcwriter import WARCWriter

        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=True)
        info = {"software": f"lemnos/{VERSION}", "robots": "obey", _START: start}
        writer.write_record(writer.create_warcinfo_record(self._path.name, info))
        self._append(buffer.getvalue())
        self.start = start

    def read_start(self) -> None:
        """Read only the first record, which holds the start URL."""
        for offset, _, head in itertools.islice(_members(self._stream), 1):
            self._index(offset, head)

    def load(self) -> None:
        """Index all complete records and cut off an incomplete one at the end. Other files are left unchanged."""
        for offset, end, head in _members(self._stream):
            self._index(offset, head)
            if not self.start:
                return
            self._end = end
        if self.start:
            self.truncate()

    def add(self, response: Response) -> None:
        """Append a response, unless its URL is in the archive or its status may soon change.

        The body is written only if the status is 200.
        """
        if response.url in self._offsets or response.status not in _FINAL_STATUSES:
            return
        date = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        buffer = BytesIO()
        body = response.body if response.status == 200 else b""
        status_line = f"{response.status} {response.reason}".strip()
        write_record(buffer, response.url, status_line, list(response.headers), body, date)
        offset = self._end
        self._append(buffer.getvalue())
        self._remember(response.url, response.status, offset)

    def find(self, url: str) -> Response | None:
        """Return the response to ``url`` in the archive, or None if there is none."""
        from warcio.archiveiterator import ArchiveIterator

        offset = self._offsets.get(url)
        if offset is None:
            return None
        self._stream.seek(offset)
        record = next(ArchiveIterator(self._stream))
        http = record.http_headers
        code, _, reason = str(http.statusline).partition(" ")
        return Response(url, int(code), reason, tuple(http.headers), bytes(record.content_stream().read()))

    def truncate(self) -> None:
        """Cut off an incomplete record at the end of the file."""
        self._stream.truncate(self._end)

    def _append(self, data: bytes) -> None:
        remaining = memoryview(data)
        while remaining:
            remaining = remaining[self._stream.write(remaining) :]
        self._end += len(data)

    def _remember(self, url: str, status: int, offset: int) -> None:
        """Remember a URL that need not be fetched again. A robots.txt is always fetched: it may have changed."""
        if urlsplit(url).path != "/robots.txt" and status in _FINAL_STATUSES:
            self._offsets[url] = offset
            self.pages += status == 200

    def _index(self, offset: int, head: bytes) -> None:
        """Index the record at ``offset``, which starts with the bytes ``head``."""
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed

        try:
            record = next(ArchiveIterator(BytesIO(head)))
            if record.rec_type == "warcinfo":
                lines = record.content_stream().read().decode("utf-8", "replace").splitlines()
                fields = dict(line.partition(": ")[::2] for line in lines)
                self.start = self.start or fields.get(_START, "")
            elif record.rec_type == "response" and record.http_headers is not None:
                status = record.http_headers.get_statuscode()
                url = record.rec_headers.get_header("WARC-Target-URI") or ""
                self._remember(url, int(status) if status.isdigit() else 0, offset)
        except (ArchiveLoadFailed, StopIteration, EOFError, ValueError):
            return


@contextlib.contextmanager
def open_archive(path: Path, start: str, existing: Existing = "refuse") -> Iterator[CrawlArchive]:
    """Open the archive of a crawl from ``start``; it appears at ``path`` when the block ends without an error.

    If the block ends with an error or is interrupted, the pages stay in ``partial_of(path)``.

    Args:
        path: The path of the finished archive.
        start: The URL of the first page.
        existing: What to do if the archive exists: ``refuse`` raises an error, ``extend`` continues it, and ``replace``
            overwrites it, together with an unfinished crawl that started from another page.

    Raises:
        RunError: The archive exists, an unfinished crawl started from another page, another process is writing the
            archive, or it cannot be written.
    """
    partial = partial_of(path)
    if existing == "refuse" and path.exists():
        remedy = "choose another --out, replace it with --force, or continue it with --more"
        raise RunError("already exists", where=str(path), remedy=remedy)
    try:
        if existing == "extend" and path.exists():
            _reopen(path, partial, start)
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("a+b", buffering=0) as stream:
            _lock(stream, partial)
            archive = CrawlArchive(stream, partial)
            archive.load()
            if os.fstat(stream.fileno()).st_size and archive.start != start:
                if existing != "replace":
                    what = f"is an unfinished crawl of {archive.start}" if archive.start else "is not a crawl archive"
                    raise RunError(what, where=str(partial), remedy="delete it or choose another --out")
                stream.truncate(0)
                archive = CrawlArchive(stream, partial)
            if not archive.start:
                archive.begin(start)
            try:
                yield archive
                os.fsync(stream.fileno())
                partial.replace(path)
            except BaseException:
                archive.truncate()
                if not archive.pages:
                    partial.unlink()
                raise
    except OSError as error:
        raise run_error(error, path) from error


def _reopen(path: Path, partial: Path, start: str) -> None:
    """Rename the finished archive of a crawl from ``start`` to its unfinished name."""
    if partial.exists():
        raise RunError(
            f"an unfinished crawl exists beside {path.name}", where=str(partial), remedy="delete one of the two files"
        )
    with path.open("rb", buffering=0) as stream:
        archive = CrawlArchive(stream, path)
        archive.read_start()
    if archive.start != start:
        remedy = "choose another --out, or replace it with --force"
        raise RunError(f"is not a crawl that started from {start}", where=str(path), remedy=remedy)
    path.replace(partial)


def _lock(stream: FileIO, partial: Path) -> None:
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(
            "another lemnos process is writing this file",
            where=str(partial),
            remedy="wait until it has finished or choose another --out",
        ) from None


def _members(stream: FileIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield the start, the end and the first decompressed bytes of every complete gzip member, in order."""
    begin = 0
    size = os.fstat(stream.fileno()).st_size
    while begin < size:
        stream.seek(begin)
        decompressor = zlib.decompressobj(31)
        head = b""
        read = 0
        while not decompressor.eof:
            compressed = stream.read(_CHUNK)
            if not compressed:
                return
            read += len(compressed)
            try:
                while compressed and not decompressor.eof:
                    piece = decompressor.decompress(compressed, _CHUNK)
                    head += piece[: max(0, _CHUNK - len(head))]
                    compressed = decompressor.unconsumed_tail
            except zlib.error:
                return
        end = begin + read - len(decompressor.unused_data)
        yield begin, end, head
        begin = end
