"""Rollouts of Codex (``~/.codex/sessions/**/rollout-*.jsonl``), and of TRAE CLI, which writes the same.

Read are the ``response_item`` lines, which are items of OpenAI's Responses API, with or without the envelope of
``timestamp``, ``type`` and ``payload`` (rollouts until August 2025 have none). ``event_msg`` lines say the same once
more for the screen; a thought that only they hold in the clear is read from them, and so are messages if there is no
other. ``compacted`` begins a new trajectory: the history that replaces the old one, or the summary as the user's
context. ``thread_rolled_back`` begins a branch. TRAE CLI may write several items as one ``history_mutation``.

The system message is ``base_instructions``. ``web_search_call`` has no output in the log: the mark of an empty output
stands for it. A custom tool's input, which is text, is the argument ``input``. Skipped: token counts, approvals and
progress; snapshots; encrypted thoughts and summaries (repair ``encrypted_reasoning``).
Source: openai/codex, ``codex-rs/protocol`` (type definitions); made-up rollouts. No real one was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    thoughts_of,
)
from lemnos.sources.trajectories.forms.sessions.tree import Node, drafts

NAME = "codex"
_ENVELOPES = ("session_meta", "response_item", "event_msg", "turn_context", "compacted", "history_mutation")
_CALLS = ("function_call", "custom_tool_call", "local_shell_call", "web_search_call", "tool_search_call")
_OUTPUTS = ("function_call_output", "custom_tool_call_output", "tool_search_output", "local_shell_call_output")
_ITEMS = ("message", "reasoning", *_CALLS, *_OUTPUTS)
_SILENT = (
    "ghost_snapshot ghost_commit compaction compaction_summary compaction_trigger context_compaction "
    "image_generation_call trae_extra_info"
).split()
_SPEAKERS: dict[str, Speaker] = {"user": "user", "assistant": "assistant", "developer": "system", "system": "system"}
_CONTEXT = ("<environment_context>", "<user_instructions>", "# AGENTS.md instructions", "<turn_aborted>", "<skill>")
"""How a message of the user begins that the program wrote."""
_THOUGHT_EVENTS = ("agent_reasoning", "agent_reasoning_raw_content")


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a rollout."""
    if not isinstance(value, dict):
        return False
    kind = get_text(value, "type")
    if isinstance(value.get("payload"), dict):
        return kind in _ENVELOPES
    if value.get("record_type") == "state":
        return True
    if not kind:
        return "instructions" in value and "id" in value and "timestamp" in value and "messages" not in value
    return False


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a rollout: one, and one more for each compaction and each rollback."""
    rollout = _Rollout(lines)
    for draft in drafts(NAME, rollout.nodes, rollout.repaired):
        draft.source = draft.source or context.file
        draft.tools, draft.record, draft.model = rollout.tools, rollout.record, draft.model or rollout.model
        yield draft


class _Rollout:
    """The nodes of a file."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.nodes: list[Node] = []
        self.repaired: set[str] = set()
        self.tools: list[DraftTool] = []
        self.record = ""
        self.model = ""
        self._system: list[Event] = []
        self._at: Node | None = None
        items = [item for line in lines for item in _items(line.value)]
        self._told = {
            get_text(part, "text")
            for item in items
            if item.get("type") == "reasoning"
            for part in (*get_list(item, "content"), *get_list(item, "summary"))
        }
        """Thoughts that the items tell in the clear."""
        self._events_speak = not any(item.get("type") == "message" for item in items)
        for line in lines:
            self._line(line)

    def _line(self, line: Line) -> None:
        value = line.value
        items = _items(value)
        for item in items:
            self._append(self._events(item), line.source)
        if items:
            return
        kind, payload = get_text(value, "type"), get_dict(value, "payload")
        if kind == "session_meta" or (not kind and get_text(value, "id")):
            self._meta(payload or value, line.source)
        elif kind == "turn_context":
            self.model = get_text(payload, "model") or self.model
        elif kind == "history_mutation" and get_text(payload, "operation") == "replace":
            self._compact({"replacement_history": get_list(payload, "items")}, line.source)
        elif kind == "compacted":
            self._compact(payload, line.source)
        elif kind == "event_msg":
            self._event(payload, line.source)
        elif get_text(value, "record_type") != "state":
            self.repaired.add("unknown_events")

    def _meta(self, meta: dict[str, Any], source: str) -> None:
        if self.record:
            return  # a copy of that of the session which this one continues
        self.record = get_text(meta, "id")
        text = get_text(get_dict(meta, "base_instructions"), "text")
        if text:
            self._system = [Event("system", text)]
            self._append(self._system, source)
        for tool in get_list(meta, "dynamic_tools"):
            if get_text(tool, "name"):
                schema = tool.get("inputSchema", tool.get("input_schema"))
                self.tools.append(DraftTool(get_text(tool, "name"), get_text(tool, "description"), schema))

    def _compact(self, payload: dict[str, Any], source: str) -> None:
        history = [item for given in get_list(payload, "replacement_history") if (item := _response(given))]
        events = [event for item in history for event in self._events(item)]
        events = [msgspec.structs.replace(event, train=False) for event in events]
        summary = get_text(payload, "message")
        if summary and all(event.content != summary for event in events):
            events.append(Event("user", summary))
        self._at = None
        self._append([*self._system, *events], source, as_root=True)

    def _event(self, payload: dict[str, Any], source: str) -> None:
        kind = get_text(payload, "type")
        if kind == "thread_rolled_back":
            turns = payload.get("num_turns")
            self._roll_back(turns if isinstance(turns, int) else 1)
        elif kind in _THOUGHT_EVENTS:
            thought = get_text(payload, "text")
            if thought and thought not in self._told:
                self._told.add(thought)
                self._append([Event("assistant", reasoning=thought)], source)
        elif self._events_speak and kind in ("user_message", "agent_message"):
            speaker: Speaker = "user" if kind == "user_message" else "assistant"
            self._append([Event(speaker, get_text(payload, "message"))], source)

    def _roll_back(self, turns: int) -> None:
        at = self._at
        while at is not None and turns > 0:
            if _begins_turn(at):
                turns -= 1
            at = at.parent
        self._at = at

    def _append(self, events: list[Event], source: str, *, as_root: bool = False) -> None:
        if events or as_root:
            node = Node(parent=self._at, events=list(events), source=source, model=self.model)
            self.nodes.append(node)
            self._at = node

    def _events(self, item: dict[str, Any]) -> list[Event]:
        """Return what an item of a response says or does."""
        kind = get_text(item, "type") or "message"
        if kind == "message":
            speaker = _SPEAKERS.get(get_text(item, "role"))
            if speaker is None:
                self.repaired.add("unknown_events")
                return []
            return [Event(speaker, content_of(item.get("content")))]
        if kind == "reasoning":
            thought = thoughts_of(_thoughts(item))
            if not thought:
                self.repaired.add("encrypted_reasoning")
                return []
            return [Event("assistant", reasoning=thought)]
        if kind in _CALLS:
            call = _call(item, kind, f"{kind}_{len(self.nodes)}")
            events = [Event("assistant", calls=[call])]
            if kind == "web_search_call":
                events.append(Event("tool", "", call_id=call.id))
            return events
        if kind in _OUTPUTS:
            return [Event("tool", content_of(_output(item)), call_id=get_text(item, "call_id", "id"))]
        if kind not in _SILENT:
            self.repaired.add("unknown_events")
        elif "encrypted_content" in item:
            self.repaired.add("encrypted_reasoning")
        return []


