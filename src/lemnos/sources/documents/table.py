"""Documents from a table: JSON lines, gzipped or not, or Parquet, with a mapping of fields.

JSON lines are cut into byte ranges at line ends, which one fast pass of the parent finds; gzipped ones are
streamed by the parent and travel inside the shards; Parquet is cut at row groups, and large groups into row
ranges, which a worker reaches by decoding the group from its start. A folder of such files is one table.
A row that is no object, or has no text, becomes a ``Rejected`` item. A row's text is split at blank lines and
taken as prose, unless the mapping says that it is Markdown, HTML, reStructuredText or wikitext.
"""

import gzip
import os
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, BinaryIO, cast

import msgspec

from lemnos.errors import InputError, SettingsError
from lemnos.records import content_id
from lemnos.sources.documents.base import InputShard, Item
from lemnos.sources.documents.rows import FIELDS, RowReader
from lemnos.sources.files.identity import file_identity

if TYPE_CHECKING:
    import pyarrow.parquet as pq

TABLES = (".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz", ".json.gz", ".parquet")
"""Extensions of the files that are read in a folder of tables."""

SHARD_BYTES = 2_000_000
"""Bytes of JSON lines in a shard."""

GROUP_BYTES = 8_000_000
"""Bytes of the decoded columns of a Parquet row group over which it is cut into row ranges."""

MAX_ROW_BYTES = 20_000_000
"""A longer line is rejected: it would fill the memory of every worker that met one."""

_PEEK_ROWS = 20


class LineShard(msgspec.Struct, frozen=True):
    """Lines of a file, by byte range or as they are."""

    path: str
    first_line: int
    reader: RowReader
    start: int = 0
    end: int = 0
    data: bytes | None = None

    def read(self) -> Iterator[Item]:
        """Yield one page or one rejection for each line that is not blank."""
        for number, line in enumerate(self._lines(), self.first_line):
            if line is None:
                yield self.reader.reject("too_large", f"over {MAX_ROW_BYTES:,} bytes", f"line {number}")
            elif line.strip():
                yield self.reader.line(line, number)

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


class RowShard(msgspec.Struct, frozen=True):
    """Rows ``start`` to ``stop`` of one row group of a Parquet file."""

    path: str
    group: int
    start: int
    stop: int
    first_row: int
    """Number of the group's first row in the file, from 1."""
    reader: RowReader

    def read(self) -> Iterator[Item]:
        """Yield one page or one rejection for each row.

        Raises:
            InputError: The row group is damaged.
        """
        at = 0
        file = _open_parquet(self.path)
        try:
            batches = file.iter_batches(
                batch_size=512, row_groups=[self.group], columns=_columns(file, self.reader), use_threads=False
            )
            for batch in batches:
                begin, end = max(self.start - at, 0), min(self.stop - at, batch.num_rows)
                if begin < end:
                    rows = batch.slice(begin, end - begin).to_pylist()
                    for number, row in enumerate(rows, self.first_row + at + begin):
                        yield self.reader.row(row, number, f"row {number}")
                at += batch.num_rows
                if at >= self.stop:
                    return
        except OSError as error:
            raise _damaged(self.path, f"row group {self.group}", error) from error
        finally:
            file.close()


class TableSource:
    """A table of documents.

    Args:
        path: A ``.jsonl``, ``.jsonl.gz`` or ``.parquet`` file, or a folder of them.
        mapping: Our fields (``text``, ``title``, ``links``, ``id``, ``url``, ``language``, ``licence``) to the
            table's, dotted for nested ones; ``format`` says what the text is: ``plain``, ``markdown``,
            ``html``, ``rst`` or ``wikitext``. Fields not mapped are found by their usual names.
        licence: Licence of documents that name none.
        language: BCP 47 code of documents that name none; guessed if empty.

    Raises:
        SettingsError: The mapping names a field or a format that does not exist.
        InputError: A folder holds no table.
    """

    def __init__(
        self, path: str, *, mapping: Mapping[str, str] | None = None, licence: str = "", language: str = ""
    ) -> None:
        mapping = dict(mapping or {})
        if unknown := sorted(set(mapping) - {*FIELDS, "format"}):
            raise SettingsError(
                f"unknown field {unknown[0]!r}", where="map", remedy=f"map {', '.join(FIELDS)} or format"
            )
        self._path = path
        self._readers = {
            file: RowReader.of(os.path.basename(file), mapping, licence, language) for file in _files(path)
        }
        self._done = 0

    def identity(self) -> dict[str, str | int]:
        """Return name, and name, size and a hash of both ends of each file."""
        files = [file_identity(file) for file in self._readers]
        return {
            "kind": "table",
            "name": os.path.basename(os.path.abspath(self._path)),
            "files": len(files),
            "digest": content_id(*(str(part) for file in files for part in file.values())),
        }

    def progress(self) -> tuple[int, int]:
        """Return bytes in yielded shards and bytes in all; compressed bytes for gzip and Parquet."""
        return self._done, sum(os.path.getsize(file) for file in self._readers)

    def shards(self, limit: int | None = None) -> Iterator[InputShard]:
        """Yield byte ranges of lines, or rows of row groups.

        Raises:
            InputError: The text's field does not exist, or a file is damaged from here on.
        """
        self._done = 0
        left = limit
        for file, reader in self._readers.items():
            _check_first_rows(file, reader)
            before = self._done
            for shard, rows, done in _shards(file, reader, left):
                self._done = before + done
                yield shard
                left = None if left is None else left - rows
            if left is not None and left <= 0:
                return
            self._done = before + os.path.getsize(file)


