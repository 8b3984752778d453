"""No field of an object denies another: relations, forms, sums and names, in new objects and after changes."""

from typing import Any

import pytest

from lemnos.steps.tools.world.agreement.forms import TYPES, Forms
from lemnos.steps.tools.world.agreement.relations import Relations
from lemnos.steps.tools.world.agreement.renaming import renamed
from lemnos.steps.tools.world.agreement.sums import Sums
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.scene import slug
from tests.steps.tools.world.apis import NUMBER, TEXT, http

SEEDS = [f"seed{number}" for number in range(12)]
AMOUNT: dict[str, Any] = {"type": "number"}


def objects(properties: dict[str, Any], noun: str = "parcel") -> list[dict[str, Any]]:
    """Return objects that show all of some properties, one for each seed."""
    root = {"type": "object", "properties": properties, "required": list(properties)}
    return [sample(root, root, seed, noun, owner=tuple(noun.split())) for seed in SEEDS]


@pytest.mark.parametrize(
    ("lesser", "greater"),
    [("minWeight", "maxWeight"), ("cpu_request", "cpu_limit"), ("bytes-used", "bytes-quota"), ("lowest", "highest")],
)
def test_the_lesser_is_never_the_greater(lesser: str, greater: str) -> None:
    for made in objects(dict.fromkeys((lesser, greater), AMOUNT)):
        assert made[lesser] <= made[greater]


def test_quantities_with_units_are_in_order_too() -> None:
    units = {"1": 1000, "500m": 500, "250m": 250, "100m": 100, "1Gi": 1024, "512Mi": 512, "256Mi": 256, "128Mi": 128}
    for made in objects(dict.fromkeys(("cpu_limit", "cpu_request", "memoryRequest", "memoryLimit"), TEXT)):
        assert units[made["cpu_request"]] <= units[made["cpu_limit"]]
        assert units[made["memoryRequest"]] <= units[made["memoryLimit"]]


def test_what_was_sent_decides_which_bound_moves() -> None:
    body = {"minSize": 9, "maxSize": 4}
    Relations(dict.fromkeys(body, NUMBER), True).agree(body, {"minSize"})
    assert body == {"minSize": 9, "maxSize": 9}


@pytest.mark.parametrize(("sent", "kept"), [("starts_at", "2026-05-01T09:00:00Z"), ("ends_at", "2025-03-02T18:00:00Z")])
def test_what_was_sent_decides_which_end_of_a_span_moves(sent: str, kept: str) -> None:
    body = {"starts_at": "2026-05-01T09:00:00Z", "ends_at": "2025-03-02T18:00:00Z"}
    Relations(dict.fromkeys(body, TEXT), True).agree(body, {sent})
    assert body == dict.fromkeys(body, kept)


def test_a_way_leads_elsewhere() -> None:
    schema = {"source_language": TEXT, "target_language": TEXT, "target_languages": {"type": "array", "items": TEXT}}
    for made in objects(schema, "translation"):
        assert made["source_language"] != made["target_language"]
        assert made["source_language"] not in made["target_languages"]


def test_a_share_is_no_more_than_a_hundred_per_cent() -> None:
    kinds = {"type": "string", "enum": ["Percent", "Percentage"]}
    for made in objects({"feeAmount": AMOUNT, "feeAmountType": kinds}, "contract"):
        assert made["feeAmount"] <= 100


def test_an_object_beside_its_key_has_that_key() -> None:
    branch = {"type": "object", "properties": {"id": NUMBER}, "required": ["id"]}
    for made in objects({"branchId": NUMBER, "branch": branch}):
        assert made["branch"]["id"] == made["branchId"]


def test_a_text_says_the_same_as_html() -> None:
    for made in objects({"bodyHtml": TEXT, "body_text": TEXT, "content": TEXT, "content_html": TEXT}, "letter"):
        assert made["bodyHtml"] == f"<p>{made['body_text']}</p>"
        assert made["content_html"] == f"<p>{made['content']}</p>"
    body = {"body": "Old.", "bodyHtml": "<p>New.</p>"}
    Forms(dict.fromkeys(body, TEXT), True).agree(body, {"bodyHtml"})
    assert body["body"] == "New."


@pytest.mark.parametrize("noun", ["attachment", "asset", "scan"])
def test_the_type_of_a_file_is_that_of_its_name(noun: str) -> None:
    for made in objects(dict.fromkeys(("fileName", "mimeType", "extension", "filePath"), TEXT), noun):
        extension = made["fileName"].rpartition(".")[2]
        assert (made["extension"], made["mimeType"]) == (extension, TYPES[extension])
        assert made["filePath"].endswith(f"/{made['fileName']}")


def test_the_path_of_a_folder_is_none_of_a_file() -> None:
    for made in objects({"name": TEXT, "path": TEXT}, "folder"):
        assert "." not in made["path"]
        assert made["path"].rpartition("/")[2] == slug(made["name"])


def test_a_file_with_another_name_has_another_type() -> None:
    body = {"name": "plan.pdf", "content_type": "image/png", "ext": ".png", "type": "drawing"}
    Forms(dict.fromkeys(body, TEXT), True).agree(body, {"name"})
    assert body == {"name": "plan.pdf", "content_type": "application/pdf", "ext": ".pdf", "type": "drawing"}


