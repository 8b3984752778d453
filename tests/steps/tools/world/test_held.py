"""What an entity holds of those below it is what lists of these show, at any time."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.linking.holding import Below, held_in, nouns_of
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http

BLOCK: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "name": TEXT,
        "colour": TEXT,
        "dashboard": {
            "type": "object",
            "properties": {"id": NUMBER, "name": TEXT, "number_of_blocks": NUMBER},
            "required": ["id", "name", "number_of_blocks"],
        },
    },
    "required": ["id", "name", "colour", "dashboard"],
}
SMALL: dict[str, Any] = {
    "type": "object",
    "properties": {"id": NUMBER, "name": TEXT},
    "required": ["id", "name"],
    "additionalProperties": False,
}
DASHBOARD: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": NUMBER,
        "name": TEXT,
        "blocks": {"type": "array", "items": SMALL},
        "blockIds": {"type": "array", "items": NUMBER},
        "block_names": {"type": "array", "items": TEXT},
        "number_of_blocks": NUMBER,
        "counts": {
            "type": "object",
            "properties": {"blocks": NUMBER, "views": NUMBER},
            "required": ["blocks", "views"],
        },
        "block_list": {
            "type": "object",
            "properties": {"total": NUMBER, "data": {"type": "array", "items": SMALL}},
            "required": ["total", "data"],
        },
    },
}
DASHBOARD["required"] = [*DASHBOARD["properties"]]
ONE: dict[str, tuple[Place, Any]] = {"dashboardId": ("path", NUMBER)}
BLOCKS: dict[str, tuple[Place, Any]] = {
    "blocks": ("body", {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER, "name": TEXT}}})
}
NAME: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT)}


def boards(block: dict[str, Any] = BLOCK, dashboard: dict[str, Any] = DASHBOARD) -> list[Tool]:
    below, own = "/dashboards/{dashboardId}/blocks", "/dashboards/{dashboardId}"
    key: dict[str, tuple[Place, Any]] = ONE | {"blockId": ("path", NUMBER)}
    return [
        http("listDashboards", "GET", "/dashboards", {}, {"type": "array", "items": dashboard}),
        http("getDashboard", "GET", own, ONE, dashboard),
        http("createDashboard", "POST", "/dashboards", NAME | BLOCKS, dashboard, ("name",)),
        http("updateDashboard", "PATCH", own, ONE | NAME | BLOCKS, dashboard),
        http("listBlocks", "GET", below, ONE, {"type": "array", "items": block}),
        http("createBlock", "POST", below, ONE | NAME, block, ("name",)),
        http("updateBlock", "PATCH", f"{below}/{{blockId}}", key | NAME, block),
        http("deleteBlock", "DELETE", f"{below}/{{blockId}}", key),
    ]  # fmt: skip


def agrees(world: LocalWorld, dashboard: dict[str, Any]) -> int:
    """Check that all that a dashboard holds of its blocks is what their list shows; return how many there are."""
    blocks = world.call("listBlocks", {"dashboardId": dashboard["id"]}).body
    short = [{"id": each["id"], "name": each["name"]} for each in blocks]
    assert dashboard["blocks"] == short
    assert dashboard["block_list"] == {"total": len(blocks), "data": short}
    assert dashboard["blockIds"] == [each["id"] for each in blocks]
    assert dashboard["block_names"] == [each["name"] for each in blocks]
    assert dashboard["number_of_blocks"] == dashboard["counts"]["blocks"] == len(blocks)
    own = {"id": dashboard["id"], "name": dashboard["name"], "number_of_blocks": len(blocks)}
    assert all(each["dashboard"] == own for each in blocks)
    return len(blocks)


@pytest.mark.parametrize("seed", list("abcd"))
def test_entities_hold_those_below_them(seed: str) -> None:
    world = make_world(boards(), seed)
    listed = world.call("listDashboards", {}).body
    assert sum(agrees(world, each) for each in listed) > 4
    assert [world.call("getDashboard", {"dashboardId": each["id"]}).body for each in listed] == listed
    for each, shown in zip(world.state()["dashboard"], listed, strict=True):
        assert (each["blocks"], each["counts"]) == (shown["blocks"], shown["counts"])
        inner = [one["dashboard"] for one in each["block_list"]["data"]]
        assert all(one["number_of_blocks"] == len(each["blocks"]) for one in inner)


def test_they_follow_what_is_created_changed_and_deleted() -> None:
    world = make_world(boards(), "a")
    path = {"dashboardId": world.call("listDashboards", {}).body[0]["id"]}
    before = agrees(world, world.call("getDashboard", path).body)
    start = world.state_hash()
    made = world.call("createBlock", path | {"name": "Weather"}).body
    assert made["dashboard"]["number_of_blocks"] == before + 1
    assert agrees(world, world.call("getDashboard", path).body) == before + 1
    world.call("updateBlock", path | {"blockId": made["id"], "name": "Climate"})
    assert world.call("getDashboard", path).body["blocks"][-1] == {"id": made["id"], "name": "Climate"}
    renamed = world.call("updateDashboard", path | {"name": "Outside"}).body
    assert agrees(world, renamed) == before + 1
    other = world.clone()
    assert other.state_hash() == world.state_hash() != start
    assert other.call("getDashboard", path) == world.call("getDashboard", path)
    world.call("deleteBlock", path | {"blockId": made["id"]})
    assert agrees(world, world.call("getDashboard", path).body) == before
    world.reset()
    assert world.state_hash() == start
    assert agrees(world, world.call("getDashboard", path).body) == before


def test_what_is_sent_of_those_below_lies_below() -> None:
    world = make_world(boards(), "a")
    made = world.call("createDashboard", {"name": "Outside", "blocks": [{"name": "Rain"}, {"name": "Wind"}]}).body
    assert [each["name"] for each in made["blocks"]] == ["Rain", "Wind"]
    assert agrees(world, made) == 2
    rain, wind = made["blocks"]
    path = {"dashboardId": made["id"]}
    changed = world.call("updateDashboard", path | {"blocks": [{"name": "Snow"}, {"id": wind["id"], "name": "Storm"}]})
    assert [each["name"] for each in changed.body["blocks"]] == ["Storm", "Snow"]  # in the order of creation
    assert changed.body["blocks"][0]["id"] == wind["id"]
    assert agrees(world, changed.body) == 2
    assert world.call("deleteBlock", path | {"blockId": rain["id"]}).status == 404
    assert agrees(world, world.call("updateDashboard", path | {"blocks": []}).body) == 0


def test_what_is_sent_and_read_elsewhere_is_not_made_again() -> None:
    label = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    check = {
        "type": "object",
        "properties": {"id": NUMBER, "name": TEXT, "labels": {"type": "array", "items": label}},
        "required": ["id", "name", "labels"],
    }
    one: dict[str, tuple[Place, Any]] = {"checkId": ("path", NUMBER)}
    labels: dict[str, tuple[Place, Any]] = {
        "labels": ("body", {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER}}})
    }
    tools = [
        http("listLabels", "GET", "/labels", {}, {"type": "array", "items": label}),
        http("listChecks", "GET", "/checks", {}, {"type": "array", "items": check}),
        http("createCheck", "POST", "/checks", NAME | labels, check, ("name",)),
        http("listCheckLabels", "GET", "/checks/{checkId}/labels", one, {"type": "array", "items": label}),
    ]
    world = make_world(tools, "a")
    before = world.call("listLabels", {}).body
    made = world.call("createCheck", {"name": "Disk", "labels": [{"id": before[2]["id"]}]}).body
    assert made["labels"] == [before[2]]
    assert world.call("listLabels", {}).body == before
    for each in world.call("listChecks", {}).body:
        assert each["labels"] == world.call("listCheckLabels", {"checkId": each["id"]}).body


def test_a_list_that_may_not_be_empty_is_left_out_or_stays() -> None:
    small = DASHBOARD["properties"]["blocks"] | {"minItems": 1}
    dashboard = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "blocks": small}, "required": ["id"]}
    for required in (["id", "name"], ["id", "name", "blocks"]):
        world = make_world(boards(dashboard=dashboard | {"required": required}), "a")
        for each in world.call("listDashboards", {}).body:
            blocks = world.call("listBlocks", {"dashboardId": each["id"]}).body
            assert [one["id"] for one in blocks] == [one["id"] for one in each.get("blocks", [])] or (
                not blocks and "blocks" in required
            )


def test_the_one_below_is_shown_where_there_is_one() -> None:
    mark = {"type": "object", "properties": {"imprint": TEXT, "size": NUMBER}, "required": ["imprint", "size"]}
    folder = {
        "type": "object",
        "properties": {"id": NUMBER, "name": TEXT, "watermark": mark},
        "required": ["id", "name"],
    }
    one: dict[str, tuple[Place, Any]] = {"folderId": ("path", NUMBER)}
    tools = [
        http("listFolders", "GET", "/folders", {}, {"type": "array", "items": folder}),
        http("createFolder", "POST", "/folders", NAME, folder, ("name",)),
        http("getFolder", "GET", "/folders/{folderId}", one, folder),
        http("getWatermark", "GET", "/folders/{folderId}/watermark", one, mark),
        http("putWatermark", "PUT", "/folders/{folderId}/watermark", one | {"imprint": ("body", TEXT)}, mark),
    ]
    world = make_world(tools, "a")
    shown = [each for each in world.call("listFolders", {}).body if "watermark" in each]
    assert shown
    for each in shown:
        assert world.call("getWatermark", {"folderId": each["id"]}).body == each["watermark"]
    path = {"folderId": shown[0]["id"]}
    world.call("putWatermark", path | {"imprint": "copy"})
    assert world.call("getFolder", path).body["watermark"]["imprint"] == "copy"


def test_what_is_called_by_another_noun_is_nothing_that_lies_below() -> None:
    field: dict[str, Any] = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}}
    part = Below(Resource(name="part", schema="", key="id", label="name"), field["properties"], single=False)
    root = {
        "properties": {
            "part_size": NUMBER,  # of one part
            "total": NUMBER,
            "partTotal": {"type": "number"},  # an amount
            "parts": {"type": "array", "items": {"type": "object", "properties": {"weight": NUMBER, "unit": TEXT}}},
            "spare_parts": {"type": "array", "items": field},
            "owner": {"type": "object", "properties": {"parts": {"type": "array", "items": field}}},
            "part_urls": {"type": "array", "items": TEXT},
        }
    }
    assert held_in(Resource(name="machine", schema="", key="id"), root, [part]) == ()
    assert nouns_of("store", ["pending order", "order", "store visit"]) == {
        ("visit",): "store visit", ("pending", "order"): "pending order", ("order",): "order",
        ("store", "visit"): "store visit",
    }  # fmt: skip
