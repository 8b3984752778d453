"""Requests that a person would make: what is set, renamed, forbidden and asked is what people set, rename and ask."""

from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.naming.noun_phrases import is_long_key
from lemnos.steps.tools.naming.things import is_other, kind_of
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import Found, fields_asked, is_said
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.kinds.at_once import are_alike
from lemnos.steps.tools.task.kinds.dialogues import shown_before
from lemnos.steps.tools.task.kinds.session import phrases
from lemnos.steps.tools.task.kinds.session.make import leaves_open
from lemnos.steps.tools.task.phrases import is_nameable, is_selection, is_speakable
from lemnos.steps.tools.task.requests import called, clause_of
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.task.sense import renamed, renames_person
from lemnos.steps.tools.task.statements import statement_of
from lemnos.steps.tools.task.values import entity_name, is_of_person, new_name, value_of
from lemnos.steps.tools.task.wording import is_told
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import PROJECT, board_api, board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

NONE = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0)


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("List all TSIGKeys.", ("TSIG", "key")),
        ("Returns your SKUs.", ("SKU",)),
        ("Order an eSIM profile.", None),
        ("Get eSIM profiles.", ("eSIM", "profile")),
        ("Create a TeXML application.", ("TeXML", "application")),
        ("Delete an IpAddress.", ("ip", "address")),
    ],
)
def test_words_of_their_own_spelling_are_not_taken_apart(text: str, noun: tuple[str, ...] | None) -> None:
    said = statement_of(text)
    assert (said.noun if said is not None else None) == noun


@pytest.mark.parametrize("noun", ["lamp compare", "extract lamp tree", "d secure", "maintenance"])
def test_what_is_no_noun_is_not_spoken_of(noun: str) -> None:
    assert not is_speakable(noun)
    assert not is_nameable(noun)


def test_what_stands_between_two_nouns_names_some_of_them_alone() -> None:
    assert [is_selection(each) for each in ("user private test", "user followed lamp", "private channel")] == [
        True, True, False]  # fmt: skip
    assert not is_nameable("user followed lamp")


def test_people_are_called_without_the_house_to_which_all_belong() -> None:
    def tool(name: str, method: str, path: str, text: str, *args: Any) -> Tool:
        return http(name, method, path, *args, provider="house.example", api="House", description=text)

    user = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    one: dict[str, Any] = {"id": ("path", NUMBER)}
    tools = [
        tool("listOrganizationUsers", "GET", "/organization-users", "List the organization users.", {},
             {"type": "array", "items": user}),
        tool("getOrganizationUser", "GET", "/organization-users/{id}", "Return an organization user.", one, user),
        tool("removeOrganizationUser", "DELETE", "/organization-users/{id}", "Delete an organization user.", one),
    ]  # fmt: skip
    api = Api(world_spec(tools), tools)
    assert {each.noun for each in api.operations.values()} == {"user"}


def test_a_part_of_a_thing_is_of_its_kind_and_filters_are_no_rules() -> None:
    assert (kind_of("subaccount"), kind_of("subject"), kind_of("filter")) == ("account", "", "filter")
    assert "Freezer too warm" not in {entity_name("filter", number) for number in range(20)}


def test_what_a_world_has_names_for_is_called_by_such_names() -> None:
    names = {entity_name("currency", number) for number in range(40)}
    assert {"Euro"} <= names
    assert "Sandbox" not in names
    assert "Renew the support contract" not in {entity_name("card", number) for number in range(60)}, (
        "of several senses"
    )


@pytest.mark.parametrize(
    ("field", "noun", "said"),
    [
        ("applicationFeeAmount", "payment", False),
        ("feeAmount", "payment", True),
        ("completedAt", "task", False),
        ("dueDate", "task", True),
        ("username", "stream target", False),
        ("username", "customer", True),
    ],
)
def test_nobody_sets_what_a_service_sets_or_only_programs_know(field: str, noun: str, said: bool) -> None:
    kinds = {"feeAmount": "number", "applicationFeeAmount": "number"}
    schema = {"type": kinds.get(field, "string")} | ({"format": "date-time"} if noun == "task" else {})
    assert is_said(field, noun, schema) is said


def test_a_date_is_a_day() -> None:
    value = value_of("dueDate", {"type": "string", "format": "date-time"}, "task", Random(1))
    assert value.endswith("T00:00:00Z")
    assert not value_of("start", {"type": "string", "format": "date-time"}, "task", Random(1)).endswith("T00:00:00Z")


def test_people_and_numbers_are_not_renamed_and_names_go_on_as_their_kind_does() -> None:
    class Operation:
        noun = "card"
        required = ()
        properties: dict[str, Any] = {}  # noqa: RUF012

    operation: Any = Operation()
    for name, is_new in (("Marta Keller", False), ("REF-66878", False), ("Winter trip", True)):
        target = Found(7, name, "card", 0, "/0/id", {"id": 7, "name": name})
        assert (renamed(operation, "name", target, [], "", Random(2)) is not None) is is_new
    assert new_name("Call the landlord").removeprefix("Call the landlord") in (" (urgent)", " (on hold)")
    assert new_name("Clear Partners", "company").split(" ")[2] in ("Group", "International", "Holding")
    assert is_of_person("Marta Keller")


