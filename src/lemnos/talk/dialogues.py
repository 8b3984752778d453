"""Last phase of ``talk``: anchors → dialogues. Each is a function of the graph, the anchor and the run's seed."""

import string
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache, partial
from itertools import pairwise
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.conversation import validate
from lemnos.llm.prompts import Prompt
from lemnos.llm.request import Answers, Request, Unanswered
from lemnos.records import (
    MEMORY_KINDS,
    Dialogue,
    DialogueMeta,
    DocumentReference,
    Evidence,
    Rejected,
    ScoreCard,
    Turn,
    Utterance,
    Verdict,
    content_id,
)
from lemnos.store.blobs import Blobs
from lemnos.store.files import writing
from lemnos.store.run import RunFolder
from lemnos.talk.answerable import Found
from lemnos.talk.cluster import grow_cluster
from lemnos.talk.gather import gather
from lemnos.talk.graph import Graph, load_graph
from lemnos.talk.memory.grounded import octave, ungrounded
from lemnos.talk.memory.weave import weave, with_room
from lemnos.talk.plan import plan
from lemnos.talk.prepare import DECODER
from lemnos.talk.review import RULES, Reviewed, Reviewer, reviewed
from lemnos.talk.reward.load import load_reward
from lemnos.talk.reward.reward import Cluster, Reward
from lemnos.talk.score import coverage_of, round_trip, score_card, weakest
from lemnos.talk.segment import count_words
from lemnos.talk.settings import TalkSettings
from lemnos.talk.vectors import Vectors
from lemnos.talk.write.model import ModelWriter
from lemnos.talk.write.offline import OfflineWriter
from lemnos.talk.write.writer import Step, Topic, UserTurn, Writer
from lemnos.text.common_words import CommonWords

STAGE = "dialogues"
LOW_SCORE = "low_score"
MEMORY_LANGUAGES = frozenset({"en"})
"""Languages in which memory turns are answered: their answers are not all verbatim."""
_MARKS = string.punctuation.encode()
_PLANS_KEPT = 512
"""Plans that a worker keeps for the next round of a shard; about 0.2 MB each."""


class AnchorTask(msgspec.Struct, frozen=True):
    """The documents ``first`` to ``last`` (left out) as anchors."""

    number: int
    first: int
    last: int


class AskedModel(msgspec.Struct, frozen=True):
    """The model that writes user turns, as a worker knows it."""

    name: str
    prompts: dict[str, Prompt]


class Planned(NamedTuple):
    """A dialogue that has no user turns yet."""

    topics: list[Topic]
    documents: tuple[int, ...]
    """Rows in the graph of the topics."""
    steps: list[Step]
    reviewer: Reviewer


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
        self._planned: dict[tuple[int, int], Planned | Rejected] = {}

    def cluster(self, anchor: int, seed: int) -> Cluster:
        """Return the documents that the dialogue of an anchor talks about; it alone if nothing is related to it."""
        material = DECODER.decode(self.blobs[anchor])
        members = grow_cluster(self.graph, anchor, f"{seed}/cluster/{material.topic.id}", self.settings.cluster)
        others = [DECODER.decode(self.blobs[member]) for member in members[1:]]
        return gather(members, [material, *others], self.graph)

    def planned(self, anchor: int, seed: int) -> Planned | Rejected:
        """Plan the dialogue of one anchor, or say why there is none.

        A shard that asks a model comes back for the same plans, often to the same worker: the last ones are kept.
        """
        if self.settings.writer == "offline":
            return self._plan(anchor, seed)
        kept = self._planned.pop((anchor, seed), None) or self._plan(anchor, seed)
        self._planned[anchor, seed] = kept
        if len(self._planned) > _PLANS_KEPT:
            del self._planned[next(iter(self._planned))]
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
        planned = self.planned(anchor, seed)
        if isinstance(planned, Rejected):
            return planned
        topics, steps = planned.topics, planned.steps
        key = f"{seed}/write/{topics[0].id}"
        turns = writer.write(topics, steps, key)
        # The offline writer says outright what it means, so it has the last word.
        writers = [*([writer] if writer is not self.offline else []), self.offline, self.offline]
        rewrites = [
            partial(self._rewrite, again, topics, steps, f"{key}{'/again' * (number == len(writers) - 1)}")
            for number, again in enumerate(writers)
        ]
        checked = reviewed(planned.reviewer, turns, rewrites)
        dialogue = assemble(topics, steps, checked, writer.name, seed)
        return Made(dialogue, [planned.documents[i] for i in used_topics(steps)], checked)

    def _rewrite(
        self,
        writer: Writer,
        topics: Sequence[Topic],
        steps: Sequence[Step],
        key: str,
        turns: Sequence[UserTurn],
        faults: Mapping[int, str],
    ) -> dict[int, UserTurn]:
        return writer.rewrite(topics, steps, turns, faults, key)


