"""What nouns mean in the domain of an API, and so what its things are called."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.results.undescribed import undescribed_result
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.labels.domains import domains_of, domains_of_api
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of


def tool(name: str, description: str = "", api: str = "", parameters: str = '{"type":"object"}') -> Tool:
    return Tool(id=name, provider="", api=api, version="", kind="mcp", name=name, description=description,
                parameters=parameters, licence="", source="")  # fmt: skip


@pytest.mark.parametrize(
    ("api", "name", "arguments", "expected"),
    [
        ("tide-swap-dex", "get_new_pools", {}, "liquidity_pool"),
        ("lift-log", "get_routine_folders", {}, "workout_folder"),
        ("harbor-flights", "get_stay_reviews", {"stay_id": "7"}, "guest_review"),
        ("stock-desk", "get_articles", {}, "market_article"),
        ("pull-helper", "get_pr_comments", {"pull_number": 7}, "code_comment"),
        ("vm-yard", "list_images", {}, "server_image"),
        ("tide-netlify", "list_sites", {}, "hosted_site"),
        ("my-canvas", "list_assignments", {"course_id": "7"}, "school_assignment"),
        ("board-linear", "list_states", {}, "work_state"),
    ],
)
def test_things_have_the_names_of_their_domain(api: str, name: str, arguments: dict[str, Any], expected: str) -> None:
    siblings = ("get_workouts", "get_exercises") if api == "lift-log" else ()
    tools = [tool(name, api=api), *(tool(each, api=api) for each in siblings)]
    made = undescribed_result(tools[0], arguments, "s", domains_of_api(tools))
    names = next(value for value in made.body.values() if isinstance(value, list))
    assert made.believable
    assert set(names) <= set(NAMES[expected])


@pytest.mark.parametrize(
    ("api", "name"),
    [
        ("tide-netlify", "list_recipes"),
        ("eve-games", "get_market_orders"),
        ("harbor-flights", "list_offers"),
        ("llm-models", "list_providers"),
        ("tide-wallet", "list_accounts"),
        ("desk-terminal", "list_sessions"),
        ("yard", "list_types"),
    ],
)
def test_nothing_is_made_up_where_a_domain_makes_a_noun_something_else(api: str, name: str) -> None:
    assert not undescribed_result(tool(name, api=api), {}, "s").believable


def test_words_of_the_tools_beside_it_tell_the_domain_of_a_tool() -> None:
    beside = [tool("get_workouts"), tool("get_exercises"), tool("get_folders")]
    assert domains_of(beside[2]) == ()
    assert domains_of(beside[2], domains_of_api(beside)) == ("fitness",)


def test_words_beside_a_noun_tell_its_domain_first() -> None:
    made = undescribed_result(tool("get_crypto_news", api="stock-desk"), {}, "s")
    assert not made.believable


def test_every_sense_has_names() -> None:
    domains = [(domain,) for domain in ("chain", "code", "cloud", "fitness", "travel", "work", "video", "games")]
    for noun in ("pool", "comment", "image", "folder", "review", "section", "video", "genre", "item", "list"):
        for each in domains:
            sense = sense_of((noun,), each, NAMES)
            assert not sense or sense == (noun,) or kind_of(sense)


def test_entities_are_named_in_their_domain() -> None:
    text = (
        '{"type":"object","properties":{"vm_id":{"type":"string"},"image_name":{"type":"string"}},"required":["vm_id"]}'
    )
    made = '{"type":"object","properties":{"image_name":{"type":"string"},"name":{"type":"string"}}}'
    tools = [
        tool("list_vms", api="vm-yard"),
        tool("get_vm", api="vm-yard", parameters=text),
        tool("create_vm", api="vm-yard", parameters=made),
        tool("delete_vm", api="vm-yard", parameters=text),
    ]
    world = make_world(tools, "s")
    items = world.call("list_vms", {}).body["items"]
    assert {item["image_name"] for item in items} <= set(NAMES["server_image"])


def test_what_is_done_is_told_by_the_state() -> None:
    key = '{"type":"object","properties":{"market_id":{"type":"string"}},"required":["market_id"]}'
    tools = [tool("list_markets"), tool("get_market", parameters=key), tool("close_market", parameters=key),
             tool("delete_market", parameters=key)]  # fmt: skip
    world = make_world(tools, "s")
    market = world.call("list_markets", {}).body["items"][0]["market_id"]
    assert world.call("close_market", {"market_id": market}).body == {"market_id": market, "status": "closed"}
