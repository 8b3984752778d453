"""Rows that Lemnos itself exported: any of its export forms, known by the object ``lemnos`` that they carry.

They are read here, to the letter, and not by the readers of the forms as others write them: these look for calls and
thoughts in texts, where an export never has them. So a record comes back as it was, whatever its texts hold. A row that
was edited is read too (``edited_export``); one without a readable ``lemnos`` is left to the other readers.
Forms: OpenAI chat (lines and Parquet), sharegpt, Responses items, ATIF, and session traces of the Hub.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.carried import carried_by, take_back
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event, Part, Speaker
from lemnos.sources.trajectories.exported import KEY, PART_KINDS, THINK, THOUGHT, USER


class _Read(NamedTuple):
    events: list[Event]
    tools: list[DraftTool]


class _Function(msgspec.Struct):
    name: str
    description: str = ""
    parameters: Any = None


class _Tool(msgspec.Struct):
    function: _Function


class _CalledFunction(msgspec.Struct):
    name: str
    arguments: Any = None


class _Call(msgspec.Struct):
    function: _CalledFunction
    id: str = ""


class _Message(msgspec.Struct):
    role: Speaker
    content: str | list[Any] = ""
    reasoning_content: str | None = None
    tool_calls: list[_Call] | None = None
    tool_call_id: str | None = None
    weight: float | None = None


class _Turn(msgspec.Struct):
    speaker: str = msgspec.field(name="from")
    value: str


class _Item(msgspec.Struct):
    type: str
    role: Speaker = "assistant"
    content: list[Any] = []
    name: str = ""
    arguments: Any = None
    call_id: str = ""
    output: str = ""


class _AtifCall(msgspec.Struct):
    tool_call_id: str
    function_name: str
    arguments: Any = None


class _Result(msgspec.Struct):
    source_call_id: str
    content: str


class _Observation(msgspec.Struct):
    results: list[_Result]


class _Step(msgspec.Struct):
    source: str
    message: str
    reasoning_content: str = ""
    tool_calls: list[_AtifCall] = []
    observation: _Observation | None = None


class _HubMessage(msgspec.Struct):
    role: Speaker
    content: str
    reasoning: str = msgspec.field(name="reasoningContent", default="")
    calls: list[_Call] = msgspec.field(name="toolCalls", default=[])
    call_id: str = msgspec.field(name="toolCallId", default="")


def _as(value: Any, kind: Any) -> Any:
    """Return a value, or the value of its JSON text, as the given type.

    Raises:
        FormError: It is of another type.
    """
    try:
        if isinstance(value, str):
            value = msgspec.json.decode(value)
        return msgspec.convert(value, kind)
    except (ValueError, TypeError, RecursionError) as error:
        raise FormError(f"not as it was exported: {error}") from None


def _tools(given: Any) -> list[DraftTool]:
    return [_tool(tool.function) for tool in _as(given, list[_Tool])]


def _tool(function: _Function) -> DraftTool:
    return DraftTool(function.name, function.description, function.parameters)


def _calls(calls: list[_Call]) -> list[DraftCall]:
    return [DraftCall(call.function.name, call.function.arguments, call.id) for call in calls]


def _openai(value: dict[str, Any]) -> _Read:
    return _Read([_said(message) for message in _as(value["messages"], list[_Message])], _tools(value["tools"]))


def _said(message: _Message) -> Event:
    content: str | list[Part] = message.content if isinstance(message.content, str) else _parts(message.content)
    return Event(
        message.role,
        content,
        reasoning=message.reasoning_content or "",
        calls=_calls(message.tool_calls or []),
        call_id=message.tool_call_id or "",
        train=None if message.weight is None else message.weight > 0,
    )


def _parts(parts: list[Any]) -> list[Part]:
    result: list[Part] = []
    for part in parts:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind == "text" and isinstance(part.get("text"), str):
            result.append(Part(part["text"]))
        elif isinstance(kind, str) and kind in PART_KINDS:
            result.append(Part(kind=PART_KINDS[kind], value=part))
        else:
            raise FormError(f"a part of a message has the type {kind!r}")
    return result


def _sharegpt(value: dict[str, Any]) -> _Read:
    system = _as([value.get("system")], list[str | None])[0]
    events = [Event("system", system)] if system else []
    calls: list[DraftCall] = []
    for turn in _as(value["conversations"], list[_Turn]):
        if turn.speaker == "human":
            events.append(Event("user", turn.value))
        elif turn.speaker == "observation":
            events.extend(Event("tool", output) for output in _outputs(turn.value, len(calls)))
        elif turn.speaker in ("gpt", "function_call"):
            thought, words = _thought(turn.value)
            calls = _sharegpt_calls(words) if turn.speaker == "function_call" else []
            events.append(Event("assistant", "" if calls else words, reasoning=thought, calls=calls))
        else:
            raise FormError(f"a turn is from {turn.speaker!r}")
    return _Read(events, [_tool(function) for function in _as(value["tools"], list[_Function])])


def _thought(text: str) -> tuple[str, str]:
    if not text.startswith(THINK):
        return "", text
    thought, end, words = text.removeprefix(THINK).partition(THOUGHT)
    return (thought, words) if end else ("", text)


def _sharegpt_calls(text: str) -> list[DraftCall]:
    given = _as(text, Any)
    calls = _as(given if isinstance(given, list) else [given], list[_CalledFunction])
    return [DraftCall(call.name, call.arguments) for call in calls]


def _outputs(text: str, calls: int) -> list[str]:
    if calls < 2:
        return [text]
    outputs: list[str] = _as(text.partition(USER)[0], list[str])
    return outputs


def _responses(value: dict[str, Any]) -> _Read:
    items = [*_as(value["input"], list[_Item]), *_as(value["output"], list[_Item])]
    tools = [_tool(function) for function in _as(value["tools"], list[_Function])]
    return _Read([_item(item) for item in items], tools)


def _item(item: _Item) -> Event:
    match item.type:
        case "message":
            return Event(item.role, _text(item.content))
        case "reasoning":
            return Event("assistant", reasoning=_text(item.content))
        case "function_call":
            return Event("assistant", calls=[DraftCall(item.name, item.arguments, item.call_id)])
        case "function_call_output":
            return Event("tool", item.output, call_id=item.call_id)
        case _:
            raise FormError(f"an item has the type {item.type!r}")


def _text(parts: list[Any]) -> str:
    return "".join(str(part.get("text", "")) for part in parts if isinstance(part, dict))


def _atif(value: dict[str, Any]) -> _Read:
    events: list[Event] = []
    for step in _as(value["steps"], list[_Step]):
        speaker: Any = "assistant" if step.source == "agent" else step.source
        if speaker not in ("system", "user", "assistant"):
            raise FormError(f"a step has the source {step.source!r}")
        calls = [DraftCall(call.function_name, call.arguments, call.tool_call_id) for call in step.tool_calls]
        events.append(Event(speaker, step.message, reasoning=step.reasoning_content, calls=calls))
        results = step.observation.results if step.observation else []
        events.extend(Event("tool", result.content, call_id=result.source_call_id) for result in results)
    agent = _as(value["agent"], dict[str, Any])
    return _Read(events, _tools(agent.get("tool_definitions") or []))


_ROWS: dict[str, Callable[[dict[str, Any]], _Read]] = {
    "messages": _openai,
    "conversations": _sharegpt,
    "input": _responses,
    "steps": _atif,
}
"""Key that tells the form of a row → its reader."""
_NEEDED = {"messages": ("tools",), "conversations": ("tools",), "input": ("tools", "output"), "steps": ("agent",)}


def _exported_in(value: dict[str, Any]) -> Any:
    extra = value.get("extra")
    return extra.get(KEY) if isinstance(extra, dict) else value.get(KEY)


def looks_like(value: Any) -> bool:
    """Return whether a value is a row that Lemnos exported."""
    if not isinstance(value, dict) or carried_by(_exported_in(value)) is None:
        return False
    return any(key in value and all(needed in value for needed in _NEEDED[key]) for key in _ROWS)


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one row."""
    del context
    value = line.value
    key = next((key for key in _ROWS if key in value and all(needed in value for needed in _NEEDED[key])), None)
    if key is None:
        raise FormError("the row has no messages")
    found = _ROWS[key](value)
    draft = Draft(form=FORM.name, events=found.events, source=line.source, tools=found.tools)
    yield take_back(draft, _exported_in(value))


def looks_like_line(value: Any) -> bool:
    """Return whether a value is the first line of a session trace that Lemnos exported."""
    return isinstance(value, dict) and value.get("type") == "session" and carried_by(value.get(KEY)) is not None


def read_lines(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of each session in a file: a header and the lines up to the next."""
    del context
    draft: Draft | None = None
    header: dict[str, Any] = {}
    for line in lines:
        if looks_like_line(line.value):
            if draft is not None:
                yield take_back(draft, header[KEY])
            header = line.value
            draft = Draft(
                form=SESSION_FORM.name, events=[], source=line.source, tools=_tools(header.get("tools") or [])
            )
            continue
        if draft is None or not isinstance(line.value, dict):
            raise FormError("a line stands before the header, or is no object")
        message = _as(line.value.get("message"), _HubMessage)
        draft.events.append(
            Event(
                message.role,
                message.content,
                reasoning=message.reasoning,
                calls=_calls(message.calls),
                call_id=message.call_id,
            )
        )
    if draft is not None:
        yield take_back(draft, header[KEY])


FORM = Form("lemnos_export", "exports of Lemnos", "value", looks_like, read)
SESSION_FORM = Form("lemnos_session", "session traces that Lemnos exported", "session", looks_like_line, read_lines)
