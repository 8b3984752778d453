"""Build the dialogue of one anchor: cluster, plan, user turns, checks.

Takes a row of the document graph and returns a ``Dialogue``. A worker keeps one ``DialogueBuilder`` open between
shards, with the graph, the documents, the reward and the writer. Planning takes three quarters of a dialogue's time.
"""

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np

from lemnos.pipeline.objects import NO_OBJECTS, Objects
from lemnos.records import Dialogue, Rejected
from lemnos.steps.talk.check.review import Reviewed, Reviewer, reviewed
from lemnos.steps.talk.dialogues.assemble import assemble, used_topics
from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.graph.build import Graph, load_graph
from lemnos.steps.talk.graph.cluster_segments import gather
from lemnos.steps.talk.graph.cluster_walk import grow_cluster
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.memory.insertion import weave, with_room
from lemnos.steps.talk.plan.plan import Plan, plan
from lemnos.steps.talk.reward.base import Cluster, Reward
from lemnos.steps.talk.reward.load import load_reward
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, Writer
from lemnos.steps.talk.write.offline import OfflineWriter
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.common_words import CommonWords

STAGE = "dialogues"
MEMORY_LANGUAGES = frozenset({"en"})
"""Languages in which memory turns are answered: their answers are not all verbatim."""


class BuiltDialogue(NamedTuple):
    """A dialogue with its check results."""

    dialogue: Dialogue
    documents: list[int]
    """Rows in the graph of the documents it used."""
    checked: Reviewed


class Planned(NamedTuple):
    """A dialogue before its user turns are written."""

    topics: list[Topic]
    documents: tuple[int, ...]
    """Rows in the graph of the topics."""
    plan: Plan
    reviewer: Reviewer


class DialogueBuilder:
    """Builds dialogues over the document graph of a run.

    Args:
        run: The run folder, with the documents and the graph.
        settings: How documents become dialogues.
        objects: A reward or a writer of the user's own, in place of those of the settings.
    """

    def __init__(self, run: RunFolder, settings: TalkSettings, objects: Objects = NO_OBJECTS) -> None:
        self.settings = settings
        self.graph: Graph = load_graph(run.work("graph"))
        self.blobs = Blobs(sorted(run.work("documents").glob("*.bin")))
        self.frequency = np.asarray(self.graph.frequency)
        self.usable = int(self.graph.usable.sum())
        self.reward: Reward = objects.get("reward") or load_reward(settings.reward)
        self.common = CommonWords(self.frequency, np.asarray(self.graph.small_frequency))
        self.offline = OfflineWriter(self.common)
        self.own_writer: Writer | None = objects.get("writer")
        self.plan_settings = with_room(settings.plan, settings.memory)

    def cluster(self, anchor: int, seed: int) -> Cluster:
        """Return the cluster of an anchor: its related documents, or the anchor alone if there are none."""
        material = DECODER.decode(self.blobs[anchor])
        members = grow_cluster(self.graph, anchor, f"{seed}/cluster/{material.topic.id}", self.settings.cluster)
        others = [DECODER.decode(self.blobs[member]) for member in members[1:]]
        return gather(members, [material, *others], self.graph)

    def planned(self, anchor: int, seed: int, plan_: Plan | None = None) -> Planned | Rejected:
        """Plan the dialogue of one anchor, or reject the anchor with the reason.

        Args:
            anchor: Row of the document in the graph.
            seed: The run's seed.
            plan_: The plan from an earlier round, if there is one.
        """
        cluster = self.cluster(anchor, seed)
        topic = cluster.materials[0].topic
        if len(cluster.documents) < self.settings.cluster.min_documents:
            return _rejected("no_cluster", "no related document was found", topic)
        vectors = Vectors(cluster.materials, self.frequency, self.usable)
        if plan_ is None:
            scorer = self.reward.read(cluster, vectors)
            plan_ = plan(cluster, scorer, f"{seed}/plan/{topic.id}", self.plan_settings)
            if len(plan_.steps) < self.plan_settings.min_turns:
                reason = f"its cluster gives {len(plan_.steps)} turns, under plan.min_turns"
                return _rejected("too_short", reason, topic)
            if topic.language.partition("-")[0] in MEMORY_LANGUAGES:
                plan_ = weave(cluster, plan_, self.common, f"{seed}/memory/{topic.id}", self.settings.memory)
        topics = [member.topic for member in cluster.materials]
        return Planned(topics, cluster.documents, plan_, Reviewer(cluster, vectors, plan_, topics, self._worst_rank()))

    def _worst_rank(self) -> int:
        """Return the lowest rank that passes: any, if the user writes in another language than the documents."""
        crosses = self.settings.writer == "model" and self.settings.model_writer.style.language
        return sys.maxsize if crosses else self.settings.worst_rank

    def dialogue(self, planned: Planned, seed: int, writer: Writer) -> BuiltDialogue:
        """Build a dialogue from its plan.

        Raises:
            Unanswered: The writer waits for a model.
        """
        topics, steps = planned.topics, planned.plan.steps
        key = writing_key(seed, planned)
        turns = writer.write(topics, steps, key)
        # The offline writer names its topic outright, so it gets the last try.
        writers = [*([writer] if writer is not self.offline else []), self.offline, self.offline]
        rewrites = [
            partial(self._rewrite, again, topics, steps, f"{key}{'/again' * (number == len(writers) - 1)}")
            for number, again in enumerate(writers)
        ]
        checked = reviewed(planned.reviewer, turns, rewrites)
        dialogue = assemble(topics, steps, checked, writer.name, seed)
        return BuiltDialogue(dialogue, [planned.documents[i] for i in used_topics(steps)], checked)

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
    """Return the seed for the user turns of a dialogue."""
    return f"{seed}/write/{planned.topics[0].id}"


def _rejected(rule: str, reason: str, topic: Topic) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=topic.source, record=topic.title)
