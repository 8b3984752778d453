"""The Agent Trajectory Interchange Format, version 1.7: one trajectory a line.

Steps of ``system``, ``user`` and ``agent``; the outputs of a step's calls are its ``observation``. Arguments are
objects; those that are none become an empty one and are carried. Tools are ``agent.tool_definitions``, in OpenAI's
terms. The format wants a name and a version of the agent: the name is the form of the source, the version ``unknown``.
``is_copied_context`` marks what an earlier branch of the session has too. What Lemnos carries is ``extra.lemnos``.
Marks stand for images and files.
Source: Harbor, "Agent Trajectory Interchange Format" (RFC 0001).
"""

from typing import Any

import msgspec

from lemnos.exports.carry import Carry, is_object
from lemnos.exports.openai_chat import tools
from lemnos.records import Message
from lemnos.sources.trajectories.exported import KEY

VERSION = "ATIF-v1.7"
_SOURCES = {"system": "system", "user": "user", "assistant": "agent"}


def row(carry: Carry, arguments: str) -> dict[str, Any]:
    """Return the row of a trajectory; arguments are objects."""
    del arguments
    own = carry.own
    steps: list[dict[str, Any]] = []
    for number, message in enumerate(carry.masked.messages):
        if message.attachments:
            carry.notes.add("images_as_marks")
            carry.patch(number, attachments=own.messages[number].attachments)
        if message.role == "tool":
            results = steps[-1].setdefault("observation", {"results": []})["results"]
            results.append({"source_call_id": message.tool_call_id, "content": message.content})
        else:
            steps.append({"step_id": len(steps) + 1, **_step(carry, number, message)})
    for number in carry.untrained():
        carry.patch(number, train=False)
    model = {"model_name": own.origin.model} if own.origin.model else {}
    agent = {"name": own.origin.form, "version": "unknown", **model, "tool_definitions": tools(carry.masked.tools)}
    ids = {"session_id": own.origin.record or own.id, "trajectory_id": own.id}
    return {"schema_version": VERSION, **ids, "agent": agent, "steps": steps, "extra": {KEY: carry.exported()}}


def _step(carry: Carry, number: int, message: Message) -> dict[str, Any]:
    step: dict[str, Any] = {"source": _SOURCES[message.role], "message": message.content}
    if message.role != "assistant":
        return step
    if message.reasoning:
        step["reasoning_content"] = message.reasoning
    if message.tool_calls:
        step["tool_calls"] = [
            {
                "tool_call_id": call.id,
                "function_name": call.name,
                "arguments": _arguments(carry, number, position, call.arguments),
            }
            for position, call in enumerate(message.tool_calls)
        ]
    if number < carry.own.origin.shared and not message.train:
        step["is_copied_context"] = True
    return step


def _arguments(carry: Carry, number: int, position: int, text: str) -> Any:
    if is_object(text):
        return msgspec.Raw(text.encode())
    carry.notes.add("arguments_left_out")
    carry.patch_arguments(number, position)
    return {}
