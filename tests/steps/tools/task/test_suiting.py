"""Values of arguments that suit the things of which a tool speaks."""

from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.vocabulary import PICTURED, WRITTEN_FOR
from lemnos.steps.tools.task.functions.whereabouts import COORDINATES
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.spec import world_spec

TEXT = {"type": "string"}


def made(name: str, description: str, properties: dict[str, Any]) -> list[Task]:
    """Return tasks of one function."""
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    tool = Tool(
        id=name, provider="harbour", api="", version="", kind="mcp", name=name, description=description,
        parameters=msgspec.json.encode(schema).decode(), licence="", source="",
    )  # fmt: skip
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0, "failed": 3.0}
    return list(tasks_of(Api(world_spec([tool]), [tool]), "1", 12, weights, 12))


def values(tasks: list[Task], name: str) -> set[Any]:
    assert tasks
    return {msgspec.json.decode(task.calls[0].arguments)[name] for task in tasks}


def test_a_latitude_goes_with_its_longitude() -> None:
    number = {"type": "number", "description": "e.g. 12.5"}
    other = {"type": "number", "description": "e.g. 99.5"}
    tasks = made("get_tide", "Get the tide", {"latitude": number, "longitude": other})
    assert tasks
    for task in tasks:
        arguments = msgspec.json.decode(task.calls[0].arguments)
        assert (arguments["latitude"], arguments["longitude"]) in COORDINATES


def test_content_is_written_where_people_write() -> None:
    assert made("write_note", "Write a note", {"content": TEXT})
    assert not made("create_dns_record", "Create a DNS zone", {"content": TEXT})


def test_prose_goes_into_files_of_prose() -> None:
    paths = values(made("write_file", "Write a file", {"path": TEXT, "content": TEXT}), "path")
    assert all(path.endswith((".txt", ".md")) for path in paths)


def test_prompts_suit_what_is_made_of_them() -> None:
    assert values(made("draw_image", "Draw an image", {"prompt": TEXT}), "prompt") <= set(PICTURED)
    assert values(made("get_answer", "Get an answer", {"prompt": TEXT}), "prompt") <= set(WRITTEN_FOR)


def test_media_lie_where_media_do() -> None:
    paths = values(made("play_audio", "Play an audio file", {"file_path": TEXT}), "file_path")
    assert all(path.endswith(".mp3") and "README" not in path for path in paths)


def test_what_is_called_as_another_thing_has_other_names() -> None:
    assert not made("get_trading_card_price", "Look up the price of a trading card", {"name": TEXT})
    assert made("get_card", "Get a card", {"name": TEXT})


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("search_service", TEXT),
        ("wait_until", TEXT),
        ("position", {"type": "array", "items": {"type": "number"}}),
        ("expr", TEXT),
    ],
)
def test_what_only_a_program_says_is_not_asked(name: str, schema: dict[str, Any]) -> None:
    assert not made("ring_bell", "Ring a bell", {name: schema})


def test_chains_and_keys_have_their_own_forms() -> None:
    assert values(made("get_tide", "Get a tide", {"chain_id": TEXT}), "chain_id") <= {"1", "10", "137", "8453", "42161"}
    assert all(len(value) == 36 for value in values(made("get_tide", "Get a tide", {"tide_uuid": TEXT}), "tide_uuid"))


def test_clouds_have_regions_of_their_own() -> None:
    regions = values(made("deploy_cloud_site", "Deploy a site", {"region": TEXT}), "region")
    assert all("-" in region for region in regions)


def test_two_keys_of_one_thing_are_not_asked() -> None:
    assert not made("update_tide", "Update a tide", {"id": TEXT, "tide_id": TEXT})
    assert not made("databases_create", "Create a database", {"database_id": TEXT, "name": TEXT})


def test_a_form_to_fill_in_is_no_request() -> None:
    properties = dict.fromkeys(("reviewer_id", "reviewee_id", "assignment_id", "rubric_id", "term_id"), TEXT)
    assert not made("assign_review", "Assign a review", properties)


def test_where_something_is_saved_is_not_what_is_missing() -> None:
    tasks = made("read_paper", "Read a paper", {"paper_id": TEXT, "save_path": TEXT})
    assert tasks
    assert not any("found for the save path" in turn.words for task in tasks for turn in task.turns)


