"""Files of evaluation suites → their records with file and line: JSON lines, JSON, zip archives, folders of these; each
may be compressed by gzip or zstd.

Raises ``InputError`` for a file that cannot be read at all. A line that is no JSON object is a ``Rejected``.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from lemnos.errors import InputError
from lemnos.records import Rejected
from lemnos.sources.files.compression import decompressed
from lemnos.sources.files.identity import file_identity, unreadable

STAGE = "items"
_CANNOT_DECODE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_COMPRESSED = (".gz", ".zst")


class Line(NamedTuple):
    """One record of a file."""

    value: dict[str, Any]
    source: str
    """File and position."""
    file: str
    """Name of the file without its endings."""


class ItemError(ValueError):
    """A record cannot become an item: the rule, and the reason in one sentence."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


def files_at(path: str, endings: tuple[str, ...] = (".jsonl", ".json", ".zip")) -> list[Path]:
    """Return the files of a suite in order: the file itself, or those of a folder.

    Raises:
        InputError: There are none.
    """
    root = Path(path)
    if root.is_file():
        return [root]
    if not root.is_dir():
        raise InputError("no such file or folder", where=path, remedy="give the data of the suite: --suite NAME=PATH")
    found = sorted(file for file in root.rglob("*") if file.is_file() and _plain(file).suffix.lower() in endings)
    if not found:
        raise InputError(f"holds no file that ends with {' or '.join(endings)}", where=path, remedy="check the path")
    return found


def identity_of(path: str) -> list[dict[str, str | int]]:
    """Return a fingerprint of each file of a suite.

    Raises:
        InputError: There are none, or one cannot be read.
    """
    root = Path(path)
    if root.is_dir():
        return [file_identity(str(file)) for file in sorted(root.rglob("*")) if file.is_file()]
    return [file_identity(str(file)) for file in files_at(path)]


def lines_of(path: str) -> Iterator[Line | Rejected]:
    """Yield the JSON objects in the files of a suite: one a line, or the elements of a JSON array.

    Raises:
        InputError: A file cannot be read, or is neither.
    """
    for file in files_at(path):
        if file.suffix.lower() == ".zip":
            yield from _zipped(file)
        else:
            yield from _objects(read_bytes(file), str(file), _plain(file).stem)


def _plain(file: Path) -> Path:
    """Return the path of a file without the ending that says how it is compressed."""
    return file.with_suffix("") if file.suffix.lower() in _COMPRESSED else file


def read_bytes(file: Path) -> bytes:
    """Return the content of a file, decompressed.

    Raises:
        InputError: It cannot be read.
    """
    try:
        with file.open("rb") as stream:
            return decompressed(stream).read()
    except (EOFError, zlib.error) as error:
        raise InputError(f"cannot be decompressed ({error})", where=str(file), remedy="check the file") from None
    except OSError as error:
        raise unreadable(str(file), error) from error


def _zipped(file: Path) -> Iterator[Line | Rejected]:
    try:
        with zipfile.ZipFile(file) as archive:
            for name in sorted(archive.namelist()):
                if name.endswith((".jsonl", ".json")) and not name.startswith("__MACOSX"):
                    yield from _objects(archive.read(name), f"{file}/{name}", Path(name).stem)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise InputError(f"cannot be read as a zip archive ({error})", where=str(file), remedy="unpack it") from None


def _objects(data: bytes, where: str, stem: str) -> Iterator[Line | Rejected]:
    data = data.removeprefix(b"\xef\xbb\xbf")
    begins, one_a_line = data.lstrip()[:1], _is_value(data.lstrip().split(b"\n", 1)[0], data)
    if begins == b"[" and not one_a_line:
        try:
            values = msgspec.json.decode(data, type=list[Any])
        except _CANNOT_DECODE as error:
            raise InputError(f"not JSON ({error})", where=where, remedy="check the file") from None
        for number, value in enumerate(values, 1):
            yield from _object(value, f"{where}, record {number}", stem)
        return
    if begins == b"{" and b"\n" in data.strip() and not one_a_line:
        try:
            only = msgspec.json.decode(data, type=dict[str, Any])
        except _CANNOT_DECODE:
            only = None  # lines, the first of which is damaged
        if only is not None:
            yield Line(only, where, stem)
            return
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            source = f"{where}:{number}"
            try:
                value = msgspec.json.decode(line)
            except _CANNOT_DECODE as error:
                yield rejected("not_json", f"the line is not JSON ({error})", source)
                continue
            yield from _object(value, source, stem)


def _is_value(line: bytes, data: bytes) -> bool:
    """Return whether the first line is a JSON value by itself and others follow: then values stand one a line."""
    if line.strip() == data.strip():
        return False
    try:
        msgspec.json.decode(line)
    except _CANNOT_DECODE:
        return False
    return True


def _object(value: Any, source: str, stem: str) -> Iterator[Line | Rejected]:
    if isinstance(value, dict):
        yield Line(value, source, stem)
    else:
        yield rejected("not_an_object", "the record is no JSON object", source)


def rejected(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return the rejection of a record of a suite."""
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=source, record=record)


Found = Any
"""What a reader makes of a line."""


def read_lines(path: str, read: Callable[[Line], Iterator[Found]]) -> Iterator[Found | Rejected]:
    """Yield what a reader makes of each record; a record that it cannot use as ``Rejected``.

    Raises:
        InputError: See ``lines_of``.
    """
    for line in lines_of(path):
        if isinstance(line, Rejected):
            yield line
            continue
        try:
            yield from read(line)
        except ItemError as error:
            yield rejected(error.rule, str(error), line.source)


def field(line: Line, key: str, kind: type | tuple[type, ...]) -> Any:
    """Return a field of a record.

    Raises:
        ItemError: It is missing, or of another type.
    """
    value = line.value.get(key)
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is int):
        what = "is missing" if key not in line.value else f"is {type(value).__name__}"
        raise ItemError("bad_field", f"the field {key!r} {what}")
    return value
