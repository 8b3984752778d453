"""Tables of runs: what is read, and what is left out with its line."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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
        ("x,y,loss_a\n1,2,2\n1,3,2\n", SettingsError, "no columns of ratios are found"),
        ("train_a,train_b,note\n1,0,good\n", SettingsError, "no columns of metrics"),
        ("train_a,train_b,loss_a\n", EmptyError, "no run can be used"),
        ("train_a,train_b,score\n0.5,0.5,700\n", SettingsError, "more of score is better, and it is no share"),
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


SHARES = ((0.5, 0.3, 0.2), (0.1, 0.9, 0.0), (0.2, 0.2, 0.6))
LOSSES = (2.5, 2.25, 3.5)


def rows(times: float, form: str = "{:g}") -> list[list[str]]:
    return [[form.format(share * times) for share in shares] for shares in SHARES]


@pytest.mark.parametrize(
    ("name", "head", "lines"),
    [
        ("runs.csv", "run,seed,web,code,books,loss", [["r", "7", *each] for each in rows(1)]),
        ("per_cent.csv", "run,web,code,books,loss", [["r", *each] for each in rows(100)]),
        ("tokens.csv", "run,web,code,books,step,loss", [["r", *each, "9"] for each in rows(1e9, "{:.0f}")]),
        ("prefix.csv", "mix_web,mix_code,mix_books,lr,loss", [[*each, "0.1"] for each in rows(100)]),
        ("runs.tsv", "run\tweb\tcode\tbooks\tloss", [["r", *each] for each in rows(1)]),
        ("comma.csv", "run;web;code;books;loss", [["r", *each] for each in rows(1)]),
    ],
)
def test_columns_are_told_by_their_sum_where_no_name_tells(
    tmp_path: Path, name: str, head: str, lines: list[list[str]]
) -> None:
    separator = "\t" if "\t" in head else ";" if ";" in head else ","
    cells = [[*line, str(loss)] for line, loss in zip(lines, LOSSES, strict=True)]
    if separator == ";":
        cells = [[cell.replace(".", ",") for cell in line] for line in cells]
    text = "\n".join([head, *(separator.join(line) for line in cells)])
    runs = read_runs(write(tmp_path / name, text + "\n"))
    assert (runs.domains, runs.metrics, runs.left_out) == (("web", "code", "books"), ("loss",), ())
    assert runs.ratios == pytest.approx(np.array(SHARES))
    assert runs.values[:, 0].tolist() == list(LOSSES)


@pytest.mark.parametrize("suffix", ["jsonl", "parquet"])
def test_nested_rows_are_read(tmp_path: Path, suffix: str) -> None:
    held = [
        {"run": f"r{at}", "weights": dict(zip(("web", "code", "books"), shares, strict=True)), "eval": {"bpb": loss}}
        for at, (shares, loss) in enumerate(zip(SHARES, LOSSES, strict=True))
    ]
    path = tmp_path / f"runs.{suffix}"
    if suffix == "parquet":
        pq.write_table(pa.Table.from_pylist(held), path)
    else:
        write(path, "\n".join(map(json.dumps, held)))
    runs = read_runs(path)
    assert (runs.domains, runs.metrics) == (("web", "code", "books"), ("bpb",))
    assert runs.ratios == pytest.approx(np.array(SHARES))


def test_columns_can_be_named(tmp_path: Path) -> None:
    table = write(tmp_path / "runs.csv", "a,b,c,x,y\n0.5,0.5,1,2.5,3.5\n0.2,0.8,0,2.0,3.0\n")
    runs = read_runs(table, ratios="a, b", metrics="y")
    assert (runs.domains, runs.metrics, runs.values[:, 0].tolist()) == (("a", "b"), ("y",), [3.5, 3.0])
    with pytest.raises(SettingsError, match="--ratios names z, which is no column"):
        read_runs(table, ratios="a,z")


def test_an_accuracy_becomes_an_error(tmp_path: Path) -> None:
    table = write(tmp_path / "runs.csv", "train_a,train_b,arc/acc_norm,pass@1\n0.5,0.5,0.25,40\n0.2,0.8,0.75,60\n")
    runs = read_runs(table)
    assert runs.metrics == ("arc/acc_norm (error)", "pass@1 (error)")
    assert runs.values == pytest.approx(np.array([[0.75, 0.6], [0.25, 0.4]]))


def test_two_tables_are_joined_by_columns_of_other_names(tmp_path: Path) -> None:
    ratios = write(tmp_path / "ratios.csv", "run_id,web,books\nx,0.5,0.5\ny,0.2,0.8\n")
    losses = write(tmp_path / "losses.csv", "name,arc\ny,1.5\nx,2.5\n")
    assert read_runs(ratios, losses).values.tolist() == [[2.5], [1.5]]
    losses = write(tmp_path / "losses.csv", "which,arc\ny,1.5\nx,2.5\n")
    assert read_runs(ratios, losses, key="run_id=which").values.tolist() == [[2.5], [1.5]]
    with pytest.raises(SettingsError, match="share no key"):
        read_runs(ratios, losses)


def test_a_run_that_is_measured_twice_is_refused(tmp_path: Path) -> None:
    ratios = write(tmp_path / "ratios.csv", "run,web,books\nx,0.5,0.5\ny,0.2,0.8\n")
    losses = write(tmp_path / "losses.csv", "run,arc\nx,1.5\nx,2.5\n")
    with pytest.raises(InputError, match=r"losses.csv:3: the run x stands a second time"):
        read_runs(ratios, losses)
