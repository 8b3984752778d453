import json
from pathlib import Path

from lemnos.records import ArgumentPlace, Tool
from lemnos.sources.tools.json.rapidapi import RapidApiSource, looks_like
from tests.sources.tools.reading import read, rejected, tools, written

API = {
    "category_name": "Data",
    "tool_name": "Concerts",
    "api_name": "Search by city",
    "api_description": "<p>Finds concerts.</p>",
    "required_parameters": [
        {"name": "city", "type": "STRING", "description": "The city", "default": "Oslo"},
        {"name": "day", "type": "DATE (YYYY-MM-DD)", "description": "", "default": "{{day}}"},
    ],
    "optional_parameters": [
        {"name": "limit", "type": "NUMBER", "description": "", "default": "20"},
        {"name": "free", "type": "BOOLEAN", "description": "", "default": "maybe"},
    ],
    "method": "GET",
    "template_response": {
        "total": "int",
        "bands": [{"name": "str", "tags": "list of str with length 3", "_list_length": 2}],
        "next": "NoneType",
        "seats": "empty list",
    },
}


def test_a_question_carries_its_apis(tmp_path: Path) -> None:
    path = written(tmp_path, "G1.json", [{"query": "?", "api_list": [API]}])
    (tool,) = tools(RapidApiSource(path))
    assert (tool.kind, tool.provider, tool.api, tool.name) == ("http", "rapidapi.com", "Concerts", "Search_by_city")
    assert (tool.description, tool.method, tool.path, tool.places) == ("Finds concerts.", "GET", "", ())
    assert (tool.tags, tool.source) == (("Data",), "G1.json#/0/api_list/0")
    assert json.loads(tool.parameters) == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "The city", "examples": ["Oslo"]},
            "day": {"type": "string", "format": "date"},
            "limit": {"type": "number", "default": 20},
            "free": {"type": "boolean"},
        },
        "required": ["city", "day"],
    }
    assert json.loads(tool.result) == {
        "type": "object",
        "properties": {
            "total": {"type": "integer"},
            "bands": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}},
                },
            },
            "next": {},
            "seats": {"type": "array"},
        },
    }
    assert tool.repaired == ("default_of_other_type", "name_from_title")


def test_a_tool_s_own_file_tells_addresses(tmp_path: Path) -> None:
    service = {
        "tool_name": "Concerts",
        "api_list": [
            {
                "name": "band",
                "url": "https://concerts.p.example.com/bands/{id}?lang=en",
                "description": "One band",
                "method": "POST",
                "required_parameters": [{"name": "lang", "type": "STRING"}, {"name": "note", "type": "STRING"}],
                "optional_parameters": [],
            }
        ],
    }
    (tool,) = tools(RapidApiSource(written(tmp_path, "concerts.json", service)))
    assert (tool.server, tool.path, tool.method) == ("https://concerts.p.example.com", "/bands/{id}", "POST")
    assert tool.places == (ArgumentPlace("lang", "query"), ArgumentPlace("note", "body"), ArgumentPlace("id", "path"))
    assert json.loads(tool.parameters)["required"] == ["lang", "note", "id"]
    assert tool.repaired == ("undeclared_path_parameter",)


def test_a_template_that_was_cut_off_is_left_out(tmp_path: Path) -> None:
    (tool,) = read(RapidApiSource(written(tmp_path, "a.json", {**API, "template_response": '{"a": "int", "b'})))
    assert isinstance(tool, Tool)
    assert tool.result == ""
    assert "response_cut" in tool.repaired


def test_what_is_no_api_is_rejected_with_its_position(tmp_path: Path) -> None:
    nameless = {**API, "required_parameters": [{"type": "STRING"}]}
    path = written(tmp_path, "q.json", {"api_list": [3, {**API, "api_name": "🎸"}, nameless]})
    assert rejected(RapidApiSource(path)) == [
        ("not_an_api", "q.json#/api_list/0"),
        ("no_name", "q.json#/api_list/1"),
        ("parameter_without_name", "q.json#/api_list/2"),
    ]
    assert rejected(RapidApiSource(written(tmp_path, "x.json", {"a": 1}))) == [("not_rapidapi", "x.json")]


def test_it_is_told_by_its_head() -> None:
    assert looks_like("a.json", json.dumps([{"api_list": [API]}]).encode())
    assert not looks_like("a.json", b'{"api_call": "GET /x"}')
