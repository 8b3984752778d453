"""ToolAlpaca's APIs with instructions, answers and runs."""

import json
from typing import Any

import pytest

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.forms.chat.tool_alpaca import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, told

TEXT = (
    "Finds tides.\nParameters: "
    '{"port": "Required. String. The port.", "day": "integer. The day.", "x": "Odd."}\nOutput: ok'
)
API = {"Name": "Sea", "Documentation": "{}", "Function_Description": {"findTide": TEXT, "components": ""}}
ACTION = {"Action": "findTide", "Action_Input": '{"port": "Brest"}'}


def test_each_instruction_with_an_answer_is_a_record() -> None:
    record = {
        **API,
        "Instructions": ["Tides of Brest?", "Twice?", "None?"],
        "Golden_Answers": [[ACTION], [ACTION, ACTION], []],
    }
    first, second, third = read_all(FORM, record)
    assert isinstance(first, Trajectory)
    assert (told(first), first.ending) == (
        [Said("user", "Tides of Brest?"), Said("assistant", "", (("findTide", '{"port":"Brest"}'),))],
        "call",
    )
    assert (first.origin.record, first.source) == ("Sea/0", "file.jsonl:1/Instructions/0")
    assert isinstance(second, Trajectory)
    assert len(told(second)[-1].calls) == 2
    assert isinstance(third, Rejected)
    assert third.rule == "no_answer"
    (tool,) = offered(first)
    assert (tool.description, json.loads(tool.parameters)) == (
        "Finds tides.",
        {
            "type": "object",
            "properties": {
                "port": {"type": "string", "description": "Required. String. The port."},
                "day": {"type": "integer", "description": "integer. The day."},
                "x": {"description": "Odd."},
            },
            "required": ["port"],
        },
    )


def test_instructions_without_answers_are_refused_one_by_one() -> None:
    found = read_all(FORM, {**API, "Questions": ["A?", "B?"]})
    assert [item.rule for item in found if isinstance(item, Rejected)] == ["no_answer", "no_answer"]


def test_a_run_has_thoughts_calls_and_observations() -> None:
    log = 'I must look.\nASSISTANT Action: findTide\nASSISTANT Action Input: {"port": "Brest"}'
    steps = [[["findTide", '{"port": "Brest"}', log], "Status Code: 200. Response: 06:12"]]
    run = {"input": "Tides of Brest?", "intermediate_steps": steps, "Final Thought": "I know.", "output": "At 06:12."}
    (found,) = read_all(FORM, {**API, "Instances": [run]})
    assert isinstance(found, Trajectory)
    assert told(found) == [
        Said("user", "Tides of Brest?"),
        Said("assistant", "", (("findTide", '{"port":"Brest"}'),), "I must look."),
        Said("tool", "Status Code: 200. Response: 06:12"),
        Said("assistant", "At 06:12.", (), "I know."),
    ]


@pytest.mark.parametrize(
    "run",
    [
        {},
        5,
        {"input": "x", "intermediate_steps": [["findTide", "x"]]},
        {"input": "x", "intermediate_steps": [[[3, "{}"], "x"]]},
    ],
)
def test_a_broken_run_is_refused_and_the_others_are_read(run: Any) -> None:
    good = {"input": "x", "intermediate_steps": [], "output": "y"}
    found = read_all(FORM, {**API, "Instances": [run, good]})
    assert isinstance(found[0], Rejected)
    assert isinstance(found[1], Trajectory)
