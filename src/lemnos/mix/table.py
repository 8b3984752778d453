"""Tables: CSV with any usual separator, Parquet, JSON lines → a header, and rows of text with their places.

Nested values of JSON and Parquet become columns whose names are joined by ``/`` (``weights/code``). In a table that is
separated by semicolons a comma may be the decimal point. Memory: the table.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.errors import InputError

Row = tuple[str, dict[str, str]]
"""``file:line``, and the values by column."""

Table = tuple[Sequence[str], Sequence[Row]]
"""A header, and its rows."""

_SEPARATORS = ",\t;|"
_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d*,\d+(?:[eE][+-]?\d+)?\s*")


def read_table(path: Path) -> tuple[list[str], list[Row]]:
    """Return the columns and rows of a table.

    Raises:
        InputError: It cannot be read, has fewer than two columns, or a line does not fit its header.
    """
    if path.suffix in {".parquet", ".jsonl", ".ndjson"}:
        rows = list(_parquet(path) if path.suffix == ".parquet" else _json_lines(path))
        header = list(dict.fromkeys(name for _, row in rows for name in row))
        lines = [(where, [row.get(name, "") for name in header]) for where, row in rows]
    else:
        header, lines = _separated(path)
    if len(header) < 2 or len(set(header)) != len(header):
        wrong = "has no header with two columns" if len(header) < 2 else "names a column twice"
        remedy = "give CSV with a header, JSON lines or Parquet"
        raise InputError(wrong, where=f"{path}:1", remedy=remedy)
    for where, cells in lines:
        if len(cells) != len(header):
            what = f"has {len(cells)} fields, the header {len(header)}"
            raise InputError(what, where=where, remedy="correct the line")
    return header, [(where, dict(zip(header, cells, strict=True))) for where, cells in lines]


def _separated(path: Path) -> tuple[list[str], list[tuple[str, list[str]]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = file.readline()
            separator = max(_SEPARATORS, key=lambda each: len(next(csv.reader([first], delimiter=each), [])))
            file.seek(0)
            reader = csv.reader(file, delimiter=separator)
            header = [name.strip() for name in next(reader, [])]
            lines = [(f"{path}:{reader.line_num}", row) for row in reader if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"cannot be read as CSV ({error})", where=str(path), remedy="give a CSV file") from None
    if separator == ";":
        lines = [(where, [_with_point(cell) for cell in row]) for where, row in lines]
    return header, lines


def _with_point(cell: str) -> str:
    return cell.replace(",", ".") if _DECIMAL_COMMA.fullmatch(cell) else cell


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot be read ({error})", where=str(path), remedy="give a file of JSON lines") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = msgspec.json.decode(line, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            where = f"{path}:{number}"
            raise InputError(f"is no JSON object ({error})", where=where, remedy="correct the line") from None
        yield f"{path}:{number}", dict(_flat(row))


def _parquet(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows: Sequence[dict[str, Any]] = pq.read_table(path).to_pylist()
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"cannot be read as Parquet ({error})", where=str(path), remedy="write it again") from None
    for number, row in enumerate(rows, start=1):
        yield f"{path}: row {number}", dict(_flat(row))


def _flat(row: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield the columns of a row with their text; those of nested objects after the name of the object."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{above}{name}/")
        else:
            yield f"{above}{name}".strip(), "" if value is None else str(value)
