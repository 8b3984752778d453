"""Schema-Guided Dialogue: dialogues with service calls and their results.

A turn of the ``SYSTEM`` that holds ``service_call`` in its frames becomes the calls, their ``service_results`` as
observations, and the utterance. The method is the tool; a method that two services of the dialogue share is named
``service.method``. Tools are the intents of the dialogue's services as ``schema.json`` in the same folder states them;
without that file they are observed. Optional slots have defaults; a slot with a closed list of values is an enum.
Not in a conversation, and left out: dialogue acts, slot spans, belief states and intents of the user.
Source: Rastogi et al. 2019, "Towards Scalable Multi-Domain Conversational Agents: The Schema-Guided Dialogue Dataset".
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, FormError, Line
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.runs.checks import label_of, list_of, object_of, objects, text_of
from lemnos.sources.trajectories.normal.text import output_text

NAME = "schema_guided"
_SCHEMA = "schema.json"
_SPEAKERS = {"USER": "user", "SYSTEM": "assistant"}

Services = dict[str, dict[str, DraftTool]]
"""Service → method → tool."""


def looks_like(value: Any) -> bool:
    """Return whether a value is a dialogue, or a service of ``schema.json``."""
    if _is_service(value):
        return True
    if not isinstance(value, dict) or "dialogue_id" not in value or not isinstance(value.get("turns"), list):
        return False
    turns = value["turns"]
    return bool(turns) and isinstance(turns[0], dict) and "frames" in turns[0] and "utterance" in turns[0]


def _is_service(value: Any) -> bool:
    return isinstance(value, dict) and "service_name" in value and "intents" in value and "slots" in value


def read(line: Line, context: Context) -> Iterator[Draft | Rejected]:
    """Yield the draft of one dialogue; none for a service, which the dialogues beside it state as tools."""
    if _is_service(line.value):
        return
    named = [name for name in list_of(line.value.get("services"), "services") if isinstance(name, str)]
    services = _services(context.beside)
    offered = [(name, method) for name in named for method in services.get(name, {})]
    methods = Counter(method for _, method in offered)
    events: list[Event] = []
    for turn in objects(line.value.get("turns"), "turns"):
        events.extend(_events(turn, methods))
    yield Draft(
        form=NAME,
        events=events,
        source=line.source,
        tools=[_named(services[name][method], name, methods) for name, method in offered],
        record=label_of(line.value.get("dialogue_id")),
        task=", ".join(named),
    )


def _events(turn: dict[str, Any], methods: "Counter[str]") -> Iterator[Event]:
    speaker = turn.get("speaker")
    known = _SPEAKERS.get(speaker) if isinstance(speaker, str) else None
    if known is None:
        raise FormError(f"a turn is of {speaker!r}")
    calling = [frame for frame in objects(turn.get("frames"), "frames") if frame.get("service_call") is not None]
    calls = [_call(frame, methods) for frame in calling]
    if calls:
        yield Event("assistant", calls=calls)
    for frame in calling:
        if frame.get("service_results") is not None:
            yield Event("tool", output_text(frame["service_results"]))
    yield Event("user" if known == "user" else "assistant", text_of(turn.get("utterance"), "an utterance"))


def _call(frame: dict[str, Any], methods: "Counter[str]") -> DraftCall:
    call = object_of(frame["service_call"], "a service call")
    method = text_of(call.get("method"), "the method of a service call")
    service = text_of(frame.get("service"), "the service of a frame")
    name = f"{service}.{method}" if methods[method] > 1 else method
    return DraftCall(name, object_of(call.get("parameters"), "the parameters of a service call"))


def _named(tool: DraftTool, service: str, methods: "Counter[str]") -> DraftTool:
    if methods[tool.name] == 1:
        return tool
    return DraftTool(f"{service}.{tool.name}", tool.description, tool.parameters)


@lru_cache(maxsize=4)
def _services(beside: Callable[[str], bytes | None]) -> Services:
    """Return the tools of the services that ``schema.json`` states; none if there is no such file."""
    data = beside(_SCHEMA)
    if data is None:
        return {}
    try:
        schema = msgspec.json.decode(data)
    except (ValueError, RecursionError):
        return {}
    return {service["service_name"]: _methods(service) for service in _named_objects(schema, "service_name")}


def _named_objects(value: Any, key: str = "name") -> list[dict[str, Any]]:
    """Return the objects of a list that have a name; what else a schema holds is no part of it."""
    items = value if isinstance(value, list) else []
    return [item for item in items if isinstance(item, dict) and isinstance(item.get(key), str)]


def _methods(service: dict[str, Any]) -> dict[str, DraftTool]:
    slots = {slot["name"]: slot for slot in _named_objects(service.get("slots"))}
    methods: dict[str, DraftTool] = {}
    for intent in _named_objects(service.get("intents")):
        given = intent.get("required_slots")
        required = [name for name in given if isinstance(name, str)] if isinstance(given, list) else []
        optional = intent.get("optional_slots")
        properties = {name: _property(slots.get(name, {}), None) for name in required}
        for name, default in optional.items() if isinstance(optional, dict) else ():
            properties[name] = _property(slots.get(name, {}), default)
        parameters = {"type": "object", "properties": properties, "required": required}
        methods[intent["name"]] = DraftTool(intent["name"], str(intent.get("description") or ""), parameters)
    return methods


def _property(slot: dict[str, Any], default: Any) -> dict[str, Any]:
    """Return the schema of a slot; a default outside the closed list, such as ``dontcare``, is a value too."""
    schema: dict[str, Any] = {"type": "string"}
    if isinstance(slot.get("description"), str):
        schema["description"] = slot["description"]
    values = slot.get("possible_values")
    if slot.get("is_categorical") and isinstance(values, list) and values:
        schema["enum"] = [*values, *([default] if default is not None and default not in values else [])]
    if default is not None:
        schema["default"] = default
    return schema


FORM = Form(NAME, "Schema-Guided Dialogue", "value", looks_like, read)
