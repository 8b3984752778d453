"""Names entities that no list of a task shows, and states what is the same for all of it: an argument -> its value.

The user names an entity by a name or a number that they have; of the project, the region or the account the system
message speaks. What is named or stated once stays so in all calls of a task.
"""

from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.resource_names import collection_of
from lemnos.steps.tools.naming.nouns import phrase_of
from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import Found
from lemnos.steps.tools.task.finding.calls import Calls
from lemnos.steps.tools.task.finding.known import (
    FIXED,
    is_owner,
    named_row,
    number_of_row,
    settled,
    stated_words,
    takes_key,
    values_by,
    with_things,
)
from lemnos.steps.tools.task.operation import HOLDERS, ApiOperation
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.base import World
from lemnos.steps.tools.world.engine import LocalWorld

_BARE = frozenset("id key uuid name slug code value alias".split())  # too little to be stated


class Naming(Calls):
    """The calls of one task, and what is named or stated for them.

    Args:
        api: The API.
        world: A world of its own, which the calls change.
        random: Decides.
    """

    def __init__(self, api: Api, world: World, random: Random) -> None:
        super().__init__(api, world)
        self.random = random
        self.named: set[tuple[str, str]] = set()
        """(noun, name) of the entities that the user has named."""
        self.held: dict[tuple[str, str], Found] = {}
        """Resource, field by which it is named → the entity above others that the user names, the same in all of a
        task."""
        self.stated: dict[tuple[str, str], tuple[str, Any]] = {}
        """Resource or argument, field by which it is named → what it is called and its value, which the system message
        has to state."""

    def paths(self, operation: ApiOperation) -> tuple[str, ...]:
        """Return the arguments that take the key of a new entity where keys are paths, which nobody says."""
        resource = operation.compiled.resource
        if resource is None or not isinstance(self.world, LocalWorld):
            return ()
        if not any("/" in row.key for row in self.world.store.rows(resource.name)[:1]):
            return ()
        return tuple(argument for argument, field in operation.compiled.operation.fields if field == resource.key)

    def by_name(self, operation: ApiOperation, name: str, flat: dict[str, Any], depth: int) -> Found | None:
        """Return the entity that an argument identifies by a name that people use; None if it does not."""
        own = operation.compiled.operation
        resources = {parent.argument: parent.resource for parent in own.parents} | (
            {own.key: own.claim.resource} if own.key and operation.verb != "create" else {}
        )
        if name not in resources or flat.get("enum") or depth > 1:
            return None
        noun = self.api.noun(resources[name])
        if is_hidden(name) and " ".join(words_of(name)) != noun:
            return None
        if not noun or not isinstance(self.world, LocalWorld):
            return None
        resource, by = resources[name], operation.by(name)
        if (resource, by) in self.held:
            return self.held[resource, by]
        if self._is_named_else(resource, by):
            return None
        among = with_things(operation, resource, self.world) if name in operation.above else ()
        found = named_row(resource, noun, self.world, self.random, self.named, among, by)
        if found is not None and name in operation.above:
            self.held[resource, by] = found
        return found

    def _is_named_else(self, resource: str, by: str) -> bool:
        """Return whether an entity of a resource is held or stated by another field, which may be another entity."""
        return any(each == resource and other != by for each, other in (*self.held, *self.stated))

    def numbered_above(self, operation: ApiOperation, name: str, flat: dict[str, Any]) -> Found | None:
        """Return the entity above that an argument names, where the user knows it by its number; None for no such."""
        above = next((each.resource for each in operation.compiled.operation.parents if each.argument == name), "")
        noun = self.api.noun(above) if above else ""
        if not noun or is_owner(above) or not takes_key(name) or not isinstance(self.world, LocalWorld):
            return None
        place = (above, operation.by(name))
        if place not in self.held:
            if self._is_named_else(*place):
                return None
            among = with_things(operation, above, self.world)
            found = number_of_row(above, noun, flat, self.world, self.random, self.named, among, operation.by(name))
            if found is None:
                return None
            self.held[place] = found
        return self.held[place]

    def _key(self, resource: str, by: str, value: str) -> str:
        """Return the key of the entity of a resource with a value of a field."""
        known = values_by(self.world, resource, by) if by and isinstance(self.world, LocalWorld) else {}
        return next((key for key, each in known.items() if each == value), value)

    def state(self, operation: ApiOperation, name: str, flat: dict[str, Any]) -> Any:
        """Return a value that the system message states, for an argument of which users do not talk."""
        above = operation.named_by(name)
        above = collection_of(flat) if above in ("", *HOLDERS) else above
        place = (above or name, operation.by(name))
        if place in self.stated:
            return self.stated[place][1]
        if self._is_named_else(*place):
            return None
        fixed = {each: self._key(each, by, str(value)) for (each, by), (_, value) in self.stated.items()}
        value = settled(operation, name, flat, self.world, fixed)
        is_secret = name in operation.credentials
        if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
            return None
        if above and phrase_of(above)[-1:] != phrase_of(name)[-1:] and normalised(name) in HOLDERS:
            if not _lies_in(value, above):
                return None
            words = above
        elif normalised(name) in _BARE and not is_secret:
            return None
        elif is_hidden(name) and normalised(name) not in FIXED and not is_secret:
            phrase = phrase_of(name)
            front = phrase[1:] if phrase[0] == "id" else phrase[:-1]
            if not front and not above:
                return None  # nothing says of what it is the key
            words = f"{' '.join(front) or above} ID"
        else:
            words = stated_words(name)
        self.stated[place] = (words, value)
        return value


def _lies_in(value: str | int, collection: str) -> bool:
    """Return whether a resource name is one of a collection: ``projects/shop`` of projects."""
    segments = str(value).split("/")
    return len(segments) > 1 and phrase_of(segments[-2])[-1:] == phrase_of(collection)[-1:]
