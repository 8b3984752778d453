"""ShareGPT's conversations with turns for calls and outputs."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.sharegpt import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

CALL = '{"name": "tide", "arguments": {"port": "Brest"}}'
TOOL = {
    "name": "tide",
    "description": "T",
    "parameters": {"type": "object", "properties": {"port": {"type": "string"}}},
}
EXPECTED = [
    Said("user", "High water in Brest?"),
    Said("assistant", "", (("tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]


def turns(*pairs: tuple[str, Any], keys: tuple[str, str] = ("from", "value")) -> list[dict[str, Any]]:
    return [dict(zip(keys, pair, strict=True)) for pair in pairs]


RUN = (("human", "High water in Brest?"), ("function_call", CALL), ("observation", "06:12"), ("gpt", "At 06:12."))


@pytest.mark.parametrize("user", ["human", "user"])
@pytest.mark.parametrize("call", ["function_call", "tool_call"])
@pytest.mark.parametrize("output", ["observation", "tool", "function_response", "tool_response"])
@pytest.mark.parametrize("answer", ["gpt", "assistant", "model"])
def test_speakers_have_many_names(user: str, call: str, output: str, answer: str) -> None:
    run = turns((user, RUN[0][1]), (call, CALL), (output, "06:12"), (answer, "At 06:12."))
    assert told(read_one(FORM, {"conversations": run})) == EXPECTED


@pytest.mark.parametrize(
    "record",
    [
        {"conversations": turns(*RUN), "tools": json.dumps([TOOL])},
        {"conversations": json.dumps(turns(*RUN)), "tools": [TOOL]},
        {"conversations": turns(*RUN), "tools": json.dumps([{"type": "function", "function": TOOL}])},
        {"messages": turns(*RUN, keys=("role", "content")), "tools": json.dumps([TOOL])},
    ],
)
def test_keys_and_tools_have_many_places(record: dict[str, Any]) -> None:
    found = read_one(FORM, record)
    assert told(found) == EXPECTED
    assert [tool.name for tool in offered(found)] == ["tide"]


@pytest.mark.parametrize(
    "call", [json.loads(CALL), [json.loads(CALL)], f"[{CALL}]", "tide(port='Brest')", f"<think></think>{CALL}"]
)
def test_a_call_turn_holds_text_or_values(call: Any) -> None:
    assert told(read_one(FORM, {"conversations": turns(RUN[0], ("function_call", call), *RUN[2:])})) == EXPECTED


def test_several_calls_in_one_turn_have_an_output_each() -> None:
    run = turns(RUN[0], ("function_call", f"[{CALL}, {CALL}]"), ("observation", '["06:12", "18:30"]'), RUN[3])
    found = read_one(FORM, {"conversations": run})
    assert [said.content for said in told(found)[2:4]] == ["06:12", "18:30"]
    assert found.repaired == ("split_outputs",)


def test_an_answer_that_is_a_call_is_one_if_an_output_follows() -> None:
    assert told(read_one(FORM, {"conversations": turns(RUN[0], ("gpt", CALL), *RUN[2:])})) == EXPECTED
    found = read_one(FORM, {"conversations": turns(RUN[0], ("gpt", CALL))})
    assert told(found)[-1] == Said("assistant", CALL)


def test_a_thought_before_a_call_is_kept() -> None:
    run = turns(RUN[0], ("function_call", f"<think>\nLook.\n</think>\n{CALL}"), *RUN[2:])
    assert told(read_one(FORM, {"conversations": run}))[1].reasoning == "Look."


@pytest.mark.parametrize("text", [f"Tools: {json.dumps([TOOL])}. Use them.", f"Use {{}} or {TOOL!r} now."])
def test_tools_in_the_system_message_are_offered(text: str) -> None:
    found = read_one(FORM, {"conversations": turns(("system", text), *RUN)})
    assert told(found)[0] == Said("system", text)
    assert [tool.name for tool in offered(found)] == ["tide"]


def test_a_system_text_beside_the_turns_is_the_system_message() -> None:
    found = read_one(FORM, {"conversations": turns(*RUN), "system": "Help.", "tools": ""})
    assert told(found) == [Said("system", "Help."), *EXPECTED]


def test_a_conversation_without_calls_is_read() -> None:
    assert told(read_one(FORM, {"conversations": turns(RUN[0], RUN[3]), "tools": "[]"})) == [EXPECTED[0], EXPECTED[3]]


@pytest.mark.parametrize("turn", [("narrator", "x"), ("function_call", "Hello."), ("function_call", None)])
def test_a_turn_that_does_not_follow_the_form_is_told(turn: tuple[str, Any]) -> None:
    with pytest.raises(FormError):
        read_all(FORM, {"conversations": turns(RUN[0], turn)})


@pytest.mark.parametrize(
    "answer",
    [
        "Thought: I look.\nAction: find\nAction Input: {}",
        "THOUGHT: Cups.\nACTION: go to table 1",
        "Action: search[Brest]",
        "Act: bash\n```bash\nls\n```",
    ],
)
def test_runs_whose_actions_are_text_are_of_other_forms(answer: str) -> None:
    assert not FORM.looks_like({"conversations": turns(RUN[0], ("gpt", answer))})


def test_a_line_that_begins_with_action_is_just_words() -> None:
    assert FORM.looks_like({"conversations": turns(RUN[0], ("gpt", "Three verbs.\nAction: the second one"))})
