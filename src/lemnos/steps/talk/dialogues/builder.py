"""Build the dialogue of one cluster: plan, user turns, checks.

Takes the number of a cluster, or of its anchor, and returns a ``Dialogue``. A worker keeps one ``DialogueBuilder``
open between shards, with the graph, the documents, the reward and the writer. Planning takes three quarters of a
dialogue's time.
"""

import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import msgspec
import numpy as np

from lemnos.pipeline.objects import NO_OBJECTS, Objects
from lemnos.records import Dialogue, Rejected
from lemnos.steps.talk.check.candidates import choose
from lemnos.steps.talk.check.review import AFTER_CHECK, Reviewed, Reviewer, Rewrite, reviewed
from lemnos.steps.talk.dialogues.assemble import assemble, used_topics
from lemnos.steps.talk.dialogues.left_out import LEFT_OUT, NOT_ASKED, without
from lemnos.steps.talk.documents.features import DECODER
from lemnos.steps.talk.graph.build import Graph, load_graph
from lemnos.steps.talk.graph.cluster_segments import gather
from lemnos.steps.talk.graph.cluster_walk import grow_cluster
from lemnos.steps.talk.graph.partition import Partition
from lemnos.steps.talk.graph.segment_vectors import Vectors
from lemnos.steps.talk.memory.insertion import weave, with_room
from lemnos.steps.talk.plan.budget import answer_of, budget_of, token_counter, turn_tokens, within
from lemnos.steps.talk.plan.plan import Plan, plan
from lemnos.steps.talk.reward.base import Cluster, Reward
from lemnos.steps.talk.reward.load import load_reward
from lemnos.steps.talk.settings import TalkSettings
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, Writer, by_model
from lemnos.steps.talk.write.model import ModelWriter
from lemnos.steps.talk.write.rules.offline import OfflineWriter
from lemnos.store.blobs import Blobs
from lemnos.store.run_folder import RunFolder
from lemnos.text.common_words import CommonWords
from lemnos.text.scripts import count_words

RewriteTurns = Callable[
    [Sequence[Topic], Sequence[Step], Sequence[UserTurn], Mapping[int, str], str], dict[int, UserTurn]
]
"""``Writer.rewrite``."""
STAGE = "dialogues"
MEMORY_LANGUAGES = frozenset({"en"})
"""Languages in which memory turns are answered: their answers are not all verbatim."""


class BuiltDialogue(NamedTuple):
    """A dialogue with its check results."""

    dialogue: Dialogue
    documents: list[int]
    """Rows in the graph of the documents it used."""
    segments: list[tuple[int, int, int]]
    """Of each turn that is not a memory turn, in order: row of the document, number of the segment, words in it."""
    checked: Reviewed
    tokens: list[int]
    """Of each turn, see ``turn_tokens``."""
    with_code: int
    """Number of answers that hold code or a table."""
    written: tuple[str, ...]
    """``UserTurn.written`` of its turns, and the reasons of those that were left out."""


class Unbuilt(NamedTuple):
    """A dialogue that did not come about."""

    rejected: Rejected
    written: tuple[str, ...]
    """Of its turns, as in ``BuiltDialogue.written``."""


