"""The limiter begins low, rises while answers come in good time, falls when there is too much, and rises again."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.llm.limiter import Limiter
from tests.llm.conftest import run_at_once


def tell(limiter: Limiter, answers: int, overloads: int) -> int:
    """Tell it, in a loop, of answers to requests sent now, some of them overload; return the limit."""
    now = asyncio.get_running_loop().time()
    for number in range(answers):
        limiter.note(now, "overload" if number < overloads else "answered")
    return limiter.limit


def after(limiter: Limiter, answers: int, overloads: int) -> int:
    """Do so in a loop of its own."""

    async def work() -> int:
        return tell(limiter, answers, overloads)

    return run_at_once(work())


class Ended(NamedTuple):
    """How a simulated run ended."""

    seconds: float
    timeouts: int
    limit: int
    most: int
    told: list[str]


Serve = Callable[[], Awaitable[None]]


def fifo(slots: int, latency: float) -> Callable[[], Serve]:
    """Return what makes a server that works on ``slots`` requests at once, in order."""

    def make() -> Serve:
        free = asyncio.Semaphore(slots)

        async def serve() -> None:
            async with free:
                await asyncio.sleep(latency)

        return serve

    return make


def shared(latency: float) -> Callable[[], Serve]:
    """Return what makes a server that works on all requests at once, which share its speed."""

    def make() -> Serve:
        active = 0

        async def serve() -> None:
            nonlocal active
            active += 1
            left, tick = latency, latency / 20
            try:
                while left > 1e-9:
                    await asyncio.sleep(tick)
                    left -= tick / active
            finally:
                active -= 1

        return serve

    return make


def changing(first: Callable[[], Serve], after: int, then: Callable[[], Serve]) -> Callable[[], Serve]:
    """Return what makes a server that serves ``after`` requests like the first, and the others like the second."""

    def make() -> Serve:
        one, two, begun = first(), then(), 0

        async def serve() -> None:
            nonlocal begun
            begun += 1
            await (one if begun <= after else two)()

        return serve

    return make


def simulate(
    make: Callable[[], Serve],
    requests: int,
    timeout: float,
    *,
    cap: int = 64,
    start: int | None = 4,
    lost: int = 0,
) -> Ended:
    """Send requests, all wanted at once, until each is answered; every ``lost``-th attempt is never answered."""

    async def work() -> Ended:
        told: list[str] = []
        serve, limiter, counts = make(), Limiter(cap, start, timeout, told.append), Counter[str]()

        async def attempt() -> None:
            counts["attempts"] += 1
            if lost and counts["attempts"] % lost == 0:
                await asyncio.sleep(2 * timeout)
            await serve()

        async def one() -> None:
            while True:
                sent = await limiter.acquire()
                try:
                    await asyncio.wait_for(attempt(), timeout)
                except TimeoutError:
                    counts["timeouts"] += 1
                    limiter.note(sent, "timeout")
                else:
                    limiter.note(sent, "answered")
                    return
                finally:
                    limiter.release()
                assert counts["timeouts"] < 50 * requests, "no end in sight"

        await asyncio.gather(*(one() for _ in range(requests)))
        assert limiter.in_flight == 0
        return Ended(asyncio.get_running_loop().time(), counts["timeouts"], limiter.limit, limiter.most, told)

    return run_at_once(work())


def test_a_server_with_one_slot_at_20_seconds_an_answer_is_never_asked_for_more_than_it_can_answer() -> None:
    ended = simulate(fifo(1, 20), 33, 180)
    assert (ended.seconds, ended.timeouts, ended.told) == (660, 0, [])
    assert 4 <= ended.most <= 7


def test_a_server_whose_requests_share_its_speed_ends_without_a_time_out() -> None:
    """All 33 at once would take 660 seconds each, and no attempt would ever end in time."""
    ended = simulate(shared(20), 33, 180)
    assert (round(ended.seconds), ended.timeouts) == (660, 0)


def test_even_where_the_first_requests_are_too_many_all_end() -> None:
    ended = simulate(shared(80), 33, 180)
    assert ended.timeouts <= 12
    assert ended.told[0] == "no answer within 180 s; requests in flight from now on: 1 instead of 4"
    assert ended.limit <= 2


@pytest.mark.parametrize("latency", [0.1, 1, 5, 10])
def test_a_fast_server_is_at_the_cap_soon(latency: float) -> None:
    """The loss against 64 at once from the beginning is under a tenth for 1,000 requests."""
    best = simulate(fifo(64, latency), 1000, 180, start=None)
    ended = simulate(fifo(64, latency), 1000, 180)
    assert (ended.limit, ended.most, ended.timeouts) == (64, 64, 0)
    assert best.seconds == pytest.approx(16 * latency)
    assert ended.seconds == pytest.approx(17 * latency)


def test_a_server_that_becomes_slow_costs_what_was_in_flight_and_goes_on() -> None:
    ended = simulate(changing(fifo(64, 1), 800, fifo(1, 20)), 830, 180)
    assert ended.most == 64
    assert ended.timeouts <= 64 + 16
    assert len(ended.told) <= 3
    assert ended.limit <= 9


def test_a_time_out_in_a_hundred_changes_nothing() -> None:
    ended = simulate(fifo(64, 1), 3000, 60, lost=100)
    assert (ended.limit, ended.told) == (64, [])
    assert ended.timeouts == 30


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
        tell(limiter, 20, 20)
        waiting = [asyncio.create_task(limiter.acquire()) for _ in range(20)]
        await asyncio.sleep(0)
        before = limiter.in_flight
        tell(limiter, 20, 0)
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
        sent: list[float] = []

        async def one() -> None:
            nonlocal inside
            sent.append(await limiter.acquire())
            inside += 1

        for event in events:
            if event == "ask":
                tasks.append(asyncio.create_task(one()))
            elif event == "give up":
                for task in [task for task in tasks if not task.done()][:1]:
                    task.cancel()
            elif inside:
                inside -= 1
                limiter.note(sent.pop(), "overload" if event == "overload" else "answered")
                limiter.release()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            assert inside == limiter.in_flight <= cap
            assert limiter.in_flight >= min(1, sum(not task.done() for task in tasks))
        for task in tasks:
            task.cancel()

    run_at_once(work())
