"""Keeps what a conversation holds so far: calls and what they returned -> entities, lists, values told, by turn.

Everything here stands in the conversation: an entity has the id and the fields that some result has shown, and a
list the order in which its answer named the items. Turns are counted from 0; ``turn`` is the last one that spoke of
something.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from lemnos.steps.tools.task.arguments import NAMING, Found, called_as
from lemnos.steps.tools.task.base import GoldCall, Origin
from lemnos.steps.tools.task.kinds.session.calls import Given, Onward
from lemnos.steps.tools.task.listings import at, is_plain, label_of, name_field_of, takes_other
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.text.json_pointers import escaped

_CHANGING = ("create", "update", "replace", "delete", "action")


Scope = Mapping[tuple[str, str], tuple[Any, Origin]]
"""(Resource above, the field by which it is named or empty for its key) → the value and its origin."""


class Entity:
    """Something that a result has shown.

    Args:
        found: Its id, its name, and where these were seen.
        resource: Its resource.
        scope: What it lies below.
        where: Below what it lies, in words.
        turn: The turn that showed it.
    """

    def __init__(self, found: Found, resource: str, scope: Scope, where: str, turn: int) -> None:
        self.found = found
        self.resource = resource
        self.scope = scope
        self.where = where
        self.turn = turn
        self.name = found.name
        self.facts: dict[str, Any] = dict(found.item)
        """Field → its value now, as results and changes show it."""
        self.seen: dict[str, tuple[int, str]] = {}
        """Field → (call, JSON pointer) where the value was seen."""
        self.told: dict[str, tuple[int, str]] = {}
        """What a field is called → (turn that told it, field)."""
        self.done: set[str] = set()
        """What was done to it: verbs, and names of fields that were set."""
        self.asked = 0
        """Questions on it so far."""
        self.subject = False
        """Whether a turn was about it alone."""
        self.made = -1
        """The turn that created it; -1 if none did."""
        self.gone = -1
        """The turn that deleted it; -1 if none did."""
        self.look(found.pointer.rpartition("/")[0], found.call)

    @property
    def noun(self) -> str:
        """What it is called."""
        return self.found.noun

    def look(self, pointer: str, call: int) -> None:
        """Note where its fields are seen."""
        if call >= 0:
            for field in self.facts:
                self.seen.setdefault(field, (call, f"{pointer}/{escaped(field)}"))

    def learn(self, body: Mapping[str, Any], pointer: str, call: int) -> None:
        """Take the fields from a result that shows it; what was told of one that is another now does not count."""
        for field, value in body.items():
            if self.facts.get(field, value) != value:
                self.told = {name: told for name, told in self.told.items() if told[1] != field}
            self.facts[field] = value
            self.seen[field] = (call, f"{pointer}/{escaped(field)}")

    def forget(self) -> None:
        """Forget all fields: something was done to it, and nothing shows what that has changed."""
        self.seen.clear()
        self.facts.clear()

    def tell(self, field: str, turn: int) -> None:
        """Note that a turn has told a field."""
        self.told[called_as(field, self.noun)] = (turn, field)


class Listing:
    """A list that was called."""

    def __init__(
        self, call: int, resource: str, scope: Scope, entities: list[Entity], turn: int, *, shown: bool
    ) -> None:
        self.call = call
        self.resource = resource
        self.scope = scope
        self.entities = entities
        self.turn = turn
        self.shown = shown
        """Whether the answer named the items, in this order."""
        self.stale = False
        """Whether something of this kind was changed since."""
        self.differs = False
        """Whether it names others now: something was created, deleted or renamed."""
        self.counts = False
        """Whether it has more or fewer items now."""


class Memory:
    """What a conversation holds so far.

    Args:
        search: Its calls.
    """

    def __init__(self, search: Onward) -> None:
        self.search = search
        self._entities: dict[tuple[str, str], Entity] = {}
        self.listings: list[Listing] = []

    def __iter__(self) -> Iterator[Entity]:
        """Yield the entities that are there, in the order in which they came up."""
        return (each for each in self._entities.values() if each.gone < 0)

    def ever(self, noun: str) -> Iterator[Entity]:
        """Yield the entities that are called so, also those that are gone: who says "that one" may mean them."""
        return (each for each in self._entities.values() if each.noun == noun)

    def note(self, number: int, turn: int) -> Entity | None:
        """Take in a call and what it returned; return the entity that it is about, None for a list."""
        call = self.search.calls[number]
        operation = self.search.api.operations[call.tool]
        resource = operation.compiled.resource
        if operation.verb == "opaque" or resource is None:
            return None
        body = self.search.observations[number].body
        scope = scope_of(call, operation)
        name = operation.compiled.operation.claim.resource
        if operation.verb in ("list", "search"):
            self._listed(number, call, body, resource.key, name, scope, turn)
            if call.purpose != "get":
                return None
            item = at(body, call.items)
            return self._known(name, item.get(resource.key)) if isinstance(item, dict) else None
        entity = at(body, call.items)
        pointer = call.items if isinstance(entity, dict) else ""
        entity = entity if isinstance(entity, dict) else body
        key = entity.get(resource.key) if isinstance(entity, dict) else None
        if operation.verb == "create":
            if not isinstance(key, str | int) or isinstance(key, bool) or not call.label:
                self._changed(name, scope, None, counts=True)
                return None
            self._changed(name, scope, None, counts=True)
            found = Found(key, call.label, call.noun, number, f"{pointer}/{escaped(resource.key)}", entity)
            own = self._entities[name, str(key)] = Entity(found, name, scope, call.where, turn)
            own.made = turn
            for said_as, _ in call.said:
                own.told[said_as] = (turn, "")
        else:
            argument = operation.compiled.operation.key
            value = msgspec.json.decode(call.arguments).get(argument)
            known = self._known(name, value)
            if operation.verb in _CHANGING:
                renames = any(said_as in NAMING for said_as, _ in call.said)
                self._changed(name, scope, known, counts=operation.verb == "delete", renames=renames)
            if known is None:
                origin = next((each for each in call.origins if each.argument == argument), None)
                if origin is None or value is None:
                    return None
                found = Found(value, call.label, call.noun, origin.call, origin.pointer, {})
                known = self._entities[name, str(value)] = Entity(found, name, scope, call.where, turn)
            own = known
        own.turn, own.subject = turn, True
        if isinstance(entity, dict) and str(key) == str(own.found.value):
            own.learn(entity, pointer, number)
        return own

    def given(self, operation: ApiOperation, entity: Entity) -> Given | None:
        """Return the arguments of an operation that an entity gives: its id, and those of what it lies below.

        None if the operation does not work on such entities, or knows them by something else.
        """
        own = operation.compiled.operation
        given: dict[str, tuple[Any, Origin]] = {}
        found = entity.found
        if own.claim.resource == entity.resource and own.key and operation.verb != "create":
            resource = operation.compiled.resource
            if resource is None or takes_other(own.key, resource.key):
                return None
            given[own.key] = (found.value, id_origin(own.key, entity))
        elif not any(parent.resource == entity.resource for parent in own.parents):
            return None
        for parent in own.parents:
            if parent.resource == entity.resource and parent.by:
                return None  # it knows it by something else
            if parent.resource == entity.resource:
                given[parent.argument] = (found.value, id_origin(parent.argument, entity))
            elif (place := (parent.resource, parent.by)) in entity.scope:
                value, origin = entity.scope[place]
                given[parent.argument] = (value, msgspec.structs.replace(origin, argument=parent.argument))
        return given

    def latest(self) -> list[Listing]:
        """Return the latest list of each resource."""
        return list({each.resource: each for each in self.listings}.values())

    def listing(self, resource: str) -> Listing | None:
        """Return the latest list of a resource; None if there is none."""
        return next((each for each in reversed(self.listings) if each.resource == resource), None)

    def _known(self, resource: str, value: Any) -> Entity | None:
        return self._entities.get((resource, str(value)))

    def _changed(
        self, resource: str, scope: Scope, entity: Entity | None, *, counts: bool, renames: bool = False
    ) -> None:
        """Note which lists are out of date: those that hold an entity; for a new one, those below the same."""
        for each in self.listings:
            same = all(_may_be(scope, place, value) for place, (value, _) in each.scope.items())
            if each.resource == resource and (same if entity is None else entity in each.entities):
                each.stale, each.counts = True, each.counts or counts
                each.differs = each.counts or each.differs or renames

    def _listed(self, number: int, call: GoldCall, body: Any, key: str, resource: str, scope: Scope, turn: int) -> None:
        pointer = call.items
        if call.purpose == "get":
            pointer = pointer.rpartition("/")[0]
        items = at(body, pointer)
        way = name_field_of(items, call.noun) if isinstance(items, list) and items else ""
        if not isinstance(items, list) or not is_plain(way):
            return
        entities = []
        for index, item in enumerate(items):
            value = item.get(key) if isinstance(item, dict) else None
            if not isinstance(value, str | int) or isinstance(value, bool):
                return
            where = f"{pointer}/{index}"
            found = Found(value, label_of(item, way), call.noun, number, f"{where}/{escaped(key)}", item)
            own = self._known(resource, value)
            if own is None:
                own = self._entities[resource, str(value)] = Entity(found, resource, scope, call.where, turn)
            else:
                own.learn(item, where, number)
                own.found, own.turn, own.name = found, turn, found.name
            entities.append(own)
        shown = call.purpose == "list" and len(items) > 1 and call.name_field == way
        self.listings.append(Listing(number, resource, scope, entities, turn, shown=shown))


def _may_be(scope: Scope, place: tuple[str, str], value: Any) -> bool:
    """Return whether something lies below what a field has a value of: also where it names that by another field."""
    if place in scope:
        return str(scope[place][0]) == str(value)
    return any(resource == place[0] for resource, _ in scope)


def scope_of(call: GoldCall, operation: ApiOperation) -> Scope:
    """Return what the arguments of a call say on what its entities lie below: see ``Scope``."""
    arguments = msgspec.json.decode(call.arguments)
    origins = {origin.argument: origin for origin in call.origins}
    return {
        (parent.resource, parent.by): (arguments[parent.argument], origins[parent.argument])
        for parent in operation.compiled.operation.parents
        if parent.argument in arguments and parent.argument in origins
    }


def id_origin(argument: str, entity: Entity) -> Origin:
    """Return where the id of an entity comes from: what was returned, or what the user said."""
    found = entity.found
    if found.call < 0:
        return Origin(argument, "request", label=entity.name)
    return Origin(argument, "observation", found.call, found.pointer, entity.name)
