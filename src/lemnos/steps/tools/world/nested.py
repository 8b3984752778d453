"""Puts what a request sends of those below an entity where it belongs: fields that were sent -> rows below the entity.

``POST /orders {"items": [{…}]}`` makes items that ``GET /orders/{id}/items`` lists. An item that has the key of one
below changes it, one that names an entity that is also read elsewhere (``/labels``) takes that from where it lay,
because an entity lies below one of each resource, and any other is new. What a list leaves out is removed.
"""

from collections.abc import Collection, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.linking.holding import Held
from lemnos.steps.tools.world.linking.linker import Find
from lemnos.steps.tools.world.population import Population
from lemnos.steps.tools.world.state import Row, Store, within
from lemnos.steps.tools.world.writing import Writer

NEW = 0
"""Number of a row that the store does not have yet."""


class Nested:
    """What the requests of one world send of those below their entity.

    Args:
        compiled: The spec.
        seed: Of the world, with the id of the spec.
        store: The entities.
        population: The entities with which the world started.
        writer: Builds new entities.
        find: Finds entities.
    """

    def __init__(
        self, compiled: CompiledSpec, seed: str, store: Store, population: Population, writer: Writer, find: Find
    ) -> None:
        self._compiled = compiled
        self._seed = seed
        self._store = store
        self._population = population
        self._writer = writer
        self._find = find

    def below(self, resource: Resource, row: Row, sent: Collection[str]) -> dict[str, list[Row]]:
        """Return the entities that lie below an entity by what was sent: resource → all its rows below.

        Args:
            resource: The resource of the entity.
            row: The entity, as it is about to be written.
            sent: The fields that were sent.
        """
        found: dict[str, list[Row]] = {}
        for held in self._compiled.computed(resource.name).held:
            value = row.body.get(held.path[0])
            is_list = held.kind in ("all", "keys") and len(held.path) == 1
            if is_list and held.path[0] in sent and isinstance(value, list) and held.resource not in found:
                found[held.resource] = self._rows(resource.name, row, held, value)
        return found

    def write(self, resource: Resource, row: Row, below: Mapping[str, list[Row]]) -> None:
        """Let exactly ``below`` lie below an entity."""
        for name, rows in below.items():
            present = {each.number: each for each in self._present(name, resource.name, row)}
            for number in sorted(present.keys() - {each.number for each in rows}):
                self._store.remove(name, number)
            for each in rows:
                if each.number == NEW:
                    self._store.add(name, each.key, each.scope, each.body)
                elif each != present.get(each.number):
                    self._store.write(name, each)

    def _present(self, name: str, above: str, row: Row) -> list[Row]:
        return [each for each in self._store.under(name, above, row.key) if within(each.scope, row.scope)]

    def _rows(self, above: str, row: Row, held: Held, value: list[Any]) -> list[Row]:
        child = self._compiled.resources[held.resource]
        names = self._compiled.above(child.name)
        scope = {name: key for name, key in {**row.scope, above: row.key}.items() if name in names}
        present, is_shared = self._present(child.name, above, row), self._is_shared(child.name, above)
        rows: dict[str, Row] = {}
        for item in value:
            fields = self._fields(child, held, item)
            named = fields.pop(held.by or child.key, None)
            known = next((each for each in present if _is_named(each, held.by, named)), None)
            if known is None and is_shared and named is not None:
                other = next(iter(self._store.named(child.name, str(named), held.by)), None)
                known = other._replace(scope={**other.scope, **scope}) if other is not None else None
            if known is not None:
                one = known._replace(body={**known.body, **fields}) if fields else known
            else:
                given = {**fields, held.by: named} if held.by and named is not None else fields
                made = self._made(child, scope, given, None if held.by else named, len(rows))
                if made is None:
                    continue
                one = made
            rows.setdefault(one.key, one)
        return sorted(rows.values(), key=lambda each: (each.number == NEW, each.number))  # as they are read again

    def _is_shared(self, name: str, above: str) -> bool:
        """Return whether entities of a resource are read without those of another above them as well."""
        return any(
            each.operation.claim.resource == name
            and each.operation.claim.verb in ("get", "list", "search")
            and all(parent.resource != above for parent in each.operation.parents)
            for each in self._compiled.operations.values()
        )

    def _fields(self, child: Resource, held: Held, item: Any) -> dict[str, Any]:
        """Return the fields of an entity that an item of a list sets."""
        if not isinstance(item, dict):
            return {held.by or child.key: item}
        spelled = {normalised(name): name for name in reversed(self._compiled.pool(child.name).properties)}
        spelled.setdefault("id", child.key)
        return {spelled.get(normalised(name), str(name)): value for name, value in item.items()}

    def _made(
        self, child: Resource, scope: dict[str, str], fields: dict[str, Any], key: Any, before: int
    ) -> Row | None:
        """Return a new entity; None if there are no more keys."""
        number = self._store.count(child.name) + 1 + before
        if not isinstance(key, str | int) or key == "":
            made = self._writer.new_key(child, number)
            key = None if made is None else self._population.nested(child.name, made, scope)
        if key is None:
            return None
        sent = frozenset(fields)
        body = self._writer.new_body(child, fields, f"{self._seed}:{child.name}:new:{number}")
        body[child.key] = key
        self._population.link(child.name, body, scope, number - 1, sent, self._find)
        self._writer.stamp(child, body, sent, created=True)
        return Row(NEW, str(key), scope, body)


def _is_named(row: Row, by: str, value: Any) -> bool:
    return value is not None and str(row.body.get(by) if by else row.key) == str(value)
