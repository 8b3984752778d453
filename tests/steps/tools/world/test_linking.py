"""Entities name entities that exist, repeat what those say, and show what is computed."""

from typing import Any

import pytest

from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import clinic, topics

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
