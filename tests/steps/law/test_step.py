"""The step ``law``: from reports of proxies to a table and a mixture; the whole recipe, reduced, killed and continued."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.pipeline.job import WholeTask
from lemnos.steps.law.fit import fit
from lemnos.steps.law.runs import FinishedRun, write_table
from lemnos.steps.law.settings import LawSettings
from lemnos.store.run_folder import RunFolder
from tests.conftest import ROOT, lemnos

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
    from lemnos.pipeline.recipe import load_recipe

    recipe = load_recipe(ROOT / "recipes" / "full.yaml", [f"out={tmp_path}"])
    prose = recipe.step("prose")
    assert prose.settings.tokenizer.path == str(tmp_path / "shards")  # type: ignore[attr-defined]
    assert recipe.before(prose) == ["curated", "shards"]
    names = [step.name for step in recipe.steps]
    assert names.index("shards") < names.index("prose")
    assert recipe.before(recipe.step("law"))[-1] == "scores"
