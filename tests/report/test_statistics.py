"""Statistics of a run, counted by hand."""

from lemnos.report.card import _hub_licence, _size
from lemnos.report.statistics import checks, distinct_n, spread


def test_spread_by_hand() -> None:
    assert spread([1, 2, 3, 4]) == {
        "mean": 2.5,
        "sd": 1.118,
        "median": 2.5,
        "p10": 1.3,
        "p90": 3.7,
        "min": 1,
        "max": 4,
    }
    assert spread([]) == {}


def test_distinct_n_ignores_case_and_counts_within_turns() -> None:
    turns = ["Tell me more.", "Tell me why", "more"]
    assert distinct_n(turns, 1) == round(4 / 7, 4)
    assert distinct_n(turns, 2) == round(3 / 4, 4)
    assert distinct_n(turns, 9) == 0.0


def test_checks_add_up_over_shards_and_give_shares() -> None:
    shard = {"checks": {"turns": 4, "leak_at_first": 1, "retrieved_in_top_3": 3}}
    assert checks([shard, shard]) == {
        "leak_at_first": 2,
        "retrieved_in_top_3": 6,
        "turns": 8,
        "share_leak_at_first": 0.25,
        "share_retrieved_in_top_3": 0.75,
    }


def test_the_card_names_a_licence_that_the_hub_knows() -> None:
    assert _hub_licence({"Apache-2.0": 3}) == "apache-2.0"
    assert _hub_licence({"CC-BY-SA-4.0 AND GFDL-1.3-or-later": 3}) == "[cc-by-sa-4.0, gfdl]"
    assert _hub_licence({"": 3}) == "unknown"
    assert _hub_licence({"MIT": 1, "": 2}) == "other"
    assert _hub_licence({"Beerware": 1}) == "other"


def test_size_categories() -> None:
    assert [_size(count) for count in (0, 999, 1000, 4578, 730_707, 10**8)] == [
        "n<1K",
        "n<1K",
        "1K<n<10K",
        "1K<n<10K",
        "100K<n<1M",
        "n>10M",
    ]
