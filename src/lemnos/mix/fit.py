"""Fits laws to runs: ``Runs`` → ``FittedLaws``, with errors on runs that a fit has not seen.

Every law is fitted to every metric. What it is worth is its error on held-out mixtures (k-fold cross-validation; runs
of one mixture are in one fold). The law with the least error is chosen; the inverse power law stays if it is within
one standard error of the best. Runs of a mixture that was run often say how large the noise is: ``noise_of``.
Folds are fitted anew: a search that begins at the parameters of the whole fit knows what is held out. Intervals are
bootstrap percentiles over mixtures, each resample fitted from near the parameters of the whole fit.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from lemnos.errors import SettingsError
from lemnos.mix.laws import LAWS
from lemnos.mix.laws.base import Fitted, Law, Points, Search
from lemnos.mix.runs import Runs

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from lemnos.mix.runs import Floats

DEFAULT = next(iter(LAWS))
FOLDS = 5
STARTS = 4


class Errors(NamedTuple):
    """How far predictions are from losses."""

    relative: "Floats"
    """Shape (metrics): mean of |predicted - loss| / |loss|."""
    spearman: "Floats"
    """Shape (metrics): rank correlation; NaN where all losses, or all predictions, are equal."""
    deviation: float
    """Standard error of the mean of ``relative`` over metrics, from the spread between runs."""


class FittedLaw(NamedTuple):
    """One law, fitted to every metric."""

    law: Law
    metrics: tuple[Fitted, ...]
    held_out: Errors
    """Errors of cross-validation."""

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points, shape (n, metrics)."""
        import numpy as np

        return np.stack([fitted.predict(points) for fitted in self.metrics], axis=1)


class FittedLaws(NamedTuple):
    """All laws that were fitted to a table, and the one that is chosen."""

    runs: Runs
    laws: dict[str, FittedLaw]
    chosen: str
    noise: "Floats"
    """Shape (metrics): standard deviation between runs of one mixture; NaN if none was run twice."""
    again: tuple[FittedLaw, ...] = ()
    """The chosen law fitted to resamples, for intervals."""

    @property
    def best(self) -> FittedLaw:
        """The chosen law."""
        return self.laws[self.chosen]

    @property
    def guess(self) -> float:
        """Relative error, mean over metrics, of guessing each loss as the mean of the other runs."""
        values = self.runs.values
        others = (values.sum(axis=0) - values) / (len(values) - 1)
        return float(errors_of(others, values).relative.mean())


def points_of(runs: Runs) -> Points:
    """Return the points at which runs were made."""
    return Points(runs.ratios, runs.tokens, runs.parameters)


def points_at(runs: Runs, ratios: "Floats") -> Points:
    """Return mixtures as points at the greatest size that was run.

    Args:
        runs: The table.
        ratios: Shape (n, domains).
    """
    import numpy as np

    def greatest(sizes: "Floats | None") -> "Floats | None":
        return None if sizes is None else np.full(len(ratios), sizes.max())

    return Points(ratios, greatest(runs.tokens), greatest(runs.parameters))


def fit_laws(
    runs: Runs,
    names: Sequence[str] = (),
    *,
    choose: str = "",
    starts: int = STARTS,
    resampled: int = 0,
    seed: int = 0,
) -> FittedLaws:
    """Fit laws and choose one.

    Args:
        runs: The table.
        names: Laws to fit; all whose library is installed, if empty.
        choose: Take this law, whatever its error.
        starts: Starts of each search.
        resampled: Resamples for intervals; none for a law that is not smooth.
        seed: Of starts, folds and resamples.

    Raises:
        SettingsError: There are fewer mixtures than a fit needs.
    """
    import numpy as np

    mixtures = len(np.unique(runs.mixture_numbers()))
    if mixtures < FOLDS:
        what = f"{mixtures} different mixtures cannot be held out in {FOLDS} folds"
        raise SettingsError(what, remedy="run more mixtures: lemnos mix plan says which")
    wanted = list(names or _usable())
    if choose and choose not in wanted:
        wanted.append(choose)
    fitted = {name: _fitted(LAWS[name], runs, starts, seed) for name in wanted}
    laws = FittedLaws(runs, fitted, choose or _chosen(fitted), noise_of(runs))
    count = resampled if laws.best.law.smooth else 0
    return laws._replace(again=tuple(resamples(runs, laws.best, count, seed)))


def _usable() -> Iterator[str]:
    from importlib.util import find_spec

    for name in LAWS:
        if name != "lightgbm" or find_spec("lightgbm") is not None:
            yield name


def _fitted(law: Law, runs: Runs, starts: int, seed: int) -> FittedLaw:
    weights = weights_of(runs)
    points = points_of(runs)
    metrics = tuple(
        law.fit(points, runs.values[:, metric], weights, Search(starts, seed)) for metric in range(len(runs.metrics))
    )
    return FittedLaw(law, metrics, _held_out(law, runs, starts, seed))


def _held_out(law: Law, runs: Runs, starts: int, seed: int) -> Errors:
    """Return the errors on runs that no part of the fit has seen, not even where its search began."""
    import numpy as np

    predicted = np.empty_like(runs.values)
    for fold in folds_of(runs, seed):
        kept = runs.take(np.flatnonzero(~fold))
        weights, held = weights_of(kept), points_of(runs.take(np.flatnonzero(fold)))
        points = points_of(kept)
        for metric in range(len(runs.metrics)):
            again = law.fit(points, kept.values[:, metric], weights, Search(starts, seed))
            predicted[fold, metric] = again.predict(held)
    return errors_of(predicted, runs.values)


