"""Messages that the attributes and events of a span of OpenTelemetry hold, in each of the conventions.

``gen_ai.input.messages`` and ``gen_ai.output.messages`` (semantic conventions from 1.37): messages with parts, as JSON
text or as a value. ``gen_ai.user.message`` and its kin: events, until 1.36. ``gen_ai.prompt.N.…`` (OpenLLMetry) and
``llm.input_messages.N.message.…`` (OpenInference): one attribute for each leaf, or one list. All become events of a
draft.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from lemnos.sources.trajectories.draft import DraftCall, DraftTool, Event, Part, Speaker
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_text,
    part_of,
    stated_tools,
)
from lemnos.sources.trajectories.normal.text import decoded

_SPEAKERS: dict[str, Speaker] = {
    "system": "system",
    "developer": "system",
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "ai": "assistant",
    "model": "assistant",
    "tool": "tool",
    "function": "tool",
}
_MEDIA = ("blob", "file", "uri")
_DEEPEST = 50
_NUMBER = re.compile(r"\d+")


def messages(attributes: dict[str, Any], events: Iterable[tuple[str, dict[str, Any]]]) -> tuple[list[Event], int]:
    """Return what a span was given and what came back, and how many of these events were given."""
    given = [*_system(attributes), *_both(attributes, "gen_ai.input.messages", "pydantic_ai.all_messages", "input")]
    back = _both(attributes, "gen_ai.output.messages", "", "output")
    if not given and not back:
        for name, held in events:
            _from_event(name, held, given, back)
    if not given and not back:
        given = _flat(attributes, "llm.input_messages.", _openinference) or _flat(attributes, "gen_ai.prompt.", _plain)
        back = _flat(attributes, "llm.output_messages.", _openinference)
        back = back or _flat(attributes, "gen_ai.completion.", _plain)
    return [*given, *back], len(given)


def offered(attributes: dict[str, Any]) -> list[DraftTool]:
    """Return the tools that a span states."""
    for key in ("gen_ai.tool.definitions", "gen_ai.request.tools", "gen_ai.request.available_tools"):
        given = decoded(attributes.get(key))
        if isinstance(given, list):
            return stated_tools(decoded(tool) for tool in given)
    schemas = [
        decoded(get_dict(tool, "tool").get("json_schema") or get_dict(tool, "tool").get("name") or tool)
        for tool in _values(attributes, "llm.tools.")
    ]
    functions = [
        {**function, "parameters": decoded(function.get("parameters"))}
        for function in _values(attributes, "llm.request.functions.")
        if isinstance(function, dict)
    ]
    return stated_tools([*schemas, *functions])


def _system(attributes: dict[str, Any]) -> list[Event]:
    given = decoded(attributes.get("gen_ai.system_instructions"))
    if not given:
        return []
    return [Event("system", _words(given if isinstance(given, list) else [given]))]


def _both(attributes: dict[str, Any], key: str, other: str, older: str) -> list[Event]:
    held = decoded(attributes.get(key, attributes.get(other) if other else None))
    if held is None:
        held = decoded(attributes.get(f"gen_ai.{older}_messages"))
    if isinstance(held, dict):
        held = held.get("messages", [held])
    if not isinstance(held, list):
        return []
    return [event for message in held for event in message_events(message)]


def message_events(message: Any) -> list[Event]:
    """Return the events of a message with ``parts``, or in OpenAI's chat format."""
    speaker = _SPEAKERS.get(get_text(message, "role", "type"))
    if speaker is None:
        return []
    parts = message.get("parts")
    if not isinstance(parts, list):
        return _plain(message)
    words: list[Any] = []
    event = Event("user" if speaker == "tool" else speaker)
    outputs: list[Event] = []
    for part in parts:
        kind = get_text(part, "type")
        if kind == "tool_call":
            call = DraftCall(get_text(part, "name"), decoded(part.get("arguments")), get_text(part, "id"))
            event.calls = [*event.calls, call]
        elif kind == "tool_call_response":
            held = next((part[key] for key in ("response", "result", "content") if key in part), "")
            outputs.append(Event("tool", content_of(held), call_id=get_text(part, "id"), name=get_text(part, "name")))
        elif kind in ("reasoning", "thinking"):
            event.reasoning = "\n\n".join(filter(None, (event.reasoning, get_text(part, "content"))))
        else:
            words.append(part)
    if speaker == "tool" and not outputs:
        identifier = get_text(message, "id", "tool_call_id")
        return [Event("tool", _words(words), call_id=identifier, name=get_text(message, "name"))]
    event.content = _words(words)
    said = [event] if words or event.calls or event.reasoning else []
    return [*said, *outputs] if event.calls else [*outputs, *said]


def _words(parts: list[Any]) -> str | list[Part]:
    made = [_part(part) for part in parts]
    return made[0].text if len(made) == 1 and made[0].kind == "text" else made


