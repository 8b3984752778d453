"""Fills the arguments of a call: what the user says, what is stated, and what lists return that are called before.

Whatever cannot be found or said ends the search with ``None``.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.things import is_where, kind_of
from lemnos.steps.tools.schemas.flatten import only_value
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import (
    NAMING,
    Found,
    as_type,
    called_as,
    chosen,
    in_words,
    is_said,
    label_of_new,
    where_of,
)
from lemnos.steps.tools.task.base import Origin
from lemnos.steps.tools.task.finding.known import own_value, pasted, sent_again, sought, takes_key
from lemnos.steps.tools.task.finding.naming import Naming
from lemnos.steps.tools.task.listings import Feed, at, inner, label_of, lies_below, name_field_of
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.sense import fields_set, renamed
from lemnos.steps.tools.task.values import address_of, is_of_person, name_in, number_of, value_of
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.base import World
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.seeds import pick
from lemnos.text.json_pointers import escaped

_DEEPEST = 3
_LOOKING = ("list", "search")


class Filling(Naming):
    """The calls of one task, and how their arguments are filled.

    Args:
        api: The API.
        world: A world of its own, which the calls change.
        random: Decides.
    """

    def __init__(self, api: Api, world: World, random: Random) -> None:
        super().__init__(api, world, random)
        self.brief = False
        """Whether the user says no more than what is needed."""
        self._above: dict[Feed, Found] = {}
        """Entities above others that were found: both of two wishes lie below the same."""
        self.prefer = ""
        """Name of the entity to find, if it is there."""
        self._by_key = False
        """Whether the user names what a call works on by its key, though a list shows it."""

    def find(self, feed: Feed, depth: int = 0, *, above: bool = False) -> Found | None:
        """Add the call of a list, unless it is made already, and return one of the entities that it shows.

        Args:
            feed: The list, and the value to take from its items.
            depth: 0 for what the user names of their own accord.
            above: Whether the entity is one below which others lie: all of a task lie below the same.
        """
        if (depth or above) and (again := self._again(feed)) is not None:
            return again
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
        free = [
            index
            for index, label in enumerate(labels)
            if self.named.isdisjoint(((source.noun, label), (source.noun, f"#{inner(items[index], feed.field)}")))
        ]
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
        self.named |= {(source.noun, name), (source.noun, f"#{value}")}
        call = self.calls[number]
        if not call.label and call.purpose == "find":
            self.calls[number] = msgspec.structs.replace(call, label=name, items=feed.items, name_field=field)
        path = "".join(f"/{escaped(part)}" for part in feed.field)
        found = Found(value, name, source.noun, number, f"{feed.items}/{index}{path}", item)
        if depth or above:
            self._above[feed] = found
        return found

    def _again(self, feed: Feed) -> Found | None:
        """Return an entity above others that was found in the list of a feed, with the value of this one."""
        for known, found in self._above.items():
            if (known.source, known.items) == (feed.source, feed.items):
                path = [*found.pointer.split("/")[: -len(known.field)], *map(escaped, feed.field)]
                value = inner(found.item, feed.field)
                return found._replace(value=value, pointer="/".join(path)) if value is not None else None
        return None

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
        own_fields = operation.own_references
        # what is named, before what is said; what lies above, before what lies below
        for name in sorted(wanted, key=lambda each: (each not in operation.feeds or each in own_fields, each == key)):
            flat = operation.properties[name]
            if name in own_fields and (given is None or name not in given):
                target = founds.get(key, about)
                if (again := own_value(name, own_fields[name], flat, target, self._items(target))) is not None:
                    origins.append(again[0])
                    arguments[name] = again[1]
                elif name in operation.required:
                    return None
                continue
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
            if feeds and name not in (*operation.required, key) and self._lists_one_of(feeds[0], founds):
                continue  # a note is on one recipe
            if feeds and not where and not (self._by_key and name == key and not depth):
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
                if name == operation.compiled.operation.key and not depth and takes_key(name):
                    held = pasted(operation, flat, self.world, self.random, self.named)
                    if held is None:
                        return None
                    self.named.add((operation.noun, held.name))
                    founds[name] = held
                    value = held.value
                    origins.append(Origin(name, "request"))
                elif (
                    name not in operation.scoped
                    and (not depth or (operation.named_by(name), operation.by(name)) in self.held)
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
                whole = self._object(operation, name, flat, person, depth, founds.get(key, about))
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
                if value and said_as == "email" and own is None:
                    known = founds.get(operation.compiled.operation.key, about)
                    if known is not None and (kind_of(operation.noun) == "person" or is_of_person(known.name)):
                        value = address_of(known.name) or None
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
            if (kept := sent_again(operation, arguments, target, self._items(target))) is None:
                return None
            for origin, value in kept:
                arguments[origin.argument] = value
                origins.append(origin)
        return arguments, origins, told, founds

    def _items(self, target: Found | None) -> str:
        """Return where the list that showed an entity holds it."""
        return self.calls[target.call].items if target is not None and target.call >= 0 else ""

    def _lists_one_of(self, feed: Feed, founds: Mapping[str, Found]) -> bool:
        """Return whether a list shows things of which one is named already."""
        return any(found.noun == self.api.operations[feed.source].noun for found in founds.values())

    def _where(self, founds: Mapping[str, Found], target: Found | None = None, way: str = "") -> str:
        above = [self.calls[each.call].where for each in (target, *founds.values()) if each and each.call >= 0]
        return where_of(founds, above, way=way)  # below what an entity lies

    def _object(
        self, operation: ApiOperation, name: str, flat: dict[str, Any], person: int, depth: int, target: Found | None
    ) -> tuple[dict[str, Any], list[tuple[str, str]], list[Origin]] | None:
        """Return the value of an argument that wraps the fields of an entity: what it needs, and what a user adds.

        A change sends again to what the entity refers.
        """
        root = operation.compiled.parameters.schema
        fields = {field: flat_of(schema, root) for field, schema in flat["properties"].items()}
        required = [field for field in flat.get("required", ()) if field in fields]
        wanted = fields_set(operation, fields, required, self.random)
        value: dict[str, Any] = {}
        told: list[tuple[str, str]] = []
        origins: list[Origin] = []
        for field in wanted:
            feeds = operation.feeds.get(f"/{name}/{field}")
            if feeds and field in required and operation.verb in ("update", "replace"):
                if (again := own_value(f"/{name}/{field}", field, fields[field], target, self._items(target))) is None:
                    return None
                origins.append(again[0])
                value[field] = again[1]
                continue
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
