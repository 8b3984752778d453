"""The circuit breaker opens, lets one probe through at a time, closes, and gives up when its patience is over."""

import asyncio

import pytest

from lemnos.errors import ServerError
from lemnos.llm.breaker import Breaker
from tests.llm.conftest import run_at_once


def breaker(parallel: int = 8, patience: float = 600.0) -> tuple[Breaker, list[str]]:
    told: list[str] = []
    return Breaker(parallel, patience, "http://here/v1", told.append), told


def fail(watched: Breaker, times: int) -> Breaker:
    for _ in range(times):
        watched.failed("HTTP 503: loading", False)
    return watched


@pytest.mark.parametrize(("parallel", "allowed"), [(1, 10), (40, 10), (200, 50)])
def test_it_opens_after_failures_in_a_row(parallel: int, allowed: int) -> None:
    async def work() -> None:
        watched, _ = breaker(parallel)
        fail(watched, allowed - 1)
        assert not watched.open
        assert not await watched.admit()
        watched.succeeded()
        fail(watched, allowed - 1)
        assert not watched.open
        fail(watched, 1)
        assert watched.open

    run_at_once(work())


def test_while_it_is_open_one_at_a_time_tries_again_after_pauses_that_double() -> None:
    async def work() -> tuple[list[float], list[str]]:
        watched, told = breaker(patience=300)
        fail(watched, 10)
        loop = asyncio.get_running_loop()
        times: list[float] = []

        async def one() -> None:
            while True:
                probe = await watched.admit()
                assert probe
                times.append(loop.time())
                await asyncio.sleep(0)
                watched.failed("HTTP 503: loading", probe)

        tasks = [asyncio.create_task(one()) for _ in range(5)]
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        assert {str(error) for error in ended} == {
            "http://here/v1: every request fails: HTTP 503: loading; "
            "fix the server and rerun the same command: answers received so far are kept"
        }
        assert {type(error) for error in ended} == {ServerError}
        return [round(time, 1) for time in times], told

    times, told = run_at_once(work())
    assert times == [1, 3, 7, 15, 31, 63, 123, 183, 243, 300]
    assert told == ["http://here/v1 fails every request (HTTP 503: loading); paused, retrying for 300 s"]


def test_an_answer_closes_it_and_lets_all_through() -> None:
    async def work() -> tuple[list[tuple[float, bool]], list[str]]:
        watched, told = breaker()
        fail(watched, 10)
        loop = asyncio.get_running_loop()
        admitted: list[tuple[float, bool]] = []

        async def one() -> None:
            for _ in range(3):
                probe = await watched.admit()
                if loop.time() < 2:
                    watched.failed("HTTP 503: loading", probe)
                    continue
                admitted.append((loop.time(), probe))
                watched.succeeded()
                break

        await asyncio.gather(*(one() for _ in range(4)))
        assert not watched.open
        return admitted, told

    admitted, told = run_at_once(work())
    assert admitted == [(3, True), (3, False), (3, False), (3, False)]
    assert told == [
        "http://here/v1 fails every request (HTTP 503: loading); paused, retrying for 600 s",
        "http://here/v1 answers again",
    ]


def test_a_burst_that_is_turned_away_while_others_are_answered_is_not_spoken_of() -> None:
    async def work() -> list[str]:
        watched, told = breaker()
        fail(watched, 10)
        assert watched.open
        watched.succeeded()
        assert not await watched.admit()
        return told

    assert run_at_once(work()) == []


def test_a_probe_that_slept_through_an_answer_is_none_any_more() -> None:
    async def work() -> tuple[list[float], list[str]]:
        watched, told = breaker()
        fail(watched, 10)
        loop = asyncio.get_running_loop()
        waiting = [asyncio.create_task(watched.admit()) for _ in range(2)]
        await asyncio.sleep(0.5)
        watched.succeeded()
        fail(watched, 10)
        times = []
        for task in asyncio.as_completed(waiting):
            probe = await task
            assert probe
            times.append(loop.time())
            watched.failed("HTTP 503: loading", probe)
            assert len(told) == 1
        return times, told

    assert run_at_once(work())[0] == [1.5, 3.5]


def test_the_pauses_begin_anew_after_an_answer() -> None:
    async def work() -> list[float]:
        watched, _ = breaker()
        loop = asyncio.get_running_loop()
        times = []
        for _ in range(2):
            fail(watched, 10)
            for _ in range(2):
                began = loop.time()
                watched.failed("x", await watched.admit())
                times.append(loop.time() - began)
            watched.succeeded()
        return times

    assert run_at_once(work()) == [1, 2, 1, 2]


def test_a_probe_that_is_given_up_leaves_room_for_another() -> None:
    async def work() -> float:
        watched, _ = breaker()
        fail(watched, 10)
        first = asyncio.create_task(watched.admit())
        second = asyncio.create_task(watched.admit())
        await asyncio.sleep(0.5)
        first.cancel()
        assert await second
        return asyncio.get_running_loop().time()

    assert run_at_once(work()) == 2.5
