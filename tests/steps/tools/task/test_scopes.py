"""What the system message states, what a description alone says, and what people name or copy."""

import re
from collections import Counter
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.examples.resource_names import collection_of
from lemnos.steps.tools.naming.things import is_copied, is_other, is_where
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.schemas.flatten import only_value
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.listings import label_of, lies_below, name_field_of
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.task.phrases import is_nameable
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import shows
from lemnos.steps.tools.task.statements import noun_agreed, statement_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.builders import make_tool
from tests.steps.tools.task.apis import board_api, board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

CLOUD: dict[str, Any] = {"provider": "cloud.example", "api": "Cloud"}
PARENT = {"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+$"}
QUEUE_NAME = {"type": "string", "pattern": "^projects/[^/]+/locations/[^/]+/queues/[^/]+$"}
QUEUE = {"type": "object", "properties": {"name": TEXT, "description": TEXT, "state": {"enum": ["ACTIVE", "PAUSED"]}}}
FIREWALL = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "description": TEXT}}
JOB: dict[str, Any] = {
    "type": "object",
    "properties": {"id": {"type": "string", "format": "uuid"}, "status": {"enum": ["QUEUED", "FINISHED"]}},
}


def listed(items: dict[str, Any], name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {name: {"type": "array", "items": items}}}


def cloud_tools() -> list[Tool]:
    """Return tools whose entities lie below a location, or below a project and a region."""
    parent: dict[str, tuple[Place, Any]] = {"parent": ("path", PARENT)}
    name: dict[str, tuple[Place, Any]] = {"name": ("path", QUEUE_NAME)}
    below: dict[str, tuple[Place, Any]] = {"project": ("path", TEXT), "region": ("path", TEXT)}
    one: dict[str, tuple[Place, Any]] = below | {"firewall": ("path", NUMBER)}
    text: dict[str, tuple[Place, Any]] = {"description": ("body", TEXT)}
    called: dict[str, tuple[Place, Any]] = {"name": ("body", TEXT)}
    firewalls = "/projects/{project}/regions/{region}/firewalls"
    return [
        http("cloud_projects_locations_queues_list", "GET", "/v1/{parent}/queues", parent, listed(QUEUE, "queues"),
             description="Lists queues.", **CLOUD),
        http("cloud_projects_locations_queues_get", "GET", "/v1/{name}", name, QUEUE,
             description="Gets a queue.", **CLOUD),
        http("cloud_projects_locations_queues_delete", "DELETE", "/v1/{name}", name,
             description="Deletes a queue.", **CLOUD),
        http("cloud_projects_locations_queues_patch", "PATCH", "/v1/{name}", name | text, QUEUE,
             description="Updates a queue.", **CLOUD),
        http("firewalls_list", "GET", firewalls, below, listed(FIREWALL, "firewalls"),
             description="Lists the firewalls of a region.", **CLOUD),
        http("firewalls_get", "GET", f"{firewalls}/{{firewall}}", one, FIREWALL,
             description="Gets a firewall.", **CLOUD),
        http("firewalls_insert", "POST", firewalls, below | called | text, FIREWALL, ("name",),
             description="Creates a firewall.", **CLOUD),
        http("firewalls_delete", "DELETE", f"{firewalls}/{{firewall}}", one,
             description="Deletes a firewall.", **CLOUD),
    ]  # fmt: skip


def api_of(tools: list[Tool]) -> Api:
    return Api(world_spec(tools), tools)


@pytest.fixture(scope="module")
def cloud() -> Api:
    return api_of(cloud_tools())


def tasks_for(api: Api, name: str, tries: int = 8) -> list[Task]:
    drafts = (Draft(api, f"{name}{number}", str(number % 2)) for number in range(tries))
    return [task for draft in drafts if (task := plain(draft, api.operations[name])) is not None]


def level(task: Task, api: Api) -> int:
    return played(task, api, (), thoughts=1.0, renamed=0.0, masked=0.0, most=9)[1].verification.level


