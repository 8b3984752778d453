"""Plans a dialogue: ``Cluster``, ``Scorer`` → ``Plan``, the best path over the complete graph of the cluster's
segments.

Every turn is answered by one segment, and no segment is used twice. First, ``outline`` draws the number of turns, when
the dialogue moves to another document, and which of these moves go back to an earlier one. Then ``beam_search`` looks
for the path that fits the outline and collects the most conversational reward over the whole dialogue, so that a turn
may have less reward for the sake of later ones; DocTalk samples its path turn by turn (section 3.3). Costs about 0.1 ms
a turn, the reward not included.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import TurnKind
from lemnos.steps.talk.plan.beam_search import search
from lemnos.steps.talk.plan.outline import PlanSettings, draw_outline, generator
from lemnos.steps.talk.reward.base import Cluster, Scorer
from lemnos.steps.talk.write.base import Step

RAISED = 0.25
"""Share of what a segment is about that the last answer must have raised, for the segment to follow from it."""


class Plan(NamedTuple):
    """A dialogue before its user turns are written."""

    steps: list[Step]
    outlook: list[npt.NDArray[np.float32]]
    """For each step, the reward of every segment of the cluster before it. Shape: (segments,)."""


def plan(
    cluster: Cluster,
    scorer: Scorer,
    seed: str,
    settings: PlanSettings,
    turns: int | None = None,
    raised: npt.NDArray[np.float32] | None = None,
) -> Plan:
    """Plan a dialogue over the cluster. Document 0, the anchor, opens it.

    Args:
        cluster: The documents of the dialogue.
        scorer: The reward, which has read the cluster and no answer yet.
        seed: Seeds every choice.
        settings: The shape of the dialogue.
        turns: Number of turns to aim at; drawn if None.
        raised: How strongly each segment raises what each other is about; see ``Vectors.raised``. Unknown if None.
    """
    rng = generator(seed)
    unread = distinct(cluster)
    outline = draw_outline(rng, settings, int(unread.sum()), turns)
    path = search(cluster, scorer, outline, unread, rng, settings, raised)
    return Plan(_steps(cluster, path.segments, path.rewards, raised), list(path.outlook))


def distinct(cluster: Cluster) -> npt.NDArray[np.bool_]:
    """Return which segments do not repeat an earlier segment of the cluster verbatim. Shape: (segments,)."""
    seen: set[str] = set()
    is_new = []
    for material in cluster.materials:
        for segment in material.topic.segments:
            is_new.append(segment.text not in seen)
            seen.add(segment.text)
    return np.array(is_new)


def _steps(
    cluster: Cluster, segments: list[int], rewards: list[float], raised: npt.NDArray[np.float32] | None
) -> list[Step]:
    """Return the steps of a path: the kind of each turn, and what leads to it."""
    topic_of = cluster.topic_of().tolist()
    last_turn: dict[int, int] = {}
    steps: list[Step] = []
    for number, (row, reward) in enumerate(zip(segments, rewards, strict=True)):
        topic, segment = topic_of[row], row - cluster.starts[topic_of[row]]
        recalls, via = -1, ""
        if not number:
            kind = TurnKind.OPENING
        elif topic != steps[-1].topic:
            via = cluster.mentions[segments[number - 1]].get(topic, "")
            recalls = last_turn.get(topic, -1)
            kind = TurnKind.RETURN if recalls >= 0 else TurnKind.TOPIC_SHIFT
        else:
            topic_segments = cluster.materials[topic].topic.segments
            goes_on = (
                segment == steps[-1].segment + 1
                and topic_segments[segment].section == topic_segments[segment - 1].section
            )
            kind = TurnKind.ELABORATION if goes_on else TurnKind.FOLLOW_UP
        answers = bool(via) or bool(number and raised is not None and raised[segments[number - 1], row] >= RAISED)
        steps.append(Step(topic, segment, kind, round(reward, 4), via, recalls, answers))
        last_turn[topic] = number
    return steps
