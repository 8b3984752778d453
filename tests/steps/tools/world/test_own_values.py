"""What a change returns of an entity agrees with what lists and gets show of it, in whatever form it is returned."""

import re
from typing import Any

import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.keys import key_of
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http, page_of

BUNDLE = {
    "type": "object",
    "properties": {
        "BundleID": TEXT,
        "BundleName": TEXT,
        "BundleStage": {"type": "string", "enum": ["BUILT", "DELETING"]},
        "Notes": TEXT,
        "CreatedAt": {"type": "string", "format": "date-time"},
    },
    "required": ["BundleID", "BundleName", "BundleStage", "CreatedAt"],
}
OWNER = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}


def told(entity: Any) -> dict[str, Any]:
    """Return the schema of a result that holds a bundle beside an owner."""
    properties = {"BundleDetails": entity, "Owner": OWNER, "Removed": {"type": "boolean"}}
    return {"type": "object", "properties": properties, "required": list(properties)}


@pytest.fixture
def world() -> LocalWorld:
    key: dict[str, tuple[Place, Any]] = {"bundleID": ("path", TEXT)}
    whole, several = told(BUNDLE), told({"type": "array", "items": BUNDLE, "minItems": 1})
    return make_world(
        [
            http("listBundles", "GET", "/bundles", {}, page_of(BUNDLE)),
            http("getBundle", "GET", "/bundles/{bundleID}", {**key}, BUNDLE),
            http("createBundle", "POST", "/bundles", {"BundleName": ("body", TEXT)}, whole, ("BundleName",)),
            http("updateBundle", "PATCH", "/bundles/{bundleID}", {**key, "Notes": ("body", TEXT)}, whole),
            http("replaceBundle", "PUT", "/bundles/{bundleID}", {**key, "BundleName": ("body", TEXT)}, several),
            http("archiveBundle", "POST", "/bundles/{bundleID}/archive", {**key}, whole),
            http("deleteBundle", "DELETE", "/bundles/{bundleID}", {**key}, whole),
        ],
        "seed",
    )


@pytest.mark.parametrize(
    ("tool", "sent"),
    [
        ("updateBundle", {"Notes": "For the fair."}),
        ("replaceBundle", {"BundleName": "harbor-tools"}),
        ("archiveBundle", {}),
        ("deleteBundle", {}),
    ],
)
def test_a_change_returns_the_values_of_its_entity(world: LocalWorld, tool: str, sent: dict[str, Any]) -> None:
    for row in world.call("listBundles", {}).body["items"]:
        key = {"bundleID": row["BundleID"]}
        before = world.call("getBundle", key).body
        result = world.call(tool, {**key, **sent}).body
        after = {**before, "BundleStage": "DELETING"} if tool == "deleteBundle" else world.call("getBundle", key).body
        details = result["BundleDetails"]
        assert details == ([after] if tool == "replaceBundle" else after)
        assert sent.items() <= after.items()
        assert conforms(result["Owner"], OWNER, OWNER)


def test_a_new_entity_is_returned_as_it_is_shown_later(world: LocalWorld) -> None:
    details = world.call("createBundle", {"BundleName": "harbor-tools"}).body["BundleDetails"]
    assert details["BundleName"] == "harbor-tools"
    assert details == world.call("getBundle", {"bundleID": details["BundleID"]}).body


def test_another_object_with_a_key_of_its_own_is_not_the_entity() -> None:
    order = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "total": NUMBER}, "required": ["id", "name"]}
    receipt = {
        "type": "object",
        "properties": {"approver": OWNER, "done": {"type": "boolean"}},
        "required": ["approver"],
    }
    world = make_world(
        [
            http("listOrders", "GET", "/orders", {}, page_of(order)),
            http("getOrder", "GET", "/orders/{orderId}", {"orderId": ("path", NUMBER)}, order),
            http("deleteOrder", "DELETE", "/orders/{orderId}", {"orderId": ("path", NUMBER)}, receipt),
        ],
        "seed",
    )
    row = world.call("listOrders", {}).body["items"][0]
    approver = world.call("deleteOrder", {"orderId": row["id"]}).body["approver"]
    assert approver["name"] != row["name"]


def test_a_part_that_repeats_the_entity_has_its_key_in_each_result() -> None:
    part = {
        "type": "object",
        "properties": {"HarborName": TEXT, "Depth": NUMBER, "Berths": NUMBER, "Pilot": TEXT, "Light": TEXT},
        "required": ["HarborName", "Depth"],
    }
    described = {"type": "object", "properties": {"HarborStatus": part}, "required": ["HarborStatus"]}
    key: dict[str, tuple[Place, Any]] = {"HarborName": ("path", TEXT)}
    short = {"type": "object", "properties": {"HarborName": TEXT, "Depth": NUMBER}, "required": ["HarborName"]}
    world = make_world(
        [
            http("listHarbors", "GET", "/harbors", {}, page_of(short)),
            http("getHarbor", "GET", "/harbors/{HarborName}", {**key}, described),
            http("deleteHarbor", "DELETE", "/harbors/{HarborName}", {**key}, described),
        ],
        "seed",
    )
    for row in world.call("listHarbors", {}).body["items"]:
        got = world.call("getHarbor", {"HarborName": row["HarborName"]}).body
        assert row.items() <= got["HarborStatus"].items()
        assert world.call("deleteHarbor", {"HarborName": row["HarborName"]}).body == got


def test_a_name_that_is_a_key_matches_whole_a_pattern_of_sets() -> None:
    schema = {"type": "string", "pattern": "[a-z][a-z0-9-]+"}
    names = [key_of(schema, "domain name", "seed", number) for number in range(20)]
    assert [name for name in names if re.fullmatch(schema["pattern"], str(name)) is None] == []
    assert sum("-example" in str(name) for name in names) > 10


def test_a_list_that_is_called_like_a_field_that_was_sent_holds_the_new_entity() -> None:
    paper = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "pages": NUMBER}, "required": ["id", "name"]}
    added = {"type": "object", "properties": {"papers": {"type": "array", "items": paper}}, "required": ["papers"]}
    key: dict[str, tuple[Place, Any]] = {"paperId": ("path", NUMBER)}
    many = {"type": "array", "items": TEXT}
    sent: dict[str, tuple[Place, Any]] = {"papers[]": ("form", many), "name": ("form", TEXT)}
    world = make_world(
        [
            http("listPapers", "GET", "/papers", {}, {"type": "array", "items": paper}),
            http("createPaper", "POST", "/papers", sent, added),
            http("getPaper", "GET", "/papers/{paperId}", key, paper),
        ],
        "a",
    )
    (made,) = world.call("createPaper", {"papers[]": ["one"], "name": "Tides"}).body["papers"]
    assert world.call("getPaper", {"paperId": made["id"]}).body == made


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("paper arxiv_id", r"2\d\d\d\.\d{5}"),
        ("film imdb id", r"tt\d{7}"),
        ("trial nctNumber", r"NCT\d{8}"),
        ("x pmid", r"\d{8}"),
    ],
)
def test_a_key_has_the_form_of_the_register_that_its_name_tells(name: str, form: str) -> None:
    made = {str(key_of({"type": "string"}, name, "s", number)) for number in range(20)}
    assert len(made) == 20
    assert all(re.fullmatch(form, each) for each in made)
