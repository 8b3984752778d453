"""The files of a benchmark to JSON values, and the fields that readers look for in them.

``path`` → ``Row``s: a value, its file and position. Read are JSON and JSON lines, Parquet, tables in CSV and TSV,
Python files of tasks (parsed, never run) and plain text; from a folder, a zip or a tar, JSON also compressed by gzip.
"""

import csv
import gzip
import io
import os
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Rejected
from lemnos.sources.files.archive import place_of
from lemnos.sources.files.encoding import utf8
from lemnos.sources.files.identity import unreadable
from lemnos.sources.trajectories.values import whole_values
from lemnos.steps.curate.decontaminate.items import Item, Signature

STAGE = "benchmarks"
EXTENSIONS = (".jsonl", ".json", ".parquet", ".csv", ".tsv", ".py", ".txt", ".jsonl.gz", ".json.gz", ".ndjson", ".zip")
_LARGEST = 1 << 30
_PROSE = ("readme", "license", "licence", "notice", "source", "copying", "changelog")
"""Text files beside a benchmark that are not of it."""


class Row(NamedTuple):
    """One value of a file of a benchmark."""

    value: Any
    """A JSON value: an object mostly; for a table without a head, a list of cells; for prose, a text."""
    source: str
    """File and position."""
    file: str
    """Path of the file in the benchmark, without its extension."""


class UnknownItemError(ValueError):
    """A row is no item of the format: the rule, and the reason in one sentence."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule


def rejected(rule: str, reason: str, source: str) -> Rejected:
    """Return the rejection of a row of a benchmark."""
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=source)


def rows_of(path: str) -> Iterator[Row | Rejected]:
    """Yield the values in the files at ``path``.

    Raises:
        InputError: There is no such file, or the archive is damaged.
    """
    try:
        folder = os.path.isdir(path)
        place = place_of(path, EXTENSIONS if folder else EXTENSIONS[:-1], any_single=True)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise unreadable(path, error) from error
    with place.opener() as read:
        for entry in place.entries(_LARGEST):
            name = entry.name.rpartition("/")[2].lower()
            if name.endswith(".zip"):
                if folder:
                    yield from rows_of(os.path.join(path, entry.name))
                continue
            if name.endswith((".txt", ".py")) and name.startswith(_PROSE):
                continue
            if entry.fault or entry.size > _LARGEST:
                yield rejected("unreadable", entry.fault or f"the file has over {_LARGEST:,} bytes", entry.name)
                continue
            try:
                data = read(entry)
                data = gzip.decompress(data) if name.endswith(".gz") else data
            except (OSError, ValueError, EOFError, zlib.error) as error:
                yield rejected("unreadable", f"cannot be read ({error})", entry.name)
                continue
            yield from _rows(data, entry.name)


def _rows(data: bytes, name: str) -> Iterator[Row | Rejected]:
    lower = name.lower().removesuffix(".gz")
    stem = name.rpartition(".")[0] or name
    if lower.endswith(".parquet"):
        yield from _table(data, name, stem)
    elif lower.endswith((".csv", ".tsv")):
        yield from _cells(data, name, stem)
    elif lower.endswith((".txt", ".py")):
        yield Row(utf8(data)[0].decode("utf-8", "replace"), name, stem)
    else:
        for found in whole_values(data, name):
            if isinstance(found, Rejected):
                yield rejected(found.rule, found.reason, found.source)
            else:
                yield Row(found.value, found.source, stem)


def _table(data: bytes, name: str, stem: str) -> Iterator[Row | Rejected]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        yield rejected("unreadable", f"no Parquet ({error})", name)
        return
    for number, value in enumerate(table.to_pylist()):
        yield Row(value, f"{name}#/{number}", stem)


def _cells(data: bytes, name: str, stem: str) -> Iterator[Row]:
    """Yield the rows of a table: objects if its first row names known fields, else lists of cells."""
    text = utf8(data)[0].decode("utf-8", "replace")
    lines = csv.reader(io.StringIO(text), delimiter="\t" if name.lower().endswith(".tsv") else ",")
    head: list[str] = []
    for number, cells in enumerate(lines, 1):
        if number == 1 and _is_head(cells):
            head = [cell.strip() for cell in cells]
        elif cells:
            value = dict(zip(head, cells, strict=False)) if head else cells
            yield Row(value, f"{name}:{number}", stem)


_HEADS = frozenset(
    "id question query prompt problem answer correct_answer choices input output text context sentence goal".split()
)


def _is_head(cells: list[str]) -> bool:
    return len(_HEADS & set(map(field_name, cells))) >= (2 if len(cells) > 1 else 1)


def field_name(name: str) -> str:
    """Return the name of a field as the readers know it: in lower case, with underscores.

    >>> field_name("Correct Answer ")
    'correct_answer'
    """
    return name.strip().lower().replace(" ", "_").replace("-", "_")


def text_of(value: Any) -> str:
    """Return the text of a value: of a message its content, of a list a line for each part, of a number its digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return "" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, list):
        return "\n".join(text for part in value if (text := text_of(part)))
    if isinstance(value, dict):
        for key in ("content", "text", "value", "stem", "utterance", "input_text", "question"):
            if key in value:
                return text_of(value[key])
    return ""


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the texts of a value: one of each element of a list."""
    if isinstance(value, dict) and isinstance(listed := value.get("text", value.get("spans")), list):
        value = listed
    elif isinstance(value, dict) and value and all(isinstance(part, str) for part in value.values()):
        value = list(value.values())
    parts = value if isinstance(value, list) else [value]
    return tuple(text for part in parts if (text := text_of(part).strip()))


def call_text(name: str, arguments: Any) -> str:
    """Return a call as words: the function's name and its values."""
    if isinstance(arguments, Mapping):
        values = [_argument(value) for value in arguments.values()]
        return " ".join(part for part in (name, *values) if part)
    return name


