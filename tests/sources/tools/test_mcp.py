import json
from pathlib import Path

from lemnos.records import Tool
from lemnos.sources.tools.json.mcp import McpSource, looks_like
from tests.sources.tools.reading import read, rejected, tools, written

SEARCH = {
    "name": "search",
    "description": "Searches <b>notes</b>.",
    "inputSchema": {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]},
    "outputSchema": {"type": "object", "properties": {"hits": {"type": "integer"}}},
    "annotations": {"readOnlyHint": True, "destructiveHint": False},
}


def test_an_answer_to_tools_list_gives_its_tools(tmp_path: Path) -> None:
    path = written(tmp_path, "notes.json", {"jsonrpc": "2.0", "id": 1, "result": {"tools": [SEARCH]}})
    (tool,) = tools(McpSource(path, licence="MIT"))
    assert tool == Tool(
        id=tool.id,
        kind="mcp",
        provider="notes",
        name="search",
        description="Searches notes.",
        parameters='{"type":"object","properties":{"q":{"type":"string"}},"required":["q"]}',
        result='{"type":"object","properties":{"hits":{"type":"integer"}}}',
        tags=("read-only",),
        licence="MIT",
        source="notes.json#/result/tools/0",
    )


def test_bare_lists_lines_and_single_tools_are_read(tmp_path: Path) -> None:
    server = {"serverInfo": {"name": "Notes", "version": "2.1"}, "tools": [SEARCH, {**SEARCH, "name": "find"}]}
    path = written(tmp_path, "a.jsonl", server, SEARCH)
    assert [(tool.provider, tool.api, tool.version, tool.name, tool.source) for tool in tools(McpSource(path))] == [
        ("Notes", "Notes", "2.1", "search", "a.jsonl:1#/tools/0"),
        ("Notes", "Notes", "2.1", "find", "a.jsonl:1#/tools/1"),
        ("a", "", "", "search", "a.jsonl:2"),
    ]


def dump(*listed: object, answered: object = ()) -> dict[str, object]:
    crawled = {"name": "Notes", "author": "@ana/notes", "license": "MIT", "tools": list(listed)}
    return {"metadata": {"remote_server_response": {"tools": list(answered or ())}, "server_info_crawled": crawled}}  # type: ignore[call-overload]


def test_a_dump_has_the_server_s_answer_before_its_page(tmp_path: Path) -> None:
    path = written(tmp_path, "d.json", dump({"name": "page", "parameters": []}, answered=[SEARCH]))
    (tool,) = tools(McpSource(path))
    assert (tool.name, tool.provider, tool.api, tool.licence) == ("search", "@ana/notes", "Notes", "MIT")
    assert tool.source == "d.json#/metadata/remote_server_response/tools/0"


def test_what_the_page_left_in_a_tool_is_taken_out(tmp_path: Path) -> None:
    def parameter(name: str, *, required: bool = False) -> dict[str, object]:
        return {"name": name, "type": "string", "required": required}

    tool = {
        "name": "get_draft",
        "description": "Deploy Server Notes @ana/notes Try in Playground get_draft",
        "parameters": [
            *(parameter(name) for name in ("get_draft", "Get", "draft", "True", "False", "Add", "Item", "label")),
            parameter("draft_id", required=True),
        ],
    }
    path = written(tmp_path, "d.json", dump(tool, {"name": "Optional Settings", "parameters": []}))
    (kept, heading) = read(McpSource(path))
    assert isinstance(kept, Tool)
    assert (kept.description, kept.repaired) == ("", ("page_debris",))
    assert json.loads(kept.parameters) == {
        "type": "object",
        "properties": {"label": {"type": "string"}, "draft_id": {"type": "string"}},
        "required": ["draft_id"],
    }
    assert not isinstance(heading, Tool)
    assert heading.rule == "page_debris"


def test_the_heading_of_another_tool_and_the_words_of_one_are_no_parameters(tmp_path: Path) -> None:
    words = ("open_chart_pin", "Update", "a", "Harbor", "charts", "page_id")
    given = [{"name": name, "type": "string", "required": name == "page_id"} for name in words]
    first = {"name": "open_chart", "description": "Description not available", "parameters": given[:1]}
    second = {"name": "update_chart", "description": "Description not available", "parameters": given[1:]}
    third = {"name": "open_chart_pin", "description": "", "parameters": []}
    made = tools(McpSource(written(tmp_path, "d.json", dump(first, second, third))))
    assert json.loads(made[0].parameters) == {"type": "object"}
    assert list(json.loads(made[1].parameters)["properties"]) == ["page_id"]


