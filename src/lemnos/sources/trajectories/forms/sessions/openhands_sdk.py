"""Events of the OpenHands software agent SDK, in a list, in lines or under ``history``; each names its ``kind``.

A ``MessageEvent`` holds a message, an ``ActionEvent`` the call with its thought and reasoning, an ``ObservationEvent``
(also one of an error or a rejection) its output; a ``SystemPromptEvent`` holds the system message and the tools.
Calls of one answer share ``llm_response_id``. The summary of a ``CondensationSummaryEvent`` is the user's, as the model
sees it. Skipped: updates of the state, pauses, token counts, condensations without a summary.
Source: OpenHands/software-agent-sdk, ``openhands/sdk/event``. No file was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Part, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    stated_tools,
    thoughts_of,
    without_interrupted,
)
from lemnos.sources.trajectories.normal.text import decoded

NAME, HISTORY = "openhands_sdk", "openhands_sdk_history"
_READ = frozenset(
    "SystemPromptEvent MessageEvent ActionEvent ObservationEvent AgentErrorEvent UserRejectObservation "
    "RejectObservation CondensationSummaryEvent".split()
)
_SKIPPED = frozenset(
    "Condensation CondensationRequest ConversationStateUpdateEvent ConversationErrorEvent PauseEvent TokenEvent "
    "LLMCompletionLogEvent HookExecutionEvent StreamingDeltaEvent".split()
)
_SPEAKERS: dict[str, Speaker] = {"user": "user", "assistant": "assistant", "system": "system"}
_HEAD = 4_000
"""Characters of a JSON text that show whether it holds events."""
_ROLES = {"agent": "assistant", "user": "user"}
_OUTPUTS = ("ObservationEvent", "AgentErrorEvent", "UserRejectObservation", "RejectObservation")


def looks_like(value: Any) -> bool:
    """Return whether a value is an event."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("kind"), str)
        and value["kind"] in _READ | _SKIPPED
        and "source" in value
    )


def looks_like_history(value: Any) -> bool:
    """Return whether a value is an object whose ``history`` holds events."""
    history = value.get("history") if isinstance(value, dict) else None
    if isinstance(history, str):
        history = decoded(history) if '"kind"' in history[:_HEAD] else None
    return isinstance(history, list) and any(get_text(item, "kind") in _READ for item in history)


def read_history(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of an output of an evaluation."""
    value = line.value
    for draft in read([Line(event, line.source) for event in decoded(value["history"])], context):
        if isinstance(draft, Draft):
            draft.form = HISTORY
            draft.record = draft.task = get_text(value, "instance_id")
        yield draft


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a conversation."""
    repaired: set[str] = set()
    events: list[Event] = []
    tools: list[DraftTool] = []
    for line in lines:
        value = line.value
        kind = get_text(value, "kind")
        if kind == "SystemPromptEvent":
            events.append(Event("system", content_of(value.get("system_prompt"))))
            context_text = content_of(value.get("dynamic_context"))
            if context_text:
                events.append(Event("system", context_text))
            tools.extend(stated_tools(_schema(tool) for tool in get_list(value, "tools")))
        elif kind in _READ:
            event = _event(value, kind)
            if event is None:
                repaired.add("unknown_events")
            else:
                events.append(event)
        elif kind not in _SKIPPED:
            repaired.add("unknown_events")
    yield Draft(
        form=NAME,
        events=without_interrupted(events, repaired),
        source=lines[0].source if lines else context.file,
        tools=tools,
        final_calls=("finish",),
        repaired=sorted(repaired),
    )


def _schema(tool: Any) -> Any:
    """Return a tool in a form that states its schema, where the event has one."""
    schema = get_dict(tool, "mcp_tool") or tool
    return decoded(schema)


def _event(value: dict[str, Any], kind: str) -> Event | None:
    if kind == "MessageEvent":
        message = get_dict(value, "llm_message")
        speaker = _SPEAKERS.get(get_text(message, "role") or _ROLES.get(get_text(value, "source"), ""))
        if speaker is None:
            return None
        content = _content([*_blocks(message.get("content")), *get_list(value, "extended_content")])
        identifier = get_text(value, "id") if speaker == "assistant" else ""
        return Event(speaker, content, reasoning=get_text(message, "reasoning_content"), message_id=identifier)
    if kind == "CondensationSummaryEvent":
        return Event("user", get_text(value, "summary"))
    if kind in _OUTPUTS:
        observation = get_dict(value, "observation")
        output = get_text(value, "error", "rejection_reason") or _content(_output(observation))
        return Event(
            "tool", output, call_id=get_text(value, "tool_call_id", "action_id"), name=get_text(value, "tool_name")
        )
    if kind != "ActionEvent":
        return None
    call = get_dict(value, "tool_call")
    arguments = call.get("arguments", get_dict(call, "function").get("arguments"))
    if arguments is None:
        arguments = {key: held for key, held in get_dict(value, "action").items() if key != "kind"}
    identifier = get_text(value, "tool_call_id") or get_text(call, "id") or get_text(value, "id")
    made = DraftCall(get_text(value, "tool_name") or get_text(call, "name"), arguments, identifier)
    thinking = "\n\n".join(filter(None, (get_text(block, "thinking") for block in get_list(value, "thinking_blocks"))))
    return Event(
        "assistant",
        thoughts_of(get_list(value, "thought")),
        reasoning=get_text(value, "reasoning_content") or thinking,
        calls=[made],
        message_id=get_text(value, "llm_response_id"),
    )


def _output(observation: dict[str, Any]) -> list[Any]:
    """Return the blocks of an observation; its own fields if it has none."""
    for key in ("content", "output"):
        if key in observation:
            return _blocks(observation[key])
    fields = {key: held for key, held in observation.items() if key != "kind" and held is not None}
    return [fields] if fields else []


def _blocks(content: Any) -> list[Any]:
    return content if isinstance(content, list) else [] if content is None else [content]


def _content(blocks: list[Any]) -> str | list[Part]:
    return content_of(
        [block for block in blocks if not (get_text(block, "type") == "text" and block.get("text") == "")]
    )


FORMS = (
    Form(NAME, "OpenHands SDK events", "session", looks_like, read, "documentation"),
    Form(HISTORY, "OpenHands SDK runs", "value", looks_like_history, read_history, "documentation"),
)
