"""Calls that are needed, and words that say what is meant."""

import re
from random import Random
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall, Task
from lemnos.steps.tools.task.removals import ending_of
from lemnos.steps.tools.task.requests import clause_of, thing
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import is_no_entity, is_wanted, says_point, told_apart_by
from lemnos.steps.tools.task.values import entity_name, value_of
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_api, board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

WEIGHTS = msgspec.structs.asdict(KindSettings())


def short_list_api() -> Api:
    """Return the board whose list shows the names of its projects alone."""
    short = {"type": "array", "items": {"type": "object", "properties": {"id": NUMBER, "name": TEXT}}}
    tools = [
        msgspec.structs.replace(tool, result=msgspec.json.encode(short).decode())
        if tool.name == "listProjects"
        else tool
        for tool in board_tools()
    ]
    return Api(world_spec(tools), tools)


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return list(tasks_of(board_api(), "6", 150, WEIGHTS, 40))


def test_what_a_list_shows_is_not_read_again(tasks: list[Task]) -> None:
    read = [task for task in tasks if any(call.purpose == "get" for call in task.calls)]
    assert read
    asked = [task for task in read if any(call.tool == "getProject" for call in task.calls)]
    assert asked, "of what is named by its key no list is called"
    assert not any(call.purpose in ("find", "list") for task in asked for call in task.calls if task.kind == "plain")
    again = [
        turn
        for task in read
        if task.kind == "session"
        for turn in task.turns
        for number in turn.calls
        if turn.refers != "gone" and task.calls[number].tool == "getProject"
        if any(call.tool == "listProjects" for call in task.calls[:number])
    ]
    assert not again
    done = [played(task, board_api(), (), thoughts=1.0, renamed=0.0, masked=0.0, most=9)[1] for task in read[:12]]
    assert {trajectory.verification.level for trajectory in done} == {4}


def test_what_a_list_does_not_show_is_read() -> None:
    read = [
        task
        for task in tasks_of(short_list_api(), "6", 60, WEIGHTS, 40)
        if task.kind == "plain" and task.calls and task.calls[-1].purpose == "get"
    ]
    assert read
    assert all(task.calls[-1].tool == "getProject" for task in read)


def test_a_second_question_on_a_list_is_answered_without_a_call() -> None:
    only = dict.fromkeys(WEIGHTS, 0.0) | {"changed_mind": 1.0}
    changed = [task for seed in "67" for task in tasks_of(board_api(), seed, 20, only, 40)]
    listed = [task for task in changed if task.calls[0].tool == "listProjects"]
    assert listed
    for task in listed:
        assert [turn.calls for turn in task.turns] == [(0,), ()]
        assert task.values[0] in task.turns[1].words
        assert task.calls[0].label not in task.turns[1].words


@pytest.mark.parametrize(
    ("description", "name", "ending", "done"),
    [
        ("Cancels a project.", "drop", "cancel", "cancelled"),
        ("Archive the project for good.", "drop", "archive", "archived"),
        ("Delete a project.", "drop", "", "deleted"),
        ("Removes a closed project.", "drop", "", "deleted"),
        ("The project is no longer wanted.", "decline", "decline", "declined"),
    ],
)
def test_what_takes_something_away_is_called_as_its_tool_calls_it(
    description: str, name: str, ending: str, done: str
) -> None:
    operation: Any = SimpleNamespace(
        verb="delete", tool=SimpleNamespace(description=description), words=(name, "project")
    )
    assert ending_of(operation) == ending
    call = GoldCall("drop", "{}", 0, "delete", "project", "projects", "Blue Barn", verb=ending_of(operation))
    request = clause_of(call, Random(4)).do
    assert request.startswith(ending or ("delete", "remove"))
    assert re.search(rf"(?i)\b{done}\b", answer_of([(call, {})], Random(4)))


