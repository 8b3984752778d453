"""Vibe, Grok, gptme, iFlow, Copilot CLI and Aider."""

from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions import aider, copilot, iflow, message_lines
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told

VIBE, GROK, GPTME = message_lines.FORMS
Values = dict[str, Any]
LS = ' -> ls{"path":"."}'


@pytest.mark.parametrize("arguments", [{"path": "."}, '{"path": "."}'])
def test_vibe_has_messages_of_openai_a_line(arguments: Any) -> None:
    call = {"id": "c", "index": 0, "function": {"name": "ls", "arguments": arguments}}
    lines = [
        {"role": "user", "content": "Go.", "message_id": "1"},
        {"role": "assistant", "content": "I go.", "message_id": "2", "tool_calls": [call], "reasoning_content": "Hm."},
        {"role": "tool", "content": "a", "name": "ls", "tool_call_id": "c", "message_id": "3"},
        {"role": "assistant", "content": "Done.", "message_id": "4"},
    ]
    assert told(only(VIBE, lines)) == ["user: Go.", f"assistant: (Hm.) I go.{LS}", "tool: a", "assistant: Done."]


def test_grok_has_rows_of_thoughts_calls_and_results() -> None:
    lines = [
        {"type": "user", "content": [{"type": "text", "text": "Go."}]},
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "x"},
        {
            "type": "assistant",
            "content": "",
            "model_id": "m",
            "tool_calls": [{"id": "c", "name": "ls", "arguments": '{"path":"."}'}],
        },
        {"type": "tool_result", "tool_call_id": "c", "content": "a"},
        {"type": "backend_tool_call", "kind": {"tool_type": "web_search", "id": "w", "action": {"query": "q"}}},
        {"type": "assistant", "content": "Done.", "model_id": "m"},
        {"type": "reasoning", "summary": []},
    ]
    found = only(GROK, lines)
    assert told(found) == [
        "user: Go.",
        f"assistant: (Hm.) {LS}",
        "tool: a",
        'assistant:  -> web_search{"query":"q"}',
        "tool: (no output)",
        "assistant: Done.",
    ]
    assert found.repaired == ("empty_output", "encrypted_reasoning")


def gptme(role: str, content: str) -> Values:
    return {"role": role, "content": content, "timestamp": "2026-01-01T00:00:00"}


def test_blocks_of_tools_whose_outputs_follow_are_calls_and_others_are_words() -> None:
    answer = "I save it.\n\n```save a.py\nprint(1)\n```\n\nThen run:\n\n```shell\npython a.py\n```\n\nLike `x`."
    lines = [
        gptme("system", "You act."),
        gptme("user", "Go."),
        gptme("assistant", answer),
        gptme("system", "Saved to a.py"),
        gptme("system", "1"),
        gptme("assistant", "<thinking>Fine.</thinking>\n\n```python\nprint(2)\n```"),
    ]
    found = only(GPTME, lines)
    assert told(found) == [
        "system: You act.",
        "user: Go.",
        "assistant: I save it.\n\n\nThen run:\n\n\nLike `x`."
        ' -> save{"args":"a.py","content":"print(1)\\n"} -> shell{"content":"python a.py\\n"}',
        "tool: Saved to a.py",
        "tool: 1",
        "assistant: (Fine.) ```python\nprint(2)\n```",
    ]
    assert found.repaired == ("calls_in_text",)


def test_a_call_of_gptme_in_a_line_and_an_output_without_a_call() -> None:
    lines = [
        gptme("user", "Go."),
        gptme("assistant", 'I look.\n@ls(c-1): {"path": "."}'),
        gptme("system", "a"),
        gptme("system", "Reminder."),
        gptme("assistant", "Done."),
    ]
    found = only(GPTME, lines)
    assert told(found) == [
        "user: Go.",
        f"assistant: I look.{LS}",
        "tool: a",
        "user: <system>\nReminder.\n</system>",
        "assistant: Done.",
    ]


def test_an_output_of_a_tool_that_gptme_never_called_is_refused() -> None:
    lines = [gptme("user", "Run it."), gptme("assistant", "It runs."), gptme("tool", "Hello")]
    assert rules(read(GPTME, lines)) == ["orphan_output"]


def iflow_line(kind: str, *blocks: Any) -> Values:
    content: Any = list(blocks) if kind == "assistant" or not isinstance(blocks[0], str) else blocks[0]
    message = {"role": kind, "content": content}
    return {"type": kind, "uuid": "x", "parentUuid": None, "sessionId": "session-1", "message": message}


def test_calls_that_iflow_repeats_stand_once() -> None:
    one, two = ({"type": "tool_use", "id": name, "name": "ls", "input": {"path": name}} for name in "ab")
    outputs = [
        {
            "type": "tool_result",
            "tool_use_id": name,
            "content": {"responseParts": {"functionResponse": {"response": {"output": name}}}},
        }
        for name in "ab"
    ]
    lines = [
        iflow_line("user", "Go."),
        iflow_line("assistant", {"type": "text", "text": "I look."}, one),
        iflow_line("assistant", one, two),
        iflow_line("assistant", two),
        *(iflow_line("user", output) for output in outputs),
        iflow_line("assistant", two, {"type": "text", "text": "Done."}),
    ]
    found = only(iflow.FORM, lines)
    assert told(found) == [
        "user: Go.",
        'assistant: I look. -> ls{"path":"a"} -> ls{"path":"b"}',
        "tool: a",
        "tool: b",
        "assistant: Done.",
    ]
    assert "repeated_line" in found.repaired


