"""Sessions of Gemini CLI: ``~/.gemini/tmp/*/chats/session-*.json`` and ``.jsonl``, checkpoints, and API contents.

Three shapes. A document with ``sessionId`` and ``messages`` of the types ``user`` and ``gemini``, whose calls hold
their results. A file of lines with the same messages, in which a later line with an id replaces the earlier one,
``$set`` changes metadata and ``$rewindTo`` goes back, which begins a branch. A list of contents of the API, bare (a
checkpoint), or under ``history``, ``clientHistory`` or ``contents``.

A thought is its subject in bold, as the model writes it, and its description. Skipped: messages of the types ``info``,
``error`` and ``warning``, which are for the screen, tokens, ``resultDisplay``.
Source: google-gemini/gemini-cli, ``chatRecordingTypes.ts``; fixtures. No real session was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event, Part
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    part_of,
    without_interrupted,
)
from lemnos.sources.trajectories.forms.sessions.gemini_parts import (
    content_events,
    declared_tools,
    is_content,
    parts_events,
    response_event,
)
from lemnos.sources.trajectories.forms.sessions.tree import Node, drafts

NAME, LINES, CONTENTS, CONTENT_LIST = "gemini_cli", "gemini_cli_lines", "gemini_contents", "gemini_content_list"
_SCREEN = ("info", "error", "warning")
_KINDS = ("user", "gemini", *_SCREEN)
_HISTORIES = ("contents", "history", "clientHistory")


def looks_like(value: Any) -> bool:
    """Return whether a value is a whole session."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("messages"), list)
        and "sessionId" in value
        and all(isinstance(message, dict) and message.get("type") in _KINDS for message in value["messages"][:3])
    )


def looks_like_line(value: Any) -> bool:
    """Return whether a value is a line of a session: its header, a message, or a change."""
    if not isinstance(value, dict) or "messages" in value:
        return False
    if "$set" in value or "$rewindTo" in value:
        return True
    if "type" not in value:
        return "sessionId" in value and "projectHash" in value
    return value["type"] in _KINDS and "content" in value and "id" in value and "timestamp" in value


def looks_like_contents(value: Any) -> bool:
    """Return whether a value is an object that holds contents."""
    if not isinstance(value, dict) or "parts" in value:
        return False
    return any(isinstance(value.get(key), list) and any(map(is_content, value[key][:2])) for key in _HISTORIES)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a whole session."""
    value = line.value
    header = {key: held for key, held in value.items() if key != "messages"}
    yield from _read([Line(item, line.source) for item in (header, *value["messages"])], context, NAME)


def read_lines(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a file of lines, a branch each."""
    yield from _read(lines, context, LINES)


def _read(lines: Sequence[Line], context: Context, form: str) -> Iterator[Draft]:
    session = _Session()
    for line in lines:
        session.add(line)
    for draft in drafts(form, session.nodes, session.repaired):
        draft.source, draft.record = draft.source or context.file, session.record
        yield draft


def read_contents(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of an object that holds contents."""
    del context
    value = line.value
    key = next(key for key in _HISTORIES if any(map(is_content, get_list(value, key))))
    config = get_dict(value, "config") or value
    system = config.get("systemInstruction", config.get("system_instruction"))
    system = system.get("parts") if isinstance(system, dict) else system
    events = [Event("system", content_of(system))] if system else []
    draft = _contents(value[key], events, line.source, CONTENTS)
    draft.tools, draft.model = declared_tools(config.get("tools")), get_text(value, "model")
    yield draft


def read_content_lines(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a list of contents."""
    source = lines[0].source if lines else context.file
    yield _contents([line.value for line in lines], [], source, CONTENT_LIST)


def _contents(contents: Sequence[Any], events: list[Event], source: str, form: str) -> Draft:
    repaired: set[str] = set()
    for number, content in enumerate(contents):
        if not is_content(content):
            raise FormError(f"content {number} has no role or no parts")
        events.extend(content_events(content, f"#{number}"))
    events = without_interrupted(events, repaired)
    return Draft(form=form, events=events, source=source, repaired=sorted(repaired))


class _Session:
    """The nodes of a session."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.repaired: set[str] = set()
        self.record = ""
        self._by_id: dict[str, Node] = {}
        self._at: Node | None = None

    def add(self, line: Line) -> None:
        value = line.value
        if not isinstance(value, dict):
            self.repaired.add("unknown_events")
        elif "$rewindTo" in value:
            back = self._by_id.get(get_text(value, "$rewindTo"))
            self._at = back.parent if back is not None else self._at
        elif "$set" in value:
            for message in get_list(value["$set"], "messages"):
                self._message(message, line.source)
        elif "type" not in value:
            self.record = self.record or get_text(value, "sessionId")
        else:
            self._message(value, line.source)

    def _message(self, value: Any, source: str) -> None:
        kind, identifier = get_text(value, "type"), get_text(value, "id")
        if kind in _SCREEN:
            return
        if kind not in _KINDS:
            self.repaired.add("unknown_events")
            return
        events = self._answer(value, identifier) if kind == "gemini" else parts_events("user", value.get("content"))
        node = self._by_id.get(identifier)
        if node is None:
            node = self._at = Node(self._at, source=source)
            self.nodes.append(node)
            if identifier:
                self._by_id[identifier] = node
        node.events, node.model = events, get_text(value, "model") or node.model

    def _answer(self, value: dict[str, Any], identifier: str) -> list[Event]:
        """Return what an answer says and calls, and the outputs of its calls."""
        thoughts = [_thought(thought) for thought in get_list(value, "thoughts")]
        events = parts_events("assistant", value.get("content"), identifier)
        calls, outputs = [], []
        for call in get_list(value, "toolCalls"):
            call_id = get_text(call, "id")
            calls.append(DraftCall(get_text(call, "name"), get_dict(call, "args"), call_id))
            outputs.extend(_outputs(call.get("result") if isinstance(call, dict) else None, call_id))
        if not events or events[0].speaker != "assistant":
            events.insert(0, Event("assistant", message_id=identifier))
        events[0].reasoning = "\n\n".join(filter(None, (*thoughts, events[0].reasoning)))
        events[0].calls = [*events[0].calls, *calls]
        return [*events, *outputs]


def _thought(thought: Any) -> str:
    subject, description = get_text(thought, "subject"), get_text(thought, "description")
    return "\n".join(filter(None, (f"**{subject}**" if subject else "", description)))


def _outputs(result: Any, call_id: str) -> list[Event]:
    """Return the output of a call: its responses and what comes with them, as one."""
    if result is None:
        return []
    given = result if isinstance(result, list) else [result]
    parts: list[Part] = []
    for part in given:
        response = get_dict(part, "functionResponse")
        if response:
            content = response_event(response).content
            parts.extend([Part(content)] if isinstance(content, str) else content)
        else:
            parts.append(part_of(part))
    single = len(parts) == 1 and parts[0].kind == "text"
    return [Event("tool", parts[0].text if single else parts, call_id=call_id)] if parts else []


FORMS = (
    Form(NAME, "Gemini CLI sessions", "value", looks_like, read, "documentation"),
    Form(LINES, "Gemini CLI sessions in lines", "session", looks_like_line, read_lines, "documentation"),
    Form(CONTENTS, "Gemini API contents", "value", looks_like_contents, read_contents, "documentation"),
    Form(
        CONTENT_LIST,
        "Gemini API contents in a list",
        "session",
        is_content,
        read_content_lines,
        "documentation",
    ),
)
