"""``lemnos run``: the same as ``talk`` or ``tools docs`` from a recipe."""

import json
from pathlib import Path

import pytest

from tests.conftest import ROOT, lemnos, stable_files


@pytest.fixture
def recipe(tmp_path: Path, wiki: Path) -> Path:
    path = tmp_path / "r.yaml"
    path.write_text(f"inputs:\n  - path: {wiki}\nout: {tmp_path / 'wiki'}\ntalk: {{reuse: 0}}\n")
    return path


def test_a_recipe_makes_what_the_same_command_makes(recipe: Path, tmp_path: Path, finished: Path) -> None:
    ended = lemnos("run", recipe, "--workers", 1, "-q")
    assert ended.code == 0, ended.err
    assert stable_files(tmp_path / "wiki") == stable_files(finished)


def test_a_recipe_of_tools_makes_what_the_same_command_makes(tmp_path: Path) -> None:
    apis = ROOT / "demo" / "apis"
    recipe = tmp_path / "r.yaml"
    recipe.write_text(f"inputs:\n  - path: {apis / 'harbours.yaml'}\nout: {tmp_path / 'one'}\ntools:\n")
    assert lemnos("run", recipe, "--workers", 1, "-q").code == 0
    ended = lemnos("tools", "docs", apis / "harbours.yaml", "--out", tmp_path / "two", "--workers", 1, "-q")
    assert ended.code == 0, ended.err
    assert stable_files(tmp_path / "one") == stable_files(tmp_path / "two")


def test_the_recipe_of_the_demo_tools_runs(tmp_path: Path) -> None:
    ended = lemnos("run", "recipes/tools.yaml", f"out={tmp_path / 'tools'}", "-q", cwd=ROOT)
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "tools" / "report.json").read_bytes())
    assert {kind: counts["tools"] for kind, counts in report["tools_by_kind"].items()} == {
        "http": 6,
        "mcp": 3,
        "python": 5,
    }
    assert report["documents"]["documents"] == 42
    assert report["licences"] == {"Apache-2.0": 14}
    assert report["rejected"] == {"tools": {}, "tool_documents": {}}
    assert report["tools"]["repaired"] == 0


def test_mistakes_in_a_recipe_of_tools_get_one_line(tmp_path: Path) -> None:
    recipe = tmp_path / "r.yaml"
    recipe.write_text("inputs: [{path: a.yaml, paegs: {start: b}}]\nout: runs/a\ntools: {}\n")
    line = f"lemnos: {recipe}: unknown setting inputs[0].paegs; did you mean inputs[0].pages?"
    assert lemnos("run", recipe).line == line
    recipe.write_text("inputs: [{path: a.yaml}]\nout: runs/a\ntools: {registri: {}}\n")
    line = f"lemnos: {recipe}: unknown setting tools.registri; did you mean tools.registry?"
    assert lemnos("run", recipe).line == line
    recipe.write_text("inputs: [{path: a.yaml}]\nout: runs/a\ntools: {}\ntalk: {}\n")
    line = "has talk and tools side by side; name them: steps: "
    line += "{first: {talk: …, from: […]}, second: {tools: …, from: […]}}"
    assert lemnos("run", recipe).line == f"lemnos: {recipe}: {line}"


def test_overrides_change_settings_of_the_recipe(recipe: Path, tmp_path: Path) -> None:
    ended = lemnos(
        "run", recipe, f"out={tmp_path / 'other'}", "talk.plan.turns_mean=12", "limit=6", "--workers", 1, "-q"
    )
    assert ended.code == 0, ended.err
    assert not (tmp_path / "wiki").exists()
    assert 'turns_mean": 12.0' in (tmp_path / "other" / "run.json").read_text()


def test_an_unknown_setting_in_a_recipe_is_one_line(recipe: Path) -> None:
    ended = lemnos("run", recipe, "talk.plan.dwel=3")
    assert ended.code == 2
    assert ended.line == f"lemnos: {recipe}: unknown setting talk.plan.dwel; did you mean talk.plan.min_dwell?"


def test_an_unknown_kind_of_input_is_one_line(recipe: Path, wiki: Path) -> None:
    recipe.write_text(f"inputs: [{{path: {wiki}, kind: wiki}}]\nout: x\n")
    ended = lemnos("run", recipe)
    assert (ended.code, ended.line) == (
        2,
        f"lemnos: {recipe}: inputs[0].kind: wiki is not one of its values; did you mean mediawiki?",
    )


def test_a_missing_recipe_is_one_line(tmp_path: Path) -> None:
    ended = lemnos("run", tmp_path / "none.yaml")
    assert ended.code == 2
    assert ended.line == f"lemnos: {tmp_path / 'none.yaml'}: no such recipe; see recipes/ for examples"