def test_the_system_message_states_the_location_of_a_resource_name(cloud: Api) -> None:
    made = tasks_for(cloud, "cloud_projects_locations_queues_list")
    assert made
    for task in made:
        parent = msgspec.json.decode(task.calls[-1].arguments)["parent"]
        assert f"The location is {parent}." in task.policy
        assert parent not in task.turns[0].says
        assert level(task, cloud) == 4


def test_the_system_message_states_what_most_tools_have_above_them(cloud: Api) -> None:
    made = tasks_for(cloud, "firewalls_delete")
    assert made
    for task in made:
        arguments = msgspec.json.decode(task.calls[-1].arguments)
        assert f"is {arguments['region']}." in task.policy
        assert arguments["region"] not in task.turns[0].says
        assert level(task, cloud) == 4


def test_a_thing_with_a_resource_name_is_called_by_its_last_segment(cloud: Api) -> None:
    made = tasks_for(cloud, "cloud_projects_locations_queues_delete")
    assert made
    for task in made:
        name = msgspec.json.decode(task.calls[-1].arguments)["name"]
        assert task.calls[-1].label == name.rpartition("/")[2]
        assert "/" not in task.turns[0].says.replace(name, "/")
        assert level(task, cloud) == 4


@pytest.mark.parametrize(
    ("scope", "where"), [("region", True), ("location", True), ("store location", False), ("project", False)]
)
def test_where_a_service_runs_is_said_by_a_word(scope: str, where: bool) -> None:
    assert is_where(scope) == where


def test_a_template_says_what_its_argument_names() -> None:
    assert collection_of(PARENT) == "location"
    assert collection_of({"type": "string", "description": "Format: `folders/{folder}`."}) == "folder"
    assert collection_of(TEXT) == ""


def test_a_path_is_named_by_its_end_if_people_chose_it() -> None:
    items = [{"name": "projects/a/queues/mail-relay"}, {"name": "projects/a/queues/orders"}]
    way = name_field_of(items, "queue")
    assert [label_of(item, way) for item in items] == ["mail-relay", "orders"]
    assert name_field_of([{"name": "projects/a/queues/4f2a9c1b"}], "queue") == ""
    assert name_field_of([{"name": "https://example.com/queues/mail"}], "queue") == ""


def test_what_lies_elsewhere_is_not_below() -> None:
    assert lies_below("projects/a/queues/b", {"parent": "projects/a"})
    assert not lies_below("projects/ab/queues/b", {"parent": "projects/a"})
    assert lies_below(12, {"parent": "projects/a"})
    assert lies_below("projects/ab/queues/b", {"url": "https://example.com"})


def test_the_only_value_that_a_tool_allows_is_taken_from_it() -> None:
    target: dict[str, tuple[Place, Any]] = {"X-Target": ("header", {"type": "string", "enum": ["Board.List"]})}
    tools = [
        http(tool.name, "GET", "/projects", target, msgspec.json.decode(tool.result or "null"), ("X-Target",),
             description=tool.description, provider="board.example", api="Board")
        if tool.name == "listProjects"
        else tool
        for tool in board_tools()
    ]  # fmt: skip
    api = api_of(tools)
    made = tasks_for(api, "listProjects")
    assert made
    for task in made:
        assert msgspec.json.decode(task.calls[0].arguments) == {"X-Target": "Board.List"}
        assert [(origin.argument, origin.origin) for origin in task.calls[0].origins] == [("X-Target", "tool")]
        assert "Board.List" not in task.turns[0].says + task.policy
        assert level(task, api) == 4


@pytest.mark.parametrize(
    ("flat", "value"), [({"const": 3}, 3), ({"enum": ["a"]}, "a"), ({"enum": ["a", "b"]}, None), ({}, None)]
)
def test_a_schema_allows_one_value_or_several(flat: dict[str, Any], value: Any) -> None:
    assert only_value(flat) == value


