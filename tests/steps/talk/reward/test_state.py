"""What the reward sees of places."""

import math

import numpy as np
import pytest

from lemnos.steps.talk.reward.cases import Place
from lemnos.steps.talk.reward.segment_follower import (
    ORDER,
    PLACE,
    STATE,
    StateFollower,
    StateLogits,
    scene_of_cluster,
    scene_of_places,
)
from tests.steps.talk.reward.cases import cluster, places

ONE = np.zeros(1, dtype=np.intp)


def seen(follower: StateFollower) -> dict[str, list[float]]:
    return {name: row.tolist() for name, row in zip(STATE, follower.features()[:, 0], strict=True)}


def told(*rows: int) -> dict[str, list[float]]:
    follower = StateFollower(scene_of_cluster(cluster()), 0)
    for row in rows:
        follower.extend(np.array([row]), ONE)
    return seen(follower)


def test_documents_are_new_earlier_or_the_one_at_hand() -> None:
    found = told(4, 1)
    assert found["new document"] == [0, 0, 0, 0, 0, 0, 1]
    assert found["earlier document"] == [0, 0, 0, 0, 1, 1, 0]


def test_sections_are_the_same_share_a_path_or_were_left() -> None:
    found = told(3, 2)
    assert found["same section"] == [0, 0, 1, 0, 0, 0, 0]
    assert found["sections in common"] == [0.5, 0.5, 0, 0, 0, 0, 0]
    assert found["earlier section"] == [0, 0, 0, 1, 0, 0, 0]


def test_names_lead_there_and_back() -> None:
    assert told(1)["named by the last answer"] == [0, 0, 0, 0, 1, 1, 0]
    assert told(1)["named lead"] == [0, 0, 0, 0, 1, 0, 0]
    assert told(1, 0)["named by the last answer"] == [0] * 7
    assert told(4)["names the current document"] == [0, 1, 0, 0, 0, 0, 0]


def test_order_counts_from_what_was_told_last_in_the_document() -> None:
    found = told(1)
    assert found["next"] == [0, 0, 1, 0, 0, 0, 0]
    assert found["forwards, how far"] == pytest.approx([0, 0, 0, math.log(2), 0, 0, 0])
    assert found["backwards"] == [1, 1, 0, 0, 0, 0, 0]
    assert found["backwards, how far"] == pytest.approx([math.log(2), 0, 0, 0, 0, 0, 0])
    assert found["lead"] == [0, 0, 0, 0, 1, 0, 1]
    assert found["new document, how deep"] == pytest.approx([0, 0, 0, 0, 0, math.log(2), 0])
    after = told(0, 6)
    assert after["next"] == [0] * 7
    assert after["next of an earlier document"] == [0, 1, 0, 0, 0, 0, 0]


def test_places_of_a_case_give_what_the_cluster_gives() -> None:
    whole = cluster()
    case = StateFollower(scene_of_places(places(whole, [1, 4, 0, 1, 2, 3, 4, 5, 6])), 2)
    follower = StateFollower(scene_of_cluster(whole), 0)
    for text, row in enumerate((1, 4)):
        case.extend(np.array([text]), ONE)
        follower.extend(np.array([row]), ONE)
    assert np.array_equal(case.features(), follower.features())


def test_without_positions_there_is_no_order() -> None:
    found = [Place("One", ("A",)), Place("One", ("A",)), Place("Two")]
    follower = StateFollower(scene_of_places(found), 1)
    follower.extend(np.array([0]), ONE)
    assert not follower.scene.ordered
    state = seen(follower)
    assert {name: state[name] for name in PLACE if any(state[name])} == {
        "new document": [0, 1],
        "same section": [1, 0],
    }
    assert not any(any(state[name]) for name in ORDER)


@pytest.mark.parametrize("seed", range(20))
def test_logits_are_the_weighted_features(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scene = scene_of_cluster(cluster())
    weights = rng.normal(size=len(STATE)).astype(np.float32)
    follower, logits = StateFollower(scene, 0), StateLogits(scene, weights)
    paths = 1
    for _ in range(6):
        parents, paths = rng.integers(0, paths, size=3), 3
        segments = rng.integers(0, len(scene.document), size=3)
        follower.extend(segments, parents)
        logits.extend(segments, parents)
        assert logits.logits() == pytest.approx(np.tensordot(weights, follower.features(), 1), abs=1e-5)
