"""Requests of Bedrock's Converse API, whose blocks have no type."""

from typing import Any

import pytest

from lemnos.sources.trajectories.forms.chat.bedrock_converse import FORM
from tests.sources.trajectories.forms.chat.reading import Said, offered, read_one, told

ASKED = {"role": "user", "content": [{"text": "When do I sow leeks?"}]}
USE = {"toolUse": {"toolUseId": "t1", "name": "sowing", "input": {"plant": "leek"}}}
RESULT = {"toolResult": {"toolUseId": "t1", "content": [{"text": "In March."}], "status": "success"}}
ANSWERED = {"role": "assistant", "content": [{"text": "In March."}]}
SCHEMA = {"type": "object", "properties": {"plant": {"type": "string"}}}
TOOL = {"toolSpec": {"name": "sowing", "description": "Finds times.", "inputSchema": {"json": SCHEMA}}}


def record(use: list[Any], result: list[Any], **more: Any) -> dict[str, Any]:
    turns = [ASKED, {"role": "assistant", "content": use}, {"role": "user", "content": result}, ANSWERED]
    return {"messages": turns, "toolConfig": {"tools": [TOOL, {"cachePoint": {"type": "default"}}]}, **more}


def test_blocks_are_thought_words_call_and_output() -> None:
    use = [{"reasoningContent": {"reasoningText": {"text": "Look.", "signature": "s"}}}, {"text": "I look."}, USE]
    found = read_one(FORM, record(use, [RESULT], system=[{"text": "Help."}, {"cachePoint": {"type": "default"}}]))
    assert told(found) == [
        Said("system", "Help."),
        Said("user", "When do I sow leeks?"),
        Said("assistant", "I look.", (("sowing", '{"plant":"leek"}'),), "Look."),
        Said("tool", "In March."),
        Said("assistant", "In March."),
    ]
    assert [(tool.name, tool.parameters) for tool in offered(found)] == [
        ("sowing", '{"type":"object","properties":{"plant":{"type":"string"}}}')
    ]
    assert found.repaired == ()


def test_a_redacted_thought_is_dropped_and_told() -> None:
    found = read_one(FORM, record([{"reasoningContent": {"redactedContent": "Zg=="}}, USE], [RESULT]))
    assert found.repaired == ("encrypted_reasoning",)


def test_the_response_follows_the_request() -> None:
    response = {"output": {"message": {"role": "assistant", "content": [{"text": "In March."}]}}}
    asked = {"messages": [ASKED, {"role": "assistant", "content": [USE]}, {"role": "user", "content": [RESULT]}]}
    for value in ({**asked, **response}, {"request": asked, "response": response}):
        assert [said.role for said in told(read_one(FORM, value))] == ["user", "assistant", "tool", "assistant"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ([{"json": {"month": 3}}], '{"month": 3}'),
        ([{"json": [1]}, {"text": "March"}], "[1]\n\nMarch"),
        ([], "(no output)"),
        ([{"image": {"format": "png", "source": {"bytes": "Zg=="}}}], "[[image 1]]"),
    ],
)
def test_outputs_of_each_shape_are_read(content: Any, expected: str) -> None:
    found = read_one(FORM, record([USE], [{"toolResult": {"toolUseId": "t1", "content": content}}]))
    assert told(found)[2].content == expected
