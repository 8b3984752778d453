"""Requests say of what a key is, agree with it in number, and leave out what a description says of any call."""

from collections.abc import Mapping
from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.task.functions.asking import worded
from lemnos.steps.tools.task.functions.smooth import is_odd
from lemnos.steps.tools.task.functions.whole import is_whole
from lemnos.steps.tools.task.functions.wishes import wish_of


def tool(description: str, name: str = "tool", parameters: str = "{}") -> Tool:
    return Tool(id="", provider="", api="", version="", kind="mcp", name=name, description=description,
                parameters=parameters, licence="", source="")  # fmt: skip


@pytest.mark.parametrize(
    ("description", "arguments", "clause"),
    [
        # of what a key is
        ("Get block children", {"block_id": "7"}, "get the children of the block with the ID 7"),
        ("Get the tide table", {"harbourUid": "7"}, "get the tide table for the harbour with the UID 7"),
        ("Trigger a lantern run", {"lanternId": 7}, "trigger the run of the lantern with the ID 7"),
        ("Get the paper abstract", {"arxiv_id": "1"}, "get the paper abstract with the arxiv ID 1"),
        ("Get TV show details", {"tv_id": "1"}, "get the details of the TV show with the ID 1"),
        ("Get Lantern Stages By Grid Id", {"grid_id": "7"}, "get the lantern stages for the grid with the ID 7"),
        ("Reset the dimming setting to its default value", {"lampUid": 7},
         "reset the dimming setting of the lamp with the UID 7 to the default"),
        ("Add a member to a group", {"user_slug": "ada", "group_slug": "crew"},
         "add the member with the slug ada to the group crew"),
        ("Pull tide data for a bather", {"player_id": "9"}, "pull tide data for the bather with the ID 9"),
        ("Get profile information about a Leith user", {"username": "ada"},
         "get profile information about the Leith user ada"),
        # in number
        ("Get the wage of a player", {"player_ids": ["7", "9"]}, "get the wage of the players with the IDs 7 and 9"),
        ("Get lantern groups by ID", {"id": "7"}, "get the lantern group with the ID 7"),
        # whole
        ("Get patient's lamp results", {"patientId": "7"}, "get the lamp results of the patient with the ID 7"),
        ("Capture tide snapshot of the current page", {}, "capture the tide snapshot of the current page"),
        ("Delete a list of lanterns", {"id": "7"}, "delete the list of lanterns with the ID 7"),
        ("Get the current like count for a video", {"video_id": "7"},
         "get the current like count for the video with the ID 7"),
        ("Get data for lamps split by the wick type in a given year", {"year": 2020},
         "get data for lamps in the year 2020"),
        ("Get the Chart of Lamps reports with the Lighthouse Chart API", {}, "get the Chart of Lamps reports"),
        # what is said of any call
        ("List all lantern category", {}, "list all lantern categories"),
        ("Fetch Accounts Types", {}, "fetch the account types"),
        ("Search for tides across multiple harbours", {"query": "spring"}, 'search for tides matching "spring"'),
        ("Get current tide of the harbour", {}, "get the current tide of the harbour"),
        ("Get the share prices for publicly traded companies", {"symbol": "SAP"}, "get the share prices for SAP"),
        ("Get the share price for a given date range for a given stock symbol",
         {"symbol": "SAP", "start": "2026-05-07", "end": "2026-05-09"},
         "get the share price for SAP from 7 May 2026 to 9 May 2026"),
        ("Get tides", {"created_since": "2026-05-07"}, "get the tides created since 7 May 2026"),
        ("Create a watch", {"name": "North", "start_date": "2026-05-07", "end_date": "2026-05-09"},
         'create a watch called "North" from 7 May 2026 to 9 May 2026'),
        ("Get the version of the oil package", {"packages": ["rape", "olive"]},
         "get the version of the oil packages rape and olive"),
        ("Monitor the tides of the harbour", {}, "get the tides of the harbour"),
    ],
)  # fmt: skip
def test_a_description_becomes_what_a_person_says(description: str, arguments: Mapping[str, Any], clause: str) -> None:
    wish = wish_of(tool(description), arguments)
    assert wish is not None
    assert worded(wish, arguments).clause == clause


@pytest.mark.parametrize(
    ("description", "name", "arguments", "is_asked"),
    [
        ("Get a secret by ID", "get_secret_by_id", {"manager": "gcp"}, False),
        ("Get a secret by ID", "get_secret_by_id", {"id": "7"}, True),
        ("Update a disk for a lamp", "update_disk", {"diskId": "7", "lampId": "9"}, False),
        ("Update a disk for a lamp", "update_disk", {"diskId": "7", "label": "North"}, True),
        ("Create a new project", "add_project", {"description": "Of the north"}, False),
        ("Create a new project", "add_project", {"name": "North"}, True),
        ("Create a new comment", "create_comment", {"content": "Dry."}, False),
        ("Create a new comment", "create_comment", {"content": "Dry.", "taskId": "7"}, True),
        ("Search for transactions", "search", {"budgetId": "7"}, False),
        ("Get tides by harbour", "get_tides_by_harbour", {}, False),
    ],
)
def test_a_wish_names_its_thing_and_what_is_new(
    description: str, name: str, arguments: dict[str, Any], *, is_asked: bool
) -> None:
    acting = tool(description, name, '{"properties":{"id":{},"diskId":{}}}')
    wish = wish_of(acting, arguments)
    assert wish is not None
    assert is_whole(wish, arguments, acting) == is_asked


@pytest.mark.parametrize(
    ("clause", "odd"),
    [
        ("get the details of lamps for the lamp with the ID 7", True),
        ("get papers that cite the paper 7", False),
        ("get the tide data for the tide station with the ID 7", False),
        ("get the ratings for public companies", True),
    ],
)
def test_nobody_says_a_thing_twice_or_speaks_of_any(clause: str, *, odd: bool) -> None:
    wish = wish_of(tool("Get tides"), ())
    assert wish is not None
    assert is_odd(clause, (), wish) == odd


def test_what_an_argument_tells_of_a_user_is_not_mine() -> None:
    told = '{"properties":{"id":{"type":"string","description":"The ID of the user"}}}'
    theirs = wish_of(tool("Get a user's tides", parameters=told), ("id",))
    mine = wish_of(tool("Get a user's tides"), ())
    assert mine is not None
    assert mine.clause == "get my tides"
    assert theirs is None or "my" not in theirs.clause


def test_two_things_at_once_are_not_halved() -> None:
    wish = wish_of(tool("Restart and open the cells", "open_cells"), ())
    assert wish is not None
    assert wish.clause == "open cells"
