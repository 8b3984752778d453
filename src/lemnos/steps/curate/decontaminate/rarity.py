"""How rare each word is, from the documents of the corpus and the items of the benchmarks.

Word hashes → weights, ln(1 + documents / documents with the word) in nats. The table has a fixed size (4 MB) and tables
of parts of a corpus add up, so workers count on their own. Function words count as standing in at least a fifth of all
documents, so that they weigh little in a corpus of ten pages as well.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from lemnos.steps.curate.decontaminate.tokens import is_content, words_of
from lemnos.text.frequency import BUCKETS, add_frequency
from lemnos.text.words import Hashes

FUNCTION_SHARE = 0.2
"""Share of documents that a function word stands in at least."""
_BATCH = 256


class Rarity:
    """Document frequencies of words.

    Args:
        table: Documents that hold a word, by hash bucket. Shape: (BUCKETS,).
        documents: Number of documents counted.
    """

    def __init__(self, table: npt.NDArray[np.uint32], documents: int) -> None:
        self.table = table
        self.documents = documents

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Rarity":
        """Count the words of ``texts``, each of which is a document."""
        rarity = cls(np.zeros(BUCKETS, np.uint32), 0)
        batch: list[str] = []
        for text in texts:
            batch.append(text)
            if len(batch) == _BATCH:
                rarity.add(batch)
                batch = []
        rarity.add(batch)
        return rarity

    def add(self, texts: Sequence[str]) -> None:
        """Count some more documents."""
        words = words_of(texts)
        text = np.repeat(np.arange(len(texts), dtype=np.uint64), np.diff(words.first))
        pairs = np.unique(text << np.uint64(32) | words.hashes)
        hashes = pairs.astype(np.uint32)
        add_frequency(self.table, hashes, np.ones(len(hashes), np.uint32))
        self.documents += len(texts)

    def merge(self, other: "Rarity") -> None:
        """Add what another part of the corpus counted."""
        self.table = self.table + other.table
        self.documents += other.documents

    def weights(self, hashes: Hashes) -> npt.NDArray[np.float32]:
        """Return the weight of each word in nats. Shape: that of ``hashes``."""
        documents = max(self.documents, 1)
        frequency = np.maximum(self.table[hashes & np.uint32(BUCKETS - 1)], 1).astype(np.float32)
        common = ~is_content(hashes)
        frequency[common] = np.maximum(frequency[common], FUNCTION_SHARE * documents)
        weights: npt.NDArray[np.float32] = np.log1p(documents / frequency).astype(np.float32)
        return weights

    def unseen(self) -> float:
        """Return the weight of a word that no document holds."""
        return float(np.log1p(max(self.documents, 1)))
