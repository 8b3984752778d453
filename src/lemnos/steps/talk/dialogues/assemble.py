"""Assembles a dialogue: steps of a ``Plan`` and the reviewed user turns → ``Dialogue``, with the evidence of each
answer."""

import string
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import msgspec
import numpy as np
import numpy.typing as npt

from lemnos.records import Dialogue, DialogueMeta, DocumentReference, Evidence, Turn, Utterance, content_id
from lemnos.records.conversation import validate
from lemnos.steps.talk.check.retrieval import Ranks
from lemnos.steps.talk.check.review import Reviewed
from lemnos.steps.talk.check.score_card import coverage_of, score_card
from lemnos.steps.talk.check.turn_quality import qualities
from lemnos.steps.talk.plan.budget import answer_of
from lemnos.steps.talk.write.base import Step, Topic, UserTurn, writer_of
from lemnos.text.scripts import count_words

_MARKS = string.punctuation.encode()


def used_topics(steps: Sequence[Step]) -> list[int]:
    """Return the topics of a plan in the order in which they first occur."""
    return list(dict.fromkeys(step.topic for step in steps))


def assemble(topics: Sequence[Topic], steps: Sequence[Step], checked: Reviewed, writer: str, seed: int) -> Dialogue:
    """Return the dialogue of a plan and its user turns.

    Args:
        topics: The documents of the cluster.
        steps: The plan.
        checked: The user turns after review, one for each step.
        writer: Name of the writer.
        seed: The seed of the run.

    Raises:
        ConversationError: The messages are not a valid conversation.
    """
    messages: list[Utterance] = []
    prose: list[Utterance] = []
    for step, turn in zip(steps, checked.turns, strict=True):
        user, answer = Utterance("user", turn.text), Utterance("assistant", answer_of(topics, step))
        messages += (user, answer)
        segment = topics[step.topic].segments[step.segment]
        prose += (user, Utterance("assistant", segment.text) if segment.blocks and not step.memory else answer)
    validate(messages)
    ends = _ends(messages)
    records = [
        _record(topics, step, turn, ranks, number, ends)
        for number, (step, turn, ranks) in enumerate(zip(steps, checked.turns, checked.found, strict=True))
    ]
    titles = {topic.id: topic.title for topic in topics}
    marked = qualities(prose, records, titles, topics[0].language)
    records = [
        msgspec.structs.replace(record, quality=quality) for record, quality in zip(records, marked, strict=True)
    ]
    new_steps = [step for step in steps if step.memory is None]
    segments_of = Counter(step.topic for step in new_steps)
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
            switches=sum(step.topic != before.topic for before, step in pairwise(new_steps)),
            returns=sum(step.recalls >= 0 for step in new_steps),
            raised=sum(step.raised for step in new_steps),
            mean_reward=round(sum(step.reward for step in new_steps) / len(new_steps), 4),
            card=score_card(
                records,
                len(checked.faults),
                coverage_of([segments_of[i] for i in range(len(topics))], [len(topic.segments) for topic in topics]),
            ),
        ),
    )


def _record(
    topics: Sequence[Topic], step: Step, turn: UserTurn, ranks: Ranks, number: int, ends: npt.NDArray[np.int64]
) -> Turn:
    """Return the record of one turn. ``ends`` is the number of tokens up to the end of each turn. Shape: (turns,)."""
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
        rank=ranks.rank,
        rank_alone=ranks.alone,
        asks=turn.asks,
        writer=writer_of(turn),
    )


def _ends(messages: Sequence[Utterance]) -> npt.NDArray[np.int64]:
    """Return the number of words and ASCII punctuation marks up to the end of each turn. Shape: (turns,)."""
    counts = []
    for message in messages:
        data = message.content.encode()
        counts.append(count_words(message.content) + len(data) - len(data.translate(None, _MARKS)))
    totals: npt.NDArray[np.int64] = np.cumsum(counts, dtype=np.int64)[1::2]
    return totals
