"""``lemnos filter``: labels from a model, a filter trained on them, and its scores."""

from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from lemnos.cli.main import lemnos
from lemnos.errors import LemnosError
from tests.steps.curate.filter.texts import texts

pytest.importorskip("fasttext")


def run(*arguments: str) -> str:
    result = CliRunner().invoke(lemnos, ["filter", *arguments])
    if isinstance(result.exception, LemnosError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(scope="module")
def labels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("labels") / "labels.jsonl"
    rows = [{"text": each.text, "label": each.label, "group": each.group} for each in texts(80)]
    path.write_bytes(msgspec.json.Encoder().encode_lines(rows))
    return path


@pytest.fixture(scope="module")
def model(labels: Path) -> Path:
    out = labels.parent / "model"
    said = run("train", str(labels), "--out", str(out), "--set", "folds=2", "--set", "min_count=1")
    assert f"{out}: 40 positive and 40 negative texts of 8 groups; held out: F1 " in said
    return out


def pages(folder: Path) -> Path:
    path = folder / "pages.jsonl"
    rows = [
        {
            "title": "Bread",
            "text": "Stir the butter and the flour, bake the bread until it is golden, add salt and sauce.",
        },
        {
            "title": "Pier",
            "text": "The ferry left the pier at noon, a storm broke the mast, and the sailors haul the rope.",
        },
    ]
    path.write_bytes(msgspec.json.Encoder().encode_lines(rows))
    return path


def test_apply_writes_a_verdict_for_each_record(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "scored"
    run("apply", str(model), str(pages(tmp_path)), "--out", str(out), "--workers", "1", "-q")
    import pyarrow.parquet as pq

    verdicts = pq.read_table(out / "verdicts" / "000000.parquet").to_pylist()
    titles = pq.read_table(out / "documents" / "000000.parquet").column("title").to_pylist()
    assert titles == ["Bread", "Pier"]
    assert [(each["stage"], each["rule"], each["keep"]) for each in verdicts] == [("filter", "score", True)] * 2
    assert verdicts[0]["score"] > 0.5 > verdicts[1]["score"]


def test_apply_drops_what_is_below_the_threshold(model: Path, tmp_path: Path) -> None:
    out = tmp_path / "kept"
    run(
        "apply",
        str(model),
        str(pages(tmp_path)),
        "--drop",
        "--threshold",
        "0.5",
        "--out",
        str(out),
        "--workers",
        "1",
        "-q",
    )
    (rejected,) = (out / "rejected" / "consolidate" / "000000.jsonl").read_text().splitlines()
    assert msgspec.json.decode(rejected)["rule"] == "below_threshold"


def test_labels_are_those_of_the_model_and_are_asked_for_once(tmp_path: Path) -> None:
    (tmp_path / "script.jsonl").write_text(
        msgspec.json.encode({"pattern": "Stir the butter", "answer": '{"reason": "A recipe.", "grade": 5}'}).decode()
        + "\n"
        + msgspec.json.encode({"pattern": "", "answer": '{"reason": "None.", "grade": 1}'}).decode()
        + "\n"
    )
    out = tmp_path / "labels"
    arguments = ["label", str(pages(tmp_path)), "--criterion", "tells how to cook", "--out", str(out)]
    scripted = ["--set", "backend=scripted", "--set", f"script={tmp_path / 'script.jsonl'}"]
    assert "2 requests of some" in run(*arguments, *scripted, "--dry-run")
    said = run(*arguments, *scripted)
    rows = [msgspec.json.decode(line) for line in (out / "labels.jsonl").read_bytes().splitlines()]
    assert "2 labels, 1 positive" in said
    assert {row["text"][:4]: (row["label"], row["grade"]) for row in rows} == {"Stir": (True, 5), "The ": (False, 1)}
    before = (out / "answers.jsonl").read_bytes()
    run(*arguments, *scripted)
    assert (out / "answers.jsonl").read_bytes() == before


def test_a_mistake_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(LemnosError, match="is no quality filter"):
        run("apply", str(tmp_path), str(pages(tmp_path)), "--out", str(tmp_path / "x"))
    assert CliRunner().invoke(lemnos, ["filter", "train", "--out", str(tmp_path / "m")]).exit_code == 2
