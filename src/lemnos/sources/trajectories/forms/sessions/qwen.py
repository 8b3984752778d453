"""Sessions of Qwen Code (``~/.qwen/projects/*/chats/*.jsonl``): a tree of lines that hold contents of the Gemini API.

Lines name their parents as Claude Code's do; a message is a content with parts. ``tool_result`` lines hold the
responses. A ``chat_compression`` begins a new trajectory with the history that replaces the old one, which is not
trained on again. Skipped: other ``system`` lines, ``toolCallResult`` (a copy of an output for the screen).
Source: QwenLM/qwen-code, chat recording; fixtures. No real session was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.sessions.blocks import get_dict, get_list, get_text
from lemnos.sources.trajectories.forms.sessions.gemini_parts import content_events, parts_events
from lemnos.sources.trajectories.forms.sessions.tree import Node, drafts

NAME = "qwen_code"
_SPOKEN = ("user", "assistant", "tool_result")


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a session of Qwen Code."""
    if not isinstance(value, dict) or "uuid" not in value or "sessionId" not in value:
        return False
    if value.get("type") in _SPOKEN:
        return isinstance(get_dict(value, "message").get("parts"), list)
    return value.get("type") == "system" and "systemPayload" in value


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a session file, a branch each."""
    nodes: list[Node] = []
    repaired: set[str] = set()
    by_id: dict[str, Node | None] = {}
    last: Node | None = None
    record = ""
    for line in lines:
        value = line.value
        record = record or get_text(value, "sessionId")
        parent = by_id.get(get_text(value, "parentUuid"), last)
        if isinstance(value, dict) and "parentUuid" in value and value["parentUuid"] is None:
            parent = None
        node = _node(value, parent, line.source)
        if node is not None:
            nodes.append(node)
        elif get_text(value, "type") != "system":
            repaired.add("unknown_events")
        last = by_id[get_text(value, "uuid")] = node or parent
    for draft in drafts(NAME, nodes, repaired):
        draft.source, draft.record = draft.source or context.file, record
        yield draft


def _node(value: Any, parent: Node | None, source: str) -> Node | None:
    kind, message = get_text(value, "type"), get_dict(value, "message")
    if kind in _SPOKEN and "parts" in message:
        speaker = "assistant" if kind == "assistant" else "user"
        events = parts_events(speaker, message["parts"], get_text(value, "uuid"))  # type: ignore[arg-type]
        return Node(parent, events, source, get_text(value, "model"))
    if kind == "system" and value.get("subtype") == "chat_compression":
        history = get_list(get_dict(value, "systemPayload"), "compressedHistory")
        given: list[Event] = [event for content in history for event in content_events(content)]
        if given:
            return Node(None, [msgspec.structs.replace(event, train=False) for event in given], source)
    return None


FORM = Form(NAME, "Qwen Code sessions", "session", looks_like, read, "documentation")
