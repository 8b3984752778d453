import json
from pathlib import Path

from lemnos.sources.tools.json.sealtools import SealToolsSource, looks_like
from tests.sources.tools.reading import rejected, tools, written

FUNCTION = {
    "api_name": "measureSample",
    "api_description": "Measures a sample",
    "field": "Chemistry/Spectroscopy",
    "parameters": {
        "sample": {"type": "str", "description": "Which one"},
        "mass": {"type": "float", "description": "How heavy", "unit": "gram"},
        "mode": {"type": "str", "description": "How", "choices": ["fast", "slow"]},
        "repeat": {"type": "int", "description": "How often", "default": "3"},
    },
    "required": ["sample", "gone"],
    "responses": {"value": {"type": "float", "description": "The value"}},
}


def test_a_function_is_read(tmp_path: Path) -> None:
    (tool,) = tools(SealToolsSource(written(tmp_path, "tool.jsonl", FUNCTION)))
    assert (tool.provider, tool.api, tool.name, tool.tags) == (
        "seal-tools",
        "Chemistry/Spectroscopy",
        "measureSample",
        ("Chemistry", "Spectroscopy"),
    )
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "sample": {"type": "string", "description": "Which one"},
            "mass": {"type": "number", "description": "How heavy (in gram)"},
            "mode": {"type": "string", "description": "How", "enum": ["fast", "slow"]},
            "repeat": {"type": "integer", "description": "How often", "default": 3},
        },
        "required": ["sample"],
    }
    assert json.loads(tool.result) == {
        "type": "object",
        "properties": {"value": {"type": "number", "description": "The value"}},
        "required": ["value"],
    }
    assert tool.repaired == ("required_unknown",)


def test_what_is_no_function_is_rejected_with_its_line(tmp_path: Path) -> None:
    path = written(tmp_path, "tool.jsonl", FUNCTION, {"Sports": ["Chess"]}, {**FUNCTION, "api_name": " "})
    assert rejected(SealToolsSource(path)) == [("not_seal_tools", "tool.jsonl:2"), ("no_name", "tool.jsonl:3")]


def test_it_is_told_by_its_head() -> None:
    assert looks_like("tool.jsonl", json.dumps(FUNCTION).encode())
    assert not looks_like("cards.jsonl", b'{"api_name": "x", "api_call": "f()", "parameters": {}, "responses": {}}')
