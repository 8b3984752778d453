"""Scores of runs → figures of arms with intervals, and the verdict on each claim.

A figure of an arm at a learning rate is the mean over items of the mean over seeds, weighted as ``lemnos evaluate``
weights it. Arms are compared by the difference of each item for each seed. Intervals are 95% percentile intervals of
a bootstrap that draws clusters of items (conversations, stories, documents) and seeds at once, 2,000 times, the same
draws for all (Efron and Tibshirani 1993, section 13.3; two-way: Owen 2007, "The pigeonhole bootstrap"). With three
seeds that interval is wide rather than narrow.

The margin of a claim "a is better than b by the share s" is ``a - (1 + s) b`` where more is better, and
``(1 - s) b - a`` where less is. A claim holds at a rate if the interval of the margin is above 0, and holds if it does
so at every rate. Everything else is reported as not holding.
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

import lemnos
from proof.design import Claim, Design, Run, runs_of, seeds_of
from proof.runs import is_done

RESAMPLES = 2_000
LESS = frozenset(("bits_per_byte",))
"""Metrics of which less is better."""
Verdict = Literal["holds", "holds at one rate only", "not shown", "the contrary", "not yet run"]


class Value(NamedTuple):
    """What one run scored on one item."""

    cluster: str
    value: float
    weight: float


Key = tuple[str, str]
"""Test and metric."""
Scores = Mapping[Run, Mapping[Key, Mapping[str, Value]]]
"""Run → test and metric → item → value."""


class Estimate(msgspec.Struct, frozen=True):
    """A figure with its interval."""

    value: float
    low: float
    high: float


class Figure(msgspec.Struct, frozen=True):
    """A figure of an arm."""

    test: str
    metric: str
    arm: str
    rate: float
    seeds: int
    items: int
    clusters: int
    estimate: Estimate
    by_seed: tuple[float, ...]


class Outcome(msgspec.Struct, frozen=True):
    """A claim on one test."""

    claim: str
    better: str
    than: str
    test: str
    metric: str
    verdict: Verdict
    seeds: dict[str, int]
    """Learning rate → seeds that both arms have."""
    margins: dict[str, Estimate]
    """Learning rate → margin."""
    shares: dict[str, Estimate]
    """Learning rate → by what share of the other arm's figure the first one is better; negative if it is worse."""


def labels_of(suite: str, item: str) -> tuple[str, ...]:
    """Return the tests that an item counts for: its suite; of dialogues, also those by kind of turn."""
    kind = item.rpartition(":")[2]
    return (suite, f"{suite}:{kind}") if suite == "conversations" and kind in ("passage", "memory") else (suite,)


def read_scores(design: Design, out: Path) -> dict[Run, dict[Key, dict[str, Value]]]:
    """Return the scores of all runs that are done."""
    found: dict[Run, dict[Key, dict[str, Value]]] = {}
    for run in runs_of(design):
        if not is_done(out, run):
            continue
        held = found.setdefault(run, {})
        for score in lemnos.open_run(out / "runs" / run.name / "scores").records():
            for test in labels_of(score.suite, score.item):
                for metric in score.metrics:
                    value = Value(score.cluster, metric.value, metric.weight)
                    held.setdefault((test, metric.name), {})[score.item] = value
    return found


