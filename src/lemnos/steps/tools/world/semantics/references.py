"""Finds the fields of an entity that hold keys of other entities: schema of the entity, resources -> ``Reference``."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import IDS, phrase_of, singular, split_key
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.base import Operation, Reference, Resource
from lemnos.steps.tools.world.semantics.paths import noun_of_argument
from lemnos.steps.tools.world.semantics.words import GENERIC_NOUNS
from lemnos.text.json_pointers import escaped, unescaped

_DEEPEST = 2
"""Greatest number of objects and lists around a field."""
_KEYS = IDS | {"key"}
NAMES = frozenset("id uuid guid name slug alias email username login key code number arn sid handle".split())
"""Normalised names of fields that may identify an entity beside its key."""
_TELLING = frozenset("slug login username handle alias email".split())
"""Those of them that are such a field whatever an argument calls the entity."""
_OTHER_KEYS = frozenset("slug login username handle code number alias".split())
"""Suffixes of fields that hold such a field of another entity, if it has one."""
_USERS = frozenset(
    "owner author creator assignee reporter manager approver reviewer requester uploader sender recipient organizer "
    "member follower admin editor".split()
)
"""Nouns of users, where a description has users and nothing of this name."""
_DESCRIBING = frozenset(
    "country city currency language region state location address timezone status type category tag label color "
    "email phone fax mobile telephone website url image picture photo avatar logo icon thumbnail cover banner "
    "description message text "
    "body content note notes comment comments".split()
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
    (noun, suffix), kinds, inner = split_key(name), types(schema), schema.get("properties")
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
        names_key = suffix in _KEYS or (not suffix and is_exact and _DESCRIBING.isdisjoint(words_of(name)[-2:]))
        names_key = names_key or (suffix in _OTHER_KEYS and bool(noun) and noun[-1] not in _DESCRIBING)
        if names_key and (target != resource or words_of(name)[0] == "parent"):
            found.append(Reference(pointer, target))


def named_field(name: str, resource: Resource, properties: Mapping[str, object]) -> str:
    """Return the field of an entity that a name tells, if that is not its key: ``slug`` for ``account_slug``.

    Args:
        name: Name of an argument or a field that names an entity.
        resource: The resource of the entity.
        properties: The schemas of its fields.
    """
    words = phrase_of(name)
    if "or" in words[1:]:  # ``idOrSlug`` takes the key, if that is one of them
        words = () if set(phrase_of(resource.key)[-1:]) & {*words} else words[: words.index("or", 1)]
    noun, own = words[:-1], phrase_of(resource.name)
    is_own = not noun or own[-1:] == noun[-1:] or words[-1] in _TELLING or noun[-1] in _USERS
    if not words or words[-1] not in NAMES or not is_own:
        return ""
    by_name = {phrase_of(field): field for field in reversed(list(properties))}
    field = by_name.get(words[-1:]) or by_name.get((*own, words[-1])) or ""
    schema = properties.get(field)
    if not field or field == resource.key or words in (phrase_of(resource.key), (*own, *phrase_of(resource.key))):
        return ""
    kinds = types(schema) if isinstance(schema, dict) else ()
    return field if "string" in kinds or "integer" in kinds else ""


def kept_references(resource: Resource, others: Mapping[str, tuple[Resource, Mapping[str, object]]]) -> Resource:
    """Return a resource with those of its references whose fields can hold what they should.

    Args:
        resource: The resource.
        others: Name of a resource → the resource, and the schemas of its fields.
    """
    root = msgspec.json.decode(resource.schema)
    kept = []
    for reference in resource.references:
        name = reference.field.rstrip("/*").rpartition("/")[2]
        other, properties = others[reference.resource]
        by, suffix = named_field(name, other, properties), split_key(name)[1]
        own, wanted = types(_at(root, reference.field)), properties.get(by or other.key)
        if suffix in _OTHER_KEYS and not by and phrase_of(other.key)[-1:] != (suffix,):
            continue
        kinds = types(wanted) if isinstance(wanted, dict) else ()
        if not own or not kinds or set(own) & set(kinds) or (suffix and "string" in own):
            kept.append(msgspec.structs.replace(reference, by=by))
    ordered = sorted(kept, key=lambda each: not each.by)  # where both are there, the key decides
    return msgspec.structs.replace(resource, references=tuple(ordered))


def named_above(operation: Operation, known: Mapping[str, tuple[Resource, Mapping[str, object]]]) -> Operation:
    """Return an operation whose arguments for what lies above tell by which field they name it."""
    parents = tuple(
        msgspec.structs.replace(each, by=named_field(each.argument, *known[each.resource]))
        if each.resource in known
        else each
        for each in operation.parents
    )
    return msgspec.structs.replace(operation, parents=parents)


def told_apart(resource: Resource, by: Collection[tuple[str, str]]) -> Resource:
    """Return a resource of which no two entities share what others name them by."""
    named = sorted(field for name, field in by if name == resource.name and field not in resource.unique)
    return msgspec.structs.replace(resource, unique=(*resource.unique, *named))


def _at(schema: Any, pointer: str) -> dict[str, Any]:
    for part in pointer.split("/")[1:]:
        inner = schema.get("items") if part == "*" else schema.get("properties", {}).get(unescaped(part))
        if not isinstance(inner, dict):
            return {}
        schema = inner
    return schema if isinstance(schema, dict) else {}
