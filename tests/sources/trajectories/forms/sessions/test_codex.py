"""Codex rollouts: items and their copies, thoughts, compactions, rollbacks, older rollouts."""

from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions.codex import FORM
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told

META = {"type": "session_meta", "payload": {"id": "r1", "cwd": "/w"}}


def item(kind: str, **payload: Any) -> dict[str, Any]:
    return {"timestamp": "t", "type": "response_item", "payload": {"type": kind, **payload}}


def event(kind: str, **payload: Any) -> dict[str, Any]:
    return {"timestamp": "t", "type": "event_msg", "payload": {"type": kind, **payload}}


def user(words: str) -> dict[str, Any]:
    return item("message", role="user", content=[{"type": "input_text", "text": words}])


def said(words: str) -> dict[str, Any]:
    return item("message", role="assistant", content=[{"type": "output_text", "text": words}])


def test_events_that_say_what_items_say_are_not_read_twice() -> None:
    thought = {"summary": [{"type": "summary_text", "text": "Think."}]}
    lines = [
        META,
        user("Hi."),
        event("user_message", message="Hi."),
        event("agent_reasoning", text="Think."),
        item("reasoning", **thought),
        event("agent_message", message="Hello."),
        said("Hello."),
        event("token_count", info={}),
    ]
    found = only(FORM, lines)
    assert told(found) == ["user: Hi.", "assistant: (Think.) Hello."]
    assert found.repaired == ()


def test_a_thought_that_only_an_event_tells_is_read_from_it() -> None:
    lines = [META, user("Hi."), item("reasoning", summary=[], encrypted_content="xx")]
    found = only(FORM, [*lines, event("agent_reasoning_raw_content", text="Greet."), said("Hello.")])
    assert told(found)[1] == "assistant: (Greet.) Hello."
    assert found.repaired == ("encrypted_reasoning",)


def test_a_rollout_with_events_alone_is_read_from_them() -> None:
    lines = [META, event("user_message", message="Hi."), event("agent_message", message="Hello.")]
    assert told(only(FORM, lines)) == ["user: Hi.", "assistant: Hello."]


@pytest.mark.parametrize(
    ("call", "output", "expected"),
    [
        (
            item("function_call", name="f", arguments='{"a": 1}', call_id="c"),
            item("function_call_output", call_id="c", output="x"),
            'f{"a":1}',
        ),
        (
            item("function_call", name="f", namespace="mcp__s__", arguments="{}", call_id="c"),
            item("function_call_output", call_id="c", output={"content": "x", "success": True}),
            "mcp__s__f{}",
        ),
        (
            item("custom_tool_call", name="apply_patch", input="*** Begin", call_id="c"),
            item("custom_tool_call_output", call_id="c", output=[{"type": "output_text", "text": "x"}]),
            'apply_patch{"input":"*** Begin"}',
        ),
        (
            item("local_shell_call", call_id="c", status="completed", action={"type": "exec", "command": ["ls"]}),
            item("function_call_output", call_id="c", output="x"),
            'local_shell{"type":"exec","command":["ls"]}',
        ),
    ],
)
def test_calls_of_every_kind(call: dict[str, Any], output: dict[str, Any], expected: str) -> None:
    assert told(only(FORM, [META, user("Go."), call, output, said("Done.")])) == [
        "user: Go.",
        f"assistant:  -> {expected}",
        "tool: x",
        "assistant: Done.",
    ]


def test_a_search_of_the_provider_has_the_mark_of_an_empty_output() -> None:
    search = item("web_search_call", status="completed", action={"type": "search", "query": "q"})
    found = only(FORM, [META, user("Go."), search, search, said("Done.")])
    call = ' -> web_search{"type":"search","query":"q"}'
    assert told(found)[1:5] == [f"assistant: {call}", "tool: (no output)"] * 2
    assert found.repaired == ("empty_output",)


def test_instructions_are_the_system_message_and_developers_speak_in_tags_later() -> None:
    meta = {"type": "session_meta", "payload": {"id": "r1", "base_instructions": {"text": "Be brief."}}}
    developer = item("message", role="developer", content="Now read only.")
    found = only(FORM, [meta, user("Hi."), said("Hello."), developer, user("Bye."), said("Bye.")])
    assert told(found)[0] == "system: Be brief."
    assert told(found)[3] == "user: <system>\nNow read only.\n</system>\n\nBye."


