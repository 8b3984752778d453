"""``lemnos mix`` from the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.mix.laws import drawn, quadratic

pytest.importorskip("scipy")

from lemnos.cli.mix import mix
from lemnos.errors import SettingsError


def run(*arguments: object) -> Result:
    return CliRunner().invoke(mix, [str(argument) for argument in arguments])


def table(path: Path, most: float = 1.0) -> Path:
    ratios = drawn(40, 3)
    ratios = ratios[ratios[:, 0] <= most]
    lines = [",".join(map(str, [*mixture, loss])) for mixture, loss in zip(ratios, quadratic(ratios), strict=True)]
    path.write_text("\n".join(["ratio_a,ratio_b,ratio_c,metric_x", *lines]))
    return path


def test_a_fit_tells_its_errors_and_writes_pictures(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    runs = table(tmp_path / "runs.csv")
    result = run("fit", runs, "--law", "quadratic", "--test", runs, "--out", tmp_path / "fit", "--resamples", 3)
    assert result.exit_code == 0, result.output
    assert "40 runs, 3 domains, 1 losses" in result.output
    assert "test on 40 runs" in result.output
    told = json.loads((tmp_path / "fit" / "fit.json").read_text())
    assert (told["chosen"], told["domains"]) == ("quadratic", ["a", "b", "c"])
    assert {path.name for path in (tmp_path / "fit").iterdir()} == {"fit.json", "x.png", "ternary.png"}
    assert (tmp_path / "fit" / "x.png").read_bytes().startswith(b"\x89PNG")


def test_a_search_finds_the_optimum_and_calls_small_models_a_hint(tmp_path: Path) -> None:
    result = run("search", table(tmp_path / "runs.csv"), "--law", "quadratic", "--resamples", 3)
    assert result.exit_code == 0, result.output
    assert "a hint, not an answer" in result.output
    assert "0.526" in result.output
    told = run("search", table(tmp_path / "runs.csv"), "--law", "quadratic", "--proxy-parameters", "1e9").output
    assert "hint" not in told


def test_a_search_that_leads_out_of_the_runs_is_refused(tmp_path: Path) -> None:
    result = run("search", table(tmp_path / "runs.csv", most=0.3), "--law", "quadratic", "--resamples", 0)
    assert isinstance(result.exception, SettingsError)
    assert "outside of the mixtures that were run (a 0.5" in str(result.exception)
    assert "--most" in str(result.exception)


def test_repetition_caps_a_domain(tmp_path: Path) -> None:
    runs = table(tmp_path / "runs.csv")
    how = ["--law", "quadratic", "--resamples", 0, "--out", tmp_path / "fit"]
    run("search", runs, *how, "--holds", "a=10B", "--budget", "100B", "--epochs", 2)
    told = json.loads((tmp_path / "fit" / "fit.json").read_text())
    assert told["optimum"]["ratios"]["a"] == pytest.approx(0.2, abs=1e-4)


def test_a_plan_is_written_and_says_what_to_do_next(tmp_path: Path) -> None:
    result = run("plan", "--domains", "a,b,c", "--runs", 12, "--out", tmp_path / "plan.csv")
    assert result.exit_code == 0, result.output
    assert "lemnos mix fit" in result.output
    assert len((tmp_path / "plan.csv").read_text().splitlines()) == 13


def test_a_mixture_is_shown_as_a_tree(tmp_path: Path) -> None:
    path = tmp_path / "mixture.yaml"
    path.write_text("name: corpus\ntokens: 10M\nsources: [{name: a, tokens: 1M}, {name: b, tokens: 20M}]\n")
    output = run("show", path).output
    assert "a  40.0%  4M of 1M  4.00 epochs  (capped)" in output
    assert "b  60.0%  6M of 20M  0.30 epochs" in output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--most", "a"], "--most 'a' is no NAME=VALUE"),
        (["--most", "a=x"], "'x' is no number"),
        (["--weight", "y=1"], "no metric 'y'"),
        (["--holds", "a=1B"], "--holds and --budget belong together"),
    ],
)
def test_options_that_make_no_sense_are_refused(tmp_path: Path, arguments: list[str], said: str) -> None:
    result = run("search", table(tmp_path / "runs.csv"), "--law", "quadratic", *arguments)
    assert isinstance(result.exception, SettingsError)
    assert said in str(result.exception)