def test_an_action_after_which_the_opposite_shows_is_not_told_as_done() -> None:
    shown = {
        "type": "object",
        "properties": {"status": {"type": "string", "enum": ["enabled"]}},
        "required": ["status"],
    }
    one: dict[str, Any] = {"id": ("path", NUMBER)}
    rule = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    board: dict[str, Any] = {"provider": "rules.example", "api": "Rules"}

    def made(result: Any) -> int:
        tools = [
            http("listRules", "GET", "/rules", {}, {"type": "array", "items": rule}, description="List the rules.",
                 **board),
            http("disableRule", "POST", "/rules/{id}/disable", one, result, description="Disable a rule.", **board),
        ]  # fmt: skip
        tasks = tasks_of(Api(world_spec(tools), tools), "3", 30, NONE | {"plain": 1.0}, 40)
        return sum(call.purpose == "action" for task in tasks for call in task.calls)

    assert made(None)
    assert not made(shown)


def test_nobody_gives_a_person_another_name_or_the_address_of_somebody_else() -> None:
    assert renames_person("employee", [("first name", "Rachel")])
    user = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "email": TEXT}}
    user["required"] = ["id", "name", "email"]
    one: dict[str, Any] = {"id": ("path", NUMBER)}
    board: dict[str, Any] = {"provider": "desk.example", "api": "Desk"}
    tools = [
        http("listAccounts", "GET", "/accounts", {}, {"type": "array", "items": user},
             description="List the accounts of our customers.", **board),
        http("updateAccount", "PATCH", "/accounts/{id}", one | {"email": ("body", TEXT)}, user,
             description="Change an account.", **board),
    ]  # fmt: skip
    changes = [
        call
        for task in tasks_of(Api(world_spec(tools), tools), "3", 60, NONE | {"plain": 1.0}, 80)
        for call in task.calls
        if call.purpose == "update" and is_of_person(call.label)
    ]
    assert changes
    for call in changes:
        assert dict(call.said)["email"].split("@")[0].endswith(call.label.rpartition(" ")[2].lower())


def test_all_of_them_are_not_asked_for_after_some() -> None:
    def listing(tool: str) -> GoldCall:
        return GoldCall(tool, "{}", 0, "list", "tag", "tags")

    assert shown_before(listing("listTags"), [listing("listTagsOfDevice")])
    assert not shown_before(listing("listTags"), [])


def test_who_asks_where_something_is_gets_both_coordinates() -> None:
    place = {"id": 1, "name": "Old Mill", "latitude": 52.5, "longitude": 13.4}
    asked = {fields_asked(place, "Old Mill", "location", {}, Random(seed)) for seed in range(20)}
    assert asked == {("latitude", "longitude")}
    assert fields_asked({"name": "Old Mill", "latitude": 52.5}, "Old Mill", "location", {}, Random(1)) is None


def test_the_state_of_an_address_is_not_asked_for_as_a_state() -> None:
    assert [is_told("state", each) for each in ("Kansai", "Active", "open")] == [False, True, True]
    assert not is_told("status", "RJ")


def test_things_are_looked_for_in_a_place() -> None:
    call = GoldCall("l", "{}", 0, "list", "office", "offices", name_field="name", said=(("state", "Kansai"),))
    assert all(clause_of(call, Random(seed)).do.endswith("offices in Kansai") for seed in range(9))


def test_keys_that_are_copied_are_neither_mistaken_nor_put_two_in_a_sentence() -> None:
    assert [is_long_key(each) for each in ("4711", "INV-2041", "fir_7ca788d7", "1234567890123")] == [
        False, False, True, False]  # fmt: skip
    text = {"type": "string", "pattern": "^prj_[0-9a-f]{8}$"}
    project = {"type": "object", "properties": {"id": text, "status": {"type": "string", "enum": ["open", "done"]}},
               "required": ["id", "status"]}  # fmt: skip
    one: dict[str, Any] = {"id": ("path", text)}
    board: dict[str, Any] = {"provider": "keys.example", "api": "Keys"}
    tools = [
        http("getProject", "GET", "/projects/{id}", one, project, description="Return a project.", **board),
        http("deleteProject", "DELETE", "/projects/{id}", one, description="Delete a project.", **board),
    ]
    api = Api(world_spec(tools), tools)
    assert list(tasks_of(api, "1", 20, NONE | {"plain": 1.0}, 40))
    assert not list(tasks_of(api, "1", 20, NONE | {"parallel": 1.0}, 40))
    assert not list(tasks_of(api, "1", 20, NONE | {"changed_mind": 1.0}, 40))


def test_no_rule_forbids_what_has_happened() -> None:
    rules = [task.policy for task in tasks_of(board_api(), "5", 60, NONE | {"refused": 1.0}, 60)]
    assert any("archived" in rule for rule in rules)
    assert not any("archive a project whose status is archived" in rule for rule in rules)
    assert not any("status archived must not be archived" in rule for rule in rules)
    assert not any("it is archived, you may not archive" in rule for rule in rules)


