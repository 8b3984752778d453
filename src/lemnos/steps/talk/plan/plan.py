"""The plan of a dialogue: the best path found over the complete graph of the cluster's segments.

Every turn is one segment, and no segment answers twice. An outline is drawn first
(``lemnos.steps.talk.plan.outline``): how many
turns, when the talk moves to another document, and which of these moves go back to an earlier one. Then a beam search
(``lemnos.steps.talk.plan.beam_search``) looks for the path that fits the outline and gathers the most conversational
reward over the
whole dialogue, so that a turn may give up a little for what it leads to; DocTalk samples its path turn by turn (section
3.3). Costs about 0.1 ms a turn, the reward aside.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from lemnos.records import TurnKind
from lemnos.steps.talk.plan.beam_search import search
from lemnos.steps.talk.plan.outline import PlanSettings, draw_outline, generator
from lemnos.steps.talk.reward.base import Cluster, Scorer
from lemnos.steps.talk.write.base import Step


class Plan(NamedTuple):
    """A dialogue before it has words."""

    steps: list[Step]
    outlook: list[npt.NDArray[np.float32]]
    """For each step, the reward of every segment of the cluster before it. Shape: (segments,)."""


def plan(cluster: Cluster, scorer: Scorer, seed: str, settings: PlanSettings) -> Plan:
    """Plan a dialogue over the cluster. Document 0, the anchor, opens it.

    Args:
        cluster: What is talked about.
        scorer: The reward, which has read the cluster and been told nothing.
        seed: Seeds every choice.
        settings: The shape of the dialogue.
    """
    rng = generator(seed)
    unread = distinct(cluster)
    outline = draw_outline(rng, settings, int(unread.sum()))
    found = search(cluster, scorer, outline, unread, rng, settings)
    return Plan(_steps(cluster, found.segments, found.rewards), list(found.outlook))


def distinct(cluster: Cluster) -> npt.NDArray[np.bool_]:
    """Return which segments do not stand in the cluster to the letter before. Shape: (segments,)."""
    seen: set[str] = set()
    result = []
    for material in cluster.materials:
        for part in material.topic.segments:
            result.append(part.text not in seen)
            seen.add(part.text)
    return np.array(result)


def _steps(cluster: Cluster, segments: list[int], rewards: list[float]) -> list[Step]:
    """Say of each turn what it does in the conversation."""
    topic_of = cluster.topic_of().tolist()
    last_turn: dict[int, int] = {}
    steps: list[Step] = []
    for number, (place, reward) in enumerate(zip(segments, rewards, strict=True)):
        topic, segment = topic_of[place], place - cluster.starts[topic_of[place]]
        recalls, via = -1, ""
        if not number:
            kind = TurnKind.OPENING
        elif topic != steps[-1].topic:
            via = cluster.mentions[segments[number - 1]].get(topic, "")
            recalls = last_turn.get(topic, -1)
            kind = TurnKind.RETURN if recalls >= 0 else TurnKind.TOPIC_SHIFT
        else:
            parts = cluster.materials[topic].topic.segments
            goes_on = segment == steps[-1].segment + 1 and parts[segment].section == parts[segment - 1].section
            kind = TurnKind.ELABORATION if goes_on else TurnKind.FOLLOW_UP
        steps.append(Step(topic, segment, kind, round(reward, 4), via, recalls))
        last_turn[topic] = number
    return steps
