"""Counts in how many documents each word occurs, in a table of fixed size.

Word hashes, as in ``lemnos.text.words`` → document frequencies, shape (BUCKETS,). Limitation: words share buckets.
"""

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 20
"""Size of the table; it takes 4 MB. With many millions of distinct words, rare ones look more common than they are."""


def add_frequency(
    table: npt.NDArray[np.uint32], words: npt.NDArray[np.uint32], frequency: npt.NDArray[np.uint32]
) -> None:
    """Add the document frequencies of distinct word hashes to ``table``. Shape of ``table``: (BUCKETS,)."""
    np.add.at(table, words & np.uint32(BUCKETS - 1), frequency)


def document_frequency(words: npt.NDArray[np.uint32], table: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return in how many documents each word hash occurs. Shape: that of ``words``."""
    frequency: npt.NDArray[np.uint32] = table[words & np.uint32(BUCKETS - 1)]
    return frequency


def inverse_document_frequency(
    words: npt.NDArray[np.uint32], table: npt.NDArray[np.uint32], documents: int
) -> npt.NDArray[np.float32]:
    """Return ln(1 + documents / frequency) of each word hash. Shape: that of ``words``.

    A word that no document contains counts as occurring in one.
    """
    frequency = np.maximum(document_frequency(words, table), 1)
    weight: npt.NDArray[np.float32] = np.log1p(documents / frequency).astype(np.float32)
    return weight
