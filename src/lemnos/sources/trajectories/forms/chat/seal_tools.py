"""Seal-Tools: queries with the calls that answer them, single and nested.

``{"id": …, "query": …, "calling": [{"api": …, "parameters": {…}, "responses": ["API_call_0"]}]}``; the older
``[calls, query]``; and the version for fine-tuning, whose prompt holds ``api_list`` and whose answer is the list of
calls in Python's notation. The calls are what a record asks for; they are never run. A nested call names a response
of another (``API_call_0``): which call gives which is in the outcome's details.
Source: Wu et al. 2024, "Seal-Tools: Self-Instruct Tool Learning Dataset for Agent Tuning and Detailed Benchmark".
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.chat.notation.json_calls import python_value
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.tools import tools_at, tools_of
from lemnos.sources.trajectories.forms.chat.notation.turns import notation, turns_of
from lemnos.sources.trajectories.forms.chat.notation.values import decoded, list_at, text_at
from lemnos.sources.trajectories.normal.text import json_text

NAME = "seal_tools"
_DEPTH = 60
_LIST, _TASK = "api_list = ", "\ntask_instruction = "


def looks_like(value: Any) -> bool:
    """Return whether a value is a query with calls of APIs."""
    if isinstance(value, dict) and isinstance(value.get("query"), str):
        calling = decoded(value.get("calling"))
        return isinstance(calling, list) and all(isinstance(item, dict) and "api" in item for item in calling)
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        calls = value[0] if isinstance(value[0], list) else [value[0]]
        return bool(calls) and all(isinstance(item, dict) and "api" in item for item in calls)
    return notation(value) == NAME


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one record."""
    del context
    value = line.value
    repaired: list[str] = []
    tools: list[DraftTool] = []
    if isinstance(value, list) and len(value) == 2 and isinstance(value[1], str):
        query, calling = value[1], value[0] if isinstance(value[0], list) else [value[0]]
        value = {}
    elif isinstance(value, dict) and isinstance(value.get("query"), str):
        query, calling = value["query"], list_at(value, "calling")
        tools = tools_at(value, repaired)
    else:
        query, calling, tools = _for_training(value, repaired)
    draft = Draft(form=NAME, events=[Event("user", query)], source=line.source, tools=tools, repaired=repaired)
    calls = [_call(item) for item in calling]
    if calls:
        draft.events.append(Event("assistant", calls=calls))
    draft.ends_in_call = True
    draft = tell(draft, value if isinstance(value, dict) else {})
    given = [item.get("responses") for item in calling]
    if any(isinstance(names, list) and any(_names(call.arguments, names) for call in calls) for names in given):
        draft.outcome = msgspec.structs.replace(draft.outcome, details=json_text({"responses": given}))
    yield draft


def _for_training(value: Any, repaired: list[str]) -> tuple[str, list[Any], list[DraftTool]]:
    """Return the prompt, the calls and the tools of a record for fine-tuning."""
    turns = list(turns_of(value))
    if len(turns) != 2 or not isinstance(turns[0].content, str) or not isinstance(turns[1].content, str):
        raise FormError("it is not one prompt and one answer")
    prompt, answer = turns[0].content, turns[1].content
    listed = prompt.partition(_LIST)[2].partition(_TASK)[0]
    calling = decoded(answer)
    if not isinstance(calling, list):
        calling = python_value(answer)
        repaired.append("python_literals")
    if not isinstance(calling, list):
        raise FormError(f"the answer is no list of calls: {answer[:60]!r}")
    described = decoded(listed)
    described = described if isinstance(described, list) else python_value(listed)
    return prompt, calling, tools_of(described if isinstance(described, list) else [], repaired)


def _call(item: Any) -> DraftCall:
    if not isinstance(item, dict) or not text_at(item, "api"):
        raise FormError("a call names no API")
    return DraftCall(item["api"], item.get("parameters"))


def _names(value: Any, responses: list[Any], depth: int = 0) -> bool:
    """Return whether a value is, or holds, the name of a response."""
    if depth > _DEPTH:
        return False
    if isinstance(value, dict):
        return any(_names(held, responses, depth + 1) for held in value.values())
    if isinstance(value, list):
        return any(_names(item, responses, depth + 1) for item in value)
    return isinstance(value, str) and value in responses


FORM = Form(NAME, "Seal-Tools", "value", looks_like, read)
