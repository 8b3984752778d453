"""Writes fields like a name once an object has another: object before, object after -> ``slug`` as in ``name``.

What an object shows of another entity takes over that one's name; its slug, its login and its addresses, if the entity
does not tell them, are written like the new name. Only texts that were written like the old one change.
"""

from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.world.values.scene import plain, slug

_LABELS = frozenset("name title label displayname fullname".split())
"""Normalised names of fields that hold the name of an object."""


def renamed(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return an object with what is written like its name; itself if it has the name that it had.

    Args:
        before: The object under its former name.
        after: The same object under a new one.

    >>> renamed({"name": "Oak Hill", "slug": "oak-hill"}, {"name": "Old Pier", "slug": "oak-hill"})
    {'name': 'Old Pier', 'slug': 'old-pier'}
    """
    if len(after) < 2:
        return after
    old, new = _name_of(before), _name_of(after)
    if not old or not new or old == new:
        return after
    forms = [(one, other) for one, other in zip(_written(old), _written(new), strict=False) if one]
    changed = dict(after)
    for field, value in after.items():
        if isinstance(value, str) and value == before.get(field):
            changed[field] = next((value.replace(one, other) for one, other in forms if one in value), value)
    return changed


def _name_of(value: Mapping[str, Any]) -> str:
    """Return the name that an object shows of itself; empty if it shows none."""
    told = {normalised(name): each for name, each in value.items() if isinstance(each, str)}
    if "firstname" in told and "lastname" in told:
        return f"{told['firstname']} {told['lastname']}"
    return next((told[name] for name in told if name in _LABELS), "")


def _written(name: str) -> tuple[str, ...]:
    """Return how a name is written in other fields, the longest form first: as it is, as a slug, in an address."""
    first, _, last = name.partition(" ")
    mail, login = (f"{plain(first)}.{plain(last)}", f"{plain(first)[:1]}{plain(last)}") if last else ("", "")
    return name, slug(name), mail, plain(name), login if len(login) > 3 else ""
