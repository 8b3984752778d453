"""Keeps what is made again and again: key → value, as JSON text, so that nobody can change what is kept.

A task is drawn, played and replayed in worlds of the same spec, and each makes the same entities and repairs the same
results. Memory is bounded: what is kept is thrown away when it is too large. Source: memoisation.
"""

from collections.abc import Callable
from typing import Any

import msgspec

MOST_BYTES = 16_000_000
"""Length of all keys and texts of one spec."""


class Kept:
    """JSON values by what they are made of.

    Args:
        most: Bytes of keys and texts that are kept.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held = 0
        self._texts: dict[tuple[str, bytes], bytes] = {}

    def get(self, kind: str, made_of: Any, make: Callable[[], Any]) -> Any:
        """Return a value of one's own: the one that was made of the same before, or a new one.

        Args:
            kind: What is made.
            made_of: All that it depends on; a JSON value.
            make: Makes it.

        Raises:
            Exception: What ``make`` raises; nothing is kept then.
        """
        key = (kind, msgspec.json.encode(made_of))
        text = self._texts.get(key)
        if text is None:
            text = msgspec.json.encode(make())
            size = len(key[1]) + len(text)
            if self._held + size > self._most:
                self._texts.clear()
                self._held = 0
            self._texts[key] = text
            self._held += size
        return msgspec.json.decode(text)
