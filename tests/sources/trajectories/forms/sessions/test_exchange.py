"""Formats of exchange: Hub session traces, ATIF, ADP."""

import json
from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions import adp, atif, hub_traces
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told

Values = dict[str, Any]


def hub(role: str, content: str, **more: Any) -> Values:
    return {"type": "message", "message": {"role": role, "content": content, **more}}


def hub_call(identifier: str, arguments: str) -> Values:
    return {"id": identifier, "function": {"name": "clock", "arguments": arguments}}


def test_a_session_trace_of_the_hub() -> None:
    tool = {
        "type": "function",
        "function": {"name": "clock", "description": "Tells.", "parameters": {"type": "object"}},
    }
    lines = [
        {"type": "session", "harness": "some", "id": "h", "name": "Time", "tools": [tool]},
        hub("system", "Be brief."),
        hub("user", "When?"),
        hub("assistant", "", reasoningContent="Ask.", toolCalls=[hub_call("a", '{"z": "UTC"}')], model="m"),
        hub("tool", "15:00", toolCallId="a"),
        hub("assistant", "At three."),
    ]
    found = only(hub_traces.FORM, lines)
    assert told(found) == [
        "system: Be brief.",
        "user: When?",
        'assistant: (Ask.)  -> clock{"z":"UTC"}',
        "tool: 15:00",
        "assistant: At three.",
    ]
    assert (found.origin.record, found.origin.model, found.tools[0].origin) == ("h", "m", "stated")


def test_several_sessions_in_one_file_are_several_trajectories() -> None:
    lines = [
        line
        for name in "ab"
        for line in ({"type": "session", "harness": "x", "id": name}, hub("user", name), hub("assistant", name))
    ]
    assert [item.origin.record for item in read(hub_traces.FORM, lines) if isinstance(item, Trajectory)] == ["a", "b"]


def test_a_trace_of_the_hub_may_have_the_messages_of_pi() -> None:
    entry = {"type": "message", "timestamp": "t"}
    lines = [
        {"type": "session", "harness": "some", "id": "h", "cwd": "/w"},
        {**entry, "id": "1", "parentId": None, "message": {"role": "user", "content": "Go."}},
        {
            **entry,
            "id": "2",
            "parentId": "1",
            "message": {"role": "assistant", "content": [{"type": "text", "text": "G."}]},
        },
    ]
    assert told(only(hub_traces.FORM, lines)) == ["user: Go.", "assistant: G."]


def step(number: int, source: str, message: Any, **more: Any) -> Values:
    return {"step_id": number, "source": source, "message": message, **more}


def tool_call(identifier: str) -> Values:
    return {"tool_call_id": identifier, "function_name": "sh", "arguments": {"c": identifier}}


def document(*steps: Values, version: str = "ATIF-v1.7", **more: Any) -> Values:
    return {
        "schema_version": version,
        "session_id": "s",
        "agent": {"name": "a", "version": "1"},
        "steps": list(steps),
        **more,
    }


@pytest.mark.parametrize("version", [f"ATIF-v1.{minor}" for minor in range(8)])
def test_steps_of_atif_in_every_version(version: str) -> None:
    results = [{"source_call_id": "b", "content": "B"}, {"source_call_id": "a", "content": "A"}]
    value = document(
        step(1, "system", "You act."),
        step(2, "user", "Go."),
        step(
            3,
            "agent",
            "I act.",
            reasoning_content="Hm.",
            tool_calls=[tool_call("a"), tool_call("b")],
            observation={"results": results},
        ),
        step(4, "agent", "Done."),
        version=version,
    )
    found = only(atif.FORM, value)
    assert told(found) == [
        "system: You act.",
        "user: Go.",
        'assistant: (Hm.) I act. -> sh{"c":"a"} -> sh{"c":"b"}',
        "tool: A",
        "tool: B",
        "assistant: Done.",
    ]
    assert found.repaired == ("reordered_outputs",)


def test_steps_as_json_text_are_read() -> None:
    value = document(step(1, "user", "Go."), step(2, "agent", "Done."))
    assert told(
        only(atif.FORM, {**value, "steps": json.dumps(value["steps"]), "agent": json.dumps(value["agent"])})
    ) == [
        "user: Go.",
        "assistant: Done.",
    ]


