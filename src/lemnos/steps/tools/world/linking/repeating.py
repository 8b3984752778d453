"""Lets entities follow others: an entity, those that it repeats as they are now -> the entity, which shows them so.

An entity is linked once. Afterwards, what it embeds of another (``project: {"id": 7, "name": …}``) and what the world
alone sets (``projectName``) follows that one; a field of its own that a request may set stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from operator import is_
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.world.base import Reference, Resource
from lemnos.steps.tools.world.linking.embedding import Above, embed, is_shown, names_at, places_of
from lemnos.steps.tools.world.linking.linker import (
    Find,
    embedded,
    is_around,
    set_field,
    telling,
    told_beside,
    told_of,
)
from lemnos.steps.tools.world.linking.target import Target
from lemnos.text.json_pointers import unescaped

Fits = Callable[[str, Any], bool]
"""Returns whether a field of an entity may have a value, by its schema."""


def names_above(resource: Resource, root: Mapping[str, Any], above: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return the normalised names of the fields that entities show of those of each resource above, where they do.

    Args:
        resource: The resource of the entities.
        root: The schema of the entities.
        above: The resources above it.
    """
    found: dict[str, frozenset[str]] = {}
    for place in places_of(resource.schema, resource.name, above):
        names = frozenset(map(normalised, names_at(root, place)))
        found[place.resource] = found.get(place.resource, frozenset()) | names
    return found


def names_beside(root: Mapping[str, Any], reference: Reference) -> frozenset[str]:
    """Return the normalised names of what entities show of another, around its key; none where they show the key alone.

    Args:
        root: The schema of the entities.
        reference: Where the key lies.
    """
    *around, last = map(unescaped, reference.field.split("/")[1:])
    named = [part for part in around if part != "*"]
    if not named or not (last == "id" or is_around(named[-1], last)):
        return frozenset()
    schema: Any = root
    for part in around:
        inner = schema.get("items") if part == "*" else schema.get("properties", {}).get(part)
        schema = inner if isinstance(inner, dict) else {}
    return frozenset(map(normalised, schema.get("properties", ())))


def shown_above(
    body: Mapping[str, Any],
    resource: Resource,
    root: dict[str, Any],
    above: Mapping[str, Target],
    key: Callable[[str], str],
) -> dict[str, Any]:
    """Return an entity that shows those above it as they are.

    Args:
        body: The entity.
        resource: Its resource.
        root: The schema of such entities.
        above: Those above it that it may show, by resource.
        key: Returns the field that holds the key of a resource.
    """
    shown = dict(body)
    for place in places_of(resource.schema, resource.name, tuple(above)):
        target = above[place.resource]
        is_set = place.path[0] not in resource.read_only
        embed(shown, place, Above(target.key, key(place.resource), target.body), root, is_known=is_set)
    for name, target in above.items():
        if is_shown(name, resource.name):
            _tell(_key_of(name), shown, target, resource, root)
    return shown


class Way(NamedTuple):
    """Where entities of a resource tell of another to which they refer."""

    field: str
    inside: tuple[str, ...]
    """The way from the field to the key, ``*`` for the items of a list; empty if the field holds the key."""
    resource: str
    """Of the other."""
    by: str
    """Field of the other whose value is told; empty for its key."""


def ways_of(resource: Resource) -> tuple[Way, ...]:
    """Return where entities of a resource tell of those to which they refer."""
    found = []
    for each in resource.references:
        field, *inside = map(unescaped, each.field.split("/")[1:])
        found.append(Way(field, tuple(inside), each.resource, each.by))
    return tuple(found)


def tells_above(resource: Resource, above: str) -> bool:
    """Return whether entities of a resource may show anything of one above them that changes with that one."""
    if places_of(resource.schema, resource.name, (above,)):
        return True
    told = telling(_key_of(above), resource.read_only) if is_shown(above, resource.name) else ()
    return any(name != resource.key for _, name in told)


def followed(
    body: dict[str, Any], resource: Resource, ways: Iterable[Way], root: dict[str, Any], find: Find, fits: Fits
) -> dict[str, Any]:
    """Return an entity that shows those to which it refers as they are; itself if they have not changed.

    Args:
        body: The entity.
        resource: Its resource.
        ways: Where it tells of entities that may have changed.
        root: The schema of such entities.
        find: Finds those that have changed.
        fits: Returns whether a field may have a value.
    """
    shown = body
    for way in ways:
        value = shown.get(way.field)
        if way.inside:
            if value is None:
                continue
            made = _followed(value, way.inside, way, find, way.field)
            if made is not value and made != value and fits(way.field, made):
                shown = {**shown, way.field: made}
        elif isinstance(value, str | int) and (target := find(way.resource, str(value), way.by)) is not None:
            shown = dict(shown)
            _tell(way.field, shown, target, resource, root)
    return shown


def _key_of(above: str) -> str:
    """Return the field that holds the key of an entity above, as its resource names it."""
    return "_".join((*words_of(above), "id"))


def _tell(field: str, body: dict[str, Any], target: Target, resource: Resource, root: dict[str, Any]) -> None:
    """Let the fields that the world sets tell of the entity that a field names, in place."""
    for name, value in told_of(field, tuple(body), target).items():
        if name in resource.read_only and name != resource.key:
            set_field(body, name, value, root["properties"], root)


def _followed(value: Any, pointer: tuple[str, ...], way: Way, find: Find, around: str) -> Any:
    """Return a value that shows the entities whose keys lie where a pointer leads; itself if there are none."""
    part, rest = pointer[0], pointer[1:]
    if part == "*":
        if not isinstance(value, list) or not rest:
            return value
        made = [_followed(each, rest, way, find, around) for each in value]
        return value if all(map(is_, made, value)) else made
    if not isinstance(value, dict) or (present := value.get(part)) is None:
        return value
    if rest:
        inner = _followed(present, rest, way, find, part)
        return value if inner is present else {**value, part: inner}
    target = find(way.resource, str(present), way.by) if isinstance(present, str | int) else None
    if target is None:
        return value
    if part == "id":
        return embedded(value, target, around)
    return {**value, **told_beside(part, value, target, around), part: present}
