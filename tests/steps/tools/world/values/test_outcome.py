"""What an envelope says of a call is a success, whatever its form."""

from typing import Any

import pytest

from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import good_value, is_outcome
from tests.steps.tools.world.apis import CUSTOMER, NUMBER, TEXT, http


@pytest.mark.parametrize(
    ("name", "schema", "present", "good"),
    [
        ("status", {"type": "string", "enum": ["error", "pending", "ok"]}, "pending", "ok"),
        ("status", {"type": "string", "enum": ["FAIL", "SUCCESS"]}, "FAIL", "SUCCESS"),
        ("status", TEXT, "inactive", "success"),
        ("Status", NUMBER, 7, 200),
        ("code", {"type": "integer", "maximum": 9}, 7, 0),
        ("code", TEXT, "cod_1", "OK"),
        ("statusCode", TEXT, "x", "200"),
        ("success", {"type": "boolean"}, False, True),
        ("isError", {"type": "boolean"}, True, False),
        ("message", TEXT, "Kept for reference.", "OK"),
        ("message", {"type": "string", "minLength": 5}, "Kept for reference.", "Kept for reference."),
        ("colour", TEXT, "red", "red"),
    ],
)
def test_a_field_of_an_outcome_tells_of_success(name: str, schema: dict[str, Any], present: Any, good: Any) -> None:
    assert good_value(name, present, schema, schema) == good


def test_an_entity_with_a_state_is_no_outcome() -> None:
    assert not is_outcome(("id", "status", "customer", "message"))
    assert not is_outcome(("id", "status"), whole=True)


def test_the_items_of_a_batch_succeed() -> None:
    item = {"type": "object", "properties": {"id": TEXT, "status": TEXT, "message": TEXT}, "required": ["status"]}
    schema = {"type": "object", "properties": {"results": {"type": "array", "items": item, "minItems": 2}}}
    made = sample(schema, schema, "seed", "result")
    assert [(each["status"], each["message"]) for each in made["results"]] == 2 * [("success", "OK")]


def test_the_status_of_an_envelope_is_not_that_of_its_entity() -> None:
    status: dict[str, Any] = {"type": "string", "enum": ["error", "ok"]}
    account: dict[str, Any] = {
        "type": "object",
        "properties": {**CUSTOMER["properties"], "status": TEXT},
        "required": ["id"],
    }
    wrapped = {"type": "object", "properties": {"status": status, "message": TEXT, "data": account}}
    receipt = {"type": "object", "properties": {"status": TEXT, "message": TEXT}}
    world = make_world(
        [
            http("listCustomers", "GET", "/customers", {}, {"type": "array", "items": account}),
            http("getCustomer", "GET", "/customers/{customerId}", {"customerId": ("path", NUMBER)}, wrapped),
            http("deleteCustomer", "DELETE", "/customers/{customerId}", {"customerId": ("path", NUMBER)}, receipt),
        ]
    )
    for row in world.call("listCustomers", {}).body:
        shown = world.call("getCustomer", {"customerId": row["id"]}).body
        assert (shown["status"], shown["message"], shown["data"]) == ("ok", "OK", row)
        gone = world.call("deleteCustomer", {"customerId": row["id"]}).body
        assert gone == {"status": "success", "message": "OK"}
