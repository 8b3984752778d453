"""The ladder: what is played well passes all checks; each check fails for what it is about; bad players fail."""

from collections.abc import Callable
from random import Random
from types import SimpleNamespace
from typing import cast

import msgspec
import pytest

from lemnos.records import Check, Execution, Message, ToolCall, Trajectory
from lemnos.steps.tools.ladder.fulfilled import Case, calls_made
from lemnos.steps.tools.ladder.replay import MadeCall, open_world
from lemnos.steps.tools.ladder.verify import checked
from lemnos.steps.tools.play.bad_players import BAD_PLAYERS
from lemnos.steps.tools.play.record import played
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.base import GoldCall, Task, Turn
from lemnos.steps.tools.task.schedule import tasks_of
from tests.steps.tools.task.apis import shop_api

replace = msgspec.structs.replace
Edit = Callable[[list[Message]], list[Message]]


@pytest.fixture(scope="module")
def api() -> Api:
    return shop_api()


@pytest.fixture(scope="module")
def made(api: Api) -> list[tuple[Task, Trajectory]]:
    weights = msgspec.structs.asdict(KindSettings())
    return [
        played(task, api, (), thoughts=0.7, renamed=0.1, masked=0.05, most=40)
        for task in tasks_of(api, "0", 200, weights, 40)
    ]


def failed(api: Api, task: Task, trajectory: Trajectory) -> dict[str, Check]:
    return {check.name: check for check in checked(trajectory, task, api.compiled) if check.outcome != "pass"}


def a_change(made: list[tuple[Task, Trajectory]]) -> tuple[Task, Trajectory]:
    return next(
        (task, each)
        for task, each in made
        if task.kind == "plain" and task.shape == "sequential" and task.changes and not task.renamed
        and each.messages[1].reasoning
    )  # fmt: skip


def test_what_is_played_reaches_level_four(made: list[tuple[Task, Trajectory]]) -> None:
    below = [
        (task.kind, [check for check in each.verification.checks if check.outcome != "pass"])
        for task, each in made
        if each.verification.level < 4
    ]
    assert len(below) <= 2, below


def test_the_record_holds_the_world_and_its_states(made: list[tuple[Task, Trajectory]]) -> None:
    for task, each in made:
        assert (each.execution.world, each.execution.start, each.execution.end) == (task.world, task.start, task.end)
        assert each.execution.code_version
        assert {tool.name for tool in each.tools} >= {
            call.name for message in each.messages for call in message.tool_calls
        }


def thought(messages: list[Message]) -> list[Message]:
    return [messages[0], replace(messages[1], reasoning="The id is 918273."), *messages[2:]]


def invented(messages: list[Message]) -> list[Message]:
    return [*messages[:-1], replace(messages[-1], content=messages[-1].content + " It costs 918273 euros.")]


def mute(messages: list[Message]) -> list[Message]:
    return [*messages[:-1], replace(messages[-1], content="That's done.")]


def edited(messages: list[Message]) -> list[Message]:
    return [*messages[:2], replace(messages[2], content=messages[2].content.replace("1", "2", 1) + " "), *messages[3:]]


def no_change(messages: list[Message]) -> list[Message]:
    return [*messages[:-3], messages[-1]]


def unknown_tool(messages: list[Message]) -> list[Message]:
    call = replace(messages[1].tool_calls[0], name="nobody")
    return [messages[0], replace(messages[1], tool_calls=(call,)), *messages[2:]]


def late_call(messages: list[Message]) -> list[Message]:
    call = ToolCall("call_9", messages[1].tool_calls[0].name, messages[1].tool_calls[0].arguments)
    return [*messages, Message("assistant", "", (call,)), Message("tool", "{}", tool_call_id="call_9")]


def unasked(messages: list[Message]) -> list[Message]:
    call = ToolCall("call_9", "createOrder", '{"name":"918273 boxes"}')
    return [
        *messages[:-1],
        Message("assistant", "", (call,)),
        Message("tool", "{}", tool_call_id="call_9"),
        messages[-1],
    ]