def _items(value: Any) -> list[dict[str, Any]]:
    """Return the items of responses that a line holds, with or without the envelope; TRAE CLI has several in one."""
    if not isinstance(value, dict):
        return []
    given: list[Any] = []
    if not isinstance(value.get("payload"), dict):
        given = [value] if value.get("type") in (*_ITEMS, *_SILENT) else []
    elif value.get("type") == "response_item":
        given = [value["payload"]]
    elif value.get("type") == "history_mutation" and value["payload"].get("operation") == "append":
        given = get_list(value["payload"], "items")
    return [item for one in given if (item := _response(one))]


def _response(value: Any) -> dict[str, Any] | None:
    return value if isinstance(value, dict) and ("type" in value or "role" in value) else None


def _thoughts(item: dict[str, Any]) -> list[str]:
    """Return the thoughts of a reasoning item: in full if it holds them, else its summaries."""
    for key in ("content", "summary"):
        texts = [get_text(part, "text") for part in get_list(item, key)]
        if any(texts):
            return [text for text in texts if text]
    return []


def _call(item: dict[str, Any], kind: str, fallback: str) -> DraftCall:
    """Return a call; one that has neither an id nor an output in the log gets the id ``fallback``."""
    identifier = get_text(item, "call_id", "id")
    if kind == "custom_tool_call":
        return DraftCall(get_text(item, "name"), {"input": item.get("input")}, identifier)
    if kind == "function_call":
        name = get_text(item, "name")
        namespace = get_text(item, "namespace")
        return DraftCall(f"{namespace}{name}" if namespace else name, item.get("arguments"), identifier)
    action = item.get("action", item.get("arguments"))
    return DraftCall(kind.removesuffix("_call"), action, identifier or fallback)


def _output(item: dict[str, Any]) -> Any:
    output = item.get("output", item.get("tools"))
    if isinstance(output, dict) and "content" in output:
        return output["content"]
    return output


def _begins_turn(node: Node) -> bool:
    """Return whether a node is what the user said, and not context that the program put in the user's name."""
    for event in node.events:
        if event.speaker == "user":
            text = event.content if isinstance(event.content, str) else event.content[0].text if event.content else ""
            return not text.startswith(_CONTEXT)
    return False


FORM = Form(NAME, "Codex rollouts", "session", looks_like, read, "documentation")
