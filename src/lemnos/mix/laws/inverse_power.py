"""The inverse power law: ``L(h) = E + 1 / Σ Cᵢ (hᵢ + ε)^γ``.

Each domain i adds to how well a loss is learnt by a power of its ratio; what no data teaches is E. ε is what the
other domains give of a domain that is left out, so the loss stays finite. ε and γ are shared by the domains: 3 +
domains parameters a loss.
Source: after the power laws of Hestness et al. 2017 and the mixing laws of Ye et al. 2024 (arXiv 2403.16952).
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import ParametricLaw, Points, clipped_exp

if TYPE_CHECKING:
    import numpy as np

    from lemnos.mix.runs import Floats


class InversePower(ParametricLaw):
    """``E + 1 / Σ C (h + ε)^γ``; searched in (E, log γ, log ε, log C)."""

    name = "inverse_power"
    title = "inverse power"
    formula = "E + 1 / Σ C (h + ε)^γ"
    source = "power law in each domain's ratio; compare Ye et al. 2024"

    def start(self, random: "np.random.Generator", points: Points, losses: "Floats") -> "Floats":
        """Return a start: E below the least loss, small ε, the same C for all domains but for noise."""
        import numpy as np

        least, mean = float(losses.min()), float(losses.mean())
        lowest = least - random.uniform(0.2, 3.0) * max(mean - least, 1e-3 * abs(mean), 1e-12)
        domains = points.ratios.shape[1]
        strength = np.log(1 / (mean - lowest)) + random.normal(0, 0.3, domains)
        return np.concatenate(
            ([lowest, np.log(random.uniform(0.2, 1.0)), np.log(random.uniform(0.002, 0.1))], strength)
        )

    def evaluate(self, theta: "Floats", points: Points) -> tuple["Floats", "Floats"]:
        """Return losses and derivatives."""
        import numpy as np

        gamma, epsilon, strength = clipped_exp(theta[1]), clipped_exp(theta[2]), clipped_exp(theta[3:])
        base = points.ratios + epsilon
        power = base**gamma
        total = power @ strength
        outer = -1 / total**2
        jacobian = np.empty((len(total), len(theta)))
        jacobian[:, 0] = 1
        jacobian[:, 1] = outer * ((power * np.log(base)) @ strength) * gamma
        jacobian[:, 2] = outer * ((gamma * power / base) @ strength) * epsilon
        jacobian[:, 3:] = outer[:, None] * power * strength
        return theta[0] + 1 / total, jacobian

    def named(self, theta: "Floats", domains: tuple[str, ...]) -> dict[str, Any]:
        """Return E, γ, ε and C by domain."""
        gamma, epsilon = (float(value) for value in clipped_exp(theta[1:3]))
        strength = dict(zip(domains, map(float, clipped_exp(theta[3:])), strict=True))
        return {"E": float(theta[0]), "gamma": gamma, "epsilon": epsilon, "C": strength}