def test_the_key_of_what_a_machine_runs_is_copied() -> None:
    one: dict[str, tuple[Place, Any]] = {"jobId": ("path", JOB["properties"]["id"])}
    own: dict[str, Any] = {"provider": "render.example", "api": "Render"}
    api = api_of(
        [
            http("getJob", "GET", "/jobs/{jobId}", one, JOB, description="Return a job.", **own),
            http("cancelJob", "POST", "/jobs/{jobId}/cancel", one, JOB, description="Cancel a job.", **own),
        ]
    )
    made = tasks_for(api, "cancelJob")
    assert made
    for task in made:
        key = msgspec.json.decode(task.calls[0].arguments)["jobId"]
        assert re.search(rf"job (?:with the ID |ID )?{key}", task.turns[0].says)
        assert level(task, api) == 4
    assert not is_copied("category")


def test_every_tool_has_its_turn_before_one_has_many() -> None:
    api = board_api()
    wanted = [each.name for each in api.targets]
    weights = msgspec.structs.asdict(KindSettings()) | {"irrelevant": 0.0, "no_call": 0.0}
    called: Counter[str] = Counter()
    for task in tasks_of(api, "4", 3 * len(wanted), weights, 40):
        called.update({call.tool for call in task.calls})
    reached = [
        name for name in wanted if any(call.tool == name for task in tasks_for(api, name) for call in task.calls)
    ]
    assert reached
    assert all(called[name] for name in reached)


@pytest.mark.parametrize(
    ("noun", "named"),
    [("credential list", True), ("custom field", True), ("latest order", False), ("list", False), ("response", False)],
)
def test_a_thing_with_a_name_of_its_own_is_spoken_of(noun: str, named: bool) -> None:
    assert is_nameable(noun) == named


def test_what_is_made_and_has_a_name_is_spoken_of_whatever_it_is() -> None:
    own: dict[str, Any] = {"provider": "pay.example", "api": "Pay"}
    link = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "url": TEXT}}
    one: dict[str, tuple[Place, Any]] = {"id": ("path", NUMBER)}

    def noun_with(entity: dict[str, Any], sent: str) -> str:
        api = api_of(
            [
                http("listPaymentLinks", "GET", "/payment_links", {}, {"type": "array", "items": entity},
                     description="List all payment links.", **own),
                http("createPaymentLink", "POST", "/payment_links", {sent: ("body", TEXT)}, entity, (sent,),
                     description="Create a payment link.", **own),
                http("deletePaymentLink", "DELETE", "/payment_links/{id}", one,
                     description="Delete a payment link.", **own),
            ]
        )  # fmt: skip
        return api.operations["listPaymentLinks"].noun

    assert noun_with(link, "name") == "payment link"
    assert noun_with({"type": "object", "properties": {"id": NUMBER, "url": TEXT}}, "url") == ""


def test_a_description_speaks_of_what_a_thing_has() -> None:
    said = statement_of("Updates the properties of the specified job schedule.")
    assert said is not None
    assert said.noun == ("job", "schedule")


def test_tools_agree_on_what_they_work_on() -> None:
    tools = [make_tool("a", "Create a receipt."), make_tool("b", "Return a receipt."), make_tool("c", "Delete a note.")]
    assert noun_agreed(tools) == "receipt"
    assert noun_agreed(tools[1:]) == ""


def test_the_end_of_what_takes_long_is_that_of_a_creation() -> None:
    assert shows({"name": "operations/7", "done": True, "response": {}}, "mail-relay")
    assert not shows({"name": "operations/7", "done": False, "response": {}}, "mail-relay")
    assert not shows({"name": "other"}, "mail-relay")


def test_words_of_medicine_name_other_things() -> None:
    assert is_other("problem", ("patient", "problems"))
    assert not is_other("problem", ("list", "problems"))


def test_what_a_transaction_belongs_to_does_not_name_it() -> None:
    items = [{"account_name": "Savings"}, {"account_name": "Payroll"}]
    assert name_field_of(items, "transaction") == ""
    assert name_field_of(items, "account") == "account_name"
