"""Implements a circuit breaker: when a server fails every request, sending stops, and single probes follow.

Without it, a server that restarts would use up the attempts of every request in a few seconds. While the breaker is
open, only a probe is sent after each pause; pauses double from ``FIRST`` to ``LONGEST`` seconds. Any answer closes it.
When it has been open for longer than the patience, the run stops, and the answers received so far are kept.
"""

import asyncio
from collections.abc import Callable

from lemnos.errors import ServerError

FIRST, LONGEST = 1.0, 60.0
"""Seconds of the first and of the longest pause before a probe."""
_FAILURES = 10
"""Least number of consecutive failures that open the breaker."""


class Breaker:
    """Decides from the outcomes of all attempts whether requests may be sent. Used within one event loop."""

    def __init__(self, parallel: int, patience: float, where: str, say: Callable[[str], None]) -> None:
        """Watch one server.

        Args:
            parallel: Requests in flight. They may all fail for one cause, so a quarter of them must fail to open it.
            patience: Seconds of failure after which the run stops.
            where: The server's address.
            say: Called with a sentence for the user when a probe has failed, and when the server answers again.
        """
        self._allowed = max(_FAILURES, parallel // 4)
        self._patience, self._where, self._say = patience, where, say
        self._failures = self._openings = 0
        self._since = 0.0
        self._pause = FIRST
        self._probing = self._announced = False
        self._reason = ""
        self._changed = asyncio.Event()

    @property
    def open(self) -> bool:
        """Whether sending is stopped."""
        return self._failures >= self._allowed

    async def admit(self) -> bool:
        """Wait until a request may be sent; return whether it is the probe.

        The caller then reports the outcome with ``succeeded`` or ``failed``.

        Raises:
            ServerError: The breaker has been open for longer than the patience.
        """
        while self.open:
            passed = asyncio.get_running_loop().time() - self._since
            if passed > self._patience:
                raise ServerError(
                    f"every request fails: {self._reason}",
                    where=self._where,
                    remedy="fix the server and rerun the same command: answers received so far are kept",
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
                return True  # otherwise it has closed since, and no probe is needed
        return False

    def succeeded(self) -> None:
        """Record that an attempt was answered."""
        if self._announced:
            self._say(f"{self._where} answers again")
        self._failures, self._pause, self._announced = 0, FIRST, False
        self._end_probe()

    def failed(self, reason: str, probe: bool) -> None:
        """Record that an attempt failed, with the reason; ``probe`` is the result of ``admit``."""
        self._failures += 1
        self._reason = reason
        if self._failures == self._allowed:
            self._since = asyncio.get_running_loop().time()
            self._openings += 1
        # Announced only once a probe has failed too: a short burst of failures is not worth a message.
        if probe and self.open and not self._announced:
            self._say(f"{self._where} fails every request ({reason}); paused, retrying for {self._patience:,.0f} s")
            self._announced = True
        if probe:
            self._end_probe()

    def _end_probe(self) -> None:
        self._probing = False
        self._changed.set()
