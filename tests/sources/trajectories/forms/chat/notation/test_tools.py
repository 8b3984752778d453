"""Lists of tools in each notation."""

import json
from typing import Any

import pytest

from lemnos.sources.trajectories.draft import DraftTool
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_of

SCHEMA = {"type": "object", "properties": {"port": {"type": "string"}}, "required": ["port"]}
PLAIN = {"name": "tide", "description": "Finds tides.", "parameters": SCHEMA}


@pytest.mark.parametrize(
    "value",
    [
        [PLAIN],
        PLAIN,
        json.dumps([PLAIN]),
        [json.dumps(PLAIN)],
        [{"type": "function", "function": PLAIN}],
        [{"type": "function", "function": json.dumps(PLAIN)}],
        [{"type": "function", "function": {**PLAIN, "parameters": json.dumps(SCHEMA)}}],
        [{"name": "tide", "description": "Finds tides.", "input_schema": SCHEMA}],
        [{"name": "tide", "description": "Finds tides.", "inputSchema": SCHEMA, "annotations": {}}],
        {"tools": [{"name": "tide", "description": "Finds tides.", "inputSchema": SCHEMA}]},
        [{"functionDeclarations": [PLAIN]}],
        [{**PLAIN, "strict": True, "type": "function"}],
        {"tide": {"description": "Finds tides.", "parameters": SCHEMA}},
        [[PLAIN]],
    ],
)
def test_a_schema_stays_as_it_is(value: Any) -> None:
    repaired: list[str] = []
    assert tools_of(value, repaired) == [DraftTool("tide", "Finds tides.", SCHEMA)]
    assert repaired == []


@pytest.mark.parametrize(
    "value",
    [
        {"name": "tide", "description": "Finds tides.", "parameters": {**SCHEMA, "type": "dict"}},
        {
            "api_name": "tide",
            "api_description": "Finds tides.",
            "parameters": {"port": {"type": "str"}},
            "required": ["port"],
        },
        {
            "name": "tide",
            "description": "Finds tides.",
            "parameters": {"type": "dict", "properties": {"port": {"type": "str"}}, "required": ["port"]},
        },
        {
            "type": "function",
            "function": {**PLAIN, "parameters": {"type": "dict", "properties": {"port": {"type": "string"}}}},
            "required": ["port"],
        },
    ],
)
def test_another_notation_becomes_a_schema(value: Any) -> None:
    repaired: list[str] = []
    assert tools_of([value], repaired) == [DraftTool("tide", "Finds tides.", SCHEMA)]
    assert repaired == ["tool_notation"]


def test_parameters_of_xlam_become_a_schema() -> None:
    parameters = {
        "port": {"type": "str", "description": "P."},
        "days": {"type": "int, optional", "description": "D.", "default": 2},
        "names": {"type": "List[str]", "description": "N."},
    }
    (tool,) = tools_of([{"name": "tide", "description": "", "parameters": parameters}], [])
    assert tool.parameters == {
        "type": "object",
        "properties": {
            "port": {"type": "string", "description": "P."},
            "days": {"type": "integer", "description": "D.", "default": 2},
            "names": {"type": "array", "items": {"type": "string"}, "description": "N."},
        },
        "required": ["port", "names"],
    }


def test_api_bank_and_names_alone_are_read() -> None:
    card = {"apiCode": "Tide", "description": "T.", "parameters": {"port": {"type": "str", "description": "P."}}}
    assert [(tool.name, tool.description) for tool in tools_of([card, "wind", {"type": "web_search"}], [])] == [
        ("Tide", "T."),
        ("wind", ""),
        ("web_search", ""),
    ]


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (None, None),
        ({}, {"type": "object", "properties": {}}),
        ({"type": "object", "properties": None}, {"type": "object", "properties": {}}),
        ({"type": "object"}, {"type": "object"}),
        (
            {"type": "object", "properties": {"a": {"type": "string", "default": None}}},
            {"type": "object", "properties": {"a": {"type": "string", "default": None}}},
        ),
        (
            {"type": "object", "properties": {"a": {"type": "string", "items": None}, "b": None}},
            {"type": "object", "properties": {"a": {"type": "string"}}},
        ),
        ("no JSON", None),
        (5, None),
    ],
)
def test_missing_and_unused_parameters(parameters: Any, expected: Any) -> None:
    assert tools_of([{"name": "f", "parameters": parameters}], [])[0].parameters == expected


@pytest.mark.parametrize("value", [None, "", "x", 5, [], {}, [None], [5], [{}], [{"type": "function"}], [{"name": 3}]])
def test_what_describes_no_tool_is_left_out(value: Any) -> None:
    assert tools_of(value, []) == []
