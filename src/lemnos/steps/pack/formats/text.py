"""Plain text: one row a record, with the rendered ``text``, as Parquet or JSON lines.

    text     the record as the template of the settings writes it, without the tokens at its beginning and end
    id       of the record
    kind     its type: ``Dialogue``
    licence  SPDX expression, ``unknown`` where one is not stated
    source   file and position, as far as one record has one

Trainers that tokenise put their own tokens around a text: torchtitan adds ``eos`` to one that has it, and nanochat
encodes it as letters. So ``bos`` and ``eos`` of the tokenizer stand in no text as its first and last token.
A row group has 256 rows: nanochat gives each process whole row groups, and repeats none only if there are at least as
many as processes. nanochat takes the last file by name for validation, and ``validation-…`` sorts behind ``train-…``.
Source: nanochat ``dataset.py`` and ``dataloader.py``; torchtitan ``hf_datasets/text_datasets.py``.
"""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from lemnos.exports.write import write_lines
from lemnos.records.arrow import table
from lemnos.steps.pack.base import Format, PackedShard
from lemnos.steps.pack.formats.files import licence_of, unless_empty, written
from lemnos.steps.pack.formats.placement import stem
from lemnos.store.atomic_files import writing

_ROWS = 256
_COLUMNS = ("text", "id", "kind", "licence", "source")


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    path = folder / f"{stem(shard)}.{shard.file_format}"
    rows = unless_empty(_rows(shard))
    if rows is None:
        return written(folder, rows=0)
    if shard.file_format == "jsonl":
        return written(folder, path, rows=write_lines(rows, path))
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = pa.schema([pa.field(name, pa.string(), nullable=False) for name in _COLUMNS])
    count = 0
    with writing(path) as stream, pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        while batch := list(islice(rows, _ROWS)):
            writer.write_table(table(batch, schema))
            count += len(batch)
    return written(folder, path, rows=count)


def _rows(shard: PackedShard) -> Iterator[dict[str, str]]:
    vocabulary = shard.vocabulary
    for _, rendered in shard.records():
        yield {
            "text": rendered.text.removeprefix(vocabulary.bos_text).removesuffix(vocabulary.eos_text),
            "id": rendered.record,
            "kind": rendered.kind,
            "licence": licence_of(rendered),
            "source": rendered.source,
        }


FORMAT = Format(
    name="text",
    title="text, one record a row",
    read_by="nanochat (base training), torchtitan, datatrove, anything that tokenises by itself",
    takes="records",
    write=write,
)
