"""Reads a link table, which accompanies the documents and has one link from a source to a target per row.

Takes a TSV, CSV, JSON lines (each optionally gzipped) or Parquet file and yields ``LinkRow`` and ``Rejected`` items as
a stream. Names are normalised, so that percent-encoding, underscores and spaces do not matter. The graph resolves the
names to documents later.
"""

import csv
import gzip
import os
import zlib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.documents.names import normalise
from lemnos.sources.files.identity import unreadable

_SOURCES = ("source", "src", "from", "linksource", "source_title", "from_title", "page")
_TARGETS = ("target", "dst", "to", "linktarget", "target_title", "to_title", "link")
_REMEDY = "give a source and a target name in each row, separated by a tab or a comma"
_SAMPLE_LINES = 50


class LinkRow(NamedTuple):
    """One link, by the normalised names of its two documents."""

    source: str
    target: str


def read_links(path: str) -> Iterator[LinkRow | Rejected]:
    """Yield the links of a table, and a rejection for each row without two names.

    Raises:
        InputError: The file does not exist or is damaged, or no row has two names.
    """
    if not os.path.isfile(path):
        raise InputError("no such file", where=path, remedy="check the path of the link table")
    has_links = False
    try:
        with open(path, "rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise unreadable(path, error) from error
    try:
        for row in _parquet_rows(path) if magic == b"PAR1" else _text_rows(path, magic[:2] == b"\x1f\x8b"):
            has_links = has_links or isinstance(row, LinkRow)
            yield row
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"the link table is damaged ({error})", where=path, remedy="download it again") from error
    if not has_links:
        raise InputError("no row has two names", where=path, remedy=_REMEDY)


def _text_rows(path: str, compressed: bool) -> Iterator[LinkRow | Rejected]:
    name = os.path.basename(path)
    with cast(BinaryIO, gzip.open(path, "rb")) if compressed else open(path, "rb") as file:
        lines = ((number, line) for number, line in enumerate(file, 1) if line.strip() and line[:1] != b"#")
        head = list(islice(lines, _SAMPLE_LINES))
        sample = [line.decode("utf-8", "replace") for _, line in head]
        as_json = bool(sample) and sample[0].lstrip("\ufeff \t").startswith("{")
        separator = "" if as_json else _separator(sample)
        columns = (0, 1)
        for index, (number, line) in enumerate(chain(head, lines)):
            try:
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                names = _object(text) if as_json else _fields(text, separator)
            except (ValueError, csv.Error) as error:
                yield _rejected(name, number, f"the row cannot be read: {error}")
                continue
            if index == 0 and not as_json and (header := _header(names)):
                columns = header
                continue
            yield _link([names[i] for i in columns if i < len(names)], name, number)


def _link(names: list[str], file: str, number: int) -> LinkRow | Rejected:
    normalised = [normalise(name) for name in names]
    if len(normalised) < 2 or not all(normalised):
        return _rejected(file, number, "the row does not have two names")
    return LinkRow(*normalised)


def _rejected(file: str, number: int, reason: str) -> Rejected:
    return Rejected(stage="documents", rule="link_row", reason=reason, source=f"{file}:line {number}")


def _separator(sample: list[str]) -> str:
    """Return the separator that most rows contain. A tab comes before a comma, because names often contain commas."""
    for separator in "\t", ",", ";", "|":
        if sum(separator in line for line in sample) * 2 > len(sample):
            return separator
    return "\t"


def _fields(line: str, separator: str) -> list[str]:
    line = line.rstrip("\r\n")
    if '"' in line and separator != "\t":
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return [field.strip() for field in line.split(separator)]


def _header(names: list[str]) -> tuple[int, int] | None:
    """Return the column numbers of source and target if ``names`` is a header, otherwise None."""
    lowered = [name.strip().lower() for name in names]
    source = next((i for i, name in enumerate(lowered) if name in _SOURCES), None)
    target = next((i for i, name in enumerate(lowered) if name in _TARGETS), None)
    return None if source is None or target is None else (source, target)


def _object(line: str) -> list[str]:
    row: Any = msgspec.json.decode(line)
    if not isinstance(row, dict):
        return []
    names = [next((row[key] for key in keys if row.get(key)), "") for keys in (_SOURCES, _TARGETS)]
    return [str(name) for name in names]


def _parquet_rows(path: str) -> Iterator[LinkRow | Rejected]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    name = os.path.basename(path)
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise OSError(str(error)) from error
    with file:
        fields = file.schema_arrow.names
        source, target = (fields[i] for i in _header(fields) or (0, 1)) if len(fields) > 1 else ("", "")
        if not source:
            return
        number = 0
        for batch in file.iter_batches(batch_size=65_536, columns=[source, target]):
            columns = (batch.column(source).to_pylist(), batch.column(target).to_pylist())
            for pair in zip(*columns, strict=True):
                number += 1
                yield _link(["" if value is None else str(value) for value in pair], name, number)
