"""The lexical reward against its formula, and the order it gives to segments of real prose."""

import math
from pathlib import Path

import numpy as np
import pytest

from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.lexical import (
    ADJACENT,
    BIAS,
    DECAY,
    DOCUMENT,
    NAMED,
    NOVEL,
    REPEATED,
    SECTION,
    SIMILAR,
    LexicalReward,
    LexicalScorer,
)
from lemnos.text.frequency import BUCKETS
from tests.builders import cluster_of, page, prose

NONE = np.zeros(BUCKETS, dtype=np.uint32)


def tell(scorer: LexicalScorer, segment: int) -> None:
    scorer.extend(np.array([segment]), np.zeros(1, dtype=np.intp))


def two_documents(mentions: dict[int, dict[int, str]] | None = None) -> Cluster:
    """Return a cluster of segments 0, 1 (section A), 2 (section B) and, in another document, 3."""
    parts = [(("A",), prose(1)), (("A",), prose(2)), (("B",), prose(3))]
    return cluster_of(page("One", *parts), page("Two", prose(4)), mentions=mentions)


def sigmoid(logit: float) -> float:
    return 1 / (1 + math.exp(-logit))


def read(cluster: Cluster) -> LexicalScorer:
    return LexicalReward().read(cluster, Vectors(cluster.materials, NONE, 100))


def test_before_the_first_answer_all_segments_are_alike() -> None:
    assert read(two_documents()).rewards()[0].tolist() == [0.5] * 4


def test_the_reward_is_its_formula() -> None:
    cosine = np.array([[1, 0.2, 0, 0.1], [0.2, 1, 0.5, 0.3], [0, 0.5, 1, 0.6], [0.1, 0.3, 0.6, 1]], dtype=np.float32)
    scorer = LexicalScorer(two_documents({1: {1: "two"}}), cosine)
    tell(scorer, 0)
    tell(scorer, 1)
    expected = [
        BIAS + DOCUMENT + SECTION + SIMILAR * (0.2 + DECAY * 1) - NOVEL * (1 - REPEATED),
        BIAS + DOCUMENT + SECTION + SIMILAR * (1 + DECAY * 0.2) - NOVEL * (1 - REPEATED),
        BIAS + DOCUMENT + ADJACENT + SIMILAR * 0.5 - NOVEL * (0.5 - REPEATED),
        BIAS + NAMED + SIMILAR * (0.3 + DECAY * 0.1),
    ]
    assert scorer.rewards()[0].tolist() == pytest.approx([sigmoid(logit) for logit in expected], abs=1e-5)


def test_rewards_do_not_change_after_they_were_given() -> None:
    scorer = read(two_documents())
    tell(scorer, 0)
    first = scorer.rewards()[0]
    kept = first.copy()
    tell(scorer, 2)
    assert np.array_equal(first, kept)


def test_the_next_paragraph_comes_before_the_section_the_document_and_another_document() -> None:
    cluster = cluster_of(
        page("One", (("A",), prose(1)), (("A",), prose(2)), (("A",), prose(3)), (("B",), prose(4))),
        page("Two", prose(5)),
    )
    scorer = LexicalScorer(cluster, np.eye(5, dtype=np.float32))
    tell(scorer, 0)
    rewards = scorer.rewards()[0]
    assert rewards[1] > rewards[2] > rewards[3] > rewards[4]


def test_a_section_of_the_same_name_in_another_document_is_another_section() -> None:
    cluster = cluster_of(page("One", (("A",), prose(1))), page("Two", (("A",), prose(2)), (("B",), prose(3))))
    scorer = LexicalScorer(cluster, np.eye(3, dtype=np.float32))
    tell(scorer, 0)
    assert scorer.rewards()[0, 1] == scorer.rewards()[0, 2]


def test_the_last_segment_of_a_document_is_not_adjacent_to_the_next_document() -> None:
    cluster = cluster_of(page("One", prose(1)), page("Two", prose(2)), page("Three", prose(3)))
    scorer = LexicalScorer(cluster, np.eye(3, dtype=np.float32))
    tell(scorer, 0)
    assert scorer.rewards()[0, 1] == scorer.rewards()[0, 2]


def test_shared_words_raise_the_reward_and_repetition_lowers_it() -> None:
    shared = "The copper lantern of the harbour keeper burned above the granite quay all night."
    one = page("One", f"{shared} {prose(1, 24)}")
    cluster = cluster_of(
        one, page("Near", f"{shared} {prose(2, 60)}"), page("Far", prose(3)), page("Copy", one.document.text)
    )
    scorer = read(cluster)
    tell(scorer, 0)
    near, far, copy = scorer.rewards()[0, 1:].tolist()
    assert near > far
    cosine = Vectors(cluster.materials, NONE, 100).cosines()
    assert cosine[0, 3] == pytest.approx(1, abs=1e-5)
    assert 0 < cosine[0, 1] < cosine[0, 3]
    assert copy == pytest.approx(sigmoid(BIAS + SIMILAR - NOVEL * (1 - REPEATED)), abs=1e-3)


def test_cosines_are_symmetric_and_between_zero_and_one() -> None:
    cosine = Vectors(two_documents().materials, NONE, 100).cosines()
    assert np.array_equal(cosine, cosine.T)
    assert (cosine >= 0).all()
    assert (cosine <= 1.0001).all()


def test_words_of_one_segment_alone_do_not_make_it_near_to_anything() -> None:
    cluster = cluster_of(
        page("One", "The lantern burned brightly above the granite quay until the morning came at last."),
        page("Two", "The oven glowed softly behind the bakery door while rye dough rested in bowls."),
    )
    assert Vectors(cluster.materials, NONE, 100).cosines().tolist() == [[0, 0], [0, 0]]


def test_a_segment_without_content_words_has_no_direction(tmp_path: Path) -> None:
    cluster = cluster_of(
        page("One", "It was then that they had to go there, and so it is that we are here."), page("Two", prose(1))
    )
    scorer = read(cluster)
    tell(scorer, 0)
    assert np.isfinite(scorer.rewards()).all()
