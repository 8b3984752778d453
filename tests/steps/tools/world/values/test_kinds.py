"""Fields hold values of the kind of thing that they tell of, whatever they belong to."""

import re
from typing import Any

import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.labels.names import CODES_OF, FIRST_NAMES, NAMES
from lemnos.steps.tools.world.values.make import sample
from tests.steps.tools.world.apis import NUMBER, TEXT, http
from tests.steps.tools.world.values.test_believable import SEEDS, drawn

PERSON: dict[str, Any] = {
    "type": "object",
    "properties": {
        each: {"type": ["string", "null"]} for each in ("first_name", "last_name", "name", "email", "title_of_nothing")
    },
}


@pytest.mark.parametrize(
    ("name", "owner", "form"),
    [
        ("language", "repository", "Python|TypeScript|Go|Rust|Java|Ruby"),
        ("language", "podcast", "English|Portuguese|German|Japanese"),
        ("full_name", "repository", r"[a-z]+/[\w-]+"),
        ("full_name", "customer", r"[A-Z]\w+ [A-Z]\w+"),
        ("isoCountry", "network", "[A-Z]{2}"),
        ("iso_code", "language", "[a-z]{2}"),
        ("dialCode", "country", r"\+\d{1,3}"),
        ("post_code", "address", "[0-9A-Z -]{4,9}"),
        ("image", "container", r"[\w./-]+:[\d.]+"),
        ("PathOnHost", "device", r"/[\w-]+"),
        ("countryOfBirth", "player", "[A-Z].+"),
        ("path", "annotation", r"\w+/[\w/-]+\.\w+"),
        ("expression", "scheduler", r"\d+ \d+ \* \* [*\d]"),
        ("prefix", "branching model", "feature/|bugfix/|release/"),
        ("prefix", "product", r"[a-z]+-"),
        ("callback", "notifier", "https://.+"),
        ("pin_code", "device", r"\d{6}"),
        ("private_key", "app", r"tok_[0-9a-f]{16}"),
        ("province_state", "address", r"[A-Z]{2,3}|[A-Z]\w+"),
        ("condition", "vehicle", "new|used|good"),
        ("collectionIdOrName", "collection", r"[A-Z][\w ]+"),
        ("cpu_request", "connection", r"\d+m|1"),
        ("memoryLimit", "pod", r"\d+[MG]i"),
        ("condition", "alert rule", r"\w+ (eq|>) .+"),
        ("function_address", "function", "0x00[0-9a-f]{6}"),
        ("contractAddress", "asset", "0x[0-9a-f]{40}"),
        ("ethereumaddress", "subscription", "0x[0-9a-f]{40}"),
        ("create_time", "version", r"\d{4}-\d\d-\d\dT.+Z"),
        ("url_key", "category", r"[a-z0-9_]+"),
        ("license_model", "image", "subscription|one-time|usage-based"),
        ("domain", "dns zone", r"[a-z-]+\.example"),
    ],
)
def test_a_field_holds_what_it_names(name: str, owner: str, form: str) -> None:
    for value in drawn(name, owner):
        assert re.fullmatch(form, value), value


def test_who_lives_in_a_state_lives_in_a_country_of_states() -> None:
    address: dict[str, Any] = {"type": "object", "properties": dict.fromkeys(("street", "city", "state", "zip"), TEXT)}
    address["required"] = list(address["properties"])
    root = {"type": "object", "properties": {"city": TEXT, "address": address}, "required": ["city", "address"]}
    made = [sample(root, root, seed, "customer", owner=("customer",))["address"] for seed in SEEDS]
    assert {each["state"] for each in made} <= {"CO", "ON", "BE", "VIC", "SP", "IL"}
    assert not {"Oslo", "Lisbon", "Nairobi"} & {each["city"] for each in made}


def test_a_text_that_may_be_null_belongs_to_what_it_is_a_field_of() -> None:
    for seed in SEEDS:
        made = sample(PERSON, PERSON, seed, "customer", owner=("customer",))
        assert made["name"] == f"{made['first_name']} {made['last_name']}"
        assert "title_of_nothing" not in made or made["title_of_nothing"]
    closed = {"type": "object", "properties": {"widget_flavor": {"type": ["string", "null"]}, "name": TEXT}}
    assert all("widget_flavor" not in sample(closed, closed, seed, "gadget", owner=("gadget",)) for seed in SEEDS)


@pytest.mark.parametrize("fields", [("nameservers", "dnssec"), ("ttl", "records"), ("soa", "serial")])
def test_a_zone_of_names_is_named_by_a_domain_and_one_of_parcels_is_not(fields: tuple[str, ...]) -> None:
    def names(*own: str) -> set[str]:
        zone = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, **dict.fromkeys(own, TEXT)}}
        key: dict[str, tuple[Place, Any]] = {"zoneId": ("path", NUMBER)}
        tools = [
            http("listZones", "GET", "/zones", {}, {"type": "array", "items": zone}),
            http("getZone", "GET", "/zones/{zoneId}", key, zone),
            http("createZone", "POST", "/zones", {"name": ("body", TEXT)}, zone, ("name",)),
        ]
        return {each["name"] for each in make_world(tools, "a").state()["zone"]}

    assert all(re.fullmatch(r"[a-z-]+\.example", each) for each in names(*fields))
    assert not any(each.endswith(".example") for each in names("countries", "rates"))


