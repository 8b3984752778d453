"""Claude Code's session files (``~/.claude/projects/*/*.jsonl``), and the lines that ``--output-format stream-json``
prints.

A line has a ``uuid`` and names its parent. One answer is split over lines with one ``message.id``; outputs hang on the
calls that they answer. These lines are one node of the session's tree; where it branches, each branch with an answer of
its own is a trajectory. So is each sidechain (a subagent), and what follows a compaction, which begins with the summary
as the user's context. Lines without parents follow each other. What a compaction keeps stands behind
the summary and is not trained on again.

Skipped: lines of ``progress``, snapshots of files, titles, queues, hooks, ``toolUseResult`` (a copy of an output for
the screen), signatures of thoughts, and what the program itself says in the assistant's name (``<synthetic>``).
Instructions, commands and their outputs which the program puts in front of the model are the user's, as the model sees
them; so is what the user queues while the assistant works.

Source: the files; "Claude Code SDK" (documentation of stream-json).
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Outcome, Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    spoken,
)
from lemnos.sources.trajectories.forms.sessions.tree import Node, drafts
from lemnos.sources.trajectories.normal.text import json_text, plain

NAME = "claude_code"
_SPOKEN = ("user", "assistant")
_SKIPPED = frozenset(
    (
        "agent-color agent-name agent-setting ai-title attribution-snapshot attachment content-replacement "
        "context-collapse-commit context-collapse-snapshot custom-title file-history-snapshot last-prompt "
        "marble-origami-commit marble-origami-snapshot mode permission-mode pr-link progress queue-operation "
        "result saved_hook_context speculation-accept stream_event summary system tag task-summary "
        "tool_progress tool_use_summary worktree-state"
    ).split()
)
_HEADS = frozenset(("file-history-snapshot", "queue-operation", "custom-title", "agent-name", "last-prompt"))
_SYNTHETIC = "<synthetic>"


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a session of Claude Code."""
    if not isinstance(value, dict):
        return False
    kind = get_text(value, "type")
    if kind in _SPOKEN:
        message = value.get("message")
        if not isinstance(message, dict) or "content" not in message or "parts" in message:
            return False
        session = value.get("sessionId", value.get("session_id", ""))
        return ("uuid" in value or "session_id" in value or "parentUuid" in value or "sessionId" in value) and not (
            isinstance(session, str) and session.startswith("session-")
        )
    if kind == "summary":
        return "leafUuid" in value
    if kind == "system":
        return "subtype" in value and ("uuid" in value or "session_id" in value)
    if kind == "progress":
        return "data" in value and "uuid" in value
    if kind == "attachment":
        return "attachment" in value and "uuid" in value
    if kind == "file-history-snapshot":
        return "snapshot" in value
    return kind in _HEADS and ("sessionId" in value or "messageId" in value)


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a session file, a branch each."""
    repaired: set[str] = set()
    session = _Session(repaired, {words for line in lines for words in _told(line.value)})
    for line in lines:
        session.add(line)
    leaf = 0
    for chain in session.chains():
        for draft in drafts(NAME, chain.nodes, repaired, leaf):
            draft.source = draft.source or context.file
            draft.tools, draft.outcome = session.tools, session.outcome
            yield draft
            leaf += 1


class _Chain(msgspec.Struct, eq=False):
    """The main conversation, or that of a subagent."""

    agent: str = ""
    nodes: list[Node] = []
    last: Node | None = None


class _Session:
    """Nodes of a file in the making."""

    def __init__(self, repaired: set[str], told: set[str]) -> None:
        self.repaired = repaired
        self._told = told
        """What the user says in lines of their own."""
        self.tools: list[DraftTool] = []
        self.outcome = Outcome()
        self._chains: dict[tuple[str, str], _Chain] = {}
        self._uuids: set[str] = set()
        self._node_of: dict[str, Node] = {}
        """Line → the node that it is in."""
        self._parent_of: dict[str, str] = {}
        """Line → its parent; empty for a line that says that it has none."""
        self._kept: list[str] = []
        """Lines that the last compaction keeps."""
        self._moved: dict[str, Node] = {}
        """Line that a compaction kept → the node that begins with the summary."""
        self._message: dict[tuple[str, str], Node] = {}
        self._owner: dict[str, Node] = {}
        """Call → the node that makes it."""
        self._chain_of: dict[int, _Chain] = {}
        """Node → the conversation that it is in."""
        self._links: list[tuple[Node, str, _Chain, Node | None]] = []
        """Node, the line that it names as its parent, its chain, the node before it."""

    def chains(self) -> list[_Chain]:
        """Return the conversations, with their nodes linked."""
        for node, parent, chain, before in self._links:
            found, missing = self._resolved(parent)
            if found is not None and self._chain_of.get(id(found)) is not chain:
                found = None  # a subagent begins where the main conversation calls it
            elif missing and before is not None and before.record == node.record:
                found = before
                if parent:
                    self.repaired.add("relinked_line")
            node.parent = found if found is not node else None
        self._links = []
        return [chain for chain in self._chains.values() if chain.nodes]

    def add(self, line: Line) -> None:
        value = line.value
        kind = get_text(value, "type")
        message = get_dict(value, "message")
        uuid = get_text(value, "uuid")
        if uuid:
            if uuid in self._uuids:
                self.repaired.add("repeated_line")
                return
            self._uuids.add(uuid)
            boundary = value.get("subtype") == "compact_boundary"
            self._parent_of[uuid] = "" if boundary else get_text(value, "parentUuid", "logicalParentUuid")
            if boundary:
                self._kept = self._kept_lines(get_dict(value, "compactMetadata"))
        if kind == "queue-operation" and value.get("operation") == "remove":
            self._steered(get_text(value, "content"))
        if kind == "system" and value.get("subtype") == "init":
            self.tools = [DraftTool(name) for name in get_list(value, "tools") if isinstance(name, str)]
        if kind == "result":
            self.outcome = _outcome(value)
        if kind not in _SPOKEN or "content" not in message:
            content = _put_in(value)
            if content is None:
                if kind not in _SKIPPED and kind not in _SPOKEN:
                    self.repaired.add("unknown_events")
                return
            message = {"role": "user", "content": content}
        if kind == "assistant" and (message.get("model") == _SYNTHETIC or value.get("isApiErrorMessage") is True):
            self.repaired.add("synthetic_message")
            return
        self._spoken(line, "assistant" if kind == "assistant" else "user", message, uuid)

    def _kept_lines(self, metadata: dict[str, Any]) -> list[str]:
        """Return the lines that a compaction keeps behind its summary."""
        named = [uuid for uuid in get_list(get_dict(metadata, "preservedMessages"), "uuids") if isinstance(uuid, str)]
        segment = get_dict(metadata, "preservedSegment")
        first, at = get_text(segment, "headUuid"), get_text(segment, "tailUuid")
        path: dict[str, None] = {}
        while not named and at and at not in path:
            path[at] = None
            if at == first:
                return list(path)[::-1]
            at = self._parent_of.get(at, "")
        return named

    def _steered(self, words: str) -> None:
        """Add what the user said while the assistant worked, which no line of its own tells."""
        chain = self._chains.get(("", ""))
        if words and words not in self._told and chain is not None and chain.last is not None:
            chain.last.events.append(Event("user", words))

    def _chain(self, value: Any) -> _Chain:
        session = get_text(value, "sessionId", "session_id")
        agent = ""
        if value.get("isSidechain") is True or get_text(value, "parent_tool_use_id"):
            agent = get_text(value, "agentId", "parent_tool_use_id") or "sidechain"
        # A session that is resumed goes on under a new id, in one file.
        key = ("" if not agent else session, agent)
        chain = self._chains.get(key)
        if chain is None:
            chain = self._chains[key] = _Chain(agent)
        return chain

    def _spoken(self, line: Line, speaker: str, message: dict[str, Any], uuid: str) -> None:
        value = line.value
        chain = self._chain(value)
        message_id = get_text(message, "id")
        parent = get_text(value, "parentUuid")
        if speaker == "assistant":
            node = self._message.get((chain.agent, message_id)) if message_id else None
            if node is not None and parent and not self._continues(node, parent):
                node = None
            events = spoken("assistant", message.get("content"), message_id or uuid, self.repaired)
        else:
            events = spoken("user", message.get("content"), "", self.repaired)
            owners = [self._owner.get(event.call_id) for event in events if event.speaker == "tool"]
            node = owners[0] if owners else None
            words = [event for event in events if event.speaker != "tool"]
            if node is not None and words:
                # The outputs belong to the calls; what the user says with them is the next message.
                node.events.extend(event for event in events if event.speaker == "tool")
                events, node, parent = words, None, ""
                self._new(line, chain, events, uuid, parent, owners[0])
                return
        if node is None:
            node = self._new(line, chain, [], uuid, parent, None, root=self._is_root(value))
            if message_id:
                self._message[(chain.agent, message_id)] = node
        node.events.extend(self._unrepeated(events, node))
        model = get_text(message, "model")
        node.model = model or node.model
        chain.last = node
        if uuid:
            self._node_of[uuid] = node
        if value.get("isCompactSummary") is True and self._kept:
            self._keep(node)

    def _keep(self, node: Node) -> None:
        """Put what a compaction keeps behind its summary; what goes on there goes on from here."""
        kept: list[Node] = []
        for uuid in self._kept:
            found = self._node_of.get(uuid)
            if found is not None and found not in kept:
                kept.append(found)
            self._moved[uuid] = node
        node.events.extend(msgspec.structs.replace(event, train=False) for one in kept for event in one.events)
        self._kept = []

    def _new(
        self,
        line: Line,
        chain: _Chain,
        events: list[Event],
        uuid: str,
        parent: str,
        above: Node | None,
        *,
        root: bool = False,
    ) -> Node:
        above = above or self._moved.get(parent)
        record = "/".join(filter(None, (get_text(line.value, "sessionId", "session_id"), chain.agent)))
        node = Node(parent=above, events=list(events), source=line.source, record=record)
        chain.nodes.append(node)
        self._chain_of[id(node)] = chain
        if above is None and not root:
            self._links.append((node, parent, chain, chain.last))
        chain.last = node
        if uuid:
            self._node_of[uuid] = node
        return node

    def _is_root(self, value: Any) -> bool:
        """Return whether a line begins a conversation: it says that it has no parent, or it sums up the one before."""
        if value.get("isCompactSummary") is True:
            return True
        return "parentUuid" in value and value["parentUuid"] is None

    def _continues(self, node: Node, parent: str) -> bool:
        """Return whether a line with the message id of ``node`` is a piece of it, by its parent."""
        found = self._resolved(parent)[0]
        if found is None or found is node:
            return True
        return any(node is made and self._resolved(above)[0] is found for made, above, _, _ in reversed(self._links))

    def _resolved(self, uuid: str) -> tuple[Node | None, bool]:
        """Return the node of a line, or of its nearest ancestor that is in one, and whether an ancestor is missing."""
        passed: set[str] = set()
        named = bool(uuid)
        while uuid and uuid not in passed:
            if uuid in self._node_of:
                return self._node_of[uuid], False
            if uuid not in self._parent_of:
                return None, True
            passed.add(uuid)
            uuid = self._parent_of[uuid]
        return None, not named

    def _unrepeated(self, events: list[Event], node: Node) -> list[Event]:
        """Return events without calls that a line before has made; registers the calls."""
        result = []
        for event in events:
            if event.calls:
                fresh = [call for call in event.calls if not call.id or call.id not in self._owner]
                if len(fresh) < len(event.calls):
                    self.repaired.add("repeated_line")
                    event = msgspec.structs.replace(event, calls=fresh)
                for call in fresh:
                    if call.id:
                        self._owner[call.id] = node
                if not event.calls and not event.content and not event.reasoning:
                    continue
            elif event.speaker == "assistant" and event in node.events:
                self.repaired.add("repeated_line")
                continue
            result.append(event)
        return result


def _told(value: Any) -> Iterator[str]:
    """Yield what the user says in a line."""
    attachment = get_dict(value, "attachment")
    contents = [attachment.get("prompt")]
    if get_text(value, "type") == "user":
        contents.append(get_dict(value, "message").get("content"))
    for content in contents:
        if isinstance(content, str):
            yield content
        elif isinstance(content, list):
            yield from filter(None, (get_text(block, "text") for block in content))


def _put_in(value: Any) -> Any:
    """Return what a line that is no message puts in front of the model; None if it is for the screen alone."""
    if get_text(value, "type") == "system" and value.get("subtype") == "local_command":
        return get_text(value, "content") or None
    if get_text(value, "type") == "attachment":
        attachment = get_dict(value, "attachment")
        if attachment.get("type") == "queued_command":
            return content_of(attachment.get("prompt")) or None
    return None


def _outcome(value: Any) -> Outcome:
    """Return what the last line of stream-json says of the run."""
    kept = {key: value[key] for key in ("subtype", "is_error", "num_turns", "terminal_reason") if key in value}
    return Outcome(details=plain(json_text(kept)))


FORM = Form(NAME, "Claude Code sessions", "session", looks_like, read)
