"""A world answers calls consistently: what is created is found, what is deleted is gone."""

import gc
import json
import weakref
from typing import Any

import msgspec
import pytest

from lemnos.records import ToolError
from lemnos.records.tools import ToolResponse
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.base import Observation, World
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.results.kept import Kept
from tests.steps.tools.world.apis import CUSTOMER, ERRORS, NUMBER, ORDER, TEXT, function, http, page_of, shop, tracker

LIST = {"type": "array", "items": {"type": "object"}}


@pytest.fixture
def world() -> LocalWorld:
    return make_world(shop(), "seed")


def made(world: World, **fields: Any) -> Any:
    observation = world.call("createOrder", {"name": "Tea", **fields})
    assert observation.status == 201
    return observation.body


def test_a_world_starts_with_entities_that_conform_and_belong_together(world: LocalWorld) -> None:
    state = world.state()
    orders, customers = state["order"], state["customer"]
    assert len(orders) >= 5
    assert len(customers) >= 5
    assert len({order["id"] for order in orders}) == len(orders)
    assert {order["customerId"] for order in orders if "customerId" in order} <= {each["id"] for each in customers}
    for order in orders:
        assert conforms(order, ORDER, ORDER)
        assert order.get("createdAt", "") <= order.get("updatedAt", "9")
    assert len({each["email"] for each in customers}) == len(customers)
    assert len({order["name"] for order in orders}) == len(orders)


def test_cities_lie_in_their_countries() -> None:
    known = {"Lisbon": "Portugal", "Kyoto": "Japan", "Denver": "United States", "Oslo": "Norway", "Berlin": "Germany"}
    orders = [order for seed in "abcdef" for order in make_world(shop(), seed).state()["order"]]
    pairs = {(order["city"], order["country"]) for order in orders if "city" in order and "country" in order}
    assert len(pairs) > 3
    assert all(known.get(city, country) == country for city, country in pairs)


def test_what_is_created_echoes_what_was_sent_and_gets_the_rest_from_the_world(world: LocalWorld) -> None:
    order = made(world, city="Porto")
    assert (order["name"], order["city"], order["status"]) == ("Tea", "Porto", "open")
    assert order["createdAt"] == order["updatedAt"] == world.clock.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert world.call("getOrder", {"orderId": order["id"]}).body == order
    assert world.call("createOrder", {"name": "Tea"}).headers["Location"].startswith("/orders/")


def test_lists_reflect_creates_updates_and_deletes(world: LocalWorld) -> None:
    before = world.call("listOrders", {}).body
    order = made(world)
    after = world.call("listOrders", {}).body
    assert after["total"] == before["total"] + 1
    assert after["items"][-1] == order
    world.call("updateOrder", {"orderId": order["id"], "name": "Coffee"})
    assert world.call("listOrders", {}).body["items"][-1]["name"] == "Coffee"
    assert world.call("deleteOrder", {"orderId": order["id"]}) == Observation(204, None)
    assert world.call("listOrders", {}).body == before


@pytest.mark.parametrize("tool", ["getOrder", "updateOrder", "deleteOrder", "cancelOrder"])
def test_after_a_delete_every_operation_on_the_entity_is_404(world: LocalWorld, tool: str) -> None:
    order = made(world)
    world.call("deleteOrder", {"orderId": order["id"]})
    assert world.call(tool, {"orderId": order["id"]}).status == 404


def test_an_update_keeps_what_it_does_not_name_and_a_replacement_does_not(world: LocalWorld) -> None:
    order = made(world, city="Porto")
    updated = world.call("updateOrder", {"orderId": order["id"], "name": "Coffee"}).body
    assert (updated["name"], updated["city"]) == ("Coffee", "Porto")
    replaced = world.call("replaceOrder", {"orderId": order["id"], "name": "Milk"}).body
    assert replaced["name"] == "Milk"
    assert "city" not in replaced
    assert (replaced["id"], replaced["createdAt"]) == (order["id"], order["createdAt"])