class Made(NamedTuple):
    """A dialogue and what is noted of it."""

    dialogue: Dialogue
    documents: list[int]
    """Rows in the graph of the documents it used."""
    checked: Reviewed


def used_topics(steps: Sequence[Step]) -> list[int]:
    """Return the topics of a plan in the order in which they come up."""
    return list(dict.fromkeys(step.topic for step in steps))


def assemble(topics: Sequence[Topic], steps: Sequence[Step], checked: Reviewed, writer: str, seed: int) -> Dialogue:
    """Put a plan and its user turns together.

    Raises:
        ConversationError: They are not a valid conversation.
    """
    messages: list[Utterance] = []
    for step, turn in zip(steps, checked.turns, strict=True):
        answer = step.memory.answer if step.memory else topics[step.topic].segments[step.segment].text
        messages += (Utterance("user", turn.text), Utterance("assistant", answer))
    validate(messages)
    ends = _ends(messages)
    records = [
        _record(topics, step, turn, found, number, ends)
        for number, (step, turn, found) in enumerate(zip(steps, checked.turns, checked.found, strict=True))
    ]
    told = [step for step in steps if step.memory is None]
    spread = Counter(step.topic for step in told)
    return Dialogue(
        id=content_id("dialogue", "\0".join(message.content for message in messages)),
        messages=tuple(messages),
        turns=tuple(records),
        documents=tuple(
            DocumentReference(topics[i].id, topics[i].title, topics[i].url, topics[i].licence, topics[i].source)
            for i in used_topics(steps)
        ),
        meta=DialogueMeta(
            anchor=topics[0].id,
            writer=writer,
            language=topics[0].language,
            seed=seed,
            switches=sum(step.topic != before.topic for before, step in pairwise(told)),
            returns=sum(step.recalls >= 0 for step in told),
            mean_reward=round(sum(step.reward for step in told) / len(told), 4),
            card=score_card(
                records,
                [turn.text for turn in checked.turns],
                len(checked.faults),
                coverage_of([spread[i] for i in range(len(topics))], [len(topic.segments) for topic in topics]),
            ),
        ),
    )


def _record(
    topics: Sequence[Topic], step: Step, turn: UserTurn, found: Found, number: int, ends: npt.NDArray[np.int64]
) -> Turn:
    """Return what is noted of one turn; ``ends`` is how many tokens there are up to the end of each turn."""
    memory = step.memory
    if memory is None:
        topic = topics[step.topic]
        answer = topic.segments[step.segment]
        evidence: tuple[Evidence, ...] = (Evidence(topic.id, answer.start, answer.end, answer.section),)
        recalls: tuple[int, ...] = (step.recalls,) if step.recalls >= 0 else ()
    else:
        evidence, recalls = memory.evidence, memory.turns
    return Turn(
        kind=turn.kind,
        reward=step.reward,
        evidence=evidence,
        verbatim=memory is None or memory.verbatim,
        recalls=recalls,
        distance=number - recalls[0] if recalls else 0,
        distance_tokens=int(ends[number - 1] - ends[recalls[0]]) if recalls else 0,
        context_dependent=turn.context_dependent,
        rank=found.rank,
        rank_alone=found.alone,
    )


def _ends(messages: Sequence[Utterance]) -> npt.NDArray[np.int64]:
    """Return how many words and ASCII punctuation marks there are up to the end of each turn. Shape: (turns,)."""
    counts = []
    for message in messages:
        data = message.content.encode()
        counts.append(count_words(message.content) + len(data) - len(data.translate(None, _MARKS)))
    totals: npt.NDArray[np.int64] = np.cumsum(counts, dtype=np.int64)[1::2]
    return totals


def _rejected(rule: str, reason: str, topic: Topic) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=topic.source, record=topic.title)


@lru_cache(maxsize=1)
def _workshop(run: RunFolder, settings: TalkSettings, built: tuple[int, int]) -> Workshop:  # noqa: ARG001 - a key
    return Workshop(run, settings)


def _built(run: RunFolder) -> tuple[int, int]:
    """Return what tells the graph in a run folder from one that stood there before, in the life of one process."""
    status = run.work("graph", "indptr.npy").stat()
    return status.st_ino, status.st_mtime_ns


