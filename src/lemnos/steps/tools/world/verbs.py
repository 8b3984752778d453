"""Does what operations mean on the state of a world: operation, arguments -> ``Observation``.

One method for each verb. What a caller does wrong (an unknown id, a conflict, an action that the state of an entity
does not allow) is a ``CallError``. A result is made before the state changes, so a call that fails changes nothing.
"""

from datetime import datetime
from functools import partial
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import json_equal
from lemnos.steps.tools.world.base import Observation, Operation, Parent, Resource
from lemnos.steps.tools.world.compiled import CompiledOperation, CompiledSpec
from lemnos.steps.tools.world.failures import CallError
from lemnos.steps.tools.world.linking.target import Target
from lemnos.steps.tools.world.nested import Nested
from lemnos.steps.tools.world.population import Population
from lemnos.steps.tools.world.results.acted import acted
from lemnos.steps.tools.world.results.entity_results import list_result, one_result, receipt
from lemnos.steps.tools.world.results.several import together, written_by
from lemnos.steps.tools.world.semantics.states import is_known, may_leave, plain_state, spelled_like
from lemnos.steps.tools.world.showing.listing import is_selective, page_of, selected
from lemnos.steps.tools.world.showing.viewing import Viewer
from lemnos.steps.tools.world.state import Row, Store, Stored, within
from lemnos.steps.tools.world.writing import Writer


