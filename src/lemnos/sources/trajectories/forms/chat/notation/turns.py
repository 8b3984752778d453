"""Lists of messages: where a record holds them, who speaks, and in which notation calls stand.

One function tells the notations apart, so that each record belongs to exactly one form, whatever its keys are called.
Cost: 5 µs for a conversation of ten messages, plus a search for tags in the texts.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.notation.tagged import CALL_TAGS, OUTPUT_TAGS, TOOL_TAGS
from lemnos.sources.trajectories.forms.chat.notation.values import decoded

Notation = Literal[
    "openai_chat",
    "anthropic_messages",
    "openai_responses",
    "sharegpt",
    "typed_parts",
    "toucan",
    "toolace",
    "hermes",
    "olmo_functions",
    "seal_tools",
]
Kind = Literal["system", "user", "assistant", "call", "tool"]

KIMI_TOOLS = "<|im_system|>tool_declare<|im_middle|>"
"""Begins a system message that is the list of tools, in the template of Kimi."""

_KEYS = ("messages", "conversations", "conversation", "messages_json", "dialogue", "dialog", "chat")
_FOREIGN = {"trajectory", "trajectory_format", "epoch", "simulations", "traj", "history", "steps", "sessionId"}
"""Keys of logs that hold messages too and are forms of their own."""
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("system", "developer", "system_prompt"), "system"),
    **dict.fromkeys(("user", "human"), "user"),
    **dict.fromkeys(("assistant", "gpt", "model", "chatgpt", "bot", "ai", "bing", "bard"), "assistant"),
    **dict.fromkeys(("function_call", "tool_call", "tool_calls", "function-call", "tool-call"), "call"),
    **dict.fromkeys(("tool", "function", "observation", "tool_response", "function_response"), "tool"),
    **dict.fromkeys(("function-response", "tool-response", "tool_result", "tool_output", "tool_results"), "tool"),
    **dict.fromkeys(("environment", "ipython", "tools", "function_output"), "tool"),
}
_OPENAI = {"system", "developer", "user", "assistant", "tool", "function"}
_ANTHROPIC = {
    "tool_use",
    "tool_result",
    "thinking",
    "redacted_thinking",
    "server_tool_use",
    "web_search_tool_result",
    "mcp_tool_use",
    "mcp_tool_result",
    "code_execution_tool_result",
    "document",
}
_RESPONSES = {"message", "reasoning", "item_reference"}
_REACT = re.compile(r"^(?:Action|ACTION|Act|Action \d+)\s*:", re.MULTILINE)
_RESULT = "EXECUTION RESULT of ["


class Turn(NamedTuple):
    """A message of a list."""

    kind: Kind
    content: Any
    message: dict[str, Any]


def messages_of(value: Any) -> list[Any] | None:
    """Return the messages of a record, undecoded beyond the list itself; None if it holds none."""
    if isinstance(value, list):
        found: Any = value
    elif isinstance(value, dict):
        if value.keys() & _FOREIGN:
            return None
        found = next((held for key in _KEYS if isinstance(held := decoded(value.get(key)), list) and held), None)
        prompt, completion = value.get("prompt"), value.get("completion")
        if found is None and isinstance(prompt, list) and isinstance(completion, list):
            found = [*prompt, *completion]
    else:
        return None
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return None
    role = _role(found[0])
    return found if role in _KINDS or found[0].get("type") in _RESPONSES else None


def _role(message: dict[str, Any]) -> str:
    role = message.get("role")
    if role is None:
        role = message.get("from")
    return role if isinstance(role, str) else ""


def turns_of(value: Any) -> Iterator[Turn]:
    """Yield the messages of a record.

    Raises:
        FormError: There are none, or one has no object, no speaker or an unknown one.
    """
    messages = messages_of(value)
    if messages is None:
        raise FormError("there is no list of messages")
    for number, message in enumerate(messages):
        message = decoded(message)
        if not isinstance(message, dict):
            raise FormError(f"message {number} is no object")
        role = _role(message)
        kind = _KINDS.get(role)
        if kind is None:
            raise FormError(f"message {number} has the role {role!r}")
        content = message.get("content")
        yield Turn(kind, message.get("value") if content is None else content, message)


def train_of(message: dict[str, Any]) -> bool | None:
    """Return whether a message says that a loss is taken on it; None if it does not say."""
    for key in ("weight", "loss", "train", "training", "trainable"):
        held = message.get(key)
        if isinstance(held, (bool, int, float)):
            return held > 0
    return None


def notation(value: Any) -> Notation | None:
    """Return the notation of a record that is, or holds, a list of messages; None if it is none."""
    messages = messages_of(value)
    if messages is None:
        return None
    seen = _Seen()
    for message in messages:
        if isinstance(message, dict):
            found = _special(message, seen)
            if found is not None:
                return found
    if seen.items and not seen.blocks:
        return "openai_responses"
    if seen.kimi or (isinstance(value, dict) and "subset_name" in value and "messages" in value):
        return "toucan"
    if seen.blocks and not seen.structured:
        return "anthropic_messages"
    if seen.structured:
        return "sharegpt" if seen.other_roles else "openai_chat"
    if seen.tagged:
        return "hermes"
    if seen.sealtools:
        return "seal_tools"
    if seen.python or (isinstance(value, dict) and "[func" in str(value.get("system") or "")[:4000]):
        return "toolace"
    if seen.react:
        return None
    return "sharegpt" if seen.other_roles else "openai_chat"


class _Seen:
    """What the messages of a record show."""

    items = blocks = kimi = structured = tagged = sealtools = python = react = other_roles = False


def _special(message: dict[str, Any], seen: _Seen) -> Notation | None:
    """Note what a message shows; return the notation if it alone decides."""
    role = _role(message)
    item = message.get("type")
    if (
        isinstance(item, str)
        and (item in _RESPONSES or item.endswith(("_call", "_call_output")))
        and "from" not in message
    ):
        seen.items = True
    seen.other_roles = seen.other_roles or "from" in message or role not in _OPENAI
    if message.get("tool_calls") or (message.get("function_call") and role == "assistant"):
        seen.structured = True
    if isinstance(message.get("function_calls"), str) or (role == "environment" and "functions" in message):
        return "olmo_functions"
    content = message.get("content")
    if content is None:
        content = message.get("value")
    if isinstance(content, str):
        _note_text(content, _KINDS.get(role), seen)
    elif isinstance(content, list):
        for part in content:
            kind = part.get("type") if isinstance(part, dict) else None
            if kind is None:
                continue
            if kind == "tool_call" or ("value" in part and "text" not in part):
                return "typed_parts"
            if isinstance(kind, str) and kind in _ANTHROPIC:
                seen.blocks = True
    return None


def _note_text(text: str, kind: Kind | None, seen: _Seen) -> None:
    if kind == "assistant":
        if "<" in text and any(tag in text for tag in CALL_TAGS):
            seen.tagged = True
        elif text[:1] == "[" and text.rstrip()[-2:] == ")]":
            seen.python = True
        elif "ct" in text and _REACT.search(text):
            seen.react = True
    elif kind == "system":
        if text.startswith(KIMI_TOOLS):
            seen.kimi = True
        elif any(tag in text for tag in TOOL_TAGS):
            seen.tagged = True
        elif "[func" in text:
            seen.python = True
    elif kind == "user":
        if text.startswith(OUTPUT_TAGS):
            seen.tagged = True
        elif "task_instruction = " in text and "api_list = " in text:
            seen.sealtools = True
    elif kind == "tool" and text.startswith(OUTPUT_TAGS):
        seen.tagged = True


def is_execution_result(text: str) -> bool:
    """Return whether a user's message is the output of a tool, as OpenHands writes it for models without tools."""
    return text.startswith(_RESULT)
