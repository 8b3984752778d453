"""Holds the entities of a world: as they were made, and in SQLite, in memory, where a call has changed a resource.

Each row keeps what the entity was when the world was made, so that a snapshot and a hash hold the changes alone, and
resources that no call has touched are never filled. The database costs about 0.1 ms, once something is changed.
"""

import sqlite3
import weakref
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from itertools import chain, count
from typing import Any, NamedTuple

import msgspec

_SCHEMA = (
    "CREATE TABLE entity (resource TEXT NOT NULL, number INTEGER NOT NULL, key TEXT NOT NULL, scope TEXT NOT NULL, "
    "body TEXT, origin TEXT, PRIMARY KEY (resource, number)) WITHOUT ROWID"
)
_READ = "SELECT number, key, scope, body FROM entity WHERE resource = ? AND body IS NOT NULL ORDER BY number"
_MOST_LEFT = 4
_LEFT: list[sqlite3.Connection] = []
"""Empty databases: to make one costs more than what a task changes in it."""
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
    scope: str
    """JSON text."""
    body: str
    """JSON text."""


class _Read(NamedTuple):
    """An entity as it was read, its body not decoded."""

    number: int
    key: str
    scope: dict[str, str]
    body: str


class Store:
    """The entities of one world.

    A resource that nothing has changed is read from what the world was made with; the first change of one puts it into
    the database, which is made by then. Most worlds of tasks change one resource or none.

    Args:
        fill: Returns the entities that a resource has when the world is made; called once for each.
    """

    def __init__(self, fill: Callable[[str], Sequence[Stored]]) -> None:
        self._fill = fill
        self._untouched: dict[str, Sequence[Stored]] = {}
        self.changed: set[str] = set()
        """The resources that a call has changed."""
        self.revision = 0
        """Number of the last change; 0 if all is as it was when the world was made."""
        self.read: set[str] = set()
        """The resources that were read since this set was last cleared."""
        self._revisions: dict[str, int] = {}
        self._groups: dict[tuple[str, str], dict[str, list[_Read]]] = {}
        self._differing: dict[tuple[str, str], dict[str, list[tuple[int, str, str, str]]]] = {}
        self._opened: sqlite3.Connection | None = None

    @property
    def _connection(self) -> sqlite3.Connection:
        """The database, taken when the first entity is changed: an empty one that a store has left, or a new one."""
        if self._opened is None:
            try:
                self._opened = _LEFT.pop()
            except IndexError:
                self._opened = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
                self._opened.execute(_SCHEMA)
            weakref.finalize(self, _leave, self._opened)
        return self._opened

    def _at_start(self, resource: str) -> Sequence[Stored]:
        """Return the entities with which the world was made."""
        found = self._untouched.get(resource)
        if found is None:
            found = self._untouched[resource] = self._fill(resource)
        return found

    def revision_of(self, resource: str) -> int:
        """Return the number of the last change of a resource; 0 if it is as it was when the world was made."""
        return self._revisions.get(resource, 0)

    def is_changed(self, resources: Set[str]) -> bool:
        """Return whether a call has changed any of some resources."""
        self.read |= resources
        return not self.changed.isdisjoint(resources)

    def rows(self, resource: str, scope: Mapping[str, str] | None = None) -> list[Row]:
        """Return the entities of a resource in the order of creation: all, or those that lie below ``scope``."""
        self.read.add(resource)
        found: Iterable[tuple[int, str, str, str]] = self._at_start(resource)
        if resource in self.changed:
            found = self._connection.execute(_READ, (resource,))
        if not scope:
            return [Row(number, key, _decode(above), _decode(body)) for number, key, above, body in found]
        return [
            Row(number, key, own, _decode(body))
            for number, key, above, body in found
            if within(own := _decode(above), scope)
        ]

    def keys(self, resource: str) -> list[str]:
        """Return the keys of the entities of a resource in the order of creation."""
        self.read.add(resource)
        if resource not in self.changed:
            return [row.key for row in self._at_start(resource)]
        found = self._connection.execute(
            "SELECT key FROM entity WHERE resource = ? AND body IS NOT NULL ORDER BY number", (resource,)
        )
        return [key for (key,) in found]

    def find(self, resource: str, key: str) -> list[Row]:
        """Return the entities of a resource with this key: one for each scope in which it is taken."""
        return [
            Row(number, each, _decode(scope), _decode(body)) for number, each, scope, body in self._with(resource, key)
        ]

    def named(self, resource: str, value: str, by: str) -> list[Row]:
        """Return the entities of a resource with a value of a field; with a key, if no field is named."""
        if not by:
            return self.find(resource, value)
        return [row for row in self.rows(resource) if str(row.body.get(by)) == value]

    def scopes(self, resource: str, key: str) -> list[dict[str, str]]:
        """Return the scopes in which a resource has an entity with this key."""
        return [_decode(scope) for _, _, scope, _ in self._with(resource, key)]

    def _with(self, resource: str, key: str) -> Iterable[tuple[int, str, str, str]]:
        self.read.add(resource)
        if resource not in self.changed:
            return [row for row in self._at_start(resource) if row[1] == key]
        return self._connection.execute(
            "SELECT number, key, scope, body FROM entity WHERE resource = ? AND key = ? AND body IS NOT NULL "
            "ORDER BY number",
            (resource, key),
        )

    def add(self, resource: str, key: str, scope: dict[str, str], body: dict[str, Any]) -> None:
        """Add an entity after all others."""
        self._change(resource)
        self._connection.execute(
            "INSERT INTO entity SELECT ?, coalesce(max(number), 0) + 1, ?, ?, ?, NULL FROM entity WHERE resource = ?",
            (resource, key, _text(scope), _text(body), resource),
        )

    def write(self, resource: str, row: Row) -> None:
        """Replace the key, the scope and the body of an entity."""
        self._change(resource)
        self._connection.execute(
            "UPDATE entity SET key = ?, scope = ?, body = ? WHERE resource = ? AND number = ?",
            (row.key, _text(row.scope), _text(row.body), resource, row.number),
        )

    def remove(self, resource: str, number: int) -> None:
        """Remove an entity. The numbers of the others stay."""
        self._change(resource)
        self._connection.execute("UPDATE entity SET body = NULL WHERE resource = ? AND number = ?", (resource, number))

    def count(self, resource: str) -> int:
        """Return how many entities a resource has ever had."""
        self.read.add(resource)
        if resource not in self.changed:
            return max((row.number for row in self._at_start(resource)), default=0)
        found = self._connection.execute("SELECT max(number) FROM entity WHERE resource = ?", (resource,)).fetchone()
        return int(found[0] or 0)

    def below(self, resource: str, above: str, key: str) -> int:
        """Return how many entities of a resource lie below the entity of another resource with a key."""
        return len(self._below(resource, above).get(key, ()))

    def under(self, resource: str, above: str, key: str) -> list[Row]:
        """Return the entities of a resource below the entity of another with a key, in the order of creation."""
        found = self._below(resource, above).get(key, ())
        return [Row(number, own, scope, _decode(body)) for number, own, scope, body in found]

    def _below(self, resource: str, above: str) -> dict[str, list["_Read"]]:
        """Return the entities of a resource by the key of that of another above them."""
        self.read.add(resource)
        if (known := self._groups.get((resource, above))) is not None:
            return known
        found: Iterable[tuple[int, str, str, str]] = self._at_start(resource)
        if resource in self.changed:
            found = self._connection.execute(_READ, (resource,))
        groups: dict[str, list[_Read]] = {}
        for number, key, text, body in found:
            scope: dict[str, str] = _decode(text)
            if above in scope:
                groups.setdefault(scope[above], []).append(_Read(number, key, scope, body))
        self._groups[resource, above] = groups
        return groups

    def differs(self, resource: str) -> bool:
        """Return whether an entity of a resource is not as it was when the world was made."""
        return bool(self.different(resource))

    def different(self, resource: str, by: str = "") -> Collection[str]:
        """Return the keys, or the values of a field, of the entities that are not as when the world was made."""
        self.read.add(resource)
        return self._different(resource, by) if resource in self.changed else ()

    def differing(self, resource: str, value: str, by: str = "") -> list[Row]:
        """Return the entities that have a key, or a value of a field, and are not as when the world was made."""
        self.read.add(resource)
        found = self._different(resource, by).get(value, ()) if resource in self.changed else ()
        return [Row(number, key, _decode(scope), _decode(body)) for number, key, scope, body in found]

    def _different(self, resource: str, by: str) -> dict[str, list[tuple[int, str, str, str]]]:
        """Return the entities that are not as they were when the world was made, by key or by a field."""
        if (known := self._differing.get((resource, by))) is not None:
            return known
        groups: dict[str, list[tuple[int, str, str, str]]] = {}
        if by:
            for each in chain.from_iterable(self._different(resource, "").values()):
                groups.setdefault(str(_decode(each[3]).get(by)), []).append(each)
        else:
            query = (
                "SELECT number, key, scope, body FROM entity WHERE resource = ? AND body IS NOT NULL "
                "AND body IS NOT origin ORDER BY number"
            )
            for each in self._connection.execute(query, (resource,)):
                groups.setdefault(each[1], []).append(each)
        self._differing[resource, by] = groups
        return groups

    def changes(self) -> list[Change]:
        """Return how the state differs from the one in which the world was made.

        Entities that were created and deleted count, because their keys are not given again.
        """
        if not self.changed:
            return []
        found = self._connection.execute(
            "SELECT resource, number, key, scope, body FROM entity WHERE body IS NOT origin OR origin IS NULL "
            "ORDER BY resource, number"
        )
        return [Change(*row) for row in found]

    def restore(self, changes: Iterable[Change]) -> None:
        """Return to the state in which the world was made, with ``changes``."""
        if self.changed:
            self._connection.execute("DELETE FROM entity")
            self.changed.clear()
            self._revisions.clear()
            self.revision = 0
            self._groups.clear()
            self._differing.clear()
        for change in changes:
            self._change(change.resource)
            self._connection.execute(
                "INSERT INTO entity VALUES (?, ?, ?, ?, ?, NULL) ON CONFLICT (resource, number) DO UPDATE SET "
                "key = excluded.key, scope = excluded.scope, body = excluded.body",
                msgspec.structs.astuple(change),
            )

    def _change(self, resource: str) -> None:
        """Forget what was read of a resource, and put it into the database before it is changed for the first time."""
        self.revision = self._revisions[resource] = next(REVISIONS)
        for read in (self._groups, self._differing):
            for known in [each for each in read if each[0] == resource]:
                del read[known]
        if resource in self.changed:
            return
        self.changed.add(resource)
        rows = [(resource, number, key, scope, body, body) for number, key, scope, body in self._at_start(resource)]
        self._connection.executemany("INSERT INTO entity VALUES (?, ?, ?, ?, ?, ?)", rows)


def _leave(connection: sqlite3.Connection) -> None:
    """Empty the database of a store that is gone, and keep it for the next."""
    if len(_LEFT) < _MOST_LEFT:
        connection.execute("DELETE FROM entity")
        _LEFT.append(connection)


def within(scope: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    """Return whether an entity lies below all entities of ``wanted``."""
    return all(scope.get(name, key) == key for name, key in wanted.items())


def stored(row: Row) -> Stored:
    """Return an entity as the store keeps it."""
    return Stored(row.number, row.key, _text(row.scope), _text(row.body))


def _text(value: Any) -> str:
    return _encode(value).decode()
