"""Reads names of arguments that tell a field within something: ``track[title]``, ``contact.name`` -> its path.

Not handled: names with the numbers of items (``lines[0][sku]``).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.schemas.flatten import types
from lemnos.text.json_pointers import escaped, unescaped

WRAPPING = frozenset("data body payload resource item object entity input record request".split())
"""Normalised names of what holds a whole entity, whatever it is."""
_FILTERING = ("filter", "filters", "where", "query", "search", "criteria")
"""Normalised names of what holds the fields by which a list is filtered."""
_OPERATORS = frozenset("eq equals is in any contains like".split())
"""Normalised names of comparisons that entities with the value, or a text that contains it, meet."""
_BRACKETED = re.compile(r"([A-Za-z_][\w-]*)((?:\[[A-Za-z_][\w-]*\])+)(?:\[\])?")
_DOTTED = re.compile(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+")


def path_of(name: str) -> tuple[str, ...]:
    """Return the names of the fields to which the name of an argument leads, outermost first.

    >>> path_of("track[title]"), path_of("contact.name"), path_of("tags[]"), path_of("lines[0][sku]")
    (('track', 'title'), ('contact', 'name'), ('tags',), ('lines[0][sku]',))
    """
    if (found := _BRACKETED.fullmatch(name)) is not None:
        return found[1], *found[2][1:-1].split("][")
    if _DOTTED.fullmatch(name):
        return tuple(name.split("."))
    return (name.removesuffix("[]") or name,)


def field_paths(names: Iterable[str], nouns: Collection[str], shown: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Return the fields of an entity to which names of arguments lead: without a name around them for the entity.

    Args:
        names: The names.
        nouns: Normalised names of the entity.
        shown: Names of the fields that results show of it.

    >>> field_paths(("track[title]", "track[user][id]"), ("track",), ())
    {'track[title]': ('title',), 'track[user][id]': ('user', 'id')}
    """
    own = {normalised(name) for name in shown}
    paths = {name: (name,) if name in shown else path_of(name) for name in names}
    inside = [path for path in paths.values() if len(path) > 1]
    heads = {normalised(path[0]) for path in inside}
    around = (heads & {*nouns, *WRAPPING}) - own
    if len(heads) == 1 and heads.isdisjoint(own) and any(normalised(path[1]) in own for path in inside):
        around |= heads  # called by another noun than the path has for it
    return {name: path[1:] if len(path) > 1 and normalised(path[0]) in around else path for name, path in paths.items()}


def field_at(name: str, path: tuple[str, ...], properties: Mapping[str, object], by_name: Mapping[str, str]) -> str:
    """Return the field to which names lead: a JSON pointer for one within another, if that can hold it.

    Args:
        name: The name that was taken apart.
        path: The names.
        properties: The schemas of the fields of the entity.
        by_name: Normalised name → name of each of them.

    >>> field_at("user[id]", ("user", "id"), {"user": {"type": "object"}}, {"user": "user"})
    '/user/id'
    """
    first = path[0] if path[0] in properties else by_name.get(normalised(path[0]), path[0])
    if len(path) == 1:
        return first
    around = properties.get(first)
    kinds = types(around) if isinstance(around, dict) else ()
    if name in properties or (kinds and "object" not in kinds):
        return name if name in properties else by_name.get(normalised(name), name)
    return "".join(f"/{escaped(each)}" for each in (first, *_within(around, path[1:])))


def _within(schema: object, path: tuple[str, ...]) -> tuple[str, ...]:
    """Return names within an object, spelled as its properties are."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not path or not isinstance(properties, dict):
        return path
    spelled = {normalised(each): each for each in reversed(properties)}
    own = path[0] if path[0] in properties else spelled.get(normalised(path[0]), path[0])
    return own, *_within(properties.get(own), path[1:])


def filtered_by(name: str, nouns: Collection[str], properties: Mapping[str, object]) -> str:
    """Return the field by which an argument filters a list that is told within something; empty if none is.

    >>> filtered_by("filter[owner][name][contains]", (), {"owner": {"properties": {"name": {"type": "string"}}}})
    '/owner/name'
    """
    path = next(iter(field_paths((name,), (*nouns, *_FILTERING), ()).values()))
    path = path[:-1] if len(path) > 1 and normalised(path[-1]) in _OPERATORS else path
    if path == (name,):
        return ""
    field = field_at(name, path, properties, {normalised(each): each for each in reversed(list(properties))})
    schema: Any = {"properties": properties}
    for part in map(unescaped, field.split("/")[1:] if field.startswith("/") else (field,)):
        schema = schema.get("properties", {}).get(part) if isinstance(schema, dict) else None
    held = schema.get("items", schema) if isinstance(schema, dict) else None
    return field if isinstance(held, dict) and "object" not in types(held) else ""
