"""Evaluates how well rewards predict the true next answer: ``Case`` list, ``Ranker`` → ``Evaluation``.

Measures are MRR and recall with intervals, ratios to BM25, calibration and speed. Rank measures are expectations over
the orders of tied scores: a reward that gives all candidates the same score gets what chance gets. Candidates with the
text of the positive are as correct as it is and do not count against it. Intervals are percentiles of 2,000 bootstrap
samples over groups, because cases of one conversation are not independent; all models are resampled alike, so ratios
are paired (Efron and Tibshirani 1993, §13).

Calibration measures whether a reward is a probability at even odds: that a candidate is the next answer, if it is
either that or one other candidate of its case. The true answer of each case therefore counts as much as all its other
candidates together. Figures are a table of ten bins, the expected calibration error (Naeini et al. 2015), and the Brier
score, which is 0.25 for a reward that is always one half.
"""

import time
from collections.abc import Collection, Mapping, Sequence

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.reward.baselines import Adjacency, Bm25, Random, Ranker, Scores
from lemnos.steps.talk.reward.cases import Case

SAMPLES = 2000
BINS = 10
REFERENCE = "BM25"
"""The model that ratios are relative to."""

MEASURES = ("MRR", "recall@1", "recall@5")

Values = npt.NDArray[np.float64]


class Estimate(msgspec.Struct, frozen=True):
    """A mean with its 95 % interval."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:.3f} [{self.low:.3f}, {self.high:.3f}]"


class Bin(msgspec.Struct, frozen=True):
    """Pairs whose score is in one tenth of the range 0 to 1."""

    low: float
    high: float
    pairs: int
    mean_score: float
    true: float
    """Share of the pairs that are the true next answer, at even odds."""


class Calibration(msgspec.Struct, frozen=True):
    """How far scores are probabilities."""

    error: float
    """Expected calibration error: the mean over pairs of |mean score − share of true answers| of their bin."""
    brier: float
    """Mean square of score − (1 for the true answer, else 0)."""
    bins: tuple[Bin, ...]


class Result(msgspec.Struct, frozen=True):
    """The figures of one model."""

    model: str
    measures: dict[str, Estimate]
    ratio: Estimate | None
    """Its MRR divided by BM25's, paired; None for BM25 itself."""
    pairs_per_second: float
    """Pairs of case and candidate scored per second of processor time, including reading the texts."""
    calibration: Calibration | None
    """None if the scores are not meant as probabilities."""


class Evaluation(msgspec.Struct, frozen=True):
    """The figures of models on a set of cases."""

    cases: int
    groups: int
    pairs: int
    left_out: dict[str, int]
    """Number of cases that cannot be evaluated, by reason."""
    results: tuple[Result, ...]


class Judged(msgspec.Struct, frozen=True):
    """The scores of a model, kept so that several files can also be evaluated as one."""

    measures: Values
    """Shape: (measures, cases)."""
    scores: list[Scores]
    seconds: float


def judgeable(cases: Sequence[Case]) -> tuple[list[Case], dict[str, int]]:
    """Return the cases that have a positive and another candidate, and the number left out by reason."""
    kept, left_out = [], {"no positive": 0, "fewer than 2 candidates": 0}
    for case in cases:
        if not case.positive:
            left_out["no positive"] += 1
        elif len(set(case.candidates)) < 2:
            left_out["fewer than 2 candidates"] += 1
        else:
            kept.append(case)
    return kept, left_out


def baselines(cases: Sequence[Case]) -> dict[str, Ranker]:
    """Return the baselines that apply to the cases, by name."""
    rankers: list[Ranker] = [Random(), Bm25(), Bm25(last=1), *([Adjacency()] if Adjacency.fits(cases) else [])]
    return {baseline.name: baseline for baseline in rankers}


def judge(model: Ranker, cases: Sequence[Case]) -> Judged:
    """Score cases with a model, and measure the rank of each positive."""
    began = time.process_time()
    scores = model.scores(cases)
    seconds = time.process_time() - began
    measures = [rank_measures(case, given) for case, given in zip(cases, scores, strict=True)]
    return Judged(np.array(measures, dtype=np.float64).reshape(len(cases), len(MEASURES)).T, scores, seconds)


def rank_measures(case: Case, scores: Scores) -> tuple[float, float, float]:
    """Return reciprocal rank, recall at 1 and recall at 5 of a case's positive, expected over the orders of ties."""
    mine = float(scores[case.candidates.index(case.positive)])
    others = scores[[text != case.positive for text in case.candidates]]
    ahead, tied = int((others > mine).sum()), int((others == mine).sum())
    ranks = np.arange(ahead + 1, ahead + tied + 2)
    return float((1 / ranks).mean()), float((ranks <= 1).mean()), float((ranks <= 5).mean())


