"""Traces of OpenTelemetry with spans of generative AI: OTLP as JSON, one request a line, or one span a line.

A span of a model call holds the conversation so far and the answer (``otel_messages.py`` has the conventions). Spans of
one trace whose conversation goes on are one trajectory; where it does not, such as for a subagent, another begins.
Where no model call is recorded with its messages, the span of an agent gives the request and the answer, and the spans
of tools below it the calls and outputs. Records of logs (``resourceLogs``) count as events of their spans.

Traces whose contents were not recorded, or are redacted, are refused as ``no_content``. Skipped: spans and traces that
have nothing to do with generative AI, metrics.
Source: OpenTelemetry, semantic conventions for generative AI 1.28 to 1.38; OpenInference; OpenLLMetry. Of real traces,
only redacted ones were at hand.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lemnos.records import Rejected
from lemnos.sources.trajectories.base import Form, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft, DraftCall, DraftTool, Event
from lemnos.sources.trajectories.forms.sessions.blocks import (
    content_of,
    get_dict,
    get_list,
    get_text,
    without_interrupted,
)
from lemnos.sources.trajectories.forms.sessions.otel_messages import messages, offered
from lemnos.sources.trajectories.normal.text import decoded

NAME = "otel"
_SIGNALS = {"resourceSpans": ("scopeSpans", "spans"), "resourceLogs": ("scopeLogs", "logRecords")}
_OURS = ("gen_ai.", "llm.", "openinference.")
_VALUES = ("stringValue", "intValue", "doubleValue", "boolValue")
_COLUMN = "attributes."
_NAME_PARTS = 4
"""Levels of objects that spell the name of an attribute."""
_DEEPEST = 50
_REDACTED = re.compile(r"\W*(redacted|removed|filtered|masked|omitted)\W*", re.IGNORECASE)
"""What stands for a content that was taken out."""


class _Span(msgspec.Struct, eq=False):
    """A span, or a record of a log that stands for one."""

    trace: str
    identifier: str
    parent: str
    start: int
    attributes: dict[str, Any]
    events: list[tuple[str, dict[str, Any]]]
    source: str
    said: list[Event] = []
    given: int = 0


class _Talk(msgspec.Struct, eq=False):
    """A conversation, as far as the spans of a trace have gone."""

    said: list[Event]
    tools: list[DraftTool]
    model: str
    source: str


def looks_like(value: Any) -> bool:
    """Return whether a value is a request of OTLP, or a span about generative AI."""
    if not isinstance(value, dict):
        return False
    if any(isinstance(value.get(signal), list) for signal in _SIGNALS):
        return True
    if not any(key in value for key in ("context", "traceId", "trace_id", "context.trace_id")):
        return False
    return any(key.startswith(_OURS) for key in _attributes_of(value))


def read(lines: Sequence[Line], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a file, those of each trace in the order of their first spans."""
    del context
    traces: dict[str, list[_Span]] = {}
    for line in lines:
        for span in _spans(line):
            traces.setdefault(span.trace, []).append(span)
    for trace, spans in traces.items():
        ours = _with_logs(spans)
        if any(key.startswith(_OURS) for span in ours for key in span.attributes) or any(span.events for span in ours):
            yield from _drafts(trace, ours)


def _drafts(trace: str, spans: list[_Span]) -> Iterator[Draft | Rejected]:
    spans = sorted(spans, key=lambda span: span.start)
    for span in spans:
        span.said, span.given = messages(span.attributes, span.events)
    talking = [span for span in spans if span.said and _operation(span) not in ("invoke_agent", "execute_tool")]
    talks = _talks(talking) if talking else [talk for span in spans if (talk := _agent(span, spans)) is not None]
    talks = [talk for talk in talks if not all(map(_is_redacted, talk.said))]
    conversation = next((found for span in spans if (found := get_text(span.attributes, "gen_ai.conversation.id"))), "")
    if not talks:
        what = "the spans of the trace hold no messages: contents were not recorded, or were redacted"
        yield refused("no_content", what, spans[0].source, trace)
    for talk in talks:
        repaired: set[str] = set()
        for number, event in enumerate(talk.said):
            event.message_id = f"#{number}" if event.speaker == "assistant" else ""
        yield Draft(
            form=NAME,
            events=without_interrupted(talk.said, repaired),
            source=talk.source,
            tools=talk.tools,
            record=trace,
            task=conversation,
            model=talk.model,
            repaired=sorted(repaired),
        )


def _talks(spans: list[_Span]) -> list[_Talk]:
    """Return the conversations of calls of models in the order of time: each call goes on with one, or begins one."""
    talks: list[_Talk] = []
    for span in spans:
        model = get_text(span.attributes, "gen_ai.response.model", "gen_ai.request.model", "llm.model_name")
        tools = offered(span.attributes)
        talk = next((talk for talk in reversed(talks) if _goes_on(talk.said, span)), None)
        if talk is None:
            talks.append(_Talk(span.said, tools, model, span.source))
        else:
            talk.said, talk.tools, talk.model = span.said, tools or talk.tools, model or talk.model
    return talks


def _goes_on(said: list[Event], span: _Span) -> bool:
    """Return whether what a span was given begins with a conversation; the answer may be spelt another way there."""
    if len(said) > len(span.said):
        return False
    for number, event in enumerate(said):
        other = span.said[number]
        if event.speaker != other.speaker or (event.speaker != "assistant" and event.content != other.content):
            return False
    return span.given >= len(said)


