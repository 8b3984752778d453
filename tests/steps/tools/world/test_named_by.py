"""A name that tells another field than the key of what it names holds the value of that field."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.records.tools import Place
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.semantics.references import named_field
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.test_keys import WEIGHTS
from tests.steps.tools.world.apis import NUMBER, TEXT, http

ACCOUNT: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "slug": TEXT, "name": TEXT},
    "required": ["id", "slug", "name"],
}
SITE: dict[str, Any] = {
    "type": "object",
    "properties": {"id": TEXT, "name": TEXT, "account_id": TEXT, "account_slug": TEXT, "account_name": TEXT},
    "required": ["id", "name", "account_id", "account_slug", "account_name"],
}


def hosting(*, listed: bool = True) -> list[Tool]:
    one: dict[str, tuple[Place, Any]] = {"account_id": ("path", TEXT)}
    slug: dict[str, tuple[Place, Any]] = {"account_slug": ("path", TEXT)}
    many = [http("listAccounts", "GET", "/accounts", {}, {"type": "array", "items": ACCOUNT},
                 description="List the accounts.")] if listed else []  # fmt: skip
    return [
        *many,
        http("getAccount", "GET", "/accounts/{account_id}", one, ACCOUNT, description="Return an account."),
        http("createAccount", "POST", "/accounts", {"name": ("body", TEXT), "slug": ("body", TEXT)}, ACCOUNT, ("name",),
             description="Create an account."),
        http("listSites", "GET", "/{account_slug}/sites", slug, {"type": "array", "items": SITE},
             description="List the sites of an account."),
        http("createSite", "POST", "/{account_slug}/sites", slug | {"name": ("body", TEXT)}, SITE, ("name",),
             description="Create a site in an account."),
    ]  # fmt: skip


def world_of(tools: list[Tool], seed: str) -> LocalWorld:
    world = make_world(tools, seed)
    assert isinstance(world, LocalWorld)
    return world


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_what_lies_below_an_account_is_found_by_its_slug(seed: str) -> None:
    world = world_of(hosting(), seed)
    accounts = {each["slug"]: each for each in world.state()["account"]}
    assert len(accounts) == len(world.state()["account"])
    sites = [site for slug in accounts for site in world.call("listSites", {"account_slug": slug}).body]
    assert len(sites) == len(world.state()["site"]) > 0
    for site in sites:
        account = accounts[site["account_slug"]]
        assert (site["account_id"], site["account_name"]) == (account["id"], account["name"])
    assert world.call("listSites", {"account_slug": next(iter(accounts.values()))["id"]}).status == 404


def test_a_new_site_says_by_all_fields_in_which_account_it_lies() -> None:
    world = world_of(hosting(), "a")
    account = world.call("createAccount", {"name": "Old mill", "slug": "old-mill"}).body
    site = world.call("createSite", {"account_slug": account["slug"], "name": "Shop"}).body
    assert (site["account_id"], site["account_slug"]) == (account["id"], account["slug"])
    assert world.call("listSites", {"account_slug": account["slug"]}).body == [site]
    assert world.call("createAccount", {"name": "Other", "slug": "old-mill"}).status == 409


@pytest.mark.parametrize("listed", [True, False])
def test_tasks_give_an_account_by_its_slug(listed: bool) -> None:
    tools = hosting(listed=listed)
    api = Api(world_spec(tools), tools)
    calls = [
        (call, task.seed)
        for seed in range(4)
        for task in tasks_of(api, f"{seed}", 30, WEIGHTS, 40)
        for call in task.calls
        if call.tool in ("listSites", "createSite")
    ]
    assert calls
    for call, seed in calls:
        slugs = [each["slug"] for each in world_of(tools, seed).state()["account"]]
        assert any(f'"account_slug":"{slug}"' in call.arguments for slug in slugs), call.arguments


@pytest.mark.parametrize(
    ("name", "key", "by"),
    [
        ("account_slug", "id", "slug"),
        ("account_id", "id", ""),
        ("accountName", "id", "name"),
        ("account_number", "id", "accountNumber"),
        ("page_number", "id", ""),
        ("account_slug", "slug", ""),
        ("account_id", "slug", "id"),
        ("account_id_or_slug", "slug", ""),
        ("account", "id", ""),
        ("account_login", "id", ""),
    ],
)
def test_a_name_tells_a_field_only_where_there_is_one(name: str, key: str, by: str) -> None:
    properties = {"id": TEXT, "slug": TEXT, "name": TEXT, "accountNumber": NUMBER}
    assert named_field(name, Resource(name="account", schema="{}", key=key), properties) == by
