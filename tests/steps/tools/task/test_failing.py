"""Tasks in which a call fails for good: what the world returns, what is said, and what the ladder holds of it."""

from random import Random
from typing import Any

import msgspec
import pytest

from lemnos.records import Tool, Trajectory
from lemnos.steps.tools.ladder.fulfilled import NOT_DONE
from lemnos.steps.tools.ladder.verify import checked
from lemnos.steps.tools.play.answers import alike
from lemnos.steps.tools.play.bad_players import BAD_PLAYERS
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import Task
from lemnos.steps.tools.task.schedule import tasks_of
from lemnos.steps.tools.world.failures import Fault, says
from lemnos.steps.tools.world.make import make_world
from lemnos.steps.tools.world.spec import world_spec
from tests.steps.tools.task.apis import board_api, shop_api
from tests.steps.tools.world.apis import TEXT, shop

Made = list[tuple[Task, Trajectory]]
replace = msgspec.structs.replace
NONE = dict.fromkeys(msgspec.structs.asdict(KindSettings()), 0.0)


def play(api: Api, count: int, **weights: float) -> Made:
    return [
        played(task, api, (), thoughts=0.7, renamed=0.1, masked=0.05, most=9)
        for task in tasks_of(api, "1", count, NONE | weights, 36)
    ]


def _one(argument: str) -> str:
    """Return the schema of one needed argument; of none if it has no name."""
    named = {"properties": {argument: TEXT}, "required": [argument]} if argument else {}
    return msgspec.json.encode({"type": "object", **named}).decode()


@pytest.fixture(scope="module")
def made() -> Made:
    return [*play(shop_api(), 60, failed=1.0), *play(board_api(), 60, failed=1.0)]


@pytest.fixture(scope="module")
def of_functions() -> Made:
    """Tasks of functions, of which no world knows what the first returns."""
    functions = [
        ("get_moves", "Get the valid moves of a game.", "game_id"),
        ("ring_bell", "Rings the bell of the lighthouse.", ""),
        ("search_notes", "Search for notes.", "query"),
    ]
    tools = [
        Tool(
            id=name, provider="p", api="harbour", version="", kind="mcp", name=name, description=text, licence="",
            source="", parameters=_one(argument),
        )
        for name, text, argument in functions
    ]  # fmt: skip
    return play(Api(world_spec(tools), tools), 40, function=1.0, failed=3.0)


@pytest.mark.parametrize(
    ("kind", "status"), [("credentials", 401), ("permission", 403), ("quota", 429), ("outage", 503), ("timeout", 504)]
)
def test_a_fault_that_lasts_meets_every_call_of_its_tool_and_changes_nothing(kind: Any, status: int) -> None:
    world = make_world(shop(), "s", [Fault(kind, "listOrders", retry_after=900, message="sorry")])
    start = world.state_hash()
    seen = [world.call("listOrders", {}) for _ in range(3)]
    assert [each.status for each in seen] == [status] * 3
    assert all(says(each, "sorry") for each in seen)
    assert ("Retry-After" in seen[0].headers) == (kind == "quota")
    assert world.state_hash() == start
    assert not world.call("listCustomers", {}).failed


def test_a_search_that_finds_nothing_is_no_failure() -> None:
    world = make_world(shop(), "s", [Fault("nothing", "quote")])
    seen = world.call("quote", {"city": "Oslo"})
    assert (seen.status, seen.body) == (200, {"results": [], "count": 0})


def test_a_failure_that_says_another_code_does_not_say_it() -> None:
    world = make_world(shop(), "s", [Fault("outage", "listOrders", message="down")])
    seen = world.call("listOrders", {})
    assert says(seen, "down")
    assert not says(seen, "up")
    assert not says(replace(seen, body={"message": "down", "code": "request too large"}), "down")
    assert says(replace(seen, body={"message": "down", "code": "ServiceUnavailable"}), "down")


def test_the_last_call_fails_and_the_state_is_as_before_it(made: Made) -> None:
    assert len(made) > 60
    assert {task.faults[0].kind for task, _ in made} >= {"credentials", "permission", "quota", "outage", "timeout"}
    assert {len(task.calls) for task, _ in made} >= {1, 2}
    for task, each in made:
        assert each.verification.level == 4, each.verification
        assert task.start == task.end
        assert task.faults[0].tool == task.calls[-1].tool
        assert task.faults[0].message in each.messages[-2].content


def test_the_answer_owns_up_and_claims_nothing(made: Made) -> None:
    for task, each in made:
        told = each.messages[-1].content
        assert NOT_DONE.search(told.lower()), told
        assert " has been " not in told.replace("has been changed", "")
        assert ("changed" not in told) or task.calls[-1].purpose not in ("get", "list", "find")


