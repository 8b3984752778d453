"""Nouns of several senses: the fields of a thing tell what it is, and so how it is called."""

from typing import Any

from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.values.labels.names import NAMES
from tests.steps.tools.world.apis import NUMBER, TEXT, http


def names_of(noun: str, **fields: Any) -> set[str]:
    entity = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, **fields}, "required": ["id", "name"]}
    plural = f"{noun}s"
    one: Any = {"id": ("path", NUMBER)}
    many = {"type": "array", "items": entity}
    tools = [
        http(f"list{plural.title()}", "GET", f"/{plural}", {}, many),
        http(f"get{noun.title()}", "GET", f"/{plural}/{{id}}", one, entity),
        http(f"create{noun.title()}", "POST", f"/{plural}", {"name": ("body", TEXT)}, entity, ("name",)),
        http(f"delete{noun.title()}", "DELETE", f"/{plural}/{{id}}", one),
    ]
    world = make_world(tools, seed="1")
    assert isinstance(world, LocalWorld)
    return {each["name"] for each in world.call(f"list{plural.title()}", {}).body}


def test_a_card_with_a_number_is_no_task() -> None:
    assert names_of("card", last4=TEXT, expMonth=NUMBER) <= set(NAMES["credit_card"])
    assert names_of("card", due=TEXT) <= set(NAMES["card"])


def test_a_task_that_a_machine_runs_is_called_like_a_job() -> None:
    assert names_of("task", cron=TEXT, queue=TEXT) <= set(NAMES["job"])
    assert names_of("task", assignee=TEXT) <= set(NAMES["task"])


def test_what_is_created_has_a_slug_of_its_own_name() -> None:
    entity = {
        "type": "object",
        "properties": {"id": NUMBER, "name": TEXT, "slug": TEXT},
        "required": ["id", "name", "slug"],
    }
    tools = [
        http("createProject", "POST", "/projects", {"name": ("body", TEXT)}, entity, ("name",)),
        http("getProject", "GET", "/projects/{id}", {"id": ("path", NUMBER)}, entity),
    ]
    made = make_world(tools, seed="1").call("createProject", {"name": "Night market"}).body
    assert (made["name"], made["slug"]) == ("Night market", "night-market")


def test_an_embedded_entity_is_the_one_that_exists() -> None:
    team = {"type": "object", "properties": {"teamId": NUMBER, "name": TEXT}, "required": ["teamId", "name"]}
    user = {
        "type": "object",
        "properties": {"id": NUMBER, "name": TEXT, "team": team},
        "required": ["id", "name", "team"],
    }
    tools = [
        http("listTeams", "GET", "/teams", {}, {"type": "array", "items": team}),
        http("getTeam", "GET", "/teams/{teamId}", {"teamId": ("path", NUMBER)}, team),
        http("listUsers", "GET", "/users", {}, {"type": "array", "items": user}),
        http("getUser", "GET", "/users/{id}", {"id": ("path", NUMBER)}, user),
    ]
    world = make_world(tools, seed="1")
    teams = {each["teamId"]: each["name"] for each in world.call("listTeams", {}).body}
    users = world.call("listUsers", {}).body
    assert users
    for each in users:
        assert teams[each["team"]["teamId"]] == each["team"]["name"]
