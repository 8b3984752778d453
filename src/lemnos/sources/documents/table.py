"""Reads documents from a table: JSON lines, also compressed by gzip or zstd, or Parquet, with a field mapping.

Takes a file or a folder of files and yields one ``Page`` or ``Rejected`` item per row (``rows.py``). JSON lines are cut
into byte ranges at line ends, which the parent finds in one fast pass. Compressed lines are decompressed by the parent
and travel inside the shards. Parquet is cut at row groups, and large groups into row ranges, which a worker reaches by
decoding the group from its start.
"""

import gzip
import os
import stat
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.records import Rejected, content_id
from lemnos.sources.documents.base import InputShard, Item
from lemnos.sources.documents.rows import FIELDS, RowReader
from lemnos.sources.files.compression import ZstdError, compression_of, decompressed
from lemnos.sources.files.identity import file_identity, reason_of

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_LINES = (".jsonl", ".ndjson", ".json")
TABLES = (*_LINES, *(f"{end}.gz" for end in _LINES), *(f"{end}.zst" for end in _LINES), ".parquet")
"""The extensions of the files that are read in a folder of tables."""

SHARD_BYTES = 2_000_000
"""The bytes of JSON lines in one shard."""

GROUP_BYTES = 8_000_000
"""The size of the decoded columns of a Parquet row group, in bytes, above which it is cut into row ranges."""

MAX_ROW_BYTES = 20_000_000
"""The length in bytes above which a line is rejected, because it would fill the memory of a worker."""

_PEEK_ROWS = 20


class LineShard(msgspec.Struct, frozen=True):
    """Some lines of a file, as a byte range or as the lines themselves."""

    path: str
    first_line: int
    reader: RowReader
    start: int = 0
    end: int = 0
    data: bytes | None = None

    def read(self) -> Iterator[Item]:
        """Yield one page or one rejection for each line that is not blank."""
        number = self.first_line
        try:
            for number, line in enumerate(self._lines(), self.first_line):
                if line is None:
                    reason = f"the line has more than {MAX_ROW_BYTES:,} bytes"
                    yield self.reader.reject("too_large", reason, f"line {number}")
                elif line.strip():
                    yield self.reader.read_line(line, number)
        except OSError as error:
            reason = f"the file cannot be read from here on: {reason_of(error)}"
            yield self.reader.reject("unreadable", reason, f"line {number}")

    def _lines(self) -> Iterator[bytes | None]:
        if self.data is not None:
            yield from self.data.splitlines()
            return
        with open(self.path, "rb") as file:
            file.seek(self.start)
            while file.tell() < self.end:
                line = file.readline(MAX_ROW_BYTES)
                if len(line) < MAX_ROW_BYTES or line.endswith(b"\n"):
                    yield line
                    continue
                while (rest := file.readline(MAX_ROW_BYTES)) and not rest.endswith(b"\n"):
                    pass
                yield None


class UnreadableShard(msgspec.Struct, frozen=True):
    """A file of a folder of tables that cannot be read."""

    label: str
    reason: str

    def read(self) -> Iterator[Item]:
        """Yield the rejection of the file."""
        yield Rejected(
            stage="documents",
            rule="unreadable",
            reason=f"the file cannot be read: {self.reason}",
            source=self.label,
        )


class RowShard(msgspec.Struct, frozen=True):
    """Rows ``start`` to ``stop`` of one row group of a Parquet file."""

    path: str
    group: int
    start: int
    stop: int
    first_row: int
    """The number in the file, from 1, of the first row of the group."""
    reader: RowReader

    def read(self) -> Iterator[Item]:
        """Yield one page or one rejection for each row.

        Raises:
            InputError: The row group is damaged.
        """
        position = 0
        file = _open_parquet(self.path)
        try:
            batches = file.iter_batches(
                batch_size=512, row_groups=[self.group], columns=_columns(file, self.reader), use_threads=False
            )
            for batch in batches:
                begin, end = max(self.start - position, 0), min(self.stop - position, batch.num_rows)
                if begin < end:
                    rows = batch.slice(begin, end - begin).to_pylist()
                    for number, row in enumerate(rows, self.first_row + position + begin):
                        yield self.reader.read_row(row, number, f"row {number}")
                position += batch.num_rows
                if position >= self.stop:
                    return
        except OSError as error:
            raise _damage_error(self.path, f"in row group {self.group}", error) from error
        finally:
            file.close()


