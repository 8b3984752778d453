"""Runs of smolagents: messages, and steps of a memory."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.runs.smolagents import FORM, STEPS_FORM
from tests.sources.trajectories.forms.sessions.reading import only, told

Values = dict[str, Any]


def call(name: str, arguments: Any, identifier: str = "c1") -> Values:
    return {"id": identifier, "type": "function", "function": {"name": name, "arguments": arguments}}


def step(said: str, *calls: Values, observed: str | None = None, error: str = "", answer: Any = None) -> Values:
    return {
        "step_number": 1,
        "model_input_messages": [{"role": "user", "content": "Again."}],
        "model_output": said,
        "tool_calls": list(calls),
        "observations": observed,
        "error": {"type": "AgentError", "message": error} if error else None,
        "action_output": answer,
        "is_final_answer": answer is not None,
    }


TASK = {"task": "How high is it?", "task_images": None}
ASK = call("height", {"of": "Ben Nevis"})


def test_steps_are_thoughts_calls_and_observations() -> None:
    steps = [
        TASK,
        {"plan": "Look it up.", "model_output_message": {}},
        step("Thought: I ask.", ASK, observed="1345 m"),
        step("", call("final_answer", {"answer": "1,345 m"}, "c2"), observed="1,345 m", answer="1,345 m"),
    ]
    expected = [
        "user: How high is it?",
        'assistant: (Look it up.\n\nI ask.)  -> height{"of":"Ben Nevis"}',
        "tool: 1345 m",
        "assistant: 1,345 m",
    ]
    assert told(only(STEPS_FORM, steps)) == expected
    assert told(only(FORM, {"steps": steps, "state": "success"})) == expected


def test_code_is_an_argument_and_its_answer_follows() -> None:
    said = "Thought: I compute.\n<code>\nfinal_answer(6 * 7)\n</code>"
    steps = [TASK, step(said, call("python_interpreter", "final_answer(6 * 7)"), observed="Logs:\n42", answer=42)]
    assert told(only(STEPS_FORM, steps)) == [
        "user: How high is it?",
        'assistant: (I compute.)  -> python_interpreter{"code":"final_answer(6 * 7)"}',
        "tool: Logs:\n42",
        "assistant: 42",
    ]


def test_an_error_is_the_output_of_its_call_and_else_what_the_program_says() -> None:
    steps = [TASK, step("Hm.", error="No code."), step("", ASK, error="Unknown."), step("It is high.")]
    assert told(only(STEPS_FORM, steps)) == [
        "user: How high is it?",
        "assistant: Hm.",
        "user: No code.",
        'assistant:  -> height{"of":"Ben Nevis"}',
        "tool: Unknown.",
        "assistant: It is high.",
    ]


@pytest.mark.parametrize("in_parts", [True, False])
def test_messages_are_the_same_conversation(in_parts: bool) -> None:
    def message(role: str, text: str) -> Values:
        return {"role": role, "content": [{"type": "text", "text": text}] if in_parts else text}

    messages = [
        message("system", "Solve."),
        message("user", "New task:\nHow high is it?"),
        message("assistant", "Look it up."),
        message("user", "Now proceed and carry out this plan."),
        message("assistant", "Thought: I ask.\n```py\nheight()\n```"),
        message("tool-call", f"Calling tools:\n{[ASK]}"),
        message("tool-response", "Call id: c1\nObservation:\n1345 m"),
        message("assistant", "1,345 m"),
    ]
    assert told(only(FORM, {"messages": messages})) == [
        "system: Solve.",
        "user: How high is it?",
        'assistant: (I ask.) Look it up. -> height{"of":"Ben Nevis"}',
        "tool: 1345 m",
        "assistant: 1,345 m",
    ]
