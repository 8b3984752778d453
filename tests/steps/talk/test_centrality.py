"""Centrality factors against computation by hand, PageRank against a dense reference."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.steps.talk.graph import centrality
from lemnos.steps.talk.graph.centrality import centrality_factor, pagerank

# 0 -> 1, 2; 1 -> 2; 2 -> nothing; 3 -> 2
INDPTR = np.array([0, 2, 3, 3, 4], dtype=np.int64)
TARGETS = np.array([1, 2, 2, 2], dtype=np.int32)


def dense(matrix: npt.NDArray[np.bool_], steps: int = 30) -> Any:
    """Return PageRank by the textbook: power iteration with the full transition matrix."""
    count = len(matrix)
    degree = matrix.sum(axis=1)
    transition = np.where(degree[:, None] > 0, matrix / np.maximum(degree, 1)[:, None], 1 / count)
    rank = np.full(count, 1 / count)
    for _ in range(steps):
        rank = 0.15 / count + 0.85 * rank @ transition
    return rank


def rows(matrix: npt.NDArray[np.bool_]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]:
    indptr = np.concatenate(([0], np.cumsum(matrix.sum(axis=1)))).astype(np.int64)
    return indptr, np.nonzero(matrix)[1].astype(np.int32)


def test_factors_follow_the_number_of_incoming_links() -> None:
    uniform = centrality_factor("uniform", INDPTR, TARGETS)
    assert uniform.tolist() == [1, 1, 1, 1]
    assert uniform.dtype == np.float32
    # In-degrees 0, 1, 3, 0, one added: 1, 2, 4, 1, with mean 2.
    assert centrality_factor("in_degree", INDPTR, TARGETS).tolist() == [0.5, 1, 2, 0.5]
    inverse = [1, 1 / math.sqrt(2), 1 / 2, 1]
    expected = [value / (sum(inverse) / 4) for value in inverse]
    assert centrality_factor("inverse_in_degree", INDPTR, TARGETS).tolist() == pytest.approx(expected)


def test_factors_follow_pagerank_and_its_inverse() -> None:
    rank = dense(np.array([[0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 0, 0], [0, 0, 1, 0]], dtype=bool))
    assert centrality_factor("pagerank", INDPTR, TARGETS).tolist() == pytest.approx((rank * 4).tolist())
    inverse = 1 / np.sqrt(rank * 4)
    assert centrality_factor("inverse_pagerank", INDPTR, TARGETS).tolist() == pytest.approx(
        (inverse / inverse.mean()).tolist()
    )


@pytest.mark.parametrize("kind", ["uniform", "in_degree", "inverse_in_degree", "pagerank", "inverse_pagerank"])
def test_factors_have_a_mean_of_one(kind: centrality.Centrality) -> None:
    assert centrality_factor(kind, INDPTR, TARGETS).mean() == pytest.approx(1)
    assert centrality_factor(kind, np.zeros(3, np.int64), np.zeros(0, np.int32)).tolist() == pytest.approx([1, 1])
    assert len(centrality_factor(kind, np.zeros(1, np.int64), np.zeros(0, np.int32))) == 0


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 9).flatmap(
        lambda n: st.lists(st.lists(st.booleans(), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_pagerank_is_that_of_the_dense_matrix(links: list[list[bool]]) -> None:
    matrix = np.array(links, dtype=bool)
    rank = pagerank(*rows(matrix))
    assert rank.sum() == pytest.approx(1)
    assert rank.tolist() == pytest.approx(dense(matrix).tolist())


@pytest.mark.parametrize("block", [1, 2, 7, 50])
def test_blocks_of_edges_do_not_change_pagerank(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    matrix = np.random.default_rng(3).random((20, 20)) < 0.2
    matrix[4] = False
    whole = pagerank(*rows(matrix))
    monkeypatch.setattr(centrality, "_BLOCK", block)
    assert pagerank(*rows(matrix)).tolist() == pytest.approx(whole.tolist())