class TableSource:
    """A table of documents.

    Args:
        path: A ``.jsonl``, ``.jsonl.gz``, ``.jsonl.zst`` or ``.parquet`` file, or a folder of them.
        mapping: The Lemnos fields (``text``, ``title``, ``links``, ``id``, ``url``, ``language``, ``licence``) to the
            fields of the table; dots lead to nested fields. ``format`` is the format of the text: ``plain``,
            ``markdown``, ``html``, ``rst`` or ``wikitext``. Unmapped fields are found by their usual names.
        licence: The licence of documents that do not name one.
        language: The BCP 47 code of documents that do not name one; guessed if empty.

    Raises:
        SettingsError: The mapping contains an unknown field or format.
        InputError: The folder contains no table.
    """

    def __init__(
        self, path: str, *, mapping: Mapping[str, str] | None = None, licence: str = "", language: str = ""
    ) -> None:
        mapping = dict(mapping or {})
        if unknown := sorted(set(mapping) - {*FIELDS, "format"}):
            raise SettingsError(
                f"unknown field {unknown[0]!r}", where="map", remedy=f"choose one of {', '.join(FIELDS)}, format"
            )
        self._path = path
        self._faults = {file: fault for file in _files(path) if (fault := _fault(file))} if os.path.isdir(path) else {}
        self._readers = {
            file: RowReader.of(os.path.basename(file), mapping, licence, language) for file in _files(path)
        }
        self._done = 0

    def identity(self) -> dict[str, str | int]:
        """Return the kind, the name, and a digest of the name, the size and both ends of each file."""
        files = [
            {"name": os.path.basename(file)} if file in self._faults else file_identity(file) for file in self._readers
        ]
        return {
            "kind": "table",
            "name": os.path.basename(os.path.abspath(self._path)),
            "files": len(files),
            "digest": content_id(*(str(value) for file in files for value in file.values())),
        }

    def progress(self) -> tuple[int, int]:
        """Return the bytes in the shards yielded so far and in all files; compressed bytes of what is compressed."""
        return self._done, sum(os.path.getsize(file) for file in self._readers if file not in self._faults)

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield byte ranges of lines, or rows of row groups.

        Raises:
            InputError: The text field does not exist, or the rest of a file is damaged.
        """
        self._done = 0
        remaining = limit
        for file, reader in self._readers.items():
            if file in self._faults:
                yield UnreadableShard(reader.label, self._faults[file])
                continue
            _check_first_rows(file, reader)
            done_before = self._done
            for shard, rows, done in _shards(file, reader, remaining):
                self._done = done_before + done
                yield shard
                remaining = None if remaining is None else remaining - rows
            if remaining is not None and remaining <= 0:
                return
            self._done = done_before + os.path.getsize(file)


def _files(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    with os.scandir(path) as listing:
        files = sorted(
            item.path
            for item in listing
            if item.name.lower().endswith(TABLES) and not item.name.startswith(".") and not os.path.isdir(item.path)
        )
    if not files:
        raise InputError("contains no table", where=path, remedy=f"give a folder of {', '.join(TABLES)} files")
    return files


def _fault(path: str) -> str:
    """Return why a file cannot be read; empty if it can."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            return "it is not a regular file"
        with open(path, "rb") as file:
            file.read(1)
    except FileNotFoundError:
        return "the link leads nowhere"
    except OSError as error:
        return reason_of(error)
    return ""


def _shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    """Yield the shards of one file, each with its number of rows and the bytes of the file up to its end."""
    if _is_parquet(path):
        yield from _row_shards(path, reader, limit)
    elif compression_of(path):
        yield from _streamed_shards(path, reader, limit)
    else:
        yield from _line_shards(path, reader, limit)


def _line_shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    first = 1
    with open(path, "rb") as file:
        start = 0
        while limit is None or first <= limit:
            lines, end = _next_boundary(file, None if limit is None else limit - first + 1)
            if end == start:
                return
            yield LineShard(path, first, reader, start, end), lines, end
            first += lines
            start = end


