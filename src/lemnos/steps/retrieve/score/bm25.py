"""BM25 scores of the pages of a shard for all queries, as one product of sparse matrices.

Queries (seeds × terms) times pages (terms × pages). Documents are many and seeds few, so the shard is what is indexed,
and all seeds go over it at once. Statistics are those of the whole crawl, so a score does not depend on the shard.
Scores equal those of ``bm25s`` with method ``lucene`` times (k1 + 1), up to rounding (a test compares); the product
costs some 10 ns for each pair of a query and a page with a common term. Sums run over the terms in ascending order, so
a score has the same bits for any division into shards.
"""

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from lemnos.errors import SettingsError
from lemnos.sources.web.hosts import NEEDS
from lemnos.steps.retrieve.seeds.queries import Queries
from lemnos.steps.retrieve.settings import QuerySettings
from lemnos.steps.retrieve.store import Arrays

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def check_installed() -> None:
    """Raise an error if scipy is missing.

    Raises:
        SettingsError: It is not installed.
    """
    try:
        import scipy.sparse  # noqa: F401
    except ImportError as error:
        raise SettingsError("scipy is not installed", where="retrieve", remedy=NEEDS) from error


def page_matrix(pages: Arrays, queries: Queries, settings: QuerySettings) -> "csr_array":
    """Return the weights of the terms in use in the pages of a shard. Shape: (terms, pages).

    Args:
        pages: ``starts``, ``terms``, ``counts`` and ``words`` of the stage ``pages``.
        queries: Which terms are in use.
        settings: The constants of BM25.
    """
    from scipy.sparse import csr_array

    count = len(pages["words"])
    place = np.searchsorted(queries.used, pages["terms"])
    used = np.zeros(len(place), dtype=bool)
    if len(queries.used):
        used = queries.used[np.minimum(place, len(queries.used) - 1)] == pages["terms"]
    owners = np.repeat(np.arange(count), np.diff(pages["starts"]))[used]
    frequency = pages["counts"][used].astype(np.float64)
    norm = settings.k1 * (1 - settings.b + settings.b * pages["words"] / max(1.0, queries.mean_words))
    weights = frequency * (settings.k1 + 1) / (frequency + norm[owners])
    # Of a term, pages ascend: entries are sorted by page already, and the sort by term is stable.
    order = np.argsort(place[used], kind="stable")
    starts = np.searchsorted(place[used][order], np.arange(len(queries.used) + 1))
    return csr_array((weights[order], owners[order], starts), shape=(len(queries.used), count))


def query_matrix(queries: Queries, first: int, last: int) -> "csr_array":
    """Return the weights of the terms of some queries. Shape: (last - first, terms)."""
    from scipy.sparse import csr_array

    low, high = queries.starts[first], queries.starts[last]
    return csr_array(
        (queries.weights[low:high], queries.columns[low:high], queries.starts[first : last + 1] - low),
        shape=(last - first, len(queries.used)),
    )


def best_of(
    rows: npt.NDArray[np.int64], pages: npt.NDArray[np.int64], scores: npt.NDArray[np.float32], most: int
) -> npt.NDArray[np.intp]:
    """Return which entries are among the ``most`` greatest scores of their row, by row and rank; of equal scores the
    smaller page is the better.

    Args:
        rows: Row of each entry. Shape: (entries,).
        pages: Page of each entry. Shape: (entries,).
        scores: Score of each entry. Shape: (entries,).
        most: How many of a row.
    """
    order = np.lexsort((pages, -scores, rows))
    ordered = rows[order]
    rank = np.arange(len(order)) - np.searchsorted(ordered, ordered)
    best: npt.NDArray[np.intp] = order[rank < most]
    return best
