"""Values of arguments that suit the things of which a tool speaks."""

from typing import Any

import msgspec
import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.functions.vocabulary import COORDINATES, PICTURED, WRITTEN_FOR
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
