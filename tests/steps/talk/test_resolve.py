"""Names find their documents: exact before folded, own before other, nobody where two claim one."""

from typing import Any

import numpy as np
import pytest

from lemnos.sources.documents.base import Page, Redirect
from lemnos.sources.documents.names import name_hashes
from lemnos.steps.talk.documents.features import ShardFeatures
from lemnos.steps.talk.documents.segment import SegmentSettings
from lemnos.steps.talk.graph.resolve_links import NameTable, Resolver
from tests.builders import page, prose


def resolver(*items: Page | Redirect, stands_for: dict[int, int] | None = None, per_shard: int = 100) -> Resolver:
    shards = []
    for first in range(0, len(items), per_shard):
        prepared = ShardFeatures(SegmentSettings())
        for item in items[first : first + per_shard]:
            if isinstance(item, Redirect):
                prepared.redirect(item)
            else:
                prepared.add(item)
        shards.append(prepared.arrays())
    count = sum(isinstance(item, Page) for item in items)
    representative = np.array([(stands_for or {}).get(number, number) for number in range(count)], dtype=np.int32)
    return Resolver(shards, representative)


def find(found: Resolver, *names: str) -> list[int]:
    exact, folded = name_hashes(names)
    result: list[int] = found.find(exact, folded).tolist()
    return result


def titled(*titles: str, **names: list[str]) -> list[Page]:
    return [page(title, prose((number, title)), names=names.get(title, ())) for number, title in enumerate(titles)]


def test_a_name_finds_its_document_and_others_find_none() -> None:
    assert find(resolver(*titled("Tide", "Moon")), "Moon", "Tide", "Sun", "") == [1, 0, -1, -1]


def test_documents_of_several_shards_are_numbered_through() -> None:
    assert find(resolver(*titled("A", "B", "C", "D", "E"), per_shard=2), "E", "C", "A") == [4, 2, 0]


def test_case_is_ignored_only_where_no_exact_name_fits() -> None:
    found = resolver(*titled("Polish", "polish", "Tide"))
    assert find(found, "Polish", "polish", "POLISH", "tide") == [0, 1, -1, 2]


def test_a_name_that_two_documents_claim_finds_neither() -> None:
    found = resolver(*titled("Mercury", "Mercury", "Venus"))
    assert find(found, "Mercury", "mercury", "Venus") == [-1, -1, 2]
    assert found.ambiguous == 1


def test_a_name_that_two_documents_claim_does_not_fall_to_a_third() -> None:
    found = resolver(*titled("Mercury", "Mercury", "Hermes", Hermes=["Mercury"]))
    assert find(found, "Mercury") == [-1]


def test_an_own_name_comes_before_the_other_name_of_another_document() -> None:
    found = resolver(*titled("Guide", "Index", Guide=["Index"]))
    assert find(found, "Index") == [1]


def test_an_other_name_is_found_and_an_ambiguous_one_is_not() -> None:
    found = resolver(*titled("a", "b", "c", a=["first", "index"], b=["index"]))
    assert find(found, "first", "index") == [0, -1]


def test_redirects_are_followed_through_chains_in_any_order() -> None:
    chain = [Redirect("R1", "Tide"), Redirect("R2", "R1"), Redirect("R3", "R2"), Redirect("R4", "R3")]
    for order in (chain, chain[::-1]):
        found = resolver(*order, *titled("Tide"))
        assert find(found, "R1", "R2", "R3", "R4", "r4") == [0] * 5
        assert found.redirects_to_nothing == 0


def test_redirects_to_nothing_and_in_circles_find_nothing_and_are_counted() -> None:
    found = resolver(
        *titled("Tide"),
        Redirect("A", "B"),
        Redirect("B", "A"),
        Redirect("C", "C"),
        Redirect("D", "Nothing"),
        Redirect("E", "Tide"),
    )
    assert find(found, "A", "B", "C", "D", "E") == [-1, -1, -1, -1, 0]
    assert found.redirects_to_nothing == 4


def test_a_document_comes_before_a_redirect_of_its_name() -> None:
    found = resolver(*titled("Tide", "Moon"), Redirect("Tide", "Moon"))
    assert find(found, "Tide") == [0]


def test_a_redirect_with_two_targets_finds_neither() -> None:
    found = resolver(*titled("Tide", "Moon"), Redirect("X", "Moon"), Redirect("X", "Tide"))
    assert find(found, "X") == [-1]


def test_a_redirect_of_another_case_is_followed() -> None:
    assert find(resolver(*titled("Tide"), Redirect("High water", "tide")), "high WATER") == [0]


def test_names_of_a_duplicate_lead_to_what_stands_for_it() -> None:
    found = resolver(*titled("Tide", "Moon", "Tides"), Redirect("X", "Tides"), stands_for={2: 0})
    assert find(found, "Tides", "X", "Moon") == [0, 0, 1]


def test_two_documents_merged_do_not_make_a_name_ambiguous() -> None:
    found = resolver(*titled("Tide", "Tide"), stands_for={1: 0})
    assert find(found, "Tide") == [0]
    assert found.ambiguous == 0


@pytest.mark.parametrize("names", [[], ["Tide"]])
def test_a_corpus_without_names_finds_nothing(names: list[str]) -> None:
    empty: Any = {key: np.zeros(0, array.dtype) for key, array in ShardFeatures(SegmentSettings()).arrays().items()}
    assert find(Resolver([empty], np.zeros(0, np.int32)), *names) == [-1] * len(names)


def test_a_table_tells_none_from_ambiguous() -> None:
    table = NameTable(np.array([5, 3, 5, 9], np.uint64), np.array([1, 2, 4, 7], np.int32))
    assert table.find(np.array([3, 5, 9, 4], np.uint64)).tolist() == [2, -2, 7, -1]
    assert table.ambiguous == 1


def test_a_document_may_have_many_names() -> None:
    names = [f"name {number}" for number in range(200)]
    assert find(resolver(page("Tide", prose(1), names=names)), "name 199") == [0]