def test_the_clock_stands_still_unless_told(world: LocalWorld) -> None:
    order = made(world)
    world.advance(3600)
    updated = world.call("updateOrder", {"orderId": order["id"], "name": "Coffee"}).body
    assert updated["createdAt"] == order["createdAt"]
    assert updated["updatedAt"] > order["updatedAt"]


def test_an_action_is_possible_once(world: LocalWorld) -> None:
    order = made(world)
    assert world.call("cancelOrder", {"orderId": order["id"]}).body["status"] == "cancelled"
    assert world.call("cancelOrder", {"orderId": order["id"]}).status == 409
    assert world.call("getOrder", {"orderId": order["id"]}).body["status"] == "cancelled"


def test_nested_paths_are_scoped_by_their_parent(world: LocalWorld) -> None:
    first, second = (customer["id"] for customer in world.call("listCustomers", {}).body[:2])
    order = world.call("createCustomerOrder", {"customerId": first, "name": "Tea"}).body
    assert order["customerId"] == first
    assert order in world.call("listCustomerOrders", {"customerId": first}).body
    assert order not in world.call("listCustomerOrders", {"customerId": second}).body
    assert world.call("listCustomerOrders", {"customerId": 1}).status == 404
    assert order in world.call("listOrders", {"limit": 100}).body["items"]


def test_an_order_for_a_customer_lies_below_that_customer(world: LocalWorld) -> None:
    customer = world.call("listCustomers", {}).body[2]["id"]
    order = made(world, customerId=customer)
    assert order in world.call("listCustomerOrders", {"customerId": customer}).body


def test_unique_values_conflict(world: LocalWorld) -> None:
    assert world.call("createCustomer", {"email": "ana@shop.example"}).status == 201
    conflict = world.call("createCustomer", {"email": "ana@shop.example"})
    assert conflict.status == 409
    assert conflict.body["error"]["field"] == "email"


def test_filters_searches_and_sorting(world: LocalWorld) -> None:
    order = made(world, city="Ulaanbaatar")
    world.call("cancelOrder", {"orderId": order["id"]})
    cancelled = world.call("listOrders", {"status": "cancelled", "limit": 100}).body["items"]
    assert order["id"] in {each["id"] for each in cancelled}
    assert {each["status"] for each in cancelled} == {"cancelled"}
    assert [each["id"] for each in world.call("listOrders", {"q": "ulaanbaatar"}).body["items"]] == [order["id"]]
    names = [each["name"] for each in world.call("listOrders", {"sort": "-name", "limit": 100}).body["items"]]
    assert names == sorted(names, reverse=True)


def test_pages_follow_one_another_and_end(world: LocalWorld) -> None:
    everything = world.call("listOrders", {"limit": 100}).body
    assert "nextCursor" not in everything
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = world.call("listOrders", {"limit": 2, **cursor}).body
        assert page["total"] == everything["total"]
        assert len(page["items"]) <= 2
        seen += page["items"]
        if "nextCursor" not in page:
            break
        cursor = {"cursor": page["nextCursor"]}
    assert seen == everything["items"]
    assert world.call("listOrders", {"cursor": "nonsense"}).status == 400


@pytest.mark.parametrize(
    ("arguments", "field"),
    [({}, "name"), ({"name": 3}, "name"), ({"name": "Tea", "customerId": "x"}, "customerId")],
)
def test_wrong_arguments_are_told(world: LocalWorld, arguments: dict[str, Any], field: str) -> None:
    before = world.state_hash()
    observation = world.call("createOrder", arguments)
    assert observation.status == 400
    assert observation.body["error"]["field"] == field
    assert world.state_hash() == before


def test_an_unknown_tool_is_an_observation_too(world: LocalWorld) -> None:
    assert world.call("fly", {}).status == 404


def test_errors_have_the_schema_of_the_description() -> None:
    world = make_world(shop(errors=ERRORS), "seed")
    assert world.call("createOrder", {}) == Observation(422, {"code": 422, "title": "name is required"})
    missing = world.call("getOrder", {"orderId": 1})
    assert missing == Observation(404, {"code": 404, "title": "there is no order 1"})


def test_a_described_status_is_used() -> None:
    world = make_world(shop(responses=(ToolResponse("202"),)), "seed")
    assert world.call("createOrder", {"name": "Tea"}).status == 202