def evaluate(
    cases: Sequence[Case],
    left_out: Mapping[str, int],
    judged: Mapping[str, Judged],
    probabilities: Collection[str],
    seed: int = 0,
) -> Evaluation:
    """Return the figures of models over cases.

    Args:
        cases: Cases that can be evaluated.
        left_out: Number of cases that cannot, by reason.
        judged: The scores of each model, by its name; BM25 is among them.
        probabilities: Names of the models whose scores are meant as probabilities.
        seed: Seed of the bootstrap.
    """
    numbers: dict[object, int] = {}
    groups = np.array(
        [numbers.setdefault(case.group or index, len(numbers)) for index, case in enumerate(cases)], dtype=np.intp
    )
    names = list(judged)
    values = np.concatenate([judged[name].measures for name in names])
    means, samples = bootstrap(values, groups, seed)
    row = {name: len(MEASURES) * number for number, name in enumerate(names)}
    results = []
    for name in names:
        first, reference = row[name], row[REFERENCE]
        measures = {
            measure: _estimate(means[first + offset], samples[:, first + offset])
            for offset, measure in enumerate(MEASURES)
        }
        ratio = _estimate(means[first] / means[reference], samples[:, first] / samples[:, reference])
        pairs = sum(len(scores) for scores in judged[name].scores)
        results.append(
            Result(
                model=name,
                measures=measures,
                ratio=None if name == REFERENCE else ratio,
                pairs_per_second=round(pairs / max(judged[name].seconds, 1e-6)),
                calibration=calibration(cases, judged[name].scores) if name in probabilities else None,
            )
        )
    pairs = sum(len(case.candidates) for case in cases)
    return Evaluation(len(cases), len(numbers), pairs, dict(left_out), tuple(results))


def bootstrap(values: Values, groups: npt.NDArray[np.intp], seed: int) -> tuple[Values, Values]:
    """Return the mean of each row of values, and the means of samples of whole groups drawn with replacement.

    Args:
        values: Shape: (rows, cases).
        groups: The group of each case, counted from 0. Shape: (cases,).
        seed: The same seed draws the same samples.

    Returns:
        Shapes: (rows,), (``SAMPLES``, rows).
    """
    size = int(groups.max()) + 1
    sums = np.stack([np.bincount(groups, weights=row, minlength=size) for row in values], axis=1)
    counts = np.bincount(groups, minlength=size)
    chance = np.random.default_rng(seed)
    samples = np.empty((SAMPLES, len(values)))
    for number in range(SAMPLES):
        drawn = np.bincount(chance.integers(0, size, size), minlength=size)
        samples[number] = drawn @ sums / (drawn @ counts)
    return values.mean(axis=1), samples


def _estimate(mean: float, samples: Values) -> Estimate:
    low, high = np.percentile(samples, [2.5, 97.5])
    return Estimate(round(float(mean), 4), round(float(low), 4), round(float(high), 4))


def calibration(cases: Sequence[Case], scores: Sequence[Scores]) -> Calibration:
    """Return how far scores are probabilities at even odds. Each case has a positive and another candidate."""
    given = np.concatenate(scores).astype(np.float64)
    true = np.array([text == case.positive for case in cases for text in case.candidates], dtype=np.float64)
    owners = np.repeat(np.arange(len(cases)), [len(case.candidates) for case in cases])
    right = np.bincount(owners, weights=true)[owners]
    every = np.bincount(owners)[owners]
    weights = np.where(true > 0, 0.5 / right, 0.5 / np.maximum(every - right, 1)) / len(cases)
    bins_of = np.clip((given * BINS).astype(np.intp), 0, BINS - 1)
    mass = np.bincount(bins_of, weights=weights, minlength=BINS)
    filled = np.maximum(mass, 1e-12)
    mean = np.bincount(bins_of, weights=given * weights, minlength=BINS) / filled
    share = np.bincount(bins_of, weights=true * weights, minlength=BINS) / filled
    pairs = np.bincount(bins_of, minlength=BINS)
    return Calibration(
        error=round(float((mass * abs(mean - share)).sum()), 4),
        brier=round(float((weights * (given - true) ** 2).sum()), 4),
        bins=tuple(
            Bin(i / BINS, (i + 1) / BINS, int(pairs[i]), round(float(mean[i]), 4), round(float(share[i]), 4))
            for i in range(BINS)
        ),
    )


def together(files: Sequence[Judged]) -> Judged:
    """Return the scores of a model over several files as those over one."""
    return Judged(
        np.concatenate([file.measures for file in files], axis=1),
        [scores for file in files for scores in file.scores],
        sum(file.seconds for file in files),
    )
