"""The document graph: what links to what, how strongly, and what was merged or left out."""

from collections import Counter
from pathlib import Path

import msgspec
import numpy as np
import pytest

from lemnos.sources.documents.base import Page, Redirect
from lemnos.steps.talk.graph.build import Graph, GraphSettings
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings, grow_cluster
from lemnos.steps.talk.graph.edges import TABLE_STRENGTH
from lemnos.steps.talk.graph.lexical_neighbours import cosines, sketches
from lemnos.store.blobs import Blobs
from tests.builders import document, edges_of, graph_of, linked, page, prose

RELATED = 1e8
"""So large that the cosine of two documents does not count beside it."""
PLAIN = GraphSettings(centrality="uniform", min_links=0, related=RELATED)
"""Links alone: no factor of the target, no lexical neighbours, no lexical cosine."""


def strengths(graph: Graph) -> dict[tuple[int, int], float]:
    """Return the strength of every edge of a graph in which cosines do not count."""
    return {edge: weight / RELATED for edge, weight in edges_of(graph).items()}


def pairs(folder: Path, items: list[Page | Redirect], settings: GraphSettings = PLAIN) -> list[tuple[int, int]]:
    return sorted(edges_of(graph_of(folder, items, settings)[0]))


def strength(item: Page, link: int = 0) -> float:
    made = item.document
    return 1 - 0.5 * made.links[link].start / len(made.text)


def test_links_become_edges_of_their_position(tmp_path: Path) -> None:
    items = [*linked({"A": ["B", "C"], "B": ["C"], "C": []})]
    edges = strengths(graph_of(tmp_path, items, PLAIN)[0])
    assert edges == pytest.approx(
        {(0, 1): strength(items[0]), (0, 2): strength(items[0], 1), (1, 2): strength(items[1])}
    )


def test_a_link_early_in_the_document_is_stronger(tmp_path: Path) -> None:
    early = page("A", f"The [[B]] is near. {prose(1, 96)} The far one is the [[C]].")
    edges = strengths(graph_of(tmp_path, [early, *linked({"B": [], "C": []})], PLAIN)[0])
    assert edges[0, 1] == pytest.approx(1 - 0.5 * 4 / len(early.document.text))
    assert edges[0, 1] > 0.99 > 0.51 > edges[0, 2]


def test_repeated_links_add_up(tmp_path: Path) -> None:
    item = page("A", f"The [[B]] and the [[B|same]] are one. {prose(1)}")
    edges = strengths(graph_of(tmp_path, [item, *linked({"B": []})], PLAIN)[0])
    assert edges == pytest.approx({(0, 1): strength(item, 0) + strength(item, 1)})


def test_links_both_ways_are_strengthened(tmp_path: Path) -> None:
    items = linked({"A": ["B", "C"], "B": ["A"], "C": []})
    graph, figures = graph_of(tmp_path, items, msgspec.structs.replace(PLAIN, mutual=3.0))
    assert strengths(graph) == pytest.approx(
        {(0, 1): 3 * strength(items[0]), (0, 2): strength(items[0], 1), (1, 0): 3 * strength(items[1])}
    )
    assert (figures["edges"], figures["mutual_edges"]) == (3, 2)


def test_a_link_to_itself_is_no_edge(tmp_path: Path) -> None:
    assert pairs(tmp_path, [*linked({"A": ["A", "B"], "B": []})]) == [(0, 1)]


def test_fragments_and_case_and_redirects_lead_to_the_document(tmp_path: Path) -> None:
    items = [*linked({"A": ["Tide#Causes", "moon", "Old name"], "Tide": [], "Moon": [], "Sun": []})]
    assert pairs(tmp_path, [*items, Redirect("Old name", "Older name"), Redirect("Older name", "Sun")]) == [
        (0, 1),
        (0, 2),
        (0, 3),
    ]


def test_a_redirect_to_itself_through_the_source_is_no_edge(tmp_path: Path) -> None:
    assert pairs(tmp_path, [*linked({"A": ["Alias"], "B": []}), Redirect("Alias", "A")]) == []


def test_links_to_nothing_and_to_two_are_counted_and_kept_as_such(tmp_path: Path) -> None:
    twins = [page("Twin", prose(7)), page("Twin", prose(8))]
    items = [*linked({"A": ["Nothing", "Twin", "B"], "B": []}), *twins]
    graph, figures = graph_of(tmp_path, items, PLAIN)
    assert sorted(edges_of(graph)) == [(0, 1)]
    assert graph.links(0).tolist() == [-1, -1, 1]
    assert graph.links(1).tolist() == []
    assert (figures["links"], figures["links_unresolved"], figures["ambiguous_names"]) == (3, 2, 1)


