"""Which sentences can be quoted alone."""

import pytest

from lemnos.steps.talk.memory.quotes import Quotes, alone


@pytest.mark.parametrize(
    "sentence",
    [
        "The canal was opened in November 1869 after ten years of work.",
        "According to the wardens, the eels of the weir were counted twice a year.",
        "The mill kept its old wheel until the flood of 1911.",
        "Anna Wells said that she had built the lock for her brother.",
    ],
)
def test_a_sentence_that_leans_on_nothing_can_be_quoted(sentence: str) -> None:
    assert alone(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "He then opened the canal in November 1869.",
        "It was opened in November 1869 after ten years.",
        "However, the canal was opened in November 1869.",
        "In 1869 he was made keeper of the northern lock.",
        "The canal was then closed for the whole winter.",
        "These locks were dug by nine men from the town.",
        "The latter was dug by nine men from the town.",
        "The locks, such as the following, were dug by hand.",
        "A small lock of oak.",
        "Lock – a gate of oak between two stretches of water.",
        "The gates were lifted by a crew led by Gen.",
        'The keeper said "that the gates were lifted by hand.',
        "Who had lifted the gates of the northern lock?",
        "The history of the locks between the two old towns.",
        "the gates were lifted by a crew of nine men.",
    ],
)
def test_a_sentence_that_leans_on_another_cannot(sentence: str) -> None:
    assert not alone(sentence)


def test_quotes_are_slices_of_the_segment() -> None:
    text = "The lock was dug in 1794 by nine men. It was deep.\n\nThe weir was raised by the millers of the town."
    read = Quotes(text)
    found = list(read)
    assert [(quote.start, quote.end) for quote in found] == [(0, 37), (52, 99)]
    assert all(text[quote.start : quote.end] == quote.text for quote in found)
    assert read.at(10) == found[0] == read.opening()
    assert read.at(40) is None, "a sentence that leans on another"
    assert read.at(60) == found[1]
    assert read.before(found[1]) == "It was deep."
    assert read.before(found[0]) == ""


def test_a_sentence_that_is_whole_can_answer_a_question_that_names_its_subject() -> None:
    text = "He was born in the town in 1794. This was deep and long indeed. It was old and made of oak by nine men."
    assert [quote.text for quote in Quotes(text).plain()] == [
        "He was born in the town in 1794.",
        "It was old and made of oak by nine men.",
    ]
