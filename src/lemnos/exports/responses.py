"""Items of OpenAI's Responses API: ``{"input": […], "tools": […], "output": […], "lemnos": {…}}``.

``output`` holds the items of the last thing that the assistant does, ``input`` all before, so that a row is one request
with its response; the conversation is ``input + output``. Items: ``message``, ``reasoning`` (text of open models, in
``content``), ``function_call`` with ``arguments`` as text, ``function_call_output``. After a run that was cut off,
``output`` is empty. Marks stand for images and files.
Source: OpenAI, "Responses" (API reference).
"""

from typing import Any

from lemnos.exports.carry import Carry
from lemnos.exports.openai_chat import function
from lemnos.records import Message, OfferedTool
from lemnos.sources.trajectories.exported import KEY


def row(carry: Carry, arguments: str) -> dict[str, Any]:
    """Return the row of a trajectory; arguments are text."""
    del arguments
    messages = carry.masked.messages
    items = [_items(carry, number, message) for number, message in enumerate(messages)]
    last = len(items) - 1 if messages[-1].role == "assistant" else len(items)
    for number in carry.untrained():
        carry.patch(number, train=False)
    return {
        "input": [item for made in items[:last] for item in made],
        "tools": [_tool(tool) for tool in carry.masked.tools],
        "output": [item for made in items[last:] for item in made],
        KEY: carry.exported(),
    }


def _tool(tool: OfferedTool) -> dict[str, Any]:
    return {"type": "function", **function(tool), "strict": False}


def _items(carry: Carry, number: int, message: Message) -> list[dict[str, Any]]:
    own = carry.own.messages[number]
    if message.attachments:
        carry.notes.add("images_as_marks")
        carry.patch(number, attachments=own.attachments)
    if message.role == "tool":
        return [{"type": "function_call_output", "call_id": message.tool_call_id, "output": message.content}]
    if message.role != "assistant":
        said = {"type": "message", "role": message.role}
        return [{**said, "content": [{"type": "input_text", "text": message.content}]}]
    items: list[dict[str, Any]] = []
    text: dict[str, Any]
    if message.reasoning:
        text = {"type": "reasoning_text", "text": message.reasoning}
        items.append({"type": "reasoning", "id": f"rs_{number}", "summary": [], "content": [text]})
    if message.content:
        text = {"type": "output_text", "text": message.content, "annotations": []}
        said = {"type": "message", "id": f"msg_{number}", "role": "assistant", "status": "completed"}
        items.append({**said, "content": [text]})
    for call in message.tool_calls:
        made = {"type": "function_call", "id": f"fc_{call.id}", "call_id": call.id, "name": call.name}
        items.append({**made, "arguments": call.arguments, "status": "completed"})
    return items
