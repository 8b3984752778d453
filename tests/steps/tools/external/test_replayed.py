"""Runs of anyone, made again in Python objects: observations as values, rewards, states of several objects."""

import datetime
from typing import Any

import msgspec
import pytest

from lemnos.errors import SettingsError
from lemnos.records import Message, OfferedTool, Origin, Outcome, ToolCall, Trajectory
from lemnos.steps.tools.external import PythonWorld
from lemnos.steps.tools.external.opened import external_verifier, is_external
from lemnos.steps.tools.external.replayed import external_checks
from lemnos.steps.tools.external.texts import agreement, same
from lemnos.steps.tools.world.base import Observation


class Till:
    """A world of somebody else, with a reward."""

    def __init__(self) -> None:
        self.sold: dict[str, float] = {}
        self.tags: set[str] = {"b", "a"}
        self._secret = object()

    def sell(self, item: str, price: float) -> dict[str, Any]:
        if price <= 0:
            raise ValueError("the price must be positive")
        self.sold[item] = price
        return {"item": item, "price": price}

    def total(self) -> float:
        return sum(self.sold.values())

    def take_back(self, item: str) -> str:
        return f"{self.sold.pop(item)} paid back"

    def reward(self) -> float:
        return float(self.total() == 5)


class Clock:
    """Another object of the same world."""

    def __init__(self) -> None:
        self.till = Till()
        self.now = datetime.datetime(2026, 5, 3, 8)

    def time(self) -> str:
        return str(self.now)

    def total(self) -> float:
        return -1.0


def till(trajectory: Trajectory) -> list[Any]:
    """Return the objects of the world of a trajectory: what the command line names as a factory."""
    assert trajectory.origin.form == "others"
    return [Till(), Clock()]


def run(*calls: tuple[str, str, str], reward: float | None = 1.0) -> Trajectory:
    messages: list[Message] = [Message("user", "Sell something.")]
    for number, (tool, arguments, observed) in enumerate(calls):
        messages.append(Message("assistant", "", (ToolCall(f"c{number}", tool, arguments),)))
        messages.append(Message("tool", observed, tool_call_id=f"c{number}"))
    messages.append(Message("assistant", "Done."))
    return Trajectory(id="r", messages=tuple(messages), tools=(), origin=Origin("others"), outcome=Outcome(reward),
                      licence="", source="")  # fmt: skip


SALE = ("sell", '{"item": "cup", "price": 5}', '{"price": 5.0,  "item": "cup"}')


def outcomes(trajectory: Trajectory) -> dict[str, str]:
    return {check.name: check.outcome for check in external_checks(PythonWorld(till(trajectory)), trajectory)}


@pytest.mark.parametrize(
    ("recorded", "now", "how"),
    [
        ('{"a":1}', Observation(200, {"a": 1}), "text"),
        ("well", Observation(200, "well"), "text"),
        ('{ "b": [1.0, 2], "a": null }', Observation(200, {"a": None, "b": [1, 2.0]}), "value"),
        ("{'a': True, 'b': (1, 2)}", Observation(200, {"a": True, "b": [1, 2]}), "value"),
        ('{"at": "2026-05-03 08:00:00"}', Observation(200, {"at": "2026-05-03T08:00:00Z"}), "value"),
        ('{"output": {"a": 1}}', Observation(200, {"a": 1}), "envelope"),
        ('{"a": 1}', Observation(200, {"result": {"a": 1}}), "envelope"),
        ("Error: no such cup", Observation(404, {"error": {"message": "no such cup"}}), "failure"),
        ('{"error": "no such cup"}', Observation(500, {"error": {"message": "no such cup"}}), "failure"),
        ('{"a": 2}', Observation(200, {"a": 1}), ""),
        ('{"a": true}', Observation(200, {"a": 1}), ""),
        ('{"a": 1, "b": 2}', Observation(200, {"a": 1}), ""),
        ("Error: no such jug", Observation(404, {"error": {"message": "no such cup"}}), ""),
        ("no such cup", Observation(404, {"error": {"message": "no such cup"}}), ""),
        ('{"at": "2026-05-03 08:00:01"}', Observation(200, {"at": "2026-05-03T08:00:00Z"}), ""),
        ("1", Observation(200, "one"), ""),
    ],
)
def test_observations_are_compared_as_values(recorded: str, now: Observation, how: str) -> None:
    assert agreement(recorded, now) == how