def _agent(span: _Span, spans: list[_Span]) -> _Talk | None:
    """Return the conversation of an agent's span and of the spans of tools below it; None if it holds no messages."""
    if not span.said or _operation(span) == "execute_tool":
        return None
    calls: list[Event] = []
    for tool in spans:
        if _operation(tool) == "execute_tool" and tool.parent == span.identifier:
            held = tool.attributes
            identifier = get_text(held, "gen_ai.tool.call.id") or tool.identifier
            arguments = decoded(held.get("gen_ai.tool.call.arguments"))
            calls.append(
                Event("assistant", calls=[DraftCall(get_text(held, "gen_ai.tool.name"), arguments, identifier)])
            )
            output = content_of(held.get("gen_ai.tool.call.result"))
            calls.append(Event("tool", output, call_id=identifier))
    said = span.said
    if calls and not any(event.calls for event in said):
        said = [*said[: span.given], *calls, *said[span.given :]]
    model = get_text(span.attributes, "gen_ai.response.model", "gen_ai.request.model")
    return _Talk(said, offered(span.attributes), model, span.source)


def _is_redacted(event: Event) -> bool:
    """Return whether an event holds nothing, or a mark that its words were taken out."""
    words = event.content if isinstance(event.content, str) else "".join(part.text for part in event.content)
    return not event.calls and (not words.strip() or _REDACTED.fullmatch(words) is not None)


def _operation(span: _Span) -> str:
    kind = get_text(span.attributes, "gen_ai.operation.name", "openinference.span.kind")
    return {"AGENT": "invoke_agent", "CHAIN": "invoke_agent", "TOOL": "execute_tool"}.get(kind, kind)


def _with_logs(spans: list[_Span]) -> list[_Span]:
    """Return spans, with records of logs as events of those that they belong to."""
    real = {span.identifier: span for span in spans if not span.parent.startswith("log:")}
    result = list(real.values())
    for span in spans:
        if span.parent.startswith("log:"):
            owner = real.get(span.identifier)
            if owner is None:
                owner = real[span.identifier] = msgspec.structs.replace(span, parent="", attributes={}, events=[])
                result.append(owner)
            owner.events.extend(span.events)
    return result


def _spans(line: Line) -> Iterator[_Span]:
    value = line.value
    if not isinstance(value, dict):
        return
    found = False
    for signal, (scopes, records) in _SIGNALS.items():
        for resource in get_list(value, signal):
            found = True
            for scope in get_list(resource, scopes) or get_list(resource, "instrumentationLibrarySpans"):
                for record in get_list(scope, records):
                    if isinstance(record, dict):
                        yield _span(record, line.source, log=signal == "resourceLogs")
    if not found and _attributes_of(value):
        yield _span(value, line.source, log=False)


def _span(record: dict[str, Any], source: str, *, log: bool) -> _Span:
    context = get_dict(record, "context") or record
    attributes = _attributes_of(record)
    events = [
        (get_text(event, "name"), _attributes(event.get("attributes")))
        for event in get_list(record, "events")
        if isinstance(event, dict)
    ]
    parent = get_text(record, "parentSpanId", "parent_id", "parent_span_id")
    if log:
        name = get_text(record, "eventName") or get_text(attributes, "event.name")
        events = [(name, {**attributes, "body": _value(record.get("body"), 0)})]
        parent = f"log:{parent}"
    return _Span(
        trace=get_text(context, "traceId", "trace_id", "context.trace_id"),
        identifier=get_text(context, "spanId", "span_id", "context.span_id"),
        parent=parent,
        start=_time(record),
        attributes=attributes,
        events=events,
        source=source,
    )


def _time(record: dict[str, Any]) -> int:
    """Return the time at which a span starts; 0, which keeps the order of the file, if it is no number."""
    for key in ("startTimeUnixNano", "timeUnixNano", "start_time_unix_nano"):
        held = record.get(key)
        if isinstance(held, int):
            return held
        if isinstance(held, str) and held.isdecimal() and len(held) < 25:
            return int(held)
    return 0


def _attributes(given: Any) -> dict[str, Any]:
    """Return attributes by name; OTLP has a list of keys and typed values, others nest names with dots."""
    if isinstance(given, dict):
        return dict(_leaves(given, "", 0))
    if not isinstance(given, list):
        return {}
    return {get_text(held, "key"): _value(held.get("value"), 0) for held in given if get_text(held, "key")}


def _attributes_of(record: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a span; a table of spans has a column for each."""
    columns = {key.removeprefix(_COLUMN): held for key, held in record.items() if key.startswith(_COLUMN)}
    return _attributes(columns or record.get("attributes"))


def _leaves(given: dict[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    for key, held in given.items():
        name = f"{prefix}{key}"
        if isinstance(held, dict) and depth < _NAME_PARTS and f"{name}.".startswith(_OURS):
            yield from _leaves(held, f"{name}.", depth + 1)
        else:
            yield name, held


def _value(value: Any, depth: int) -> Any:
    """Return the value that OTLP types."""
    if not isinstance(value, dict) or depth > _DEEPEST:
        return value
    for key in _VALUES:
        if key in value:
            return value[key]
    if "arrayValue" in value:
        return [_value(item, depth + 1) for item in get_list(value["arrayValue"], "values")]
    if "kvlistValue" in value:
        items = get_list(value["kvlistValue"], "values")
        return {get_text(item, "key"): _value(item.get("value"), depth + 1) for item in items if isinstance(item, dict)}
    return value


FORM = Form(NAME, "OpenTelemetry GenAI traces", "session", looks_like, read, "documentation")