def _next_boundary(file: BinaryIO, max_lines: int | None) -> tuple[int, int]:
    """Move past the lines of the next shard; return their number and the offset of their end."""
    if max_lines is not None:
        count = size = 0
        while count < max_lines and size < SHARD_BYTES and (line := file.readline()):
            count += 1
            size += len(line)
        return count, file.tell()
    block = file.read(SHARD_BYTES)
    lines = block.count(b"\n")
    while block and not block.endswith(b"\n"):
        block = file.readline(SHARD_BYTES)
        lines += block.endswith(b"\n") or not block
    return lines, file.tell()


def _streamed_shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    first = 1
    with open(path, "rb") as compressed, decompressed(compressed) as file:
        while limit is None or first <= limit:
            lines: list[bytes] = []
            size = 0
            damage: InputError | None = None
            try:
                while size < SHARD_BYTES and (limit is None or first + len(lines) <= limit):
                    line = file.readline()
                    if not line:
                        break
                    lines.append(line)
                    size += len(line)
            except (OSError, EOFError, zlib.error) as error:
                damage = _damage_error(path, f"after line {first + len(lines) - 1}", error)
            if lines:
                yield LineShard(path, first, reader, data=b"".join(lines)), len(lines), compressed.tell()
            if damage:
                raise damage
            if not lines:
                return
            first += len(lines)


def _row_shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    file = _open_parquet(path)
    columns = set(_columns(file, reader))
    total = os.path.getsize(path)
    first = 1
    for group in range(file.num_row_groups):
        metadata = file.metadata.row_group(group)
        size = sum(
            column.total_uncompressed_size
            for column in map(metadata.column, range(metadata.num_columns))
            if column.path_in_schema.split(".")[0] in columns
        )
        step = max(1, metadata.num_rows if size <= GROUP_BYTES else metadata.num_rows * GROUP_BYTES // (size + 1))
        for start in range(0, metadata.num_rows, step):
            stop = min(start + step, metadata.num_rows)
            if limit is not None:
                stop = min(stop, limit - first + 1)
                if stop <= start:
                    return
            done = total * (first - 1 + stop) // max(1, file.metadata.num_rows)
            yield RowShard(path, group, start, stop, first, reader), stop - start, done
        first += metadata.num_rows


def _check_first_rows(path: str, reader: RowReader) -> None:
    """Raise an error if none of the first rows has the text field: the mapping is wrong, not the rows."""
    fields: list[str] = []
    for row in _first_rows(path):
        fields += [name for name in row if name not in fields]
        if reader.has_text(row):
            return
    if fields:
        raise InputError(
            f"the first rows have no text field ({' or '.join(reader.fields['text'])}), only {', '.join(fields)}",
            where=path,
            remedy="name the field that holds the text with --map text=FIELD",
        )


def _first_rows(path: str) -> Iterator[dict[str, Any]]:
    if _is_parquet(path):
        file = _open_parquet(path)
        try:
            batch = next(file.iter_batches(batch_size=_PEEK_ROWS, use_threads=False), None)
        except OSError as error:
            raise _damage_error(path, "in its first rows", error) from error
        yield from batch.to_pylist() if batch is not None else []
        if batch is None or not batch.num_rows:
            yield dict.fromkeys(file.schema_arrow.names)
        return
    try:
        with open(path, "rb") as compressed, decompressed(compressed) as file:
            for _ in range(_PEEK_ROWS):
                line = file.readline(MAX_ROW_BYTES).strip()
                if line == b"[" or (line[:1] == b"[" and line[-1:] == b"]" and b"{" in line):
                    raise InputError(
                        "the file is one JSON array, not one JSON object per line",
                        where=path,
                        remedy="convert it with jq -c '.[]'",
                    )
                try:
                    row = msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
                if isinstance(row, dict):
                    yield row
    except (EOFError, zlib.error, gzip.BadGzipFile, ZstdError) as error:
        raise _damage_error(path, "in its first lines", error) from error


def _is_parquet(path: str) -> bool:
    if path.lower().endswith(".parquet"):
        return True
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def _open_parquet(path: str) -> "pq.ParquetFile":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise _damage_error(path, "in its footer", error) from error


def _columns(file: "pq.ParquetFile", reader: RowReader) -> list[str]:
    """Return the columns of the file that hold Lemnos fields."""
    return cast(list[str], [name for name in file.schema_arrow.names if name in reader.columns()])


def _damage_error(path: str, position: str, error: Exception) -> InputError:
    return InputError(f"the table is damaged {position} ({error})", where=path, remedy="download it again")
