"""Level 1: what is wrong with a trajectory without looking at any schema."""

from typing import Any

import msgspec
import pytest

from lemnos.records import Message, ToolCall, Trajectory
from lemnos.steps.trajectories.verify.verify import verify
from lemnos.steps.trajectories.verify.well_formed import is_callable
from tests.steps.trajectories.verify.chats import call, chat, checks, trajectory, verified


def changed(**fields: Any) -> Trajectory:
    """Return a sound trajectory of two calls with other messages."""
    return msgspec.structs.replace(trajectory(chat(call({"harbour": "Kos"}), call({"harbour": "Ios"}))), **fields)


def messages(*order: int, calls: int = 2) -> tuple[Message, ...]:
    """Return messages of two calls with the outputs in the given order, by number of the call."""
    made = tuple(
        ToolCall(f"call_{number}", "book_ferry", f'{{"harbour":"H{number}"}}') for number in range(1, calls + 1)
    )
    outputs = tuple(Message("tool", "Done.", tool_call_id=f"call_{number}") for number in order)
    return (Message("user", "Go."), Message("assistant", "", made), *outputs, Message("assistant", "Booked."))


def test_a_sound_trajectory_passes_all_checks() -> None:
    result = verify(changed())
    assert result.verification.level == 2
    assert {check.outcome for check in result.verification.checks} == {"pass"}
    assert [check.level for check in result.verification.checks] == [1] * 5 + [2] * 10


@pytest.mark.parametrize(
    ("order", "failed"),
    [
        ((1, 2), set()),
        ((2, 1), {"outputs_follow_calls"}),
        ((1,), {"valid_conversation", "calls_have_outputs"}),
        ((1, 1), {"valid_conversation", "calls_have_outputs"}),
        ((1, 2, 3), {"valid_conversation", "calls_have_outputs"}),
        ((), {"valid_conversation", "calls_have_outputs"}),
    ],
)
def test_every_call_has_one_output_in_its_place(order: tuple[int, ...], failed: set[str]) -> None:
    result = verify(changed(messages=messages(*order)))
    assert set(checks(result)) == failed
    assert result.verification.level == (0 if failed else 2)


def test_the_ending_decides_whether_the_last_calls_have_outputs() -> None:
    whole = messages(1, 2)
    assert verify(changed(messages=whole[:2], ending="call")).verification.level == 2
    assert verify(changed(messages=whole[:2])).verification.level == 0
    assert verify(changed(messages=whole[:4], ending="observation")).verification.level == 2
    assert verify(changed(messages=whole, ending="call")).verification.level == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "null", "{'harbour': 'Kos'}", '{"harbour": NaN}', "{" * 5000])
def test_arguments_are_json_objects(text: str) -> None:
    made = (ToolCall("call_1", "book_ferry", text),)
    whole = messages(1, calls=1)
    result = verify(changed(messages=(whole[0], Message("assistant", "", made), *whole[2:])))
    assert checks(result) == {"arguments_are_json_objects": "call_1 of book_ferry: arguments are no JSON object"}


@pytest.mark.parametrize(
    "text", ['{"harbour":"\\ud800"}', '{"harbour":"x","passengers":123456789012345678901234567890}']
)
def test_unusual_json_is_json(text: str) -> None:
    made = (ToolCall("call_1", "book_ferry", text),)
    whole = messages(1, calls=1)
    result = verify(changed(messages=(whole[0], Message("assistant", "", made), *whole[2:])))
    assert "arguments_are_json_objects" not in checks(result)


@pytest.mark.parametrize(
    "name",
    ["book_ferry", "ferries.book", "Get Current Weather", "mcp__a__b", "天气查询", "Get Weather (v2)", "a/b", "c++"],
)
def test_names_of_any_format_are_callable(name: str) -> None:
    assert is_callable(name)


@pytest.mark.parametrize(
    "name",
    ["", "a\nb", " a", "a ", "search<|channel|>commentary", '{"name": "a"}', "book(harbour='Kos')", "[a]", "a" * 300],
)
def test_what_is_no_name_is_not_callable(name: str) -> None:
    assert not is_callable(name)


def exchanged(first: str, second: str, *outputs: str) -> dict[str, str]:
    return checks(verified(chat(call({"harbour": first}), call({"harbour": second}), outputs=outputs)))


def test_outputs_that_repeat_the_arguments_of_each_other_were_exchanged() -> None:
    told = exchanged("Kos", "Ios", '{"harbour": "Ios", "seats": 3}', '{"trip": {"harbour": "Kos"}}')
    assert told == {"outputs_follow_calls": "the output of call_1 repeats the arguments of call_2, and the reverse"}


@pytest.mark.parametrize(
    "outputs",
    [
        ('{"harbour": "Kos"}', '{"harbour": "Ios"}'),
        ('{"other": "Ios"}', '{"other": "Kos"}'),
        ('{"harbour": "Ios"}', '{"seats": 3}'),
        ('{"harbour": "Ios", "from": {"harbour": "Kos"}}', '{"harbour": "Kos"}'),
        ("To Ios.", "To Kos."),
        ("[", "{"),
        ("[" * 3000 + "]" * 3000, '{"harbour": "Kos"}'),
    ],
)
def test_outputs_that_do_not_show_it_are_not_taken_for_exchanged(outputs: tuple[str, str]) -> None:
    assert exchanged("Kos", "Ios", *outputs) == {}
