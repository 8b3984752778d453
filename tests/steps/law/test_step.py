"""The step ``law``: from reports of proxies to a table and a mixture; the whole recipe, reduced, and again."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lemnos.pipeline.job import WholeTask
from lemnos.pipeline.recipe import load_recipe
from lemnos.steps.law.fit import fit
from lemnos.steps.law.runs import FinishedRun, write_table
from lemnos.steps.law.settings import LawSettings
from lemnos.store.run_folder import RunFolder
from tests.conftest import ROOT, quick_lemnos

pytest.importorskip("scipy")
TASK = WholeTask()


def proxies(folder: Path, shares: list[float]) -> list[FinishedRun]:
    """Write reports of proxies that read so much prose, with losses that fall with their source."""
    made = []
    for number, share in enumerate(shares):
        path = folder / f"proxy-{number}"
        path.mkdir()
        read = {"prose": round(1000 * share), "tools": round(1000 * (1 - share))}
        losses = [{"name": "all", "value": 9.0}]
        losses += [{"name": name, "value": 1 + 1 / (0.2 + tokens / 1000)} for name, tokens in read.items()]
        report = {"stages": [{"read": read}], "validation": losses, "parameters": 10}
        (path / "report.json").write_text(json.dumps(report))
        made.append(FinishedRun(path.name, str(path)))
    return made


def fitted(folder: Path, shares: list[float], **settings: Any) -> dict[str, Any]:
    run = RunFolder(folder / "law")
    table = write_table(run, proxies(folder, shares), [], TASK)
    chosen = LawSettings(laws=("inverse_power",), resamples=2, **settings)
    return fit(run, chosen, 0, len(table["sources"]), TASK)


def test_the_mixture_is_what_was_read_and_the_optimum_is_found(tmp_path: Path) -> None:
    found = fitted(tmp_path, [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
    rows = list(csv.DictReader((tmp_path / "law" / "runs.csv").open()))
    assert [float(row["ratio_prose"]) for row in rows] == [0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0]
    assert float(rows[3]["loss_tools"]) == pytest.approx(1 + 1 / 0.7)
    assert "loss_all" not in rows[0]
    assert found["mixture"]["prose"]["ratio"] == pytest.approx(0.5, abs=0.03)  # the losses are symmetric
    assert (found["refused"], found["hint"]) == ("", True)


def test_too_few_mixtures_are_said_and_are_no_error(tmp_path: Path) -> None:
    found = fitted(tmp_path, [0.2, 0.8])
    assert (found["law"], found["mixture"]) == ("", {})
    assert "2 different mixtures" in found["refused"]
    assert json.loads((tmp_path / "law" / "fit.json").read_text())["refused"] == found["refused"]


def test_a_setting_that_names_a_step_follows_it(tmp_path: Path) -> None:
    recipe = load_recipe(ROOT / "recipes" / "full.yaml", [f"out={tmp_path}"])
    prose = recipe.step("prose")
    assert prose.settings.tokenizer.path == str(tmp_path / "shards")  # type: ignore[attr-defined]
    assert recipe.before(prose) == ["curated", "shards"]
    names = [step.name for step in recipe.steps]
    assert names.index("shards") < names.index("prose")
    assert recipe.before(recipe.step("law"))[-1] == "scores"


@pytest.mark.slow
def test_the_full_recipe_runs_reduced(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    sources, tiny = ["prose", "dialogues"], ["model.layers=1", "model.width=16", "model.heads=2", "model.hidden=32"]
    content = yaml.safe_load((ROOT / "recipes" / "full.yaml").read_text())
    steps = content["steps"]
    for name in ("most-tools", "most-trajectories", "most-dialogues", "prose-dialogues", "tools", "trajectories"):
        del steps[name]
    kept = {name: {**steps[name]["train"], "shares": dict.fromkeys(sources, 1)} for name in ("even", "no-agents")}
    kept["most-prose"] = {**steps["most-prose"]["train"], "shares": {"prose": 7, "dialogues": 1}}
    for name, train in kept.items():
        steps[name] = {"train": {**train, "tokens": "3k", "batch": "1k", "points": 1}, "from": sources}
    for name in ("scores", "law"):
        steps[name]["from"] = [given for given in steps[name]["from"] if given in steps]
    for step in steps.values():
        for given in step["from"]:
            if isinstance(given, dict) and "path" in given:
                given["path"] = str(ROOT / given["path"].removeprefix("../"))
    del steps["law"]["law"]["most"]
    steps["scores"]["evaluate"]["suites"] = {"copy": 4}
    recipe = tmp_path / "full.yaml"
    recipe.write_text(yaml.safe_dump({"out": str(tmp_path / "runs"), "steps": steps}, sort_keys=False))
    changed = [f"{name}.train.{setting}" for name in kept for setting in tiny]
    changed += ["articles.limit=12", "played.play.per_tool=1"]
    ended = quick_lemnos("run", recipe, *changed, cwd=tmp_path)
    assert ended.code == 0, ended.err
    report = json.loads((tmp_path / "runs" / "law" / "report.json").read_text())
    assert (report["proxies"], report["sources"]) == (3, sources)
    assert "different mixtures" in report["refused"]
    scores = json.loads((tmp_path / "runs" / "scores" / "results.json").read_text())
    assert set(scores["checkpoints"]) == set(kept)
    before = (tmp_path / "runs" / "law" / "fit.json").stat().st_mtime_ns
    assert quick_lemnos("run", recipe, *changed, cwd=tmp_path).code == 0
    assert (tmp_path / "runs" / "law" / "fit.json").stat().st_mtime_ns == before