def test_opaque_operations_are_a_function_of_their_arguments(world: LocalWorld) -> None:
    before = world.state_hash()
    first = world.call("quote", {"weight": 2})
    assert first.status == 200
    assert world.call("quote", {"weight": 2}) == first
    assert isinstance(first.body["price"], int | float)
    assert world.state_hash() == before


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    def told(seed: str) -> bytes:
        world = make_world(shop(), seed)
        calls: list[tuple[str, dict[str, Any]]] = [("createOrder", {"name": "Tea"}), ("listOrders", {}), ("quote", {})]
        return msgspec.json.encode([world.call(*call) for call in calls] + [world.state_hash()])

    assert told("a") == told("a")
    assert told("a") != told("b")


def test_the_bytes_of_a_world_stay_those_that_they_were() -> None:
    world = make_world(tracker(), "1")
    made = world.call("create_issue", {"title": "Leak"}).body
    assert made["title"] == "Leak"
    assert list(made) == ["issue_id", "title"]


def test_a_snapshot_is_restored_here_and_in_another_world(world: LocalWorld) -> None:
    made(world)
    snapshot, kept = world.snapshot(), world.state_hash()
    copy = world.clone()
    for order in world.call("listOrders", {}).body["items"]:
        world.call("deleteOrder", {"orderId": order["id"]})
    assert world.state_hash() != kept
    assert copy.state_hash() == kept
    world.restore(snapshot)
    assert world.state_hash() == kept
    assert world.state() == copy.state()
    other = make_world(shop(), "seed")
    other.restore(snapshot)
    assert other.call("listOrders", {}) == world.call("listOrders", {})
    with pytest.raises(ValueError, match="belongs to the world"):
        make_world(shop(), "another").restore(snapshot)


def test_a_reset_returns_to_the_start(world: LocalWorld) -> None:
    before, start = world.state_hash(), world.state()
    made(world)
    world.advance(10)
    world.reset()
    assert (world.state_hash(), world.state()) == (before, start)


def test_undoing_a_change_restores_the_hash(world: LocalWorld) -> None:
    first = world.call("listOrders", {}).body["items"][0]
    world.advance(0)
    before = world.state_hash()
    world.call("getOrder", {"orderId": first["id"]})
    assert world.state_hash() == before
    world.call("deleteOrder", {"orderId": first["id"]})
    assert world.state_hash() != before


def test_tools_without_schemas_of_results_work_by_what_is_inferred() -> None:
    world = make_world(tracker(), "1")
    issue = world.call("create_issue", {"title": "Leak", "body": "In the hall"}).body
    key = {"issue_id": issue["issue_id"]}
    assert world.call("get_issue", key).body == issue
    assert world.call("update-issue", {**key, "title": "Flood"}).body["title"] == "Flood"
    assert [each["title"] for each in world.call("search_issues", {"query": "flood"}).body["items"]] == ["Flood"]
    assert world.call("deleteIssue", key).body == {**key, "deleted": True}
    assert world.call("get_issue", key).status == 404


def test_a_put_creates_what_nothing_else_creates() -> None:
    document = {"type": "object", "properties": {"name": TEXT, "text": TEXT}, "required": ["name"]}
    path: Any = {"name": ("path", TEXT)}
    tools = [
        http("getPage", "GET", "/pages/{name}", path, document),
        http("putPage", "PUT", "/pages/{name}", {**path, "text": ("body", TEXT)}, document),
    ]
    world = make_world(tools)
    assert world.call("getPage", {"name": "home"}).status == 404
    assert world.call("putPage", {"name": "home", "text": "Hello"}).status == 201
    assert world.call("getPage", {"name": "home"}).body == {"name": "home", "text": "Hello"}


