"""What fits leave: ``FittedLaws``, and an ``Optimum`` if one was sought → ``fit.json`` and pictures."""

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.mix.fit import FittedLaws, as_json
from lemnos.mix.optimum import Optimum
from lemnos.store.atomic_files import write_bytes

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

FIT = "fit.json"


def optimum_as_json(fitted: FittedLaws, optimum: Optimum) -> dict[str, Any]:
    """Return everything about an optimum as plain values."""
    return {
        "ratios": dict(zip(fitted.runs.domains, map(float, optimum.ratios), strict=True)),
        "low": list(map(float, optimum.low)),
        "high": list(map(float, optimum.high)),
        "by_law": {name: list(map(float, ratios)) for name, ratios in optimum.by_law.items()},
        "losses": dict(zip(fitted.runs.metrics, map(float, optimum.losses), strict=True)),
        "position": optimum.position,
        "refused": optimum.reason,
    }


def write_fit(
    out: Path,
    fitted: FittedLaws,
    optimum: Optimum | None = None,
    weights: "Floats | None" = None,
) -> bool:
    """Write ``fit.json``, a picture for each loss, and one of three domains where there are as many.

    Args:
        out: The folder.
        fitted: The laws.
        optimum: The best mixture, if one was sought.
        weights: Shape (metrics). What each loss counts in the picture of three domains; the same for all if None.

    Returns:
        Whether there are pictures: matplotlib may not be installed.
    """
    import numpy as np

    told = as_json(fitted)
    if optimum is not None:
        told["optimum"] = optimum_as_json(fitted, optimum)
    write_bytes(out / FIT, msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n")
    if find_spec("matplotlib") is None:
        return False
    from lemnos.mix.plots import loss_by_ratio, ternary

    for metric, name in enumerate(fitted.runs.metrics):
        loss_by_ratio(fitted, metric, out / f"{_file_name(name)}.png", fitted.again)
    if len(fitted.runs.domains) >= 3:
        shown = fitted.runs.ratios.mean(axis=0) if optimum is None else optimum.ratios
        three = sorted(range(len(shown)), key=lambda at: -shown[at])[:3]
        even = np.full(len(fitted.runs.metrics), 1 / len(fitted.runs.metrics))
        ternary(
            fitted,
            even if weights is None else weights,
            out / "ternary.png",
            sorted(three),
            None if optimum is None else optimum.ratios,
        )
    return True


def _file_name(metric: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_." else "_" for letter in metric)
