"""Any schema gets a value that conforms, is plausible, and follows from its seed."""

import json
from typing import Any

import pytest

from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.results.agree import agreed
from lemnos.steps.tools.world.values.make import sample

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
WHOLE = {"type": "integer"}
TIME = {"type": "string", "format": "date-time"}
NODE = {
    "type": "object",
    "properties": {"name": TEXT, "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}}},
    "required": ["name", "children"],
}


def made(properties: dict[str, Any], seed: str = "a", owner: str = "", required: tuple[str, ...] = ()) -> Any:
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return sample(schema, schema, seed, "value", owner=tuple(owner.split()))


SCHEMAS: list[Any] = [
    True,
    {},
    {"type": "null"},
    {"const": [1, {"a": None}]},
    {"enum": [None, "UNSPECIFIED", "RED"]},
    {"type": ["string", "null"], "enum": [None]},
    {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{4}$"},
    {"type": "string", "pattern": "^\\d{4}-\\d\\d$", "minLength": 7, "maxLength": 7},
    {"type": "string", "minLength": 40},
    {"type": "string", "maxLength": 2},
    {"type": "string", "maxLength": 0},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "never-heard-of"},
    {"type": "integer", "minimum": 7, "maximum": 8},
    {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 4},
    {"type": "number", "minimum": 0, "exclusiveMaximum": 1},
    {"type": "integer", "multipleOf": 25, "minimum": 30},
    {"type": "number", "multipleOf": 0.01},
    {"type": "integer", "maximum": -5},
    {"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "uniqueItems": True},
    {"type": "array", "minItems": 2},
    {"type": "array", "maxItems": 0, "items": WHOLE},
    {"type": "array", "prefixItems": [TEXT, WHOLE], "items": False},
    {"type": "array", "items": WHOLE, "contains": {"const": 4}, "minItems": 2},
    {"type": "object", "additionalProperties": WHOLE, "minProperties": 3},
    {"type": "object", "patternProperties": {"^x_[a-z]+$": WHOLE}, "additionalProperties": False, "minProperties": 1},
    {"type": "object", "required": ["a"], "additionalProperties": {"type": "integer"}},
    {"type": "object", "properties": {"a": WHOLE, "b": TEXT}, "maxProperties": 1},
    {"type": "object", "properties": {"a": WHOLE, "b": TEXT}, "dependentRequired": {"a": ["b"]}},
    {"type": "object", "properties": {"a": False, "b": TEXT}},
    {"anyOf": [{"type": "null"}, {"type": "string", "enum": ["x"]}]},
    {"oneOf": [{"type": "object", "properties": {"kind": {"const": "cat"}}, "required": ["kind"]},
               {"type": "object", "properties": {"kind": {"const": "dog"}}, "required": ["kind"]}]},
    {"allOf": [{"type": "object", "properties": {"a": WHOLE}, "required": ["a"]},
               {"properties": {"a": {"minimum": 900}}}]},
    {"allOf": [{"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}], "type": "object", "properties": {"a": TEXT}},
    {"$defs": {"Node": NODE}, "$ref": "#/$defs/Node"},
    {"$defs": {"Node": NODE}, "type": "array", "items": {"$ref": "#/$defs/Node"}, "minItems": 1},
    {"type": ["integer", "string"]},
    {"properties": {"a": {"type": "boolean"}}},
    {"not": {"type": "null"}, "type": "string"},
    {"type": "object", "properties": {"id": WHOLE}, "unevaluatedProperties": False},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=json.dumps)
def test_every_schema_gets_a_value_that_conforms(schema: Any) -> None:
    for seed in "abcdef":
        assert conforms(sample(schema, schema, seed, "thing"), schema, schema)
        assert conforms(sample(schema, schema, seed, "thing", least=True), schema, schema)


@pytest.mark.parametrize(
    "schema",
    [
        False,
        {"enum": []},
        {"type": "string", "minLength": 3, "maxLength": 2},
        {"type": "integer", "minimum": 2, "maximum": 1},
        {"$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}, "required": ["next"]}},
         "$ref": "#/$defs/Node"},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_an_impossible_schema_is_refused(schema: Any) -> None:
    with pytest.raises(ImpossibleError):
        sample(schema, schema, "a", "thing")


def test_the_same_seed_gives_the_same_value_and_another_gives_another() -> None:
    fields = {"name": TEXT, "email": TEXT, "price": NUMBER, "createdAt": TIME, "tags": {"type": "array", "items": TEXT}}
    assert made(fields) == made(fields)
    assert len({json.dumps(made(fields, seed)) for seed in "abcdefgh"}) == 8


@pytest.mark.parametrize("seed", list("abcdef"))
def test_the_fields_of_a_person_agree(seed: str) -> None:
    person = made({"firstName": TEXT, "lastName": TEXT, "fullName": TEXT, "email": TEXT, "username": TEXT}, seed)
    assert person["fullName"] == f"{person['firstName']} {person['lastName']}"
    assert person["email"].startswith(f"{person['firstName']}.{person['lastName']}@".lower())
    assert person["username"] == f"{person['firstName'][0]}{person['lastName']}".lower()
    user = made({"name": TEXT, "email": TEXT}, seed, "user")
    assert user["email"].startswith(f"{user['name'].replace(' ', '.')}@".lower())


def test_people_beside_an_entity_are_others_and_agree_too() -> None:
    task = made({"assigneeName": TEXT, "assigneeEmail": TEXT, "reporterName": TEXT, "title": TEXT}, owner="task")
    assert task["assigneeEmail"].startswith(f"{task['assigneeName'].replace(' ', '.')}@".lower())
    assert task["assigneeName"] != task["reporterName"]
    assert task["title"] not in (task["assigneeName"], task["reporterName"])


@pytest.mark.parametrize("seed", list("abcdef"))
def test_places_and_sums_and_times_agree(seed: str) -> None:
    address = {"type": "object", "properties": {"city": TEXT, "country": TEXT, "countryCode": TEXT, "timezone": TEXT}}
    order = made(
        {"subtotal": NUMBER, "tax": NUMBER, "shippingCost": NUMBER, "total": NUMBER, "currencyCode": TEXT,
         "createdAt": TIME, "updatedAt": TIME, "startDate": TEXT, "endDate": TEXT, "dueDate": TEXT,
         "shippingAddress": address, "billingAddress": address},
        seed, "order",
    )  # fmt: skip
    assert order["total"] == pytest.approx(order["subtotal"] + order["tax"] + order["shippingCost"], abs=0.011)
    assert order["createdAt"] <= order["updatedAt"]
    assert order["createdAt"][:10] < order["startDate"] <= order["endDate"]
    assert order["createdAt"][:10] < order["dueDate"]
    assert order["shippingAddress"] == order["billingAddress"]
    assert {"Lisbon": "PT", "Kyoto": "JP", "Oslo": "NO"}.get(
        order["shippingAddress"]["city"], order["shippingAddress"]["countryCode"]
    ) == order["shippingAddress"]["countryCode"]


@pytest.mark.parametrize(
    ("owner", "name", "words"),
    [("pet", "name", 1), ("support ticket", "title", 3), ("file", "filename", 1), ("company", "name", 2),
     ("gadget", "name", 2), ("city", "name", 1)],
)  # fmt: skip
def test_things_are_named_by_what_they_are(owner: str, name: str, words: int) -> None:
    named = {made({name: TEXT}, seed, owner)[name] for seed in "abcdefghij"}
    assert len(named) > 4
    assert min(len(each.split()) for each in named) >= min(words, 2) or words == 1


def test_slugs_follow_from_names_and_counts_from_lists() -> None:
    post = made({"title": TEXT, "slug": TEXT, "comments": {"type": "array", "items": TEXT}, "commentsCount": WHOLE},
                owner="post")  # fmt: skip
    assert post["slug"] == "-".join("".join(c if c.isalnum() else " " for c in post["title"].lower()).split())
    assert post["commentsCount"] == len(post["comments"])


def test_what_only_ends_and_failures_have_is_left_out_unless_required() -> None:
    fields = {"deletedAt": TIME, "errorMessage": TEXT, "cancelledReason": TEXT, "deleted": {"type": "boolean"}}
    assert made(fields) == {"deleted": False}
    assert "deletedAt" in made(fields, required=("deletedAt",))


@pytest.mark.parametrize(
    ("name", "schema", "low", "high"),
    [("price", NUMBER, 1, 500), ("quantity", WHOLE, 1, 24), ("latitude", NUMBER, -90, 90), ("rating", NUMBER, 1, 5),
     ("createdAt", WHOLE, 1_700_000_000, 1_800_000_000), ("year", WHOLE, 2000, 2026), ("age", WHOLE, 18, 90),
     ("created_ms", WHOLE | {"description": "Unix time in milliseconds."}, 17 * 10**11, 18 * 10**11)],
)  # fmt: skip
def test_numbers_are_of_the_size_of_what_they_count(name: str, schema: Any, low: float, high: float) -> None:
    for seed in "abcdef":
        assert low <= made({name: schema}, seed)[name] <= high


def test_examples_show_the_form_of_codes_and_the_words_of_others() -> None:
    numbers = {made({"order_id": TEXT | {"examples": ["ORD-2024-0017"]}}, seed)["order_id"] for seed in "abcdef"}
    assert len(numbers) > 3
    assert all(len(each) == 13 and each.startswith("ORD-") for each in numbers)
    assert made({"material": TEXT | {"examples": ["brushed steel"]}})["material"] == "brushed steel"
    names = {made({"name": TEXT | {"examples": ["Rex"]}}, seed, "pet")["name"] for seed in "abcdef"}
    assert len(names) > 2


def test_a_result_repeats_what_was_sent_where_its_schema_allows() -> None:
    schema = {
        "type": "object",
        "properties": {"quote": {"type": "object", "properties": {"city": TEXT, "weight": WHOLE}},
                       "seller": {"type": "object", "properties": {"name": TEXT}}},
    }  # fmt: skip
    value = {"quote": {"city": "Oslo", "weight": 3}, "seller": {"name": "Fern Trading"}}
    sent = {"city": "Lima", "weight": "7", "name": "Ana", "limit": 3}
    assert agreed(value, schema, sent, ("quote",)) == {
        "quote": {"city": "Lima", "weight": 7},
        "seller": {"name": "Fern Trading"},
    }


@pytest.mark.parametrize(("sent", "shown"), [(4.0, "4"), (-4e16, "-40000000000000000"), (1e87, "3"), (4.5, "3")])
def test_an_integer_takes_no_float_over(sent: float, shown: str) -> None:
    schema = {"type": "object", "properties": {"width": {"type": "integer"}}}
    assert repr(agreed({"width": 3}, schema, {"width": sent})["width"]) == shown


@pytest.mark.parametrize(
    ("schema", "allowed"),
    [
        ({"enum": ["STATE_UNSPECIFIED", "ACTIVE", "DELETED"]}, {"ACTIVE"}),
        ({"enum": ["200", "404", "503"]}, {"200"}),
        ({"enum": ["unknown"]}, {"unknown"}),
        ({"enum": [None, "open"]}, {"open"}),
    ],
)
def test_an_enum_gives_what_a_thing_in_good_order_has(schema: Any, allowed: set[Any]) -> None:
    assert {made({"state": schema}, seed)["state"] for seed in "abcdef"} == allowed
