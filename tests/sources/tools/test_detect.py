"""What kind of descriptions a path holds."""

import json
import zipfile
from pathlib import Path

import pytest

from lemnos.errors import InputError, SettingsError
from lemnos.records import Tool
from lemnos.sources.tools.detect import detect, open_tools
from lemnos.sources.tools.pages.settings import PageSettings

OPENAPI = (
    '{"info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": {"operationId": "getA"}}}, "openapi": "3.0.0"}'
)
FUNCTIONS = json.dumps(
    [
        {
            "type": "function",
            "function": {"name": "f", "description": "d", "parameters": {"type": "object", "properties": {}}},
        }
    ]
)
MCP = json.dumps({"tools": [{"name": "m", "description": "d", "inputSchema": {"type": "object", "properties": {}}}]})


def names(path: Path) -> list[str]:
    items = [item for shard in open_tools(str(path)).shards() for item in shard.read()]
    return [item.name if isinstance(item, Tool) else f"{item.rule} {item.source}" for item in items]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.yaml", "openapi: 3.0.0\n", "openapi"),
        ("a.json", OPENAPI, "openapi"),
        ("a.txt", "swagger: '2.0'\n", "openapi"),
        ("f.json", FUNCTIONS, "functions"),
        ("m.json", MCP, "mcp"),
        ("p.py", "def f(x: int) -> int: ...\n", "python"),
    ],
)
def test_a_file_is_told_by_its_content(tmp_path: Path, name: str, text: str, kind: str) -> None:
    (tmp_path / name).write_text(text)
    assert detect(str(tmp_path / name)) == kind


def test_the_key_of_openapi_may_stand_at_the_very_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"x": "' + "y" * 100_000 + '",' + OPENAPI[1:])
    assert detect(str(tmp_path / "a.json")) == "openapi"
    assert names(tmp_path / "a.json") == ["getA"]


def test_a_folder_of_one_kind_and_a_readme(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.json").write_text(OPENAPI)
    (tmp_path / "in" / "README.md").write_text("# Descriptions\n\nOf APIs.\n")
    assert detect(str(tmp_path / "in")) == "openapi"
    assert names(tmp_path / "in") == ["getA"]


def written(tmp_path: Path, files: dict[str, str], packed: bool) -> Path:
    """Return the path of a folder, or a zip archive, with these files."""
    path = tmp_path / ("in.zip" if packed else "in")
    if packed:
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in files.items():
                archive.writestr(name, text)
    else:
        path.mkdir()
        for name, text in files.items():
            (path / name).write_text(text)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_a_folder_of_several_kinds_is_read_file_by_file(tmp_path: Path, packed: bool) -> None:
    files = {"a.json": OPENAPI, "f.json": FUNCTIONS, "m.json": MCP, "n.json": '{"x": 1}', "z.yaml": "openapi: 3.0.0\n"}
    path = written(tmp_path, files, packed)
    assert detect(str(path)) == "mixed"
    stem = path.name
    assert names(path) == ["getA", "f", "m", f"unknown_kind {stem}/n.json", f"no_paths {stem}/z.yaml#/paths"]
    source = open_tools(str(path))
    assert len(list(source.shards(limit=2))) == 2
    first = next(item for shard in source.shards() for item in shard.read())
    assert first.source == f"{stem}/a.json#/paths/~1a/get"
    assert len(list(source.shards())) == 5
    assert source.progress()[0] == source.progress()[1]


def test_what_cannot_be_told_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\0\1\2")
    with pytest.raises(InputError, match="found no tool descriptions"):
        detect(str(tmp_path / "a.bin"))
    with pytest.raises(InputError, match="no such file"):
        detect(str(tmp_path / "gone.yaml"))
    with pytest.raises(InputError, match="no such file"):
        open_tools(str(tmp_path / "gone.yaml"), kind="openapi")
    with pytest.raises(SettingsError, match="unknown kind of input 'wsdl'"):
        open_tools(str(tmp_path / "a.bin"), kind="wsdl")


def test_questions_beside_functions_are_one_reject_a_file(tmp_path: Path) -> None:
    tool = {"api_name": "find", "parameters": {"q": {"type": "str"}}, "field": "Search", "responses": {}}
    (tmp_path / "tool.jsonl").write_text(json.dumps(tool) + "\n")
    question = {"id": "1", "query": "Who?", "calling": [{"api": "find", "parameters": {"name": "Ann"}}]}
    (tmp_path / "questions.jsonl").write_text(f"{json.dumps(question)}\n" * 5)
    assert detect(str(tmp_path)) == "mixed"
    items = [item for shard in open_tools(str(tmp_path)).shards() for item in shard.read()]
    assert [item.name if isinstance(item, Tool) else item.rule for item in items] == ["unknown_kind", "find"]


PAGE = "<html><body><h1>Cups</h1><h2>GET /cups/{id}</h2><p>Gets a cup.</p></body></html>"


@pytest.mark.parametrize("packed", [False, True])
def test_descriptions_among_many_pages_are_read_for_what_they_are(tmp_path: Path, packed: bool) -> None:
    files = {"a.json": OPENAPI, "n.json": '{"x": 1}', **{f"p{number}.html": PAGE for number in range(4)}}
    path = written(tmp_path, files, packed)
    assert detect(str(path)) == "mixed"
    found = names(path)
    assert found[:2] == ["getA", f"unknown_kind {path.name}/n.json"]
    assert len(found) == 6
    assert not any("unknown_kind" in name for name in found[2:])
    pages = open_tools(str(path), pages=PageSettings(start="p1.html", depth=1))
    assert [item.source.partition("#")[0] for shard in pages.shards() for item in shard.read()] == [
        f"{path.name}/p1.html"
    ]


def test_a_readme_among_descriptions_of_several_kinds_is_no_page_to_read(tmp_path: Path) -> None:
    for name, text in {"a.json": OPENAPI, "f.json": FUNCTIONS, "README.md": "# GET /cups\n\nGets.\n"}.items():
        (tmp_path / name).write_text(text)
    assert detect(str(tmp_path)) == "mixed"
    assert names(tmp_path) == ["getA", "f"]
