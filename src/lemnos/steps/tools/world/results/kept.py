"""Keeps results that cost much to make: operation, seed and what is given → the result, as JSON text."""

from collections.abc import Callable
from typing import Any

import msgspec

_MOST_KEPT = 8_000_000
"""Bytes of results that are kept for an API."""


class Kept:
    """Results that cost much to make and follow from what is given alone: kept as JSON, so that none shares a part.

    All are forgotten when they take more than ``_MOST_KEPT`` bytes.
    """

    def __init__(self) -> None:
        self._results: dict[tuple[tuple[str, str], bytes], bytes] = {}
        self._size = 0

    def get(self, about: tuple[str, str], given: Any, make: Callable[[], Any]) -> Any:
        """Return what ``make`` returns for what is given.

        Args:
            about: The operation, and a seed.
            given: JSON value of all else on which the result depends.
            make: Makes the result.
        """
        try:
            key = (about, msgspec.json.encode(given))
        except (ValueError, OverflowError):  # a text or a number that JSON text cannot hold
            return make()
        if (known := self._results.get(key)) is not None:
            return msgspec.json.decode(known)
        result = make()
        try:
            text = msgspec.json.encode(result)
        except (ValueError, OverflowError):
            return result
        self._size += len(text) + len(key[1])
        if self._size > _MOST_KEPT:
            self._results.clear()
            self._size = len(text) + len(key[1])
        self._results[key] = text
        return result
