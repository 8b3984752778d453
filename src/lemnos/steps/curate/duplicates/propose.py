"""The stages ``duplicate_texts`` and ``duplicate_pairs``: ranges of keys → copies of one text, and pairs to compare.

Each task joins one range of the keys of all shards. Memory: about 300 bytes a row.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.duplicates.arrays import PAIRS, TEXTS, RangeTask, rows_in, save
from lemnos.store.run_folder import RunFolder
from lemnos.text.near_duplicates import proposed

ROW_BYTES = 400
"""Memory for each row of a range."""


def find_texts(run: RunFolder, firsts: Sequence[int], task: RangeTask) -> dict[str, Any]:
    """Find the records whose words are those of a better one; write (copy, first)."""
    rows, numbers = rows_in(run, "texts", firsts, task)
    order = np.argsort(rows["key"], kind="stable")  # the best of a text stays the first of it
    keys = rows["key"][order]
    starts = np.concatenate(([True], keys[1:] != keys[:-1])) if len(keys) else np.zeros(0, bool)
    heads = order[np.flatnonzero(starts)][np.cumsum(starts) - 1]
    copies = np.stack((numbers[order], numbers[heads]), axis=1)[~starts]
    save(run.work(TEXTS, f"{task.number:06}.npy"), copies)
    return {"copies": len(copies)}


def propose_pairs(run: RunFolder, firsts: Sequence[int], ranges: int, task: RangeTask) -> dict[str, Any]:
    """Propose pairs of records, neither of which is a copy of a text, to be compared; write (better, worse)."""
    single = np.ones(firsts[-1], bool)
    single[copies_of(run, ranges)[:, 0]] = False
    rows, numbers = rows_in(run, "bands", firsts, task)
    kept = single[numbers]
    pairs = proposed(rows["key"][kept], numbers[kept])
    # Two records may meet in several bands: once is enough.
    pairs = pairs[np.lexsort((pairs[:, 0], pairs[:, 1]))]
    fresh = np.ones(len(pairs), bool)
    fresh[1:] = (pairs[1:] != pairs[:-1]).any(axis=1)
    save(run.work(PAIRS, f"{task.number:06}.npy"), pairs[fresh])
    return {"pairs": int(fresh.sum())}


def copies_of(run: RunFolder, ranges: int) -> npt.NDArray[np.int64]:
    """Return (copy, first) of all copies of a text. Shape: (copies, 2)."""
    found = [np.load(run.work(TEXTS, f"{number:06}.npy")) for number in range(ranges)]
    return np.concatenate([np.zeros((0, 2), np.int64), *found])
