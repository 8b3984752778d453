"""Holds an entity to which a field may refer: its key, and its fields when one is needed."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any


class Target:
    """An entity to which a field may refer.

    Args:
        key: Its key.
        body: Returns its fields, none if they are not known; only called if a field repeats one of them.
        scope: The entities above it: resource → key.
    """

    def __init__(
        self, key: str | int, body: Callable[[], Mapping[str, Any]] = dict, scope: Mapping[str, str] | None = None
    ) -> None:
        self.key = key
        self.scope = scope or {}
        self._read = body

    @cached_property
    def body(self) -> Mapping[str, Any]:
        """Its fields."""
        return self._read()

    def named(self, by: str) -> "Target":
        """Return it with the value of a field in place of its key; itself for no field, or one that it lacks."""
        value = self.body.get(by) if by else None
        return Target(value, lambda: self.body, self.scope) if isinstance(value, str | int) else self
