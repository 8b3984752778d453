"""Estimates how likely each user turn is not faulty: messages and ``Turn`` records → probabilities. No model.

A logistic regression on ``turn_features``. Its weights are in ``turn_quality.json``; ``benchmarks/turn_quality.py``
fits and tests them on turns that readers marked (decision 0015). Costs what the features cost. Limitation: fitted to
English turns of the offline writer and of people; a fault that no feature sees, such as an odd phrase, costs nothing.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Turn, Utterance
from lemnos.steps.talk.check.turn_features import Exchange, Features, features

WEIGHTS = Path(__file__).parent / "turn_quality.json"


class TurnWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fitted regression: the log odds that a turn is faulty are ``bias`` plus the weighted sum of its features."""

    bias: float
    weights: dict[str, float]
    """By name of the feature; every field of ``Features`` has one."""


def qualities(
    messages: Sequence[Utterance], turns: Sequence[Turn], titles: Mapping[str, str], language: str = "en"
) -> list[float]:
    """Return the probability that each user turn is not faulty, with 3 decimals.

    Args:
        messages: User and assistant messages in turn.
        turns: The record of each pair of messages.
        titles: Titles of the documents by id.
        language: Language of the messages, as an ISO 639 code.
    """
    rows = features(exchanges_of(messages, turns, titles), english=language == "en")
    return [round(value, 3) for value in not_faulty(rows, *_weights()).tolist()]


def exchanges_of(messages: Sequence[Utterance], turns: Sequence[Turn], titles: Mapping[str, str]) -> list[Exchange]:
    """Return the exchanges of a dialogue. A turn without evidence has the title of the turn before."""
    exchanges: list[Exchange] = []
    title = ""
    for number, turn in enumerate(turns):
        if turn.evidence:
            title = titles.get(turn.evidence[0].document, "")
        headings = tuple(dict.fromkeys(heading for evidence in turn.evidence for heading in evidence.section))
        documents = len({evidence.document for evidence in turn.evidence})
        user, answer = messages[2 * number].content, messages[2 * number + 1].content
        exchanges.append(Exchange(user, answer, title, headings, documents))
    return exchanges


def not_faulty(rows: npt.NDArray[np.float64], weights: npt.NDArray[np.float64], bias: float) -> npt.NDArray[np.float64]:
    """Return the probability that each turn is not faulty. Shapes: (turns, features), (features,) → (turns,)."""
    odds = np.exp(np.clip(rows @ weights + bias, -30, 30))
    return np.asarray(1 / (1 + odds))


@cache
def _weights() -> tuple[npt.NDArray[np.float64], float]:
    """Return the weights in the order of ``Features``, and the bias."""
    fitted = msgspec.json.decode(WEIGHTS.read_bytes(), type=TurnWeights)
    return np.array([fitted.weights[name] for name in Features._fields]), fitted.bias
