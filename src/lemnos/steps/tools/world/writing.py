"""Builds what changes write: arguments -> fields, keys, scopes and times of new and changed entities."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import conforms, json_equal
from lemnos.steps.tools.world.agreement.renaming import renamed
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.clock import Clock, is_created, is_updated
from lemnos.steps.tools.world.compiled import CompiledOperation, CompiledSpec
from lemnos.steps.tools.world.failures import CallError
from lemnos.steps.tools.world.population import Population
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.semantics.states import (
    first_state,
    gone_state,
    is_gone,
    is_known,
    is_over,
    plain_state,
    spelled_like,
)
from lemnos.steps.tools.world.state import Store, within
from lemnos.steps.tools.world.values.fit import fitted
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.moments import is_moment
from lemnos.steps.tools.world.values.outcome import succeeded
from lemnos.text.json_pointers import unescaped

_DEEPEST = 6


class Writer:
    """Builds new and changed entities of one world.

    Args:
        compiled: The spec.
        seed: Of the world.
        store: The entities.
        population: The entities with which the world started.
        clock: The time.
    """

    def __init__(self, compiled: CompiledSpec, seed: str, store: Store, population: Population, clock: Clock) -> None:
        self._compiled = compiled
        self._seed = seed
        self._store = store
        self._population = population
        self._clock = clock
        self.written = clock.written
        """Writes the present as a value of a field."""

    @property
    def now(self) -> datetime:
        """The present."""
        return self._clock.now

    def new_key(self, resource: Resource, number: int) -> str | int | None:
        """Return a key for the ``number``-th entity that no other has; None if there are no more."""
        pool = self._compiled.pool(resource.name)
        for attempt in range(4):
            key = pool.key(100 + number + 400 * attempt, "" if "integer" in _key_types(pool, resource) else self._seed)
            if key is None:
                return None
            if not self._store.scopes(resource.name, str(key)):
                return key
        return None

    def chosen_key(self, compiled: CompiledOperation, arguments: dict[str, Any]) -> str | int | None:
        """Return the key that an argument beside the fields of the entity chooses (``topicId``); None if none does.

        So does the end of the path (``POST /subscriptions/{id}``).
        """
        in_path = {place.name for place in compiled.tool.places if place.place == "path"}
        key = compiled.operation.claim.resource and self._compiled.resources[compiled.operation.claim.resource].key
        for argument, field in compiled.operation.fields:
            value = arguments.get(argument)
            if (
                field == key
                and (argument in in_path or normalised(argument) != normalised(field))
                and isinstance(value, str | int)
                and value != ""
            ):
                return value
        return None

    def full_scope(self, resource: str, scope: dict[str, str], sent: dict[str, Any], number: int) -> dict[str, str]:
        """Return the scope of a new entity: what the call names, what it sends, and those above these."""
        full = dict(scope)
        by_name = {normalised(name): value for name, value in sent.items()}
        for parent in reversed(self._compiled.above(resource)):
            if parent in full:
                continue
            for argument, by in self._compiled.parent_arguments.get((resource, parent), {}).items():
                value = by_name.get(argument)
                found = self._store.named(parent, str(value), by) if isinstance(value, str | int) else []
                if found and parent not in full:
                    full[parent] = found[0].key
        for parent, key in list(full.items()):
            scopes = [each for each in self._store.scopes(parent, key) if within(each, full)]
            if scopes:
                full = {**scopes[0], **full}
        above = self._compiled.above(resource)
        if not scope and above:
            drawn = self._population.scope(resource, number)
            full = {**{name: key for name, key in drawn.items() if name in above and not full}, **full}
        return {name: key for name, key in full.items() if name in above}

    def sent(self, compiled: CompiledOperation, arguments: dict[str, Any]) -> dict[str, Any]:
        """Return the fields that the arguments set."""
        sent: dict[str, Any] = {}
        for argument, field in compiled.operation.fields:
            if argument not in arguments:
                continue
            value = arguments[argument]
            if field.startswith("/"):
                _put_at(sent, field, value)
            elif field:
                sent[field] = value
            elif isinstance(value, dict):
                sent.update(value)
        resource = self._compiled.resources[compiled.operation.claim.resource]
        properties = self._compiled.pool(resource.name).properties
        for name in [name for name in sent if name in resource.read_only and name in properties]:
            del sent[name]  # the description says that the server sets it
        return self.fitting(resource, sent)

    def fitting(self, resource: Resource, sent: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of an entity that were sent, each in its type; ``sent`` changes."""
        properties = self._compiled.pool(resource.name).properties
        for name in sent:
            schema = properties.get(name, True)
            if isinstance(schema, dict) and "const" in schema:
                continue  # it tells variants apart, of which the schema of the entity is one
            if not conforms(sent[name], schema, True) and not isinstance(sent[name], dict | list):
                try:
                    sent[name] = fitted(sent[name], schema, {}, f"{name}={sent[name]}", name)
                except ImpossibleError:
                    continue
        return sent

    def new_body(
        self, resource: Resource, sent: dict[str, Any], seed: str, shown: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """Return a new entity: what was sent, defaults, a first state, and what the world sets.

        Args:
            resource: What it is one of.
            sent: The fields that were sent.
            seed: Decides all that is made up.
            shown: Fields that the result of the call must show.
        """
        pool = self._compiled.pool(resource.name)
        # drawn, played and replayed: the same task creates the same entity three times
        label = sent.get(resource.label)
        label = label if isinstance(label, str) else ""
        now = self._clock.now
        given = [label, int(now.timestamp())]
        made = self._compiled.kept.get((resource.name, seed), given, lambda: pool.sampled(seed, label, now))
        required = shown.union(pool.schema.get("required", ()))
        states = dict(resource.states)
        body: dict[str, Any] = {}
        for name, schema in pool.properties.items():
            if name in sent:
                body[name] = _dated(sent[name], schema, pool.schema, seed, now)
            elif name in states and name in made:
                body[name] = first_state(states[name])
            elif isinstance(schema, dict) and "default" in schema and conforms(schema["default"], schema, pool.schema):
                body[name] = schema["default"]
            elif name in made and (name in required or name in resource.read_only):
                value = made[name]
                if (
                    isinstance(value, int)
                    and not isinstance(value, bool)
                    and normalised(name).endswith(("count", "total"))
                ):
                    value = 0 if conforms(0, schema, pool.schema) else value
                body[name] = value
        life = self._compiled.life(resource.name)
        present = body.get(life.state)
        if isinstance(present, str) and life.state not in sent and life.state not in states and is_over(present):
            body[life.state] = spelled_like("active", present)
        body = renamed(made, body | {name: value for name, value in sent.items() if name not in body})
        if told := pool.outcome - sent.keys():
            body = succeeded(body, pool.properties, pool.schema, told)
        life.begin(body, frozenset(sent))
        for name in (each for each in pool.properties if each in shown and each in made and each not in body):
            body[name] = None if conforms(None, pool.properties[name], pool.schema) else made[name]
        self._compiled.parts(resource.name).agree(body, frozenset(sent))
        return body

    def ended(self, resource: Resource, body: dict[str, Any]) -> dict[str, Any]:
        """Return an entity as it is shown when it is deleted: in a state that says so, where it has one."""
        ended = dict(body)
        life = self._compiled.life(resource.name)
        for field, values in resource.states:
            present = ended.get(field)
            if isinstance(present, str) and not is_gone(plain_state(present)) and (gone := gone_state(values)):
                ended[field] = gone
        present = ended.get(life.state)
        is_free = life.state not in dict(resource.states)
        if isinstance(present, str) and is_free and is_known(plain_state(present)):
            self._put(resource, ended, life.state, spelled_like("deleted", present))
        life.end(ended)
        life.reach(ended, str(ended.get(life.state, "deleted")), self.written)
        life.reach(ended, "deleted", self.written)
        return ended

    def moved(self, resource: Resource, body: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
        """Return an entity of which an action has set a field: what tells of its state agrees with that."""
        moved = {**body, field: value}
        state = value if isinstance(value, str) else (words_of(field) or ("",))[-1] if value else ""
        self._compiled.life(resource.name).reach(moved, state, self.written, frozenset((field,)))
        self.stamp(resource, moved, frozenset((field,)), created=False)
        return moved

    def _put(self, resource: Resource, body: dict[str, Any], field: str, value: Any) -> None:
        pool = self._compiled.pool(resource.name)
        if conforms(value, pool.properties.get(field, True), pool.schema):
            body[field] = value

    def kept(self, resource: Resource, body: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of an entity that stay when it is replaced."""
        required = self._compiled.pool(resource.name).schema.get("required", ())
        stays = {resource.key, *resource.read_only, *required, *sent}
        return {name: value for name, value in body.items() if name in stays}

    def stamp(self, resource: Resource, body: dict[str, Any], sent: frozenset[str], *, created: bool) -> None:
        """Set the times of an entity to the present, in place; those that were sent stay."""
        pool = self._compiled.pool(resource.name)
        for name in body:
            if name in sent:
                continue
            if is_updated(name) or (created and is_created(name)):
                made = self._clock.written(name, pool.properties.get(name, True), pool.schema)
                if made is not None:
                    body[name] = made

    def unique(self, resource: Resource, sent: dict[str, Any], own: int | None) -> None:
        """Check that no other entity has a value that must be unique.

        Raises:
            CallError: One has.
        """
        for field in resource.unique:
            value = sent.get(field)
            if value is None:
                continue
            for row in self._store.rows(resource.name):
                if row.number != own and json_equal(row.body.get(field), value):
                    raise CallError(409, f"there is a {resource.name} with the {field} {value} already", field)


def _dated(value: Any, schema: Any, root: Any, seed: str, now: datetime, depth: int = 0) -> Any:
    """Return what was sent with the times that the service sets within it, as its schema asks."""
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return value
    flat = flat_of(schema, root)
    if isinstance(value, list):
        items = flat.get("items", True)
        return [_dated(each, items, root, f"{seed}/{at}", now, depth + 1) for at, each in enumerate(value)]
    properties = flat.get("properties", {})
    whole = {
        name: _dated(each, properties.get(name, True), root, f"{seed}/{name}", now, depth + 1)
        for name, each in value.items()
    }
    for name in flat.get("required", ()):
        if name not in whole and name in properties and is_moment(name):
            with suppress(ImpossibleError):
                whole[name] = sample(properties[name], root, f"{seed}/{name}", name, now=now)
    return whole


def _put_at(sent: dict[str, Any], pointer: str, value: Any) -> None:
    """Set what lies at a JSON pointer, with the objects around it, in place."""
    *before, last = map(unescaped, pointer.split("/")[1:])
    for part in before:
        inner = sent.get(part)
        sent[part] = inner = dict(inner) if isinstance(inner, dict) else {}
        sent = inner
    sent[last] = value


def _key_types(pool: Any, resource: Resource) -> tuple[str, ...]:
    schema = pool.properties.get(resource.key, {})
    return types(schema) if isinstance(schema, dict) else ()
