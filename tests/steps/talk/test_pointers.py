"""Turns that name nothing, such as "Go on.", stand only where the answer is what they ask for."""

import pytest

from lemnos.records import TurnKind
from lemnos.steps.talk.check.model_turns import asks, points, unlike_a_person
from lemnos.steps.talk.check.review import Reviewer
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step, UserTurn
from tests.steps.talk.test_review import GOOD, STEPS, cluster, findings, memory_of, plan_of, reviewer_of, vectors_of

__all__ = ["cluster"]  # a fixture

PLAIN = "The gates were lifted by nine men."
ANSWERS = {
    "plain": PLAIN,
    "reason": "The gates were lifted because the flood had risen.",
    "way": "The gates were lifted by turning a wheel.",
    "example": "The gates held back animals such as eels.",
}
ON = ("Go on.", "Please carry on.", "Could you continue, please?", "Keep going.", "And then?", "What happened next?")
MORE = ("Tell me more.", "What else?", "Can you say more about that?", "Anything else?", "Is there more to it?")
WHY = ("Why?", "How come?", "Why was that?", "What was the reason for that?", "And why is that so?", "What caused it?")
HOW = ("How?", "How so?", "How did that happen?", "In what way?", "How does it work?")
EXAMPLE = ("An example?", "For instance?", "Like what?", "Can you give me an example?", "Any examples of that?")


@pytest.mark.parametrize("text", [*ON, *MORE])
def test_going_on_fits_any_answer(text: str) -> None:
    assert all(points(text, answer) for answer in ANSWERS.values())


@pytest.mark.parametrize(
    ("text", "kind"),
    [*((text, "reason") for text in WHY), *((text, "way") for text in HOW), *((text, "example") for text in EXAMPLE)],
)
def test_a_question_for_a_reason_a_way_or_an_example_fits_an_answer_that_has_one(text: str, kind: str) -> None:
    assert {name for name, answer in ANSWERS.items() if points(text, answer)} == {kind}


@pytest.mark.parametrize("text", ON)
def test_going_on_does_not_lead_back_in_the_document(text: str) -> None:
    assert not points(text, PLAIN, later=False)


@pytest.mark.parametrize("text", MORE)
def test_more_of_it_may_stand_anywhere_in_the_document(text: str) -> None:
    assert points(text, PLAIN, later=False)


@pytest.mark.parametrize(
    "text",
    ["Thanks.", "Nice.", "What?", "Why not?", "Go away.", "Really?", "Okay.", "How are you?", "Then what about tea?"],
)
def test_a_reaction_is_no_pointer(text: str) -> None:
    assert not any(points(text, answer) for answer in ANSWERS.values())


@pytest.mark.parametrize("answer", ["It has stood since 1794.", "It was made by the French.", "People like eels."])
def test_words_that_only_look_like_a_reason_a_way_or_an_example_do_not_count(answer: str) -> None:
    assert not any(points(text, answer) for text in ("Why?", "How?", "An example?"))


@pytest.mark.parametrize(
    "text",
    [
        "The Blue Nile, which is the largest of the two rivers, is a tributary of the Nile.",
        "The engineer, who was born in Paris, dug the canal.",
        "In spring, when snow melts, the river floods.",
        "The town, whose walls were white, fell.",
        "The gates, are of oak.",
    ],
)
def test_a_statement_with_a_relative_clause_is_no_question(text: str) -> None:
    assert unlike_a_person(text, english=True) == "is no question, request or reaction"
    assert not asks(text)


@pytest.mark.parametrize(
    "text",
    [
        "Okay, which one is larger.",
        "I see, and who dug it.",
        "On the Suez Canal, tell me who dug it.",
        "The canal: when was it dug.",
        "With the locks, how do boats pass.",
        "Interesting, where is that.",
        "So the canal, is it long?",
    ],
)
def test_a_question_after_a_few_words_is_one(text: str) -> None:
    assert unlike_a_person(text, english=True) is None


def by_model(*texts: str) -> list[UserTurn]:
    return [UserTurn(text, TurnKind.FOLLOW_UP, written="model") for text in texts]


def test_a_pointer_follows_an_answer_about_the_same_document(cluster: Cluster) -> None:
    reviewer = reviewer_of(cluster, worst_rank=9)
    assert findings(reviewer, by_model(GOOD[0], "Go on.", GOOD[2])) == {}
    assert list(findings(reviewer, by_model(GOOD[0], GOOD[1], "Go on."))) == [2]  # another document
    assert list(findings(reviewer, by_model("Go on.", GOOD[1], GOOD[2]))) == [0]  # nothing was said


def test_a_pointer_after_a_memory_turn_would_point_at_what_was_recalled(cluster: Cluster) -> None:
    recall = memory_of(TurnKind.RECALL, 0)
    steps = [STEPS[0], recall, *STEPS[1:]]
    outlook = plan_of(cluster, recall).outlook
    topics = [material.topic for material in cluster.materials]
    reviewer = Reviewer(cluster, vectors_of(cluster), Plan(steps, outlook), topics, 9)
    said = by_model(GOOD[0], "What did you say about the weir again?", "Go on.", GOOD[2])
    assert list(findings(reviewer, said)) == [2]


def test_going_on_is_refused_where_the_plan_goes_back_in_the_document(cluster: Cluster) -> None:
    steps = [Step(0, 1, TurnKind.OPENING), Step(0, 0, TurnKind.FOLLOW_UP), STEPS[2]]
    topics = [material.topic for material in cluster.materials]
    reviewer = Reviewer(cluster, vectors_of(cluster), Plan(steps, plan_of(cluster).outlook), topics, 9)
    first = "What did boats bring through the lock?"
    assert list(findings(reviewer, by_model(first, "Go on.", GOOD[2]))) == [1]
    assert list(findings(reviewer, by_model(first, "What else?", GOOD[2]))) == []
