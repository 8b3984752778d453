"""Results of functions of whose results nothing is described: what may be believed of them."""

from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.world.keys import key_of
from lemnos.steps.tools.world.results.things import thing
from lemnos.steps.tools.world.results.undescribed import undescribed_result


def tool(name: str, description: str = "", api: str = "") -> Tool:
    return Tool(id="", provider="", api=api, version="", kind="mcp", name=name, description=description,
                parameters="{}", licence="", source="")  # fmt: skip


@pytest.mark.parametrize(
    ("name", "description", "arguments"),
    [
        ("monitor_service", "Monitors a service", {"service_name": "tide-feed"}),
        ("analyze_profile", "Analyze a profile", {"username": "ada"}),
        ("describe_table", "", {"table_name": "tides"}),
        ("browse_collection", "Browse content of a collection", {"collection_id": "7"}),
        ("find_files", "Find files", {"file_type": ".py"}),
        ("get_assets", "Get the assets of a wallet", {"address": "0x1"}),
        ("get_asset", "Get an asset", {"symbol": "SAP"}),
        ("get_price", "Get the price", {"symbol": "BTCUSD"}),
        ("list_states", "List the states", {"country": "Norway"}),
        ("get_position", "Get the position of the bot", {"bot_id": "7"}),
        ("get_repository", "Get a repository", {"query": "tides"}),
        ("list_tenants", "List the Azure tenants", {}),
        ("get_transcripts", "Get the transcripts of videos", {"video_ids": "7"}),
        ("compare_videos", "Compare videos", {"video_ids": "7"}),
        ("get_all_stock", "Get all stocks", {"date": "2026-02-02"}),
        ("search_by_tag", "Search for bookmarks with a tag", {"tag": "tides"}),
        ("search_symbol", "Find the symbol of a share", {"query": "tides"}),
        ("get_battery_status", "Get the status of the battery", {}),
        ("get_relative_date", "", {"days": 7}),
        ("list_timezones", "", {"region": "America"}),
        ("get_news", "Get news of a share", {"symbol": "SAP"}),
    ],
)
def test_what_does_not_answer_is_not_believed(name: str, description: str, arguments: dict[str, Any]) -> None:
    assert not undescribed_result(tool(name, description), arguments, "s").believable


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("get_task", ["title", "status", "assignee", "due_date"]),
        ("get_invoice", ["status", "total", "currency", "date"]),
        ("get_company_profile", ["name", "sector", "country"]),
    ],
)
def test_a_thing_shows_what_people_ask_after(name: str, fields: list[str]) -> None:
    made = undescribed_result(tool(name), {"id": "7"}, "s")
    assert made.believable
    assert list(made.body)[1:] == fields


def test_what_is_sought_by_its_name_is_found() -> None:
    made = undescribed_result(tool("get_films"), {"name": "Copper Sky"}, "s")
    assert made == ({"name": "Copper Sky", "films": ["Copper Sky"], "count": 1}, True)


def test_a_person_known_by_a_login_has_no_other_name() -> None:
    assert "name" not in undescribed_result(tool("get_user"), {"username": "ada"}, "s").body


def test_pictures_are_found_as_files() -> None:
    made = undescribed_result(tool("search_images"), {"query": "red bicycle"}, "s")
    assert all(name.startswith("red-bicycle") and name.endswith((".jpg", ".png")) for name in made.body["images"])


def test_shares_are_traded_by_the_million() -> None:
    assert undescribed_result(tool("get_stock"), {"symbol": "SAP"}, "s").body["volume"] > 10**6


def test_a_key_that_is_a_name_is_written_as_one_where_it_is_in_no_address() -> None:
    schema = {"type": "string"}
    assert key_of(schema, "task title", "s", 1, spoken=True) == "Rename the shared folder"
    assert key_of(schema, "task title", "s", 1) == "rename-the-shared-folder"
    assert str(key_of(schema, "task id", "s", 1, spoken=True)).startswith("tas_")


def test_shares_that_everyone_knows_have_their_company_and_a_price_near_theirs() -> None:
    profile = undescribed_result(tool("get_company_profile"), {"symbol": "NVDA"}, "s")
    assert profile.body["name"] == "NVIDIA Corporation"
    assert 170 <= undescribed_result(tool("get_stock_price"), {"symbol": "AAPL"}, "s").body["stock_price"] <= 260
    assert not undescribed_result(tool("get_company_profile"), {"cik": "0000000007"}, "s").believable


def test_a_thing_fits_its_category() -> None:
    for seed in "abcdef":
        made = undescribed_result(tool("get_product"), {"product_id": "7"}, seed).body
        assert (made["category"] == "Kitchen") == (
            made["name"] in ("Ceramic mug", "Bamboo tray", "Steel kettle", "Chopping board")
        )


def test_what_was_sent_is_not_said_otherwise() -> None:
    made = undescribed_result(
        tool("get_fund", "Get a fund, including ticker symbol, name, and price."), {"symbol": "SAP"}, "s"
    )
    assert "ticker_symbol" not in made.body
    assert "name" not in undescribed_result(tool("get_file"), {"filename": "tides.csv"}, "s").body


def test_a_job_tells_how_far_it_is() -> None:
    made = undescribed_result(tool("get_job_status"), {"job_id": "7"}, "s")
    assert made.believable
    assert (made.body["status"], made.body["progress_percent"]) in [("queued", 0), ("completed", 100)] or (
        made.body["status"] == "running" and 0 < made.body["progress_percent"] < 100
    )


def test_the_weather_of_a_station_is_told() -> None:
    made = undescribed_result(tool("get_station_data", "Get weather data of a station"), {"station_id": "7"}, "s")
    assert made.believable
    assert list(made.body)[1:] == ["temperature_celsius", "humidity_percent", "conditions"]


def test_what_is_used_and_what_is_free_add_up() -> None:
    fields = ("total", "used", "free", "usage")
    body = thing(("memory", "usage"), {"host": "lamp-1"}, fields, "s")
    assert list(body) == ["host", "total_gb", "used_gb", "free_gb", "usage_percent"]
    assert body["used_gb"] + body["free_gb"] == pytest.approx(body["total_gb"])
    assert body["usage_percent"] == pytest.approx(100 * body["used_gb"] / body["total_gb"], abs=0.1)


@pytest.mark.parametrize(
    ("api", "fields"),
    [
        ("lamp-twitter", ["username", "followers", "bio"]),
        ("lamp-github", ["username", "public_repos", "followers"]),
        ("lamp", ["name", "email"]),
    ],
)
def test_profiles_hold_what_is_asked_of_them_there(api: str, fields: list[str]) -> None:
    made = undescribed_result(tool("get_my_profile", "Get my profile.", api=api), {}, "s").body
    assert list(made) == fields


def test_a_quote_of_bid_and_ask_holds_both() -> None:
    body = undescribed_result(tool("get_quote", "Get the bid and ask prices of a stock."), {"symbol": "MSFT"}, "s").body
    assert 330 <= body["bid"] < body["ask"] <= 525


def test_the_local_time_is_told_as_clocks_show_it() -> None:
    body = undescribed_result(tool("get_local_time", "Get the local time."), {"city": "Oslo"}, "s").body
    assert not body["time"].endswith("Z")


def test_a_code_search_finds_files() -> None:
    found = undescribed_result(tool("search_code", "Search for code across repositories."), {"query": "retry"}, "s")
    assert all("/" in each and "retry" in each for each in found.body["results"])
