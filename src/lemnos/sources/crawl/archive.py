"""The WARC that a crawl writes: under another name until it is done, and continued after any interruption.

``site.warc.gz`` is ``site.partial.warc.gz`` while its crawl goes on, and after one that was broken off; every record is
written in one piece, and what a crash left of the last one is cut off, so it can be read at any time. Its first record
says which page the crawl began with. What is in it need not be asked for again: scanning it costs about a second for
200 MB of pages.
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

from lemnos import __version__
from lemnos.errors import RunError
from lemnos.sources.crawl.fetch import Answer
from lemnos.sources.tools.pages.warc_archive import write_record
from lemnos.store.atomic_files import run_error

REDIRECTS = (301, 302, 303, 307, 308)
_KEPT = (200, *REDIRECTS, 404, 410)
"""Answers that need not be asked for again."""
Existing = Literal["refuse", "replace", "extend"]
"""What becomes of an archive that is there already."""
ENDING = ".warc.gz"
"""Of every name of such an archive."""
_START = "lemnos-start"
_CHUNK = 1 << 16


def partial_of(path: Path) -> Path:
    """Return where the crawl into ``path`` is kept until it is done.

    >>> partial_of(Path("docs/site.warc.gz")).name
    'site.partial.warc.gz'
    """
    return path.with_name(f"{path.name.removesuffix(ENDING)}.partial{ENDING}")


class CrawlArchive:
    """An archive that a crawl appends to; see ``open_archive``.

    Args:
        stream: The file, open for appending and reading, without a buffer.
        path: Its name, for errors.
    """

    def __init__(self, stream: FileIO, path: Path) -> None:
        self._stream = stream
        self._path = path
        self._kept: dict[str, int] = {}
        self._end = 0
        self.start = ""
        """Address that the crawl in it began with; empty while nothing is in it."""
        self.pages = 0
        """Pages in it."""

    def begin(self, start: str) -> None:
        """Write the first record."""
        from warcio.warcwriter import WARCWriter

        buffer = BytesIO()
        writer = WARCWriter(buffer, gzip=True)
        info = {"software": f"lemnos/{__version__}", "robots": "obey", _START: start}
        writer.write_record(writer.create_warcinfo_record(self._path.name, info))
        self._append(buffer.getvalue())
        self.start = start

    def look(self) -> None:
        """Read the first record alone."""
        for offset, _, head in itertools.islice(_members(self._stream), 1):
            self._note(offset, head)

    def load(self) -> None:
        """Find the whole records that are in it, and cut off what follows; a file of another kind stays as it is."""
        for offset, end, head in _members(self._stream):
            self._note(offset, head)
            if not self.start:
                return
            self._end = end
        if self.start:
            self.cut()

    def add(self, answer: Answer) -> None:
        """Append what a site answered, unless it is there or may change soon; the content of pages alone."""
        if answer.url in self._kept or answer.status not in _KEPT:
            return
        when = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        buffer = BytesIO()
        body = answer.body if answer.status == 200 else b""
        write_record(buffer, answer.url, f"{answer.status} {answer.reason}".strip(), list(answer.headers), body, when)
        offset = self._end
        self._append(buffer.getvalue())
        self._keep(answer.url, answer.status, offset)

    def find(self, url: str) -> Answer | None:
        """Return what is kept of an address, None for nothing."""
        from warcio.archiveiterator import ArchiveIterator

        offset = self._kept.get(url)
        if offset is None:
            return None
        self._stream.seek(offset)
        record = next(ArchiveIterator(self._stream))
        http = record.http_headers
        code, _, reason = str(http.statusline).partition(" ")
        return Answer(url, int(code), reason, tuple(http.headers), bytes(record.content_stream().read()))

    def cut(self) -> None:
        """Cut off what a record that was not finished left behind."""
        self._stream.truncate(self._end)

    def _append(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[self._stream.write(left) :]
        self._end += len(data)

    def _keep(self, url: str, status: int, offset: int) -> None:
        """Remember what need not be asked again: never the rules of a site, which may have changed."""
        if urlsplit(url).path != "/robots.txt" and status in _KEPT:
            self._kept[url] = offset
            self.pages += status == 200

    def _note(self, offset: int, head: bytes) -> None:
        """Take one record into account, of which ``head`` is the beginning."""
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
                self._keep(url, int(status) if status.isdigit() else 0, offset)
        except (ArchiveLoadFailed, StopIteration, EOFError, ValueError):
            return


@contextlib.contextmanager
def open_archive(path: Path, start: str, existing: Existing = "refuse") -> Iterator[CrawlArchive]:
    """Open the archive of a crawl from ``start``; it appears under ``path`` when the block ends without an error.

    Where the block ends with an error, or is interrupted, its pages stay in ``partial_of(path)``.

    Args:
        path: Where it is to be.
        start: Address of the first page.
        existing: Whether to refuse where there is a file at ``path``; to put the new archive in its place, and of an
            unfinished crawl of another page; or to go on from it.

    Raises:
        RunError: There is a file already, an unfinished crawl of another page, another process that writes it, or it
            cannot be written.
    """
    partial = partial_of(path)
    if existing == "refuse" and path.exists():
        raise RunError("exists already", where=str(path), remedy="choose another --out, or give --force or --more")
    try:
        if existing == "extend" and path.exists():
            _move(path, partial, start)
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("a+b", buffering=0) as stream:
            _take(stream, partial)
            archive = CrawlArchive(stream, partial)
            archive.load()
            if os.fstat(stream.fileno()).st_size and archive.start != start:
                if existing != "replace":
                    what = f"an unfinished crawl of {archive.start}" if archive.start else "something else"
                    raise RunError(f"holds {what}", where=str(partial), remedy="delete it, or choose another --out")
                stream.truncate(0)
                archive = CrawlArchive(stream, partial)
            if not archive.start:
                archive.begin(start)
            try:
                yield archive
                os.fsync(stream.fileno())
                partial.replace(path)
            except BaseException:
                archive.cut()
                if not archive.pages:
                    partial.unlink()
                raise
    except OSError as error:
        raise run_error(error, path) from error


def _move(path: Path, partial: Path, start: str) -> None:
    """Make a finished crawl from ``start`` an unfinished one."""
    if partial.exists():
        raise RunError("an unfinished crawl is there as well", where=str(partial), remedy="delete one of the two")
    with path.open("rb", buffering=0) as stream:
        archive = CrawlArchive(stream, path)
        archive.look()
    if archive.start != start:
        remedy = "choose another --out, or give --force to replace it"
        raise RunError(f"is no crawl from {start}", where=str(path), remedy=remedy)
    path.replace(partial)


def _take(stream: FileIO, partial: Path) -> None:
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RunError(
            "another lemnos process writes it", where=str(partial), remedy="wait for it, or choose another --out"
        ) from None


def _members(stream: FileIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield begin, end and the first bytes, unpacked, of every whole gzip member from the front."""
    begin = 0
    size = os.fstat(stream.fileno()).st_size
    while begin < size:
        stream.seek(begin)
        unpack = zlib.decompressobj(31)
        head = b""
        read = 0
        while not unpack.eof:
            packed = stream.read(_CHUNK)
            if not packed:
                return
            read += len(packed)
            try:
                while packed and not unpack.eof:
                    piece = unpack.decompress(packed, _CHUNK)
                    head += piece[: max(0, _CHUNK - len(head))]
                    packed = unpack.unconsumed_tail
            except zlib.error:
                return
        end = begin + read - len(unpack.unused_data)
        yield begin, end, head
        begin = end
