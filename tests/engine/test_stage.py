"""A stage: finished shards are not made again, figures come back in the order of the shards."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from lemnos.engine.local import LocalEngine
from lemnos.engine.stage import peak_megabytes, run_stage
from lemnos.errors import InputError, LemnosError, WorkerError
from lemnos.store.run_folder import RunFolder


class Task(msgspec.Struct, frozen=True):
    number: int


def double(task: Task) -> dict[str, Any]:
    return {"twice": 2 * task.number}


def fail_at_two(task: Task) -> dict[str, Any]:
    if task.number == 2:
        raise ValueError("bug")
    return {}


def tasks(count: int) -> Iterator[Task]:
    return map(Task, range(count))


def twice(figures: list[dict[str, Any]]) -> list[int]:
    return [figure["twice"] for figure in figures]


@pytest.mark.parametrize("workers", [1, 2])
def test_figures_come_back_in_order_with_their_cost(tmp_path: Path, workers: int) -> None:
    engine = LocalEngine(workers)
    counted: list[int] = []
    figures = run_stage(RunFolder(tmp_path), "stage", double, tasks(5), engine, counted.append)
    engine.close()
    assert twice(figures) == [0, 2, 4, 6, 8]
    assert counted == [1, 2, 3, 4, 5]
    assert all(set(figure["cost"]) == {"cpu_seconds", "seconds", "peak_mb"} for figure in figures)
    assert all(0 < figure["cost"]["peak_mb"] <= 2 * peak_megabytes() for figure in figures)


def test_finished_shards_are_not_made_again(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.finish("stage", 1, {"twice": 100})
    run.finish("stage", 3, {"twice": 300})
    counted: list[int] = []
    figures = run_stage(run, "stage", double, tasks(4), LocalEngine(1), counted.append)
    assert twice(figures) == [0, 100, 4, 300]
    assert counted == [1, 2, 3, 4]


def test_an_input_that_ends_in_damage_keeps_what_came_before(tmp_path: Path) -> None:
    def damaged() -> Iterator[Task]:
        yield from tasks(3)
        raise InputError("cut off")

    run = RunFolder(tmp_path)
    with pytest.raises(InputError, match="cut off"):
        run_stage(run, "stage", double, damaged(), LocalEngine(1), lambda _: None)
    assert [run.done("stage", number) is not None for number in range(4)] == [True, True, True, False]


def test_a_bug_in_one_shard_leaves_the_others_finished(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    with pytest.raises(WorkerError, match="ValueError: bug"):
        run_stage(run, "stage", fail_at_two, tasks(5), LocalEngine(1), lambda _: None)
    assert run.done("stage", 1) is not None
    assert run.done("stage", 2) is None


def test_a_shard_that_somebody_deleted_is_told(tmp_path: Path) -> None:
    run = RunFolder(tmp_path)
    run.finish("stage", 0, {})

    def delete(_: int) -> None:
        run.work("stage", "000000.done.json").unlink()

    with pytest.raises(LemnosError, match="a finished shard vanished; run the same command again"):
        run_stage(run, "stage", double, tasks(1), LocalEngine(1), delete)


def test_a_stage_without_tasks_has_no_figures(tmp_path: Path) -> None:
    assert run_stage(RunFolder(tmp_path), "stage", double, [], LocalEngine(1), lambda _: None) == []
