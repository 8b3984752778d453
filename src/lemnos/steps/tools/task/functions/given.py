"""Gives a function its arguments: an operation -> a value for each that is needed, and for some that are not.

An entity whose key a call needs is one that the world has, whose key the user has before them. The rest is what people
say, and suits the things of which the tool speaks.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.arguments import as_type
from lemnos.steps.tools.task.finding.known import values_by
from lemnos.steps.tools.task.functions.values import given_value, stated_values
from lemnos.steps.tools.task.functions.vocabulary import EXTENSIONS, PROGRAMMING
from lemnos.steps.tools.task.functions.whole import TWICE, scopes_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import CONTROL, ApiOperation
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.results.sought import RUN, SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.seeds import pick

MAKING = frozenset("create add write make post schedule book draft start open send insert append record log".split())
"""Verbs of wishes for something new."""
_CALLED = frozenset("name title subject text content message".split())
"""Last words of arguments without which nobody makes something."""
_SHAPING = frozenset("num n number count top size timeout debug verbose depth model provider source".split())
"""Arguments that shape a result, of which users do not talk of their own accord."""
_PERSONS = 1000


def given_to(draft: Draft, operation: ApiOperation) -> tuple[dict[str, Any], bool] | None:
    """Return the arguments of a call, and whether keys of entities are among them; None if one has no value."""
    arguments: dict[str, Any] = {}
    pasted = False
    person = int(draft.random.random() * _PERSONS)
    keys = keys_of(operation)
    for name in operation.required:
        flat = operation.properties[name]
        if name in keys and isinstance(draft.world, LocalWorld):
            held = list(values_by(draft.world, keys[name], operation.by(name)).values())
            value = as_type(pick(draft.random, held), flat) if held else None
            pasted = True
        else:
            value = _suited(name, given_value(name, flat, draft.random, person), operation, draft.random)
        if value is None or value == "" or value in arguments.values():
            return None
        arguments[name] = value
    wanted = 2 if not arguments else 1 if draft.random.random() < 0.4 else 0
    if not TWICE.isdisjoint(words_of(operation.name)):
        wanted = max(wanted, 1)
    for name in scopes_of(operation, arguments):
        value = given_value(name, operation.properties[name], draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
    left = [name for name in operation.properties if name not in arguments and _is_optional(name)]
    makes = not MAKING.isdisjoint(words_of(operation.name)[:3])
    called = [name for name in left if makes and words_of(name)[-1] in _CALLED]
    wanted = max(wanted, len(called[:1]))
    while left and wanted > 0:
        name = called.pop(0) if called else left[int(draft.random.random() * len(left))]
        left.remove(name)
        value = given_value(name, operation.properties[name], draft.random, person)
        value = _suited(name, value, operation, draft.random)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
            wanted -= 1
    if not operation.compiled.parameters.allows(arguments):
        return None
    return {name: arguments[name] for name in operation.properties if name in arguments}, pasted


def _suited(name: str, value: Any, operation: ApiOperation, random: Random) -> Any:
    """Return a value that suits the things of which the tool speaks; None if none is known.

    The path of an image ends as images do, a person is called as people are, and programs are sought by what they do.
    """
    words = words_of(operation.name)
    nouns = [singular(word) for word in words]
    if not isinstance(value, str) or value in stated_values(operation.properties[name]):
        return value
    if re.fullmatch(r"/?[\w./-]+\.\w{2,4}", value):
        about = words_of(f"{operation.name} {operation.tool.description[:80]}")
        extension = next((EXTENSIONS[word] for word in about if word in EXTENSIONS), "")
        return f"{value.rpartition('.')[0]}.{extension}" if extension else value
    if normalised(name) in SOUGHT and not RUN.isdisjoint(nouns):
        return pick(random, PROGRAMMING)
    if words_of(name) in NAMED:
        kind = next((noun for noun in reversed(nouns) if kind_of((noun,))), "")
        if kind:
            return label_of((kind,), f"{random.random()}", 0)
        return value if not MAKING.isdisjoint(words[:3]) else None
    return value


def keys_of(operation: ApiOperation) -> Mapping[str, str]:
    """Return the arguments that are keys of entities of the world → the resource."""
    if operation.verb == "opaque":
        return {}
    claimed = operation.compiled.operation
    keys = {parent.argument: parent.resource for parent in claimed.parents}
    if claimed.key and operation.verb != "create":
        keys[claimed.key] = claimed.claim.resource
    return keys


def _is_optional(name: str) -> bool:
    return (
        normalised(name) not in CONTROL | _SHAPING and not is_hidden(name) and words_of(name)[0] not in ("max", "min")
    )
