"""ToolACE: calls as Python text, ``[Market Trends API(trend_type="INDEXES", country="us"), find(q="x")]``.

``{"system": …, "conversations": [{"from": "user", "value": …}, {"from": "assistant", "value": "[…]"}, {"from":
"tool", …}]}``, also with ``role`` and ``content`` and the system message among the turns. An answer that is nothing
but calls is parsed; the outputs of several calls stand in one turn as a JSON array. The tools are those that the
system message describes as JSON, unless the record lists them; the system message stays as it is. Names of tools may
hold spaces and slashes.
Source: Liu et al. 2024, "ToolACE: Winning the Points of LLM Function Calling".
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted
from lemnos.sources.trajectories.forms.chat.notation.tagged import thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import Turn, notation, train_of, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import call_turn, described_tools

NAME = "toolace"


def looks_like(value: Any) -> bool:
    """Return whether a value holds turns with calls as Python text."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    system = text_at(value, "system", "system_prompt")
    turns = list(turns_of(value))
    if not tools:
        for text in (system, *(turn.content for turn in turns if turn.kind == "system")):
            if isinstance(text, str):
                tools += described_tools(text, repaired)
    names = parameter_names(tools)
    events = [Event("system", system)] if system else []
    events += [_event(turn, names, repaired) for turn in turns]
    yield drafted(NAME, line, value, events, tools, repaired)


def parameter_names(tools: list[DraftTool]) -> dict[str, list[str]]:
    """Return the names of the parameters of each tool, in order."""
    names: dict[str, list[str]] = {}
    for tool in tools:
        properties = tool.parameters.get("properties") if isinstance(tool.parameters, dict) else None
        names[tool.name] = list(properties) if isinstance(properties, dict) else []
    return names


def _event(turn: Turn, names: dict[str, list[str]], repaired: list[str]) -> Event:
    train = train_of(turn.message)
    if turn.kind == "call":
        thought, calls = call_turn(turn.content, repaired)
        return Event("assistant", "", reasoning=thought, calls=calls, train=train)
    words = content_of(turn.content).words
    if turn.kind != "assistant" or not isinstance(words, str):
        return Event(turn.kind, words, train=train)
    thought, words = thought_and_words(words)
    found = python_calls(words, repaired, names) if words.lstrip()[:1] == "[" else None
    if found:
        return Event("assistant", "", reasoning=thought, calls=found, train=train)
    return Event("assistant", words, reasoning=thought, train=train)


FORM = Form(NAME, "ToolACE: calls as Python text", "value", looks_like, read, known_from="documentation")
