"""Things of which nothing is known, but that people make, name and look for."""

from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.naming.things import has, has_number
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import Found, chosen, fields_asked, is_said, where_of
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.finding.known import sought
from lemnos.steps.tools.task.listings import is_name
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.task.phrases import is_speakable
from lemnos.steps.tools.task.wording import is_hidden, is_told
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.spec import world_spec
from lemnos.steps.tools.world.values.labels.names import GIVEN
from tests.steps.tools.world.apis import NUMBER, TEXT, http

TERRARIUM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "gid": TEXT,
        "name": TEXT,
        "status": {"type": "string", "enum": ["open", "closed"]},
        "openedDate": {"type": "string", "format": "date"},
    },
    "required": ["gid", "name", "status", "openedDate"],
}
MOSS: dict[str, Any] = {"type": "object", "properties": {"id": NUMBER, "name": TEXT}, "required": ["id", "name"]}
KEY: dict[str, tuple[Place, Any]] = {"X-Keeper-Token": ("header", TEXT)}
ONE: dict[str, tuple[Place, Any]] = {"terrarium_gid": ("path", TEXT)}
STATUS: dict[str, tuple[Place, Any]] = {"status": ("query", TEXT)}
FIELDS: dict[str, tuple[Place, Any]] = {
    "name": ("body", TEXT),
    "openedDate": ("body", {"type": "string", "format": "date"}),
}


