"""Nouns are written as descriptions write them."""

import pytest

from lemnos.steps.tools.naming.noun_phrases import reads_as_noun
from lemnos.steps.tools.naming.spelling import Spelling

TEXTS = (
    "Order SIM cards, at most ten SIM cards at once.",
    "Return the comments on a pull request; a pull request has an author.",
    "Add a webhook. Webhooks are called when an order is paid.",
    "Restart a Bluetooth client that hangs.",
    "Returns the users of a team. Lists USERS.",
    "DELETE ALL LAMPS",
)


@pytest.mark.parametrize(
    ("noun", "written"),
    [
        ("sim card", "SIM card"),
        ("pullrequest comment", "pull request comment"),
        ("web hook", "webhook"),
        ("bluetooth client", "Bluetooth client"),
        ("team user", "team user"),
        ("lamp", "lamp"),
        ("order", "order"),
    ],
)
def test_a_noun_is_written_as_the_texts_write_it_most_often(noun: str, written: str) -> None:
    assert Spelling(TEXTS).spelled(noun) == written


@pytest.mark.parametrize(
    ("phrase", "reads"),
    [("card order", True), ("card compare", False), ("extract card tree", False), ("d secure", False)],
)
def test_a_phrase_with_a_verb_or_a_single_letter_is_no_noun(phrase: str, reads: bool) -> None:
    assert reads_as_noun(phrase.split(" ")) is reads
