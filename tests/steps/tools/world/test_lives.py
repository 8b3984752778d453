"""Entities begin, are acted on and end in states that fit, and tell nothing that contradicts these."""

from typing import Any

import pytest

from lemnos.records.tools import Place
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.make import sample
from tests.steps.tools.world.apis import TEXT, http, page_of

MOMENT = {"type": "string", "format": "date-time"}
FLAG = {"type": "boolean"}
JOB: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "status": {"type": "string", "enum": ["FAILED", "DELETING", "PENDING", "RUNNING", "PAUSED", "ARCHIVED"]},
        "active": FLAG,
        "archived": FLAG,
        "archivedAt": MOMENT,
        "finishedAt": MOMENT,
        "lastLoginAt": MOMENT,
        "createdAt": MOMENT,
    },
    "required": ["id", "name", "status", "active", "archived"],
}
PLAIN: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "title": TEXT, "status": TEXT, "deleted": FLAG},
    "required": ["id", "title", "status", "deleted"],
}


def tools_of(noun: str, schema: dict[str, Any], label: str, actions: tuple[str, ...]) -> list[Any]:
    key: dict[str, tuple[Place, Any]] = {"id": ("path", TEXT)}
    path = f"/{noun}s"
    return [
        http(f"list_{noun}s", "GET", path, {}, page_of(schema)),
        http(f"get_{noun}", "GET", f"{path}/{{id}}", {**key}, schema),
        http(f"create_{noun}", "POST", path, {label: ("body", TEXT)}, schema, (label,)),
        http(f"delete_{noun}", "DELETE", f"{path}/{{id}}", {**key}, schema),
        *(http(f"{each}_{noun}", "POST", f"{path}/{{id}}/{each}", {**key}, schema) for each in actions),
    ]


@pytest.fixture
def world() -> LocalWorld:
    jobs = tools_of("job", JOB, "name", ("pause", "resume", "archive", "start"))
    return make_world([*jobs, *tools_of("ticket", PLAIN, "title", ("close", "reopen"))], "seed")


def new_job(world: LocalWorld) -> dict[str, Any]:
    made: dict[str, Any] = world.call("create_job", {"name": "Nightly report"}).body
    return made


def act(world: LocalWorld, action: str, key: str) -> Observation:
    return world.call(f"{action}_job", {"id": key})


def test_a_new_entity_is_at_the_beginning_of_its_life(world: LocalWorld) -> None:
    job = new_job(world)
    assert job["status"] == "PENDING"
    assert job["archived"] is False
    assert {"finishedAt", "archivedAt", "lastLoginAt"}.isdisjoint(job)
    assert "createdAt" in job


def test_an_action_leads_to_its_state_and_flags_and_times_follow(world: LocalWorld) -> None:
    key = new_job(world)["id"]
    started = act(world, "start", key).body
    assert (started["status"], started["active"]) == ("RUNNING", True)
    archived = act(world, "archive", key).body
    assert (archived["status"], archived["active"], archived["archived"]) == ("ARCHIVED", False, True)
    assert archived["archivedAt"] >= archived["createdAt"]
    assert world.call("get_job", {"id": key}).body == archived


def test_an_action_that_the_state_does_not_allow_is_a_conflict_and_changes_nothing(world: LocalWorld) -> None:
    key = new_job(world)["id"]
    before = world.state_hash()
    assert [act(world, each, key).status for each in ("resume", "pause")] == [409, 409]
    assert world.state_hash() == before
    assert [act(world, each, key).status for each in ("start", "pause", "pause", "resume")] == [200, 200, 409, 200]


def test_what_is_deleted_says_so_when_it_is_returned(world: LocalWorld) -> None:
    for row in world.call("list_jobs", {}).body["items"]:
        gone = world.call("delete_job", {"id": row["id"]}).body
        assert (gone["status"], gone["active"]) == ("DELETING", False)
        assert world.call("get_job", {"id": row["id"]}).status == 404
    for row in world.call("list_tickets", {}).body["items"]:
        gone = world.call("delete_ticket", {"id": row["id"]}).body
        assert (gone["status"].lower(), gone["deleted"]) == ("deleted", True)


def test_a_state_in_free_text_is_led_by_actions_too(world: LocalWorld) -> None:
    ticket = world.call("create_ticket", {"title": "Broken lamp"}).body
    assert ticket["status"] in ("active", "pending")
    assert world.call("close_ticket", {"id": ticket["id"]}).body["status"] == "closed"
    assert world.call("close_ticket", {"id": ticket["id"]}).status == 409
    assert world.call("reopen_ticket", {"id": ticket["id"]}).body["status"] == "open"


@pytest.mark.parametrize("seed", ["a", "b", "c", "d"])
def test_the_entities_of_the_start_do_not_contradict_themselves(seed: str) -> None:
    jobs = make_world(tools_of("job", JOB, "name", ("pause", "archive")), seed).state()["job"]
    assert jobs
    for job in jobs:
        assert job["active"] is False or job["status"] in ("PENDING", "RUNNING")
        assert "finishedAt" not in job or job["status"] not in ("PENDING", "RUNNING")
        assert "archivedAt" not in job or job["status"] == "ARCHIVED"
        assert job["archived"] is (job["status"] == "ARCHIVED") or job["status"] == "PAUSED"


@pytest.mark.parametrize("seed", list("abcd"))
def test_a_state_that_is_called_after_its_entity_is_the_state_of_that(seed: str) -> None:
    names = ("plot_code", "plot_label", "plot_status")
    plot = {"type": "object", "properties": {"id": TEXT, **dict.fromkeys(names, TEXT), "is_active": FLAG}}
    plot["required"] = ["id", *names, "is_active"]
    for each in make_world(tools_of("plot", plot, "plot_label", ()), seed).state()["plot"]:
        assert each["is_active"] or each["plot_status"] != "active"


def test_what_must_tell_when_it_was_finished_is_finished() -> None:
    state = {"enum": ["queued", "running", "success"], "type": "string"}
    time = {"format": "date-time", "type": "string"}
    root = {"type": "object", "properties": {"status": state, "finished": time}, "required": ["status", "finished"]}
    assert {sample(root, root, f"seed{number}", "job")["status"] for number in range(12)} == {"success"}


def test_what_is_not_finished_tells_no_time_at_which_it_was() -> None:
    state = {"enum": ["starting", "running"], "type": "string"}
    time = {"type": ["string", "null"], "description": "Point in time when it was finished (in ISO-8601 format)"}
    root = {"type": "object", "properties": {"status": state, "finished": time}, "required": ["status", "finished"]}
    assert {sample(root, root, f"seed{number}", "job")["finished"] for number in range(12)} == {None}
