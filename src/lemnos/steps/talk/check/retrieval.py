"""Is each user turn answered by its segment? Retrieval over the cluster must find it, with the history and without.

**With the history** a segment's score is the fit of the question's words to its text, headings and title
(``Vectors.relevance``), plus up to ``HISTORY`` times its reward after the answers so far: "Please go on." names nothing
and means the next paragraph. Segments already told do not compete. A memory turn goes back to something told: there the
segments already told compete, by the words alone; if it names a place in the conversation ("right before we turned to
Lisbon"), what was told there, found from the order of turns and topics, has ``PLACE`` more.

**Without it** only the fit of the words counts, and all segments of the cluster compete.

Ties count half, as in the expected rank of a ranking that breaks them at random. About 12 µs a turn: all questions of a
dialogue are matched in one product. What it gives up: the reward that planned the dialogue also stands for the
history, so the rank with the history says that question and plan agree, not that a stranger would find the segment;
``benchmarks/round_trip.py`` asks a retriever that knows neither.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import TurnKind
from lemnos.steps.talk.graph.segment_vectors import Matrix, Vectors
from lemnos.steps.talk.memory.positions import resolve
from lemnos.steps.talk.plan.plan import Plan
from lemnos.steps.talk.reward.base import Cluster
from lemnos.steps.talk.write.base import Step

HISTORY = 0.5
OPENING = 0.2
"""What the first segment of a document has before others: who asks about a topic at large means its beginning."""
PLACE = 1.0
"""What the segment told at a place has for a turn that names that place ("two answers ago")."""
_EQUAL = 1e-5
"""Scores nearer than this are a tie."""


class Found(NamedTuple):
    """At which rank retrieval finds the answer of one turn; 1 is best, 0 where there is nothing to retrieve."""

    rank: int
    """Given the history."""
    alone: int
    """By the words of the question alone."""


class Retrieval:
    """Retrieval over the cluster of one planned dialogue."""

    def __init__(self, cluster: Cluster, vectors: Vectors, plan: Plan) -> None:
        self._vectors = vectors
        self._outlook = np.stack(plan.outlook)
        self._targets = [_targets(number, plan.steps, cluster) for number in range(len(plan.steps))]
        self._named = _named(plan.steps, cluster)
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
        self._text = np.array([first.setdefault(text, len(first)) for text in texts])
        """The same number for segments that are equal to the letter: whoever finds one has found the answer."""

    def find(self, numbers: Sequence[int], questions: Sequence[str]) -> list[Found]:
        """Return where retrieval finds the answer of each turn.

        Args:
            numbers: Which turns these are.
            questions: What the user asks in them.
        """
        turns = np.array(numbers, dtype=np.intp)
        answers = self._answers(numbers)
        alone = self._vectors.relevance(questions)
        # A question that names what it asks about needs the history less.
        history = HISTORY / (1 + alone.max(axis=1, initial=0))
        history[self._memory[turns]] = 0
        scores = alone + history[:, None] * self._outlook[turns]
        told = self._when[None, :] < turns[:, None]
        ordinary = ~self._memory[turns]
        scores[ordinary | self._at_large[turns]] += self._openings
        for row, number in enumerate(numbers):
            if number in self._named:
                scores[row, self._named[number]] += PLACE
        scores[
            told == ordinary[:, None]
        ] = -np.inf  # a new turn asks for what is untold, a memory turn for what is told
        return [
            Found(rank, by_words) if self._targets[number] else Found(0, 0)
            for number, rank, by_words in zip(
                numbers, _ranks(scores, answers).tolist(), _ranks(alone, answers).tolist(), strict=True
            )
        ]

    def _answers(self, numbers: Sequence[int]) -> npt.NDArray[np.bool_]:
        """Return which segments answer each turn. Shape: (numbers, segments)."""
        first = self._text[[self._targets[number][0] if self._targets[number] else 0 for number in numbers]]
        answers: npt.NDArray[np.bool_] = self._text[None, :] == first[:, None]
        for row, number in enumerate(numbers):
            if len(self._targets[number]) > 1:
                answers[row] = np.isin(self._text, self._text[list(self._targets[number])])
        return answers


def _compares_all(step: Step) -> bool:
    """Return whether a memory turn sets two topics side by side at large: it means how they were introduced."""
    return step.kind is TurnKind.CONTRAST and step.memory is not None and step.memory.slots.keys() == {"a", "b"}


def _named(steps: Sequence[Step], cluster: Cluster) -> dict[int, int]:
    """Return, by memory turn that names a place in the conversation, the segment told there."""
    order = [(number, step.topic) for number, step in enumerate(steps) if step.memory is None]
    named = {}
    for number, step in enumerate(steps):
        if step.memory is not None and "place" in step.memory.slots:
            turn = resolve(step.memory.slots["place"], number, [one for one in order if one[0] < number])
            if turn is not None:
                named[number] = cluster.starts[steps[turn].topic] + steps[turn].segment
    return named


def _targets(number: int, steps: Sequence[Step], cluster: Cluster) -> tuple[int, ...]:
    """Return the segments that answer a turn: its own, or those of the turns that it goes back to; empty where the
    whole conversation, or nothing in it, is the answer."""
    memory, kind = steps[number].memory, steps[number].kind
    if kind is TurnKind.SUMMARY or kind is TurnKind.UNANSWERABLE:
        return ()
    told = (number,) if memory is None else memory.turns
    return tuple(cluster.starts[steps[turn].topic] + steps[turn].segment for turn in told)


def _ranks(scores: Matrix, answers: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
    """Return the expected rank of the best answer of each row, rounded half up. Shape: (turns,)."""
    own = np.where(answers, scores, -np.inf).max(axis=1, initial=-np.inf)[:, None]
    others = np.where(answers, -np.inf, scores)
    above = (others > own + _EQUAL).sum(axis=1)
    level = (others > own - _EQUAL).sum(axis=1) - above
    ranks: npt.NDArray[np.intp] = 1 + above + (level + 1) // 2
    return ranks
