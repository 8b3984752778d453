"""Segments of a cluster as TF-IDF vectors, and how well each answers a set of questions."""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from lemnos.talk.prepare import Material
from lemnos.text.frequency import inverse_document_frequency
from lemnos.text.words import is_content, word_hashes

Matrix = npt.NDArray[np.float32]

COMMON = 0.25
"""Words in more than this share of the documents tell nothing about what a segment is near to."""
HEADING = 2.0
"""How often a word of a title or heading counts beside one of the text."""


class Vectors:
    """The words of a cluster's segments, weighted: √tf × idf, rows of length 1."""

    def __init__(self, materials: Sequence[Material], frequency: npt.NDArray[np.uint32], documents: int) -> None:
        self._frequency, self._documents, self._materials = frequency, documents, materials
        self._words = np.concatenate([material.word_hashes() for material in materials])
        counts = np.concatenate([material.word_counts() for material in materials])
        lengths = list(chain.from_iterable(material.lengths for material in materials))
        self.size = len(lengths)
        self._rows = np.repeat(np.arange(self.size), lengths)
        self._vocabulary, self._columns, self._spread = np.unique(self._words, return_inverse=True, return_counts=True)
        self._idf = inverse_document_frequency(self._vocabulary, frequency, documents)
        values = np.sqrt(counts, dtype=np.float32) * self._idf[self._columns]
        norms = np.sqrt(np.bincount(self._rows, weights=values * values, minlength=self.size)).astype(np.float32)
        self._values = values / np.maximum(norms, 1e-6)[self._rows]

    def cosines(self) -> Matrix:
        """Return the cosine of every pair of segments. Shape: (segments, segments).

        Words of one segment only cannot match and are left out of the product, and so are words of most documents.
        """
        shared = (self._spread > 1) & (self._idf > np.log1p(1 / COMMON))
        kept = shared[self._columns]
        matrix = np.zeros((self.size, int(shared.sum())), dtype=np.float32)
        matrix[self._rows[kept], (np.cumsum(shared) - 1)[self._columns[kept]]] = self._values[kept]
        product: Matrix = matrix @ matrix.T
        return product

    def relevance(self, questions: Sequence[str]) -> Matrix:
        """Return how well the words of each question fit each segment, its headings and its title, 0 to about 2.

        Shape: (questions, segments). A question without content words fits all alike: its row is 0.
        """
        hashes, owners = word_hashes(questions)
        content = is_content(hashes)
        asked, places = np.unique(hashes[content], return_inverse=True)
        result = np.zeros((len(questions), self.size), dtype=np.float32)
        if not len(asked):
            return result
        idf = inverse_document_frequency(asked, self._frequency, self._documents)
        query = np.zeros((len(questions), len(asked)), dtype=np.float32)
        query[owners[content], places] = idf[places]
        query /= np.maximum(np.sqrt((query * query).sum(axis=1)), 1e-6)[:, None]
        found = np.minimum(np.searchsorted(asked, self._vocabulary), len(asked) - 1)
        hit = asked[found] == self._vocabulary
        kept = hit[self._columns]
        index = np.zeros((self.size, len(asked)), dtype=np.float32)
        index[self._rows[kept], found[self._columns[kept]]] = self._values[kept]
        index += self._headings(asked, idf)
        np.matmul(query, index.T, out=result)
        return result

    def _headings(self, asked: npt.NDArray[np.uint32], idf: Matrix) -> Matrix:
        """Return what titles and headings add to the index. Shape: (segments, asked words)."""
        names: list[str] = []
        owners: list[int] = []
        known: dict[tuple[int, tuple[str, ...]], int] = {}
        for number, material in enumerate(self._materials):
            for part in material.topic.segments:
                key = (number, part.section)
                if key not in known:
                    known[key] = len(names)
                    names.append(" ".join((material.topic.title, *part.section)))
                owners.append(known[key])
        hashes, of = word_hashes(names)
        found = np.minimum(np.searchsorted(asked, hashes), len(asked) - 1)
        hit = asked[found] == hashes
        table = np.zeros((len(names), len(asked)), dtype=np.float32)
        table[of[hit], found[hit]] = idf[found[hit]]
        lengths = np.bincount(of[is_content(hashes)], minlength=len(names))
        typical = float(np.log1p(self._documents)) or 1.0
        table *= (HEADING / (typical * np.sqrt(np.maximum(lengths, 1)) * 4)).astype(np.float32)[:, None]
        added: Matrix = table[np.array(owners)]
        return added
