"""Claude Code's sessions: splits, branches, sidechains, compactions, interruptions, odd beginnings."""

from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions.claude_code import FORM
from tests.sources.trajectories.forms.sessions.reading import only, read, rules, told


def user(uuid: str, parent: str | None, content: Any, **more: Any) -> dict[str, Any]:
    message = {"role": "user", "content": content}
    return {"type": "user", "uuid": uuid, "parentUuid": parent, "sessionId": "s", "message": message, **more}


def said(uuid: str, parent: str | None, message_id: str, *blocks: Any, **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "id": message_id, "model": "m", "content": list(blocks)}
    return {"type": "assistant", "uuid": uuid, "parentUuid": parent, "sessionId": "s", "message": message, **more}


def text(words: str) -> dict[str, Any]:
    return {"type": "text", "text": words}


def call(identifier: str, command: str) -> dict[str, Any]:
    return {"type": "tool_use", "id": identifier, "name": "Bash", "input": {"command": command}}


def result(uuid: str, parent: str, identifier: str, output: Any, *more: Any) -> dict[str, Any]:
    return user(uuid, parent, [{"type": "tool_result", "tool_use_id": identifier, "content": output}, *more])


ASKED = user("u1", None, "Go.")


def test_an_answer_that_is_split_over_lines_is_one_message() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", {"type": "thinking", "thinking": "Look.", "signature": "x"}),
        said("a2", "a1", "m1", text("I look.")),
        said("a3", "a2", "m1", call("t1", "ls")),
        result("r1", "a3", "t1", "a"),
        said("a4", "r1", "m2", text("Done.")),
    ]
    found = only(FORM, lines)
    assert told(found) == [
        "user: Go.",
        'assistant: (Look.) I look. -> Bash{"command":"ls"}',
        "tool: a",
        "assistant: Done.",
    ]
    assert found.repaired == ()
    assert (found.origin.record, found.origin.model) == ("s", "m")


def test_calls_at_once_whose_outputs_hang_on_each_of_them_are_no_branches() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", call("t1", "a")),
        said("a2", "a1", "m1", call("t2", "b")),
        said("a3", "a2", "m1", call("t3", "c")),
        result("r2", "a2", "t2", "B"),
        result("r1", "a1", "t1", "A"),
        result("r3", "a3", "t3", "C"),
        said("a4", "r1", "m2", text("All.")),
    ]
    found = only(FORM, lines)
    calls = ' -> Bash{"command":"a"} -> Bash{"command":"b"} -> Bash{"command":"c"}'
    assert told(found) == ["user: Go.", f"assistant: {calls}", "tool: A", "tool: B", "tool: C", "assistant: All."]


def test_outputs_between_the_pieces_of_an_answer_do_not_split_it() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", call("t1", "a")),
        result("r1", "a1", "t1", "A"),
        said("a2", "a1", "m1", call("t2", "b")),
        result("r2", "a2", "t2", "B"),
        said("a3", "r2", "m2", text("Both.")),
    ]
    found = only(FORM, lines)
    assert len(found.messages) == 5
    assert found.repaired == ("merged_by_message_id",)


@pytest.mark.parametrize(
    "between",
    [
        {"type": "progress", "data": {"type": "bash_progress"}},
        {"type": "system", "subtype": "api_error"},
        {"type": "attachment", "attachment": {"type": "todo_reminder", "content": []}},
    ],
)
def test_lines_for_the_screen_are_passed_over_but_lead_to_their_parents(between: dict[str, Any]) -> None:
    lines = [ASKED, {**between, "uuid": "p", "parentUuid": "u1"}, said("a1", "p", "m1", text("Done."))]
    found = only(FORM, lines)
    assert told(found) == ["user: Go.", "assistant: Done."]
    assert found.repaired == ()


