"""The clusters of a preview: whole, connected, and those of the whole corpus."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from lemnos.steps.talk.graph.build import Graph, GraphSettings
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings, grow_cluster
from lemnos.steps.talk.graph.partition import partition
from lemnos.steps.talk.sample.clusters import Sample, choose_clusters
from tests.builders import edges_of, graph_of, linked

LINKS = GraphSettings(min_links=0, duplicates=0)
RINGS = {
    f"{name}{number}": [f"{name}{(number + step) % 40}" for step in (1, 5)]
    for name in ("East ", "West ")
    for number in range(40)
}
STAR = {"Hub": [], **{f"Leaf {number}": ["Hub"] for number in range(30)}}


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(tmp_path_factory.mktemp("rings"), linked(RINGS), LINKS)[0]


def sampled(graph: Graph, count: int, seed: int = 0, reuse: int = 1) -> Sample:
    return choose_clusters(graph, list(partition(graph, seed, reuse, ClusterSettings())), count, seed)


def pieces(graph: Graph, documents: Iterable[int]) -> int:
    """Return into how many parts that no edge connects some documents fall."""
    left = set(documents)
    count = 0
    pairs = [pair for pair in edges_of(graph) if set(pair) <= left]
    while left:
        count += 1
        part = {left.pop()}
        while border := {b for pair in pairs for a, b in (pair, pair[::-1]) if a in part and b in left}:
            part |= border
            left -= border
    return count


@pytest.mark.parametrize("seed", range(12))
def test_a_sample_is_connected_and_made_of_whole_clusters(rings: Graph, seed: int) -> None:
    everything = list(partition(rings, seed, 1, ClusterSettings()))
    sample = choose_clusters(rings, everything, 20, seed)
    assert 20 <= len(sample.documents) <= 23
    assert pieces(rings, sample.documents.tolist()) == 1
    assert len({document // 40 for document in sample.documents.tolist()}) == 1
    assert all(cluster in everything for cluster in sample.clusters)
    members = {document for _, cluster in sample.clusters for document in cluster}
    lone = set(sample.documents.tolist()) - members
    assert lone.isdisjoint(document for _, cluster in everything for document in cluster)


def test_the_seed_decides_the_sample(rings: Graph) -> None:
    samples = [sampled(rings, 20, seed).documents.tolist() for seed in (0, 0, 1, 2, 3)]
    assert samples[0] == samples[1]
    assert len({tuple(sample) for sample in samples}) > 2


def test_a_sample_larger_than_a_component_goes_on_in_the_other(rings: Graph) -> None:
    sample = sampled(rings, 60)
    assert 60 <= len(sample.documents) <= 63
    assert pieces(rings, sample.documents.tolist()) == 2


def test_as_many_documents_as_there_are_take_everything(rings: Graph) -> None:
    everything = list(partition(rings, 0, 1, ClusterSettings()))
    sample = choose_clusters(rings, everything, 80, 0)
    assert sample.documents.tolist() == list(range(80))
    assert sample.clusters == everything


def test_of_a_star_the_sample_holds_the_documents_without_a_cluster_too(tmp_path: Path) -> None:
    graph, _ = graph_of(tmp_path, linked(STAR), LINKS)
    sample = sampled(graph, 12)
    assert 12 <= len(sample.documents) <= 15
    ((_, members),) = sample.clusters
    assert 0 in members
    assert pieces(graph, sample.documents.tolist()) == 1


def test_documents_without_any_edge_are_taken_alone(tmp_path: Path) -> None:
    graph, figures = graph_of(tmp_path, linked({f"N{number}": [] for number in range(20)}), LINKS)
    assert figures["edges"] == 0
    first, second = (sampled(graph, 6, seed) for seed in (0, 1))
    assert first.clusters == []
    assert len(first.documents) == 6
    assert first.documents.tolist() != second.documents.tolist()


def test_documents_that_no_dialogue_may_use_are_not_in_the_sample(rings: Graph) -> None:
    usable = np.array(rings.usable)
    usable[10:30] = False
    graph = Graph(**{name: getattr(rings, name) for name in Graph.__struct_fields__} | {"usable": usable})
    clusters = [
        (number, members)
        for number, members in partition(rings, 0, 1, ClusterSettings())
        if all(usable[member] for member in members)
    ]
    sample = choose_clusters(graph, clusters, 30, 0)
    assert len(sample.documents) >= 30
    assert usable[sample.documents].all()


@pytest.mark.parametrize("reuse", [0, 2])
def test_where_documents_are_reused_the_clusters_inside_the_sample_are_kept(rings: Graph, reuse: int) -> None:
    clusters = (
        list(partition(rings, 0, reuse, ClusterSettings()))
        if reuse
        else [(0, grow_cluster(rings, anchor, f"{anchor}", ClusterSettings())) for anchor in range(80)]
    )
    sample = choose_clusters(rings, clusters, 20, 0)
    assert 20 <= len(sample.documents) <= 23
    inside = set(sample.documents.tolist())
    assert sample.clusters == [cluster for cluster in clusters if inside.issuperset(cluster[1])]
    assert len(sample.clusters) > len(sample.documents) / 4
