"""OpenTelemetry: conventions of messages, spans of a trace, agents and tools, contents that are not there."""

import json
from typing import Any

import pytest

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.forms.sessions.otel import FORM
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told

Values = dict[str, Any]
TOLD = ["user: Weather?", 'assistant:  -> weather{"city":"Oslo"}', "tool: rain", "assistant: Rain."]


def typed(value: Any) -> Values:
    if isinstance(value, dict):
        return {"kvlistValue": {"values": [{"key": key, "value": typed(held)} for key, held in value.items()]}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [typed(item) for item in value]}}
    return {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}


def listed(attributes: Values) -> list[Values]:
    return [{"key": key, "value": typed(value)} for key, value in attributes.items()]


def span(
    identifier: str, start: int, attributes: Values, *, parent: str = "", trace: str = "t", events: Any = ()
) -> Values:
    held = {
        "traceId": trace,
        "spanId": identifier,
        "parentSpanId": parent,
        "startTimeUnixNano": str(start),
        "attributes": listed(attributes),
        "events": [{"name": name, "attributes": listed(given)} for name, given in events],
    }
    return {"resourceSpans": [{"scopeSpans": [{"spans": [held]}]}]}


def message(role: str, *parts: Values) -> Values:
    return {"role": role, "parts": list(parts)}


ASKED = message("user", {"type": "text", "content": "Weather?"})
CALLED = message("assistant", {"type": "tool_call", "id": "c", "name": "weather", "arguments": {"city": "Oslo"}})
ANSWERED = message("tool", {"type": "tool_call_response", "id": "c", "response": "rain"})
SAID = message("assistant", {"type": "text", "content": "Rain."})
CHAT = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}


def chat(given: list[Values], back: Values) -> Values:
    return {
        **CHAT,
        "gen_ai.input.messages": json.dumps(given),
        "gen_ai.output.messages": json.dumps([{**back, "finish_reason": "stop"}]),
    }


def test_spans_whose_conversation_goes_on_are_one_trajectory_whatever_their_order_in_the_file() -> None:
    lines = [span("2", 2, chat([ASKED, CALLED, ANSWERED], SAID)), span("1", 1, chat([ASKED], CALLED))]
    found = only(FORM, lines)
    assert told(found) == TOLD
    assert (found.origin.record, found.origin.model) == ("t", "m")


def test_another_conversation_of_a_trace_and_another_trace_are_trajectories_of_their_own() -> None:
    other = message("user", {"type": "text", "content": "Else?"})
    lines = [
        span("1", 1, chat([ASKED], SAID)),
        span("2", 2, chat([other], SAID)),
        span("3", 3, chat([ASKED], SAID), trace="u"),
    ]
    assert [told(item)[0] for item in read(FORM, lines)] == ["user: Weather?", "user: Else?", "user: Weather?"]


def test_attributes_as_values_instructions_and_tools() -> None:
    tool = {"type": "function", "name": "weather", "description": "Says.", "parameters": {"type": "object"}}
    attributes = {
        **CHAT,
        "gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}],
        "gen_ai.input.messages": [ASKED],
        "gen_ai.output.messages": [message("assistant", {"type": "reasoning", "content": "Look."}, *SAID["parts"])],
        "gen_ai.tool.definitions": json.dumps([tool]),
    }
    found = only(FORM, [span("1", 1, attributes)])
    assert told(found) == ["system: Be brief.", "user: Weather?", "assistant: (Look.) Rain."]
    assert [(offered.name, offered.origin) for offered in found.tools] == [("weather", "stated")]


