"""Combines a sentence embedding or a cross-encoder with the default reward: ``Case`` or ``Cluster`` → rewards, 0 to 1.

    st:NAME   sentence-transformers bi-encoder, a name on the hub or a folder
    hf:PATH   transformers AutoModel, the mean over its tokens
    ce:PATH   cross-encoder, AutoModelForSequenceClassification with one logit

The nearness of a candidate is the mean of its nearness to each answer so far, with weights that halve with each turn
back, minus ``HUB`` times its mean nearness to the other candidates: what is near to everything answers nothing in
particular. It is standardised over the candidates and added to the logit of the default reward. The sum predicts the
next answer better than either, by 3 to 9 % over MiniLM's own cosine (docs/findings.md).

All weights were chosen on training cases, articles of Wikipedia, with all-MiniLM-L6-v2. A cross-encoder reads each pair
anew, so its nearness to the other candidates is not computed.

The cost is encoding: about 50 segments a CPU-second with MiniLM. Limitation: texts are encoded together, so the last
bits of a score may depend on what else is scored. In a plan each document is encoded separately, so plans do not.
"""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster, Reward, Scorer, TextReward
from lemnos.steps.talk.reward.baselines import Ranker, Scores
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.embedding.encoders import Pairs, pairs

Matrix = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.intp]

FADING = 0.5
"""Factor of the weight of an answer for each turn back."""
HUB = 0.7
"""Weight of the mean nearness to the other candidates, which is subtracted."""


class Weights(NamedTuple):
    """Weights in σ(default · its logit + near · standardised nearness + offset)."""

    default: float
    near: float
    offset: float


TEXTS = Weights(0.5, 1.25, -0.9)
"""Weights if only texts are known."""
PLACED = Weights(1.0, 0.4, 0.0)
"""Weights if positions are known: with them the default reward is nearly as good alone."""
_NARROW = np.float32(0.02)


def cosine(name: str) -> Ranker:
    """Return the nearness of an embedding as a baseline: the fading mean over the answers so far, and nothing else.

    Raises:
        InputError: There is no such model.
        SettingsError: See ``pairs``.
    """
    return _Plain(pairs(name))


class _Plain:
    def __init__(self, near: Pairs) -> None:
        self._near = near
        self.name = f"{near.name} alone"

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """See ``Ranker.scores``."""
        return [faded(self._near, case) for case in cases]


def faded(near: Pairs, case: Case) -> Matrix:
    """Return the mean nearness of each candidate to the answers so far, with fading weights; 0 before the first answer.

    Shape: (candidates,).
    """
    if not case.history or not case.candidates:
        return np.zeros(len(case.candidates), dtype=np.float32)
    weights = np.float32(FADING) ** np.arange(len(case.history) - 1, -1, -1, dtype=np.float32)
    kept = weights > 1e-3  # answers 10 turns back do not count, so a cross-encoder need not read them
    history = [text for text, keep in zip(case.history, kept, strict=True) if keep]
    result: Matrix = weights[kept] @ near.near(history, case.candidates) / weights[kept].sum()
    return result


def hub(near: Pairs, texts: Sequence[str]) -> Matrix:
    """Return the mean nearness of each text to the others; 0 if that is expensive. Shape: (texts,)."""
    if not near.symmetric or len(texts) < 2:
        return np.zeros(len(texts), dtype=np.float32)
    square = near.near(texts, texts)
    result: Matrix = (square.sum(axis=0) - square.diagonal()) / np.float32(len(texts) - 1)
    return result


def standardised(values: Matrix) -> Matrix:
    """Return values minus their mean over the last axis, divided by their standard deviation."""
    middle = values - values.mean(axis=-1, keepdims=True)
    result: Matrix = middle / (middle.std(axis=-1, keepdims=True) + _NARROW)
    return result


def logit(chances: Matrix) -> Matrix:
    """Return ln(p / (1 − p))."""
    kept = np.clip(chances, np.float32(1e-6), np.float32(1 - 1e-6))
    result: Matrix = np.log(kept / (1 - kept))
    return result


class _Default(Reward, TextReward, Protocol):
    """The default reward, which scores both cases and clusters."""


class EmbeddingReward:
    """The default reward combined with the nearness of an embedding or a cross-encoder.

    Args:
        near: Nearness of texts.
        default: The default reward.
    """

    def __init__(self, near: Pairs, default: _Default) -> None:
        self._near, self._default = near, default
        self.name = near.name

    def scores(self, cases: Sequence[Case]) -> list[Scores]:
        """See ``TextReward.scores``."""
        if self._near.symmetric and cases:  # all texts at once: large batches
            self._near.near([text for case in cases for text in (*case.history, *case.candidates)], [""])
        return [self._case(case, chances) for case, chances in zip(cases, self._default.scores(cases), strict=True)]

    def _case(self, case: Case, chances: Scores) -> Scores:
        if not case.history or not case.candidates:
            return chances
        follows = faded(self._near, case) - np.float32(HUB) * hub(self._near, case.candidates)
        placed = bool(case.candidate_places and case.history_places)
        return combined(chances, follows, PLACED if placed else TEXTS)

    def read(self, cluster: Cluster, vectors: Vectors) -> "EmbeddingScorer":
        """See ``Reward.read``."""
        return EmbeddingScorer(self._near, self._default.read(cluster, vectors), cluster)


class EmbeddingScorer:
    """The reward over one cluster: the default's, and sums of nearness for each conversation."""

    def __init__(self, near: Pairs, inner: Scorer, cluster: Cluster) -> None:
        self._inner = inner
        documents = [[part.text for part in material.topic.segments] for material in cluster.materials]
        self._texts = [text for texts in documents for text in texts]
        self._near = near
        for texts in documents if near.symmetric else ():
            near.near(texts, texts[:1])
        self._hub = np.float32(HUB) * hub(near, self._texts)
        self._rows: dict[int, Matrix] = {}
        self._sums: Matrix = np.zeros((1, cluster.size), dtype=np.float32)
        self._mass = 0.0
        self._rewards: Matrix | None = None

    def extend(self, segments: Numbers, parents: Numbers) -> None:
        """See ``Scorer.extend``."""
        self._inner.extend(segments, parents)
        for segment in segments.tolist():
            if segment not in self._rows:
                self._rows[segment] = self._near.near([self._texts[segment]], self._texts)[0]
        rows = np.stack([self._rows[segment] for segment in segments.tolist()])
        self._sums = self._sums[parents] * np.float32(FADING) + rows
        self._mass = self._mass * FADING + 1
        self._rewards = None

    def rewards(self) -> Matrix:
        """See ``Scorer.rewards``."""
        if self._rewards is None:
            chances = self._inner.rewards()
            if self._mass:
                chances = combined(chances, self._sums / np.float32(self._mass) - self._hub, PLACED)
            self._rewards = chances
        return self._rewards


def combined(chances: Matrix, follows: Matrix, weights: Weights) -> Matrix:
    """Return the chances of the default reward and the nearness of an embedding, combined into one chance.

    Args:
        chances: Shape: (…, candidates).
        follows: The nearness. Shape: (…, candidates).
        weights: Weights of both.
    """
    total = np.float32(weights.default) * logit(chances) + np.float32(weights.near) * standardised(follows)
    result: Matrix = (1 / (1 + np.exp(-total - np.float32(weights.offset)))).astype(np.float32)
    return result
