"""Searches calls that a user may want: an operation, a world -> the calls that lead to it, executed once.

A call is put together from what the user says and from what earlier calls return. The names of entities that the user
says are those that lists of the world show, so the search that finds an id is part of the calls. Whatever cannot be
found or said ends the search with ``None``.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.task.api import CONTROL, Api, ApiOperation, Feed, at, inner, is_plain, label_of, name_field_of, plain
from lemnos.steps.tools.task.base import GoldCall, Origin, Purpose
from lemnos.steps.tools.task.phrases import wish_reads
from lemnos.steps.tools.task.values import pick, value_of
from lemnos.steps.tools.task.wording import field_words, is_asked, is_hidden, is_person, is_shown, named, said
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.base import Observation, World
from lemnos.steps.tools.world.engine import LocalWorld

MOST_CALLS = 8
_PASTED = re.compile(r"\d{3,9}|[A-Za-z]{1,6}[_-]?[A-Za-z0-9]{3,9}")
"""Keys that people paste: numbers and short codes."""
_MEDIA = re.compile(r"\b(image|photo|picture|video|audio|file|pdf|document|face|song|speech)s?\b")
_FIXED = frozenset("apiversion version format xversion acceptversion".split())
_BARE = frozenset("id key uuid name slug code value".split())
"""Names of arguments that say too little to be stated."""
_LARGEST = 14_000
"""Characters of an observation."""
_DEEPEST = 3
_MOST_OBSERVED = 2_000
_READING = ("get", "list", "search", "opaque")
_PURPOSES: dict[str, Purpose] = {
    "create": "create", "get": "get", "list": "list", "search": "list", "update": "update", "replace": "update",
    "delete": "delete", "action": "action",
}  # fmt: skip
_COUNTED = frozenset("count views likes visits followers rank rating score members total balance level number interval "
                     "attendees change state creation update birthday age population salary carrier sender".split())
"""Last words of what the service counts or sets, and users do not."""
_WRAPPERS = frozenset("data body payload attributes item resource input request entity object fields properties".split())
_NAMING = ("name", "title", "subject", "summary", "full name", "display name")


class Found(NamedTuple):
    """An entity that the user names."""

    value: Any
    name: str
    noun: str
    call: int
    pointer: str
    item: dict[str, Any]


class Search:
    """The calls of one task, found step by step.

    Args:
        api: The API.
        world: A world of its own, which the calls change.
        random: Decides.
    """

    def __init__(self, api: Api, world: World, random: Random) -> None:
        self.api = api
        self.world = world
        self.random = random
        self.as_made = True
        """Whether nothing has changed the world yet."""
        self.calls: list[GoldCall] = []
        self.observations: list[Observation] = []
        self._made: dict[tuple[str, str], int] = {}
        self._named: set[tuple[str, str]] = set()
        self.stated: dict[str, tuple[str, Any]] = {}
        """Argument → what it is called and its value, which the system message has to state."""
        self._above: dict[Feed, Found] = {}
        """Entities above others that were found: both of two wishes lie below the same."""
        self.prefer = ""
        """Name of the entity to find, if it is there."""

    def reach(self, operation: ApiOperation, wish: str = "") -> int | None:
        """Add the calls that an operation needs and a call of it; return its number.

        Args:
            operation: The operation.
            wish: For an operation without a state: what it does, as an imperative clause.
        """
        prepared = self._arguments(operation, 0)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        purpose = "do" if wish else _PURPOSES[operation.verb]
        key = operation.compiled.operation.key
        target = founds.pop(key, None) if key else None
        if purpose in ("get", "update", "delete", "action") and target is None:
            return None
        if purpose == "do" and not self._sensible(operation, told, founds):
            return None
        if purpose in ("create", "update") and not told:
            return None
        if purpose == "create" and not _is_worth(told, operation.noun):
            return None
        if any(found.noun == operation.noun for found in founds.values()) and purpose != "do":
            return None
        where = _where(founds) or (self.calls[target.call].where if target and target.call >= 0 else "")
        number = self._call(operation, purpose, arguments, origins, where=where, told=told, wish=wish)
        if number is None:
            return None
        body = self.observations[number].body
        call = self.calls[number]
        label = target.name if target else self._label_of_new(purpose, told, body)
        items = operation.compiled.operation.items
        if purpose == "get":
            fields = self._fields(at(body, items) if isinstance(at(body, items), dict) else body, target)
            if fields is None:
                return None
            call = msgspec.structs.replace(call, fields=fields, details=len(fields) > 2)
        if purpose == "list":
            shown = at(body, items)
            if not isinstance(shown, list) or not shown or not all(isinstance(item, dict) for item in shown):
                return None
            field = name_field_of(shown, operation.noun)
            field = field if is_plain(field) else ""
            call = msgspec.structs.replace(call, name_field=field)
        self.calls[number] = msgspec.structs.replace(call, label=label, items=items)
        return number

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
        prepared = self._arguments(operation, 0, given)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        purpose = _PURPOSES[operation.verb]
        if founds or (purpose == "update" and not told):
            return None
        number = self._call(operation, purpose, arguments, origins, where=before.where, told=told)
        if number is not None:
            items = operation.compiled.operation.items
            self.calls[number] = msgspec.structs.replace(self.calls[number], label=before.label, items=items)
        return number

    def needs(self, operation: ApiOperation, label: str) -> bool:
        """Return whether the argument that holds the name of a new entity is one that the operation needs."""
        arguments = msgspec.json.decode(self.calls[-1].arguments)
        return any(arguments.get(name) == label for name in operation.required)

    def action_word(self, operation: ApiOperation) -> str:
        """Return the verb of an action; empty if its name holds none."""
        return _action_word(operation.name)

    def find(self, feed: Feed, depth: int = 0) -> Found | None:
        """Add the call of a list, unless it is made already, and return one of the entities that it shows."""
        if depth and feed in self._above:
            return self._above[feed]
        source = self.api.operations[feed.source]
        prepared = self._arguments(source, depth + 1)
        if prepared is None:
            return None
        arguments, origins, told, founds = prepared
        if told:
            return None
        number = self._made.get((source.name, plain(arguments)))
        if number is None:
            number = self._call(source, "find", arguments, origins, where=_where(founds))
        if number is None:
            return None
        items = at(self.observations[number].body, feed.items)
        if not isinstance(items, list) or not (field := name_field_of(items, source.noun)):
            return None
        labels = [label_of(item, field) for item in items]
        free = [index for index, label in enumerate(labels) if (source.noun, label) not in self._named]
        if not free:
            return None
        index = next((each for each in free if labels[each] == self.prefer), None) if self.prefer else None
        index = pick(self.random, free) if index is None else index
        item = items[index]
        value = inner(item, feed.field)
        if not isinstance(value, str | int) or isinstance(value, bool):
            return None
        name = labels[index]
        self._named.add((source.noun, name))
        call = self.calls[number]
        if not call.label:
            self.calls[number] = msgspec.structs.replace(call, label=name, items=feed.items, name_field=field)
        path = "".join(f"/{part.replace('~', '~0').replace('/', '~1')}" for part in feed.field)
        found = Found(value, name, source.noun, number, f"{feed.items}/{index}{path}", item)
        if depth:
            self._above[feed] = found
        return found

    def _arguments(
        self, operation: ApiOperation, depth: int, given: Mapping[str, tuple[Any, Origin]] | None = None
    ) -> tuple[dict[str, Any], list[Origin], list[tuple[str, str]], dict[str, Found]] | None:
        if depth > _DEEPEST or not operation.usable:
            return None
        arguments: dict[str, Any] = {}
        origins: list[Origin] = []
        told: list[tuple[str, str]] = []
        founds: dict[str, Found] = {}
        person = int(self.random.random() * 1000)
        for name in self._chosen(operation, depth):
            flat = operation.properties[name]
            if given is not None and name in given:
                value, origin = given[name]
                arguments[name] = _as(value, flat)
                origins.append(origin)
                continue
            feeds = operation.feeds.get(name)
            if feeds:
                found = self.find(feeds[0], depth)
                value: Any = None
                if found is not None:
                    value = _as(found.value, flat)
                    founds[name] = found
                    origins.append(Origin(name, "observation", found.call, found.pointer, found.name))
                elif name in operation.required:
                    return None
            elif name in operation.unsaid:
                if name not in operation.required:
                    continue
                if name == operation.compiled.operation.key and not depth:
                    pasted = self._pasted(operation, flat)
                    if pasted is None:
                        return None
                    founds[name] = pasted
                    value = pasted.value
                    origins.append(Origin(name, "request"))
                else:
                    value = self._stated(operation, name, flat)
                    origins.append(Origin(name, "policy"))
            elif flat.get("properties") and not value_of(name, flat, operation.noun, self.random, person):
                whole = self._object(operation, name, flat, person, depth)
                if whole is None:
                    if name in operation.required:
                        return None
                    continue
                value, inner_told, inner_origins = whole
                told += inner_told
                origins += inner_origins
            else:
                value = value_of(name, flat, operation.noun, self.random, person)
                if value is not None:
                    told.append((_called(name, operation.noun), _in_words(value, plain="enum" not in flat)))
                    origins.append(Origin(name, "request"))
            if value is None:
                if name in operation.required:
                    return None
                continue
            arguments[name] = value
        return arguments, origins, told, founds

    def _object(
        self, operation: ApiOperation, name: str, flat: dict[str, Any], person: int, depth: int
    ) -> tuple[dict[str, Any], list[tuple[str, str]], list[Origin]] | None:
        """Return the value of an argument that wraps the fields of an entity: what it needs, and what a user adds."""
        root = operation.compiled.parameters.schema
        fields = {field: flat_of(schema, root) for field, schema in flat["properties"].items()}
        required = [field for field in flat.get("required", ()) if field in fields]
        left = [
            field
            for field, schema in fields.items()
            if field not in required and not is_hidden(field) and not schema.get("readOnly")
            and _is_said(field, operation.noun) and not schema.get("properties")
        ]  # fmt: skip
        naming = [field for field in left if _called(field, operation.noun) in _NAMING]
        chosen = [*required, *(naming[:1] if operation.verb == "create" else ())]
        left = [field for field in left if field not in chosen and field not in naming]
        for _ in range(1 + int(self.random.random() * 2)):
            if left:
                chosen.append(left.pop(int(self.random.random() * len(left))))
        value: dict[str, Any] = {}
        told: list[tuple[str, str]] = []
        origins: list[Origin] = []
        for field in chosen:
            feeds = operation.feeds.get(f"/{name}/{field}")
            if feeds and field in required:
                found = self.find(feeds[0], depth + 1)
                if found is None:
                    return None
                value[field] = _as(found.value, fields[field])
                told.append((found.noun, found.name))
                origins.append(Origin(f"/{name}/{field}", "observation", found.call, found.pointer, found.name))
                continue
            made = None if is_hidden(field) else value_of(field, fields[field], operation.noun, self.random, person)
            if made is not None:
                value[field] = made
                told.append((_called(field, operation.noun), _in_words(made, plain="enum" not in fields[field])))
                origins.append(Origin(f"/{name}/{field}", "request"))
            elif field in required:
                return None
        return (value, told, origins) if value else None

    def _pasted(self, operation: ApiOperation, flat: dict[str, Any]) -> Found | None:
        """Return an entity whose key the user has before them, where nothing lists the entities."""
        resource = operation.compiled.resource
        if resource is None or not isinstance(self.world, LocalWorld):
            return None
        keys = [row.key for row in self.world.store.rows(resource.name) if _PASTED.fullmatch(row.key)]
        if not keys:
            return None
        key = pick(self.random, keys)
        return Found(_as(int(key) if key.isdecimal() else key, flat), f"with the id {key}", operation.noun, -1, "", {})

    def _stated(self, operation: ApiOperation, name: str, flat: dict[str, Any]) -> Any:
        """Return a value that the system message states, for an argument of which users do not talk."""
        if name in self.stated:
            return self.stated[name][1]
        above = next((parent.resource for parent in operation.compiled.operation.parents if parent.argument == name), "")
        value: Any = None
        if above and isinstance(self.world, LocalWorld):
            keys = [row.key for row in self.world.store.rows(above)]
            value = _as(int(keys[0]) if keys[0].isdecimal() else keys[0], flat) if keys else None
        elif normalised(name) in _FIXED | CONTROL or name in _placed_in_header(operation):
            value = flat.get("default", (flat.get("enum") or [None])[0])
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "" or normalised(name) in _BARE:
            return None
        self.stated[name] = (field_words(name), value)
        return value

    def _chosen(self, operation: ApiOperation, depth: int) -> list[str]:
        """Return the arguments of a call: the needed ones, and some that a user may add."""
        names = list(operation.required)
        key = operation.compiled.operation.key
        if key and key not in names and key in operation.properties:
            names.append(key)
        if depth or operation.verb in ("get", "delete", "action", "opaque"):
            return names
        if operation.verb in ("create", "update", "replace"):
            wrappers = [
                each for each in operation.properties
                if normalised(each) in _WRAPPERS and operation.properties[each].get("properties") and each not in names
            ]  # fmt: skip
            if wrappers:
                return [*names, wrappers[0]]
        if operation.verb == "create" and not any(_called(name, operation.noun) in _NAMING for name in names):
            naming = [
                argument for argument, field in operation.compiled.operation.fields
                if field and argument in operation.properties and _called(argument, operation.noun) in _NAMING
            ]  # fmt: skip
            names += naming[:1]
        settable = [name for name, field in operation.compiled.operation.fields if field]
        offered = [argument for argument, field in operation.compiled.operation.filters if field]
        pool = offered if operation.verb in ("list", "search") else settable
        left = [
            name
            for name in pool
            if name in operation.properties and name not in names and not is_hidden(name)
            and name not in operation.feeds
            and name not in operation.unsaid and _is_said(name, operation.noun)
        ]  # fmt: skip
        wanted = {"create": 2, "update": 1, "replace": 1}.get(operation.verb, 0)
        if self.random.random() < 0.35:
            wanted = max(1, wanted) if operation.verb not in ("list", "search") else 1
        extra: list[str] = []
        while left and len(extra) < wanted:
            name = left.pop(int(self.random.random() * len(left)))
            if value_of(name, operation.properties[name], operation.noun, Random(0)) is not None:
                extra.append(name)
        return names + [name for name in operation.properties if name in extra]

    def _call(
        self,
        operation: ApiOperation,
        purpose: Purpose,
        arguments: dict[str, Any],
        origins: list[Origin],
        *,
        where: str = "",
        told: list[tuple[str, str]] | None = None,
        wish: str = "",
    ) -> int | None:
        if len(self.calls) >= MOST_CALLS or not operation.compiled.parameters.allows(arguments):
            return None
        observation = self._observed(operation, arguments)
        if observation.failed or len(plain(observation.body)) > _LARGEST:
            return None
        stage = 1 + max((self.calls[each.call].stage for each in origins if each.call >= 0), default=-1)
        words = operation.compiled.operation.name
        self.calls.append(
            GoldCall(
                tool=operation.name,
                arguments=msgspec.json.encode(arguments).decode(),
                stage=stage,
                purpose=purpose,
                noun=operation.noun,
                plural=operation.plural,
                where=where,
                verb=wish or (_action_word(words) if purpose == "action" else ""),
                origins=tuple(origins),
                said=tuple(told or ()),
            )
        )
        self.observations.append(observation)
        self._made[operation.name, plain(arguments)] = len(self.calls) - 1
        return len(self.calls) - 1

    def _observed(self, operation: ApiOperation, arguments: dict[str, Any]) -> Observation:
        """Return what a call returns; a call that only reads in a world as it was made returns the same each time."""
        if operation.verb not in _READING:
            self.as_made = False
        if not self.as_made:
            return self.world.call(operation.name, arguments)
        key = (self.world.id, operation.name, plain(arguments))
        found = self.api.observed.get(key)
        if found is None:
            if len(self.api.observed) > _MOST_OBSERVED:
                self.api.observed.clear()
            found = self.api.observed[key] = self.world.call(operation.name, arguments)
        return found

    def _fields(self, body: Any, target: Found | None) -> tuple[str, ...] | None:
        """Return one or two fields of an entity that a person may ask for; None if it shows none."""
        if not isinstance(body, dict):
            return None
        name = target.name if target else ""
        shown = [
            field
            for field, value in body.items()
            if is_shown(field, value) and not isinstance(value, bool) and said(value) != name and field.lower() != "name"
        ]
        fresh = [field for field in shown if target is None or field not in target.item]
        asked = [field for field in fresh or shown if is_asked(field)]
        if not asked:
            return None
        if len(asked) > 2 and self.random.random() < 0.2:
            return tuple(asked[:3])
        first = pick(self.random, asked)
        rest = [field for field in asked if field != first]
        return (first, pick(self.random, rest)) if rest and self.random.random() < 0.35 else (first,)

    def _sensible(self, operation: ApiOperation, told: list[tuple[str, str]], founds: dict[str, Found]) -> bool:
        """Return whether a wish for a function is whole: it says on what to work, or there is nothing to say."""
        if any(name.split(" ")[-1] == "URL" for name, _ in told) and _MEDIA.search(self.api.wish(operation)):
            return False
        if founds or operation.tool.method in ("PUT", "PATCH", "DELETE"):
            return False
        reads = wish_reads(self.api.wish(operation))
        if operation.tool.method:
            return bool(told) or (operation.tool.method == "GET" and reads)
        return bool(told) or (reads and operation.tool.parameters_known)

    def _label_of_new(self, purpose: Purpose, told: list[tuple[str, str]], body: Any) -> str:
        del body
        if purpose != "create":
            return ""
        said_ = dict(told)
        if "first name" in said_ and "last name" in said_:
            return f"{said_['first name']} {said_['last name']}"
        return next((value for name, value in told if name in _NAMING), "")


def _is_said(name: str, noun: str) -> bool:
    """Return whether a user may add an argument of their own accord."""
    words = _called(name, noun)
    return is_asked(name) and words.split(" ")[-1] not in _COUNTED and words not in ("creation date", "last update", "last change", "deletion date", "state", "id")


def _is_worth(told: list[tuple[str, str]], noun: str) -> bool:
    """Return whether what is said of a new entity is enough for a person to want it: a name, or two things."""
    names = {name for name, value in told if value != "yes"}
    if not names.isdisjoint(("name", "title", "subject", "email", "full name", "display name")):
        return True
    if is_person(noun):
        return {"first name", "last name"} <= names
    return len(names) > 1


def _placed_in_header(operation: ApiOperation) -> frozenset[str]:
    return frozenset(place.name for place in operation.tool.places if place.place == "header")


def _as(value: Any, flat: dict[str, Any]) -> Any:
    kinds = flat.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if "string" in kinds and isinstance(value, int):
        return str(value)
    if "integer" in kinds and isinstance(value, str) and value.isdecimal():
        return int(value)
    if "array" in kinds:
        return [value]
    return value


def _called(name: str, noun: str) -> str:
    """Return what an argument is called, without the noun of its own entity: ``projectName`` of a project is a name."""
    words = field_words(name)
    front = f"{noun} "
    return words[len(front):] if words.startswith(front) else words


def _in_words(value: Any, *, plain: bool) -> str:
    """Return what a user says for a value: a text of their own verbatim, unless it is a date."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value if plain and isinstance(value, str) and not said(value)[:1].isdecimal() else said(value)


def _where(founds: dict[str, Found]) -> str:
    """Return below what the entity lies, in words."""
    several = list(founds.values())
    return "" if not several else f"in the {several[-1].noun} {named(several[-1].name)}"


def _action_word(name: str) -> str:
    from lemnos.steps.tools.examples.example_values import words_of
    from lemnos.steps.tools.world.semantics.words import is_action

    return next((word for word in words_of(name) if is_action(word)), "")
