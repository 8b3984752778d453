"""OpenHands: events of the server and of the SDK, evaluations, completions."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.forms.sessions import openhands, openhands_sdk
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told

COMPLETION, EVALUATION, EVENTS = openhands.FORMS
SDK, SDK_HISTORY = openhands_sdk.FORMS
Values = dict[str, Any]


def metadata(identifier: str, name: str, arguments: Values, answer: str, *others: str, content: str = "") -> Values:
    made = [
        {"id": other, "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}
        for other in (identifier, *others)
    ]
    response = {"id": answer, "model": "m", "choices": [{"message": {"content": content, "tool_calls": made}}]}
    return {"function_name": name, "tool_call_id": identifier, "model_response": response}


def action(number: int, kind: str, args: Values, *, source: str = "agent", **more: Any) -> Values:
    return {"id": number, "source": source, "message": "", "action": kind, "args": args, **more}


def seen(number: int, cause: int | None, content: str, kind: str = "run", **more: Any) -> Values:
    held = {"id": number, "source": "environment", "observation": kind, "content": content, "extras": {}, **more}
    return held if cause is None else {**held, "cause": cause}


TASK = action(0, "message", {"content": "Go."}, source="user")


def test_calls_are_those_of_the_model_and_share_the_words_of_its_answer() -> None:
    arguments = {"command": "ls"}
    lines = [
        action(
            1,
            "system",
            {"content": "You act.", "tools": [{"function": {"name": "bash", "parameters": {"type": "object"}}}]},
        ),
        TASK,
        seen(2, None, "", "agent_state_changed"),
        action(
            3,
            "run",
            {**arguments, "thought": "x"},
            tool_call_metadata=metadata("a", "bash", arguments, "r", "b", content="Two."),
        ),
        action(
            4,
            "run",
            {**arguments, "thought": "x"},
            tool_call_metadata=metadata("b", "bash", arguments, "r", "a", content="Two."),
        ),
        seen(5, 3, "A", tool_call_metadata={"tool_call_id": "a", "function_name": "bash"}),
        seen(6, 4, "B", tool_call_metadata={"tool_call_id": "b", "function_name": "bash"}),
        action(7, "message", {"content": "Done."}),
    ]
    found = only(EVENTS, lines)
    assert told(found) == [
        "system: You act.",
        "user: Go.",
        'assistant: Two. -> bash{"command":"ls"} -> bash{"command":"ls"}',
        "tool: A",
        "tool: B",
        "assistant: Done.",
    ]
    assert ([tool.origin for tool in found.tools], found.origin.model) == (["stated"], "m")


def test_without_calls_of_the_model_actions_are_calls_and_observations_answer_their_causes() -> None:
    args = {"command": "ls", "thought": "I look.", "blocking": False, "confirmation_state": "confirmed"}
    found = only(
        EVENTS, [TASK, action(1, "run", args), seen(2, 1, "a"), action(3, "finish", {"outputs": {}, "thought": "All."})]
    )
    assert told(found) == ["user: Go.", 'assistant: I look. -> run{"command":"ls"}', "tool: a", "assistant: All."]


@pytest.mark.parametrize("as_pairs", [False, True])
def test_an_evaluation_holds_events_or_pairs_of_them_and_its_result(as_pairs: bool) -> None:
    run, output = action(1, "run", {"command": "ls", "thought": ""}), seen(2, 1, "a")
    history: list[Any] = [[TASK, seen(9, None, "", "null")], [run, output]] if as_pairs else [TASK, run, output]
    value = {"instance_id": "i", "history": history, "test_result": {"report": {"resolved": True}}}
    found = only(EVALUATION, value)
    assert told(found) == ["user: Go.", 'assistant:  -> run{"command":"ls"}', "tool: a"]
    assert (found.origin.record, found.origin.task, found.outcome.success) == ("i", "i", True)
    assert told(only(EVALUATION, {**value, "history": json.dumps(history)})) == told(found)


def test_an_evaluation_whose_history_lacks_the_task_has_it_beside() -> None:
    value = {"instance_id": "i", "history": [action(1, "message", {"content": "Done."})], "instruction": "Go."}
    assert told(only(EVALUATION, value)) == ["user: Go.", "assistant: Done."]


def test_a_completion_ends_with_the_response() -> None:
    text = [{"type": "text", "text": "Go.", "cache_control": {"type": "ephemeral"}}]
    value = {
        "messages": [{"role": "user", "content": text}],
        "response": {"id": "r", "model": "m", "choices": [{"message": {"role": "assistant", "content": "Done."}}]},
        "kwargs": {"tools": [{"type": "function", "function": {"name": "bash", "parameters": {"type": "object"}}}]},
    }
    found = only(COMPLETION, value)
    assert told(found) == ["user: Go.", "assistant: Done."]
    assert [tool.name for tool in found.tools] == ["bash"]


def sdk(kind: str, source: str, **more: Any) -> Values:
    return {"kind": kind, "id": kind, "source": source, "timestamp": "t", **more}


def sdk_message(source: str, role: str, words: str) -> Values:
    return sdk("MessageEvent", source, llm_message={"role": role, "content": [{"type": "text", "text": words}]})


def sdk_call(identifier: str, answer: str, thought: str = "") -> Values:
    call = {"id": identifier, "name": "terminal", "arguments": '{"command": "ls"}', "origin": "completion"}
    thoughts = [{"type": "text", "text": thought}] if thought else []
    more = {"tool_name": "terminal", "tool_call_id": identifier, "tool_call": call, "llm_response_id": answer}
    return sdk("ActionEvent", "agent", thought=thoughts, action={"kind": "TerminalAction", "command": "ls"}, **more)


def sdk_output(kind: str, identifier: str, **more: Any) -> Values:
    return sdk(kind, "environment", tool_name="terminal", tool_call_id=identifier, **more)


SDK_LINES = [
    sdk("SystemPromptEvent", "agent", system_prompt={"type": "text", "text": "You act."}, tools=[]),
    sdk_message("user", "user", "Go."),
    sdk_call("a", "r", "Three."),
    sdk_call("b", "r"),
    sdk_call("c", "r"),
    sdk_output(
        "ObservationEvent",
        "a",
        observation={"kind": "X", "content": [{"type": "text", "text": "A"}], "is_error": False},
    ),
    sdk_output("AgentErrorEvent", "b", error="No such tool."),
    sdk_output("UserRejectObservation", "c", rejection_reason="Not that."),
    sdk("ConversationStateUpdateEvent", "environment", key="x", value=1),
    sdk_message("agent", "assistant", "Done."),
]
SDK_TOLD = [
    "system: You act.",
    "user: Go.",
    "assistant: Three." + ' -> terminal{"command":"ls"}' * 3,
    "tool: A",
    "tool: No such tool.",
    "tool: Not that.",
    "assistant: Done.",
]


def test_events_of_the_sdk() -> None:
    found = only(SDK, SDK_LINES)
    assert told(found) == SDK_TOLD
    assert found.repaired == ()


def test_events_of_the_sdk_under_history() -> None:
    found = only(SDK_HISTORY, {"instance_id": "i", "history": SDK_LINES})
    assert (told(found), found.origin.record) == (SDK_TOLD, "i")


def test_reasoning_and_a_summary_of_what_was_forgotten() -> None:
    lines = [
        sdk("CondensationSummaryEvent", "environment", summary="So far: nothing."),
        {**sdk_call("a", "r"), "reasoning_content": "Look."},
        sdk_output("ObservationEvent", "a", observation={"kind": "X", "output": "A"}),
    ]
    assert told(only(SDK, lines)) == [
        "user: So far: nothing.",
        'assistant: (Look.)  -> terminal{"command":"ls"}',
        "tool: A",
    ]


def test_a_lost_output_is_refused() -> None:
    assert rules(read(SDK, [*SDK_LINES[:5], sdk_message("agent", "assistant", "Done.")])) == ["unanswered_call"]


def test_feedback_holds_events_as_a_trajectory() -> None:
    value = {"version": "1.0", "feedback": "positive", "trajectory": [TASK, action(1, "message", {"content": "Done."})]}
    assert told(only(EVALUATION, value)) == ["user: Go.", "assistant: Done."]
