"""Represents the segments of a cluster as TF-IDF vectors, and scores how well each segment answers a set of questions.

``Material`` of each document → ``Vectors``, with the cosine of every pair of segments and the relevance of segments to
questions.
"""

from collections.abc import Sequence
from functools import cached_property
from itertools import chain

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.documents.features import Material
from lemnos.text.frequency import inverse_document_frequency
from lemnos.text.words import Words, is_content, scan

Matrix = npt.NDArray[np.float32]

COMMON = 0.25
"""Words in more than this share of the documents carry no information about similarity."""
OWN = 0.2
"""Words in more than this share of a cluster's segments are about the whole, not about one segment."""
HEADING = 0.8
"""Weight of a word in a title or heading, where 1 is the limit for a word that the text repeats."""
SATURATION = 0.5
"""A word that occurs tf times counts tf / (tf + ``SATURATION``)."""


class Vectors:
    """The words of a cluster's segments, weighted by √tf × idf; rows have length 1."""

    def __init__(self, materials: Sequence[Material], frequency: npt.NDArray[np.uint32], documents: int) -> None:
        self._frequency, self._documents, self._materials = frequency, documents, materials
        self._words = np.concatenate([material.word_hashes() for material in materials])
        self._counts = np.concatenate([material.word_counts() for material in materials]).astype(np.float32)
        lengths = list(chain.from_iterable(material.lengths for material in materials))
        self.size = len(lengths)
        self._rows = np.repeat(np.arange(self.size), lengths)
        self._vocabulary, self._columns, self._spread = np.unique(self._words, return_inverse=True, return_counts=True)
        self._idf = inverse_document_frequency(self._vocabulary, frequency, documents)
        values = np.sqrt(self._counts) * self._idf[self._columns]
        norms = np.sqrt(np.bincount(self._rows, weights=values * values, minlength=self.size)).astype(np.float32)
        self._values = values / np.maximum(norms, 1e-6)[self._rows]

    def cosines(self) -> Matrix:
        """Return the cosine of every pair of segments. Shape: (segments, segments).

        Words that occur in one segment only cannot match and are left out of the product; so are words of most
        documents.
        """
        shared = (self._spread > 1) & (self._idf > np.log1p(1 / COMMON))
        kept = shared[self._columns]
        matrix = np.zeros((self.size, int(shared.sum())), dtype=np.float32)
        matrix[self._rows[kept], (np.cumsum(shared) - 1)[self._columns[kept]]] = self._values[kept]
        product: Matrix = matrix @ matrix.T
        return product

    def raised(self) -> Matrix:
        """Return how strongly each segment (row) raises what each segment (column) is about, 0 to 1.

        A segment is about the words that it repeats; those of many documents, and those of most segments of the
        cluster, count for nothing. The entry is the share of these words, by idf, that the other segment has.
        Shape: (segments, segments).
        """
        telling = (self._spread > 1) & (self._spread <= max(2.0, OWN * self.size)) & (self._idf > np.log1p(1 / COMMON))
        kept = telling[self._columns]
        columns = (np.cumsum(telling) - 1)[self._columns[kept]]
        present = np.zeros((self.size, int(telling.sum())), dtype=np.float32)
        present[self._rows[kept], columns] = 1
        about = np.zeros_like(present)
        about[self._rows[kept], columns] = (self._counts[kept] > 1) * self._idf[self._columns[kept]]
        about /= np.maximum(about.sum(axis=1, keepdims=True), 1e-6)
        raised: Matrix = present @ about.T
        np.fill_diagonal(raised, 0)
        return raised

    def relevance(self, questions: Sequence[str]) -> Matrix:
        """Return the share of each question that each segment covers, 0 to 1, with words weighted by idf.

        A word counts tf / (tf + ``SATURATION``) for its occurrences in the segment, or ``HEADING`` if it is in the
        title or headings, whichever is greater. A question without content words fits all segments equally: its row is
        0. Shape: (questions, segments).
        """
        hashes, owners, _ = scan(questions)
        content = is_content(hashes)
        asked, columns_of = np.unique(hashes[content], return_inverse=True)
        if not len(asked):
            return np.zeros((len(questions), self.size), dtype=np.float32)
        query = np.zeros((len(questions), len(asked)), dtype=np.float32)
        query[owners[content], columns_of] = inverse_document_frequency(asked, self._frequency, self._documents)[
            columns_of
        ]
        query /= np.maximum(query.sum(axis=1), 1e-6)[:, None]
        matches = np.minimum(np.searchsorted(asked, self._vocabulary), len(asked) - 1)
        kept = (asked[matches] == self._vocabulary)[self._columns]
        index = self._headings(asked)
        rows, columns = self._rows[kept], matches[self._columns[kept]]
        index[rows, columns] = np.maximum(index[rows, columns], self._counts[kept] / (self._counts[kept] + SATURATION))
        covered: Matrix = query @ index.T
        return covered

    @cached_property
    def _names(self) -> tuple[Words, npt.NDArray[np.intp]]:
        """The words of all titles and headings, and the number of the text that belongs to each segment."""
        texts: dict[str, int] = {}
        owners = [
            texts.setdefault(" ".join((material.topic.title, *part.section)), len(texts))
            for material in self._materials
            for part in material.topic.segments
        ]
        return scan(list(texts)), np.array(owners)

    def _headings(self, asked: npt.NDArray[np.uint32]) -> Matrix:
        """Return ``HEADING`` where a word is in a segment's title or headings, else 0. Shape: (segments, asked
        words)."""
        names, owners = self._names
        hashes, text_of, _ = names
        matches = np.minimum(np.searchsorted(asked, hashes), len(asked) - 1)
        hit = asked[matches] == hashes
        table = np.zeros((int(owners.max()) + 1, len(asked)), dtype=np.float32)
        table[text_of[hit], matches[hit]] = HEADING
        added: Matrix = table[owners]
        return added