class Planned(NamedTuple):
    """A dialogue before its user turns are written."""

    key: str
    """Its anchor, and the round of its cluster: what its random choices are seeded with, beside the run's seed."""
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
        self.offline = OfflineWriter(self.common, settings.questions)
        self.partition = Partition(run.work("clusters")) if settings.reuse else None
        self.own_writer: Writer | None = objects.get("writer")
        self.plan_settings = with_room(settings.plan, settings.memory)
        self.count = token_counter(settings.plan.tokenizer)
        words = settings.model_writer.style.words if settings.writer == "model" and not self.own_writer else None
        self.budget = budget_of(settings.plan, self.count, words)

    def numbers(self, first: int = 0, last: int | None = None) -> list[int]:
        """Return the numbers from ``first`` to ``last`` (exclusive) that stand for a dialogue: of clusters, where
        documents are not used without limit, else of the documents that can be anchors."""
        if self.partition is not None:
            return list(range(first, len(self.partition) if last is None else last))
        return (first + np.flatnonzero(self.graph.usable[first:last])).tolist()

    def cluster(self, number: int, seed: int) -> Cluster:
        """Return a cluster: of a partition, or that of an anchor, which is alone if no document is related to it."""
        if self.partition is not None:
            members = self.partition.documents(number)
            return gather(members, [DECODER.decode(self.blobs[member]) for member in members], self.graph)
        material = DECODER.decode(self.blobs[number])
        members = grow_cluster(self.graph, number, f"{seed}/cluster/{material.topic.id}", self.settings.cluster)
        others = [DECODER.decode(self.blobs[member]) for member in members[1:]]
        return gather(members, [material, *others], self.graph)

    def planned(self, number: int, seed: int, plan_: Plan | None = None) -> Planned | Rejected:
        """Plan the dialogue of one cluster, or reject its anchor with the reason.

        Args:
            number: One of ``numbers``.
            seed: The run's seed.
            plan_: The plan from an earlier round, if there is one.
        """
        cluster = self.cluster(number, seed)
        topic = cluster.materials[0].topic
        again = self.partition.round(number) if self.partition is not None else 0
        key = f"{topic.id}/{again}" if again else topic.id
        if len(cluster.documents) < self.settings.cluster.min_documents:
            return _rejected("no_cluster", "no related document was found", topic)
        vectors = Vectors(cluster.materials, self.frequency, self.usable)
        topics = [member.topic for member in cluster.materials]
        if plan_ is None:
            made = self._plan(cluster, vectors, seed, key)
            if isinstance(made, Rejected):
                return made
            plan_ = made
        worst, language = self.settings.worst_rank, ""
        if self.settings.writer == "model" and self.settings.model_writer.style.language:
            worst, language = sys.maxsize, self.settings.model_writer.style.language
        return Planned(
            key, topics, cluster.documents, plan_, Reviewer(cluster, vectors, plan_, topics, worst, language)
        )

    def _plan(self, cluster: Cluster, vectors: Vectors, seed: int, key: str) -> Plan | Rejected:
        """Plan the dialogue of a cluster with its memory turns, or reject the anchor."""
        settings, budget = self.settings.memory, self.budget
        topic = cluster.materials[0].topic
        recalls = topic.language.partition("-")[0] in MEMORY_LANGUAGES
        aim, turns = 0.0, None
        if budget is not None:
            aim = budget.aim(f"{seed}/tokens/{key}")
            turns = budget.turns(cluster, aim, settings.share if recalls and settings.weights() else 0.0)
        scorer = self.reward.read(cluster, vectors)
        made = plan(cluster, scorer, f"{seed}/plan/{key}", self.plan_settings, turns, vectors.raised())
        if len(made.steps) < self.plan_settings.min_turns:
            reason = f"its cluster gives {len(made.steps)} turns, under plan.min_turns"
            return _rejected("too_short", reason, topic)
        if recalls:
            made = weave(cluster, made, self.common, f"{seed}/memory/{key}", settings)
        return made if budget is None else budget.cut(made, [member.topic for member in cluster.materials], aim)

    def dialogue(self, planned: Planned, seed: int, writer: Writer) -> BuiltDialogue | Unbuilt:
        """Build a dialogue from its plan, or reject its anchor if too few turns stand, or fit the budget in tokens.

        In a dialogue that is not in English, which the rules write, turns that fail are left out.

        Raises:
            Unanswered: The writer waits for a model.
        """
        topics, steps = planned.topics, planned.plan.steps
        key = writing_key(seed, planned)
        rewrites: list[Rewrite] = []
        if isinstance(writer, ModelWriter):
            turns = choose(planned.reviewer, writer.candidates(topics, steps, key))
            asked = partial(_rewrite, writer.rewrite, topics, steps, key)
            first = partial(_by, writer.drafts, topics, steps, key)
            rewrites = [*[asked] * self.settings.model_writer.rewrites, _in_english(planned.reviewer, first)]
        else:
            turns = writer.write(topics, steps, key)
            if writer is not self.offline:
                rewrites = [partial(_rewrite, writer.rewrite, topics, steps, key)]
        # The offline writer names its topic outright, so it gets the last try.
        rewrites += [
            _in_english(planned.reviewer, partial(_rewrite, self.offline.rewrite, topics, steps, again))
            for again in (key, f"{key}/again")
        ]
        checked = reviewed(planned.reviewer, turns, rewrites)
        left_out: dict[int, str] = {}
        unfit = {number: why for number, why in _unfit(checked, writer).items() if not planned.reviewer.english(number)}
        if unfit:
            steps, checked, left_out = without(steps, checked, unfit)
        written = tuple(turn.written for turn in checked.turns) + tuple(LEFT_OUT + why for why in left_out.values())
        if len(steps) < (self.plan_settings.min_turns if left_out else 1):
            lost = "1 turn was left out" if len(left_out) == 1 else f"{len(left_out)} turns were left out"
            fewest = self.plan_settings.min_turns
            why = ", ".join(f"{rule} {count}" for rule, count in Counter(left_out.values()).most_common())
            reason = f"{lost} ({why}), and what is left ({len(steps)}) is under talk.plan.min_turns ({fewest})"
            return Unbuilt(_rejected("too_short", reason, topics[0]), written)
        tokens = [
            turn_tokens(self.count, turn.text, answer_of(topics, step))
            for turn, step in zip(checked.turns, steps, strict=True)
        ]
        if self.budget is not None:
            fits = within(tokens, self.budget.limit)
            if fits < self.plan_settings.min_turns:
                reason = f"{fits} of its turns fit plan.tokens ({self.budget.limit}), fewer than plan.min_turns"
                return Unbuilt(_rejected("too_short", reason, topics[0]), written)
            steps, checked, tokens = steps[:fits], checked.first_turns(fits), tokens[:fits]
        dialogue = assemble(topics, steps, checked, writer.name, seed)
        segments = [
            (planned.documents[step.topic], step.segment, count_words(answer_of(topics, step)))
            for step in steps
            if step.memory is None
        ]
        with_code = sum(
            step.memory is None and bool(topics[step.topic].segments[step.segment].blocks) for step in steps
        )
        documents = [planned.documents[i] for i in used_topics(steps)]
        return BuiltDialogue(dialogue, documents, segments, checked, tokens, with_code, written)