def test_text_is_no_number() -> None:
    assert not same("1", 1)
    assert not same([1], [1, 1])


def test_a_run_that_says_the_same_passes() -> None:
    wrong = ("sell", '{"item": "jug", "price": 0}', "Error: the price must be positive")
    again = run(SALE, wrong, ("total", "{}", "5.0"), ("time", "{}", "2026-05-03 08:00:00"))
    assert outcomes(again) == {"arguments_conform": "unknown", "replayed": "pass", "reward": "pass"}


def test_what_differs_is_counted_and_named() -> None:
    checks = list(external_checks(PythonWorld([Till()]), run(SALE, ("total", "{}", "6"), reward=0.0)))[1:]
    assert checks[0].outcome == "fail"
    assert checks[0].detail.startswith("1 of 2 observations are equal; message 4: total returned '6', now '5")
    assert (checks[1].outcome, checks[1].detail) == ("fail", "the world gives 1, the source states 0")


def test_a_reward_that_one_side_does_not_know_is_unknown() -> None:
    assert outcomes(run(SALE, reward=None))["reward"] == "unknown"
    outcome = [check.outcome for check in external_checks(PythonWorld(Clock()), run(reward=1.0))]
    assert outcome == ["pass", "unknown", "unknown"]


def test_several_objects_are_one_world_with_a_state() -> None:
    world = PythonWorld([Till(), Clock()], attributes=True)
    assert world.call("total", {}).body == 0  # that of the first object
    start = world.state_hash()
    world.call("sell", {"item": "cup", "price": 5})
    assert world.state_hash() != start
    assert world.state()["Till"] == [{"sold": {"cup": 5}, "tags": ["a", "b"]}]
    assert world.state()["Clock"][0]["now"] == "2026-05-03 08:00:00"
    world.call("take_back", {"item": "cup"})
    assert world.state_hash() == start


def test_the_message_of_a_missing_key_has_no_quotes() -> None:
    assert PythonWorld({"find": lambda: dict[str, str]()["cup"]}).call("find", {}).body == {"error": {"message": "cup"}}


def test_an_address_names_a_factory() -> None:
    assert is_external("python:a:b")
    assert not is_external("runs/played")
    verify = external_verifier(f"python:{__name__}:till")
    for _ in range(2):  # each trajectory starts in its own state
        assert verify(run(SALE, ("total", "{}", "5"))).verification.level == 4
    assert verify(run(("total", "{}", "5"))).verification.level == 2
    assert verify(run(("total", "{}", "0"), reward=None)).verification.level == 3


@pytest.mark.parametrize(("price", "outcome", "level"), [("5", "pass", 4), ('"five"', "fail", 1)])
def test_arguments_are_compared_with_the_tools_as_offered(price: str, outcome: str, level: int) -> None:
    schema = '{"properties": {"item": {"type": "string"}, "price": {"type": "number"}}}'
    sale = run(("sell", f'{{"item": "cup", "price": {price}}}', SALE[2]))
    offered = msgspec.structs.replace(sale, tools=(OfferedTool("sell", "", schema),))
    found = external_verifier(f"python:{__name__}:till")(offered).verification
    assert {check.name: check.outcome for check in found.checks}["arguments_conform"] == outcome
    assert found.level == level


@pytest.mark.parametrize("address", ["python:no.such.module:f", f"python:{__name__}:nothing", "python:"])
def test_an_address_that_names_nothing_is_a_mistake(address: str) -> None:
    with pytest.raises(SettingsError, match="there is no function"):
        external_verifier(address)
