"""The plan of a dialogue: a sampled path over the complete graph of the cluster's segments.

Every turn is one segment, and no segment answers twice. At each step the path stays on its topic (a document),
shifts to a new one or returns to an earlier one; the conversational reward says which segment comes next and
which topic is near (DocTalk, section 3.3). A document is entered at its beginning, is mostly read forwards, and
keeps the floor for a few turns; shifts prefer topics that the last answer names.

Lengths follow a gamma distribution with the paper's mean 82.2 and standard deviation 53.9, whose median is 71;
a cluster with fewer segments ends sooner.
"""

import math
import random
from typing import Annotated, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt
from msgspec import Meta

from lemnos.records import TurnKind
from lemnos.talk.reward.reward import Cluster, Scorer
from lemnos.talk.write.writer import Step


class PlanSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The shape of a dialogue."""

    turns_mean: Annotated[float, Meta(gt=0)] = 82.2
    """Mean number of turns aimed at; a turn is a user-assistant pair. The paper's mean."""
    turns_sd: Annotated[float, Meta(gt=0)] = 53.9
    """Standard deviation of the number of turns aimed at. The paper's."""
    min_turns: Annotated[int, Meta(ge=1)] = 8
    """Clusters with fewer segments give no dialogue."""
    max_turns: Annotated[int, Meta(ge=1)] = 400
    """No dialogue is longer, whatever was drawn."""
    dwell: Annotated[float, Meta(ge=1)] = 6.0
    """Turns that the talk stays on a topic before it moves, on average."""
    min_dwell: Annotated[int, Meta(ge=1)] = 2
    """Turns that it stays at least, while the topic has segments left."""
    follow: Annotated[float, Meta(ge=0, le=1)] = 0.6
    """Chance that the talk moves to another topic when the last answer names it, once it has dwelt long enough."""
    returns: Annotated[float, Meta(ge=0)] = 0.35
    """Weight of going back to an earlier topic relative to opening a new one."""
    temperature: Annotated[float, Meta(gt=0)] = 0.15
    """Temperature of the softmax over rewards: 0.02 is nearly greedy, 1 nearly random."""
    order: Annotated[float, Meta(ge=0)] = 2.5
    """How strongly the order inside a document counts, in units of reward / temperature: against segments that lean on
    one not just told, and against going back to a part passed over."""
    distance: Annotated[float, Meta(ge=0)] = 1.0
    """How strongly a far jump inside a document is avoided: times the logarithm of the segments passed over."""

    def __post_init__(self) -> None:
        if self.min_turns > self.max_turns:
            raise ValueError(f"min_turns {self.min_turns} is over max_turns {self.max_turns}")


_NAMED = 4.0
"""What counts for a topic that the last answer names, in units of reward / temperature."""


def target_turns(rng: random.Random, settings: PlanSettings) -> int:
    """Draw the number of turns to aim at."""
    shape = (settings.turns_mean / settings.turns_sd) ** 2
    drawn = rng.gammavariate(shape, settings.turns_mean / shape)
    return min(max(round(drawn), settings.min_turns), settings.max_turns)


