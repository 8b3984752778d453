"""Requests of functions, as a person puts them: a description and a call -> the clause, and what stands beside it."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest

from lemnos.records import Tool
from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.functions.asking import Worded, request_of, worded
from lemnos.steps.tools.task.functions.values import given_value
from lemnos.steps.tools.task.functions.whole import is_whole
from lemnos.steps.tools.task.functions.wishes import wish_of


def tool(description: str, name: str = "tool", api: str = "", parameters: str = "{}") -> Tool:
    return Tool(id="", provider="", api=api, version="", kind="mcp", name=name, description=description,
                parameters=parameters, licence="", source="")  # fmt: skip


def asked(description: str, arguments: Mapping[str, Any], name: str = "tool") -> Worded:
    wish = wish_of(tool(description, name), arguments)
    assert wish is not None
    return worded(wish, arguments)


@pytest.mark.parametrize(
    ("description", "arguments", "clause"),
    [
        ("Delete a buoy by its ID", {"buoy_id": "b7"}, "delete the buoy with the ID b7"),
        ("Delete a buoy.", {"id": "b7"}, "delete the buoy with the ID b7"),
        ("Move a buoy to the dock", {"buoyId": "b7"}, "move the buoy with the ID b7 to the dock"),
        ("Get details for a specific sea chart", {"id": 7}, "get the details of the sea chart with the ID 7"),
        ("Get notes on a Leith chart.", {"chart_id": 7}, "get the notes on the Leith chart with the ID 7"),
        ("List the channels of a user", {"user_name": "ada"}, "list the channels of the user ada"),
        ("Get an issue", {"issue_number": 7}, "get issue 7"),
        ("Retrieves issues", {"owner": "ada", "repo": "tides"}, "get the issues in ada's repository tides"),
        (
            "Returns the depth for a given latitude and longitude.",
            {"latitude": 44.7, "longitude": -2.1},
            "get the depth at latitude 44.7 and longitude -2.1",
        ),
        ("Get the share price for a ticker symbol", {"ticker": "SAP"}, "get the share price for SAP"),
        ("Get the share price", {"symbol": "SAP"}, "get the share price for SAP"),
        ("Rename a dock", {"dock_id": "d1", "name": "North"}, 'rename the dock with the ID d1 to "North"'),
        ("Search for users", {"q": "Ada Dahl"}, 'search for users matching "Ada Dahl"'),
        ("Search notes by keyword", {"query": "tides"}, 'search notes for "tides"'),
        ("Lists your own boats.", {}, "list my boats"),
        ("List boats accessible to the authenticated user", {}, "list my boats"),
        ("Get a list of posts that the authenticated user has liked", {}, "get the posts I have liked"),
        ("List of supported harbours", {}, "list the supported harbours"),
        ("Uploads one or multiple charts", {"paths": ["/a.pdf", "/b"]}, "upload the charts /a.pdf and /b"),
        ("Send a flare to a ship and log it", {"ship_id": "s1"}, "send a flare to the ship with the ID s1"),
        ("Mark a task as done", {"task_id": "t1"}, "mark the task with the ID t1 as done"),
        ("Close a tab", {"index": 3}, "close tab 3"),
        ("Get the depth with the Acme Sounding API. Monitor tides.", {}, "get the depth"),
        ("Fetch Harbour Dues.", {}, "fetch the harbour dues"),
        ("Get dues for a variety of boats", {}, "get the dues for boats"),
        ("Get notes on a task or project", {"task_id": "t1"}, "get the notes on the task with the ID t1"),
        ("Download a chart in various formats (pdf, png)", {"chart_id": "c1"}, "download the chart with the ID c1"),
        ("Delete a chart or a folder", {"path": "/a.pdf"}, "delete the chart with the path /a.pdf"),
        ("Delete multiple blocks in a single operation", {"blockIds": "b1"}, "delete the block with the ID b1"),
        ("Add a new berth with features", {"name": "North"}, 'add a new berth called "North"'),
        ("Fork a repository", {"owner": "ada", "repo": "tides"}, "fork ada's repository tides"),
        ("Delete building", {"id": "b1"}, "delete the building with the ID b1"),
        ("Get the outline of a document", {"filename": "a.docx"}, "get the outline of the document a.docx"),
        ("Delete a page from ledger", {"ledger_id": "l1"}, "delete the page from the ledger with the ID l1"),
        (
            "Delete worksheet from workbook.",
            {"filepath": "/a.xlsx", "sheet_name": "Tides"},
            "delete the worksheet Tides from the workbook /a.xlsx",
        ),
        ("Delete a folder from the boat", {"remotePath": "/logs"}, "delete the folder /logs from the boat"),
        ("Remove the background", {"image_url": "/a.png"}, "remove the background from the image /a.png"),
        ("Write content to a file", {"path": "/a.md", "content": "Low tide."}, 'write "Low tide." to the file /a.md'),
        ("Archive a chart", {"output_path": "/a.zip"}, "archive the chart as /a.zip"),
        ("Read charts from an archive", {"save_path": "/b"}, "read charts from an archive and save it to /b"),
        ("Get a branch", {"owner": "ada", "repo": "b", "branch": "main"}, "get the branch main in ada's repository b"),
        ("Stop a tunnel", {"name": "guest-wifi"}, "stop the tunnel guest-wifi"),
        ("Get a harbour", {"slug": "leith"}, "get the harbour leith"),
        ("Get the user recent logs", {"username": "ada"}, "get ada's recent logs"),
        ("Update a buoy's text", {"buoy_id": "b", "text": "Ho"}, 'update the text of the buoy with the ID b to "Ho"'),
        ("Get transcripts for videos", {"video_id": 7}, "get the transcripts for the video with the ID 7"),
        ("Get players in segments", {"segmentId": "s1"}, "get the players in the segment with the ID s1"),
        ("Move a note to a channel", {"note_id": "n", "target_channel": "tides"},
         "move the note with the ID n to the channel tides"),
        ("Delete an item from a Leith board", {"item_id": "i1", "board_id": "b1"},
         "delete the item with the ID i1 from the Leith board with the ID b1"),
        ("Get filings for a company", {"ticker": "SAP"}, "get the filings for SAP"),
        ("Create a channel in a Leith team", {"guild_id": "g1"}, "create a channel in the Leith team with the ID g1"),
        ("Post a comment", {"comment": "A B", "note_id": "n"}, 'post the comment "A B" on the note with the ID n'),
        ("Get routes between two ports", {"origin": "Leith", "destination": "Oa"}, "get the routes from Leith to Oa"),
        ("Click a button", {"x": 10, "y": 20}, "click a button at (10, 20)"),
        ("Get pages", {"language": "Scots"}, "get the pages in Scots"),
        ("Search pages", {"query": "tides", "author": "Ada Dahl"}, 'search pages for "tides" by Ada Dahl'),
        ("Get tides", {"since": "2026-05-07", "until": "2026-06-07"}, "get the tides from 7 May 2026 to 7 June 2026"),
        ("Get the current time", {"timezone": "Europe/Oslo"}, "get the current time in the time zone Europe/Oslo"),
        ("Get tides", {"days": 3}, "get the tides for the last 3 days"),
        ("Get tides", {"year": 2024, "month": 7, "day": 2}, "get the tides on 2 July 2024"),
        ("Send a letter", {"to": "ada@example.org"}, "send a letter to ada@example.org"),
        ("Invite crew to a boat", {"email": "a@example.org", "boat": "gull"}, "invite a@example.org to the boat gull"),
        ("Mark a task as done", {"taskId": "t1"}, "mark the task with the ID t1 as done"),
        ("Get file information", {"path": "/a.md"}, "get the details of the file /a.md"),
        ("List the papers written by a given author", {"author": "Ada Dahl"}, "list the papers written by Ada Dahl"),
        ("Create a new event", {"summary": "Low tide"}, 'create a new event called "Low tide"'),
        ("List files in a directory", {"directory": "/logs"}, "list the files in the directory /logs"),
        ("Stop a running pump", {"pid": 7}, "stop the running pump with the PID 7"),
        ("Read a chart", {"chart_id": "c1", "save_path": "/b"}, "read the chart with the ID c1 and save it to /b"),
        ("Create a note with a title", {"title": "Tides"}, 'create a note called "Tides"'),
        ("Find notes on a specific topic", {"topic": "tides"}, 'find notes on "tides"'),
        ("Get weather for a city", {"cityName": "Oslo"}, "get weather for Oslo"),
        ("Find restaurants", {"query": "ramen"}, 'find restaurants matching "ramen"'),
        ("Find articles", {"query": "tides"}, 'find articles about "tides"'),
        ("Get examples related to a specific topic", {"topic": "tides"}, 'get the examples related to "tides"'),
        ("Update a Leith application", {"app_id": "a1"}, "update the Leith application with the ID a1"),
        ("Search through the harbour records", {"query": "tides"}, 'search the harbour records for "tides"'),
        ("Mute a host in Leith", {"hostname": "a.org"}, "mute the host a.org in Leith"),
        ("Create a new branch in a harbour", {"harbour": "Leith", "branch": "north"},
         "create a new branch called north in the harbour Leith"),
        ("Resize a window", {"width": 640, "height": 480}, "resize a window to 640 by 480"),
        ("Get recent news and updates about sea charts", {}, "get the recent news and updates about sea charts"),
        ("Find rhymes for a word", {"input_word": "harbor"}, "find rhymes for the word harbor"),
        ("Scrape a page from a shop listing URL", {"url": "https://a.org"}, "scrape the page from the shop listing https://a.org"),
        ("Retrieves URLs from the Internet", {"url": "https://a.org"}, "get the content of https://a.org"),
    ],
)  # fmt: skip
def test_a_clause_says_which_thing_is_meant(description: str, arguments: dict[str, Any], clause: str) -> None:
    found = asked(description, arguments)
    assert found.clause == clause
    assert not found.beside


@pytest.mark.parametrize(
    ("description", "clause"),
    [
        ("Get tides with customizable intervals", "get the tides"),
        ("Read a chart using an absolute path with security validation.", "read a chart"),
        ("Get a consolidated view of all tides", "get all tides"),
        ("Search for harbours and convert names into coordinates", "search for harbours"),
        ("Get the tides of a harbour and returns their height", "get the tides of a harbour"),
        ("Get the tides given a list of harbour ids", "get the tides"),
        ("Get all tides by log book number", "get all tides"),
        ("Quickly read tide tables", "read tide tables"),
        ("Create today's log", "create today's log"),
        ("Get details of tides", "get the tides"),
    ],
)
def test_a_wish_leaves_out_how_it_is_done(description: str, clause: str) -> None:
    assert asked(description, {}).clause == clause


@pytest.mark.parametrize(
    "description",
    ["Get the top N harbours by depth", "Get `limit` BibTeX-formatted lines"],
)
def test_what_speaks_of_parameters_is_no_wish(description: str) -> None:
    assert wish_of(tool(description), ()) is None


def test_the_new_name_is_no_name_of_the_thing() -> None:
    assert asked("Update a buoy", {"buoy_id": "b1", "name": "North"}) == (
        "update the buoy with the ID b1", (("new name", "North"),)
    )  # fmt: skip


def test_one_of_two_keys_is_called_by_what_it_holds() -> None:
    assert asked("Get a buoy", {"email_or_code": "b_17"}).clause == "get the buoy with the code b_17"


def test_the_rest_stands_in_a_sentence_of_its_own() -> None:
    found = asked("Create a task", {"title": "Plan", "due_date": "2026-05-07", "members": 12})
    assert found.clause == 'create a task called "Plan"'
    assert found.beside == (("due date", "7 May 2026"), ("members", "12"))
    wish = wish_of(tool("Create a task"), ())
    assert wish is not None
    for seed in range(60):
        text = request_of(found, wish, Random(seed))
        first, _, rest = text.partition('called "Plan"')
        assert first
        assert rest.endswith("The due date is 7 May 2026 and the number of members is 12.")
        assert "hank" not in rest.partition("The due")[0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"to": "ada@example.com", "body": "Hi"}, ("recipient", "body")),
        ({"from": "2026-05-07", "to": "2026-06-07"}, ("start date", "end date")),
        ({"dockIds": ["d1"], "boat_or_ship_id": "s1"}, ("dock ID", "boat")),
    ],
)
def test_what_arguments_are_called_goes_by_their_values(arguments: dict[str, Any], said: tuple[str, ...]) -> None:
    assert tuple(name for name, _ in asked("Ring the bell", arguments).beside) == said


@pytest.mark.parametrize(
    ("name", "api", "description"),
    [
        ("stagehand_navigate", "Stagehand", ""),
        ("playwright_delete", "Playwright Server", ""),
        ("create_from_repo", "", ""),
        ("check_all_done", "", "Check if all tasks are done"),
        ("block_trade", "", "大宗交易"),
        ("mark_task", "", "Mark a task"),
        ("query_get", "", ""),
    ],
)
def test_a_verb_without_its_object_is_no_wish(name: str, api: str, description: str) -> None:
    assert wish_of(tool(description, name, api), ()) is None


@pytest.mark.parametrize(
    ("name", "description", "is_asked"),
    [
        ("duplicate_task", "", False),
        ("list_tides", "List all tides for a harbour", False),
        ("list_tides", "List all tides that match", False),
        ("list_tides", "List tides by harbour", False),
        ("get_token_details", "Get token details", False),
        ("get_recent_events", "Get recent events", True),
        ("list_tides", "List all tides", True),
        ("ring_bell", "Rings the bell of the lighthouse", True),
        ("get_balance", "Get the balance of the purse", True),
        ("get_summary", "Get a summary of the tides", False),
        ("list_tides", "List tides. Args: harbour_id: which one", False),
    ],
)
def test_who_gives_nothing_asks_for_what_stands_alone(name: str, description: str, *, is_asked: bool) -> None:
    wish = wish_of(tool(description, name), ())
    assert wish is not None
    assert is_whole(wish, {}, tool(description, name)) == is_asked


@pytest.mark.parametrize(
    ("description", "arguments", "is_asked"),
    [
        ("Get the tides of a harbour", {"harbour_id": 7}, True),
        ("Get the tides of a harbour", {"harbourSlug": "leith"}, True),
        ("Get the tides of a port", {"service_id": 7}, True),
        ("Get the tides of a port", {"days": 7}, False),
        ("Get the pages of a document", {"filename": "a.docx"}, True),
        ("Create a palace with a theme", {"name": "Leith"}, True),
        ("Take a screenshot of the current page", {}, True),
        ("Take a screenshot of a page", {}, False),
        ("Open a new tab", {}, True),
        ("Open a new berth for a boat", {}, False),
        ("Get the HTML content of the current page", {}, True),
        ("Cancel all open orders", {}, True),
        ("Run an accessibility audit on the current page", {}, True),
        ("Get system information", {}, True),
        ("Get a random tide fact", {}, True),
        ("List all tides. Args: limit: how many", {}, True),
        ("List all tides. Args: harbour_id: which one", {}, False),
        ("Get the contents of files", {}, False),
        ("Upload a file to the directory", {"file_path": "/a.txt"}, False),
        ("Upload a file to the directory", {"file_path": "/a.txt", "target_dir": "/b"}, True),
        ("Get the tide data by harbour and month", {}, False),
        ("Compare statistics for tides", {"tide_ids": "7"}, False),
        ("Compare statistics for tides", {"tide_ids": ["7", "8"]}, True),
        ("Duplicate a task", {"source_list_name": "Leith"}, False),
        ("Duplicate a task", {"task_id": "7"}, True),
        ("Create a new label in Leith", {"color": "red"}, False),
        ("Create a new label in Leith", {"name": "North", "color": "red"}, True),
        ("List items from a board", {"query": "tides"}, False),
        ("Search for items related to a tide", {"query": "tides"}, True),
    ],
)
def test_a_wish_is_whole_if_its_arguments_say_of_what(
    description: str, arguments: dict[str, Any], *, is_asked: bool
) -> None:
    wish = wish_of(tool(description), arguments)
    assert wish is not None
    assert is_whole(wish, arguments, tool(description)) == is_asked


def test_ids_of_a_call_have_one_form() -> None:
    for person in range(6):
        ids = given_value("taskIds", {"type": "array", "items": {"type": "string"}}, Random(person), person)
        other = given_value("boardId", {"type": "string"}, Random(person), person)
        assert len({each.isdecimal() for each in (*ids, other)}) == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("conditions", "windy", "the conditions are windy"),
        ("members", 263, "the number of members is 263"),
        ("temperature", 14, "the temperature is 14"),
    ],
)
def test_answers_agree_in_number(field: str, value: Any, told: str) -> None:
    call = GoldCall(tool="t", arguments="{}", stage=0, purpose="do", noun="harbour", plural="harbours",
                    verb="get the harbour", fields=(field,))  # fmt: skip
    for seed in range(8):
        assert told in answer_of([(call, {field: value})], Random(seed)).lower()


@pytest.mark.parametrize(
    ("description", "arguments", "is_asked"),
    [
        ("Adds a note to the task.", {"content": "Lunch is at noon."}, False),
        ("Adds a note to the task.", {"content": "Lunch is at noon.", "task_id": "t1"}, True),
        ("Search the catalogue of papers", {"end_date": "2026-02-03"}, False),
        ("Search the catalogue of papers", {"query": "tides"}, True),
    ],
)
def test_a_wish_says_to_what_and_what(description: str, arguments: dict[str, Any], *, is_asked: bool) -> None:
    acting = tool(description)
    wish = wish_of(acting, arguments)
    assert wish is not None
    assert is_whole(wish, arguments, acting) == is_asked
