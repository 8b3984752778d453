"""Tasks of functions of whose results nothing is described."""

from datetime import date
from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool, Trajectory
from lemnos.sources.tools.base import read_shard
from lemnos.sources.tools.detect import open_tools
from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.asking import worded
from lemnos.steps.tools.task.functions.values import given_value, stated_values
from lemnos.steps.tools.task.functions.vocabulary import PROGRAMMING
from lemnos.steps.tools.task.functions.wishes import Wish, is_worked_out, wish_of
from lemnos.steps.tools.task.schedule import functions_of, tasks_of
from lemnos.steps.tools.world.results.undescribed import undescribed_result
from lemnos.steps.tools.world.spec import world_spec

TEXT = {"type": "string"}
SERVER: list[dict[str, Any]] = [
    {
        "name": "get_tide",
        "description": "Gets the tide at a given harbour, including height, speed and time.",
        "inputSchema": {"type": "object", "properties": {"harbour": TEXT | {"description": "e.g. 'Leith'"}},
                        "required": ["harbour"]},
    },
    {
        "name": "ring_bell",
        "description": "Rings the bell of the lighthouse.",
        "inputSchema": {"type": "object", "properties": {}},
    },
    {
        "name": "send_signal",
        "description": "Send a signal to a ship.",
        "inputSchema": {"type": "object", "properties": {"ship_id": TEXT, "message": TEXT},
                        "required": ["ship_id", "message"]},
    },
    {
        "name": "convert_depth",
        "description": "Converts fathoms to metres.",
        "inputSchema": {"type": "object", "properties": {"depth": {"type": "number"}}, "required": ["depth"]},
    },
    {
        "name": "run_chart_query",
        "description": "Run a query on charts.",
        "inputSchema": {"type": "object", "properties": {"sql": TEXT}, "required": ["sql"]},
    },
    {"name": "helper", "description": "This tool is for agents.", "inputSchema": {"type": "object", "properties": {}}},
]  # fmt: skip


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> list[Tool]:
    path = tmp_path_factory.mktemp("servers") / "harbour.json"
    path.write_bytes(msgspec.json.encode({"tools": SERVER}))
    shard = next(iter(open_tools(str(path), kind="mcp").shards()))
    return read_shard(shard)[0]


@pytest.fixture(scope="module")
def api(tools: list[Tool]) -> Api:
    return Api(world_spec(tools), tools)


@pytest.fixture(scope="module")
def made(api: Api) -> list[tuple[Task, Trajectory]]:
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0}
    return [
        played(task, api, (), thoughts=0.5, renamed=0.1, masked=0.05, most=9)
        for task in tasks_of(api, "1", 20, weights, 6)
    ]


def named(tools: list[Tool], name: str) -> Tool:
    return next(tool for tool in tools if tool.name == name)


def described(text: str, name: str = "tool") -> Tool:
    return Tool(id="", provider="", api="", version="", kind="mcp", name=name, description=text, parameters="{}",
                licence="", source="")  # fmt: skip


def test_only_what_can_be_worded_and_made_up_gets_tasks(api: Api) -> None:
    assert [each.name for each in functions_of(api)] == ["get_tide", "ring_bell", "send_signal"]


def test_they_reach_level_3_and_say_why_no_more(made: list[tuple[Task, Trajectory]]) -> None:
    assert {task.calls[0].tool for task, _ in made} == {"get_tide", "ring_bell", "send_signal"}
    for task, trajectory in made:
        assert task.kind == "function"
        assert trajectory.verification.level == 3
        assert [check.name for check in trajectory.verification.checks if check.outcome != "pass"] == [
            "result_described"
        ]


def test_every_argument_is_said_and_every_value_told(made: list[tuple[Task, Trajectory]]) -> None:
    for task, trajectory in made:
        asked = trajectory.messages[0].content
        for value in msgspec.json.decode(task.calls[0].arguments).values():
            assert str(value) in asked
        assert all(value in trajectory.messages[-1].content for value in task.values)


def alone(name: str, text: str, properties: dict[str, Any], tools: list[Tool]) -> list[Task]:
    """Return tasks of one function."""
    schema = msgspec.json.encode({"type": "object", "properties": properties}).decode()
    tool = msgspec.structs.replace(named(tools, "ring_bell"), id=name, name=name, description=text, parameters=schema)
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0}
    return list(tasks_of(Api(world_spec([tool]), [tool]), "1", 9, weights, 9))


