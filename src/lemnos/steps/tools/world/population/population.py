"""Makes the entities with which worlds start: pools, seed -> linked entities.

A world draws some of the entities of each ``Pool`` by its seed and links them: those below an entity belong to it, and
fields that name another entity name one that exists.
"""

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.linking.linker import Find, Linker
from lemnos.steps.tools.world.linking.target import Target
from lemnos.steps.tools.world.population.pool import FEWEST, Pool
from lemnos.steps.tools.world.state import Row, Stored, stored
from lemnos.steps.tools.world.values.seeds import seed_of

_MOST = 9
"""Entities of a resource with which a world starts, at most."""


def _agree(scope: dict[str, str], other: dict[str, str]) -> bool:
    """Return whether two scopes name the same entity of each resource that both name."""
    return all(other.get(name, key) == key for name, key in scope.items())


class Population:
    """The entities with which one world starts.

    Args:
        seed: Of the world, with the id of the spec.
        pool: Returns the pool of a resource.
        above: Returns the resources above a resource.
        arguments: Returns the arguments by which a resource names one above it: see ``Linker``.
        single: Returns whether a resource has one entity for each scope.
    """

    def __init__(
        self,
        seed: str,
        pool: Callable[[str], Pool],
        above: Callable[[str], list[str]],
        arguments: Callable[[str, str], Mapping[str, str]],
        single: Callable[[str], bool],
    ) -> None:
        self._seed = seed
        self._pool = pool
        self._above = above
        self._linker = Linker(
            seed, lambda name: len(self.drawn(name)), self._target, arguments, self._row, self._key_field
        )
        self._single = single
        self._drawn: dict[str, list[int]] = {}
        self._scopes: dict[tuple[str, int], dict[str, str]] = {}
        self._rows: dict[str, list[Row]] = {}
        self._stored: dict[str, Sequence[Stored]] = {}

    def drawn(self, resource: str) -> list[int]:
        """Return the numbers of the entities of the pool that this world starts with."""
        if resource not in self._drawn:
            random = Random(seed_of(self._seed, resource))
            size = len(self._pool(resource).keys)
            above = self._above(resource)
            if self._single(resource):
                least = most = len(self.drawn(above[-1])) if above else 1
            else:
                least, most = (FEWEST + 2, _MOST + 4) if above else (FEWEST, _MOST)
            count = min(size, least + int(random.random() * (most - least + 1)))
            numbers = list(range(size))
            for index in range(count):  # shuffled as far as needed; Random.sample may change between versions
                other = index + int(random.random() * (size - index))
                numbers[index], numbers[other] = numbers[other], numbers[index]
            self._drawn[resource] = numbers[:count]
        return self._drawn[resource]

    def scope(self, resource: str, index: int, depth: int = 0) -> dict[str, str]:
        """Return the entities above the ``index``-th entity of a resource: resource → key."""
        place = (resource, index)
        if place not in self._scopes:
            scope: dict[str, str] = {}
            random = Random(seed_of(self._seed, resource, str(index), "scope"))
            for parent in reversed(self._above(resource)):
                drawn = self.drawn(parent)
                if parent in scope or not drawn or depth > 6:
                    continue
                places: Sequence[int] = range(len(drawn))
                if scope:  # two entities above an entity lie below the same ones themselves
                    places = [each for each in places if _agree(self.scope(parent, each, depth + 1), scope)]
                if not places:
                    continue
                few = min(len(places), 4)
                drew = index % len(places) if self._single(resource) else int(random.random() * random.random() * few)
                chosen = places[drew]
                scope = {**self.scope(parent, chosen, depth + 1), **scope, parent: str(self.key(parent, chosen))}
            self._scopes[place] = scope
        return self._scopes[place]

    def started(self, resource: str) -> int:
        """Return with how many entities of a resource the world started."""
        return len(self.drawn(resource))

    def nested(self, resource: str, key: str | int, scope: dict[str, str]) -> str | int:
        """Return a key in the form of its resource name, if keys of the resource are such: below that of its parent.

        ``projects/shop/topics/orders`` belongs to ``projects/shop``; without a parent, a key stays as it is.
        """
        above = next((scope[name] for name in reversed(self._above(resource)) if "/" in scope.get(name, "")), "")
        if not above or not isinstance(key, str) or key.startswith(("http:", "https:", "/")):
            return key
        *_, collection, last = ("", *key.split("/"))
        if not collection or singular(collection.lower()) == collection.lower():
            if normalised(self._pool(resource).resource.key) != "name":
                return key
            first, *rest = resource.split()
            sibling = str(next(iter(self._pool(resource).keys), "")).split("/")
            collection = sibling[-2] if len(sibling) > 1 else f"{first}{''.join(map(str.capitalize, rest))}s"
        return f"{above}/{collection}/{last}"

    def key(self, resource: str, index: int) -> str | int:
        """Return the key of the ``index``-th entity of a resource."""
        key = self._pool(resource).keys[self.drawn(resource)[index]]
        above = self._above(resource)
        return self.nested(resource, key, self.scope(resource, index)) if above and isinstance(key, str) else key

    def rows(self, resource: str) -> list[Row]:
        """Return the entities of a resource, which are kept; callers leave them as they are."""
        if resource not in self._rows:
            self._rows[resource] = self._made(resource)
        return self._rows[resource]

    def stored(self, resource: str) -> Sequence[Stored]:
        """Return the entities of a resource as stores keep them: written once for all worlds of the seed."""
        if resource not in self._stored:
            self._stored[resource] = tuple(map(stored, self.rows(resource)))
        return self._stored[resource]

    def _made(self, resource: str) -> list[Row]:
        pool = self._pool(resource)
        rows = []
        for index, number in enumerate(self.drawn(resource)):
            body = pool.body(number)
            scope = {name: key for name, key in self.scope(resource, index).items() if name in self._above(resource)}
            self.link(resource, body, scope, index)
            key = self.key(resource, index)
            body[pool.resource.key] = key
            rows.append(Row(index + 1, str(key), scope, body))
        return rows

    def link(
        self,
        resource: str,
        body: dict[str, Any],
        scope: dict[str, str],
        index: int,
        sent: frozenset[str] = frozenset(),
        find: Find | None = None,
    ) -> None:
        """Make the fields of an entity that name other entities name some that exist, in place: see ``Linker.link``."""
        pool = self._pool(resource)
        self._linker.link(pool.resource, pool.schema, body, scope, index, sent, find)

    def _target(self, resource: str, index: int) -> Target:
        return Target(self.key(resource, index), lambda: self._pool(resource).body(self.drawn(resource)[index]))

    def _row(self, resource: str, key: str) -> Target | None:
        """Return the linked entity of a resource with a key."""
        row = next((each for each in self.rows(resource) if each.key == key), None)
        return None if row is None else Target(row.body[self._key_field(resource)], lambda: row.body, row.scope)

    def _key_field(self, resource: str) -> str:
        return self._pool(resource).resource.key
