"""What makes two requests the same, and how a shard gets its answers."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.llm.request import Answer, Answers, Request, Unanswered, digest
from lemnos.records import Utterance

ASKED = Request("talk", (Utterance("system", "Be brief."), Utterance("user", "Why?")), 50)


def test_a_key_is_the_same_on_every_machine() -> None:
    assert ASKED.key == "df0190b35edf71ea0463a10484530399"
    assert digest([]) == "cae66941d9efbd404e4d88758ea67670"


@pytest.mark.parametrize(
    "other",
    [
        Request("talk", ASKED.messages, 51),
        Request("talk", ASKED.messages, 50, "{}"),
        Request("talk", ASKED.messages[1:], 50),
        Request("talk", ASKED.messages[::-1], 50),
        Request("talk", (Utterance("user", "Be brief."), Utterance("user", "Why?")), 50),
        Request("talk", (Utterance("system", "Be brief.W"), Utterance("user", "hy?")), 50),
    ],
)
def test_whatever_is_asked_otherwise_has_another_key(other: Request) -> None:
    assert other.key != ASKED.key


def test_what_it_is_for_is_not_part_of_what_is_asked() -> None:
    assert Request("label", ASKED.messages, 50).key == ASKED.key


@given(st.lists(st.text()), st.lists(st.text()))
def test_only_the_same_parts_have_the_same_digest(one: list[str], other: list[str]) -> None:
    assert (digest(one) == digest(other)) == (one == other)
    assert len(digest(one)) == 32
    assert set(digest(one)) <= set(string.hexdigits.lower())


def test_half_a_character_can_be_hashed() -> None:
    assert digest(["\ud800"]) != digest(["\ud801"])


def test_answers_come_in_the_order_of_the_requests() -> None:
    other = Request("talk", ASKED.messages, 7)
    answers = Answers({ASKED.key: Answer("a"), other.key: Answer("b")})
    assert [answer.text for answer in answers.to([other, ASKED, other])] == ["b", "a", "b"]


def test_only_what_has_no_answer_is_asked_for() -> None:
    others = [Request("talk", ASKED.messages, tokens) for tokens in (1, 2)]
    with pytest.raises(Unanswered) as caught:
        Answers({ASKED.key: Answer("a")}).to([others[0], ASKED, others[1]])
    assert caught.value.requests == others
    assert str(caught.value) == "2 requests without an answer"


@pytest.mark.parametrize(
    ("finish", "usable"), [("stop", True), ("length", True), ("refused", False), ("failed", False)]
)
def test_an_answer_is_usable_if_there_is_a_text(finish: str, usable: bool) -> None:
    assert Answer("a", finish).usable is usable  # type: ignore[arg-type]
