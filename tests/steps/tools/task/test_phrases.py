"""Nouns and wishes from descriptions."""

import pytest

from lemnos.steps.tools.task.phrases import Phrases, clause_of, wish_reads
from tests.steps.tools.task.apis import shop_tools


@pytest.mark.parametrize(
    ("description", "clause"),
    [
        ("Translates a text into another language. Needs a key.", "translate a text into another language"),
        ("Send reminder to a contact", "send a reminder to a contact"),
        ("Get weather for a city", "get weather for a city"),
        ("Lists all exchange rates", "list all exchange rates"),
        ("List all notes in your library", "list all notes in my library"),
        ("Returns the current user", ""),
        ("Get the user by userId", ""),
        ("Deletes the specified resource", ""),
        ("Retrieves data via the REST API", ""),
        ("The user's profile", ""),
        ("", ""),
    ],
)
def test_a_description_becomes_a_wish_or_nothing(description: str, clause: str) -> None:
    assert clause_of(description) == clause


@pytest.mark.parametrize(
    ("wish", "reads"),
    [
        ("list all exchange rates", True),
        ("get the status", True),
        ("get a random user", False),
        ("send an email", False),
        ("search the notes", False),
    ],
)
def test_a_wish_is_whole_without_more_words_if_it_reads_what_there_is(wish: str, reads: bool) -> None:
    assert wish_reads(wish) is reads


def test_a_noun_counts_only_if_descriptions_use_it() -> None:
    phrases = Phrases(shop_tools())
    assert phrases.noun("order") == "order"
    assert phrases.noun("orderline") == ""
    assert phrases.noun("item") == ""
    assert phrases.noun("list") == ""
