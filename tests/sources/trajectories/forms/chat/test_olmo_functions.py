"""Calls as Python text in a key of their own."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.olmo_functions import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

TOOL = {
    "type": "function",
    "function": {
        "name": "tide",
        "description": "T",
        "parameters": {"type": "object", "properties": {"port": {"type": "string"}}},
    },
}


def message(role: str, content: str | None = None, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, "functions": None, "function_calls": None, **more}


def run(calls: str, output: str) -> dict[str, Any]:
    system = message("system", "Help.", functions=json.dumps([TOOL]))
    called = message("assistant", function_calls=calls)
    return {
        "messages": [
            system,
            message("user", "Tides?"),
            called,
            message("environment", output),
            message("assistant", "Here."),
        ]
    }


def test_calls_and_outputs_stand_in_lines() -> None:
    found = read_one(FORM, run("tide(port=\"Brest\")\ntide('Calais')", '{"high": 6}\n{"high": 8}'))
    assert told(found) == [
        Said("system", "Help."),
        Said("user", "Tides?"),
        Said("assistant", "", (("tide", '{"port":"Brest"}'), ("tide", '{"port":"Calais"}'))),
        Said("tool", '{"high": 6}'),
        Said("tool", '{"high": 8}'),
        Said("assistant", "Here."),
    ]
    assert [tool.name for tool in offered(found)] == ["tide"]
    assert found.repaired == ("positional_arguments", "split_outputs")


def test_the_lines_of_one_output_stay_together() -> None:
    assert told(read_one(FORM, run('tide(port="Brest")', "a\nb")))[3].content == "a\nb"


def test_a_text_that_holds_no_calls_is_told() -> None:
    with pytest.raises(FormError):
        read_all(FORM, run("I cannot.", "x"))
