"""Conversations as nanochat's fine-tuning reads them: JSON lines, each a list of messages of user and assistant.

A line is ``[{"role": "user", "content": …}, {"role": "assistant", "content": …}, …]``. nanochat has no role for a
system message; it stands at the front of the first user message, as nanochat itself joins them. It takes a loss on all
that the assistant says. Records with tools, thoughts, untrained answers or another order have no place there; they are
left out and counted.
Source: nanochat ``tasks/customjson.py`` and ``tokenizer.py`` (``render_conversation``).
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lemnos.exports.carry import Carry
from lemnos.exports.write import write_lines
from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.conversation import conversation
from lemnos.steps.pack.formats.files import unless_empty, written
from lemnos.steps.pack.formats.placement import stem


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    left_out: Counter[str] = Counter()
    path = folder / f"{stem(shard)}.jsonl"
    rows = unless_empty(_rows(shard, left_out))
    if rows is None:
        return written(folder, rows=0, left_out=dict(left_out))
    count = write_lines(rows, path)
    return written(folder, path, rows=count, left_out=dict(left_out))


def _rows(shard: PackedShard, left_out: Counter[str]) -> Iterator[list[dict[str, str]]]:
    for record, _ in shard.records():
        carry = conversation(record)
        reason = "no_conversation" if carry is None else _refused(carry)
        if reason:
            left_out[reason] += 1
        else:
            assert carry is not None
            yield _messages(carry)


def _refused(carry: Carry) -> str:
    """Return why nanochat has no place for a conversation; empty if it has one."""
    messages = carry.own.messages
    if carry.own.tools or any(message.tool_calls or message.role == "tool" for message in messages):
        return "tools"
    if any(message.reasoning for message in messages):
        return "thought"
    if carry.untrained():
        return "untrained_message"
    spoken = [message.role for message in messages if message.role != "system"]
    if len(spoken) % 2 or spoken != ["user", "assistant"] * (len(spoken) // 2):
        return "order"
    return ""


def _messages(carry: Carry) -> list[dict[str, str]]:
    messages = [{"role": message.role, "content": message.content} for message in carry.own.messages]
    if messages[0]["role"] == "system":
        messages[1]["content"] = f"{messages[0]['content']}\n\n{messages[1]['content']}"
        del messages[0]
    return messages


FORMAT = Format(
    name="nanochat",
    title="lists of messages",
    read_by="nanochat (fine-tuning, CustomJSON)",
    takes="records",
    write=write,
)
