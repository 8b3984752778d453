"""Failures come when a plan asks for them, once or always, and the same for the same seed."""

import pytest

from lemnos.steps.tools.world.failures import Fault, failure, planned_faults
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import shop


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
