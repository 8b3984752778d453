"""Toucan: runs with MCP servers, messages as JSON text beside the question and its quality scores.

``{"uuid": …, "subset_name": …, "messages": "[…]", "available_tools" or "tools": "[…]", "question": …}``. Roles are
OpenAI's with ``function_call`` and ``function``, or ``tool_call`` and ``tool_response`` with a call in Python's
notation (the SFT subset). A system message that is nothing but the list of tools in Kimi's template becomes the tools
(the repair ``tools_from_system``). Quality scores go to the outcome's details, as the source has them.
Source: Xu et al. 2025, "TOUCAN: Synthesizing 1.5M Tool-Agentic Data from Real-World MCP Environments".
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_of
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted, outcome_of
from lemnos.sources.trajectories.forms.chat.notation.tagged import thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at, tools_of
from lemnos.sources.trajectories.forms.chat.notation.turns import KIMI_TOOLS, Turn, notation, train_of, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import call_turn

NAME = "toucan"
_END = "<|im_end|>"
_SCORES = ("question_quality_assessment", "response_quality_assessment")


def looks_like(value: Any) -> bool:
    """Return whether a value is a record of Toucan."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    events: list[Event] = []
    for turn in turns_of(value):
        event = _event(turn, tools, repaired)
        if event is not None:
            events.append(event)
    scores = {key: decoded(value[key]) for key in _SCORES if value.get(key)}
    stated = {"record": text_at(value, "uuid"), "outcome": outcome_of(value, scores)}
    yield drafted(NAME, line, value, events, tools, repaired, **stated)


def _event(turn: Turn, tools: list[DraftTool], repaired: list[str]) -> Event | None:
    if turn.kind == "system" and isinstance(turn.content, str) and turn.content.startswith(KIMI_TOOLS):
        return _system(turn.content, tools, repaired)
    train = train_of(turn.message)
    if turn.kind == "call":
        thought, calls = call_turn(turn.content, repaired)
        return Event("assistant", "", reasoning=thought, calls=calls, train=train)
    content = content_of(turn.content)
    if turn.kind == "tool":
        return Event(
            "tool", content.words, call_id=text_at(turn.message, "tool_call_id"), name=text_at(turn.message, "name")
        )
    if turn.kind != "assistant":
        return Event(turn.kind, content.words, train=train)
    words, reasoning = content.words, content.reasoning or text_at(turn.message, "reasoning_content", "reasoning")
    if isinstance(words, str):
        thought, words = thought_and_words(words)
        reasoning = reasoning or thought
    given = [*list_at(turn.message, "tool_calls")]
    single = decoded(turn.message.get("function_call"))
    calls = calls_of([*given, single] if single else given) or []
    return Event("assistant", words, reasoning=reasoning, calls=calls, train=train)


def _system(text: str, tools: list[DraftTool], repaired: list[str]) -> Event | None:
    """Return what a system message says beside the list of tools; None if nothing."""
    listed, _, rest = text.removeprefix(KIMI_TOOLS).partition(_END)
    found = tools_of(decoded(listed), repaired)
    if not found and listed.strip() not in ("", "[]"):
        return Event("system", text)
    if not tools or all(tool.parameters is None for tool in tools):
        tools[:] = [msgspec.structs.replace(tool) for tool in found] or tools
    repaired.append("tools_from_system")
    return Event("system", rest.strip()) if rest.strip() else None


FORM = Form(NAME, "Toucan", "value", looks_like, read, known_from="documentation")
