"""Session traces of the Hugging Face Hub: the Session Trace Simple Format, a header line and a line for each message.

The header names the program (``harness``) and the session; a message has ``role``, ``content``, ``reasoningContent``,
``toolCalls`` in OpenAI's chat format, and ``toolCallId``. Other metadata of the header is ignored, but for ``tools``,
a list of tools in OpenAI's chat format or with name, description and parameters. A file with such a header whose
messages have Pi's format is read as Pi's.
Source: Hugging Face, "Session Traces Format" (Hub documentation).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Speaker
from lemnos.sources.trajectories.forms.sessions import pi
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    stated_tools,
    without_interrupted,
)

NAME = "hub_traces"
_SPEAKERS: dict[str, Speaker] = {"user": "user", "assistant": "assistant", "system": "system", "tool": "tool"}


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a session trace."""
    if not isinstance(value, dict):
        return False
    if value.get("type") == "session":
        return isinstance(value.get("harness"), str)
    message = value.get("message")
    return (
        value.get("type") == "message"
        and isinstance(message, dict)
        and get_text(message, "role") in _SPEAKERS
        and "content" in message
        and not pi.looks_like(value)
    )


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a session, or of each branch if its messages have Pi's format."""
    if any(_is_pi(line.value) for line in lines):
        yield from pi.read(lines, context, NAME)
        return
    draft: Draft | None = None
    repaired: set[str] = set()
    for line in lines:
        kind = get_text(line.value, "type")
        if kind == "session" or draft is None:
            if draft is not None:
                yield _done(draft, repaired)
                repaired = set()
            draft = Draft(form=NAME, events=[], source=line.source, tools=[])
        if kind == "session":
            draft.record = get_text(line.value, "id")
            draft.model = get_text(line.value, "model")
            draft.tools = stated_tools(get_list(line.value, "tools"))
        elif kind == "message":
            message = get_dict(line.value, "message")
            draft.events.append(_event(message, f"#{len(draft.events)}"))
            draft.model = draft.model or get_text(message, "model")
        else:
            repaired.add("unknown_events")
    if draft is not None:
        yield _done(draft, repaired)


def _is_pi(value: Any) -> bool:
    role = get_text(get_dict(value, "message"), "role")
    return pi.looks_like(value) and ("parentId" in value or role in ("toolResult", "bashExecution"))


def _done(draft: Draft, repaired: set[str]) -> Draft:
    draft.events = without_interrupted(draft.events, repaired)
    draft.repaired = sorted(repaired)
    return draft


def _event(message: dict[str, Any], message_id: str) -> Event:
    role = get_text(message, "role")
    if role not in _SPEAKERS:
        raise FormError(f"a message has the role {message.get('role')!r}")
    content = content_of(message.get("content"))
    if role == "tool":
        return Event("tool", content, call_id=get_text(message, "toolCallId"), name=get_text(message, "toolName"))
    calls = []
    for call in get_list(message, "toolCalls"):
        function = get_dict(call, "function") or call
        if not isinstance(function, dict):
            raise FormError("a call is no object")
        calls.append(DraftCall(get_text(function, "name"), function.get("arguments"), get_text(call, "id")))
    message_id = message_id if role == "assistant" else ""
    reasoning = get_text(message, "reasoningContent")
    return Event(_SPEAKERS[role], content, reasoning=reasoning, calls=calls, message_id=message_id)


FORM = Form(NAME, "Hub session traces", "session", looks_like, read, "documentation")
