"""The stage ``score``: the pages of a shard → its best pages for each seed.

Arrays for each shard: ``seed``, ``page`` (row in the shard) and ``score`` of the candidates that BM25 finds, and
``near_seed``, ``near_page``, ``near_score`` of those that the embedding finds, by seed and rank. Seeds go over a shard
in blocks whose scores fit ``memory_mb``.
"""

from functools import lru_cache

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.engine.stage import Figures
from lemnos.steps.retrieve.pages.read import STAGE as PAGES
from lemnos.steps.retrieve.score.bm25 import best_of, page_matrix, query_matrix
from lemnos.steps.retrieve.seeds.queries import Queries, load_queries
from lemnos.steps.retrieve.seeds.read import STAGE as SEEDS
from lemnos.steps.retrieve.seeds.vocabulary import VOCABULARY, load_vocabulary
from lemnos.steps.retrieve.settings import RetrieveSettings
from lemnos.steps.retrieve.store import Arrays, arrays_path, load, save
from lemnos.store.run_folder import RunFolder

STAGE = "score"
_BYTES_A_SCORE = 64
"""Memory that a score takes while it is made and ranked."""
Found = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32], npt.NDArray[np.float32]]


class ScoreTask(msgspec.Struct, frozen=True):
    """One shard of pages."""

    number: int


def score_pages(run: RunFolder, settings: RetrieveSettings, task: ScoreTask) -> Figures:
    """Score the pages of one shard. Returns the figures of the shard."""
    names = ("starts", "terms", "counts", "words", *(("vectors",) if settings.embedding else ()))
    pages = load(arrays_path(run, PAGES, task.number), names)
    queries = load_queries(run)
    block = max(1, settings.memory_mb * 1_000_000 // (_BYTES_A_SCORE * max(1, len(pages["words"]))))
    seed, page, score = _by_terms(pages, queries, settings, block)
    arrays: Arrays = {"seed": seed, "page": page, "score": score}
    if settings.embedding:
        near = _by_vectors(pages["vectors"], _seed_vectors(run), settings, block)
        arrays |= dict(zip(("near_seed", "near_page", "near_score"), near, strict=True))
    save(arrays_path(run, STAGE, task.number), arrays)
    return {"candidates": len(seed), "near": len(arrays.get("near_seed", ()))}


def _by_terms(pages: Arrays, queries: Queries, settings: RetrieveSettings, block: int) -> Found:
    matrix = page_matrix(pages, queries, settings.query)
    bounds = queries.bounds * (settings.query.k1 + 1)
    found: list[Found] = []
    for first in range(0, len(bounds), block):
        last = min(first + block, len(bounds))
        scores = query_matrix(queries, first, last) @ matrix
        rows = np.repeat(np.arange(first, last), np.diff(scores.indptr))
        shares = (scores.data / np.maximum(bounds[rows], 1e-9)).astype(np.float32)
        found.append(_best(rows, scores.indices, shares, settings.least_score, settings.candidates))
    return _joined(found)


def _by_vectors(
    pages: npt.NDArray[np.float16], seeds: npt.NDArray[np.float32], settings: RetrieveSettings, block: int
) -> Found:
    found: list[Found] = []
    vectors = pages.astype(np.float32)
    for first in range(0, len(seeds) if len(pages) else 0, block):
        # Rounded, so that the order of sums in a product of matrices decides nothing.
        cosines = np.round(seeds[first : first + block] @ vectors.T, 4)
        rows, columns = np.nonzero(cosines >= settings.least_similarity)
        values = cosines[rows, columns]
        found.append(_best(rows + first, columns, values, settings.least_similarity, settings.candidates))
    return _joined(found)


def _best(
    rows: npt.NDArray[np.int64],
    pages: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float32],
    least: float,
    most: int,
) -> Found:
    enough = scores >= least
    rows, pages, scores = rows[enough], pages[enough], scores[enough]
    best = best_of(rows, pages, scores, most)
    return rows[best].astype(np.int32), pages[best].astype(np.int32), scores[best]


def _joined(found: list[Found]) -> Found:
    if not found:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.float32)
    seeds, pages, scores = zip(*found, strict=True)
    return np.concatenate(seeds), np.concatenate(pages), np.concatenate(scores)


def _seed_vectors(run: RunFolder) -> npt.NDArray[np.float32]:
    """Return the vectors of the kept seeds; a process keeps the last ones. Shape: (seeds, dimensions)."""
    return _loaded(run, run.work(VOCABULARY, "vocabulary.npz").stat().st_mtime_ns)


@lru_cache(maxsize=1)
def _loaded(run: RunFolder, _changed: int) -> npt.NDArray[np.float32]:
    parts = [
        load(arrays_path(run, SEEDS, number), ("vectors",))["vectors"][rows]
        for number, rows in load_vocabulary(run).rows()
        if len(rows)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 0), dtype=np.float32)
