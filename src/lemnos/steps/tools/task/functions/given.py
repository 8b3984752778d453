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
from lemnos.steps.tools.task.functions.subject import CONTENT, MAKING, ON_CHAIN, READING, SEEKING, VERBS, words_about
from lemnos.steps.tools.task.functions.suited.agreement import agree, complete
from lemnos.steps.tools.task.functions.suited.rules import suited
from lemnos.steps.tools.task.functions.values import before_or, given_value
from lemnos.steps.tools.task.functions.whole import TWICE, scopes_of
from lemnos.steps.tools.task.make import Draft
from lemnos.steps.tools.task.operation import CONTROL, ApiOperation
from lemnos.steps.tools.task.wording import is_hidden
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.seeds import pick

_CALLED = frozenset("name title subject text content message".split())
"""Last words of arguments without which nobody makes something."""
_TOLD = frozenset(
    "status state priority date start end due since until city country region tags tag labels assignee "
    "currency "
    "timezone year month symbol ticker query topic author company quantity keyword size category genre league sport "
    "chain".split()
)
"""Last words of arguments that people give of their own accord."""
_WRITTEN = frozenset(
    "description notes note content message text comment body subject title name summary email address phone "
    "color".split()
)
"""Those that they give only for what they make or change."""
_TEXTS = frozenset("post message note comment document page file email draft tweet article story memory reply".split())
"""What has content that people write."""
_CHANGED = frozenset("url content domain name value color path position".split())
"""Last words of what people change."""
_POINTING = frozenset("index position number".split())
"""Last words of what tells the one that is changed."""
_IDS = frozenset(("id", "uuid", "gid", "identifier"))
_KEYS = frozenset("id uuid gid key name number slug code".split())
_SHAPING = frozenset(
    "max min sort order include exclude filter raw exact has is response output return page cursor next".split()
)
"""First words of arguments that shape a result."""
_OWN = frozenset("provider source model debug depth type mode".split())
_PERSONS = 1000
_NAMES = frozenset(("name", "title", "label"))
_ID = re.compile(r"[a-z]{2,4}_[0-9a-f]{6,}")
_OF_OR = re.compile(r"or_")
_PART_OF_NAME = re.compile(r"\b(?:first|last|given|family) name\b", re.IGNORECASE)
"""Descriptions of what is no key, but a part of the name of a person."""


