"""Measures how fast a model answers: counts of the dispatcher → one line of progress.

``12 of 33 requests answered, 4 in flight, 35 tokens/s, 3 min left``. The total is what has been asked so far; a stage
asks more as it goes on, so the time left is that of the requests known now. Rates are those of the last ``_SECONDS``.
"""

import threading
import time
from collections import deque
from typing import NamedTuple

_SECONDS = 120.0
"""Seconds over which rates are measured."""
_APART = 1.0
"""Least seconds between two samples."""


class _Sample(NamedTuple):
    at: float
    answered: int
    tokens: int


class Meter:
    """Counts answers and generated tokens over time. ``add`` and ``line`` may be called from different threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._samples: deque[_Sample] = deque()
        self._answered = self._tokens = 0

    def begin(self) -> None:
        """Begin to measure, when the first request is sent; later calls change nothing."""
        with self._lock:
            if not self._samples:
                self._samples.append(_Sample(time.monotonic(), 0, 0))

    def add(self, tokens: int) -> None:
        """Count an answer that the model gave now, and its generated tokens."""
        with self._lock:
            now = time.monotonic()
            self._answered += 1
            self._tokens += tokens
            if self._samples and now - self._samples[-1].at < _APART:
                return
            self._samples.append(_Sample(now, self._answered, self._tokens))
            while len(self._samples) > 2 and self._samples[1].at < now - _SECONDS:
                self._samples.popleft()

    def line(self, settled: int, total: int, in_flight: int) -> str:
        """Return the progress in a line.

        Args:
            settled: Requests that have their answer, from the model or from a journal.
            total: Requests that are known so far.
            in_flight: Requests that the model has now.
        """
        parts = [f"{settled:,} of {total:,} requests answered"]
        if in_flight:
            parts.append(f"{in_flight:,} in flight")
        with self._lock:
            first = self._samples[0] if self._samples else None
            seconds = time.monotonic() - first.at if first else 0.0
            answers, tokens = (self._answered - first.answered, self._tokens - first.tokens) if first else (0, 0)
        if answers and seconds > 0:
            if tokens:
                parts.append(f"{tokens / seconds:,.0f} tokens/s")
            if total > settled:
                parts.append(f"{duration((total - settled) * seconds / answers)} left")
        return ", ".join(parts)


def duration(seconds: float) -> str:
    """Return a time as a person would write it.

    >>> duration(42), duration(400), duration(9000)
    ('42 s', '7 min', '2.5 h')
    """
    if seconds < 100:
        return f"{seconds:,.0f} s"
    return f"{seconds / 60:,.0f} min" if seconds < 6000 else f"{seconds / 3600:,.1f} h"
