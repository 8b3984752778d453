"""OpenAI's chat messages: ``{"messages": […], "tools": […]}``, also a bare list of messages.

Also read: the older ``functions``, ``function_call`` and role ``function``; content in typed parts;
``reasoning_content`` and ``reasoning`` of servers for open models; ``weight`` (0 or 1) of OpenAI's fine-tuning format.
``messages`` may lie under
``conversation``, and messages and tools may be JSON text, as rows of Parquet hold them.
Source: OpenAI, "Chat completions" and "Fine-tuning" (API reference).
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Part

NAME = "openai_chat"
_SPEAKERS = {"system": "system", "developer": "system", "user": "user", "assistant": "assistant"}


def looks_like(value: Any) -> bool:
    """Return whether a value is a list of messages with roles, or an object that holds one."""
    messages = value.get("messages") if isinstance(value, dict) else value
    return isinstance(messages, list) and bool(messages) and isinstance(messages[0], dict) and "role" in messages[0]


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {"messages": line.value}
    yield Draft(
        form=NAME,
        events=[event for message in value["messages"] for event in _events(message)],
        source=line.source,
        tools=[tool for given in value.get("tools") or value.get("functions") or [] for tool in _tool(given)],
        outcome=Outcome(),
    )


def _tool(given: Any) -> Iterator[DraftTool]:
    function = given.get("function", given)
    yield DraftTool(function["name"], function.get("description") or "", function.get("parameters"))


def _events(message: Any) -> Iterator[Event]:
    if not isinstance(message, dict):
        raise FormError("a message is no object")
    role = message.get("role")
    content = _content(message.get("content"))
    train = None if message.get("weight") is None else bool(message["weight"])
    if role in ("tool", "function"):
        yield Event("tool", content, call_id=message.get("tool_call_id") or "", name=message.get("name") or "")
        return
    if role not in _SPEAKERS:
        raise FormError(f"a message has the role {role!r}")
    calls = [_call(call) for call in message.get("tool_calls") or []]
    if message.get("function_call"):
        calls.append(_call({"function": message["function_call"]}))
    reasoning = message.get("reasoning_content") or message.get("reasoning") or ""
    yield Event(_SPEAKERS[role], content, reasoning=reasoning, calls=calls, train=train)  # type: ignore[arg-type]


def _call(call: Any) -> DraftCall:
    function = call.get("function", call)
    return DraftCall(function["name"], function.get("arguments"), call.get("id") or "")


def _content(content: Any) -> str | list[Part]:
    if content is None:
        return ""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return [_part(part) for part in content]
    return msgspec.json.encode(content).decode()


def _part(part: Any) -> Part:
    if isinstance(part, dict) and isinstance(part.get("text"), str):
        return Part(part["text"])
    return Part(kind="image", value=part)


FORM = Form(NAME, "OpenAI chat messages", "value", looks_like, read)
