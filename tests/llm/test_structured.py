"""Answers that should be JSON objects are read also where the model did not quite write one."""

import string

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.llm.structured import numbered_schema, read_numbered, read_object

TWO = {1: "Why so?", 2: "Since when?"}


@pytest.mark.parametrize(
    "text",
    [
        '{"1": "Why so?", "2": "Since when?"}',
        '```json\n{"1": "Why so?", "2": "Since when?"}\n```',
        'Here you are:\n```\n{"1": "Why so?", "2": "Since when?"}\n```\nI hope this helps!',
        'Sure! {"1": "Why so?", "2": "Since when?"}',
        '{"1": "Why so?", "2": "Since when?"} These are two questions.',
        "{'1': 'Why so?', '2': 'Since when?'}",
        '{1: "Why so?", 2: "Since when?"}',
        '{"1": "Why so?", "2": "Since when?",}',
        '{"1": "Why so?"\n "2": "Since when?"}',
        '{"messages": {"1": "Why so?", "2": "Since when?"}}',
        '{"messages": ["Why so?", "Since when?"]}',
        '{"Q1": "Why so?", "question 2": "Since when?"}',
        '{"1": "Why   so?", "2": "Since\\n when?"}',
        "1. Why so?\n2. Since when?",
        "Questions:\n\n1) Why so?\n\n2) Since when?\n",
        ' "1": Why so?\n "2": Since when?',
        '{"0": "What?", "1": "Why so?", "2": "Since when?", "3": "How?", "x": "Who?"}',
    ],
)
def test_two_questions_are_read_in_whatever_form(text: str) -> None:
    assert read_numbered(text, 2) == TWO


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"1": "Why so?", "2": "Since wh', {1: "Why so?", 2: "Since wh"}),
        ('{"1": "Why so?", "2": ', {1: "Why so?"}),
        ('{"1": "Why so?", "2', {1: "Why so?"}),
        ('{"1": "Why so?", "2": "", "3": null, "4": 7, "5": ["a"]}', {1: "Why so?"}),
        ('{"2": "Since when?"}', {2: "Since when?"}),
        ('{"7": "Out of range?"}', {}),
        ('{"99999999999999999999": "?"}', {}),
        ("", {}),
        ("I cannot help with that.", {}),
        ("{", {}),
        ("[]", {}),
        ("null", {}),
        ("\x00\ud800", {}),
        ('{"1": ' * 100_000, {}),
        ("[" * 100_000, {}),
    ],
)
def test_what_is_missing_is_left_out(text: str, found: dict[int, str]) -> None:
    assert read_numbered(text, 5) == found


def test_quotation_marks_that_are_not_escaped_are_mended() -> None:
    assert read_numbered('{"1": "What does "dead reckoning" mean?", "2": "Since when?"}', 2) == {
        1: 'What does "dead reckoning" mean?',
        2: "Since when?",
    }


@given(
    st.lists(
        st.text(string.ascii_letters + "éß漢 \"'\\{}[]:,?\n", min_size=1).filter(str.strip), min_size=1, max_size=6
    ),
    st.sampled_from(["{}", "```json\n{}\n```", "Here:\n{}"]),
)
def test_what_was_written_is_read_back(texts: list[str], frame: str) -> None:
    written = msgspec.json.encode({str(number): text for number, text in enumerate(texts, start=1)}).decode()
    expected = {number: " ".join(text.split()) for number, text in enumerate(texts, start=1)}
    if frame == "{}":
        assert read_numbered(written, len(texts)) == expected
    else:
        assert read_object(frame.replace("{}", written)) == {str(n): text for n, text in enumerate(texts, start=1)}


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(1 <= number <= 4 and found for number, found in read_numbered(text, 4).items())


@given(
    st.lists(st.text(string.ascii_lowercase + " ,?", min_size=1).filter(str.strip), min_size=2, max_size=6), st.data()
)
def test_a_cut_off_object_keeps_what_was_whole(texts: list[str], data: st.DataObject) -> None:
    written = msgspec.json.encode({str(number): text for number, text in enumerate(texts, start=1)}).decode()
    whole = data.draw(st.integers(1, len(texts)))
    end = len(msgspec.json.encode({str(number): text for number, text in enumerate(texts[:whole], start=1)}))
    cut = data.draw(st.integers(end - 1, len(written) - 1 if whole == len(texts) else end + 3))
    found = read_numbered(written[:cut], len(texts))
    assert [found.get(number) for number in range(1, whole + 1)] == [" ".join(text.split()) for text in texts[:whole]]


def test_the_schema_asks_for_every_number_and_nothing_else() -> None:
    assert msgspec.json.decode(numbered_schema(2)) == {
        "type": "object",
        "properties": {"1": {"type": "string"}, "2": {"type": "string"}},
        "required": ["1", "2"],
        "additionalProperties": False,
    }
