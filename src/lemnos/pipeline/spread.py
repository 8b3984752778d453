"""Many values → the few figures that describe how they are spread."""

from collections.abc import Sequence

import numpy as np


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return mean, standard deviation, median, percentiles 5, 10, 90 and 95, least and greatest of ``values``."""
    if not values:
        return {}
    array = np.asarray(values, dtype=np.float64)
    p5, p10, median, p90, p95 = np.percentile(array, [5, 10, 50, 90, 95])
    named = {
        "mean": array.mean(),
        "sd": array.std(),
        "median": median,
        "p5": p5,
        "p10": p10,
        "p90": p90,
        "p95": p95,
        "min": array.min(),
        "max": array.max(),
    }
    return {name: round(float(value), 3) for name, value in named.items()}