class _Path:
    """A path under construction."""

    def __init__(self, cluster: Cluster, scorer: Scorer, rng: random.Random, settings: PlanSettings) -> None:
        self.cluster, self.scorer, self.rng, self.settings = cluster, scorer, rng, settings
        topics = list(zip(cluster.starts, cluster.starts[1:], strict=False))
        self.left = [last - first for first, last in topics]
        """How many segments of each document are unread."""
        self.unread = [np.ones(last - first, dtype=bool) for first, last in topics]
        presupposes = np.array(cluster.presupposes, dtype=np.float32) * np.float32(settings.order)
        leads = np.array([bool(named) for named in cluster.mentions]) * np.float32(settings.order)
        self.presupposes = [presupposes[first:last] for first, last in topics]
        self.leads = [leads[first:last] for first, last in topics]
        longest = max(last - first for first, last in topics)
        self.distance = np.log1p(np.arange(longest, dtype=np.float32)) * np.float32(settings.distance)
        self.last_told = [-1] * len(topics)
        """The segment of each document told last, counted in the document."""
        self.last_turn = [-1] * len(topics)
        """The turn in which each document was told last."""
        self.steps: list[Step] = []
        self.outlook: list[npt.NDArray[np.float32]] = []
        """The rewards of all segments before each turn."""
        self.ripe = False
        """Whether the talk has dwelt long enough to look for a way to another topic."""
        self._drop_repeated()

    def _drop_repeated(self) -> None:
        """Count as read whatever stands in the cluster to the letter a second time."""
        seen = set()
        for topic, material in enumerate(self.cluster.materials):
            for number, part in enumerate(material.topic.segments):
                if part.text in seen:
                    self.unread[topic][number] = False
                    self.left[topic] -= 1
                seen.add(part.text)

    @property
    def named(self) -> dict[int, str]:
        """The topics that the last answer names, and in which words."""
        step = self.steps[-1]
        return self.cluster.mentions[self.cluster.starts[step.topic] + step.segment]

    def tell(self, topic: int, segment: int, kind: TurnKind, reward: float, via: str = "") -> None:
        """Add a turn."""
        recalls = self.last_turn[topic] if kind is TurnKind.RETURN else -1
        self.last_turn[topic] = len(self.steps)
        self.last_told[topic] = segment
        self.outlook.append(self.scorer.rewards()[0])
        self.unread[topic][segment] = False
        self.left[topic] -= 1
        self.scorer.tell(np.array([self.cluster.starts[topic] + segment]), np.zeros(1, dtype=np.intp))
        self.steps.append(Step(topic, segment, kind, round(reward, 4), via, recalls))

    def choose(self, topic: int) -> tuple[int, float]:
        """Return the next segment of a topic and its reward."""
        rewards = self.scorer.rewards()[0, self.cluster.starts[topic] : self.cluster.starts[topic + 1]]
        told = self.last_told[topic]
        if told < 0:
            segment = int(self.unread[topic].argmax())
            return segment, float(rewards[segment])
        logits = rewards / self.settings.temperature
        logits -= self.presupposes[topic]
        if told + 1 < len(logits):
            logits[told + 1] += self.presupposes[topic][told + 1]
        logits[:told] -= self.settings.order
        ahead = len(logits) - told - 1
        logits[told + 1 :] -= self.distance[:ahead]
        logits[: told + 1] -= self.distance[: told + 1][::-1]
        if self.ripe:
            logits += self.leads[topic]
        logits[~self.unread[topic]] = -np.inf
        weights = np.cumsum(np.exp(logits - logits.max()), dtype=np.float64)
        segment = int(np.searchsorted(weights, self.rng.random() * weights[-1], side="right"))
        return segment, float(rewards[segment])

    def _draw(self, logits: list[float]) -> int:
        top = max(logits)
        weights = [math.exp(logit - top) for logit in logits]
        at = self.rng.random() * sum(weights)
        for place, weight in enumerate(weights):
            at -= weight
            if at <= 0:
                return place
        return len(weights) - 1

    def elsewhere(self, current: int, must_open: bool) -> int | None:
        """Return the topic to move to, None if there is none."""
        named = self.named
        rewards = self.scorer.rewards()[0]
        topics, logits = [], []
        for topic, left in enumerate(self.left):
            opened = self.last_told[topic] >= 0
            if topic == current or not left or (must_open and opened):
                continue
            near = rewards[self.cluster.starts[topic] : self.cluster.starts[topic + 1]]
            # A topic that is new is entered at its first segment; one that is not, at its nearest.
            logit = float(near.max() if opened else near[0]) / self.settings.temperature
            if opened:
                logit += math.log(max(self.settings.returns, 1e-9))
            if topic in named:
                logit += _NAMED
            topics.append(topic)
            logits.append(logit)
        return topics[self._draw(logits)] if topics else None

    def leaves(self, topic: int, dwelt: int) -> bool:
        """Decide whether the talk moves on from a topic after ``dwelt`` turns."""
        if not self.left[topic]:
            return True
        if dwelt < self.settings.min_dwell:
            return False
        hazard = 1 / max(self.settings.dwell - self.settings.min_dwell + 1, 1)
        if any(self.left[other] for other in self.named):
            hazard = max(hazard, self.settings.follow)
        elif self._in_section():
            hazard *= 0.4
        return self.rng.random() < hazard

    def _in_section(self) -> bool:
        """Return whether the section just told goes on."""
        step = self.steps[-1]
        parts = self.cluster.materials[step.topic].topic.segments
        following = step.segment + 1
        return (
            following < len(parts)
            and parts[following].section == parts[step.segment].section
            and bool(self.unread[step.topic][following])
        )


class Plan(NamedTuple):
    """A dialogue before it has words."""

    steps: list[Step]
    outlook: list[npt.NDArray[np.float32]]
    """For each step, the reward of every segment of the cluster before it. Shape: (segments,)."""


def plan(cluster: Cluster, scorer: Scorer, seed: str, settings: PlanSettings) -> Plan:
    """Sample a dialogue over the cluster. Document 0, the anchor, opens it."""
    rng = random.Random(seed)
    path = _Path(cluster, scorer, rng, settings)
    length = min(target_turns(rng, settings), sum(path.left))
    path.tell(0, *_first(path))
    topic, dwelt = 0, 1
    while len(path.steps) < length:
        unopened = sum(1 for told, unread in zip(path.last_told, path.left, strict=True) if told < 0 and unread)
        left = length - len(path.steps)
        # Late in the dialogue, topics that have not had their turn come first.
        must_open = unopened > 0 and left <= unopened * (settings.min_dwell + 1)
        goes = (must_open and dwelt >= settings.min_dwell) or path.leaves(topic, dwelt)
        other = path.elsewhere(topic, must_open) if goes else None
        if other is None and not path.left[topic]:
            break
        if other is None:
            path.ripe = dwelt >= settings.min_dwell
            path.tell(topic, *_stay(path, topic))
            dwelt += 1
            continue
        path.ripe = False
        kind = TurnKind.RETURN if path.last_told[other] >= 0 else TurnKind.TOPIC_SHIFT
        segment, reward = path.choose(other)
        path.tell(other, segment, kind, reward, path.named.get(other, ""))
        topic, dwelt = other, 1
    return Plan(path.steps, path.outlook)


def _first(path: _Path) -> tuple[int, TurnKind, float]:
    segment, reward = path.choose(0)
    return segment, TurnKind.OPENING, reward


def _stay(path: _Path, topic: int) -> tuple[int, TurnKind, float]:
    previous = path.steps[-1].segment
    segment, reward = path.choose(topic)
    parts = path.cluster.materials[topic].topic.segments
    adjacent = segment == previous + 1 and parts[segment].section == parts[previous].section
    return segment, TurnKind.ELABORATION if adjacent else TurnKind.FOLLOW_UP, reward
