"""What is found about a user turn, and which turn stays."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from lemnos.records import Evidence, TurnKind
from lemnos.steps.talk.check.retrieval import Ranks, Retrieval
from lemnos.steps.talk.check.review import Finding, Reviewer, reviewed, unlike
from lemnos.steps.talk.check.text_checks import normalised
from lemnos.steps.talk.graph.segment_vectors import HEADING, SATURATION, Vectors
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Memory, Step, UserTurn
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


STEPS = (Step(0, 0, TurnKind.OPENING), Step(0, 1, TurnKind.FOLLOW_UP), Step(1, 0, TurnKind.TOPIC_SHIFT))


def plan_of(cluster: Cluster, *more: Step) -> Plan:
    steps = [*STEPS, *more]
    return Plan(steps, [np.full(cluster.size, 0.5, dtype=np.float32) for _ in steps])


def memory_of(kind: TurnKind, *turns: int, answer: str = "", slots: dict[str, str] | None = None) -> Step:
    newest = STEPS[max(turns)]
    memory = Memory(turns, answer, (Evidence("d", 0, 1),), False, slots or {})
    return Step(newest.topic, newest.segment, kind, memory=memory)


def vectors_of(cluster: Cluster) -> Vectors:
    return Vectors(cluster.materials, np.zeros(BUCKETS, dtype=np.uint32), 3)


def reviewer_of(cluster: Cluster, *more: Step, worst_rank: int = 1) -> Reviewer:
    topics = [material.topic for material in cluster.materials]
    return Reviewer(cluster, vectors_of(cluster), plan_of(cluster, *more), topics, worst_rank)


def findings(reviewer: Reviewer, said: Sequence[UserTurn]) -> dict[int, Finding]:
    """Return what is found about each turn."""
    seen: set[str] = set()
    found = {}
    for number, place in enumerate(reviewer.find(said, range(len(said)))):
        found[number] = reviewer.fault(number, said, seen, place)
        seen.add(normalised(said[number].text))
    return {number: finding for number, finding in found.items() if finding is not None}


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
    assert retrieval.find([0, 1, 2], list(GOOD)) == [Ranks(1, 1)] * 3
    assert retrieval.find([1], ["Where do swans nest?"]) == [Ranks(2, 3)]
    # Asked last, the weir has been told, and only the swans are left; whoever does not know that finds the weir.
    assert retrieval.find([2], ["Who raised the weir?"]) == [Ranks(1, 3)]


def test_without_the_history_equal_segments_count_half(cluster: Cluster) -> None:
    retrieval = Retrieval(cluster, vectors_of(cluster), plan_of(cluster))
    # No word fits: of three equal segments the expected rank is 2. All begin untold, and the first of a document leads.
    assert retrieval.find([0, 1], ["Please go on.", "Please go on."]) == [Ranks(2, 2), Ranks(2, 2)]
    # "mill" is in the title over two segments, the words of neither: ranks 1 and 2, expected 1.5, half up 2.
    assert retrieval.find([1], ["And the mill?"])[0].alone == 2


def test_segments_equal_to_the_letter_are_one_answer() -> None:
    copied = cluster_of(page("Mill stream", (("Weir",), WEIR), (("Lock",), LOCK)), page("Weir", WEIR))
    retrieval = Retrieval(copied, vectors_of(copied), plan_of(copied))
    assert retrieval.find([0], ["Who raised the weir?"]) == [Ranks(1, 1)]


def test_a_memory_turn_finds_what_it_recalls_among_what_was_told(cluster: Cluster) -> None:
    recall = memory_of(TurnKind.RECALL, 0)
    retrieval = Retrieval(cluster, vectors_of(cluster), plan_of(cluster, recall))
    assert retrieval.find([3], ["What did you say about the weir?"]) == [Ranks(1, 1)]
    assert retrieval.find([3], ["What did you say about swans?"]) == [Ranks(3, 3)]
    either = Retrieval(cluster, vectors_of(cluster), plan_of(cluster, memory_of(TurnKind.SYNTHESIS, 0, 2)))
    assert either.find([3], ["What did you say about swans?"]) == [Ranks(1, 1)]


def test_what_is_told_later_does_not_compete_with_what_is_recalled(cluster: Cluster) -> None:
    steps = [STEPS[0], memory_of(TurnKind.RECALL, 0), *STEPS[1:]]
    plan = Plan(steps, [np.full(cluster.size, 0.5, dtype=np.float32) for _ in steps])
    assert Retrieval(cluster, vectors_of(cluster), plan).find([1], ["And about the swans?"]) == [Ranks(1, 3)]


def test_a_summary_and_what_the_documents_do_not_say_have_nothing_to_retrieve(cluster: Cluster) -> None:
    more = [memory_of(TurnKind.SUMMARY, 0, 1, 2), memory_of(TurnKind.UNANSWERABLE, 2)]
    retrieval = Retrieval(cluster, vectors_of(cluster), plan_of(cluster, *more))
    assert retrieval.find([3, 4], ["Can you sum up?", "Do swans vote?"]) == [Ranks(0, 0)] * 2


def test_good_turns_have_no_findings(cluster: Cluster) -> None:
    assert findings(reviewer_of(cluster), turns(*GOOD)) == {}


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
    found = findings(reviewer_of(cluster), turns(*texts))
    assert [(at, finding.rule, finding.reason) for at, finding in found.items()] == [(number, rule, reason)]


def test_what_was_said_before_is_no_leak(cluster: Cluster) -> None:
    told = "Do swans know the millers of the lower town?"
    assert findings(reviewer_of(cluster, worst_rank=9), turns(GOOD[0], GOOD[1], told)) == {}


def test_a_memory_turn_is_not_written_again_because_retrieval_does_not_find_it(cluster: Cluster) -> None:
    reviewer = reviewer_of(cluster, memory_of(TurnKind.RECALL, 0, answer=WEIR))
    said = turns(*GOOD, "What was the first thing that you told me?")
    assert reviewer.find(said, [3]) == [Ranks(2, 2)]
    assert findings(reviewer, said) == {}


def test_a_memory_turn_may_not_tell_what_it_asks_for_again(cluster: Cluster) -> None:
    asked = "Was the lock not dug beside it in 1794 for boats?"
    for kind, slots, reason in (
        (TurnKind.RECALL, {}, "tells '1794' of its answer"),
        (TurnKind.RECALL, {"noun": "the lock was dug beside it in 1794 for boats"}, None),
        (TurnKind.CORRECTION, {"premise": "the lock was not dug beside it in 1794 for boats"}, None),
    ):
        reviewer = reviewer_of(cluster, memory_of(kind, 1, answer=LOCK, slots=slots), worst_rank=9)
        found = findings(reviewer, turns(*GOOD, asked))
        assert [finding.reason for finding in found.values()] == ([reason] if reason else [])


def test_a_failing_turn_is_written_again_and_the_verdict_says_so(cluster: Cluster) -> None:
    def rewrite(given: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        assert faults == {1: "tells '1794' of its answer"}
        assert given[1].text == "What was dug in 1794?"
        return {1: UserTurn(GOOD[1], TurnKind.FOLLOW_UP)}

    result = reviewed(reviewer_of(cluster), turns(GOOD[0], "What was dug in 1794?", GOOD[2]), [rewrite])
    assert [turn.text for turn in result.turns] == list(GOOD)
    assert result.found == [Ranks(1, 1)] * 3
    assert result.faults == {}
    (verdict,) = result.verdicts
    assert (verdict.rule, verdict.keep) == ("leak", True)
    assert verdict.reason == "turn 1: tells '1794' of its answer; written again"


def test_a_turn_that_gets_no_better_stays_and_is_reported(cluster: Cluster) -> None:
    def rewrite(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        return {number: UserTurn("no better", TurnKind.FOLLOW_UP) for number in faults}

    first = turns(GOOD[0], "Where do wardens count cygnets?", GOOD[2])
    result = reviewed(reviewer_of(cluster), first, [rewrite, rewrite])
    assert result.turns == first
    assert result.found == [Ranks(1, 1), Ranks(2, 3), Ranks(1, 1)]
    assert result.faults == {1: "answerable"}
    (verdict,) = result.verdicts
    assert (verdict.rule, verdict.keep, verdict.score) == ("answerable", False, 2.0)
    assert verdict.reason == (
        "turn 1: 1 other segments fit it better; written again: does not end with a question mark or full stop; "
        "written again: does not end with a question mark or full stop"
    )


def test_the_next_rewrite_gets_what_the_one_before_left_wrong(cluster: Cluster) -> None:
    asked: list[list[int]] = []

    def first(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        asked.append(list(faults))
        return {1: UserTurn("Where do wardens count cygnets?", TurnKind.FOLLOW_UP), 2: turns(GOOD[2])[0]}

    def second(given: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        asked.append(list(faults))
        assert given[1].text == "Where do wardens count cygnets?"  # not answered by the lock, but better than a leak
        return {1: turns(GOOD[1])[0]}

    bad = turns(GOOD[0], "What was dug in 1794?", "no question")
    result = reviewed(reviewer_of(cluster), bad, [first, second])
    assert asked == [[1, 2], [1]]
    assert [turn.text for turn in result.turns] == list(GOOD)
    assert [(verdict.rule, verdict.keep) for verdict in result.verdicts] == [("leak", True), ("form", True)]
    assert result.verdicts[0].reason == (
        "turn 1: tells '1794' of its answer; written again: 1 other segments fit it better; written again"
    )


def model_turns(*texts: str) -> list[UserTurn]:
    return [UserTurn(text, TurnKind.FOLLOW_UP, written="model") for text in texts]


def test_rules_first_draft_replaces_a_refused_turn_of_a_model_and_no_second_try_does(cluster: Cluster) -> None:
    calls: list[str] = []

    def first(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        calls.append("first")
        return {number: turns("What came by boat?")[0] for number in faults}

    def second(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        calls.append("second")
        return {number: turns("What did boats bring through the lock at Mill stream?")[0] for number in faults}

    # The draft is at rank 1 as well as the second try, and would lose to it by nothing but its words.
    said = model_turns(GOOD[0], "I'm sorry for knocking so late.", GOOD[2])
    result = reviewed(reviewer_of(cluster, worst_rank=2), said, [first, second, second])
    assert calls == ["first"]
    assert result.turns[1].text == "What came by boat?"
    assert result.turns[1].written == "rules: form"
    assert result.faults == {}


def test_a_draft_replaces_a_model_turn_even_if_retrieval_likes_the_model_better(cluster: Cluster) -> None:
    def first(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        return {number: turns("And next?")[0] for number in faults}

    said = model_turns(GOOD[0], "Tell me about copper and slate for the harbour in 1794.", GOOD[2])
    result = reviewed(reviewer_of(cluster, worst_rank=3), said, [first])
    assert (result.turns[1].text, result.turns[1].written) == ("And next?", "rules: leak")


def test_only_a_draft_with_a_fault_of_its_own_is_written_again_by_rules(cluster: Cluster) -> None:
    def first(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        return {number: turns("Where do wardens count cygnets?")[0] for number in faults}

    def second(given: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        assert given[1].text == "Where do wardens count cygnets?"
        assert faults == {1: "1 other segments fit it better"}
        return {1: turns(GOOD[1])[0]}

    said = model_turns(GOOD[0], "Thank you so much!", GOOD[2])
    result = reviewed(reviewer_of(cluster), said, [first, second])
    assert (result.turns[1].text, result.turns[1].written) == (GOOD[1], "rules: form, after a check")


def test_no_rewrite_may_bring_a_worse_fault(cluster: Cluster) -> None:
    said = turns(GOOD[0], "Where do wardens count cygnets?", GOOD[2])
    result = reviewed(reviewer_of(cluster), said, [lambda *_: {1: turns("Was it the lock of 1794?")[0]}])
    assert result.turns == said


def test_no_dialogue_holds_a_user_turn_twice_whatever_the_writer_does(cluster: Cluster) -> None:
    def stubborn(_: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        return {number: turns("Please, go on!")[0] for number in faults}

    result = reviewed(reviewer_of(cluster, worst_rank=9), turns(*["Please go on."] * 3), [stubborn])
    assert [turn.text for turn in result.turns] == ["Please go on.", "I see. Please go on.", "Right. Please go on."]
    assert result.faults == {}
    assert [verdict.reason.rpartition("; ")[2] for verdict in result.verdicts] == ["made unlike it"] * 2


def test_when_all_reactions_are_used_the_user_counts_the_questions() -> None:
    seen: set[str] = set()
    said = []
    for number in range(9):
        said.append(unlike("Why?", number, seen))
        seen.add(normalised(said[-1]))
    assert said[:2] == ["I see. Why?", "Right. Why?"]
    assert said[6:] == [f"Question {place}: what should I know next?" for place in (7, 8, 9)]
