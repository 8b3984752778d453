"""Conversations as cases."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.importers.conversation import (
    Conversation,
    Sampling,
    conversation_cases,
    is_refusal,
    without_refusals,
)
from lemnos.steps.talk.reward.importers.record import sentences_around

REEF = Conversation("reef", ("coral reef ridge", "coral fish", "old coral fish", "diver"))
TIDE = Conversation("tide", ("moon tide", "tide table"), ("coral tide pool", "harbour"))


def cases(*conversations: Conversation, **settings: object) -> list[Case]:
    return list(conversation_cases(conversations, Sampling(**settings)))  # type: ignore[arg-type]


def test_candidates_are_the_answer_later_ones_and_the_closest_of_others() -> None:
    first, second, third, *rest = cases(REEF, TIDE, candidates=4)
    assert [case.history for case in (first, second, third)] == [REEF.answers[:turn] for turn in (1, 2, 3)]
    assert first.positive == "coral fish"
    assert sorted(first.candidates) == ["coral fish", "coral tide pool", "diver", "old coral fish"]
    # Two of its own are left, and of all others only one has a word of the history.
    assert {"old coral fish", "diver", "coral tide pool"} < set(second.candidates)
    assert len(second.candidates) == 4
    assert {case.group for case in rest} == {"tide"}


def test_a_case_has_fewer_candidates_where_there_are_no_more() -> None:
    assert [len(case.candidates) for case in cases(REEF, TIDE, candidates=50)] == [7, 6, 5, 5]


def test_a_repeated_answer_is_asked_for_once() -> None:
    found = cases(Conversation("x", ("a", "b", "a", "c")), TIDE)
    assert [(case.history, case.positive) for case in found][:2] == [(("a",), "b"), (("a", "b", "a"), "c")]
    assert found[0].candidates.count("a") == 0


def test_paths_with_one_beginning_give_its_cases_once_and_are_no_rivals() -> None:
    found = cases(Conversation("t", ("a", "b", "c")), Conversation("t", ("a", "b", "d")), TIDE)
    assert [case.positive for case in found if case.group == "t"] == ["b", "c", "d"]
    assert all("d" not in case.candidates for case in found if case.positive == "c")


def test_the_seed_orders_candidates_and_draws_them() -> None:
    others = [Conversation(f"o{n}", (f"word{n} a", f"word{n} b")) for n in range(30)]
    for settings in ({}, {"foreign": "random"}, {"pool": 12}):
        once, again = cases(REEF, *others, **settings), cases(REEF, *others, **settings)
        assert once == again
        assert once != cases(REEF, *others, seed=1, **settings)
        assert {len(case.candidates) for case in once} <= {13, 14, 15, 16, 20}


def test_a_pool_is_all_that_foreign_candidates_are_from() -> None:
    others = [Conversation(f"o{n}", (f"word{n} a", f"word{n} b")) for n in range(30)]
    found = [case for case in cases(REEF, *others, pool=5) if case.group == "reef"]
    foreign = {text for case in found for text in case.candidates} - set(REEF.answers)
    assert len(foreign) == 5


@pytest.mark.parametrize(
    ("text", "refuses"),
    [
        ("CANNOTANSWER", True),
        ("unknown", True),
        ("UNANSWERABLE", True),
        ("I don't know.", True),
        ("I’m sorry, but I do not have that.", True),
        ("Sorry, the documents do not say.", True),
        ("Unfortunately, I could not find it.", True),
        ("Unknown Pleasures is an album.", False),
        ("None of the ships came back.", False),
        ("Unfortunately the ship sank.", False),
        ("In 1984.", False),
    ],
)
def test_refusals(text: str, refuses: bool) -> None:
    assert is_refusal(text) == refuses


def test_answers_are_tidied_and_one_twice_in_a_row_is_one() -> None:
    assert without_refusals([" a\n b ", "a b", "", "unknown", "c", "a b"]) == ("a b", "c", "a b")


@given(st.lists(st.text("ab. ?!", min_size=1, max_size=12), min_size=1, max_size=6), st.data())
def test_the_sentences_around_a_span_hold_it(parts: list[str], data: st.DataObject) -> None:
    text = " ".join(parts)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert text[start:end].strip() in sentences_around(text, start, end)


def test_a_span_outside_the_text_has_no_sentence() -> None:
    assert sentences_around("A.", -1, 1) == sentences_around("A.", 0, 3) == sentences_around("A.", 1, 1) == ""
