"""What was spent is counted from the journal, and a cap is never passed, be it by what is in flight."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lemnos.errors import PausedError
from lemnos.llm.backends.base import Usage
from lemnos.llm.journal import Entry
from lemnos.llm.ledger import CapReachedError, Ledger, most_of, usage_of
from lemnos.llm.request import Request
from lemnos.llm.settings import BudgetSettings
from lemnos.records import Utterance
from tests.llm.conftest import Serve, answers_of, asking, request, requests, run_at_once, settings_for
from tests.llm.fault_server import QUICK_KINDS

ENTRIES = [
    Entry("1", "turns", "stop", "a", usage=Usage(100, 10, 40), faults={"429": 2, "timeout": 1}),
    Entry("2", "turns", "length", "b", usage=Usage(200, 20)),
    Entry("3", "labels", "refused", reason="no"),
    Entry("4", "labels", "failed", reason="HTTP 500", faults={"500": 8}),
    Entry("5", "turns", "stop", "c", usage=Usage(1000, 1000), reused=True),
]
PRICES = BudgetSettings(price_in=2.0, price_cached=0.5, price_out=10.0)


def test_every_figure_is_counted_by_purpose_and_together() -> None:
    assert Ledger(PRICES, ENTRIES).report() == {
        "cost": 0.00084,  # 260 at 2.0, 40 at 0.5 and 30 at 10.0 a million
        "answered": 2,
        "reused": 1,
        "refused": 1,
        "failed": 1,
        "cut_off": 1,
        "sent": 300,
        "cached": 40,
        "generated": 30,
        "faults": {"429": 2, "500": 8, "timeout": 1},
        "by_purpose": {
            "labels": {
                "answered": 0, "reused": 0, "refused": 1, "failed": 1, "cut_off": 0,
                "sent": 0, "cached": 0, "generated": 0,
            },
            "turns": {
                "answered": 2, "reused": 1, "refused": 0, "failed": 0, "cut_off": 1,
                "sent": 300, "cached": 40, "generated": 30,
            },
        },
    }  # fmt: skip


def test_the_line_for_people_says_it_all() -> None:
    assert Ledger(BudgetSettings(price_out=1000.0), ENTRIES).line() == (
        "2 requests answered (1 more found in earlier runs), 300 tokens sent (40 cached), 30 generated, cost 0.03, "
        "11 attempts failed, 2 requests without an answer"
    )
    assert Ledger(BudgetSettings(), ENTRIES[1:2]).line() == (
        "1 requests answered, 200 tokens sent (0 cached), 20 generated, 0 attempts failed, 0 requests without an answer"
    )


@pytest.mark.parametrize(("cached", "cost"), [(None, 0.0006), (0.0, 0.00052), (1.0, 0.00056)])
def test_cached_tokens_have_a_price_of_their_own(cached: float | None, cost: float) -> None:
    budget = BudgetSettings(price_in=2.0, price_cached=cached)
    assert Ledger(budget, ENTRIES).cost == pytest.approx(cost)


def test_the_most_of_a_request_is_its_bytes_by_two_and_all_that_it_may_generate() -> None:
    asked = Request("talk", (Utterance("system", "abc"), Utterance("user", "日本" * 3)), 70)
    assert most_of(asked) == Usage(1 + 10 + 9 + 10, 70)


def test_what_a_server_does_not_report_is_estimated() -> None:
    asked = request(0)
    assert usage_of(asked, Usage(5, 6, 1), "Why?") == Usage(5, 6, 1)
    usage = usage_of(asked, Usage(), "Why is that?")
    assert (usage.generated, usage.cached) == (4, 0)
    assert 50 <= usage.sent <= 90


@pytest.mark.parametrize(
    ("budget", "fits", "reason"),
    [
        (BudgetSettings(max_requests=4), 2, "max_requests 4"),
        (BudgetSettings(max_tokens=330 + 350), 3, "max_tokens 680"),
        (BudgetSettings(max_cost=0.0009, price_in=1.0, price_out=1.0), 5, "max_cost 0.0009"),
        (BudgetSettings(max_cost=0.00085, price_in=2.0, price_cached=0.5, price_out=10.0), 0, "max_cost 0.00085"),
    ],
)
def test_a_request_that_would_pass_a_cap_waits_and_then_ends_it(budget: BudgetSettings, fits: int, reason: str) -> None:
    """Each request may send 100 tokens and generate 10; 330 are spent."""

    async def work() -> None:
        ledger = Ledger(budget, ENTRIES)
        most = Usage(100, 10)
        for _ in range(fits):
            await asyncio.wait_for(ledger.admit(most), 1)
        if fits:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(ledger.admit(most), 1)
        for _ in range(fits):
            ledger.settle(most)
            ledger.add(Entry("9", "turns", "stop", "", usage=most))
        with pytest.raises(CapReachedError) as caught:
            await ledger.admit(most)
        assert str(caught.value) == reason

    run_at_once(work())


def test_who_waits_goes_on_when_another_turns_out_cheaper() -> None:
    async def work() -> float:
        ledger = Ledger(BudgetSettings(max_tokens=150))
        await ledger.admit(Usage(50, 50))
        waiting = asyncio.create_task(ledger.admit(Usage(50, 50)))
        await asyncio.sleep(3)
        assert not waiting.done()
        ledger.settle(Usage(50, 50))
        ledger.add(Entry("1", "turns", "stop", "", usage=Usage(45, 5)))
        await waiting
        return asyncio.get_running_loop().time()

    assert run_at_once(work()) == 3


@given(
    st.integers(0, 40),
    st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30), st.floats(0, 1), st.floats(0, 5)), max_size=25),
)
def test_no_cap_is_ever_passed(cap: int, jobs: list[tuple[int, int, float, float]]) -> None:
    budget = BudgetSettings(max_tokens=cap * 10, max_requests=cap, max_cost=cap / 2e5, price_in=1.0, price_out=3.0)

    async def work() -> None:
        ledger = Ledger(budget)

        async def one(sent: int, generated: int, share: float, seconds: float) -> bool:
            most = Usage(sent, generated)
            try:
                await ledger.admit(most)
            except CapReachedError:
                return False
            await asyncio.sleep(seconds)
            ledger.settle(most)
            ledger.add(Entry("1", "turns", "stop", "", usage=Usage(int(sent * share), int(generated * share))))
            assert ledger.total("sent") + ledger.total("generated") <= cap * 10
            assert ledger.total("answered") <= cap
            assert ledger.cost <= cap / 2e5 + 1e-12
            return True

        done = await asyncio.gather(*(one(*job) for job in jobs))
        assert sum(done) == ledger.total("answered")

    run_at_once(work())


@pytest.mark.parametrize(
    "caps",
    [
        [{"max_requests": 7}, {"max_requests": 7}, {"max_requests": 23}],
        [{"max_tokens": 1500}, {"max_tokens": 1500}, {"max_tokens": 6000}],
        [{"max_cost": 0.01}, {"max_cost": 0.01}, {"max_cost": 0.025}],
    ],
    ids=["requests", "tokens", "cost"],
)
def test_a_cap_holds_over_all_resumes_of_a_run(tmp_path: Path, serve: Serve, caps: list[dict[str, Any]]) -> None:
    server = serve(faults=0.03, kinds=QUICK_KINDS, seed=11)
    prices: dict[str, Any] = {"price_in": 2.0, "price_out": 50.0}
    settings = settings_for(server.url, concurrency=6, attempts=12)
    asked = requests(60, max_tokens=60)
    reached: list[dict[str, Any]] = []
    for cap in caps:
        capped = msgspec.structs.replace(settings, budget=BudgetSettings(**cap, **prices))
        with asking(tmp_path / "run", capped) as dispatcher, pytest.raises(PausedError):
            answers_of(dispatcher, asked, tickets=60)
        report = msgspec.json.decode((tmp_path / "run" / "ledger.json").read_bytes())
        reached.append({"requests": report["answered"], "tokens": report["sent"] + report["generated"], **report})
        ((name, most),) = cap.items()
        spent = reached[-1][name.removeprefix("max_")]
        assert spent <= most
        assert spent > most - {"max_requests": 1, "max_tokens": 350, "max_cost": 0.0038}[name]  # one request more
    assert reached[1] == reached[0]
    assert reached[2]["answered"] > reached[1]["answered"]
    assert reached[2]["answered"] == sum(server.seen.answered.values()) == len(server.seen.answered)
