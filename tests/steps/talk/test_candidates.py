"""The best of several versions of a turn: what is measured, and which wins."""

import pytest

from lemnos.records import TurnKind
from lemnos.steps.talk.check.candidates import Reading, best, choose
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import UserTurn
from tests.steps.talk.test_review import GOOD, cluster, memory_of, reviewer_of

__all__ = ["cluster"]  # a fixture


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (Reading(fault=1), Reading(fault=0, rank=9, covered=0.4, unseen=3, asks=False, words=40, familiar=True)),
        (Reading(fault=4), Reading(fault=1)),
        (Reading(rank=2), Reading(rank=1)),
        (Reading(covered=0.5), Reading(covered=0.6)),
        (Reading(unseen=1), Reading(unseen=0)),
        (Reading(asks=False), Reading(asks=True)),
        (Reading(words=2), Reading(words=4)),
        (Reading(words=25), Reading(words=14)),
        (Reading(familiar=True), Reading(familiar=False)),
    ],
)
def test_each_part_decides_where_the_others_are_equal(worse: Reading, better: Reading) -> None:
    assert best([worse, better]) == 1
    assert best([better, worse]) == 0


def test_ties_go_to_the_first() -> None:
    assert best([Reading(words=5), Reading(words=9), Reading(words=14)]) == 0


def versions(*texts: str) -> list[UserTurn]:
    return [UserTurn(text, TurnKind.FOLLOW_UP, written="model") for text in texts]


def chosen(cluster: Cluster, *texts: tuple[str, ...]) -> list[str]:
    return [turn.text for turn in choose(reviewer_of(cluster), [versions(*of_turn) for of_turn in texts])]


def test_a_version_that_passes_the_checks_beats_those_that_leak_or_find_nothing(cluster: Cluster) -> None:
    assert chosen(
        cluster,
        ("Who painted the ceiling?", "Who raised the weir?", "The weir was raised by the millers of the lower town?"),
        ("What was dug in 1794?", "Thank you so much!", "What did boats bring through the lock?"),
        ("Who raised the weir?", "Where do swans nest?"),
    ) == list(GOOD)


def test_a_version_that_names_what_nobody_has_said_loses(cluster: Cluster) -> None:
    # "weir" is a heading, "eels" stands in the answer alone.
    assert chosen(cluster, ("Do eels matter to the weir?", "Does the weir matter?"), (GOOD[1],), (GOOD[2],))[0] == (
        "Does the weir matter?"
    )


def test_a_frame_that_was_used_just_before_loses(cluster: Cluster) -> None:
    first, other = ("What is the weir?",), (GOOD[2],)
    assert chosen(cluster, first, ("What is the lock?", "Why was there a lock?"), other)[1] == "Why was there a lock?"
    assert chosen(cluster, ("Who raised it, the weir?",), ("What is the lock?", "Why was there a lock?"), other)[1] == (
        "What is the lock?"
    )


def test_a_turn_with_one_version_keeps_it_even_with_a_fault(cluster: Cluster) -> None:
    assert chosen(cluster, (GOOD[0], GOOD[0]), ("What was dug in 1794?",), (GOOD[2],)) == [
        GOOD[0],
        "What was dug in 1794?",
        GOOD[2],
    ]


def test_a_memory_turn_takes_the_first_version_without_a_fault(cluster: Cluster) -> None:
    recall = memory_of(TurnKind.RECALL, 0, answer="The weir was raised in 1612.")
    of_turns = [versions(text) for text in GOOD]
    of_turns.append(versions("Was it 1612, the weir?", "When was that weir raised, again?"))
    assert choose(reviewer_of(cluster, recall), of_turns)[3].text == "When was that weir raised, again?"
