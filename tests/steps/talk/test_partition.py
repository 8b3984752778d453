"""Partitions: no document in two clusters of a round, few left over, and what the report says of repetition."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lemnos
from lemnos.steps.talk.graph.build import Graph, GraphSettings
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings
from lemnos.steps.talk.graph.partition import Partition, partition, write_partition
from tests.builders import edges_of, graph_of, linked
from tests.conftest import DEMO

STAR = {"Hub": [], **{f"Leaf {number}": ["Hub"] for number in range(6)}}
RING = {f"N{number}": [f"N{(number + 1) % 24}", f"N{(number + 5) % 24}"] for number in range(24)}


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    return graph_of(tmp_path_factory.mktemp("ring"), linked(RING), GraphSettings(min_links=0))[0]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 99), st.integers(1, 4), st.integers(2, 6))
def test_no_document_is_in_two_clusters_of_a_round(ring: Graph, seed: int, reuse: int, size: int) -> None:
    found = list(partition(ring, seed, reuse, ClusterSettings(documents=size)))
    edges = edges_of(ring)
    for number in range(reuse):
        members = [document for round_, documents in found if round_ == number for document in documents]
        assert len(set(members)) == len(members)
    for _, documents in found:
        assert 2 <= len(documents) <= size
        for place, document in enumerate(documents[1:], 1):
            others = documents[:place]
            assert any((other, document) in edges or (document, other) in edges for other in others)
    assert found == list(partition(ring, seed, reuse, ClusterSettings(documents=size)))


def test_nearly_all_documents_of_a_ring_are_in_a_cluster(ring: Graph) -> None:
    shares = [
        len({document for _, documents in partition(ring, seed, 1, ClusterSettings()) for document in documents}) / 24
        for seed in range(40)
    ]
    assert np.mean(shares) > 0.95
    assert min(shares) >= 0.8


def test_rounds_differ(ring: Graph) -> None:
    found = list(partition(ring, 0, 2, ClusterSettings()))
    first, second = ({tuple(members) for round_, members in found if round_ == number} for number in (0, 1))
    assert first != second


def test_of_a_star_as_many_leaves_are_told_as_a_cluster_holds(tmp_path: Path) -> None:
    graph, _ = graph_of(tmp_path, linked(STAR), GraphSettings(min_links=0))
    ((_, members),) = partition(graph, 0, 1, ClusterSettings(documents=4))
    assert len(members) == 4
    assert 0 in members


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_partition(tmp_path, [(0, [3, 1]), (0, [2, 5, 4]), (1, [1, 2])])
    found = Partition(tmp_path)
    assert [(found.round(number), found.documents(number)) for number in range(len(found))] == [
        (0, [3, 1]),
        (0, [2, 5, 4]),
        (1, [1, 2]),
    ]


def used(run: lemnos.Run) -> list[str]:
    return [document.id for dialogue in run.dialogues for document in dialogue.documents]


@pytest.mark.parametrize("reuse", [1, 2])
def test_a_document_is_used_so_often_and_the_report_says_it(tmp_path: Path, reuse: int) -> None:
    run = lemnos.talk(str(DEMO), out=tmp_path / "run", reuse=reuse, progress=False, workers=2)
    documents = used(run)
    assert max(documents.count(document) for document in set(documents)) == reuse
    repetition = run.report["repetition"]
    assert repetition["most_dialogues_of_a_segment"] == reuse
    assert (repetition["share_of_answer_words"] == 0) == (reuse == 1)
    assert run.report["coverage"]["share_used"] > 0.9
    ids = [dialogue.id for dialogue in run.dialogues]
    assert len(set(ids)) == len(ids) == pytest.approx(17 * reuse, abs=reuse)
    assert "| words of answers that are in another dialogue as well | 0.0% |" in run.card or reuse > 1


def test_without_a_limit_every_document_is_an_anchor(tmp_path: Path) -> None:
    run = lemnos.talk(str(DEMO), out=tmp_path / "run", reuse=0, progress=False, workers=2)
    assert len(run.dialogues) == 66
    assert run.report["repetition"]["share_of_answer_words"] > 0.5
    assert "clusters" not in run.report["cost"]


def test_what_is_left_over_is_rejected_with_its_reason(tmp_path: Path) -> None:
    for name in ("Hub", *(f"Leaf {number}" for number in range(6))):
        words = " ".join(f"{name.lower()} number{place} of the old harbour" for place in range(40))
        link = "" if name == "Hub" else " It is near the [hub](Hub.md)."
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nThe {words} is here.{link}\n\nThe other {words} too.\n")
    graph = {"min_links": 0, "duplicates": 0}
    run = lemnos.talk(
        str(tmp_path), out=tmp_path.parent / "star", graph=graph, plan={"min_turns": 1}, progress=False, workers=1
    )
    assert run.report["rejected"]["clusters"] == {"no_cluster": 3}
    lines = (run.path / "rejected" / "clusters" / "000000.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    assert {row["reason"] for row in rows} == {"no related document was found that is not in another dialogue"}
    assert all(row["source"].endswith(".md") and row["record"].startswith("Leaf") for row in rows)
