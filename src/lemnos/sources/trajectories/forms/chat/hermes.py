"""Conversations in which calls stand in tags: ``<tool_call>{"name": …, "arguments": …}</tool_call>``.

Hermes function calling, the Qwen and Nous versions with ``<function=…><parameter=…>``, GLM's ``<arg_key>``,
Nemotron's ``<TOOLCALL>``, and OpenHands' runs of models without tools. Keys are ``from`` and ``value`` or ``role``
and ``content``. Outputs stand in ``<tool_response>`` tags, several in one turn, in a turn of the tool or of the user.
The tools come from the record's ``tools`` or from the ``<tools>`` tags of the system message, which itself stays as
it is. A thought in ``<think>`` tags is kept apart.
Source: Nous Research, "Hermes-Function-Calling" (repository); Qwen and GLM chat templates.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.content import Media, content_of
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted
from lemnos.sources.trajectories.forms.chat.notation.tagged import (
    OUTPUT_TAGS,
    calls_and_words,
    outputs_and_words,
    thought_and_words,
    tools_in,
)
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import (
    Turn,
    is_execution_result,
    notation,
    train_of,
    turns_of,
)
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import call_turn, described_tools

NAME = "hermes"


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages with calls, outputs or tools in tags."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    media = Media(value)
    events: list[Event] = []
    system = text_at(value, "system", "system_prompt")
    if system:
        events.append(Event("system", system))
    turns = list(turns_of(value))
    if not tools:
        for text in (system, *(turn.content for turn in turns if turn.kind == "system")):
            if isinstance(text, str):
                tools += tools_in(text, repaired) or described_tools(text, repaired)
    for turn in turns:
        events += _events(turn, media, tools, events, repaired)
    yield drafted(NAME, line, value, events, tools, repaired)


def _events(
    turn: Turn, media: Media, tools: list[DraftTool], before: list[Event], repaired: list[str]
) -> Iterator[Event]:
    train = train_of(turn.message)
    content = content_of(turn.content, media)
    words = content.words
    if turn.kind == "call":
        if isinstance(words, str) and "<" in words:
            calls, rest = calls_and_words(words, tools, repaired)
            if calls:
                yield Event("assistant", rest, calls=calls, train=train)
                return
        thought, calls = call_turn(turn.content, repaired)
        yield Event("assistant", "", reasoning=thought, calls=calls, train=train)
        return
    if not isinstance(words, str):
        yield Event(turn.kind, words, reasoning=content.reasoning, train=train)
        return
    if turn.kind == "assistant":
        reasoning = content.reasoning or text_at(turn.message, "reasoning_content", "reasoning")
        thought, words = thought_and_words(words)
        calls, words = calls_and_words(words, tools, repaired)
        yield Event("assistant", words, reasoning=reasoning or thought, calls=calls, train=train)
        return
    if turn.kind == "tool" or words.lstrip().startswith(OUTPUT_TAGS):
        outputs, rest = outputs_and_words(words)
        if not outputs:
            yield Event("tool", words, train=train)
            return
        for output in outputs:
            yield Event("tool", output, train=train)
        if rest and turn.kind != "tool":
            yield Event(turn.kind, rest, train=train)
        return
    answers = bool(before) and bool(before[-1].calls)
    if turn.kind == "user" and answers and is_execution_result(words):
        yield Event("tool", words, train=train)
        return
    yield Event(turn.kind, words, train=train)


FORM = Form(NAME, "Hermes: calls in tags", "value", looks_like, read, known_from="documentation")
