"""The log-linear law: ``L(h) = c + exp(Σ tᵢ hᵢ)``.

The exponential law of data mixing, with its factor k in the exponents, which is the same because ratios sum to 1.
1 + domains parameters a loss.
Source: Ye et al. 2024, "Data Mixing Laws" (arXiv 2403.16952), equation 7.
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import ParametricLaw, Points, clipped_exp

if TYPE_CHECKING:
    import numpy as np

    from lemnos.mix.runs import Floats


class LogLinear(ParametricLaw):
    """``c + exp(Σ t h)``; searched in (c, t)."""

    name = "log_linear"
    title = "log-linear"
    formula = "c + exp(Σ t h)"
    source = "Ye et al. 2024, arXiv 2403.16952"
    deviation = 3.0

    def start(self, random: "np.random.Generator", points: Points, losses: "Floats") -> "Floats":
        """Return a start: c below the least loss, the exponents by linear least squares on the logarithm."""
        import numpy as np

        least, mean = float(losses.min()), float(losses.mean())
        lowest = least - random.uniform(0.05, 3.0) * max(mean - least, 1e-3 * abs(mean), 1e-12)
        exponents = np.linalg.lstsq(points.ratios, np.log(losses - lowest), rcond=None)[0]
        return np.concatenate(([lowest], exponents))

    def held_back(self, theta: "Floats") -> slice:
        """Return the exponents: with few runs, some domains would have any, and the law would explode between runs."""
        return slice(1, len(theta))

    def evaluate(self, theta: "Floats", points: Points) -> tuple["Floats", "Floats"]:
        """Return losses and derivatives."""
        import numpy as np

        grown = clipped_exp(points.ratios @ theta[1:])
        jacobian = np.concatenate((np.ones((len(grown), 1)), grown[:, None] * points.ratios), axis=1)
        return theta[0] + grown, jacobian

    def named(self, theta: "Floats", domains: tuple[str, ...]) -> dict[str, Any]:
        """Return c and t by domain."""
        return {"c": float(theta[0]), "t": dict(zip(domains, map(float, theta[1:]), strict=True))}
