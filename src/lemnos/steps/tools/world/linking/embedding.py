"""Shows the entities above an entity where it holds them: schema, resources above -> places; entity -> the same.

    /organizations/{id}/articles   ──▶   {"title": …, "organization": {the organisation of the address}}

An object, or a list of objects, that is called by the noun of an entity above is that entity: in a list, its first
item. Of people this holds for fields of the entity alone: who made its cover may be another user. Not handled: fields
that are called otherwise (``publisher`` for an organisation).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.naming.nouns import phrase_of
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.agreement.renaming import named_by_key, renamed
from lemnos.steps.tools.world.semantics.words import GENERIC_NOUNS
from lemnos.steps.tools.world.values.scene import is_own_person

_DEEPEST = 3
"""Greatest number of objects and lists around an embedded entity."""
_KEYS = ("id", "uuid", "guid", "key", "slug", "name", "code")
"""Normalised names of fields by which an embedded entity may be identified, the likeliest first."""
_MOST_ROOTS = 2048

Path = tuple[str, ...]


class Place(NamedTuple):
    """Where entities of a resource hold one that lies above them."""

    path: Path
    """Names of properties, ``*`` for the items of a list."""
    resource: str
    """Resource of the one above."""


class Above(NamedTuple):
    """An entity above another."""

    key: str | int
    field: str
    """The field that holds its key."""
    body: Mapping[str, Any]
    called: str = ""
    """Name of the field that holds it."""


@lru_cache(maxsize=_MOST_ROOTS)
def places_of(schema: str, resource: str, above: tuple[str, ...]) -> tuple[Place, ...]:
    """Return where entities of a resource hold those above them.

    Args:
        schema: JSON text of the schema of the entities, without references.
        resource: The resource.
        above: The resources above it.
    """
    nouns: dict[Path, str] = {}
    known = [name for name in reversed(above) if is_shown(name, resource)]
    for name in known:
        words = phrase_of(name)
        for start in range(len(words)):
            if words[start] not in GENERIC_NOUNS or start + 1 < len(words):
                nouns.setdefault(words[start:], name)
    nouns |= {phrase_of(name): name for name in known}
    found: list[Place] = []
    _look(msgspec.json.decode(schema), (), nouns, found)
    return tuple(found)


def is_shown(above: str, resource: str) -> bool:
    """Return whether what an entity tells of the noun of one above it is told of that: the user of a friend is none."""
    return not (is_own_person(phrase_of(above)) and is_own_person(phrase_of(resource)))


def _look(schema: Any, path: Path, nouns: Mapping[Path, str], found: list[Place]) -> None:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if len(path) >= _DEEPEST or not isinstance(properties, dict):
        return
    for name, inner in properties.items():
        items = inner.get("items") if isinstance(inner, dict) else None
        at, held = ((*path, name, "*"), items) if isinstance(items, dict) else ((*path, name), inner)
        if not isinstance(held, dict) or not isinstance(held.get("properties"), dict):
            continue
        resource = nouns.get(phrase_of(name))
        if resource is not None and (not path or not is_own_person(phrase_of(resource))):
            found.append(Place(at, resource))
        if resource is None or at[-1] != "*":
            _look(held, at, nouns, found)


def names_at(root: Mapping[str, Any], place: Place) -> tuple[str, ...]:
    """Return the fields that entities show of the one above that they hold at a place."""
    schema: Any = root
    for part in place.path:
        schema = schema["items"] if part == "*" else schema["properties"][part]
    return tuple(schema["properties"])


def embed(body: dict[str, Any], place: Place, above: Above, root: dict[str, Any], *, is_known: bool = False) -> None:
    """Let an entity show one above it at a place where it holds one, in place.

    Args:
        body: The entity.
        place: The place; nothing is changed where the entity holds none.
        above: The one above.
        root: The schema of the entity.
        is_known: Whether only what has the key of the one above already is that one.
    """
    first, *rest = place.path
    if first in body and (schema := root["properties"].get(first)) is not None:
        above = above._replace(called=next(each for each in reversed(place.path) if each != "*"))
        body[first] = _at(body[first], tuple(rest), schema, above, root, is_known)


def _at(value: Any, path: Path, schema: Any, above: Above, root: Schema, is_known: bool) -> Any:
    if not path:
        is_other = is_known and str(_key_in(value, above)) != str(above.key)
        return _shown(value, schema, above, root) if isinstance(value, dict) and not is_other else value
    part, *rest = path
    if part == "*":
        if not isinstance(value, list) or not value:
            return value
        if rest or is_known:
            return [_at(each, tuple(rest), schema.get("items", True), above, root, is_known) for each in value]
        one = _shown(value[0], schema["items"], above, root) if isinstance(value[0], dict) else value[0]
        others = [each for each in value[1:] if _key_in(each, above) != _key_in(one, above)]
        made = [one, *others]
        return made if made == value or conforms(made, schema, root) else [one, *value[1:]]
    if not isinstance(value, dict) or part not in value:
        return value
    inner = schema.get("properties", {}).get(part, True)
    return {**value, part: _at(value[part], tuple(rest), inner, above, root, is_known)}


def _shown(value: dict[str, Any], schema: Any, above: Above, root: Schema) -> dict[str, Any]:
    """Return an embedded object as that of the entity above: all fields that both have, or as many as conform."""
    own = {normalised(name): each for name, each in above.body.items()}
    shared = {name: own[normalised(name)] for name in value if normalised(name) in own}
    key = dict.fromkeys(_key_names(value, above), above.key)
    if key:
        shared |= named_by_key(value, (*shared, *key), above.key, above.called)
    for told in (shared, {name: each for name, each in shared.items() if not isinstance(each, dict | list)}, {}):
        made = renamed(value, {**value, **told, **key})
        if made == value or conforms(made, schema, root):
            return made
    changed = dict(value)
    for name, each in {**shared, **key}.items():
        if conforms(made := {**changed, name: each}, schema, root) or (
            conforms(made := {**changed, name: str(each)}, schema, root) and isinstance(each, int)
        ):
            changed = made
    return changed


def _key_names(value: Mapping[str, Any], above: Above) -> list[str]:
    """Return the field of an embedded object that holds the key of the entity: none if it shows another by which."""
    spelled = {normalised(name): name for name in value}
    if (field := spelled.get(normalised(above.field))) is not None:
        return [field]
    shown = {normalised(name) for name in above.body}
    return [name for each in _KEYS[:4] if (name := spelled.get(each)) and each not in shown][:1]


def _key_in(value: Any, above: Above) -> Any:
    names = _key_names(value, above) if isinstance(value, dict) else []
    if not names and isinstance(value, dict):
        names = [name for name in value if normalised(name) in _KEYS][:1]
    return str(value[names[0]]) if names else value