class Table:
    """The scores of one test and metric as sums by seed and cluster, and the draws of its bootstrap.

    Args:
        scores: Of all runs.
        key: Test and metric.
        seeds: Of the design.
    """

    def __init__(self, scores: Scores, key: Key, seeds: Sequence[int]) -> None:
        self._seeds = list(seeds)
        common: set[str] | None = None
        for held in scores.values():
            items = set(held.get(key, {}))
            common = items if common is None else common & items
        self.items = sorted(common or ())
        first = next(iter(scores.values()), {}).get(key, {})
        names, self._place = np.unique([first[item].cluster for item in self.items], return_inverse=True)
        self.clusters = len(names)
        weights = np.array([first[item].weight for item in self.items])
        self._size = np.bincount(self._place, weights, self.clusters)
        self._sums = {run: self._sum(held[key], weights) for run, held in scores.items() if key in held}
        generator = np.random.default_rng(0)
        even = np.full(self.clusters, 1 / max(1, self.clusters))
        self._drawn = generator.multinomial(self.clusters, even, size=RESAMPLES).astype(float)

    def _sum(self, held: Mapping[str, Value], weights: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        values = np.array([held[item].value for item in self.items])
        return np.bincount(self._place, values * weights, self.clusters).astype(np.float64)

    def seeds(self, *arms: str, rate: float) -> list[int]:
        """Return the seeds of which the runs of all these arms are there."""
        return [seed for seed in self._seeds if all(Run(arm, rate, seed) in self._sums for arm in arms)]

    def by_seed(self, arm: str, rate: float) -> tuple[float, ...]:
        """Return the figure of each seed that is there."""
        found = [self._sums[run] for seed in self._seeds if (run := Run(arm, rate, seed)) in self._sums]
        return tuple(round(float(sums.sum() / self._size.sum()), 4) for sums in found)

    def resampled(self, arm: str, rate: float, seeds: Sequence[int]) -> tuple[float, npt.NDArray[np.float64]]:
        """Return the figure of an arm over some seeds, and that of each resample."""
        sums = np.stack([self._sums[Run(arm, rate, seed)] for seed in seeds])  # (seeds, clusters)
        generator = np.random.default_rng(len(seeds))  # the same draws for all arms that are compared
        seed_drawn = generator.multinomial(len(seeds), np.full(len(seeds), 1 / len(seeds)), size=RESAMPLES)
        drawn = ((self._drawn @ sums.T) * seed_drawn).sum(1) / len(seeds) / (self._drawn @ self._size)
        return float(sums.mean(0).sum() / self._size.sum()), drawn


def estimate(value: float, drawn: npt.NDArray[np.float64]) -> Estimate:
    """Return a figure with the 95% percentile interval of its resamples."""
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(round(value, 4), round(float(low), 4), round(float(high), 4))


def figures(design: Design, tables: Mapping[Key, Table]) -> list[Figure]:
    """Return the figures of all arms, over the seeds that are there."""
    return [
        Figure(
            test,
            metric,
            arm,
            rate,
            len(seeds),
            len(table.items),
            table.clusters,
            estimate(*table.resampled(arm, rate, seeds)),
            table.by_seed(arm, rate),
        )
        for (test, metric), table in tables.items()
        for arm in design.arms
        for rate in design.rates
        if (seeds := table.seeds(arm, rate=rate))
    ]


def outcome(design: Design, claim: Claim, test: str, table: Table | None) -> Outcome:
    """Return what the runs say of a claim on one test: from the seeds that are there, but a verdict only from all that
    the design gives to both arms.
    """
    margins: dict[str, Estimate] = {}
    shares: dict[str, Estimate] = {}
    seeds: dict[str, int] = {}
    for rate in design.rates:
        there = table.seeds(claim.better, claim.than, rate=rate) if table else []
        seeds[f"{rate:g}"] = len(there)
        if table is None or not there:
            continue
        better, better_drawn = table.resampled(claim.better, rate, there)
        than, than_drawn = table.resampled(claim.than, rate, there)
        sign = -1.0 if claim.metric in LESS else 1.0
        share = 1 + sign * claim.by
        margins[f"{rate:g}"] = estimate(sign * (better - share * than), sign * (better_drawn - share * than_drawn))
        shares[f"{rate:g}"] = estimate(
            sign * (better - than) / abs(than), sign * (better_drawn - than_drawn) / np.abs(than_drawn)
        )
    wanted = len(seeds_of(design, claim.better, claim.than))
    whole = all(count == wanted for count in seeds.values())
    found = verdict(margins.values(), len(design.rates)) if whole else "not yet run"
    return Outcome(claim.name, claim.better, claim.than, test, claim.metric, found, seeds, margins, shares)


def verdict(margins: Iterable[Estimate], rates: int) -> Verdict:
    """Return the verdict on a claim from its margins at the rates.

    >>> verdict([Estimate(0.2, 0.1, 0.3), Estimate(0.1, -0.1, 0.3)], 2)
    'holds at one rate only'
    """
    held = list(margins)
    if len(held) < rates:
        return "not yet run"
    above = sum(margin.low > 0 for margin in held)
    if above == rates:
        return "holds"
    if above:
        return "holds at one rate only"
    return "the contrary" if all(margin.high < 0 for margin in held) else "not shown"


class Results(msgspec.Struct, frozen=True):
    """All that the runs say."""

    runs_done: int
    runs: int
    figures: list[Figure]
    outcomes: list[Outcome]


def analyse(design: Design, scores: Scores) -> Results:
    """Return figures and outcomes of all runs that are there."""
    keys = sorted({key for held in scores.values() for key in held})
    tables = {key: Table(scores, key, design.seeds) for key in keys}
    outcomes = [
        outcome(design, claim, test, tables.get((test, claim.metric)))
        for claim in design.claims
        for test in claim.tests
    ]
    return Results(len(scores), len(runs_of(design)), figures(design, tables), outcomes)


def markdown(results: Results) -> str:
    """Return the results as tables."""
    lines = [f"{results.runs_done} of {results.runs} runs are done.", "", "## Claims", ""]
    lines += ["| claim | test | metric | rate (seeds): margin | rate: share | verdict |", "|---|---|---|---|---|---|"]
    for one in results.outcomes:
        margins = "; ".join(f"{rate} ({one.seeds[rate]}): {_shown(margin)}" for rate, margin in one.margins.items())
        shares = "; ".join(f"{rate}: {_percent(share)}" for rate, share in one.shares.items())
        lines.append(f"| {one.claim} | {one.test} | {one.metric} | {margins} | {shares} | {one.verdict} |")
    for test, metric in sorted({(one.test, one.metric) for one in results.figures}):
        held = [one for one in results.figures if (one.test, one.metric) == (test, metric)]
        rates = sorted({one.rate for one in held})
        lines += ["", f"## {test}, {metric}: {held[0].items} items in {held[0].clusters} clusters", ""]
        lines += ["| arm | " + " | ".join(f"rate {rate:g} | by seed" for rate in rates) + " |"]
        lines += ["|---|" + "---|---|" * len(rates)]
        for arm in dict.fromkeys(one.arm for one in held):
            cells = []
            for rate in rates:
                found = [one for one in held if one.arm == arm and one.rate == rate]
                cells += [_shown(one.estimate) for one in found] or ["not yet run"]
                cells += [", ".join(f"{value:.4f}" for value in one.by_seed) for one in found] or [""]
            lines.append(f"| {arm} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _shown(figure: Estimate) -> str:
    return f"{figure.value:.4f} [{figure.low:.4f}, {figure.high:.4f}]"


def _percent(figure: Estimate) -> str:
    return f"{figure.value:+.1%} [{figure.low:+.1%}, {figure.high:+.1%}]"
