"""Boosted trees on the ratios: LightGBM with the settings of RegMix.

It has no form, so it cannot tell anything outside of the mixtures that were run, and its optimum is searched among
sampled mixtures. It stands beside the laws as what they must beat.
Source: Liu et al. 2024, "RegMix" (arXiv 2407.01492), section 3.2 and its code.
"""

from typing import TYPE_CHECKING, Any

from lemnos.mix.laws.base import Points, Search

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

_SETTINGS = {
    "objective": "regression",
    "num_iterations": 1000,
    "learning_rate": 1e-2,
    "num_threads": 1,
    "verbosity": -1,
    "deterministic": True,
    "force_row_wise": True,
}


class BoostedFit:
    """Trees."""

    def __init__(self, booster: Any) -> None:
        self.booster = booster

    def predict(self, points: Points) -> "Floats":
        """Return the losses at points."""
        import numpy as np

        return np.asarray(self.booster.predict(points.ratios), dtype=np.float64)

    def describe(self, domains: tuple[str, ...]) -> dict[str, Any]:
        """Return the number of trees, and the gain of each domain."""
        gains = self.booster.feature_importance("gain")
        return {"trees": self.booster.num_trees(), "gain": dict(zip(domains, map(float, gains), strict=True))}


class Boosted:
    """LightGBM."""

    name = "lightgbm"
    title = "LightGBM"
    formula = "trees"
    source = "Liu et al. 2024, arXiv 2407.01492"
    smooth = False

    def fit(self, points: Points, losses: "Floats", weights: "Floats", search: Search) -> BoostedFit:
        """Fit the trees."""
        import lightgbm

        data = lightgbm.Dataset(points.ratios, losses, weight=weights, params={"verbosity": -1})
        return BoostedFit(lightgbm.train({**_SETTINGS, "seed": search.seed}, data))
