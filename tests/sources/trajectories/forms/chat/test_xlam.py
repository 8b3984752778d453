"""Questions with tools and the calls that answer them."""

import json
from typing import Any

import pytest

from lemnos.records import Rejected
from lemnos.sources.trajectories.forms.chat.xlam import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CALLS = [{"name": "tide", "arguments": {"port": "Brest"}}, {"name": "wind", "arguments": {}}]
TOOLS = [{"name": "tide", "description": "T", "parameters": {"port": {"type": "str", "description": "P."}}}]
EXPECTED = [Said("user", "Brest?"), Said("assistant", "", (("tide", '{"port":"Brest"}'), ("wind", "{}")))]


@pytest.mark.parametrize(
    "record",
    [
        {"id": 1, "query": "Brest?", "tools": json.dumps(TOOLS), "answers": json.dumps(CALLS)},
        {"query": "Brest?", "tools": TOOLS, "answers": CALLS},
        {"question": "Brest?", "functions": TOOLS, "answer": CALLS},
        {"question": "Brest?", "function": TOOLS, "model_answer": "tide(port='Brest'), wind()"},
    ],
)
def test_the_calls_are_what_the_record_asks_for(record: dict[str, Any]) -> None:
    found = read_one(FORM, record)
    assert (told(found), found.ending) == (EXPECTED, "call")
    assert json.loads(offered(found)[0].parameters)["properties"] == {"port": {"type": "string", "description": "P."}}


def test_a_question_without_answers_is_refused() -> None:
    (found,) = read_all(FORM, {"query": "Brest?", "tools": TOOLS, "answers": "[]"})
    assert isinstance(found, Rejected)
    assert found.rule == "no_answer"


@pytest.mark.parametrize(
    "record",
    [
        {"query": "x", "answers": CALLS},
        {"query": "x", "tools": TOOLS},
        {"tools": TOOLS, "answers": CALLS},
        {"query": "x", "available_tools": TOOLS, "answer": {"answer_details": []}},
        {"question": "x", "tools": TOOLS, "answer": "Yes."},
        {"query": "x", "tools": TOOLS, "answers": [1]},
    ],
)
def test_other_records_are_not_taken(record: dict[str, Any]) -> None:
    assert not FORM.looks_like(record)
