"""What a run has spent on its model, over all resumes, and the caps on it.

Computed from the run's journal of answers, so it is right after any crash. Before a request is sent, the most that it
can cost is set aside; when it would go over a cap with what is in flight, it waits; when nothing is in flight any
more and it still would, the run stops. So a cap is never passed, be it by what is in flight.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.llm.backend import Usage
from lemnos.llm.journal import Entry
from lemnos.llm.request import Request
from lemnos.llm.settings import BudgetSettings
from lemnos.llm.tokens import prompt_tokens, tokens_of

_MILLION = 1_000_000


class Spent(msgspec.Struct):
    """What was asked for one purpose."""

    answered: int = 0
    """Requests that the model answered in this run."""
    reused: int = 0
    """Requests answered from another run's journal, for nothing."""
    refused: int = 0
    failed: int = 0
    cut_off: int = 0
    """Answers that ended at their limit of tokens."""
    sent: int = 0
    """Tokens of prompts, those from the server's cache included."""
    cached: int = 0
    generated: int = 0


class CapReachedError(Exception):
    """Another request would go over a cap; the message names it."""


class Ledger:
    """Adds up entries, and admits requests under the caps. Used within one event loop once it is."""

    def __init__(self, budget: BudgetSettings, entries: Iterable[Entry] = ()) -> None:
        self._budget = budget
        self.spent: dict[str, Spent] = {}
        self.faults: Counter[str] = Counter()
        self._held = Usage()
        self._in_flight = 0
        self._freed = asyncio.Event()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Count an entry of the journal."""
        spent = self.spent.setdefault(entry.purpose, Spent())
        self.faults.update(entry.faults)
        if entry.reused:
            spent.reused += 1
            return
        match entry.finish:
            case "refused":
                spent.refused += 1
            case "failed":
                spent.failed += 1
            case "stop":
                spent.answered += 1
            case "length":
                spent.answered += 1
                spent.cut_off += 1
        spent.sent += entry.usage.sent
        spent.cached += entry.usage.cached
        spent.generated += entry.usage.generated

    def total(self, name: str) -> int:
        """Return one figure over all purposes."""
        return sum(getattr(spent, name) for spent in self.spent.values())

    @property
    def cost(self) -> float:
        """What was spent at the prices of the settings, in their currency."""
        return self._cost(self.total("sent"), self.total("cached"), self.total("generated"))

    def _cost(self, sent: int, cached: int, generated: int) -> float:
        prices = self._budget
        at_cached = prices.price_in if prices.price_cached is None else prices.price_cached
        return ((sent - cached) * prices.price_in + cached * at_cached + generated * prices.price_out) / _MILLION

    async def admit(self, most: Usage) -> None:
        """Set aside the most that a request can use (``most_of``); ``settle`` it afterwards.

        Raises:
            CapReachedError: It would go over a cap, and nothing is in flight that may turn out cheaper.
        """
        while reason := self._over(most):
            if not self._in_flight:
                raise CapReachedError(reason)
            self._freed.clear()
            await self._freed.wait()
        self._hold(most, 1)

    def settle(self, most: Usage) -> None:
        """A request has ended, whatever came of it."""
        self._hold(most, -1)
        self._freed.set()

    def _hold(self, most: Usage, sign: int) -> None:
        self._in_flight += sign
        self._held = Usage(self._held.sent + sign * most.sent, self._held.generated + sign * most.generated)

    def _over(self, most: Usage) -> str:
        """Return which cap a request would go over, empty if none."""
        budget = self._budget
        if budget.max_requests is not None and self.total("answered") + self._in_flight + 1 > budget.max_requests:
            return f"max_requests {budget.max_requests:,}"
        if budget.max_tokens is None and budget.max_cost is None:
            return ""
        sent = self.total("sent") + self._held.sent + most.sent
        generated = self.total("generated") + self._held.generated + most.generated
        if budget.max_tokens is not None and sent + generated > budget.max_tokens:
            return f"max_tokens {budget.max_tokens:,}"
        if budget.max_cost is not None and self._cost(sent, self.total("cached"), generated) > budget.max_cost:
            return f"max_cost {budget.max_cost:g}"
        return ""

    def report(self) -> dict[str, Any]:
        """Return every figure, for ``ledger.json`` and the report."""
        names = Spent.__struct_fields__
        return {
            "cost": round(self.cost, 6),
            **{name: self.total(name) for name in names},
            "faults": dict(sorted(self.faults.items())),
            "by_purpose": {
                purpose: {name: getattr(spent, name) for name in names} for purpose, spent in sorted(self.spent.items())
            },
        }

    def brief(self) -> str:
        """Return how far the model is, in a few words."""
        cost = f", cost {self.cost:,.2f}" if self.cost else ""
        return f"{self.total('answered') + self.total('reused'):,} requests answered{cost}"

    def line(self) -> str:
        """Return the figures that a person wants to see, in one line."""
        reused = f" ({self.total('reused'):,} more found in earlier runs)" if self.total("reused") else ""
        cost = f", cost {self.cost:,.2f}" if self.cost else ""
        failed = self.total("refused") + self.total("failed")
        return (
            f"{self.total('answered'):,} requests answered{reused}, {self.total('sent'):,} tokens sent "
            f"({self.total('cached'):,} cached), {self.total('generated'):,} generated{cost}, "
            f"{sum(self.faults.values()):,} attempts failed, {failed:,} requests without an answer"
        )


def most_of(request: Request) -> Usage:
    """Return more tokens than a request will use: two bytes of prompt a token, and all that it may generate."""
    sent = sum(len(message.content.encode("utf-8", "replace")) // 2 + 10 for message in request.messages)
    return Usage(sent, request.max_tokens)


def usage_of(request: Request, usage: Usage, text: str) -> Usage:
    """Return the usage that a server reported, or an estimate where it reported none."""
    if usage.sent or usage.generated:
        return usage
    return Usage(prompt_tokens(request), tokens_of(text))
