"""A collection below what its entities belong to is a list, and no entity whose key is that."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.base import Operation
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import NUMBER, TEXT, http

API: dict[str, Any] = {"type": "object", "properties": {"name": TEXT, "description": TEXT}}
LISTING: dict[str, Any] = {
    "type": "object",
    "properties": {"name": TEXT, "created": TEXT, "total": NUMBER, "apis": {"type": "array", "items": API}},
}


def reading(name: str, path: str, result: Any, method: str = "GET") -> Tool:
    taken: dict[str, tuple[Place, Any]] = {part.partition("}")[0]: ("path", TEXT) for part in path.split("{")[1:]}
    if method == "POST":
        taken["name"] = ("body", TEXT)
    return http(name, method, path, taken, result, description="Works on APIs.")


def registry(*more: Tool, listing: Any = LISTING) -> list[Tool]:
    return [
        reading("getOwnerApis", "/apis/{owner}", listing),
        reading("createApi", "/apis/{owner}", API, "POST"),
        reading("getApi", "/apis/{owner}/{api}", API),
        reading("deleteApi", "/apis/{owner}/{api}", None, "DELETE"),
        *more,
    ]


def operations(tools: list[Tool]) -> dict[str, Operation]:
    return {each.name: each for each in world_spec(tools).operations}


@pytest.mark.parametrize("listing", [LISTING, {"type": "array", "items": API}])
def test_what_an_owner_has_is_listed_and_made_within_the_owner(listing: Any) -> None:
    found = operations(registry(listing=listing))
    assert [found[name].claim.verb for name in found] == ["list", "create", "get", "delete"]
    assert {each.claim.resource for each in found.values()} == {"api"}
    assert {each.parents[0].argument for each in found.values()} == {"owner"}
    assert [found[name].key for name in found] == ["", "", "api", "api"]


def test_an_owner_has_the_same_apis_in_the_list_and_one_by_one() -> None:
    world = make_world(registry(), "a")
    assert isinstance(world, LocalWorld)
    owner = world.store.rows("api")[0].scope["owner"]
    listed = world.call("getOwnerApis", {"owner": owner}).body["apis"]
    assert listed
    for each in listed:
        assert world.call("getApi", {"owner": owner, "api": each["name"]}).body["name"] == each["name"]


@pytest.mark.parametrize(
    ("path", "result", "verb"),
    [
        ("/players/{team}", {"type": "array", "items": API}, "list"),
        ("/players/{playerName}", {"type": "array", "items": API}, "get"),
        ("/players/{team}", API, "get"),
        (
            "/players/{team}",
            {**API, "properties": {**API["properties"], "tags": {"type": "array", "items": API}}},
            "get",
        ),
        ("/player/{team}", {"type": "array", "items": API}, "get"),
        ("/players/{page}", {"type": "array", "items": API}, "get"),
    ],
)
def test_only_a_plural_with_a_list_below_another_thing_is_one(path: str, result: Any, verb: str) -> None:
    assert operations([reading("call", path, result)])["call"].claim.verb in (verb, "opaque")
    assert (operations([reading("call", path, result)])["call"].claim.verb == "list") is (verb == "list")


def test_what_is_changed_at_an_address_is_one_entity() -> None:
    tools = [
        reading("getSettings", "/settings/{user}", {"type": "array", "items": API}),
        reading("changeSettings", "/settings/{user}", API, "PUT"),
    ]
    assert operations(tools)["getSettings"].claim.verb != "list"
