"""Keeps entities as they are shown where nothing else has changed: ``Stored`` → ``Alone``.

What a world shows of an entity follows for most from the entity itself: its address, and links beside that. It is made
once for all lists that show the entity, and for all worlds that start with it.
"""

from typing import NamedTuple

from lemnos.steps.tools.world.state import Stored

_MOST_KEPT = 4_000


class Alone(NamedTuple):
    """An entity as it is shown unless something changes that it tells of."""

    entity: Stored
    named: dict[tuple[str, str], set[str]]
    """Those to which it refers: their resource and the field by which they are named, empty for the key → values."""
    shown: Stored
    """Without what it holds of those below it."""


class AloneEntities:
    """The last entities of an API that were shown; all are forgotten when there are more than ``_MOST_KEPT``."""

    def __init__(self) -> None:
        self._known: dict[int, Alone] = {}

    def get(self, entity: Stored) -> Alone | None:
        """Return what was kept of an entity, which is the same object; None if nothing was."""
        known = self._known.get(id(entity))
        return known if known is not None and known.entity is entity else None

    def put(self, alone: Alone) -> Alone:
        """Keep an entity as it is shown, and return it."""
        if len(self._known) >= _MOST_KEPT:
            self._known.clear()
        self._known[id(alone.entity)] = alone
        return alone