def test_a_rewound_session_gives_a_trajectory_for_each_branch_and_tells_what_they_share() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("Where?")),
        user("u2", "a1", "Left."),
        said("a2", "u2", "m2", text("Left it is.")),
        user("u3", "a1", "Right."),
        said("a3", "u3", "m3", text("Right it is.")),
    ]
    first, second = read(FORM, lines)
    assert told(first)[2:] == ["user: Left.", "assistant: Left it is."]
    assert told(second) == ["user: Go.", "assistant: Where?", "user: Right.", "assistant: Right it is."]
    assert isinstance(first, Trajectory)
    assert isinstance(second, Trajectory)
    assert (first.origin.leaf, first.origin.shared) == (0, 0)
    assert (second.origin.leaf, second.origin.shared) == (1, 2)
    assert [message.train for message in second.messages] == [False, False, False, True]


def test_a_branch_in_which_nothing_is_answered_is_none() -> None:
    lines = [ASKED, said("a1", "u1", "m1", text("Yes?")), user("u2", "a1", "No."), user("u3", "a1", "Wait.")]
    assert rules(read(FORM, lines)) == ["ok"]


def test_a_sidechain_is_a_trajectory_of_its_own() -> None:
    side = {"isSidechain": True, "agentId": "b7"}
    lines = [
        ASKED,
        said("a1", "u1", "m1", {"type": "tool_use", "id": "t1", "name": "Task", "input": {"prompt": "Count."}}),
        user("s1", None, "Count.", **side),
        said("s2", "s1", "m9", text("Three."), **side),
        result("r1", "a1", "t1", "Three."),
        said("a2", "r1", "m2", text("It is three.")),
    ]
    main, inner = read(FORM, lines)
    assert told(main) == [
        "user: Go.",
        'assistant:  -> Task{"prompt":"Count."}',
        "tool: Three.",
        "assistant: It is three.",
    ]
    assert told(inner) == ["user: Count.", "assistant: Three."]
    assert isinstance(inner, Trajectory)
    assert inner.origin.record == "s/b7"


def test_a_sidechain_whose_first_line_names_the_main_conversation_does_not_hold_it() -> None:
    side = {"isSidechain": True}
    lines = [ASKED, said("a1", "u1", "m1", text("Hm.")), user("s1", "a1", "Count.", **side)]
    lines.append(said("s2", "s1", "m9", text("Three."), **side))
    assert told(read(FORM, lines)[1]) == ["user: Count.", "assistant: Three."]


def test_what_follows_a_compaction_begins_with_the_summary() -> None:
    boundary = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None}
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("Half.")),
        {**boundary, "logicalParentUuid": "a1"},
        user("u2", "c", "So far: half is done.", isCompactSummary=True),
        said("a2", "u2", "m2", text("All.")),
    ]
    first, second = read(FORM, lines)
    assert told(first) == ["user: Go.", "assistant: Half."]
    assert told(second) == ["user: So far: half is done.", "assistant: All."]
    assert isinstance(second, Trajectory)
    assert (second.origin.leaf, second.origin.shared) == (1, 0)


def test_a_call_that_the_user_interrupts_is_left_out_and_the_session_goes_on() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("I wait."), call("t1", "sleep 9")),
        user("u2", "a1", [text("[Request interrupted by user]")]),
        user("u3", "u2", "Stop."),
        said("a2", "u3", "m2", text("Stopped.")),
    ]
    found = only(FORM, lines)
    assert told(found)[1:3] == ["assistant: I wait.", "user: [Request interrupted by user]\n\nStop."]
    assert "interrupted_call" in found.repaired


def test_a_call_without_an_output_after_which_the_assistant_goes_on_is_refused() -> None:
    lines = [ASKED, said("a1", "u1", "m1", call("t1", "ls")), said("a2", "a1", "m2", text("Done."))]
    assert rules(read(FORM, lines)) == ["unanswered_call"]


def test_words_that_come_with_an_output_are_what_the_user_says_next() -> None:
    lines = [
        ASKED,
        said("a1", "u1", "m1", call("t1", "rm x")),
        result("r1", "a1", "t1", "Rejected.", text("Not that.")),
        said("a2", "r1", "m2", text("Then not.")),
    ]
    assert told(only(FORM, lines))[2:] == ["tool: Rejected.", "user: Not that.", "assistant: Then not."]


