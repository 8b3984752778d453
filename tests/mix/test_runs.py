"""Tables of runs: what is read, and what is left out with its line."""

from pathlib import Path

import numpy as np
import pytest

from lemnos.errors import EmptyError, InputError, SettingsError
from lemnos.mix.runs import read_runs


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_one_table_holds_ratios_and_losses(tmp_path: Path) -> None:
    table = write(
        tmp_path / "runs.csv",
        "run,ratio_prose,ratio_code,tokens,metric_prose,metric_code\na,0.25,0.75,1e9,2.5,1.5\nb,1,0,1e9,2.0,3.0\n",
    )
    runs = read_runs(table)
    assert (runs.domains, runs.metrics) == (("prose", "code"), ("prose", "code"))
    assert runs.ratios.tolist() == [[0.25, 0.75], [1, 0]]
    assert runs.values.tolist() == [[2.5, 1.5], [2.0, 3.0]]
    assert runs.tokens is not None
    assert runs.tokens.tolist() == [1e9, 1e9]
    assert runs.parameters is None


@pytest.mark.parametrize("key", ["index", "run_name", "experiment"])
def test_two_tables_are_joined_by_a_column_of_both_in_any_order(tmp_path: Path, key: str) -> None:
    ratios = write(tmp_path / "ratios.csv", f"{key},train_a,train_b\n1,0.5,0.5\n2,0.2,0.8\n")
    losses = write(tmp_path / "losses.csv", f"{key},metric/a_loss\n2,1.5\n1,2.5\n")
    runs = read_runs(ratios, losses, key="experiment" if key == "experiment" else "")
    assert runs.values.tolist() == [[2.5], [1.5]]
    assert (runs.domains, runs.metrics) == (("a", "b"), ("a_loss",))


def test_columns_without_a_prefix_are_ratios_of_their_own_table(tmp_path: Path) -> None:
    ratios = write(tmp_path / "ratios.csv", "run,web,books\nx,0.5,0.5\n")
    losses = write(tmp_path / "losses.csv", "run,note,arc\nx,good,1.5\n")
    runs = read_runs(ratios, losses)
    assert (runs.domains, runs.metrics) == (("web", "books"), ("arc",))


def test_ratios_that_are_rounded_sum_to_one_afterwards(tmp_path: Path) -> None:
    runs = read_runs(write(tmp_path / "runs.csv", "train_a,train_b,loss_a\n0.333,0.666,1\n"))
    assert runs.ratios.sum() == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("0.5,0.4,1", "its ratios sum to 0.9, not to 1"),
        ("-0.5,1.5,1", "a ratio is negative"),
        ("0.5,,1", "train_b is no number"),
        ("0.5,0.5,nan", "loss_a is no number"),
        ("0.5,0.5,inf", "loss_a is no number"),
        ("0.5,0.5,diverged", "loss_a is no number"),
    ],
)
def test_a_bad_run_is_left_out_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    table = write(tmp_path / "runs.csv", f"train_a,train_b,loss_a\n0.5,0.5,1\n{line}\n")
    runs = read_runs(table)
    assert len(runs.ratios) == 1
    assert runs.left_out == ((f"{table}:3", reason),)


def test_a_run_without_losses_is_left_out(tmp_path: Path) -> None:
    ratios = write(tmp_path / "ratios.csv", "run,train_a,train_b\n1,0.5,0.5\n2,0.2,0.8\n")
    losses = write(tmp_path / "losses.csv", "run,loss_a\n1,2.5\n")
    assert read_runs(ratios, losses).left_out[0].reason == "the other table has no metrics for it"


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("", InputError, "has no header"),
        ("a,a\n1,2\n", InputError, "names a column twice"),
        ("train_a,train_b,loss_a\n1,0\n", InputError, "has 2 fields, the header 3"),
        ("x,y,loss_a\n1,0,2\n", SettingsError, "fewer than two columns begin with"),
        ("train_a,train_b,note\n1,0,good\n", SettingsError, "no column of metrics"),
        ("train_a,train_b,loss_a\n", EmptyError, "no run can be used"),
        ("train_a,train_b,loss_a\n1,1,2\n", EmptyError, "its ratios sum to 2"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_in_a_line(
    tmp_path: Path, text: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        read_runs(write(tmp_path / "runs.csv", text))


def test_runs_of_one_mixture_have_one_number(tmp_path: Path) -> None:
    table = write(tmp_path / "runs.csv", "train_a,train_b,loss_a\n0.5,0.5,1\n0.2,0.8,2\n0.5,0.5,3\n")
    numbers = read_runs(table).mixture_numbers()
    assert numbers[0] == numbers[2] != numbers[1]
    assert np.issubdtype(numbers.dtype, np.integer)
