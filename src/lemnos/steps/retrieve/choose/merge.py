"""Candidates of all shards → the best pages of each seed, ranked.

Shards are read one after another; of each way of scoring the best ``candidates`` pages of a seed are held. The two
lists of a seed are fused by the reciprocals of their ranks (Cormack, Clarke and Büttcher 2009: 1 / (60 + rank), added
up), which needs no common scale. Memory: 24 bytes × ``candidates`` × seeds for each list, and as much again while they
are pruned.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.errors import SettingsError
from lemnos.steps.retrieve.score.bm25 import best_of
from lemnos.steps.retrieve.score.score import STAGE as SCORE
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import arrays_path, load
from lemnos.store.run_folder import RunFolder

_K = 60
_BYTES = 160
"""Memory for a candidate, with what ranking it takes."""


class Candidates(NamedTuple):
    """Pages that seeds may retrieve, by seed and rank. Shapes: (entries,)."""

    seed: npt.NDArray[np.int64]
    page: npt.NDArray[np.int64]
    """Number of the page in the whole crawl."""
    rank: npt.NDArray[np.int64]
    """From 1."""
    score: npt.NDArray[np.float32]
    """Share of the greatest BM25 score; 0 if only the embedding found the page."""
    similarity: npt.NDArray[np.float32]
    """Cosine; 0 if only BM25 found the page."""


def merge(run: RunFolder, settings: RetrieveSettings, seeds: int, firsts: npt.NDArray[np.int64]) -> Candidates:
    """Return the candidates of all seeds.

    Args:
        run: The run folder.
        settings: How many of a seed.
        seeds: Number of seeds.
        firsts: Number of the first page of each shard, and of all pages. Shape: (shards + 1,).

    Raises:
        SettingsError: They need more memory than the settings allow.
    """
    needed = seeds * settings.candidates * _BYTES * (2 if settings.embedding else 1) // 1_000_000 + 1
    if needed > settings.memory_mb:
        raise SettingsError(
            f"{settings.candidates} candidates of each of {seeds:,} seeds need {needed:,} MB",
            where="retrieve.memory_mb",
            remedy=f"set it to {needed}, lower retrieve.candidates, or give fewer seeds",
        )
    terms = _best(run, settings, firsts, ("seed", "page", "score"))
    if not settings.embedding:
        seed, page, score = terms
        return Candidates(seed, page, _ranks(seed), score, np.zeros(len(seed), dtype=np.float32))
    return _fused(terms, _best(run, settings, firsts, ("near_seed", "near_page", "near_score")), settings.candidates)


_List = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.float32]]


def _best(
    run: RunFolder, settings: RetrieveSettings, firsts: npt.NDArray[np.int64], names: tuple[str, str, str]
) -> _List:
    """Return seed, page and score of the best pages of each seed, by seed and rank."""
    held: _List = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
    waiting: list[_List] = []

    def prune() -> _List:
        seed, page, score = (np.concatenate(parts) for parts in zip(held, *waiting, strict=True))
        best = best_of(seed, page, score, settings.candidates)
        return seed[best], page[best], score[best]

    for number in range(len(firsts) - 1):
        shard = load(arrays_path(run, SCORE, number), names)
        seed, page, score = (shard[name] for name in names)
        waiting.append((seed.astype(np.int64), page + firsts[number], score))
        if sum(len(part[0]) for part in waiting) > max(len(held[0]), 1 << 16):
            held, waiting = prune(), []
    return prune()


def _ranks(seed: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    ranks: npt.NDArray[np.int64] = np.arange(len(seed)) - np.searchsorted(seed, seed) + 1
    return ranks


def _fused(terms: _List, near: _List, most: int) -> Candidates:
    seed, page = np.concatenate([terms[0], near[0]]), np.concatenate([terms[1], near[1]])
    by_terms = np.arange(len(seed)) < len(terms[0])
    value = 1.0 / (_K + np.concatenate([_ranks(terms[0]), _ranks(near[0])]))
    scores = np.concatenate([terms[2], near[2]])
    order = np.lexsort((page, seed))
    seed, page, by_terms, value, scores = seed[order], page[order], by_terms[order], value[order], scores[order]
    first = np.flatnonzero(np.concatenate(([True], (seed[1:] != seed[:-1]) | (page[1:] != page[:-1]))))
    if not len(seed):
        first = np.zeros(0, dtype=np.intp)
        return Candidates(seed, page, seed, scores, scores)
    fused = np.add.reduceat(value, first)
    score = np.add.reduceat(np.where(by_terms, scores, 0), first).astype(np.float32)
    similarity = np.add.reduceat(np.where(by_terms, 0, scores), first).astype(np.float32)
    seed, page = seed[first], page[first]
    best = best_of(seed, page, fused.astype(np.float32), most)
    seed = seed[best]
    return Candidates(seed, page[best], _ranks(seed), score[best], similarity[best])
