"""How well rewards tell the true next answer: rank measures with intervals, ratios to BM25, calibration, speed.

Rank measures are expectations over the orders of tied scores: a reward that gives all candidates the same score gets
what chance gets. Candidates with the text of the positive are as right as it is and do not count against it. Intervals
are percentiles of 2,000 bootstrap samples over groups, because cases of one conversation are not independent; all
models are resampled alike, so ratios are paired (Efron and Tibshirani 1993, §13).

Calibration asks whether a reward is a chance at even odds: that a candidate is the next answer, if it is either that or
one other candidate of its case. So the true answer of each case counts as much as all its other candidates together. A
table of ten bins, the expected calibration error (Naeini et al. 2015), and the Brier score, which is 0.25 for a reward
that always says one half.
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
"""What ratios are to."""

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
    """Pairs whose score is in one tenth of 0 to 1."""

    low: float
    high: float
    pairs: int
    mean_score: float
    true: float
    """The share of them that are the true next answer, at even odds."""


class Calibration(msgspec.Struct, frozen=True):
    """How far scores are chances."""

    error: float
    """Expected calibration error: the mean over pairs of |mean score − share of true answers| of their bin."""
    brier: float
    """Mean square of score − (1 for the true answer, else 0)."""
    bins: tuple[Bin, ...]


class Result(msgspec.Struct, frozen=True):
    """How one model did."""

    model: str
    measures: dict[str, Estimate]
    ratio: Estimate | None
    """Its MRR divided by BM25's, paired; None for BM25 itself."""
    pairs_per_second: float
    """Pairs of case and candidate scored in a second of processor time, reading the texts included."""
    calibration: Calibration | None
    """None for what does not claim to be a chance."""


class Evaluation(msgspec.Struct, frozen=True):
    """How models did on a set of cases."""

    cases: int
    groups: int
    pairs: int
    left_out: dict[str, int]
    """Cases that cannot be judged, by reason."""
    results: tuple[Result, ...]


class Judged(msgspec.Struct, frozen=True):
    """What a model scored, kept so that several files can also be judged as one."""

    measures: Values
    """Shape: (measures, cases)."""
    scores: list[Scores]
    seconds: float


def judgeable(cases: Sequence[Case]) -> tuple[list[Case], dict[str, int]]:
    """Return the cases that have a positive and something beside it, and how many have not."""
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
    """Return the baselines that fit the cases, by their names."""
    found: list[Ranker] = [Random(), Bm25(), Bm25(last=1), *([Adjacency()] if Adjacency.fits(cases) else [])]
    return {baseline.name: baseline for baseline in found}


def judge(model: Ranker, cases: Sequence[Case]) -> Judged:
    """Have a model score cases, and say where it puts each positive."""
    began = time.process_time()
    scores = model.scores(cases)
    seconds = time.process_time() - began
    places = [rank_measures(case, given) for case, given in zip(cases, scores, strict=True)]
    return Judged(np.array(places, dtype=np.float64).reshape(len(cases), len(MEASURES)).T, scores, seconds)


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
        cases: Cases that can be judged.
        left_out: How many cannot, by reason.
        judged: What each model scored, by its name; BM25 is among them.
        probabilities: Names of the models whose scores claim to be chances.
        seed: Of the bootstrap.
    """
    numbers: dict[object, int] = {}
    groups = np.array(
        [numbers.setdefault(case.group or place, len(numbers)) for place, case in enumerate(cases)], dtype=np.intp
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
    """Return the mean of each row of values, and of samples of whole groups drawn with replacement.

    Args:
        values: Shape: (rows, cases).
        groups: The group of each case, counted from 0. Shape: (cases,).
        seed: Same seed, same samples.

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
    """Return how far scores are chances at even odds. Each case has a positive and something beside it."""
    given = np.concatenate(scores).astype(np.float64)
    true = np.array([text == case.positive for case in cases for text in case.candidates], dtype=np.float64)
    owners = np.repeat(np.arange(len(cases)), [len(case.candidates) for case in cases])
    right = np.bincount(owners, weights=true)[owners]
    every = np.bincount(owners)[owners]
    weights = np.where(true > 0, 0.5 / right, 0.5 / np.maximum(every - right, 1)) / len(cases)
    places = np.clip((given * BINS).astype(np.intp), 0, BINS - 1)
    mass = np.bincount(places, weights=weights, minlength=BINS)
    filled = np.maximum(mass, 1e-12)
    mean = np.bincount(places, weights=given * weights, minlength=BINS) / filled
    share = np.bincount(places, weights=true * weights, minlength=BINS) / filled
    pairs = np.bincount(places, minlength=BINS)
    return Calibration(
        error=round(float((mass * abs(mean - share)).sum()), 4),
        brier=round(float((weights * (given - true) ** 2).sum()), 4),
        bins=tuple(
            Bin(i / BINS, (i + 1) / BINS, int(pairs[i]), round(float(mean[i]), 4), round(float(share[i]), 4))
            for i in range(BINS)
        ),
    )


def together(parts: Sequence[Judged]) -> Judged:
    """Return what a model scored over several files, as over one."""
    return Judged(
        np.concatenate([part.measures for part in parts], axis=1),
        [scores for part in parts for scores in part.scores],
        sum(part.seconds for part in parts),
    )
