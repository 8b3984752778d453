"""sharegpt with tools as JSON lines, as LLaMA-Factory reads it (``lemnos.exports.sharegpt``).

The folder gets the ``dataset_info.json`` that LLaMA-Factory wants, with the data sets ``lemnos_train`` and
``lemnos_validation``. LLaMA-Factory takes a loss on all that the assistant says; it has no flag for one message, so
records with a message of the assistant that must not be trained on are left out and counted, as are those that are no
conversations.
Source: LLaMA-Factory ``data/converter.py`` (``SharegptDatasetConverter``), ``data/parser.py``.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from lemnos.exports.sharegpt import row
from lemnos.exports.write import write_lines
from lemnos.sources.trajectories.exported import KEY
from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.conversation import conversation
from lemnos.steps.pack.formats.files import licence_of, unless_empty, written
from lemnos.steps.pack.formats.placement import stem
from lemnos.store.atomic_files import write_bytes

_COLUMNS = {"messages": "conversations", "system": "system", "tools": "tools"}


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    left_out: Counter[str] = Counter()
    path = folder / shard.split / f"{stem(shard)}.jsonl"
    rows = unless_empty(_rows(shard, left_out))
    if rows is None:
        return written(folder, rows=0, split=shard.split, left_out=dict(left_out))
    count = write_lines(rows, path)
    return written(folder, path, rows=count, split=shard.split, left_out=dict(left_out))


def _rows(shard: PackedShard, left_out: Counter[str]) -> Iterator[dict[str, Any]]:
    for record, rendered in shard.records():
        carry = conversation(record)
        if carry is None:
            left_out["no_conversation"] += 1
            continue
        if carry.untrained():
            left_out["untrained_message"] += 1
            continue
        made = row(carry, "object")
        del made[KEY]
        if not made["conversations"] or made["conversations"][-1]["from"] not in ("gpt", "function_call"):
            left_out["no_answer"] += 1
            continue
        yield {**made, "id": rendered.record, "licence": licence_of(rendered), "source": rendered.source}


def finish(figures: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write ``dataset_info.json``; see ``Format.finish``."""
    splits = sorted({str(shard["split"]) for shard in figures if shard["rows"]})
    info = {f"lemnos_{split}": {"file_name": split, "formatting": "sharegpt", "columns": _COLUMNS} for split in splits}
    write_bytes(folder / "dataset_info.json", msgspec.json.format(msgspec.json.encode(info), indent=2))


FORMAT = Format(
    name="sharegpt",
    title="sharegpt with tools",
    read_by="LLaMA-Factory",
    takes="records",
    write=write,
    finish=finish,
)
