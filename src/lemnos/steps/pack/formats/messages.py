"""Messages with tools, one conversation a row, for trainers that render the template themselves.

    messages  OpenAI's chat messages (``lemnos.exports.openai_chat``); ``loss`` on those of the assistant
    tools     the tools offered, empty where there are none; JSON text in Parquet
    id, licence, source

``loss`` says whether the record allows a loss on a message of the assistant: ms-swift reads it by this name, axolotl
with ``message_field_training: loss``; it is absent, in Parquet null, on other messages. Arguments of calls are objects;
in Parquet they and ``tools`` are JSON text of a type that ``datasets`` from 4.7 decodes, so that it gives each row its
own keys alone; an older one cannot open the file, but lines. A thought is in ``reasoning_content``, or in the content
(``pack.thoughts``). A row ends with its last answer: ms-swift refuses any other. Documents and tool documents are no
conversations; they are left out and counted, as are conversations without an answer, and those with a call whose
arguments are no JSON object, on which axolotl and many templates end with an error.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lemnos.exports import parquet
from lemnos.exports.carry import Carry, is_object
from lemnos.exports.decimals import spelled
from lemnos.exports.openai_chat import row
from lemnos.exports.write import write_lines
from lemnos.sources.trajectories.exported import THINK, THOUGHT
from lemnos.steps.pack.base import Format, PackedShard, Rendered
from lemnos.steps.pack.formats.conversation import conversation
from lemnos.steps.pack.formats.files import licence_of, unless_empty, written
from lemnos.steps.pack.formats.placement import stem
from lemnos.steps.pack.settings import Thoughts


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    left_out: Counter[str] = Counter()
    path = folder / f"{stem(shard)}.{shard.file_format}"
    found = unless_empty(_conversations(shard, left_out))
    thoughts = shard.thoughts
    if found is None:
        return written(folder, rows=0, left_out=dict(left_out))
    if shard.file_format == "jsonl":
        count = write_lines((_row(carry, rendered, thoughts) for carry, rendered in found), path)
    else:
        count = parquet.write((_columns(carry, rendered, thoughts) for carry, rendered in found), path, _schema())
    return written(folder, path, rows=count, left_out=dict(left_out))


def _conversations(shard: PackedShard, left_out: Counter[str]) -> Iterator[tuple[Carry, Rendered]]:
    for record, rendered in shard.records():
        carry = conversation(record)
        if carry is None:
            left_out["no_conversation"] += 1
        elif not any(message.role == "assistant" for message in carry.own.messages):
            left_out["no_answer"] += 1
        elif all(is_object(call.arguments) for message in carry.own.messages for call in message.tool_calls):
            yield carry, rendered
        else:
            left_out["arguments"] += 1


def _row(carry: Carry, rendered: Rendered, thoughts: Thoughts) -> dict[str, Any]:
    made = row(carry, "object", parts=False)
    _flag(carry, made["messages"])
    _finish(thoughts, made["messages"])
    return {"messages": made["messages"], "tools": made["tools"], **_about(rendered)}


def _columns(carry: Carry, rendered: Rendered, thoughts: Thoughts) -> tuple[dict[str, Any], int]:
    made, size = parquet.row(carry, "object")
    _flag(carry, made["messages"])
    _finish(thoughts, made["messages"])
    return {"messages": made["messages"], "tools": spelled(made["tools"]), **_about(rendered)}, size


def _flag(carry: Carry, messages: list[dict[str, Any]]) -> None:
    """Say ``loss`` where OpenAI's form says ``weight``."""
    for own, message in zip(carry.own.messages, messages, strict=True):
        message.pop("weight", None)
        if own.role == "assistant":
            message["loss"] = own.train


def _finish(thoughts: Thoughts, messages: list[dict[str, Any]]) -> None:
    """Put thoughts where the settings want them, and end with the last answer."""
    last = max(number for number, message in enumerate(messages) if message["role"] == "assistant")
    del messages[last + 1 :]
    for message in messages if thoughts == "content" else ():
        if thought := message.pop("reasoning_content", ""):
            message["content"] = f"{THINK}{thought}{THOUGHT}{message['content']}"


def _about(rendered: Rendered) -> dict[str, str]:
    return {"id": rendered.record, "licence": licence_of(rendered), "source": rendered.source}


def _schema() -> Any:
    import pyarrow as pa

    about = [pa.field(name, pa.string()) for name in ("id", "licence", "source")]
    return pa.schema([parquet.messages_field("object", ("loss", "bool")), parquet.tools_field(), *about])


FORMAT = Format(
    name="messages",
    title="messages and tools",
    read_by="TRL, axolotl, ms-swift, every chat template",
    takes="records",
    write=write,
)