def test_a_wish_says_of_what_it_speaks(tools: list[Tool]) -> None:
    assert not alone("clear_rules", "Clears all rules of a harbour.", {"force": {"type": "boolean"}}, tools)
    said = alone("clear_rules", "Clears all rules of a harbour.", {"harbour_id": TEXT}, tools)
    assert said
    assert all("harbour" in task.turns[0].says and task.calls[0].arguments != "{}" for task in said)


@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("Stars a file or folder", False),
        ("Gets info on a specific buoy", False),
        ("Get the buoy info.\nArgs: buoy_name: its name", False),
        ("Lists tags by their key", False),
        ("Lists the tags", True),
        ("Clears the tide cache", True),
    ],
)
def test_what_needs_more_than_the_schema_has_is_not_asked(tools: list[Tool], text: str, *, is_asked: bool) -> None:
    assert bool(alone(text.split(" ", maxsplit=1)[0].lower().rstrip("s") + "_tags", text, {}, tools)) == is_asked


def test_a_path_ends_as_the_files_do(tools: list[Tool]) -> None:
    schema = '{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}'
    tool = msgspec.structs.replace(named(tools, "ring_bell"), name="upload_image", description="Uploads an image.",
                                   parameters=schema)  # fmt: skip
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0}
    made = list(tasks_of(Api(world_spec([tool]), [tool]), "1", 9, weights, 9))
    assert made
    assert all(task.calls[0].arguments.endswith('.png"}') for task in made)


def test_values_suit_the_things_of_the_tool(tools: list[Tool]) -> None:
    people = alone("create_user", "Create a user", {"name": TEXT}, tools)
    assert people
    assert all(len(msgspec.json.decode(task.calls[0].arguments)["name"].split(" ")) == 2 for task in people)
    wallets = {given_value("token_address", TEXT, Random(seed)) for seed in range(9)}
    assert all(value.startswith("0x") for value in wallets)
    sought = alone("search_packages", "Search packages", {"query": TEXT}, tools)
    assert {msgspec.json.decode(task.calls[0].arguments)["query"] for task in sought} <= set(PROGRAMMING)


def test_what_was_sent_is_no_answer() -> None:
    address = undescribed_result(described("", "get_ip_address"), {"ip": "192.0.2.7"}, "s")
    assert not address.believable
    assert not undescribed_result(described("", "read_files"), {"paths": ["a.txt", "b.txt"]}, "s").believable


def test_what_is_made_is_called_something(tools: list[Tool]) -> None:
    made = alone("create_label", "Create a label", {"color": TEXT, "order": {"type": "integer"}, "name": TEXT}, tools)
    assert made
    assert all("name" in msgspec.json.decode(task.calls[0].arguments) for task in made)


def test_what_is_known_by_its_key_is_the_one(tools: list[Tool]) -> None:
    closed = alone("close_tab", "Close a tab", {"index": {"type": "integer"}}, tools)
    assert closed
    assert all("close tab " in task.turns[0].says.lower() for task in closed)


def test_without_the_weight_nothing_changes(api: Api) -> None:
    weights = msgspec.structs.asdict(KindSettings())
    assert all(task.kind != "function" for task in tasks_of(api, "1", 20, weights, 6))


@pytest.mark.parametrize(
    ("description", "arguments", "clause"),
    [
        ("Gets the tide at a given harbour.", ["harbour"], "get the tide at the harbour {harbour}"),
        (
            "Retrieve tides for a harbour by harbour ID.",
            ["harbour_id"],
            "get the tides for the harbour with the ID {harbour_id}",
        ),
        ("Delete an buoy", ["buoy_id"], "delete a buoy"),
        ("This tool lists all lighthouses in Scotland.", [], "list all lighthouses in Scotland"),
        ("Fetches a list of ferries, with their departures.", [], "fetch the ferries"),
        ("Restarts the pump via the REST API.", [], "restart the pump"),
    ],
)
def test_a_wish_is_what_a_person_would_say(description: str, arguments: list[str], clause: str) -> None:
    wish = wish_of(described(description), arguments)
    assert wish is not None
    assert wish.clause == clause


@pytest.mark.parametrize(
    "description",
    [
        "Wraps the endpoint.",
        "Use with care",
        "",
        "Get data.",
        "获取数据",
        "Get this object's schema.",
        "Lists the top-level tide, current, or ferry fields.",
    ],
)
def test_what_is_not_said_plainly_is_no_wish(description: str) -> None:
    assert wish_of(described(description), []) is None


