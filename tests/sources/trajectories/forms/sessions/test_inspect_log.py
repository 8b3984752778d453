"""Inspect: logs, samples, attachments, pools of messages, scores."""

from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions.inspect_log import FORM
from tests.sources.trajectories.forms.sessions.reading import only, read, told

Values = dict[str, Any]
HASH = "0123456789abcdef0123456789abcdef"
TOOL = {"name": "now", "description": f"attachment://{HASH}", "parameters": {"type": "object", "properties": {}}}
ASKED = {"role": "user", "content": "When?", "source": "input"}
CALLED = {"role": "assistant", "content": "", "tool_calls": [{"id": "a", "function": "now", "arguments": {}}]}
ANSWERED = {"role": "tool", "content": "3", "tool_call_id": "a", "function": "now"}
SAID = {"role": "assistant", "content": "Three."}
TOLD = ["user: When?", "assistant:  -> now{}", "tool: 3", "assistant: Three."]


def sample(*messages: Values, **more: Any) -> Values:
    return {"id": 7, "epoch": 1, "input": "When?", "target": "3", "messages": list(messages), "uuid": "u", **more}


def model_event(*messages: Values, **more: Any) -> Values:
    output = {"choices": [{"message": SAID}]}
    return {"event": "model", "model": "m", "input": list(messages), "tools": [TOOL], "output": output, **more}


def test_a_log_gives_a_trajectory_for_each_sample() -> None:
    first = sample(ASKED, CALLED, ANSWERED, SAID, events=[model_event()], attachments={HASH: "Tells the time."})
    value = {"version": 2, "eval": {"task": "time", "model": "m"}, "plan": {}, "samples": [first, sample(ASKED, SAID)]}
    found = [item for item in read(FORM, value) if isinstance(item, Trajectory)]
    assert [told(item) for item in found] == [TOLD, ["user: When?", "assistant: Three."]]
    assert [item.source for item in found] == ["log:1#/samples/0", "log:1#/samples/1"]
    assert (found[0].origin.task, found[0].origin.model, found[0].origin.record) == ("time/7", "m", "u")
    assert [(tool.name, tool.description, tool.origin) for tool in found[0].tools] == [
        ("now", "Tells the time.", "stated")
    ]


def test_attachments_stand_where_they_belong_also_inside_of_texts() -> None:
    asked = {"role": "user", "content": [{"type": "text", "text": f"Read: attachment://{HASH}."}]}
    found = only(FORM, sample(asked, SAID, attachments={HASH: "a b"}))
    assert told(found)[0] == "user: Read: a b."
    assert told(only(FORM, sample(asked, SAID)))[0] == f"user: Read: attachment://{HASH}."


@pytest.mark.parametrize("pool", ["message_pool", "events_data"])
def test_without_messages_the_last_model_event_tells_them(pool: str) -> None:
    held: list[Values] = [ASKED, CALLED, ANSWERED]
    pooled: Any = {"messages": held, "calls": []} if pool == "events_data" else held
    events = [model_event(input_refs=[[0, 1]]), model_event(input_refs=[[0, 2], [2, 3]])]
    assert told(only(FORM, sample(events=events, **{pool: pooled}))) == TOLD
    assert told(only(FORM, sample(events=[model_event(*held)]))) == TOLD


def test_reasoning_and_tools_that_the_provider_runs() -> None:
    content = [
        {"type": "reasoning", "reasoning": "Search."},
        {
            "type": "tool_use",
            "tool_type": "web_search",
            "id": "w",
            "name": "web_search",
            "arguments": '{"q": "t"}',
            "result": "r",
        },
        {"type": "text", "text": "Three."},
        {"type": "reasoning", "reasoning": "xx", "redacted": True},
    ]
    found = only(FORM, sample(ASKED, {"role": "assistant", "content": content}))
    assert told(found) == ["user: When?", 'assistant: (Search.) Three. -> web_search{"q":"t"}', "tool: r"]
    assert "encrypted_reasoning" in found.repaired


def test_an_output_that_failed_is_the_message_of_the_error() -> None:
    failed = {**ANSWERED, "content": "", "error": {"type": "timeout", "message": "Timed out."}}
    assert told(only(FORM, sample(ASKED, CALLED, failed, SAID)))[2] == "tool: Timed out."


@pytest.mark.parametrize(
    ("scores", "reward", "success"),
    [
        ({"match": {"value": "C"}}, None, True),
        ({"match": {"value": "I"}}, None, False),
        ({"grade": {"value": 0.5}}, 0.5, None),
        ({"match": {"value": "C"}, "grade": {"value": 0.5}}, None, None),
        ({}, None, None),
    ],
)
def test_scores_are_the_outcome(scores: Values, reward: float | None, success: bool | None) -> None:
    outcome = only(FORM, sample(ASKED, SAID, scores=scores)).outcome
    assert (outcome.reward, outcome.success) == (reward, success)
    assert bool(outcome.details) == bool(scores)


def test_the_submission_is_the_answer() -> None:
    submit = {
        "role": "assistant",
        "content": "",
        "tool_calls": [{"id": "s", "function": "submit", "arguments": {"answer": "Three."}}],
    }
    found = only(
        FORM, sample(ASKED, submit, {"role": "tool", "content": "Three.", "tool_call_id": "s", "function": "submit"})
    )
    assert told(found) == ["user: When?", "assistant: Three."]


@pytest.mark.parametrize(
    "value",
    [
        {"version": 2, "eval": {"task": "t"}, "plan": {}},
        {"id": 1, "epoch": 1, "input": "When?", "target": "3", "scores": {}},
        {"scorer": "match", "samples": [{"value": 1.0}]},
    ],
)
def test_what_an_archive_holds_beside_its_samples_yields_nothing(value: Values) -> None:
    assert read(FORM, value) == []
