"""Training data of ToolLLaMA: ``conversations`` of system, user, assistant and function, with ReAct text.

The system message ends with the APIs as a literal of Python, which become the tools. ``Action Input`` is the JSON
text of the arguments as the model wrote it. A record is a prefix of a run (``"id": "Step 4: …"``), whose last message
alone is trained on: it ends in the call that the source asks for, or in the answer that ``Finish`` gives.
Source: Qin et al. 2023, "ToolLLM" (data of ToolLLaMA).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.react_text import acts_in_text, pieces_of
from lemnos.sources.trajectories.forms.chat.notation.values import literal
from lemnos.sources.trajectories.forms.runs.checks import label_of, objects, text_of
from lemnos.sources.trajectories.forms.runs.toolbench import Step, events_of
from lemnos.sources.trajectories.normal.text import decoded

NAME = "toolllama"
_ROLES = ("system", "user", "assistant", "function")
_APIS = "you have access to the following APIs:"
_STEP = re.compile(r"Step \d+: ")


def looks_like(value: Any) -> bool:
    """Return whether a value is a conversation with a system message about APIs, and actions as text."""
    if not isinstance(value, dict):
        return False
    messages = decoded(value.get("conversations"))
    if not isinstance(messages, list) or not messages or not all(isinstance(message, dict) for message in messages):
        return False
    first = messages[0]
    if first.get("from") != "system" or "loss" in first or _APIS not in str(first.get("value")):
        return False
    said = next((message.get("value") for message in messages if message.get("from") == "assistant"), None)
    return isinstance(said, str) and acts_in_text(said)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    messages = objects(line.value.get("conversations"), "conversations")
    answers = [number for number, message in enumerate(messages) if message.get("from") == "assistant"]
    events: list[Event] = []
    tools: list[DraftTool] = []
    for number, message in enumerate(messages):
        role, text = message.get("from"), text_of(message.get("value"), "the value of a message")
        if role not in _ROLES:
            raise FormError(f"a message is from {role!r}")
        if role == "assistant":
            said = list(events_of(_steps(text)))
            for event in said:
                event.train = number == answers[-1]
            events.extend(said)
        elif role == "function":
            events.append(Event("tool", text, name=label_of(message.get("name"))))
        else:
            events.append(Event("system" if role == "system" else "user", text))
            if role == "system":
                tools = [*tools, *_tools(text)]
    record = label_of(line.value.get("id"))
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        tools=tools,
        ends_in_call=True,
        record=record,
        task=_STEP.sub("", record, count=1),
        repaired=_repairs(events),
    )


def _repairs(events: list[Event]) -> list[str]:
    last = events[-1] if events else Event("user")
    return ["final_call_to_answer"] if last.speaker == "assistant" and last.content and not last.calls else []


def _steps(text: str) -> Iterator[Step]:
    """Yield the thought and the call of an answer; text without labels is a thought or words, as at its place."""
    pieces = pieces_of(text)
    for number, piece in enumerate(pieces):
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if piece.kind == "action":
            yield Step("", piece.text, after.text if after is not None and after.kind == "input" else None)
        elif piece.kind != "input" and piece.text:
            yield Step(thought=piece.text)


@lru_cache(maxsize=32)
def _tools(system: str) -> tuple[DraftTool, ...]:
    """Return the tools that a system message states; none if what it states is no list of them."""
    stated = literal(system.partition(_APIS)[2])
    if not isinstance(stated, list):
        return ()
    return tuple(
        DraftTool(tool["name"], str(tool.get("description") or ""), tool.get("parameters"))
        for tool in stated
        if isinstance(tool, dict) and isinstance(tool.get("name"), str)
    )


FORM = Form(NAME, "ToolLLaMA conversations", "value", looks_like, read, "documentation")