def test_several_keys_are_said_as_several_and_one_thing_is_no_answer(tools: list[Tool]) -> None:
    wish = Wish("get", "get the depth at harbours", reads=True)
    found = worded(wish, {"ids": "12,844,2096"})
    assert "IDs" in f"{found.clause} {found.beside}"
    several = {"ids": {"type": "string", "description": "Comma-separated IDs (e.g., '12,844,2096')"}}
    assert alone("get_depth", "Get the depth at harbours.", several, tools) == []
    assert alone("print_tides", "Prints all tides.", {}, tools) == []
    assert alone("compare_weather", "Compare the weather.", {"cities": {"type": "string"}}, tools) == []


def test_a_name_stands_in_for_a_description() -> None:
    assert wish_of(described("", "list_ferries"), []) == Wish("list", "list the ferries", reads=True)
    assert wish_of(described("", "ferry_create"), []) == Wish("create", "create a ferry", reads=False, is_all=False)
    assert wish_of(described("", "ferry"), []) is None


def test_what_follows_from_the_arguments_is_not_made_up(tools: list[Tool]) -> None:
    assert is_worked_out(named(tools, "convert_depth"))
    assert is_worked_out(described("Add two numbers.", "add"))
    assert not is_worked_out(named(tools, "get_tide"))


def test_a_stated_example_comes_first() -> None:
    flat = {"type": "string", "description": "Harbour code (e.g. 'LEI', 'ABD')"}
    assert stated_values(flat) == ["LEI"]
    assert given_value("harbour", flat, Random(0)) == "LEI"
    assert given_value("depth", {"type": "integer", "description": "for example 12"}, Random(0)) == 12


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("sql", {"type": "string"}),
        ("uf", {"type": "string"}),
        ("payload", {"type": "object"}),
        ("notes", {"type": "array", "items": {"type": "object"}}),
        ("filter", {"type": "string", "description": "JSON filter"}),
        ("verbose", {"type": "boolean"}),
        ("request", {"type": "string"}),
        ("language", {"type": "string", "description": "Language of the tables (en or gd)"}),
    ],
)
def test_what_nobody_says_has_no_value(name: str, schema: dict[str, Any]) -> None:
    assert given_value(name, schema, Random(0)) is None


def test_choices_bounds_and_lists_are_kept() -> None:
    for seed in range(20):
        assert given_value("sea", {"enum": ["calm", "rough"]}, Random(seed)) in ("calm", "rough")
        assert 3 <= given_value("width", {"type": "integer", "minimum": 3, "maximum": 9}, Random(seed)) <= 9
    several = given_value("ship_ids", {"type": "array", "items": {"type": "string"}}, Random(1))
    assert len(several) == 2
    assert len(set(several)) == 2


def test_results_hold_what_is_promised(tools: list[Tool]) -> None:
    tide = undescribed_result(named(tools, "get_tide"), {"harbour": "Leith"}, "s")
    assert list(tide.body) == ["harbour", "height", "speed_kmh", "time"]
    assert tide.believable
    assert tide == undescribed_result(named(tools, "get_tide"), {"harbour": "Leith"}, "s")
    assert undescribed_result(named(tools, "ring_bell"), {}, "s") == ({"success": True}, True)
    ferries = undescribed_result(described("", "list_ferries"), {}, "s").body
    assert ferries["count"] == len(ferries["ferries"]) > 1


@pytest.mark.parametrize(
    "name",
    [
        "list_ferries",
        "get_moorings",
        "get_cash_flow",
        "get_tide_statistics",
        "get_log_transcript",
        "browser_sessions",
        "list_ad_images",
        "get_tide_rates",
        "get_forecast",
        "list_options",
        "get_network_info",
        "get_service_config",
    ],
)
def test_a_result_of_which_nothing_is_known_is_made_but_not_believed(name: str) -> None:
    made = undescribed_result(described("Lists sessions of the browser." if "session" in name else "", name), {}, "s")
    assert made.body
    assert not made.believable


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("search_papers", {"query": "harbour tides"}, "arbour tides"),
        ("search_repositories", {"query": "harbour tides"}, "harbour-tides"),
        ("find_emails", {"keyword": "harbour tides"}, "arbour tides"),
        ("search_pubmed", {"term": "harbour tides"}, "arbour tides"),
        ("list_pipelines", {}, "-"),
        ("list_tags", {}, ""),
    ],
)
def test_what_is_found_is_about_what_was_sought(name: str, arguments: dict[str, Any], expected: str) -> None:
    made = undescribed_result(described("", name), arguments, "s")
    names = next(value for value in made.body.values() if isinstance(value, list))
    assert made.believable
    assert len(set(names)) == len(names) == made.body["count"] > 1
    assert all(expected in each for each in names)


