"""Thoughts, calls, outputs and tools in tags."""

from typing import Any

import pytest

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.draft import DraftTool
from lemnos.sources.trajectories.forms.chat.notation.tagged import (
    calls_and_words,
    outputs_and_words,
    thought_and_words,
    tools_in,
)

SCHEMA = {
    "type": "object",
    "properties": {"port": {"type": "string"}, "day": {"type": "integer"}, "near": {"type": "array"}},
}
TOOLS = [DraftTool("tide", "", SCHEMA)]
JSON = '{"name": "tide", "arguments": {"port": "7", "day": 2}}'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<think>\nA\n</think>\n\nB", ("A", "B")),
        ("  <think>A</think>", ("A", "")),
        ("<think></think>B", ("", "B")),
        ("A\n</think>\n\nB", ("A", "B")),
        ("B <think>A</think>", ("", "B <think>A</think>")),
        ("<think>A", ("", "<think>A")),
        ("B", ("", "B")),
    ],
)
def test_a_thought_stands_at_the_start(text: str, expected: tuple[str, str]) -> None:
    assert thought_and_words(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"<tool_call>\n{JSON}\n</tool_call>",
        f"<tool_call>{JSON}",
        f"<tool_call>\\n{JSON}\\n</tool_call>",
        f"<TOOLCALL>[{JSON}]</TOOLCALL>",
        f"<functioncall> {JSON} <|endoftext|>",
        f"<|python_tag|>{JSON}<|eom_id|>",
        f"[TOOL_CALLS] [{JSON}]</s>",
        "<tool_call>\n<function=tide>\n<parameter=port>\n7\n</parameter>\n<parameter=day>\n2\n</parameter>\n</function>\n</tool_call>",
        "<function=tide><parameter=port>7</parameter><parameter=day>2</parameter></function>",
        "<tool_call>tide\n<arg_key>port</arg_key>\n<arg_value>7</arg_value>\n<arg_key>day</arg_key>\n<arg_value>2</arg_value>\n</tool_call>",
    ],
)
def test_one_call_is_the_same_in_all_tags(text: str) -> None:
    calls, words = calls_and_words(text, TOOLS, [])
    assert [(call.name, call.arguments) for call in calls] == [("tide", {"port": "7", "day": 2})]
    assert words == ""


def test_words_around_calls_are_kept() -> None:
    calls, words = calls_and_words(
        f"First.\n<tool_call>{JSON}</tool_call>\n<tool_call>{JSON}</tool_call>\nLast.", TOOLS, []
    )
    assert (len(calls), words) == (2, "First.\n\nLast.")


def test_text_without_tags_stays_verbatim() -> None:
    assert calls_and_words("  A\n", TOOLS, []) == ([], "  A\n")


@pytest.mark.parametrize(
    ("value", "expected"),
    [("[1, 2]", [1, 2]), ("x", "x"), ("\n a\n", " a")],
)
def test_a_value_between_tags_is_by_its_schema(value: str, expected: Any) -> None:
    calls, _ = calls_and_words(f"<function=tide><parameter=near>{value}</parameter></function>", TOOLS, [])
    assert calls[0].arguments == {"near": expected}


def test_a_value_of_an_unknown_tool_is_text() -> None:
    calls, _ = calls_and_words("<function=wind><parameter=day>2</parameter></function>", TOOLS, [])
    assert calls[0].arguments == {"day": "2"}


def test_what_is_no_call_between_tags_is_told() -> None:
    with pytest.raises(FormError, match="there is no call between the tags"):
        calls_and_words("<tool_call>Hello.</tool_call>", TOOLS, [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<tool_response>\nA\n</tool_response>", (["A"], "")),
        ("<tool_response>A</tool_response>\n<tool_response>B</tool_response>", (["A", "B"], "")),
        ("<tool_response>A</tool_response>\nAnd now?", (["A"], "And now?")),
        ("A", ([], "A")),
    ],
)
def test_outputs_stand_in_tags(text: str, expected: tuple[list[str], str]) -> None:
    assert outputs_and_words(text) == expected


@pytest.mark.parametrize(
    "inner",
    [
        '[{"name": "tide", "description": "T"}]',
        '{"type": "function", "function": {"name": "tide", "description": "T"}}\n{"name": "wind"}',
        "[{'name': 'tide', 'description': 'T'}]",
    ],
)
def test_tools_stand_in_tags_after_a_mention_of_the_tags(inner: str) -> None:
    found = tools_in(f"Tools are within <tools></tools> tags: <tools>\n{inner}\n</tools>", [])
    assert (found[0].name, found[0].description) == ("tide", "T")
