"""Figures of the stages → the statistics of the report, and the lines on the terminal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from lemnos.engine.stage import Figures
from lemnos.errors import RunError
from lemnos.pipeline.step import StageFigures
from lemnos.steps.evaluate.results.results import RESULTS
from lemnos.steps.evaluate.scoring.score import STAGE as SCORES
from lemnos.steps.evaluate.suites.files import STAGE as ITEMS
from lemnos.store.run_folder import RunFolder

_SUMS = ("items", "requests", "tokens", "computed", "cut_turns", "cut_tokens", "straddles", "unknown")
MAIN = {
    "gain_wrong": "gain over a wrong history, bits per byte",
    "gain_none": "gain over no history, bits per byte",
    "accuracy": "accuracy",
    "accuracy_per_byte": "accuracy by bits per byte",
    "bits_per_byte": "bits per byte",
    "knows_when_to_call": "knows when to call, area",
    "ast_accuracy": "calls right",
}
"""Metric → what it is called in tables."""


def models_of(shards: Iterable[Figures]) -> dict[str, Any]:
    """Return for each checkpoint what it is and what its scores cost, from the figures of its chunks."""
    found: dict[str, dict[str, Any]] = {}
    for shard in shards:
        model = dict(shard["model"])
        held = found.setdefault(model.pop("checkpoint"), {**model, **dict.fromkeys(_SUMS, 0)})
        for name in _SUMS:
            held[name] += shard[name]
    return found


def statistics(run: RunFolder, figures: StageFigures) -> dict[str, Any]:
    """Return the statistics: those of ``results.json``, and how many items were read and scored."""
    results = read_results(run)
    return {"items": sum(shard["items"] for shard in figures[SCORES]), "read": figures[ITEMS][0]["read"], **results}


def read_results(run: RunFolder) -> dict[str, Any]:
    """Return the content of ``results.json``.

    Raises:
        RunError: There is none.
    """
    try:
        found: dict[str, Any] = msgspec.json.decode((run.path / RESULTS).read_bytes())
    except FileNotFoundError:
        raise RunError("holds no results", where=str(run.path), remedy="rerun the command that began it") from None
    return found


def rows_of(figures: Sequence[Mapping[str, Any]], checkpoints: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the rows of a table: suite, stratum, metric, items, and a cell for each checkpoint."""
    cells: dict[tuple[str, str, str], dict[str, Mapping[str, Any]]] = {}
    for figure in figures:
        key = (figure["suite"], figure["stratum"], figure["metric"])
        cells.setdefault(key, {})[figure["checkpoint"]] = figure
    return [
        (
            suite,
            stratum or "all",
            MAIN.get(metric, metric),
            f"{max(figure['items'] for figure in held.values()):,}",
            *(cell(held[name]) if name in held else "" for name in checkpoints),
        )
        for (suite, stratum, metric), held in cells.items()
    ]


def cell(figure: Mapping[str, Any]) -> str:
    """Return a figure with its interval: ``0.41 (0.32 to 0.50)``."""
    value = f"{figure.get('value', figure.get('difference')):.3f}"
    return value if figure["low"] is None else f"{value} ({figure['low']:.3f} to {figure['high']:.3f})"


def summary(report: Mapping[str, Any]) -> list[str]:
    """Return what a finished run holds: a line, then the figures of whole suites as a table, then comparisons."""
    checkpoints = list(report["checkpoints"])
    suites = list(dict.fromkeys(figure["suite"] for figure in report["figures"]))
    head = f"{report['items']:,} scores of {', '.join(checkpoints)} on {', '.join(suites)}"
    whole = [figure for figure in report["figures"] if not figure["stratum"]]
    rows = [("suite", "metric", "items", *checkpoints)]
    rows += [(row[0], *row[2:]) for row in rows_of(whole, checkpoints)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ["  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    better = [
        f"{one['suite']}, {MAIN.get(one['metric'], one['metric'])}: {one['first']} minus {one['second']} {cell(one)}"
        + (f"; {one['better']} is better" if one["better"] else "")
        for one in report["comparisons"]
    ]
    return [head, *lines, *better]
