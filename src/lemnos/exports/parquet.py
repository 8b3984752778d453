"""OpenAI's chat messages as Parquet: columns ``messages``, ``tools`` and ``lemnos``.

Arrow gives every struct of a column the same keys. In ``messages``, what a message does not have is null:
``reasoning_content``, ``tool_calls``, ``tool_call_id``, ``name``, ``weight``. Arguments and schemas have other keys in
each row; as structs, each would get the keys of all others. So ``tools`` is JSON text of the list, and ``arguments``
are JSON text. ``arguments="object"`` marks the column of arguments as Arrow's type ``arrow.json``, as ``tools`` always
is: ``datasets`` from 4.7 decodes it to objects, anything else sees text. Images and files are marks in the text.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.exports.carry import Carry, is_object
from lemnos.exports.openai_chat import row as openai_row
from lemnos.sources.trajectories.exported import KEY, Exported
from lemnos.store.atomic_files import writing

if TYPE_CHECKING:
    import pyarrow as pa

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
    made = openai_row(carry, "string", parts=False)
    tools = msgspec.json.encode(made["tools"]).decode()
    exported: Exported = made[KEY]
    size = len(tools) + len(exported.carried)
    for message in made["messages"]:
        size += len(message["content"]) + len(message.get("reasoning_content", ""))
        for call in message.get("tool_calls", ()):
            function = call["function"]
            size += len(function["arguments"])
            if arguments == "object" and not is_object(function["arguments"]):
                function["arguments"] = msgspec.json.encode(function["arguments"]).decode()
    return {"messages": made["messages"], "tools": tools, KEY: msgspec.structs.asdict(exported)}, size


def write(rows: Iterable[tuple[dict[str, Any], int]], path: Path, arguments: str) -> int:
    """Write rows to a file, atomically; return their number. One row group is in memory at a time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _schema(arguments)
    count = 0
    with writing(path) as stream, pq.ParquetWriter(stream, columns, compression="zstd") as writer:
        for batch in _batches(rows):
            writer.write_table(pa.Table.from_pylist(batch, schema=columns))
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


def _schema(arguments: str) -> "pa.Schema":
    import pyarrow as pa

    json = {"ARROW:extension:name": "arrow.json", "ARROW:extension:metadata": ""}
    text = pa.string()
    function = [
        pa.field("name", text),
        pa.field("arguments", text, metadata=json if arguments == "object" else None),
    ]
    call = [pa.field("id", text), pa.field("type", text), pa.field("function", pa.struct(function))]
    message = [
        pa.field("role", text),
        pa.field("content", text),
        pa.field("reasoning_content", text),
        pa.field("tool_calls", pa.list_(pa.field("element", pa.struct(call)))),
        pa.field("tool_call_id", text),
        pa.field("name", text),
        pa.field("weight", pa.int64()),
    ]
    exported = [
        pa.field(field.name, pa.int64() if field.type is int else text) for field in msgspec.structs.fields(Exported)
    ]
    return pa.schema(
        [
            pa.field("messages", pa.list_(pa.field("element", pa.struct(message)))),
            pa.field("tools", text, metadata=json),
            pa.field(KEY, pa.struct(exported)),
        ]
    )
