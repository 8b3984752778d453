"""Finds the fields of an entity that hold keys of other entities: schema of the entity, resources -> ``Reference``."""

from collections.abc import Mapping
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import IDS, singular, split_key
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Reference, Resource
from lemnos.steps.tools.world.semantics.paths import noun_of_argument
from lemnos.steps.tools.world.semantics.words import GENERIC_NOUNS
from lemnos.text.json_pointers import escaped, unescaped

_DEEPEST = 2
"""Greatest number of objects and lists around a field."""
_KEYS = IDS | {"key"}
_USERS = frozenset(
    "owner author creator assignee reporter manager approver reviewer requester uploader sender recipient organizer "
    "member follower admin editor".split()
)
"""Nouns of users, where a description has users and nothing of this name."""
_DESCRIBING = frozenset(
    "country city currency language region state location address timezone status type category tag label color".split()
)
"""Nouns of fields that say what an entity is like rather than name another, if no ``id`` follows."""
_MOST = 40
"""References of one resource."""


def references_of(
    properties: Mapping[str, object], key: str, resource: str, names: Mapping[tuple[str, ...], str]
) -> tuple[Reference, ...]:
    """Return the fields that hold keys: ``owner_id``, ``tagIds``, ``owner: {id}``, ``lines: [{itemId}]``, ``patient``.

    Args:
        properties: The schemas of the fields of an entity.
        key: The field that holds its own key.
        resource: Its resource.
        names: Noun → the resource that it names.
    """
    found: list[Reference] = []
    for name, schema in properties.items():
        if name != key:
            _refer(f"/{escaped(name)}", name, schema, resource, names, found, 0)
    return tuple(found[:_MOST])


def _target(name: str, names: Mapping[tuple[str, ...], str]) -> tuple[str, bool]:
    """Return the resource whose key a name tells, and whether all of its words name it."""
    for noun in dict.fromkeys((noun_of_argument(name), split_key(name)[0])):
        if noun in names:
            return names[noun], True
        if noun and noun[-1] not in GENERIC_NOUNS and noun[-1:] in names:
            return names[noun[-1:]], False
        if noun[-1:] and noun[-1] in _USERS and ("user",) in names:
            return names[("user",)], False
    return "", False


def _refer(
    pointer: str,
    name: str,
    schema: object,
    resource: str,
    names: Mapping[tuple[str, ...], str],
    found: list[Reference],
    depth: int,
) -> None:
    if not isinstance(schema, dict) or not words_of(name):
        return
    kinds, suffix, inner = types(schema), split_key(name)[1], schema.get("properties")
    target, is_exact = _target(name, names)
    if "array" in kinds:
        if depth < _DEEPEST:
            *before, last = words_of(name)
            one = "_".join((*before, singular(last)))
            _refer(f"{pointer}/*", one, schema.get("items"), resource, names, found, depth + 1)
    elif isinstance(inner, dict):
        if is_exact and target != resource and "id" in inner and not suffix:
            found.append(Reference(f"{pointer}/id", target))
        elif depth < _DEEPEST:
            for each, own in inner.items():
                if split_key(each)[0]:
                    _refer(f"{pointer}/{escaped(each)}", each, own, resource, names, found, depth + 1)
    elif "object" not in kinds and target and not schema.get("enum"):
        names_key = suffix in _KEYS or (not suffix and is_exact and words_of(name)[-1] not in _DESCRIBING)
        if names_key and (target != resource or words_of(name)[0] == "parent"):
            found.append(Reference(pointer, target))


def kept_references(resource: Resource, keys: Mapping[str, object]) -> tuple[Reference, ...]:
    """Return the references of a resource whose fields can hold the keys that they should.

    Args:
        resource: The resource.
        keys: Name of a resource → the schema of its key.
    """
    root = msgspec.json.decode(resource.schema)
    kept = []
    for reference in resource.references:
        own, wanted = types(_at(root, reference.field)), keys.get(reference.resource)
        kinds = types(wanted) if isinstance(wanted, dict) else ()
        says_key = split_key(reference.field.rstrip("/*").rpartition("/")[2])[1] != ""
        if not own or not kinds or set(own) & set(kinds) or (says_key and "string" in own):
            kept.append(reference)
    return tuple(kept)


def _at(schema: Any, pointer: str) -> dict[str, Any]:
    for part in pointer.split("/")[1:]:
        inner = schema.get("items") if part == "*" else schema.get("properties", {}).get(unescaped(part))
        if not isinstance(inner, dict):
            return {}
        schema = inner
    return schema if isinstance(schema, dict) else {}
