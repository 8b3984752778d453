"""Encodes texts as sparse rows of stems, weighted by √count × idf and of length 1: texts → ``Encoded``.

The idf is that of a background table of fixed size that is part of the model, so a text is encoded the same in any
collection. 240 segments of 75 words cost 3 ms, nearly all of it finding words; if the words are already counted, 0.3
ms.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.stems import Bags, scan_stems, stem_bags

BUCKETS = 1 << 18
"""Size of the background table. Stems that share a bucket get the same idf; this affects one rare stem in 10."""
_FLOOR = 1 / 30000
"""Share of texts that is assumed for an unseen stem."""
_FINEST, _STEPS = 8e6, 16
"""Rates are stored as one byte: ``_STEPS`` × ln(1 + ``_FINEST`` × rate)."""

Matrix = npt.NDArray[np.float32]
Rates = npt.NDArray[np.uint8]


class Encoded(NamedTuple):
    """Texts as sparse rows."""

    starts: npt.NDArray[np.intp]
    """Index of the first entry of each text, and the number of all entries. Shape: (texts + 1,)."""
    stems: npt.NDArray[np.uint32]
    """Sorted within a text. Shape: (entries,)."""
    values: Matrix
    """Shape: (entries,)."""

    def take(self, texts: npt.NDArray[np.intp]) -> "Encoded":
        """Return these texts, in this order; a text may be taken twice."""
        counts = self.starts[texts + 1] - self.starts[texts]
        starts = np.concatenate([[0], np.cumsum(counts)])
        entries = np.arange(starts[-1]) + np.repeat(self.starts[texts] - starts[:-1], counts)
        return Encoded(starts, self.stems[entries], self.values[entries])


def encode(texts: Sequence[str], idf: Matrix) -> Encoded:
    """Encode texts. A text without content words becomes an empty row. Shape of ``idf``: (BUCKETS,)."""
    return weighted([stem_bags(texts)], idf)


def weighted(bags: Sequence[Bags], idf: Matrix) -> Encoded:
    """Encode texts whose stems are already counted, given in several bags; see ``encode``."""
    lengths = np.concatenate([bag.lengths for bag in bags])
    stems = np.concatenate([bag.stems for bag in bags])
    rows = np.repeat(np.arange(len(lengths)), lengths)
    values = np.sqrt(np.concatenate([bag.counts for bag in bags]).astype(np.float32))
    values *= idf[stems & np.uint32(BUCKETS - 1)]
    norms = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(lengths))).astype(np.float32)
    values /= np.maximum(norms, np.float32(1e-6))[rows]
    return Encoded(np.append(0, np.cumsum(lengths)), stems, values)


def stem_rates(corpora: Sequence[Sequence[str]], weights: Sequence[float]) -> Rates:
    """Return the share of texts that contain the stems of each bucket, a weighted mean over corpora. Shape:
    (BUCKETS,)."""
    rates = np.zeros(BUCKETS)
    for texts, weight in zip(corpora, weights, strict=True):
        stems = scan_stems(texts)
        keys = np.unique(stems.texts.astype(np.uint64) << np.uint64(32) | stems.stems)
        buckets = (keys & np.uint64(BUCKETS - 1)).astype(np.intp)
        rates += weight / sum(weights) * np.bincount(buckets, minlength=BUCKETS) / max(len(texts), 1)
    return np.round(np.log1p(rates * _FINEST) * _STEPS).clip(0, 255).astype(np.uint8)


def idf_of(rates: Rates) -> Matrix:
    """Return −ln of the share of texts, 0 for a stem in all of them. Shape: (BUCKETS,)."""
    share = np.expm1(rates.astype(np.float64) / _STEPS) / _FINEST
    return np.log((1 + _FLOOR) / (np.minimum(share, 1) + _FLOOR)).astype(np.float32)
