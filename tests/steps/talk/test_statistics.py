"""Statistics of a run, counted by hand."""

from typing import Any

from lemnos.pipeline.report import _size, hub_licence
from lemnos.pipeline.statistics import spread
from lemnos.steps.talk.graph.cluster_walk import ClusterSettings
from lemnos.steps.talk.plan.outline import PlanSettings
from lemnos.steps.talk.quality import checks, round_trip, scores
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.statistics import distinct_n
from lemnos.steps.talk.targets import targets


def test_spread_by_hand() -> None:
    assert spread([1, 2, 3, 4]) == {
        "mean": 2.5,
        "sd": 1.118,
        "median": 2.5,
        "p5": 1.15,
        "p10": 1.3,
        "p90": 3.7,
        "p95": 3.85,
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
    shard = {"checks": {"turns": 4, "leak_at_first": 1, "leak_in_the_end": 0}}
    assert checks([shard, shard]) == {
        "leak_at_first": 2,
        "leak_in_the_end": 0,
        "turns": 8,
        "share_leak_at_first": 0.25,
        "share_leak_in_the_end": 0.0,
    }


def test_the_round_trip_gives_rates_over_what_has_something_to_retrieve() -> None:
    recall = {"turns": 4, "retrieved": 4, "top_1": 1, "top_3": 3, "top_10": 4}
    recall |= {"alone_top_1": 0, "alone_top_3": 1, "alone_top_10": 2}
    recall |= {"marked_lost": 2, "marked_found": 1, "unmarked_lost": 1, "unmarked_found": 0}
    summary = dict.fromkeys(recall, 0) | {"turns": 6}
    made = round_trip([{"round_trip": {"recall": recall}}, {"round_trip": {"recall": recall, "summary": summary}}])
    assert made["turns"] == 14
    assert made["retrieved"] == 8
    assert made["with_history"] == {"1": 0.25, "3": 0.75, "10": 1.0}
    assert made["alone"] == {"1": 0.0, "3": 0.25, "10": 0.5}
    assert (made["context_dependent"], made["lost_of_marked"], made["lost_of_unmarked"]) == (0.75, 0.6667, 1.0)
    assert made["confusion"] == {"marked_lost": 4, "marked_found": 2, "unmarked_lost": 2, "unmarked_found": 0}
    assert made["by_kind"]["recall"]["with_history"]["3"] == 0.75
    assert made["by_kind"]["summary"]["retrieved"] == 0
    assert made["by_kind"]["summary"]["alone"] == {"1": 0.0, "3": 0.0, "10": 0.0}


def test_scores_are_spread_over_all_shards() -> None:
    shards = [{"cards": {"score": [0.5], "variety": [1.0]}}, {"cards": {"score": [0.7, 0.9], "variety": [1.0, 1.0]}}]
    made = scores(shards)
    assert list(made) == ["score", "variety"]
    assert (made["score"]["mean"], made["score"]["median"], made["score"]["min"]) == (0.7, 0.7, 0.5)


def test_targets_stand_beside_what_was_achieved() -> None:
    settings = TalkSettings(
        plan=PlanSettings(turns_mean=12, turns_sd=2, switch_rate=0.2), cluster=ClusterSettings(documents=3)
    )
    shard = {"turns": [10, 14], "documents": [2, 3], "switches": [3, 1], "returns": [1, 0]}
    made = {row.name: row[1:] for row in targets(settings, [shard | {"kinds": {"recall": 6, "follow_up": 18}}])}
    assert made == {
        "turns per dialogue, mean": (12, 12),
        "turns per dialogue, standard deviation": (2, 2),
        "documents per dialogue, mean": (3, 2.5),
        "turns of a stay on one document, mean": (5, 3),  # 18 turns that tell something new, 4 switches, 2 beginnings
        "share of turns that move to another document": (0.2, 0.2222),
        "share of these that return to an earlier one": (0.7, 0.25),
        "share of memory turns": (0.12, 0.25),
    }


def test_nothing_made_is_no_error() -> None:
    shard: dict[str, Any] = {"turns": [], "documents": [], "switches": [], "returns": [], "kinds": {}}
    assert {row.achieved for row in targets(TalkSettings(), [shard])} == {0.0}
    assert scores([{"cards": {"score": []}}]) == {"score": {}}
    assert checks([{"checks": {"turns": 0, "leak_at_first": 0}}]) == {"turns": 0, "leak_at_first": 0}


def test_the_card_names_a_licence_that_the_hub_knows() -> None:
    assert hub_licence({"Apache-2.0": 3}) == "apache-2.0"
    assert hub_licence({"CC-BY-SA-4.0 AND GFDL-1.3-or-later": 3}) == "[cc-by-sa-4.0, gfdl]"
    assert hub_licence({"": 3}) == "unknown"
    assert hub_licence({"MIT": 1, "": 2}) == "other"
    assert hub_licence({"Beerware": 1}) == "other"


def test_size_categories() -> None:
    assert [_size(count) for count in (0, 999, 1000, 4578, 730_707, 10**8)] == [
        "n<1K",
        "n<1K",
        "1K<n<10K",
        "1K<n<10K",
        "100K<n<1M",
        "n>10M",
    ]
