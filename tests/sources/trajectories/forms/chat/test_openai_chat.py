"""OpenAI's chat messages in every version that people keep."""

import json
from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.openai_chat import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_all, read_one, told

SCHEMA = {"type": "object", "properties": {"port": {"type": "string"}}, "required": ["port"]}
TOOL = {"type": "function", "function": {"name": "tide", "description": "Finds tides.", "parameters": SCHEMA}}
ASKED = {"role": "user", "content": "High water in Brest?"}
CALL = {"id": "x", "type": "function", "function": {"name": "tide", "arguments": '{"port": "Brest"}'}}
CALLED = {"role": "assistant", "content": None, "tool_calls": [CALL]}
RETURNED = {"role": "tool", "tool_call_id": "x", "content": "06:12"}
ANSWERED = {"role": "assistant", "content": "At 06:12."}
RUN = [ASKED, CALLED, RETURNED, ANSWERED]
LANGCHAIN: list[dict[str, Any]] = [
    {"type": "human", "content": ASKED["content"]},
    {"type": "ai", "content": "", "tool_calls": [{"name": "tide", "args": {"port": "Brest"}, "id": "x"}]},
    {"type": "tool", "content": "06:12", "tool_call_id": "x", "name": "tide"},
    {"type": "ai", "content": ANSWERED["content"]},
]
EXPECTED = [
    Said("user", "High water in Brest?"),
    Said("assistant", "", (("tide", '{"port":"Brest"}'),)),
    Said("tool", "06:12"),
    Said("assistant", "At 06:12."),
]


def with_call(**call: Any) -> dict[str, Any]:
    return {"messages": [ASKED, {"role": "assistant", "content": "", "tool_calls": [call]}], "tools": [TOOL]}


@pytest.mark.parametrize(
    "record",
    [
        {"messages": RUN, "tools": [TOOL]},
        {"conversations": RUN, "tools": json.dumps([TOOL])},
        {"messages": json.dumps(RUN), "tools": [json.dumps(TOOL)]},
        {"messages_json": json.dumps(RUN), "tools_json": json.dumps([TOOL])},
        {"messages": RUN, "functions": [TOOL["function"]]},
        {"messages": RUN, "tools": [{"name": "tide", "description": "Finds tides.", "input_schema": SCHEMA}]},
        {"messages": RUN, "tools": {"tide": {"description": "Finds tides.", "parameters": SCHEMA}}},
        {"request": {"messages": RUN[:3], "tools": [TOOL]}, "response": {"choices": [{"message": ANSWERED}]}},
        {"messages": RUN[:3], "tools": [TOOL], "choices": [{"message": ANSWERED, "finish_reason": "stop"}]},
        {"input": RUN[:3], "output": ANSWERED, "tools": [TOOL]},
        {"instance_id": "a", "trajectory": RUN, "tools": [TOOL], "resolved": 1},
        {"history": RUN, "tools": [TOOL]},
        {"messages": LANGCHAIN, "tools": [TOOL]},
        {"messages": [{"type": message["type"], "data": message} for message in LANGCHAIN], "tools": [TOOL]},
        {"messages": RUN, "chat_template_kwargs": {"tools": [TOOL]}},
    ],
)
def test_one_run_is_the_same_wherever_its_messages_and_tools_lie(record: dict[str, Any]) -> None:
    found = read_one(FORM, record)
    assert told(found) == EXPECTED
    (tool,) = offered(found)
    assert (tool.name, tool.description, json.loads(tool.parameters)) == ("tide", "Finds tides.", SCHEMA)
    assert found.id == read_one(FORM, {"messages": RUN, "tools": [TOOL]}).id


def test_a_bare_list_of_messages_has_observed_tools() -> None:
    found = read_one(FORM, RUN)
    assert told(found) == EXPECTED
    assert [(tool.name, tool.origin) for tool in found.tools] == [("tide", "observed")]


def test_function_call_and_role_function_are_read() -> None:
    called = {"role": "assistant", "content": None, "function_call": CALL["function"]}
    found = read_one(FORM, {"messages": [ASKED, called, {**RETURNED, "role": "function", "name": "tide"}, ANSWERED]})
    assert told(found) == EXPECTED


