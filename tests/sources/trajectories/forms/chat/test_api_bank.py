"""API-Bank's items, tasks and dialogues."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.api_bank import DIALOGUE_FORM, FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CARD = json.dumps({"apiCode": "Tide", "description": "T", "parameters": {"port": {"type": "str", "description": "P"}}})
INSTRUCTION = (
    "\nGenerate an API request.\nExpected output:\nAPI-Request: [ApiName(key1='value1')]\n\nAPI descriptions:\n"
)
BEFORE = "User: High water in Brest?\nAI: Which day?\nUser: Today.TIME: 2034\n"


def item(given: str, output: str, **more: Any) -> dict[str, Any]:
    return {"instruction": INSTRUCTION, "input": given, "output": output, **more}


def test_an_item_that_asks_for_a_request_ends_in_the_call() -> None:
    found = read_one(FORM, item(f"{CARD}\n{BEFORE}Generate API Request: ", "API-Request: [Tide(port='Brest')]"))
    assert told(found) == [
        Said("system", f"{INSTRUCTION}{CARD}\n"),
        Said("user", "High water in Brest?"),
        Said("assistant", "Which day?"),
        Said("user", "Today.TIME: 2034"),
        Said("assistant", "", (("Tide", '{"port":"Brest"}'),)),
    ]
    assert found.ending == "call"
    assert json.loads(offered(found)[0].parameters)["properties"] == {"port": {"type": "string", "description": "P"}}


@pytest.mark.parametrize("request_", ["[Tide(port='Brest')]", "[Tide(port=Brest)]", "Tide(port='Brest')"])
def test_an_item_that_asks_for_an_answer_ends_in_it(request_: str) -> None:
    given = f"{BEFORE}API-Request: {request_}->{{'high': '06:12'}}\nGenerate AI Response: "
    found = read_one(FORM, item(given, "AI: At 06:12."))
    assert told(found)[4:] == [
        Said("assistant", "", (("Tide", '{"port":"Brest"}'),)),
        Said("tool", "{'high': '06:12'}"),
        Said("assistant", "At 06:12."),
    ]


def test_several_requests_have_an_output_each() -> None:
    given = (
        f"{BEFORE}API-Request: [Tide(port='A'), Tide(port='B')]->{{'high': 1}}, {{'high': 2}}\nGenerate AI Response:"
    )
    said = told(read_one(FORM, item(given, "AI: One and two.")))
    assert [one.content for one in said[5:7]] == ["{'high': 1}", "{'high': 2}"]


def test_apis_in_the_instruction_and_the_expected_output_of_a_test_are_read() -> None:
    value = {
        "instruction": INSTRUCTION + CARD,
        "input": f"{BEFORE}Generate API Request:\n",
        "expected_output": "API-Request: [Tide(port='A')]",
        "id": 4,
        "file": "f",
    }
    found = read_one(FORM, value)
    assert (told(found)[-1].calls, found.origin.record, found.origin.task) == ((("Tide", '{"port":"A"}'),), "4", "f")
    assert [tool.name for tool in offered(found)] == ["Tide"]


def test_a_task_of_level_3_has_its_requests_and_results() -> None:
    apis = [
        {
            "api_name": "Tide",
            "input": {"port": "A"},
            "output": {"api_name": "Tide", "input": {}, "output": {"high": 1}, "exception": None},
        }
    ]
    found = read_one(FORM, {"requirement": " Tides of A.", "apis": apis, "response": "At one."})
    assert told(found) == [
        Said("user", " Tides of A."),
        Said("assistant", "", (("Tide", '{"port":"A"}'),)),
        Said("tool", '{"high": 1}'),
        Said("assistant", "At one."),
    ]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ({"output": {"high": 1}, "exception": None}, '{"high": 1}'),
        ({"output": None, "exception": "No such port."}, "No such port."),
        ({"output": None, "exception": None}, "(no output)"),
        ("done", "done"),
    ],
)
def test_a_file_of_turns_is_one_dialogue(result: Any, expected: str) -> None:
    lines = [
        {"role": "User", "text": "Tides?"},
        {"role": "AI", "text": "I look."},
        {"role": "API", "api_name": "Tide", "param_dict": {"port": "A"}, "result": result},
        {"role": "AI", "text": "At one."},
    ]
    assert all(DIALOGUE_FORM.looks_like(line) for line in lines)
    (found,) = read_all(DIALOGUE_FORM, *lines)
    assert told(found) == [  # type: ignore[arg-type]
        Said("user", "Tides?"),
        Said("assistant", "I look.", (("Tide", '{"port":"A"}'),)),
        Said("tool", expected),
        Said("assistant", "At one."),
    ]


@pytest.mark.parametrize("output", ["API-Request: Sorry.", "API-Request: [Tide(port='A'"])
def test_a_request_that_is_no_call_is_told(output: str) -> None:
    with pytest.raises(FormError):
        read_all(FORM, item(BEFORE, output))


@pytest.mark.parametrize(
    "value",
    [
        {"instruction": "Translate.", "input": "User: hello", "output": "bonjour"},
        {"instruction": INSTRUCTION, "input": "Tides?", "output": "x"},
        {"role": "User", "content": "x"},
        {"role": "user", "text": "x"},
    ],
)
def test_other_records_are_not_taken(value: dict[str, Any]) -> None:
    assert not FORM.looks_like(value)
    assert not DIALOGUE_FORM.looks_like(value)
