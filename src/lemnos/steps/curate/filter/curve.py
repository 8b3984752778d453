"""Scores of held-out texts → precision, recall and F1 for every threshold."""

import csv
import io
from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt


class Point(msgspec.Struct, frozen=True):
    """What a threshold gives: texts with at least this score are taken for positive."""

    threshold: float
    precision: float
    recall: float
    f1: float
    kept: float
    """Share of all texts with at least this score."""


class Curve(msgspec.Struct, frozen=True):
    """The thresholds of a filter, measured on texts that were held out."""

    positive: int
    """Texts labelled positive."""
    negative: int
    points: list[Point]
    best: Point
    """The threshold with the best F1; of several, the lowest."""
    average_precision: float
    """Area under precision over recall."""


_ENDS = np.array([0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005])
_THRESHOLDS = np.unique(np.round(np.concatenate([np.arange(0.0, 1.0001, 0.01), _ENDS, 1 - _ENDS]), 6))
"""Denser at both ends, where a classifier that is sure of itself puts most texts."""


def curve_of(scores: Sequence[float], labels: Sequence[bool]) -> Curve:
    """Return the curve of scores against labels.

    Args:
        scores: Of texts that were held out, 0 to 1. Shape: (texts,).
        labels: Whether each is positive; some are, and some are not.
    """
    score = np.asarray(scores, dtype=np.float64)
    label = np.asarray(labels, dtype=bool)
    points = [_point(float(threshold), score, label) for threshold in _THRESHOLDS]
    best = max(points, key=lambda point: (point.f1, -point.threshold))
    order = np.argsort(-score, kind="stable")
    right = np.cumsum(label[order])
    precision = right / np.arange(1, len(order) + 1)
    average = float(precision[label[order]].mean())
    return Curve(int(label.sum()), int((~label).sum()), points, best, round(average, 6))


def _point(threshold: float, score: npt.NDArray[np.float64], label: npt.NDArray[np.bool_]) -> Point:
    taken = score >= threshold
    right = int(np.count_nonzero(taken & label))
    precision = right / max(1, int(np.count_nonzero(taken)))
    recall = right / max(1, int(np.count_nonzero(label)))
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Point(threshold, round(precision, 6), round(recall, 6), round(f1, 6), round(float(taken.mean()), 6))


def as_csv(curve: Curve) -> bytes:
    """Return the points as a table."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(Point.__struct_fields__)
    writer.writerows(msgspec.structs.astuple(point) for point in curve.points)
    return stream.getvalue().encode()