def test_a_deletion_says_what_is_meant() -> None:
    made = {
        noun: {
            thing(GoldCall("d", "{}", 0, "delete", noun, f"{noun}s", "Ines Falk"), Random(seed)) for seed in range(9)
        }
        for noun in ("client", "employee")
    }
    assert made["client"] == {"the client Ines Falk"}
    assert made["employee"] == {"the employee Ines Falk"}


@pytest.mark.parametrize(
    ("noun", "told", "said"),
    [
        ("webhook", [("name", "lamp-sync")], False),
        ("webhook", [("name", "lamp-sync"), ("target URL", "https://lamps.example.com")], True),
        ("project", [("name", "Lamps")], True),
    ],
)
def test_what_calls_an_address_is_made_with_one(noun: str, told: list[tuple[str, str]], said: bool) -> None:
    assert says_point(told, noun) is said
    operation: Any = SimpleNamespace(noun=noun, verb="create")
    assert is_wanted(operation, "create", told, {}, None) is said


@pytest.mark.parametrize(("noun", "wanted"), [("author", False), ("company", False), ("article", True)])
def test_people_are_not_looked_for_by_a_topic(noun: str, wanted: bool) -> None:
    operation: Any = SimpleNamespace(noun=noun, verb="search", is_scoped=True)
    assert is_wanted(operation, "list", [("query", "garden lamps")], {}, None) is wanted


def test_a_noun_beside_other_words_is_another_thing() -> None:
    assert is_other("event", ["road", "events"])
    assert not is_other("event", ["events", "of", "my", "calendar"])
    assert not is_other("project", ["road", "projects"])


@pytest.mark.parametrize(
    ("told", "wanted"), [([("name", "Hill")], False), ([("name", "Hill"), ("city", "Oslo")], True)]
)
def test_a_place_is_made_with_where_it_is(told: list[tuple[str, str]], wanted: bool) -> None:
    operation: Any = SimpleNamespace(noun="depot", verb="create", properties={"name": {}, "latitude": {}, "city": {}})
    assert is_wanted(operation, "create", told, {}, None) is wanted


def test_a_webhook_gets_an_address_that_goes_with_its_name() -> None:
    url = value_of("targetUrl", {"type": "string"}, "webhook", Random(1), 3, new=True)
    assert url == f"https://hooks.example.com/{entity_name('webhook', 3)}"


def test_a_word_or_several_things_are_no_new_entity() -> None:
    made: list[Any] = ["passed", [{"id": 4}, {"id": 5}], [{"id": 4}], {"id": 4}, None]
    assert [is_no_entity(body) for body in made] == [True, True, False, False, False]


def test_empty_items_are_not_counted() -> None:
    operation: Any = SimpleNamespace(noun="lamp", is_written=True)
    assert told_apart_by(operation, [], [{"rules": {}}, {"rules": {}}], []) is None
    assert told_apart_by(operation, [], [{"id": 4, "rules": {}}, {"id": 5, "rules": {}}], []) == ""


def test_the_field_by_which_things_refer_to_their_like_is_not_their_key() -> None:
    group = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "groupId": NUMBER}}
    lamp = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "groupId": NUMBER}}
    tools = [
        http("listGroups", "GET", "/groups", {}, {"type": "array", "items": group}, description="Fetch groups."),
        http("getGroup", "GET", "/groups/{id}", {"id": ("path", NUMBER)}, group, description="Get a group."),
        http("deleteGroup", "DELETE", "/groups/{id}", {"id": ("path", NUMBER)}, description="Delete a group."),
        http("createLamp", "POST", "/lamps", {"name": ("body", TEXT), "groupId": ("body", NUMBER)}, lamp,
             description="Create a lamp."),
        http("getLamp", "GET", "/lamps/{id}", {"id": ("path", NUMBER)}, lamp, description="Get a lamp."),
    ]  # fmt: skip
    api = Api(world_spec(tools), tools)
    feeds = api.feeds_of(api.operations["createLamp"])["groupId"]
    assert [(feed.source, feed.field) for feed in feeds] == [("listGroups", ("id",))]
