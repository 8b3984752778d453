"""The D-CPT law: ``L = E + A/N^α + B r^η / D^β + C / (r + ε)^γ``, with r the ratio of what a loss is about.

The law is of one domain against the rest. Here r = Σ uᵢ hᵢ with 0 < uᵢ < 1: how much of each domain counts for the
loss. N are the parameters of the model and D its training tokens; where a table has no such columns, or one value in
them, their terms are part of E and B. Up to 8 + domains parameters a loss.
Source: Que et al. 2024, "D-CPT Law" (arXiv 2406.01375), equation 6.
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import ParametricLaw, Points, clipped_exp

if TYPE_CHECKING:
    import numpy as np

    from lemnos.mix.runs import Floats

_SCALARS = ("E", "B", "eta", "C", "epsilon", "gamma", "A", "alpha", "beta")


class DCPT(ParametricLaw):
    """``E + A/N^α + B r^η / D^β + C / (r + ε)^γ``; all but E and u searched as logarithms, u as logits.

    Sizes are counted in millions, so that the search is well scaled.
    """

    name = "dcpt"
    title = "D-CPT"
    formula = "E + A/N^α + B r^η/D^β + C/(r + ε)^γ, r = Σ u h"
    source = "Que et al. 2024, arXiv 2406.01375"

    def start(self, random: "np.random.Generator", points: Points, losses: "Floats") -> "Floats":
        """Return a start; the domains that go with low losses count most."""
        import numpy as np

        least, mean = float(losses.min()), float(losses.mean())
        spread = max(mean - least, 1e-3 * abs(mean), 1e-12)
        centred = points.ratios - points.ratios.mean(axis=0)
        slope = -(centred.T @ (losses - mean)) / (1e-12 + (centred**2).sum(axis=0)) / (spread + float(losses.std()))
        logits = np.clip(slope, -3, 3) + random.normal(0, 0.3, points.ratios.shape[1])
        scalars = [
            least - random.uniform(0.2, 2.0) * spread,
            np.log(spread * random.uniform(0.01, 0.3)),
            np.log(random.uniform(0.3, 2.0)),
            np.log(spread * random.uniform(0.1, 1.0)),
            np.log(random.uniform(0.005, 0.1)),
            np.log(random.uniform(0.2, 1.0)),
            np.log(spread * 0.1),
            np.log(random.uniform(0.2, 0.6)),
            np.log(random.uniform(0.2, 0.6)),
        ]
        return np.concatenate((scalars, logits))

    def evaluate(self, theta: "Floats", points: Points) -> tuple["Floats", "Floats"]:
        """Return losses and derivatives."""
        import numpy as np

        n = len(points.ratios)
        b, eta, c, epsilon, gamma, a, alpha, beta = clipped_exp(theta[1:9])
        share = 1 / (1 + clipped_exp(-theta[9:]))
        ratio = points.ratios @ share
        safe = np.maximum(ratio, 1e-12)
        size = np.ones(n) if points.tokens is None else points.tokens / 1e6
        model = None if points.parameters is None else points.parameters / 1e6
        over = size**-beta
        rising = b * safe**eta * over
        falling = c * (ratio + epsilon) ** -gamma
        losses = theta[0] + rising + falling
        jacobian = np.zeros((n, len(theta)))
        jacobian[:, 0] = 1
        jacobian[:, 1] = rising
        jacobian[:, 2] = rising * np.log(safe) * eta
        jacobian[:, 3] = falling
        jacobian[:, 4] = -gamma * falling / (ratio + epsilon) * epsilon
        jacobian[:, 5] = -falling * np.log(ratio + epsilon) * gamma
        if model is not None:
            learnt = a * model**-alpha
            losses = losses + learnt
            jacobian[:, 6] = learnt
            jacobian[:, 7] = -learnt * np.log(model) * alpha
        if points.tokens is not None:
            jacobian[:, 8] = -rising * np.log(size) * beta
        by_ratio = rising * eta / safe - gamma * falling / (ratio + epsilon)
        jacobian[:, 9:] = by_ratio[:, None] * points.ratios * (share * (1 - share))
        return losses, jacobian

    def named(self, theta: "Floats", domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the scalars, and u by domain."""
        scalars = dict(zip(_SCALARS, (float(theta[0]), *map(float, clipped_exp(theta[1:9]))), strict=True))
        share = 1 / (1 + clipped_exp(-theta[9:]))
        return {**scalars, "u": dict(zip(domains, map(float, share), strict=True))}
