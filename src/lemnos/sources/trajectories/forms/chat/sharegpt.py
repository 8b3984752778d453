"""Conversations in the notation of ShareGPT, with turns for calls and outputs.

``{"conversations": [{"from": "human", "value": …}, {"from": "function_call", "value": "{\\"name\\": …}"}, {"from":
"observation", …}, {"from": "gpt", …}], "tools": "[…]", "system": "…"}``; speakers are ``human`` or ``user``, ``gpt``,
``assistant`` or ``model``, ``function_call`` or ``tool_call``, ``observation``, ``tool``, ``function_response`` or
``tool_response``; the keys also ``role`` and ``content`` (ms-swift). A call is JSON text of one call or a list of
calls; also a turn of the assistant that is nothing but such a text, if an output follows. Without ``tools``, those
described as JSON in the system message are offered. APIGen-MT and Glaive in LLaMA-Factory's version are of this form.
Source: LLaMA-Factory, "Data preparation"; ms-swift, "Agent support".
"""

import json
from collections.abc import Iterator
from itertools import zip_longest
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.content import Media, content_of
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in, calls_of, python_value
from lemnos.sources.trajectories.forms.chat.notation.python_calls import bracket_end, python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted
from lemnos.sources.trajectories.forms.chat.notation.tagged import thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at, tools_of
from lemnos.sources.trajectories.forms.chat.notation.turns import Turn, notation, train_of, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import list_at, text_at

NAME = "sharegpt"
_DECODER = json.JSONDecoder()
_MAX_TRIED = 5
_MAX_FAILED = 500
"""Brackets in a system message that begin no JSON, before it is taken to describe no more tools."""


def looks_like(value: Any) -> bool:
    """Return whether a value holds turns with ShareGPT's keys or speakers, and calls in no notation of their own."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    events = events_of(value, tools, repaired)
    yield drafted(NAME, line, value, events, tools, repaired)


def events_of(value: dict[str, Any], tools: list[DraftTool], repaired: list[str]) -> list[Event]:
    """Return the events of a record.

    Args:
        value: The record.
        tools: The tools that it offers; gets those that a system message describes, if it offers none.
        repaired: Gets the names of repairs.

    Raises:
        FormError: A turn does not follow the form.
    """
    media = Media(value)
    system = text_at(value, "system", "system_prompt")
    events = [Event("system", system)] if system else []
    turns = list(turns_of(value))
    for turn, following in zip_longest(turns, turns[1:]):
        events.append(_event(turn, following, media, repaired))
    if not tools:
        for event in events:
            if event.speaker == "system" and isinstance(event.content, str):
                tools += described_tools(event.content, repaired)
    return events


def _event(turn: Turn, following: Turn | None, media: Media, repaired: list[str]) -> Event:
    train = train_of(turn.message)
    if turn.kind == "call":
        thought, calls = call_turn(turn.content, repaired)
        return Event("assistant", "", reasoning=thought, calls=calls, train=train)
    content = content_of(turn.content, media)
    if turn.kind != "assistant":
        call_id = text_at(turn.message, "tool_call_id") if turn.kind == "tool" else ""
        return Event(turn.kind, content.words, call_id=call_id, train=train)
    words, reasoning = content.words, content.reasoning or text_at(turn.message, "reasoning_content", "reasoning")
    if isinstance(words, str):
        thought, words = thought_and_words(words)
        reasoning = reasoning or thought
    calls = calls_of(list_at(turn.message, "tool_calls")) or []
    if not calls and isinstance(words, str) and following is not None and following.kind == "tool":
        found = calls_in(words, repaired) or python_calls(words, repaired)
        if found:
            calls, words = found, ""
    return Event("assistant", words, reasoning=reasoning, calls=calls, train=train)


def call_turn(content: Any, repaired: list[str]) -> tuple[str, list[DraftCall]]:
    """Return the thought and the calls of a turn that is there for calls.

    Raises:
        FormError: It holds none.
    """
    if not isinstance(content, str):
        thought, calls = "", calls_of(content)
    else:
        thought, text = thought_and_words(content)
        calls = calls_in(text, repaired) or python_calls(text, repaired)
    if not calls:
        raise FormError(f"a turn of a call holds no call: {str(content)[:60]!r}")
    return thought, calls


def described_tools(text: str, repaired: list[str]) -> list[DraftTool]:
    """Return the tools that a system message describes as JSON: in one array, or in objects one after the other."""
    found: list[DraftTool] = []
    position = failed = tried = 0
    while position < len(text) and failed < _MAX_FAILED:
        opening = min(
            (place for place in (text.find("{", position), text.find("[", position)) if place >= 0), default=-1
        )
        if opening < 0:
            break
        try:
            value, position = _DECODER.raw_decode(text, opening)
        except (ValueError, RecursionError):
            value, position = _python_at(text, opening) if tried < _MAX_TRIED else (None, opening + 1)
            tried += position == opening + 1 and text.startswith(("{'", "[{'"), opening)
            if value is None:
                failed += 1
                continue
        if _describes(value):
            found += tools_of(value if isinstance(value, list) else [value], repaired)
    return found


def _python_at(text: str, opening: int) -> tuple[Any, int]:
    """Return the value in Python's notation that begins at a bracket, and where it ends; None if there is none."""
    if not text.startswith(("{'", "[{'"), opening):
        return None, opening + 1
    end = bracket_end(text, opening)
    value = python_value(text[opening : end + 1]) if end is not None else None
    return (value, end + 1) if value is not None and end is not None else (None, opening + 1)


def _describes(value: Any) -> bool:
    """Return whether a value describes tools rather than being an example of a call."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(item, dict) and _describes(item) for item in value)
    if not isinstance(value, dict):
        return False
    function = value.get("function")
    value = function if isinstance(function, dict) else value
    named = any(isinstance(value.get(key), str) for key in ("name", "api_name", "apiCode"))
    return named and bool(value.keys() & {"description", "parameters", "api_description", "input_parameters"})


FORM = Form(NAME, "ShareGPT conversations with tools", "value", looks_like, read)
