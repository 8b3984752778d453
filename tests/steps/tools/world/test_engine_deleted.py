"""What was deleted is gone for operations that do not know the state, too."""

from typing import Any

import pytest

from lemnos.records import Place
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, http, shop


@pytest.fixture
def world() -> LocalWorld:
    tools = [
        *shop(),
        http("rateOrder", "GET", "/orders/{orderId}/rating", {"orderId": ("path", NUMBER)}),
        http("getOrderState", "GET", "/orders/{orderId}/state", {"orderId": ("path", NUMBER)}),
        http("deleteOrderState", "DELETE", "/orders/{orderId}/state", {"orderId": ("path", NUMBER)}),
        http("setOrderState", "POST", "/orders/{orderId}/state", {"orderId": ("path", NUMBER)}),
        http("getTotals", "GET", "/sketch", {}),
        http("dropTotals", "DELETE", "/sketch", {}),
    ]
    made = make_world(tools, "seed")
    for name in ("rateOrder", "getOrderState", "deleteOrderState", "setOrderState", "getTotals", "dropTotals"):
        assert made.compiled.operations[name].operation.stateless
    return made


def test_what_lies_below_a_deleted_entity_is_not_found(world: LocalWorld) -> None:
    first, second = (world.call("createOrder", {"name": "Tea"}).body["id"] for _ in range(2))
    assert world.call("rateOrder", {"orderId": first}).failed is False
    world.call("deleteOrder", {"orderId": first})
    assert world.call("rateOrder", {"orderId": first}).status == 404
    assert world.call("rateOrder", {"orderId": second}).failed is False


def test_an_address_that_an_opaque_call_deleted_is_empty_until_something_is_posted_there(world: LocalWorld) -> None:
    first, second = (world.call("createOrder", {"name": "Tea"}).body["id"] for _ in range(2))
    before = world.state_hash()
    assert world.call("deleteOrderState", {"orderId": first}).failed is False
    assert [world.call("getOrderState", {"orderId": each}).status for each in (first, second)] == [404, 204]
    assert world.state_hash() == before
    kept = world.clone()
    assert world.call("setOrderState", {"orderId": first}).failed is False
    assert world.call("getOrderState", {"orderId": first}).failed is False
    assert kept.call("getOrderState", {"orderId": first}).status == 404
    other = kept.store.rows("order")[0].body["id"]
    kept.call("deleteOrderState", {"orderId": other})
    kept.reset()
    assert kept.call("getOrderState", {"orderId": other}).failed is False


def test_an_opaque_call_below_an_unknown_entity_finds_nothing(world: LocalWorld) -> None:
    known = world.store.rows("order")[0].body["id"]
    assert world.call("setOrderState", {"orderId": known}).failed is False
    assert world.call("setOrderState", {"orderId": 7}).status == 404


def test_a_collection_stays_when_all_in_it_is_deleted(world: LocalWorld) -> None:
    assert world.call("dropTotals", {}).failed is False
    assert world.call("getTotals", {}).failed is False


def test_what_the_same_call_makes_again_is_there_again() -> None:
    pass_ = {"type": "object", "required": ["guid"], "properties": {"guid": {"type": "string", "format": "uuid"}}}
    colour: dict[str, tuple[Place, Any]] = {"colour": ("query", {"type": "string"})}
    world = make_world(
        [
            http("stampPass", "POST", "/stamps/pass", colour, pass_),
            http("tearPass", "DELETE", "/stamps/pass/{guid}", {"guid": ("path", {"type": "string"})}),
        ],
        "seed",
    )
    assert all(each.operation.stateless for each in world.compiled.operations.values())
    red, blue = (world.call("stampPass", {"colour": each}).body["guid"] for each in ("red", "blue"))
    for guid in (red, blue):
        assert world.call("tearPass", {"guid": guid}).failed is False
        assert world.call("tearPass", {"guid": guid}).status == 404
    assert world.call("stampPass", {"colour": "red"}).body["guid"] == red
    assert [world.call("tearPass", {"guid": each}).status for each in (red, blue)] == [204, 404]
