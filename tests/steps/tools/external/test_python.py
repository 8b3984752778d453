"""Tests Python objects as worlds."""

import json
from typing import Any

import pytest

from lemnos.steps.tools.external import PythonWorld, UnknownStateError
from lemnos.steps.tools.world.base import World


class Shop:
    """A small world of somebody else."""

    def __init__(self) -> None:
        self.pets: dict[int, dict[str, Any]] = {}

    @property
    def closed(self) -> bool:
        return False

    def create(self, name: str, tags: list[str] | None = None) -> dict[str, Any]:
        if not name:
            raise ValueError("name is empty")
        pet = {"id": len(self.pets) + 1, "name": name, "tags": tags or []}
        self.pets[len(self.pets) + 1] = pet
        return pet

    def get(self, id: int) -> dict[str, Any]:
        return self.pets[id]

    def forbid(self) -> None:
        raise PermissionError("not yours")

    def fail(self) -> None:
        raise RuntimeError

    def odd(self) -> object:
        return object

    def _private(self) -> None:
        raise AssertionError


class Known(Shop):
    """One that shows its state."""

    def state(self) -> dict[str, list[dict[str, Any]]]:
        return {"pet": list(self.pets.values())}

    def snapshot(self) -> bytes:
        return json.dumps(self.pets).encode()

    def restore(self, snapshot: bytes) -> None:
        self.pets = {int(key): value for key, value in json.loads(snapshot).items()}


def test_methods_are_tools() -> None:
    world: World = PythonWorld(Shop())
    assert isinstance(world, PythonWorld)
    assert set(world.tools) == {"create", "get", "forbid", "fail", "odd"}
    assert world.call("create", {"name": "Rex"}).body == {"id": 1, "name": "Rex", "tags": []}
    assert world.call("get", {"id": 1}).status == 200


@pytest.mark.parametrize(
    ("tool", "arguments", "status"),
    [
        ("get", {"id": 7}, 404),
        ("get", {}, 400),
        ("get", {"id": 1, "more": 2}, 400),
        ("create", {"name": ""}, 400),
        ("forbid", {}, 403),
        ("fail", {}, 500),
        ("_private", {}, 404),
        ("closed", {}, 404),
        ("nothing", {}, 404),
    ],
)
def test_what_a_caller_does_wrong_is_an_observation(tool: str, arguments: dict[str, Any], status: int) -> None:
    observation = PythonWorld(Shop()).call(tool, arguments)
    assert (observation.status, bool(observation.body["error"]["message"])) == (status, True)


def test_what_is_no_json_is_text() -> None:
    assert isinstance(PythonWorld(Shop()).call("odd", {}).body, str)


def test_arguments_are_not_shared_with_the_object() -> None:
    shop = Shop()
    tags = ["a"]
    PythonWorld(shop).call("create", {"name": "Rex", "tags": tags})
    tags.append("b")
    assert shop.pets[1]["tags"] == ["a"]


def test_functions_by_name_are_a_world() -> None:
    world = PythonWorld({"add": lambda a, b: a + b}, "sums")
    assert world.call("add", {"a": 1, "b": 2}).body == 3
    assert world.id == PythonWorld({}, "sums").id != PythonWorld({}, "others").id


def test_an_unknown_state_is_told_by_what_was_observed() -> None:
    one, other = PythonWorld(Shop()), PythonWorld(Shop())
    assert not one.knows_state
    assert one.state_hash() == other.state_hash()
    one.call("create", {"name": "Rex"})
    assert one.state_hash() != other.state_hash()
    other.call("create", {"name": "Rex"})
    assert one.state_hash() == other.state_hash()
    for ask in (one.state, one.snapshot, lambda: one.restore(b"")):
        with pytest.raises(UnknownStateError):
            ask()


def test_a_known_state_is_shown_saved_and_loaded() -> None:
    world = PythonWorld(Known())
    assert world.knows_state
    start = world.state_hash()
    world.call("create", {"name": "Rex"})
    changed, snapshot = world.state_hash(), world.snapshot()
    assert world.state() == {"pet": [{"id": 1, "name": "Rex", "tags": []}]}
    assert changed != start
    world.call("create", {"name": "Max"})
    world.restore(snapshot)
    assert world.state_hash() == changed
    world.call("get", {"id": 1})
    assert world.state_hash() == changed
    assert "state" not in world.tools
