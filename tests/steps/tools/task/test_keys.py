"""Entities that are named by their keys, what is taken out of another thing, and what names of tools say."""

from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.naming.noun_phrases import number_in
from lemnos.steps.tools.naming.things import has_number
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import Found
from lemnos.steps.tools.task.base import GoldCall, Task
from lemnos.steps.tools.task.removals import ends_other, takes_out
from lemnos.steps.tools.task.requests import both
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import is_of
from lemnos.steps.tools.task.statements import said_of
from lemnos.steps.tools.task.wording import field_words
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_api
from tests.steps.tools.world.apis import NUMBER, TEXT, http

WEIGHTS = msgspec.structs.asdict(KindSettings()) | {"irrelevant": 0.0, "no_call": 0.0}
TEAM: dict[str, Any] = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
DEVICE: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "status": {"type": "string", "enum": ["online", "offline"]}},
    "required": ["id", "status"],
}
OWN: dict[str, Any] = {"provider": "office.example", "api": "Office"}


def api_of(tools: list[Tool]) -> Api:
    return Api(world_spec(tools), tools)


def office(*more: Tool, removal: str = "Removes a member from a team.") -> Api:
    team: dict[str, tuple[Place, Any]] = {"teamId": ("path", NUMBER)}
    member = team | {"memberId": ("path", NUMBER)}
    many = {"type": "array", "items": TEAM}
    return api_of(
        [
            http("listTeams", "GET", "/teams", {}, many, description="List the teams.", **OWN),
            http("createTeam", "POST", "/teams", {"name": ("body", TEXT)}, TEAM, ("name",),
                 description="Create a team.", **OWN),
            http("listMembers", "GET", "/teams/{teamId}/members", team, many,
                 description="List the members of a team.", **OWN),
            http("removeMember", "DELETE", "/teams/{teamId}/members/{memberId}", member,
                 description=removal, **OWN),
            *more,
        ]
    )  # fmt: skip


def devices(key: str, description: str = "Return a device.") -> Api:
    one: dict[str, tuple[Place, Any]] = {key: ("path", TEXT)}
    return api_of([http("getDevice", "GET", f"/devices/{{{key}}}", one, DEVICE, description=description, **OWN)])


def tasks_for(api: Api, tool: str, count: int = 60) -> list[Task]:
    made = tasks_of(api, "3", count, WEIGHTS, 40)
    return [task for task in made if task.calls and task.calls[-1].tool == tool]


def test_what_nothing_lists_is_named_by_its_key_and_no_arn_is_made_up() -> None:
    made = tasks_for(devices("deviceId"), "getDevice")
    assert made
    for task in made:
        keys = [msgspec.json.decode(call.arguments)["deviceId"] for call in task.calls]
        assert all(key in " ".join(turn.says for turn in task.turns) for key in keys)
        assert (
            played(task, devices("deviceId"), (), thoughts=1.0, renamed=0, masked=0, most=9)[1].verification.level == 4
        )
    assert not tasks_for(devices("deviceArn"), "getDevice")


def test_a_key_and_a_name_are_not_joined() -> None:
    one, two = (GoldCall("d", "{}", 0, "delete", "team", "teams", label) for label in ("#te_17a", "Design"))
    assert both(one, two, Random(0)) is None


def test_something_new_belongs_to_one_thing_of_a_kind() -> None:
    team: dict[str, tuple[Place, Any]] = {"teamId": ("path", NUMBER)}
    other: dict[str, tuple[Place, Any]] = {
        "name": ("body", TEXT),
        "date": ("body", {"type": "string", "format": "date"}),
        "team_id": ("body", NUMBER),
    }
    api = office(
        http("createEvent", "POST", "/teams/{teamId}/events", team | other, TEAM, ("teamId",),
             description="Create an event of a team.", **OWN),
        http("listEvents", "GET", "/teams/{teamId}/events", team, {"type": "array", "items": TEAM},
             description="List the events of a team.", **OWN),
    )  # fmt: skip
    made = tasks_for(api, "createEvent", 200)
    assert made
    for task in made:
        assert not {"teamId", "team_id"} <= set(msgspec.json.decode(task.calls[-1].arguments))


