"""Gathering a cluster: its segments in a row, and which of them names which other document."""

from pathlib import Path

import pytest

from lemnos.sources.documents.base import Page, Redirect
from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.graph.cluster_segments import gather, surface_forms
from lemnos.steps.talk.reward.base import Cluster
from lemnos.store.blobs import Blobs
from lemnos.text.stems import stem_bags
from tests.builders import graph_of, page, prose


def gathered(folder: Path, *items: Page | Redirect, documents: list[int]) -> Cluster:
    graph, _ = graph_of(folder, list(items))
    blobs = Blobs([folder / "000000.bin"])
    return gather(documents, [DECODER.decode(blobs[number]) for number in documents], graph)


def test_segments_are_numbered_through_in_the_order_of_the_cluster(tmp_path: Path) -> None:
    items = [page("A", prose(1), prose(2)), page("B", prose(3)), page("C", prose(4), prose(5), prose(6))]
    cluster = gathered(tmp_path, *items, documents=[2, 0])
    assert cluster.documents == (2, 0)
    assert cluster.starts == (0, 3, 5)
    assert cluster.size == 5
    assert [part.text for m in cluster.materials for part in m.topic.segments] == [prose(n) for n in (4, 5, 6, 1, 2)]


def test_a_link_names_its_document_in_its_own_words(tmp_path: Path) -> None:
    items = [page("Tide", f"{prose(1)} It follows the [[Moon|pale one]].", prose(2)), page("Moon", prose(3))]
    assert gathered(tmp_path, *items, documents=[0, 1]).mentions == ({1: "pale one"}, {}, {})


def test_a_link_through_a_redirect_names_its_document(tmp_path: Path) -> None:
    tide = page("Tide", f"{prose(1)} It follows [[Luna]].")
    items: list[Page | Redirect] = [tide, page("Moon", prose(3)), Redirect("Luna", "Moon")]
    assert gathered(tmp_path, *items, documents=[0, 1]).mentions == ({1: "Luna"}, {})


def test_the_title_names_its_document_as_whole_words(tmp_path: Path) -> None:
    items = [
        page("Tide", f"{prose(1)} The Moonlight is not it.", f"{prose(2)} The Moon is."),
        page("Moon", f"{prose(3)} The Tide obeys it."),
        page("Sun", prose(4)),
    ]
    assert gathered(tmp_path, *items, documents=[0, 1, 2]).mentions == ({}, {1: "Moon"}, {0: "Tide"}, {})


def test_a_link_comes_before_the_title_and_the_first_link_before_others(tmp_path: Path) -> None:
    text = f"{prose(1)} The Moon is the [[Moon|pale one]] or the [[Moon|old one]]."
    items = [page("Tide", text), page("Moon", prose(3))]
    assert gathered(tmp_path, *items, documents=[0, 1]).mentions[0] == {1: "pale one"}


def test_links_out_of_the_cluster_and_to_itself_name_nothing(tmp_path: Path) -> None:
    items = [
        page("Tide", f"{prose(1)} It is the [[Tide|flood]] of the [[Sun|day star]]."),
        page("Moon", prose(3)),
        page("Sun", prose(4)),
    ]
    assert gathered(tmp_path, *items, documents=[0, 1]).mentions == ({}, {})


@pytest.mark.parametrize(
    ("title", "forms"),
    [
        ("Tide", ("Tide", "tide")),
        ("Mercury (planet)", ("Mercury", "mercury")),
        ("Paris, Texas", ("Paris", "paris")),
        ("iron", ("iron",)),
        ("War (album)", ("War (album)", "war (album)")),
        ("Sun", ()),
        ("(1)", ()),
        ("", ()),
    ],
)
def test_the_forms_in_which_a_text_may_name_a_document(title: str, forms: tuple[str, ...]) -> None:
    assert surface_forms(title) == forms


def test_a_document_keeps_the_stems_of_its_segments(tmp_path: Path) -> None:
    texts = [prose(1), f"{prose(2)} Ember embers the kelp.", prose(3)]
    (material,) = gathered(tmp_path, page("A", *texts), documents=[0]).materials
    assert [part.text for part in material.topic.segments] == texts
    kept, counted = material.stem_bags(), stem_bags(texts)
    assert kept.stems.tolist() == counted.stems.tolist()
    assert kept.counts.tolist() == counted.counts.tolist()
    assert kept.lengths.tolist() == counted.lengths.tolist()
