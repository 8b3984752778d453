"""Conversations whose content is a list of typed parts with values."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.typed_parts import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CALL = '{"name": "tide", "arguments": {"port": "Brest"}}'


def message(role: str, *parts: tuple[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": [{"type": kind, "value": value} for kind, value in parts]}


ASKED = message("user", ("text", "High water in Brest?"))
ANSWERED = message("assistant", ("reasoning", "It is there."), ("text", "At 06:12."))


def test_parts_are_thought_words_and_calls() -> None:
    called = message("assistant", ("reasoning", "Look."), ("text", "I look."), ("tool_call", CALL))
    found = read_one(FORM, {"messages": [ASKED, called, message("tool", ("text", "06:12")), ANSWERED]})
    assert told(found) == [
        Said("user", "High water in Brest?"),
        Said("assistant", "I look.", (("tide", '{"port":"Brest"}'),), "Look."),
        Said("tool", "06:12"),
        Said("assistant", "At 06:12.", (), "It is there."),
    ]
    assert found.repaired == ()


def test_a_single_output_stays_as_it_is_and_several_are_split() -> None:
    one = [ASKED, message("assistant", ("tool_call", CALL)), message("tool", ("text", '[{"high": 6}]')), ANSWERED]
    assert told(read_one(FORM, {"messages": one}))[2].content == '[{"high": 6}]'
    two = [
        ASKED,
        message("assistant", ("tool_call", CALL), ("tool_call", CALL)),
        message("tool", ("text", "[1, 2]")),
        ANSWERED,
    ]
    assert [said.content for said in told(read_one(FORM, {"messages": two}))[2:4]] == ["1", "2"]


def test_a_record_that_ends_in_calls_asks_for_them() -> None:
    found = read_one(FORM, {"messages": [ASKED, message("assistant", ("reasoning", "Look."), ("tool_call", CALL))]})
    assert (found.ending, told(found)[-1].calls) == ("call", (("tide", '{"port":"Brest"}'),))


def test_requirements_beside_a_function_are_of_its_schema() -> None:
    parameters = {"type": "dict", "properties": {"port": {"type": "str"}}}
    function = {"name": "tide", "parameters": parameters, "description": ""}
    tools = json.dumps([{"type": "function", "function": function, "required": ["port"]}])
    found = read_one(FORM, {"messages": [ASKED, ANSWERED], "tools": tools})
    assert (
        offered(found)[0].parameters == '{"type":"object","properties":{"port":{"type":"string"}},"required":["port"]}'
    )


@pytest.mark.parametrize("value", ["Hello.", "", None, 5, {"arguments": {}}])
def test_a_part_of_a_call_that_holds_none_is_told(value: Any) -> None:
    with pytest.raises(FormError):
        read_all(FORM, {"messages": [ASKED, message("assistant", ("tool_call", value))]})
