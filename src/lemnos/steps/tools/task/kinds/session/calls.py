"""Makes calls that go on from earlier ones: an entity that is known, an operation -> a call that uses its id again."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.task.arguments import PURPOSES, Found
from lemnos.steps.tools.task.base import GoldCall, Origin
from lemnos.steps.tools.task.finding.search import Search
from lemnos.steps.tools.task.listings import Feed
from lemnos.steps.tools.task.operation import ApiOperation

Given = Mapping[str, tuple[Any, Origin]]
"""Argument → its value and where that comes from."""


class Prepared(NamedTuple):
    """The arguments of a call, before it is made."""

    arguments: dict[str, Any]
    origins: list[Origin]
    told: list[tuple[str, str]]


class Mark(NamedTuple):
    """What a search has found up to some point."""

    calls: int
    stated: dict[tuple[str, str], tuple[str, Any]]
    named: set[tuple[str, str]]
    held: dict[tuple[str, str], Found]
    above: dict[Feed, Found]


class Onward(Search):
    """The calls of a session.

    Args: as for ``Search``.
    """

    def prepared(self, operation: ApiOperation, given: Given, found: Found | None, label: str) -> Prepared | None:
        """Return the arguments of a call on what is known; None if it needs something else that has to be looked up.

        Args:
            operation: The operation.
            given: The arguments that are known.
            found: The entity that the call is about; None for a new one, or several.
            label: Its name.
        """
        mark = self.mark()
        made = self._arguments(operation, 0, given, label, found)
        if made is None or made[3] or len(self.calls) > mark.calls:
            self.back_to(mark)
            return None
        return Prepared(*made[:3])

    def mark(self) -> Mark:
        """Return what is found so far, to come back to."""
        return Mark(len(self.calls), dict(self.stated), set(self.named), dict(self.held), dict(self._above))

    def back_to(self, mark: Mark) -> None:
        """Take back what was found since, by calls that only read."""
        self.forget(mark.calls)
        self.stated, self.named, self.held, self._above = mark.stated, mark.named, mark.held, mark.above

    def made_on(self, operation: ApiOperation, prepared: Prepared, label: str, where: str) -> int | None:
        """Make a call with arguments that were prepared; return its number, None if it fails."""
        purpose = PURPOSES[operation.verb]
        number = self.call(operation, purpose, prepared.arguments, prepared.origins, where=where, told=prepared.told)
        if number is not None:
            self.calls[number] = msgspec.structs.replace(self.calls[number], label=label, items=self.items(number))
        return number

    def repeated(self, number: int) -> int | None:
        """Make an earlier call again; return the number of the new one, None if it fails."""
        call = self.calls[number]
        operation = self.api.operations[call.tool]
        arguments = msgspec.json.decode(call.arguments)
        again = self.call(operation, "list", arguments, list(call.origins), where=call.where, told=list(call.said))
        if again is not None:
            items = call.items if not call.items.rpartition("/")[2].isdecimal() else call.items.rpartition("/")[0]
            self.calls[again] = msgspec.structs.replace(self.calls[again], items=items, name_field=call.name_field)
        return again

    def failing(self, operation: ApiOperation, prepared: Prepared, label: str, where: str) -> int | None:
        """Make a call that fails, as of something deleted; return its number, None if it succeeds."""
        if len(self.calls) >= self.most or not operation.compiled.parameters.allows(prepared.arguments):
            return None
        observation = self.world.call(operation.name, prepared.arguments)
        if observation.status not in (404, 410):
            return None
        self.calls.append(
            GoldCall(
                tool=operation.name,
                arguments=msgspec.json.encode(prepared.arguments).decode(),
                stage=1 + max((self.calls[each.call].stage for each in prepared.origins if each.call >= 0), default=-1),
                purpose="get",
                noun=operation.noun,
                plural=operation.plural,
                label=label,
                where=where,
                origins=tuple(prepared.origins),
            )
        )
        self.observations.append(observation)
        return len(self.calls) - 1
