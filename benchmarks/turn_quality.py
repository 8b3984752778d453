"""Test how well ``Turn.quality`` tells faulty user turns, by marks of readers; or fit its weights.

    python benchmarks/turn_quality.py RUN... --marks FILE.jsonl
    python benchmarks/turn_quality.py RUN... --marks FILE.jsonl --more FILE.jsonl --human FILE... --fit WEIGHTS.json

RUN are the run folders of which turns were marked; ``turn_measures/marked.py`` says what FILE holds. Printed are, with
95% intervals by bootstrap over dialogues: the area under the ROC curve (AUC) for telling turns that all readers find
faulty from turns that none does, the same with every turn counted as often as it stands for, the AUC by kind of turn,
and over dialogues with at least ``--least`` marked turns the correlation with the share of good marks. A few marks a
dialogue say little about it, so ``simulated`` prints the same correlations for marks that are drawn with the estimated
probabilities: what to expect if these were right.

``--fit`` fits the weights to all marks of ``--marks`` and ``--more``, and to conversations of people, as they are and
spoiled (``turn_measures/spoiled.py``). The figures are then cross-validated on ``--marks`` in ten folds of dialogues,
whose turns in ``--more`` are held out with them. It also prints what AUC is lost without each feature.
"""

import argparse
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos import open_run
from lemnos.steps.talk.check.turn_quality import WEIGHTS, not_faulty
from turn_measures.conversations import read_people
from turn_measures.marked import NAMES, Floats, Marked, correlation, interval, read_marked, rows_of, weighted_auc
from turn_measures.spoiled import Spoiled, spoiled_turns

FOLDS, REPEATS = 10, 3
PENALTY = 10.0
PEOPLE = 0.1
"""Weight of a turn of people, or a spoiled copy, in units of a marked turn."""
FREE = ("words",)
"""Features whose weight may be negative; the others are signs of faults."""
_STEPS = 400
SIMULATED = 400
"""Dialogues of a run in the simulation."""


class Fit(NamedTuple):
    """A regression on raw features."""

    weights: Floats
    bias: float

    def faulty(self, rows: Floats) -> Floats:
        """Return the probability that each turn is faulty."""
        return 1 - not_faulty(rows, self.weights, self.bias)


def fit(rows: Floats, faulty: Floats, weight: Floats, used: Sequence[str] = NAMES) -> Fit:
    """Return a logistic regression with an L2 penalty and non-negative weights, by accelerated projected gradients."""
    spread = rows.std(axis=0) + 1e-9
    inputs = np.column_stack((rows / spread, np.ones(len(rows))))
    low = np.array([-np.inf if name in FREE else 0.0 for name in NAMES] + [-np.inf])
    high = np.array([np.inf if name in used else 0.0 for name in NAMES] + [np.inf])
    low = np.minimum(np.where(high == 0, 0.0, low), high)
    penalty = np.full(inputs.shape[1], PENALTY)
    penalty[-1] = 0
    step = 1 / (np.linalg.eigvalsh((inputs * weight[:, None]).T @ inputs).max() / 4 + PENALTY)
    point = ahead = np.zeros(inputs.shape[1])
    pace = 1.0
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(inputs @ ahead, -30, 30)))
        gradient = inputs.T @ (weight * (likely - faulty)) + penalty * ahead
        following = np.clip(ahead - step * gradient, low, high)
        next_pace = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = following + (pace - 1) / next_pace * (following - point)
        point, pace = following, next_pace
    return Fit(point[:-1] / spread, float(point[-1]))


def calibrated(fitted: Fit, marked: Marked) -> Fit:
    """Return the fit with the bias at which the mean probability over the marked turns is their share of faults."""
    low, high = -10.0, 10.0
    for _ in range(50):
        bias = (low + high) / 2
        if fitted._replace(bias=bias).faulty(marked.rows).mean() > marked.faulty.mean():
            high = bias
        else:
            low = bias
    return fitted._replace(bias=bias)


def trained(marked: Sequence[Marked], people: Spoiled | None, used: Sequence[str] = NAMES) -> Fit:
    """Return a fit to marked turns and turns of people, calibrated on the first marks."""
    rows = [one.rows for one in marked]
    faulty = [one.faulty for one in marked]
    weight = [np.ones(len(one.faulty)) for one in marked]
    if people is not None:
        rows.append(people.rows)
        faulty.append(people.faulty)
        weight.append(np.full(len(people.faulty), PEOPLE))
    return calibrated(fit(np.concatenate(rows), np.concatenate(faulty), np.concatenate(weight), used), marked[0])


def held_out(marked: Marked, more: Sequence[Marked], people: Spoiled | None, used: Sequence[str] = NAMES) -> Floats:
    """Return the probability that each marked turn is faulty, by fits that have not seen its dialogue."""
    names = np.unique(marked.dialogue)
    total = np.zeros(len(marked.faulty))
    for repeat in range(REPEATS):
        order = np.random.default_rng(repeat).permutation(len(names)) % FOLDS
        for number in range(FOLDS):
            held = names[order == number]
            test = np.isin(marked.dialogue, held)
            rest = [marked.where(~test), *(one.where(~np.isin(one.dialogue, held)) for one in more)]
            total[test] += trained(rest, people, used).faulty(marked.rows[test])
    return total / REPEATS


