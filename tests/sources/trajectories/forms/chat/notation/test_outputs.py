"""One output for several calls."""

import pytest

from lemnos.sources.trajectories.draft import DraftCall, Event
from lemnos.sources.trajectories.forms.chat.notation.outputs import JOINT_OUTPUT, split_outputs

TWO = Event("assistant", calls=[DraftCall("a", {}), DraftCall("b", {})])


@pytest.mark.parametrize(
    ("content", "expected", "repaired"),
    [
        ('[{"x": 1}, {"y":2}]', [('{"x": 1}', ""), ('{"y":2}', "")], ["split_outputs"]),
        ('["one", 2]', [("one", ""), ("2", "")], ["split_outputs"]),
        (
            '[{"name": "b", "content": 1}, {"name": "a", "content": 2}]',
            [('{"name": "b", "content": 1}', "b"), ('{"name": "a", "content": 2}', "a")],
            ["split_outputs"],
        ),
        (
            '[{"tool_call_id": "1", "name": "b", "content": "{\'x\': 1}"}, {"tool_call_id": "2", "content": [3, "é"]}]',
            [("{'x': 1}", ""), ('[3, "é"]', "")],
            ["split_outputs", "wrapped_output", "wrapped_output"],
        ),
        ("{'x': 1}, {'y': 2}", [("{'x': 1}", ""), ("{'y': 2}", "")], ["split_outputs"]),
        ("both done", [(JOINT_OUTPUT, ""), ("both done", "")], ["joint_output"]),
        ("[1, 2, 3]", [(JOINT_OUTPUT, ""), ("[1, 2, 3]", "")], ["joint_output"]),
        ("[" * 2000, [(JOINT_OUTPUT, ""), ("[" * 2000, "")], ["joint_output"]),
        ('{"name": "b", "content": 1}', [('{"name": "b", "content": 1}', "b")], []),
    ],
)
def test_an_output_of_two_calls(content: str, expected: list[tuple[str, str]], repaired: list[str]) -> None:
    notes: list[str] = []
    found = split_outputs([TWO, Event("tool", content)], notes)
    assert [(event.content, event.name) for event in found[1:]] == expected
    assert notes == repaired


@pytest.mark.parametrize(
    "events",
    [
        [TWO, Event("tool", "[1, 2]"), Event("tool", "x")],
        [TWO, Event("tool", "[1, 2]", call_id="c")],
        [Event("assistant", calls=[DraftCall("a", {})]), Event("tool", "[1]")],
        [TWO],
        [Event("tool", "[1, 2]")],
    ],
)
def test_other_outputs_stay(events: list[Event]) -> None:
    notes: list[str] = []
    assert split_outputs(events, notes) == events
    assert notes == []


def test_calls_of_an_earlier_step_do_not_count() -> None:
    one = Event("assistant", calls=[DraftCall("a", {})])
    events = [one, Event("tool", "x"), one, Event("tool", "[1, 2]")]
    assert split_outputs(events, []) == events


def test_calls_in_neighbouring_turns_count_together() -> None:
    one = Event("assistant", calls=[DraftCall("a", {})])
    found = split_outputs([one, one, Event("tool", "[1, 2]")], [])
    assert [event.content for event in found[2:]] == ["1", "2"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ('{"tool_call_id": "c", "role": "tool", "content": "06:12"}', "06:12"),
        (' [{"tool_call_id": "c", "name": "a", "content": "06:12"}] ', "06:12"),
        ('{"tool_call_id": "c", "content": "06:12", "rating": 4}', None),
        ('{"name": "a", "content": "06:12"}', None),
        ('{"tool_call_id": "c"}', None),
        ('[{"tool_call_id": "c", "content": 1}, 2]', None),
        ('the field "tool_call_id" is missing', None),
    ],
)
def test_an_output_that_is_written_as_a_message_is_its_content(content: str, expected: str | None) -> None:
    notes: list[str] = []
    found = split_outputs([Event("assistant", calls=[DraftCall("a", {})]), Event("tool", content)], notes)
    assert found[1].content == (content if expected is None else expected)
    assert notes == ([] if expected is None else ["wrapped_output"])
