"""Anthropic's messages with content in blocks."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.chat.anthropic_messages import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_one, told

ASKED = {"role": "user", "content": "High water in Brest?"}
USE = {"type": "tool_use", "id": "t1", "name": "tide", "input": {"port": "Brest"}}
RESULT = {"type": "tool_result", "tool_use_id": "t1", "content": "06:12"}
ANSWERED = {"role": "assistant", "content": [{"type": "text", "text": "At 06:12."}]}
TOOL = {"name": "tide", "description": "Finds tides.", "input_schema": {"type": "object", "properties": {}}}


def record(use: list[Any], result: list[Any], **more: Any) -> dict[str, Any]:
    turns = [ASKED, {"role": "assistant", "content": use}, {"role": "user", "content": result}, ANSWERED]
    return {"messages": turns, "tools": [TOOL], **more}


def test_blocks_are_thought_words_call_and_output() -> None:
    use = [{"type": "thinking", "thinking": "Look.", "signature": "s"}, {"type": "text", "text": "I look."}, USE]
    found = read_one(FORM, record(use, [RESULT, {"type": "text", "text": "Be brief."}], system="Help."))
    assert told(found) == [
        Said("system", "Help."),
        Said("user", "High water in Brest?"),
        Said("assistant", "I look.", (("tide", '{"port":"Brest"}'),), "Look."),
        Said("tool", "06:12"),
        Said("user", "Be brief."),
        Said("assistant", "At 06:12."),
    ]
    assert offered(found)[0].parameters == '{"type":"object","properties":{}}'
    assert found.repaired == ()


def test_a_redacted_thought_is_dropped_and_told() -> None:
    found = read_one(FORM, record([{"type": "redacted_thinking", "data": "Zg"}, USE], [RESULT]))
    assert found.repaired == ("encrypted_reasoning",)


def test_system_blocks_are_one_message() -> None:
    system = [{"type": "text", "text": "A.", "cache_control": {"type": "ephemeral"}}, {"type": "text", "text": "B."}]
    assert told(read_one(FORM, record([USE], [RESULT], system=system)))[0] == Said("system", "A.\n\nB.")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([{"type": "text", "text": "06:12"}], "06:12"),
        (None, "(no output)"),
        ([], "(no output)"),
        ([{"type": "image", "source": {"data": "Zg"}}], "[[image 1]]"),
        ([{"type": "search_result", "title": "T"}], '[{"type": "search_result", "title": "T"}]'),
    ],
)
def test_outputs_of_each_shape_are_read(content: Any, expected: str) -> None:
    found = read_one(FORM, record([USE], [{**RESULT, "content": content}]))
    assert told(found)[2].content == expected


def test_a_tool_of_the_server_has_its_result_in_the_same_message() -> None:
    use = [
        {"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "Brest"}},
        {"type": "web_search_tool_result", "tool_use_id": "s1", "content": [{"type": "web_search_result", "url": "u"}]},
        {"type": "text", "text": "Found."},
    ]
    found = read_one(FORM, {"messages": [ASKED, {"role": "assistant", "content": use}]})
    assert told(found)[1:] == [
        Said("assistant", "", (("web_search", '{"query":"Brest"}'),)),
        Said("tool", '[{"type": "web_search_result", "url": "u"}]'),
        Said("assistant", "Found."),
    ]


def test_the_response_to_a_request_is_the_last_message() -> None:
    value = record([USE], [RESULT])
    request = {"request": {**value, "messages": value["messages"][:3]}, "response": {"content": ANSWERED["content"]}}
    assert told(read_one(FORM, request)) == told(read_one(FORM, value))


def test_a_record_that_ends_in_a_call_asks_for_it() -> None:
    found = read_one(FORM, {"messages": [ASKED, {"role": "assistant", "content": [USE]}]})
    assert (found.ending, told(found)[-1].calls) == ("call", (("tide", '{"port":"Brest"}'),))
