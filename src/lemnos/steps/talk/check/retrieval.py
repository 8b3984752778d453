"""Checks by retrieval whether each user turn is answered by its segment: turns of a ``Plan`` → ``Ranks``.

**With the history**, the score of a segment is how well the words of the question fit its text, headings and title
(``Vectors.relevance``), plus up to ``HISTORY`` times its reward after the answers so far: "Please go on." names nothing
and means the next paragraph. Segments already used do not compete. A memory turn refers back: only segments already
used compete, by words alone.

**Without the history**, only the fit of the words counts, and all segments of the cluster compete.

Ties count half, as in the expected rank of a ranking that breaks them at random. About 12 µs a turn: all questions of a
dialogue are matched in one product. Limitation: the reward that planned the dialogue also represents the history, so
the rank with the history shows that question and plan agree, not that an independent retriever would find the segment;
``benchmarks/round_trip.py`` asks a retriever that knows neither.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import TurnKind
from lemnos.steps.talk.graph.segment_vectors import Matrix, Vectors
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step

HISTORY = 0.5
"""Greatest weight of the reward in the score with the history."""
OPENING = 0.2
"""Bonus of the first segment of a document: a question about a topic as a whole means its beginning."""
_EQUAL = 1e-5
"""Scores that differ by less are tied."""


class Ranks(NamedTuple):
    """The rank at which retrieval finds the answer of one turn: 1 is best, 0 if there is nothing to retrieve."""

    rank: int
    """With the history."""
    alone: int
    """Without the history, by the words of the question alone."""


class Retrieval:
    """Retrieval over the cluster of one planned dialogue."""

    def __init__(self, cluster: Cluster, vectors: Vectors, plan: Plan) -> None:
        self._vectors = vectors
        self._outlook = np.stack(plan.outlook)
        self._targets = [_targets(number, plan.steps, cluster) for number in range(len(plan.steps))]
        self._memory = np.array([step.memory is not None for step in plan.steps])
        self._at_large = np.array([_compares_all(step) for step in plan.steps])
        self._when = np.full(cluster.size, len(plan.steps))
        for number, step in enumerate(plan.steps):
            if step.memory is None:
                self._when[cluster.starts[step.topic] + step.segment] = number
        self._openings = np.zeros(cluster.size, dtype=np.float32)
        self._openings[list(cluster.starts[:-1])] = OPENING
        texts = [part.text for material in cluster.materials for part in material.topic.segments]
        first: dict[str, int] = {}
        self.same = np.array([first.setdefault(text, len(first)) for text in texts])
        """A number for each segment, equal for segments with identical text: finding either is finding the answer."""

    def find(self, numbers: Sequence[int], questions: Sequence[str]) -> list[Ranks]:
        """Return the ranks at which retrieval finds the answers of some turns.

        Args:
            numbers: Numbers of the turns.
            questions: Their user turns.
        """
        turns = np.array(numbers, dtype=np.intp)
        answers = self._answers(numbers)
        alone = self._vectors.relevance(questions)
        # A question that names its subject needs the history less.
        history = HISTORY / (1 + alone.max(axis=1, initial=0))
        history[self._memory[turns]] = 0
        scores = alone + history[:, None] * self._outlook[turns]
        used = self._when[None, :] < turns[:, None]
        ordinary = ~self._memory[turns]
        scores[ordinary | self._at_large[turns]] += self._openings
        # An ordinary turn asks for an unused segment, a memory turn for a used one.
        scores[used == ordinary[:, None]] = -np.inf
        return [
            Ranks(rank, by_words) if self._targets[number] else Ranks(0, 0)
            for number, rank, by_words in zip(
                numbers, _ranks(scores, answers).tolist(), _ranks(alone, answers).tolist(), strict=True
            )
        ]

    def _answers(self, numbers: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Return which segments answer each turn. Shape: (numbers, segments)."""
        first = self.same[[self._targets[number][0] if self._targets[number] else 0 for number in numbers]]
        answers: npt.NDArray[np.bool_] = self.same[None, :] == first[:, None]
        for row, number in enumerate(numbers):
            if len(self._targets[number]) > 1:
                answers[row] = np.isin(self.same, self.same[list(self._targets[number])])
        return answers


def _compares_all(step: Step) -> bool:
    """Return whether a memory turn compares two topics as a whole, which means their introductions."""
    return step.kind is TurnKind.CONTRAST and step.memory is not None and step.memory.slots.keys() == {"a", "b"}


def _targets(number: int, steps: Sequence[Step], cluster: Cluster) -> tuple[int, ...]:
    """Return the segments that answer a turn: its own, or those of the turns that it refers back to.

    Empty if the answer is the whole conversation, or nothing in it.
    """
    memory, kind = steps[number].memory, steps[number].kind
    if kind is TurnKind.SUMMARY or kind is TurnKind.UNANSWERABLE:
        return ()
    answering = (number,) if memory is None else memory.turns
    return tuple(cluster.starts[steps[turn].topic] + steps[turn].segment for turn in answering)


def _ranks(scores: Matrix, answers: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return the expected rank of the best answer of each row, rounded half up. Shape: (turns,)."""
    own = np.where(answers, scores, -np.inf).max(axis=1, initial=-np.inf)[:, None]
    others = np.where(answers, -np.inf, scores)
    above = (others > own + _EQUAL).sum(axis=1)
    level = (others > own - _EQUAL).sum(axis=1) - above
    ranks: npt.NDArray[np.intp] = 1 + above + (level + 1) // 2
    return ranks