def tools() -> list[Tool]:
    whole: dict[str, Any] = {"provider": "zoo.example", "api": "Zoo"}
    secret = ("X-Keeper-Token",)
    return [
        http("list", "GET", "/terrariums", KEY | STATUS, {"type": "array", "items": TERRARIUM}, secret,
             description="Lists all terrariums. This endpoint can be given a status.", **whole),
        http("read", "GET", "/terrariums/{terrarium_gid}", KEY | ONE, TERRARIUM, secret,
             description="Returns a terrarium.", **whole),
        http("create", "POST", "/terrariums", KEY | FIELDS, TERRARIUM, (*secret, "name"),
             description="Creates a terrarium.", **whole),
        http("remove", "DELETE", "/terrariums/{terrarium_gid}", KEY | ONE, None, secret,
             description="Deletes a terrarium.", **whole),
        http("dismiss", "POST", "/terrariums/{terrarium_gid}/dismiss", KEY | ONE, TERRARIUM, secret,
             description="Dismisses the terrarium.", **whole),
        http("release", "POST", "/terrariums/{terrarium_gid}/release", KEY | ONE, TERRARIUM, secret,
             description="Releases the animals.", **whole),
        http("listMosses", "GET", "/mosses", {}, {"type": "array", "items": MOSS}, description="Lists mosses.",
             **whole),
        http("cancelVisit", "DELETE", "/bookings/{id}", {"id": ("path", NUMBER)}, None,
             description="Cancels a booking.", **whole),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def api() -> Api:
    return Api(world_spec(tools()), tools())


def made(api: Api, name: str) -> list[Task]:
    drawn = (plain(Draft(api, f"s{number}", "w"), api.operations[name]) for number in range(12))
    return [task for task in drawn if task is not None]


def test_what_people_make_is_spoken_of_and_what_they_only_read_is_not(api: Api) -> None:
    nouns = {each.name: each.noun for each in api.operations.values()}
    assert [name for name, noun in nouns.items() if noun == "terrarium"] == [
        "list", "read", "create", "remove", "dismiss",
    ]  # fmt: skip
    assert api.operations["listMosses"].noun == ""


def test_a_tool_that_works_on_something_else_or_on_some_alone_is_left() -> None:
    def noun(text: str, name: str = "create") -> str:
        several = [msgspec.structs.replace(tool, description=text) if tool.name == name else tool for tool in tools()]
        return Api(world_spec(several), several).operations[name].noun

    assert noun("Registers a terrarium.") == "terrarium"
    assert noun("Creates a terrarium link.") == ""
    assert noun("Reads a terrarium.") == ""
    assert noun("Lists the heated terrariums.", "list") == ""
    assert not is_speakable("upcoming terrarium")


def test_a_program_is_not_named_as_a_person() -> None:
    def names(extra: dict[str, Any]) -> set[str]:
        client: dict[str, Any] = {
            "type": "object",
            "properties": {"id": NUMBER, "name": TEXT} | extra,
            "required": ["id", "name", *extra],
        }
        several = [
            http(
                "listClients", "GET", "/clients", {}, {"type": "array", "items": client}, description="Lists clients."
            ),
            http("addClient", "POST", "/clients", {"name": ("body", TEXT)}, client, description="Adds a client."),
        ]
        return {
            row.body["name"] for row in LocalWorld(Api(world_spec(several), several).compiled, "w").store.rows("client")
        }

    assert names({}) <= set(GIVEN)
    assert not names({"email": TEXT}) & set(GIVEN)


def test_nothing_is_looked_up_in_vain(api: Api) -> None:
    for name in api.operations:
        for task in made(api, name):
            used = {origin.call for call in task.calls for origin in call.origins}
            assert used >= set(range(len(task.calls) - 1))


def test_what_people_make_has_names_that_people_give(api: Api) -> None:
    rows = LocalWorld(api.compiled, "w").store.rows("terrarium")
    assert {row.body["name"] for row in rows} <= set(GIVEN)


def test_a_key_named_gid_is_the_key(api: Api) -> None:
    assert api.compiled.resources["terrarium"].key == "gid"


def test_a_tool_is_fed_by_what_lists_its_entities(api: Api) -> None:
    assert api.operations["remove"].feeds["terrarium_gid"][0].source == "list"
    (task, *_) = made(api, "remove")
    assert [call.tool for call in task.calls] == ["list", "remove"]
    assert task.calls[1].label in task.turns[0].says


def test_the_system_message_states_credentials(api: Api) -> None:
    (task, *_) = made(api, "create")
    token = msgspec.json.decode(task.calls[0].arguments)["X-Keeper-Token"]
    assert token.startswith("demo-token-")
    assert f"The keeper token is {token}." in task.policy
    assert token not in task.turns[0].says


def test_a_secret_that_a_person_would_have_to_say_makes_no_task() -> None:
    both = http(
        "create", "POST", "/logins", {"password": ("body", TEXT)}, MOSS, ("password",), description="Adds a login."
    )
    assert not Api(world_spec([both]), [both]).operations["create"].usable


def test_a_list_is_filtered_by_what_its_entities_have(api: Api) -> None:
    operation = api.operations["list"]
    world = LocalWorld(api.compiled, "w")
    held = {row.body["status"] for row in world.store.rows("terrarium")}
    assert {sought(operation, "status", world, Random(number)) for number in range(20)} <= held
    filtered = [task for task in made(api, "list") if task.calls[0].said]
    assert filtered
    assert all(value in task.turns[0].says for task in filtered for _, value in task.calls[0].said)


def test_a_description_that_speaks_of_the_endpoint_does_not_ask_for_more(api: Api) -> None:
    assert not api.operations["list"].is_scoped


def test_an_action_is_wanted_if_its_description_says_that_one_does_it(api: Api) -> None:
    assert api.operations["dismiss"].suits
    assert not api.operations["release"].suits


def test_what_is_cancelled_by_its_number_need_not_be_read(api: Api) -> None:
    operation = api.operations["cancelVisit"]
    assert operation in api.targets


def test_the_fields_of_what_is_not_known_are_believed(api: Api) -> None:
    assert has("terrarium", "quantity")
    assert is_said("openedDate", "terrarium", {"type": "string", "format": "date"})
    assert not is_said("openedDate", "terrarium")
    assert not is_said("sharing", "terrarium", {"enum": ["open", "closed"]})
    assert is_said("health condition", "terrarium", {"enum": ["good", "poor"]})
    names = chosen(api.operations["create"], Random(1), 0, rename=True, brief=False)
    assert {"name", "openedDate"} <= set(names)


@pytest.mark.parametrize(
    ("noun", "numbered"),
    [("order", True), ("terrarium", True), ("deployment", True), ("customer", False), ("tag", False)],
)
def test_a_number_is_said_of_what_people_may_know_by_one(noun: str, numbered: bool) -> None:
    assert has_number(noun) is numbered


@pytest.mark.parametrize(
    ("name", "hidden"), [("serverid", True), ("assistantSid", True), ("paid", False), ("grid", False), ("valid", False)]
)
def test_keys_written_together_are_keys(name: str, hidden: bool) -> None:
    assert is_hidden(name) is hidden


def test_an_address_on_a_chain_is_no_name() -> None:
    assert not is_name("0x85b9177ba76939bbfc0e1212d42abb0b20d3b7ef")
    assert is_name("gull-haven")


def test_an_entity_above_is_known_by_its_number() -> None:
    comment = {"type": "object", "properties": {"id": NUMBER, "text": TEXT}, "required": ["id", "text"]}
    ticket = {"type": "object", "properties": {"id": NUMBER, "subject": TEXT}, "required": ["id", "subject"]}
    above: dict[str, tuple[Place, Any]] = {"ticket_id": ("path", NUMBER)}
    several = [
        http("readTicket", "GET", "/tickets/{ticket_id}", above, ticket, description="Returns a ticket."),
        http("listComments", "GET", "/tickets/{ticket_id}/comments", above, {"type": "array", "items": comment},
             description="Lists the comments of a ticket."),
        http("addComment", "POST", "/tickets/{ticket_id}/comments", above | {"text": ("body", TEXT)}, comment,
             ("text",), description="Adds a comment."),
    ]  # fmt: skip
    task = next(iter(made(Api(world_spec(several), several), "listComments")))
    number = msgspec.json.decode(task.calls[0].arguments)["ticket_id"]
    assert f"ticket {number}" in task.turns[0].says
    assert [call.tool for call in task.calls] == ["listComments"]


def test_what_lies_above_is_said_once() -> None:
    domain = Found("d", "norda.example", "domain", 0, "/0/id", {})
    owner = Found("u", "Ada Falk", "owner", 1, "/0/id", {})
    said = where_of({"domain": domain, "owner": owner}, ["for the domain norda.example"])
    assert said == "for the domain norda.example and the owner Ada Falk"
    assert where_of({"owner": owner}, ["for the domain norda.example"]) == (
        "for the owner Ada Falk for the domain norda.example"
    )


@pytest.mark.parametrize(
    ("value", "told"), [("Travel", True), ("cat_658edb46", False), ("every3Months", False), ("in progress", True)]
)
def test_keys_and_constants_answer_nothing(value: str, told: bool) -> None:
    assert is_told("category", value) is told


def test_nobody_asks_for_the_category_of_a_category() -> None:
    assert fields_asked({"category": "Travel", "name": "Music"}, "Music", "category", {}, Random(0)) is None
    assert fields_asked({"category": "Travel"}, "Oak lamp", "product", {}, Random(0)) == ("category",)