def event(kind: str, **data: Any) -> Values:
    return {"type": kind, "data": data, "id": "x", "timestamp": "t", "parentId": None}


def request(identifier: str, name: str = "ls", **arguments: Any) -> Values:
    return {"toolCallId": identifier, "name": name, "arguments": arguments, "type": "function"}


START = [
    event("session.start", sessionId="s", selectedModel="m"),
    event("user.message", content="Go.", transformedContent="<x/>Go."),
]


def test_copilot_has_requests_and_what_the_model_saw_of_their_results() -> None:
    lines = [
        *START,
        event("assistant.reasoning", content="Hm."),
        event(
            "assistant.message",
            messageId="1",
            content="I go.",
            reasoningText="Hm.",
            toolRequests=[request("a", path="."), request("b", path=".")],
        ),
        event("tool.execution_start", toolCallId="a"),
        event("tool.execution_complete", toolCallId="b", success=False, error={"message": "Denied."}),
        event(
            "tool.execution_complete", toolCallId="a", success=True, result={"content": "a", "detailedContent": "aa"}
        ),
        event("assistant.message", messageId="2", content="Done.", reasoningOpaque="xx"),
    ]
    found = only(copilot.FORM, lines)
    assert told(found) == [
        "user: Go.",
        f"assistant: (Hm.) I go.{LS}{LS}",
        "tool: a",
        "tool: Denied.",
        "assistant: Done.",
    ]
    assert (found.origin.record, found.origin.model) == ("s", "m")
    assert found.repaired == ("encrypted_reasoning", "reordered_outputs")


def test_a_subagent_of_copilot_begins_with_its_prompt() -> None:
    lines = [
        *START,
        event("assistant.message", messageId="1", content="", toolRequests=[request("t", "task", prompt="Count.")]),
        event("assistant.message", messageId="9", parentToolCallId="t", content="Three."),
        event("tool.execution_complete", toolCallId="t", success=True, result={"content": "Three."}),
        event("assistant.message", messageId="2", content="It is three."),
    ]
    main, inner = read(copilot.FORM, lines)
    assert told(main)[-2:] == ["tool: Three.", "assistant: It is three."]
    assert told(inner) == ["user: Count.", "assistant: Three."]
    assert isinstance(inner, Trajectory)
    assert (inner.origin.record, inner.origin.leaf) == ("s/t", 1)


def test_a_compaction_of_copilot_begins_a_trajectory() -> None:
    lines = [
        *START,
        event("assistant.message", messageId="1", content="Half."),
        event("session.compaction_start"),
        event("session.compaction_complete", success=True, summaryContent="Half is done."),
        event("assistant.message", messageId="2", content="All."),
    ]
    assert told(read(copilot.FORM, lines)[1]) == ["user: Half is done.", "assistant: All."]


def test_runs_of_aider_are_trajectories_and_headings_of_the_assistant_are_its_own() -> None:
    text = (
        "\n# aider chat started at 2026-01-01 10:00:00\n\n> Aider v1  \n\n#### rename f  \n#### to g  \n\nDone:\n\n"
        "#### Notes\n\n> It is safe.\n\n> Applied edit to a.py  \n\n#### thanks  \n\nWelcome.\n"
        "\n# aider chat started at 2026-01-01 11:00:00\n\n> Aider v1  \n"
        "\n# aider chat started at 2026-01-01 12:00:00\n\n#### hi  \n\nHello.\n"
    )
    first, second = read(aider.FORM, text)
    assert told(first) == [
        "user: rename f\nto g",
        "assistant: Done:\n\n#### Notes\n\n> It is safe.",
        "user: thanks",
        "assistant: Welcome.",
    ]
    assert told(second) == ["user: hi", "assistant: Hello."]
    assert isinstance(second, Trajectory)
    assert (second.origin.record, second.source) == ("2026-01-01 12:00:00", "log:1:25")


def test_text_that_is_no_history_is_not_recognised() -> None:
    assert not aider.FORM.looks_like("# A heading\n\nSome text.")


@pytest.mark.parametrize("cut", [False, True])
def test_a_heading_within_an_answer_of_aider_is_the_assistants(cut: bool) -> None:
    """Where an editor has cut the spaces at the end of lines, the program's line tells where an answer ends."""
    text = (
        "# aider chat started at 2026-01-01 10:00:00\n\n> Model: m  \n\n#### Plan it.  \n#### Briefly.  \n\nHere:\n\n"
        "#### Step 1\n\nRead.\n\n> Tokens: 1 sent.  \n\n#### Do it.  \n\nDone.\n"
    )
    assert told(only(aider.FORM, text.replace("  \n", "\n") if cut else text)) == [
        "user: Plan it.\nBriefly.",
        "assistant: Here:\n\n#### Step 1\n\nRead.",
        "user: Do it.",
        "assistant: Done.",
    ]
