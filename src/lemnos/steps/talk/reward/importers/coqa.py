"""Imports CoQA (Reddy et al. 2019), ``coqa-train-v1.0.json`` and ``coqa-dev-v1.0.json``: stories → ``Conversation``.

An answer is a few words ("white") with a rationale, a clause of the story. The sentences that contain the rationale are
used as the answer.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has, sentences_around


class _Answer(msgspec.Struct):
    input_text: str
    span_start: int = -1
    span_end: int = -1
    span_text: str = ""
    turn_id: int = 0


class _Story(msgspec.Struct):
    id: str
    story: str
    answers: list[_Answer]


def _stories(value: object) -> list[object]:
    stories = value["data"] if isinstance(value, dict) and isinstance(value.get("data"), list) else [value]
    return [story for story in stories if has(story, "story", "answers")]


def fits(value: object) -> bool:
    """Return whether a record is a CoQA file or a story of one."""
    return bool(_stories(value))


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:
    """Yield the conversations, one for each story."""
    for record in records:
        for number, value in enumerate(_stories(record.value), 1):
            for story in converted(Record(f"{record.where}, story {number}", value), _Story, problem):
                ordered = sorted(story.answers, key=lambda answer: answer.turn_id)
                texts = [_text(story.story, answer, answers) for answer in ordered]
                yield Conversation(f"coqa:{story.id}", without_refusals(texts))


def _text(story: str, answer: _Answer, answers: Answers) -> str:
    if answer.input_text.strip().lower() == "unknown" or answer.span_text.strip().lower() == "unknown":
        return ""
    if answers == "written":
        return answer.input_text
    return sentences_around(story, answer.span_start, answer.span_end) or answer.span_text or answer.input_text
