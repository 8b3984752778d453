import json
from pathlib import Path

import pytest

from lemnos.sources.tools.json.functions import FunctionsSource, looks_like
from tests.sources.tools.reading import rejected, tools, written

SCHEMA = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
BARE = {"name": "weather", "description": "Tells the weather.", "parameters": SCHEMA}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        (BARE, ""),
        ({"type": "function", "function": BARE}, "#/function"),
        ({"type": "function", **BARE}, ""),
        ({"name": "weather", "description": "Tells the weather.", "input_schema": SCHEMA}, ""),
        ([BARE], "#/0"),
        ({"tools": [{"type": "function", "function": BARE}]}, "#/tools/0/function"),
        ({"functions": [BARE]}, "#/functions/0"),
        ({"tools": [{"function_declarations": [BARE]}]}, "#/tools/0/function_declarations/0"),
        ({"messages": [], "tools": json.dumps([BARE])}, "#/tools/0"),
        ({"id": "x_1", "question": "?", "function": [BARE]}, "#/function/0"),
    ],
)
def test_every_shape_gives_the_same_function(tmp_path: Path, value: object, pointer: str) -> None:
    (tool,) = tools(FunctionsSource(written(tmp_path, "list.json", value)))
    assert (tool.kind, tool.provider, tool.name, tool.description) == (
        "function",
        "list",
        "weather",
        "Tells the weather.",
    )
    assert json.loads(tool.parameters) == SCHEMA
    assert tool.source == f"list.json{pointer}"


def test_types_of_other_languages_and_a_response_are_read(tmp_path: Path) -> None:
    value = {
        "name": "add",
        "description": "Adds.",
        "parameters": {"type": "dict", "properties": {"a": {"type": "float"}}, "required": ["a"]},
        "response": {"type": "dict", "properties": {"sum": {"type": "integer"}}},
    }
    (tool,) = tools(FunctionsSource(written(tmp_path, "m.json", value), provider="maths"))
    assert json.loads(tool.parameters)["properties"] == {"a": {"type": "number"}}
    assert json.loads(tool.result) == {"type": "object", "properties": {"sum": {"type": "integer"}}}
    assert (tool.provider, tool.repaired) == ("maths", ("type_name", "type_of_parameters"))


def test_what_is_no_function_is_rejected_with_its_position(tmp_path: Path) -> None:
    path = written(
        tmp_path, "m.jsonl", {"tools": [{"type": "web_search"}, BARE]}, {"a": 1}, {"tools": [{**BARE, "parameters": 3}]}
    )
    assert rejected(FunctionsSource(path)) == [
        ("no_name", "m.jsonl:1#/tools/0"),
        ("no_functions", "m.jsonl:2"),
        ("no_schema", "m.jsonl:3#/tools/0"),
    ]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b'[{"type": "function", "function": {', True),
        (b'[{"name": "a", "input_schema": {', True),
        (b'{"name": "a", "parameters": {"type"', True),
        (b'{"api_name": "a", "name": "b", "parameters": {', False),
        (b"openapi: 3.0.0", False),
    ],
)
def test_it_is_told_by_its_head(head: bytes, found: bool) -> None:
    assert looks_like("x.json", head) is found


def test_questions_with_the_calls_that_answer_them_are_no_functions() -> None:
    line = {"id": "dev-1", "query": "Who?", "calling": [{"api": "find", "parameters": {"name": "Ann"}}]}
    head = "\n".join(json.dumps(line) for _ in range(3)).encode()
    assert not looks_like("dev.jsonl", head)
    assert not looks_like("dev.json", json.dumps([line] * 3).encode()[:150])
    assert looks_like("dev.jsonl", head + b"\n" + json.dumps({"functions": [BARE]}).encode())
    assert looks_like("long.json", json.dumps([BARE]).encode()[:120])


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ({"name": "ping", "description": "Pings."}, False),
        ({"name": "ping", "description": "Pings.", "parameters": None}, False),
        ({"name": "ping", "description": "Pings.", "parameters": {}}, True),
        ({"name": "ping", "description": "Pings.", "parameters": {"type": "object", "properties": {}}}, True),
        ({"name": "ping", "description": "Pings.", "parameters": {"type": "object", "properties": None}}, True),
        ({"type": "function", "function": {"name": "ping", "description": "Pings."}}, True),
        ({"type": "function", "name": "ping", "description": "Pings.", "parameters": None}, True),
        ({"tools": [{"functionDeclarations": [{"name": "ping", "description": "Pings."}]}]}, True),
        ({"functions": [{"name": "ping", "description": "Pings."}]}, False),
    ],
)
def test_a_function_without_parameters_takes_none_only_where_the_format_says_so(
    tmp_path: Path, value: object, known: bool
) -> None:
    (tool,) = tools(FunctionsSource(written(tmp_path, "list.json", value)))
    assert tool.parameters_known is known
    assert json.loads(tool.parameters) == ({"type": "object", "properties": {}} if known else {"type": "object"})


@pytest.mark.parametrize("key", ["parametersJsonSchema", "parameters_json_schema"])
def test_json_schemas_of_gemini_are_read(tmp_path: Path, key: str) -> None:
    value = {"tools": [{"functionDeclarations": [{"name": "weather", "description": "Tells.", key: SCHEMA}]}]}
    path = written(tmp_path, "list.json", value)
    (tool,) = tools(FunctionsSource(path))
    assert json.loads(tool.parameters) == SCHEMA
    assert looks_like(path, Path(path).read_bytes())


def test_tools_as_text_with_types_that_say_optional_are_read(tmp_path: Path) -> None:
    listed = [
        {
            "name": "giveaways",
            "description": "Finds giveaways.",
            "parameters": {
                "type": {"description": "What to look for.", "type": "str"},
                "required": {"description": "Whether it is needed.", "type": "bool, optional"},
                "count": {"description": "How many.", "type": "int, optional", "default": 3},
                "names": {"description": "Names.", "type": "List[str], optional"},
                "market": {"description": "Where.", "type": "str", "default": "all"},
            },
        }
    ]
    record = {"id": 7, "query": "?", "answers": "[]", "tools": json.dumps(listed)}
    path = written(tmp_path, "calls.jsonl", record)
    assert looks_like(path, Path(path).read_bytes())
    (tool,) = tools(FunctionsSource(path))
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "type": {"type": "string", "description": "What to look for."},
            "required": {"type": "boolean", "description": "Whether it is needed."},
            "count": {"type": "integer", "description": "How many.", "default": 3},
            "names": {"type": "array", "items": {"type": "string"}, "description": "Names."},
            "market": {"type": "string", "description": "Where.", "default": "all"},
        },
        "required": ["type"],
    }
