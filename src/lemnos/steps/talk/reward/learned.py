"""Implements the default reward: a small network over the nearness of texts, and a linear head over their positions.

``Case`` or ``Cluster`` → rewards. Cases are texts with or without positions. The planner follows a beam of
conversations over one cluster and gets the mean of the chances with positions and without. Reading a cluster of 240
segments costs 2 ms, a turn of 4 conversations 0.1 ms, a case of 20 candidates 0.3 ms.

Limitation: it knows English endings and function words; see lemnos.text.stems for other languages, and
docs/reference/reward-model.md for data, figures and limits.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.reward.cases import Case
from lemnos.steps.talk.reward.encode import Encoded, Matrix, encode, idf_of, weighted
from lemnos.steps.talk.reward.model import REPETITION, SHIPPED, RewardModel, chances, combined, read_model, scores
from lemnos.steps.talk.reward.nearness import nearness
from lemnos.steps.talk.reward.segment_follower import StateFollower, StateLogits, scene_of_cluster, scene_of_places
from lemnos.steps.talk.reward.text_follower import Follower

TEXT = 0.5
"""Weight of the chance by text alone in the planner's reward; the rest is the chance by text and position. The latter
is near 1 for the next paragraph at any point of a dialogue, and says little else; the former reflects how people's
conversations continue."""
Numbers = npt.NDArray[np.intp]

_OPENING, _DEEP, _ELSEWHERE = 2.0, 2.0, 1.0
"""The rule for the first answer, which is not learned: the lead of a document opens a conversation, preferably the
anchor's. Logits: of the anchor's lead, subtracted per ln(1 + segments before), subtracted for another document."""


class LearnedReward:
    """The learned reward.

    Args:
        model: The weights; those shipped with Lemnos by default.
    """

    name = "learned"

    def __init__(self, model: RewardModel | None = None) -> None:
        self._model = model or read_model(SHIPPED)
        self._idf = idf_of(self._model.rates)

    @classmethod
    def load(cls, path: Path) -> "LearnedReward":
        """Return the reward whose model is in a file.

        Raises:
            InputError: There is no such file, or it is not a model that this version can read.
        """
        return cls(read_model(path))

    def read(self, cluster: Cluster, vectors: Vectors) -> "LearnedScorer":  # noqa: ARG002 - uses its own vectors
        """See ``Reward.read``."""
        return LearnedScorer(self._model, self._idf, cluster)

    def scores(self, cases: Sequence[Case]) -> list[Matrix]:
        """See ``TextReward.scores``."""
        rows: dict[str, int] = {}
        for case in cases:
            for text in (*case.history, *case.candidates):
                rows.setdefault(text, len(rows))
        encoded = encode(list(rows), self._idf)
        return [self._case(case, encoded, rows) for case in cases]

    def _case(self, case: Case, encoded: Encoded, rows: dict[str, int]) -> Matrix:
        if not case.candidates:
            return np.zeros(0, dtype=np.float32)
        answers = len(case.history)
        text, state = followed(case, encoded.take(np.array([rows[t] for t in (*case.history, *case.candidates)])))
        if answers:
            rewards: Matrix = _rewards(self._model, text, state)[0]
            return rewards
        if state and state.scene.ordered:
            return opening(state.scene.position, np.zeros(len(case.candidates), dtype=bool))
        return np.full(len(case.candidates), 0.5, dtype=np.float32)


def followed(case: Case, texts: Encoded) -> tuple[Follower, StateFollower | None]:
    """Return the followers of a case at the end of its history; no state unless all of its texts have positions.

    Args:
        case: A case with at least one candidate.
        texts: Its history, then its candidates.
    """
    answers = len(case.history)
    text, state = Follower(nearness(texts, answers)), None
    if len(case.candidate_places) == len(case.candidates) and len(case.history_places) == answers:
        state = StateFollower(scene_of_places((*case.history_places, *case.candidate_places)), answers)
    for number in range(answers):
        text.extend(np.array([number]), _FIRST)
        if state:
            state.extend(np.array([number]), _FIRST)
    return text, state


def opening(position: Numbers, elsewhere: npt.NDArray[np.bool_]) -> Matrix:
    """Return the scores of candidates as the first answer. Shape: (candidates,).

    Args:
        position: Position of each candidate in its document. Shape: (candidates,).
        elsewhere: Which candidates are not in the document that the conversation is about. Shape: (candidates,).
    """
    logits = _OPENING - _DEEP * np.log1p(position) - _ELSEWHERE * elsewhere
    chance: Matrix = (1 / (1 + np.exp(-logits))).astype(np.float32)
    return chance


def _rewards(model: RewardModel, text: Follower, state: StateFollower | None) -> Matrix:
    head, seen = model.texts, None
    if state:
        head, seen = model.head(ordered=state.scene.ordered), state.features()
    return scores(head, combined(head, model.network.logits(text.features()), text.repeated(), seen))


_FIRST = np.zeros(1, dtype=np.intp)


class LearnedScorer:
    """The learned reward over one cluster."""

    def __init__(self, model: RewardModel, idf: Matrix, cluster: Cluster) -> None:
        encoded = weighted([material.stem_bags() for material in cluster.materials], idf)
        scene = scene_of_cluster(cluster)
        self._model = model
        self._text = Follower(nearness(encoded, 0))
        self._places = StateLogits(scene, model.order.state)
        heads = np.array([(head.text, head.slope, head.offset) for head in (model.texts, model.order)], np.float32)
        self._text_weight, self._slope, self._offset = heads.T[:, :, None, None]
        self._rewards: Matrix | None = opening(scene.position, scene.document > 0)[None]

    def extend(self, segments: Numbers, parents: Numbers) -> None:
        """See ``Scorer.extend``."""
        self._text.extend(segments, parents)
        self._places.extend(segments, parents)
        self._rewards = None

    def rewards(self) -> Matrix:
        """See ``Scorer.rewards``."""
        if self._rewards is None:
            self._rewards = self._planned()
        return self._rewards

    def _planned(self) -> Matrix:
        """Return the planner's reward: the weighted mean of the chance by text and that by text and position."""
        total = self._text_weight * self._model.network.logits(self._text.features())
        total -= np.float32(REPETITION) * self._text.repeated()
        total[1] += self._places.logits()
        both = chances(total, self._slope, self._offset)
        mean: Matrix = np.float32(TEXT) * both[0]
        mean += np.float32(1 - TEXT) * both[1]
        return mean
