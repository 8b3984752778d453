"""Tests calls that name the entities above in a list."""

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import TEXT, http, shop


def with_lists() -> list[Tool]:
    tools = []
    for tool in shop():
        if tool.name == "listCustomerOrders":
            schema = msgspec.json.decode(tool.parameters)
            schema["properties"]["customerId"] = {"type": "array", "items": {"type": "integer"}}
            tool = msgspec.structs.replace(tool, parameters=msgspec.json.encode(schema).decode())
        tools.append(tool)
    return tools


@pytest.fixture
def world() -> LocalWorld:
    return make_world(with_lists(), "s")


def test_a_list_of_one_names_the_entity_above(world: LocalWorld) -> None:
    for customer in (each["id"] for each in world.call("listCustomers", {}).body[:2]):
        order = world.call("createCustomerOrder", {"customerId": customer, "name": "Tea"}).body
        shown = world.call("listCustomerOrders", {"customerId": [customer]}).body
        assert order in shown
        assert {each["customerId"] for each in shown} == {customer}


def test_several_must_all_exist(world: LocalWorld) -> None:
    first, second = (each["id"] for each in world.call("listCustomers", {}).body[:2])
    assert world.call("listCustomerOrders", {"customerId": [first, second]}).status == 200
    missing = world.call("listCustomerOrders", {"customerId": [first, 1]})
    assert (missing.status, missing.body["error"]["message"]) == (404, "there is no customer 1")


def with_sessions() -> list[Tool]:
    """Return tools of an API whose sessions are opened by a call of which nothing is known, and never shown."""
    session = {
        "type": "object",
        "properties": {"data": {"type": "object", "properties": {"id": TEXT, "type": TEXT}, "required": ["id"]}},
        "required": ["data"],
    }
    visit = {"type": "object", "properties": {"id": TEXT, "title": TEXT}, "required": ["id"]}
    visits = {"type": "array", "items": visit}
    return [
        http("openSession", "POST", "/gate/session", {"secret": ("body", TEXT)}, session),
        http("listVisits", "GET", "/gate/session/{id}/visits", {"id": ("path", TEXT)}, visits),
        http("getVisit", "GET", "/visits/{visitId}", {"visitId": ("path", TEXT)}, visit),
    ]


def test_what_a_call_without_a_meaning_returns_has_things_below_it() -> None:
    world = make_world(with_sessions(), "s")
    assert world.compiled.operations["openSession"].operation.stateless
    key = world.call("openSession", {"secret": "tea"}).body["data"]["id"]
    assert world.call("listVisits", {"id": key}).status == 200
    assert world.call("listVisits", {"id": f"{key}x"}).status == 404
    again = world.clone()
    assert again.state_hash() == world.state_hash()
    world.reset()
    assert world.call("listVisits", {"id": key}).status == 404
    assert again.call("listVisits", {"id": key}).status == 200