@pytest.mark.parametrize("noun", ["country", "currency", "language"])
def test_the_code_of_a_thing_is_that_of_its_name(noun: str) -> None:
    thing = {"type": "object", "properties": {"code": TEXT, "name": TEXT}, "required": ["code", "name"]}
    key: dict[str, tuple[Place, Any]] = {"code": ("path", TEXT)}
    plural = {"country": "countries", "currency": "currencies", "language": "languages"}[noun]
    tools = [
        http("listThem", "GET", f"/{plural}", {}, {"type": "array", "items": thing}),
        http("getOne", "GET", f"/{plural}/{{code}}", key, thing),
    ]
    found = make_world(tools, "a").state()[noun]
    assert len(found) > 4
    assert all(CODES_OF[noun][each["name"]] == each["code"] for each in found)


def test_a_membership_is_called_by_the_name_of_its_player() -> None:
    membership = {
        "type": "object",
        "properties": {"membershipId": NUMBER, "playerName": TEXT, "startDate": TEXT},
        "required": ["membershipId", "playerName"],
    }
    key: dict[str, tuple[Place, Any]] = {"membershipId": ("path", NUMBER)}
    tools = [
        http("listMemberships", "GET", "/memberships", {}, {"type": "array", "items": membership}),
        http("getMembership", "GET", "/memberships/{membershipId}", key, membership),
    ]
    names = [each["playerName"] for each in make_world(tools, "a").state()["membership"]]
    first = {each.partition(" ")[0] for each in names}
    assert first <= set(FIRST_NAMES)


@pytest.mark.parametrize(
    ("description", "is_boolean"),
    [
        ("When set to either true, t or 1, the author is left out.", True),
        ("Set to 'true' to hide the map.", True),
        ("true or false", True),
        ("Who pays for the return, if accepted is set to true.", False),
    ],
)
def test_a_text_that_is_described_as_a_boolean_holds_one(description: str, is_boolean: bool) -> None:
    schema = {"type": "string", "description": description}
    assert (drawn("trim_author", "status", schema=schema) <= {"true", "false"}) == is_boolean


def test_a_key_that_is_a_date_is_one() -> None:
    date = {"type": "string", "examples": ["2018-02-02"]}
    quote = {"type": "object", "properties": {"date": date, "price": NUMBER}, "required": ["date"]}
    key: dict[str, tuple[Place, Any]] = {"date": ("path", TEXT)}
    tools = [
        http("listQuotes", "GET", "/quotes", {}, {"type": "array", "items": quote}),
        http("getQuote", "GET", "/quotes/{date}", key, quote),
    ]
    dates = [each["date"] for each in make_world(tools, "a").state()["quote"]]
    assert all(re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])", each) for each in dates)
    assert len(set(dates)) == len(dates) > 4


def test_a_team_that_plays_is_no_department() -> None:
    team = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "stadium": TEXT, "wins": NUMBER}}
    key: dict[str, tuple[Place, Any]] = {"teamId": ("path", NUMBER)}
    tools = [
        http("listTeams", "GET", "/teams", {}, {"type": "array", "items": team}),
        http("getTeam", "GET", "/teams/{teamId}", key, team),
    ]
    assert {each["name"] for each in make_world(tools, "a").state()["team"]} <= set(NAMES["club"])


def test_a_place_within_something_lies_where_that_does() -> None:
    country = {"type": "object", "properties": {"code": TEXT, "name": TEXT}, "required": ["code", "name"]}
    city = {"type": "object", "properties": {"name": TEXT, "country": country}, "required": ["name", "country"]}
    hall = {
        "type": "object",
        "properties": {"city": city, "latitude": {"type": "number"}},
        "required": ["city", "latitude"],
    }
    known = {(place[0], place[1], place[2], place[3]) for place in PLACES}
    for seed in range(20):
        made = sample(hall, hall, str(seed), "venue", owner=("venue",))
        held = made["city"]
        assert (held["name"], held["country"]["name"], held["country"]["code"], made["latitude"]) in known


@pytest.mark.parametrize("noun", ["language", "country"])
def test_a_code_is_that_of_what_is_named(noun: str) -> None:
    schema = {"type": "object", "properties": {"code": TEXT, "name": TEXT}, "required": ["code", "name"]}
    for seed in range(20):
        made = sample(schema, schema, str(seed), noun, owner=(noun,))
        assert CODES_OF[noun].get(made["name"], made["code"]) == made["code"]
        assert made["name"] in CODES_OF[noun]
