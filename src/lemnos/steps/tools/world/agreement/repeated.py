"""Lets fields repeat what an object beside them tells: properties, object -> ``authorName`` as in ``author``."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of

_REPEATED = (("name",), ("title",), ("email",), ("slug",), ("username",), ("label",))
"""Last words of what objects repeat of one beside them."""
_MOST_ROOTS = 2048


class Repeated(NamedTuple):
    """A field that repeats another of an object beside it."""

    field: str
    holder: str
    """The field that holds the object."""
    inner: str
    """The field of that object."""


def repeated_in(properties: Mapping[str, Schema], root: Schema) -> tuple[Repeated, ...]:
    """Return the fields that repeat what an object beside them tells.

    Args:
        properties: The properties of an object.
        root: The schema within which references are resolved.
    """
    spelled = {words_of(name): name for name in reversed(list(properties))}
    found = []
    for holder, schema in properties.items():
        inner = flat_of(schema, root).get("properties") if isinstance(schema, dict) else None
        for name in inner if isinstance(inner, dict) else ():
            words = words_of(name)
            outer = spelled.get((*words_of(holder), *words)) if words[-1:] in _REPEATED else None
            if outer is not None:
                found.append(Repeated(outer, holder, name))
    return tuple(found)


@lru_cache(maxsize=_MOST_ROOTS)
def repeated_by(schema: str) -> tuple[Repeated, ...]:
    """Return the fields of entities that repeat what an object beside them tells.

    Args:
        schema: JSON text of the schema of the entities, without references.
    """
    root = msgspec.json.decode(schema)
    return repeated_in(root["properties"], root)


def repeat(
    body: dict[str, Any],
    fields: Sequence[Repeated],
    properties: Mapping[str, Schema],
    root: Schema,
    kept: Collection[str] = (),
) -> None:
    """Let fields repeat what an object beside them tells, in place.

    Args:
        body: The object.
        fields: The fields.
        properties: Its properties.
        root: The schema within which references are resolved.
        kept: Fields that stay as they are.
    """
    for field, holder, inner in fields:
        shown = body.get(holder)
        told = shown.get(inner) if isinstance(shown, dict) else None
        is_other = told is not None and type(body.get(field)) is type(told) and field not in kept
        if is_other and body[field] != told and conforms(told, properties.get(field, True), root):
            body[field] = told