def _unfit(checked: Reviewed, writer: Writer) -> dict[int, str]:
    """Return why turns cannot stand in a language that the rules do not write: they fail a check, or rules wrote them
    in the place of a model. Of a user's own writer, only turns that repeat another cannot."""
    if not isinstance(writer, ModelWriter):
        return {number: rule for number, rule in checked.faults.items() if rule == "repeated"}
    drafts = {
        number: turn.written.partition(": ")[2].removesuffix(AFTER_CHECK) or NOT_ASKED
        for number, turn in enumerate(checked.turns)
        if not by_model(turn)
    }
    return checked.faults | drafts


def _in_english(reviewer: Reviewer, rewrite: Rewrite) -> Rewrite:
    """Return a rewrite that writes those turns anew that are to be in English."""

    def rewritten(turns: Sequence[UserTurn], faults: Mapping[int, str]) -> dict[int, UserTurn]:
        faults = {number: why for number, why in faults.items() if reviewer.english(number)}
        return rewrite(turns, faults) if faults else {}

    return rewritten


def _by(
    rewrite: RewriteTurns,
    topics: Sequence[Topic],
    steps: Sequence[Step],
    key: str,
    turns: Sequence[UserTurn],
    faults: Mapping[int, str],
) -> dict[int, UserTurn]:
    """Write the turns with faults anew."""
    return rewrite(topics, steps, turns, faults, key)


def _rewrite(
    rewrite: RewriteTurns,
    topics: Sequence[Topic],
    steps: Sequence[Step],
    key: str,
    turns: Sequence[UserTurn],
    faults: Mapping[int, str],
) -> dict[int, UserTurn]:
    """Write the turns with faults anew, each marked as written after the check."""
    return {
        number: msgspec.structs.replace(turn, written=turn.written + AFTER_CHECK)
        for number, turn in _by(rewrite, topics, steps, key, turns, faults).items()
    }


def writing_key(seed: int, planned: Planned) -> str:
    """Return the seed for the user turns of a dialogue."""
    return f"{seed}/write/{planned.key}"


def _rejected(rule: str, reason: str, topic: Topic) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=topic.source, record=topic.title)
