"""Values are such as people would believe, for whatever kind of field."""

import re
from typing import Any

import pytest

from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.filler import stands_for
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.tables import FALLBACK
from tests.steps.tools.world.apis import NUMBER, TEXT, http

SEEDS = [f"seed{number}" for number in range(12)]
RESERVED = r"\+(1-\d{3}-555-01|61-3-7010-01|49-30-23125-0)\d\d"
"""Telephone numbers that are reserved for examples and films."""


def drawn(name: str, owner: str, *, schema: dict[str, Any] | None = None) -> set[Any]:
    """Return what a required field of an object is filled with, over some seeds."""
    root = {"type": "object", "properties": {name: schema or TEXT}, "required": [name]}
    return {sample(root, root, seed, owner, owner=tuple(owner.split()))[name] for seed in SEEDS}


@pytest.mark.parametrize(
    ("name", "owner", "form"),
    [
        ("weight_units", "parcel", "kg|g"),
        ("temperature_units", "sensor", "celsius|fahrenheit"),
        ("heightUnit", "parcel", "cm|mm"),
        ("storage_unit", "plan", "GB|MB"),
        ("default_branch", "repository", r"main|develop|[\w.-]+"),
        ("fax", "contact", RESERVED),
        ("Arn", "queue", r"arn:aws:sqs:us-east-1:123456789012:queue/[\w-]+"),
        ("roleArn", "function", r"arn:aws:iam::123456789012:role/[\w-]+"),
        ("code", "country", "[A-Z]{2}"),
        ("code", "currency", "[A-Z]{3}"),
        ("event", "webhook", r"\w+\.(created|updated|deleted)"),
        ("type", "phone", "work|home|other"),
        ("active", "user", "true"),
        ("public_key", "deploy key", "ssh-ed25519 .+"),
        ("category", "expense", "Travel|Office supplies|Meals|Software"),
        ("payment_status", "order", "pending|completed"),
        ("brand", "credit card", "visa|mastercard"),
        ("is_trusted", "seller", "true|false"),
        ("related", "link", r"https://example\.com/related/[0-9a-f]{8}"),
        ("number", "mobile phone", RESERVED),
        ("decimal_separator", "currency format", r"\."),
        ("format", "date", "YYYY-MM-DD|DD.MM.YYYY"),
        ("web_site", "listing", "https://.+"),
        ("email", "vendor", r"info@\w+\.example\.com"),
        ("certificateKeyFile", "peer", r"/etc/ssl/server\.key"),
        ("unit", "parcel", "pieces|boxes|pairs|standard"),
        ("marital_status", "applicant", "single|married|divorced"),
        ("stock_status", "kettle", "in_stock|out_of_stock"),
        ("asset_tag", "lathe", r"LAT-\d{5}"),
        ("key_signature", "melody", "[A-G] (major|minor)"),
        ("reply_to_address", "mailing", r"[\w.]+@example\.\w+"),
        ("location", "volunteer", r"\D+, \D+"),
        ("driver", "volume", "local|overlay2|bridge"),
        ("caption", "photo", ".+ .+"),
    ],
)
def test_a_name_that_asks_for_something_definite_gets_it(name: str, owner: str, form: str) -> None:
    assert all(re.fullmatch(form, each) for each in drawn(name, owner))


def test_a_text_of_which_nothing_is_known_is_left_out_unless_it_is_required() -> None:
    names = ("flavourHint", "kind", "symbol", "zorgName")
    open_ = {"type": "object", "properties": {"id": TEXT, **dict.fromkeys(names, TEXT)}, "required": ["id"]}
    strict = {**open_, "required": ["id", *names]}
    for seed in SEEDS:
        assert sample(open_, open_, seed, "gadget", owner=("gadget",)).keys() == {"id"}
        assert sample(strict, strict, seed, "gadget", owner=("gadget",)).keys() == {"id", *names}


def test_lists_and_maps_of_such_texts_are_empty() -> None:
    root = {
        "type": "object",
        "properties": {
            "mentions": {"type": "array", "items": TEXT},
            "hints": {"type": "object", "additionalProperties": TEXT},
        },
    }
    made = sample(root, root, "seed", "gadget", owner=("gadget",))
    assert made == {"mentions": [], "hints": {}}


@pytest.mark.parametrize(
    ("example", "name"),
    [("sample status", "status"), ("Molestias laboriosam qui autem.", "title"), ("your description", "description")],
)
def test_an_example_that_stands_for_one_is_no_value(example: str, name: str) -> None:
    assert stands_for(example, name)
    assert example not in drawn(name, "order", schema={"type": "string", "examples": [example]})


@pytest.mark.parametrize("example", ["In transit", "Error", "sample-bucket", "Est. 1998", "Via Roma 5", "test results"])
def test_an_example_that_means_something_is_kept(example: str) -> None:
    assert not stands_for(example, "note")


def test_an_address_in_an_example_is_that_of_one_entity() -> None:
    schema = {"type": "string", "examples": ["https://files.example.com/photos/8813.jpg"]}
    made = drawn("documentUrl", "invoice", schema=schema)
    assert len(made) > 6
    assert all(re.fullmatch(r"https://files\.example\.com/photos/\d{4}\.jpg", each) for each in made)


