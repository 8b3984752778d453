"""Records as conversations for trainers that render them by themselves: a record → a ``Carry`` of ``lemnos.exports``.

A dialogue is a conversation without tools, all of whose answers are trained on. A trajectory is one already. Documents
and tool documents are none.
"""

from typing import Any

from lemnos.exports.carry import Carry, begin
from lemnos.records import Dialogue, Message, Origin, Trajectory
from lemnos.records.licences import UNKNOWN


def conversation(record: Any) -> Carry | None:
    """Return a record ready to become a row of messages; None if it is no conversation."""
    if isinstance(record, Trajectory):
        return begin(record)
    if isinstance(record, Dialogue):
        return begin(_of_dialogue(record))
    return None


def _of_dialogue(dialogue: Dialogue) -> Trajectory:
    return Trajectory(
        id=dialogue.id,
        messages=tuple(
            Message(role=message.role, content=message.content, train=message.role == "assistant")
            for message in dialogue.messages
        ),
        tools=(),
        origin=Origin(form="dialogue"),
        licence=" AND ".join(sorted({document.licence or UNKNOWN for document in dialogue.documents})),
        source=dialogue.meta.anchor,
    )