def _argument(value: Any) -> str:
    """Return an argument as words; of alternatives, as BFCL lists them, the first."""
    first = value[0] if isinstance(value, list) and value else value
    return first if isinstance(first, str) else msgspec.json.encode(first).decode()


def signature_of(value: Any) -> Signature | None:
    """Return the tool that a JSON value describes, in the shapes of OpenAI, MCP, BFCL, API-Bank and ToolBench."""
    if not isinstance(value, dict):
        return None
    if isinstance(value.get("function"), dict):
        value = value["function"]
    name = value.get("name") or value.get("api_name")
    if not isinstance(name, str):
        return None
    schema: dict[str, Any] = {}
    for key in ("parameters", "inputSchema", "input_schema", "input_parameters"):
        if isinstance(value.get(key), dict):
            schema = value[key]
            break
    for key in ("required_parameters", "optional_parameters"):
        listed = value.get(key)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and isinstance(one.get("name"), str):
                schema = {**schema, one["name"]: one}
    inner = schema.get("properties")
    properties: dict[str, Any] = inner if isinstance(inner, dict) else schema
    names = tuple(sorted(str(key) for key in properties if isinstance(properties.get(key), dict)))
    details = tuple(text_of(properties[key].get("description")) for key in names)
    return Signature(name, names, text_of(value.get("description") or value.get("api_description")), details)


def signatures_of(value: Any) -> tuple[Signature, ...]:
    """Return the tools in a list of descriptions, or in JSON text of one."""
    if isinstance(value, str):
        try:
            value = msgspec.json.decode(value)
        except msgspec.DecodeError:
            return ()
    listed = value if isinstance(value, list) else [value]
    return tuple(tool for part in listed if (tool := signature_of(part)) is not None)


def item(row: Row, benchmark: str, **fields: Any) -> Item:
    """Return an item of ``row``; its id is that of the row if it has one, else the position.

    Raises:
        UnknownItemError: It has neither a question nor tools.
    """
    given = row.value if isinstance(row.value, dict) else {}
    own = next((given[key] for key in _IDS if isinstance(given.get(key), str | int) and given[key] != ""), row.source)
    made = Item(**{"id": str(own), "benchmark": benchmark, "question": "", "source": row.source, **fields})
    if not made.question.strip() and not made.tools:
        raise UnknownItemError("no_question", "it has no question, prompt or tool")
    return made


_IDS = ("id", "task_id", "question_id", "qid", "item_id", "uid", "ind", "pairID", "number", "key")