def test_a_prompt_that_waited_in_the_queue_is_the_users() -> None:
    queued = {"type": "attachment", "attachment": {"type": "queued_command", "prompt": "Also b."}}
    lines = [
        ASKED,
        said("a1", "u1", "m1", call("t1", "ls")),
        result("r1", "a1", "t1", "a"),
        {**queued, "uuid": "q", "parentUuid": "r1"},
        said("a2", "q", "m2", text("Both.")),
    ]
    assert told(only(FORM, lines))[3:] == ["user: Also b.", "assistant: Both."]


def test_images_are_marked_and_kept() -> None:
    image = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "AA"}}
    found = only(FORM, [user("u1", None, [text("See:"), image]), said("a1", "u1", "m1", text("A dot."))])
    assert found.messages[0].content == "See:\n\n[[image 1]]"
    assert found.messages[0].attachments[0].part.startswith('{"type":"image"')


@pytest.mark.parametrize(
    "block",
    [
        {"type": "redacted_thinking", "data": "xx"},
        {"type": "thinking", "thinking": "", "signature": "xx"},
    ],
)
def test_thoughts_that_cannot_be_read_are_left_out_and_counted(block: dict[str, Any]) -> None:
    found = only(FORM, [ASKED, said("a1", "u1", "m1", block, text("Hi."))])
    assert told(found)[1] == "assistant: Hi."
    assert found.repaired == ("encrypted_reasoning",)


def test_what_the_program_says_in_the_assistants_name_is_left_out() -> None:
    synthetic = said("a1", "u1", "m1", text("API Error"), isApiErrorMessage=True)
    synthetic["message"]["model"] = "<synthetic>"
    found = only(FORM, [ASKED, synthetic, user("u2", "a1", "Again."), said("a2", "u2", "m2", text("Yes."))])
    assert told(found) == ["user: Go.\n\nAgain.", "assistant: Yes."]
    assert "synthetic_message" in found.repaired


def test_a_line_that_stands_twice_is_read_once() -> None:
    again = said("a1", "u1", "m1", text("Hi."))
    found = only(FORM, [ASKED, again, again, said("a1b", "u1", "m1", text("Hi."))])
    assert told(found) == ["user: Go.", "assistant: Hi."]
    assert found.repaired == ("repeated_line",)


def test_a_line_whose_parent_is_missing_follows_the_line_before_it() -> None:
    found = only(FORM, [ASKED, said("a1", "gone", "m1", text("Hi."))])
    assert told(found) == ["user: Go.", "assistant: Hi."]
    assert found.repaired == ("relinked_line",)


def test_two_sessions_in_one_file_are_two_trajectories() -> None:
    other = [user("u9", "gone", "Stay."), said("a9", "u9", "m9", text("I stay."))]
    lines = [ASKED, said("a1", "u1", "m1", text("Hi.")), *({**line, "sessionId": "t"} for line in other)]
    found = read(FORM, lines)
    assert [told(item) for item in found] == [["user: Go.", "assistant: Hi."], ["user: Stay.", "assistant: I stay."]]
    assert [item.origin.record for item in found if isinstance(item, Trajectory)] == ["s", "t"]


def test_a_session_that_begins_amid_work_begins_with_what_the_user_says_next() -> None:
    lines = [
        result("r0", "gone", "t0", "old"),
        said("a0", "r0", "m0", text("Ready.")),
        user("u1", "a0", "Go."),
        said("a1", "u1", "m1", text("Gone.")),
    ]
    found = only(FORM, lines)
    assert told(found) == ["user: Go.", "assistant: Gone."]
    assert found.repaired == ("cut_opening",)


def test_a_session_in_which_nobody_asks_is_refused() -> None:
    lines = [said("a0", "gone", "m0", call("t1", "ls")), result("r0", "a0", "t1", "a")]
    assert rules(read(FORM, lines)) == ["no_user"]


