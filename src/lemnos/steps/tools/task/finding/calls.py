"""Makes the calls of a task in its world, once each, and keeps what they returned.

``Search`` decides which calls these are. What a call that only reads returns in a world as it was made is kept for all
tasks of that world.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from lemnos.steps.tools.task.api import Api
from lemnos.steps.tools.task.arguments import NAMING, Found, verb_of
from lemnos.steps.tools.task.base import GoldCall, Origin, Purpose
from lemnos.steps.tools.task.listings import at, one_of, plain
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.results import item_names, took
from lemnos.steps.tools.world.base import Observation, World

MOST_CALLS = 8
_LARGEST = 18_000  # characters of an observation
_MOST_OBSERVED = 2_000
_READING = ("get", "list", "search", "opaque")


class Calls:
    """The calls of one task and what they returned.

    Args:
        api: The API.
        world: A world of its own, which the calls change.
    """

    def __init__(self, api: Api, world: World) -> None:
        self.api = api
        self.world = world
        self.as_made = True
        """Whether nothing has changed the world yet."""
        self.most = MOST_CALLS
        """Calls of the task at most."""
        self.calls: list[GoldCall] = []
        self.observations: list[Observation] = []
        self.known: dict[int, dict[str, Any]] = {}
        """Number of a get → what the list shows of the entity that led there."""
        self._made: dict[tuple[str, str], int] = {}

    def made(self, tool: str, arguments: Mapping[str, Any]) -> int | None:
        """Return the number of a call that was made already; None if it was not."""
        return self._made.get((tool, plain(arguments)))

    def forget(self, number: int) -> None:
        """Take back the calls from a number on, which lead nowhere."""
        for call in self.calls[number:]:
            self._made.pop((call.tool, plain(msgspec.json.decode(call.arguments))), None)
        del self.calls[number:], self.observations[number:]

    def told_by_list(self, call: GoldCall, target: Found) -> int | None:
        """Take back the last call, a get whose answer the list shows that was called for it; return the list's number.

        None if the list serves something else too.
        """
        number = len(self.calls) - 1
        if target.call != number - 1 or self.calls[target.call].purpose != "find":
            return None
        del self._made[call.tool, plain(msgspec.json.decode(call.arguments))], self.calls[number]
        del self.observations[number]
        listing = self.calls[target.call]
        self.calls[target.call] = msgspec.structs.replace(
            call,
            tool=listing.tool,
            arguments=listing.arguments,
            stage=listing.stage,
            origins=listing.origins,
            label=target.name,
            items=target.pointer.rpartition("/")[0],
        )
        return target.call

    def call(
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
        """Make a call and add it; return its number. None if it is not allowed, fails or is of no use.

        The world is as it was before where the call is not added.

        Args:
            operation: The operation.
            purpose: What the call is for.
            arguments: Its arguments.
            origins: Where each of these comes from.
            where: Below what the entity lies, in words.
            told: What the user says of the entity.
            wish: For an operation without a state: what it does, as an imperative clause.
        """
        if len(self.calls) >= self.most or not operation.compiled.parameters.allows(arguments):
            return None
        if operation.leaves_open(arguments):
            return None
        changes, as_made = operation.verb not in _READING, self.as_made
        before = self.world.snapshot() if changes else b""
        observation, length = self._observed(operation, arguments)
        if observation.failed:
            return None
        if length > _LARGEST or not self._serves(operation, purpose, arguments, origins, told or (), observation):
            if changes:  # what comes of no call of the task must not have happened
                self.world.restore(before)
                self.as_made = as_made
            return None
        stage = 1 + max((self.calls[each.call].stage for each in origins if each.call >= 0), default=-1)
        self.calls.append(
            GoldCall(
                tool=operation.name,
                arguments=msgspec.json.encode(arguments).decode(),
                stage=stage,
                purpose=purpose,
                noun=operation.noun,
                plural=operation.plural,
                where=where,
                verb=wish or (verb_of(operation, purpose)),
                origins=tuple(origins),
                said=tuple(told or ()),
                later=operation.is_later,
            )
        )
        self.observations.append(observation)
        self._made[operation.name, plain(arguments)] = len(self.calls) - 1
        return len(self.calls) - 1

    def _serves(
        self,
        operation: ApiOperation,
        purpose: Purpose,
        arguments: Mapping[str, Any],
        origins: Sequence[Origin],
        told: Sequence[tuple[str, str]],
        observation: Observation,
    ) -> bool:
        """Return whether a change took what it was given, and no list has shown what it made."""
        if purpose not in ("create", "update"):
            return True
        given = {each.argument: value for each in origins if (value := _at(arguments, each)) is not None}
        if purpose == "create" and self._is_there(operation, told):
            return False
        return took(given, observation.body) and not (purpose == "update" and _sets_key(operation, arguments))

    def items(self, number: int) -> str:
        """Return the JSON pointer of what the result of a call is about: its entity, or its list."""
        own = self.api.operations[self.calls[number].tool].compiled.operation
        return one_of(self.observations[number].body, own.items) if own.claim.verb == "get" else own.items

    def _is_there(self, operation: ApiOperation, told: Sequence[tuple[str, str]]) -> bool:
        """Return whether a list has shown an entity of the name that a new one is to have."""
        names = {value.casefold() for name, value in told if name in NAMING}
        return any(
            call.noun == operation.noun and not names.isdisjoint(map(str.casefold, item_names(call, observation.body)))
            for call, observation in zip(self.calls, self.observations, strict=True)
        )

    def _observed(self, operation: ApiOperation, arguments: dict[str, Any]) -> tuple[Observation, int]:
        """Return what a call returns, and how long it is.

        A call that only reads in a world as it was made returns the same each time.
        """
        if operation.verb not in _READING:
            self.as_made = False
        if not self.as_made:
            return _measured(self.world.call(operation.name, arguments))
        found = self.api.observed.get(key := (self.world.id, operation.name, plain(arguments)))
        if found is None:
            if len(self.api.observed) > _MOST_OBSERVED:
                self.api.observed.clear()
            found = _measured(self.world.call(operation.name, arguments))
            if found[1] > _LARGEST:  # no task shows it
                found = msgspec.structs.replace(found[0], body=None), found[1]
            self.api.observed[key] = found
        return found


def _at(arguments: Mapping[str, Any], origin: Origin) -> Any:
    """Return the value of an argument that the request gives; None for any other."""
    if origin.origin != "request":
        return None
    return at(arguments, origin.argument) if origin.argument.startswith("/") else arguments.get(origin.argument)


def _measured(observation: Observation) -> tuple[Observation, int]:
    return observation, len(plain(observation.body))


def _sets_key(operation: ApiOperation, arguments: Mapping[str, Any]) -> bool:
    """Return whether a change would give an entity another key: worlds keep the one it has."""
    own, resource = operation.compiled.operation, operation.compiled.resource
    key = arguments.get(own.key)
    return resource is not None and any(
        field == resource.key and argument != own.key and arguments.get(argument, key) != key
        for argument, field in own.fields
    )
