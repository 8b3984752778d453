"""The growth of a sample: connected, decided by the seed, and not filled by hubs."""

from itertools import islice

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.steps.talk.sample.neighbourhood import neighbourhood

Edge = tuple[int, int]


def grown(edges: list[Edge], nodes: int, seed: int = 0, weights: list[float] | None = None) -> list[int]:
    """Return all nodes in the order in which they join, along edges in both directions."""
    origins = np.array([a for a, _ in edges] + [b for _, b in edges], dtype=np.int64)
    ends = np.array([b for _, b in edges] + [a for a, _ in edges], dtype=np.int64)
    rates = np.array((weights or [1.0] * len(edges)) * 2, dtype=np.float32)
    return list(neighbourhood(origins, ends, rates, np.arange(nodes), seed))


def ring(first: int, last: int) -> list[Edge]:
    return [(node, node + 1) for node in range(first, last - 1)] + [(last - 1, first)]


@settings(max_examples=80, deadline=None)
@given(st.data(), st.integers(1, 30), st.integers(0, 99))
def test_every_node_joins_once_and_next_to_one_before_while_there_is_one(
    data: st.DataObject, nodes: int, seed: int
) -> None:
    edges = data.draw(st.lists(st.tuples(st.integers(0, nodes - 1), st.integers(0, nodes - 1)), max_size=60))
    order = grown(edges, nodes, seed)
    assert sorted(order) == list(range(nodes))
    neighbours = {node: {b for a, b in edges if a == node} | {a for a, b in edges if b == node} for node in order}
    for place in range(1, nodes):
        joined = set(order[:place])
        border = set().union(*(neighbours[node] for node in joined)) - joined
        assert not border or order[place] in border
    assert grown(edges, nodes, seed) == order


def test_of_two_components_one_is_exhausted_first() -> None:
    edges = ring(0, 20) + ring(20, 40)
    firsts = {frozenset(grown(edges, 40, seed)[:20]) for seed in range(20)}
    assert firsts == {frozenset(range(20)), frozenset(range(20, 40))}


def test_without_edges_the_seed_decides() -> None:
    assert sorted(grown([], 50, 0)) == list(range(50))
    assert grown([], 50, 0) != grown([], 50, 1)


def test_a_hub_does_not_fill_the_sample_with_its_neighbours() -> None:
    """Node 0 has 400 leaves and is linked to every tenth node of a ring of 100."""
    edges = ring(1, 101) + [(0, node) for node in range(1, 101, 10)] + [(0, leaf) for leaf in range(101, 501)]
    shares = []
    for seed in range(40):
        sample = list(islice(grown(edges, 501, seed), 60))
        if sample[0] <= 100 and sample[0]:  # most starts are leaves, of which the hub is the only neighbour
            shares.append(sum(node > 100 for node in sample) / 60)
    assert len(shares) >= 5
    assert np.mean(shares) < 0.5  # breadth first, it would be 0.8 once the hub is reached


def test_heavier_edges_are_followed_sooner() -> None:
    edges = [(0, node) for node in range(1, 21)]
    weights = [10.0] * 10 + [0.1] * 10
    starts = [grown(edges, 21, seed, weights) for seed in range(60)]
    heavy = [sum(node <= 10 for node in order[1:11]) for order in starts if order[0] == 0]
    assert heavy
    assert min(heavy) >= 8
