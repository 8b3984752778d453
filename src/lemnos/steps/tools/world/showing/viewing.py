"""Shows entities as they are now: a row of the store -> the row with what lies below it, above it and elsewhere.

What an entity holds of those below it is read when it is shown, and so is what it repeats of others that have changed
since they were linked. A field that a request sets stays what it is, unless it holds those below (``nested``). Cost: a
lookup for each place, and the bodies of the entities that are held.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.compiled import CompiledSpec
from lemnos.steps.tools.world.linking.holding import Held
from lemnos.steps.tools.world.linking.linker import Find, as_type
from lemnos.steps.tools.world.linking.repeating import (
    Fits,
    Way,
    followed,
    names_above,
    names_beside,
    shown_above,
    tells_above,
    ways_of,
)
from lemnos.steps.tools.world.linking.target import Target
from lemnos.steps.tools.world.showing.alone import Alone
from lemnos.steps.tools.world.showing.computed import ABSENT, NO_REPEATS, Repeats
from lemnos.steps.tools.world.state import Row, Store, Stored, stored, within
from lemnos.steps.tools.world.values.fit import fitted

_DEEPEST = 2
"""Entities within one that are shown as they are now."""

Pending = Mapping[str, Sequence[Row]]
"""Resource → the entities that will lie below the one that is shown, where a call is about to change them."""


class _Others(NamedTuple):
    """What entities of a resource may show of others that is not as it was when they were linked."""

    repeats: Repeats
    ways: tuple[Way, ...]
    """Where they tell of entities to which they refer."""
    above: frozenset[str]
    """The resources above them of which they may show something else."""
    root: dict[str, Any]
    """Their schema."""
    find: Find
    """Finds those to which they refer."""
    fits: Fits


class Viewer:
    """Shows the entities of one world.

    Args:
        compiled: The spec.
        store: The entities.
    """

    def __init__(self, compiled: CompiledSpec, store: Store) -> None:
        self._compiled = compiled
        self._store = store
        self._seen: dict[tuple[str, int, int, Collection[str]], Row] = {}
        """Those above and elsewhere that were viewed for the entities that are shown together."""
        self._now: dict[tuple[str, int], _Others] = {}
        """Resource, how deep its entities lie in others → what they may show of others."""

    def viewed(self, resource: str, entities: Sequence[Stored], names: Collection[str] = ()) -> list[Row]:
        """Return entities of the store as they are shown.

        Args:
            resource: Their resource.
            entities: The entities.
            names: Normalised names of the fields that are shown; empty for all.
        """
        self._repeats(self._compiled.resources[resource])
        computed = self._compiled.computed(resource)
        if computed.is_stored and not self._store.is_changed(computed.repeats.others):
            return [each.row() for each in entities]
        try:
            if computed.repeats.told or computed.repeats.above:
                return [self._viewed(resource, each.row(), {}, names, 0) for each in entities]
            return self._mostly_alone(resource, entities, names)
        finally:
            self._forget()

    def written(self, resource: str, row: Row, pending: Pending | None = None) -> dict[str, Any]:
        """Return the fields of an entity that a call is about to write, as they will be shown.

        Args:
            resource: Its resource.
            row: The entity.
            pending: What will lie below it, if not what does.
        """
        try:
            return self._viewed(resource, row, pending or {}, (), 0, is_new=True).body
        finally:
            self._forget()

    def _mostly_alone(self, resource: str, entities: Sequence[Stored], names: Collection[str]) -> list[Row]:
        """Return what ``viewed`` does, of a resource that shows of others only what has changed."""
        repeats, store, known = self._repeats(self._compiled.resources[resource]), self._store, self._compiled.alone
        computed = self._compiled.computed(resource)
        places = {(way.resource, way.by) for way in repeats.ways} if store.is_changed(repeats.others) else ()
        different = [(place, found) for place in places if (found := store.different(*place))]
        above = [(name, found) for name in repeats.telling if (found := store.different(name))]
        rows = []
        for entity in entities:
            alone = known.get(entity) or known.put(self._alone(resource, entity, repeats))
            if any(not found.isdisjoint(alone.named.get(place, ())) for place, found in different) or any(
                entity.scope.get(name) in found for name, found in above
            ):
                rows.append(self._viewed(resource, entity.row(), {}, names, 0))
            elif computed.held:
                rows.append(self._with_computed(resource, alone.shown.row(), {}, names, 0))
            else:
                rows.append(alone.shown.row())
        return rows

    def _alone(self, resource: str, entity: Stored, repeats: Repeats) -> Alone:
        computed, row = self._compiled.computed(resource), entity.row()
        named: dict[tuple[str, str], set[str]] = {}

        def find(name: str, key: str, by: str) -> None:
            named.setdefault((name, by), set()).add(key)

        root = self._compiled.pool(resource).schema
        followed(row.body, self._compiled.resources[resource], repeats.ways, root, find, lambda *_: False)
        if computed.is_empty or computed.held:  # what lies below is read each time
            return Alone(entity, named, entity)
        body = computed.of(row.body, row.key, row.scope, lambda _: ABSENT)
        return Alone(entity, named, stored(row._replace(body=body)))

    def _forget(self) -> None:
        """Forget what was read for the entities that were shown, which holds this viewer: no world is in a cycle."""
        self._seen.clear()
        self._now.clear()

    def _viewed(
        self, resource: str, row: Row, pending: Pending, names: Collection[str], depth: int, *, is_new: bool = False
    ) -> Row:
        body = self._true_of_others(self._compiled.resources[resource], row, depth, is_new)
        row = row if body is row.body else row._replace(body=body)
        return self._with_computed(resource, row, pending, names, depth)

    def _with_computed(self, resource: str, row: Row, pending: Pending, names: Collection[str], depth: int) -> Row:
        """Return an entity that is true of others, with its computed fields."""
        computed = self._compiled.computed(resource)
        if computed.is_empty:
            return row

        def lookup(held: Held) -> Any:
            rows = pending.get(held.resource)
            if rows is None:
                below = self._store.under(held.resource, resource, row.key)
                rows = [each for each in below if within(each.scope, row.scope)]
            return self._held(held, rows, computed.root, f"{resource} {row.key}", depth)

        return row._replace(body=computed.of(row.body, row.key, row.scope, lookup, names))

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
        view = held.view
        assert view is not None
        if depth < _DEEPEST:
            row = self._viewed(held.resource, row, {}, view.names, depth + 1)
        resource = self._compiled.resources[held.resource]
        value = view.of(row.body)
        if "id" in view.names and resource.key not in value and "id" not in value:
            value = {**value, "id": row.body.get(resource.key, row.key)}
        seed = f"{self._compiled.spec.id}:{held.resource}:{row.key}:{holder}"

        def made() -> Any:
            if not view.names or conforms(value, schema, root):  # what lies deeper than the schema is all shown
                return value
            try:
                return fitted(value, schema, root, seed, held.path[-1])
            except (ImpossibleError, RecursionError):
                return None

        item = self._compiled.kept.get((held.path[-1], seed), value, made)
        return ABSENT if item is None else item

    def _true_of_others(self, resource: Resource, row: Row, depth: int, is_new: bool) -> dict[str, Any]:
        """Return an entity with what it repeats of others as these are now."""
        others = self._now.get((resource.name, depth))
        if others is None:
            others = self._now[resource.name, depth] = self._others(resource, depth)
        body = row.body
        if others.ways:
            body = followed(body, resource, others.ways, others.root, others.find, others.fits)
        if others.above.isdisjoint(row.scope):
            return body
        above = self._above(resource, row, others.repeats, depth, is_new)
        if others.above.isdisjoint(above):
            return body
        shown: dict[str, Any] = self._compiled.kept.get(
            ("above", f"{resource.name} {row.key}"),
            [body, {name: target.body for name, target in above.items()}],
            lambda: shown_above(body, resource, others.root, above, self._key_of),
        )
        return shown

    def _others(self, resource: Resource, depth: int) -> "_Others":
        """Return what entities of a resource may show of others that is not as it was when they were linked."""
        repeats, root = self._repeats(resource), self._compiled.pool(resource.name).schema
        repeats = repeats._replace(above={}, told=frozenset()) if depth >= _DEEPEST else repeats
        differs = self._store.differs
        ways = tuple(way for way in repeats.ways if way.resource in repeats.told or differs(way.resource))
        above = frozenset(name for name in repeats.telling if name in repeats.above or differs(name))

        def fits(field: str, value: Any) -> bool:
            schema = root["properties"].get(field, True)
            about = "fits", f"{resource.name} {field}"
            return bool(self._compiled.kept.get(about, value, lambda: conforms(value, schema, root)))

        return _Others(repeats, ways, above, root, self._finder(repeats, ways, depth), fits)

    def _finder(self, repeats: Repeats, ways: tuple[Way, ...], depth: int) -> Find:
        """Return what finds other entities that may not be as they were."""
        different = {
            (way.resource, way.by): self._store.different(way.resource, way.by)
            for way in ways
            if way.resource not in repeats.told
        }
        known: dict[tuple[str, str, str], Target | None] = {}

        def find(name: str, key: str, by: str) -> Target | None:
            values = different.get((name, by))
            if values is not None and key not in values:
                return None
            if (name, key, by) not in known:
                rows = self._store.named(name, key, by) if values is None else self._store.differing(name, key, by)
                found = next(iter(rows), None)
                if found is not None and values is None:
                    found = self._once(name, found, (), depth + 1)
                known[name, key, by] = None if found is None else _target(found, self._key_of(name))
            return known[name, key, by]

        return find

    def _once(self, resource: str, row: Row, names: Collection[str], depth: int) -> Row:
        """Return an entity as it is shown, and the same the next time."""
        known = (resource, row.number, depth, names)
        if known not in self._seen:
            self._seen[known] = self._viewed(resource, row, {}, names, depth)
        return self._seen[known]

    def _above(self, resource: Resource, row: Row, repeats: Repeats, depth: int, is_new: bool) -> dict[str, Target]:
        """Return those above an entity of which it may show what it did not when it was linked."""
        found: dict[str, Target] = {}
        for name in sorted(row.scope):
            key, shown = row.scope[name], repeats.above.get(name)
            rows = self._store.find(name, key) if shown else self._store.differing(name, key)
            above = next((each for each in rows if within(each.scope, row.scope)), None)
            if above is not None:
                if shown and is_new:
                    above = self._viewed(name, above, self._with(resource.name, row, name, above), shown, depth + 1)
                elif shown:
                    above = self._once(name, above, shown, depth + 1)
                found[name] = _target(above, self._key_of(name))
        return found

    def _with(self, resource: str, row: Row, name: str, above: Row) -> Pending:
        """Return an entity among those that lie below one above it, where a call is about to write it."""
        rows = [each for each in self._store.under(resource, name, above.key) if within(each.scope, above.scope)]
        among = {each.number: each for each in rows} | {row.number: row}
        return {resource: list(among.values())}

    def _repeats(self, resource: Resource) -> Repeats:
        """Return what entities of a resource show of others that is computed."""
        computed = self._compiled.computed(resource.name)
        if computed.repeats is NO_REPEATS:
            above = names_above(resource, computed.root, tuple(sorted(self._compiled.above(resource.name))))
            computed.repeats = Repeats(
                {name: names for name, names in above.items() if names & self._compiled.computed(name).names},
                frozenset(
                    each.resource
                    for each in resource.references
                    if names_beside(computed.root, each) & self._compiled.computed(each.resource).names
                ),
                frozenset((*self._compiled.above(resource.name), *(each.resource for each in resource.references))),
                ways_of(resource),
                frozenset(name for name in self._all_above(resource.name) if tells_above(resource, name)),
            )
            computed.is_stored = computed.is_empty and not computed.repeats.above and not computed.repeats.told
        return computed.repeats

    def _all_above(self, resource: str) -> set[str]:
        """Return the resources that the scope of an entity may name: those above, and those above these."""
        found: set[str] = set()
        left = [resource]
        while left:
            above = {*self._compiled.above(left.pop())} - found
            found |= above
            left.extend(above)
        return found

    def _key_of(self, resource: str) -> str:
        return self._compiled.resources[resource].key


def _target(row: Row, field: str) -> Target:
    return Target(row.body.get(field, row.key), lambda: row.body, row.scope)
