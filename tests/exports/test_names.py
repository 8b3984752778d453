"""Names of tools are what templates and APIs allow, everywhere in a row, and different."""

from pathlib import Path

import pytest

from lemnos.exports import export
from lemnos.exports.names import ALLOWED, allowed
from lemnos.sources.trajectories.draft import DraftTool, Event
from tests.exports.builders import output, rows_of, run, says, user


def names(*own: str) -> list[str]:
    trajectory = run(user("?"), says("", *((name, {}) for name in own)), *(output("1") for _ in own), says("!"))
    masked, _ = allowed(trajectory)
    return [call.name for call in masked.messages[1].tool_calls]


@pytest.mark.parametrize(
    ("own", "new"),
    [
        ("weather", "weather"),
        ("get-weather_2", "get-weather_2"),
        ("files.read", "files_read"),
        ("mcp::files/read", "mcp_files_read"),
        ("search the web", "search_the_web"),
        (".hidden", "hidden"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 55 + "_"),
        ("天気", "tool_"),
        ("météo", "m_t_o_"),
        ("???", "tool_"),
    ],
)
def test_a_name_becomes_allowed(own: str, new: str) -> None:
    (found,) = names(own)
    assert ALLOWED.fullmatch(found)
    assert found == new if not new.endswith("_") else (found.startswith(new) and len(found) == len(new) + 8)


def test_names_stay_different() -> None:
    found = names("a.b", "a_b", "a/b", "a b", "天", "気")
    assert len(set(found)) == 6
    assert found[1] == "a_b"
    assert all(ALLOWED.fullmatch(name) for name in found)


def test_a_name_is_the_same_in_every_trajectory() -> None:
    assert names("files.read", "天気")[1:] == names("天気")


def test_texts_name_the_tool_as_calls_do(tmp_path: Path) -> None:
    trajectory = run(
        Event("system", "Use files.read or `files.read`, not files.reads."),
        user("What does files.read do?"),
        says("I ask files.read.", ("files.read", {})),
        output("files.read: nothing to read"),
        says("files.read reads."),
        tools=[DraftTool("files.read", "files.read reads.", {"type": "object"})],
    )
    export([trajectory], "openai", tmp_path / "out.jsonl")
    (row,) = rows_of(tmp_path / "out.jsonl")
    assert [message["content"] for message in row["messages"]] == [
        "Use files_read or `files_read`, not files.reads.",
        "What does files.read do?",
        "I ask files.read.",
        "files_read: nothing to read",
        "files.read reads.",
    ]
    assert row["messages"][3]["name"] == "files_read"
    assert row["tools"][0]["function"]["name"] == "files_read"
    assert row["tools"][0]["function"]["description"] == "files_read reads."


def test_a_new_name_that_a_text_holds_already_is_another_one() -> None:
    trajectory = run(user("?"), says("", ("files.read", {})), output("files_read is not files.read"), says("!"))
    masked, back = allowed(trajectory)
    (name,) = back
    assert name.startswith("files_read_")
    assert masked.messages[2].content == f"files_read is not {name}"
