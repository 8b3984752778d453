"""Keeps entities as they are shown where nothing else has changed: ``Stored`` → ``Alone``.

What a world shows of an entity follows for most from the entity itself: its address, and links beside that. It is made
once for all lists that show the entity, and for all worlds that start with it.
"""

from collections.abc import Callable
from typing import NamedTuple

from lemnos.steps.tools.world.state import Stored

_MOST_KEPT = 4_000


class Alone(NamedTuple):
    """An entity as it is shown unless something changes that it tells of."""

    entity: Stored
    named: tuple[tuple[str, str, str], ...]
    """Those to which it refers: resource, field by which they are named (empty for the key), value."""
    shown: Stored


class AloneEntities:
    """The last entities of an API that were shown; all are forgotten when there are more than ``_MOST_KEPT``."""

    def __init__(self) -> None:
        self._known: dict[int, Alone] = {}

    def of(self, entity: Stored, make: Callable[[], Alone]) -> Alone:
        """Return an entity as it is shown; the same object is the same entity."""
        known = self._known.get(id(entity))
        if known is None or known.entity is not entity:
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            known = self._known[id(entity)] = make()
        return known
