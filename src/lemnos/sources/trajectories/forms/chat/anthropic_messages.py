"""Messages of Anthropic's Messages API: ``{"system": …, "messages": […], "tools": […]}`` with content in blocks.

Read: text, images and documents, ``tool_use`` and ``tool_result``, ``thinking`` (a redacted one is dropped and
counted), calls that the server runs itself with their results, ``system`` as text or blocks, and a response
(``content`` with ``stop_reason``) after the request. Left out: cache marks, citations, signatures, ``is_error`` (the
output says it).
Source: Anthropic, "Messages" (API reference).
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import Kind, notation, turns_of, unwrapped
from lemnos.sources.trajectories.forms.chat.notation.values import object_at, text_at
from lemnos.sources.trajectories.normal.text import output_text

NAME = "anthropic_messages"
_CALLS = ("tool_use", "server_tool_use", "mcp_tool_use")


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages whose content has Anthropic's blocks."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = unwrapped(line.value) if isinstance(line.value, dict) else {"messages": line.value}
    repaired: list[str] = []
    events: list[Event] = []
    system = content_of(value.get("system")).words
    if system:
        events.append(Event("system", system))
    for turn in turns_of(value):
        events += events_of(turn.kind, turn.content, repaired)
    response = object_at(value, "response")
    if isinstance(response.get("content"), list):
        events += events_of("assistant", response["content"], repaired)
    draft = Draft(form=NAME, events=events, source=line.source, repaired=repaired)
    draft.tools = tools_at(value, repaired)
    draft.ends_in_call = None
    yield tell(draft, value)


def events_of(kind: Kind, content: Any, repaired: list[str]) -> Iterator[Event]:
    """Yield the events of one message: its outputs, and what stands between them as one.

    Args:
        kind: Who speaks.
        content: Blocks of the Messages API, or a text.
        repaired: Gets ``encrypted_reasoning`` if a thought is redacted.
    """
    blocks = content if isinstance(content, list) else [content]
    held: list[Any] = []
    calls: list[DraftCall] = []
    for block in blocks:
        type_ = block.get("type") if isinstance(block, dict) else None
        if isinstance(type_, str) and type_ in _CALLS:
            calls.append(DraftCall(text_at(block, "name"), block.get("input"), text_at(block, "id")))
        elif isinstance(type_, str) and type_.endswith("tool_result"):
            yield from _said(kind, held, calls, repaired)
            held, calls = [], []
            yield _output(block)
        else:
            held.append(block)
    yield from _said(kind, held, calls, repaired)


def _said(kind: Kind, held: list[Any], calls: list[DraftCall], repaired: list[str]) -> Iterator[Event]:
    if not held and not calls:
        return
    content = content_of(held if len(held) != 1 or not isinstance(held[0], str) else held[0])
    if content.hidden and "encrypted_reasoning" not in repaired:
        repaired.append("encrypted_reasoning")
    speaker: Any = kind if kind in ("system", "user") else "assistant"
    yield Event(speaker, content.words, reasoning=content.reasoning, calls=calls)


def _output(block: dict[str, Any]) -> Event:
    content = block.get("content")
    is_plain = isinstance(content, list) and all(
        isinstance(part, dict) and part.get("type") in ("text", "image", "document") for part in content
    )
    words = (
        content_of(content).words if content is None or isinstance(content, str) or is_plain else output_text(content)
    )
    return Event("tool", words, call_id=text_at(block, "tool_use_id"))


FORM = Form(NAME, "Anthropic messages", "value", looks_like, read, known_from="documentation")