def test_an_observation_without_calls_is_what_the_user_gives() -> None:
    seen = {"results": [{"content": "$ _"}]}
    found = only(
        atif.FORM, document(step(1, "user", "Go."), step(2, "agent", "ls", observation=seen), step(3, "agent", "Done."))
    )
    assert told(found) == ["user: Go.", "assistant: ls", "user: $ _", "assistant: Done."]


def test_one_output_of_several_calls_stands_behind_the_last() -> None:
    calls, seen = [tool_call("a"), tool_call("b")], {"results": [{"content": "AB"}]}
    value = document(
        step(1, "user", "Go."), step(2, "agent", "", tool_calls=calls, observation=seen), step(3, "agent", "Done.")
    )
    found = only(atif.FORM, value)
    assert told(found)[2:4] == ["tool: (no output)", "tool: AB"]
    assert found.repaired == ("empty_output", "joint_output")


def test_subagents_are_trajectories_of_their_own_and_copied_steps_are_not_trained_on() -> None:
    inner = document(
        step(1, "user", "In."),
        step(2, "agent", "Copied.", is_copied_context=True),
        step(3, "user", "?"),
        step(4, "agent", "Out."),
    )
    inner["trajectory_id"] = "t2"
    outer = document(step(1, "user", "Go."), step(2, "agent", "Done."), subagent_trajectories=[inner])
    first, second = read(atif.FORM, outer)
    assert isinstance(first, Trajectory)
    assert isinstance(second, Trajectory)
    assert (first.origin.record, second.origin.record) == ("s", "s/t2")
    assert [message.train for message in second.messages] == [False, False, False, True]


def test_images_and_thoughts_in_tags_of_atif() -> None:
    parts = [
        {"type": "text", "text": "See:"},
        {"type": "image", "source": {"media_type": "image/png", "path": "a.png"}},
    ]
    found = only(atif.FORM, document(step(1, "user", parts), step(2, "agent", "<think>A dot.</think>\n\nIt is a dot.")))
    assert told(found) == ["user: See:\n\n[[image 1]]", "assistant: (A dot.) It is a dot."]


def test_a_step_of_nobody_is_refused() -> None:
    with pytest.raises(ValueError, match="step 2 has no source of system, user, agent"):
        read(atif.FORM, document(step(1, "user", "Go."), step(2, "nobody", "Boo.")))


def seen(content: str, source: str = "environment", **more: Any) -> Values:
    return {"class_": "text_observation", "content": content, "source": source, **more}


def api(function: str, **more: Any) -> Values:
    return {"class_": "api_action", "function": function, "kwargs": {"x": 1}, **more}


def words(content: str) -> Values:
    return {"class_": "message_action", "content": content, "description": None}


def adp_value(*content: Values, **more: Any) -> Values:
    return {"id": "d", "content": list(content), "details": {}, **more}


def test_actions_and_observations_of_adp() -> None:
    code = {"class_": "code_action", "language": "python", "content": "1+1", "description": "Compute."}
    found = only(
        adp.FORM,
        adp_value(
            seen("Go.", "user"), code, seen("2"), api("f", description=None), seen("ok", reward=1.0), words("Two.")
        ),
    )
    assert told(found) == [
        "user: Go.",
        'assistant: Compute. -> execute_ipython_cell{"code":"1+1"}',
        "tool: 2",
        'assistant:  -> f{"x":1}',
        "tool: ok",
        "assistant: Two.",
    ]
    assert (found.origin.record, found.outcome.reward) == ("d", 1.0)


def test_adp_links_calls_by_id_or_by_order() -> None:
    linked = [
        api("f", tool_call_id="a"),
        api("g", tool_call_id="b"),
        seen("G", tool_call_id="b"),
        seen("F", tool_call_id="a"),
    ]
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), *linked, words("Ok."))))[2:4] == ["tool: F", "tool: G"]
    in_order = [api("f"), api("g"), seen("F"), seen("G")]
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), *in_order, words("Ok."))))[2:4] == ["tool: F", "tool: G"]


def test_a_second_observation_belongs_to_the_same_output_and_one_without_a_call_is_the_users() -> None:
    page = {"class_": "web_observation", "html": None, "axtree": "[1] link", "url": "http://x", "viewport_size": None}
    found = only(adp.FORM, adp_value(page, api("click"), seen("clicked"), page, words("Ok.")))
    shown = '{"axtree": "[1] link", "url": "http://x"}'
    assert told(found) == [
        f"user: {shown}",
        'assistant:  -> click{"x":1}',
        f"tool: clicked\n\n{shown}",
        "assistant: Ok.",
    ]


