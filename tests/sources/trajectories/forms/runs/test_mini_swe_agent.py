"""mini-SWE-agent: three versions of its files."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.runs.mini_swe_agent import FORM
from tests.sources.trajectories.forms.runs.reading import lines, trajectory


def told(role: str, content: Any, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def run(*messages: dict[str, Any], version: str = "1.1", **info: Any) -> dict[str, Any]:
    return {"info": info, "messages": list(messages), "trajectory_format": f"mini-swe-agent-{version}"}


PROMPTS = (told("system", "One command each."), told("user", "Mend c.py."))
SEEN = "<returncode>0</returncode>\n<output>\nx\n</output>"
READ = [
    "system: One command each.",
    "user: Mend c.py.",
    'assistant: I read it. bash{"command":"cat c.py"}',
    "tool: " + SEEN,
]


@pytest.mark.parametrize("fence", ["```bash", "```mswea_bash_command", "```sh"])
def test_version_1_has_commands_in_fences(fence: str) -> None:
    answer = told("assistant", f"I read it.\n\n{fence}\ncat c.py\n```")
    submits = told("assistant", f"{fence}\necho COMPLETE\n```")
    value = run(
        *PROMPTS, answer, told("user", SEEN), submits, told("user", "diff c.py"), version="1", submission="diff c.py"
    )
    read = trajectory(FORM, value)
    assert lines(read) == [*READ, 'assistant: bash{"command":"echo COMPLETE"}', "tool: diff c.py"]
    assert (read.ending, read.outcome.details) == ("observation", '{"submission":"diff c.py"}')


def test_files_before_version_1_are_the_bare_messages() -> None:
    value = [*PROMPTS, told("assistant", "I read it.\n\n```bash\ncat c.py\n```"), told("user", SEEN)]
    assert lines(trajectory(FORM, value)) == READ


def test_tool_calls_have_outputs_of_their_own_and_the_exit_is_the_last_output() -> None:
    def call(id: str, command: str) -> dict[str, Any]:
        return {"id": id, "type": "function", "function": {"name": "bash", "arguments": f'{{"command": "{command}"}}'}}

    value = run(
        *PROMPTS,
        told("assistant", "Two at once.", reasoning_content="Hm.", tool_calls=[call("a", "ls"), call("b", "pwd")]),
        told("tool", "c.py", tool_call_id="a"),
        told("tool", "/", tool_call_id="b"),
        told("assistant", None, tool_calls=[call("c", "echo COMPLETE")]),
        told("exit", "diff c.py", extra={"exit_status": "Submitted"}),
    )
    assert lines(trajectory(FORM, value))[2:] == [
        'assistant: (Hm.) Two at once. bash{"command":"ls"} bash{"command":"pwd"}',
        "tool: c.py",
        "tool: /",
        'assistant: bash{"command":"echo COMPLETE"}',
        "tool: diff c.py",
    ]


def test_actions_that_the_agent_read_are_the_calls() -> None:
    answer = "THOUGHT: See.\n\n<mswea_bash_command>ls</mswea_bash_command>"
    value = run(*PROMPTS, told("assistant", answer, extra={"actions": [{"command": "ls"}]}), told("user", "c.py"))
    assert lines(trajectory(FORM, value))[2:] == ['assistant: (See.) bash{"command":"ls"}', "tool: c.py"]


def test_an_answer_with_two_commands_is_words_and_the_refusal_the_users() -> None:
    two = "```bash\nls\n```\n```bash\npwd\n```"
    value = run(
        *PROMPTS, told("assistant", two), told("user", "Give one command."), told("assistant", "```bash\nls\n```")
    )
    value["messages"].append(told("user", "c.py"))
    assert lines(trajectory(FORM, value))[2:] == [
        f"assistant: {two}",
        "user: Give one command.",
        'assistant: bash{"command":"ls"}',
        "tool: c.py",
    ]


def test_responses_items_are_read() -> None:
    answer = {
        "object": "response",
        "output": [
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "x"},
            {"type": "message", "content": [{"type": "output_text", "text": "I look."}]},
            {"type": "function_call", "call_id": "a", "name": "bash", "arguments": '{"command": "ls"}'},
        ],
    }
    value = run(*PROMPTS, answer, {"type": "function_call_output", "call_id": "a", "output": "c.py"})
    read = trajectory(FORM, value)
    assert lines(read)[2:] == ['assistant: (Hm.) I look. bash{"command":"ls"}', "tool: c.py"]
    assert read.repaired == ("encrypted_reasoning",)


@pytest.mark.parametrize("value", [[*PROMPTS], {"messages": [*PROMPTS]}, run()["messages"], None, [1]])
def test_other_lists_of_messages_are_not_recognised(value: Any) -> None:
    assert not FORM.looks_like(value)
