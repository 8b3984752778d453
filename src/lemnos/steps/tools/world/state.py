"""Holds the entities of a world: as they were made, and in tables, in memory, where a call has changed a resource.

A table keeps what each entity was when the world was made, so that a snapshot and a hash hold the changes alone, and
resources that no call has touched are never copied. Bodies are kept as JSON text, so that nobody changes one by
accident. Cost: a step for each entity of a resource that is read, and a decoding for each that is returned.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import chain, count
from typing import Any, NamedTuple

import msgspec

REVISIONS = count(1)
"""Numbers of changes in all worlds of the process, so that none is given twice."""
_encode = msgspec.json.encode
_decode = msgspec.json.decode


class Row(NamedTuple):
    """An entity of the store."""

    number: int
    """Place in the order of creation."""
    key: str
    scope: dict[str, str]
    """Resource above → the key of its entity."""
    body: dict[str, Any]


class Change(msgspec.Struct, frozen=True, array_like=True):
    """How an entity differs from what it was when the world was made."""

    resource: str
    number: int
    key: str
    scope: str
    body: str | None
    """JSON text; None for an entity that was deleted."""


class Stored(NamedTuple):
    """An entity as the store keeps it."""

    number: int
    key: str
    scope: dict[str, str]
    """Shared by all who read it; nobody changes it."""
    body: str
    """JSON text."""

    def row(self) -> Row:
        """Return the entity with a body of its own."""
        return Row(self.number, self.key, self.scope, _decode(self.body))


class _Table:
    """The entities of a resource that a call has changed.

    Args:
        start: Those with which the world was made.
    """

    def __init__(self, start: Sequence[Stored]) -> None:
        self.present = {each.number: each for each in start}
        """Those that are there, in the order of creation."""
        self.removed: dict[int, Stored] = {}
        self.origins = {each.number: each.body for each in start}
        """What those were with which the world was made."""
        self.last = max(self.present, default=0)
        """The largest number of any, there or removed."""
        self.revision = 0
        """Number of the last change."""

    def put(self, entity: Stored) -> None:
        """Add an entity, or put it in the place of the one with its number."""
        self.present[entity.number] = entity
        self.last = max(self.last, entity.number)

    def remove(self, number: int) -> None:
        """Remove an entity; its number is not given again."""
        if (entity := self.present.pop(number, None)) is not None:
            self.removed[number] = entity

    def differs(self, entity: Stored) -> bool:
        """Return whether an entity that is there is not as it was when the world was made."""
        return self.origins.get(entity.number) != entity.body

    def changes(self, resource: str) -> Iterable[Change]:
        """Yield how the entities differ from those with which the world was made, in the order of creation."""
        for number in sorted((*self.present, *self.removed)):
            entity = self.present.get(number)
            if entity is None:
                gone = self.removed[number]
                yield Change(resource, number, gone.key, _text(gone.scope), None)
            elif self.differs(entity):
                yield Change(resource, number, entity.key, _text(entity.scope), entity.body)


class Store:
    """The entities of one world.

    A resource that nothing has changed is read from what the world was made with; the first change of one copies it
    into a table. Most worlds of tasks change one resource or none.

    Args:
        fill: Returns the entities that a resource has when the world is made; called once for each.
    """

    def __init__(self, fill: Callable[[str], Sequence[Stored]]) -> None:
        self._fill = fill
        self._tables: dict[str, _Table] = {}
        self._entities: dict[str, Sequence[Stored]] = {}
        """Those that are there, of the resources that were read since their last change."""
        self._groups: dict[tuple[str, str], dict[str, list[Stored]]] = {}
        self._differing: dict[tuple[str, str], dict[str, list[Stored]]] = {}
        self.revision = 0
        """Number of the last change; 0 if all is as it was when the world was made."""
        self.read: set[str] = set()
        """The resources that were read since this set was last cleared."""

    def revision_of(self, resource: str) -> int:
        """Return the number of the last change of a resource; 0 if it is as it was when the world was made."""
        table = self._tables.get(resource)
        return 0 if table is None else table.revision

    def is_changed(self, resources: Set[str]) -> bool:
        """Return whether a call has changed any of some resources."""
        self.read |= resources
        return not self._tables.keys().isdisjoint(resources)

    def _all(self, resource: str) -> Sequence[Stored]:
        """Return the entities of a resource in the order of creation."""
        self.read.add(resource)
        found = self._entities.get(resource)
        if found is None:
            table = self._tables.get(resource)
            found = self._fill(resource) if table is None else tuple(table.present.values())
            self._entities[resource] = found
        return found

    def entities(self, resource: str, scope: Mapping[str, str] | None = None) -> Sequence[Stored]:
        """Return the entities of a resource in the order of creation: all, or those that lie below ``scope``."""
        found = self._all(resource)
        return [each for each in found if within(each.scope, scope)] if scope else found

    def rows(self, resource: str, scope: Mapping[str, str] | None = None) -> list[Row]:
        """Return what ``entities`` does, each with its body decoded."""
        return [each.row() for each in self.entities(resource, scope)]

    def keys(self, resource: str) -> list[str]:
        """Return the keys of the entities of a resource in the order of creation."""
        return [each.key for each in self._all(resource)]

    def find(self, resource: str, key: str) -> list[Row]:
        """Return the entities of a resource with this key: one for each scope in which it is taken."""
        return [each.row() for each in self.with_key(resource, key)]

    def with_key(self, resource: str, key: str) -> list[Stored]:
        """Return what ``find`` does, as it is kept."""
        return [each for each in self._all(resource) if each.key == key]

    def named(self, resource: str, value: str, by: str) -> list[Row]:
        """Return the entities of a resource with a value of a field; with a key, if no field is named."""
        if not by:
            return self.find(resource, value)
        return [row for row in self.rows(resource) if str(row.body.get(by)) == value]

    def scopes(self, resource: str, key: str) -> list[dict[str, str]]:
        """Return the scopes in which a resource has an entity with this key."""
        return [each.scope for each in self._all(resource) if each.key == key]

    def add(self, resource: str, key: str, scope: dict[str, str], body: dict[str, Any]) -> None:
        """Add an entity after all others."""
        table = self._changed(resource)
        table.put(Stored(table.last + 1, key, scope, _text(body)))

    def write(self, resource: str, row: Row) -> None:
        """Replace the key, the scope and the body of an entity that is there."""
        table = self._changed(resource)
        if row.number in table.present:
            table.put(stored(row))

    def remove(self, resource: str, number: int) -> None:
        """Remove an entity. The numbers of the others stay."""
        self._changed(resource).remove(number)

    def count(self, resource: str) -> int:
        """Return how many entities a resource has ever had."""
        table = self._tables.get(resource)
        if table is None:
            return max((each.number for each in self._all(resource)), default=0)
        self.read.add(resource)
        return table.last

    def below(self, resource: str, above: str, key: str) -> int:
        """Return how many entities of a resource lie below the entity of another resource with a key."""
        return len(self._below(resource, above).get(key, ()))

    def under(self, resource: str, above: str, key: str) -> list[Row]:
        """Return the entities of a resource below the entity of another with a key, in the order of creation."""
        return [each.row() for each in self._below(resource, above).get(key, ())]

    def _below(self, resource: str, above: str) -> dict[str, list[Stored]]:
        """Return the entities of a resource by the key of that of another above them."""
        self.read.add(resource)
        groups = self._groups.get((resource, above))
        if groups is None:
            groups = self._groups[resource, above] = {}
            for each in self._all(resource):
                if above in each.scope:
                    groups.setdefault(each.scope[above], []).append(each)
        return groups

    def differs(self, resource: str) -> bool:
        """Return whether an entity of a resource is not as it was when the world was made."""
        return bool(self.different(resource))

    def different(self, resource: str, by: str = "") -> Set[str]:
        """Return the keys, or the values of a field, of the entities that are not as when the world was made."""
        return self._different(resource, by).keys()

    def differing(self, resource: str, value: str, by: str = "") -> list[Row]:
        """Return the entities that have a key, or a value of a field, and are not as when the world was made."""
        return [each.row() for each in self._different(resource, by).get(value, ())]

    def _different(self, resource: str, by: str) -> Mapping[str, list[Stored]]:
        """Return the entities that are not as they were when the world was made, by key or by a field."""
        self.read.add(resource)
        table = self._tables.get(resource)
        if table is None:
            return {}
        groups = self._differing.get((resource, by))
        if groups is None:
            groups = self._differing[resource, by] = {}
            if by:
                for each in chain.from_iterable(self._different(resource, "").values()):
                    groups.setdefault(str(_decode(each.body).get(by)), []).append(each)
            else:
                for each in filter(table.differs, self._all(resource)):
                    groups.setdefault(each.key, []).append(each)
        return groups

    def changes(self) -> list[Change]:
        """Return how the state differs from the one in which the world was made.

        Entities that were created and deleted count, because their keys are not given again.
        """
        return [each for resource in sorted(self._tables) for each in self._tables[resource].changes(resource)]

    def restore(self, changes: Iterable[Change]) -> None:
        """Return to the state in which the world was made, with ``changes``."""
        ordered = sorted(changes, key=lambda each: (each.resource, each.number))
        entities = [Stored(each.number, each.key, _decode(each.scope), each.body or "") for each in ordered]
        for resource in self._tables:
            self._forget(resource)
        self._tables.clear()
        self.revision = 0
        for change, entity in zip(ordered, entities, strict=True):
            table = self._changed(change.resource)
            table.put(entity)
            if change.body is None:
                table.remove(entity.number)

    def _changed(self, resource: str) -> _Table:
        """Return the table of a resource that is about to be changed; what was read of it is forgotten."""
        table = self._tables.get(resource)
        if table is None:
            table = self._tables[resource] = _Table(self._all(resource))
        self._forget(resource)
        self.revision = table.revision = next(REVISIONS)
        return table

    def _forget(self, resource: str) -> None:
        self._entities.pop(resource, None)
        for read in (self._groups, self._differing):
            for known in [each for each in read if each[0] == resource]:
                del read[known]


def within(scope: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Return whether an entity lies below all entities of ``wanted``."""
    return all(scope.get(name, key) == key for name, key in wanted.items())


def stored(row: Row) -> Stored:
    """Return an entity as the store keeps it."""
    return Stored(row.number, row.key, row.scope, _text(row.body))


def _text(value: Any) -> str:
    return _encode(value).decode()
