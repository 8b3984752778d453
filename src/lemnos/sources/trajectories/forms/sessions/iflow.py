"""Sessions of iFlow CLI (``~/.iflow/projects/*/session-*.jsonl``).

The lines look like Claude Code's, but parents tell no branches: all answers to a request name it as their parent, and a
line repeats calls of the line before, until their outputs are there. Lines are read in order; calls that stand already
are left out (repair ``repeated_line``). An output is the ``output`` of its ``functionResponse``.
Source: one session among the fixtures of kenn-io/agentsview.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.sessions.blocks import get_dict, get_text, spoken, without_interrupted
from lemnos.sources.trajectories.forms.sessions.gemini_parts import response_event

NAME = "iflow"


def looks_like(value: Any) -> bool:
    """Return whether a value is a line of a session of iFlow."""
    return (
        isinstance(value, dict)
        and value.get("type") in ("user", "assistant")
        and get_text(value, "sessionId").startswith("session-")
        and "content" in get_dict(value, "message")
    )


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a session."""
    repaired: set[str] = set()
    events: list[Event] = []
    called: set[str] = set()
    record = model = ""
    for line in lines:
        value = line.value
        message = get_dict(value, "message")
        record = record or get_text(value, "sessionId")
        model = get_text(message, "model") or model
        kind = get_text(value, "type")
        if kind not in ("user", "assistant"):
            repaired.add("unknown_events")
            continue
        content = message.get("content")
        if isinstance(content, list):
            content = [_with_output(block) for block in content]
        speaker = "assistant" if kind == "assistant" else "user"
        for event in spoken(speaker, content, "", repaired):  # type: ignore[arg-type]
            calls = [call for call in event.calls if not call.id or call.id not in called]
            if len(calls) < len(event.calls):
                repaired.add("repeated_line")
                event = msgspec.structs.replace(event, calls=calls)
            called.update(call.id for call in calls if call.id)
            if event.speaker == "tool" or calls or event.content or event.reasoning:
                events.append(event)
    yield Draft(
        form=NAME,
        events=without_interrupted(events, repaired),
        source=lines[0].source if lines else context.file,
        record=record,
        model=model,
        repaired=sorted(repaired),
    )


def _with_output(block: Any) -> Any:
    """Return a block whose output is text, if it is the response of a function."""
    given = get_dict(block, "content")
    if get_text(block, "type") != "tool_result" or "responseParts" not in given:
        return block
    parts = given["responseParts"]
    responses = [get_dict(part, "functionResponse") for part in (parts if isinstance(parts, list) else [parts])]
    texts = [response_event(response).content for response in responses if response]
    return {**block, "content": "\n\n".join(text for text in texts if isinstance(text, str))}


FORM = Form(NAME, "iFlow sessions", "session", looks_like, read)