def report(marked: Marked, scores: Floats, least: int) -> list[str]:
    """Return lines on how well scores, higher for faults, agree with the marks."""
    agreed = marked.where(marked.agreed)
    scores_agreed, bad = scores[marked.agreed], agreed.faulty == 1
    one = np.ones(len(bad))

    def measure(weight: Floats, chosen: npt.NDArray[np.bool_] | None = None) -> str:
        index = np.arange(len(bad)) if chosen is None else np.flatnonzero(chosen)
        if not 0 < bad[index].sum() < len(index):
            return "none"

        def area(drawn: npt.NDArray[np.intp]) -> float:
            drawn = index[drawn]
            ends = 0 < bad[drawn].sum() < len(drawn)
            return weighted_auc(scores_agreed[drawn], bad[drawn], weight[drawn]) if ends else float("nan")

        low, high = interval(agreed.dialogue[index], area)
        return f"{area(np.arange(len(index))):.3f} ({low:.3f} to {high:.3f})"

    lines = [
        f"{len(marked.faulty)} marked turns; all readers agree on {len(bad)}, {bad.sum()} of them faulty",
        f"AUC                                     {measure(one)}",
        f"AUC, turns counted as they stand for    {measure(agreed.weight)}",
    ]
    lines += [f"  AUC of {kind:<32} {measure(one, agreed.kind == kind)}" for kind in sorted(set(agreed.kind.tolist()))]
    return lines + over_dialogues(marked, scores, least)


def over_dialogues(marked: Marked, scores: Floats, least: int) -> list[str]:
    """Return lines on the correlation over dialogues with the share of good marks."""
    names, counts = np.unique(marked.dialogue, return_counts=True)
    chosen = names[counts >= least]
    if len(chosen) < 3:
        return [f"fewer than 3 dialogues have {least} marked turns"]
    good = np.array([1 - marked.faulty[marked.dialogue == name].mean() for name in chosen])
    mean = np.array([1 - scores[marked.dialogue == name].mean() for name in chosen])
    card = np.array([marked.score[marked.dialogue == name][0] for name in chosen])
    lines = [
        f"over {len(chosen)} dialogues with at least {least} marked turns, correlation with the share of good marks"
    ]
    for title, values in (("mean quality of the marked turns", mean), ("score of the dialogue's card", card)):

        def measure(drawn: npt.NDArray[np.intp], values: Floats = values) -> float:
            return correlation(values[drawn], good[drawn])

        low, high = interval(chosen, measure)
        lines.append(f"  {title:<37} {correlation(values, good):.2f} ({low:.2f} to {high:.2f})")
    return lines


def simulated(runs: Sequence[Path], fitted: Fit, least: int) -> list[str]:
    """Return lines on the correlation of the mean quality of a dialogue with the share of good marks.

    The marks are drawn with the estimated probabilities: of all its turns, and of ``least`` of them.
    """
    random = np.random.default_rng(0)
    means, shares, few = [], [], []
    for run in runs:
        for dialogue in islice(open_run(run).dialogues, SIMULATED):
            good = 1 - fitted.faulty(rows_of(dialogue))
            marks = random.random(len(good)) < good
            means.append(good.mean())
            shares.append(marks.mean())
            few.append(random.choice(marks, min(least, len(marks)), replace=False).mean())
    if len(means) < 3:
        return []
    return [
        f"simulated over {len(means)} dialogues, correlation of mean quality with the share of good turns",
        f"  of all turns {correlation(means, shares):.2f}, of {least} turns {correlation(means, few):.2f}",
    ]


def contributions(
    marked: Marked, more: Sequence[Marked], people: Spoiled | None, fitted: Fit, whole: float
) -> list[str]:
    """Return a line for each feature: its weight, on how many turns it is not 0, and what AUC is lost without it."""
    agreed = marked.agreed
    bad, one = marked.faulty[agreed] == 1, np.ones(int(agreed.sum()))
    lines = ["weight, share of turns of good and of faulty with the sign, AUC lost without it"]
    for number, name in enumerate(NAMES):
        scores = held_out(marked, more, people, [other for other in NAMES if other != name])
        lost = whole - weighted_auc(scores[agreed], bad, one)
        there = marked.rows[agreed][:, number] != 0
        shares = f"{there[~bad].mean():.0%} {there[bad].mean():.0%}"
        lines.append(f"  {name:<16} {fitted.weights[number]:+.3f}  {shares:<9} {lost:+.3f}")
    return lines


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures, and write the weights if asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--marks", type=Path, required=True)
    parser.add_argument("--more", type=Path, action="append", default=[], help="marks to fit to and not to test on")
    parser.add_argument("--human", action="append", default=[], help="conversations of people, FILE or NAME=FILE")
    parser.add_argument("--fit", type=Path, help="fit, and write the weights to this file")
    parser.add_argument("--least", type=int, default=4, help="marked turns of a dialogue in the correlation")
    given = parser.parse_args(arguments)
    marked = read_marked(given.marks, given.runs)
    if not given.fit:
        stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        fitted = Fit(np.array([stored["weights"][name] for name in NAMES]), stored["bias"])
        lines = report(marked, fitted.faulty(marked.rows), given.least) + simulated(given.runs, fitted, given.least)
        print("\n".join(lines))
        return
    more = [read_marked(path, given.runs) for path in given.more]
    people = spoiled_turns([read_people(path) for path in given.human]) if given.human else None
    scores = held_out(marked, more, people)
    print("\n".join(report(marked, scores, given.least)))
    fitted = trained([marked, *more], people)
    agreed = marked.agreed
    whole = weighted_auc(scores[agreed], marked.faulty[agreed] == 1, np.ones(int(agreed.sum())))
    print("\n".join(simulated(given.runs, fitted, given.least)))
    print("\n".join(contributions(marked, more, people, fitted, whole)))
    weights = {name: round(float(weight), 3) for name, weight in zip(NAMES, fitted.weights, strict=True)}
    given.fit.write_text(
        json.dumps({"bias": round(fitted.bias, 3), "weights": weights}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
