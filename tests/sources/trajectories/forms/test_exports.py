"""Rows that Lemnos exported, edited and damaged: whatever they hold, there is a record or a reason."""

import json
from pathlib import Path
from typing import Any

import pytest

from lemnos.exports import export
from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import FormError, Line
from lemnos.sources.trajectories.carried import carried_by, renamed_text, take_back
from lemnos.sources.trajectories.draft import Context, Draft, Event
from lemnos.sources.trajectories.forms import exports
from lemnos.sources.trajectories.normal.normalise import normalise
from tests.exports.builders import checked, example, rows_of
from tests.exports.test_round_trip import CASES

ROWS = ["openai", "sharegpt", "responses", "atif"]


def row(form: str, folder: Path, trajectory: Trajectory | None = None) -> Any:
    out = folder / ("out" if form == "hub" else "out.jsonl")
    export([trajectory or checked(example())], form, out)
    (made,) = rows_of(out)
    return made


def read(value: Any) -> Trajectory | Rejected:
    (draft,) = exports.read(Line(value, "out:1"), Context("out"))
    assert isinstance(draft, Draft)
    return normalise(draft)


@pytest.mark.parametrize("form", ROWS)
def test_a_row_is_known_by_what_it_carries(form: str, tmp_path: Path) -> None:
    made = row(form, tmp_path)
    assert exports.looks_like(made)
    held = made["extra"] if form == "atif" else made
    damaged: Any
    for damaged in (None, "lemnos", 3, [], {}, {**held["lemnos"], "carried": "{"}, {**held["lemnos"], "level": "2"}):
        held["lemnos"] = damaged
        assert not exports.looks_like(made)


def test_a_session_is_known_by_its_first_line(tmp_path: Path) -> None:
    header, *lines = row("hub", tmp_path)
    assert exports.looks_like_line(header)
    assert not any(exports.looks_like_line(line) for line in lines)
    assert not exports.looks_like_line({**header, "lemnos": None})


def test_several_sessions_in_a_file_are_several_records(tmp_path: Path) -> None:
    lines = [*row("hub", tmp_path / "a"), *row("hub", tmp_path / "b", CASES["no_calls"])]
    drafts = exports.read_lines([Line(line, "out:1") for line in lines], Context("out"))
    assert [normalise(draft) for draft in drafts if isinstance(draft, Draft)] == [checked(example()), CASES["no_calls"]]


@pytest.mark.parametrize("value", [1, "x", [], {}, {"messages": []}, {"messages": [], "tools": []}, None])
def test_what_is_no_export_is_not_taken_for_one(value: Any) -> None:
    assert not exports.looks_like(value)
    assert not exports.looks_like_line(value)


def test_the_object_may_be_json_text(tmp_path: Path) -> None:
    made = row("openai", tmp_path)
    made["lemnos"] = json.dumps(made["lemnos"])
    made["messages"], made["tools"] = json.dumps(made["messages"]), json.dumps(made["tools"])
    assert exports.looks_like(made)
    assert read(made) == checked(example())


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"messages": 3}, "not as it was exported: Expected `array`, got `int`"),
        ({"messages": [{"role": "cook"}]}, "not as it was exported: Invalid enum value 'cook' - at `$[0].role`"),
        ({"tools": {}}, "not as it was exported: Expected `array`, got `object`"),
        ({"messages": [{"role": "user", "content": [{"type": "dance"}]}]}, "a part of a message has the type 'dance'"),
    ],
)
def test_a_damaged_row_is_refused_with_its_reason(change: dict[str, Any], reason: str, tmp_path: Path) -> None:
    with pytest.raises(FormError, match=r".*") as caught:
        read({**row("openai", tmp_path), **change})
    assert str(caught.value) == reason


def test_a_message_taken_away_is_an_edit(tmp_path: Path) -> None:
    made = row("openai", tmp_path, CASES["images"])
    made["messages"].insert(0, {"role": "system", "content": "See."})
    found = read(made)
    assert isinstance(found, Trajectory)
    assert [message.role for message in found.messages] == ["system", "user", "assistant"]
    assert "edited_export" in found.repaired


def test_an_edit_that_breaks_the_conversation_is_refused(tmp_path: Path) -> None:
    made = row("openai", tmp_path)
    del made["messages"][3]
    found = read(made)
    assert isinstance(found, Rejected)
    assert found.rule == "unanswered_call"


@pytest.mark.parametrize(
    "carried",
    [
        {"inserted": {"99": {"role": "tool", "content": "x"}}},
        {"inserted": {"-1": {"role": "tool", "content": "x"}}},
        {"inserted": {"x": {"role": "tool", "content": "x"}}},
        {"patches": {"99": {"content": "x"}}},
        {"patches": {"one": {"content": "x"}}},
        {"patches": {"1": {"content": "x"}}},
        {"names": {"weather": " "}},
    ],
)
def test_what_is_carried_and_does_not_fit_is_an_edit(carried: dict[str, Any], tmp_path: Path) -> None:
    made = row("openai", tmp_path)
    own = json.loads(made["lemnos"]["carried"])
    made["lemnos"]["carried"] = json.dumps({**own, **carried})
    found = read(made)
    assert isinstance(found, Trajectory)
    assert "edited_export" in found.repaired
    assert (found.verification.level, found.messages) == (0, example().messages)


def test_a_forged_id_does_not_make_an_invalid_conversation(tmp_path: Path) -> None:
    made = row("openai", tmp_path, CASES["no_calls"])
    own = json.loads(made["lemnos"]["carried"])
    made["lemnos"]["carried"] = json.dumps({**own, "inserted": {"1": {"role": "user", "content": "again"}}})
    from lemnos.records import Message, trajectory_id

    first, last = CASES["no_calls"].messages
    made["lemnos"]["id"] = trajectory_id((first, Message("user", "again"), last), ())
    found = read(made)
    assert isinstance(found, Trajectory)
    assert found.messages == CASES["no_calls"].messages
    assert "edited_export" in found.repaired


def test_an_unreadable_object_is_told() -> None:
    draft = Draft(form="f", events=[Event("user", "?"), Event("assistant", "!")], source="s")
    assert take_back(draft, {"id": "x"}).repaired == ["unreadable_export"]
    assert take_back(draft, None).taken_back is None
    assert carried_by({"id": "\ud800"}) is None


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("a.b a.bc xa.b", {"a.b": "a_b"}, "a_b a.bc xa.b"),
        ("a.b.c a.b", {"a.b": "1", "a.b.c": "2"}, "2 1"),
        ("a.b", {"": "x"}, "a.b"),
        ("a+b, a+b", {"a+b": "c"}, "c, c"),
        ("", {"a": "b"}, ""),
    ],
)
def test_names_are_replaced_as_whole_words(text: str, names: dict[str, str], expected: str) -> None:
    assert renamed_text(text, names) == expected
