"""Failures come when a plan asks for them, once or always, and the same for the same seed."""

import json
from typing import Any

import msgspec
import pytest

from lemnos.records import ToolError
from lemnos.records.tools import Place, ToolResponse
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.failures import (
    Fault,
    failure,
    planned_faults,
    status_for_conflict,
    status_for_missing,
    status_for_problem,
    wrong_request,
)
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, PROBLEM, TEXT, http, shop


def test_a_rate_limit_passes_and_says_when_to_retry() -> None:
    world = make_world(shop(), "s", [Fault("rate_limit", "listOrders", at=2, retry_after=5)])
    assert world.call("listOrders", {}).status == 200
    limited = world.call("listOrders", {})
    assert (limited.status, limited.headers) == (429, {"Retry-After": "5"})
    assert world.call("listOrders", {}).status == 200


def test_an_error_of_the_server_comes_once_and_changes_nothing() -> None:
    world = make_world(shop(), "s", [Fault("server_error")])
    before = world.state_hash()
    assert world.call("createOrder", {"name": "Tea"}).status == 503
    assert world.state_hash() == before
    assert world.call("createOrder", {"name": "Tea"}).status == 201


def test_a_permission_is_denied_every_time_to_one_tool() -> None:
    world = make_world(shop(), "s", [Fault("permission", "createOrder")])
    assert [world.call("createOrder", {"name": "Tea"}).status for _ in range(2)] == [403, 403]
    assert world.call("listOrders", {}).status == 200


def test_a_snapshot_remembers_which_failures_are_spent() -> None:
    faults = [Fault("server_error")]
    world = make_world(shop(), "s", faults)
    world.call("listOrders", {})
    assert world.clone().call("listOrders", {}).status == 200
    world.reset()
    assert world.call("listOrders", {}).status == 503


def test_plans_follow_from_their_seed() -> None:
    names = [tool.name for tool in shop()]
    assert planned_faults("a", names, 3) == planned_faults("a", names, 3)
    assert planned_faults("a", names, 3) != planned_faults("b", names, 3)
    assert planned_faults("a", [], 3) == ()
    assert {fault.kind for fault in planned_faults("a", names, 20)} == {"rate_limit", "server_error"}


@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 503])
def test_without_a_described_schema_a_failure_is_plain(status: int) -> None:
    body = failure(None, status, "no").body
    assert body["error"]["message"] == "no"
    assert isinstance(body["error"]["code"], str)


@pytest.mark.parametrize(
    ("tool", "arguments", "fault", "status"),
    [
        ("createOrder", {}, None, 400),
        ("createOrder", {"name": 7}, None, 400),
        ("getOrder", {"orderId": 1}, None, 404),
        ("listCustomerOrders", {"customerId": 1}, None, 404),
        ("listOrders", {"cursor": "no page gave this"}, None, 400),
        ("createCustomer", {"email": "twice@shop.example"}, None, 409),
        ("listOrders", {}, Fault("permission"), 403),
        ("listOrders", {}, Fault("rate_limit", retry_after=9), 429),
        ("listOrders", {}, Fault("server_error"), 503),
    ],
)
def test_every_failure_has_the_schema_that_the_description_gives_to_errors(
    tool: str, arguments: dict[str, Any], fault: Fault | None, status: int
) -> None:
    errors = (ToolError("default", "What went wrong.", body=json.dumps(PROBLEM)),)
    tools = [msgspec.structs.replace(each, errors=errors) for each in shop()]
    world = make_world(tools, "a", (fault,) if fault else ())
    if status == 409:
        assert world.call(tool, arguments).status == 201
    before = world.state_hash()
    observation = world.call(tool, arguments)
    assert observation.status == status
    assert conforms(observation.body, PROBLEM, PROBLEM)
    assert observation.body["code"] == status
    assert len(observation.body["title"]) > 9
    assert observation.headers.get("Retry-After") == ("9" if status == 429 else None)
    assert world.state_hash() == before