def _part(part: Any) -> Part:
    if get_text(part, "type") == "text" and isinstance(part.get("content"), str):
        return Part(part["content"])
    if get_text(part, "type") in _MEDIA:
        media = get_text(part, "modality") or get_text(part, "mime_type").partition("/")[0]
        kind: Any = media if media in ("image", "audio", "video") else "file"
        return Part(kind=kind, value=part)
    return part_of(part)


def _plain(message: Any) -> list[Event]:
    """Return the event of a message in OpenAI's chat format, whose calls may be flat."""
    role = get_text(message, "role")
    speaker = _SPEAKERS.get(role, "assistant" if role == "" else "user")
    content = decoded(message.get("content"))
    content = content_of(content if isinstance(content, list) else message.get("content"))
    if speaker == "tool":
        return [Event("tool", content, call_id=get_text(message, "tool_call_id", "id"), name=get_text(message, "name"))]
    calls = []
    for given in _list(decoded(message.get("tool_calls"))):
        function = get_dict(given, "function") or given
        if isinstance(function, dict):
            arguments = decoded(function.get("arguments"))
            calls.append(DraftCall(get_text(function, "name"), arguments, get_text(given, "id")))
    reasoning = get_text(message, "reasoning_content", "reasoning")
    return [Event(speaker, content, reasoning=reasoning, calls=calls)]


def _openinference(message: Any) -> list[Event]:
    """Return the event of a message in the form of OpenInference, whose leaves are nested by name."""
    message = get_dict(message, "message") or message
    contents = [get_dict(part, "message_content") for part in _list(message.get("contents"))]
    plain = {key: held for key, held in message.items() if key not in ("contents", "tool_calls")}
    if contents and "content" not in message:
        plain["content"] = contents
    plain["tool_calls"] = [get_dict(call, "tool_call") for call in _list(message.get("tool_calls"))]
    return _plain(plain)


def _from_event(name: str, held: dict[str, Any], given: list[Event], back: list[Event]) -> None:
    """Append what an event of a span says."""
    if name == "gen_ai.client.inference.operation.details":
        inner, count = messages(held, ())
        given.extend(inner[:count])
        back.extend(inner[count:])
        return
    kind = name.removeprefix("gen_ai.").removesuffix(".message")
    if name == "gen_ai.choice" or kind in _SPEAKERS:
        body = decoded(held.get("gen_ai.event.content", held.get("body")))
        body = body if isinstance(body, dict) else held
        message = get_dict(body, "message") or decoded(body.get("message")) or body
        message = message if isinstance(message, dict) else {"content": message}
        # A body that repeats the calls beside the message holds them there alone.
        message = {**message, "tool_calls": message.get("tool_calls") or body.get("tool_calls")}
        role = "assistant" if name == "gen_ai.choice" else kind
        (back if name == "gen_ai.choice" else given).extend(_plain({**message, "role": role}))


def _flat(attributes: dict[str, Any], prefix: str, read: Callable[[Any], list[Event]]) -> list[Event]:
    return [event for message in _values(attributes, prefix) if isinstance(message, dict) for event in read(message)]


def _values(attributes: dict[str, Any], prefix: str) -> list[Any]:
    """Return the list that attributes spell under a prefix, leaf by leaf or as one value."""
    whole = decoded(attributes.get(prefix[:-1]))
    if isinstance(whole, list):
        return [_undotted(item, 0) for item in whole]
    return _list(_nested(attributes, prefix))


def _undotted(value: Any, depth: int) -> Any:
    """Return a value whose objects are nested where their keys have dots."""
    if depth > _DEEPEST:
        return value
    if isinstance(value, list):
        return [_undotted(item, depth + 1) for item in value]
    if isinstance(value, dict):
        held = {key: _undotted(item, depth + 1) for key, item in value.items()}
        return _nested(held, "") if any("." in key for key in held) else held
    return value


def _nested(attributes: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return the value that attributes with dotted names spell.

    >>> _nested({"p.0.role": "user", "p.0.calls.0.name": "now"}, "p.")
    {'0': {'role': 'user', 'calls': {'0': {'name': 'now'}}}}
    """
    result: dict[str, Any] = {}
    for key, held in attributes.items():
        if not key.startswith(prefix):
            continue
        *steps, last = key[len(prefix) :].split(".")
        at = result
        for step in steps:
            inner = at.setdefault(step, {})
            if not isinstance(inner, dict):
                inner = at[step] = {}
            at = inner
        at.setdefault(last, held)
    return result


def _list(value: Any) -> list[Any]:
    """Return a list, or the values of an object with numbers for keys, in their order."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and value and all(isinstance(key, str) and _NUMBER.fullmatch(key) for key in value):
        return [value[key] for key in sorted(value, key=int)]
    return []
