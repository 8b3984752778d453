"""xLAM and APIGen: one question, the tools, and the calls that answer it: ``{"query": …, "tools": "[…]", "answers":
"[…]"}``.

Tools and answers are JSON text or values. The calls are what the record asks for; they are never run. Without answers
(a question that no tool fits) there is nothing to learn from, and ``normal`` refuses the record (``no_answer``).
Source: Liu et al. 2024, "APIGen: Automated Pipeline for Generating Verifiable and Diverse Function-Calling Datasets".
"""

from collections.abc import Iterator
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import calls_in, calls_of
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, text_at
from lemnos.sources.trajectories.forms.chat.toolace import parameter_names

NAME = "xlam"
_QUERIES = ("query", "question", "user_query", "instruction")
_ANSWERS = ("answers", "answer", "ground_truth_calls", "function_calls", "calls", "model_answer")
_TOOLS = ("tools", "functions", "function", "available_tools")


def looks_like(value: Any) -> bool:
    """Return whether a value is a question with tools and calls."""
    if not isinstance(value, dict) or not value.keys() & set(_TOOLS) or "ground_truth" in value:
        return False
    answers = [value[key] for key in _ANSWERS if key in value]
    if not text_at(value, *_QUERIES) or not answers or value.keys() & {"messages", "conversations", "chat"}:
        return False
    held = decoded(answers[0])
    if isinstance(held, str):
        return "(" in held
    return held == [] or (isinstance(held, (list, dict)) and calls_of(held) is not None)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    repaired: list[str] = []
    tools = tools_at(value, repaired)
    given = next((value[key] for key in _ANSWERS if key in value), None)
    held = decoded(given)
    if isinstance(held, str):
        calls = calls_in(held, repaired) or python_calls(held, repaired, parameter_names(tools))
    else:
        calls = calls_of(held) if held else []
    if calls is None:
        raise FormError(f"the answers are no calls: {str(given)[:60]!r}")
    events = [Event("user", text_at(value, *_QUERIES))]
    if system := text_at(value, "system"):
        events.insert(0, Event("system", system))
    if calls:
        events.append(Event("assistant", calls=calls))
    yield tell(
        Draft(form=NAME, events=events, source=line.source, tools=tools, repaired=repaired, ends_in_call=True), value
    )


FORM = Form(NAME, "xLAM: query, tools and answers", "value", looks_like, read, known_from="documentation")
