"""Arguments that exclude each other are found in descriptions."""

from typing import Any

import pytest

from lemnos.steps.tools.examples.exclusive import NO_RIVALRY, rivalry, without_rivals


def properties(**texts: str) -> dict[str, Any]:
    return {name: {"type": "string", "description": text} for name, text in texts.items()}


@pytest.mark.parametrize(
    "text",
    [
        "Mutually exclusive with `user_id`.",
        "The name. Cannot be used with user_id.",
        "It can't be combined with `user_id`.",
        "Must not be specified together with user_id.",
        "Give either this or `user_id`.",
        "Use this instead of user_id.",
        "If you specify user_name, you can't filter by user_id.",
        "Do not set both user_name and user_id.",
        "Only one of user_name and user_id is allowed.",
        "Not compatible with `user_id`.",
        "Ignored. This conflicts with `user_id`.",
    ],
)
def test_sentences_that_exclude(text: str) -> None:
    found = rivalry(properties(user_name=text, user_id="", page=""), ())
    assert found.rivals == {"user_name": {"user_id"}, "user_id": {"user_name"}}
    given = {"user_name": "a", "user_id": "b", "page": "c"}
    assert without_rivals(given, found, ()) == {"user_name": "a", "page": "c"}
    assert without_rivals(given, found, ("user_id",)) == {"user_id": "b", "page": "c"}


@pytest.mark.parametrize(
    "text",
    [
        "Used with user_id to find the account.",
        "The type cannot be used with older clients.",
        "Mutually exclusive with other names.",
        "Either a number or a text.",
    ],
)
def test_sentences_that_exclude_nothing(text: str) -> None:
    assert rivalry(properties(user_name=text, user_id="", type="", number=""), ()) == NO_RIVALRY


def test_one_of_a_group_is_needed() -> None:
    found = rivalry(properties(user_id="", user_name=""), ("Either `user_id` or `user_name` must be given.",))
    assert found.needed == (("user_id", "user_name"),)


def test_cursors_exclude_each_other_by_convention() -> None:
    assert rivalry(properties(starting_after="", ending_before=""), ()).rivals["starting_after"] == {"ending_before"}


def test_one_of_two_is_needed_where_each_says_so() -> None:
    found = rivalry(properties(text="The text. This or 'data' is required.", data="This or 'text' is required."), ())
    assert set(found.needed) == {("text", "data"), ("data", "text")}