def test_wrapped_bodies_and_results_hold_the_entity() -> None:
    pet = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id"]}
    wrapped = {"type": "object", "properties": {"pet": pet}, "required": ["pet"]}
    body = {"type": "object", "properties": {"name": TEXT}}
    tools = [
        http("createPet", "POST", "/pets", {"pet": ("body", body)}, wrapped, ("pet",)),
        http("getPet", "GET", "/pets/{id}", {"id": ("path", NUMBER)}, wrapped),
        http("listPets", "GET", "/pets", {}, page_of(pet)),
    ]
    world = make_world(tools)
    created = world.call("createPet", {"pet": {"name": "Rex"}}).body
    assert created["pet"]["name"] == "Rex"
    assert world.call("getPet", {"id": created["pet"]["id"]}).body == created
    assert created["pet"] in world.call("listPets", {}).body["items"]


def test_results_conform_where_the_schema_of_a_list_differs_from_that_of_an_entity() -> None:
    brief = {
        "type": "object",
        "properties": {"id": TEXT, "rank": {"type": "integer", "minimum": 1, "maximum": 3}},
        "required": ["id", "rank"],
        "additionalProperties": False,
    }
    tools = [http("listOrders", "GET", "/orders", {}, {"type": "array", "items": brief}), *shop()[1:3]]
    world = make_world(tools)
    listed = world.call("listOrders", {})
    assert conforms(listed.body, {"type": "array", "items": brief}, True)
    assert world.call("listOrders", {}) == listed
    assert {each["id"] for each in listed.body} == {str(each["id"]) for each in world.state()["order"]}


def test_a_lone_function_that_names_a_resource_is_not_stateful() -> None:
    tools = [function("get_forecast", "city", result={"type": "object", "properties": {"degrees": NUMBER}})]
    world = make_world(tools)
    assert world.compiled.operations["get_forecast"].operation.stateless
    assert json.dumps(world.call("get_forecast", {"city": "Oslo"}).body)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("get_weather", {"city", "temperature_celsius", "humidity_percent", "conditions"}),
        ("list_stations", {"city", "stations", "count"}),
        ("play", {"city", "success"}),
    ],
)
def test_functions_without_a_known_result_answer_with_what_their_names_promise(name: str, expected: set[str]) -> None:
    world = make_world([function(name, "city")])
    answer = world.call(name, {"city": "Oslo"})
    assert answer.status == 200
    assert set(answer.body) == expected
    assert answer.body["city"] == "Oslo"


def test_an_embedded_entity_is_the_one_that_was_sent() -> None:
    customer = {"type": "object", "properties": {"id": NUMBER, "email": TEXT}, "required": ["id"]}
    sale = {
        "type": "object",
        "properties": {"id": NUMBER, "customer": customer, "customer_id": NUMBER},
        "required": ["id", "customer"],
    }
    tools = [
        http("createSale", "POST", "/sales", {"customer_id": ("body", NUMBER)}, sale, ("customer_id",)),
        http("getSale", "GET", "/sales/{id}", {"id": ("path", NUMBER)}, sale),
        *shop()[7:10],
    ]
    world = make_world(tools)
    known = world.call("listCustomers", {}).body[3]
    made = world.call("createSale", {"customer_id": known["id"]}).body
    assert made["customer"] == {"id": known["id"], "email": known["email"]}
    for sold in world.state()["sale"]:
        assert sold["customer"]["id"] in {each["id"] for each in world.state()["customer"]}


def test_an_error_takes_the_code_of_the_description() -> None:
    problem = {
        "type": "object",
        "properties": {"code": {"type": "string", "enum": ["forbidden", "not found"]}, "message": TEXT},
        "required": ["code"],
    }
    world = make_world(shop(errors=(ToolError("404", "x", body=json.dumps(problem)),)))
    assert world.call("getOrder", {"orderId": 1}).body == {"code": "not found", "message": "there is no order 1"}


def test_an_optional_argument_identifies_nothing() -> None:
    tools = [
        http("getMood", "GET", "/mood", {"id": ("query", TEXT), "text": ("query", TEXT)}, CUSTOMER, ("text",)),
        http("postMood", "POST", "/mood", {"id": ("body", TEXT), "text": ("body", TEXT)}, CUSTOMER, ("text",)),
    ]
    assert all(each.operation.stateless for each in make_world(tools).compiled.operations.values())