LINE = {"type": "object", "properties": {"unit_price": AMOUNT, "quantity": NUMBER, "line_total": AMOUNT}}
BASKET: dict[str, Any] = {
    "lineItems": {"type": "array", "items": {**LINE, "required": list(LINE["properties"])}},
    **dict.fromkeys(("subTotal", "tax", "shipping", "total", "totalWithShipping"), AMOUNT),
}


def test_a_total_is_that_of_the_lines() -> None:
    for made in objects(BASKET, "basket"):
        costs = [round(line["unit_price"] * line["quantity"], 2) for line in made["lineItems"]]
        assert [line["line_total"] for line in made["lineItems"]] == pytest.approx(costs)
        assert made["subTotal"] == pytest.approx(sum(costs))
        assert made["total"] == pytest.approx(made["subTotal"] + made["tax"] + made["shipping"])


def test_sums_that_are_called_amounts_agree() -> None:
    names = ("SubTotalAmount", "TaxAmount", "DiscountAmount", "TotalAmount", "TotalWithShipping")
    for made in objects(dict.fromkeys(names, AMOUNT), "invoice"):
        total = made["SubTotalAmount"] + made["TaxAmount"] - made["DiscountAmount"]
        assert (made["TotalAmount"], made["TotalWithShipping"]) == pytest.approx((total, total))


def test_an_envelope_counts_what_was_found_and_states_its_defaults() -> None:
    gauge = {
        "type": "object",
        "properties": {"id": NUMBER, "name": TEXT, "fax": TEXT},
        "required": ["id", "name", "fax"],
    }
    meta = {"type": "object", "properties": {"found": NUMBER, "name": TEXT | {"default": "gauge-api"}}}
    result = {"type": "object", "properties": {"meta": meta, "results": {"type": "array", "items": gauge}}}
    world = make_world(
        [
            http("list_gauges", "GET", "/gauges", {}, result),
            http("get_fax", "GET", "/faxes/{id}", {"id": ("path", NUMBER)}, gauge),
        ]
    )
    body = world.call("list_gauges", {}).body
    assert body["meta"] == {"found": len(body["results"]), "name": "gauge-api"}
    assert all(each["fax"].startswith("+") for each in body["results"])


def test_a_total_follows_when_lines_are_sent() -> None:
    body = {"lineItems": [{"unit_price": 5.0, "quantity": 3}], "subTotal": 9.0, "tax": 1.0, "total": 10.0}
    Sums(BASKET, True).agree(body, {"lineItems"})
    assert (body["subTotal"], body["tax"], body["total"]) == (15.0, 3.0, 18.0)


def test_lines_that_tell_only_amounts_share_a_total_that_was_sent() -> None:
    part = {"type": "object", "properties": {"amount": NUMBER}}
    body: dict[str, Any] = {"amount": 100, "splits": [{"amount": 7}, {"amount": 9}, {"amount": 1}]}
    Sums({"amount": NUMBER, "splits": {"type": "array", "items": part}}, True).agree(body, {"amount"})
    assert [each["amount"] for each in body["splits"]] == [33, 33, 34]


@pytest.mark.parametrize("name", ["total_with_shipping", "totalIncludingTax"])
def test_a_total_with_something_is_no_less_than_one_without(name: str) -> None:
    for made in objects(dict.fromkeys((name, "subtotal"), AMOUNT), "quote"):
        assert made[name] >= made["subtotal"]


def test_what_is_written_like_a_name_follows_it() -> None:
    before = {"name": "Oak Hill", "slug": "oak-hill", "site": "https://www.oakhill.example.com", "motto": "Calm"}
    after = renamed(before, {**before, "name": "Old Pier"})
    assert after == {**before, "name": "Old Pier", "slug": "old-pier", "site": "https://www.oldpier.example.com"}
    short = {"name": "An", "slug": "an", "motto": "An hour, planned."}
    assert renamed(short, {**short, "name": "Ox"}) == {"name": "Ox", "slug": "ox", "motto": "An hour, planned."}
    person = {"firstName": "Ada", "lastName": "Ndiaye", "email": "ada.ndiaye@example.com", "login": "andiaye"}
    other = renamed(person, {**person, "firstName": "Bo", "lastName": "Kim"})
    assert (other["email"], other["login"]) == ("bo.kim@example.com", "bkim")


def test_a_new_entity_is_written_like_the_name_that_was_sent() -> None:
    leaflet = {"type": "object", "properties": {"id": NUMBER, "slug": TEXT, "heading": TEXT, "name": TEXT}}
    leaflet["required"] = ["id", "slug", "name"]
    tools = [
        http("listLeaflets", "GET", "/leaflets", {}, {"type": "array", "items": leaflet}),
        http("createLeaflet", "POST", "/leaflets", {"name": ("body", TEXT)}, leaflet, ("name",)),
    ]
    assert make_world(tools, "a").call("createLeaflet", {"name": "Night Market"}).body["slug"] == "night-market"
