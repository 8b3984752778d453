"""Finds values that stand fixed before a call: an argument, a world -> what a user has before them, or looks for,
and what the system message states.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.resource_names import filled, template_for
from lemnos.steps.tools.naming.nouns import LABELS, phrase_of, split_key
from lemnos.steps.tools.naming.things import has_number, is_copied, is_where, kind_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.task.arguments import NAMING, Found, as_type, called_as
from lemnos.steps.tools.task.base import Origin
from lemnos.steps.tools.task.functions.values import stated_values
from lemnos.steps.tools.task.listings import is_name, is_plain, label_of, name_field_of
from lemnos.steps.tools.task.operation import CONTROL, ApiOperation
from lemnos.steps.tools.task.wording import field_words, is_told
from lemnos.steps.tools.world.base import World
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.values.labels.names import REGIONS
from lemnos.steps.tools.world.values.seeds import pick, seed_of
from lemnos.steps.tools.world.values.tables import FALLBACK
from lemnos.steps.tools.world.values.texts import SEGMENTS
from lemnos.text.json_pointers import escaped

_TENANTS = frozenset(
    "account organization organisation company workspace tenant team project store shop site app application "
    "environment subscription merchant realm space portal business customer instance".split()
)
"""Nouns of what a whole service is set up for, once."""

_OWNERS = frozenset(
    "account organization organisation company workspace tenant merchant realm portal business space".split()
)
"""Those of them in whose name a conversation is held, so that no user gives their key."""

_FORMS = frozenset(
    "accept contenttype acceptlanguage language lang locale format mediatype outputformat responseformat".split()
)
"""Arguments that say in which form something is asked or answered."""

FIXED = frozenset("apiversion version xversion acceptversion".split())
"""Arguments with one value for all calls, which the description states."""

_PASTED = re.compile(r"\d{3,9}|[A-Z]{1,5}-?\d{2,9}")
"""Numbers that people read off a paper or a message."""

_COPIED = re.compile(
    r"(?=\D*\d)(?=[^A-Za-z]*[A-Za-z])(?:[A-Za-z0-9]{1,12}(?:[-_][A-Za-z0-9]+){1,4}|[A-Za-z0-9]{8,36})|"
    r"[0-9a-f]{8,40}|\d{3,18}"
)
"""Keys that people copy from a screen or a log: ``job_8f3a21bc``, a UUID."""
_LONGEST_KEY = 40


def sought(operation: ApiOperation, name: str, world: World, random: Random) -> Any:
    """Return what a user looks for with an argument of a list: what one of the entities has; None if that is not said.

    A search for text gets a word of a name.
    """
    field = dict(operation.compiled.operation.filters).get(name)
    resource = operation.compiled.resource
    if field is None or resource is None or not isinstance(world, LocalWorld):
        return None
    if field and called_as(name, operation.noun) in (*NAMING, "label", "email"):
        return None  # who knows the name of a thing does not list it
    bodies = [row.body for row in world.store.rows(resource.name)]
    if not field:
        way = name_field_of(bodies, operation.noun)
        labels = [label_of(body, way) for body in bodies] if is_plain(way) else []
        if not labels:
            return None
        words = [word for word in pick(random, labels).split(" ") if len(word) > 3 and word.isalpha()]
        return words[-1] if words and kind_of(operation.noun) == "person" else max(words, key=len, default=None)
    values = [body.get(field) for body in bodies if not field.startswith("/")]
    found = list(
        dict.fromkeys(
            value for value in values if isinstance(value, str) and is_told(field, value) and value not in FALLBACK
        )
    )
    return pick(random, found) if found else None


_NO_KEYS = frozenset(
    "arn type kind format mode version date day month year language locale currency country category status state "
    "level size scope".split()
)
"""Last words of arguments that choose one of a few, or have a form that a world does not know."""


def takes_key(name: str) -> bool:
    """Return whether an argument takes a key as people copy one: no ARN, whose form a world does not know, no filter.

    >>> takes_key("jobId"), takes_key("listenerArn"), takes_key("filter"), takes_key("logoType")
    (True, False, False, False)
    """
    return normalised(name) not in CONTROL and _NO_KEYS.isdisjoint(words_of(name)[-1:])


def is_owner(resource: str) -> bool:
    """Return whether a conversation is held in the name of one entity of a resource.

    >>> is_owner("billing account"), is_owner("team")
    (True, False)
    """
    return not _OWNERS.isdisjoint(phrase_of(resource)[-1:])


def pasted(
    operation: ApiOperation, flat: dict[str, Any], world: World, random: Random, named_: Collection[tuple[str, str]]
) -> Found | None:
    """Return an entity whose number the user has before them, where nothing lists the entities; not one named before.

    None where people do not know such entities by a number.
    """
    resource = operation.compiled.resource
    if resource is None or not isinstance(world, LocalWorld):
        return None
    return number_of_row(resource.name, operation.noun, flat, world, random, named_)


def values_by(world: LocalWorld, resource: str, by: str) -> dict[str, str]:
    """Return the values of a field of the entities of a resource, or their keys if none is named, by their keys."""
    if not by:
        return {key: key for key in world.store.keys(resource)}
    return {row.key: str(row.body[by]) for row in world.store.rows(resource) if row.body.get(by) is not None}


def number_of_row(
    resource: str,
    noun: str,
    flat: dict[str, Any],
    world: LocalWorld,
    random: Random,
    named_: Collection[tuple[str, str]],
    among: Collection[str] = (),
    by: str = "",
) -> Found | None:
    """Return an entity of a resource whose number the user has before them, one of some keys if any are given; see
    ``pasted``, and ``values_by`` on ``by``."""
    forms = [form for form, fits in ((_PASTED, has_number(noun)), (_COPIED, is_copied(noun))) if fits]
    keys = [
        key
        for row_key, key in (values_by(world, resource, by).items() if forms else ())
        if len(key) <= _LONGEST_KEY
        and any(form.fullmatch(key) for form in forms)
        and (noun, f"#{key}") not in named_
        and (not among or row_key in among)
    ]
    if not keys:
        return None
    key = pick(random, keys)
    return Found(as_type(int(key) if key.isdecimal() else key, flat), f"#{key}", noun, -1, "", {})


def named_row(
    resource: str,
    noun: str,
    world: LocalWorld,
    random: Random,
    named_: Collection[tuple[str, str]],
    among: Collection[str] = (),
    by: str = "",
) -> Found | None:
    """Return an entity of a resource whose key is a name that people use, one of some keys if any are given; None if
    there is none, or not a new one. See ``values_by`` on ``by``."""
    keys = [
        key
        for row_key, key in values_by(world, resource, by).items()
        if is_name(key) and (noun, key) not in named_ and (not among or row_key in among)
    ]
    if not keys:
        return None
    key = pick(random, keys)
    return Found(key, key, noun, -1, "", {})


def settled(
    operation: ApiOperation, name: str, flat: dict[str, Any], world: World, fixed: Mapping[str, str] | None = None
) -> Any:
    """Return the value of an argument of which users do not talk; None if there is none that a setting could state.

    Args:
        operation: The operation.
        name: Name of the argument.
        flat: Its schema, flattened.
        world: The world.
        fixed: Resource → the key of the entity that is stated already.
    """
    if name in operation.credentials:
        return _credential(name, flat, operation)
    above = operation.named_by(name)
    tenant = bool(above) and phrase_of(above)[-1] in _TENANTS
    if above and (tenant or name in operation.scoped) and isinstance(world, LocalWorld):
        called = split_key(name)[1] in LABELS
        values = values_by(world, above, operation.by(name))
        most = [values[key] for key in _above_most(operation, above, world, fixed or {}) if key in values]
        keys = [key for key in most if not called or is_name(key) or "/" in key]
        return as_type(int(keys[0]) if keys[0].isdecimal() else keys[0], flat) if keys else None
    own = normalised(name)
    if own in _FORMS:
        return _plainest((flat.get("default"), *flat.get("enum", ())))
    if name in operation.scoped:
        if not above and (template := template_for(flat)):
            made = filled(template, lambda word: SEGMENTS.get(word.rpartition("_")[2], ""))
            return made if "//" not in made and made[-1] not in "/*" else None
        return next((each for each in stated_values(flat) if isinstance(each, str | int)), None) or _where(name, flat)
    if own in FIXED:
        return flat.get("default", (flat.get("enum") or [operation.tool.version or None])[0])
    return None


def _plainest(forms: Sequence[Any]) -> Any:
    """Return the form that programs ask for where they may choose: JSON if there is it, or the first; None if none."""
    json = (each for each in forms if isinstance(each, str) and each.lower().endswith("json"))
    return next(json, next((each for each in forms if each is not None), None))


def _above_most(operation: ApiOperation, above: str, world: LocalWorld, fixed: Mapping[str, str]) -> list[str]:
    """Return the keys of what lies above the things of a tool, that with the most of them first.

    Args:
        operation: The tool.
        above: The resource above.
        world: The world.
        fixed: Resource → the key of the entity with which all must agree.
    """
    own = operation.compiled.operation.claim.resource
    below = world.store.rows(own) if own in world.compiled.resources else []
    held = Counter(row.scope[above] for row in below if above in row.scope and _agrees(row.scope, fixed))
    keys = [row.key for row in world.store.rows(above) if _agrees(row.scope, fixed)]
    return sorted(keys, key=lambda key: -held[key])


def with_things(operation: ApiOperation, above: str, world: LocalWorld) -> frozenset[str]:
    """Return the keys of what lies above the things of a tool and has some of them; empty if a tool makes new ones."""
    own = operation.compiled.operation.claim.resource
    if own not in world.compiled.resources or above == own or operation.verb == "create":
        return frozenset()
    return frozenset(row.scope[above] for row in world.store.rows(own) if above in row.scope)


def _agrees(scope: Mapping[str, str], fixed: Mapping[str, str]) -> bool:
    return all(scope.get(resource, key) == key for resource, key in fixed.items())


def _where(name: str, flat: Mapping[str, Any]) -> str | None:
    """Return a value for an argument that says where a service runs, and names no entity; None for another one."""
    values = flat.get("enum") or REGIONS
    return next((each for each in values if isinstance(each, str)), None) if is_where(normalised(name)) else None


def stated_words(name: str) -> str:
    """Return what the system message calls an argument: ``X-Auth-Token`` is the auth token, ``apikey`` the API key."""
    if normalised(name) in ("apikey", "key", "xapikey"):
        return "API key"
    return field_words(name).removeprefix("x ")


def _credential(name: str, flat: dict[str, Any], operation: ApiOperation) -> str | None:
    """Return a credential that everybody sees to be a made-up one; the same for all tools of an API."""
    number = 1000 + seed_of(operation.tool.provider, name) % 9000
    kind = "key" if "key" in normalised(name) else "token"
    bare = f"demo-{kind}-{number}"
    if normalised(name) == "authorization":
        return f"Basic {bare}" if "basic" in str(flat.get("description", "")).lower() else f"Bearer {bare}"
    return bare if "string" in types(flat) or not types(flat) else None


def sent_again(
    operation: ApiOperation, arguments: Mapping[str, Any], found: Found | None, items: str
) -> list[tuple[Origin, Any]] | None:
    """Return the fields that a replacement must send again, as a list shows them; None if it would lose any.

    Args:
        operation: Replaces an entity whole: a field that is not sent is gone.
        arguments: What is sent so far.
        found: The entity.
        items: JSON pointer of the list in the result that shows the entity.
    """
    left = {
        argument: field
        for argument, field in operation.compiled.operation.fields
        if field and argument not in arguments and argument in operation.properties
    }
    if not left:
        return []
    if found is None or found.call < 0 or not isinstance(found.item, dict):
        return None
    kept = []
    for argument, field in left.items():
        if found.item.get(field) is None:
            continue
        own = own_value(argument, field, operation.properties[argument], found, items)
        if own is None:
            return None
        kept.append(own)
    return kept


def own_value(
    argument: str, field: str, schema: dict[str, Any], found: Found | None, items: str
) -> tuple[Origin, Any] | None:
    """Return what an entity has in a field, as a list shows it, for a change that sends it again; None if not plain.

    Args:
        argument: The argument that takes it, or a JSON pointer within one.
        field: The field.
        schema: The schema of the argument.
        found: The entity.
        items: JSON pointer of the list in the result that shows the entity.
    """
    value = found.item.get(field) if found is not None and found.call >= 0 else None
    if found is None or not isinstance(value, str | int | float) or schema.get("properties"):
        return None
    number = found.pointer.removeprefix(items).split("/")[1]
    pointer = f"{items}/{number}/{escaped(field)}"
    return Origin(argument, "observation", found.call, pointer), as_type(value, schema)
