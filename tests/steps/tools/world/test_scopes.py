"""Tests calls that name the entities above in a list."""

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import shop


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
