"""The shipped reward: beams, cases beside clusters, edges, calibration."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lemnos.errors import InputError
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Case, Place
from lemnos.steps.talk.reward.learned import TEXT, LearnedReward, LearnedScorer
from lemnos.steps.talk.reward.load import load
from lemnos.steps.talk.reward.model import SHIPPED, Head, RewardModel, log_ratio, read_model, scores
from lemnos.text.frequency import BUCKETS
from tests.builders import cluster_of, long_page, page, prose
from tests.steps.talk.reward.cases import case_of, cluster

REWARD = LearnedReward()
NONE = np.zeros(BUCKETS, dtype=np.uint32)


def read(whole: Cluster) -> LearnedScorer:
    return REWARD.read(whole, Vectors(whole.materials, NONE, 100))


def follow(whole: Cluster, *told: int) -> LearnedScorer:
    scorer = read(whole)
    for segment in told:
        scorer.extend(np.array([segment]), np.zeros(1, dtype=np.intp))
    return scorer


@given(st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), min_size=1, max_size=8), max_size=5))
@settings(deadline=None, max_examples=40)
def test_a_beam_is_its_conversations_one_by_one(turns: list[list[tuple[int, int]]]) -> None:
    whole = cluster()
    beam, paths = read(whole), [[]] if not turns else [list[int]()]
    for turn in turns:
        parents = [parent % len(paths) for _, parent in turn]
        beam.extend(np.array([segment for segment, _ in turn]), np.array(parents))
        paths = [[*paths[parent], segment] for parent, (segment, _) in zip(parents, turn, strict=True)]
    for row, path in zip(beam.rewards(), paths, strict=True):
        assert row == pytest.approx(follow(whole, *path).rewards()[0], abs=1e-5)


@pytest.mark.parametrize("told", [[], [0], [1, 4], [4, 0, 1, 6]])
def test_the_planner_gets_the_mean_of_the_chances_with_and_without_places(told: list[int]) -> None:
    whole = cluster()
    case = case_of(whole, told)
    by_place, by_text = REWARD.scores([case, msgspec.structs.replace(case, history_places=(), candidate_places=())])
    expected = follow(whole, *told).rewards()[0]
    # Which document a conversation without answers is about, a case does not say.
    rows = slice(None) if told else slice(0, 4)
    found = TEXT * by_text + (1 - TEXT) * by_place if told else by_place
    assert found[rows] == pytest.approx(expected[rows], abs=1e-5)


def test_the_same_cases_give_the_same_bytes_and_do_not_touch_each_other() -> None:
    cases = [case_of(cluster(), [0]), case_of(cluster(), [4, 1], placed=False)]
    first, again = REWARD.scores(cases), LearnedReward().scores(cases)
    assert [row.tobytes() for row in first] == [row.tobytes() for row in again]
    assert [REWARD.scores([case])[0].tobytes() for case in cases] == [row.tobytes() for row in first]


def test_rewards_do_not_change_after_they_were_given() -> None:
    scorer = follow(cluster(), 0)
    first = scorer.rewards()
    kept = first.copy()
    scorer.extend(np.array([2]), np.zeros(1, dtype=np.intp))
    assert np.array_equal(first, kept)
    assert not np.array_equal(scorer.rewards(), kept)


def test_a_conversation_opens_with_the_lead_of_its_anchor() -> None:
    rewards = read(cluster()).rewards()[0]
    assert int(rewards.argmax()) == 0
    assert rewards[0] > rewards[4] == rewards[6] > rewards[1] > rewards[3]


def test_the_next_paragraph_comes_before_one_passed_over_and_one_behind() -> None:
    rewards = follow(cluster_of(long_page("One", 9), page("Two", prose(1))), 3).rewards()[0]
    assert int(rewards.argmax()) == 4
    assert rewards[4] > rewards[5] > rewards[8] > rewards[2]


def test_the_lead_of_a_document_that_was_named_comes_before_others() -> None:
    rewards = follow(cluster(), 1).rewards()[0]
    assert rewards[4] > rewards[6]
    assert rewards[4] > rewards[5]


def test_shared_words_raise_the_score_and_copies_lower_it() -> None:
    said = "The copper lantern of the harbour keeper burned above the granite quay until the storm."
    near = "Every harbour keeper trims his copper lantern with oil from the northern whaling stations."
    others = [prose(number, 24) for number in range(6)]
    (found,) = REWARD.scores([Case(history=(said,), candidates=(near, said, *others))])
    assert found[0] > found[2:].max()
    assert found[1] < found[0]


def test_edges() -> None:
    assert REWARD.scores([]) == []
    assert REWARD.scores([Case(history=("Whales sing.",), candidates=())])[0].tolist() == []
    assert REWARD.scores([Case(history=(), candidates=("Whales sing.", ""))])[0].tolist() == [0.5, 0.5]
    (alone,) = REWARD.scores([Case(history=("",), candidates=("",))])
    assert 0 < alone[0] < 1
    (empty,) = REWARD.scores([Case(history=("", "the"), candidates=("", "of", "Whales sing."))])
    assert empty[0] == empty[1]
    placed = Case(history=(), candidates=("a", "b"), candidate_places=(Place("One", (), 1), Place("One", (), 0)))
    assert REWARD.scores([placed])[0].argmax() == 1


def test_places_of_some_texts_only_are_not_used() -> None:
    whole = case_of(cluster(), [0])
    half = Case(history=whole.history, candidates=whole.candidates, candidate_places=whole.candidate_places)
    plain = case_of(cluster(), [0], placed=False)
    assert REWARD.scores([half])[0].tolist() == REWARD.scores([plain])[0].tolist()


def test_four_hundred_segments_and_documents_of_one() -> None:
    whole = cluster_of(long_page("Long", 400), page("Short", prose(1)), page("Other", prose(2)))
    rewards = follow(whole, 0, 401).rewards()
    assert rewards.shape == (1, 402)
    assert np.isfinite(rewards).all()
    assert rewards.min() >= 0
    assert rewards.max() <= 1


def test_scores_keep_the_order_of_logits_and_mean_one_in_two_where_all_are_alike() -> None:
    model = read_model(SHIPPED)
    logits = np.array([[-3, 0.5, 0.4, 2]], dtype=np.float32)
    for head in (model.texts, model.places, model.order):
        assert head.slope > 0
        assert scores(head, logits)[0].argsort().tolist() == logits[0].argsort().tolist()
        assert scores(head, np.zeros((1, 20), dtype=np.float32)) == pytest.approx(
            np.full((1, 20), 1 / (1 + np.exp(-head.offset))), abs=1e-5
        )


def test_the_log_ratio_counts_only_candidates_that_are_there() -> None:
    logits = np.array([1.0, 2.0, -np.inf], dtype=np.float32)
    share = np.exp(logits) / np.exp(logits).sum()
    assert np.exp(log_ratio(logits, 2)) == pytest.approx(2 * share, abs=1e-5)


def test_a_model_survives_being_written(tmp_path: Path) -> None:
    model = read_model(SHIPPED)
    model.save(tmp_path / "one.npz")
    again = read_model(tmp_path / "one.npz")
    again.save(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes() == SHIPPED.read_bytes()
    case = case_of(cluster(), [0])
    assert load(str(tmp_path / "one.npz")).scores([case])[0].tolist() == load("default").scores([case])[0].tolist()


def test_the_shipped_model_is_small_and_says_what_it_was_trained_on() -> None:
    assert SHIPPED.stat().st_size < 120_000
    assert all(source["licence"] for source in read_model(SHIPPED).notes["sources"])


def test_what_is_no_model_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.npz: no such file"):
        load(str(tmp_path / "none.npz"))
    (tmp_path / "text.npz").write_text("no model")
    with pytest.raises(InputError, match="not a reward model"):
        load(str(tmp_path / "text.npz"))
    np.savez(tmp_path / "other.npz", rates=np.zeros(3))
    with pytest.raises(InputError, match="not a reward model"):
        load(str(tmp_path / "other.npz"))


def test_a_model_of_another_version_is_refused(tmp_path: Path) -> None:
    model: RewardModel = read_model(SHIPPED)
    short = Head(1.0, model.order.state[:-1])
    model._replace(texts=short, places=short, order=short).save(tmp_path / "old.npz")
    with pytest.raises(InputError, match="by another version"):
        load(str(tmp_path / "old.npz"))