def make_dialogues(
    run: RunFolder,
    settings: TalkSettings,
    seed: int,
    asked: AskedModel | None,
    task: AnchorTask,
    answers: Answers | None = None,
) -> dict[str, Any]:
    """Make the dialogues of one range of anchors and write them. Returns the shard's figures.

    Args:
        run: The run folder.
        settings: How documents become dialogues.
        seed: Seeds every random choice.
        asked: The model that writes the user turns; None for the offline writer.
        task: The anchors.
        answers: What the model has answered so far.

    Raises:
        Unanswered: The model has more to answer; nothing was written.
    """
    workshop = _workshop(run, settings, _built(run))
    writer: OfflineWriter | ModelWriter = workshop.offline
    if asked is not None:
        writer = ModelWriter(
            asked.name, asked.prompts, settings.model_writer, workshop.offline, workshop.common, answers or Answers()
        )
    made: list[Made] = []
    rejected: list[Rejected] = []
    refused: list[Verdict] = []
    unanswered: list[Request] = []
    for anchor in range(task.first, task.last):
        if workshop.graph.usable[anchor]:
            try:
                result = workshop.dialogue(anchor, seed, writer)
            except Unanswered as waits:
                unanswered += waits.requests
                continue
            if isinstance(result, Rejected):
                rejected.append(result)
                continue
            low = _low_score(result.dialogue, settings.min_score)
            if low is None:
                made.append(result)
            else:
                rejected.append(low[0])
                refused.append(low[1])
    if unanswered:
        raise Unanswered(unanswered)
    verdicts = [
        msgspec.structs.replace(verdict, record=one.dialogue.id) for one in made for verdict in one.checked.verdicts
    ]
    dialogues = [one.dialogue for one in made]
    run.write_records(STAGE, task.number, Dialogue, dialogues)
    run.write_records("verdicts", task.number, Verdict, verdicts + refused)
    run.write_rejected(STAGE, task.number, rejected)
    with writing(run.work(STAGE, f"{task.number:06}.npy")) as stream:
        np.save(stream, np.array([row for one in made for row in one.documents], dtype=np.int32))
    return {
        **figures(dialogues),
        "checks": _checks(made),
        "round_trip": round_trip(dialogues),
        "rejected": dict(Counter(refusal.rule for refusal in rejected)),
        "written": dict(writer.outcomes) if isinstance(writer, ModelWriter) else {},
    }


def _low_score(dialogue: Dialogue, least: float) -> tuple[Rejected, Verdict] | None:
    """Return why a dialogue is not written, if its score is under ``least``."""
    card = dialogue.meta.card
    if card.score >= least:
        return None
    part = weakest(card)
    reason = f"its score is {card.score:.2f}, under talk.min_score {least:g}; weakest: {part} {getattr(card, part):.2f}"
    anchor = dialogue.documents[0]
    return (
        Rejected(stage=STAGE, rule=LOW_SCORE, reason=reason, source=anchor.source, record=anchor.title),
        Verdict(record=dialogue.id, stage=STAGE, rule=LOW_SCORE, keep=False, reason=reason, score=card.score),
    )


def _checks(made: Sequence[Made]) -> dict[str, int]:
    """Return how many turns failed which check at first, and how many still do."""
    first = Counter(verdict.rule for one in made for verdict in one.checked.verdicts)
    last = Counter(rule for one in made for rule in one.checked.faults.values())
    return {
        "turns": sum(len(one.checked.turns) for one in made),
        **{f"{rule}_at_first": first[rule] for rule in RULES},
        **{f"{rule}_in_the_end": last[rule] for rule in RULES},
    }


def figures(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """Return what the report adds up over shards."""
    memory = [turn for dialogue in dialogues for turn in dialogue.turns if turn.kind in MEMORY_KINDS]
    kinds = Counter(turn.kind.value for dialogue in dialogues for turn in dialogue.turns)
    user = [message.content for dialogue in dialogues for message in dialogue.messages[::2]]
    assistant = [message.content for dialogue in dialogues for message in dialogue.messages[1::2]]
    return {
        "dialogues": len(dialogues),
        "turns": [len(dialogue.turns) for dialogue in dialogues],
        "documents": [len(dialogue.documents) for dialogue in dialogues],
        "switches": [dialogue.meta.switches for dialogue in dialogues],
        "returns": [dialogue.meta.returns for dialogue in dialogues],
        "rewards": [dialogue.meta.mean_reward for dialogue in dialogues],
        "cards": {
            name: [getattr(dialogue.meta.card, name) for dialogue in dialogues] for name in ScoreCard.__struct_fields__
        },
        "kinds": dict(sorted(kinds.items())),
        "memory_distances": dict(Counter(octave(turn.distance) for turn in memory if turn.recalls)),
        "memory_verbatim": sum(turn.verbatim for turn in memory),
        "memory_ungrounded": sum(map(ungrounded, dialogues)),
        "user_words": sum(map(count_words, user)),
        "assistant_words": sum(map(count_words, assistant)),
        "bytes": sum(len(text.encode()) for text in (*user, *assistant)),
    }