def test_nothing_is_deleted_for_its_color() -> None:
    project = {**PROJECT, "properties": {**PROJECT["properties"], "color": {"type": "string", "enum": ["red", "blue"]}}}
    project["required"] = [*PROJECT["required"], "color"]
    tools = board_tools(project)
    requests = [
        turn.says
        for task in tasks_of(Api(world_spec(tools), tools), "5", 60, NONE | {"branching": 1.0}, 60)
        for turn in task.turns
    ]
    assert any("status" in each for each in requests)
    assert not any("color" in each for each in requests)


def test_a_change_is_taken_back_for_a_reason() -> None:
    reasons = ("Actually", "second thought", "Sorry", "sorry", "fine before", "Hmm", "changed my mind", "mistake",
               "mixed", "too quick", "typo")  # fmt: skip
    for phrase in (*phrases.UNDO, *phrases.UNMAKE):
        assert any(reason in phrase for reason in reasons), phrase


def test_a_new_thing_is_not_made_where_nobody_said() -> None:
    room = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    lamp = {"type": "object", "properties": {"id": NUMBER, "name": TEXT, "workspaceId": NUMBER}}
    board: dict[str, Any] = {"provider": "lamps.example", "api": "Lamps"}
    fields: dict[str, Any] = {"name": ("body", TEXT), "workspaceId": ("body", NUMBER)}
    tools = [
        http("listWorkspaces", "GET", "/workspaces", {}, {"type": "array", "items": room},
             description="List the workspaces.", **board),
        http("createForm", "POST", "/forms", fields, lamp, ("name",), description="Create a form.", **board),
        http("addForm", "POST", "/workspaces/{workspaceId}/forms",
             {"workspaceId": ("path", NUMBER), "name": ("body", TEXT)}, lamp, ("workspaceId", "name"),
             description="Create a form.", **board),
    ]  # fmt: skip
    api = Api(world_spec(tools), tools)
    assert leaves_open(api.operations["createForm"], {"workspace"})
    assert not leaves_open(api.operations["addForm"], {"workspace"})
    assert not leaves_open(api.operations["createForm"], {"form"})
    assert leaves_open(api.operations["addForm"], {"workspace"}, {"workspace"}), "one is stated, another was spoken of"


def test_a_phone_is_asked_for_by_its_number() -> None:
    assert called("phone", "contact") == "phone number"


def test_a_key_of_nothing_is_not_stated() -> None:
    trade = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
    board: dict[str, Any] = {"provider": "trade.example", "api": "Trade"}
    tools = [
        http(f"list{name}s", "GET", f"/cloud/{{accountid}}/{name.lower()}s", {"accountid": ("path", NUMBER)},
             {"type": "array", "items": trade}, description=f"List the {name.lower()}s.", **board)
        for name in ("Trade", "Task", "Order", "Project", "Form", "Invoice")
    ] + [
        http("addTask", "POST", "/cloud/{accountid}/tasks", {"accountid": ("path", NUMBER), "name": ("body", TEXT)},
             trade, ("accountid", "name"), description="Create a task.", **board),
    ]  # fmt: skip
    tasks = list(tasks_of(Api(world_spec(tools), tools), "3", 20, NONE | {"plain": 1.0}, 40))
    assert not any("The  ID" in task.policy or "The ID" in task.policy for task in tasks)


def test_two_changes_are_asked_for_at_once_if_each_is_one() -> None:
    def change(*said: tuple[str, str]) -> GoldCall:
        return GoldCall("u", "{}", 0, "update", "task", "tasks", said=said)

    assert are_alike(change(("status", "open")), change(("status", "done")))
    assert not are_alike(
        change(("status", "open"), ("due date", "1 May 2026")), change(("status", "done"), ("due date", "2 May 2026"))
    )


def test_a_division_of_a_parliament_is_no_team() -> None:
    assert is_other("division", ("returns", "lords", "divisions"))
    assert not is_other("division", ("returns", "the", "divisions", "of", "a", "company"))


def test_nobody_asks_when_a_person_was_created() -> None:
    body = {"name": "Marta Keller", "email": "marta.keller@example.com", "createdAt": "2025-03-01T08:00:00Z"}
    asked = {fields_asked(body, "Marta Keller", "customer", {}, Random(seed)) for seed in range(20)}
    assert asked == {("email",)}


def test_nobody_looks_for_things_by_a_sentence() -> None:
    whole = {"type": "object", "properties": {"count": NUMBER, "results": {"type": "array", "items": PROJECT}}}
    tools = [
        http("listProjects", "GET", "/projects", {"description": ("query", TEXT), "status": ("query", TEXT)}, whole,
             description="List projects."),
        http("getProject", "GET", "/projects/{id}", {"id": ("path", NUMBER)}, PROJECT, description="Get a project."),
    ]  # fmt: skip
    api = Api(world_spec(tools), tools)
    given = [
        msgspec.json.decode(call.arguments)
        for task in tasks_of(api, "0", 60, NONE | {"plain": 1.0}, 60)
        for call in task.calls
        if call.tool == "listProjects"
    ]
    assert given
    assert not any("description" in arguments for arguments in given)
