"""Shows entities as they are now: a row of the store -> the row with what lies below it, above it and elsewhere.

What an entity holds of those below it is read when it is shown, and so is what it repeats of others that have changed
since they were linked. A field that a request sets stays what it is, unless it holds those below (``nested``). Cost: a
lookup for each place, and the bodies of the entities that are held.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.computed import ABSENT
from lemnos.steps.tools.world.linking.holding import Held
from lemnos.steps.tools.world.linking.linker import Target, as_type
from lemnos.steps.tools.world.linking.repeating import followed, names_above, shown_above
from lemnos.steps.tools.world.state import Row, Store, within
from lemnos.steps.tools.world.values.fit import fitted

_DEEPEST = 2
"""Entities within one that are shown as they are now."""

Pending = Mapping[str, Sequence[Row]]
"""Resource → the entities that will lie below the one that is shown, where a call is about to change them."""


class Viewer:
    """Shows the entities of one world.

    Args:
        compiled: The spec.
        store: The entities.
    """

    def __init__(self, compiled: CompiledSpec, store: Store) -> None:
        self._compiled = compiled
        self._store = store
        self._shown: dict[str, dict[str, frozenset[str]]] = {}

    def viewed(self, resource: str, row: Row, pending: Pending | None = None) -> Row:
        """Return an entity as it is shown."""
        return self._viewed(resource, row, pending or {}, (), 0)

    def _viewed(self, resource: str, row: Row, pending: Pending, names: Collection[str], depth: int) -> Row:
        body = self._true_of_others(self._compiled.resources[resource], row, depth)
        computed = self._compiled.computed(resource)
        if computed.is_empty:
            return row if body is row.body else row._replace(body=body)

        def lookup(held: Held) -> Any:
            rows = pending.get(held.resource)
            if rows is None:
                below = self._store.under(held.resource, resource, row.key)
                rows = [each for each in below if within(each.scope, row.scope)]
            return self._held(held, rows, computed.root, f"{resource} {row.key}", depth)

        return row._replace(body=computed.of(body, row.key, row.scope, lookup, names))

    def _held(self, held: Held, rows: Sequence[Row], root: Any, holder: str, depth: int) -> Any:
        """Return what an entity holds of those below it, ``ABSENT`` for nothing that conforms."""
        made: Any
        match held.kind:
            case "count":
                made = len(rows)
            case "more":
                made = False
            case "one":
                made = self._item(held, rows[0], held.schema, root, holder, depth) if rows else ABSENT
            case "keys":
                values = [each.body.get(held.by) if held.by else each.key for each in rows]
                items = held.schema.get("items", True)
                made = [as_type(each, items, root) for each in values if isinstance(each, str | int)]
            case "all":
                items = held.schema.get("items", True)
                found = [self._item(held, each, items, root, holder, depth) for each in rows]
                made = [each for each in found if each is not ABSENT]
        if isinstance(made, list):
            made = made[: held.schema.get("maxItems", len(made))]
            size = {name: held.schema[name] for name in ("minItems", "uniqueItems") if name in held.schema}
            fits = conforms(made, held.schema if held.kind == "keys" else size, root)
        else:
            fits = made is ABSENT or held.kind == "one" or conforms(made, held.schema, root)
        return made if fits else ABSENT

    def _item(self, held: Held, row: Row, schema: Any, root: Any, holder: str, depth: int) -> Any:
        """Return an entity as another holds it; ``ABSENT`` if none was found that conforms."""
        if depth < _DEEPEST:
            row = self._viewed(held.resource, row, {}, held.names, depth + 1)
        resource = self._compiled.resources[held.resource]
        value = held.view.of(row.body) if held.view is not None else row.body
        for name, field in (("id", resource.key), ("name", resource.label)):  # ``mapperName`` under its plain name
            if name in held.names and field in row.body and field not in value and name not in value:
                value = {**value, name: row.body[field]}
        seed = f"{self._compiled.spec.id}:{held.resource}:{row.key}:{holder}"

        def made() -> Any:
            if conforms(value, schema, root):
                return value
            try:
                return fitted(value, schema, root, seed, held.path[-1])
            except (ImpossibleError, RecursionError):
                return None

        item = self._compiled.kept.get((held.path[-1], seed), value, made)
        return ABSENT if item is None else item

    def _true_of_others(self, resource: Resource, row: Row, depth: int) -> dict[str, Any]:
        """Return an entity with what it repeats of others as these are now."""
        body, pool = row.body, self._compiled.pool(resource.name)
        if above := self._above(resource, row, depth):
            body = shown_above(body, resource, pool.schema, above, self._key_of)
        if any(self._store.differing(each.resource) for each in resource.references):
            body = followed(body, resource, pool.schema, self._changed)
        return body

    def _above(self, resource: Resource, row: Row, depth: int) -> dict[str, Target]:
        """Return those above an entity of which it may show what it did not when it was linked."""
        found: dict[str, Target] = {}
        for name in sorted(row.scope):
            key, shown = row.scope[name], self._shown_of(resource).get(name) if not depth else None
            differing = self._store.differing(name)
            rows = self._store.find(name, key) if shown else differing.get(key, ())
            above = next((each for each in rows if within(each.scope, row.scope)), None)
            if above is not None:
                above = self._viewed(name, above, {}, shown, depth + 1) if shown else above
                found[name] = _target(above, self._key_of(name))
        return found

    def _shown_of(self, resource: Resource) -> dict[str, frozenset[str]]:
        """Return what entities show of those above them that is computed: resource above → names of what is shown."""
        known = self._shown.get(resource.name)
        if known is None:
            above = tuple(sorted(self._compiled.above(resource.name)))
            shown = names_above(resource, self._compiled.pool(resource.name).schema, above)
            known = self._shown[resource.name] = {
                name: names for name, names in shown.items() if names & self._compiled.computed(name).names
            }
        return known

    def _changed(self, resource: str, key: str, by: str) -> Target | None:
        """Return the entity with a key, or with that value of a field, if it is not as it was at the start."""
        differing = self._store.differing(resource)
        if by:
            rows = [each for rows in differing.values() for each in rows if str(each.body.get(by)) == key]
        else:
            rows = list(differing.get(key, ()))
        return _target(rows[0], self._key_of(resource)) if rows else None

    def _key_of(self, resource: str) -> str:
        return self._compiled.resources[resource].key


def _target(row: Row, field: str) -> Target:
    return Target(row.body.get(field, row.key), lambda: row.body, row.scope)