def test_a_body_of_lists_alone_creates_no_entity() -> None:
    links = http("addTags", "POST", "/orders/{orderId}/tags", {"orderId": ("path", NUMBER), "data": ("body", LIST)})
    tools = [*shop(), links, http("listTags", "GET", "/tags", {}, {"type": "array", "items": CUSTOMER})]
    assert make_world(tools).compiled.operations["addTags"].operation.stateless


@pytest.mark.parametrize("argument", ["userName", "userIdOrName"])
def test_an_entity_is_found_by_another_of_its_names(argument: str) -> None:
    user = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    tools = [
        http("listUsers", "GET", "/users", {}, {"type": "array", "items": user}),
        http("deleteUser", "DELETE", "/users/{userId}", {"userId": ("path", NUMBER)}),
        http("getUser", "GET", f"/users/{{{argument}}}", {argument: ("path", TEXT)}, user),
    ]
    world = make_world(tools)
    known = world.call("listUsers", {}).body[1]
    assert world.call("getUser", {argument: known["name"]}).body == known
    assert world.call("getUser", {argument: "nobody"}).status == 404


def nested(depth: int) -> Any:
    value: Any = {}
    for _ in range(depth):
        value = {"a": value}
    return value


@pytest.mark.parametrize(
    "arguments",
    [None, [], "x", {"name": object()}, {"name": "\ud800"}, {"name": float("nan")}, nested(3000)],
)
def test_whatever_is_passed_a_call_returns(world: LocalWorld, arguments: Any) -> None:
    before = world.state_hash()
    for tool in ("createOrder", "listOrders", "getOrder", "quote"):
        assert world.call(tool, arguments).status in (200, 400)
    assert world.state_hash() == before


def test_a_deleted_entity_is_not_found_by_the_name_of_another() -> None:
    backup = {"type": "object", "properties": {"backupName": TEXT, "name": TEXT}, "required": ["backupName"]}
    path: Any = {"backupName": ("path", TEXT)}
    tools = [
        http("createBackup", "POST", "/backups", {"backupName": ("body", TEXT), "name": ("body", TEXT)}, backup),
        http("getBackup", "GET", "/backups/{backupName}", path, backup),
        http("deleteBackup", "DELETE", "/backups/{backupName}", path),
    ]
    world = make_world(tools)
    world.call("createBackup", {"backupName": "first", "name": "second"})
    world.call("createBackup", {"backupName": "second", "name": "other"})
    assert world.call("deleteBackup", {"backupName": "second"}).status == 204
    assert world.call("getBackup", {"backupName": "second"}).status == 404