def test_what_has_the_fields_of_a_person_is_called_like_one() -> None:
    thing = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "email": TEXT}, "required": ["id", "name"]}
    tools = [
        http("listSignees", "GET", "/signees", {}, {"type": "array", "items": thing}),
        http("addSignee", "POST", "/signees", {"name": ("body", TEXT), "email": ("body", TEXT)}, thing, ("name",)),
    ]
    for row in make_world(tools, "seed").call("listSignees", {}).body:
        first, last = row["name"].lower().split(" ")
        assert row["email"].startswith(f"{first}.{last}")
        assert row["name"] not in FALLBACK


def test_the_state_in_an_address_is_a_part_of_a_country() -> None:
    names = ("street", "city", "state", "zip", "country", "currency")
    root = {"type": "object", "properties": dict.fromkeys(names, TEXT), "required": list(names)}
    made = [sample(root, root, seed, "warehouse", owner=("warehouse",)) for seed in SEEDS]
    assert not {each["state"] for each in made} & {"active", "open", "closed", "pending"}
    currencies: dict[str, set[str]] = {}
    for each in made:
        currencies.setdefault(each["country"], set()).add(each["currency"])
    assert all(len(each) == 1 for each in currencies.values())


def test_bounds_are_in_order() -> None:
    names = ("minPrice", "maxPrice", "lower_limit", "upper_limit")
    root = {"type": "object", "properties": {each: {"type": "number"} for each in names}, "required": list(names)}
    for seed in SEEDS:
        made = sample(root, root, seed, "tariff", owner=("tariff",))
        assert made["minPrice"] <= made["maxPrice"]
        assert made["lower_limit"] <= made["upper_limit"]


def test_times_and_reasons_of_an_end_that_did_not_happen_are_left_out() -> None:
    moment = {"type": "string", "format": "date-time"}
    names = ("source_deleted_at", "cancellationDate", "soldOutDate", "rejection_reason", "failurereason")
    kept = ("created_at", "cancellation_policy", "sold_by")
    root = {"type": "object", "properties": dict.fromkeys((*names, *kept), moment)}
    for seed in SEEDS:
        assert sample(root, root, seed, "booking", owner=("booking",)).keys() == {*kept}


@pytest.mark.parametrize(
    ("name", "owner", "low", "high"),
    [
        ("percentage", "discount", 5, 40),
        ("tax_rate", "invoice", 20, 20),
        ("rate", "tax", 5, 25),
        ("exp_year", "card", 2027, 2031),
        ("pendingBalance", "account", 0, 0),
        ("discount_percent", "order", 0, 0),
    ],
)
def test_shares_and_years_are_such_as_there_are(name: str, owner: str, low: float, high: float) -> None:
    assert all(low <= each <= high for each in drawn(name, owner, schema={"type": "number"}))


def test_a_fraction_of_tax_is_less_than_one() -> None:
    assert drawn("tax_rate", "invoice", schema={"type": "number", "maximum": 1}) == {0.2}


@pytest.mark.parametrize("name", ["sort_order", "quantityInStock", "row", "seats"])
def test_what_is_counted_is_whole(name: str) -> None:
    assert all(float(each).is_integer() for each in drawn(name, "shelf", schema={"type": "number"}))


def test_an_object_that_tells_more_of_a_thing_tells_its_name() -> None:
    aspect = {"type": "object", "properties": {"title": TEXT, "slug": TEXT}, "required": ["title", "slug"]}
    root = {"type": "object", "properties": {"name": TEXT, "seo": aspect, "attributes": aspect},
            "required": ["name", "seo", "attributes"]}  # fmt: skip
    for seed in SEEDS:
        made = sample(root, root, seed, "lantern", owner=("lantern",))
        assert made["seo"] == made["attributes"]
        assert made["seo"]["title"] == made["name"]


def test_those_who_acted_are_people_of_their_own_and_billing_is_about_the_customer() -> None:
    someone = {"type": "object", "properties": {"id": TEXT, "firstName": TEXT, "lastName": TEXT}}
    someone["required"] = list(someone["properties"])
    act = {"type": "object", "properties": {"by": someone}, "required": ["by"]}
    properties = {"lastName": TEXT, "created": act, "updated": act, "billingPerson": someone}
    root = {"type": "object", "properties": properties, "required": list(properties)}
    made = [sample(root, root, seed, "customer", owner=("customer",)) for seed in SEEDS]
    assert all(each["billingPerson"]["lastName"] == each["lastName"] for each in made)
    names = [[each[one]["by"]["lastName"] for each in made] for one in ("created", "updated")]
    assert names[0] != names[1]


def test_the_handle_of_a_person_is_theirs() -> None:
    names = ("first_name", "last_name", "UserName", "email")
    root = {"type": "object", "properties": dict.fromkeys(names, TEXT), "required": list(names)}
    for seed in SEEDS:
        made = sample(root, root, seed, "vendor", owner=("vendor",))
        assert made["UserName"] == f"{made['first_name'][0]}{made['last_name']}".lower()
        assert made["email"].startswith(f"{made['first_name']}.{made['last_name']}@".lower())
