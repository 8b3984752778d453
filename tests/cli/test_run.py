"""``lemnos run``: the same as ``talk`` from a recipe."""

from pathlib import Path

import pytest

from tests.conftest import lemnos, stable_files


@pytest.fixture
def recipe(tmp_path: Path, wiki: Path) -> Path:
    path = tmp_path / "r.yaml"
    path.write_text(f"inputs:\n  - path: {wiki}\nout: {tmp_path / 'wiki'}\n")
    return path


def test_a_recipe_makes_what_the_same_command_makes(recipe: Path, tmp_path: Path, finished: Path) -> None:
    ended = lemnos("run", recipe, "--workers", 1, "-q")
    assert ended.code == 0, ended.err
    assert stable_files(tmp_path / "wiki") == stable_files(finished)


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
    assert (ended.code, ended.line) == (2, f"lemnos: {recipe}: inputs[0].kind: invalid enum value 'wiki'")


def test_a_missing_recipe_is_one_line(tmp_path: Path) -> None:
    ended = lemnos("run", tmp_path / "none.yaml")
    assert ended.code == 2
    assert ended.line == f"lemnos: {tmp_path / 'none.yaml'}: no such recipe; see recipes/ for examples"
