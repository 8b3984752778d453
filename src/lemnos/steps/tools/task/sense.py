"""Decides whether a call makes sense: an operation and what would be said -> whether a person wants it.

Nothing here calls a world. A task whose request would need more words than there are is better not made.
"""

from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.naming.things import kind_of, suits
from lemnos.steps.tools.task.api import ApiOperation, plain
from lemnos.steps.tools.task.arguments import NAMING, Found, action_word, called_as, is_said, is_worth, new_name
from lemnos.steps.tools.task.base import Purpose
from lemnos.steps.tools.task.wording import field_words, is_described, is_hidden, said

MOST_CHANGES = 2
"""Fields of an entity that a user changes at once."""


def is_wanted(
    operation: ApiOperation,
    purpose: Purpose,
    told: list[tuple[str, str]],
    founds: Mapping[str, Found],
    target: Found | None,
) -> bool:
    """Return whether a person could want a call, by what is said with it.

    Args:
        operation: The operation.
        purpose: What the call is for.
        told: What is said of the entity: names and values.
        founds: Argument → another entity that is named.
        target: The entity of the call; None for none.
    """
    if purpose == "do":
        return True
    if any(found.noun == operation.noun for found in founds.values()):
        return False
    match purpose:
        case "create":
            return is_worth(told, operation.noun)
        case "update":
            return target is not None and 0 < len(told) <= MOST_CHANGES and not is_so(told, target.item)
        case "get" | "delete":
            return target is not None and not told  # a wish of these names the entity alone
        case "action":
            return target is not None and not told and suits(action_word(operation.name), operation.noun)
        case _:
            addressed = any(name.split(" ")[-1] == "URL" for name, _ in told)
            return not addressed and not (operation.is_scoped and not told and not founds)


def renamed(
    operation: ApiOperation,
    name: str,
    target: Found | None,
    told: list[tuple[str, str]],
    label: str,
    random: Random,
) -> str | None:
    """Return the name that a changed entity gets: the one it has, where a call must hold it, or one like it.

    Args:
        operation: The operation.
        name: The argument that takes the name.
        target: The entity, if it was looked up.
        told: What is said of it, to which a new name is added.
        label: Its name, if it was not.
        random: Decides.
    """
    own = target.name if target is not None else label
    if not own or is_described(own) or kind_of(operation.noun) == "person":
        return None
    if name in operation.required and (target is None or random.random() < 0.7):
        return own
    changed = new_name(own)
    told.append((called_as(name, operation.noun), changed))
    return changed


def fields_set(
    operation: ApiOperation, fields: Mapping[str, dict[str, Any]], required: list[str], random: Random
) -> tuple[str, ...]:
    """Return the fields that a user sets where one argument wraps the whole entity: those needed, and one or two more.

    Args:
        operation: The operation.
        fields: The schemas of the fields.
        required: Those that a call needs.
        random: Decides.
    """
    left = [
        field
        for field, schema in fields.items()
        if field not in required
        and not is_hidden(field)
        and not schema.get("readOnly")
        and is_said(field, operation.noun)
        and not schema.get("properties")
    ]
    naming = [field for field in left if called_as(field, operation.noun) in NAMING]
    named_first = [*required, *(naming[:1] if operation.verb == "create" else ())]
    left = [field for field in left if field not in naming]
    count = min(len(left), 1 + int(random.random() * 2))
    extra = [left.pop(int(random.random() * len(left))) for _ in range(count)]
    return (*named_first, *extra)


def is_so(told: list[tuple[str, str]], item: Mapping[str, Any]) -> bool:
    """Return whether an entity has one of the values already that a user wants it to get."""
    own = {field_words(field): said(value).lower() for field, value in item.items()}
    return any(own.get(name) == value.lower() for name, value in told)


def shows(body: Any, label: str) -> bool:
    """Return whether the result of a creation can be that of an entity of a name: it shows the name, or no other."""
    if isinstance(body, dict):
        own = next((value for name, value in body.items() if called_as(name, "") in NAMING), label)
        return own == label and all(shows(value, label) for value in body.values() if isinstance(value, list))
    if isinstance(body, list):
        return all(shows(each, label) for each in body)
    return True


def fits(item: Any, told: list[tuple[str, str]]) -> bool:
    """Return whether an item holds all that a user looked for."""
    held = plain(item).lower()
    return all(value == "yes" or value.lower() in held or value.lower().replace(" ", "_") in held for _, value in told)
