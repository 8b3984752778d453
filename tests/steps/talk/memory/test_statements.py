"""What a sentence says, and which parts of it may be asked for."""

import pytest

from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.memory.statements import Gap, Statement, statement

COMMON = frozenset("great fire harbour canal town bridge locks school church museums keeper the a".split())


def read(sentence: str, **stands: str) -> Statement | None:
    return statement(Quote(0, len(sentence), sentence), stands, frozenset(("Aachen",)), COMMON)


def gap(sentence: str, kind: str, **stands: str) -> Gap:
    found = read(sentence, **stands)
    assert found is not None
    return next(one for one in found.gaps if one.kind == kind)


@pytest.mark.parametrize(
    ("sentence", "text"),
    [
        (
            "In 1656, a great fire devastated Aachen, which had stood for long.",
            "a great fire devastated Aachen in 1656",
        ),
        ("The harbour of Aachen was dredged in 1869 by nine men.", "the harbour of Aachen was dredged in 1869"),
        ("Anna Wells (born 1801) also built the northern lock.", "Anna Wells built the northern lock"),
        ("Anna Wells, an engineer from Leeds, designed the northern lock.", "Anna Wells designed the northern lock"),
        ("Aachen Bridge was closed and was never opened.", ""),
    ],
)
def test_a_statement_is_the_main_clause_with_its_date_behind_it(sentence: str, text: str) -> None:
    found = read(sentence)
    assert found is not None
    assert found.text == text


def test_words_that_stand_for_the_topic_give_way_to_its_name() -> None:
    found = read("In 1801 he settled near the northern lock.", He="Wells")
    assert found is not None
    assert (found.subject, found.text) == ("Wells", "Wells settled near the northern lock in 1801")
    assert read("In 1801 he settled near the northern lock.") is None
    possessive = read("His first book was printed in 1801.", His="Wells's")
    assert possessive is not None
    assert possessive.text == "Wells's first book was printed in 1801"


@pytest.mark.parametrize(
    "sentence",
    [
        "The town was burnt down in 1656.",
        "The new bridge was opened in 1801.",
        "The project was begun in 1801.",
        "The first was opened in 1801.",
        "Whatever goes upon two legs is an enemy of Aachen.",
        "This bridge of stone was opened in 1801.",
        "The keeper said that it was opened in 1801.",
        'The keepers of Aachen called it "the lock" in 1801.',
        "The treaty signed in 1919 by nine men.",
        "A medical student named Max Talmud, who came on Thursdays.",
        "Instead Taylor offered the keeper a post.",
    ],
)
def test_a_sentence_whose_subject_is_not_clear_says_nothing(sentence: str) -> None:
    assert read(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "kind", "e", "q", "value"),
    [
        (
            "In 1656, a great fire devastated Aachen.",
            "when", "when a great fire devastated Aachen", "when did a great fire devastate Aachen", "1656",
        ),
        (
            "Anna Wells was born in Leeds in 1801.",
            "where", "where Anna Wells was born", "where was Anna Wells born", "Leeds",
        ),
        (
            "Aachen Bridge was designed by Anna Wells in 1801.",
            "who", "who designed Aachen Bridge", "who designed Aachen Bridge", "Anna Wells",
        ),
        (
            "Aachen Bridge was closed because the river had moved away.",
            "why", "why Aachen Bridge was closed", "why was Aachen Bridge closed", "",
        ),
        (
            "The church of Aachen was converted into a school for boys.",
            "what", "what the church of Aachen was converted into", "what was the church of Aachen converted into", "",
        ),
        (
            "The council of Aachen consists of nine members.",
            "what", "what the council of Aachen consists of", "what does the council of Aachen consist of", "",
        ),
        (
            "Aachen Bridge is a small bridge of stone.",
            "define", "what Aachen Bridge is", "what is Aachen Bridge", "",
        ),
    ],
)  # fmt: skip
def test_a_part_at_a_known_position_may_be_asked_for(sentence: str, kind: str, e: str, q: str, value: str) -> None:
    found = gap(sentence, kind)
    assert (found.e, found.q, found.value) == (e, q, value)


def test_the_rest_is_said_only_where_it_is_a_whole_sentence() -> None:
    assert gap("In 1656, a great fire devastated Aachen.", "when").said == "a great fire devastated Aachen"
    assert gap("Anna Wells was born in Leeds.", "where").said == ""
    examples = gap("Aachen has a number of famous museums, including the Suermondt and the Ludwig.", "which")
    assert (examples.said, examples.e) == ("Aachen has a number of famous museums", "")


@pytest.mark.parametrize(
    "sentence",
    [
        "Aachen Bridge was closed because of this.",
        "Aachen Bridge was old and grey, but because of a flood it was closed.",
        "Aachen Bridge was the seat of a club, so called because they met there.",
    ],
)
def test_a_reason_that_belongs_to_something_else_is_not_asked_for(sentence: str) -> None:
    found = read(sentence)
    assert found is None or all(one.kind != "why" for one in found.gaps)
