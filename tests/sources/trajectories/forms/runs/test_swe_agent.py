"""SWE-agent: histories, steps, text actions, function calls."""

from typing import Any

import msgspec
import pytest

from lemnos.sources.trajectories.forms.runs.swe_agent import FORM, action_in
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trained, trajectory


def told(role: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, "agent": "primary", **more}


def acted(thought: str, action: str, **more: Any) -> dict[str, Any]:
    return told("assistant", f"{thought}\n```\n{action}\n```", thought=thought, action=action, **more)


def step(thought: str, action: str, observation: str) -> dict[str, Any]:
    return {"thought": thought, "action": action, "observation": observation, "response": "", "state": "{}"}


PROMPTS = [told("system", "You work in a shell."), told("user", "Mend a.py.")]
INFO = {"exit_status": "submitted", "submission": "diff a.py"}


def test_text_actions_are_calls_of_bash_and_submitting_ends_the_run() -> None:
    value = {
        "environment": "swe_main",
        "history": [*PROMPTS, acted("Look.", "cat a.py\n"), told("user", "x = 1\nbash-$"), acted("Done.", "submit")],
        "trajectory": [step("Look.", "cat a.py\n", "x = 1"), step("Done.", "submit", "\ndiff a.py\n")],
        "info": INFO,
    }
    read = trajectory(FORM, value)
    assert lines(read) == [
        "system: You work in a shell.",
        "user: Mend a.py.",
        'assistant: Look. bash{"command":"cat a.py\\n"}',
        "tool: x = 1\nbash-$",
        "assistant: Done.",
    ]
    assert msgspec.json.decode(read.outcome.details) == INFO
    assert (read.repaired, read.ending) == (("final_call_to_answer",), "answer")


def test_function_calls_are_those_of_the_answer_and_the_steps_give_the_last_one() -> None:
    call = {"id": "call_x", "type": "function", "function": {"name": "open", "arguments": '{"path": "a.py"}'}}
    answer = told("assistant", "I open it.", thought="I open it.", action="open a.py", tool_calls=[call])
    value = {
        "history": [*PROMPTS, answer, told("tool", "x = 1", tool_call_ids=["call_x"])],
        "trajectory": [step("I open it.", "open a.py", "x"), step("Mended, I submit.", "submit", "diff a.py")],
        "info": INFO,
        "replay_config": '{"agent": {"model": {"name": "m-1"}}, "problem_statement": {"id": "p-1"}}',
    }
    read = trajectory(FORM, value)
    assert lines(read)[2:] == [
        'assistant: I open it. open{"path":"a.py"}',
        "tool: x = 1",
        "assistant: Mended, I submit.",
    ]
    assert (read.origin.record, read.origin.model) == ("p-1", "m-1")


def test_the_output_of_the_last_step_comes_from_the_steps() -> None:
    value = {
        "history": [*PROMPTS, acted("Look.", "ls")],
        "trajectory": [step("Look.", "ls", "a.py"), step("Exit due to cost limit", "exit_cost", "")],
        "info": {"exit_status": "exit_cost"},
    }
    read = trajectory(FORM, value)
    assert (lines(read)[-1], read.ending) == ("tool: a.py", "observation")


def test_what_submitting_prints_beside_the_submission_is_kept_in_the_outcome() -> None:
    value = {
        "history": [*PROMPTS, acted("Done.", "submit 'FLAG{x y}'")],
        "trajectory": [step("Done.", "submit 'FLAG{x y}'", "Wrong flag!")],
        "info": {"submission": "FLAG{x y}"},
    }
    read = trajectory(FORM, value)
    assert lines(read)[-1] == "assistant: Done.\n\nFLAG{x y}"
    assert msgspec.json.decode(read.outcome.details)["final_output"] == "Wrong flag!"


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("submit FLAG{x}\n", "FLAG{x}"),
        ("submit 'FLAG{x y}'", "FLAG{x y}"),
        ('submit "a b"', "a b"),
        ("submit FLAG{x\\ty\\{z}", "FLAG{x\\ty\\{z}"),
        ("submit 'a' 'b'", "'a' 'b'"),
        ("submit '", "'"),
    ],
)
def test_what_is_submitted_is_the_answer_as_it_is(action: str, answer: str) -> None:
    value = {"history": [*PROMPTS, acted("", action)], "trajectory": [], "info": {}}
    assert lines(trajectory(FORM, value))[-1] == f"assistant: {answer}"


