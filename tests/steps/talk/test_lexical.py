"""Lexical neighbours, for documents whose links lead nowhere."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from lemnos.steps.talk.graph import lexical_neighbours as lexical
from lemnos.steps.talk.graph.build import GraphSettings
from lemnos.steps.talk.graph.lexical_neighbours import TERMS, cosines, nearest, sketches
from lemnos.store.blobs import Blobs
from lemnos.text.words import word_hash
from tests.builders import edges_of, graph_of, linked, page, prose

FIVE = "The copper lantern of the harbour keeper burned above the granite quay."


def about(subject: str, number: int) -> str:
    """Return a text that shares its subject's words with others, and the rest with none."""
    return f"{prose((subject, number), 24).lower().capitalize()} {subject} {subject}"


def test_documents_without_links_get_the_documents_of_their_subject(tmp_path: Path) -> None:
    ships = "The schooner furled its topsail near the breakwater while the bosun whistled."
    bread = "The baker kneaded dough with yeast and rye until the oven glowed crimson."
    items = [page(f"{name}{n}", about(text, n)) for n in range(3) for name, text in (("ship", ships), ("bread", bread))]
    graph, figures = graph_of(tmp_path, items, GraphSettings(duplicates=0, neighbours=2))
    for document in range(6):
        targets, weights = graph.neighbours(document)
        assert sorted(targets.tolist()) == sorted(other for other in range(document % 2, 6, 2) if other != document)
        assert all(weight > 0 for weight in weights)
    assert figures["documents_with_lexical_neighbours"] == 6


def test_documents_with_enough_links_get_none(tmp_path: Path) -> None:
    items = linked({"A": ["B", "C", "D"], "B": ["A", "C"], "C": [], "D": []})
    graph, figures = graph_of(tmp_path, items, GraphSettings(min_links=3))
    assert graph.neighbours(0)[0].tolist() == [1, 2, 3]
    assert figures["documents_with_lexical_neighbours"] == 3


def test_a_lexical_neighbour_that_is_linked_already_is_not_counted_twice(tmp_path: Path) -> None:
    items = linked({"A": ["B"], "B": []})
    settings = GraphSettings(min_links=3, centrality="uniform", mutual=1.0, related=1e8)
    edges = edges_of(graph_of(tmp_path, items, settings)[0])
    link = items[0].document.links[0]
    assert edges[0, 1] / 1e8 == pytest.approx(1 - 0.5 * link.start / len(items[0].document.text))


def test_no_neighbours_means_none(tmp_path: Path) -> None:
    items = [page("A", f"{FIVE} {prose(1)}"), page("B", f"{FIVE} {prose(2)}")]
    graph, figures = graph_of(tmp_path, items, GraphSettings(neighbours=0))
    assert edges_of(graph) == {}
    assert figures["documents_with_lexical_neighbours"] == 0


Sketches = tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]


def sketch(*rows: dict[int, float]) -> Sketches:
    words = np.zeros((len(rows), TERMS), dtype=np.uint32)
    weights = np.zeros((len(rows), TERMS), dtype=np.float32)
    for number, row in enumerate(rows):
        length = math.sqrt(sum(weight * weight for weight in row.values())) or 1
        words[number, : len(row)] = list(row)
        weights[number, : len(row)] = [weight / length for weight in row.values()]
    return words, weights


def found(usable: list[bool], sketched: Sketches, neighbours: int = 3) -> dict[int, list[tuple[int, float]]]:
    queries = np.flatnonzero(usable).astype(np.int32)
    return {
        query: [(int(other), round(float(cosine), 4)) for other, cosine in zip(others, values, strict=True)]
        for query, others, values in nearest(queries, np.array(usable), *sketched, neighbours)
    }


def test_the_cosine_of_two_sketches_is_that_of_their_words_in_any_place() -> None:
    sketched = sketch({1: 3, 2: 4}, {2: 1, 9: 1}, {8: 1}, {})
    pairs = np.array([0, 1, 0, 0, 3, 2]), np.array([1, 0, 2, 0, 3, 3])
    expected = [0.8 / math.sqrt(2), 0.8 / math.sqrt(2), 0, 1, 0, 0]
    assert cosines(*sketched, *pairs).tolist() == pytest.approx(expected)
    many = [np.tile(side, 1000) for side in pairs]
    assert cosines(*sketched, *many).tolist() == pytest.approx(expected * 1000)


def test_a_sketch_holds_the_shared_words_that_tell_most_and_has_length_one(tmp_path: Path) -> None:
    items = [page("A", "The lantern lantern lantern shone above the harbour, the harbour and the quay of the town.")]
    items += [page("B", "The quay of the town has a lantern for the harbour, and it is a small one.")]
    items += [page(f"C{number}", f"The quay of town {number} lies in the south, and it is small.") for number in (1, 2)]
    graph, _ = graph_of(tmp_path, items, GraphSettings(duplicates=0))
    words, weights = sketches(Blobs([tmp_path / "000000.bin"]), graph.usable, graph.frequency)
    lantern, harbour, quay, shone = map(word_hash, ("lantern", "harbour", "quay", "shone"))
    assert words[0].tolist()[:2] == [lantern, harbour]
    assert shone not in words[0]
    assert weights[0][words[0] == lantern] / weights[0][words[0] == quay] == pytest.approx(
        (1 + math.log(3)) * math.log(1 + 4 / 2) / math.log(1 + 4 / 4)
    )
    assert (weights**2).sum(axis=1).tolist() == pytest.approx([1] * 4)


def test_neighbours_are_the_cosines_of_sketches_nearest_first() -> None:
    sketched = sketch({1: 3, 2: 4}, {1: 1}, {2: 1, 9: 1}, {8: 1})
    assert found([True] * 4, sketched) == {
        0: [(1, 0.6), (2, round(0.8 / math.sqrt(2), 4))],
        1: [(0, 0.6)],
        2: [(0, round(0.8 / math.sqrt(2), 4))],
        3: [],
    }


def test_only_so_many_neighbours_are_taken_and_ties_go_to_the_first() -> None:
    sketched = sketch({1: 1}, {1: 1}, {1: 1}, {1: 1})
    assert found([True] * 4, sketched, 2)[2] == [(0, 1.0), (1, 1.0)]


def test_documents_that_are_not_usable_are_nobodys_neighbours() -> None:
    sketched = sketch({1: 1}, {1: 1}, {1: 1})
    assert found([True, False, True], sketched) == {0: [(2, 1.0)], 2: [(0, 1.0)]}


def test_words_of_too_many_documents_are_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    sketched = sketch({1: 1, 2: 1}, {1: 1, 2: 1}, {1: 1})
    monkeypatch.setattr(lexical, "POSTINGS", 2)
    assert found([True] * 3, sketched)[0] == [(1, 0.5)]
