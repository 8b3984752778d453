"""Writes fields like a name once an object has another: object before, object after -> ``slug`` as in ``name``.

What an object shows of another entity takes over that one's name; its slug, its login and its addresses, if the entity
does not tell them, are written like the new name. Only texts that were written like the old one change.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.world.values.labels import label_of, noun_of
from lemnos.steps.tools.world.values.scene import plain, slug

_LABELS = frozenset("name title label displayname fullname".split())
"""Normalised names of fields that hold the name of an object."""
_SHORTEST = 5
"""Letters of a name that is looked for within other texts; a shorter one may stand there for something else."""


def renamed(before: Mapping[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return an object with what is written like its name; itself if it has the name that it had.

    Args:
        before: The object under its former name.
        after: The same object under a new one.

    >>> renamed({"name": "Oak Hill", "slug": "oak-hill"}, {"name": "Old Pier", "slug": "oak-hill"})
    {'name': 'Old Pier', 'slug': 'old-pier'}
    """
    fields = _naming(tuple(after)) if len(after) > 1 else ()
    if not fields:
        return after
    old, new = _name_of(before, fields), _name_of(after, fields)
    if not old or not new or old == new:
        return after
    forms = [(one, other) for one, other in zip(_written(old), _written(new), strict=False) if one]
    changed = dict(after)
    for field, value in after.items():
        if isinstance(value, str) and value == before.get(field):
            fits = ((one, other) for one, other in forms if value == one or (len(one) >= _SHORTEST and one in value))
            changed[field] = next((value.replace(one, other) for one, other in fits), value)
    return changed


def named_by_key(value: Mapping[str, Any], told: Collection[str], key: str | int, called: str) -> dict[str, str]:
    """Return the names of an embedded entity that tells none elsewhere: the same wherever its key stands.

    Args:
        value: The object that shows it.
        told: Fields of which it is known what they hold.
        key: Its key.
        called: Name of the field that holds the object.

    >>> made = named_by_key({"id": 7, "name": "Design"}, ("id",), 7, "team")
    >>> made == named_by_key({"id": 7, "name": "Legal"}, ("id",), 7, "teams") and [*made]
    ['name']
    """
    missing = [
        name
        for name, present in value.items()
        if name not in told and isinstance(present, str) and normalised(name) in _LABELS
    ]
    if not missing or len({value[name] for name in missing}) > 1:
        return {}
    return dict.fromkeys(missing, label_of(noun_of(called), str(key), 0))


@lru_cache(maxsize=8192)
def _naming(fields: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the fields of an object tell its name: the first and the last name, or one."""
    told = {normalised(name): name for name in reversed(fields)}
    if "firstname" in told and "lastname" in told:
        return told["firstname"], told["lastname"]
    return tuple(name for name in fields if normalised(name) in _LABELS)[:1]


def _name_of(value: Mapping[str, Any], fields: tuple[str, ...]) -> str:
    """Return the name that an object shows of itself; empty if it shows none."""
    told = [value.get(field) for field in fields]
    return " ".join(each for each in told if isinstance(each, str))


def _written(name: str) -> tuple[str, ...]:
    """Return how a name is written in other fields, the longest form first: as it is, as a slug, in an address."""
    first, _, last = name.partition(" ")
    mail, login = (f"{plain(first)}.{plain(last)}", f"{plain(first)[:1]}{plain(last)}") if last else ("", "")
    return name, slug(name), mail, plain(name), login if len(login) > 3 else ""
