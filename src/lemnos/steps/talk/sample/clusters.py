"""Chooses the clusters of a preview: the graph and the clusters of the candidates → those of a connected sample.

The sample grows cluster by cluster, along the weighted edges of the graph in both directions. Whole clusters are taken,
because a document whose cluster is cut apart gets others, less closely related: dialogues that the run over all
candidates does not have. A document without a cluster is taken alone, so that the sample has its share of these.

**Limitation:** where documents are in several clusters (``talk.reuse`` is not 1), clusters that only partly lie in the
sample are left out, so its documents are used less often than in the whole run.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.graph.build import Graph
from lemnos.steps.talk.sample.neighbourhood import neighbourhood

Clusters = list[tuple[int, list[int]]]
"""The round and the documents of each cluster, the anchor first."""


class Sample(NamedTuple):
    """A preview."""

    documents: npt.NDArray[np.int64]
    """Rows in the graph, ascending."""
    clusters: Clusters


def choose_clusters(graph: Graph, clusters: Clusters, count: int, seed: int) -> Sample:
    """Return a connected sample of ``count`` documents, or a few more, because clusters are taken whole.

    If the graph has no more documents than that, all of them are in the sample, whether a dialogue may use them or not.

    Args:
        graph: The graph of the candidates.
        clusters: All their clusters.
        count: Size of the sample.
        seed: Of the run.
    """
    usable = np.asarray(graph.usable)
    if len(usable) <= count:
        return Sample(np.arange(len(usable)), clusters)
    groups = [members for _, members in clusters]
    group_of = _groups(groups, len(usable))
    alone = np.flatnonzero(usable & (group_of < 0))
    group_of[alone] = len(groups) + np.arange(len(alone))
    groups += [[document] for document in alone.tolist()]
    sources = np.repeat(np.arange(len(usable)), np.diff(graph.indptr))
    left, right = group_of[sources], group_of[graph.targets]
    apart = left != right
    left, right, weights = left[apart], right[apart], np.asarray(graph.weights)[apart]
    growth = neighbourhood(
        np.concatenate([left, right]),
        np.concatenate([right, left]),
        np.concatenate([weights, weights]),
        np.unique(group_of[usable]),
        seed,
    )
    sample: set[int] = set()
    for group in growth:
        sample.update(groups[group])
        if len(sample) >= count:
            break
    kept = [(number, members) for number, members in clusters if sample.issuperset(members)]
    return Sample(np.array(sorted(sample), dtype=np.int64), kept)


def _groups(groups: Sequence[Sequence[int]], documents: int) -> npt.NDArray[np.int64]:
    """Return the group with which each document joins, -1 for none: the one that it is the anchor of, or else the
    first that has it. Shape: (documents,)."""
    group_of = np.full(documents, -1, dtype=np.int64)
    for number in range(len(groups) - 1, -1, -1):
        group_of[groups[number]] = number
    for number in range(len(groups) - 1, -1, -1):
        group_of[groups[number][0]] = number
    return group_of
