"""Is each user turn answered by its segment? Retrieval over the cluster, given the history, must find it.

A segment's score is the fit of the question's words to its text, headings and title (``Vectors.relevance``), plus
up to ``HISTORY`` times its reward after the answers so far: "Please go on." names nothing and means the next paragraph.
Segments already told do not compete. About 10 µs a turn: all questions of a dialogue are matched in one product.
"""

from collections.abc import Sequence

import numpy as np

from lemnos.talk.plan import Plan
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.vectors import Vectors

HISTORY = 0.5
OPENING = 0.2
"""What the first segment of a document has before others: who asks about a topic at large means its beginning."""


class Retrieval:
    """Retrieval over the cluster of one planned dialogue."""

    def __init__(self, cluster: Cluster, vectors: Vectors, plan: Plan) -> None:
        self._vectors = vectors
        self._outlook = np.stack(plan.outlook)
        self._told = np.array([cluster.starts[step.topic] + step.segment for step in plan.steps])
        self._when = np.full(cluster.size, len(self._told))
        self._when[self._told] = np.arange(len(self._told))
        self._openings = np.zeros(cluster.size, dtype=np.float32)
        self._openings[list(cluster.starts[:-1])] = OPENING

    def ranks(self, numbers: Sequence[int], questions: Sequence[str]) -> list[int]:
        """Return the rank of the segment that answers each turn, among those not yet told; 1 is best.

        Args:
            numbers: Which turns these are.
            questions: What the user asks in them.
        """
        turns = np.array(numbers, dtype=np.intp)
        scores = self._vectors.relevance(questions)
        # A question that names what it asks about needs the history less.
        history = HISTORY / (1 + scores.max(axis=1, initial=0))
        scores += history[:, None] * self._outlook[turns] + self._openings
        scores[self._when[None, :] < turns[:, None]] = -np.inf
        own = scores[np.arange(len(turns)), self._told[turns]]
        found: list[int] = ((scores > own[:, None]).sum(axis=1) + 1).tolist()
        return found