def test_demonstrations_are_context_that_is_not_trained_on() -> None:
    value = {
        "history": [
            PROMPTS[0],
            told("user", "Demo task.", is_demo=True),
            told("assistant", "Look.\n<command>\nls\n</command>", is_demo=True),
            told("user", "b.py", is_demo=True),
            PROMPTS[1],
            acted("Mine.", "pwd"),
            told("user", "/"),
        ],
        "trajectory": [step("Mine.", "pwd", "/")],
        "info": {},
    }
    read = trajectory(FORM, value)
    assert [line for line in lines(read) if line.startswith("assistant")] == [
        'assistant: Look. bash{"command":"ls"}',
        'assistant: Mine. bash{"command":"pwd"}',
    ]
    assert trained(read) == ["Mine."]


def test_without_a_history_the_steps_follow_the_prompts_of_the_first_query() -> None:
    query = [{"role": "system", "content": "You work in a shell."}, {"role": "user", "content": "Mend a.py."}]
    call = {"id": "c", "type": "function", "function": {"name": "open", "arguments": '{"path": "a.py"}'}}
    steps = [{**step("Look.", "ls", "a.py"), "query": query}, {**step("Open.", "open a.py", "x"), "tool_calls": [call]}]
    assert lines(trajectory(FORM, {"environment": "swe_main", "trajectory": steps, "info": {}})) == [
        "system: You work in a shell.",
        "user: Mend a.py.",
        'assistant: Look. bash{"command":"ls"}',
        "tool: a.py",
        'assistant: Open. open{"path":"a.py"}',
        "tool: x",
    ]


def test_an_observation_of_role_tool_may_have_no_id() -> None:
    history = [*PROMPTS, acted("Look.", "ls"), {"role": "tool", "content": "a.py", "message_type": "observation"}]
    read = trajectory(FORM, {"history": history, "trajectory": [step("Look.", "ls", "a.py")], "info": {}})
    assert lines(read)[2:] == ['assistant: Look. bash{"command":"ls"}', "tool: a.py"]


def test_each_attempt_is_a_run() -> None:
    attempts = [
        {"history": [*PROMPTS, acted(text, "ls"), told("user", "a.py")], "trajectory": [], "info": {}} for text in "AB"
    ]
    value = {"attempts": attempts, "trajectory": [], "info": {}}
    assert [(read.source, lines(read)[2]) for read in outcomes(FORM, value)] == [  # type: ignore[arg-type]
        ("runs.json:1#/attempts/0", 'assistant: A bash{"command":"ls"}'),
        ("runs.json:1#/attempts/1", 'assistant: B bash{"command":"ls"}'),
    ]


def test_messages_of_another_agent_are_left_out_and_named() -> None:
    value = {
        "history": [
            *PROMPTS,
            acted("Look.", "ls"),
            {**acted("Sub.", "pwd"), "agent": "summarizer"},
            told("user", "a.py"),
        ],
        "trajectory": [],
        "info": {},
    }
    read = trajectory(FORM, value)
    assert lines(read)[2:] == ['assistant: Look. bash{"command":"ls"}', "tool: a.py"]
    assert read.repaired == ("other_agents",)


def test_rows_of_nebius_are_read_to_the_same_conversation() -> None:
    turns = [
        {"role": "system", "system_prompt": "You work in a shell.", "text": None},
        {"role": "user", "system_prompt": None, "text": "Mend a.py."},
        {"role": "ai", "system_prompt": None, "text": "Look.\n\n```\ncat a.py\n```", "mask": True},
        {"role": "user", "system_prompt": None, "text": "x = 1"},
        {"role": "ai", "system_prompt": None, "text": "Done.\n```\nsubmit\n```"},
    ]
    value = {
        "instance_id": "p-1",
        "model_name": "m-1",
        "target": False,
        "trajectory": turns,
        "exit_status": "submitted",
    }
    read = trajectory(FORM, value)
    assert lines(read) == [
        "system: You work in a shell.",
        "user: Mend a.py.",
        'assistant: Look.\n\n bash{"command":"cat a.py\\n"}',
        "tool: x = 1",
        "assistant: Done.\n",
    ]
    assert (read.outcome.success, read.origin.record, read.origin.model) == (False, "p-1", "m-1")


@pytest.mark.parametrize(
    ("text", "words", "action"),
    [
        ("I look.\n\n```\nls\n```", "I look.\n\n", "ls\n"),
        ("I look.\n```bash\nls\n```\nThen more.", "I look.\nThen more.", "ls\n"),
        ("First:\n```\nls\n```\nNo:\n```\npwd\n```", "First:\n```\nls\n```\nNo:\n", "pwd\n"),
        ("Write:\n```\ncat <<E\n```python\nx\n```\nE\n```", "Write:\n", "cat <<E\n```python\nx\n```\nE\n"),
        ("I look.\n<command>\nls -l\n</command>", "I look.", "ls -l"),
        ("Nothing to do.", "Nothing to do.", ""),
        ("```\nnever closed", "```\nnever closed", ""),
    ],
)
def test_the_action_is_in_the_last_fence_or_in_tags(text: str, words: str, action: str) -> None:
    assert action_in(text) == (words, action)
