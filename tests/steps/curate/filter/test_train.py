"""A filter is trained, measured on sources that it did not see, and applied."""

from pathlib import Path

import msgspec
import pytest

from lemnos.errors import EmptyError, InputError
from lemnos.steps.curate.filter.curve import curve_of
from lemnos.steps.curate.filter.folds import folds_of
from lemnos.steps.curate.filter.labels import read_labels
from lemnos.steps.curate.filter.line import line_of
from lemnos.steps.curate.filter.model import load_model, read_notes
from lemnos.steps.curate.filter.settings import Member, TrainSettings
from lemnos.steps.curate.filter.train import hard_negatives, train
from tests.steps.curate.filter.texts import texts

pytest.importorskip("fasttext")

QUICK = TrainSettings(folds=2, buckets=1000, min_count=1, members=(Member(word_ngrams=1), Member(seed=1)))


def test_a_line_holds_lowered_words_and_no_break() -> None:
    assert line_of("Stir, 2 times!\nAdd salt.", 0).split() == [b"stir", b"0", b"times", b"add", b"salt"]
    assert line_of("One two\nthree", 2) == b"one two"
    assert line_of("Tokyo 東京", 0).decode().split() == ["tokyo", "東", "京"]


def test_groups_stay_together_and_labels_are_spread() -> None:
    groups = ["a"] * 5 + ["b"] * 4 + ["c"] * 2 + ["d"] * 2
    labels = [True, False] * 6 + [True]
    parts = folds_of(groups, labels, 2, 0)
    assert {
        group: len({part for part, own in zip(parts, groups, strict=True) if own == group}) for group in "abcd"
    } == {
        "a": 1,
        "b": 1,
        "c": 1,
        "d": 1,
    }
    assert sorted(map(parts.count, (0, 1))) == [6, 7]
    assert folds_of(["a"] * 4, [True, False] * 2, 2, 0).count(0) == 2


def test_a_curve_has_the_figures_of_each_threshold() -> None:
    curve = curve_of([0.9, 0.8, 0.6, 0.2], [True, False, True, False])
    at = {point.threshold: (point.precision, point.recall, point.kept) for point in curve.points}
    assert at[0.85] == (1.0, 0.5, 0.25)
    assert at[0.5] == (0.666667, 1.0, 0.75)
    assert (curve.best.threshold, curve.best.f1) == (0.21, 0.8)
    assert curve.average_precision == pytest.approx((1 + 2 / 3) / 2, abs=1e-6)


def test_training_gives_a_folder_that_scores_what_it_did_not_see(tmp_path: Path) -> None:
    labelled = texts(160)
    notes = train(labelled, QUICK, tmp_path / "a", ["texts"])
    assert (notes.positive, notes.negative, notes.groups) == (80, 80, 8)
    assert notes.curve.best.f1 > 0.95
    model = load_model(str(tmp_path / "a"))
    assert (
        model.score("Stir the butter, then bake the bread.") > 0.5 > model.score("A sailor at the anchor of the ferry")
    )
    rows = [msgspec.json.decode(line) for line in (tmp_path / "a" / "held_out.jsonl").read_bytes().splitlines()]
    assert len(rows) == 160
    assert all(len(row["members"]) == 2 for row in rows)
    page = (tmp_path / "a" / "audit.md").read_text()
    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## Borderline",
        "## Kept against their label",
        "## Dropped against their label",
        "## Top",
        "## Bottom",
        "## Disagreements",
    ]
    train(labelled, QUICK, tmp_path / "b", ["texts"])
    for name in ("model.json", "member-0.bin", "member-1.bin", "curve.csv", "audit.md", "held_out.jsonl"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_hard_negatives_are_those_that_look_positive() -> None:
    labelled = texts(120)
    odd = [
        msgspec.structs.replace(item, label=False, id=f"{item.id}x", text=f"{item.text} again")
        for item in labelled
        if item.label
    ][:6]
    found = hard_negatives([*labelled, *odd], QUICK)
    assert {item.id for item in found} >= {item.id for item in odd}
    assert len(found) <= QUICK.hard_negatives * 60


def test_a_damaged_model_is_refused(tmp_path: Path) -> None:
    train(texts(40), QUICK, tmp_path / "m", ["texts"])
    (tmp_path / "m" / "member-1.bin").write_bytes(b"other")
    with pytest.raises(InputError, match="not the file that was trained"):
        load_model(str(tmp_path / "m"))
    with pytest.raises(InputError, match="is no quality filter"):
        read_notes(str(tmp_path / "none"))


def test_labels_are_read_from_rows_and_folders(tmp_path: Path) -> None:
    rows = [
        {"text": "Add salt.", "label": True, "url": "https://Kitchen.site/a"},
        {"text": "Haul the rope.", "label": "negative", "source": "harbour/one.md:3"},
        {"text": "Both.", "label": 1},
        {"text": "Both.", "label": 0},
    ]
    (tmp_path / "labels.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(rows))
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "bread.md").write_text("# Bread\n\nBake the bread until it is golden.\n")
    found = read_labels([str(tmp_path / "labels.jsonl")], [str(tmp_path / "good")], [])
    assert sorted((item.text, item.label, item.group) for item in found) == [
        ("Add salt.", True, "kitchen.site"),
        ("Bake the bread until it is golden.", True, next(each.group for each in found if "Bake" in each.text)),
        ("Haul the rope.", False, "harbour"),
    ]
    with pytest.raises(EmptyError, match="no negative text"):
        read_labels([], [str(tmp_path / "good")], [])
    (tmp_path / "bad.jsonl").write_text('{"text": "no label"}\n')
    with pytest.raises(InputError, match=r"row 1: has no text or no label"):
        read_labels([str(tmp_path / "bad.jsonl")], [], [])
