"""``lemnos tools``: one command from descriptions to documents, and what looks inside."""

import json
from pathlib import Path

import pytest

from tests.conftest import lemnos, stable_files

API = """
openapi: 3.0.0
info: {title: Pets, version: "1", license: {name: MIT}}
servers: [{url: "https://api.pets.example"}]
paths:
  /pets:
    get:
      operationId: listPets
      summary: Lists all pets of the shop.
      parameters: [{name: limit, in: query, description: How many., schema: {type: integer, maximum: 100}}]
      responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {type: string}}}}}}
    post: {operationId: addPet, deprecated: true, summary: Adds a pet.}
  /pets/{id}:
    get: {operationId: getPet, summary: Returns one pet., parameters: [{name: id, in: path, schema: {type: integer}}]}
    delete: nothing
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tools")
    (folder / "pets.yaml").write_text(API)
    ended = lemnos("tools", "docs", folder / "pets.yaml", "--out", folder / "run", "--workers", 1)
    assert ended.code == 0, ended.err
    assert "6 documents" in ended.out
    assert "on 3 of 3 tools, from 1 APIs of 1 providers" in ended.out
    assert "rejected, with reasons in" in ended.out
    return folder / "run"


def test_a_run_is_whole_and_says_what_is_in_it(made: Path) -> None:
    report = json.loads((made / "report.json").read_bytes())
    assert report["tools"]["tools"] == 3
    assert report["tools"]["share_described"] == 1.0
    assert report["tools_by_kind"]["http"]["parameters"] == 2
    assert report["tools"]["share_parameters_described"] == 0.5
    assert report["registry"]["standing"]["kept"] == 3
    assert (
        report["documents"]["documents"] == 6 == sum(row["documents"] for row in report["documents_by_form"].values())
    )
    assert report["licences"] == {"MIT": 3}
    assert report["rejected"] == {"tools": {"operation_not_object": 1}, "tool_documents": {}}
    assert set(report["cost"]) == {"tools", "registry", "tool_documents"}
    card = (made / "README.md").read_text()
    assert "license: mit" in card
    assert "| all | 3 | 100.0% | 2 | 50.0% | 1 |" in card
    assert "| tools: operation_not_object | 1 |" in card
    names = json.loads((made / "manifest.json").read_bytes())["files"]
    assert {"tools/000000.parquet", "tool_documents/000000.parquet", "registry/000000.parquet", "README.md"} <= set(
        names
    )


def test_the_same_command_again_changes_nothing_and_other_settings_are_refused(made: Path) -> None:
    before = stable_files(made)
    again = ["tools", "docs", made.parent / "pets.yaml", "--out", made, "--quiet", "--workers", 2]
    assert lemnos(*again).code == 0
    assert stable_files(made) == before
    assert "was created with different settings: seed changed from 0 to 1" in lemnos(*again, "--seed", 1).line


def test_any_number_of_workers_gives_the_same_bytes(made: Path, tmp_path: Path) -> None:
    ended = lemnos("tools", "docs", made.parent / "pets.yaml", "--out", tmp_path / "run", "--workers", 2, "--quiet")
    assert ended.code == 0
    assert stable_files(tmp_path / "run") == stable_files(made)


def test_list_search_and_show(made: Path) -> None:
    listed = lemnos("tools", "list", made).out.splitlines()
    assert [line.split("  ", 1)[1] for line in listed] == [
        "listPets  (pets.example, Pets, 1)  Lists all pets of the shop.",
        "addPet  (pets.example, Pets, 1) [deprecated]  Adds a pet.",
        "getPet  (pets.example, Pets, 1)  Returns one pet.",
    ]
    assert lemnos("tools", "list", made, "--apis").out == "     3  pets.example, Pets, 1\n"
    assert lemnos("tools", "list", made, "--provider", "nobody").out == ""
    found = lemnos("tools", "search", made, "return", "pets", "one").out.splitlines()
    assert "getPet" in found[0]
    assert len(found) == 3
    assert len(lemnos("tools", "search", made, "pet", "--count", 1).out.splitlines()) == 1
    assert lemnos("tools", "search", made, "zebra").out == ""
    identity = listed[0].split()[0]
    record = json.loads(lemnos("tools", "show", made, identity[:8]).out)
    assert record["name"] == "listPets"
    assert record["parameters"]["properties"]["limit"]["maximum"] == 100
    assert record["source"] == "pets.yaml#/paths/~1pets/get"
    assert "limit" in lemnos("tools", "show", made, "listPets", "--form", "man_page").out
    everything = lemnos("tools", "show", made, "getPet", "--form", "all").out
    assert "─ reference ─" in everything
    assert "─ http_example ─" in everything


def test_mistakes_get_one_line(made: Path, tmp_path: Path) -> None:
    assert "no tool 'nothing'" in lemnos("tools", "show", made, "nothing").line
    assert "'poem' is not a surface form" in lemnos("tools", "show", made, "getPet", "--form", "poem").line
    assert "'mcp_tool' does not fit this tool" in lemnos("tools", "show", made, "getPet", "--form", "mcp_tool").line
    assert "is not a run folder" in lemnos("tools", "list", tmp_path).line
    assert "no such file" in lemnos("tools", "docs", tmp_path / "gone.yaml", "--out", tmp_path / "r").line
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "api.yaml").write_text(API)
    inside = lemnos("tools", "docs", tmp_path / "in", "--out", tmp_path / "in" / "run")
    assert "the run folder is inside an input" in inside.line
    wrong = lemnos("tools", "docs", tmp_path / "in", "--out", tmp_path / "r", "--set", "tools.documents.formz=[a]")
    assert "did you mean tools.documents.forms?" in wrong.line
    wrong = lemnos("tools", "docs", tmp_path / "in", "--out", tmp_path / "r", "--set", "tools.documents.forms=[poem]")
    assert "'poem' is not a surface form" in wrong.line


SITE = {
    "index.html": '<h1>Home</h1><a href="pets.html">p</a>',
    "pets.html": '<h1>Pets</h1><h2>GET /pets</h2><p>Lists.</p><a href="more.html">m</a>',
    "more.html": "<h1>More</h1><h2>POST /pets</h2><p>Adds.</p>",
    "apart.html": "<h1>Apart</h1><h2>PUT /pets</h2><p>Puts.</p>",
}


@pytest.mark.parametrize(
    ("options", "methods"),
    [
        ((), {"GET", "POST", "PUT"}),
        (("--start", "index.html"), {"GET", "POST"}),
        (("--start", "index.html", "--depth", 1), {"GET"}),
        (("--start", "pets.html", "--max-pages", 1), {"GET"}),
    ],
)
def test_pages_are_chosen_by_options(options: tuple[object, ...], methods: set[str], tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for name, text in SITE.items():
        (tmp_path / "site" / name).write_text(text)
    docs = ["tools", "docs", tmp_path / "site", "--out", tmp_path / "run", "-q", "--workers", 1, "--format", "jsonl"]
    ended = lemnos(*docs, *options)
    assert ended.code == 0, ended.err
    rows = (tmp_path / "run" / "tools" / "000000.jsonl").read_text().splitlines()
    assert {json.loads(row)["method"] for row in rows} == methods
    assert lemnos(*docs, *options).code == 0
    assert "was created with different settings: " in lemnos(*docs, *options, "--max-pages", 3).line


def test_pages_that_cannot_be_chosen_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    for name, text in SITE.items():
        (tmp_path / "site" / name).write_text(text)
    (tmp_path / "api.yaml").write_text(API)
    docs = ["tools", "docs", tmp_path / "site", "--out", tmp_path / "run"]
    line = f"lemnos: {tmp_path / 'site'}: found no page 'pet.html' to start from; did you mean pets.html"
    assert lemnos(*docs, "--start", "pet.html").line.startswith(line)
    assert not (tmp_path / "run").exists()
    assert (
        "inputs[0].pages: depth counts the links from start, but start is not given" in lemnos(*docs, "--depth", 2).line
    )
    wrong = lemnos("tools", "docs", tmp_path / "api.yaml", "--out", tmp_path / "run", "--start", "a")
    assert "this input is of the kind openapi; remove start, depth and max_pages" in wrong.line


def test_settings_and_formats(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text(API)
    ended = lemnos(
        "tools", "docs", tmp_path / "api.yaml", "--out", tmp_path / "run", "--format", "jsonl", "--provider", "me",
        "--set", "tools.documents.forms=[man_page]", "--set", "tools.registry.deprecated=leave_out", "--quiet",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    rows = [
        json.loads(line) for line in (tmp_path / "run" / "tool_documents" / "000000.jsonl").read_text().splitlines()
    ]
    assert [(row["form"], row["provider"], row["licence"]) for row in rows] == [("man_page", "me", "MIT")] * 2
    assert "addPet" not in lemnos("tools", "list", tmp_path / "run").out
    assert "addPet  (me, Pets, 1) [deprecated]" in lemnos("tools", "list", tmp_path / "run", "--all").out
    assert json.loads(lemnos("tools", "show", tmp_path / "run", "getPet").out)["name"] == "getPet"


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            ("tools.documents.forms=[http_example]",),
            "no_fitting_form 1 (|allow more of tools.documents.forms",
        ),
        (("tools.registry.deprecated=leave_out",), "deprecated 1; |set tools.registry.deprecated=keep"),
    ],
)
def test_a_run_without_a_document_says_which_rule_left_the_tools_out(
    tmp_path: Path, settings: tuple[str, ...], said: str
) -> None:
    model = {"openapi": "3.0.0", "info": {"title": "Tides", "version": "1"}, "paths": {}}
    model["paths"] = {"/tides": {"get": {"operationId": "listTides", "deprecated": True, "responses": {}}}}
    (tmp_path / "api.json").write_text(json.dumps(model))
    (tmp_path / "tide.py").write_text('def tide(hour: int) -> float:\n    """Return the height of the tide."""\n')
    source = "tide.py" if "no_fitting_form" in said else "api.json"
    options = [option for setting in settings for option in ("--set", setting)]
    ended = lemnos("tools", "docs", tmp_path / source, "--out", tmp_path / "run", "-q", *options)
    assert (ended.code, ended.out) == (2, "")
    counts, remedy = said.split("|")
    assert f"{tmp_path / 'run'}: no tool document was made; left out: {counts}" in ended.line
    assert remedy in ended.line
