"""A circuit breaker: when a server fails every request, sending stops, with the reason; one request at a time
tries again.

Without it, a server that is restarted would use up the attempts of every request in a few seconds. While the breaker
is open nothing is sent but a probe after each pause; pauses double from ``FIRST`` to ``LONGEST`` seconds. Any answer
closes it. When it has been open for longer than the patience, the run stops; what was answered is kept.
"""

import asyncio
from collections.abc import Callable

from lemnos.errors import ServerError

FIRST, LONGEST = 1.0, 60.0
_FAILURES = 10
"""Failures in a row, no success among them, that open it, at least."""


class Breaker:
    """Watches the outcome of every attempt. Used within one event loop."""

    def __init__(self, parallel: int, patience: float, where: str, say: Callable[[str], None]) -> None:
        """Watch a server.

        Args:
            parallel: Requests in flight: so many failures at once may have one cause.
            patience: Seconds of failure after which it gives up.
            where: The server's address.
            say: Told when it stays open after a probe, and when it then closes, in a sentence.
        """
        self._allowed = max(_FAILURES, parallel // 4)
        self._patience, self._where, self._say = patience, where, say
        self._failures = self._openings = 0
        self._since = 0.0
        self._pause = FIRST
        self._probing = self._told = False
        self._reason = ""
        self._changed = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether sending is stopped."""
        return self._failures >= self._allowed

    async def admit(self) -> bool:
        """Return when a request may be sent, and whether it is the probe; its outcome is then to be told.

        Raises:
            ServerError: The patience is over.
        """
        while self.open:
            passed = asyncio.get_running_loop().time() - self._since
            if passed > self._patience:
                raise ServerError(
                    f"every request fails: {self._reason}",
                    where=self._where,
                    remedy="mend the server and run the same command again: what was answered is kept",
                )
            if self._probing:
                self._changed.clear()
                await self._changed.wait()
                continue
            self._probing, opening = True, self._openings
            pause, self._pause = self._pause, min(self._pause * 2, LONGEST)
            try:
                await asyncio.sleep(min(pause, self._patience - passed + 0.01))
            except asyncio.CancelledError:
                if opening == self._openings:
                    self._end_probe()
                raise
            if self.open and opening == self._openings:
                return True  # else it closed meanwhile, and what this one would find out is known
        return False

    def succeeded(self) -> None:
        """An attempt was answered."""
        if self._told:
            self._say(f"{self._where} answers again")
        self._failures, self._pause, self._told = 0, FIRST, False
        self._end_probe()

    def failed(self, reason: str, probe: bool) -> None:
        """An attempt failed."""
        self._failures += 1
        self._reason = reason
        if self._failures == self._allowed:
            self._since = asyncio.get_running_loop().time()
            self._openings += 1
        # Told when a probe fails too: a burst that is turned away in a moment is nothing to speak of.
        if probe and self.open and not self._told:
            self._say(f"{self._where} fails every request ({reason}); paused, trying again for {self._patience:,.0f} s")
            self._told = True
        if probe:
            self._end_probe()

    def _end_probe(self) -> None:
        self._probing = False
        self._changed.set()
