"""Counts what a run has spent on its model over all resumes, and enforces the caps on it.

Journal entries → figures per purpose, so they are right after any crash. The most that a request can cost is reserved
before it is sent. If it could exceed a cap together with the requests in flight, it waits; if nothing is in flight and
it still could, the run pauses. So no cap is ever exceeded.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.llm.backends.base import Usage
from lemnos.llm.journal import Entry
from lemnos.llm.request import Request
from lemnos.llm.settings import BudgetSettings
from lemnos.llm.tokens import prompt_tokens, tokens_of

_MILLION = 1_000_000


class Spent(msgspec.Struct):
    """Requests and tokens of one purpose."""

    answered: int = 0
    """Requests that the model answered for this run."""
    reused: int = 0
    """Requests answered from another run's journal, at no cost."""
    refused: int = 0
    failed: int = 0
    cut_off: int = 0
    """Answers that ended at their token limit."""
    sent: int = 0
    """Tokens of prompts, including cached ones."""
    cached: int = 0
    generated: int = 0


class CapReachedError(Exception):
    """Another request could exceed a cap; the message names it."""


class Ledger:
    """Adds up journal entries, and admits requests under the caps. Once ``admit`` is used, for one event loop."""

    def __init__(self, budget: BudgetSettings, entries: Iterable[Entry] = ()) -> None:
        self._budget = budget
        self.spent: dict[str, Spent] = {}
        self.faults: Counter[str] = Counter()
        self._reserved = Usage()
        self._in_flight = 0
        self._released = asyncio.Event()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add an entry of the journal to the figures."""
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
        """Return the sum of the field ``name`` of ``Spent`` over all purposes."""
        return sum(getattr(spent, name) for spent in self.spent.values())

    @property
    def cost(self) -> float:
        """The cost so far at the prices of the settings, in their currency."""
        return self._cost(self.total("sent"), self.total("cached"), self.total("generated"))

    def _cost(self, sent: int, cached: int, generated: int) -> float:
        prices = self._budget
        at_cached = prices.price_in if prices.price_cached is None else prices.price_cached
        return ((sent - cached) * prices.price_in + cached * at_cached + generated * prices.price_out) / _MILLION

    async def admit(self, most: Usage) -> None:
        """Reserve the most that a request can use (``most_of``), waiting if needed; release it with ``settle``.

        Raises:
            CapReachedError: It could exceed a cap, and no request is in flight that may turn out cheaper.
        """
        while reason := self._exceeded_cap(most):
            if not self._in_flight:
                raise CapReachedError(reason)
            self._released.clear()
            await self._released.wait()
        self._reserve(most, 1)

    def settle(self, most: Usage) -> None:
        """Release the reservation of a request that has ended, with or without an answer."""
        self._reserve(most, -1)
        self._released.set()

    def _reserve(self, most: Usage, sign: int) -> None:
        self._in_flight += sign
        self._reserved = Usage(self._reserved.sent + sign * most.sent, self._reserved.generated + sign * most.generated)

    def _exceeded_cap(self, most: Usage) -> str:
        """Return the cap that a request could exceed; empty if none."""
        budget = self._budget
        if budget.max_requests is not None and self.total("answered") + self._in_flight + 1 > budget.max_requests:
            return f"max_requests {budget.max_requests:,}"
        if budget.max_tokens is None and budget.max_cost is None:
            return ""
        sent = self.total("sent") + self._reserved.sent + most.sent
        generated = self.total("generated") + self._reserved.generated + most.generated
        if budget.max_tokens is not None and sent + generated > budget.max_tokens:
            return f"max_tokens {budget.max_tokens:,}"
        if budget.max_cost is not None and self._cost(sent, self.total("cached"), generated) > budget.max_cost:
            return f"max_cost {budget.max_cost:g}"
        return ""

    def report(self) -> dict[str, Any]:
        """Return all figures, for ``ledger.json`` and the report."""
        names = Spent.__struct_fields__
        return {
            "cost": round(self.cost, 6),
            **{name: self.total(name) for name in names},
            "faults": dict(sorted(self.faults.items())),
            "by_purpose": {
                purpose: {name: getattr(spent, name) for name in names} for purpose, spent in sorted(self.spent.items())
            },
        }

    def line(self) -> str:
        """Return the main figures as one line for the user."""
        reused = f" ({self.total('reused'):,} more found in earlier runs)" if self.total("reused") else ""
        cost = f", cost {self.cost:,.2f}" if self.cost else ""
        failed = self.total("refused") + self.total("failed")
        return (
            f"{self.total('answered'):,} requests answered{reused}, {self.total('sent'):,} tokens sent "
            f"({self.total('cached'):,} cached), {self.total('generated'):,} generated{cost}, "
            f"{sum(self.faults.values()):,} attempts failed, {failed:,} requests without an answer"
        )


def most_of(request: Request) -> Usage:
    """Return an upper bound on a request's tokens: one for two bytes of prompt, and the most it may generate."""
    sent = sum(len(message.content.encode("utf-8", "replace")) // 2 + 10 for message in request.messages)
    return Usage(sent, request.max_tokens)


def usage_of(request: Request, usage: Usage, text: str) -> Usage:
    """Return the usage that the server reported, or an estimate if it reported none."""
    if usage.sent or usage.generated:
        return usage
    return Usage(prompt_tokens(request), tokens_of(text))
