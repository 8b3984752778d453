"""Decides whether a call makes sense: an operation and what would be said -> whether a person wants it.

Nothing here calls a world. A task whose request would need more words than there are is better not made.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.naming.noun_phrases import is_described, is_person
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of, suits
from lemnos.steps.tools.task.arguments import NAMING, Found, called_as, is_said
from lemnos.steps.tools.task.base import Purpose
from lemnos.steps.tools.task.listings import is_plain, name_field_of, plain
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.phrases import wish_object, wish_reads, wish_verb_reads
from lemnos.steps.tools.task.removals import ending_of, ends_other
from lemnos.steps.tools.task.results import MOST_NAMED, miscounted
from lemnos.steps.tools.task.values import is_of_person, name_in, new_name
from lemnos.steps.tools.task.wording import field_words, is_hidden, said

MOST_CHANGES = 2
"""Fields of an entity that a user changes at once."""
_BY_NAME = frozenset("person organization place account team".split())
"""Kinds of things that are found by their names, not by a topic."""
TOPICS = frozenset("query q search keyword keywords term".split()) | {"search term", "search query"}
_DEALS = frozenset(
    "order payment transfer invoice refund charge payout trade purchase transaction loan donation deposit withdrawal "
    "expense bill quote position".split()
)
"""Nouns of what nobody makes without saying how much."""
_SUMS = frozenset("amount total price quantity qty sum cost value units count".split())
_TIMED = frozenset(("meeting", "appointment", "calendar event"))
"""Nouns of what nobody makes without saying when it is."""
_WHEN = frozenset("date day time start end from due when datetime".split())
_MAKING = frozenset("create add post submit place book schedule register open make write send compose draft".split())
"""Verbs of wishes for something new, which say what it is to hold."""
_ALTERING = frozenset("update edit modify change set replace adjust rename".split())
"""Verbs of wishes that say into what something is changed."""
_HELD = frozenset(
    "name title subject message text body content description prompt question email note comment query url".split()
)
_OUTCOME = frozenset(("response", "metadata", "error"))
"""Fields of an operation that takes long, beside whether it is done."""
_MEDIA = re.compile(r"\b(image|photo|picture|video|audio|file|pdf|document|face|song|speech)s?\b")
_PLACED = frozenset("lat latitude location coordinates address position".split())
"""Arguments that say where a place is."""
_NAMES_OF_PEOPLE = ("first name", "last name", "surname", "username", "user name", "login")
_CODE = re.compile(r"[A-Z]{2,5}-?\d{3,}")
"""Names that are numbers, which nobody changes: ``REF-66878``."""
_ADDRESSED = frozenset("webhook hook endpoint callback".split())
"""Nouns of what calls an address, without which it is of no use."""


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
            if len(told) < 2 and kind_of(operation.noun) == "place" and not _PLACED.isdisjoint(operation.properties):
                return False  # where it is would have to be said
            return is_worth(told, operation.noun) and says_point(told, operation.noun)
        case "update":
            few = 0 < len(told) <= MOST_CHANGES and not renames_person(operation.noun, told)
            return target is not None and few and not is_so(told, target.item)
        case "get" | "delete":
            if ends_other(operation):
                return False
            ending = ending_of(operation)  # a wish of these names the entity alone
            return target is not None and not told and (not ending or suits(ending, operation.noun))
        case "action":
            return target is not None and not told and operation.suits
        case _:
            addressed = any(name.split(" ")[-1] == "URL" for name, _ in told)
            by_topic = is_by_name(operation.noun) and any(name in TOPICS for name, _ in told)
            return not addressed and not by_topic and not (operation.is_scoped and not told and not founds)


def renames_person(noun: str, told: list[tuple[str, str]]) -> bool:
    """Return whether a change would set what belongs to the name of a person, which nobody sets alone.

    >>> renames_person("employee", [("first name", "Rachel")]), renames_person("employee", [("city", "Oslo")])
    (True, False)
    """
    return is_person(noun) and any(name in _NAMES_OF_PEOPLE for name, _ in told)


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
    if not own or is_described(own) or is_person(operation.noun) or is_of_person(own) or _CODE.fullmatch(own):
        return None
    if name in operation.required and (target is None or random.random() < 0.7):
        return own
    changed = name_in(new_name(own, operation.noun), operation.properties.get(name, {}))
    if changed is None or changed == own:
        return None
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
        and is_said(field, operation.noun, schema)
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
    if isinstance(body, dict) and isinstance(body.get("done"), bool) and not _OUTCOME.isdisjoint(body):
        return bool(body["done"])  # of an operation that takes long, which has a name of its own
    if isinstance(body, dict):
        own = next((value for name, value in body.items() if called_as(name, "") in NAMING), label)
        return own == label and all(shows(value, label) for value in body.values() if isinstance(value, list))
    if isinstance(body, list):
        return all(shows(each, label) for each in body)
    return True


def is_no_entity(body: Any) -> bool:
    """Return whether the result of a creation cannot be what was made: a bare word, several things."""
    return isinstance(body, str) or (isinstance(body, list) and len(body) > 1)


def is_of(target: Found, body: Any, entity: Any) -> bool:
    """Return whether what a get returned can be the entity that was meant.

    Args:
        target: The entity: one that a list shows, or one of which the user has the key alone.
        body: What it returned.
        entity: The part of that which should be the entity.
    """
    if isinstance(entity, list):
        return False  # what surrounds a list has a status of its own
    told_by_key = target.call < 0 and is_described(target.name)
    return not told_by_key or plain(target.value).strip('"') in plain(body)


def fits(item: Any, told: list[tuple[str, str]]) -> bool:
    """Return whether an item holds all that a user looked for."""
    held = plain(item).lower()
    return all(value == "yes" or value.lower() in held or value.lower().replace(" ", "_") in held for _, value in told)


def told_apart_by(operation: ApiOperation, body: Any, shown: Any, told: list[tuple[str, str]]) -> str | None:
    """Return the field that names the items of a list, empty where they are only counted; None if it is of no use.

    Args:
        operation: The operation.
        body: What it returned.
        shown: The list in that.
        told: What was looked for.
    """
    if not isinstance(shown, list) or not shown or not all(isinstance(item, dict) for item in shown):
        return None
    if miscounted(body, len(shown)) or not all(fits(item, told) for item in shown) or len(shown) > MOST_NAMED:
        return None
    if not all(any(isinstance(value, str | int | float) for value in item.values()) for item in shown):
        return None  # of empty items nobody can say what they are
    field = name_field_of(shown, operation.noun)
    field = field if is_plain(field) else ""
    return field if field or operation.is_written else None


def is_worth(told: list[tuple[str, str]], noun: str) -> bool:
    """Return whether what is said of a new entity is enough for a person to want it: a name, or two things."""
    names = {name for name, value in told if value != "yes"}
    named_ = not names.isdisjoint(("name", "title", "subject"))
    if (
        not named_
        and noun.split(" ")[-1] in _DEALS
        and (len(names) < 2 or not any(name.split(" ")[-1] in _SUMS for name in names))
    ):
        return False
    if is_person(noun) and len(names & {"first name", "last name"}) == 1:
        return False
    if (noun.split(" ")[-1] in _TIMED or noun in _TIMED) and _WHEN.isdisjoint(
        word for name in names for word in name.lower().split(" ")
    ):
        return False
    if not names.isdisjoint(("name", "title", "subject", "email", "full name", "display name", "friendly name")):
        return True
    if is_person(noun):
        return {"first name", "last name"} <= names
    return len(names) > 1


def is_by_name(noun: str) -> bool:
    """Return whether things of a name are found by their own names, not by a topic: authors, companies."""
    return kind_of(noun) in _BY_NAME


def says_point(told: list[tuple[str, str]], noun: str) -> bool:
    """Return whether what is said of a new entity has what such a thing is there for: a webhook goes to an address.

    >>> says_point([("name", "lamp-sync")], "webhook"), says_point([("URL", "https://example.com")], "webhook")
    (False, True)
    >>> says_point([("name", "plan.pdf")], "file"), says_point([("content", "Buy milk")], "file")
    (False, True)
    """
    if kind_of(noun) == "file":
        return any(name.rpartition(" ")[2] in ("content", "text", "URL", "body") for name, _ in told)
    return noun.rpartition(" ")[2] not in _ADDRESSED or any(name.rpartition(" ")[2] == "URL" for name, _ in told)


def is_whole(wish: str, operation: ApiOperation, told: list[tuple[str, str]], founds: dict[str, Found]) -> bool:
    """Return whether a wish for a function is whole: it says on what to work, or there is nothing to say."""
    if any(name.split(" ")[-1] == "URL" for name, _ in told) and _MEDIA.search(wish):
        return False
    if founds or operation.tool.method in ("PUT", "PATCH", "DELETE"):
        return False
    if operation.tool.method and wish.split(" ")[0] in _ALTERING:
        return False
    if is_by_name(singular(wish_object(wish))) and any(name in TOPICS for name, _ in told):
        return False
    reads = wish_reads(wish)
    if not wish_verb_reads(wish) and is_plural(wish.split(" ")[1]):
        return False  # "post orders" says too little
    if wish.split(" ")[0] in _MAKING and not _says_enough(wish, told):
        return False
    if operation.tool.method:
        return bool(told) or (operation.tool.method == "GET" and reads)
    return bool(told) or (reads and operation.tool.parameters_known)


def _says_enough(wish: str, told: list[tuple[str, str]]) -> bool:
    """Return whether a wish for something new says what it is to hold."""
    names = {name.split(" ")[-1].lower() for name, value in told if value != "yes"}
    if not _DEALS.isdisjoint(wish.lower().split(" ")):
        return len(names) > 1 and not names.isdisjoint(_SUMS)
    return len(names) > 1 or not names.isdisjoint(_HELD)
