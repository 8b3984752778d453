"""Gemini CLI and Qwen Code: documents, lines with changes, contents of the API."""

from typing import Any

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions import gemini_cli, qwen
from tests.sources.trajectories.forms.sessions.reading import only, read, told

DOCUMENT, LINES, CONTENTS, CONTENT_LIST = gemini_cli.FORMS
HEAD = {"sessionId": "g", "projectHash": "f"}
Values = dict[str, Any]


def message(kind: str, identifier: str, content: Any, **more: Any) -> Values:
    return {"id": identifier, "timestamp": "t", "type": kind, "content": content, **more}


def call(identifier: str, result: Any) -> Values:
    return {"id": identifier, "name": "glob", "args": {"pattern": "*"}, "status": "success", "result": result}


def response(identifier: str, held: Values) -> Values:
    return {"functionResponse": {"id": identifier, "name": "glob", "response": held}}


ASKED = message("user", "1", [{"text": "Which files?"}])


def test_calls_hold_their_results_and_thoughts_their_subjects() -> None:
    thoughts = [{"subject": "Plan", "description": "Glob.", "timestamp": "t"}]
    calls = [call("a", [response("a", {"output": "x"})]), call("b", [response("b", {"error": "none"})])]
    answer = message("gemini", "2", "I look.", thoughts=thoughts, toolCalls=calls, model="m")
    notes = message("info", "3", "Update!")
    found = only(DOCUMENT, {**HEAD, "messages": [ASKED, answer, notes, message("gemini", "4", "x")]})
    arguments = '{"pattern":"*"}'
    assert told(found) == [
        "user: Which files?",
        f"assistant: (**Plan**\nGlob.) I look. -> glob{arguments} -> glob{arguments}",
        "tool: x",
        'tool: {"error": "none"}',
        "assistant: x",
    ]
    assert (found.origin.model, found.repaired) == ("m", ())


def test_what_comes_with_a_response_is_part_of_the_output() -> None:
    image = {"inlineData": {"mimeType": "image/png", "data": "AA"}}
    answer = message("gemini", "2", "", toolCalls=[call("a", [response("a", {"output": "See:"}), image])])
    found = only(DOCUMENT, {**HEAD, "messages": [ASKED, answer]})
    assert found.messages[2].content == "See:\n\n[[image 1]]"


def test_a_later_line_with_an_id_replaces_the_earlier_one() -> None:
    lines = [
        HEAD,
        ASKED,
        message("gemini", "2", "Wai"),
        {"$set": {"lastUpdated": "t"}},
        message("gemini", "2", "Wait."),
    ]
    assert told(only(LINES, lines)) == ["user: Which files?", "assistant: Wait."]


def test_going_back_begins_a_branch() -> None:
    lines = [HEAD, ASKED, message("gemini", "2", "A."), message("user", "3", "B?"), message("gemini", "4", "B.")]
    first, second = read(LINES, [*lines, {"$rewindTo": "3"}, message("user", "5", "C?"), message("gemini", "6", "C.")])
    assert told(first)[2:] == ["user: B?", "assistant: B."]
    assert told(second)[2:] == ["user: C?", "assistant: C."]
    assert isinstance(second, Trajectory)
    assert second.origin.shared == 2


def test_contents_of_the_api_with_their_tools() -> None:
    contents = [
        {"role": "user", "parts": [{"text": "Add."}]},
        {
            "role": "model",
            "parts": [{"text": "Sum.", "thought": True}, {"functionCall": {"name": "add", "args": {"a": 1}}}],
        },
        {"role": "user", "parts": [{"functionResponse": {"name": "add", "response": {"output": "1"}}}]},
        {"role": "model", "parts": [{"text": "One.", "thoughtSignature": "xx"}]},
    ]
    expected = ["user: Add.", 'assistant: (Sum.)  -> add{"a":1}', "tool: 1", "assistant: One."]
    assert told(only(CONTENT_LIST, contents)) == expected
    tools = [{"functionDeclarations": [{"name": "add", "description": "Adds.", "parameters": {"type": "object"}}]}]
    found = only(CONTENTS, {"contents": contents, "tools": tools, "systemInstruction": "Be brief."})
    assert told(found) == ["system: Be brief.", *expected]
    assert [(tool.name, tool.origin) for tool in found.tools] == [("add", "stated")]
    assert told(only(CONTENTS, {"history": contents, "authType": "x"})) == expected


def qwen_line(kind: str, identifier: str, parent: str | None, *parts: Values, **more: Any) -> Values:
    role = "model" if kind == "assistant" else "user"
    message = {"role": role, "parts": list(parts)}
    return {"type": kind, "uuid": identifier, "parentUuid": parent, "sessionId": "q", "message": message, **more}


def test_qwen_code_is_a_tree_of_contents() -> None:
    lines = [
        qwen_line("user", "1", None, {"text": "Go."}),
        {
            "type": "system",
            "subtype": "ui_telemetry",
            "uuid": "2",
            "parentUuid": "1",
            "sessionId": "q",
            "systemPayload": {},
        },
        qwen_line("assistant", "3", "2", {"functionCall": {"id": "c", "name": "ls", "args": {}}}),
        qwen_line(
            "tool_result", "4", "3", {"functionResponse": {"id": "c", "name": "ls", "response": {"output": "a"}}}
        ),
        qwen_line("assistant", "5", "4", {"text": "A."}),
        qwen_line("user", "6", "1", {"text": "Or not."}),
        qwen_line("assistant", "7", "6", {"text": "Not."}),
    ]
    first, second = read(qwen.FORM, lines)
    assert told(first) == ["user: Go.", "assistant:  -> ls{}", "tool: a", "assistant: A."]
    assert told(second) == ["user: Go.\n\nOr not.", "assistant: Not."]


def test_a_compressed_history_of_qwen_code_begins_a_trajectory() -> None:
    history = [{"role": "user", "parts": [{"text": "So far."}]}, {"role": "model", "parts": [{"text": "Got it."}]}]
    compressed = {"type": "system", "subtype": "chat_compression", "uuid": "3", "parentUuid": "2", "sessionId": "q"}
    lines = [
        qwen_line("user", "1", None, {"text": "Go."}),
        qwen_line("assistant", "2", "1", {"text": "Went."}),
        {**compressed, "systemPayload": {"compressedHistory": history}},
        qwen_line("user", "4", "3", {"text": "On."}),
        qwen_line("assistant", "5", "4", {"text": "Went on."}),
    ]
    second = read(qwen.FORM, lines)[1]
    assert told(second) == ["user: So far.", "assistant: Got it.", "user: On.", "assistant: Went on."]
    assert isinstance(second, Trajectory)
    assert [message.train for message in second.messages] == [False, False, False, True]
