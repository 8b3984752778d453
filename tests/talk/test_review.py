"""What is found about a user turn, and which turn stays."""

from collections.abc import Sequence

import numpy as np
import pytest

from lemnos.records import TurnKind
from lemnos.talk.answerable import Retrieval
from lemnos.talk.plan import Plan
from lemnos.talk.review import Reviewer, reviewed
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.vectors import HEADING, SATURATION, Vectors
from lemnos.talk.write.writer import Step, UserTurn
from lemnos.text.frequency import BUCKETS
from tests.builders import cluster_of, page

WEIR = (
    "The weir was raised by the millers of the lower town so that barley could be ground in the dry months of summer, "
    "and eels were caught below it in wicker traps that the monks had woven through the winter from river willow."
)
LOCK = (
    "The lock was dug beside it in 1794 for boats that carried copper and slate down to the harbour, and its gates of "
    "oak had to be lifted by a crew of nine men who lived in a row of cottages on the northern bank of the canal."
)
SWAN = (
    "Swans nest on the reed islands above the bridge, where the water is still and deep, and each spring the wardens "
    "count their cygnets from a flat boat and paint a number on the larger eggs to keep thieves away from them."
)


@pytest.fixture
def cluster() -> Cluster:
    return cluster_of(page("Mill stream", (("Weir",), WEIR), (("Lock",), LOCK)), page("Swan", SWAN))


def plan_of(cluster: Cluster) -> Plan:
    steps = [Step(0, 0, TurnKind.OPENING), Step(0, 1, TurnKind.FOLLOW_UP), Step(1, 0, TurnKind.TOPIC_SHIFT)]
    return Plan(steps, [np.full(cluster.size, 0.5, dtype=np.float32) for _ in steps])


def vectors_of(cluster: Cluster) -> Vectors:
    return Vectors(cluster.materials, np.zeros(BUCKETS, dtype=np.uint32), 3)


def reviewer_of(cluster: Cluster, worst_rank: int = 1) -> Reviewer:
    topics = [material.topic for material in cluster.materials]
    return Reviewer(cluster, vectors_of(cluster), plan_of(cluster), topics, worst_rank)


def turns(*texts: str) -> list[UserTurn]:
    return [UserTurn(text, TurnKind.FOLLOW_UP) for text in texts]


GOOD = ("Who raised the weir?", "What did boats bring through the lock?", "Where do swans nest?")


def test_relevance_is_the_share_of_the_question_that_a_segment_covers(cluster: Cluster) -> None:
    shares = vectors_of(cluster).relevance(["Eels?", "The eels of zanzibar", "It is the", "Swan"])
    once = 1 / (1 + SATURATION)
    assert shares[0] == pytest.approx([once, 0, 0])
    assert shares[1] == pytest.approx([once / 2, 0, 0])
    assert shares[2].tolist() == [0, 0, 0]
    assert shares[3] == pytest.approx([0, 0, HEADING])


def test_a_question_finds_the_segment_it_asks_about_among_those_not_told(cluster: Cluster) -> None:
    retrieval = Retrieval(cluster, vectors_of(cluster), plan_of(cluster))
    assert retrieval.ranks([0, 1, 2], list(GOOD)) == [1, 1, 1]
    assert retrieval.ranks([1], ["Where do swans nest?"]) == [2]
    # Asked last, the weir has been told, and only the swans are left.
    assert retrieval.ranks([2], ["Who raised the weir?"]) == [1]


def test_good_turns_have_no_findings(cluster: Cluster) -> None:
    assert reviewer_of(cluster).review(turns(*GOOD)) == ({}, [1, 1, 1])


@pytest.mark.parametrize(
    ("number", "text", "rule", "reason"),
    [
        (1, "what did boats bring", "form", "does not end with a question mark or full stop"),
        (1, "Who raised the WEIR?", "repeated", "says the same as another turn"),
        (1, "What was dug in 1794?", "leak", "tells '1794' of its answer"),
        (1, "Was a crew of nine men needed?", "leak", "tells 'a crew of nine men' of its answer"),
        (1, "Where do wardens count cygnets?", "answerable", "1 other segments fit it better"),
    ],
)
def test_each_rule_finds_its_fault(cluster: Cluster, number: int, text: str, rule: str, reason: str) -> None:
    texts = list(GOOD)
    texts[number] = text
    found, _ = reviewer_of(cluster).review(turns(*texts))
    assert [(at, finding.rule, finding.reason) for at, finding in found.items()] == [(number, rule, reason)]


def test_what_was_said_before_is_no_leak(cluster: Cluster) -> None:
    told = "Do swans know the millers of the lower town?"
    found, _ = reviewer_of(cluster, worst_rank=9).review(turns(GOOD[0], GOOD[1], told))
    assert found == {}


def test_a_failing_turn_is_written_again_and_the_verdict_says_so(cluster: Cluster) -> None:
    def rewrite(given: Sequence[UserTurn], numbers: Sequence[int]) -> dict[int, UserTurn]:
        assert list(numbers) == [1]
        assert given[1].text == "What was dug in 1794?"
        return {1: UserTurn(GOOD[1], TurnKind.FOLLOW_UP)}

    result = reviewed(reviewer_of(cluster), turns(GOOD[0], "What was dug in 1794?", GOOD[2]), rewrite)
    assert [turn.text for turn in result.turns] == list(GOOD)
    assert result.ranks == [1, 1, 1]
    (verdict,) = result.verdicts
    assert (verdict.rule, verdict.keep) == ("leak", True)
    assert verdict.reason == "turn 1: tells '1794' of its answer; written again"


def test_a_turn_that_gets_no_better_stays_and_is_reported(cluster: Cluster) -> None:
    def rewrite(_: Sequence[UserTurn], numbers: Sequence[int]) -> dict[int, UserTurn]:
        return {number: UserTurn("no better", TurnKind.FOLLOW_UP) for number in numbers}

    first = turns(GOOD[0], "Where do wardens count cygnets?", GOOD[2])
    result = reviewed(reviewer_of(cluster), first, rewrite)
    assert result.turns == first
    assert result.ranks == [1, 2, 1]
    (verdict,) = result.verdicts
    assert (verdict.rule, verdict.keep, verdict.score) == ("answerable", False, 2.0)
    assert verdict.reason == (
        "turn 1: 1 other segments fit it better; written again: does not end with a question mark or full stop"
    )
