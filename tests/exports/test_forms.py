"""The rows of each form, to the letter."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.exports import export
from lemnos.sources.trajectories.draft import DraftTool, Event, Part
from tests.exports.builders import WEATHER, example, output, rows_of, run, says, user

CALLS = run(
    Event("system", "You are brief."),
    user("Oslo or Rome?"),
    says("I look.", ("weather", {"city": "Oslo"}), ("weather", {"city": "Rome"}), reasoning="Both."),
    output("4 °C"),
    output("19 °C"),
    says("Rome.", train=False),
    tools=[DraftTool("weather", "Tells the weather.", WEATHER)],
)
FUNCTION = {"name": "weather", "description": "Tells the weather.", "parameters": WEATHER}
TOOLS = [{"type": "function", "function": FUNCTION}]


def row(form: str, tmp_path: Path, trajectory: Any = CALLS, **settings: Any) -> Any:
    """Return the row of a trajectory, without what it carries."""
    out = tmp_path / ("out" if form == "hub" else "out.jsonl")
    export([trajectory], form, out, **settings)
    (made,) = rows_of(out)
    head = made[0] if form == "hub" else made["extra"] if form == "atif" else made
    assert head.pop("lemnos")["id"] == trajectory.id
    return made


@pytest.mark.parametrize(("kind", "arguments"), [("string", '{"city":"Oslo"}'), ("object", {"city": "Oslo"})])
def test_openai(kind: str, arguments: Any, tmp_path: Path) -> None:
    made = row("openai", tmp_path, arguments=kind)
    rome = {"city": "Rome"} if kind == "object" else '{"city":"Rome"}'
    assert made == {
        "messages": [
            {"role": "system", "content": "You are brief."},
            {"role": "user", "content": "Oslo or Rome?"},
            {
                "role": "assistant",
                "content": "I look.",
                "reasoning_content": "Both.",
                "tool_calls": [
                    {"id": "call00001", "type": "function", "function": {"name": "weather", "arguments": arguments}},
                    {"id": "call00002", "type": "function", "function": {"name": "weather", "arguments": rome}},
                ],
            },
            {"role": "tool", "content": "4 °C", "tool_call_id": "call00001", "name": "weather"},
            {"role": "tool", "content": "19 °C", "tool_call_id": "call00002", "name": "weather"},
            {"role": "assistant", "content": "Rome.", "weight": 0},
        ],
        "tools": TOOLS,
    }


def test_sharegpt(tmp_path: Path) -> None:
    made = row("sharegpt", tmp_path)
    assert json.loads(made.pop("tools")) == [FUNCTION]
    calls = '[{"name":"weather","arguments":{"city":"Oslo"}},{"name":"weather","arguments":{"city":"Rome"}}]'
    assert made == {
        "conversations": [
            {"from": "human", "value": "Oslo or Rome?"},
            {"from": "function_call", "value": f"<think>\nBoth.\n\nI look.\n</think>\n\n{calls}"},
            {"from": "observation", "value": '["4 °C","19 °C"]'},
            {"from": "gpt", "value": "Rome."},
        ],
        "system": "You are brief.",
    }


SHAREGPT = {
    "a_single_call": (
        run(user("?"), says("", ("a", {"x": 1})), output("1"), says("Yes.", reasoning="Hm.")),
        [
            ("human", "?"),
            ("function_call", '{"name":"a","arguments":{"x":1}}'),
            ("observation", "1"),
            ("gpt", "<think>\nHm.\n</think>\n\nYes."),
        ],
    ),
    "ends_in_a_call": (
        run(user("?"), says("", ("a", {})), ends_in_call=True),
        [("human", "?"), ("function_call", '{"name":"a","arguments":{}}')],
    ),
    "ends_in_an_observation": (
        run(user("?"), says("", ("a", {})), output("1")),
        [("human", "?"), ("function_call", '{"name":"a","arguments":{}}')],
    ),
    "an_interrupting_user": (
        run(user("?"), says("", ("a", {})), output("1"), user("Stop."), says("Yes.")),
        [
            ("human", "?"),
            ("function_call", '{"name":"a","arguments":{}}'),
            ("observation", "1\n\n<user>\nStop.\n</user>"),
            ("gpt", "Yes."),
        ],
    ),
    "a_tag_in_an_argument": (
        run(user("?"), says("", ("a", {"x": "<think>no</think>"})), output("1"), says("!")),
        [
            ("human", "?"),
            ("function_call", '{"name":"a","arguments":{"x":"\\u003cthink>no</think>"}}'),
            ("observation", "1"),
            ("gpt", "!"),
        ],
    ),
    "broken_arguments": (
        run(user("?"), says("", ("a", '{"x": ')), output("1"), says("!")),
        [
            ("human", "?"),
            ("function_call", '{"name":"a","arguments":"{\\"x\\": "}'),
            ("observation", "1"),
            ("gpt", "!"),
        ],
    ),
}


@pytest.mark.parametrize("name", SHAREGPT)
def test_sharegpt_alternates_and_ends_with_the_assistant(name: str, tmp_path: Path) -> None:
    trajectory, turns = SHAREGPT[name]
    made = row("sharegpt", tmp_path, trajectory)["conversations"]
    assert [(turn["from"], turn["value"]) for turn in made] == turns
    odd, even = {turn["from"] for turn in made[::2]}, {turn["from"] for turn in made[1::2]}
    assert odd <= {"human", "observation"}
    assert even <= {"gpt", "function_call"}
    assert len(made) % 2 == 0


def test_responses(tmp_path: Path) -> None:
    made = row("responses", tmp_path)
    assert made == {
        "input": [
            {"type": "message", "role": "system", "content": [{"type": "input_text", "text": "You are brief."}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Oslo or Rome?"}]},
            {
                "type": "reasoning",
                "id": "rs_2",
                "summary": [],
                "content": [{"type": "reasoning_text", "text": "Both."}],
            },
            {
                "type": "message",
                "id": "msg_2",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "I look.", "annotations": []}],
            },
            *(
                {
                    "type": "function_call",
                    "id": f"fc_call_{number}",
                    "call_id": f"call_{number}",
                    "name": "weather",
                    "arguments": f'{{"city":"{city}"}}',
                    "status": "completed",
                }
                for number, city in ((1, "Oslo"), (2, "Rome"))
            ),
            {"type": "function_call_output", "call_id": "call_1", "output": "4 °C"},
            {"type": "function_call_output", "call_id": "call_2", "output": "19 °C"},
        ],
        "tools": [{"type": "function", **FUNCTION, "strict": False}],
        "output": [
            {
                "type": "message",
                "id": "msg_5",
                "role": "assistant",
                "status": "completed",
                "content": [{"type": "output_text", "text": "Rome.", "annotations": []}],
            }
        ],
    }


def test_a_run_that_was_cut_off_has_no_output_in_responses(tmp_path: Path) -> None:
    made = row("responses", tmp_path, run(user("?"), says("", ("a", {})), output("1")))
    assert made["output"] == []
    assert made["input"][-1]["type"] == "function_call_output"


def test_atif(tmp_path: Path) -> None:
    made = row("atif", tmp_path)
    assert made == {
        "schema_version": "ATIF-v1.7",
        "session_id": CALLS.id,
        "trajectory_id": CALLS.id,
        "agent": {"name": "made_up", "version": "unknown", "tool_definitions": TOOLS},
        "steps": [
            {"step_id": 1, "source": "system", "message": "You are brief."},
            {"step_id": 2, "source": "user", "message": "Oslo or Rome?"},
            {
                "step_id": 3,
                "source": "agent",
                "message": "I look.",
                "reasoning_content": "Both.",
                "tool_calls": [
                    {"tool_call_id": "call_1", "function_name": "weather", "arguments": {"city": "Oslo"}},
                    {"tool_call_id": "call_2", "function_name": "weather", "arguments": {"city": "Rome"}},
                ],
                "observation": {
                    "results": [
                        {"source_call_id": "call_1", "content": "4 °C"},
                        {"source_call_id": "call_2", "content": "19 °C"},
                    ]
                },
            },
            {"step_id": 4, "source": "agent", "message": "Rome."},
        ],
        "extra": {},
    }


def test_atif_names_session_and_model_and_marks_what_an_earlier_branch_has(tmp_path: Path) -> None:
    branch = run(user("?"), says("A."), user("?"), says("B."), shared=2, leaf=1, record="run-7", model="small")
    made = row("atif", tmp_path, branch)
    assert (made["session_id"], made["agent"]["model_name"]) == ("run-7", "small")
    assert [step.get("is_copied_context") for step in made["steps"]] == [None, True, None, None]


def test_hub(tmp_path: Path) -> None:
    header, *lines = row("hub", tmp_path)
    assert header == {
        "type": "session",
        "harness": "lemnos",
        "id": CALLS.id,
        "name": "Oslo or Rome?",
        "tools": TOOLS,
    }
    assert [line["type"] for line in lines] == ["message"] * 6
    assert [line["message"] for line in lines[2:5]] == [
        {
            "role": "assistant",
            "content": "I look.",
            "reasoningContent": "Both.",
            "toolCalls": [
                {"id": "call_1", "function": {"name": "weather", "arguments": '{"city":"Oslo"}'}},
                {"id": "call_2", "function": {"name": "weather", "arguments": '{"city":"Rome"}'}},
            ],
        },
        {"role": "tool", "content": "4 °C", "toolCallId": "call_1"},
        {"role": "tool", "content": "19 °C", "toolCallId": "call_2"},
    ]


@pytest.mark.parametrize("form", ["openai", "sharegpt", "responses"])
def test_tools_are_there_even_if_there_are_none(form: str, tmp_path: Path) -> None:
    tools = row(form, tmp_path, run(user("Hello"), says("Hello.")))["tools"]
    assert tools in ([], "[]")


IMAGES = {
    "openai": ({"type": "image_url", "image_url": {"url": "u", "detail": "low"}}, {"url": "u", "detail": "low"}),
    "responses": ({"type": "input_image", "image_url": "u"}, {"url": "u"}),
    "anthropic": (
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA"}},
        {"url": "data:image/png;base64,AA"},
    ),
    "anthropic_url": ({"type": "image", "source": {"type": "url", "url": "u"}}, {"url": "u"}),
    "google": ({"inlineData": {"mimeType": "image/png", "data": "AA"}}, {"url": "data:image/png;base64,AA"}),
    "mcp": ({"type": "image", "mimeType": "image/png", "data": "AA"}, {"url": "data:image/png;base64,AA"}),
}


@pytest.mark.parametrize("name", IMAGES)
def test_images_are_parts_in_openai(name: str, tmp_path: Path) -> None:
    part, url = IMAGES[name]
    made = row("openai", tmp_path, run(user([Part("See:"), Part(kind="image", value=part)]), says("!")))
    text = {"type": "text", "text": "See:"}
    assert made["messages"][0]["content"] == [text, {"type": "image_url", "image_url": url}]


def test_a_mark_stands_for_what_openai_has_no_part_for(tmp_path: Path) -> None:
    made = row("openai", tmp_path, run(user([Part("See:"), Part(kind="file", value={"path": "a"})]), says("!")))
    assert made["messages"][0]["content"] == "See:\n\n[[file 1]]"


def test_the_row_tells_what_people_filter_by(tmp_path: Path) -> None:
    export([example()], "openai", tmp_path / "out.jsonl")
    (made,) = rows_of(tmp_path / "out.jsonl")
    carried = json.loads(made["lemnos"].pop("carried"))
    assert made["lemnos"] == {
        "id": example().id,
        "licence": "CC-BY-4.0",
        "source": "log.jsonl:3",
        "form": "made_up",
        "ending": "answer",
        "level": 0,
    }
    assert carried["outcome"] == {"reward": 0.5, "success": True, "details": '{"judge":"me"}'}
    assert carried["origin"]["record"] == "run-7"
