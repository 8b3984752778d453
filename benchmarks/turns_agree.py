"""Compare the marks of two readers of user turns, and tell how well measures find the faulty turns.

    python benchmarks/turns_agree.py KEY MARKS_A MARKS_B [--scores FILE]

KEY is the key of ``turns_sample.py``. Marks are JSONL with ``number`` and ``mark`` (``natural``, ``acceptable`` or
``faulty``). Printed are each reader's counts, the shares in the runs (each mark weighted by the turns that it stands
for), and the agreement of both: share and Cohen's kappa, over three marks and over faulty or not.

``--scores`` takes what ``turns.py --key KEY --per-turn FILE`` writes. For every measure it gives the area under the
ROC curve (AUC) for telling turns that both readers find faulty from turns that neither does, and that of a logistic
regression on all measures, trained on four fifths of the turns and tested on the rest, five times.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MARKS = ("natural", "acceptable", "faulty")
FOLDS = 5
_PENALTY, _STEPS = 1.0, 25
Floats = npt.NDArray[np.float64]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a JSONL file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_marks(path: Path) -> dict[int, str]:
    """Return the mark of each number."""
    marks = {int(row["number"]): str(row["mark"]).strip().lower() for row in read_rows(path)}
    if unknown := sorted(set(marks.values()) - set(MARKS)):
        sys.exit(f"{path}: unknown mark {unknown[0]!r}; give one of {', '.join(MARKS)}")
    return marks


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Return Cohen's kappa of two sequences of marks.

    >>> kappa(["a", "a", "b", "b"], ["a", "b", "b", "b"])
    0.5
    """
    agreed = sum(one == other for one, other in zip(first, second, strict=True)) / len(first)
    ours, theirs = Counter(first), Counter(second)
    by_chance = sum(ours[mark] * theirs[mark] for mark in ours) / len(first) ** 2
    return 1.0 if by_chance == 1 else (agreed - by_chance) / (1 - by_chance)


def auc(scores: Floats, faulty: npt.NDArray[np.bool_]) -> float:
    """Return how often a faulty turn has a higher score than another; ties count half.

    >>> auc(np.array([3.0, 1.0, 2.0, 1.0]), np.array([True, False, False, True]))
    0.625
    """
    bad, good = scores[faulty], scores[~faulty]
    higher = (bad[:, None] > good).mean() + (bad[:, None] == good).mean() / 2
    return float(higher)


def logistic(features: Floats, faulty: npt.NDArray[np.bool_]) -> Floats:
    """Return the weights of a logistic regression with an L2 penalty, by Newton's method; the last is the bias."""
    inputs = np.column_stack((features, np.ones(len(features))))
    weights = np.zeros(inputs.shape[1])
    penalty = np.full(len(weights), _PENALTY)
    penalty[-1] = 1e-6
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(inputs @ weights, -30, 30)))
        gradient = inputs.T @ (likely - faulty) + penalty * weights
        curvature = (inputs * (likely * (1 - likely))[:, None]).T @ inputs + np.diag(penalty)
        weights -= np.linalg.solve(curvature, gradient)
    return weights


def combined_auc(features: Floats, faulty: npt.NDArray[np.bool_]) -> float:
    """Return the AUC of the logistic combination, cross-validated in folds with equal shares of faulty turns."""
    fold = np.zeros(len(faulty), dtype=int)
    random = np.random.default_rng(0)
    for label in (True, False):
        members = random.permutation(np.flatnonzero(faulty == label))
        fold[members] = np.arange(len(members)) % FOLDS
    areas = []
    for number in range(FOLDS):
        rest, held = fold != number, fold == number
        middle, spread = features[rest].mean(axis=0), features[rest].std(axis=0) + 1e-9
        weights = logistic((features[rest] - middle) / spread, faulty[rest])
        areas.append(auc((features[held] - middle) / spread @ weights[:-1], faulty[held]))
    return float(np.mean(areas))


