"""Shows an entity inside a result of another form: value, entity -> the value, in which the entity has its own values.

A change may answer with an envelope that is made up by its schema. An object in it that shows the key of the entity, or
most of its fields, is the entity; its values then are those that lists and gets show. One walk over the value.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.hints import WRAPPERS
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.schemas.flatten import ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.values.fit import fitted

_DEEPEST = 6
_OF_ALL = frozenset("id uuid guid name key title code slug email url uri href arn".split())
"""Normalised names of keys that objects of any kind have."""
_AROUND = WRAPPERS | frozenset("meta metadata links status error pagination".split())
"""Normalised names of objects that surround an entity or tell of the call, whatever the entity has."""
_LEAST = 3
"""Fields that an object without the noun of an entity and without a key of its kind shares with it, if it is one."""


class Entity(NamedTuple):
    """An entity of which a result tells."""

    body: Mapping[str, Any]
    """Normalised name → value."""
    fields: frozenset[str]
    """Normalised names of all fields that such entities may have."""
    keys: frozenset[str]
    """Normalised names under which its key is shown."""
    noun: tuple[str, ...]
    """Words of what it is called."""


def entity_of(
    body: Mapping[str, Any], fields: Mapping[str, Any], field: str, argument: str, noun: tuple[str, ...]
) -> Entity:
    """Return an entity as ``with_own`` reads it.

    Args:
        body: The entity.
        fields: Properties of the schema of such entities.
        field: The field that holds its key.
        argument: The argument that names it; empty for none.
        noun: Words of what it is called.
    """
    named = {normalised(name): value for name, value in body.items()}
    keys = {normalised(field)}
    if argument and normalised(argument) not in {normalised(name) for name in fields} and field in body:
        named[normalised(argument)] = body[field]
        keys.add(normalised(argument))
    return Entity(named, frozenset(map(normalised, fields)) | keys, frozenset(keys), noun)


def with_own(value: Any, root: Schema, entity: Entity, seed: str) -> Any:
    """Return ``value`` with the entity's own values in each object that shows it.

    Args:
        value: A value that conforms to ``root``.
        root: The schema of the value.
        entity: What the value tells of.
        seed: Decides what has to be made up.
    """
    return _walked(value, root, root, entity, "", seed, 0)


def _walked(value: Any, schema: Schema, root: Schema, entity: Entity, name: str, seed: str, depth: int) -> Any:
    if depth > _DEEPEST or not isinstance(value, dict | list):
        return value
    flat = flat_of(schema, root)
    if isinstance(value, list):
        items = flat.get("items", True)
        own = flat_of(items, root).get("properties", {})
        shown = value[:1] if _is_shown(own, entity, name) else value  # there is one such entity
        return [_walked(each, items, root, entity, name, f"{seed}/{name}", depth + 1) for each in shown]
    properties: dict[str, Schema] = flat.get("properties", {})
    if _is_shown(properties, entity, name):
        try:
            return fitted(_own(value, properties, entity), schema, root, f"{seed}/{name}", name or "result")
        except (ImpossibleError, RecursionError):
            return value
    return {
        key: _walked(
            _part(each, entity, key) if not depth else each,
            properties.get(key, True),
            root,
            entity,
            key,
            seed,
            depth + 1,
        )
        for key, each in value.items()
    }


def _part(value: Any, entity: Entity, name: str) -> Any:
    """Return the part of an entity that a result holds beside others, under the name that it has in the entity."""
    own = entity.body.get(normalised(name))
    return own if isinstance(own, dict) and isinstance(value, dict) and normalised(name) not in _AROUND else value


def _own(value: dict[str, Any], properties: Mapping[str, Schema], entity: Entity) -> dict[str, Any]:
    """Return an object with the fields of an entity, and with what it alone has."""
    own: dict[str, Any] = {}
    for name in dict.fromkeys((*properties, *value)):
        if normalised(name) in entity.body:
            own[name] = entity.body[normalised(name)]
        elif name in value and normalised(name) not in entity.fields:
            own[name] = value[name]
    return own


def _is_shown(properties: Mapping[str, Schema], entity: Entity, name: str) -> bool:
    """Return whether an object that is called ``name`` and has ``properties`` is the entity."""
    own = {normalised(each) for each in properties}
    shared = own & entity.fields
    words = words_of(name)
    called = (*words[:-1], singular(words[-1])) if words else ()
    is_called = bool(entity.noun) and any(
        called[at : at + len(entity.noun)] == entity.noun for at in range(len(called))
    )
    if len(shared) < 2 or (2 * len(shared) < len(own) and not (is_called and own & entity.keys)):
        return False
    is_keyed = bool((own & entity.keys) - _OF_ALL)
    if normalised(name) in entity.fields:  # a part of the entity may repeat it; another thing may be called like it
        is_whole = called == entity.noun and bool(own & entity.keys) and 2 * len(shared) >= len(own)
        return is_whole or (is_called and is_keyed)
    return is_called or is_keyed or len(shared) >= _LEAST