def test_what_follows_a_compaction_begins_with_the_summary() -> None:
    lines = [META, user("Hi."), said("Hello."), {"type": "compacted", "payload": {"message": "They met."}}]
    first, second = read(FORM, [*lines, user("Bye."), said("Bye.")])
    assert told(first) == ["user: Hi.", "assistant: Hello."]
    assert told(second) == ["user: They met.\n\nBye.", "assistant: Bye."]


def test_a_history_that_replaces_the_old_one_is_not_trained_on_again() -> None:
    history = [user("Hi.")["payload"], said("Hello.")["payload"], user("They met.")["payload"]]
    compacted = {"type": "compacted", "payload": {"message": "", "replacement_history": history}}
    second = read(FORM, [META, user("Hi."), said("Hello."), compacted, said("Go on?")])[1]
    assert told(second) == ["user: Hi.", "assistant: Hello.", "user: They met.", "assistant: Go on?"]
    assert isinstance(second, Trajectory)
    assert [message.train for message in second.messages] == [False, False, False, True]


def test_a_rollback_begins_a_branch() -> None:
    lines = [META, user("Hi."), said("Hello."), user("Left."), said("Left."), event("thread_rolled_back", num_turns=1)]
    first, second = read(FORM, [*lines, user("Right."), said("Right.")])
    assert told(first)[2:] == ["user: Left.", "assistant: Left."]
    assert told(second) == ["user: Hi.", "assistant: Hello.", "user: Right.", "assistant: Right."]
    assert isinstance(second, Trajectory)
    assert second.origin.shared == 2


def test_a_rollback_counts_what_the_user_said_and_not_context_in_their_name() -> None:
    context = user("<environment_context>\n</environment_context>")
    lines = [META, context, user("Left."), said("L."), event("thread_rolled_back", num_turns=1), user("R."), said("R.")]
    assert told(read(FORM, lines)[1])[0] == "user: <environment_context>\n</environment_context>\n\nR."


def test_a_rollout_without_envelopes_is_read() -> None:
    lines: list[dict[str, Any]] = [
        {"id": "old", "timestamp": "t", "instructions": None},
        {"record_type": "state"},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Go."}]},
        {"type": "function_call", "name": "shell", "arguments": '{"command":["ls"]}', "call_id": "c"},
        {"type": "function_call_output", "call_id": "c", "output": '{"output":"a","metadata":{"exit_code":0}}'},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Done."}]},
    ]
    found = only(FORM, lines)
    assert told(found)[2] == 'tool: {"output":"a","metadata":{"exit_code":0}}'
    assert (found.origin.record, found.repaired) == ("old", ())


def test_lines_from_the_future_are_counted() -> None:
    lines = [META, user("Hi."), {"type": "new_kind", "payload": {"x": 1}}, said("Hello.")]
    assert only(FORM, lines).repaired == ("unknown_events",)


def test_a_call_that_was_interrupted_is_left_out_and_one_at_the_end_is_cut() -> None:
    call = item("function_call", name="f", arguments="{}", call_id="c")
    assert (
        told(only(FORM, [META, user("Go."), said("Wait."), call, user("Stop."), said("Yes.")]))[1] == "assistant: Wait."
    )
    assert rules(read(FORM, [META, user("Go."), call])) == ["no_answer"]


def test_the_first_header_names_the_session() -> None:
    copied = {"type": "session_meta", "payload": {"id": "r0"}}
    assert only(FORM, [META, copied, user("Hi."), said("Hello.")]).origin.record == "r1"


def test_tools_that_the_header_states_are_offered() -> None:
    tool = {"name": "f", "description": "Does.", "inputSchema": {"type": "object", "properties": {}}}
    meta = {"type": "session_meta", "payload": {"id": "r1", "dynamic_tools": [tool]}}
    (offered,) = only(FORM, [meta, user("Hi."), said("Hello.")]).tools
    assert (offered.name, offered.parameters, offered.origin) == ("f", '{"type":"object","properties":{}}', "stated")


def test_a_mutation_of_the_history_holds_several_items_or_replaces_it() -> None:
    def mutation(operation: str, *items: dict[str, Any]) -> dict[str, Any]:
        payload = {"operation": operation, "items": [given["payload"] for given in items]}
        return {"timestamp": "t", "type": "history_mutation", "payload": payload}

    extra = item("trae_extra_info", extra_info={})
    lines = [META, mutation("append", user("Hi."), extra, said("Hello.")), mutation("replace", user("They met."))]
    first, second = read(FORM, [*lines, mutation("append", said("Go on?"))])
    assert told(first) == ["user: Hi.", "assistant: Hello."]
    assert told(second) == ["user: They met.", "assistant: Go on?"]
    assert isinstance(first, Trajectory)
    assert first.repaired == ()
