"""A parameter that chooses a part of an entity is not its key."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import NUMBER, TEXT, http

BOARD: dict[str, Any] = {
    "type": "object", "properties": {"id": TEXT, "name": TEXT, "closed": TEXT}, "required": ["id", "name"]
}  # fmt: skip


def boards(part: str, key: str = "idBoard", *, described: bool = True) -> list[Tool]:
    one: dict[str, tuple[Place, Any]] = {key: ("path", TEXT)}
    two: dict[str, tuple[Place, Any]] = {**one, part: ("path", TEXT)}
    name: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT)}
    board = BOARD if described else None
    value = {"type": "object", "properties": {"value": TEXT}} if described else None
    return [
        http("getPart", "GET", f"/boards/{{{key}}}/{{{part}}}", two, value),
        http("putPart", "PUT", f"/boards/{{{key}}}/{{{part}}}", {**two, "value": ("body", TEXT)}),
        http("getBoard", "GET", f"/boards/{{{key}}}", one, board),
        http("createBoard", "POST", "/boards", name, board, ("name",)),
        http("updateBoard", "PUT", f"/boards/{{{key}}}", one | name, board),
        http("deleteBoard", "DELETE", f"/boards/{{{key}}}", one),
        http("deletePart", "DELETE", f"/boards/{{{key}}}/{{{part}}}", two),
    ]


@pytest.mark.parametrize("described", [True, False])
@pytest.mark.parametrize("key", ["idBoard", "id", "board_id", "board"])
@pytest.mark.parametrize("part", ["field", "section", "attribute", "property", "powerUp", "memberId"])
def test_what_stands_after_the_key_chooses_a_part(part: str, key: str, described: bool) -> None:
    tools = boards(part, key, described=described)
    spec = world_spec(tools)
    operations = {each.name: each for each in spec.operations}
    assert [operations[name].claim.verb for name in ("getPart", "putPart", "deletePart")] == ["opaque"] * 3
    assert {operations[name].key for name in ("getBoard", "updateBoard", "deleteBoard")} == {key}
    assert len(spec.resources) == 1
    assert spec.resources[0].key == ("id" if described else spec.resources[0].key)
    assert spec.resources[0].key != part


def test_a_part_is_found_below_what_exists() -> None:
    world = make_world(boards("field"), "a")
    board = world.state()["board"][0]["id"]
    assert world.call("getPart", {"idBoard": board, "field": "name"}).status == 200
    assert world.call("getPart", {"idBoard": "nowhere", "field": "name"}).status == 404


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/repos/{owner}/{repo}", "repo"),
        ("/apis/{owner}/{api}", "api"),
        ("/repositories/{workspace}/{repo_slug}", "repo_slug"),
        ("/secrets/{scope}/{name}", "name"),
        ("/boards/{idBoard}/{format}", "idBoard"),
    ],
)
def test_a_key_after_what_an_entity_belongs_to_stays_one(path: str, key: str) -> None:
    arguments: dict[str, tuple[Place, Any]] = {
        each.strip("{}"): ("path", TEXT) for each in path.split("/") if "{" in each
    }
    result = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id"]}
    tools = [http("getOne", "GET", path, arguments, result), http("deleteOne", "DELETE", path, arguments)]
    assert {(each.claim.verb, each.key) for each in world_spec(tools).operations} == {("get", key), ("delete", key)}


@pytest.mark.parametrize(("key", "is_chosen"), [("carrierId", False), ("name", True)])
def test_a_name_beside_an_entity_chooses_its_key_only_where_that_is_a_name(key: str, is_chosen: bool) -> None:
    carrier: dict[str, Any] = {"type": "object", "properties": {key: TEXT, "account": TEXT}, "required": [key]}
    one: dict[str, tuple[Place, Any]] = {key: ("path", TEXT)}
    sent: dict[str, tuple[Place, Any]] = {"carrierName": ("query", TEXT), "account": ("body", TEXT)}
    tools = [
        http("createCarrier", "POST", "/carriers", sent, carrier, ("carrierName",)),
        http("getCarrier", "GET", f"/carriers/{{{key}}}", one, carrier),
    ]
    made = make_world(tools, "a").call("createCarrier", {"carrierName": "north-mail", "account": "main"}).body
    assert (made[key] == "north-mail") == is_chosen
