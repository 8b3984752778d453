"""What makes the dialogue of one anchor, and what a worker keeps open for it between shards."""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np

from lemnos.records import Dialogue, Rejected
from lemnos.store.blobs import Blobs
from lemnos.store.run import RunFolder
from lemnos.talk.assemble import assemble, used_topics
from lemnos.talk.cluster import grow_cluster
from lemnos.talk.gather import gather
from lemnos.talk.graph import Graph, load_graph
from lemnos.talk.memory.weave import weave, with_room
from lemnos.talk.plan import plan
from lemnos.talk.prepare import DECODER
from lemnos.talk.review import Reviewed, Reviewer, reviewed
from lemnos.talk.reward.load import load_reward
from lemnos.talk.reward.reward import Cluster, Reward
from lemnos.talk.settings import TalkSettings
from lemnos.talk.vectors import Vectors
from lemnos.talk.write.offline import OfflineWriter
from lemnos.talk.write.writer import Step, Topic, UserTurn, Writer
from lemnos.text.common_words import CommonWords

STAGE = "dialogues"
MEMORY_LANGUAGES = frozenset({"en"})
"""Languages in which memory turns are answered: their answers are not all verbatim."""
_ANCHORS_KEPT = 256
"""Anchors of which a worker keeps what it did for the next round of their shard; about 0.5 MB each."""


class Made(NamedTuple):
    """A dialogue and what is noted of it."""

    dialogue: Dialogue
    documents: list[int]
    """Rows in the graph of the documents it used."""
    checked: Reviewed


class Planned(NamedTuple):
    """A dialogue that has no user turns yet."""

    topics: list[Topic]
    documents: tuple[int, ...]
    """Rows in the graph of the topics."""
    steps: list[Step]
    reviewer: Reviewer


class _Kept:
    """What was done for an anchor so far. More answers never change what is there."""

    def __init__(self, planned: Planned | Rejected) -> None:
        self.planned = planned
        self.made: Made | None = None


class Workshop:
    """What a worker keeps open between shards: the graph, the documents, the reward and the writer."""

    def __init__(self, run: RunFolder, settings: TalkSettings) -> None:
        self.settings = settings
        self.graph: Graph = load_graph(run.work("graph"))
        self.blobs = Blobs(sorted(run.work("documents").glob("*.bin")))
        self.frequency = np.asarray(self.graph.frequency)
        self.usable = int(self.graph.usable.sum())
        self.reward: Reward = load_reward(settings.reward)
        self.common = CommonWords(self.frequency, np.asarray(self.graph.small_frequency))
        self.offline = OfflineWriter(self.common)
        self.plan_settings = with_room(settings.plan, settings.memory)
        self._anchors: dict[tuple[int, int], _Kept] = {}
        self._drafts: dict[str, list[UserTurn]] = {}

    def cluster(self, anchor: int, seed: int) -> Cluster:
        """Return the documents that the dialogue of an anchor talks about; it alone if nothing is related to it."""
        material = DECODER.decode(self.blobs[anchor])
        members = grow_cluster(self.graph, anchor, f"{seed}/cluster/{material.topic.id}", self.settings.cluster)
        others = [DECODER.decode(self.blobs[member]) for member in members[1:]]
        return gather(members, [material, *others], self.graph)

    def planned(self, anchor: int, seed: int) -> Planned | Rejected:
        """Plan the dialogue of one anchor, or say why there is none."""
        return self._kept(anchor, seed).planned

    def _kept(self, anchor: int, seed: int) -> "_Kept":
        """Return what was done for an anchor so far.

        A shard that asks a model comes back, often to the same worker, with the same anchors: the last ones are kept.
        """
        if self.settings.writer == "offline":
            return _Kept(self._plan(anchor, seed))
        kept = self._anchors.pop((anchor, seed), None) or _Kept(self._plan(anchor, seed))
        self._anchors[anchor, seed] = kept
        if len(self._anchors) > _ANCHORS_KEPT:
            del self._anchors[next(iter(self._anchors))]
        return kept

    def drafts(self, topics: Sequence[Topic], steps: Sequence[Step], seed: str) -> list[UserTurn]:
        """Return the offline writer's turns of a dialogue, those of the last dialogues without writing them again."""
        kept = self._drafts.pop(seed, None) or self.offline.write(topics, steps, seed)
        self._drafts[seed] = kept
        if len(self._drafts) > _ANCHORS_KEPT:
            del self._drafts[next(iter(self._drafts))]
        return kept

    def _plan(self, anchor: int, seed: int) -> Planned | Rejected:
        cluster = self.cluster(anchor, seed)
        topic = cluster.materials[0].topic
        if len(cluster.documents) < self.settings.cluster.min_documents:
            return _rejected("no_cluster", "no related document was found to talk about beside it", topic)
        vectors = Vectors(cluster.materials, self.frequency, self.usable)
        scorer = self.reward.read(cluster, vectors)
        planned = plan(cluster, scorer, f"{seed}/plan/{topic.id}", self.plan_settings)
        if len(planned.steps) < self.plan_settings.min_turns:
            return _rejected("too_short", f"its cluster gives {len(planned.steps)} turns, under plan.min_turns", topic)
        if topic.language.partition("-")[0] in MEMORY_LANGUAGES:
            planned = weave(cluster, planned, self.common, f"{seed}/memory/{topic.id}", self.settings.memory)
        topics = [member.topic for member in cluster.materials]
        reviewer = Reviewer(cluster, vectors, planned, topics, self._worst_rank())
        return Planned(topics, cluster.documents, planned.steps, reviewer)

    def _worst_rank(self) -> int:
        """Return the rank that passes; any, if the user writes another language than the documents'."""
        crosses = self.settings.writer == "model" and self.settings.model_writer.style.language
        return sys.maxsize if crosses else self.settings.worst_rank

    def dialogue(self, anchor: int, seed: int, writer: Writer) -> "Made | Rejected":
        """Make the dialogue of one anchor, or say why there is none.

        Raises:
            Unanswered: The writer waits for a model.
        """
        kept = self._kept(anchor, seed)
        if isinstance(kept.planned, Rejected):
            return kept.planned
        if kept.made is not None:
            return kept.made
        topics, steps = kept.planned.topics, kept.planned.steps
        key = writing_key(seed, kept.planned)
        turns = writer.write(topics, steps, key)
        # The offline writer says outright what it means, so it has the last word.
        writers = [*([writer] if writer is not self.offline else []), self.offline, self.offline]
        rewrites = [
            partial(self._rewrite, again, topics, steps, f"{key}{'/again' * (number == len(writers) - 1)}")
            for number, again in enumerate(writers)
        ]
        checked = reviewed(kept.planned.reviewer, turns, rewrites)
        dialogue = assemble(topics, steps, checked, writer.name, seed)
        kept.made = Made(dialogue, [kept.planned.documents[i] for i in used_topics(steps)], checked)
        return kept.made

    def _rewrite(
        self,
        writer: Writer,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        key: str,
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
    ) -> dict[int, UserTurn]:
        again = writer.rewrite(topics, steps, turns, faults, key)
        return {
            number: msgspec.structs.replace(turn, written=f"{turn.written}, after a check")
            for number, turn in again.items()
        }


def writing_key(seed: int, planned: Planned) -> str:
    """Return what seeds the writing of a dialogue."""
    return f"{seed}/write/{planned.topics[0].id}"


def _rejected(rule: str, reason: str, topic: Topic) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=topic.source, record=topic.title)
