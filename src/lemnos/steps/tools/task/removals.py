"""Tells what tools that take something away do: an operation -> the verb for it, and whether the entity is left.

    delete an order · cancel a booking · remove a member from a team · unfollow a user

Read from the first words of descriptions. Not handled: other languages than English.
"""

import re

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.operation import ApiOperation

_ENDING = frozenset(
    "cancel archive void revoke deactivate disable close terminate trash unpublish suspend stop end decline "
    "reject".split()
)
"""Verbs of what takes something away without deleting it."""
_TAKING = frozenset(
    "disassociate unfollow unsubscribe unassign unblock restrict kick unlink untag unmark demote reset clear flush "
    "unregister deregister disconnect retract redact unmute unarchive logout split dismiss".split()
)
"""Verbs of what ends something that an entity has, and not the entity."""
_GROUPS = "organi[sz]ation|team|group|workspace|folder|collection|playlist|channel|room|board|role|album|cart|network"
"""What things are taken out of and go on to be, as a pattern."""


def ending_of(operation: ApiOperation) -> str:
    """Return the verb with which a tool that takes something away is described or named, where it is not delete."""
    if operation.verb != "delete":
        return ""
    return next((form for form in _first_forms(operation) if form in _ENDING), "")


def _first_forms(operation: ApiOperation) -> tuple[str, ...]:
    first = next(iter(words_of(operation.tool.description[:60])), "")
    return first, first.removesuffix("s"), first.removesuffix("es"), first.removesuffix("ed"), *operation.words[:1]


def takes_out(operation: ApiOperation) -> bool:
    """Return whether a tool takes an entity out of what lies above it, and leaves it there else: a member of a team."""
    opening = operation.tool.description[:120].lower()
    return (
        operation.verb == "delete"
        and bool(operation.above)
        and re.match(r"removes? [^.\n]* from ", opening) is not None
    )


def ends_other(operation: ApiOperation) -> bool:
    """Return whether a tool that reads as one that deletes leaves the entity: ``Kick a member``.

    So does one that takes it out of something that no argument says.
    """
    if operation.verb != "delete":
        return False
    opening = operation.tool.description[:120].lower()
    unsaid = not operation.above and re.match(rf"removes? [^.\n]* from [^.\n]*\b({_GROUPS})\b", opening) is not None
    return unsaid or not _TAKING.isdisjoint(_first_forms(operation))
