"""Messages of a chat API as events: those of OpenAI, and the blocks of Anthropic; logs of runs hold either.

A message has ``role`` and ``content`` (a text or parts); the assistant's has ``tool_calls`` or blocks ``tool_use``, and
thoughts in ``reasoning_content`` or blocks ``thinking``. Encrypted thoughts are left out (``encrypted_reasoning``).
"""

from collections.abc import Iterator
from typing import Any

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.draft import DraftCall, Event, Part, Speaker
from lemnos.sources.trajectories.forms.runs.checks import label_of, list_of, objects, text_of
from lemnos.sources.trajectories.normal.text import output_text

SPEAKERS: dict[str, Speaker] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "assistant": "assistant",
    "tool": "tool",
    "function": "tool",
}
_IMAGES = ("image", "image_url", "input_image")


def events_of_message(message: dict[str, Any], repaired: list[str]) -> Iterator[Event]:
    """Yield the events of a message; appends the names of repairs to ``repaired``.

    Raises:
        FormError: Its role is unknown, or a part of it has a wrong type.
    """
    role = message.get("role")
    speaker = SPEAKERS.get(role) if isinstance(role, str) else None
    if speaker is None:
        raise FormError(f"a message has the role {role!r}")
    if speaker == "tool":
        content = content_of_message(message.get("content"))
        named = [message.get("tool_call_id"), *list_of(message.get("tool_call_ids"), "tool_call_ids")]
        call_id = next(filter(None, map(label_of, named)), "")
        yield Event("tool", content, call_id=call_id, name=label_of(message.get("name")))
        return
    event = Event(speaker)
    blocks = message.get("content")
    if isinstance(blocks, list):
        parts: list[Part] = []
        for block in objects(blocks, "the content of a message"):
            kind = block.get("type")
            if kind == "tool_use":
                event.calls = [*event.calls, _use(block)]
            elif kind == "tool_result":
                output = content_of_message(block.get("content"))
                yield Event("tool", output, call_id=label_of(block.get("tool_use_id")))
            elif kind in ("thinking", "redacted_thinking"):
                event.reasoning = _joined(event.reasoning, _thought(block, repaired))
            else:
                parts.append(_part(block))
        event.content = parts if any(part.kind != "text" for part in parts) else _text(parts)
    else:
        event.content = content_of_message(blocks)
    thought = message.get("reasoning_content") or message.get("reasoning")
    event.reasoning = _joined(event.reasoning, thought if isinstance(thought, str) else "")
    if not event.reasoning:
        for block in objects(message.get("thinking_blocks"), "thinking_blocks"):
            event.reasoning = _joined(event.reasoning, _thought(block, repaired))
    event.calls = [*event.calls, *(call_of(call) for call in objects(message.get("tool_calls"), "tool_calls"))]
    if message.get("function_call"):
        event.calls = [*event.calls, call_of({"function": message["function_call"]})]
    if event.content or event.reasoning or event.calls:
        yield event


def call_of(call: dict[str, Any]) -> DraftCall:
    """Return a call in the form of OpenAI's chat API, or one whose name and arguments lie beside its id.

    Raises:
        FormError: It has no name.
    """
    function = call.get("function", call)
    if not isinstance(function, dict) or not isinstance(function.get("name"), str):
        raise FormError("a call has no name")
    return DraftCall(function["name"], function.get("arguments"), label_of(call.get("id")))


def content_of_message(content: Any) -> str | list[Part]:
    """Return the content of a message: a text, or parts if it holds an image."""
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and content and all(isinstance(part, dict) for part in content):
        parts = [_part(part) for part in content]
        return parts if any(part.kind != "text" for part in parts) else _text(parts)
    return output_text(content)


def _text(parts: list[Part]) -> str | list[Part]:
    return parts[0].text if len(parts) == 1 else [*parts]


def _part(part: dict[str, Any]) -> Part:
    if isinstance(part.get("text"), str):
        return Part(part["text"])
    return Part(kind="image" if part.get("type") in _IMAGES else "file", value=part)


def _use(block: dict[str, Any]) -> DraftCall:
    return DraftCall(text_of(block.get("name"), "the name of a call"), block.get("input"), label_of(block.get("id")))


def _thought(block: dict[str, Any], repaired: list[str]) -> str:
    thought = block.get("thinking")
    if isinstance(thought, str) and thought:
        return thought
    if "encrypted_reasoning" not in repaired:
        repaired.append("encrypted_reasoning")
    return ""


def _joined(first: str, second: str) -> str:
    return "\n\n".join(filter(None, (first, second)))