@pytest.mark.parametrize(
    ("call", "name", "arguments"),
    [
        ({"id": "x", "function": {"name": "tide", "arguments": {"port": "Brest"}}}, "tide", '{"port":"Brest"}'),
        ({"id": "x", "name": "tide", "args": {"port": "Brest"}}, "tide", '{"port":"Brest"}'),
        ({"name": "tide", "arguments": '{"port": "Brest"'}, "tide", '{"port": "Brest"'),
        ({"function": {"name": "tide", "arguments": None}}, "tide", "{}"),
        ({"type": "custom", "id": "x", "custom": {"name": "run", "input": "ls"}}, "run", '{"input":"ls"}'),
    ],
)
def test_calls_of_each_shape_are_read(call: dict[str, Any], name: str, arguments: str) -> None:
    found = read_one(FORM, with_call(**call))
    assert found.ending == "call"
    assert told(found)[-1].calls == ((name, arguments),)


def test_calls_as_json_text_are_read() -> None:
    record = {"messages": [ASKED, {"role": "assistant", "content": "", "tool_calls": json.dumps([CALL])}]}
    assert told(read_one(FORM, record))[-1].calls == (("tide", '{"port":"Brest"}'),)


def test_words_before_an_output_that_are_a_call_are_one() -> None:
    said = {"role": "assistant", "content": '{"name": "tide", "arguments": {"port": "Brest"}}'}
    assert told(read_one(FORM, [ASKED, said, {"role": "tool", "content": "06:12"}, ANSWERED])) == EXPECTED
    assert told(read_one(FORM, [ASKED, said]))[-1] == Said("assistant", said["content"])


def test_nulls_of_parquet_for_other_tools_are_left_out() -> None:
    schema = {
        "type": "object",
        "properties": {"port": {"type": "string", "enum": None}, "day": None, "note": {"type": ["string", "null"]}},
        "required": ["port"],
    }
    tool = {"type": "function", "function": {"name": "tide", "description": "", "parameters": schema}}
    record = {
        "messages": [
            {**ASKED, "tool_calls": None, "tool_call_id": None, "name": None},
            {
                "role": "assistant",
                "content": None,
                "tool_calls": [
                    {"function": {"name": "tide", "arguments": {"port": "Brest", "city": None, "note": None}}}
                ],
            },
        ],
        "tools": [tool],
    }
    found = read_one(FORM, record)
    assert told(found)[-1].calls == (("tide", '{"port":"Brest","note":null}'),)
    assert "unused_arguments" in found.repaired
    assert json.loads(offered(found)[0].parameters) == {
        "type": "object",
        "properties": {"port": {"type": "string"}, "note": {"type": ["string", "null"]}},
        "required": ["port"],
    }


@pytest.mark.parametrize(
    "message",
    [
        {"content": "Yes.", "reasoning_content": "Easy."},
        {"content": "Yes.", "reasoning": "Easy."},
        {"content": "Yes.", "thinking": "Easy."},
        {"content": "<think>\nEasy.\n</think>\n\nYes."},
        {"content": "Easy.\n</think>\nYes."},
        {
            "content": [
                {"type": "thinking", "thinking": [{"type": "text", "text": "Easy."}]},
                {"type": "text", "text": "Yes."},
            ]
        },
        {"content": "Yes.", "reasoning_details": [{"type": "reasoning.text", "text": "Easy."}]},
    ],
)
def test_thoughts_are_kept_apart_wherever_they_stand(message: dict[str, Any]) -> None:
    found = read_one(FORM, {"messages": [ASKED, {"role": "assistant", **message}]})
    assert told(found)[-1] == Said("assistant", "Yes.", (), "Easy.")


def test_a_tag_in_the_middle_of_words_is_no_thought() -> None:
    found = read_one(FORM, {"messages": [ASKED, {"role": "assistant", "content": "Write <think>x</think> so."}]})
    assert told(found)[-1].content == "Write <think>x</think> so."


def test_an_encrypted_thought_is_dropped_and_told() -> None:
    message = {
        "role": "assistant",
        "content": "Yes.",
        "reasoning_details": [{"type": "reasoning.encrypted", "data": "Zg"}],
    }
    found = read_one(FORM, {"messages": [ASKED, message]})
    assert told(found)[-1] == Said("assistant", "Yes.")
    assert found.repaired == ("encrypted_reasoning",)


def test_a_refusal_is_what_the_assistant_says() -> None:
    found = read_one(FORM, {"messages": [ASKED, {"role": "assistant", "content": None, "refusal": "I cannot."}]})
    assert told(found)[-1].content == "I cannot."