class Verbs:
    """The verbs of one world.

    Args:
        compiled: The spec.
        seed: Of the world.
        store: The entities.
        population: The entities with which the world started.
        writer: Builds new and changed entities.
    """

    def __init__(self, compiled: CompiledSpec, seed: str, store: Store, population: Population, writer: Writer) -> None:
        self._compiled = compiled
        self._seed = f"{compiled.spec.id}:{seed}"
        self._store = store
        self._population = population
        self._writer = writer
        self._find = partial(_target, compiled, store)  # no method: a world in no cycle is freed at once
        self._nested = Nested(compiled, self._seed, store, population, writer, self._find)
        self.viewer = Viewer(compiled, store)
        """Shows the entities as they are now."""

    def call(self, compiled: CompiledOperation, arguments: dict[str, Any]) -> Observation:
        """Do what an operation means.

        Raises:
            CallError: The caller did something wrong.
            ImpossibleError: No result was found that conforms.
        """
        scope = self.scope(compiled.operation, arguments)
        match compiled.operation.claim.verb:
            case "create":
                return self._create(compiled, arguments, scope)
            case "get":
                entity = self._found(compiled, arguments, scope)
                names = () if compiled.hides_key else compiled.placement.one.names
                row = self.viewer.viewed(compiled.operation.claim.resource, [entity], names)[0]
                return _observed(compiled, one_result(compiled, row.body, row.key))
            case "list" | "search":
                return self._list(compiled, arguments, scope)
            case "update" | "replace":
                return self._update(compiled, arguments, scope)
            case "delete":
                return self._delete(compiled, arguments, scope)
            case "action":
                return self._act(compiled, arguments, scope)
            case other:
                raise CallError(501, f"{other} is not an operation on the state")

    def scope(self, operation: Operation, arguments: dict[str, Any]) -> dict[str, str]:
        """Return the entities above, which must exist, each below those before it; none where a call names several.

        Raises:
            CallError: One does not exist.
        """
        scope: dict[str, str] = {}
        for parent in operation.parents:
            value = arguments.get(parent.argument)
            if value is None or parent.resource not in self._compiled.resources:
                continue
            given = [str(each) for each in value] if isinstance(value, list) else [str(value)]
            for each in given:
                key = self._key_above(parent, each, scope)
                if key is None:
                    raise CallError(404, f"there is no {parent.resource} {each}", parent.argument)
            if len(given) == 1 and key is not None:
                scope[parent.resource] = key
        return scope

    def has(self, compiled: CompiledOperation, arguments: dict[str, Any]) -> bool:
        """Return whether the path of a call names something, and all that it names is there."""
        in_path = {place.name for place in compiled.tool.places if place.place == "path"}
        try:
            scope = self.scope(compiled.operation, arguments)
            if compiled.operation.key in in_path:
                self._found(compiled, arguments, scope)
        except CallError:
            return False
        return not in_path.isdisjoint(arguments)

    def _key_above(self, parent: Parent, value: str, scope: dict[str, str]) -> str | None:
        """Return the key of the entity above that an argument names, below those before it; None if there is none."""
        if not parent.by:
            return value if any(within(each, scope) for each in self._store.scopes(parent.resource, value)) else None
        rows = self._store.named(parent.resource, value, parent.by)
        return next((row.key for row in rows if within(row.scope, scope)), None)

    def _found(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Stored:
        operation = compiled.operation
        resource = operation.claim.resource
        if not operation.key:
            entities = self._store.entities(resource, scope)
            if not entities:
                raise CallError(404, f"there is no {resource} here")
            return entities[0]
        if operation.key not in arguments:
            raise CallError(400, f"{operation.key} is required", operation.key)
        given = arguments[operation.key]
        key = str(given[0] if isinstance(given, list) and len(given) == 1 else given)
        for entity in self._store.with_key(resource, key):
            if within(entity.scope, scope):
                return entity
        for entity in self._store.entities(resource, scope) if compiled.other_keys else ():
            body = entity.row().body
            if any(str(body.get(name)) == key for name in compiled.other_keys):
                return entity
        raise CallError(404, f"there is no {resource} {key}", operation.key)

    def _list(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        resource = compiled.operation.claim.resource
        names = compiled.placement.item.names
        entities = self._store.entities(resource, scope)
        if is_selective(compiled.operation, arguments):
            found = selected(compiled.operation, arguments, self.viewer.viewed(resource, entities, names))
            page, rows = page_of(compiled, arguments, found)
        else:  # what comes after the page is not looked at
            page, those = page_of(compiled, arguments, entities)
            rows = self.viewer.viewed(resource, those, names)
        return _observed(compiled, list_result(compiled, [(row.key, row.body) for row in rows], page))

    def _create(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        if compiled.several and isinstance(arguments.get(compiled.several), list):
            return self._create_several(compiled, arguments, scope)
        sent = self._writer.sent(compiled, arguments)
        chosen = self._writer.chosen_key(compiled, arguments)
        return self._added(compiled, arguments, scope, sent, self._key(_resource(compiled), scope, sent, chosen))

    def _key(
        self, resource: Resource, scope: dict[str, str], sent: dict[str, Any], chosen: str | int | None
    ) -> str | int:
        """Return the key of a new entity: the one that is chosen or sent, or a new one."""
        given = sent.get(resource.key)
        if chosen is not None:
            key: str | int | None = self._population.nested(resource.name, chosen, scope)
        elif isinstance(given, str | int) and given != "":
            key = self._population.nested(resource.name, given, scope) if "/" in str(given) else given
        else:
            key = self._writer.new_key(resource, self._store.count(resource.name) + 1)
            key = None if key is None else self._population.nested(resource.name, key, scope)
        if key is None:
            raise CallError(409, f"there can be no more entities of {resource.name}")
        if any(within(each, scope) for each in self._store.scopes(resource.name, str(key))):
            raise CallError(409, f"there is a {resource.name} {key} already", resource.key)
        return key

    def _create_several(
        self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]
    ) -> Observation:
        """Make each of a list of entities, or none."""
        assert compiled.result is not None
        resource, rows, shown = _resource(compiled), list[Row](), list[dict[str, Any]]()
        try:
            for each in arguments[compiled.several]:
                own = written_by(compiled.parameters.schema, compiled.several, each)
                sent = self._writer.fitting(resource, own)
                row, below = self._made(compiled, scope, sent, self._key(resource, scope, sent, None))
                shown.append(self.viewer.written(resource.name, row, below))
                self._store.add(resource.name, row.key, row.scope, row.body)
                rows.append(row)
                self._nested.write(resource, row, below)
            seed = f"{self._seed}:{resource.name}:several:{self._store.count(resource.name)}"
            return _observed(compiled, together(compiled.several, shown, compiled.result.schema, seed), 201)
        except (CallError, ImpossibleError):
            for row in rows:
                self._store.remove(resource.name, row.number)
            raise

    def _added(
        self,
        compiled: CompiledOperation,
        arguments: dict[str, Any],
        scope: dict[str, str],
        sent: dict[str, Any],
        key: str | int,
    ) -> Observation:
        resource = _resource(compiled)
        row, below = self._made(compiled, scope, sent, key)
        result = _changed(compiled, self.viewer.written(resource.name, row, below), row.key, self._writer.now)
        self._store.add(resource.name, row.key, row.scope, row.body)
        self._nested.write(resource, row, below)
        headers = {"Location": _location(compiled, arguments, str(key))} if compiled.tool.method == "POST" else {}
        status = 201 if compiled.tool.method in ("POST", "PUT") else 200
        return _observed(compiled, result, status, headers)

    def _made(
        self, compiled: CompiledOperation, scope: dict[str, str], sent: dict[str, Any], key: str | int
    ) -> tuple[Row, dict[str, list[Row]]]:
        """Return a new entity, and those below it."""
        resource, writer = _resource(compiled), self._writer
        number = self._store.count(resource.name) + 1
        writer.unique(resource, sent, None)
        seed = f"{self._seed}:{resource.name}:new:{number}"
        body = writer.new_body(resource, sent, seed, compiled.placement.one.required)
        body[resource.key] = key
        full_scope = writer.full_scope(resource.name, scope, sent, number)
        self._population.link(resource.name, body, full_scope, number - 1, frozenset(sent), self._find)
        writer.stamp(resource, body, frozenset(sent), created=True)
        row = Row(number, str(key), full_scope, body)
        return row, self._nested.below(resource, row, frozenset(sent))

    def _update(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        resource, writer, key = _resource(compiled), self._writer, compiled.operation.key
        sent = writer.sent(compiled, arguments)
        try:
            row = self._found(compiled, arguments, scope).row()
        except CallError as error:
            if self._is_single(compiled) and error.status == 404:  # of something new, which has none yet
                new = writer.new_key(resource, self._store.count(resource.name) + 1)
                if new is not None:
                    return self._added(compiled, arguments, scope, sent, new)
            if not key or key not in arguments or not compiled.creates_if_missing or error.field != key:
                raise
            return self._added(compiled, arguments, scope, sent, arguments[key])
        sent.pop(resource.key, None)
        writer.unique(resource, sent, row.number)
        if compiled.operation.claim.verb == "replace":
            body = {**writer.kept(resource, row.body, sent), **sent}
        else:
            body = {**row.body, **{name: _merged(row.body.get(name), value) for name, value in sent.items()}}
        if sent:
            self._compiled.parts(resource.name).agree(body, frozenset(sent), row.body)
            writer.stamp(resource, body, frozenset(sent), created=False)
            life = self._compiled.life(resource.name)
            if isinstance(sent.get(life.state), str):
                life.reach(body, sent[life.state], writer.written, frozenset(sent))
        row = row._replace(body=body)
        below = self._nested.below(resource, row, frozenset(sent))
        result = _changed(compiled, self.viewer.written(resource.name, row, below), row.key)
        self._store.write(resource.name, row)
        self._nested.write(resource, row, below)
        return _observed(compiled, result)

    def _is_single(self, compiled: CompiledOperation) -> bool:
        """Return whether an operation replaces what its resource has once for each entity above."""
        operation = compiled.operation
        return operation.claim.verb == "replace" and self._compiled.is_singleton(operation.claim.resource)

    def _delete(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        row = self._found(compiled, arguments, scope).row()
        result: Any = None
        if compiled.result is not None:
            ended = row._replace(body=self._writer.ended(_resource(compiled), row.body))
            result = _changed(compiled, self.viewer.written(_resource(compiled).name, ended), row.key)
        elif not compiled.tool.method:
            result = {compiled.operation.key or "id": row.body.get(_resource(compiled).key, row.key), "deleted": True}
        self._store.remove(_resource(compiled).name, row.number)
        return _observed(compiled, result, 200 if result is not None else 204)

    def _act(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        resource = _resource(compiled)
        row = self._found(compiled, arguments, scope).row()
        body = dict(row.body)
        field, text = compiled.operation.transition
        present = body.get(field)
        is_free = field == self._compiled.life(resource.name).state and field not in dict(resource.states)
        if is_free and not (isinstance(present, str) and is_known(plain_state(present))):
            field = ""  # a text that tells of something else
        if field:
            schema = self._compiled.pool(resource.name).properties.get(field, {})
            kinds = types(schema)
            value: Any = text == "true" if "boolean" in kinds else int(text == "true") if "integer" in kinds else text
            if is_free and isinstance(present, str):
                value = spelled_like(text, present)
            if json_equal(present, value):
                said = present if isinstance(present, str) else f"{'' if present else 'not '}{field}"
                raise CallError(409, f"the {resource.name} {row.key} is {said} already", field)
            if isinstance(present, str) and not may_leave(present, words_of(compiled.operation.name)):
                raise CallError(409, f"the {resource.name} {row.key} is {present}, so this is not possible", field)
            body = self._writer.moved(resource, body, field, value)
        result = _changed(compiled, self.viewer.written(resource.name, row._replace(body=body)), row.key)
        if field:
            self._store.write(resource.name, row._replace(body=body))
        return _observed(compiled, result, 200 if result is not None else 204)


def _target(compiled: CompiledSpec, store: Store, resource: str, key: str, by: str) -> Target | None:
    """Return the entity of a resource that has a value in the field by which it is named; None if there is none."""
    rows = store.named(resource, key, by) if resource in compiled.resources else []
    if not rows:
        return None
    first = rows[0]
    return Target(first.body.get(compiled.resources[resource].key, key), lambda: first.body, first.scope)


def _resource(compiled: CompiledOperation) -> Resource:
    assert compiled.resource is not None
    return compiled.resource


def _changed(compiled: CompiledOperation, body: dict[str, Any], key: str, now: datetime | None = None) -> Any:
    """Return the result of a change: the entity, or a receipt if that is what the schema describes.

    Args:
        compiled: The change.
        body: The entity.
        key: Its key.
        now: The present, if the entity has just been made.
    """
    if compiled.result is None:
        shows = not compiled.tool.method or compiled.operation.claim.verb == "create"
        if not shows or compiled.status == 204:
            return None
        is_action = compiled.operation.claim.verb == "action" and not compiled.tool.method
        return acted(compiled.tool.name, body) if is_action else body
    return one_result(compiled, body, key) if compiled.shows_entity else receipt(compiled, body, key, now)


def _observed(
    compiled: CompiledOperation, result: Any, status: int = 200, headers: dict[str, str] | None = None
) -> Observation:
    """Return a success with the status that the description names; ``status`` if it names none."""
    return Observation(compiled.status or status, result, headers or {})


def _merged(present: Any, sent: Any) -> Any:
    if isinstance(present, dict) and isinstance(sent, dict):
        return {**present, **{name: _merged(present.get(name), value) for name, value in sent.items()}}
    return sent


def _location(compiled: CompiledOperation, arguments: dict[str, Any], key: str) -> str:
    return f"{compiled.path_of(arguments).rstrip('/')}/{key}"
