"""Tasks made in a world: kinds, origins of arguments, requests."""

from collections import Counter

import msgspec
import pytest

from lemnos.steps.tools.ladder.replay import open_world
from lemnos.steps.tools.play.settings import KindSettings
from lemnos.steps.tools.task.base import Task, task_id
from lemnos.steps.tools.task.frames import DO
from lemnos.steps.tools.task.listings import at
from lemnos.steps.tools.task.schedule import MAKERS, tasks_of
from lemnos.steps.tools.task.wording import forms_of
from tests.steps.tools.task.apis import board_api, shop_api

WEIGHTS = msgspec.structs.asdict(KindSettings())


@pytest.fixture(scope="module")
def tasks() -> list[Task]:
    return list(tasks_of(shop_api(), "0", 260, WEIGHTS, 40))


def test_every_kind_has_a_setting() -> None:
    assert set(MAKERS) == set(WEIGHTS)


@pytest.mark.parametrize("shape", DO)
def test_each_shape_has_thirty_frames(shape: str) -> None:
    assert len(set(DO[shape])) >= 30


def test_apis_get_tasks_of_every_kind_and_shape(tasks: list[Task]) -> None:
    tasks = [*tasks, *tasks_of(board_api(), "0", 120, WEIGHTS, 40)]
    kinds = Counter(task.kind for task in tasks)
    assert {"plain", "two_things", "changed_mind", "late", "ambiguous", "not_found", "error", "refused"} <= set(kinds)
    assert {"missing_parameter", "no_call"} <= set(kinds)
    assert {"single", "sequential", "parallel", "branching", "none"} <= {task.shape for task in tasks}


def test_the_same_seed_makes_the_same_tasks(tasks: list[Task]) -> None:
    again = [task.id for task in tasks_of(shop_api(), "0", 260, WEIGHTS, 40)]
    assert again == [task.id for task in tasks]
    assert [task.id for task in tasks_of(shop_api(), "1", 20, WEIGHTS, 40)] != again[:20]


def test_the_id_of_a_task_is_a_hash_of_it(tasks: list[Task]) -> None:
    assert all(task.id == task_id(task) for task in tasks)


def test_each_argument_has_an_origin_that_holds_it(tasks: list[Task]) -> None:
    api = shop_api()
    for task in tasks:
        world = open_world(msgspec.structs.replace(task, faults=()), api.compiled)
        bodies = [world.call(call.tool, msgspec.json.decode(call.arguments)).body for call in task.calls]
        said = "\n".join((task.policy, *(turn.says for turn in task.turns))).lower()
        for call in task.calls:
            arguments = msgspec.json.decode(call.arguments)
            assert {origin.argument.split("/")[-1] for origin in call.origins} >= set(arguments), call
            for origin in call.origins:
                value = arguments[origin.argument]
                if origin.origin == "observation":
                    assert str(at(bodies[origin.call], origin.pointer)) == str(value)
                elif origin.origin == "request" and task.shape != "branching":
                    assert any(form in said for form in forms_of(value)), (value, said)


def test_a_kind_of_weight_zero_is_not_made() -> None:
    only = dict.fromkeys(WEIGHTS, 0.0) | {"refused": 1.0}
    assert {task.kind for task in tasks_of(shop_api(), "0", 10, only, 40)} == {"refused"}


def test_tasks_with_the_same_calls_are_limited() -> None:
    plain = dict.fromkeys(WEIGHTS, 0.0) | {"plain": 1.0}
    made = Counter(
        tuple((call.purpose, call.tool) for call in task.calls) for task in tasks_of(shop_api(), "0", 200, plain, 3)
    )
    assert max(made.values()) == 3


def test_a_refused_task_changes_nothing_and_says_why(tasks: list[Task]) -> None:
    for task in tasks:
        if task.kind == "refused":
            assert task.policy
            assert not task.changes
            assert task.refusal
