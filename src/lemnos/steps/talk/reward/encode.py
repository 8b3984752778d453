"""Texts → sparse rows of stems, weighted √count × idf, of length 1: what the reward knows of a text.

The idf is that of a background table of fixed size that goes with the model, so a text is encoded alike wherever it
stands. 240 segments of 75 words cost 3 ms, nearly all of it finding words; where these are counted, 0.3 ms.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.text.stems import Bags, scan_stems, stem_bags

BUCKETS = 1 << 18
"""Stems that share a bucket of the background table look alike common; one rare stem in 10 does."""
_FLOOR = 1 / 30000
"""Share of texts that an unseen stem counts as being in."""
_FINEST, _STEPS = 8e6, 16
"""Rates are kept as one byte: ``_STEPS`` × ln(1 + ``_FINEST`` × rate)."""

Matrix = npt.NDArray[np.float32]
Rates = npt.NDArray[np.uint8]


class Encoded(NamedTuple):
    """Texts as sparse rows."""

    starts: npt.NDArray[np.intp]
    """Where the entries of each text begin, and the number of all entries. Shape: (texts + 1,)."""
    stems: npt.NDArray[np.uint32]
    """Sorted within a text. Shape: (entries,)."""
    values: Matrix
    """Shape: (entries,)."""

    def take(self, texts: npt.NDArray[np.intp]) -> "Encoded":
        """Return these texts, in this order; a text may come twice."""
        counts = self.starts[texts + 1] - self.starts[texts]
        starts = np.concatenate([[0], np.cumsum(counts)])
        entries = np.arange(starts[-1]) + np.repeat(self.starts[texts] - starts[:-1], counts)
        return Encoded(starts, self.stems[entries], self.values[entries])


def encode(texts: Sequence[str], idf: Matrix) -> Encoded:
    """Encode texts. A text without content words is an empty row. Shape of ``idf``: (BUCKETS,)."""
    return weighted([stem_bags(texts)], idf)


def weighted(bags: Sequence[Bags], idf: Matrix) -> Encoded:
    """Encode texts whose stems are counted, here in several parts; see ``encode``."""
    lengths = np.concatenate([part.lengths for part in bags])
    stems = np.concatenate([part.stems for part in bags])
    rows = np.repeat(np.arange(len(lengths)), lengths)
    values = np.sqrt(np.concatenate([part.counts for part in bags]).astype(np.float32))
    values *= idf[stems & np.uint32(BUCKETS - 1)]
    norms = np.sqrt(np.bincount(rows, weights=values * values, minlength=len(lengths))).astype(np.float32)
    values /= np.maximum(norms, np.float32(1e-6))[rows]
    return Encoded(np.append(0, np.cumsum(lengths)), stems, values)


def stem_rates(corpora: Sequence[Sequence[str]], weights: Sequence[float]) -> Rates:
    """Return the share of texts that each bucket's stems are in, a weighted mean over corpora. Shape: (BUCKETS,)."""
    rates = np.zeros(BUCKETS)
    for texts, weight in zip(corpora, weights, strict=True):
        found = scan_stems(texts)
        keys = np.unique(found.texts.astype(np.uint64) << np.uint64(32) | found.stems)
        buckets = (keys & np.uint64(BUCKETS - 1)).astype(np.intp)
        rates += weight / sum(weights) * np.bincount(buckets, minlength=BUCKETS) / max(len(texts), 1)
    return np.round(np.log1p(rates * _FINEST) * _STEPS).clip(0, 255).astype(np.uint8)


def idf_of(rates: Rates) -> Matrix:
    """Return −ln of the share of texts, 0 for a stem in all of them. Shape: (BUCKETS,)."""
    share = np.expm1(rates.astype(np.float64) / _STEPS) / _FINEST
    return np.log((1 + _FLOOR) / (np.minimum(share, 1) + _FLOOR)).astype(np.float32)