def test_an_envelope_counts_by_whatever_name() -> None:
    names = ("itemsTotal", "currentPageItems", "pagesTotal", "currentPage", "pageSize")
    paging = {"type": "object", "properties": dict.fromkeys(names, NUMBER), "required": list(names)}
    page = {"type": "object", "properties": {"data": {"type": "array", "items": ORDER}, "pagination": paging}}
    tools = [
        msgspec.structs.replace(each, result=json.dumps(page)) if each.name == "listCustomerOrders" else each
        for each in shop()
    ]
    page_arguments = {"customerId": NUMBER, "currentPage": NUMBER, "pageSize": NUMBER}
    tools = [
        msgspec.structs.replace(
            each, parameters=json.dumps({"type": "object", "properties": page_arguments, "required": ["customerId"]})
        )
        if each.name == "listCustomerOrders"
        else each
        for each in tools
    ]
    world = make_world(tools, "seed")
    customer = world.state()["customer"][0]["id"]
    for number in range(4):
        world.call("createCustomerOrder", {"customerId": customer, "name": f"Tea {number}"})
    body = world.call("listCustomerOrders", {"customerId": customer, "pageSize": 3, "currentPage": 2}).body
    told = body["pagination"]
    assert told["currentPageItems"] == len(body["data"]) <= 3
    assert told["itemsTotal"] >= 4
    assert told["pagesTotal"] == -(-told["itemsTotal"] // 3)
    assert (told["currentPage"], told["pageSize"]) == (2, 3)


@pytest.mark.parametrize(("page", "before"), [(1, False), (2, True)])
def test_an_envelope_tells_what_lies_before_a_page(page: int, before: bool) -> None:
    flags = {key: {"type": "boolean"} for key in ("hasPreviousPage", "isFirst", "isLast")}
    link = {"type": "object", "properties": {"href": TEXT}, "required": ["href"]}
    links = {"previousUrl": TEXT, "prev_page": link, "next_page": link}
    paging: dict[str, Any] = {"type": "object", "properties": {**flags, **links, "total": NUMBER}}
    paging["required"] = list(flags)
    shown = {"type": "object", "properties": {"data": {"type": "array", "items": ORDER}, "pagination": paging}}
    sent = {"customerId": NUMBER, "page": NUMBER, "pageSize": NUMBER}
    tools = [
        msgspec.structs.replace(
            each,
            result=json.dumps(shown),
            parameters=json.dumps({"type": "object", "properties": sent, "required": ["customerId"]}),
        )
        if each.name == "listCustomerOrders"
        else each
        for each in shop()
    ]
    world = make_world(tools, "seed")
    customer = world.state()["customer"][0]["id"]
    for number in range(4):
        world.call("createCustomerOrder", {"customerId": customer, "name": f"Tea {number}"})
    told = world.call("listCustomerOrders", {"customerId": customer, "pageSize": 3, "page": page}).body["pagination"]
    assert (told["hasPreviousPage"], told["isFirst"], "previousUrl" in told) == (before, not before, before)
    assert ("prev_page" in told) == before
    assert told["isLast"] == (told["total"] <= 3 * page)


def dated() -> LocalWorld:
    event: dict[str, Any] = {
        "type": "object",
        "properties": {"id": {"type": "string", "format": "uuid"}, "day": {"type": "string", "format": "date-time"}},
        "required": ["id", "day"],
    }
    day = {"type": "string", "format": "date"}
    return make_world(
        [
            http("createEvent", "POST", "/events", {"day": ("body", day)}, event, ("day",)),
            http("listEvents", "GET", "/events", {}, {"type": "array", "items": event}),
            http("getEvent", "GET", "/events/{id}", {"id": ("path", event["properties"]["id"])}, event),
        ],
        "seed",
    )


@pytest.mark.parametrize("day", ["2026-13-01", "tomorrow", "2026-03-04T00:00:00Z", ""])
def test_an_argument_that_is_not_in_its_format_is_wrong(day: str) -> None:
    observation = dated().call("createEvent", {"day": day})
    assert observation.status == 400
    assert observation.body["error"]["field"] == "day"
    assert "date" in observation.body["error"]["message"]


def test_what_was_sent_in_one_format_is_shown_in_that_of_the_result() -> None:
    world = dated()
    event = world.call("createEvent", {"day": "2026-03-04"}).body
    assert event["day"] == "2026-03-04T00:00:00Z"
    assert world.call("getEvent", {"id": event["id"]}).body == event
    assert event in world.call("listEvents", {}).body


LISTED = {"type": "object", "properties": {"result": {"type": "array", "items": ORDER}}}


def listing(*methods: str) -> LocalWorld:
    key: dict[str, tuple[Any, Any]] = {"orderId": ("path", NUMBER)}
    one = {
        "DELETE": http("removeOrder", "DELETE", "/orders/{orderId}", key),
        "PUT": http("putOrder", "PUT", "/orders/{orderId}", {**key, "name": ("body", TEXT)}, ORDER),
    }
    return make_world(
        [
            http("listOrders", "GET", "/orders", {}, LISTED),
            http("showOrder", "GET", "/orders/{orderId}", key, LISTED),
            *(one[method] for method in methods),
        ],
        "seed",
    )


@pytest.mark.parametrize("methods", [("DELETE",), ("PUT",), ("DELETE", "PUT")])
def test_what_gets_one_entity_in_a_list_finds_that_entity_alone(methods: tuple[str, ...]) -> None:
    world = listing(*methods)
    second = world.call("listOrders", {}).body["result"][1]
    assert world.call("showOrder", {"orderId": second["id"]}).body == {"result": [second]}
    assert world.call("showOrder", {"orderId": 1}).status == 404
    if "DELETE" in methods:
        world.call("removeOrder", {"orderId": second["id"]})
        assert world.call("showOrder", {"orderId": second["id"]}).status == 404


def test_an_id_at_the_root_of_which_nothing_says_what_it_names_need_not_exist() -> None:
    key: dict[str, tuple[Any, Any]] = {"id": ("path", TEXT)}
    world = make_world(
        [
            http("listNotes", "GET", "/{id}/notes", key, {"type": "array", "items": CUSTOMER}),
            http("addNote", "POST", "/{id}/notes", {**key, "email": ("body", TEXT)}, CUSTOMER),
        ],
        "seed",
    )
    assert world.call("addNote", {"id": "any", "email": "a@example.com"}).status == 201
    assert world.call("listNotes", {"id": "any"}).status == 200


@pytest.mark.parametrize(
    ("codes", "status"), [(("303", "302"), 303), (("200", "302"), 200), (("default",), 200), ((), 200)]
)
def test_a_success_has_a_status_of_redirection_only_where_nothing_else_is_named(
    codes: tuple[str, ...], status: int
) -> None:
    responses = tuple(map(ToolResponse, codes))
    tool = http("enter", "GET", "/enter", {}, TEXT, responses=responses)
    assert make_world([tool], "seed").call("enter", {}).status == status


def test_what_costs_much_is_made_once_and_shared_by_no_two_callers() -> None:
    kept, made = Kept(), []

    def make() -> dict[str, list[int]]:
        made.append(1)
        return {"a": [len(made)]}

    first = kept.get(("tool", ""), {"x": 1}, make)
    second = kept.get(("tool", ""), {"x": 1}, make)
    first["a"].append(9)
    third = kept.get(("tool", ""), {"x": 1}, make)
    assert (second, third, len(made)) == ({"a": [1]}, {"a": [1]}, 1)
    others = [kept.get(("tool", "seed"), {"x": 1}, make), kept.get(("tool", ""), {"x": 2}, make)]
    assert others == [{"a": [2]}, {"a": [3]}]
    assert kept.get(("tool", ""), {"x": 10**40}, make) == {"a": [4]}


def test_calls_answer_alike_whether_or_not_they_were_made_before() -> None:
    tools = shop()
    calls: list[tuple[str, dict[str, Any]]] = [
        ("listOrders", {}), ("getOrder", {"orderId": 1}), ("quote", {"city": "Oslo"}), ("listOrders", {"limit": 2}),
    ]  # fmt: skip
    warm = make_world(tools, "seed")
    once = [warm.call(*each) for each in calls]
    again = [warm.call(*each) for each in calls]
    cold = [make_world(tools, "seed").call(*each) for each in reversed(calls)]
    assert once == again == cold[::-1]


def test_a_world_that_nobody_holds_is_freed_at_once() -> None:
    world = make_world(shop(), "s")
    world.call("listOrders", {})
    world.call("createOrder", {"customer_id": 1})
    held = [weakref.ref(part) for part in (world, world.store)]
    gc.disable()
    try:
        del world
        assert [part() for part in held] == [None, None]
    finally:
        gc.enable()


def test_a_variant_that_was_sent_is_kept() -> None:
    variants = [
        {"type": "object", "properties": {"id": TEXT, "kind": {"const": kind}, "size": NUMBER}, "required": ["kind"]}
        for kind in ("box", "box/round")
    ]
    lid: dict[str, Any] = {"oneOf": variants}
    tools = [
        http("createLid", "POST", "/lids", {"kind": ("body", TEXT), "size": ("body", NUMBER)}, lid, ("kind",)),
        http("getLid", "GET", "/lids/{id}", {"id": ("path", TEXT)}, lid),
        http("listLids", "GET", "/lids", {}, {"type": "array", "items": lid}),
    ]
    world = make_world(tools, "s")
    made = world.call("createLid", {"kind": "box/round", "size": 3}).body
    assert (made["kind"], made["size"]) == ("box/round", 3)
    assert world.call("getLid", {"id": made["id"]}).body == made