@pytest.mark.parametrize(
    ("language", "call"),
    [
        ("sh", 'execute_bash{"command":"x"}'),
        ("python3", 'execute_ipython_cell{"code":"x"}'),
        ("perl", 'execute_code{"language":"perl","content":"x"}'),
    ],
)
def test_code_is_run_by_the_tool_of_its_language(language: str, call: str) -> None:
    action = {"class_": "code_action", "language": language, "content": "x"}
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), action, seen("y"))))[1] == f"assistant:  -> {call}"


def test_an_observation_of_the_user_answers_a_call_unless_calls_and_outputs_have_ids() -> None:
    assert (
        told(only(adp.FORM, adp_value(seen("Go.", "user"), api("f"), seen("ok", "user"), words("Ok."))))[2]
        == "tool: ok"
    )
    linked = [api("f", tool_call_id="a"), seen("ok", tool_call_id="a"), seen("Stop.", "user"), words("Ok.")]
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), *linked)))[2:4] == ["tool: ok", "user: Stop."]


def test_thoughts_are_reasoning_and_the_description_of_a_message() -> None:
    message = {"class_": "message_action", "content": "Ok.", "description": "All is done."}
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), message)))[1] == "assistant: (All is done.) Ok."


def test_adp_and_its_conversion_to_atif_are_the_same_conversation() -> None:
    code = {"class_": "code_action", "language": "bash", "content": "ls", "description": "I look."}
    first = only(adp.FORM, adp_value(seen("Go.", "user"), code, seen("a"), words("There is a.")))
    call = {"tool_call_id": "call_1", "function_name": "execute_bash", "arguments": {"command": "ls"}}
    results = {"results": [{"source_call_id": "call_1", "content": "a"}]}
    steps = [step(1, "user", "Go."), step(2, "agent", "I look.", tool_calls=[call], observation=results)]
    assert first.id == only(atif.FORM, document(*steps, step(3, "agent", "There is a."))).id


def test_calls_of_atif_whose_ids_begin_anew_in_each_step() -> None:
    steps = [
        step(
            number,
            "agent",
            "",
            tool_calls=[tool_call("call_1")],
            observation={"results": [{"source_call_id": "call_1", "content": str(number)}]},
        )
        for number in (2, 3)
    ]
    found = only(atif.FORM, document(step(1, "user", "Go."), *steps, step(4, "agent", "Done.")))
    assert [message.content for message in found.messages if message.role == "tool"] == ["2", "3"]


def test_a_description_beside_reasoning_is_what_the_agent_says() -> None:
    action = api("f", description="I call f.", reasoning_content="Why not.")
    assert (
        told(only(adp.FORM, adp_value(seen("Go.", "user"), action, seen("ok"))))[1]
        == 'assistant: (Why not.) I call f. -> f{"x":1}'
    )


def test_the_call_that_finishes_is_the_answer_and_a_missing_output_is_refused() -> None:
    finish = {"class_": "api_action", "function": "finish", "kwargs": {"answer": "42"}}
    assert told(only(adp.FORM, adp_value(seen("Go.", "user"), finish)))[-1] == "assistant: 42"
    assert rules(
        read(adp.FORM, adp_value(seen("Go.", "user"), api("f"), words("Hm."), seen("More.", "user"), words("x")))
    ) == ["unanswered_call"]


def test_content_as_json_text_is_read() -> None:
    value = adp_value(seen("Go.", "user"), words("Ok."))
    assert told(only(adp.FORM, {**value, "content": json.dumps(value["content"])})) == ["user: Go.", "assistant: Ok."]


@pytest.mark.parametrize("as_text", [False, True])
def test_a_row_that_holds_a_trajectory_in_atif_beside_its_reward(as_text: bool) -> None:
    inner: Any = document(step(1, "user", "Go."), step(2, "agent", "Done."))
    found = only(atif.FORM, {"task": "t", "reward": 1, "trajectory": json.dumps(inner) if as_text else inner})
    assert (told(found), found.outcome.reward) == (["user: Go.", "assistant: Done."], 1.0)
