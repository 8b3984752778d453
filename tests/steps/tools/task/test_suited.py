"""Values of arguments that have the form and the sort that a tool takes: pages, symbols, ids, options, texts."""

import re
from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.options import stated_options
from lemnos.steps.tools.task.functions.values import given_value
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.spec import world_spec

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def made(name: str, description: str, properties: dict[str, Any], api: str = "") -> list[Task]:
    """Return tasks of one function."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    tool = Tool(
        id=name, provider="harbour", api=api, version="", kind="mcp", name=name, description=description,
        parameters=msgspec.json.encode(schema).decode(), licence="", source="",
    )  # fmt: skip
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0, "failed": 3.0}
    return list(tasks_of(Api(world_spec([tool]), [tool]), "1", 12, weights, 12))


def arguments(tasks: list[Task]) -> list[dict[str, Any]]:
    assert tasks
    return [msgspec.json.decode(task.calls[0].arguments) for task in tasks]


def values(name: str, description: str, argument: str, schema: dict[str, Any], api: str = "") -> set[Any]:
    """Return the values that tasks of a function with one argument give it."""
    return {each[argument] for each in arguments(made(name, description, {argument: schema}, api))}


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("read_linkedin_company_profile", "https://www.linkedin.com/company/"),
        ("read_linkedin_job_listings", "https://www.linkedin.com/jobs/"),
        ("read_linkedin_profile", "https://www.linkedin.com/in/"),
        ("read_youtube_profiles", "https://www.youtube.com/@"),
        ("read_youtube_comments", "https://www.youtube.com/watch"),
        ("read_github_repository_file", "https://github.com/quill-studio/website/blob/"),
        ("read_tiktok_shop", "https://www.tiktok.com/shop/"),
        ("read_apple_app_store", "https://apps.apple.com/"),
    ],
)
def test_a_page_is_of_the_kind_that_the_tool_takes(name: str, start: str) -> None:
    assert all(url.startswith(start) for url in values(name, "Read structured data", "url", TEXT))


def test_no_page_is_known_of_an_unknown_site_or_kind() -> None:
    assert not made("read_shop", "Read data. Requires a valid tidepool shop item URL.", {"url": TEXT})
    assert not made("read_walmart_job", "Read a job", {"url": TEXT})


def test_documentation_is_no_price_list() -> None:
    assert all("/docs/" in url for url in values("get_url_docs", "Get the documentation at a URL", "url", TEXT))
    assert all(path.endswith(".md") for path in values("get_doc", "Get a documentation page", "path", TEXT))


@pytest.mark.parametrize(
    ("name", "start"), [("get_index_quote", "^"), ("get_forex_quote", ""), ("get_fund_holdings", "")]
)
def test_symbols_are_of_what_is_quoted(name: str, start: str) -> None:
    found = values(name, "Get the quotes", "symbol", TEXT)
    assert all(each.startswith(start) for each in found)
    assert found.isdisjoint({"AAPL", "MSFT", "NVDA", "TSLA", "SAP", "NFLX"})
    assert not made("get_commodity_quote", "Get the quotes", {"symbol": TEXT})


@pytest.mark.parametrize(
    ("source", "form"),
    [("PubMed", r"\d{8}"), ("bioRxiv", r"10\.1101/.+"), ("arXiv", r"\d{4}\.\d{5}"), ("Semantic Scholar", "ARXIV:.+")],
)
def test_papers_have_ids_of_their_source(source: str, form: str) -> None:
    schema = TEXT | {"description": f"{source} ID"}
    assert all(re.fullmatch(form, each) for each in values("read_paper", f"Read a {source} paper", "paper_id", schema))
    several = made("read_papers", f"Read {source} papers", {"paper_ids": TEXTS})
    assert all(re.fullmatch(form, each) for row in arguments(several) for each in row["paper_ids"])


def test_lists_of_packages_are_of_one_registry() -> None:
    rows = arguments(made("npm_trends", "Get download trends of packages", {"packages": TEXTS}))
    assert all({*row["packages"]} <= {"express", "lodash", "axios", "vite"} for row in rows)


def test_ids_have_the_form_of_their_service() -> None:
    tenants = values("select_tenant", "Select an Azure tenant", "tenantId", TEXT)
    assert all(len(each) == 36 for each in tenants)
    guilds = values("select_guild", "Select a guild", "guild_id", TEXT, api="discord")
    assert all(len(each) == 19 and each.isdigit() for each in guilds)


def test_options_of_a_description_are_chosen_from() -> None:
    schema = TEXT | {"description": "Period (Q1, Q2, Q3, Q4, FY)"}
    assert values("get_tides_bulk", "Get the tides", "period", schema) <= {"Q1", "Q2", "Q3", "Q4", "FY"}


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Sort order. Options: newest, oldest", ["newest", "oldest"]),
        ('One of "day", "week" or "month"', ["day", "week", "month"]),
        ("Kind of wave (e.g. swell, ripple, tide)", []),
        ("Name of the wave (optional, string)", []),
        ("Theme (nature, city, etc.)", ["nature", "city"]),
    ],
)
def test_options_are_read_where_they_are_listed(text: str, options: list[str]) -> None:
    assert stated_options(TEXT | {"description": text}) in (options, [] if "etc" in text else options)


def test_persons_are_no_dates_and_switches_no_texts() -> None:
    persons = {given_value("assignedTo", TEXT, Random(seed)) for seed in range(9)}
    assert all(" " in each and not each[0].isdigit() for each in persons)
    assert given_value("createdBy", TEXT | {"description": "ID of the user"}, Random(1)) is None
    assert not made("get_tide_info", "Get the tides", {"includeDetails": TEXT})


def test_what_is_written_suits_what_it_is_written_in() -> None:
    tasks = values("add_task", "Create a new task", "content", TEXT)
    posts = values("post_tweet", "Post a tweet", "text", TEXT)
    assert tasks.isdisjoint(posts)
    assert "Call the dentist" in tasks or "Water the plants" in tasks or "Renew the passport" in tasks
    merged = values("merge_pull_request", "Merge a pull request", "comment", TEXT)
    assert not any(each.endswith("?") for each in merged)


def test_events_last_hours_or_days() -> None:
    day = {"type": "string", "format": "date"}
    rows = arguments(made("create_event", "Create an event", {"title": TEXT, "start_date": day, "end_date": day}))
    for row in rows:
        assert row["start_date"][:4] == row["end_date"][:4]
        assert row["start_date"] < row["end_date"]


def test_searches_seek_what_there_is() -> None:
    assert values("search_docs", "Search the documentation", "query", TEXT).isdisjoint({"image resizing", "csv export"})
    assert all(each[0].isupper() for each in values("authors-search", "Search authors by name", "query", TEXT))
    errors = values("search_events", "Search monitoring events", "query", TEXT, api="datadog")
    assert errors <= {"timeout", "connection refused", "disk full", "failed login"}


def test_two_types_of_a_field_agree() -> None:
    kinds = {"type": TEXT | {"enum": ["bool", "date"]}, "fieldType": TEXT | {"enum": ["booleancheckbox", "date"]}}
    for row in arguments(made("create_lead_property", "Create a lead property", kinds)):
        assert (row["type"], row["fieldType"]) in (("bool", "booleancheckbox"), ("date", "date"))
