"""Schema-Guided Dialogue."""

from typing import Any

import msgspec
import pytest

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.runs.schema_guided import FORM
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trajectory

SLOTS = [
    {"name": "to", "description": "Where the train goes", "is_categorical": False, "possible_values": []},
    {"name": "class", "description": "Class", "is_categorical": True, "possible_values": ["first", "second"]},
]
INTENT = {
    "name": "FindTrains",
    "description": "Find trains",
    "required_slots": ["to"],
    "optional_slots": {"class": "dontcare"},
    "result_slots": ["to"],
}


def schema(*services: str) -> Any:
    stated = [{"service_name": name, "description": name, "slots": SLOTS, "intents": [INTENT]} for name in services]
    data = msgspec.json.encode(stated)
    return lambda name: data if name == "schema.json" else None


def dialogue(*services: str, results: Any = None) -> dict[str, Any]:
    frame: dict[str, Any] = {
        "service": services[-1],
        "service_call": {"method": "FindTrains", "parameters": {"to": "Graz"}},
    }
    if results is not None:
        frame["service_results"] = results
    return {
        "dialogue_id": "1_2",
        "services": list(services),
        "turns": [
            {"speaker": "USER", "utterance": "To Graz.", "frames": [{"service": services[0], "state": {}}]},
            {"speaker": "SYSTEM", "utterance": "At nine.", "frames": [{"service": services[0]}, frame]},
        ],
    }


def test_a_service_call_and_its_results_stand_before_the_utterance() -> None:
    read = trajectory(FORM, dialogue("Trains_1", results=[{"to": "Graz", "time": "9:00"}]), schema("Trains_1"))
    assert lines(read) == [
        "user: To Graz.",
        'assistant: FindTrains{"to":"Graz"}',
        'tool: [{"to": "Graz", "time": "9:00"}]',
        "assistant: At nine.",
    ]
    assert (read.origin.record, read.repaired) == ("1_2", ())


def test_intents_of_the_schema_beside_are_the_tools() -> None:
    (tool,) = trajectory(FORM, dialogue("Trains_1", results=[]), schema("Trains_1", "Banks_1")).tools
    assert (tool.name, tool.description, tool.origin) == ("FindTrains", "Find trains", "stated")
    assert msgspec.json.decode(tool.parameters) == {
        "type": "object",
        "properties": {
            "to": {"type": "string", "description": "Where the train goes"},
            "class": {
                "type": "string",
                "description": "Class",
                "enum": ["first", "second", "dontcare"],
                "default": "dontcare",
            },
        },
        "required": ["to"],
    }


@pytest.mark.parametrize(
    "data",
    [
        b"[",
        b"{}",
        b"[3, {}]",
        b'[{"service_name": "Trains_1", "slots": 3, "intents": [1, {"name": 4}]}]',
        b'[{"service_name": "Trains_1", "slots": [{"name": []}], "intents": {"name": "FindTrains"}}]',
    ],
)
def test_a_broken_schema_states_no_tools(data: bytes) -> None:
    read = trajectory(FORM, dialogue("Trains_1", results=[]), lambda name: data)
    assert [tool.origin for tool in read.tools] == ["observed"]


def test_the_schema_itself_holds_no_dialogue() -> None:
    for service in msgspec.json.decode(schema("Trains_1", "Banks_1")("schema.json")):
        assert outcomes(FORM, service) == []


def test_without_a_schema_the_tools_are_observed() -> None:
    assert [(tool.name, tool.origin) for tool in trajectory(FORM, dialogue("T_1", results=[])).tools] == [
        ("FindTrains", "observed")
    ]


def test_a_method_of_two_services_is_named_with_its_service() -> None:
    read = trajectory(FORM, dialogue("Trains_1", "Trains_2", results=[]), schema("Trains_1", "Trains_2"))
    assert [tool.name for tool in read.tools] == ["Trains_1.FindTrains", "Trains_2.FindTrains"]
    assert lines(read)[1] == 'assistant: Trains_2.FindTrains{"to":"Graz"}'


def test_calls_of_a_turn_are_parallel() -> None:
    value = dialogue("Trains_1", results=["a"])
    value["turns"][1]["frames"].append({**value["turns"][1]["frames"][1], "service_results": ["b"]})
    assert lines(trajectory(FORM, value))[1:4] == [
        'assistant: FindTrains{"to":"Graz"} FindTrains{"to":"Graz"}',
        'tool: ["a"]',
        'tool: ["b"]',
    ]


def test_a_call_without_results_is_refused_if_the_dialogue_goes_on() -> None:
    value = dialogue("Trains_1")
    value["turns"].append({"speaker": "USER", "utterance": "Thanks.", "frames": []})
    value["turns"].append({"speaker": "SYSTEM", "utterance": "Bye.", "frames": []})
    (refused,) = outcomes(FORM, value)
    assert isinstance(refused, Rejected)
    assert refused.rule == "unanswered_call"


@pytest.mark.parametrize("speaker", ["ROBOT", None, ["USER"]])
def test_an_unknown_speaker_breaks_the_record(speaker: Any) -> None:
    value = dialogue("Trains_1", results=[])
    value["turns"][0]["speaker"] = speaker
    with pytest.raises(FormError, match="a turn is of"):
        outcomes(FORM, value)