def folds_of(runs: Runs, seed: int, folds: int = FOLDS) -> "Iterator[npt.NDArray[np.bool_]]":
    """Yield which runs are held out, for each fold; runs of one mixture together."""
    import numpy as np

    numbers = runs.mixture_numbers()
    mixtures = int(numbers.max()) + 1
    fold = np.empty(mixtures, dtype=np.int64)
    fold[np.random.default_rng(seed).permutation(mixtures)] = np.arange(mixtures) % folds
    for number in range(folds):
        yield fold[numbers] == number


def errors_of(predicted: "Floats", values: "Floats") -> Errors:
    """Return the errors of predictions, both of shape (runs, metrics)."""
    import numpy as np
    from scipy.stats import spearmanr

    off = np.abs(predicted - values) / np.maximum(np.abs(values), 1e-12)
    ranks = [
        spearmanr(predicted[:, metric], values[:, metric])[0]
        if np.ptp(values[:, metric]) > 0 and np.ptp(predicted[:, metric]) > 0
        else np.nan
        for metric in range(values.shape[1])
    ]
    by_run = off.mean(axis=1)
    deviation = float(by_run.std(ddof=1) / len(by_run) ** 0.5) if len(by_run) > 1 else 0.0
    return Errors(off.mean(axis=0), np.array(ranks, dtype=np.float64), deviation)


def _chosen(fitted: Mapping[str, FittedLaw]) -> str:
    """Return the law with the least error; the default if it is within one standard error of it."""
    best = min(fitted, key=lambda name: float(fitted[name].held_out.relative.mean()))
    if DEFAULT in fitted:
        limit = fitted[best].held_out.relative.mean() + fitted[best].held_out.deviation
        if fitted[DEFAULT].held_out.relative.mean() <= limit:
            return DEFAULT
    return best


def weights_of(runs: Runs) -> "Floats":
    """Return how much each run counts, shape (runs), 1 on average.

    n runs of one mixture are n looks at one value of the law. They would count n times if only noise stood between the
    law and a run; but a law is wrong too, by the same amount in all of them. They count together like n σ² / (σ² + (n -
    1) σ_law²) ≈ 2 n / (n + 1): more than one run, less than two.
    """
    import numpy as np

    numbers = runs.mixture_numbers()
    count = np.bincount(numbers)[numbers].astype(np.float64)
    weights = 2 / (count + 1)
    return np.asarray(weights / weights.mean())


def noise_of(runs: Runs) -> "Floats":
    """Return the standard deviation between runs of one mixture, pooled, shape (metrics); NaN without repeats."""
    import numpy as np

    numbers = runs.mixture_numbers()
    count = np.bincount(numbers)
    means = np.stack([np.bincount(numbers, column) / count for column in runs.values.T], axis=1)
    squares = ((runs.values - means[numbers]) ** 2).sum(axis=0)
    freedom = int((count - 1).sum())
    return np.sqrt(squares / freedom) if freedom else np.full(len(runs.metrics), np.nan)


def resamples(runs: Runs, fitted: FittedLaw, count: int, seed: int) -> Iterator[FittedLaw]:
    """Yield the law fitted to resampled mixtures, for bootstrap intervals; the search begins near the fit.

    Args:
        runs: The table.
        fitted: The fit to all of it.
        count: Number of resamples.
        seed: Of the resamples and starts.
    """
    import numpy as np

    random = np.random.default_rng(seed)
    numbers = runs.mixture_numbers()
    members = [np.flatnonzero(numbers == number) for number in range(int(numbers.max()) + 1)]
    for number in range(count):
        drawn = random.integers(0, len(members), len(members))
        rows = np.concatenate([members[number] for number in drawn])
        # A mixture that is drawn twice counts twice, whatever its repeats count.
        weights = weights_of(runs)[rows]
        weights /= weights.mean()
        sample = runs.take(rows)
        points = points_of(sample)
        metrics = tuple(
            fitted.law.fit(points, sample.values[:, metric], weights, Search(1, seed + number, near=each))
            for metric, each in enumerate(fitted.metrics)
        )
        yield fitted._replace(metrics=metrics)


def as_json(fitted: FittedLaws) -> dict[str, Any]:
    """Return everything about fits as plain values, for ``fit.json``."""
    runs = fitted.runs

    def told(law: FittedLaw) -> dict[str, Any]:
        named = zip(runs.metrics, law.metrics, law.held_out.relative, law.held_out.spearman, strict=True)
        return {
            "formula": law.law.formula,
            "source": law.law.source,
            "held_out_relative_error": float(law.held_out.relative.mean()),
            "metrics": {
                metric: {
                    "held_out_relative_error": float(off),
                    "held_out_spearman": None if rank != rank else float(rank),
                    "parameters": each.describe(runs.domains),
                }
                for metric, each, off, rank in named
            },
        }

    return {
        "runs": len(runs.ratios),
        "domains": list(runs.domains),
        "metrics": list(runs.metrics),
        "left_out": [each._asdict() for each in runs.left_out],
        "noise": {
            metric: None if noise != noise else float(noise)
            for metric, noise in zip(runs.metrics, fitted.noise, strict=True)
        },
        "chosen": fitted.chosen,
        "laws": {name: told(law) for name, law in fitted.laws.items()},
    }
