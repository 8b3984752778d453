"""The stage ``results``: ``ItemScore`` records → ``results.json``: figures of each suite, and checkpoints compared.

A figure is the mean of a metric over items, by suite and by stratum. Two checkpoints are compared by the mean of the
differences over the items that both have. Memory: the metrics of all items, without their texts.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.evaluate.results.bootstrap import Estimate, area, mean
from lemnos.steps.evaluate.scoring.metrics import BITS, MARGIN
from lemnos.steps.evaluate.scoring.score import STAGE as SCORES
from lemnos.steps.evaluate.settings import EvaluateSettings
from lemnos.store.atomic_files import write_bytes
from lemnos.store.run_folder import RunFolder

STAGE = "results"
RESULTS = "results.json"
CALL_AREA = "knows_when_to_call"
_FEWEST = 2
"""Clusters below which there is no interval, and no comparison."""


class Value(NamedTuple):
    """A metric of one item."""

    item: str
    cluster: str
    stratum: str
    value: float
    weight: float


Values = dict[tuple[str, str, str], list[Value]]
"""Checkpoint, suite, metric → values."""


def values_of(run: RunFolder) -> Values:
    """Return the metrics of all items of a run."""
    found: Values = {}
    for record in run.read_records(SCORES):
        for metric in record["metrics"]:
            key = (record["checkpoint"], record["suite"], metric["name"])
            found.setdefault(key, []).append(
                Value(record["item"], record["cluster"], record["stratum"], metric["value"], metric["weight"])
            )
    return found


def write_results(run: RunFolder, settings: EvaluateSettings, models: Mapping[str, Any], task: Any) -> dict[str, Any]:
    """Write ``results.json``; return how many figures and comparisons it holds."""
    del task
    values = values_of(run)
    figures = figures_of(values, settings)
    compared = comparisons(values, settings)
    content = {"checkpoints": models, "figures": figures, "comparisons": compared}
    write_bytes(run.path / RESULTS, msgspec.json.format(msgspec.json.encode(content), indent=2))
    return {"figures": len(figures), "comparisons": len(compared)}


def figures_of(values: Values, settings: EvaluateSettings) -> list[dict[str, Any]]:
    """Return the figures: suite, metric, checkpoint, stratum (empty for all), and the estimate."""
    found: list[dict[str, Any]] = []
    for (checkpoint, suite, metric), held in values.items():
        if metric == MARGIN:
            found += _call_area(checkpoint, suite, held, settings)
            continue
        strata = sorted({value.stratum for value in held}, key=_order)
        parts = [("", held)]
        if len(strata) > 1:
            parts += [(stratum, [value for value in held if value.stratum == stratum]) for stratum in strata]
        for stratum, part in parts:
            estimate = _mean(part, settings)
            found.append(_figure(suite, metric, checkpoint, stratum, estimate))
    return found


def _order(stratum: str) -> tuple[int, str]:
    """Return what strata are sorted by: a number in front as a number, so that 8-15 comes before 16-31."""
    number = stratum.partition("-")[0]
    return (int(number) if number.isdecimal() else 0, stratum)


def _mean(held: Sequence[Value], settings: EvaluateSettings) -> Estimate:
    return mean(
        [value.value for value in held],
        [value.weight for value in held],
        [value.cluster for value in held],
        settings.resamples,
        settings.confidence,
    )


def _figure(suite: str, metric: str, checkpoint: str, stratum: str, estimate: Estimate) -> dict[str, Any]:
    sure = estimate.clusters >= _FEWEST
    return {
        "suite": suite,
        "metric": metric,
        "checkpoint": checkpoint,
        "stratum": stratum,
        "value": estimate.value,
        "low": estimate.low if sure else None,
        "high": estimate.high if sure else None,
        "items": estimate.items,
        "clusters": estimate.clusters,
    }


def _call_area(checkpoint: str, suite: str, held: Sequence[Value], settings: EvaluateSettings) -> list[dict[str, Any]]:
    """Return how well the margin tells items where no function fits from the others; nothing without both."""
    unfit = [value for value in held if "irrelevance" in value.stratum]
    fit = [value for value in held if "irrelevance" not in value.stratum]
    if not unfit or not fit:
        return []
    estimate = area(
        [value.value for value in unfit],
        [value.value for value in fit],
        [value.cluster for value in unfit],
        [value.cluster for value in fit],
        settings.resamples,
        settings.confidence,
    )
    return [_figure(suite, CALL_AREA, checkpoint, "", estimate)]


def comparisons(values: Values, settings: EvaluateSettings) -> list[dict[str, Any]]:
    """Return for each suite, metric and pair of checkpoints the mean difference, the first minus the second."""
    found: list[dict[str, Any]] = []
    checkpoints = list(dict.fromkeys(checkpoint for checkpoint, _, _ in values))
    for suite, metric in dict.fromkeys((suite, metric) for _, suite, metric in values if metric != MARGIN):
        for first, second in combinations(checkpoints, 2):
            pairs = _paired(values.get((first, suite, metric), ()), values.get((second, suite, metric), ()))
            if len({value.cluster for value in pairs}) < _FEWEST:
                continue
            estimate = _mean(pairs, settings)
            better = -1 if metric == BITS else 1
            found.append(
                {
                    "suite": suite,
                    "metric": metric,
                    "first": first,
                    "second": second,
                    "difference": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "items": estimate.items,
                    "clusters": estimate.clusters,
                    "better": _better(first, second, estimate, better),
                }
            )
    return found


def _paired(first: Iterable[Value], second: Iterable[Value]) -> list[Value]:
    """Return the differences over the items that both have."""
    other = {value.item: value for value in second}
    return [value._replace(value=value.value - other[value.item].value) for value in first if value.item in other]


def _better(first: str, second: str, estimate: Estimate, sign: int) -> str:
    """Return the checkpoint that is better beyond its interval; empty if none is."""
    if estimate.low > 0 or estimate.high < 0:
        return first if estimate.value * sign > 0 else second
    return ""
