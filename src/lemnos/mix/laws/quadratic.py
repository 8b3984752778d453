"""A quadratic in the ratios: ``L(h) = Σ aᵢ hᵢ + Σ bᵢⱼ hᵢ hⱼ`` (i < j), Scheffé's form for mixtures.

Ridge regression, the penalty chosen by generalised cross-validation, Huber's loss by reweighting. It has
d (d + 1) / 2 parameters and so wants many runs.
Source: Scheffé 1958, "Experiments with mixtures"; Golub, Heath and Wahba 1979 for the penalty.
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import HUBER, Points, Search

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

_ROUNDS = 8
"""Rounds of reweighting; the weights settle within five."""


def scheffe(ratios: "Floats") -> "Floats":
    """Return the terms of the quadratic, shape (n, d (d + 1) / 2): the ratios, then the products of two."""
    import numpy as np

    left, right = np.triu_indices(ratios.shape[1], 1)
    return np.concatenate((ratios, ratios[:, left] * ratios[:, right]), axis=1)


class QuadraticFit:
    """The quadratic with its coefficients."""

    def __init__(self, coefficients: "Floats", penalty: float) -> None:
        self.coefficients, self.penalty = coefficients, penalty

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points."""
        predicted: Floats = scheffe(points.ratios) @ self.coefficients
        return predicted

    def describe(self, domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the coefficients by domain, and by pair of domains."""
        pairs = [f"{one} x {two}" for number, one in enumerate(domains) for two in domains[number + 1 :]]
        names = [*domains, *pairs]
        return {"penalty": self.penalty, "terms": dict(zip(names, map(float, self.coefficients), strict=True))}


class Quadratic:
    """Scheffé's quadratic by ridge regression."""

    name = "quadratic"
    title = "quadratic"
    formula = "Σ a h + Σ b h h'"
    source = "Scheffé 1958"
    smooth = True

    def fit(self, points: Points, losses: "Floats", weights: "Floats", search: Search) -> QuadraticFit:
        """Fit the law; it has one optimum, so starts and seed do not matter."""
        import numpy as np

        del search
        terms = scheffe(points.ratios)
        used, penalty, coefficients = weights, 0.0, np.zeros(terms.shape[1])
        for _ in range(_ROUNDS):
            coefficients, penalty = _ridge(terms, losses, used)
            residuals = np.abs(terms @ coefficients - losses)
            threshold = HUBER * 1.4826 * float(np.median(residuals))
            if threshold <= 0:
                break
            used = weights * np.minimum(1, threshold / np.maximum(residuals, 1e-300))
        return QuadraticFit(coefficients, penalty)


def _ridge(terms: "Floats", losses: "Floats", weights: "Floats") -> tuple["Floats", float]:
    """Return coefficients and the penalty with the least generalised cross-validation error; the mean is free."""
    import numpy as np

    root = np.sqrt(weights)
    mean = float(np.average(losses, weights=weights))
    left, singular, right = np.linalg.svd(root[:, None] * terms, full_matrices=False)
    aim = left.T @ (root * (losses - mean))
    rest = float(((root * (losses - mean)) ** 2).sum() - (aim**2).sum())
    best: tuple[float, float] = (np.inf, 0.0)
    for penalty in float(singular[0]) ** 2 * np.logspace(-12, 0, 49):
        shrunk = singular**2 / (singular**2 + penalty)
        freedom = len(losses) - shrunk.sum()
        error = (rest + (((1 - shrunk) * aim) ** 2).sum()) / max(freedom, 1e-9) ** 2
        best = min(best, (float(error), float(penalty)))
    coefficients = right.T @ (singular / (singular**2 + best[1]) * aim)
    coefficients[: _domains(terms.shape[1])] += mean  # ratios sum to 1
    return coefficients, best[1]


def _domains(terms: int) -> int:
    """Return d for d (d + 1) / 2 terms."""
    return int(((8 * terms + 1) ** 0.5 - 1) / 2)
