"""Implements the baselines that any reward has to beat: chance, reading order, BM25. ``Case`` list → scores that rank.

BM25 after Robertson and Zaragoza, *The Probabilistic Relevance Framework* (2009), §3.2, with k₁ = 1.2 and b = 0.75, and
idf = ln(1 + (N − n + ½) / (n + ½)). The query is all words of the answers so far, each as often as it occurs. The
collection is all distinct texts of the cases that are evaluated together, so figures of one file do not depend on
another. Words are hashes (``text/words.py``), postings are arrays: 10,000 cases of 20 candidates take some seconds.
Limitation: the scores are not probabilities.
"""

import random
from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.reward.cases import Case, Place
from lemnos.text.words import scan

K1 = 1.2
B = 0.75

Scores = npt.NDArray[np.float32]
Rows = npt.NDArray[np.intp]


class Ranker(Protocol):
    """Scores each candidate as the next answer; greater is better."""

    name: str

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """Return one score for each candidate of each case."""
        ...


class Random:
    """Chance, seeded by the number and the group of the case."""

    name = "random"

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """See ``Ranker.scores``."""
        result = []
        for number, case in enumerate(cases):
            chance = random.Random(f"{self._seed}/{number}/{case.group}")
            result.append(np.array([chance.random() for _ in case.candidates], dtype=np.float32))
        return result


class Adjacency:
    """Reading order: first the segment after the last answer, then the others of its document by their distance from
    it, then those of other documents.
    """

    name = "adjacency"

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """See ``Ranker.scores``."""
        return [
            np.array([_nearness(case.history_places, place) for place in case.candidate_places], dtype=np.float32)
            if case.candidate_places
            else np.zeros(len(case.candidates), dtype=np.float32)
            for case in cases
        ]

    @staticmethod
    def fits(cases: Iterable[Case]) -> bool:
        """Return whether any case gives the positions of its texts."""
        return any(case.candidate_places and case.history_places for case in cases)


def _nearness(history: Sequence[Place], place: Place) -> float:
    if not history or place.position < 0 or history[-1].position < 0 or place.document != history[-1].document:
        return 0.0
    return 1 / (1 + abs(place.position - history[-1].position - 1))


class Bm25:
    """BM25 of each candidate for the answers so far.

    Args:
        last: Number of last answers that form the query; all if None.
    """

    def __init__(self, last: int | None = None) -> None:
        self._last = last
        self.name = "BM25" if last is None else "BM25, last answer"

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """See ``Ranker.scores``."""
        numbers: dict[str, int] = {}
        histories = [[numbers.setdefault(text, len(numbers)) for text in case.history] for case in cases]
        queries = [history if self._last is None else history[-self._last :] for history in histories]
        offered = [[numbers.setdefault(text, len(numbers)) for text in case.candidates] for case in cases]
        if not numbers:
            return [np.zeros(0, dtype=np.float32) for _ in cases]
        index = Bm25Index(list(numbers))
        return [index.scores(query, candidates) for query, candidates in zip(queries, offered, strict=True)]


class Bm25Index:
    """An index of texts, numbered in their order, that scores texts for a query made of other texts.

    Args:
        texts: The collection.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        words = scan(texts)
        lengths = np.bincount(words.texts, minlength=len(texts))
        self._vocabulary, columns = np.unique(words.hashes, return_inverse=True)
        size = max(len(self._vocabulary), 1)
        cells, counts = np.unique(words.texts * size + columns, return_counts=True)
        rows, self._columns = cells // size, cells % size
        self._starts = np.searchsorted(rows, np.arange(len(texts) + 1))
        self._counts = counts.astype(np.float32)
        spread = np.bincount(self._columns, minlength=size)
        idf = np.log1p((len(texts) - spread + 0.5) / (spread + 0.5))
        longer = K1 * (1 - B + B * lengths / max(lengths.mean(), 1e-9))
        self._weights = (idf[self._columns] * counts * (K1 + 1) / (counts + longer[rows])).astype(np.float32)
        self._query = np.zeros(size, dtype=np.float32)
        order = np.argsort(self._columns, kind="stable")
        self._by_word = rows[order], self._weights[order], np.searchsorted(self._columns[order], np.arange(size + 1))
        self.size = len(texts)

    def scores(self, query: Sequence[int], candidates: Sequence[int] | Rows) -> Scores:
        """Return the BM25 of each candidate. Shape: (candidates,).

        Args:
            query: Numbers of the texts whose words are the query.
            candidates: Numbers of the texts to score.
        """
        rows = np.asarray(candidates, dtype=np.intp)
        entries, _ = _ranges(self._starts, np.asarray(query, dtype=np.intp))
        np.add.at(self._query, self._columns[entries], self._counts[entries])
        positions, owners = _ranges(self._starts, rows)
        values = self._weights[positions] * self._query[self._columns[positions]]
        self._query[self._columns[entries]] = 0
        return np.bincount(owners, weights=values, minlength=len(rows)).astype(np.float32)

    def all_scores(self, text: int) -> Scores:
        """Return the BM25 of every text for the words of one text. Sums of these are the scores of longer queries.

        Shape: (texts,).
        """
        own = slice(self._starts[text], self._starts[text + 1])
        owners, weights, starts = self._by_word
        positions, words = _ranges(starts, self._columns[own])
        values = weights[positions] * self._counts[own][words]
        return np.bincount(owners[positions], weights=values, minlength=self.size).astype(np.float32)


def _ranges(starts: Rows, rows: Rows) -> tuple[Rows, Rows]:
    """Return the entries of several rows, one row after another, and the index in ``rows`` of each entry."""
    counts = starts[rows + 1] - starts[rows]
    owners = np.repeat(np.arange(len(rows)), counts)
    return np.repeat(starts[rows] - np.cumsum(counts) + counts, counts) + np.arange(counts.sum()), owners
