"""Searches calls that a user may want: an operation, a world -> the calls that lead to it, executed once.

A call is put together from what the user says and from what earlier calls return. The names of entities that the user
says are those that lists of the world show, so the search that finds an id is part of the calls. Whatever cannot be
found or said ends the search with ``None``.
"""

from typing import Any

import msgspec

from lemnos.steps.tools.task.arguments import (
    PURPOSES,
    fields_asked,
    label_of_new,
    way_of,
)
from lemnos.steps.tools.task.base import Origin
from lemnos.steps.tools.task.finding.filling import Filling
from lemnos.steps.tools.task.listings import at, lies_below
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.results import contradicts
from lemnos.steps.tools.task.sense import (
    is_no_entity,
    is_of,
    is_so,
    is_wanted,
    is_whole,
    renames_person,
    shows,
    told_apart_by,
)

_OF_ONE = ("get", "update", "delete", "action")
"""What is done to one entity, which may be named by its key."""


class Search(Filling):
    """The calls of one task, found step by step.

    Args:
        api: The API.
        world: A world of its own, which the calls change.
        random: Decides.
    """

    def reach(self, operation: ApiOperation, wish: str = "") -> int | None:
        """Add the calls that an operation needs and a call of it; return its number.

        Args:
            operation: The operation.
            wish: For an operation without a state: what it does, as an imperative clause.
        """
        before, above, stated, named = len(self.calls), dict(self._above), dict(self.stated), set(self.named)
        number = self._reach(operation, wish)
        if before or operation.verb not in _OF_ONE or not operation.feeds.get(operation.compiled.operation.key):
            return number
        if number is not None and (self.calls[number].tool == operation.name or self.random.random() < 0.5):
            return number
        if operation.verb != "get" and not self.as_made:
            return number  # the call may have been made
        self.forget(0)
        self._above, self.stated, self.named = above, stated, named
        return self.reach_by_key(operation, wish)

    def reach_by_key(self, operation: ApiOperation, wish: str = "") -> int | None:
        """Add a call of an operation on an entity of which the user has the key; return its number. See ``reach``."""
        self._by_key = True
        number = self._reach(operation, wish)
        self._by_key = False
        return number

    def _reach(self, operation: ApiOperation, wish: str) -> int | None:
        before = len(self.calls)
        prepared = self._arguments(operation, 0)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        purpose = "do" if wish else PURPOSES[operation.verb]
        target = founds.pop(operation.compiled.operation.key, None)
        whole = purpose != "do" or is_whole(wish, operation, told, founds)
        if not whole or not is_wanted(operation, purpose, told, founds, target):
            return None
        where = self._where(founds, target, way_of(operation))
        if purpose == "list" and f" the {operation.noun} " in f" {where} ":
            return None  # the offerings for a user, who was found in one of them
        number = self.call(operation, purpose, arguments, origins, where=where, told=told, wish=wish)
        if number is None:
            return None
        body = self.observations[number].body
        if self._in_vain(before, number) or (purpose == "action" and contradicts(operation.action, body)):
            return None
        call = self.calls[number]
        label = target.name if target else label_of_new(told) if purpose == "create" else ""
        items = self.items(number)
        if purpose == "get":
            if target is not None and not is_of(target, body, at(body, items)):
                return None
            fields = fields_asked(
                at(body, items) if isinstance(at(body, items), dict) else body,
                target.name if target else "",
                operation.noun,
                target.item if target else {},
                self.random,
            )
            if fields is None:
                return None
            call = msgspec.structs.replace(call, fields=fields, details=len(fields) > 2)
            if target is not None and all(field in target.item for field in fields):
                listing = self.told_by_list(call, target)
                return None if listing is None or self._in_vain(before, listing) else listing
            self.known[number] = target.item if target is not None else {}
        if purpose == "list":
            field = told_apart_by(operation, body, at(body, items), told)
            shown = at(body, items)
            if field is None or not all(lies_below(item.get("name"), arguments) for item in shown):
                return None
            call = msgspec.structs.replace(call, name_field=field)
        if purpose == "create" and (is_no_entity(body) or (label and not shows(body, label))):
            return None
        self.calls[number] = msgspec.structs.replace(call, label=label, items=items)
        return number

    def _in_vain(self, start: int, end: int) -> bool:
        """Return whether one of the calls from one number to before another is of no use to those after it."""
        used = {origin.call for call in self.calls[start:] for origin in call.origins}
        return not used.issuperset(range(start, end))

    def follow(self, operation: ApiOperation, earlier: int) -> int | None:
        """Add a call of an operation on the entity of an earlier call of the same resource; return its number."""
        before = self.calls[earlier]
        key = operation.compiled.operation.key
        entity = at(self.observations[earlier].body, before.items)
        pointer = before.items
        if not isinstance(entity, dict):
            entity, pointer = self.observations[earlier].body, ""
        field = operation.compiled.resource.key if operation.compiled.resource is not None else ""
        if not key or not isinstance(entity, dict) or not isinstance(entity.get(field), str | int):
            return None
        known = msgspec.json.decode(before.arguments)
        given: dict[str, tuple[Any, Origin]] = {
            key: (entity[field], Origin(key, "observation", earlier, f"{pointer}/{field}", before.label))
        }
        for origin in before.origins:
            if origin.origin == "observation" and origin.argument in operation.required and origin.argument != key:
                given[origin.argument] = (known[origin.argument], origin)
        prepared = self._arguments(operation, 0, given, before.label)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        purpose = PURPOSES[operation.verb]
        if founds or (purpose == "update" and not told):
            return None
        if purpose == "update" and (renames_person(operation.noun, told) or is_so(told, entity)):
            return None
        if purpose == "action" and (told or not operation.suits):
            return None
        number = self.call(operation, purpose, arguments, origins, where=before.where, told=told)
        if number is not None:
            if purpose == "action" and contradicts(operation.action, self.observations[number].body):
                return None
            self.calls[number] = msgspec.structs.replace(
                self.calls[number], label=before.label, items=self.items(number)
            )
        return number

    def needs(self, operation: ApiOperation, label: str) -> bool:
        """Return whether an operation needs the argument that holds the name of a new entity."""
        arguments = msgspec.json.decode(self.calls[-1].arguments)
        return any(arguments.get(name) == label for name in operation.required)
