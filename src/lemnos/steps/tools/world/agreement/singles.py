"""Lets one of several be the default: properties of items, items -> items of which at most one is ``isDefault``."""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import Schema, conforms
from lemnos.steps.tools.world.semantics.shapes import flat_of

_FIRST = frozenset("default primary main preferred".split())
_ASKED = frozenset(("is", "as"))


def singles_of(properties: Mapping[str, Schema], noun: tuple[str, ...], root: Schema) -> tuple[str, ...]:
    """Return the flags that at most one of the things of an owner has.

    Args:
        properties: The properties of each thing.
        noun: Words of what they are called.
        root: The schema within which references are resolved.

    >>> flag = {"type": "boolean"}
    >>> singles_of({"isDefault": flag, "is_primary_key": flag, "defaultCategory": flag}, ("category",), True)
    ('isDefault', 'defaultCategory')
    """
    found = []
    for name, schema in properties.items():
        words = words_of(name)
        said = words[1:] if words[:1] and words[0] in _ASKED else words
        is_flag = said[:1] and said[0] in _FIRST and (len(said) == 1 or said[1:] == noun[-len(said[1:]) :])
        if is_flag and "boolean" in types(flat_of(schema, root)):
            found.append(name)
    return tuple(found)


def lower(value: dict[str, Any], flags: tuple[str, ...], properties: Mapping[str, Schema], root: Schema) -> None:
    """Take such flags from a thing that is not the first of its owner, in place.

    Args:
        value: The thing.
        flags: What ``singles_of`` returned.
        properties: Its properties.
        root: The schema within which references are resolved.
    """
    for name in flags:
        if value.get(name) is True and conforms(False, properties[name], root):
            value[name] = False