def given_to(draft: Draft, operation: ApiOperation) -> tuple[dict[str, Any], bool] | None:
    """Return the arguments of a call, and whether keys of entities are among them; None if one has no value."""
    arguments: dict[str, Any] = {}
    pasted = False
    person = int(draft.random.random() * _PERSONS)
    keys = keys_of(operation)
    makes = not MAKING.isdisjoint(words_of(operation.name)[:3])
    named = words_of(operation.name)
    own = (singular(named[-1]), "id") if "create" in named and not {"to", "from", "for"} & {*named} else ()
    if "id" in operation.required and any(
        words_of(name)[-1:] == ("id",) and words_of(name)[-2:-1] == named[-1:] for name in operation.required
    ):
        return None  # two keys of one thing
    made = {singular(word) for word in named if "create" in named and not {"to", "from", "for"} & {*named}}
    if makes and any(
        normalised(name) in _IDS
        or tuple(words_of(name)) == own
        or (words_of(name)[-1] == "id" and words_of(name)[:-1] == (singular(_last_noun(named)),) and made)
        for name in operation.required
    ):
        return None  # whose, or of what, nobody knows before it is made
    for name in operation.required:
        flat = operation.properties[name]
        if name in keys and named[0] in ("put", "insert") and words_of(name)[-1] not in _KEYS:
            return None  # what is put is not known before
        if name in keys and normalised(name) not in CONTENT and isinstance(draft.world, LocalWorld):
            held = list(values_by(draft.world, keys[name], operation.by(name)).values())
            value = as_type(pick(draft.random, held), flat) if held else None
            unknown = not kind_of((singular(words_of(keys[name])[-1]),)) and words_of(name)[0] not in ("user", "full")
            if words_of(name)[-1] in _NAMES and (unknown or _ID.fullmatch(str(value))):
                return None  # the world knows no names of such things
            if words_of(name) != before_or(words_of(name)) and _OF_OR.match(str(value)):
                return None  # an email or a code
            pasted = True
        else:
            value = value_for(name, operation, draft.random, person)
        if value is None or value == "" or value in arguments.values():
            return None
        arguments[name] = value
    wanted = 1 if not arguments or draft.random.random() < 0.3 else 0
    if not TWICE.isdisjoint(words_of(operation.name)):
        wanted = max(wanted, 1)
    for name in scopes_of(operation, arguments):
        if words_of(name)[0] in VERBS:
            continue  # the name of a tool, for an argument
        value = value_for(name, operation, draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
    left = [name for name in operation.properties if name not in arguments and _is_optional(name, operation)]
    nouns = {singular(word) for word in words_of(operation.name)}
    called = [
        name
        for name in left
        if makes and words_of(name)[-1] in _CALLED and (words_of(name)[-1] != "content" or not nouns.isdisjoint(_TEXTS))
    ]
    left = [name for name in left if words_of(name)[-1] != "content" or name in called]
    wanted = max(wanted, len(called[:1]))
    while left and wanted > 0:
        name = called.pop(0) if called else left[int(draft.random.random() * len(left))]
        left.remove(name)
        value = value_for(name, operation, draft.random, person)
        if value is not None and name not in keys and value not in arguments.values():
            arguments[name] = value
            wanted -= 1
    complete(arguments, operation, draft.random, lambda name: value_for(name, operation, draft.random, person))
    agree(arguments, operation, draft.random)
    if not operation.compiled.parameters.allows(arguments):
        return None
    return {name: arguments[name] for name in operation.properties if name in arguments}, pasted


def _last_noun(named: tuple[str, ...]) -> str:
    """Return the last word of the name of a tool that is no verb."""
    return next((word for word in reversed(named) if word not in VERBS), "")


def value_for(name: str, operation: ApiOperation, random: Random, person: int = 0) -> Any:
    """Return a value that a person gives for an argument of a tool, and that suits it; None if there is none."""
    return suited(name, given_value(name, operation.properties[name], random, person), operation, random)


def keys_of(operation: ApiOperation) -> Mapping[str, str]:
    """Return the arguments that are keys of entities of the world → the resource."""
    if operation.verb == "opaque":
        return {}
    claimed = operation.compiled.operation
    keys = {parent.argument: parent.resource for parent in claimed.parents}
    if claimed.key and operation.verb != "create":
        keys[claimed.key] = claimed.claim.resource
    keys = {name: resource for name, resource in keys.items() if words_of(name) != ("chain", "id")}  # a known number
    described = ((name, str(operation.properties.get(name, {}).get("description", ""))) for name in keys)
    return {name: keys[name] for name, text in described if not _PART_OF_NAME.search(text)}


def _is_optional(name: str, operation: ApiOperation) -> bool:
    """Return whether a person may give an argument that can be left out, of their own accord."""
    words = words_of(name)
    own = {*words_of(operation.name)}
    if not words or len(words) > 3 or normalised(name) in CONTROL | _OWN or words[0] in _SHAPING or is_hidden(name):
        return False
    if words[-1] in ("tag", "tags") and (len(words) > 1 or not ON_CHAIN.isdisjoint(words_about(operation))):
        return False  # of a block, of a version
    if words[-1] in ("since", "until", "start", "end", "due") and "enum" in operation.properties[name]:
        return False
    if own.issuperset(words) and not {*words}.isdisjoint(VERBS):
        return False  # the name of a tool, for an argument
    if normalised(name) in SOUGHT and SEEKING.isdisjoint(own):
        return False
    changes = not TWICE.isdisjoint(own)
    reads = not READING.isdisjoint(own)
    return (
        words[-1] in _TOLD or (changes and words[-1] in _CHANGED) or (not reads and words[-1] in _POINTING | _WRITTEN)
    )
