"""One input of trajectories: a file, a folder or an archive, in shards that any worker can read.

    path ─▶ Place ─▶ small files, grouped ─────────────────▶ FilesShard
                 └─▶ large file ─┬─ lines, elements ─▶ Range ─▶ RangeShard
                                 ├─ Parquet ─▶ row groups ────▶ RowsShard
                                 └─ one session, compressed ──▶ FilesShard

Files are read whatever they are called, and told apart by content. The shards depend on the input and on the settings
of reading alone. Memory of a worker: a few times ``shard_bytes``, or the largest record.
"""

import bz2
import gzip
import io
import lzma
import os
import posixpath
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from itertools import islice

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected, Trajectory
from lemnos.sources.files.archive import (
    AnyPlace,
    Directory,
    Entry,
    Opener,
    StreamedTar,
    TarArchive,
    ZipArchive,
    place_of,
)
from lemnos.sources.files.encoding import utf8
from lemnos.sources.files.grouped import GroupedFiles, printable
from lemnos.sources.tools.json.records import first_values
from lemnos.sources.trajectories.base import Line, refused
from lemnos.sources.trajectories.draft import Context
from lemnos.sources.trajectories.read import trajectories
from lemnos.sources.trajectories.recognise import session_form
from lemnos.sources.trajectories.values import Range, range_values, ranges, whole_values

_ANY_FILE = ("",)
_HEAD_BYTES = 1_000_000
_HEAD_VALUES = 50
_BATCH_ROWS = 128
_COMPRESSED = {b"\x1f\x8b": gzip.decompress, b"BZh": bz2.decompress, b"\xfd7zXZ": lzma.decompress}
_PARQUET, _ZIP = b"PAR1", b"PK\x03\x04"


class ReadSettings(msgspec.Struct, frozen=True):
    """How much is read at once."""

    shard_bytes: int = 4_000_000
    max_record_bytes: int = 256_000_000


