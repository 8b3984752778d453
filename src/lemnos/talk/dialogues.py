"""Last phase of ``talk``: anchors → dialogues. Each is a function of the graph, the anchor and the run's seed."""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
import numpy as np

from lemnos.conversation import validate
from lemnos.records import (
    Dialogue,
    DialogueMeta,
    DocumentReference,
    Evidence,
    Rejected,
    Turn,
    Utterance,
    Verdict,
    content_id,
)
from lemnos.store.blobs import Blobs
from lemnos.store.files import writing
from lemnos.store.run import RunFolder
from lemnos.talk.cluster import grow_cluster
from lemnos.talk.gather import gather
from lemnos.talk.graph import Graph, load_graph
from lemnos.talk.plan import plan
from lemnos.talk.prepare import DECODER
from lemnos.talk.review import RULES, Reviewed, Reviewer, reviewed
from lemnos.talk.reward.lexical import LexicalReward
from lemnos.talk.reward.reward import Reward
from lemnos.talk.segment import count_words
from lemnos.talk.settings import TalkSettings
from lemnos.talk.vectors import Vectors
from lemnos.talk.write.offline import OfflineWriter
from lemnos.talk.write.writer import Step, Topic, UserTurn, Writer
from lemnos.text.common_words import CommonWords

STAGE = "dialogues"


class AnchorTask(msgspec.Struct, frozen=True):
    """The documents ``first`` to ``last`` (left out) as anchors."""

    number: int
    first: int
    last: int


class Workshop:
    """What a worker keeps open between shards: the graph, the documents, the reward and the writer."""

    def __init__(self, run: RunFolder, settings: TalkSettings) -> None:
        self.settings = settings
        self.graph: Graph = load_graph(run.work("graph"))
        self.blobs = Blobs(sorted(run.work("documents").glob("*.bin")))
        self.frequency = np.asarray(self.graph.frequency)
        self.usable = int(self.graph.usable.sum())
        self.reward: Reward = LexicalReward()
        self.writer: Writer = OfflineWriter(CommonWords(self.frequency, np.asarray(self.graph.small_frequency)))

    def dialogue(self, anchor: int, seed: int) -> "Made | Rejected":
        """Make the dialogue of one anchor, or say why there is none."""
        material = DECODER.decode(self.blobs[anchor])
        topic = material.topic
        members = grow_cluster(self.graph, anchor, f"{seed}/cluster/{topic.id}", self.settings.cluster)
        if len(members) < self.settings.cluster.min_documents:
            return _rejected("no_cluster", "no related document was found to talk about beside it", topic)
        others = [DECODER.decode(self.blobs[member]) for member in members[1:]]
        cluster = gather(members, [material, *others], self.graph)
        vectors = Vectors(cluster.materials, self.frequency, self.usable)
        scorer = self.reward.read(cluster, vectors)
        planned = plan(cluster, scorer, f"{seed}/plan/{topic.id}", self.settings.plan)
        if len(planned.steps) < self.settings.plan.min_turns:
            return _rejected("too_short", f"its cluster gives {len(planned.steps)} turns, under plan.min_turns", topic)
        topics = [member.topic for member in cluster.materials]
        key = f"{seed}/write/{topic.id}"
        turns = self.writer.write(topics, planned.steps, key)
        reviewer = Reviewer(cluster, vectors, planned, topics, self.settings.worst_rank)
        checked = reviewed(
            reviewer, turns, lambda kept, numbers: self.writer.rewrite(topics, planned.steps, kept, numbers, key)
        )
        dialogue = assemble(topics, planned.steps, checked.turns, self.writer.name, seed)
        return Made(dialogue, [members[i] for i in used_topics(planned.steps)], checked)


class Made(NamedTuple):
    """A dialogue and what is noted of it."""

    dialogue: Dialogue
    documents: list[int]
    """Rows in the graph of the documents it used."""
    checked: Reviewed


def used_topics(steps: Sequence[Step]) -> list[int]:
    """Return the topics of a plan in the order in which they come up."""
    return list(dict.fromkeys(step.topic for step in steps))


