"""Figures of the stages → the statistics of the report, and the lines on the terminal."""

from collections.abc import Mapping
from typing import Any

from lemnos.pipeline.statistics import summed
from lemnos.pipeline.step import StageFigures
from lemnos.steps.train.data import STAGE as DATA
from lemnos.steps.train.state import STAGE as TRAIN

_CLOCK = ("seconds", "cost")


def statistics(figures: StageFigures) -> dict[str, Any]:
    """Return the statistics of a run."""
    (trained,) = figures[TRAIN]
    return {
        "windows": summed(figures[DATA], "windows"),
        "window_tokens": summed(figures[DATA], "tokens"),
        **{key: value for key, value in trained.items() if key not in _CLOCK},
    }


def bits_of(validation: list[dict[str, Any]]) -> str:
    """Return bits per byte in words: ``1.234 bits per byte (prose 1.1, dialogues 1.3)``."""
    named = {each["name"]: each["value"] for each in validation}
    if not named:
        return "no validation windows"
    parts = ", ".join(f"{name} {value:.4f}" for name, value in named.items() if name != "all")
    return f"{named['all']:.4f} bits per byte" + (f" ({parts})" if len(named) > 2 else "")


def summary(report: Mapping[str, Any]) -> list[str]:
    """Return what a finished run holds."""
    stages = report["stages"]
    epochs = ", ".join(f"{name} {count:g}" for stage in stages for name, count in stage["epochs"].items())
    size = report["parameters"] / 1e6
    return [
        f"a model of {size:,.1f}M parameters, trained on {report['tokens']:,} tokens in {report['steps']:,} steps",
        f"validation: {bits_of(report['validation'])}; last step {bits_of(report['validation_last'])}",
        f"epochs: {epochs}",
    ]
