"""tau2-bench: files of results and single simulations."""

from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.forms.runs.tau2_bench import FORM
from tests.sources.trajectories.forms.runs.reading import lines, outcomes, trajectory


def call(id: str, name: str, requestor: str = "assistant") -> dict[str, Any]:
    return {"id": id, "name": name, "arguments": {"line": "L1"}, "requestor": requestor}


def output(id: str, content: str, requestor: str = "assistant") -> dict[str, Any]:
    return {"id": id, "role": "tool", "content": content, "requestor": requestor, "error": False}


def said(role: str, content: str | None, *calls: dict[str, Any]) -> dict[str, Any]:
    return {"role": role, "content": content, "tool_calls": list(calls) or None, "turn_idx": 0}


def simulation(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "s", "task_id": "t", "termination_reason": "user_stop", "messages": list(messages), **more}


def test_calls_of_the_user_are_left_out_and_named() -> None:
    value = simulation(
        said("user", "No data."),
        said("assistant", "Turn it on."),
        said("user", None, call("u", "toggle", "user")),
        output("u", "on", "user"),
        said("user", "It works."),
        said("assistant", "Good."),
    )
    read = trajectory(FORM, value)
    assert lines(read) == ["user: No data.", "assistant: Turn it on.", "user: It works.", "assistant: Good."]
    assert read.repaired == ("user_calls",)


def test_a_message_with_several_outputs_answers_several_calls() -> None:
    several = {"role": "tool", "tool_messages": [output("b", "flat"), output("a", "active")]}
    value = simulation(said("user", "Hi."), said("assistant", None, call("a", "line"), call("b", "plan")), several)
    assert lines(trajectory(FORM, value))[1:] == [
        'assistant: line{"line":"L1"} plan{"line":"L1"}',
        "tool: active",
        "tool: flat",
    ]


def test_a_file_of_results_gives_policy_tools_model_and_rewards() -> None:
    tool = {"type": "function", "function": {"name": "line", "description": "Line", "parameters": {"type": "object"}}}
    value = {
        "info": {
            "agent_info": {"llm": "m-1"},
            "environment_info": {"domain_name": "phone", "policy": "Be kind.", "tool_defs": {"line": tool}},
        },
        "tasks": [],
        "simulations": [
            simulation(
                said("assistant", "Hi!"),
                said("user", "No data."),
                said("assistant", "Sorry."),
                said("user", "###STOP###"),
                reward_info={"reward": 1.0, "reward_breakdown": {"DB": 1.0}},
            ),
            "broken",
        ],
    }
    read, refused = outcomes(FORM, value)
    assert not isinstance(read, Rejected)
    assert lines(read) == [
        "system: Be kind.\n\nThe assistant has greeted the user: Hi!",
        "user: No data.",
        "assistant: Sorry.",
    ]
    assert [(tool.name, tool.origin) for tool in read.tools] == [("line", "stated")]
    assert (read.outcome.reward, read.outcome.success) == (1.0, True)
    assert read.outcome.details == '{"reward_breakdown":{"DB":1.0},"termination_reason":"user_stop"}'
    assert (read.origin.record, read.origin.task, read.origin.model) == ("s", "t", "m-1")
    assert read.source == "runs.json:1#/simulations/0"
    assert isinstance(refused, Rejected)
    assert (refused.rule, refused.source) == ("broken_record", "runs.json:1#/simulations/1")


def test_a_run_by_voice_is_refused() -> None:
    value = {"info": {}, "simulations": [simulation(ticks=[{}])]}
    (refused,) = outcomes(FORM, value)
    assert isinstance(refused, Rejected)
    assert refused.reason == "it is a run by voice, without messages"
