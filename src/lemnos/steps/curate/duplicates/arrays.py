"""What the stages of the duplicates hand on: sorted rows of keys by shard, pairs, and who repeats whom.

    work/duplicate_keys/NNNNNN.bands.npy, NNNNNN.texts.npy   ``KEY`` rows of a shard, sorted by key
    work/duplicate_texts/NNNNNN.npy                          (copy, first) of a range of keys
    work/duplicate_pairs/NNNNNN.npy                          (better, worse) of a range of keys, sorted by the worse
    work/duplicate_checks/NNNNNN.npy                         ``NEAR`` rows of a shard: pairs that the texts confirm
    work/duplicate_choice/copies.npy                         ``COPY`` rows of all that goes, sorted by number

Records are numbered through all shards. A row is read by slices, so a range of keys of all shards is joined in memory
that the size of the range bounds.
"""

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.store.atomic_files import writing
from lemnos.store.run_folder import RunFolder

KEYS, TEXTS, PAIRS, CHECKS, CHOICE = (
    "duplicate_keys",
    "duplicate_texts",
    "duplicate_pairs",
    "duplicate_checks",
    "duplicate_choice",
)
"""The stages, in order."""

KEY = np.dtype([("key", "<u8"), ("id", "<u8"), ("rank", "<u4"), ("index", "<u4")])
"""A key of a record: ``id`` is its id as a number, ``rank`` its place in the order of preference, ``index`` its number
in the shard."""
NEAR = np.dtype([("better", "<i8"), ("worse", "<i8"), ("similarity", "<f8")])
COPY = np.dtype([("number", "<i8"), ("of", "<i8"), ("similarity", "<f8")])
"""A record that goes, and the one that stays in its place; ``similarity`` is 2 for the same words."""
SAME = 2.0

Rows = npt.NDArray[Any]


class RangeTask(msgspec.Struct, frozen=True):
    """A range of keys: part ``number`` of ``of`` equal ones."""

    number: int
    of: int


def save(path: Path, rows: Rows) -> None:
    """Write an array."""
    with writing(path) as stream:
        np.save(stream, rows)


def rows_in(run: RunFolder, kind: str, firsts: Sequence[int], task: RangeTask) -> tuple[Rows, npt.NDArray[np.int64]]:
    """Return the rows of a range of keys, best first, and the numbers of their records.

    Args:
        run: The run folder.
        kind: ``bands`` or ``texts``.
        firsts: Number of the first record of each shard, and of all records.
        task: The range.
    """
    low, high = (np.uint64(min((1 << 64) - 1, (part << 64) // task.of)) for part in (task.number, task.number + 1))
    pieces: list[Rows] = [np.zeros(0, KEY)]
    numbers = [np.zeros(0, np.int64)]
    for shard, (first, after) in enumerate(pairwise(firsts)):
        if first == after:
            continue
        rows = np.load(run.work(KEYS, f"{shard:06}.{kind}.npy"), mmap_mode="r")
        start = np.searchsorted(rows["key"], low)
        end = len(rows) if task.number + 1 == task.of else np.searchsorted(rows["key"], high)
        piece = np.array(rows[start:end])
        pieces.append(piece)
        numbers.append(piece["index"].astype(np.int64) + first)
    joined, number = np.concatenate(pieces), np.concatenate(numbers)
    order = np.lexsort((number, joined["id"], joined["rank"]))
    return joined[order], number[order]
