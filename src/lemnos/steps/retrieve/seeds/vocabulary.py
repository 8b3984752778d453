"""The stage ``vocabulary``: which seeds are kept, and the terms of all of them.

Of the seeds of one group the first is kept. Writes the terms of the kept ones, ascending, and for each kept seed its
shard and row. Memory: 4 bytes a term, and 16 a seed.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.pipeline.job import WholeTask
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.store import arrays_path, load, save
from lemnos.store.run_folder import RunFolder

VOCABULARY = "vocabulary"
_WAITING = 1 << 22
"""Terms that are collected before they are united with those before."""


class Vocabulary(NamedTuple):
    """The terms of the seeds, and which seeds are kept."""

    terms: npt.NDArray[np.uint32]
    """Ascending. Shape: (terms,)."""
    seeds: npt.NDArray[np.int64]
    """Row in its shard of each kept seed, in order. Shape: (kept,)."""
    firsts: npt.NDArray[np.int64]
    """Number of the first kept seed of each shard. Shape: (shards + 1,)."""

    def rows_of(self, shard: int) -> npt.NDArray[np.int64]:
        """Return the rows of the kept seeds of a shard."""
        return self.seeds[self.firsts[shard] : self.firsts[shard + 1]]

    def rows(self) -> Iterator[tuple[int, npt.NDArray[np.int64]]]:
        """Yield each shard with the rows of its kept seeds."""
        for shard in range(len(self.firsts) - 1):
            yield shard, self.rows_of(shard)


def make_vocabulary(run: RunFolder, shards: int, task: WholeTask) -> Figures:
    """Unite the terms of the seeds of all shards. Returns the figures of the stage."""
    del task
    seen: set[int] = set()
    terms = np.zeros(0, dtype=np.uint32)
    waiting: list[npt.NDArray[np.uint32]] = []
    rows: list[int] = []
    firsts = [0]
    found = 0
    for number in range(shards):
        shard = load(arrays_path(run, SEEDS, number), ("starts", "terms", "group"))
        found += len(shard["group"])
        for row, group in enumerate(map(int, shard["group"])):
            if group not in seen:
                seen.add(group)
                rows.append(row)
                waiting.append(shard["terms"][shard["starts"][row] : shard["starts"][row + 1]])
        firsts.append(len(rows))
        if sum(map(len, waiting)) > _WAITING:
            terms, waiting = np.unique(np.concatenate([terms, *waiting])), []
    terms = np.unique(np.concatenate([terms, *waiting]))
    save(
        run.work(VOCABULARY, "vocabulary.npz"),
        {"terms": terms, "seeds": np.array(rows, dtype=np.int64), "firsts": np.array(firsts, dtype=np.int64)},
    )
    return {"seeds": len(rows), "copies": found - len(rows), "terms": len(terms)}


def load_vocabulary(run: RunFolder) -> Vocabulary:
    """Return the vocabulary of a run whose stage ``vocabulary`` is finished; a process keeps the last one."""
    path = run.work(VOCABULARY, "vocabulary.npz")
    return _loaded(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _loaded(path: Path, _changed: int) -> Vocabulary:
    return Vocabulary(**load(path, Vocabulary._fields))
