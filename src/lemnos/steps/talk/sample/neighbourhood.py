"""Grows a connected sample: weighted edges and a seed → nodes, in the order in which they join.

The sample grows from one node by first-passage percolation (Hammersley and Welsh 1965). Every edge from a node of the
sample gets a random waiting time whose rate is the edge's share of the node's weights, and the node that is reached
first joins. So each node spreads at the same rate, however many edges it has: a hub does not fill the sample with its
neighbours. Where nothing more can be reached, another start is drawn.

Costs about 1 µs an edge, 3 µs an edge of the sample, and 60 bytes an edge.
"""

import heapq
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from lemnos.records import content_id


def neighbourhood(
    origins: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
    weights: npt.NDArray[np.float32],
    nodes: npt.NDArray[np.int64],
    seed: int,
) -> Iterator[int]:
    """Yield nodes in the order in which they join the sample, each once, until none is left.

    Args:
        origins: The node that each edge leads from. Shape: (edges,).
        ends: The node that it leads to, one of ``nodes``. Shape: (edges,).
        weights: Above 0. Shape: (edges,).
        nodes: All nodes. Shape: (nodes,).
        seed: Of the run.
    """
    order = np.lexsort((ends, origins))
    origins, ends, rates = origins[order], ends[order], weights[order].astype(np.float64)
    random = np.random.default_rng(int(content_id("sample", str(seed)), 16))
    joined: set[int] = set()
    for start in random.permutation(nodes).tolist():
        reached = [(0.0, start)]
        while reached:
            time, node = heapq.heappop(reached)
            if node in joined:
                continue
            joined.add(node)
            yield node
            first, last = np.searchsorted(origins, [node, node + 1])
            share = rates[first:last] / rates[first:last].sum()
            arrivals = time + random.exponential(size=last - first) / share
            for arrival, end in zip(arrivals.tolist(), ends[first:last].tolist(), strict=True):
                if end not in joined:
                    heapq.heappush(reached, (arrival, end))
