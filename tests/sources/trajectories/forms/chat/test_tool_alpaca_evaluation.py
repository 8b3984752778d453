"""Runs of ToolAlpaca in the prompts of a judge."""

import json
from pathlib import Path

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.forms.chat.tool_alpaca_evaluation import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, told

SAMPLE = Path(__file__).parents[2] / "samples" / "tool_alpaca_evaluation.json"


def test_steps_of_the_solution_are_calls_with_their_outputs() -> None:
    run, empty = read_all(FORM, *json.loads(SAMPLE.read_text()))
    assert isinstance(run, Trajectory)
    assert told(run) == [
        Said("user", "Tides of Brest?"),
        Said("assistant", "", (("findTide", '{"port":"Brst"}'),)),
        Said("tool", "Status Code: 400.\n3. Function: nothing"),
        Said("assistant", "", (("findTide", '{"port":"Brest"}'),)),
        Said("tool", "Status Code: 200. Response: 06:12"),
        Said("assistant", "At 06:12."),
    ]
    assert (run.origin.record, run.outcome.success) == ("Tides/0", False)
    assert json.loads(run.outcome.details) == {"process_correctness": "No", "final_response_correctness": "Yes"}
    (tool,) = offered(run)
    assert json.loads(tool.parameters)["required"] == ["port"]
    assert isinstance(empty, Rejected)
    assert empty.rule == "broken_record"


def test_other_objects_of_lists_are_not_taken() -> None:
    assert not FORM.looks_like({"Tides": [{"id": 0, "input": "", "output": ""}]})
    assert not FORM.looks_like({"messages": [{"role": "user", "content": "x"}]})