def test_a_number_that_lasts_needs_a_unit() -> None:
    assert not made("monitor_harbour", "Monitor the harbour", {"duration": {"type": "number"}})
    assert made("monitor_harbour", "Monitor the harbour", {"minutes": {"type": "integer"}})


def test_a_place_in_a_row_that_starts_at_zero_is_said_as_such() -> None:
    row = {"type": "integer", "description": "Place of the berth (0-based)"}
    assert all(
        "berth with the index" in task.turns[0].says for task in made("close_berth", "Close a berth", {"index": row})
    )
    plain = made("close_berth", "Close a berth", {"index": {"type": "integer"}})
    assert plain
    assert not any("with the index" in task.turns[0].says for task in plain)


def test_nothing_is_sought_by_a_remark() -> None:
    assert not made("find_codes", "Find codes", {"description": TEXT})
    assert made("create_task", "Create a task", {"title": TEXT, "description": TEXT})


def test_networks_are_of_chains_or_of_people() -> None:
    assert values(made("create_wallet", "Create a wallet", {"network": TEXT}), "network") <= {
        "ethereum", "polygon", "base", "arbitrum"}  # fmt: skip
    posts = made("list_categories", "List categories of a social network", {"network": TEXT})
    assert not values(posts, "network") & {"ethereum", "polygon", "base", "arbitrum"}


def test_addresses_are_written_as_on_their_chain() -> None:
    assert all(
        each.startswith("G")
        for each in values(made("get_trades", "Get trades on Stellar", {"address": TEXT}), "address")
    )
    assert all(
        each[:2] != "0x" for each in values(made("solana_balance", "Get a Solana balance", {"wallet": TEXT}), "wallet")
    )
    assert values(made("get_trades", "Get trades on Ethereum", {"wallet_address": TEXT}), "wallet_address")


def test_letters_are_no_addresses_of_wallets() -> None:
    several = {"type": "array", "items": TEXT}
    assert not made("sui_transfer", "Transfer SUI to recipients", {"recipients": several})


def test_pages_are_those_of_the_site_that_a_tool_speaks_of() -> None:
    about = "Get the title, the length, the captions, the chapters, the comments and the ratings of a YouTube video"
    urls = values(made("get_video_title", about, {"videoUrl": TEXT}), "videoUrl")
    assert all(url.startswith("https://www.youtube.com/") for url in urls)


def test_an_address_for_notices_is_not_what_is_worked_on() -> None:
    hook = {"type": "string", "description": "called when it is done"}
    for task in made("get_seed", "Get the seed of an image", {"jobId": TEXT, "hookUrl": hook}):
        assert "hook" not in task.calls[0].arguments


def test_nights_have_a_first_and_a_last() -> None:
    day = {"type": "string", "format": "date"}
    schema = {
        "type": "object",
        "properties": {"city": TEXT, "check_in_date": day, "check_out_date": day},
        "required": ["city"],
    }
    tool = Tool(
        id="h", provider="harbour", api="", version="", kind="mcp", name="search_hotels",
        description="Search for hotels", parameters=msgspec.json.encode(schema).decode(), licence="", source="",
    )  # fmt: skip
    weights = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0) | {"function": 1.0, "failed": 3.0}
    tasks = [each for seed in "123456" for each in tasks_of(Api(world_spec([tool]), [tool]), seed, 12, weights, 12)]
    given = [msgspec.json.decode(task.calls[0].arguments) for task in tasks]
    ended = [each for each in given if "check_out_date" in each]
    assert ended
    assert all(each["check_in_date"] < each["check_out_date"] < f"{each['check_in_date'][:4]}-99" for each in ended)


def test_pages_are_given_to_what_takes_any_page() -> None:
    assert made("get_page", "Get a web page", {"url": TEXT})
    assert not made("get_comments", "Get comments", {"url": TEXT})
    sheets = values(made("get_sheet", "Get a spreadsheet", {"url": TEXT}), "url")
    assert all("spreadsheets" in url for url in sheets)


def test_what_is_sought_is_what_a_tool_is_known_to_hold() -> None:
    assert not made("search_cars", "Search for cars in the listings", {"query": TEXT})
    assert values(made("search_songs", "Search for songs", {"query": TEXT}), "query")
    dogs = values(made("get_dog_images", "Get images of dogs", {"breed_name": TEXT}), "breed_name")
    assert "Siamese" not in dogs
