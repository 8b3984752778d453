"""Lets what an entity holds name that entity: schema, entity -> ``orderId`` of its lines, which is its own key.

Cost: the schema is read once; then a step for each such field. Not handled: people, whose things may name others.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import phrase_of, split_key
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.base import Resource
from lemnos.steps.tools.world.values.drawn import LINKS
from lemnos.steps.tools.world.values.scene import is_own_person
from lemnos.text.json_pointers import unescaped

ELSEWHERE = frozenset(
    "transfer target destination related linked other counterparty matched parent source original previous next "
    "replaced replacement duplicate child merged".split()
)
"""Words of what is another thing of the same kind: the account to which one transfers is not its own."""
_MADE = re.compile(r"https://example\.com/[a-z-]+/[0-9a-f]{8}")
_OWN = frozenset(("pattern", "enum", "const", "examples", "maxLength", "minLength"))
"""Keywords of a schema with which an address is none that was made up, or may not be changed."""
_DEEPEST = 3
_MOST_ROOTS = 2048


def noun_of_reference(field: str) -> tuple[str, ...]:
    """Return the noun that the place of a key gives to the entity that it names.

    >>> noun_of_reference("/corporate_id"), noun_of_reference("/client/corporate/id")
    (('corporate',), ('corporate',))
    """
    parts = [unescaped(part) for part in field.split("/")[1:] if part != "*"]
    noun = split_key(parts[-1])[0] if parts else ()
    return noun or (phrase_of(parts[-2]) if len(parts) > 1 else ())


def tell_own_key(resource: Resource, root: dict[str, Any], body: dict[str, Any], sent: frozenset[str]) -> None:
    """Let what an entity holds name it by its key, in place; what was sent stays.

    Args:
        resource: The resource of the entity.
        root: The schema of its entities.
        body: The entity.
        sent: Fields that stay as they are.
    """
    for address, key, stem in _addresses(resource.schema, resource.name, resource.key):
        present, value = body.get(address), body.get(key)
        if address not in sent and isinstance(value, str | int) and _MADE.fullmatch(str(present)):
            body[address] = f"{stem}{value}"
    for key, shown in _beside(resource.schema):
        value, inner = body.get(key), body.get(shown)
        if shown not in sent and isinstance(inner, dict) and isinstance(value, str | int) and inner.get("id") != value:
            made = {**inner, "id": value}
            if type(inner.get("id")) is type(value) and conforms(made, root["properties"].get(shown, True), root):
                body[shown] = made
    own, field = dict(body), resource.key
    if isinstance(own.get(field), str | int):
        for path in _paths(resource.schema, resource.name, field):
            if path[0] in body and path[0] not in sent:
                schema = root["properties"].get(path[0], True)
                body[path[0]] = _told(body[path[0]], path[1:], schema, own, field, root)


@lru_cache(maxsize=_MOST_ROOTS)
def _paths(schema: str, resource: str, key: str) -> tuple[tuple[str, ...], ...]:
    """Return where entities of a resource hold their own key in what they hold: ``*`` for the items of a list."""
    noun, suffix = phrase_of(resource), (words_of(key) or ("",))[-1]
    found: list[tuple[str, ...]] = []
    if not is_own_person(noun):
        _look(msgspec.json.decode(schema), (), noun, suffix, found)
    return tuple(found)


@lru_cache(maxsize=_MOST_ROOTS)
def _beside(schema: str) -> tuple[tuple[str, str], ...]:
    """Return the fields that hold the key of another, each with the object that shows that one beside it."""
    properties = msgspec.json.decode(schema).get("properties", {})
    keys = {noun: name for name in properties for noun, suffix in (split_key(name),) if noun and suffix == "id"}
    shown = [name for name, each in properties.items() if isinstance(each, dict) and "id" in each.get("properties", ())]
    return tuple((keys[phrase_of(name)], name) for name in shown if phrase_of(name) in keys)


@lru_cache(maxsize=_MOST_ROOTS)
def _addresses(schema: str, resource: str, key: str) -> tuple[tuple[str, str, str], ...]:
    """Return the fields that hold a made-up address of a thing of which another field holds the key.

    Each with that field, and with what stands before the key: see ``address_of``.
    """
    found = []
    properties = msgspec.json.decode(schema).get("properties", {})
    for name, each in properties.items():
        if words_of(name) and words_of(name)[-1] in LINKS and isinstance(each, dict) and not each.keys() & _OWN:
            noun = phrase_of("_".join(word for word in words_of(name) if word not in LINKS)) or phrase_of(resource)
            told = next((other for other in properties if split_key(other) == (noun, "id")), "")
            told = told or (key if noun == phrase_of(resource) else "")
            if told:
                found.append((name, told, f"https://example.com/{'-'.join(noun)}/"))
    return tuple(found)


def _look(schema: Any, path: tuple[str, ...], noun: tuple[str, ...], suffix: str, found: list[tuple[str, ...]]) -> None:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    for name, inner in properties.items() if isinstance(properties, dict) else ():
        if path and split_key(name) == (noun, suffix):
            found.append((*path, name))
        elif len(path) < 2 * _DEEPEST and isinstance(inner, dict) and ELSEWHERE.isdisjoint(words_of(name)):
            items = inner.get("items")
            at, held = ((*path, name, "*"), items) if isinstance(items, dict) else ((*path, name), inner)
            if not path or phrase_of(name) != noun:
                _look(held, at, noun, suffix, found)
            elif "*" not in at and suffix in (held.get("properties") or () if isinstance(held, dict) else ()):
                found.append(at)


def _told(value: Any, path: tuple[str, ...], schema: Schema, body: Mapping[str, Any], field: str, root: Schema) -> Any:
    """Return a value with the key of an entity, or with its fields, where a path leads."""
    if not path:
        if isinstance(value, dict):  # the entity itself, within what it holds
            shown = {name: body[name] for name in value if isinstance(body.get(name), str | int | float)}
            return made if conforms(made := {**value, **shown}, schema, root) else value
        key = body[field]
        return key if type(value) is type(key) and conforms(key, schema, root) else value
    part, *rest = path
    own = schema if isinstance(schema, dict) else {}
    if part == "*":
        if not isinstance(value, list):
            return value
        return [_told(each, tuple(rest), own.get("items", True), body, field, root) for each in value]
    if not isinstance(value, dict) or part not in value:
        return value
    inner = own.get("properties", {}).get(part, True)
    return {**value, part: _told(value[part], tuple(rest), inner, body, field, root)}