@pytest.mark.parametrize(
    ("edit", "check", "level"),
    [
        (thought, "thoughts_derive", 4),
        (invented, "answers_derive", 4),
        (mute, "answer_holds", 4),
        (edited, "observations", 3),
        (no_change, "state_differs", 4),
        (no_change, "end_state", 4),
        (no_change, "calls_made", 4),
        (unknown_tool, "tool_offered", 2),
        (late_call, "conversation", 1),
        (unasked, "nothing_else", 4),
        (unasked, "arguments_derive", 4),
    ],
    ids=lambda each: each.__name__ if callable(each) else str(each),
)
def test_a_check_fails_for_what_it_is_about(
    api: Api, made: list[tuple[Task, Trajectory]], edit: Edit, check: str, level: int
) -> None:
    task, trajectory = a_change(made)
    spoiled = failed(api, task, replace(trajectory, messages=tuple(edit(list(trajectory.messages)))))
    assert spoiled[check].level == level
    assert spoiled[check].detail


def test_another_state_before_or_after_is_found(api: Api, made: list[tuple[Task, Trajectory]]) -> None:
    task, trajectory = a_change(made)
    for field, check in (("start", "state_before"), ("end", "state_after")):
        execution = replace(trajectory.execution, **{field: "0" * 16})
        assert check in failed(api, task, replace(trajectory, execution=execution))


def test_a_refusal_needs_its_words(api: Api, made: list[tuple[Task, Trajectory]]) -> None:
    task, trajectory = next((task, each) for task, each in made if task.kind == "refused")
    last = replace(trajectory.messages[-1], content="Sure, I take care of that.")
    assert "refusal_has_words" in failed(api, task, replace(trajectory, messages=(*trajectory.messages[:-1], last)))


def test_a_harmless_read_more_is_no_failure(api: Api, made: list[tuple[Task, Trajectory]]) -> None:
    task, trajectory = a_change(made)
    messages = list(trajectory.messages)
    call = replace(messages[1].tool_calls[0], id="call_9")
    again = [Message("assistant", "", (call,)), replace(messages[2], tool_call_id="call_9")]
    more = replace(trajectory, messages=(*messages[:3], *again, *messages[3:]))
    execution = trajectory.execution
    assert not failed(api, task, replace(more, execution=execution))


@pytest.mark.parametrize("name", BAD_PLAYERS)
def test_bad_players_fail_every_task_that_changes_the_state(
    api: Api, made: list[tuple[Task, Trajectory]], name: str
) -> None:
    tried = 0
    for task, trajectory in made:
        if not task.changes:
            continue
        tried += 1
        plain = replace(task, renamed=())
        world = open_world(plain, api.compiled)
        start = world.state_hash()
        messages = BAD_PLAYERS[name](plain, world, api, Random(1))
        execution = Execution(
            world.id, task.spec, task.seed, trajectory.execution.code_version, start, world.state_hash()
        )
        assert failed(api, plain, replace(trajectory, messages=messages, execution=execution))
    assert tried > 20


@pytest.mark.parametrize(("order", "is_right"), [((1, 2), True), ((2, 1), False)])
def test_a_change_has_to_be_made_in_its_turn(order: tuple[int, int], *, is_right: bool) -> None:
    gold = [GoldCall("deleteLamp", f'{{"id":{key}}}', 0, "delete", "lamp", "lamps") for key in (1, 2)]
    turns = (Turn("Delete the first.", (0,)), Turn("Delete the second.", (1,)))
    made = [MadeCall(2 * at + 1, "deleteLamp", {"id": key}, "{}", -1) for at, key in enumerate(order)]
    case = SimpleNamespace(
        task=SimpleNamespace(calls=gold, turns=turns, lasting=()),
        messages=[Message(role, "") for role in ("user", "assistant", "user", "assistant")],
        replayed=SimpleNamespace(calls=made, observed=["{}", "{}"]),
    )
    assert (calls_made(cast(Case, case)) == "") == is_right
