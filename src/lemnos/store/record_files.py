"""Record files: records of one type → a Parquet file or JSON lines, written one by one, and read again."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Literal, Protocol

import msgspec

from lemnos.records import Record
from lemnos.records.arrow import schema, to_table

if TYPE_CHECKING:
    import pyarrow as pa

Format = Literal["parquet", "jsonl"]

ROW_GROUP = 1000
"""Records that are held until they are written together."""

_REPEATED = frozenset(("role", "kind", "licence", "language", "writer", "document", "rule", "stage", "anchor"))
"""Names of columns that hold few distinct values."""


def record_writer(stream: IO[bytes], kind: type[Record], format: Format) -> "RecordWriter":
    """Return the writer of one file.

    Args:
        stream: An empty file.
        kind: The type of all its records.
        format: The format of the file.
    """
    return _LineWriter(stream) if format == "jsonl" else _ParquetWriter(stream, kind)


class RecordWriter(Protocol):
    """Takes the records of one file, in order."""

    def add(self, record: Any) -> None:
        """Write a record, now or with others."""
        ...

    def close(self) -> None:
        """Write what is left."""
        ...


class _LineWriter:
    """Implements ``RecordWriter``: a line of JSON for each record."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._encode = msgspec.json.Encoder().encode

    def add(self, record: Any) -> None:
        """See ``RecordWriter.add``."""
        self._stream.write(self._encode(record) + b"\n")

    def close(self) -> None:
        """See ``RecordWriter.close``."""


class _ParquetWriter:
    """Implements ``RecordWriter``: a row group for every ``ROW_GROUP`` records."""

    def __init__(self, stream: IO[bytes], kind: type[Record]) -> None:
        import pyarrow.parquet as pq

        self._kind = kind
        # A dictionary pays for columns of few values; for running text it costs time and finds nothing.
        self._file = pq.ParquetWriter(stream, schema(kind), compression="zstd", use_dictionary=_repeated(kind))
        self._waiting: list[Any] = []
        self._is_empty = True

    def add(self, record: Any) -> None:
        """See ``RecordWriter.add``."""
        self._waiting.append(record)
        if len(self._waiting) == ROW_GROUP:
            self._write()

    def close(self) -> None:
        """See ``RecordWriter.close``."""
        if self._waiting or self._is_empty:
            self._write()
        self._file.close()

    def _write(self) -> None:
        self._file.write_table(to_table(self._kind, self._waiting), row_group_size=ROW_GROUP)
        self._waiting.clear()
        self._is_empty = False


def read_file(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of one file as plain dictionaries, in order."""
    if path.suffix == ".jsonl":
        with path.open("rb") as stream:
            yield from map(msgspec.json.decode, stream)
        return
    import pyarrow.parquet as pq

    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=64):
            yield from batch.to_pylist()


def count_rows(path: Path) -> int:
    """Return the number of records in a file."""
    if path.suffix == ".jsonl":
        with path.open("rb") as stream:
            return sum(1 for _ in stream)
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


@cache
def _repeated(kind: type[Record]) -> list[str]:
    """Return the dotted paths of the columns of a record type that hold few distinct values."""
    return [path for path in leaves(schema(kind)) if path.rpartition(".")[2] in _REPEATED]


def leaves(schema: "pa.Schema") -> list[str]:
    """Return the dotted path of every column that Parquet stores for ``schema``."""
    import pyarrow as pa

    def below(prefix: str, kind: "pa.DataType") -> list[str]:
        if pa.types.is_struct(kind):
            return [path for field in kind for path in below(f"{prefix}.{field.name}", field.type)]
        if pa.types.is_list(kind):
            return below(f"{prefix}.list.element", kind.value_type)
        return [prefix]

    return [path for field in schema for path in below(field.name, field.type)]
