"""The inverse power law with kriging of what it leaves: ``E + 1 / Σ C (h + ε)^γ + g(h)``.

A law of few parameters is off by the same amount in mixtures that are alike. g is a Gaussian process with mean 0: near
the mixtures that were run it makes up for what the law misses there, and far from all of them it vanishes, so the law
alone speaks. Mixtures are compared by the roots of their ratios (the Hellinger distance), since a per cent more tells
much where there was none. Length, amplitude and noise are those of the greatest marginal likelihood. Runs that are off
by more than the noise allows count less, as in the robust fit of the law.
Cost: a decomposition of an n by n matrix for each length that is tried; 512 runs take 1 CPU-second a loss.
Source: universal kriging; Rasmussen and Williams 2006, "Gaussian Processes for Machine Learning", equations 2.25, 2.30.
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import HUBER, ParametricFit, Points, Search
from lemnos.mix.laws.inverse_power import InversePower

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

LENGTHS = (0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.75, 1.0)
"""Distances over which what is left may be alike; mixtures without a domain in common are √2 apart."""
SIGNALS = (0.0, 0.03, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 4.0)
"""Amplitudes that are tried, in standard deviations of the noise; 0 is the law alone."""


class KrigedFit:
    """The law, and what is added at each mixture."""

    def __init__(self, law: ParametricFit, ratios: "Floats", length: float, signal: float, pull: "Floats") -> None:
        self.law, self.ratios, self.length, self.signal, self.pull = law, ratios, length, signal, pull

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points."""
        predicted = self.law.predict(points)
        if self.signal:
            predicted = predicted + alike(points.ratios, self.ratios, self.length) @ self.pull
        return predicted

    def describe(self, domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the parameters of the law, and length and amplitude of what is added."""
        return {**self.law.describe(domains), "length": self.length, "signal_to_noise": self.signal}


class Kriged:
    """The inverse power law and a Gaussian process over what it leaves."""

    name = "kriged"
    title = "inverse power, kriged"
    formula = "E + 1 / Σ C (h + ε)^γ + g(h)"
    source = "universal kriging; Rasmussen and Williams 2006"
    smooth = True

    def __init__(self) -> None:
        self._law = InversePower()

    def fit(self, points: Points, losses: "Floats", weights: "Floats", search: Search) -> KrigedFit:
        """Fit the law, then what it leaves."""
        near = search.near.law if isinstance(search.near, KrigedFit) else None
        law = self._law.fit(points, losses, weights, search._replace(near=near))
        left, precision = _left(law, points, losses, weights)
        exact = float(abs(left).max()) <= 1e-9 * float(abs(losses).max())
        length, signal = (LENGTHS[0], 0.0) if exact else _likeliest(points.ratios, left, precision)
        return _kriged(law, points.ratios, left, precision, length, signal)


def alike(some: "Floats", others: "Floats", length: float) -> "Floats":
    """Return how much of what is left two mixtures share, shape (n, m): 1 for the same, near 0 beyond a few lengths."""
    import numpy as np

    left, right = np.sqrt(np.maximum(some, 0)), np.sqrt(np.maximum(others, 0))
    squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :] - 2 * left @ right.T
    return np.asarray(np.exp(-0.5 * np.maximum(squares, 0) / length**2))


def _left(law: ParametricFit, points: Points, losses: "Floats", weights: "Floats") -> tuple["Floats", "Floats"]:
    """Return what a law leaves, and how precise each run is: its weight, less where it is far off. Both shape (n)."""
    import numpy as np

    left = losses - law.predict(points)
    usual = HUBER * 1.4826 * float(np.median(np.abs(left)))
    if usual <= 0:
        return left, weights
    return left, weights * np.minimum(1.0, 2 * usual / np.maximum(np.abs(left), 1e-300))


def _likeliest(ratios: "Floats", left: "Floats", precision: "Floats") -> tuple[float, float]:
    """Return the length and the amplitude, in deviations of the noise, that make what is left most likely.

    With M = signal² K + I / precision, the noise has its best value in closed form. One decomposition of the weighted K
    serves all amplitudes.
    """
    import numpy as np

    root = np.sqrt(precision)
    best, chosen = np.inf, (LENGTHS[0], 0.0)
    for length in LENGTHS:
        values, vectors = np.linalg.eigh(root[:, None] * alike(ratios, ratios, length) * root)
        seen = (vectors.T @ (root * left)) ** 2
        for signal in SIGNALS:
            spread = signal**2 * np.maximum(values, 0) + 1
            unlikely = len(left) * np.log((seen / spread).mean()) + np.log(spread).sum()
            if unlikely < best - 1e-9:
                best, chosen = float(unlikely), (length, signal)
    return chosen


def _kriged(
    law: ParametricFit, ratios: "Floats", left: "Floats", precision: "Floats", length: float, signal: float
) -> KrigedFit:
    import numpy as np

    pull: Floats = np.zeros(len(left))
    if signal:
        shared = signal**2 * alike(ratios, ratios, length)
        pull = np.asarray(signal**2 * np.linalg.solve(shared + np.diag(1 / np.maximum(precision, 1e-9)), left))
    return KrigedFit(law, ratios, length, signal, pull)
