"""Which record each token of a file is from: windows as a format lays them out → an index → one token's place.

A format notes what it writes, in order; the index covers all tokens of the file without gap, also what the format adds:
padding and ends of documents. It is ``RUN/trace/<format>/<stem>.parquet``, away from the shards, because trainers read
every Parquet file of a folder. Cost: one row for each part of a window.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from lemnos.errors import InputError, RunError
from lemnos.records import Part, Record
from lemnos.records.arrow import to_table
from lemnos.steps.pack.base import PackedShard
from lemnos.store.atomic_files import writing

Added = Literal["", "end", "padding"]

FOLDER = "trace"
_STEM = re.compile(r"(?:train|validation)-\d{6}")
_ROWS = 10_000
"""Rows of an index in a row group; a look-up reads one."""


class Placed(Record, frozen=True, kw_only=True):
    """Tokens of a file that are one part of a record, or that the format added."""

    row: int
    """Row of the file that they are in, from 0: a window or a document."""
    start: int
    end: int
    """Tokens of the file, counted over all rows."""
    added: Added = ""
    """What the format added: the ``end`` of a document, ``padding``. Empty for a part, which the other fields name."""
    record: str = ""
    shard: int = 0
    rendered: int = 0
    """``Part.row``: its row in the file ``RUN/rendered/<shard>``."""
    first_unit: int = 0
    last_unit: int = 0
    offset: int = 0
    repeated: bool = False


class Placements:
    """The index of a file while it is written."""

    def __init__(self) -> None:
        self.placed: list[Placed] = []
        self.tokens = 0
        """Tokens of the file so far."""
        self._row = 0

    def parts(self, parts: Sequence[Part], start: int = 0, end: int | None = None) -> None:
        """Note that tokens ``start`` to ``end`` of a window follow, or all of them."""
        for part in parts:
            first, last = max(part.start, start), part.end if end is None else min(part.end, end)
            if first >= last:
                continue
            self.placed.append(
                Placed(
                    row=self._row,
                    start=self.tokens,
                    end=self.tokens + last - first,
                    record=part.record,
                    shard=part.shard,
                    rendered=part.row,
                    first_unit=part.first_unit,
                    last_unit=part.last_unit,
                    offset=part.offset + first - part.start,
                    repeated=part.repeated,
                )
            )
            self.tokens += last - first

    def add(self, added: Added, tokens: int) -> None:
        """Note that tokens of the format's own follow."""
        if tokens:
            self.placed.append(Placed(row=self._row, start=self.tokens, end=self.tokens + tokens, added=added))
            self.tokens += tokens

    def end_row(self) -> None:
        """Begin the next row of the file."""
        self._row += 1

    def write(self, folder: Path, shard: PackedShard) -> None:
        """Write the index of a shard's file, atomically.

        Args:
            folder: The folder of the format in the run.
            shard: The shard.

        Raises:
            RunError: It cannot be written.
        """
        import pyarrow.parquet as pq

        with writing(folder.parent / FOLDER / folder.name / f"{stem(shard)}.parquet") as stream:
            table = to_table(Placed, self.placed)
            pq.write_table(table, stream, compression="zstd", row_group_size=_ROWS, use_dictionary=["record", "added"])


def stem(shard: PackedShard) -> str:
    """Return what the names of a shard's files have in common: ``train-000000``. ``datasets`` tells splits by it."""
    return f"{shard.split}-{shard.number:06}"


def find(file: Path, offset: int, row: int | None = None) -> tuple[Placed, int]:
    """Return where one token of a file is from, and its number in the file.

    Args:
        file: A file of a format, in the folder of its run.
        offset: Number of the token, from 0: in the file, or in the row.
        row: Number of the row, from 0; None if the offset counts over all rows.

    Raises:
        InputError: There is no such file or token.
        RunError: The file has no index.
    """
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    if not file.is_file():
        raise InputError("there is no such file", where=str(file), remedy="give a file that lemnos pack wrote")
    index = index_of(file)
    if row is not None:
        within = pq.read_table(index, filters=[("row", "=", row)])
        if not within.num_rows:
            rows = 1 + _last(index, "row")
            raise InputError(f"has no row {row:,}", where=str(file), remedy=f"it has {rows:,}, numbered from 0")
        first, last = pc.min(within["start"]).as_py(), pc.max(within["end"]).as_py()
        if not 0 <= offset < last - first:
            remedy = f"it has {last - first:,}, numbered from 0"
            raise InputError(f"row {row:,} has no token {offset:,}", where=str(file), remedy=remedy)
        offset += first
    found = pq.read_table(index, filters=[("start", "<=", offset), ("end", ">", offset)]).to_pylist()
    if not found:
        tokens = _last(index, "end")
        raise InputError(f"has no token {offset:,}", where=str(file), remedy=f"it has {tokens:,}, numbered from 0")
    return msgspec.convert(found[0], Placed), offset


def index_of(file: Path) -> Path:
    """Return the index of a file of a format.

    Raises:
        RunError: There is none.
    """
    named = _STEM.search(file.name)
    index = file.absolute().parent.parent / FOLDER / file.absolute().parent.name
    if named is None or not (index / f"{named[0]}.parquet").is_file():
        remedy = "give a file of tokens in the folder of its format, in the run folder of lemnos pack"
        raise RunError("has no index of its tokens", where=str(file), remedy=remedy)
    return index / f"{named[0]}.parquet"


def _last(index: Path, column: str) -> int:
    """Return the value of a column in the last row."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(index) as file:
        return int(file.read_row_group(file.num_row_groups - 1, columns=[column])[column][-1].as_py())
