"""Clusters: walks along edges that never come back."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.steps.talk.graph.build import Graph, GraphSettings
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings, grow_cluster
from tests.builders import edges_of, graph_of, linked

LINKS = {
    "A": ["B", "C", "D"],
    "B": ["C", "E"],
    "C": ["A"],
    "D": ["E", "F"],
    "E": ["A", "F"],
    "F": ["G"],
    "G": [],
    "H": [],
}


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(tmp_path_factory.mktemp("graph"), linked(LINKS), GraphSettings(min_links=0))[0]


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 7), st.text("ab", max_size=6), st.integers(1, 8), st.floats(0, 1))
def test_a_cluster_follows_edges_and_never_repeats(
    graph: Graph, anchor: int, seed: str, size: int, restart: float
) -> None:
    chosen = ClusterSettings(documents=size, min_documents=1, restart=restart)
    members = grow_cluster(graph, anchor, seed, chosen)
    edges = edges_of(graph)
    assert members[0] == anchor
    assert len(set(members)) == len(members) <= size
    for number, member in enumerate(members[1:], 1):
        assert any((earlier, member) in edges for earlier in members[:number])
    if len(members) < size:  # only where nothing more could be reached
        assert not [target for source, target in edges if source in members and target not in members]
    assert members == grow_cluster(graph, anchor, seed, chosen)


def test_a_document_without_edges_stays_alone(graph: Graph) -> None:
    assert grow_cluster(graph, 7, "x", ClusterSettings()) == [7]


def test_seeds_give_different_clusters(graph: Graph) -> None:
    assert len({tuple(grow_cluster(graph, 0, str(seed), ClusterSettings())) for seed in range(40)}) > 8


def test_always_restarting_takes_the_anchors_own_neighbours_first(graph: Graph) -> None:
    for seed in range(20):
        assert set(grow_cluster(graph, 0, str(seed), ClusterSettings(restart=1.0))) == {0, 1, 2, 3}


def test_never_restarting_walks_on_from_where_it_is(graph: Graph) -> None:
    edges = edges_of(graph)
    walks = [grow_cluster(graph, 3, str(seed), ClusterSettings(documents=3, restart=0.0)) for seed in range(30)]
    assert all((walk[0], walk[1]) in edges and (walk[1], walk[2]) in edges for walk in walks)


def test_heavier_edges_are_taken_more_often_in_proportion(tmp_path: Path) -> None:
    rows = [("A", "B")] * 3 + [("A", "C")]
    graph, _ = graph_of(
        tmp_path,
        linked({"A": [], "B": [], "C": []}),
        GraphSettings(min_links=0, centrality="uniform", related=1e8),
        rows=rows,
    )
    first = [grow_cluster(graph, 0, str(seed), ClusterSettings(documents=2))[1] for seed in range(2000)]
    assert first.count(1) / 2000 == pytest.approx(0.75, abs=0.03)
