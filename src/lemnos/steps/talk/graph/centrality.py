"""Computes how central each document is: rows of the graph → the factor by which links to a document are weighted.

Measures are in-degree, PageRank (Page et al. 1999), their inverses, and none.
"""

from typing import Literal, assert_never

import numpy as np
import numpy.typing as npt

Centrality = Literal["inverse_in_degree", "inverse_pagerank", "in_degree", "pagerank", "uniform"]

_DAMPING = 0.85
_ITERATIONS = 30
_BLOCK = 1 << 22
"""Number of edges in memory at once."""


def centrality_factor(
    kind: Centrality, indptr: npt.NDArray[np.int64], targets: npt.NDArray[np.int32]
) -> npt.NDArray[np.float32]:
    """Return the factor of every document, scaled to a mean of 1. Shape: (documents,).

    Inverses are damped by a square root: with 1/degree itself, walks would seek out documents that nobody links to,
    which is as unnatural as ending in hubs.

    Args:
        kind: The measure.
        indptr: CSR row boundaries. Shape: (documents + 1,).
        targets: CSR columns. Shape: (edges,).
    """
    count = len(indptr) - 1
    match kind:
        case "uniform":
            raw = np.ones(count)
        case "in_degree":
            raw = _in_degree(count, targets) + 1
        case "inverse_in_degree":
            raw = 1 / np.sqrt(_in_degree(count, targets) + 1)
        case "pagerank":
            raw = pagerank(indptr, targets) * count
        case "inverse_pagerank":
            raw = 1 / np.sqrt(pagerank(indptr, targets) * count)
        case _:
            assert_never(kind)
    return (raw / raw.mean() if count else raw).astype(np.float32)


def _in_degree(count: int, targets: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    return np.bincount(targets, minlength=count).astype(np.float64)


def pagerank(indptr: npt.NDArray[np.int64], targets: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """Return the PageRank of every document (Page et al. 1999), summing to 1. Shape: (documents,).

    30 power iterations with damping 0.85; documents without links spread their rank over all documents. Edges are
    processed in blocks, so ``targets`` may be memory-mapped.
    """
    count = len(indptr) - 1
    degree = np.diff(indptr)
    if not count:
        return np.zeros(0)
    rank = np.full(count, 1 / count)
    for _ in range(_ITERATIONS):
        share = np.where(degree > 0, rank / np.maximum(degree, 1), 0.0)
        incoming = np.zeros(count)
        row = 0
        while row < count:
            last = max(int(np.searchsorted(indptr, indptr[row] + _BLOCK, side="right")) - 1, row + 1)
            edges = targets[indptr[row] : indptr[last]]
            incoming += np.bincount(edges, weights=np.repeat(share[row:last], degree[row:last]), minlength=count)
            row = last
        rank = (1 - _DAMPING) / count + _DAMPING * (incoming + rank[degree == 0].sum() / count)
    return rank
