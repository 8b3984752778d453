"""Does what operations mean on the state of a world: operation, arguments -> ``Observation``.

One method for each verb. What a caller does wrong (an unknown id, a conflict, an action that the state of an entity does
not allow) is a ``CallError``.
"""

import base64
from typing import TYPE_CHECKING, Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import ImpossibleError, types
from lemnos.steps.tools.schemas.validation import conforms, json_equal
from lemnos.steps.tools.world.base import Observation, Operation, Resource
from lemnos.steps.tools.world.clock import is_created, is_updated
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.paging import DIRECTIONS, SORTS, plain
from lemnos.steps.tools.world.resources import is_final
from lemnos.steps.tools.world.results import Page, list_result, one_result, opaque_result
from lemnos.steps.tools.world.sampling import fitted, sample
from lemnos.steps.tools.world.state import Row
from lemnos.steps.tools.world.words import revives

if TYPE_CHECKING:
    from lemnos.steps.tools.world.engine import LocalWorld

_LIMIT = 20
"""Entities on a page, where a call does not say how many."""
_MOST = 100
_STARTS = ("draft", "new", "open", "opened", "pending", "created", "queued", "todo", "active", "available", "requested")


class CallError(Exception):
    """A call that the state does not allow, or whose arguments name nothing."""

    def __init__(self, status: int, message: str, field: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.field = field


class Verbs:
    """The verbs of one world.

    Args:
        world: The world.
    """

    def __init__(self, world: "LocalWorld") -> None:
        self._world = world

    def call(self, compiled: CompiledOperation, arguments: dict[str, Any]) -> Observation:
        """Do what an operation means.

        Raises:
            CallError: The caller did something wrong; the state is as before.
            ImpossibleError: No result was found that conforms; the state is as before.
        """
        operation = compiled.operation
        scope = self._scope(operation, arguments)
        match operation.claim.verb:
            case "create":
                return self._create(compiled, arguments, scope)
            case "get":
                row = self._found(compiled, arguments, scope)
                return Observation(200, one_result(compiled, row.body, row.key))
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

    def _scope(self, operation: Operation, arguments: dict[str, Any]) -> dict[str, str]:
        """Return the entities above, which must exist, each below those before it."""
        scope: dict[str, str] = {}
        for parent in operation.parents:
            value = arguments.get(parent.argument)
            if value is None or parent.resource not in self._world.compiled.resources:
                continue
            key = str(value)
            if not any(_within(row.scope, scope) for row in self._world.store.find(parent.resource, key)):
                raise CallError(404, f"there is no {parent.resource} {key}", parent.argument)
            scope[parent.resource] = key
        return scope

    def _found(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Row:
        operation, store = compiled.operation, self._world.store
        resource = operation.claim.resource
        if not operation.key:
            rows = [row for row in store.rows(resource) if _within(row.scope, scope)]
            if not rows:
                raise CallError(404, f"there is no {resource} here")
            return rows[0]
        key = str(arguments.get(operation.key))
        for row in store.find(resource, key):
            if _within(row.scope, scope):
                return row
        raise CallError(404, f"there is no {resource} {key}", operation.key)

    # --- lists

    def _list(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        operation = compiled.operation
        rows = [row for row in self._world.store.rows(operation.claim.resource) if _within(row.scope, scope)]
        for argument, field in operation.filters:
            wanted = arguments.get(argument)
            if wanted is None or wanted == "" or wanted == []:
                continue
            rows = [row for row in rows if _matches(row.body, field, wanted)]
        rows = _sorted(rows, arguments)
        page, rows = self._page(compiled, arguments, rows)
        return Observation(200, list_result(compiled, [(row.key, row.body) for row in rows], page))

    def _page(self, compiled: CompiledOperation, arguments: dict[str, Any], rows: list[Row]) -> tuple[Page, list[Row]]:
        paging = compiled.operation.paging
        total = len(rows)
        if paging is None:
            return Page(total=total, limit=max(total, 1), offset=0, shown=total, following=None), rows
        limit = _whole(arguments.get(paging.limit)) if paging.limit else None
        limit = _LIMIT if limit is None or limit <= 0 else min(limit, _MOST)
        offset = 0
        if paging.cursor and (cursor := arguments.get(paging.cursor)) not in (None, ""):
            offset = self._after(cursor, rows, paging.cursor)
        elif paging.offset and (given := _whole(arguments.get(paging.offset))) is not None:
            offset = max(0, given)
        elif paging.page and (number := _whole(arguments.get(paging.page))) is not None:
            offset = max(0, number - 1) * limit
        shown = rows[offset : offset + limit]
        following: Any = None
        if offset + limit < total:
            if paging.cursor:
                following = _cursor(offset + limit)
            elif paging.page:
                following = offset // limit + 2
            else:
                following = offset + limit
            if _is_address(paging.next_field, compiled):
                argument = paging.cursor or paging.page or paging.offset
                path = compiled.tool.path
                for place in compiled.tool.places:
                    if place.place == "path" and place.name in arguments:
                        path = path.replace("{" + (place.wire_name or place.name) + "}", str(arguments[place.name]))
                following = f"{compiled.tool.server.rstrip('/')}{path}?{argument}={following}"
        return Page(total=total, limit=limit, offset=offset, shown=len(shown), following=following), shown

    def _after(self, cursor: Any, rows: list[Row], argument: str) -> int:
        """Return the offset that a cursor stands for: a token of ours, the key of the last entity, or a number."""
        text = str(cursor)
        for number, row in enumerate(rows):
            if row.key == text:
                return number + 1
        try:
            told = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)).decode()
        except (ValueError, UnicodeDecodeError):
            told = ""
        if told.startswith("o:") and told[2:].isdecimal():
            return int(told[2:])
        if isinstance(cursor, int) and not isinstance(cursor, bool):
            return max(0, cursor)
        raise CallError(400, f"{argument} is no cursor that an earlier page gave", argument)

    # --- changes

    def _create(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        world, resource = self._world, _resource(compiled)
        pool = world.compiled.pool(resource.name)
        number = world.store.count(resource.name) + 1
        sent = self._sent(compiled, arguments, pool.properties)
        seed = f"{world.compiled.spec.id}:{world.seed}:{resource.name}:new:{number}"
        given = sent.get(resource.key)
        if isinstance(given, str | int) and given != "":
            key: str | int | None = given
        else:
            key = self._new_key(resource, number)
        if key is None:
            raise CallError(409, f"there can be no more {resource.name} entities")
        if any(_within(row.scope, scope) for row in world.store.find(resource.name, str(key))):
            raise CallError(409, f"there is a {resource.name} {key} already", resource.key)
        self._unique(resource, sent, None)
        body = self._new_body(resource, sent, seed)
        body[resource.key] = key
        full_scope = self._full_scope(resource.name, scope, sent, number)
        world.population.link(resource.name, body, full_scope, number, frozenset(sent))
        self._stamp(resource, body, frozenset(sent), created=True)
        result = one_result(compiled, body, str(key)) if compiled.operation.items or _is_entity(compiled) else None
        if result is None:
            result = self._receipt(compiled, body, str(key))
        world.store.add(resource.name, str(key), full_scope, body)
        headers = {"Location": _location(compiled, arguments, str(key))} if compiled.tool.method == "POST" else {}
        return Observation(201 if compiled.tool.method in ("POST", "PUT") else 200, result, headers)

    def _new_key(self, resource: Resource, number: int) -> str | int | None:
        world = self._world
        pool = world.compiled.pool(resource.name)
        for attempt in range(4):
            key = pool.key(100 + number + 400 * attempt, "" if "integer" in _key_types(pool, resource) else world.seed)
            if key is None:
                return None
            if not world.store.find(resource.name, str(key)):
                return key
        return None

    def _full_scope(self, resource: str, scope: dict[str, str], sent: dict[str, Any], number: int) -> dict[str, str]:
        """Return the scope of a new entity: what the call names, what it sends, and those above these."""
        world = self._world
        full = dict(scope)
        by_name = {normalised(name): value for name, value in sent.items()}
        for parent in reversed(world.compiled.above(resource)):
            if parent in full:
                continue
            value = by_name.get(world.compiled.parent_arguments.get((resource, parent), ""))
            if isinstance(value, str | int) and world.store.find(parent, str(value)):
                full[parent] = str(value)
        for parent, key in list(full.items()):
            rows = [row for row in world.store.find(parent, key) if _within(row.scope, full)]
            if rows:
                full = {**rows[0].scope, **full}
        above = world.compiled.above(resource)
        if not scope and above:
            drawn = world.population.scope(resource, number)
            full = {**{name: key for name, key in drawn.items() if name in above and not full}, **full}
        return {name: key for name, key in full.items() if name in above}

    def _sent(
        self, compiled: CompiledOperation, arguments: dict[str, Any], properties: dict[str, Any]
    ) -> dict[str, Any]:
        """Return the fields that the arguments set."""
        sent: dict[str, Any] = {}
        for argument, field in compiled.operation.fields:
            if argument not in arguments:
                continue
            value = arguments[argument]
            if field:
                sent[field] = value
            elif isinstance(value, dict):
                sent.update(value)
        for name in sent:
            schema = properties.get(name, True)
            if not conforms(sent[name], schema, True) and not isinstance(sent[name], dict | list):
                try:
                    sent[name] = fitted(sent[name], schema, {}, f"{name}={sent[name]}", name)
                except ImpossibleError:
                    continue
        return sent

    def _new_body(self, resource: Resource, sent: dict[str, Any], seed: str) -> dict[str, Any]:
        pool = self._world.compiled.pool(resource.name)
        made = pool.sampled(seed)
        required = pool.schema.get("required", ())
        states = dict(resource.states)
        body: dict[str, Any] = {}
        for name, schema in pool.properties.items():
            if name in sent:
                body[name] = sent[name]
            elif name in states and name in made:
                values = states[name]
                body[name] = next(
                    (value for start in _STARTS for value in values if normalised(value) == start), values[0]
                )
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
        return {**body, **{name: value for name, value in sent.items() if name not in body}}

    def _stamp(self, resource: Resource, body: dict[str, Any], sent: frozenset[str], *, created: bool) -> None:
        pool = self._world.compiled.pool(resource.name)
        for name in body:
            if name in sent:
                continue
            if is_updated(name) or (created and is_created(name)):
                made = self._world.clock.written(name, pool.properties.get(name, True), pool.schema)
                if made is not None:
                    body[name] = made

    def _unique(self, resource: Resource, sent: dict[str, Any], own: int | None) -> None:
        for field in resource.unique:
            value = sent.get(field)
            if value is None:
                continue
            for row in self._world.store.rows(resource.name):
                if row.number != own and json_equal(row.body.get(field), value):
                    raise CallError(409, f"there is a {resource.name} with the {field} {value} already", field)

    def _update(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        resource = _resource(compiled)
        try:
            row = self._found(compiled, arguments, scope)
        except CallError as error:
            if not compiled.creates_if_missing or not compiled.operation.key or error.field != compiled.operation.key:
                raise
            return self._put(compiled, arguments, scope)
        pool = self._world.compiled.pool(resource.name)
        sent = self._sent(compiled, arguments, pool.properties)
        sent.pop(resource.key, None)
        self._unique(resource, sent, row.number)
        if compiled.operation.claim.verb == "replace":
            required = pool.schema.get("required", ())
            kept = {
                name: value
                for name, value in row.body.items()
                if name in resource.read_only or name == resource.key or name in required or name in sent
            }
            body = {**kept, **sent}
        else:
            body = {**row.body, **{name: _merged(row.body.get(name), value) for name, value in sent.items()}}
        if sent:
            self._stamp(resource, body, frozenset(sent), created=False)
        result = one_result(compiled, body, row.key) if _is_entity(compiled) else self._receipt(compiled, body, row.key)
        self._world.store.write(resource.name, row._replace(body=body))
        return Observation(200, result)

    def _put(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        """Create the entity that a ``replace`` names."""
        resource = _resource(compiled)
        pool = self._world.compiled.pool(resource.name)
        own = arguments[compiled.operation.key]
        sent = self._sent(compiled, arguments, pool.properties)
        self._unique(resource, sent, None)
        number = self._world.store.count(resource.name) + 1
        body = self._new_body(
            resource, sent, f"{self._world.compiled.spec.id}:{self._world.seed}:{resource.name}:{own}"
        )
        body[resource.key] = own
        full_scope = self._full_scope(resource.name, scope, sent, number)
        self._world.population.link(resource.name, body, full_scope, number, frozenset(sent))
        self._stamp(resource, body, frozenset(sent), created=True)
        result = (
            one_result(compiled, body, str(own)) if _is_entity(compiled) else self._receipt(compiled, body, str(own))
        )
        self._world.store.add(resource.name, str(own), full_scope, body)
        return Observation(201, result)

    def _delete(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        row = self._found(compiled, arguments, scope)
        result: Any = None
        if compiled.result is not None:
            result = (
                one_result(compiled, row.body, row.key)
                if _is_entity(compiled)
                else self._receipt(compiled, row.body, row.key)
            )
        elif not compiled.tool.method:
            result = {compiled.operation.key: row.key, "deleted": True}
        self._world.store.remove(_resource(compiled).name, row.number)
        return Observation(200 if result is not None else 204, result)

    def _act(self, compiled: CompiledOperation, arguments: dict[str, Any], scope: dict[str, str]) -> Observation:
        resource = _resource(compiled)
        row = self._found(compiled, arguments, scope)
        pool = self._world.compiled.pool(resource.name)
        body = dict(row.body)
        field, text = compiled.operation.transition
        if field:
            schema = pool.properties.get(field, {})
            value: Any = text == "true" if "boolean" in types(schema) else text
            present = body.get(field)
            action = (words_of(compiled.operation.name) or ("",))[0]
            if json_equal(present, value):
                raise CallError(409, f"the {resource.name} {row.key} is {_said(field, present)} already", field)
            if (
                isinstance(present, str)
                and is_final(present)
                and not any(map(revives, words_of(compiled.operation.name)))
            ):
                raise CallError(
                    409, f"the {resource.name} {row.key} is {present}; {action} is not possible any more", field
                )
            body[field] = value
            self._stamp(resource, body, frozenset((field,)), created=False)
        result = one_result(compiled, body, row.key) if _is_entity(compiled) else self._receipt(compiled, body, row.key)
        if field:
            self._world.store.write(resource.name, row._replace(body=body))
        return Observation(200 if result is not None else 204, result)

    def _receipt(self, compiled: CompiledOperation, body: dict[str, Any], key: str) -> Any:
        """Return a result that is not the entity: made by its schema, with what it has in common with the entity."""
        if compiled.result is None:
            return None if compiled.tool.method else body
        root = compiled.result.schema
        made = opaque_result(compiled, {**body, compiled.operation.key: key} if compiled.operation.key else dict(body),
                             f"{self._world.compiled.spec.id}:{compiled.tool.id}:{key}")  # fmt: skip
        return made if compiled.result.allows(made) else sample(root, root, key, "result", least=True)


def _resource(compiled: CompiledOperation) -> Resource:
    assert compiled.resource is not None
    return compiled.resource


def _key_types(pool: Any, resource: Resource) -> tuple[str, ...]:
    schema = pool.properties.get(resource.key, {})
    return types(schema) if isinstance(schema, dict) else ()


def _is_entity(compiled: CompiledOperation) -> bool:
    """Return whether the result of an operation shows the entity."""
    if compiled.result is None:
        return compiled.operation.claim.verb != "delete" and (
            not compiled.tool.method or compiled.operation.claim.verb in ("create", "get")
        )
    return compiled.shows_entity


def _within(scope: dict[str, str], wanted: dict[str, str]) -> bool:
    return all(scope.get(name, key) == key for name, key in wanted.items())


def _merged(present: Any, sent: Any) -> Any:
    if isinstance(present, dict) and isinstance(sent, dict):
        return {**present, **{name: _merged(present.get(name), value) for name, value in sent.items()}}
    return sent


def _whole(value: Any) -> int | None:
    if isinstance(value, str) and value.lstrip("-").isdecimal() and len(value) < 12:
        return int(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**12:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _cursor(offset: int) -> str:
    return base64.urlsafe_b64encode(f"o:{offset}".encode()).decode().rstrip("=")


def _is_address(pointer: str, compiled: CompiledOperation) -> bool:
    if compiled.result is None or not pointer:
        return False
    from lemnos.steps.tools.world.shapes import at, flat_of

    root = compiled.result.schema
    schema = flat_of(at(root, pointer, root), root)
    name = normalised(pointer.rpartition("/")[2])
    return (
        schema.get("format") in ("uri", "url")
        or name.endswith(("link", "url"))
        or (name == "next" and "string" in types(schema))
    )


def _at(body: Any, field: str) -> Any:
    if not field.startswith("/"):
        return body.get(field)
    for part in field[1:].split("/"):
        body = body.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(body, dict) else None
    return body


def _matches(body: dict[str, Any], field: str, wanted: Any) -> bool:
    """Return whether an entity has a value: equal to it, or containing it for text; any text of it for a search."""
    if isinstance(wanted, list):
        return any(_matches(body, field, each) for each in wanted)
    if not field:
        words = str(wanted).lower().split()
        text = "\n".join(_texts(body)).lower()
        return all(word in text for word in words)
    value = _at(body, field)
    values = value if isinstance(value, list) else [value]
    for each in values:
        if isinstance(each, dict):
            each = each.get("id", each.get("name"))
        if isinstance(each, bool) or isinstance(wanted, bool):
            if str(each).lower() == str(wanted).lower():
                return True
        elif isinstance(each, str) and isinstance(wanted, str):
            own = each.lower()
            if any(
                part and (part == own or (len(part) > 2 and part in own))
                for part in (wanted.lower(), *wanted.lower().split(","))
            ):
                return True
        elif each is not None and str(each) == str(wanted):
            return True
    return False


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    return [text for each in value for text in _texts(each)] if isinstance(value, list) else []


def _sorted(rows: list[Row], arguments: dict[str, Any]) -> list[Row]:
    """Return rows in the order that the arguments name: ``sort=name``, ``sort=-created``, ``order_by=name desc``."""
    field, falling = "", False
    for name, value in arguments.items():
        if not isinstance(value, str):
            continue
        own = plain(name)
        lowered = value.lower()
        if own in DIRECTIONS and lowered in ("asc", "desc", "ascending", "descending"):
            falling = lowered.startswith("desc")
        elif own in SORTS and not field:
            field = value.partition(",")[0].strip()
    if not field:
        return list(reversed(rows)) if falling else rows
    if field[0] in "+-":
        falling, field = field[0] == "-", field[1:]
    for separator in (" ", ":", "."):
        head, _, tail = field.rpartition(separator)
        if head and tail.lower() in ("asc", "desc", "ascending", "descending"):
            field, falling = head, tail.lower().startswith("desc")
    wanted = normalised(field)
    names = {normalised(name): name for row in rows for name in row.body}
    if wanted not in names:
        return rows
    name = names[wanted]

    def rank(row: Row) -> tuple[int, float, str]:
        value = row.body.get(name)
        if isinstance(value, int | float):
            return 1, float(value), ""
        return (2, 0.0, value) if isinstance(value, str) else (3, 0.0, "")

    return sorted(rows, key=rank, reverse=falling)


def _said(field: str, value: Any) -> str:
    if isinstance(value, bool):
        return f"{'' if value else 'not '}{field}"
    return str(value)


def _location(compiled: CompiledOperation, arguments: dict[str, Any], key: str) -> str:
    path = compiled.tool.path
    for place in compiled.tool.places:
        if place.place == "path" and place.name in arguments:
            path = path.replace("{" + (place.wire_name or place.name) + "}", str(arguments[place.name]))
    return f"{path.rstrip('/')}/{key}"
