"""The limiter never lets more through than its limit, falls when there is too much, and rises again."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.llm.limiter import Limiter
from tests.llm.conftest import run_at_once


def after(limiter: Limiter, answers: int, overloads: int) -> int:
    """Tell it of answers, some of them overload; return the limit."""
    for number in range(answers):
        limiter.note(number < overloads)
    return limiter.limit


def test_as_many_as_the_cap_are_let_through_at_once_first_come_first_served() -> None:
    order: list[int] = []

    async def work() -> int:
        limiter = Limiter(3)

        async def one(number: int) -> None:
            await limiter.acquire()
            order.append(number)
            assert limiter.in_flight <= 3
            await asyncio.sleep(1)
            limiter.release()

        await asyncio.gather(*map(one, range(10)))
        assert limiter.in_flight == 0
        assert asyncio.get_running_loop().time() == pytest.approx(4)
        return limiter.most

    assert run_at_once(work()) == 3
    assert order == list(range(10))


def test_it_falls_by_a_quarter_when_more_than_15_in_100_answers_say_overload() -> None:
    assert after(Limiter(100), 100, 16) == 75
    assert after(Limiter(100), 99, 99) == 100  # it looks at 100 answers first
    assert after(Limiter(8), 20, 4) == 6  # at 20 for a small limit
    limiter = Limiter(4)
    assert [after(limiter, 20, 20) for _ in range(6)] == [3, 2, 1, 1, 1, 1]


def test_a_tenth_of_faults_at_random_changes_nothing() -> None:
    limiter = Limiter(200)
    assert {after(limiter, 200, 20) for _ in range(50)} == {200}


def test_it_rises_by_a_tenth_when_all_is_well_and_not_above_the_cap() -> None:
    limiter = Limiter(100)
    for _ in range(4):
        after(limiter, limiter.limit, limiter.limit)
    assert limiter.limit == 31
    assert [after(limiter, limiter.limit, 0) for _ in range(3)] == [34, 37, 40]
    for _ in range(30):
        after(limiter, limiter.limit, 0)
    assert limiter.limit == 100


def test_who_waits_is_let_through_when_the_limit_rises() -> None:
    async def work() -> list[int]:
        limiter = Limiter(20)
        after(limiter, 20, 20)
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(20)]
        await asyncio.sleep(0)
        before = limiter.in_flight
        after(limiter, 20, 0)
        await asyncio.sleep(0)
        for task in waiting:
            task.cancel()
        return [before, limiter.in_flight]

    assert run_at_once(work()) == [15, 16]


def test_who_gives_up_leaves_no_place_taken() -> None:
    async def work() -> int:
        limiter = Limiter(1)
        await limiter.acquire()
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        limiter.release()  # lets the second through, which gives up before it runs
        waiting[1].cancel()
        await asyncio.gather(*waiting[:2], return_exceptions=True)
        await waiting[2]
        limiter.release()
        await asyncio.wait_for(limiter.acquire(), 1)
        return limiter.in_flight

    assert run_at_once(work()) == 1


@given(st.integers(1, 12), st.lists(st.sampled_from(["ask", "answer", "overload", "give up"]), max_size=120))
def test_it_never_lets_more_through_than_the_cap_and_forgets_nobody(cap: int, events: list[str]) -> None:
    async def work() -> None:
        limiter = Limiter(cap)
        inside = 0
        tasks: list[asyncio.Task[None]] = []

        async def one() -> None:
            nonlocal inside
            await limiter.acquire()
            inside += 1

        for event in events:
            if event == "ask":
                tasks.append(asyncio.create_task(one()))
            elif event == "give up":
                for task in [task for task in tasks if not task.done()][:1]:
                    task.cancel()
            elif inside:
                inside -= 1
                limiter.note(event == "overload")
                limiter.release()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert inside == limiter.in_flight <= cap
            assert limiter.in_flight >= min(1, sum(not task.done() for task in tasks))
        for task in tasks:
            task.cancel()

    run_at_once(work())