def test_one_thing_is_told_of_where_it_is_said_which() -> None:
    assert not undescribed_result(described("Get information on a service.", "get_service"), {}, "s").believable
    assert undescribed_result(described("Get the current service.", "get_service"), {}, "s").believable
    assert not undescribed_result(
        described("Lists the libraries of the Plex server.", "list_libraries"), {}, "s"
    ).believable
    weather = described("Get weather alerts for a state", "get_alerts")
    assert not undescribed_result(weather, {"state": "OR"}, "s").believable
    commit = undescribed_result(described("", "get_commit"), {"sha": "b81d07e"}, "s")
    assert list(commit.body) == ["sha", "message", "author", "date"]


@pytest.mark.parametrize("name", ["theme_name", "query_name"])
def test_what_is_called_after_a_topic_is_no_topic(name: str) -> None:
    assert given_value(name, TEXT, Random(1)) is None


def test_people_are_not_found_by_what_a_text_is_about() -> None:
    assert not undescribed_result(described("", "search_users"), {"query": "harbour tides"}, "s").believable


def test_a_thing_has_the_name_that_was_sent() -> None:
    service = undescribed_result(described("", "get_service"), {"service_name": "tide-feed"}, "s")
    assert service.believable
    assert "name" not in service.body
    assert service.body["service_name"] == "tide-feed"
    assert undescribed_result(described("", "get_service"), {"id": 7}, "s").body["name"]


def test_a_page_is_about_its_address() -> None:
    page = undescribed_result(described("", "read_page"), {"url": "https://example.com/docs/tide-tables.html"}, "s")
    assert page.believable
    assert page.body["title"] == "Tide tables"
    assert "tide tables" in page.body["content"].lower()
    assert not undescribed_result(described("", "read_page"), {"url": "https://example.com/?p=7"}, "s").believable


def test_a_card_of_a_game_is_no_task() -> None:
    cards = described("Search the cards of the game.", "search_cards")
    assert not undescribed_result(cards, {"query": "dragon"}, "s").believable
    cards = described("Search the cards of a board.", "search_cards")
    assert undescribed_result(cards, {"query": "dragon"}, "s").believable


def test_a_change_is_small_beside_its_price_and_a_city_lies_in_its_country() -> None:
    for seed in range(20):
        share = undescribed_result(described("", "get_stock"), {}, str(seed)).body
        assert abs(share["change"]) <= share["price"] / 10
        station = undescribed_result(described("", "get_station"), {"code": "X1"}, str(seed)).body
        assert (station["city"], station["country"]) in {place[:2] for place in PLACES}


def test_a_sprint_ends_some_days_after_it_starts() -> None:
    for seed in range(20):
        sprint = undescribed_result(described("", "get_current_sprint"), {}, str(seed)).body
        ends, starts = (date.fromisoformat(sprint[each]) for each in ("end_date", "start_date"))
        assert (ends - starts).days == 14


def test_the_prices_of_a_day_agree() -> None:
    for seed in range(20):
        told = described("Returns the price, including open, high, low and close.", "get_share")
        day = undescribed_result(told, {}, str(seed)).body
        assert day["low"] <= min(day["open"], day["close"]) <= max(day["open"], day["close"]) <= day["high"]


def test_a_task_is_made_only_of_what_can_be_believed(tools: list[Tool]) -> None:
    moorings = [
        msgspec.structs.replace(named(tools, "ring_bell"), id=str(number), name=name, description=text)
        for number, (name, text) in enumerate(
            [("get_moorings", "Gets the moorings."), ("list_tags", "Lists the tags.")]
        )
    ]
    harbour = Api(world_spec(moorings), moorings)
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0}
    called = {call.tool for task in tasks_of(harbour, "1", 20, weights, 6) for call in task.calls}
    assert called == {"list_tags"}


def test_what_nothing_describes_is_in_no_other_task(tools: list[Tool]) -> None:
    tags = msgspec.structs.replace(named(tools, "ring_bell"), name="list_tags", description="Lists the tags.")
    assert Api(world_spec([tags]), [tags]).targets == []
