"""The stage ``duplicate_checks``: the proposed pairs of one shard → those that the texts confirm.

Texts of the shard are read in order, those of the other shards as they are needed; the words of the most recently used
ones stay in memory.
"""

from collections import OrderedDict
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.duplicates.arrays import CHECKS, NEAR, PAIRS, save
from lemnos.steps.curate.duplicates.compare import Compared, compared, similarity
from lemnos.steps.curate.duplicates.specific import specific
from lemnos.steps.curate.settings import CurateSettings
from lemnos.steps.curate.store import RecordReader, ShardTask
from lemnos.store.run_folder import RunFolder

_PAIRS_AT_ONCE = 512


class _Texts:
    """The words of records by number, at most so many bytes of them."""

    def __init__(self, run: RunFolder, firsts: Sequence[int], bytes_: int) -> None:
        self._reader = RecordReader(run, len(firsts) - 1)
        self._firsts = np.asarray(firsts)
        self._held: OrderedDict[int, Compared] = OrderedDict()
        self._left = bytes_

    def load(self, numbers: Sequence[int]) -> dict[int, Compared]:
        """Return the words of some records."""
        missing = [number for number in dict.fromkeys(numbers) if number not in self._held]
        shards = np.searchsorted(self._firsts, missing, side="right") - 1
        read = [
            specific(self._reader.read(int(shard), number - int(self._firsts[shard])))
            for number, shard in zip(missing, shards, strict=True)
        ]
        for number, words in zip(missing, compared(read), strict=True):
            self._held[number] = words
            self._left -= _bytes(words)
        loaded = {}
        for number in dict.fromkeys(numbers):
            self._held.move_to_end(number)
            loaded[number] = self._held[number]
        while self._left < 0 and len(self._held) > len(loaded):
            self._left += _bytes(self._held.popitem(last=False)[1])
        return loaded

    def close(self) -> None:
        """Close all files."""
        self._reader.close()


def check_pairs(
    run: RunFolder, settings: CurateSettings, firsts: Sequence[int], ranges: int, task: ShardTask
) -> dict[str, Any]:
    """Compare the pairs whose worse record is of one shard. Returns the figures of the shard."""
    own = settings.duplicates
    pairs = _pairs(run, ranges, firsts[task.number], firsts[task.number + 1])
    texts = _Texts(run, firsts, own.memory_megabytes * 1_000_000 // 2)
    near: list[tuple[int, int, float]] = []
    for start in range(0, len(pairs), _PAIRS_AT_ONCE):
        some = pairs[start : start + _PAIRS_AT_ONCE].tolist()
        words = texts.load(list(chain.from_iterable(some)))
        for better, worse in some:
            found = similarity(words[better], words[worse], own.similarity)
            if found:
                near.append((better, worse, found))
    texts.close()
    save(run.work(CHECKS, f"{task.number:06}.npy"), np.array(near, NEAR))
    return {"pairs": len(pairs), "near": len(near)}


def _pairs(run: RunFolder, ranges: int, first: int, after: int) -> npt.NDArray[np.int64]:
    """Return the distinct pairs whose worse record has a number in a range, sorted by it. Shape: (pairs, 2)."""
    found = [np.zeros((0, 2), np.int64)]
    for number in range(ranges):
        pairs = np.load(run.work(PAIRS, f"{number:06}.npy"), mmap_mode="r")
        low, high = np.searchsorted(pairs[:, 1], (first, after))
        found.append(np.array(pairs[low:high]))
    joined = np.concatenate(found)
    joined = joined[np.lexsort((joined[:, 0], joined[:, 1]))]
    fresh = np.ones(len(joined), bool)
    fresh[1:] = (joined[1:] != joined[:-1]).any(axis=1)
    return joined[fresh]


def _bytes(words: Compared) -> int:
    facts = sum(80 + len(fact) for fact in words.facts)
    return 800 + facts + sum(40 * len(part.hashes) + len(part.text) for part in words.parts)