def assemble(
    topics: Sequence[Topic], steps: Sequence[Step], turns: Sequence[UserTurn], writer: str, seed: int
) -> Dialogue:
    """Put a plan and its user turns together.

    Raises:
        ConversationError: They are not a valid conversation.
    """
    messages: list[Utterance] = []
    records: list[Turn] = []
    switches = returns = 0
    for number, (step, turn) in enumerate(zip(steps, turns, strict=True)):
        topic = topics[step.topic]
        answer = topic.segments[step.segment]
        messages += (Utterance("user", turn.text), Utterance("assistant", answer.text))
        switches += number > 0 and steps[number - 1].topic != step.topic
        returns += step.recalls >= 0
        records.append(
            Turn(
                kind=turn.kind,
                reward=step.reward,
                evidence=(Evidence(topic.id, answer.start, answer.end, answer.section),),
                recalls=(step.recalls,) if step.recalls >= 0 else (),
                distance=number - step.recalls if step.recalls >= 0 else 0,
            )
        )
    validate(messages)
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
            switches=switches,
            returns=returns,
            mean_reward=round(sum(step.reward for step in steps) / len(steps), 4),
        ),
    )


def _rejected(rule: str, reason: str, topic: Topic) -> Rejected:
    return Rejected(stage=STAGE, rule=rule, reason=reason, source=topic.source, record=topic.title)


@lru_cache(maxsize=1)
def _workshop(run: RunFolder, settings: TalkSettings, built: tuple[int, int]) -> Workshop:  # noqa: ARG001 - a key
    return Workshop(run, settings)


def _built(run: RunFolder) -> tuple[int, int]:
    """Return what tells the graph in a run folder from one that stood there before, in the life of one process."""
    status = run.work("graph", "indptr.npy").stat()
    return status.st_ino, status.st_mtime_ns


def make_dialogues(run: RunFolder, settings: TalkSettings, seed: int, task: AnchorTask) -> dict[str, Any]:
    """Make the dialogues of one range of anchors and write them. Returns the shard's figures."""
    workshop = _workshop(run, settings, _built(run))
    made: list[Made] = []
    rejected: list[Rejected] = []
    for anchor in range(task.first, task.last):
        if workshop.graph.usable[anchor]:
            result = workshop.dialogue(anchor, seed)
            if isinstance(result, Rejected):
                rejected.append(result)
            else:
                made.append(result)
    verdicts = [
        msgspec.structs.replace(verdict, record=one.dialogue.id) for one in made for verdict in one.checked.verdicts
    ]
    dialogues = [one.dialogue for one in made]
    run.write_records(STAGE, task.number, Dialogue, dialogues)
    run.write_records("verdicts", task.number, Verdict, verdicts)
    run.write_rejected(STAGE, task.number, rejected)
    with writing(run.work(STAGE, f"{task.number:06}.npy")) as stream:
        np.save(stream, np.array([row for one in made for row in one.documents], dtype=np.int32))
    return {
        **figures(dialogues),
        "checks": _checks(made, verdicts),
        "rejected": dict(Counter(refusal.rule for refusal in rejected)),
    }


def _checks(made: Sequence[Made], verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Return how many turns failed which check at first, how many still do, and how well they find their segments."""
    ranks = np.array([rank for one in made for rank in one.checked.ranks])
    return {
        "turns": len(ranks),
        **{f"{rule}_at_first": sum(verdict.rule == rule for verdict in verdicts) for rule in RULES},
        **{
            f"{rule}_in_the_end": sum(verdict.rule == rule and not verdict.keep for verdict in verdicts)
            for rule in RULES
        },
        **{f"retrieved_in_top_{best}": int((ranks <= best).sum()) for best in (1, 3, 10)},
    }


def figures(dialogues: Sequence[Dialogue]) -> dict[str, Any]:
    """Return what the report adds up over shards."""
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
        "kinds": dict(sorted(kinds.items())),
        "user_words": sum(map(count_words, user)),
        "assistant_words": sum(map(count_words, assistant)),
        "bytes": sum(len(text.encode()) for text in (*user, *assistant)),
    }
