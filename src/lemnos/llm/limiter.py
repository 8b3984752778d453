"""Limits the requests in flight to what the server answers in good time: outcomes of attempts → a limit up to the cap.

It begins with few requests, or with as many as the server says it has slots. A limit is raised after a round, as many
answers as the limit. While the slowest of them stays under half the time-out even if the server works on one request at
a time, the limit is raised at once to what that allows; then by a quarter a round, while answers take less than
three quarters of the time-out. So a fast server is at the cap after one or two rounds, and a slow one is not asked for
more than it can answer.

If more than ``TOO_MANY`` of a round time out, the limit is halved, or falls further: to what the server answered in
half a time-out, because by Little's law (requests in flight = rate × latency) that many requests wait half a time-out.
More than ``TOO_MANY`` of 429 and 503 lower it by a quarter. After any fall it rises by a tenth. A few time-outs, 429 or
503 change nothing: servers and proxies return them at random, and reacting to each, as TCP reacts to loss, would hold a
server with 10% random faults at 4 requests in flight.

Limitation: where most answers take over three quarters of the time-out by themselves, the limit stays low.
"""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from typing import Literal

TOO_MANY = 0.15
"""Share of overload, and of time-outs, among the recent attempts above which the limit falls."""
_FEW = 0.05
"""Share of overload below which the limit rises."""
_ROUND = 20
"""Least number of attempts after which the limit may rise once it has fallen, or fall because of overload."""
_LESS, _MORE, _QUICKLY_MORE = 0.75, 0.1, 0.25
_SAFE, _GOOD = 0.5, 0.75
"""Shares of the time-out that an answer may take for the limit to rise to what it allows, and for it to rise at all."""
_NEARLY = 0.01
"""Share of the time-out: a request sent so shortly before the limit changed tells of the new limit."""

Outcome = Literal["answered", "overload", "timeout", "other"]


class Limiter:
    """A semaphore whose limit adapts to the server. Used within one event loop."""

    def __init__(
        self,
        cap: int,
        start: int | None = None,
        timeout: float | None = None,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Begin with a limit.

        Args:
            cap: The highest limit.
            start: The first limit; None for the cap.
            timeout: Seconds after which an attempt is given up; None if attempts have no time limit.
            say: Called with a sentence for the user when the limit falls because of time-outs.
        """
        self._cap, self._timeout, self._say = cap, timeout, say
        self._limit = cap if start is None else max(1, min(start, cap))
        self._waiting: deque[asyncio.Future[float]] = deque()
        self._fell_at = self._changed_at = -math.inf
        self._slowest = 0.0
        self._begin_round()
        self._answered_at: deque[float] = deque(maxlen=2 * cap + 2)
        self.in_flight = 0
        self.most = 0
        """The highest number of requests in flight so far."""

    @property
    def limit(self) -> int:
        """The number of requests that may be in flight now."""
        return self._limit

    async def acquire(self) -> float:
        """Wait until a request may be sent; return the time by the loop's clock. The first to wait is served first."""
        if self.in_flight < self._limit and not self._waiting:
            return self._enter()
        turn: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._wake()  # all those ahead in the queue may have been cancelled
        try:
            return await turn  # ``_wake`` has already counted this request
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def release(self) -> None:
        """Record that a request has ended, and let the next one in."""
        self.in_flight -= 1
        self._wake()

    def note(self, sent: float, outcome: Outcome) -> None:
        """Record how an attempt ended that was let through at the time ``sent``; the limit may change."""
        now = asyncio.get_running_loop().time()
        if outcome == "answered":
            self._answered_at.append(now)
        if outcome == "timeout" and self._timeout is not None and self._fall(sent, now):
            return
        if sent < self._changed_at - _NEARLY * (self._timeout or 0.0):
            return  # it says nothing of the present limit
        self._attempts += 1
        if outcome == "overload":
            self._overloads += 1
        elif outcome == "answered":
            self._slowest = max(self._slowest, now - sent)
        quick = self._timeout is not None and self._fell_at == -math.inf
        if self._attempts < (self._limit if quick else max(_ROUND, self._limit)):
            return
        share = self._overloads / self._attempts
        if share > TOO_MANY:
            self._set(max(1, int(self._limit * _LESS)))
        elif share < _FEW and not self._timeouts:
            self._set(self._raised(quick))
        self._begin_round()

    def _raised(self, quick: bool) -> int:
        """Return the limit after a round without trouble."""
        if self._timeout is not None and (not self._slowest or self._slowest > _GOOD * self._timeout):
            return self._limit
        limit = self._limit + max(1, int(self._limit * (_QUICKLY_MORE if quick else _MORE)))
        if quick and self._timeout is not None:
            safe = self._most_in_round * _SAFE * self._timeout / self._slowest
            limit = int(min(safe, self._cap)) if safe > limit else limit
        return min(self._cap, limit)

    def _fall(self, sent: float, now: float) -> bool:
        """Record a time-out; return whether it lowered the limit."""
        assert self._timeout is not None
        fresh = sent >= self._fell_at
        self._timeouts += fresh
        if fresh and self._timeouts <= TOO_MANY * max(self._limit, self._attempts):
            return False
        answered = sum(at > now - self._timeout for at in self._answered_at)
        sustainable = max(1, math.ceil(answered * _SAFE))
        if sustainable >= self._limit:
            return False  # answers are quick on the whole: the wait for them is no queue of ours
        before = self._limit
        self._set(min(sustainable, before // 2 if fresh else before))
        if fresh:
            self._say(
                f"no answer within {self._timeout:g} s; "
                f"requests in flight from now on: {self._limit} instead of {before}"
            )
        return True

    def _set(self, limit: int) -> None:
        if limit == self._limit:
            return
        self._changed_at = asyncio.get_running_loop().time()
        if limit < self._limit:
            self._fell_at = self._changed_at
        self._limit = limit
        self._begin_round()
        self._wake()

    def _begin_round(self) -> None:
        self._attempts = self._overloads = self._timeouts = 0
        self._slowest = 0.0
        self._most_in_round = 1

    def _enter(self) -> float:
        self.in_flight += 1
        self.most = max(self.most, self.in_flight)
        self._most_in_round = max(self._most_in_round, self.in_flight)
        return asyncio.get_running_loop().time()

    def _wake(self) -> None:
        while self._waiting and self.in_flight < self._limit:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(self._enter())
