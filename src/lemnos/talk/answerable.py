"""Is each user turn answered by its segment? Retrieval over the cluster, given the history, must find it.

A segment's score is the fit of the question's words to its text, headings and title (``Vectors.relevance``), plus
``HISTORY`` times its reward after the answers so far: "Please go on." names nothing and means the next paragraph.
Segments already told do not compete. About 10 µs a turn: all questions of a dialogue are matched in one product.
"""

from collections.abc import Sequence

import numpy as np

from lemnos.talk.plan import Plan
from lemnos.talk.reward.reward import Cluster
from lemnos.talk.vectors import Vectors

HISTORY = 0.25


def ranks(cluster: Cluster, vectors: Vectors, plan: Plan, questions: Sequence[str]) -> list[int]:
    """Return the rank of each turn's segment among those not yet told; 1 is best."""
    scores = vectors.relevance(questions)
    scores += HISTORY * np.stack(plan.outlook)
    told = [cluster.starts[step.topic] + step.segment for step in plan.steps]
    turns = np.arange(len(told))
    # Column told[t] drops out for every turn behind t.
    when = np.full(cluster.size, len(told))
    when[told] = turns
    scores[when[None, :] < turns[:, None]] = -np.inf
    own = scores[turns, told]
    return ((scores > own[:, None]).sum(axis=1) + 1).tolist()  # type: ignore[no-any-return]
