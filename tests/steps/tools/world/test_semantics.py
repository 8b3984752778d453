"""What operations mean follows from their names, paths, methods and schemas."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.world.base import Operation, Resource, WorldSpec
from lemnos.steps.tools.world.make import make_world, world_specs
from lemnos.steps.tools.world.semantics.claims import draft_of
from lemnos.steps.tools.world.semantics.references import references_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.world.apis import CUSTOMER, NUMBER, ORDER, TEXT, function, http, page_of, shop, tracker


def operation(spec: WorldSpec, name: str) -> Operation:
    return next(each for each in spec.operations if each.name == name)


def resource(spec: WorldSpec, name: str) -> Resource:
    return next(each for each in spec.resources if each.name == name)


@pytest.mark.parametrize(
    ("name", "verb", "noun", "key"),
    [
        ("listOrders", "list", "order", ""),
        ("createOrder", "create", "order", ""),
        ("getOrder", "get", "order", "orderId"),
        ("updateOrder", "update", "order", "orderId"),
        ("replaceOrder", "replace", "order", "orderId"),
        ("deleteOrder", "delete", "order", "orderId"),
        ("cancelOrder", "action", "order", "orderId"),
        ("listCustomerOrders", "list", "order", ""),
        ("quote", "opaque", "", ""),
    ],
)
def test_operations_of_http_are_read_from_method_and_path(name: str, verb: str, noun: str, key: str) -> None:
    found = operation(world_spec(shop()), name)
    assert (found.claim.verb, found.claim.resource, found.key) == (verb, noun, key)


@pytest.mark.parametrize(
    ("name", "verb", "key"),
    [
        ("create_issue", "create", ""),
        ("get_issue", "get", "issue_id"),
        ("list_issues", "list", ""),
        ("update-issue", "update", "issue_id"),
        ("deleteIssue", "delete", "issue_id"),
        ("search_issues", "search", ""),
        ("get_weather", "opaque", ""),
    ],
)
def test_operations_of_functions_are_read_from_their_names(name: str, verb: str, key: str) -> None:
    found = operation(world_spec(tracker()), name)
    assert (found.claim.verb, found.key) == (verb, key)


def test_what_is_inferred_from_requests_is_marked() -> None:
    assert resource(world_spec(tracker()), "issue").inferred
    assert not resource(world_spec(shop()), "order").inferred


def test_a_resource_has_key_label_parent_references_states_and_what_the_world_sets() -> None:
    order = resource(world_spec(shop()), "order")
    assert (order.key, order.label, order.parent) == ("id", "name", "customer")
    assert [(each.field, each.resource) for each in order.references] == [("/customerId", "customer")]
    assert order.states == (("status", ("open", "shipped", "cancelled")),)
    assert set(order.read_only) == {"id", "status", "country", "createdAt", "updatedAt"}
    assert resource(world_spec(shop()), "customer").unique == ("email",)


def test_lists_have_filters_and_pages() -> None:
    found = operation(world_spec(shop()), "listOrders")
    assert found.filters == (("status", "status"), ("q", ""))
    assert found.items == "/items"
    assert found.paging is not None
    assert (found.paging.limit, found.paging.cursor) == ("limit", "cursor")
    assert (found.paging.next_field, found.paging.total_field) == ("/nextCursor", "/total")


def test_an_action_names_the_state_in_which_it_leaves_an_entity() -> None:
    assert operation(world_spec(shop()), "cancelOrder").transition == ("status", "cancelled")


@pytest.mark.parametrize(
    ("method", "path", "verb", "noun"),
    [
        ("GET", "/v2/pets", "list", ("pet",)),
        ("GET", "/pets/{petId}", "get", ("pet",)),
        ("POST", "/pets/search", "search", ("pet",)),
        ("POST", "/v1/connections/create", "create", ("connection",)),
        ("GET", "/companies/{id}", "get", ("company",)),
        ("POST", "/orders/{id}:archive", "action", ("order",)),
        ("GET", "/pets({petId})", "get", ("pet",)),
        ("GET", "/reports/{id}.json", "get", ("report",)),
        ("POST", "/login", "opaque", ()),
        ("GET", "/cart.product.list.json", "list", ("product",)),
        ("GET", "/billing/v2/invoices", "list", ("invoice",)),
        ("GET", "/apis/run.shop.com/v1/invoices/{id}", "get", ("invoice",)),
        ("GET", "/findDevices", "list", ("device",)),
        ("GET", "/analytics", "get", ("analytics",)),
        ("DELETE", "/users/{user}/keys/{key}", "delete", ("key",)),
    ],
)
def test_paths_of_many_styles_are_read(method: str, path: str, verb: str, noun: tuple[str, ...]) -> None:
    found = draft_of(http("call", method, path, _parameters(path)))
    assert (found.verb, found.noun if verb != "opaque" else ()) == (verb, noun)


def _parameters(path: str) -> dict[str, Any]:
    return {part.partition("}")[0]: ("path", TEXT) for part in path.split("{")[1:]}


@pytest.mark.parametrize(
    ("path", "name", "collection"),
    [
        ("/v1/{name}", "x_projects_topics_get", "topics/{}"),
        ("/v1/{parent}/topics", "x_projects_topics_list", "projects"),
    ],
)
def test_the_name_of_an_operation_tells_the_collection_of_a_resource_name(
    path: str, name: str, collection: str
) -> None:
    found = draft_of(http(name, "GET", path, _parameters(path)))
    assert found.noun == ("topic",)
    assert collection.startswith(found.collection.partition("/")[0])


@pytest.mark.parametrize(
    ("result", "pointer"),
    [
        ({"type": "array", "items": ORDER}, ""),
        ({"type": "object", "properties": {"orders": {"type": "array", "items": ORDER}}}, "/orders"),
        (page_of(ORDER), "/items"),
        (
            {
                "type": "object",
                "properties": {"data": {"type": "object", "properties": {"items": {"type": "array", "items": ORDER}}}},
            },
            "/data/items",
        ),
    ],
)
def test_the_list_is_found_in_its_envelope(result: Any, pointer: str) -> None:
    tools = [http("listOrders", "GET", "/orders", {}, result), shop()[2]]
    assert operation(world_spec(tools), "listOrders").items == pointer


@pytest.mark.parametrize(
    ("result", "pointer"),
    [
        (ORDER, ""),
        ({"type": "object", "properties": {"order": ORDER}}, "/order"),
        ({"type": "object", "properties": {"data": ORDER, "success": {"type": "boolean"}}}, "/data"),
    ],
)
def test_the_entity_is_found_in_its_envelope(result: Any, pointer: str) -> None:
    tools = [http("getOrder", "GET", "/orders/{id}", {"id": ("path", NUMBER)}, result), shop()[0]]
    assert operation(world_spec(tools), "getOrder").items == pointer


def test_an_operation_that_nothing_confirms_is_opaque() -> None:
    lone = http("thingWork", "POST", "/things", {"size": ("body", NUMBER)})
    assert operation(world_spec([lone]), "thingWork").claim.verb == "opaque"
    assert operation(world_spec([function("get_issue", "issue_id", result=ORDER)]), "get_issue").claim.verb == "get"


def test_path_parameters_without_operations_of_their_own_become_inferred_resources() -> None:
    arguments: dict[str, Any] = {"owner": ("path", TEXT), "repo": ("path", TEXT)}
    tools = [
        http("getRepo", "GET", "/repos/{owner}/{repo}", arguments, CUSTOMER),
        http("listIssues", "GET", "/repos/{owner}/{repo}/issues", arguments, {"type": "array", "items": ORDER}),
    ]
    spec = world_spec(tools)
    assert [(each.argument, each.resource) for each in operation(spec, "listIssues").parents] == [
        ("owner", "owner"),
        ("repo", "repo"),
    ]
    assert resource(spec, "owner").inferred


def test_what_lies_below_one_of_two_collections_of_one_noun_lies_below_the_one_at_its_address() -> None:
    image = {"type": "object", "title": "Image", "properties": {"digest": TEXT, "size": NUMBER}}
    run = {"type": "object", "title": "Import", "properties": {"uuid": TEXT, "status": TEXT}}
    root = {"$defs": {"Image": image, "Import": run}}
    tools = []
    for at, key, name in (("/images", "digest", "Image"), ("/imports/images", "uuid", "Import")):
        one = {"$ref": f"#/$defs/{name}", **root}
        many = {"type": "array", "items": {"$ref": f"#/$defs/{name}"}, **root}
        tools += [
            http(f"list{name}", "GET", at, {}, many),
            http(f"create{name}", "POST", at, {"status": ("body", TEXT)}, one),
            http(f"get{name}", "GET", f"{at}/{{{key}}}", {key: ("path", TEXT)}, one),
            http(f"list{name}Files", "GET", f"{at}/{{{key}}}/files", {key: ("path", TEXT)}, many),
        ]
    spec = world_spec(tools)
    for name in ("Image", "Import"):
        (parent,) = operation(spec, f"list{name}Files").parents
        assert parent.resource == operation(spec, f"get{name}").claim.resource


def test_a_verb_in_the_name_of_a_collection_is_no_call() -> None:
    request = {"type": "object", "title": "SignRequest", "properties": {"id": TEXT, "note": TEXT}}
    tools = [
        http("addSignRequest", "POST", "/sign_requests", {"note": ("body", TEXT)}, request),
        http("getSignRequest", "GET", "/sign_requests/{id}", {"id": ("path", TEXT)}, request),
        http("signAll", "POST", "/sign_orders", {"note": ("body", TEXT)}, request),
    ]
    spec = world_spec(tools)
    assert [operation(spec, tool.name).claim.verb for tool in tools] == ["create", "get", "opaque"]


def test_the_spec_is_the_same_for_the_same_tools() -> None:
    assert world_spec(shop()) == world_spec(shop())
    assert world_spec(shop()).id != world_spec(shop()[:-1]).id


def test_tools_of_several_apis_make_several_specs() -> None:
    tools: list[Tool] = [*shop(), *tracker()]
    assert [spec.api for spec, _ in world_specs(tools)] == ["Shop", "tracker"]
    with pytest.raises(ValueError, match="2 APIs"):
        world_spec(tools)
    with pytest.raises(ValueError, match="at least one tool"):
        world_spec([])


@pytest.mark.parametrize(("argument", "key"), [("id", "id"), ("database_id", "database_id"), ("name", "name")])
def test_an_argument_for_an_id_is_no_name(argument: str, key: str) -> None:
    tools = [function("create_database", "name"), function("get_database", argument)]
    assert resource(world_spec(tools), "database").key == key


def test_what_makes_something_at_an_address_of_its_own_is_no_update() -> None:
    made, changed = (
        http(
            "postBasket",
            "POST",
            "/baskets/{name}",
            {"name": ("path", TEXT), "capacity": ("body", NUMBER)},
            description=text,
        )
        for text in ("Create new basket. Its name is taken.", "Changes a basket.")
    )
    assert [draft_of(tool).verb for tool in (made, changed)] == ["opaque", "update"]


def test_the_field_that_says_what_a_thing_is_is_its_name() -> None:
    tools = [
        function("list_todos"),
        function("add_todo", "task"),
        function("delete_todo", "task_id"),
    ]
    todo = resource(world_spec(tools), "todo")
    assert todo.label == "task"
    assert "name" not in todo.schema


def test_what_an_entity_is_like_is_no_reference() -> None:
    text = {"type": "string"}
    names: dict[tuple[str, ...], str] = {("email",): "emails", ("website",): "websites", ("invoice",): "invoices"}
    fields = {"id": text, "email": text, "website": text, "invoice": text, "email_id": text}
    found = references_of(fields, "id", "contacts", names)
    assert [(each.field, each.resource) for each in found] == [("/invoice", "invoices"), ("/email_id", "emails")]


def test_a_creation_at_an_address_of_its_own_chooses_the_key() -> None:
    one: dict[str, Any] = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
    at: dict[str, Any] = {"id": ("path", TEXT)}
    tools = [
        http("createAlert", "POST", "/alerts/{id}", at | {"name": ("body", TEXT)}, one, ("id", "name"),
             description="Create an alert."),
        http("getAlert", "GET", "/alerts/{id}", at, one),
        http("listAlerts", "GET", "/alerts", {}, {"type": "array", "items": one}),
        http("deleteAlert", "DELETE", "/alerts/{id}", at),
    ]  # fmt: skip
    world = make_world(tools, "s")
    assert world.call("createAlert", {"id": "north-gate", "name": "Gate"}).body["id"] == "north-gate"
    assert world.call("getAlert", {"id": "north-gate"}).body["name"] == "Gate"
    assert world.call("createAlert", {"id": "north-gate", "name": "Gate"}).status == 409


def test_an_argument_for_the_key_alone_tells_more_of_it_than_one_for_several() -> None:
    board: dict[str, Any] = {"type": "object", "properties": {"slug": TEXT, "id": NUMBER, "title": TEXT}}
    tools = [
        http("getBoard", "GET", "/boards/{id_or_slug}", {"id_or_slug": ("path", TEXT)}, board),
        http("createBoard", "POST", "/boards", {"title": ("body", TEXT)}, board, ("title",)),
        http("deleteBoard", "DELETE", "/boards/{pk}", {"pk": ("path", NUMBER)}),
    ]
    assert resource(world_spec(tools), "board").key == "id"
    world = make_world(tools, "s")
    key = world.call("createBoard", {"title": "Plans"}).body["id"]
    assert world.call("getBoard", {"id_or_slug": str(key)}).body["title"] == "Plans"
    assert world.call("deleteBoard", {"pk": key}).status == 204


def test_a_post_that_gets_a_list_by_its_name_and_result_is_a_search() -> None:
    page: dict[str, Any] = {"type": "object", "properties": {"links": {"type": "array", "items": ORDER}}}
    arguments: dict[str, Any] = {"site": ("path", TEXT), "name": ("body", TEXT)}
    names = ("getLinks", "addLinks", "getLinksInBatch")
    verbs = [draft_of(http(name, "POST", "/sites/{site}/links", arguments, page)).verb for name in names]
    assert verbs == ["search", "create", "opaque"]


def test_the_key_is_no_object_that_holds_the_entity() -> None:
    stage: dict[str, Any] = {"type": "object", "properties": {"wait": NUMBER, "title": TEXT}}
    held = {"type": "object", "properties": {"url": TEXT, "stage": stage}}
    at: dict[str, Any] = {"user": ("path", TEXT)}
    one = at | {"stage": ("path", {"type": "number"})}
    tools = [
        http("list_stages", "GET", "/users/{user}/plans", at, {"type": "object", "properties": {"stages": {
            "type": "array", "items": stage}}}),
        http("post_plans", "POST", "/users/{user}/plans", at | {"wait": ("body", NUMBER)}, held),
        http("get_plan", "GET", "/users/{user}/plans/{stage}", one, held),
        http("put_plan", "PUT", "/users/{user}/plans/{stage}", one | {"wait": ("body", NUMBER)}, held),
    ]  # fmt: skip
    world = make_world(tools, "s")
    plan = world.compiled.resources["plan"]
    assert plan.key == "stage"
    user = world.store.rows("user")[0].key
    assert world.call("post_plans", {"user": user, "wait": 7}).status == 201
    key = int(world.store.rows("plan")[-1].key)
    assert world.call("put_plan", {"user": user, "stage": key, "wait": 8}).status == 200
