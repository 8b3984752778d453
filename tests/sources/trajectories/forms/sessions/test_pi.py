"""Pi's sessions: three versions, branches, compactions, commands of the user, aborted answers."""

from typing import Any

import pytest

from lemnos.records import Trajectory
from lemnos.sources.trajectories.forms.sessions.pi import FORM
from tests.sources.trajectories.forms.sessions.reading import only, read, told

HEAD = {"type": "session", "version": 3, "id": "p", "timestamp": "t", "cwd": "/w"}
Values = dict[str, Any]


def line(identifier: str, parent: str | None, kind: str = "message", **more: Any) -> Values:
    return {"type": kind, "id": identifier, "parentId": parent, "timestamp": "t", **more}


def user(identifier: str, parent: str | None, words: str) -> Values:
    return line(identifier, parent, message={"role": "user", "content": words})


def said(identifier: str, parent: str, *blocks: Values, **more: Any) -> Values:
    return line(identifier, parent, message={"role": "assistant", "model": "m", "content": list(blocks), **more})


def text(words: str) -> Values:
    return {"type": "text", "text": words}


def call(identifier: str) -> Values:
    return {"type": "toolCall", "id": identifier, "name": "ls", "arguments": {}}


def result(identifier: str, parent: str, call_id: str, words: str) -> Values:
    message = {"role": "toolResult", "toolCallId": call_id, "toolName": "ls", "content": [text(words)]}
    return line(identifier, parent, message=message)


def test_a_session_of_version_1_is_read_in_order() -> None:
    lines = [
        HEAD,
        user("1", None, "Go."),
        said("2", "1", call("c")),
        result("3", "2", "c", "a"),
        said("4", "3", text("A.")),
    ]
    plain = [
        {key: held for key, held in item.items() if item is HEAD or key not in ("id", "parentId")} for item in lines
    ]
    assert (
        told(only(FORM, plain))
        == told(only(FORM, lines))
        == ["user: Go.", "assistant:  -> ls{}", "tool: a", "assistant: A."]
    )


def test_a_tree_gives_its_branches_also_through_lines_without_messages() -> None:
    lines = [
        HEAD,
        user("1", None, "Go."),
        said("2", "1", text("Where?")),
        line("x", "2", "label", label="here", targetId="2"),
        user("3", "x", "Left."),
        said("4", "3", text("L.")),
        line("5", "2", "branch_summary", fromId="4", summary="Left was tried."),
        user("6", "5", "Right."),
        said("7", "6", text("R.")),
    ]
    first, second = read(FORM, lines)
    assert told(first)[2:] == ["user: Left.", "assistant: L."]
    assert told(second) == ["user: Go.", "assistant: Where?", "user: Left was tried.\n\nRight.", "assistant: R."]
    assert isinstance(second, Trajectory)
    assert (second.origin.leaf, second.origin.shared) == (1, 2)


@pytest.mark.parametrize(
    "kept",
    [
        {"firstKeptEntryId": "3"},
        {"retainedTail": [{"role": "user", "content": "More."}, {"role": "assistant", "content": [text("M.")]}]},
    ],
)
def test_a_compaction_begins_with_its_summary_and_what_was_kept(kept: Values) -> None:
    lines = [
        HEAD,
        user("1", None, "Go."),
        said("2", "1", text("G.")),
        user("3", "2", "More."),
        said("4", "3", text("M.")),
        line("5", "4", "compaction", summary="G was done.", **kept),
        user("6", "5", "On."),
        said("7", "6", text("O.")),
    ]
    first, second = read(FORM, lines)
    assert told(first)[-1] == "assistant: M."
    assert told(second) == ["user: G was done.\n\nMore.", "assistant: M.", "user: On.", "assistant: O."]
    assert isinstance(second, Trajectory)
    assert [message.train for message in second.messages] == [False, False, False, True]


def test_commands_of_the_user_and_messages_of_extensions_are_the_users() -> None:
    ran = {"role": "bashExecution", "command": "ls", "output": "a", "exitCode": 2}
    hidden = {"role": "bashExecution", "command": "env", "output": "KEY", "excludeFromContext": True}
    lines = [
        HEAD,
        line("1", None, message=ran),
        line("2", "1", message=hidden),
        line("3", "2", "custom_message", customType="e", content="Note.", display=True),
        user("4", "3", "Go."),
        said("5", "4", text("G.")),
    ]
    assert told(only(FORM, lines))[0] == "user: Ran `ls`\n```\na\n```\n\nCommand exited with code 2\n\nNote.\n\nGo."


@pytest.mark.parametrize("stop", ["aborted", "error"])
def test_calls_of_an_answer_that_stopped_are_left_out_unless_they_have_outputs(stop: str) -> None:
    lines = [
        HEAD,
        user("1", None, "Go."),
        said("2", "1", text("Two calls."), call("a"), call("b"), stopReason=stop),
        result("3", "2", "a", "x"),
        said("4", "3", text("One came back.")),
    ]
    found = only(FORM, lines)
    assert told(found)[1:] == ["assistant: Two calls. -> ls{}", "tool: x", "assistant: One came back."]
    assert found.repaired == ("interrupted_call",)