def _files(path: str) -> list[str]:
    if not os.path.isdir(path):
        return [path]
    with os.scandir(path) as found:
        files = sorted(
            item.path
            for item in found
            if item.name.lower().endswith(TABLES) and not item.name.startswith(".") and item.is_file()
        )
    if not files:
        raise InputError("no table here", where=path, remedy=f"give a folder with {', '.join(TABLES)} files")
    return files


def _shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    """Yield shards of one file, each with its number of rows and the bytes of the file up to its end."""
    if _is_parquet(path):
        yield from _row_shards(path, reader, limit)
    elif _is_gzip(path):
        yield from _streamed_shards(path, reader, limit)
    else:
        yield from _line_shards(path, reader, limit)


def _line_shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    first = 1
    with open(path, "rb") as file:
        start = 0
        while limit is None or first <= limit:
            lines, end = _next_border(file, None if limit is None else limit - first + 1)
            if end == start:
                return
            yield LineShard(path, first, reader, start, end), lines, end
            first += lines
            start = end


def _next_border(file: BinaryIO, most: int | None) -> tuple[int, int]:
    """Move past the next shard's lines; return their number and where they end."""
    if most is not None:
        count = size = 0
        while count < most and size < SHARD_BYTES and (line := file.readline()):
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
    with open(path, "rb") as packed, gzip.open(packed, "rb") as file:
        while limit is None or first <= limit:
            lines: list[bytes] = []
            size = 0
            broken: InputError | None = None
            try:
                while size < SHARD_BYTES and (limit is None or first + len(lines) <= limit):
                    line = file.readline()
                    if not line:
                        break
                    lines.append(line)
                    size += len(line)
            except (OSError, EOFError, zlib.error) as error:
                broken = _damaged(path, f"what follows line {first + len(lines) - 1}", error)
            if lines:
                yield LineShard(path, first, reader, data=b"".join(lines)), len(lines), packed.tell()
            if broken:
                raise broken
            if not lines:
                return
            first += len(lines)


def _row_shards(path: str, reader: RowReader, limit: int | None) -> Iterator[tuple[InputShard, int, int]]:
    file = _open_parquet(path)
    columns = set(_columns(file, reader))
    total = os.path.getsize(path)
    first = 1
    for group in range(file.num_row_groups):
        about = file.metadata.row_group(group)
        size = sum(
            column.total_uncompressed_size
            for column in map(about.column, range(about.num_columns))
            if column.path_in_schema.split(".")[0] in columns
        )
        step = max(1, about.num_rows if size <= GROUP_BYTES else about.num_rows * GROUP_BYTES // (size + 1))
        for start in range(0, about.num_rows, step):
            stop = min(start + step, about.num_rows)
            if limit is not None:
                stop = min(stop, limit - first + 1)
                if stop <= start:
                    return
            done = total * (first - 1 + stop) // max(1, file.metadata.num_rows)
            yield RowShard(path, group, start, stop, first, reader), stop - start, done
        first += about.num_rows


def _check_first_rows(path: str, reader: RowReader) -> None:
    """Refuse a table whose first rows do not have the text: a wrong mapping, not bad rows."""
    fields: list[str] = []
    for row in _first_rows(path):
        fields += [name for name in row if name not in fields]
        if reader.has_text(row):
            return
    if fields:
        raise InputError(
            f"the first rows have no field {' or '.join(reader.fields['text'])}; they have {', '.join(fields)}",
            where=path,
            remedy="say which field is the text: --map text=…",
        )


def _first_rows(path: str) -> Iterator[dict[str, Any]]:
    if _is_parquet(path):
        file = _open_parquet(path)
        try:
            batch = next(file.iter_batches(batch_size=_PEEK_ROWS, use_threads=False), None)
        except OSError as error:
            raise _damaged(path, "its first rows", error) from error
        yield from batch.to_pylist() if batch is not None else []
        if batch is None or not batch.num_rows:
            yield dict.fromkeys(file.schema_arrow.names)
        return
    try:
        with gzip.open(path, "rb") if _is_gzip(path) else open(path, "rb") as file:
            for _ in range(_PEEK_ROWS):
                line = file.readline(MAX_ROW_BYTES).strip()
                if line == b"[" or (line[:1] == b"[" and line[-1:] == b"]" and b"{" in line):
                    raise InputError(
                        "this is one JSON array, not one object a line", where=path, remedy="jq -c '.[]' makes lines"
                    )
                try:
                    row = msgspec.json.decode(line)
                except (msgspec.DecodeError, UnicodeDecodeError):
                    continue
                if isinstance(row, dict):
                    yield row
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise _damaged(path, "its first lines", error) from error


def _is_parquet(path: str) -> bool:
    if path.lower().endswith(".parquet"):
        return True
    with open(path, "rb") as file:
        return file.read(4) == b"PAR1"


def _is_gzip(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _open_parquet(path: str) -> "pq.ParquetFile":
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise _damaged(path, "its footer", error) from error


def _columns(file: "pq.ParquetFile", reader: RowReader) -> list[str]:
    """Return the columns that hold fields of ours."""
    return cast(list[str], [name for name in file.schema_arrow.names if name in reader.columns()])


def _damaged(path: str, position: str, error: Exception) -> InputError:
    return InputError(f"the table is damaged at {position} ({error})", where=path, remedy="fetch it again")
