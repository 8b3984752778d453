"""The scores of one item → its metrics. Formulas and sources: ``docs/reference/evaluate.md``.

``gain``    ``gain_wrong`` and ``gain_none``, bits per byte that the true history saves; ``bits_per_byte`` under it
``choice``  ``accuracy`` by bits, ``accuracy_per_byte`` by bits per byte, and ``bits_per_byte`` of the gold choice
``calls``   as ``choice``, and ``margin``, the bits by which an empty list of calls is less likely than a call begun
``text``    ``bits_per_byte``
``word``    as ``text``, and ``accuracy``, whether greedy decoding writes the continuation
"""

from collections.abc import Sequence
from typing import assert_never

from lemnos.records import ContinuationScore, Metric
from lemnos.steps.evaluate.suites.items import Kind

BITS = "bits_per_byte"
MARGIN = "margin"


def metrics_of(kind: Kind, scores: Sequence[ContinuationScore], gold: int) -> tuple[Metric, ...]:
    """Return the metrics of an item.

    Args:
        kind: What the item asks.
        scores: Of its requests, in their order.
        gold: Which of them is the right one.
    """
    size = max(1, scores[gold].bytes)
    right = Metric(BITS, _rounded(scores[gold].bits / size), size)
    match kind:
        case "gain":
            bits = {score.name: score.bits for score in scores}
            return (
                Metric("gain_wrong", _rounded((bits["wrong"] - bits["true"]) / size)),
                Metric("gain_none", _rounded((bits["none"] - bits["true"]) / size)),
                right,
            )
        case "choice":
            return (*_accuracies(scores, gold), right)
        case "calls":
            bits = {score.name: score.bits for score in scores}
            margin = Metric(MARGIN, _rounded(bits["empty"] - bits["open"]))
            choices = [score for score in scores if score.name.isdecimal()]
            return (*_accuracies(choices, gold), right, margin) if choices else (margin,)
        case "text":
            return (right,)
        case "word":
            return (Metric("accuracy", float(scores[gold].greedy)), right)
        case _:
            assert_never(kind)


def _accuracies(scores: Sequence[ContinuationScore], gold: int) -> tuple[Metric, Metric]:
    per_byte = [score.bits / max(1, score.bytes) for score in scores]
    return (
        Metric("accuracy", float(_best([score.bits for score in scores], gold))),
        Metric("accuracy_per_byte", float(_best(per_byte, gold))),
    )


def _best(values: Sequence[float], gold: int) -> bool:
    """Return whether the gold value is below all others; a tie is a miss."""
    return all(values[gold] < value for number, value in enumerate(values) if number != gold)


def _rounded(value: float) -> float:
    return round(value, 6)
