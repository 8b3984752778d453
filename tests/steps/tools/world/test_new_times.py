"""What has just been made tells of no past, wherever in it times stand."""

from datetime import datetime
from typing import Any

import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.apis import NUMBER, TEXT, http, page_of

MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
STEP = {"type": "object", "properties": {"title": TEXT, "create_date": DAY}, "required": ["title", "create_date"]}
PAST = ("createdAt", "published_at", "editedAt", "last_comment_at", "completedAt")
PROPERTIES: dict[str, Any] = {
    "id": NUMBER,
    "title": TEXT,
    **dict.fromkeys(PAST, MOMENT),
    "joined": {"type": "integer", "description": "Seconds since 1970"},
    "sentOn": {"type": "string", "format": "date-time-rfc1123"},
    "expires_at": MOMENT,
    "due_date": DAY,
    "steps": {"type": "array", "items": STEP, "minItems": 2},
    "author": {"type": "object", "properties": {"name": TEXT, "joined_at": TEXT}, "required": ["name", "joined_at"]},
}
ARTICLE = {"type": "object", "properties": PROPERTIES, "required": ["id", "title"]}
SHOWN = {**ARTICLE, "required": [*PROPERTIES]}
RECEIPT = {
    "type": "object",
    "properties": {"receiptCode": TEXT, "acceptedAt": MOMENT, "validUntil": MOMENT, "log": STEP},
    "required": ["receiptCode", "acceptedAt", "validUntil", "log"],
}


def world_of(result: Any, whole: Any = SHOWN) -> LocalWorld:
    key: dict[str, tuple[Place, Any]] = {"articleId": ("path", NUMBER)}
    return make_world(
        [
            http("listArticles", "GET", "/articles", {}, page_of(whole)),
            http("getArticle", "GET", "/articles/{articleId}", {**key}, whole),
            http("createArticle", "POST", "/articles", {"title": ("body", TEXT)}, result, ("title",)),
            http("addToArchive", "POST", "/archive/run", {"title": ("body", TEXT)}, RECEIPT),
        ]
    )


@pytest.mark.parametrize("whole", [SHOWN, ARTICLE])
@pytest.mark.parametrize("seconds", [0, 90_000])
def test_a_new_entity_tells_of_no_past(whole: Any, seconds: int) -> None:
    world = world_of(SHOWN, whole)
    world.advance(seconds)
    body = world.call("createArticle", {"title": "Harbors"}).body
    now = world.clock.now
    text, day = now.strftime("%Y-%m-%dT%H:%M:%SZ"), now.strftime("%Y-%m-%d")
    assert {name: body[name] for name in PAST} == dict.fromkeys(PAST, text)
    assert body["joined"] == int(now.timestamp())
    assert now.strftime("%d %b %Y %H:%M:%S") in body["sentOn"]
    assert {each["create_date"] for each in body["steps"]} == {day}
    assert body["author"]["joined_at"] == text
    assert datetime.fromisoformat(body["expires_at"]) > now
    assert body["due_date"] > day
    shown = world.call("getArticle", {"articleId": body["id"]}).body
    assert shown == body


def test_the_entities_of_the_start_have_a_past() -> None:
    world = world_of(SHOWN)
    now = world.clock.now.isoformat()
    assert all(each["published_at"] < now for each in world.call("listArticles", {}).body["items"])


@pytest.mark.parametrize("tool", ["createArticle", "addToArchive"])
def test_a_receipt_of_what_was_made_tells_of_no_past(tool: str) -> None:
    world = world_of(RECEIPT)
    body = world.call(tool, {"title": "Harbors"}).body
    now = world.clock.now
    assert datetime.fromisoformat(body["acceptedAt"]) == now
    assert body["log"]["create_date"] == now.strftime("%Y-%m-%d")
    assert datetime.fromisoformat(body["validUntil"]) > now


def test_what_was_sent_in_part_gets_the_times_that_the_service_sets() -> None:
    job = {"type": "object", "properties": {"title": TEXT, "addedAt": MOMENT, "expiresAt": MOMENT}}
    job["required"] = ["title", "addedAt", "expiresAt"]
    plan = {"type": "object", "properties": {"id": NUMBER, "jobs": {"type": "array", "items": job}, "first": job}}
    part = {"type": "object", "properties": {"title": TEXT}}
    sent = {"jobs": [{"title": "Sand"}, {"title": "Paint"}], "first": {"title": "Measure"}}
    world = make_world(
        [
            http("listPlans", "GET", "/plans", {}, page_of(plan)),
            http(
                "createPlan",
                "POST",
                "/plans",
                {"jobs": ("body", {"type": "array", "items": part}), "first": ("body", part)},
                plan,
            ),
        ]
    )
    body = world.call("createPlan", sent).body
    now = world.clock.now
    jobs = [*body["jobs"], body["first"]]
    assert [each["title"] for each in jobs] == ["Sand", "Paint", "Measure"]
    assert {datetime.fromisoformat(each["addedAt"]) for each in jobs} == {now}
    assert all(datetime.fromisoformat(each["expiresAt"]) > now for each in jobs)
