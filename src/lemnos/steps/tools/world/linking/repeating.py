"""Lets entities follow others: an entity, those that it repeats as they are now -> the entity, which shows them so.

An entity is linked once. Afterwards, what it embeds of another (``project: {"id": 7, "name": …}``) and what the world
alone sets (``projectName``) follows that one; a field of its own that a request may set stays as it is.
"""

from collections.abc import Callable, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.base import Reference, Resource
from lemnos.steps.tools.world.linking.embedding import Above, embed, is_shown, names_at, places_of
from lemnos.steps.tools.world.linking.linker import Find, Target, embedded, is_around, set_field, told_beside, told_of
from lemnos.text.json_pointers import unescaped


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
            _tell("_".join((*words_of(name), "id")), shown, target, resource, root)
    return shown


def followed(body: Mapping[str, Any], resource: Resource, root: dict[str, Any], find: Find) -> dict[str, Any]:
    """Return an entity that shows those to which it refers as they are.

    Args:
        body: The entity.
        resource: Its resource.
        root: The schema of such entities.
        find: Finds those that have changed.
    """
    shown = dict(body)
    for reference in resource.references:
        field, *inside = map(unescaped, reference.field.split("/")[1:])
        value = shown.get(field)

        def found(key: Any, of: str = reference.resource, by: str = reference.by) -> Target | None:
            return find(of, str(key), by)

        if not inside and isinstance(value, str | int):
            if (target := found(value)) is not None:
                _tell(field, shown, target, resource, root)
        elif inside and value is not None:
            made = _followed(value, inside, found, field)
            if made != value and conforms(made, root["properties"].get(field, True), root):
                shown[field] = made
    return shown


def _tell(field: str, body: dict[str, Any], target: Target, resource: Resource, root: dict[str, Any]) -> None:
    """Let the fields that the world sets tell of the entity that a field names, in place."""
    for name, value in told_of(field, tuple(body), target).items():
        if name in resource.read_only and name != resource.key:
            set_field(body, name, value, root["properties"], root)


def _followed(value: Any, pointer: list[str], found: Callable[[Any], Target | None], around: str) -> Any:
    """Return a value that shows the entities whose keys lie where a pointer leads; itself if there are none."""
    part, *rest = pointer
    if part == "*":
        if not isinstance(value, list) or not rest:
            return value
        made = [_followed(each, rest, found, around) for each in value]
        return value if all(one is other for one, other in zip(made, value, strict=True)) else made
    if not isinstance(value, dict) or value.get(part) is None:
        return value
    if rest:
        inner = _followed(value[part], rest, found, part)
        return value if inner is value[part] else {**value, part: inner}
    target = found(value[part]) if isinstance(value[part], str | int) else None
    if target is None:
        return value
    if part == "id":
        return embedded(value, target)
    return {**value, **told_beside(part, value, target, around), part: value[part]}
