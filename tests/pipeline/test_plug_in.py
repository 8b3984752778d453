"""A step of a few lines plugs in: settings, command, recipe, card, report, resume, library face, any number of workers.

It is in one file, ``count_step.py``; all that changes elsewhere is one line of the list of steps.
"""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import lemnos
from lemnos.cli.main import lemnos as command
from lemnos.errors import SettingsError
from lemnos.pipeline import steps
from lemnos.pipeline.recipe import make_recipe
from tests.conftest import stable_files
from tests.pipeline.count_step import CountSettings


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = steps.StepEntry("tests.pipeline.count_step:CountStep", "Count the turns of dialogues.")
    monkeypatch.setitem(steps.STEPS, "count", entry)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments), "--workers", "1", "-q"], catch_exceptions=True)


@pytest.fixture
def counted(finished: Path, tmp_path: Path) -> Path:
    ended = run("count", finished, "--out", tmp_path / "counts", "--least", 3)
    assert ended.exit_code == 0, ended.output
    return tmp_path / "counts"


def test_it_has_a_command_with_its_options_and_help() -> None:
    first = CliRunner().invoke(command, ["--help"]).output
    assert "count Count the turns of dialogues." in " ".join(first.split())
    text = CliRunner().invoke(command, ["count", "--help"]).output
    assert "Count the turns of the dialogues in finished runs." in text
    assert "--least INTEGER" in text
    assert "[default: 1]" in " ".join(text.split())
    assert "--model" not in text  # it asks none
    assert "lemnos count runs/demo --out runs/counts" in text


def test_its_run_folder_is_like_any_other(counted: Path, finished: Path) -> None:
    report = json.loads((counted / "report.json").read_bytes())
    dialogues = json.loads((finished / "report.json").read_bytes())["dialogues"]
    assert (report["dialogues"], report["turns"]) == (dialogues["dialogues"], dialogues["turns"])
    assert report["kinds"] == dialogues["kinds"]
    assert report["rejected"] == {"counts": {}}
    assert set(report["cost"]) == {"counts"}
    card = (counted / "README.md").read_text()
    assert "# Counts from wiki" in card
    assert "- config_name: counts\n  default: true\n  data_files: counts/*.parquet" in card
    described = json.loads((counted / "run.json").read_bytes())
    assert described["step"] == "count"
    assert described["settings"]["version"] == 3
    assert described["settings"]["count"] == {"least": 3}
    assert described["settings"]["inputs"][0]["content"]["step"] == "talk"
    manifest = json.loads((counted / "manifest.json").read_bytes())
    assert manifest["records"] == {"counts": "Count"}


def test_what_it_rejects_is_kept_and_counted(finished: Path, tmp_path: Path) -> None:
    error = str(run("count", finished, "--out", tmp_path / "none", "--least", 1000).exception)
    assert error.startswith(f"{tmp_path / 'none'}: no count was made; left out: short 12 (each with its reason in ")
    report = json.loads((tmp_path / "none" / "report.json").read_bytes())
    assert report["rejected"] == {"counts": {"short": 12}}
    lines = (tmp_path / "none" / "rejected" / "counts" / "000000.jsonl").read_text().splitlines()
    assert len(lines) == 12
    assert "| counts: short | 12 |" in (tmp_path / "none" / "README.md").read_text()


def test_it_continues_and_refuses_other_settings(counted: Path, finished: Path) -> None:
    before = stable_files(counted)
    again = ("count", finished, "--out", counted, "--least", 3)
    (counted / "manifest.json").unlink()
    assert run(*again).exit_code == 0
    assert stable_files(counted) == before
    assert "count.least changed from 3 to 4" in str(run(*again[:-1], 4).exception)


def test_it_is_shown_listed_and_looked_into(counted: Path) -> None:
    shown = CliRunner().invoke(command, ["show", str(counted)]).output
    record = json.loads(shown.partition("\n\nAll counts:")[0])
    assert set(record) == {"id", "turns", "kinds"}
    listed = CliRunner().invoke(command, ["show", str(counted), "--list"]).output.split()
    assert len(listed) == 12
    assert listed[0] == record["id"]


def test_it_is_in_the_library(finished: Path, tmp_path: Path) -> None:
    made = lemnos.count(lemnos.open_run(finished), out=tmp_path / "run", least=2, workers=2, progress=False)
    again = lemnos.run_step("count", str(finished), out=tmp_path / "one", least=2, workers=1, progress=False)
    assert [count.turns for count in made.counts] == [len(d.turns) for d in lemnos.open_run(finished).dialogues]
    assert stable_files(made.path) == stable_files(again.path)
    assert repr(made).startswith(f"{tmp_path / 'run'}: ")


def test_it_is_in_a_recipe_and_its_settings_are_checked(tmp_path: Path, wiki: Path) -> None:
    content = {
        "out": str(tmp_path / "runs"),
        "steps": {"talks": {"talk": {}, "from": [str(wiki)]}, "n": {"count": {"least": 2}, "from": "talks"}},
    }
    recipe = make_recipe(content, ["n.count.least=5"])
    assert recipe.step("n").settings == CountSettings(least=5)
    assert recipe.before(recipe.step("n")) == ["talks"]
    with pytest.raises(
        SettingsError, match=r"unknown setting steps\.n\.count\.lest; did you mean steps\.n\.count\.least\?"
    ):
        make_recipe(content, ["steps.n.count.lest=5"])
    runs = lemnos.run(content, workers=1, progress=False)
    assert sum(count.turns for count in runs["n"].counts) == runs["talks"].report["dialogues"]["turns"]


def test_what_it_cannot_read_is_one_line(tmp_path: Path, wiki: Path) -> None:
    (tmp_path / "notes").mkdir()
    line = "no step and no finished run is called"
    assert line in str(run("count", tmp_path / "notes", "--out", tmp_path / "r").exception)
    made = lemnos.tools(str(Path("demo/apis/tides.py").resolve()), out=tmp_path / "tools", progress=False, workers=1)
    ended = run("count", made.path, "--out", tmp_path / "r")
    assert "has no Dialogue records for count; give another run; this one has tool_documents" in str(ended.exception)
