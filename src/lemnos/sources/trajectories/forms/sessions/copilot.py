"""Sessions of GitHub Copilot CLI (``~/.copilot/session-state/*/events.jsonl``): events with ``type`` and ``data``.

Messages of the user and of the assistant, whose ``toolRequests`` are the calls; ``tool.execution_complete`` holds the
output as the model sees it (``result.content``, or the error's message). What a subagent does, told by
``parentToolCallId`` or ``agentId``, is a trajectory of its own, which begins with the prompt of its call. A completed
compaction begins a new trajectory with its summary as the user's context.

Skipped: turns, starts and progress of tools, hooks, costs, ``transformedContent``; encrypted thoughts.
Source: kenn-io/agentsview and other readers of these files; GitHub Copilot SDK, session events. No file was at hand.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    without_interrupted,
)
from lemnos.sources.trajectories.normal.text import decoded

NAME = "copilot_cli"
_PREFIXES = ("session.", "user.", "assistant.", "tool.", "system.", "hook.", "subagent.", "permission.", "skill.")
_READ = ("user.message", "assistant.message", "assistant.reasoning", "tool.execution_complete", "system.message")


def looks_like(value: Any) -> bool:
    """Return whether a value is an event of a session."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("data"), dict)
        and isinstance(value.get("type"), str)
        and (value["type"].startswith(_PREFIXES) or value["type"] == "abort")
    )


class _Talk(msgspec.Struct, eq=False):
    """The conversation of an agent, up to a compaction."""

    events: list[Event] = []
    source: str = ""
    agent: str = ""
    model: str = ""


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a session: the main conversation, and those of subagents."""
    repaired: set[str] = set()
    record = model = ""
    prompts: dict[str, str] = {}
    """Call → the prompt in its arguments."""
    told = {get_text(get_dict(line.value, "data"), "reasoningText") for line in lines}
    talks: list[_Talk] = []
    current: dict[str, _Talk] = {}
    for line in lines:
        data, kind = get_dict(line.value, "data"), get_text(line.value, "type")
        if kind == "session.start":
            record = record or get_text(data, "sessionId")
            model = get_text(data, "selectedModel") or model
        elif kind == "session.model_change":
            model = get_text(data, "newModel") or model
        agent = get_text(data, "parentToolCallId") or get_text(line.value, "agentId")
        if kind == "session.compaction_complete" and get_text(data, "summaryContent"):
            current.pop(agent, None)
        elif kind not in _READ:
            if not kind.startswith(_PREFIXES) and kind != "abort":
                repaired.add("unknown_events")
            continue
        talk = current.get(agent)
        if talk is None:
            talk = current[agent] = _Talk(source=line.source, agent=agent)
            talks.append(talk)
            if prompts.get(agent):
                talk.events.append(Event("user", prompts[agent]))
        talk.model = get_text(data, "model") or model or talk.model
        for event in _events(kind, data, told, repaired):
            for call in event.calls:
                prompts[call.id] = get_text(decoded(call.arguments), "prompt")
            talk.events.append(event)
    for leaf, talk in enumerate(talks):
        own = set(repaired)
        yield Draft(
            form=NAME,
            events=without_interrupted(talk.events, own),
            source=talk.source or context.file,
            record="/".join(filter(None, (record, talk.agent))),
            model=talk.model,
            leaf=leaf,
            repaired=sorted(own),
        )


def _events(kind: str, data: dict[str, Any], told: set[str], repaired: set[str]) -> Iterator[Event]:
    content = content_of(data.get("content"))
    if kind == "user.message":
        yield Event("user", content)
    elif kind == "system.message":
        yield Event("system", content)
    elif kind == "session.compaction_complete":
        yield Event("user", get_text(data, "summaryContent"))
    elif kind == "assistant.reasoning":
        thought = get_text(data, "content")
        if thought and thought not in told:
            yield Event("assistant", reasoning=thought)
    elif kind == "assistant.message":
        if data.get("reasoningOpaque") and not data.get("reasoningText"):
            repaired.add("encrypted_reasoning")
        calls = [
            DraftCall(get_text(call, "name"), decoded(call.get("arguments")), get_text(call, "toolCallId"))
            for call in get_list(data, "toolRequests")
            if isinstance(call, dict)
        ]
        reasoning, identifier = get_text(data, "reasoningText"), get_text(data, "messageId")
        yield Event("assistant", content, reasoning=reasoning, calls=calls, message_id=identifier)
    else:
        result = data.get("result")
        output = result["content"] if isinstance(result, dict) and "content" in result else result
        if output in (None, ""):
            output = get_text(get_dict(data, "error"), "message")
        yield Event("tool", content_of(output), call_id=get_text(data, "toolCallId"))


FORM = Form(NAME, "GitHub Copilot CLI sessions", "session", looks_like, read, "documentation")