def test_images_audio_and_unknown_parts_are_attachments() -> None:
    parts = [
        {"type": "text", "text": "Look:", "image_url": None},
        {"type": "image_url", "image_url": {"url": "a.png"}, "text": None},
        {"type": "input_audio", "input_audio": {"data": "Zg"}},
        {"type": "scene", "mesh": "b"},
    ]
    message = read_one(FORM, {"messages": [{"role": "user", "content": parts}, ANSWERED]}).messages[0]
    assert message.content == "Look:\n\n[[image 1]]\n\n[[audio 1]]\n\n[[file 1]]"
    assert [(held.kind, json.loads(held.part)) for held in message.attachments] == [
        ("image", {"type": "image_url", "image_url": {"url": "a.png"}}),
        ("audio", {"type": "input_audio", "input_audio": {"data": "Zg"}}),
        ("file", {"type": "scene", "mesh": "b"}),
    ]


@pytest.mark.parametrize(
    "content", ["<image>Which bird?", [{"type": "image"}, {"type": "text", "text": "Which bird?"}]]
)
def test_images_beside_the_messages_stand_at_their_marks(content: Any) -> None:
    record = {"messages": [{"role": "user", "content": content}, ANSWERED], "images": ["gull.png"]}
    message = read_one(FORM, record).messages[0]
    assert message.content == "[[image 1]]\n\nWhich bird?"
    assert [held.part for held in message.attachments] == ['"gull.png"']


def test_a_mark_for_an_image_is_text_if_the_record_has_no_images() -> None:
    assert (
        told(read_one(FORM, [{"role": "user", "content": "What is <image>?"}, ANSWERED]))[0].content
        == "What is <image>?"
    )


@pytest.mark.parametrize(("key", "value"), [("weight", 0), ("loss", False), ("train", False), ("weight", 0.0)])
def test_what_is_not_trained_on_is_told(key: str, value: Any) -> None:
    found = read_one(FORM, {"messages": [ASKED, {**ANSWERED, key: value}, ASKED, ANSWERED]})
    assert [message.train for message in found.messages] == [False, False, False, True]


def test_the_loss_of_prompt_and_completion_is_on_the_completion() -> None:
    found = read_one(FORM, {"prompt": [ASKED, ANSWERED, ASKED], "completion": [ANSWERED]})
    assert [message.train for message in found.messages] == [False, False, False, True]


def test_a_system_text_beside_the_messages_is_the_system_message() -> None:
    assert told(read_one(FORM, {"system": "Be brief.", "messages": [ASKED, ANSWERED]}))[0] == Said(
        "system", "Be brief."
    )


def test_outputs_of_several_calls_in_one_message_are_read() -> None:
    calls = [{"id": "a", "function": {"name": "tide"}}, {"id": "b", "function": {"name": "tide"}}]
    outputs = {
        "role": "tool",
        "content": "one\ntwo",
        "tool_responses": [
            {"tool_call_id": "b", "role": "tool", "content": "two"},
            {"tool_call_id": "a", "role": "tool", "content": "one"},
        ],
    }
    found = read_one(FORM, [ASKED, {"role": "assistant", "content": "", "tool_calls": calls}, outputs, ANSWERED])
    assert [said.content for said in told(found)[2:4]] == ["one", "two"]


def test_facts_of_the_record_are_kept() -> None:
    record = {
        "messages": RUN,
        "id": 7,
        "task_id": "t",
        "model": "m",
        "reward": 1,
        "success": True,
        "license": "CC0-1.0",
    }
    found = read_one(FORM, record)
    assert (found.origin.record, found.origin.task, found.origin.model) == ("7", "t", "m")
    assert (found.outcome.reward, found.outcome.success, found.licence) == (1.0, True, "CC0-1.0")


@pytest.mark.parametrize(
    "message",
    [
        {"role": "narrator", "content": "x"},
        {"content": "x"},
        "x",
        {"role": "assistant", "tool_calls": [{"id": "x"}]},
        {"role": "assistant", "tool_calls": [5]},
        {"role": "assistant", "content": "x", "tool_calls": 5},
    ],
)
def test_a_message_that_does_not_follow_the_form_is_told(message: Any) -> None:
    with pytest.raises(FormError):
        read_all(FORM, [ASKED, message])


@pytest.mark.parametrize("foreign", ["trajectory_format", "epoch", "simulations", "termination_reason"])
def test_logs_of_other_forms_are_not_taken(foreign: str) -> None:
    assert not FORM.looks_like({"messages": RUN, foreign: "x"})


def test_every_sample_is_read() -> None:
    assert all(isinstance(item, Trajectory) for item in read_all(FORM, RUN, {"messages": RUN}))
