"""Counts that hold one another, spans and their lengths, and flags of one among several do not deny one another."""

from datetime import datetime
from typing import Any

import pytest

from lemnos.steps.tools.world.agreement.counts import Counts
from lemnos.steps.tools.world.agreement.spans import Spans
from lemnos.steps.tools.world.agreement.sums import Sums
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.make import sample
from tests.steps.tools.world.apis import NUMBER, TEXT, http

SEEDS = [f"seed{number}" for number in range(12)]
FLAG = {"type": "boolean"}
AMOUNT = {"type": "number"}
TIME = {"type": "string", "format": "date-time"}


def objects(properties: dict[str, Any], noun: str = "parcel") -> list[dict[str, Any]]:
    """Return objects that show all of some properties, one for each seed."""
    root = {"type": "object", "properties": properties, "required": list(properties)}
    return [sample(root, root, seed, noun, owner=tuple(noun.split())) for seed in SEEDS]


def test_a_longer_period_counts_no_less_than_a_shorter_one() -> None:
    for made in objects(dict.fromkeys(("sent_weekly", "sent_total", "sent_monthly"), NUMBER)):
        assert made["sent_weekly"] <= made["sent_monthly"] <= made["sent_total"]


def test_a_year_costs_more_than_a_month() -> None:
    for made in objects(dict.fromkeys(("monthly_price", "yearly_price"), AMOUNT)):
        assert made["yearly_price"] > 5 * made["monthly_price"]


def test_parts_of_a_date_are_no_periods() -> None:
    assert Counts(dict.fromkeys(("day", "month", "year", "release_day", "release_month"), NUMBER), True).is_empty


@pytest.mark.parametrize("schema", [NUMBER, AMOUNT, TEXT])
def test_a_total_is_the_sum_of_its_parts(schema: dict[str, Any]) -> None:
    for made in objects(dict.fromkeys(("billable_hours", "total_hours", "nonbillable_hours"), schema)):
        parts = float(made["billable_hours"]) + float(made["nonbillable_hours"])
        assert float(made["total_hours"]) == pytest.approx(parts, abs=1)


def test_a_total_is_no_less_than_its_only_part_unless_it_was_sent() -> None:
    body = {"total_minutes": 20, "active_minutes": 35}
    counts = Counts(dict.fromkeys(body, NUMBER), True)
    counts.agree(body, {"total_minutes"})
    assert body["total_minutes"] == 20
    counts.agree(body, ())
    assert body == {"total_minutes": 35, "active_minutes": 35}


def test_what_is_shown_is_counted() -> None:
    body = {"episode_count": 0, "latest_episode": "Tides"}
    Counts({"episode_count": NUMBER, "latest_episode": TEXT}, True).agree(body, ())
    assert body["episode_count"] == 1


@pytest.mark.parametrize(("name", "seconds"), [("duration", 1), ("duration_minutes", 60), ("durationMs", 0.001)])
def test_a_length_is_that_from_start_to_end(name: str, seconds: float) -> None:
    for made in objects({"start_time": TIME, "end_time": TIME, name: NUMBER}, "meeting"):
        start, end = (datetime.fromisoformat(made[each]) for each in ("start_time", "end_time"))
        assert made[name] * seconds == (end - start).total_seconds()
        assert (end - start).days == 0


def test_a_start_and_a_length_that_were_sent_give_the_end() -> None:
    body = {"startTime": "2026-05-01T09:00:00Z", "endTime": "2026-05-09T09:00:00Z", "duration": 45}
    properties = {"startTime": TIME, "endTime": TIME, "duration": {"type": "integer", "description": "In minutes."}}
    Spans(properties, True).agree(body, {"startTime", "duration"})
    assert body["endTime"] == "2026-05-01T09:45:00Z"


def test_what_is_due_is_what_is_not_paid() -> None:
    names = ("subtotal", "total_tax", "total", "amount_paid", "amount_due")
    body = dict(zip(names, (100.0, 1.0, 7.0, 30.0, 120.0), strict=True))
    Sums(dict.fromkeys(names, AMOUNT), True).agree(body, ())
    assert body == dict(zip(names, (100.0, 20.0, 120.0, 30.0, 90.0), strict=True))


def test_one_of_several_is_the_default() -> None:
    item = {"type": "object", "properties": {"url": TEXT, "isDefault": FLAG}, "required": ["url", "isDefault"]}
    for made in objects({"pictures": {"type": "array", "items": item, "minItems": 5}}):
        assert sum(each["isDefault"] for each in made["pictures"]) <= 1


def test_one_entity_of_a_collection_is_the_default() -> None:
    plan = {"type": "object", "properties": {"id": TEXT, "name": TEXT, "is_default": FLAG}}
    tools = [http("listPlans", "GET", "/plans", {}, {"type": "array", "items": plan})]
    for seed in SEEDS:
        assert sum(each["is_default"] for each in make_world(tools, seed).call("listPlans", {}).body) <= 1


def test_a_field_repeats_what_an_object_beside_it_tells() -> None:
    author = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
    for made in objects({"author": author, "authorName": TEXT}, "essay"):
        assert made["authorName"] == made["author"]["name"]


def test_an_entity_that_only_others_show_has_one_name() -> None:
    squad = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
    runner = {"type": "object", "properties": {"id": TEXT, "name": TEXT, "squads": {"type": "array", "items": squad}}}
    tools = [
        http(
            "listRunners",
            "GET",
            "/squads/{squad_id}/runners",
            {"squad_id": ("path", TEXT)},
            {"type": "array", "items": runner},
        ),
        http("getRunner", "GET", "/runners/{id}", {"id": ("path", TEXT)}, runner),
    ]
    names: dict[str, set[str]] = {}
    for seed in SEEDS:
        for entity in make_world(tools, seed).state().get("runner", []):
            for each in entity.get("squads", []):
                names.setdefault(each["id"], set()).add(each["name"])
    assert all(len(each) == 1 for each in names.values())
