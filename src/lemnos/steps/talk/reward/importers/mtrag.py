"""Imports MTRAG and MTRAG-UN (Katsis et al. 2025): ``conversations.json``, and generation tasks such as
``reference.jsonl``, → ``Conversation``.

A task is one turn: the turns before it, the passages retrieved, and the target answer. Tasks of one conversation are
merged; the answers are those of the longest history. Retrieved passages are wrong answers for other conversations.
Answers of fewer than ``SHORTEST`` words ("You're welcome!") and refusals are left out.
"""

from collections.abc import Iterator, Sequence

import msgspec

from lemnos.steps.talk.reward.cases import Problem
from lemnos.steps.talk.reward.importers.conversation import Conversation, tidy, without_refusals
from lemnos.steps.talk.reward.importers.record import Answers, Record, converted, has

SHORTEST = 8


class _Passage(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct):
    speaker: str
    text: str
    contexts: list[_Passage] = []


class _Conversation(msgspec.Struct):
    messages: list[_Message]


class _Task(msgspec.Struct):
    conversation_id: int | str
    input: list[_Message]
    targets: list[_Message] = []
    contexts: list[_Passage] = []


def fits(value: object) -> bool:
    """Return whether a record is a conversation or a task."""
    said = value.get("messages", value.get("input")) if isinstance(value, dict) else None
    return isinstance(said, list) and any(has(message, "speaker", "text") for message in said)


def conversations(records: Sequence[Record], answers: Answers, problem: Problem) -> Iterator[Conversation]:  # noqa: ARG001
    """Yield the conversations. The answer is what the agent wrote, so ``answers`` has no effect."""
    tasks: dict[int | str, list[_Task]] = {}
    for record in records:
        if has(record.value, "messages"):
            for whole in converted(record, _Conversation, problem):
                passages = [passage for message in whole.messages for passage in message.contexts]
                yield _conversation(f"mtrag:{record.where}", whole.messages, passages)
        else:
            for task in converted(record, _Task, problem):
                tasks.setdefault(task.conversation_id, []).append(task)
    for name, turns in tasks.items():
        longest = max(turns, key=lambda task: len(task.input))
        passages = [passage for task in turns for passage in task.contexts]
        yield _conversation(f"mtrag:{name}", [*longest.input, *longest.targets[:1]], passages)


def _conversation(group: str, messages: Sequence[_Message], passages: Sequence[_Passage]) -> Conversation:
    answers = without_refusals(message.text for message in messages if message.speaker == "agent")
    texts = dict.fromkeys(tidy(passage.text) for passage in passages if passage.text.strip())
    return Conversation(group, tuple(text for text in answers if len(text.split()) >= SHORTEST), tuple(texts))
