"""The inverse power law: ``L(h) = E + 1 / Σ Cᵢ (hᵢ + εᵢ)^γ``.

Each domain i adds to how well a loss is learnt by a power of its ratio; what no data teaches is E. εᵢ is the ratio from
which on a domain begins to count: the loss stays finite where it is left out. γ is shared by the domains; the εᵢ are a
common one times factors that a prior draws to 1 (deviation of their logarithm: 1), so that few runs do not fit them to
noise. 3 + 2 domains parameters a loss.
Source: after the power laws of Hestness et al. 2017 and the mixing laws of Ye et al. 2024 (arXiv 2403.16952).
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import ParametricLaw, Points, clipped_exp

if TYPE_CHECKING:
    import numpy as np

    from lemnos.mix.runs import Floats


class InversePower(ParametricLaw):
    """``E + 1 / Σ C (h + ε)^γ``; searched in (E, log γ, log of the common ε, log C, log of the factors of ε)."""

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
            (
                [lowest, np.log(random.uniform(0.2, 1.0)), np.log(random.uniform(0.002, 0.1))],
                strength,
                np.zeros(domains),
            )
        )

    def held_back(self, theta: "Floats") -> slice:
        """Return the logarithms of the factors of ε."""
        return slice(_domains(theta) + 3, len(theta))

    def evaluate(self, theta: "Floats", points: Points) -> tuple["Floats", "Floats"]:
        """Return losses and derivatives."""
        import numpy as np

        domains = _domains(theta)
        gamma, strength = clipped_exp(theta[1]), clipped_exp(theta[3 : 3 + domains])
        epsilon = clipped_exp(theta[2] + theta[3 + domains :])
        base = points.ratios + epsilon
        power = base**gamma
        total = power @ strength
        outer = -1 / total**2
        jacobian = np.empty((len(total), len(theta)))
        jacobian[:, 0] = 1
        jacobian[:, 1] = outer * ((power * np.log(base)) @ strength) * gamma
        by_factor = outer[:, None] * (gamma * power / base * strength * epsilon)
        jacobian[:, 2] = by_factor.sum(axis=1)
        jacobian[:, 3 : 3 + domains] = outer[:, None] * power * strength
        jacobian[:, 3 + domains :] = by_factor
        return theta[0] + 1 / total, jacobian

    def named(self, theta: "Floats", domains: tuple[str, ...]) -> dict[str, Any]:
        """Return E and γ, and ε and C by domain."""
        size = len(domains)
        strength = dict(zip(domains, map(float, clipped_exp(theta[3 : 3 + size])), strict=True))
        epsilon = dict(zip(domains, map(float, clipped_exp(theta[2] + theta[3 + size :])), strict=True))
        return {"E": float(theta[0]), "gamma": float(clipped_exp(theta[1:2])[0]), "epsilon": epsilon, "C": strength}


def _domains(theta: "Floats") -> int:
    return (len(theta) - 3) // 2
