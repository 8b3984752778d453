"""Answers say of what is done later that it was accepted, not that it is done."""

from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool, ToolResponse
from lemnos.steps.tools.play.answers import answer_of
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import PlaySettings
from lemnos.steps.tools.play.worlds import wanted_tasks
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import shop_tools

DONE = (
    "I deleted",
    "has been",
    "have been",
    "I created",
    "I cancelled",
    "I added",
    "I have",
    "renamed",
    "Done",
    "is now",
)


def call(purpose: Any, **fields: Any) -> GoldCall:
    return GoldCall("t", "{}", 0, purpose, "policy", "policies", later=True, **fields)


@pytest.mark.parametrize(
    ("made", "texts"),
    [
        (
            call("delete", label="Old mill"),
            {"The request to delete the policy Old mill was accepted.", "The policy Old mill is being deleted."},
        ),
        (call("action", label="Old mill", verb="cancel"), {"The request to cancel the policy Old mill was accepted."}),
        (
            call("create", label="Old mill", where="in the project Harbour"),
            {
                "The request to create the policy Old mill in the project Harbour was accepted.",
                "The policy Old mill is being created in the project Harbour.",
            },
        ),
        (call("create", said=(("size", "5"),)), {"A new policy is being created with the size 5."}),
        (
            call("update", label="Old mill", said=(("name", "New mill"),)),
            {"The request to rename the policy Old mill to New mill was accepted."},
        ),
        (
            call("update", label="Old mill", said=(("size", "5"), ("is shared", "yes"))),
            {"The change was accepted: the size of the policy Old mill is going to be 5 and it is going to be shared."},
        ),
        (
            call("do", verb="send my report", said=(("recipient", "Ann"),)),
            {"The request to send your report with the recipient Ann was accepted."},
        ),
    ],
)
def test_what_is_done_later_is_accepted(made: GoldCall, texts: set[str]) -> None:
    told = {answer_of([(made, {"status": "cancelled"})], Random(seed)) for seed in range(60)}
    assert texts <= told
    assert not [text for text in told if any(word in text for word in DONE)]


def test_two_of_a_kind_are_accepted_together() -> None:
    one, two = call("delete", label="Old mill"), call("delete", label="New mill")
    told = {answer_of([(one, None), (two, None)], Random(seed)) for seed in range(20)}
    assert {text.rpartition(" New mill ")[2] for text in told} == {"were accepted.", "are being deleted."}


def shop_of(code: str = "", text: str = "") -> list[Tool]:
    return [
        msgspec.structs.replace(
            each, responses=(ToolResponse(code),) if code else (), description=each.description + text
        )
        if each.method == "DELETE"
        else each
        for each in shop_tools()
    ]


@pytest.mark.parametrize(
    ("given", "later"),
    [
        (shop_of(), False),
        (shop_of("204"), False),
        (shop_of("202"), True),
        (shop_of("204", "\n\nThis is an asynchronous process."), True),
        (shop_of("204", " It will schedule the deletion of the order."), True),
        (shop_of("204", " Its files are then deleted asynchronously in the background."), False),
        (shop_of("204", " Deletes a schedule."), False),
    ],
)
def test_a_tool_says_that_it_works_later(given: list[Tool], later: bool) -> None:
    api = Api(world_spec(given), given)
    deleting = [each for each in api.operations.values() if each.tool.method == "DELETE"]
    assert deleting
    assert [each.is_later for each in deleting] == [later] * len(deleting)


def test_conversations_say_no_more_than_what_was_accepted() -> None:
    api = Api(world_spec(given := shop_of("202")), given)
    deleting = {name for name, each in api.operations.items() if each.tool.method == "DELETE"}
    settings = PlaySettings()
    told = []
    for task in wanted_tasks(api, settings, 7):
        if task.kind == "plain" and task.calls[-1].tool in deleting:
            _, made = played(task, api, [], thoughts=0.5, renamed=0, masked=0, most=8)
            assert made.verification.level == 4
            told.append(made.messages[-1].content)
    assert len(told) > 3
    assert all("accepted" in text or "being" in text for text in told)
