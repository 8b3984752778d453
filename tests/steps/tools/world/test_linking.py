"""Entities name entities that exist, repeat what those say, and show what is computed."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, clinic, http, topics

SEEDS = list("abcd")


def by_key(world: LocalWorld, resource: str) -> dict[Any, Any]:
    return {entity["id"]: entity for entity in world.state()[resource]}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reference_names_an_entity_that_exists(seed: str) -> None:
    world = make_world(clinic(), seed)
    doctors, patients, tags = (by_key(world, name) for name in ("doctor", "patient", "tag"))
    for visit in world.state()["visit"]:
        assert visit["doctor"] in doctors
        assert visit["patientId"] in patients
        assert visit["tagIds"]
        assert set(visit["tagIds"]) <= tags.keys()
        assert len(set(visit["tagIds"])) == len(visit["tagIds"])
        assert {line["tagId"] for line in visit["lines"]} <= tags.keys()


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_entity_repeats_of_another_agrees_with_it(seed: str) -> None:
    world = make_world(clinic(), seed)
    doctors, patients, tags = (by_key(world, name) for name in ("doctor", "patient", "tag"))
    for visit in world.state()["visit"]:
        assert visit["doctorName"] == doctors[visit["doctor"]]["name"]
        assert visit["email"] == patients[visit["patientId"]]["email"]
        assert all(line["tagName"] == tags[line["tagId"]]["name"] for line in visit["lines"])


@pytest.mark.parametrize("seed", SEEDS)
def test_an_entity_refers_to_older_ones_of_its_own_kind(seed: str) -> None:
    older: set[Any] = set()
    for visit in make_world(clinic(), seed).state()["visit"]:
        assert visit.get("parentVisitId") in older | {None}
        older.add(visit["id"])
    assert len(older) > 4


def test_a_new_entity_keeps_the_keys_that_were_sent_and_repeats_what_they_name() -> None:
    world = make_world(clinic(), "a")
    doctor, patient = world.state()["doctor"][3], world.state()["patient"][2]
    visit = world.call("createVisit", {"doctor": doctor["id"], "patientId": patient["id"]}).body
    assert (visit["doctor"], visit["patientId"]) == (doctor["id"], patient["id"])
    assert visit["doctorName"] == doctor["name"]
    assert visit["email"] == patient["email"]


def test_a_country_is_not_taken_for_the_key_of_one() -> None:
    world = make_world(clinic(), "a")
    assert all(not each["country"].isdecimal() for each in world.state()["visit"])


def test_counts_follow_what_they_count() -> None:
    world = make_world(clinic(), "a")
    visit = world.state()["visit"][0]["id"]

    def count() -> int:
        return int(world.call("getVisit", {"visitId": visit}).body["notesCount"])

    notes = world.call("listNotes", {"visitId": visit}).body
    assert count() == len(notes)
    note = world.call("createNote", {"visitId": visit, "text": "Better today."}).body
    assert count() == len(notes) + 1
    world.call("deleteNote", {"visitId": visit, "noteId": note["id"]})
    assert count() == len(notes)


def test_an_address_that_no_request_sends_is_that_of_the_entity() -> None:
    world = make_world(clinic(), "a")
    for visit in [*world.state()["visit"], world.call("createVisit", {"patientId": 1}).body]:
        assert visit["url"] == f"https://api.shop.example/visits/{visit['id']}"


def test_a_creation_chooses_the_last_part_of_a_resource_name() -> None:
    world = make_world(topics(), "a")
    first = world.state()["topic"][0]["name"]
    parent = first.partition("/topics/")[0]
    made = world.call("pubs_projects_topics_create", {"parent": parent, "topicId": "alerts", "label": "Alerts"})
    assert made.body["name"] == f"{parent}/topics/alerts"
    assert world.call("pubs_projects_topics_get", {"name": f"{parent}/topics/alerts"}).body["label"] == "Alerts"
    again = world.call("pubs_projects_topics_create", {"parent": parent, "topicId": "alerts", "label": "Other"})
    assert again.status == 409


def thing(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"id": NUMBER, **properties}, "required": ["id", *properties]}


def ledger(entry: dict[str, Any], purse: dict[str, Any]) -> list[Tool]:
    return [
        http("listPurses", "GET", "/purses", {}, {"type": "array", "items": purse}),
        http("getPurse", "GET", "/purses/{purseId}", {"purseId": ("path", NUMBER)}, purse),
        http("listEntries", "GET", "/entries", {}, {"type": "array", "items": entry}),
        http("getEntry", "GET", "/entries/{entryId}", {"entryId": ("path", NUMBER)}, entry),
    ]


TIME = {"type": "string", "format": "date-time"}


@pytest.mark.parametrize("seed", SEEDS)
def test_two_fields_that_name_one_thing_name_the_same(seed: str) -> None:
    purse = thing(name=TEXT)
    entry = thing(purseId=NUMBER, transferPurseId=NUMBER, payer={"type": "object", "properties": {"purse": purse}})
    for each in make_world(ledger(entry, purse), seed).state()["entry"]:
        assert each["payer"]["purse"]["id"] == each["purseId"]
        assert each["transferPurseId"] != each["purseId"]


@pytest.mark.parametrize("seed", SEEDS)
def test_what_an_entity_holds_names_that_entity(seed: str) -> None:
    own = {"type": "object", "properties": {"id": NUMBER, "memo": TEXT}}
    part, other = thing(entryId=NUMBER), {"type": "object", "properties": {"entryId": NUMBER}}
    entry = thing(
        memo=TEXT,
        parts={"type": "array", "items": part},
        last={"type": "object", "properties": {"entry": own}},
        target=other,
    )
    entries = make_world(ledger(entry, thing(name=TEXT)), seed).state()["entry"]
    for each in entries:
        assert {one["entryId"] for one in each["parts"]} == {each["id"]}
        assert each["last"]["entry"] == {"id": each["id"], "memo": each["memo"]}
        assert each["target"]["entryId"] != each["id"]


@pytest.mark.parametrize("seed", SEEDS)
def test_an_entity_is_younger_than_those_to_which_it_refers(seed: str) -> None:
    purse, entry = thing(createdAt=TIME), thing(purseId=NUMBER, createdAt=TIME, purseCreatedAt=TIME)
    for each in make_world(ledger(entry, purse), seed).state()["entry"]:
        assert each["purseCreatedAt"] < each["createdAt"]


def test_texts_and_pictures_are_no_keys() -> None:
    purse, entry = thing(name=TEXT), thing(message=TEXT, coverImage=TEXT)
    message = thing(subject=TEXT)
    tools = [
        *ledger(entry, purse),
        *(
            http(f"get{noun}", "GET", f"/{noun}s/{{{noun}Id}}", {f"{noun}Id": ("path", TEXT)}, message)
            for noun in ("message", "coverImage")
        ),
    ]
    for each in make_world(tools, "a").state()["entry"]:
        assert " " in each["message"]
        assert each["coverImage"].startswith("https://")


def test_links_lead_from_the_address_of_their_entity() -> None:
    link = {"type": "object", "properties": {"href": TEXT}, "required": ["href"]}
    names = ("self", "purse", "receipts")
    links = {"type": "object", "properties": dict.fromkeys(names, link), "required": list(names)}
    entry = thing(_links=links)
    one: dict[str, tuple[Place, Any]] = {"purseId": ("path", NUMBER), "entryId": ("path", NUMBER)}
    tools = [
        *ledger(entry, thing(name=TEXT))[:2],
        http("listEntries", "GET", "/purses/{purseId}/entries", {"purseId": ("path", NUMBER)},
             {"type": "array", "items": entry}),
        http("getEntry", "GET", "/purses/{purseId}/entries/{entryId}", one, entry),
    ]  # fmt: skip
    world = make_world(tools, "a")
    found = [
        each for purse in world.state()["purse"] for each in world.call("listEntries", {"purseId": purse["id"]}).body
    ]
    assert found
    for each in found:
        hrefs = {name: each["_links"][name]["href"] for name in names}
        purse, _, key = hrefs["self"].rpartition("/entries/")
        assert key == str(each["id"])
        assert hrefs == {"self": hrefs["self"], "purse": purse, "receipts": f"{hrefs['self']}/receipts"}


@pytest.mark.parametrize("seed", SEEDS)
def test_an_address_that_is_made_up_holds_the_key_of_what_it_leads_to(seed: str) -> None:
    entry = thing(ticketId=NUMBER, ticket_url=TEXT, website=TEXT)
    for each in make_world(ledger(entry, thing(name=TEXT)), seed).state()["entry"]:
        assert each["ticket_url"].rpartition("/")[2] == str(each["ticketId"])


@pytest.mark.parametrize("seed", SEEDS)
def test_an_id_in_front_names_an_entity_too(seed: str) -> None:
    purse, entry = thing(name=TEXT), thing(idPurse=NUMBER, purseName=TEXT)
    world = make_world(ledger(entry, purse), seed)
    purses = {each["id"]: each["name"] for each in world.state()["purse"]}
    for each in world.state()["entry"]:
        assert purses[each["idPurse"]] == each["purseName"]
