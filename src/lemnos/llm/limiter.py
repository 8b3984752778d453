"""Limits the requests in flight: to the cap, and to fewer while the server reports overload.

A single 429 or 503 is retried and changes nothing, because servers and proxies return them at random. Only if more than
``TOO_MANY`` of the recent answers report overload does the limit fall, by a quarter; while few do, it rises again.
Reacting to every one, as TCP reacts to loss, would hold a server with 10% random faults at 4 requests in flight,
however many it could handle.
"""

import asyncio
from collections import deque

TOO_MANY = 0.15
"""Share of overload among the recent answers above which the limit falls."""
_FEW = 0.05
"""Share of overload below which the limit rises."""
_WINDOW = 20
"""Least number of answers between two changes of the limit."""
_LESS, _MORE = 0.75, 0.1


class Limiter:
    """A semaphore whose limit adapts to the server. Used within one event loop."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._limit = cap
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._answers = self._overloads = 0
        self.in_flight = 0
        self.most = 0
        """The highest number of requests in flight so far."""

    @property
    def limit(self) -> int:
        """The number of requests that may be in flight now."""
        return self._limit

    async def acquire(self) -> None:
        """Wait until a request may be sent; the first to wait is the first served."""
        if self.in_flight >= self._limit or self._waiting:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            self._wake()  # all those ahead in the queue may have been cancelled
            try:
                await turn  # ``_wake`` has already counted this request
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.release()
                raise
        else:
            self._enter()

    def release(self) -> None:
        """Record that a request has ended, and let the next one in."""
        self.in_flight -= 1
        self._wake()

    def note(self, overload: bool) -> None:
        """Record an answer, and whether it reported overload; the limit may change."""
        self._answers += 1
        self._overloads += overload
        if self._answers < max(_WINDOW, self._limit):
            return
        share = self._overloads / self._answers
        if share > TOO_MANY:
            self._limit = max(1, int(self._limit * _LESS))
        elif share < _FEW:
            self._limit = min(self._cap, self._limit + max(1, int(self._limit * _MORE)))
            self._wake()
        self._answers = self._overloads = 0

    def _enter(self) -> None:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)

    def _wake(self) -> None:
        while self._waiting and self.in_flight < self._limit:
            turn = self._waiting.popleft()
            if not turn.done():
                self._enter()
                turn.set_result(None)
