"""Draws fits: PNG files of loss against ratio with data, fit and interval, and a ternary plot of three domains.

A law has a value for every mixture, a picture has one axis: a domain's ratio runs from 0 to its greatest, and the
others keep their proportions in the mean of the runs. Points are the runs, shifted by what the law says of the
difference between their mixture and the drawn one, so they stand above or below the line by their residuals.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lemnos.mix.fit import FittedLaw, FittedLaws, points_at, points_of

if TYPE_CHECKING:
    from lemnos.mix.runs import Floats

_STEPS = 60
_DPI = 120
_MOST = 24
"""Panels of one picture."""


def _figure(width: float, height: float) -> Any:
    from matplotlib.figure import Figure  # no display, no global state

    return Figure(figsize=(width, height), dpi=_DPI, layout="constrained")


def _line(fitted: FittedLaws, at: int, to: float) -> "Floats":
    """Return the mixtures of a line: domain ``at`` from 0 to ``to``."""
    import numpy as np

    rest = fitted.runs.ratios.mean(axis=0)
    rest = np.where(np.arange(len(rest)) == at, 0, rest)
    rest = rest / max(float(rest.sum()), 1e-12)
    share = np.linspace(0, to, _STEPS)[:, None]
    ratios = (1 - share) * rest
    ratios[:, at] = share[:, 0]
    return np.asarray(ratios)


def loss_by_ratio(
    fitted: FittedLaws, metric: int, path: Path, again: Sequence[FittedLaw] = (), domains: Sequence[int] = ()
) -> None:
    """Draw one loss against the ratio of each domain.

    Args:
        fitted: The laws; the chosen one is drawn.
        metric: Number of the loss.
        path: PNG file.
        again: The law fitted to resamples: the band holds 90% of them.
        domains: Numbers of the domains to draw; the first 24 if empty.
    """
    import numpy as np

    runs = fitted.runs
    shown = list(domains) or list(range(min(len(runs.domains), _MOST)))
    columns = min(4, len(shown))
    rows = -(-len(shown) // columns)
    figure = _figure(3.2 * columns, 2.6 * rows)
    law = fitted.best.metrics[metric]
    residuals = runs.values[:, metric] - law.predict(points_of(runs))
    for place, at in enumerate(shown, 1):
        axes = figure.add_subplot(rows, columns, place)
        ratios = _line(fitted, at, float(runs.ratios[:, at].max()))
        line = law.predict(points_at(fitted.runs, ratios))
        if again:
            band = np.stack([each.metrics[metric].predict(points_at(fitted.runs, ratios)) for each in again])
            low, high = np.percentile(band, [5, 95], axis=0)
            axes.fill_between(ratios[:, at], low, high, alpha=0.25, linewidth=0)
        axes.plot(ratios[:, at], line, linewidth=1.5)
        expected = np.interp(runs.ratios[:, at], ratios[:, at], line)
        axes.plot(runs.ratios[:, at], expected + residuals, ".", markersize=2.5, alpha=0.5, color="0.3")
        axes.set_title(runs.domains[at], fontsize=8)
        axes.tick_params(labelsize=7)
    figure.suptitle(f"{runs.metrics[metric]} by ratio ({fitted.best.law.title}; others in proportion)", fontsize=9)
    figure.savefig(path, metadata={"Software": None})


def ternary(
    fitted: FittedLaws, weights: "Floats", path: Path, domains: Sequence[int], optimum: "Floats | None" = None
) -> None:
    """Draw the weighted loss over the mixtures of three domains.

    Args:
        fitted: The laws; the chosen one is drawn.
        weights: Shape (metrics).
        path: PNG file.
        domains: Numbers of three domains; the others keep what they have in ``optimum``, or are left out.
        optimum: A mixture to mark, shape (domains).
    """
    import numpy as np

    runs, three = fitted.runs, list(domains)
    base = np.zeros(len(runs.domains)) if optimum is None else np.array(optimum)
    base[three] = 0
    share = 1 - float(base.sum())
    grid = [(i, j, 40 - i - j) for i in range(41) for j in range(41 - i)]
    corners = np.array(grid) / 40
    ratios = np.tile(base, (len(corners), 1))
    ratios[:, three] = corners * share
    losses = fitted.best.predict(points_at(fitted.runs, ratios)) @ weights
    figure = _figure(5.2, 4.6)
    axes = figure.add_subplot()
    x, y = corners[:, 1] + corners[:, 2] / 2, corners[:, 2] * 3**0.5 / 2
    drawn = axes.tricontourf(x, y, losses, levels=16, cmap="viridis_r")
    figure.colorbar(drawn, ax=axes, shrink=0.8, label="predicted loss")
    held = runs.ratios[:, three]
    inside = held.sum(axis=1) > 0.5
    held = held[inside] / held[inside].sum(axis=1, keepdims=True)
    axes.plot(held[:, 1] + held[:, 2] / 2, held[:, 2] * 3**0.5 / 2, "k.", markersize=3, alpha=0.6)
    if optimum is not None and share > 0:
        best = np.asarray(optimum)[three] / share
        axes.plot(best[1] + best[2] / 2, best[2] * 3**0.5 / 2, "r*", markersize=12)
    for name, (left, up), side in zip(
        (runs.domains[at] for at in three), ((0, -0.06), (1, -0.06), (0.5, 0.9)), ("center",) * 3, strict=True
    ):
        axes.text(left, up, name, ha=side, fontsize=8)
    axes.set_axis_off()
    axes.set_aspect("equal")
    figure.savefig(path, metadata={"Software": None})
