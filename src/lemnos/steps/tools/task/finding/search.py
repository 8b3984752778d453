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
from lemnos.steps.tools.task.sense import (
    is_no_entity,
    is_of,
    is_wanted,
    is_whole,
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
        self._above, self.stated, self.named, self._by_key = above, stated, named, True
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
        number = self.call(operation, purpose, arguments, origins, where=where, told=told, wish=wish)
        if number is None:
            return None
        if self._in_vain(before, number):
            return None
        body = self.observations[number].body
        call = self.calls[number]
        label = target.name if target else label_of_new(told) if purpose == "create" else ""
        items = operation.compiled.operation.items
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
        if purpose == "action" and not operation.suits:
            return None
        number = self.call(operation, purpose, arguments, origins, where=before.where, told=told)
        if number is not None:
            items = operation.compiled.operation.items
            self.calls[number] = msgspec.structs.replace(self.calls[number], label=before.label, items=items)
        return number

    def needs(self, operation: ApiOperation, label: str) -> bool:
        """Return whether an operation needs the argument that holds the name of a new entity."""
        arguments = msgspec.json.decode(self.calls[-1].arguments)
        return any(arguments.get(name) == label for name in operation.required)
<<<<<<< HEAD
=======

    def find(self, feed: Feed, depth: int = 0, *, above: bool = False) -> Found | None:
        """Add the call of a list, unless it is made already, and return one of the entities that it shows.

        Args:
            feed: The list, and the value to take from its items.
            depth: 0 for what the user names of their own accord.
            above: Whether the entity is one below which others lie: all of a task lie below the same.
        """
        if (depth or above) and feed in self._above:
            return self._above[feed]
        source = self.api.operations[feed.source]
        prepared = self._arguments(source, depth + 1)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        if told:
            return None
        number = self.made(source.name, arguments)
        if number is None:
            number = self.call(source, "find", arguments, origins, where=self._where(founds))
        if number is None:
            return None
        items = at(self.observations[number].body, feed.items)
        if not isinstance(items, list) or not (field := name_field_of(items, source.noun)):
            return None
        labels = [label_of(item, field) for item in items]
        free = [index for index, label in enumerate(labels) if (source.noun, label) not in self.named]
        if not free:
            return None
        index = next((each for each in free if labels[each] == self.prefer), None) if self.prefer else None
        index = pick(self.random, free) if index is None else index
        item = items[index]
        value = inner(item, feed.field)
        if not isinstance(value, str | int) or isinstance(value, bool):
            return None
        if not lies_below(value, arguments):
            return None
        name = labels[index]
        self.named.add((source.noun, name))
        call = self.calls[number]
        if not call.label and call.purpose == "find":
            self.calls[number] = msgspec.structs.replace(call, label=name, items=feed.items, name_field=field)
        path = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in feed.field)
        found = Found(value, name, source.noun, number, f"{feed.items}/{index}{path}", item)
        if depth or above:
            self._above[feed] = found
        return found

    def _find_or_forget(self, feed: Feed, depth: int, *, above: bool) -> Found | None:
        """Return an entity of a list; if there is none to be named, take back what was done to find it."""
        calls, above_found, stated = len(self.calls), dict(self._above), dict(self.stated)
        found = self.find(feed, depth, above=above)
        if found is None:
            self.forget(calls)
            self._above, self.stated = above_found, stated
        return found

    def _arguments(
        self,
        operation: ApiOperation,
        depth: int,
        given: Mapping[str, tuple[Any, Origin]] | None = None,
        label: str = "",
        about: Found | None = None,
    ) -> tuple[dict[str, Any], list[Origin], list[tuple[str, str]], dict[str, Found]] | None:
        if depth > _DEEPEST or not operation.usable:
            return None
        arguments: dict[str, Any] = {}
        origins: list[Origin] = []
        told: list[tuple[str, str]] = []
        founds: dict[str, Found] = {}
        person = int(self.random.random() * 1000)
        own = number_of(operation.noun, label) if label else None  # the user goes on to speak of a new entity
        new = operation.verb == "create" or own is not None
        person = person if own is None else own
        value: Any
        rename = given is None or about is not None
        wanted = chosen(operation, self.random, depth, rename=rename, brief=self.brief)
        key = operation.compiled.operation.key
        # what is named, before what is said; what lies above, before what lies below
        for name in sorted(wanted, key=lambda each: (each not in operation.feeds, each == key)):
            flat = operation.properties[name]
            if given is not None and name in given:
                value, origin = given[name]
                arguments[name] = as_type(value, flat)
                origins.append(origin)
                continue
            if operation.verb == "create" and name in self.paths(operation):
                if name in operation.required:
                    return None
                continue
            if name in operation.required and (value := only_value(flat)) is not None:
                arguments[name] = value
                origins.append(Origin(name, "tool"))
                continue
            feeds = operation.feeds.get(name)
            where = name in operation.scoped and is_where(operation.scope_of(name))
            if feeds and not where:
                found = self._find_or_forget(feeds[0], depth, above=name in operation.above)
                if found is not None:
                    arguments[name] = as_type(found.value, flat)
                    founds[name] = found
                    origins.append(Origin(name, "observation", found.call, found.pointer, found.name))
                    continue
                if name not in operation.required and name != key:
                    continue
            if not where and (held := self.by_name(operation, name, flat, depth)) is not None:
                self.named.add((held.noun, held.name))
                founds[name] = held
                value = held.value
                origins.append(Origin(name, "request"))
            elif name in operation.unsaid or name in operation.above or name in operation.scoped:
                if name not in operation.required:
                    continue
                if name == operation.compiled.operation.key and not depth:
                    held = pasted(operation, flat, self.world, self.random, self.named)
                    if held is None:
                        return None
                    self.named.add((operation.noun, held.name))
                    founds[name] = held
                    value = held.value
                    origins.append(Origin(name, "request"))
                elif (
                    name not in operation.scoped
                    and (not depth or operation.named_by(name) in self.held)
                    and (held := self.numbered_above(operation, name, flat)) is not None
                ):
                    self.named.add((held.noun, held.name))
                    founds[name] = held
                    value = held.value
                    origins.append(Origin(name, "request"))
                else:
                    value = self.state(operation, name, flat)
                    origins.append(Origin(name, "policy"))
            elif flat.get("properties") and not value_of(name, flat, operation.noun, self.random, person):
                whole = self._object(operation, name, flat, person, depth)
                if whole is None:
                    if name in operation.required:
                        return None
                    continue
                value = whole[0]
                told += whole[1]
                origins += whole[2]
            elif (said_as := called_as(name, operation.noun)) in NAMING and operation.verb in ("update", "replace"):
                value = renamed(operation, name, founds.get(operation.compiled.operation.key), told, label, self.random)
                if value is not None:
                    origins.append(Origin(name, "request"))
            else:
                value = sought(operation, name, self.world, self.random) if operation.verb in _LOOKING else None
                if value is None and (operation.verb == "opaque" or is_said(name, operation.noun, flat)):
                    value = value_of(name, flat, operation.noun, self.random, person, new=new)
                if value and said_as == "email" and kind_of(operation.noun) == "person" and own is None:
                    known = founds.get(operation.compiled.operation.key, about)
                    value = (address_of(known.name) or None) if known is not None else value
                if said_as in NAMING and (called := label_of_new(told)):
                    value = name_in(called, flat)  # two names of one entity are the same
                elif value is True:
                    told.append((" ".join(words_of(name)), "yes"))
                elif value is not None:
                    told.append((said_as, in_words(value, plain="enum" not in flat)))
                if value is not None:
                    origins.append(Origin(name, "request"))
            if value is None:
                if name in operation.required:
                    return None
                continue
            arguments[name] = value
        if operation.verb == "replace" and not depth:
            target = founds.get(key, about)
            items = self.calls[target.call].items if target is not None and target.call >= 0 else ""
            kept = sent_again(operation, arguments, target, items)
            if kept is None:
                return None
            for origin, value in kept:
                arguments[origin.argument] = value
                origins.append(origin)
        return arguments, origins, told, founds

    def _where(self, founds: Mapping[str, Found], target: Found | None = None, moving: bool = False) -> str:
        above = [self.calls[each.call].where for each in (target, *founds.values()) if each and each.call >= 0]
        return where_of(founds, above, moving=moving)  # below what an entity lies

    def _object(
        self, operation: ApiOperation, name: str, flat: dict[str, Any], person: int, depth: int
    ) -> tuple[dict[str, Any], list[tuple[str, str]], list[Origin]] | None:
        """Return the value of an argument that wraps the fields of an entity: what it needs, and what a user adds."""
        root = operation.compiled.parameters.schema
        fields = {field: flat_of(schema, root) for field, schema in flat["properties"].items()}
        required = [field for field in flat.get("required", ()) if field in fields]
        wanted = fields_set(operation, fields, required, self.random)
        value: dict[str, Any] = {}
        told: list[tuple[str, str]] = []
        origins: list[Origin] = []
        for field in wanted:
            feeds = operation.feeds.get(f"/{name}/{field}")
            if feeds and field in required:
                found = self.find(feeds[0], depth + 1)
                if found is None:
                    return None
                value[field] = as_type(found.value, fields[field])
                told.append((found.noun, found.name))
                origins.append(Origin(f"/{name}/{field}", "observation", found.call, found.pointer, found.name))
                continue
            made = only_value(fields[field]) if field in required else None
            if made is not None:
                value[field] = made
                origins.append(Origin(f"/{name}/{field}", "tool"))
                continue
            if not is_hidden(field) and is_said(field, operation.noun, fields[field]):
                new = operation.verb == "create"
                made = value_of(field, fields[field], operation.noun, self.random, person, new=new)
            if made is not None:
                value[field] = made
                words = " ".join(words_of(field)) if made is True else called_as(field, operation.noun)
                told.append((words, in_words(made, plain="enum" not in fields[field])))
                origins.append(Origin(f"/{name}/{field}", "request"))
            elif field in required:
                return None
        return (value, told, origins) if value else None
>>>>>>> session
