"""Reads marked user turns of runs, and measures how well a score tells the faulty ones.

A file and runs → ``Marked``, one row a turn. The file has, one line a turn, ``dialogue``, ``turn`` (from 0), ``marks``
(a list of ``natural``, ``acceptable`` or ``faulty``, one a reader) and, if the turns were drawn by strata, ``weight``:
how many turns it stands for.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos import open_run
from lemnos.records import Dialogue
from lemnos.steps.talk.check.turn_features import Features, features
from lemnos.steps.talk.check.turn_quality import exchanges_of

Floats = npt.NDArray[np.float64]
BOOTSTRAPS = 2000


class Marked(NamedTuple):
    """Marked turns as columns. Shapes: (turns,), of ``rows`` (turns, features)."""

    rows: Floats
    faulty: Floats
    """Share of the readers who marked the turn as faulty."""
    weight: Floats
    dialogue: npt.NDArray[np.str_]
    kind: npt.NDArray[np.str_]
    score: Floats
    """Score of the dialogue, by its card."""

    def where(self, chosen: npt.NDArray[np.bool_]) -> "Marked":
        """Return the chosen turns."""
        return Marked(
            self.rows[chosen],
            self.faulty[chosen],
            self.weight[chosen],
            self.dialogue[chosen],
            self.kind[chosen],
            self.score[chosen],
        )

    @property
    def agreed(self) -> npt.NDArray[np.bool_]:
        """Whether all readers find a turn faulty, or none does."""
        return np.asarray((self.faulty == 0) | (self.faulty == 1))


def read_marked(path: Path, runs: Iterable[Path]) -> Marked:
    """Return the marked turns of a file that are in one of the runs."""
    marks: dict[str, list[dict[str, Any]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        marks.setdefault(row["dialogue"], []).append(row)
    rows: list[Floats] = []
    figures: list[tuple[float, float, float]] = []
    names: list[tuple[str, str]] = []
    for run in runs:
        for identifier, dialogue in sorted(open_run(run).dialogues.get_many(set(marks)).items()):
            measured = rows_of(dialogue)
            for mark in marks[identifier]:
                readers = [str(one).strip().lower() for one in mark["marks"]]
                turn = mark["turn"]
                rows.append(measured[turn])
                share = readers.count("faulty") / len(readers)
                figures.append((share, mark.get("weight", 1.0), dialogue.meta.card.score))
                names.append((identifier, dialogue.turns[turn].kind.value))
    if not rows:
        sys.exit(f"{path}: none of these dialogues is in the runs; give the runs of which turns were marked")
    faulty, weight, score = np.array(figures).T
    dialogues, kinds = np.array(names).T
    return Marked(np.array(rows), faulty, weight, dialogues, kinds, score)


def rows_of(dialogue: Dialogue) -> Floats:
    """Return the features of the turns of a dialogue. Shape: (turns, features)."""
    titles = {document.id: document.title for document in dialogue.documents}
    exchanges = exchanges_of(dialogue.messages, dialogue.turns, titles)
    return features(exchanges, english=dialogue.meta.language == "en") if exchanges else np.zeros((0, len(NAMES)))


NAMES = Features._fields


def weighted_auc(scores: Floats, faulty: npt.NDArray[np.bool_], weight: Floats) -> float:
    """Return how often a faulty turn has a higher score than another, each turn counted ``weight`` times; ties count
    half.

    >>> weighted_auc(np.array([3.0, 1.0, 2.0]), np.array([True, True, False]), np.array([3.0, 1.0, 1.0]))
    0.75
    """
    bad, good = scores[faulty][:, None], scores[~faulty]
    pairs = weight[faulty][:, None] * weight[~faulty]
    return float((((bad > good) + (bad == good) / 2) * pairs).sum() / pairs.sum())


def interval(
    groups: npt.NDArray[np.str_], measure: Callable[[npt.NDArray[np.intp]], float], seed: int = 0
) -> tuple[float, float]:
    """Return the 95% interval of a measure by bootstrap over groups.

    Args:
        groups: The dialogue of each turn.
        measure: From indices of turns, with repetition, to a value; NaN is left out.
        seed: Of the draws.
    """
    random = np.random.default_rng(seed)
    members = [np.flatnonzero(groups == name) for name in np.unique(groups)]
    values = []
    for _ in range(BOOTSTRAPS):
        drawn = random.integers(len(members), size=len(members))
        values.append(measure(np.concatenate([members[number] for number in drawn])))
    low, high = np.nanpercentile(values, (2.5, 97.5))
    return float(low), float(high)


def correlation(first: Sequence[float] | Floats, second: Sequence[float] | Floats) -> float:
    """Return Pearson's correlation, NaN if one side is constant."""
    left, right = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if len(left) < 3 or not left.std() or not right.std():
        return float("nan")
    return float(np.corrcoef(left, right)[0, 1])