def test_incoming_links_are_counted(tmp_path: Path) -> None:
    graph, _ = graph_of(tmp_path, linked({"A": ["C"], "B": ["C", "A"], "C": []}), PLAIN)
    assert graph.in_degree.tolist() == [1, 0, 2]


def test_shards_do_not_change_the_graph(tmp_path: Path) -> None:
    links = {name: [other for other in "ABCDEFG" if (ord(name) + ord(other)) % 3 == 0] for name in "ABCDEFG"}
    made = []
    for per_shard in (100, 2, 3):
        folder = tmp_path / str(per_shard)
        folder.mkdir()
        made.append(graph_of(folder, linked(links), GraphSettings(), per_shard=per_shard))
    for graph, figures in made[1:]:
        assert edges_of(graph) == edges_of(made[0][0])
        assert figures == made[0][1]


def test_the_order_of_reading_does_not_change_the_edges(tmp_path: Path) -> None:
    items = linked({"A": ["B", "C"], "B": ["A"], "C": ["D"], "D": []})
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    forward = edges_of(graph_of(tmp_path / "a", items)[0])
    backward = edges_of(graph_of(tmp_path / "b", items[::-1])[0])
    assert forward == pytest.approx({(3 - source, 3 - target): w for (source, target), w in backward.items()})


def test_near_duplicates_are_merged_and_links_to_them_go_to_the_first(tmp_path: Path) -> None:
    text = prose("same", 480)
    items = [page("First", text), page("Copy", f"{text} One more short sentence."), *linked({"A": ["Copy"], "B": []})]
    graph, figures = graph_of(tmp_path, items, PLAIN)
    assert edges_of(graph).keys() == {(2, 0)}
    assert graph.usable.tolist() == [True, False, True, True]
    assert graph.links(2).tolist() == [0]
    assert (figures["near_duplicates"], figures["usable"], figures["near_duplicate_pairs_compared"]) == (1, 3, 1)


def test_links_of_a_duplicate_are_not_edges(tmp_path: Path) -> None:
    text = prose("same", 480)
    items = [page("First", text), page("Copy", f"{text} It is near the [[B]]."), *linked({"B": []})]
    assert pairs(tmp_path, [*items]) == []


def test_nothing_is_merged_at_a_threshold_of_zero(tmp_path: Path) -> None:
    text = prose("same", 480)
    _, figures = graph_of(tmp_path, [page("A", text), page("B", text)], GraphSettings(duplicates=0))
    assert (figures["near_duplicates"], figures["usable"]) == (0, 2)


@pytest.mark.parametrize("language", ["en", "en-GB", "EN-us"])
def test_documents_in_a_language_of_the_writer_are_used(tmp_path: Path, language: str) -> None:
    items = [
        page("A", prose(1), language=language),
        page("B", prose(2), language="de"),
        page("C", prose(3), language="und"),
    ]
    graph, figures = graph_of(tmp_path, items)
    assert graph.usable.tolist() == [True, False, False]
    assert figures["other_language"] == 2
    assert figures["languages"] == {language: 1, "de": 1, "und": 1}


def test_links_to_documents_that_are_not_used_are_no_edges(tmp_path: Path) -> None:
    items = [*linked({"A": ["B"]}), page("B", prose(2), language="de")]
    assert pairs(tmp_path, [*items]) == []


def test_rows_of_a_link_table_are_edges_beside_the_links(tmp_path: Path) -> None:
    items = linked({"A": ["B"], "B": [], "C": []})
    rows = [("A", "B"), ("A", "C"), ("c", "B"), ("A", "Nothing"), ("Nobody", "B"), ("B", "B")]
    graph, figures = graph_of(tmp_path, items, PLAIN, rows=rows)
    assert strengths(graph) == pytest.approx(
        {(0, 1): strength(items[0]) + TABLE_STRENGTH, (0, 2): TABLE_STRENGTH, (2, 1): TABLE_STRENGTH}
    )
    assert (figures["table_rows"], figures["table_rows_unresolved"]) == (6, 2)
    assert figures["table_unresolved_sample"] == ["A -> Nothing", "Nobody -> B"]