def test_few_tasks_are_of_what_is_named_by_its_key() -> None:
    made = list(tasks_of(devices("deviceId"), "3", 60, {"plain": 1.0}, 6))
    assert len(made) == 3
    assert all(number_in(task.calls[0].label) and not has_number(task.calls[0].noun) for task in made)


def test_a_user_who_meant_another_one_means_another_one() -> None:
    made = tasks_of(board_api(), "5", 300, {"plain": 1.0, "changed_mind": 3.0}, 80)
    changed = [task for task in made if task.kind == "changed_mind" and len(task.calls) > 1]
    assert changed
    for task in changed:
        keys = [msgspec.json.decode(call.arguments).get("id") for call in task.calls if call.purpose == "get"]
        assert len(keys) == len(set(keys))


def test_what_is_taken_out_of_a_thing_is_removed_from_it() -> None:
    api = office()
    assert takes_out(api.operations["removeMember"])
    made = [task for task in tasks_for(api, "removeMember", 200) if task.kind == "plain"]
    assert made
    for task in made:
        assert " from the team " in task.turns[0].says
        assert "delete" not in task.turns[0].says


@pytest.mark.parametrize(
    ("description", "other"),
    [("Kick a member from a team.", True), ("Unsubscribes a member.", True), ("Delete a member of a team.", False)],
)
def test_what_ends_something_else_is_no_wish_to_delete(description: str, other: bool) -> None:
    api = office(removal=description)
    assert api.operations["removeMember"].verb == "delete"
    assert ends_other(api.operations["removeMember"]) is other


@pytest.mark.parametrize(
    ("body", "entity", "name", "call", "shown"),
    [
        ({"id": 17, "status": "open"}, {"id": 17, "status": "open"}, "#17", -1, True),
        ({"id": 18, "status": "open"}, {"id": 18, "status": "open"}, "#17", -1, False),
        ({"notes": [{"id": 17}], "status": "ok"}, [{"id": 17}], "Autumn", 0, False),
        ({"notes": [{"id": 17}], "status": "ok"}, [{"id": 17}], "#17", -1, False),
        ({"status": "open"}, {"status": "open"}, "Autumn", 0, True),
    ],
)
def test_a_get_tells_of_the_entity_that_was_meant(body: Any, entity: Any, name: str, call: int, shown: bool) -> None:
    assert is_of(Found(17, name, "note", call, "", {}), body, entity) is shown


@pytest.mark.parametrize(
    ("name", "description", "noun"),
    [
        ("ListFlowPlan", "Flow Plan", ("flow", "plan")),
        ("DeleteAddress", "An address is where a customer lives.", ("address",)),
        ("ListTrays", "Returns the beds of a garden.", ("bed",)),
        ("get_users_sessions", "Sessions", None),
    ],
)
def test_a_name_says_what_its_description_does_not(name: str, description: str, noun: tuple[str, ...] | None) -> None:
    said = said_of(http(name, "GET", "/x", {}, description=description))
    assert (said.noun if said else None) == noun


def test_the_form_of_an_answer_is_stated_json_where_there_is_a_choice() -> None:
    form: dict[str, tuple[Place, Any]] = {"format": ("path", {"type": "string", "enum": ["XML", "JSON"]})}
    many = {"type": "array", "items": TEAM}
    team = form | {"name": ("body", TEXT)}
    made = http("createTeam", "POST", "/{format}/teams", team, TEAM, ("name",), description="Create a team.", **OWN)
    listed = [
        http(f"list{name}", "GET", f"/{{format}}/{name.lower()}", form, many, description=f"List the {name.lower()}.",
             **OWN)
        for name in ("Teams", "Projects", "Customers", "Members")
    ]  # fmt: skip
    tasks = tasks_for(api_of([made, *listed]), "listTeams")
    assert tasks
    assert all("The format is JSON." in task.policy for task in tasks)


def test_a_day_is_called_the_same_however_its_field_is_spelled() -> None:
    assert [field_words(name) for name in ("date_created", "dateUpdated", "created_at")] == [
        "creation date", "last update", "creation date",
    ]  # fmt: skip
