"""The loss curve as a picture: lines of ``curve.jsonl`` → ``loss.png``, where matplotlib is installed."""

from collections.abc import Sequence
from pathlib import Path

from lemnos.steps.train.state import CurveLine
from lemnos.store.atomic_files import writing


def draw(lines: Sequence[CurveLine], path: Path) -> None:
    """Draw the training loss, the validation loss and the learning rate over the tokens; nothing without matplotlib."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        return
    points = [line.point for line in lines]
    trained = [point for point in points if point.loss is not None]
    figure = Figure(figsize=(7, 5), layout="constrained")
    loss, rate = figure.subplots(2, sharex=True, height_ratios=(3, 1))
    loss.plot(
        [point.tokens for point in trained], [point.loss for point in trained], lw=0.8, label="training, nats a token"
    )
    loss.set_ylabel("loss")
    bits = loss.twinx()
    names = list(dict.fromkeys(metric.name for point in points for metric in point.validation))
    for name in names if len(names) > 2 else names[:1]:
        held = [(point.tokens, each.value) for point in points for each in point.validation if each.name == name]
        bits.plot(*zip(*held, strict=True), marker=".", label=f"validation, {name}")
    bits.set_ylabel("bits per byte")
    if names:
        bits.legend(loc="upper right")
    loss.legend(loc="lower left")
    rate.plot([point.tokens for point in trained], [point.rate for point in trained])
    rate.set_ylabel("learning rate")
    rate.set_xlabel("tokens")
    with writing(path) as stream:
        figure.savefig(stream, format="png", dpi=120, metadata={"Software": None})
