"""Sessions of Pi (``~/.pi/agent/sessions/**/*.jsonl``), versions 1 (lines in order) to 3 (a tree of lines).

A session that branches gives a trajectory for each branch. A compaction begins a new trajectory: its summary as the
user's context, then the messages that were kept, which are not trained on again. Summaries of abandoned branches,
messages of extensions and commands that the user ran are the user's, as the model sees them; commands that are kept
from the model are left out.

Skipped: changes of the model and of the level of thinking, labels, names, state of extensions (``custom``), details of
outputs for the screen. Calls of an answer that was aborted are left out if they have no output (``interrupted_call``).
Source: the files; earendil-works/pi, ``packages/coding-agent/docs/session-format.md``.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    spoken,
)
from lemnos.sources.trajectories.forms.sessions.tree import Node, drafts

NAME = "pi"
_ROLES = ("user", "assistant", "toolResult", "bashExecution", "custom", "hookMessage", "branchSummary", "system")
_SUMMARIES = ("compactionSummary", "branchSummary")
_SKIPPED = frozenset(
    "session thinking_level_change model_change label session_info custom title title_change mode_change "
    "child_usage_attributed".split()
)
_STOPPED = ("aborted", "error")


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a session of Pi."""
    if not isinstance(value, dict):
        return False
    kind = get_text(value, "type")
    if kind == "session":
        return "cwd" in value and "id" in value and "harness" not in value
    if kind == "message":
        message = value.get("message")
        own = "timestamp" in value or "parentId" in value
        return own and isinstance(message, dict) and message.get("role") in (*_ROLES, *_SUMMARIES)
    if kind in ("compaction", "branch_summary"):
        return isinstance(value.get("summary"), str)
    return (
        kind in _SKIPPED
        and "timestamp" in value
        and any(key in value for key in ("parentId", "thinkingLevel", "modelId"))
    )


def read(lines: Sequence[Line], context: Context, form: str = NAME) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a session file, a branch each.

    Args:
        lines: The lines.
        context: What they share.
        form: Name of the form; other programs write this format too, and name themselves in the header.
    """
    session = _Session(lines)
    for draft in drafts(form, session.nodes, session.repaired):
        draft.source, draft.record = draft.source or context.file, session.record
        yield draft


class _Session:
    """The nodes of a file."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.nodes: list[Node] = []
        self.repaired: set[str] = set()
        self.record = ""
        self._number = 0
        self._answered = {get_text(get_dict(line.value, "message"), "toolCallId") for line in lines}
        self._by_id: dict[str, Node | None] = {}
        """Line → its node; for a line that holds no message, that of its parent."""
        self._order: list[Node] = []
        """Nodes by the number of their line, for compactions that name the first one kept by its number."""
        self._last: Node | None = None
        for line in lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        value = line.value
        kind = get_text(value, "type")
        if kind == "session":
            self.record = self.record or get_text(value, "id")
            return
        parent = self._last
        if isinstance(value, dict) and "parentId" in value:
            parent = self._by_id.get(get_text(value, "parentId"))
        node: Node | None = None
        if kind == "message":
            message = get_dict(value, "message")
            node = Node(parent, self._events(message), line.source, get_text(message, "model"))
        elif kind == "compaction":
            node = self._compaction(value, parent, line.source)
        elif kind == "branch_summary":
            node = Node(parent, [Event("user", get_text(value, "summary"))], line.source)
        elif kind == "custom_message":
            node = Node(parent, [Event("user", content_of(value.get("content")))], line.source)
        elif kind not in _SKIPPED:
            self.repaired.add("unknown_events")
        if node is not None:
            self.nodes.append(node)
        self._last = node or parent
        self._by_id[get_text(value, "id")] = self._last
        if self._last is not None:
            self._order.append(self._last)

    def _compaction(self, value: dict[str, Any], parent: Node | None, source: str) -> Node:
        """Return the beginning of what follows a compaction."""
        kept: list[Event] = []
        if "retainedTail" in value:
            for message in get_list(value, "retainedTail"):
                if isinstance(message, dict):
                    kept.extend(self._events(message))
        else:
            first = self._by_id.get(get_text(value, "firstKeptEntryId"))
            path: list[Node] = []
            at = parent
            while at is not None and first is not None:
                path.append(at)
                if at is first:
                    kept = [event for node in reversed(path) for event in node.events]
                    break
                at = at.parent
        kept = [msgspec.structs.replace(event, train=False) for event in kept]
        return Node(None, [Event("user", get_text(value, "summary")), *kept], source)

    def _events(self, message: dict[str, Any]) -> list[Event]:
        self._number += 1
        role, content = get_text(message, "role"), message.get("content")
        if role == "assistant":
            events = spoken("assistant", content, f"#{self._number}", self.repaired)
            if message.get("stopReason") in _STOPPED:
                for event in events:
                    answered = [call for call in event.calls if call.id in self._answered]
                    if len(answered) < len(event.calls):
                        event.calls = answered
                        self.repaired.add("interrupted_call")
            return events
        if role == "toolResult":
            name = get_text(message, "toolName")
            return [Event("tool", content_of(content), call_id=get_text(message, "toolCallId"), name=name)]
        if role == "bashExecution":
            return [] if message.get("excludeFromContext") is True else [Event("user", _ran(message))]
        if role in _SUMMARIES:
            return [Event("user", get_text(message, "summary"))]
        if role == "system":
            return [Event("system", content_of(content))]
        if role not in _ROLES:
            self.repaired.add("unknown_events")
            return []
        return [Event("user", content_of(content))]


def _ran(message: dict[str, Any]) -> str:
    """Return a command that the user ran and its output, as Pi tells the model."""
    output = get_text(message, "output")
    text = f"Ran `{get_text(message, 'command')}`\n" + (f"```\n{output}\n```" if output else "(no output)")
    if message.get("cancelled") is True:
        return f"{text}\n\n(command cancelled)"
    code = message.get("exitCode")
    return f"{text}\n\nCommand exited with code {code}" if isinstance(code, int) and code else text


FORM = Form(NAME, "Pi sessions", "session", looks_like, read)
