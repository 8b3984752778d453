"""Keeps results by their text, the most recently used ones, within a bound on the characters of all texts."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class BoundedCache(Generic[Value]):
    """Values by key; the ones that were not used for longest are dropped.

    Args:
        most_characters: Bound on the sum of the sizes of all entries.
    """

    def __init__(self, most_characters: int) -> None:
        self._most = most_characters
        self._held = 0
        self._values: OrderedDict[object, tuple[Value, int]] = OrderedDict()

    def get(self, key: object, size: int, make: Callable[[], Value]) -> Value:
        """Return the value of ``key``; ``make`` it if it is not there.

        Args:
            key: What identifies the value.
            size: Its size in characters, about.
            make: Makes the value. A value larger than the bound is returned and not kept.
        """
        found = self._values.get(key)
        if found is not None:
            self._values.move_to_end(key)
            return found[0]
        value = make()
        if size <= self._most:
            self._values[key] = (value, size)
            self._held += size
            while self._held > self._most:
                _, (_, freed) = self._values.popitem(last=False)
                self._held -= freed
        return value

    def __len__(self) -> int:
        return len(self._values)
