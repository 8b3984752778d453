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


def ranks(cluster: Cluster, vectors: Vectors, plan: Plan, questions: Sequence[str]) -> list[int]:
    """Return the rank of each turn's segment among those not yet told; 1 is best."""
    scores = vectors.relevance(questions)
    # A question that names what it asks about needs the history less.
    scores += (HISTORY / (1 + scores.max(axis=1, initial=0))[:, None]) * np.stack(plan.outlook)
    scores[:, cluster.starts[:-1]] += OPENING
    told = [cluster.starts[step.topic] + step.segment for step in plan.steps]
    turns = np.arange(len(told))
    # Column told[t] drops out for every turn behind t.
    when = np.full(cluster.size, len(told))
    when[told] = turns
    scores[when[None, :] < turns[:, None]] = -np.inf
    own = scores[turns, told]
    return ((scores > own[:, None]).sum(axis=1) + 1).tolist()  # type: ignore[no-any-return]