def test_a_change_that_timed_out_may_have_been_made(made: Made) -> None:
    told = [each.messages[-1].content for task, each in made if task.faults[0].kind == "timeout"]
    assert told
    assert not any("changed" in text for text in told)
    assert any("changed" in each.messages[-1].content for _, each in made)


def test_what_may_pass_is_tried_again_and_what_lasts_is_not(made: Made) -> None:
    calls = {
        kind: {
            sum(len(message.tool_calls) for message in each.messages) - len(task.calls) + 1
            for task, each in made
            if task.faults[0].kind == kind
        }
        for kind in ("timeout", "quota", "permission", "credentials")
    }
    once = {1}  # what would be done twice is not tried again after a timeout
    assert calls == {"timeout": {2, 3} | once, "quota": {1}, "permission": {1}, "credentials": {1}}


def test_a_failure_told_as_done_is_caught() -> None:
    api = board_api()
    for task, each in play(api, 30, failed=1.0):
        spoiled = replace(
            each, messages=(*each.messages[:-1], replace(each.messages[-1], content="Done, it's deleted."))
        )
        problems = [check.name for check in checked(spoiled, task, api.compiled) if check.outcome != "pass"]
        assert "failure_told" in problems
        healed = replace(task, faults=())
        again = [check.name for check in checked(each, healed, api.compiled) if check.outcome != "pass"]
        assert {"observations", "failure_told"} & {*again}


def test_who_does_not_try_fails(made: Made) -> None:
    task = next(task for task, _ in made if len(task.calls) == 1)
    api = next(api for api in (shop_api(), board_api()) if api.spec.id == task.spec)
    world = make_world(list(api.tools), task.seed)
    messages = BAD_PLAYERS["do_nothing"](task, world, api, Random(0))
    each = next(each for other, each in made if other is task)
    problems = checked(replace(each, messages=messages), task, api.compiled)
    assert any(check.name == "calls_made" and check.outcome != "pass" for check in problems)


def test_functions_of_whose_results_nothing_is_known_fail_for_what_is_known(of_functions: Made) -> None:
    called = {(task.kind, task.calls[0].tool) for task, _ in of_functions}
    assert called == {("function", "ring_bell"), ("function", "search_notes"), ("failed", "get_moves"),
                      ("failed", "ring_bell"), ("failed", "search_notes")}  # fmt: skip
    for task, each in of_functions:
        found = task.kind == "function" or task.faults[0].kind == "nothing"
        assert each.verification.level == (3 if found else 4), (task.faults, each.verification)


def test_an_id_that_is_unknown_and_words_that_find_nothing_are_told(of_functions: Made) -> None:
    told = {task.faults[0].kind: each.messages[-1].content for task, each in of_functions if task.kind == "failed"}
    missing = next(task for task, _ in of_functions if task.faults and task.faults[0].kind == "missing")
    assert next(iter(msgspec.json.decode(missing.calls[0].arguments).values())) in missing.turns[0].words
    assert "nothing was found for" in told["nothing"].lower()


def test_failures_are_off_where_no_weight_is_given() -> None:
    assert not any(task.faults for task, _ in play(shop_api(), 20, plain=1.0))


def test_a_call_that_was_made_once_does_not_fail_still(of_functions: Made, made: Made) -> None:
    once = [
        trajectory
        for task, trajectory in (*of_functions, *made)
        if task.kind == "failed" and len([each for each in trajectory.messages if each.tool_calls]) == 1
    ]
    assert any(trajectory.messages[-1].reasoning for trajectory in once)
    for trajectory in once:
        assert not trajectory.messages[-1].reasoning.startswith(("It still fails", "That didn't help"))


def test_a_list_is_quoted_throughout() -> None:
    assert alike(['"Renew the contract"', "Spring sale"]) == ['"Renew the contract"', '"Spring sale"']


def test_what_is_quoted_stays_as_the_user_wrote_it() -> None:
    schema = msgspec.json.encode(
        {"type": "object", "properties": {"message": {"enum": ["Call me back"]}}, "required": ["message"]}
    ).decode()
    tool = Tool(
        id="s", provider="p", api="harbour", version="", kind="mcp", name="send_message", description="Send a message",
        licence="", source="", parameters=schema,
    )  # fmt: skip
    told = [task.turns[-1].words for task, _ in play(Api(world_spec([tool]), [tool]), 12, function=1.0, failed=3.0)]
    assert any("Call me back" in words for words in told)
    assert not any("Call you back" in words for words in told)
