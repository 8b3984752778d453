"""What a change returned agrees with what was wanted, and nothing is made that a list shows already."""

from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from lemnos.records.tools import Place
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import NAMING
from lemnos.steps.tools.task.base import GoldCall, Origin
from lemnos.steps.tools.task.kinds.at_once import _on_it
from lemnos.steps.tools.task.kinds.session.calls import Onward, Prepared
from lemnos.steps.tools.task.make import Draft, plain
from lemnos.steps.tools.task.requests import clause_of
from lemnos.steps.tools.task.results import item_names, took
from lemnos.steps.tools.world.base import Observation, World
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_tools
from tests.steps.tools.world.apis import NUMBER, TEXT, http

BOARD = Api(world_spec(board_tools()), board_tools())


class Deaf:
    """A world whose changes say that all went well, and change nothing."""

    def __init__(self, world: World) -> None:
        self.id = world.id
        self._world = world

    def call(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        if tool != "updateProject":
            return self._world.call(tool, arguments)
        return self._world.call("getProject", {"id": arguments["id"]})

    def snapshot(self) -> bytes:
        return self._world.snapshot()

    def restore(self, snapshot: bytes) -> None:
        self._world.restore(snapshot)


def test_a_change_that_its_result_denies_makes_no_task() -> None:
    heard, unheard = [], []
    for number in range(16):
        heard.append(plain(Draft(BOARD, f"s{number}", "w"), BOARD.operations["updateProject"]))
        draft = Draft(BOARD, f"s{number}", "w")
        draft.search.world = Deaf(draft.world)  # type: ignore[assignment]
        unheard.append(plain(draft, BOARD.operations["updateProject"]))
    assert any(heard)
    assert not any(unheard)


def test_no_new_thing_has_the_name_of_one_that_was_listed() -> None:
    made = 0
    for number in range(16):
        draft = Draft(BOARD, f"s{number}", "w")
        assert draft.reach(BOARD.operations["listProjects"]) == 0
        if draft.reach(BOARD.operations["createProject"]) != 1:
            continue
        made += 1
        (name,) = {value for name, value in draft.calls[1].said if name in NAMING}
        again = draft.again()
        assert again.reach(BOARD.operations["listProjects"]) == 0
        shown = again.search.observations[0]
        again.search.observations[0] = msgspec.structs.replace(shown, body=[{"id": 1, "name": name}])
        assert item_names(again.calls[0], again.search.observations[0].body) == [name]
        assert again.reach(BOARD.operations["createProject"]) is None
    assert made


def test_only_the_shallowest_field_of_a_name_is_compared() -> None:
    below = {"task": {"status": "open", "owner": {"status": "away"}}}
    assert took({"status": "open"}, below)
    assert not took({"/task/status": "closed"}, below)
    assert took({"status": True}, {"ok": {"id": 7}})
    assert took({"size": 3}, [{"size": 4}])
    assert not took({"enabled": True}, {"enabled": False})
    assert took({"rate": 2}, msgspec.json.decode('{"rate": 2.0}'))


def test_a_response_that_lists_one_entity_is_asked_for_what_the_entity_says() -> None:
    invoice: dict[str, Any] = {
        "type": "object",
        "properties": {"invoiceId": NUMBER, "currency": TEXT, "dueDate": {"type": "string", "format": "date"}},
        "required": ["invoiceId", "currency", "dueDate"],
    }
    response: dict[str, Any] = {
        "type": "object",
        "properties": {"Id": TEXT, "Status": TEXT, "Invoices": {"type": "array", "items": invoice}},
        "required": ["Id", "Status", "Invoices"],
    }
    key: dict[str, tuple[Place, Any]] = {"invoiceId": ("path", NUMBER)}
    whole: dict[str, Any] = {"provider": "books.example", "api": "Books"}
    tools = [
        http("listInvoices", "GET", "/Invoices", {}, response, description="Lists the invoices.", **whole),
        http("getInvoice", "GET", "/Invoices/{invoiceId}", key, response, description="Returns an invoice.", **whole),
    ]
    api = Api(world_spec(tools), tools)
    tasks = [plain(Draft(api, f"s{number}", "w"), api.operations["getInvoice"]) for number in range(16)]
    calls = [task.calls[-1] for task in tasks if task is not None and task.calls[-1].tool == "getInvoice"]
    assert calls
    search = Onward(api, Draft(api, "s", "w").world, Random(1))
    prepared = Prepared(msgspec.json.decode(calls[0].arguments), list(calls[0].origins), [])
    number = search.made_on(api.operations["getInvoice"], prepared, calls[0].label, "")
    assert number is not None
    for call in (*calls, msgspec.structs.replace(search.calls[number], fields=("currency",))):
        draft = Draft(api, "s", "w")
        body = draft.world.call("getInvoice", msgspec.json.decode(call.arguments)).body
        assert [item["invoiceId"] for item in body["Invoices"]] == [msgspec.json.decode(call.arguments)["invoiceId"]]
        assert call.items == "/Invoices/0"
        assert call.fields
        assert set(call.fields) <= {"currency", "dueDate"}


def test_what_depends_on_a_state_is_done_to_the_entity_however_it_was_named() -> None:
    for label in ("#pro_0f1e2d3c4b", "#4711", "Blue Barn"):
        call = GoldCall("drop", "{}", 0, "delete", "project", "projects", label)
        for number in range(32):
            said = _on_it(clause_of(call, Random(number)), call).do
            assert said in ("delete it", "remove it")


def test_a_change_that_serves_no_task_is_taken_back() -> None:
    draft = Draft(BOARD, "s", "w")
    start = draft.world.state_hash()
    search = draft.search
    listing = search.call(BOARD.operations["listProjects"], "list", {}, [])
    assert listing is not None
    search.calls[listing] = msgspec.structs.replace(search.calls[listing], name_field="name")
    shown = search.observations[listing].body[0]["name"]
    operation, origins = BOARD.operations["createProject"], [Origin("name", "request")]
    assert search.call(operation, "create", {"name": shown}, origins, told=[("name", shown)]) is None
    assert draft.world.state_hash() == start
    assert search.as_made
    assert search.call(operation, "create", {"name": "Night market"}, origins, told=[("name", "Night market")])
    assert draft.world.state_hash() != start
