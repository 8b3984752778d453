"""The process pool: every result once, errors with their meaning, and no process left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lemnos.engine.local import LocalEngine
from lemnos.errors import InputError, WorkerError
from tests.conftest import ROOT, alive, children_of, within


@pytest.fixture(scope="module", params=[1, 2])
def engine(request: pytest.FixtureRequest) -> Iterator[LocalEngine]:
    engine = LocalEngine(request.param)
    yield engine
    engine.close()


@pytest.fixture
def pool() -> Iterator[LocalEngine]:
    engine = LocalEngine(2)
    yield engine
    engine.close()


def square(number: int) -> int:
    return number * number


def refuse_three(number: int) -> int:
    if number == 3:
        raise InputError("is damaged", where="a.bz2", remedy="fetch it again")
    return number


def divide_by(number: int) -> float:
    return 1 / number


def process(_: int) -> int:
    return os.getpid()


def kill_self_at_two(number: int) -> int:
    if number == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def interrupt_handler(_: int) -> bool:
    return signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_every_result_comes_once(engine: LocalEngine) -> None:
    assert sorted(engine.map(square, range(40))) == [number * number for number in range(40)]


def test_no_tasks_give_no_results(engine: LocalEngine) -> None:
    assert list(engine.map(square, [])) == []


def test_an_engine_maps_again_and_again(engine: LocalEngine) -> None:
    for _ in range(3):
        assert sorted(engine.map(square, [1, 2, 3])) == [1, 4, 9]


def test_tasks_are_drawn_only_as_workers_get_free(engine: LocalEngine) -> None:
    drawn = done = 0
    most = 0

    def tasks() -> Iterator[int]:
        nonlocal drawn, most
        for number in range(30):
            drawn += 1
            most = max(most, drawn - done)
            yield number

    for _ in engine.map(square, tasks()):
        done += 1
    assert done == 30
    # The results that are ready but not yet looked at are finished; only the caller has not counted them.
    assert most <= 2 * (engine.workers + 1)


def test_an_endless_input_can_be_given_up(engine: LocalEngine) -> None:
    def endless() -> Iterator[int]:
        number = 0
        while True:
            yield number
            number += 1

    results = engine.map(square, endless())
    assert next(results) in (0, 1, 4)


def test_a_lemnos_error_of_a_task_arrives_with_all_its_parts(engine: LocalEngine) -> None:
    with pytest.raises(InputError) as caught:
        list(engine.map(refuse_three, range(6)))
    assert str(caught.value) == "a.bz2: is damaged; fetch it again"
    assert caught.value.where == "a.bz2"


@pytest.mark.parametrize("error", [InputError("cut off"), ZeroDivisionError("bug")], ids=["input", "bug"])
def test_what_was_drawn_before_the_input_fails_is_finished(engine: LocalEngine, error: Exception) -> None:
    def tasks() -> Iterator[int]:
        yield from range(5)
        raise error

    results: list[int] = []
    with pytest.raises(type(error)) as caught:
        results.extend(engine.map(square, tasks()))
    assert caught.value is error
    assert sorted(results) == [0, 1, 4, 9, 16]


def test_an_input_that_fails_at_once_raises_its_error(engine: LocalEngine) -> None:
    def tasks() -> Iterator[int]:
        yield from map(refuse_three, [3])

    with pytest.raises(InputError, match="is damaged"):
        list(engine.map(square, tasks()))


def test_a_bug_in_a_task_is_a_worker_error_with_its_traceback(engine: LocalEngine) -> None:
    with pytest.raises(WorkerError) as caught:
        list(engine.map(divide_by, [0]))
    text = str(caught.value)
    assert text.startswith("ZeroDivisionError: division by zero\nTraceback (most recent call last):")
    assert "in divide_by" in text


def test_the_engine_works_on_after_an_error(engine: LocalEngine) -> None:
    with pytest.raises(WorkerError):
        list(engine.map(divide_by, [1, 0, 1]))
    assert sorted(engine.map(square, [1, 2])) == [1, 4]


def test_one_worker_is_the_caller_and_more_are_not() -> None:
    one, two = LocalEngine(1), LocalEngine(2)
    try:
        assert set(one.map(process, range(3))) == {os.getpid()}
        assert os.getpid() not in set(two.map(process, range(3)))
    finally:
        two.close()


def test_a_worker_that_is_killed_is_an_error_and_not_a_hang(pool: LocalEngine) -> None:
    with pytest.raises(WorkerError, match=r"a worker process died.*fewer --workers to resume"):
        list(pool.map(kill_self_at_two, range(50)))


def test_an_engine_is_whole_again_after_a_worker_was_killed(pool: LocalEngine) -> None:
    with pytest.raises(WorkerError):
        list(pool.map(kill_self_at_two, range(50)))
    assert sorted(pool.map(square, [1, 2, 3])) == [1, 4, 9]


def test_workers_leave_ctrl_c_to_their_parent(pool: LocalEngine) -> None:
    assert all(pool.map(interrupt_handler, range(4)))


def test_close_ends_the_workers(pool: LocalEngine) -> None:
    pids = list(set(pool.map(process, range(20))))
    pool.close()
    assert within(5, lambda: not any(map(alive, pids)))
    pool.close()


PARENT = """
import sys, time
sys.path.insert(0, sys.argv[1])
from tests.engine.test_local import process, sleep
from lemnos.engine.local import LocalEngine
if __name__ == "__main__":
    engine = LocalEngine(2)
    print(*set(engine.map(process, range(20))), flush=True)
    list(engine.map(sleep, range(2)))
"""


def sleep(_: int) -> None:
    time.sleep(60)


def test_workers_die_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    with subprocess.Popen([sys.executable, program, ROOT], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert workers
        workers += children_of(parent.pid)
        assert any(map(alive, workers))
        parent.kill()
    assert within(5, lambda: not any(map(alive, workers)))


LOST = """
import signal
from lemnos.engine.interrupt import note_interrupts
from lemnos.engine.local import LocalEngine

note_interrupts()


def tasks():
    for number in range(3):
        if number == 1:
            try:
                signal.raise_signal(signal.SIGINT)
            except KeyboardInterrupt:
                pass  # as in a callback of a weak reference, where Python drops it
        yield number


done = []
try:
    for result in LocalEngine(1).map(abs, tasks()):
        done.append(result)
except KeyboardInterrupt:
    print("stopped after", done)
"""


def test_an_interrupt_that_python_drops_stops_the_engine_all_the_same() -> None:
    ended = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, check=False)
    assert ended.stdout == "stopped after [0]\n", ended.stderr
