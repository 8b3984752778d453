"""Seal-Tools in its three versions."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.seal_tools import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CALLING = [
    {"api": "getQuay", "parameters": {"port": "Brest"}, "responses": ["API_call_0"]},
    {"api": "getTide", "parameters": {"quay": "API_call_0"}, "responses": ["API_call_1"]},
]
CALLS = (("getQuay", '{"port":"Brest"}'), ("getTide", '{"quay":"API_call_0"}'))
LISTED = [
    {
        "api_name": "getTide",
        "api_description": "Tides",
        "parameters": {"quay": {"type": "str", "description": "Q"}},
        "required": ["quay"],
    }
]
PROMPT = f'Choose.\n\nInput:\napi_list = {LISTED!r}\ntask_instruction = "Tides."\nOutput:\n'


@pytest.mark.parametrize(
    ("record", "query"),
    [
        ({"id": "d", "query": "Tides.", "calling": CALLING}, "Tides."),
        ([CALLING, "Tides."], "Tides."),
        ({"conversations": [{"from": "human", "value": PROMPT}, {"from": "gpt", "value": repr(CALLING)}]}, PROMPT),
        (
            {"conversations": [{"from": "human", "value": PROMPT}, {"from": "gpt", "value": json.dumps(CALLING)}]},
            PROMPT,
        ),
    ],
)
def test_nested_calls_keep_the_names_of_responses(record: Any, query: str) -> None:
    found = read_one(FORM, record)
    assert (told(found), found.ending) == ([Said("user", query), Said("assistant", "", CALLS)], "call")
    assert json.loads(found.outcome.details) == {"responses": [["API_call_0"], ["API_call_1"]]}


def test_single_calls_need_no_names_of_responses() -> None:
    found = read_one(FORM, [CALLING[0], "Quay of Brest."])
    assert (told(found)[-1].calls, found.outcome.details) == (CALLS[:1], "")


def test_the_listed_apis_are_offered() -> None:
    found = read_one(
        FORM, {"conversations": [{"from": "human", "value": PROMPT}, {"from": "gpt", "value": repr(CALLING[1:])}]}
    )
    (tool,) = offered(found)
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {"quay": {"type": "string", "description": "Q"}},
        "required": ["quay"],
    }


@pytest.mark.parametrize("answer", ["Sorry.", "{'api': 'x'}", "[1]", "[{'parameters': {}}]"])
def test_an_answer_that_is_no_list_of_calls_is_told(answer: str) -> None:
    with pytest.raises(FormError):
        read_all(FORM, {"conversations": [{"from": "human", "value": PROMPT}, {"from": "gpt", "value": answer}]})
