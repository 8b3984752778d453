"""Packed windows as Parquet: one row a window, as Megatron-Bridge and TRL read them.

    input_ids     tokens
    seq_start_id  where each document begins
    loss_mask     1 where the loss of predicting the *next* token counts: Megatron's labels are shifted by one
    labels        the token where the loss of predicting *it* counts, else -100: Hugging Face models shift by themselves
    position_ids  from 0 in each document
    seq_lengths   length of each document

So ``loss_mask[i]`` is ``trained[i + 1]``, and the last token of a document, which predicts nothing, has 0. The name
ends with ``.idx.parquet``, by which Megatron-Bridge knows packed data. Megatron-Bridge reads the row group of each row,
so these are small. It also takes no loss where the input is the tokenizer's ``eos``: ``after_eos`` of the figures
counts trained tokens that follow one within a document.
Source: Megatron-Bridge ``data/datasets/packed_parquet.py`` and ``GPTSFTPackedDataset.collate_fn``; TRL
``DataCollatorForLanguageModeling``.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from lemnos.records.arrow import numbers
from lemnos.steps.pack.base import Format, PackedShard, Window
from lemnos.steps.pack.formats.files import written
from lemnos.steps.pack.formats.placement import Placements, stem
from lemnos.store.atomic_files import writing

if TYPE_CHECKING:
    import pyarrow as pa

IGNORED = -100
"""Label of a token that no loss is taken on: ``ignore_index`` of PyTorch's cross-entropy."""
_GROUP_TOKENS = 1 << 18
"""About how many tokens a row group holds."""
_COLUMNS = {
    "input_ids": "int32",
    "seq_start_id": "int32",
    "loss_mask": "uint8",
    "labels": "int32",
    "position_ids": "int32",
    "seq_lengths": "int32",
}


def write(shard: PackedShard, folder: Path) -> dict[str, Any]:
    """Write a shard; see ``Format.write``."""
    if not shard.rows:
        return written(folder, tokens=0, after_eos=0)
    import pyarrow.parquet as pq

    path = folder / f"{stem(shard)}.idx.parquet"
    placements = Placements()
    after_eos = 0
    repeating = [f"{name}.list.element" for name in ("input_ids", "loss_mask", "labels")]
    rising = {f"{name}.list.element": "DELTA_BINARY_PACKED" for name in ("position_ids", "seq_start_id", "seq_lengths")}
    with (
        writing(path) as stream,
        pq.ParquetWriter(
            stream, _schema(), compression="zstd", use_dictionary=repeating, column_encoding=rising
        ) as writer,
    ):
        for group in _groups(shard.windows()):
            writer.write_table(_table(group))
            for window in group:
                placements.parts(window.parts)
                placements.end_row()
                if shard.vocabulary.eos is not None:
                    follows = window.tokens[:-1] == shard.vocabulary.eos
                    after_eos += int(np.count_nonzero(follows & window.trained[1:]))
    placements.write(folder, shard)
    return written(folder, path, tokens=placements.tokens, after_eos=after_eos)


def _groups(windows: Iterable[Window]) -> Iterator[list[Window]]:
    group: list[Window] = []
    tokens = 0
    for window in windows:
        group.append(window)
        tokens += len(window.tokens)
        if tokens >= _GROUP_TOKENS:
            yield group
            group, tokens = [], 0
    if group:
        yield group


def columns(window: Window) -> dict[str, "np.ndarray[Any, Any]"]:
    """Return the row of a window."""
    tokens, trained, starts, _ = window
    lengths = np.diff(starts, append=len(tokens))
    return {
        "input_ids": tokens,
        "seq_start_id": starts,
        "loss_mask": np.append(trained[1:], False),
        "labels": np.where(trained, tokens, IGNORED),
        "position_ids": np.arange(len(tokens)) - np.repeat(starts, lengths),
        "seq_lengths": lengths,
    }


def _table(group: list[Window]) -> "pa.Table":
    import pyarrow as pa

    rows = [columns(window) for window in group]
    arrays = []
    for field in _schema():
        values = [row[field.name] for row in rows]
        offsets = np.cumsum([0, *map(len, values)], dtype=np.int32)
        flat = np.concatenate(values).astype(_COLUMNS[field.name])
        arrays.append(pa.ListArray.from_arrays(numbers(offsets), numbers(flat), type=field.type))
    return pa.Table.from_arrays(arrays, schema=_schema())


def _schema() -> "pa.Schema":
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(name, pa.list_(pa.field("element", pa.type_for_alias(kind), nullable=False)), nullable=False)
            for name, kind in _COLUMNS.items()
        ]
    )


FORMAT = Format(
    name="packed",
    title="packed windows as Parquet",
    read_by="Megatron-Bridge (packed Parquet); TRL and Transformers (input_ids, labels)",
    takes="windows",
    write=write,
)