class FilesShard(msgspec.Struct, frozen=True):
    """Some whole files."""

    place: AnyPlace
    label: str
    entries: tuple[Entry, ...]
    licence: str
    settings: ReadSettings
    limit: int | None = None
    """Records to read of each file; None for all."""

    def read(self) -> Iterator[Trajectory | Rejected]:
        """Yield the trajectories of each file."""
        with self.place.opener() as read:
            for entry in self.entries:
                name = _name(self.label, entry)
                if entry.size > self.settings.max_record_bytes:
                    most = self.settings.max_record_bytes
                    yield refused("too_large", f"the file has {entry.size:,} bytes; the limit is {most:,}", name)
                    continue
                found = trajectories(
                    _guarded(self._values(read, entry, name), name), self._context(entry, name), self.licence
                )
                yield from islice(found, self.limit)

    def _context(self, entry: Entry, name: str) -> Context:
        return Context(name, partial(_beside, self.place, entry.name))

    def _values(self, read: Opener, entry: Entry, name: str) -> Iterator[Line | Rejected]:
        yield from self._lines(read(entry), name)

    def _lines(self, data: bytes, name: str) -> Iterator[Line | Rejected]:
        for magic, decompress in _COMPRESSED.items():
            if data.startswith(magic):
                data = decompress(data)
        if data.startswith(_PARQUET):
            return _rows(io.BytesIO(data), name, range(_row_groups(io.BytesIO(data), name)))
        if data.startswith(_ZIP):
            return self._members(data, name)
        return whole_values(data, name)

    def _members(self, data: bytes, name: str) -> Iterator[Line | Rejected]:
        """Yield the values of the members of a zip that is one file of a log: an Inspect ``.eval``."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for member in sorted(archive.namelist()):
                if not member.endswith("/"):
                    yield from self._lines(archive.read(member), f"{name}/{member}")


class RangeShard(msgspec.Struct, frozen=True):
    """Some records of a large file."""

    path: str
    name: str
    part: Range
    licence: str
    settings: ReadSettings
    limit: int | None = None

    def read(self) -> Iterator[Trajectory | Rejected]:
        """Yield the trajectories of the range."""
        lines = range_values(self.path, self.part, self.name, self.settings.max_record_bytes)
        folder, file = os.path.split(self.path)
        context = Context(self.name, partial(_beside, Directory(folder, extensions=_ANY_FILE), file))
        yield from islice(trajectories(lines, context, self.licence), self.limit)


class RowsShard(msgspec.Struct, frozen=True):
    """One row group of a Parquet file."""

    path: str
    name: str
    group: int
    licence: str
    limit: int | None = None

    def read(self) -> Iterator[Trajectory | Rejected]:
        """Yield the trajectories of the rows."""
        with open(self.path, "rb") as file:
            rows = _guarded(_rows(file, self.name, [self.group]), self.name)
            yield from islice(trajectories(rows, Context(self.name), self.licence), self.limit)


class TrajectorySource:
    """A file, a folder or an archive of trajectories.

    Args:
        path: What to read.
        licence: Licence of records that state none.
        settings: How much is read at once.
    """

    def __init__(self, path: str, *, licence: str = "", settings: ReadSettings | None = None) -> None:
        if not os.path.exists(path):
            raise InputError("no such file or folder", where=path)
        self._settings = settings or ReadSettings()
        self._files = GroupedFiles(path, _place(path), self._settings.max_record_bytes)
        self._licence = licence
        self._done = 0

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name and a fingerprint that changes when the content changes."""
        return self._files.identity("trajectories")

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; for an archive, compressed bytes."""
        return self._done, self._files.progress()[1]

    def shards(self, limit: int | None = None) -> Iterator["FilesShard | RangeShard | RowsShard"]:
        """Yield the input in shards.

        Args:
            limit: Read this many files from the front, and this many records of each; None reads all.

        Raises:
            InputError: There is no file to read, or the rest of the archive is damaged.
        """
        self._done = 0
        remedy = "give a file, folder or archive of trajectories"
        for large, entries in self._files.groups(limit, "there is no file to read", remedy, _large):
            if not large or not isinstance(self._files.place, Directory):
                yield self._whole(entries, limit)
            else:
                for entry in entries:
                    yield from self._cut(entry, limit)
            self._done = self._files.progress()[0]

    def _whole(self, entries: tuple[Entry, ...], limit: int | None) -> FilesShard:
        return FilesShard(self._files.place, self._files.label, entries, self._licence, self._settings, limit)

    def _cut(self, entry: Entry, limit: int | None) -> Iterator["FilesShard | RangeShard | RowsShard"]:
        """Yield the shards of a file that may be large."""
        assert isinstance(self._files.place, Directory)
        path, name = os.path.join(self._files.place.path, entry.name), _name(self._files.label, entry)
        try:
            with open(path, "rb") as file:
                head = file.read(_HEAD_BYTES)
        except OSError:
            yield self._whole((entry,), limit)  # which says why
            return
        if head.startswith(_PARQUET):
            with open(path, "rb") as file:
                groups = _row_groups(file, path)
            for group in range(groups):
                yield RowsShard(path, name, group, self._licence, limit)
                if limit is not None:
                    return
            return
        if entry.size <= self._settings.shard_bytes or not _has_records(head):
            yield self._whole((entry,), limit)
            return
        for part in ranges(path, self._settings.shard_bytes):
            yield RangeShard(path, name, part, self._licence, self._settings, limit)
            self._done = self._files.progress()[0] - entry.weight + part.end
            if limit is not None:
                return


def _place(path: str) -> AnyPlace:
    """Return the files at a path, whatever they are called: those of a folder or of an archive, or the one file."""
    if os.path.isfile(path):
        if zipfile.is_zipfile(path):
            return ZipArchive(path, _ANY_FILE)
        if tarfile.is_tarfile(path):
            with open(path, "rb") as file:
                compressed = file.read(6).startswith(tuple(_COMPRESSED))
            return StreamedTar(path, _ANY_FILE) if compressed else TarArchive(path, _ANY_FILE)
    return place_of(path, _ANY_FILE, any_single=True)


def _large(entry: Entry) -> str:
    return "large" if entry.size > _HEAD_BYTES else ""


def _has_records(head: bytes) -> bool:
    """Return whether a file that begins with ``head`` holds many records: an array or lines, and not one session."""
    text = utf8(head)[0].lstrip()
    if text[:1] not in (b"[", b"{"):
        return False
    if text[:1] == b"{" and not _has_lines(text):
        return False
    return session_form(first_values(head, _HEAD_VALUES)) is None


def _has_lines(text: bytes) -> bool:
    """Return whether the first line is a JSON value by itself; so is a line that is longer than ``text``, if at all."""
    first, end, _ = text.partition(b"\n")
    if not end:
        return False
    try:
        msgspec.json.decode(first)
    except (ValueError, RecursionError):
        return False
    return True


def _row_groups(file: "io.BufferedIOBase", path: str) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return int(pq.ParquetFile(file).num_row_groups)
    except (pa.ArrowInvalid, OSError) as error:
        what = f"the table is damaged in its footer ({error})"
        raise InputError(what, where=path, remedy="download it again") from error


def _rows(file: "io.BufferedIOBase", name: str, groups: "range | list[int]") -> Iterator[Line | Rejected]:
    """Yield the rows of row groups of a Parquet file."""
    import pyarrow.parquet as pq

    table = pq.ParquetFile(file)
    for group in groups:
        number = sum(table.metadata.row_group(before).num_rows for before in range(group))
        for batch in table.iter_batches(batch_size=_BATCH_ROWS, row_groups=[group], use_threads=False):
            for row in batch.to_pylist():
                number += 1
                yield Line(row, f"{name}:{number}")


def _beside(place: AnyPlace, entry: str, name: str) -> bytes | None:
    """Return the content of another file of the folder that an entry is in; None if there is none, or it is streamed.

    Args:
        place: The folder or archive.
        entry: Path of the entry in it.
        name: Name of the other file.
    """
    path = posixpath.join(posixpath.dirname(entry), name)
    try:
        if isinstance(place, Directory):
            with open(os.path.join(place.path, path), "rb") as file:
                return file.read()
        if isinstance(place, ZipArchive):
            with zipfile.ZipFile(place.path) as archive:
                return archive.read(path)
    except (OSError, KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        pass
    return None


def _guarded(lines: Iterator[Line | Rejected], name: str) -> Iterator[Line | Rejected]:
    """Yield values; where the file cannot be read any further, a rejection that says why."""
    try:
        yield from lines
    except (OSError, ValueError, EOFError, RuntimeError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        yield refused("unreadable", f"the file cannot be read from here on: {error}", name)


def _name(label: str, entry: Entry) -> str:
    name = printable(entry.name)
    return f"{label}/{name}" if label else name
