"""Conversations whose content is a list of typed parts with values: ``{"type": "reasoning", "value": …}``.

``{"messages": [{"role": "assistant", "content": [{"type": "reasoning", "value": …}, {"type": "tool_call", "value":
"{…}"}]}, {"role": "tool", …}], "tools": "[…]"}``. Parts are ``text``, ``reasoning`` and ``tool_call`` (JSON text of a
call), and images; the outputs of all calls of a message stand in one message as a JSON array. A record that ends in
calls asks for these calls.
Source: LLaMA-Factory, data set ``reason_tool_use``; Converter "v1-sft".
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import Turn, notation, train_of, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import call_turn

NAME = "typed_parts"


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages whose content has parts with values."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    events = [_event(turn, repaired) for turn in turns_of(value)]
    yield drafted(NAME, line, value, events, tools_at(value, repaired), repaired)


def _event(turn: Turn, repaired: list[str]) -> Event:
    parts = turn.content if isinstance(turn.content, list) else [turn.content]
    calls: list[DraftCall] = []
    rest: list[Any] = []
    for part in parts:
        if isinstance(part, dict) and part.get("type") == "tool_call":
            held = next((part[key] for key in ("value", "tool_call", "text") if part.get(key) is not None), None)
            calls += call_turn(held, repaired)[1]
        else:
            rest.append(part)
    content = content_of(rest[0] if len(rest) == 1 and isinstance(rest[0], str) else rest)
    speaker: Any = "assistant" if turn.kind == "call" else turn.kind
    call_id = text_at(turn.message, "tool_call_id")
    return Event(
        speaker, content.words, reasoning=content.reasoning, calls=calls, call_id=call_id, train=train_of(turn.message)
    )


FORM = Form(NAME, "Conversations with typed parts", "value", looks_like, read)
