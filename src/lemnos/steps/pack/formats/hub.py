"""Session traces of the Hugging Face Hub: a file for each trajectory (``lemnos.exports.session_trace``).

A shard is a folder, ``train-000000/<id>.jsonl``. A trajectory that is packed more than once has one file. Other records
are left out and counted. The first line carries what the form has no place for, so an import gives the record back.
"""

from collections import Counter
from pathlib import Path
from typing import Any

from lemnos.exports.carry import begin
from lemnos.exports.session_trace import lines
from lemnos.exports.write import write_lines
from lemnos.records import Trajectory
from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.files import written
from lemnos.steps.pack.formats.placement import stem


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    left_out: Counter[str] = Counter()
    inner = folder / stem(shard)
    paths: dict[str, Path] = {}
    for record, _ in shard.records():
        if not isinstance(record, Trajectory):
            left_out["no_trajectory"] += 1
        elif record.id not in paths:
            paths[record.id] = inner / f"{record.id}.jsonl"
            write_lines(lines(begin(record), "string"), paths[record.id])
    return written(folder, *paths.values(), rows=len(paths), left_out=dict(left_out))


FORMAT = Format(
    name="hub",
    title="session traces",
    read_by="the trace viewer of the Hugging Face Hub",
    takes="records",
    write=write,
)
