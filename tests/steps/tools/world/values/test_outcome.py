"""What an envelope says of a call is a success, whatever its form."""

from typing import Any

import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.outcome import good_value, is_outcome, outcome_fields
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


@pytest.mark.parametrize(
    ("properties", "good"),
    [
        ({"payload": {"type": "object"}, "status": TEXT, "message": TEXT}, {"status": "success", "message": "OK"}),
        (
            {"plan_id": NUMBER, "plan_name": TEXT, "status_code": NUMBER, "status_reason": TEXT},
            {"status_code": 200, "status_reason": "OK"},
        ),
        ({"planId": NUMBER, "code": {"type": "integer", "maximum": 9}, "message": TEXT}, {"code": 0, "message": "OK"}),
        ({"url": TEXT, "size": NUMBER, "responseCode": TEXT, "responseMessage": TEXT}, {"responseMessage": "OK"}),
    ],
)
def test_a_receipt_with_fields_of_its_entity_or_an_empty_wrapper_tells_of_success(
    properties: dict[str, Any], good: dict[str, Any]
) -> None:
    schema = {"type": "object", "properties": properties, "required": [*properties]}
    made = sample(schema, schema, "seed", "result")
    assert {name: made[name] for name in good} == good
    plan: dict[str, tuple[Place, Any]] = {"planId": ("path", NUMBER)}
    plans = http("listPlans", "GET", "/plans", {}, {"type": "array", "items": {**CUSTOMER, "required": ["id"]}})
    world = make_world(
        [
            plans,
            http("createPlan", "POST", "/plans", {"email": ("body", TEXT)}, schema, ("email",)),
            http("updatePlan", "PATCH", "/plans/{planId}", {**plan, "email": ("body", TEXT)}, schema, ("email",)),
        ]
    )
    key = world.call("listPlans", {}).body[0]["id"]
    created = world.call("createPlan", {"email": "a@example.com"}).body
    updated = world.call("updatePlan", {"planId": key, "email": "b@example.com"}).body
    assert [{name: body[name] for name in good} for body in (created, updated)] == [good, good]


@pytest.mark.parametrize(
    "properties",
    [
        {"id": TEXT, "status": TEXT, "message": TEXT, "data": {"type": "object"}},
        {"id": TEXT, "code": NUMBER, "message": TEXT},
        {"name": TEXT, "status_code": {"type": "string", "enum": ["shipped", "packed"]}, "status_reason": TEXT},
        {"status": TEXT, "message": TEXT, "customer": {"type": "object"}},
    ],
)
def test_an_entity_with_a_message_or_a_reason_keeps_what_it_tells(properties: dict[str, Any]) -> None:
    assert outcome_fields(properties, {}) == frozenset()


def test_the_message_of_a_change_beside_what_it_lists_tells_of_success() -> None:
    note = {"type": "object", "properties": {"noteKey": TEXT, "text": TEXT}, "required": ["noteKey"]}
    properties = {"count": NUMBER, "message": TEXT, "notes": {"type": "array", "items": note}}
    schema = {"type": "object", "properties": properties, "required": [*properties]}
    sent: dict[str, tuple[Place, Any]] = {"message": ("body", TEXT)}
    world = make_world(
        [
            http("purgeNotes", "POST", "/board/purge", {"depth": ("body", NUMBER)}, schema),
            http("sayHello", "POST", "/board/hello", sent, schema),
        ]
    )
    assert world.call("purgeNotes", {"depth": 3}).body["message"] == "OK"
    assert world.call("sayHello", {"message": "Good morning"}).body["message"] == "Good morning"


@pytest.mark.parametrize("own", ["ownerCode", "id"])
def test_what_a_change_shows_beside_the_key_of_its_entity_tells_of_the_change(own: str) -> None:
    told = {"ownerCode": TEXT, "code": NUMBER, "message": TEXT}
    properties = {own: TEXT, **told, "town": TEXT}
    owner = {"type": "object", "properties": properties, "required": [*properties]}
    receipt = {"type": "object", "properties": told, "required": [*told]}
    key: dict[str, tuple[Place, Any]] = {own: ("path", TEXT)}
    world = make_world(
        [
            http("listOwners", "GET", "/owners", {}, {"type": "array", "items": owner}),
            http("getOwner", "GET", f"/owners/{{{own}}}", {**key}, owner),
            http("createOwner", "POST", "/owners", {"town": ("body", TEXT)}, receipt, ("town",)),
        ]
    )
    made = world.call("createOwner", {"town": "Oslo"}).body
    assert (made["code"], made["message"]) == (200, "OK")