def test_messages_in_events_of_the_span_and_in_logs() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Oslo"}'}}
    said = [
        ("gen_ai.user.message", {"content": "Weather?"}),
        ("gen_ai.assistant.message", {"gen_ai.event.content": json.dumps({"tool_calls": [call]})}),
        ("gen_ai.tool.message", {"content": "rain", "id": "c"}),
        ("gen_ai.choice", {"gen_ai.event.content": json.dumps({"index": 0, "message": {"content": "Rain."}})}),
    ]
    assert told(only(FORM, [span("1", 1, CHAT, events=said)])) == TOLD
    bodies = [
        ({"content": "Weather?"}, "gen_ai.user.message"),
        ({"message": {"role": "assistant", "content": "Rain."}}, "gen_ai.choice"),
    ]
    records = [
        {
            "traceId": "t",
            "spanId": "1",
            "timeUnixNano": number,
            "body": typed(body),
            "attributes": listed({"event.name": name}),
        }
        for number, (body, name) in enumerate(bodies)
    ]
    lines = [span("1", 1, CHAT), {"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]}]
    assert told(only(FORM, lines)) == ["user: Weather?", "assistant: Rain."]


OPENINFERENCE = {
    "openinference.span.kind": "LLM",
    "llm.model_name": "m",
    "llm.input_messages.0.message.role": "user",
    "llm.input_messages.0.message.contents.0.message_content.type": "text",
    "llm.input_messages.0.message.contents.0.message_content.text": "Weather?",
    "llm.input_messages.1.message.role": "assistant",
    "llm.input_messages.1.message.tool_calls.0.tool_call.id": "c",
    "llm.input_messages.1.message.tool_calls.0.tool_call.function.name": "weather",
    "llm.input_messages.1.message.tool_calls.0.tool_call.function.arguments": '{"city": "Oslo"}',
    "llm.input_messages.2.message.role": "tool",
    "llm.input_messages.2.message.content": "rain",
    "llm.input_messages.2.message.tool_call_id": "c",
    "llm.output_messages.0.message.role": "assistant",
    "llm.output_messages.0.message.content": "Rain.",
    "llm.tools.0.tool.json_schema": '{"type": "function", "function": {"name": "weather", "parameters": '
    '{"type": "object"}}}',
}
OPENLLMETRY = {
    "gen_ai.request.model": "m",
    "gen_ai.prompt.0.role": "user",
    "gen_ai.prompt.0.content": "Weather?",
    "gen_ai.prompt.1.role": "assistant",
    "gen_ai.prompt.1.tool_calls.0.id": "c",
    "gen_ai.prompt.1.tool_calls.0.name": "weather",
    "gen_ai.prompt.1.tool_calls.0.arguments": '{"city": "Oslo"}',
    "gen_ai.prompt.2.role": "tool",
    "gen_ai.prompt.2.content": "rain",
    "gen_ai.prompt.2.tool_call_id": "c",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "Rain.",
    "llm.request.functions.0.name": "weather",
    "llm.request.functions.0.parameters": '{"type": "object"}',
}


@pytest.mark.parametrize("attributes", [OPENINFERENCE, OPENLLMETRY])
def test_messages_with_an_attribute_for_each_leaf(attributes: Values) -> None:
    found = only(FORM, [span("1", 1, attributes)])
    assert told(found) == TOLD
    assert [(tool.name, tool.parameters) for tool in found.tools] == [("weather", '{"type":"object"}')]


def test_more_than_ten_messages_keep_their_order() -> None:
    attributes: Values = {"gen_ai.completion.0.content": "End.", "gen_ai.completion.0.role": "assistant"}
    for number in range(12):
        attributes[f"gen_ai.prompt.{number}.role"] = "assistant" if number % 2 else "user"
        attributes[f"gen_ai.prompt.{number}.content"] = f"say {number}"
    found = only(
        FORM, [span("1", 1, {**attributes, "gen_ai.prompt.12.role": "user", "gen_ai.prompt.12.content": "say 12"})]
    )
    assert [message.content for message in found.messages] == [*(f"say {number}" for number in range(13)), "End."]


def test_a_span_a_line_as_the_console_exporter_writes_it() -> None:
    lines = [
        {
            "name": "chat",
            "context": {"trace_id": "0x1", "span_id": "0x2"},
            "parent_id": None,
            "attributes": chat([ASKED], SAID),
        }
    ]
    assert told(only(FORM, lines)) == ["user: Weather?", "assistant: Rain."]


def test_an_agent_without_spans_of_its_model_gives_its_request_its_tools_and_its_answer() -> None:
    agent = {**chat([ASKED], SAID), "gen_ai.operation.name": "invoke_agent"}
    tool = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "weather",
        "gen_ai.tool.call.id": "c",
        "gen_ai.tool.call.arguments": '{"city": "Oslo"}',
        "gen_ai.tool.call.result": "rain",
    }
    assert told(only(FORM, [span("1", 1, agent), span("2", 2, tool, parent="1")])) == TOLD


@pytest.mark.parametrize("content", [None, "[REDACTED]", "<redacted>", ""])
def test_contents_that_are_not_there_are_refused(content: str | None) -> None:
    redacted = {**CHAT}
    if content is not None:
        parts = message("user", {"type": "text", "content": content})
        redacted = chat([parts], message("assistant", {"type": "text", "content": content}))
    (found,) = read(FORM, [span("1", 1, redacted)])
    assert isinstance(found, Rejected)
    assert (found.rule, found.record) == ("no_content", "t")


def test_traces_without_generative_ai_yield_nothing() -> None:
    assert rules(read(FORM, [span("1", 1, {"http.method": "GET"})])) == []


def test_the_model_of_a_response_is_named_first() -> None:
    found = read(FORM, [span("1", 1, {**chat([ASKED], SAID), "gen_ai.response.model": "m-1"})])[0]
    assert isinstance(found, Trajectory)
    assert found.origin.model == "m-1"


def test_a_table_of_spans_with_a_column_for_each_attribute() -> None:
    call = {
        "tool_call.id": "c",
        "tool_call.function.name": "weather",
        "tool_call.function.arguments": '{"city": "Oslo"}',
    }
    given = [
        {"message.role": "user", "message.content": "Weather?"},
        {"message.role": "assistant", "message.tool_calls": [call]},
        {"message.role": "tool", "message.content": "rain", "message.tool_call_id": "c"},
    ]
    row = {
        "name": "ChatCompletion",
        "context.trace_id": "t",
        "context.span_id": "1",
        "parent_id": None,
        "attributes.openinference.span.kind": "LLM",
        "attributes.llm.input_messages": given,
        "attributes.llm.output_messages": [{"message.role": "assistant", "message.content": "Rain."}],
        "attributes.llm.tools": [{"tool.json_schema": '{"name": "weather", "input_schema": {"type": "object"}}'}],
    }
    found = only(FORM, [row])
    assert told(found) == TOLD
    assert [tool.origin for tool in found.tools] == ["stated"]


def test_attributes_in_objects_within_objects() -> None:
    llm = {
        "input_messages": [{"message": {"role": "user", "content": "Weather?"}}],
        "output_messages": [{"message": {"role": "assistant", "content": "Rain."}}],
    }
    line = {
        "context": {"trace_id": "t", "span_id": "1"},
        "attributes": {"llm": llm, "openinference": {"span": {"kind": "LLM"}}},
    }
    assert told(only(FORM, [line])) == ["user: Weather?", "assistant: Rain."]
