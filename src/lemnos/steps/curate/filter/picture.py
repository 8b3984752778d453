"""Draws a filter's curve: precision and recall by threshold, and how the scores of both labels lie."""

from collections.abc import Sequence
from pathlib import Path

from lemnos.steps.curate.filter.audit import Scored
from lemnos.steps.curate.filter.curve import Curve


def draw(curve: Curve, scored: Sequence[Scored], path: Path) -> None:
    """Write the picture to ``path``, a PNG file. Needs matplotlib."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    FigureCanvasAgg(figure)
    by_threshold, by_score = figure.subplots(1, 2)
    thresholds = [point.threshold for point in curve.points]
    for name in ("precision", "recall", "f1"):
        by_threshold.plot(thresholds, [getattr(point, name) for point in curve.points], label=name)
    by_threshold.axvline(curve.best.threshold, color="grey", linestyle=":")
    by_threshold.set(xlabel="threshold", ylim=(0, 1.02), title="texts that were held out")
    by_threshold.legend(loc="lower left")
    for label, name in ((True, "positive"), (False, "negative")):
        by_score.hist([each.score for each in scored if each.item.label is label], bins=40, alpha=0.6, label=name)
    by_score.set(xlabel="score", ylabel="texts", yscale="log")
    by_score.legend()
    figure.savefig(path, dpi=110, metadata={"Software": None})
