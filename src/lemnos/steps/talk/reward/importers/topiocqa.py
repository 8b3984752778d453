"""Imports TopiOCQA (Adlakha et al. 2022), ``topiocqa_train.json`` and ``topiocqa_dev.json``, JSON or JSON lines: turns
→ ``Conversation``.

A record is a turn. The passage that the answer was written from is used as the answer: ``Gold_passage`` if the file has
it, else ``Rationale``.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, is_refusal, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has


class _Passage(msgspec.Struct):
    text: str = ""


class _Turn(msgspec.Struct, rename={"conversation": "Conversation_no", "number": "Turn_no", "answer": "Answer"}):
    conversation: int | str
    number: int
    answer: str
    Rationale: str | None = None
    Gold_passage: _Passage | None = None


def fits(value: object) -> bool:
    """Return whether a record is a turn."""
    return has(value, "Conversation_no", "Turn_no", "Answer")


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:
    """Yield the conversations, with their turns in order."""
    by_conversation: dict[int | str, list[_Turn]] = {}
    for record in records:
        for turn in converted(record, _Turn, problem):
            by_conversation.setdefault(turn.conversation, []).append(turn)
    for number, turns in by_conversation.items():
        ordered = sorted(turns, key=lambda turn: turn.number)
        yield Conversation(f"topiocqa:{number}", without_refusals(_text(turn, answers) for turn in ordered))


def _text(turn: _Turn, answers: Answers) -> str:
    if is_refusal(turn.answer):
        return ""
    passage = (turn.Gold_passage.text if turn.Gold_passage else "") or turn.Rationale or ""
    return (passage if answers == "source" else "") or turn.answer
