"""Messages with ``functions`` and ``function_calls`` of their own, as OLMo's and Dolci's sets for tool use have
them.

``{"messages": [{"role": "system", "content": …, "functions": "[…]"}, {"role": "user", …}, {"role": "assistant",
"function_calls": "find(q=\\"x\\")\\nlast(n=3)"}, {"role": "environment", "content": "{…}\\n{…}"}]}``. Calls are
Python text, one a line; the outputs of several calls stand in one message, one a line, and are split if there are as
many as calls.
Source: Allen Institute for AI, data set ``Dolci-Instruct-SFT-Tool-Use`` and the OLMo 3 chat template.
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.content import content_of
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import as_record, drafted
from lemnos.sources.trajectories.forms.chat.notation.tagged import thought_and_words
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.turns import notation, train_of, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import text_at
from lemnos.sources.trajectories.forms.chat.toolace import parameter_names

NAME = "olmo_functions"


def looks_like(value: Any) -> bool:
    """Return whether a value holds messages with function calls as Python text in a key of their own."""
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = as_record(line.value)
    repaired: list[str] = []
    turns = list(turns_of(value))
    tools = tools_at(value, repaired)
    for turn in turns:
        tools += [tool for tool in tools_at(turn.message, repaired) if tool not in tools]
    names = parameter_names(tools)
    events: list[Event] = []
    for turn in turns:
        words = content_of(turn.content).words
        train = train_of(turn.message)
        if turn.kind == "tool":
            events += _outputs(words, events, repaired)
        elif turn.kind in ("assistant", "call"):
            thought, words = thought_and_words(words) if isinstance(words, str) else ("", words)
            calls = _calls(text_at(turn.message, "function_calls"), names, repaired)
            events.append(Event("assistant", words, reasoning=thought, calls=calls, train=train))
        elif turn.kind in ("system", "user"):
            events.append(Event(turn.kind, words, train=train))
    yield drafted(NAME, line, value, events, tools, repaired)


def _calls(text: str, names: dict[str, list[str]], repaired: list[str]) -> list[DraftCall]:
    if not text.strip():
        return []
    found = python_calls(text, repaired, names) or calls_in(text, repaired)
    if found is None:
        raise FormError(f"function_calls holds no calls: {text.strip()[:60]!r}")
    return found


def _outputs(words: Any, before: list[Event], repaired: list[str]) -> list[Event]:
    made = len(before[-1].calls) if before else 0
    if isinstance(words, str) and made > 1:
        lines = [text for text in words.splitlines() if text.strip()]
        if len(lines) == made:
            repaired.append("split_outputs")
            return [Event("tool", text) for text in lines]
    return [Event("tool", words)]


FORM = Form(NAME, "OLMo: functions and function calls", "value", looks_like, read, known_from="documentation")
