"""How many requests are in flight: as many as the cap allows, fewer while the server says that it is too much.

A single 429 or 503 is retried and changes nothing, for servers and proxies give them at random. Only when more than
``TOO_MANY`` of the last answers say overload does the limit fall, by a quarter; while few do, it rises again. A
reaction to every single one (as TCP reacts to loss) would hold 10% of random faults at 4 requests in flight, whatever
the server could take.
"""

import asyncio
from collections import deque

TOO_MANY = 0.15
"""Share of overload among the last answers above which the limit falls."""
_FEW = 0.05
"""Share under which it rises."""
_WINDOW = 20
"""Answers looked at before the limit changes, at least."""
_LESS, _MORE = 0.75, 0.1


class Limiter:
    """A counting lock whose count adapts. Used within one event loop."""

    def __init__(self, cap: int) -> None:
        self._cap = cap
        self._limit = cap
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._answers = self._overloads = 0
        self.in_flight = 0
        self.most = 0
        """The most that were ever in flight."""

    @property
    def limit(self) -> int:
        """Requests that may be in flight now."""
        return self._limit

    async def acquire(self) -> None:
        """Wait until a request may be sent; first come, first served."""
        if self.in_flight >= self._limit or self._waiting:
            turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting.append(turn)
            self._wake()  # those before it may all have given up
            try:
                await turn  # whoever wakes us has counted us
            except asyncio.CancelledError:
                if turn.done() and not turn.cancelled():
                    self.release()
                raise
        else:
            self._enter()

    def release(self) -> None:
        """A request has ended."""
        self.in_flight -= 1
        self._wake()

    def note(self, overload: bool) -> None:
        """Learn from an answer whether the server has too much to do."""
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