def test_a_link_table_of_many_rows_keeps_five_examples(tmp_path: Path) -> None:
    rows = [(f"x{number}", "y") for number in range(250_000)]
    _, figures = graph_of(tmp_path, linked({"A": []}), PLAIN, rows=rows)
    assert (figures["table_rows"], figures["table_rows_unresolved"]) == (250_000, 250_000)
    assert figures["table_unresolved_sample"] == [f"x{number} -> y" for number in range(5)]


def test_the_factor_of_the_target_weights_the_edge(tmp_path: Path) -> None:
    items = linked({"A": ["B", "C"], "B": ["C"], "C": [], "D": ["C"]})
    graph, _ = graph_of(tmp_path, items, msgspec.structs.replace(PLAIN, centrality="in_degree"))
    # In-degrees 0, 1, 3, 0, one added: 1, 2, 4, 1, with mean 2.
    assert strengths(graph) == pytest.approx(
        {
            (0, 1): 1.0 * strength(items[0]),
            (0, 2): 2.0 * strength(items[0], 1),
            (1, 2): 2.0 * strength(items[1]),
            (3, 2): 2.0 * strength(items[3]),
        }
    )


def test_a_link_between_documents_of_the_same_words_is_stronger(tmp_path: Path) -> None:
    near, far = prose("near", 96), prose("far", 96)
    items = [
        page("A", f"{near[:300].rpartition('.')[0]}. The [[B]] and the [[C]] are both named in it."),
        page("B", near),
        page("C", far),
    ]
    graph, _ = graph_of(tmp_path, items, GraphSettings(centrality="uniform", min_links=0, duplicates=0))
    edges = edges_of(graph)
    words = [sketches(Blobs([tmp_path / "000000.bin"]), graph.usable, graph.frequency)]
    cosine = cosines(*words[0], np.array([0, 0]), np.array([1, 2]))
    assert cosine[0] > 0.3 > cosine[1]
    expected = [strength(items[0], link) * (0.005 + cosine[link]) for link in (0, 1)]
    assert [edges[0, 1], edges[0, 2]] == pytest.approx(expected)


def test_a_hub_does_not_swallow_the_walks(tmp_path: Path) -> None:
    names = [f"T{number}" for number in range(40)]
    links = {name: ["Hub", *(names[(at + step) % 40] for step in (1, 2, 5))] for at, name in enumerate(names)}
    items = linked({"Hub": [], **links})
    visits = Counter[str]()
    for centrality in ("inverse_in_degree", "uniform"):
        (tmp_path / centrality).mkdir()
        graph, _ = graph_of(tmp_path / centrality, items, msgspec.structs.replace(PLAIN, centrality=centrality))
        for anchor in range(1, 41):
            for seed in range(5):
                visits[centrality] += 0 in grow_cluster(graph, anchor, f"{seed}/{anchor}", ClusterSettings())
    assert visits["uniform"] > 100
    assert visits["inverse_in_degree"] < 0.6 * visits["uniform"]


def test_the_graph_of_one_document_has_no_edges(tmp_path: Path) -> None:
    graph, figures = graph_of(tmp_path, linked({"A": []}))
    assert edges_of(graph) == {}
    assert (figures["documents"], figures["edges"], figures["documents_with_lexical_neighbours"]) == (1, 0, 0)


def test_intermediate_files_are_gone(tmp_path: Path) -> None:
    graph_of(tmp_path, linked({"A": ["B"], "B": []}))
    assert {path.suffix for path in (tmp_path / "graph").iterdir()} == {".npy"}


def test_frequencies_are_of_documents_and_copies_do_not_count(tmp_path: Path) -> None:
    text = prose(1)
    pages = [page("A", text), page("B", f"{text} It is the same again.")]
    words = set(text.lower().replace(".", "").split()) - {"the"}
    apart, _ = graph_of(tmp_path / "apart", pages, GraphSettings(duplicates=0))
    assert apart.frequency.max() == 2
    assert np.count_nonzero(apart.frequency == 2) == len(words)
    merged, _ = graph_of(tmp_path / "merged", pages)
    assert merged.frequency.max() == 1


def test_the_builder_of_these_tests_places_links_to_the_letter() -> None:
    made = document("T", "The [[tide|high tide]] and [[Moon]].")
    assert [(made.text[link.start : link.end], link.target) for link in made.links] == [
        ("high tide", "tide"),
        ("Moon", "Moon"),
    ]
