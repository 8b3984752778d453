"""Imports TREC CAsT, the topics files of 2019 to 2022 (treccast.ai): JSON, or the resolved utterances of 2019 (TSV), →
``Conversation``.

2021 has the passage that answers each turn, 2022 a response. A 2022 topic is a tree, flattened or not, and its paths
are conversations. 2019 and 2020 publish no answers: their utterances are used instead, rewritten to be self-contained
if the file has that. Limitation: such cases are sequences of subjects, useful for training, not for evaluation.
"""

import re
from collections.abc import Iterator, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has

_RESOLVED = re.compile(r"(\d+)_(\d+)\t(.+)")


class _Turn(msgspec.Struct):
    number: int | str
    parent: int | str = ""
    participant: str = ""
    passage: str = ""
    response: str = ""
    manual_rewritten_utterance: str = ""
    automatic_rewritten_utterance: str = ""
    raw_utterance: str = ""

    def answer(self) -> str:
        return self.passage or self.response

    def utterance(self) -> str:
        return self.manual_rewritten_utterance or self.automatic_rewritten_utterance or self.raw_utterance


class _Topic(msgspec.Struct):
    number: int | str
    turn: list[_Turn]


def fits(value: object) -> bool:
    """Return whether a record is a topic or a resolved utterance."""
    return has(value, "number", "turn") or (isinstance(value, str) and bool(_RESOLVED.match(value)))


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:  # noqa: ARG001
    """Yield the conversations of topics. Answers are already passages, so ``answers`` has no effect."""
    resolved: dict[str, list[str]] = {}
    for record in records:
        if isinstance(record.value, str):
            if match := _RESOLVED.match(record.value):
                resolved.setdefault(match[1], []).append(match[3])
            else:
                problem(f"{record.where}: line is not TOPIC_TURN, a tab and an utterance")
            continue
        for topic in converted(record, _Topic, problem):
            given = any(turn.answer() for turn in topic.turn)
            for path in _paths(topic.turn):
                texts = [turn.answer() if given else turn.utterance() for turn in path]
                yield Conversation(f"cast:{topic.number}", without_refusals(texts))
    for number, texts in resolved.items():
        yield Conversation(f"cast:{number}", without_refusals(texts))


def _paths(turns: Sequence[_Turn]) -> Iterator[list[_Turn]]:
    """Yield each path from a first turn to a last one; all turns in order if none names its parent."""
    by_number = {turn.number: turn for turn in turns}
    if not any(turn.parent for turn in turns):
        yield list(turns)
        return
    inner = {turn.parent for turn in turns}
    for leaf in turns:
        if leaf.number in inner:
            continue
        path, turn = [leaf], leaf
        while turn.parent in by_number and len(path) <= len(turns):
            turn = by_number[turn.parent]
            path.append(turn)
        yield path[::-1]
