"""API-Bank: dialogues with requests of APIs, as items to complete and as files of turns.

Items (levels 1 to 3) are ``{"instruction": …, "input": "User: …\\nAI: …\\nAPI-Request:
[Find(key='x')]->{…}\\nGenerate API Request:", "output": "API-Request: […]"}``, also with ``expected_output``: the
dialogue so far is parsed into its turns, and ``output`` is the last one, a call that is never run or an answer. APIs
are JSON objects at the end of the instruction or at the start of the input; the instruction is the system message.
The test of level 3 is ``{"requirement": …, "apis": [{"api_name": …, "input": {…}, "output": …}], "response": …}``.
Files are lines of ``{"role": "User" | "AI" | "API", "text": …}`` with ``api_name``, ``param_dict`` and ``result`` of
requests. Left out: the line that asks for the next turn.
Source: Li et al. 2023, "API-Bank: A Comprehensive Benchmark for Tool-Augmented LLMs".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.outputs import split_outputs
from lemnos.sources.trajectories.forms.chat.notation.python_calls import python_calls
from lemnos.sources.trajectories.forms.chat.notation.record import tell
from lemnos.sources.trajectories.forms.chat.notation.values import list_at, object_at, text_at
from lemnos.sources.trajectories.forms.chat.sharegpt import described_tools
from lemnos.sources.trajectories.forms.chat.toolace import parameter_names
from lemnos.sources.trajectories.normal.text import output_text

NAME = "api_bank"
DIALOGUE_NAME = "api_bank_dialogue"
_TURN = re.compile(r"^[ \t]*(User|AI|API-Request|Generate [A-Za-z ]+)[ \t]*:[ \t]*", re.MULTILINE)
_ARROW = re.compile(r"(?<=\))\]?\s*->")


def looks_like(value: Any) -> bool:
    """Return whether a value is an item: an instruction, a dialogue and the turn that follows it."""
    if not isinstance(value, dict):
        return False
    if isinstance(value.get("requirement"), str) and isinstance(value.get("apis"), list):
        return isinstance(value.get("response"), str)
    given = value.get("input")
    return (
        isinstance(given, str)
        and isinstance(value.get("instruction"), str)
        and bool(text_at(value, "output", "expected_output"))
        and "User:" in given
        and ("API-Request" in value["instruction"] or "\nGenerate API Request" in given)
    )


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one item."""
    del context
    value = line.value if isinstance(line.value, dict) else {}
    repaired: list[str] = []
    if "apis" in value:
        yield _task(value, line.source)
        return
    instruction, given = text_at(value, "instruction"), text_at(value, "input")
    first = _TURN.search(given)
    head = given[: first.start()] if first else ""
    draft = Draft(form=NAME, events=[], source=line.source, repaired=repaired)
    draft.tools = described_tools(instruction, repaired) + described_tools(head, repaired)
    names = parameter_names(draft.tools)
    system = instruction + head
    if system.strip():
        draft.events.append(Event("system", system))
    for mark, text in _turns(given):
        draft.events += _events(mark, text, names, repaired)
    output = text_at(value, "output", "expected_output").strip()
    turns = list(_turns(output))
    for mark, text in turns or [("AI", output)]:
        draft.events += _events(mark, text, names, repaired)
    draft.events = split_outputs(draft.events, repaired)
    draft.ends_in_call = bool(draft.events) and bool(draft.events[-1].calls)
    draft.task = text_at(value, "file")
    yield tell(draft, value)


def _task(value: dict[str, Any], source: str) -> Draft:
    """Return the draft of a task of level 3: a requirement, the requests with their results, and the response."""
    draft = Draft(form=NAME, events=[Event("user", text_at(value, "requirement"))], source=source)
    for request in list_at(value, "apis"):
        if not isinstance(request, dict) or not text_at(request, "api_name"):
            raise FormError("a request names no API")
        call = DraftCall(text_at(request, "api_name"), object_at(request, "input", "param_dict"))
        draft.events.append(Event("assistant", calls=[call]))
        draft.events.append(Event("tool", _result(request.get("output"))))
    draft.events.append(Event("assistant", text_at(value, "response")))
    return draft


def _turns(text: str) -> Iterator[tuple[str, str]]:
    marks = list(_TURN.finditer(text))
    for mark, following in zip_longest(marks, marks[1:]):
        yield mark[1], text[mark.end() : following.start() if following else len(text)].rstrip()


def _events(mark: str, text: str, names: dict[str, list[str]], repaired: list[str]) -> Iterator[Event]:
    if mark.startswith("Generate "):
        return
    if mark == "User":
        yield Event("user", text)
    elif mark == "AI":
        yield Event("assistant", text)
    else:
        arrow = _ARROW.search(text)
        request = text[: arrow.start()].removeprefix("[") if arrow else text
        calls = python_calls(request, repaired, names)
        if calls is None:
            raise FormError(f"a request is no call: {text[:60]!r}")
        yield Event("assistant", calls=calls)
        if arrow:
            yield Event("tool", text[arrow.end() :].strip())


def looks_like_dialogue(value: Any) -> bool:
    """Return whether a value is a turn of a file of turns."""
    if not isinstance(value, dict):
        return False
    role = value.get("role")
    if role == "API":
        return isinstance(value.get("api_name"), str)
    return role in ("User", "AI") and isinstance(value.get("text"), str) and "content" not in value


def read_dialogue(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of a file of turns."""
    events: list[Event] = []
    for line in lines:
        value = line.value
        if not looks_like_dialogue(value):
            raise FormError("a line is no turn of a dialogue")
        if value["role"] == "API":
            events.append(Event("assistant", calls=[DraftCall(value["api_name"], object_at(value, "param_dict"))]))
            events.append(Event("tool", _result(value.get("result"))))
        else:
            events.append(Event("user" if value["role"] == "User" else "assistant", value["text"]))
    yield Draft(form=DIALOGUE_NAME, events=events, source=lines[0].source if lines else context.file)


def _result(result: Any) -> str:
    """Return the output of a request: what the API gave, or the exception."""
    if isinstance(result, dict):
        for key in ("exception", "output"):
            if result.get(key) is not None:
                return output_text(result[key])
        return ""
    return "" if result is None else output_text(result)


FORM = Form(NAME, "API-Bank items", "value", looks_like, read)
DIALOGUE_FORM = Form(
    DIALOGUE_NAME, "API-Bank dialogues", "session", looks_like_dialogue, read_dialogue, known_from="documentation"
)
