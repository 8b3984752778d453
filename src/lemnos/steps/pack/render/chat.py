"""Conversations in one form: a ``Dialogue`` or a ``Trajectory`` → ``Chat``: messages, tools, units and recalls.

A unit of a dialogue is a turn: the user's message and the answer. A unit of a trajectory is a step: what the user or
the tools said, and the assistant's message that follows.
"""

from typing import Any, NamedTuple

import msgspec

from lemnos.records import Dialogue, Document, Message, OfferedTool, ToolDocument, Trajectory
from lemnos.records.licences import licences_of
from lemnos.steps.pack.base import Recall


class Origin(NamedTuple):
    """Where a rendered text comes from: fields of ``Rendered``."""

    record: str
    kind: str
    cluster: tuple[str, ...]
    licences: tuple[str, ...]
    source: str
    input: int


class Chat(NamedTuple):
    """A conversation to render."""

    messages: tuple[Message, ...]
    tools: tuple[OfferedTool, ...]
    trained: tuple[bool, ...]
    """For each message, whether the record allows a loss on it."""
    units: tuple[int, ...]
    """For each message, the number of its unit."""
    recalls: tuple[Recall, ...]
    """Units with the earlier units that they refer to."""


def origin_of(record: Dialogue | Trajectory | ToolDocument | Document, number: int) -> Origin:
    """Return where a record comes from; ``number`` is that of its input."""
    known = licences_of(record) or frozenset()
    licences = tuple(sorted("" if licence == "unknown" else licence for licence in known))
    match record:
        case Dialogue():
            cluster = tuple(sorted({f"document {document.id}" for document in record.documents}))
            source = ", ".join(sorted({document.source for document in record.documents}))
        case Trajectory():
            cluster, source = _cluster_of(record), record.source
        case ToolDocument():
            cluster, source = (f"api {record.provider} {record.tool}",), record.source
        case Document():
            cluster, source = (f"document {record.id}",), record.source
    return Origin(record.id, type(record).__name__, cluster, licences, source, number)


def _cluster_of(trajectory: Trajectory) -> tuple[str, ...]:
    """Return what a trajectory shares: its task, its session, what the user asked first."""
    origin = trajectory.origin
    asked = next((message.content for message in trajectory.messages if message.role == "user"), "")
    names = [f"asked {' '.join(asked.split())[:200]}"]
    if origin.task:
        names.append(f"task {origin.form} {origin.task}")
    if origin.record:
        names.append(f"session {origin.form} {origin.record}")
    return tuple(sorted(names))


def chat_of(record: Dialogue | Trajectory) -> Chat:
    """Return a record as a conversation."""
    return _of_dialogue(record) if isinstance(record, Dialogue) else _of_trajectory(record)


def _of_dialogue(dialogue: Dialogue) -> Chat:
    messages = tuple(Message(each.role, each.content) for each in dialogue.messages)
    recalls = tuple(Recall(number, earlier) for number, turn in enumerate(dialogue.turns) for earlier in turn.recalls)
    units = tuple(number // 2 for number in range(len(messages)))
    return Chat(messages, (), (True,) * len(messages), units, recalls)


def _of_trajectory(trajectory: Trajectory) -> Chat:
    units, unit = [], 0
    for message in trajectory.messages:
        units.append(unit)
        unit += message.role == "assistant"
    trained = tuple(
        number >= trajectory.origin.shared and (message.role != "assistant" or message.train)
        for number, message in enumerate(trajectory.messages)
    )
    return Chat(trajectory.messages, trajectory.tools, trained, tuple(units), ())


def arguments_of(text: str) -> Any:
    """Return the arguments of a call as an object; as text if they are no JSON object."""
    try:
        decoded = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        return text
    return decoded if isinstance(decoded, dict) else text


def function_of(tool: OfferedTool) -> dict[str, Any]:
    """Return a tool as OpenAI's chat API takes it."""
    parameters = arguments_of(tool.parameters)
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": parameters if isinstance(parameters, dict) else {},
    }
    return {"type": "function", "function": function}