def test_lines_of_stream_json_follow_each_other_and_name_the_tools() -> None:
    lines: list[dict[str, Any]] = [
        {"type": "system", "subtype": "init", "session_id": "s", "tools": ["Bash"]},
        {"type": "user", "session_id": "s", "message": {"role": "user", "content": "Go."}},
        said("", None, "m1", call("t1", "ls")),
        {"type": "user", "session_id": "s", "message": result("", "", "t1", "a")["message"]},
        said("", None, "m2", text("Done.")),
        {"type": "result", "subtype": "success", "is_error": False, "session_id": "s"},
    ]
    for line in lines[2:5:2]:
        line["session_id"] = line.pop("sessionId")
        del line["parentUuid"], line["uuid"]
    found = only(FORM, lines)
    assert told(found) == ["user: Go.", 'assistant:  -> Bash{"command":"ls"}', "tool: a", "assistant: Done."]
    assert [tool.name for tool in found.tools] == ["Bash"]
    assert found.outcome.details == '{"subtype":"success","is_error":false}'


def test_lines_of_unknown_kinds_are_counted() -> None:
    found = only(FORM, [ASKED, {"type": "from_the_future", "uuid": "x"}, said("a1", "u1", "m1", text("Hi."))])
    assert found.repaired == ("unknown_events",)


def test_parents_in_a_circle_do_not_hang() -> None:
    assert rules(read(FORM, [user("u1", "a1", "Go."), said("a1", "u1", "m1", text("Hi."))])) == ["ok"]


PRESERVED = [
    {"preservedSegment": {"headUuid": "u2", "anchorUuid": "s", "tailUuid": "a2"}},
    {"preservedMessages": {"anchorUuid": "s", "uuids": ["u2", "a2"]}},
]


@pytest.mark.parametrize("metadata", PRESERVED)
@pytest.mark.parametrize("again", [False, True])
def test_what_a_compaction_keeps_stands_behind_its_summary(metadata: dict[str, Any], again: bool) -> None:
    kept = said("a2", "u2", "m2", text("Kept."))
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("Half.")),
        user("u2", "a1", "More."),
        kept,
        {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None, "compactMetadata": metadata},
        user("s", "c", "Half is done.", isCompactSummary=True),
        *([{**kept, "parentUuid": "s"}] if again else []),
        user("u3", "a2", "On."),
        said("a3", "u3", "m3", text("All.")),
    ]
    first, second = read(FORM, lines)
    assert told(first)[2:] == ["user: More.", "assistant: Kept."]
    assert told(second) == ["user: Half is done.\n\nMore.", "assistant: Kept.", "user: On.", "assistant: All."]
    assert isinstance(second, Trajectory)
    assert [message.train for message in second.messages] == [False, False, False, True]


def test_what_follows_a_boundary_without_a_summary_does_not_hold_what_was_before() -> None:
    boundary = {"type": "system", "subtype": "compact_boundary", "uuid": "c", "parentUuid": None}
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("Half.")),
        boundary,
        user("u2", "c", "On."),
        said("a2", "u2", "m2", text("All.")),
    ]
    assert told(read(FORM, lines)[1]) == ["user: On.", "assistant: All."]


def test_a_line_that_has_no_parent_through_a_line_for_the_screen_begins_anew() -> None:
    hook = {"type": "progress", "uuid": "p", "parentUuid": None, "data": {"type": "hook_progress"}}
    lines = [
        ASKED,
        said("a1", "u1", "m1", text("Hi.")),
        hook,
        user("u2", "p", "Again."),
        said("a2", "u2", "m2", text("Yes.")),
    ]
    assert [told(item)[0] for item in read(FORM, lines)] == ["user: Go.", "user: Again."]


def test_what_the_user_queues_amid_work_is_told_once() -> None:
    steered = {"type": "queue-operation", "operation": "remove", "content": "Faster.", "sessionId": "s"}
    work = [ASKED, said("a1", "u1", "m1", call("t1", "ls"))]
    done = [result("r1", "a1", "t1", "a"), said("a2", "r1", "m2", text("Done."))]
    expected = ["tool: a", "user: Faster.", "assistant: Done."]
    assert told(only(FORM, [*work, steered, *done]))[2:] == expected
    queued = {"type": "attachment", "attachment": {"type": "queued_command", "prompt": "Faster."}}
    attached = {**queued, "uuid": "q", "parentUuid": "r1"}
    lines = [*work, steered, done[0], attached, said("a2", "q", "m2", text("Done."))]
    assert told(only(FORM, lines))[2:] == expected
