"""OpenAI's chat messages as Parquet: columns ``messages``, ``tools`` and ``lemnos``.

Arrow gives every struct of a column the same keys. In ``messages``, what a message does not have is null:
``reasoning_content``, ``tool_calls``, ``tool_call_id``, ``name``, ``weight``. Arguments and schemas have other keys in
each row; as structs, each would get the keys of all others. So ``tools`` is JSON text of the list, and ``arguments``
are JSON text. ``arguments="object"`` marks the column of arguments as Arrow's type ``arrow.json``, as ``tools`` always
is: ``datasets`` from 4.7 decodes it to objects, anything else sees text. Decimals in it are spelled so that
``datasets`` reads their values (``decimals.py``). Images and files are marks in the text.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.exports.carry import Carry, is_object
from lemnos.exports.decimals import spelled
from lemnos.exports.openai_chat import row as openai_row
from lemnos.records.arrow import table
from lemnos.sources.trajectories.exported import KEY, Exported
from lemnos.store.atomic_files import writing

if TYPE_CHECKING:
    import pyarrow as pa

_JSON = {"ARROW:extension:name": "arrow.json", "ARROW:extension:metadata": ""}
"""Metadata of a column whose text is JSON."""
_ROWS = 256
"""Rows in a row group, at most."""
_BYTES = 32 << 20
"""Characters of text in a row group, about; one row may have more."""


def row(carry: Carry, arguments: str) -> tuple[dict[str, Any], int]:
    """Return the row of a trajectory, and the number of characters in it."""
    if arguments == "object":
        for number, message in enumerate(carry.masked.messages):
            for position, call in enumerate(message.tool_calls):
                if not is_object(call.arguments):
                    carry.notes.add("arguments_as_text")
                    carry.patch_arguments(number, position)
                elif spelled(call.arguments) != call.arguments:
                    carry.patch_arguments(number, position)
    made = openai_row(carry, "string", parts=False)
    tools = msgspec.json.encode(made["tools"]).decode()
    exported: Exported = made[KEY]
    size = len(tools) + len(exported.carried)
    for message in made["messages"]:
        size += len(message["content"]) + len(message.get("reasoning_content", ""))
        for call in message.get("tool_calls", ()):
            function = call["function"]
            size += len(function["arguments"])
            if arguments == "object" and is_object(function["arguments"]):
                function["arguments"] = spelled(function["arguments"])
            elif arguments == "object":
                function["arguments"] = msgspec.json.encode(function["arguments"]).decode()
    return {"messages": made["messages"], "tools": tools, KEY: msgspec.structs.asdict(exported)}, size


def write(rows: Iterable[tuple[dict[str, Any], int]], path: Path, columns: "pa.Schema") -> int:
    """Write rows to a file, atomically; return their number. One row group is in memory at a time.

    Args:
        rows: Rows, each with the number of characters in it.
        path: The file.
        columns: Their schema.

    Raises:
        RunError: The file cannot be written.
    """
    import pyarrow.parquet as pq

    count = 0
    with writing(path) as stream, pq.ParquetWriter(stream, columns, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(table(batch, columns))
            count += len(batch)
    return count


def _batches(rows: Iterable[tuple[dict[str, Any], int]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    total = 0
    for made, size in rows:
        batch.append(made)
        total += size
        if len(batch) == _ROWS or total >= _BYTES:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def schema(arguments: str) -> "pa.Schema":
    """Return the schema of ``row``."""
    import pyarrow as pa

    exported = [
        pa.field(field.name, pa.int64() if field.type is int else pa.string())
        for field in msgspec.structs.fields(Exported)
    ]
    return pa.schema(
        [messages_field(arguments, ("weight", "int64")), tools_field(), pa.field(KEY, pa.struct(exported))]
    )


def messages_field(arguments: str, flag: tuple[str, str]) -> "pa.Field":
    """Return the column ``messages``.

    Args:
        arguments: Whether arguments are seen as a ``string`` or an ``object``.
        flag: Name and Arrow type of what says whether a loss is taken on a message.
    """
    import pyarrow as pa

    text = pa.string()
    function = [
        pa.field("name", text),
        pa.field("arguments", text, metadata=_JSON if arguments == "object" else None),
    ]
    call = [pa.field("id", text), pa.field("type", text), pa.field("function", pa.struct(function))]
    message = [
        pa.field("role", text),
        pa.field("content", text),
        pa.field("reasoning_content", text),
        pa.field("tool_calls", pa.list_(pa.field("element", pa.struct(call)))),
        pa.field("tool_call_id", text),
        pa.field("name", text),
        pa.field(flag[0], pa.type_for_alias(flag[1])),
    ]
    return pa.field("messages", pa.list_(pa.field("element", pa.struct(message))))


def tools_field() -> "pa.Field":
    """Return the column ``tools``: JSON text of the list."""
    import pyarrow as pa

    return pa.field("tools", pa.string(), metadata=_JSON)
