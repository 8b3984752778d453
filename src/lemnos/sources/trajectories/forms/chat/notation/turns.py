"""Lists of messages: where a record holds them, who speaks, and in which notation calls stand.

One function tells the notations apart, so that each record belongs to exactly one form, whatever its keys are called.
Cost: 5 µs for a conversation of ten messages, plus a search for tags in the texts.
"""

from collections.abc import Iterator
from typing import Any, Literal, NamedTuple

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.forms.chat.notation.react_text import acts_in_text
from lemnos.sources.trajectories.forms.chat.notation.tagged import CALL_TAGS, OUTPUT_TAGS, TOOL_TAGS
from lemnos.sources.trajectories.forms.chat.notation.values import decoded

Notation = Literal[
    "openai_chat",
    "anthropic_messages",
    "bedrock_converse",
    "smolagents",
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

_KEYS = (
    "messages",
    "conversations",
    "conversation",
    "messages_json",
    "dialogue",
    "dialog",
    "chat",
    "trajectory",
    "traj",
    "history",
)
_REQUESTS = ("request", "body", "kwargs")
_FOREIGN = {
    "trajectory_format",
    "epoch",
    "simulations",
    "steps",
    "sessionId",
    "termination_reason",
}
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
_LANGCHAIN = {"human": "user", "ai": "assistant", "system": "system", "tool": "tool"}
"""Types of messages of LangChain, which have no role."""
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
_BEDROCK = {"toolUse", "toolResult", "reasoningContent"}
SMOLAGENTS_CALLS = "Calling tools:\n"
"""Begins a message of smolagents that holds calls."""
_RESPONSES = {"message", "reasoning", "item_reference"}
_RETURN_CODE = "<returncode>"
_RESULT = "EXECUTION RESULT of ["


class Turn(NamedTuple):
    """A message of a list."""

    kind: Kind
    content: Any
    message: dict[str, Any]


def messages_of(value: Any) -> list[Any] | None:
    """Return the messages of a record, undecoded beyond the list itself; None if it holds none of these forms."""
    if isinstance(value, dict) and (
        value.keys() & _FOREIGN or ("messages" in value and _is_logged(value.get("response")))
    ):
        return None
    return _messages(value)


def _messages(value: Any) -> list[Any] | None:
    found = _listed(unwrapped(value)) if isinstance(value, dict) else value
    if not isinstance(found, list) or not found or not isinstance(found[0], dict):
        return None
    role = _role(found[0])
    item = found[0].get("type")
    return found if role in _KINDS or (isinstance(item, str) and item in _RESPONSES) else None


def unwrapped(value: dict[str, Any]) -> dict[str, Any]:
    """Return a record with the keys of the request that it logs, if its messages lie there."""
    if not any(key in value for key in _KEYS):
        for key in _REQUESTS:
            request = decoded(value.get(key))
            if isinstance(request, dict) and any(name in request for name in _KEYS):
                return {**value, **request}
    return value


def _listed(value: dict[str, Any]) -> Any:
    """Return the messages under the keys of a record; None if there are none."""
    for key in _KEYS:
        held = decoded(value.get(key))
        if isinstance(held, list) and held:
            return held
    for before, after in (("prompt", "completion"), ("input", "output")):
        given, made = decoded(value.get(before)), decoded(value.get(after))
        if isinstance(given, list) and given and isinstance(made, (list, dict)):
            made = made if isinstance(made, list) else [made]
            if all(isinstance(message, dict) and _role(message) for message in [*given, *made]):
                return [*given, *made]
    return None


def _is_logged(response: Any) -> bool:
    """Return whether a value is the response to a logged request, a form of its own."""
    return isinstance(response, dict) and isinstance(response.get("choices"), list)


def _role(message: dict[str, Any]) -> str:
    role = message.get("role")
    if role is None:
        role = message.get("from")
    if role is None and isinstance(kind := message.get("type"), str):
        role = _LANGCHAIN.get(kind)
    return role if isinstance(role, str) else ""


def turns_of(value: Any) -> Iterator[Turn]:
    """Yield the messages of a record.

    Raises:
        FormError: There are none, or one has no object, no speaker or an unknown one.
    """
    messages = _messages(value)
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
        if isinstance(message.get("data"), dict) and message.get("type") in _LANGCHAIN:
            message = message["data"]
        content = message.get("content")
        yield Turn(kind, message.get("value") if content is None else content, message)


def train_of(message: dict[str, Any]) -> bool | None:
    """Return whether a message says that a loss is taken on it; None if it does not say."""
    for key in ("weight", "loss", "train", "training", "trainable"):
        held = message.get(key)
        if isinstance(held, (bool, int, float)):
            return held > 0
    return None


class _Asked:
    """The value whose notation was asked for last: each form of this package asks for that of the same record."""

    value: Any = None
    found: "Notation | None" = None


def notation(value: Any) -> "Notation | None":
    """Return the notation of a record that is, or holds, a list of messages; None if it is none."""
    if value is not _Asked.value or value is None:
        _Asked.value, _Asked.found = value, _notation(value)
    return _Asked.found


def _notation(value: Any) -> "Notation | None":
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
    if seen.react or (seen.shell and isinstance(value, list)):
        return None  # runs whose actions are text
    return "sharegpt" if seen.other_roles else "openai_chat"


class _Seen:
    """What the messages of a record show."""

    items = blocks = kimi = structured = tagged = sealtools = python = react = shell = other_roles = False


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
        if role == "tool-call" and content.startswith(SMOLAGENTS_CALLS):
            return "smolagents"
        _note_text(content, _KINDS.get(role), seen)
    elif isinstance(content, list):
        if role == "tool-call" and text_of_parts(content).startswith(SMOLAGENTS_CALLS):
            return "smolagents"
        for part in content:
            kind = part.get("type") if isinstance(part, dict) else None
            if kind is None:
                if isinstance(part, dict) and not _BEDROCK.isdisjoint(part):
                    return "bedrock_converse"
                continue
            if kind == "tool_call" or ("value" in part and "text" not in part):
                return "typed_parts"
            if isinstance(kind, str) and kind in _ANTHROPIC and not isinstance(part.get(kind), list):
                seen.blocks = True
    return None


def text_of_parts(content: Any) -> str:
    """Return the text of a content that is a text or a list whose parts are texts; empty if it is neither.

    >>> text_of_parts([{"type": "text", "text": "Hello"}])
    'Hello'
    """
    if isinstance(content, list):
        texts = [part.get("text") for part in content if isinstance(part, dict)]
        return "\n".join(text for text in texts if isinstance(text, str))
    return content if isinstance(content, str) else ""


def _note_text(text: str, kind: Kind | None, seen: _Seen) -> None:
    if kind == "assistant":
        if "<" in text and any(tag in text for tag in CALL_TAGS):
            seen.tagged = True
        elif text[:1] == "[" and text.rstrip()[-2:] == ")]":
            seen.python = True
        elif acts_in_text(text):
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
        elif text.startswith(_RETURN_CODE):
            seen.shell = True
        elif "task_instruction = " in text and "api_list = " in text:
            seen.sealtools = True
    elif kind == "tool" and text.startswith(OUTPUT_TAGS):
        seen.tagged = True


def is_execution_result(text: str) -> bool:
    """Return whether a user's message is the output of a tool, as OpenHands writes it for models without tools."""
    return text.startswith(_RESULT)
