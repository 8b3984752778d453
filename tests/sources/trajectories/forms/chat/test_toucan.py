"""Toucan in its versions."""

import json
from typing import Any

from lemnos.sources.trajectories.forms.chat.toucan import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_one, told

TOOL = {
    "type": "function",
    "function": {"name": "sea-tide", "description": "T", "parameters": {"type": "object", "properties": {}}},
}
DECLARED = f"<|im_system|>tool_declare<|im_middle|>{json.dumps([TOOL])}<|im_end|>"
CALL = {"name": "sea-tide", "arguments": '{"port": "Brest"}'}
EXPECTED = [
    Said("user", "High water in Brest?"),
    Said("assistant", "", (("sea-tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]


def record(messages: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"uuid": "u", "subset_name": "s", "messages": json.dumps(messages), "question": "?", **more}


ASKED = {"role": "user", "content": "High water in Brest?"}
ANSWERED = {"role": "assistant", "content": "At 06:12."}


def test_function_calls_and_the_declared_tools_are_read() -> None:
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": DECLARED},
        ASKED,
        {"role": "assistant", "content": "", "function_call": CALL},
        {"role": "function", "name": "sea-tide", "content": "06:12"},
        ANSWERED,
    ]
    found = read_one(FORM, record(messages, response_quality_assessment='{"score": 4}'))
    assert told(found) == EXPECTED
    assert [tool.name for tool in offered(found)] == ["sea-tide"]
    assert found.repaired == ("tools_from_system",)
    assert found.origin.record == "u"
    assert json.loads(found.outcome.details) == {"response_quality_assessment": {"score": 4}}


def test_tool_calls_in_python_notation_are_read() -> None:
    messages = [
        ASKED,
        {"role": "tool_call", "content": str(CALL)},
        {"role": "tool_response", "content": "06:12"},
        ANSWERED,
    ]
    found = read_one(FORM, record(messages, tools=json.dumps([TOOL])))
    assert told(found) == EXPECTED
    assert found.repaired == ("python_literals",)


def test_both_versions_are_the_same_record() -> None:
    first = record(
        [
            ASKED,
            {"role": "assistant", "content": "", "function_call": CALL},
            {"role": "function", "content": "06:12"},
            ANSWERED,
        ],
        tools=[TOOL],
    )
    second = record(
        [ASKED, {"role": "tool_call", "content": str(CALL)}, {"role": "tool_response", "content": "06:12"}, ANSWERED],
        tools=[TOOL],
    )
    assert read_one(FORM, first).id == read_one(FORM, second).id


def test_what_a_system_message_says_beside_the_tools_stays() -> None:
    messages = [{"role": "system", "content": DECLARED + "\n\nBe brief."}, ASKED, ANSWERED]
    assert told(read_one(FORM, record(messages)))[0] == Said("system", "Be brief.")
