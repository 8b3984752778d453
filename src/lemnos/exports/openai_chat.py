"""OpenAI's chat messages: ``{"messages": […], "tools": […], "lemnos": {…}}``.

``tools`` is always there. ``arguments`` are an object, or JSON text, as the API has them. Chat templates disagree: of
73 of public models, 52 are right with objects alone (text raises, or becomes a string within JSON), 3 with text alone
(``benchmarks/chat_templates.py``). Arguments that are no JSON object stay text in both. Ids of calls have nine letters
and digits, as Mistral's templates want. ``content`` is always text, empty beside calls without words; with images, a
list of parts. ``tool_calls`` is there only if there are calls. Thoughts are in ``reasoning_content``; ``weight`` is 0
on an assistant's message that no loss is taken on, as in OpenAI's fine-tuning. Outputs name their tool. ``datasets``
gives objects of a file of lines the keys of all others, as null, wherever it finds one type for them; Parquet
(``parquet.py``) keeps each as it is.
Source: OpenAI, "Chat completions" and "Fine-tuning" (API reference).
"""

from typing import Any

import msgspec

from lemnos.exports.carry import Carry, is_object
from lemnos.exports.parts import parts_of
from lemnos.records import Message, OfferedTool, ToolCall
from lemnos.sources.trajectories.exported import KEY


def row(carry: Carry, arguments: str, parts: bool = True) -> dict[str, Any]:
    """Return the row of a trajectory.

    Args:
        carry: The trajectory.
        arguments: Whether arguments of calls are a ``string`` or an ``object``.
        parts: Whether images and files are parts of the content; else marks stand for them.
    """
    return {
        "messages": messages(carry, arguments, parts),
        "tools": tools(carry.masked.tools),
        KEY: carry.exported(),
    }


def messages(carry: Carry, arguments: str, parts: bool = True) -> list[dict[str, Any]]:
    """Return the messages of a trajectory; see ``row``."""
    calls = [call for message in carry.masked.messages for call in message.tool_calls]
    names = {call.id: call.name for call in calls}
    ids = {call.id: f"call{number:05}" for number, call in enumerate(calls, 1)}
    result: list[dict[str, Any]] = []
    for number, message in enumerate(carry.masked.messages):
        made: dict[str, Any] = {"role": message.role, "content": _content(carry, number, message, parts)}
        if message.role == "tool":
            made |= {"tool_call_id": ids[message.tool_call_id], "name": names[message.tool_call_id]}
        elif message.role == "assistant":
            if message.reasoning:
                made["reasoning_content"] = message.reasoning
            if message.tool_calls:
                made["tool_calls"] = [_call(carry, call, ids[call.id], arguments) for call in message.tool_calls]
            if not message.train:
                made["weight"] = 0
        result.append(made)
    return result


def _content(carry: Carry, number: int, message: Message, parts: bool) -> str | list[dict[str, Any]]:
    own = carry.own.messages[number]
    if not message.attachments:
        return message.content
    split = parts_of(message) if parts else None
    if split is None:
        carry.notes.add("images_as_marks")
        carry.patch(number, attachments=own.attachments)
        return message.content
    pieces, exact = split
    if not exact:
        carry.patch(number, content=own.content, attachments=own.attachments)
    return pieces


def _call(carry: Carry, call: ToolCall, identifier: str, arguments: str) -> dict[str, Any]:
    given: Any = call.arguments
    if arguments == "object":
        if is_object(call.arguments):
            given = msgspec.Raw(call.arguments.encode())
        else:
            carry.notes.add("arguments_as_text")
    return {"id": identifier, "type": "function", "function": {"name": call.name, "arguments": given}}


def tools(offered: tuple[OfferedTool, ...]) -> list[dict[str, Any]]:
    """Return tools as OpenAI's chat API takes them."""
    return [{"type": "function", "function": function(tool)} for tool in offered]


def function(tool: OfferedTool) -> dict[str, Any]:
    """Return the function that a tool is."""
    return {
        "name": tool.name,
        "description": tool.description,
        "parameters": msgspec.Raw(tool.parameters.encode()),
    }