@pytest.mark.parametrize(
    ("named", "problem", "in_path", "missing", "conflict"),
    [
        ((), 400, 400, 404, 409),
        (("400", "404", "409"), 400, 400, 404, 409),
        (("401", "403", "429"), 400, 400, 404, 409),
        (("404",), 404, 404, 404, 409),
        (("401", "409"), 400, 400, 404, 409),
        (("401", "415"), 400, 400, 404, 409),
        (("400",), 400, 400, 400, 400),
        (("422",), 422, 422, 422, 422),
        (("410", "400"), 400, 400, 410, 400),
        (("4XX",), 400, 400, 404, 409),
        (("default", "422"), 400, 400, 404, 409),
        (("405: Invalid input",), 405, 405, 405, 405),
        (("405: Use another method",), 400, 400, 404, 409),
        (("412: No such thing",), 400, 412, 412, 412),
        (("480: NoSuchThingException", "481: InvalidThingException", "482: ThingInUseException"), 481, 481, 480, 482),
        (("480: ServiceException", "481: ClientException"), 481, 481, 481, 481),
        (("429: Too many invalid requests",), 400, 400, 404, 409),
    ],
)
def test_a_failure_has_a_status_that_the_description_names(
    named: tuple[str, ...], problem: int, in_path: int, missing: int, conflict: int
) -> None:
    errors = tuple(ToolError(code, text.strip()) for code, _, text in (each.partition(":") for each in named))
    tool = http("get", "GET", "/a/{id}", {"id": ("path", NUMBER), "name": ("query", TEXT)}, errors=errors)
    assert (status_for_problem(tool, "name"), status_for_problem(tool, "id")) == (problem, in_path)
    assert (status_for_missing(tool), status_for_conflict(tool)) == (missing, conflict)
    assert wrong_request(tool, "no", "name").body["error"]["code"] == "invalid_request"


@pytest.mark.parametrize(
    ("place", "named", "expected"),
    [
        ("body", (), 400),
        ("body", ("422",), 422),
        ("body", ("404",), 404),
        ("body", ("default",), 404),
        ("query", (), 404),
    ],
)
def test_an_id_in_the_body_says_nothing_of_the_address(place: Place, named: tuple[str, ...], expected: int) -> None:
    errors = tuple(ToolError(code, "") for code in named)
    tool = http("join", "PATCH", "/members", {"userId": (place, NUMBER)}, errors=errors)
    assert status_for_missing(tool, "userId") == expected


@pytest.mark.parametrize("is_open", [True, False])
def test_a_failure_has_the_schema_that_holds_for_all_statuses_and_says_what_is_wrong(is_open: bool) -> None:
    jar = {"type": "object", "properties": {"id": NUMBER, "size": NUMBER}, "required": ["size"]}
    closed = {**jar, "additionalProperties": is_open}
    responses = (ToolResponse("default", "A jar.", media_types=("application/json",)),)
    tool = http("getJar", "GET", "/jars/{id}", {"id": ("path", NUMBER)}, closed, responses=responses)
    observation = failure(tool, 404, "there is no jar 7", "id")
    assert observation.status == 404
    assert observation.body["error"]["message"] == "there is no jar 7"
    assert conforms(observation.body, closed, closed) is is_open


def test_wrong_arguments_do_not_make_what_is_there_missing() -> None:
    """Where 404 is the only wrong request that is described, it is the answer only if nothing is at the address."""
    errors = (ToolError("404", "No such order."),)
    tools = [msgspec.structs.replace(each, errors=errors) for each in shop()]
    world = make_world(tools, "a")
    order = world.call("createOrder", {"name": "Tea"}).body["id"]
    refused = world.call("updateOrder", {"orderId": order, "name": 7})
    assert (refused.status, refused.body["error"]["code"]) == (400, "invalid_request")
    assert world.call("updateOrder", {"orderId": 1, "name": 7}).status == 404
    assert world.call("createOrder", {"name": 7}).status == 404
    world.call("deleteOrder", {"orderId": order})
    assert world.call("updateOrder", {"orderId": order, "name": 7}).status == 404
