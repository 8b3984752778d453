"""Session traces of the Hugging Face Hub: a file of lines for each trajectory, which the Hub's viewer shows.

The first line is ``{"type": "session", "harness": …, "id": …, "name": …}``; further keys are allowed there: ``tools``
in OpenAI's terms and ``lemnos``. Each further line is ``{"type": "message", "message": {…}}`` with ``role``,
``content``, ``reasoningContent``, ``toolCalls`` (``arguments`` as text) and ``toolCallId``. Marks stand for images
and files.
Source: Hugging Face, Hub documentation, "Session Traces Format".
"""

from typing import Any

from lemnos.exports.carry import Carry
from lemnos.exports.openai_chat import tools
from lemnos.records import Message
from lemnos.sources.trajectories.exported import KEY

HARNESS = "lemnos"
_NAME = 80
"""Most characters of a session's name."""


def lines(carry: Carry, arguments: str) -> list[dict[str, Any]]:
    """Return the lines of a trajectory's file; arguments are text."""
    del arguments
    own = carry.own
    messages = [_message(carry, number, message) for number, message in enumerate(carry.masked.messages)]
    for number in carry.untrained():
        carry.patch(number, train=False)
    first = next(message.content for message in own.messages if message.role == "user")
    header = {
        "type": "session",
        "harness": HARNESS,
        "id": own.id,
        "name": " ".join(first.split())[:_NAME],
        "tools": tools(carry.masked.tools),
        KEY: carry.exported(),
    }
    return [header, *({"type": "message", "message": message} for message in messages)]


def _message(carry: Carry, number: int, message: Message) -> dict[str, Any]:
    own = carry.own.messages[number]
    if message.attachments:
        carry.notes.add("images_as_marks")
        carry.patch(number, attachments=own.attachments)
    made: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.reasoning:
        made["reasoningContent"] = message.reasoning
    if message.tool_calls:
        made["toolCalls"] = [
            {"id": call.id, "function": {"name": call.name, "arguments": call.arguments}} for call in message.tool_calls
        ]
    if message.role == "tool":
        made["toolCallId"] = message.tool_call_id
    return made