def columns_of(scores: Sequence[Mapping[str, Any]]) -> dict[str, Floats]:
    """Return the measures of turns as columns; a missing value is the mean of its column."""
    found = {}
    for name in dict.fromkeys(name for row in scores for name in row["measures"]):
        values = [row["measures"].get(name) for row in scores]
        column = np.array([np.nan if value is None else float(value) for value in values])
        if np.isfinite(column).any():
            found[name] = np.where(np.isnan(column), np.nanmean(column), column)
    return found


def report(key: Sequence[Mapping[str, Any]], first: Mapping[int, str], second: Mapping[int, str]) -> list[str]:
    """Return lines with the counts of both readers and their agreement."""
    weight = {row["number"]: row["weight"] for row in key}
    lines = []
    for name, marks in (("A", first), ("B", second)):
        counted = Counter(mark for number, mark in marks.items() if number in weight)
        total = sum(weight[number] for number in marks if number in weight)
        shares = []
        for mark in MARKS:
            there = sum(weight[number] for number, given in marks.items() if given == mark and number in weight)
            percent = 100 * counted[mark] / max(1, counted.total())
            shares.append(f"{mark} {counted[mark]} ({percent:.0f}%, in the runs {100 * there / max(1, total):.0f}%)")
        lines.append(f"reader {name}: {', '.join(shares)}")
    both = [row["number"] for row in key if row["number"] in first and row["number"] in second]
    if not both:
        return [*lines, "no turn is marked by both"]
    for name, pairs in (
        ("three marks", [(first[number], second[number]) for number in both]),
        ("faulty or not", [(first[number] == "faulty", second[number] == "faulty") for number in both]),
    ):
        agreed = sum(one == other for one, other in pairs) / len(pairs)
        value = kappa([one for one, _ in pairs], [other for _, other in pairs])
        lines.append(f"{name}: both agree on {100 * agreed:.0f}% of {len(pairs)} turns, kappa {value:.2f}")
    return lines


def areas(
    key: Sequence[Mapping[str, Any]],
    first: Mapping[int, str],
    second: Mapping[int, str],
    scores: Sequence[Mapping[str, Any]],
) -> list[str]:
    """Return lines with the AUC of each measure and of all together."""
    by_turn = {(row["id"], row["turn"]): row for row in scores}
    chosen, labels = [], []
    for row in key:
        marks = {first.get(row["number"]), second.get(row["number"])}
        bad = "faulty" in marks
        if (row["id"], row["turn"]) in by_turn and None not in marks and (not bad or len(marks) == 1):
            chosen.append(by_turn[row["id"], row["turn"]])
            labels.append(bad)
    faulty = np.array(labels, dtype=bool)
    if min(faulty.sum(), (~faulty).sum()) < FOLDS:
        return [f"AUC: too few turns on which both agree ({faulty.sum()} faulty, {(~faulty).sum()} not)"]
    columns = columns_of(chosen)
    found = sorted(
        ((auc(column, faulty), name) for name, column in columns.items()), key=lambda one: -abs(one[0] - 0.5)
    )
    lines = [f"AUC over {len(faulty)} turns, {faulty.sum()} of them faulty (below 0.5: lower means faulty)"]
    lines += [f"  {area:.2f}  {name}" for area, name in found]
    together = combined_auc(np.column_stack(list(columns.values())), faulty)
    return [*lines, f"  {together:.2f}  all together, {FOLDS}-fold"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("key", type=Path)
    parser.add_argument("marks_a", type=Path)
    parser.add_argument("marks_b", type=Path)
    parser.add_argument("--scores", type=Path)
    given = parser.parse_args(arguments)
    key, first, second = read_rows(given.key), read_marks(given.marks_a), read_marks(given.marks_b)
    lines = report(key, first, second)
    if given.scores:
        lines += areas(key, first, second, read_rows(given.scores))
    print("\n".join(lines))


if __name__ == "__main__":
    main()
