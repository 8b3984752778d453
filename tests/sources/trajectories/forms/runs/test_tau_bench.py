"""tau-bench: results, agents in text, few-shot dialogues."""

from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.forms.runs.tau_bench import FORM
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trajectory


def result(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"task_id": 4, "trial": 1, "reward": 1.0, "info": {}, "traj": list(messages), **more}


ASKED = {"role": "user", "content": "Which books?"}
STOP = {"role": "user", "content": "###STOP###"}


def test_a_result_is_read_with_its_reward_and_without_the_stop() -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "loans", "arguments": '{"reader": 7}'}}
    value = result(
        {"role": "system", "content": "Policy."},
        ASKED,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "name": "loans", "content": "Walden"},
        {"role": "assistant", "content": "Walden."},
        STOP,
        info={"reward_info": {"info": {"r_actions": 1.0}, "actions": []}},
    )
    read = trajectory(FORM, value)
    assert lines(read) == [
        "system: Policy.",
        "user: Which books?",
        'assistant: loans{"reader":7}',
        "tool: Walden",
        "assistant: Walden.",
    ]
    assert (read.outcome.reward, read.outcome.success) == (1.0, True)
    assert read.outcome.details == '{"reward_info":{"r_actions":1.0}}'
    assert (read.origin.record, read.origin.task) == ("4/1", "4")


def test_an_agent_that_acts_in_text_calls_and_responds() -> None:
    value = result(
        ASKED,
        {"role": "assistant", "content": 'Thought:\nI look.\nAction:\n{"name": "loans", "arguments": {"reader": 7}}'},
        {"role": "user", "content": "API output: Walden"},
        {"role": "assistant", "content": 'Action:\n{"name": "respond", "arguments": {"content": "Walden."}}'},
        STOP,
        reward=0.0,
    )
    read = trajectory(FORM, value)
    assert lines(read) == [
        "user: Which books?",
        'assistant: (I look.) loans{"reader":7}',
        "tool: Walden",
        "assistant: Walden.",
    ]
    assert read.outcome.success is False


def test_blocks_of_anthropic_are_read() -> None:
    value = result(
        ASKED,
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "I look."},
                {"type": "tool_use", "id": "t", "name": "loans", "input": {}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "Walden"}]},
        {"role": "assistant", "content": "Walden."},
    )
    assert lines(trajectory(FORM, value))[1:] == ["assistant: I look. loans{}", "tool: Walden", "assistant: Walden."]


def test_a_run_that_crashed_is_refused() -> None:
    (refused,) = outcomes(FORM, result(info={"error": "timeout"}))
    assert isinstance(refused, Rejected)
    assert refused.rule == "no_user"


def test_dialogues_as_text_are_read_if_they_hold_no_calls() -> None:
    shown = "user: Open on Sunday?\nassistant: Yes,\n\nuntil four.\nuser: Thanks."
    assert lines(trajectory(FORM, {"messages_display": shown})) == [
        "user: Open on Sunday?",
        "assistant: Yes,\n\nuntil four.",
    ]


def test_dialogues_as_text_whose_calls_are_lost_are_refused() -> None:
    shown = "user: Which books?\nassistant: None\ntool: Walden\nassistant: Walden."
    (refused,) = outcomes(FORM, {"messages_display": shown})
    assert isinstance(refused, Rejected)
    assert refused.rule == "nameless_call"