def test_a_heading_of_words_that_run_together_is_no_parameter(tmp_path: Path) -> None:
    told = "Remove a link as the TINY_IMAGE. Args: ctx: The FastMCP context. link_id: The ID of it. Returns: JSON."
    given = [{"name": name, "type": "string", "required": False} for name in ("The", "FastMCP", "TINY_IMAGE")]
    path = written(tmp_path, "d.json", dump({"name": "remove_link", "description": told, "parameters": given}))
    (tool,) = read(McpSource(path))
    assert isinstance(tool, Tool)
    told_alone = {"link_id": {"description": "The ID of it."}}
    assert json.loads(tool.parameters) == {"type": "object", "properties": told_alone}
    assert tool.parameters_known


def test_a_page_that_documents_no_arguments_either_leaves_them_unknown(tmp_path: Path) -> None:
    told = {
        "name": "remove_link",
        "description": "Remove a link. Inputs: none. Note: it is gone then.",
        "parameters": [],
    }
    (tool,) = tools(McpSource(written(tmp_path, "d.json", dump(told))))
    assert (json.loads(tool.parameters), tool.parameters_known) == ({"type": "object"}, False)


def test_a_server_that_says_it_takes_nothing_is_believed(tmp_path: Path) -> None:
    told = {
        "name": "info",
        "description": "Tells. Args: box: Which box.",
        "inputSchema": {"type": "object", "properties": {}},
    }
    (tool,) = tools(McpSource(written(tmp_path, "d.json", {"tools": [told]})))
    assert json.loads(tool.parameters) == {"type": "object", "properties": {}}


def test_a_page_without_parameters_is_helped_out_by_the_docstring(tmp_path: Path) -> None:
    tool = {"name": "info", "description": "Tells.\n\nArgs:\n    ctx: Context\n    box: Which box", "parameters": []}
    (made,) = tools(McpSource(written(tmp_path, "d.json", dump(tool))))
    assert json.loads(made.parameters) == {"type": "object", "properties": {"box": {"description": "Which box"}}}
    assert made.repaired == ("parameters_from_docstring",)


def test_a_name_that_comes_again_is_made_apart_unless_all_is_the_same(tmp_path: Path) -> None:
    other = {**SEARCH, "description": "Searches mail."}
    path = written(tmp_path, "d.json", {"tools": [SEARCH, other, SEARCH]})
    found = tools(McpSource(path))
    assert [tool.name for tool in found] == ["search", "search_2", "search"]
    assert found[0].id == found[2].id
    assert found[1].repaired == ("repeated_name",)


def test_what_is_no_tool_is_rejected_with_its_position(tmp_path: Path) -> None:
    listed = {"tools": [7, {"description": "x"}, {"name": "t", "inputSchema": {"type": "array"}}]}
    path = written(tmp_path, "d.jsonl", listed, {"a": 1}, [SEARCH])
    assert rejected(McpSource(path)) == [
        ("not_a_tool", "d.jsonl:1#/tools/0"),
        ("no_name", "d.jsonl:1#/tools/1"),
        ("not_an_object", "d.jsonl:1#/tools/2"),
        ("not_mcp", "d.jsonl:2"),
        ("not_mcp", "d.jsonl:3"),
    ]


def test_it_is_told_by_its_head() -> None:
    assert looks_like("a.json", json.dumps({"tools": [SEARCH]}).encode())
    assert not looks_like("a.json", b'{"type": "function", "function": {"name": "x"}}')


def test_a_tool_whose_source_lost_its_arguments_does_not_take_none(tmp_path: Path) -> None:
    nothing = {"type": "object", "properties": {}}
    lost = [{"name": "a"}, {"name": "b", "inputSchema": None}, {"name": "c", "inputSchema": {}}]
    told = [{"name": "d", "inputSchema": nothing}, {"name": "e", "inputSchema": {"type": "object"}}]
    found = tools(McpSource(written(tmp_path, "l.json", {"jsonrpc": "2.0", "result": {"tools": [*lost, *told]}})))
    assert [(tool.name, tool.parameters_known) for tool in found] == [
        ("a", False),
        ("b", False),
        ("c", False),
        ("d", True),
        ("e", True),
    ]
    page, answered = {"name": "page", "parameters": []}, {"name": "page", "inputSchema": nothing}
    (tool,) = tools(McpSource(written(tmp_path, "p.json", dump(page))))
    assert (tool.parameters_known, tool.parameters) == (False, '{"type":"object"}')
    (tool,) = tools(McpSource(written(tmp_path, "q.json", dump(page, answered=[answered]))))
    assert tool.parameters_known is True
