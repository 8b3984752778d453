"""Decides which arguments a call has and how they are said: ``ApiOperation`` -> names of arguments, words for "
"values."""

import re
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised
from lemnos.steps.tools.examples.resource_names import collection_of
from lemnos.steps.tools.naming.noun_phrases import is_described, is_person, with_noun
from lemnos.steps.tools.naming.things import has, kind_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.task.base import Purpose
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.removals import ending_of, takes_out
from lemnos.steps.tools.task.values import value_of
from lemnos.steps.tools.task.wording import (
    HAPPENED,
    field_words,
    is_asked,
    is_hidden,
    is_prose,
    is_shown,
    is_told,
    listed,
    said,
)
from lemnos.steps.tools.world.clock import is_managed
from lemnos.steps.tools.world.values.seeds import pick

PURPOSES: dict[str, Purpose] = {
    "create": "create",
    "get": "get",
    "list": "list",
    "search": "list",
    "update": "update",
    "replace": "update",
    "delete": "delete",
    "action": "action",
}
"""Verb → what a call is for."""
_WRITTEN_ON = frozenset("task project document file dashboard campaign message issue goal".split())
"""Kinds of things whose notes are worth asking for: what a world writes there says something of work that goes on."""
_HOLDING = frozenset("project collection team channel organization place machine account category course".split())
"""Kinds of things in which others lie; of the rest it is said for which it is."""
_COUNTED = frozenset(
    "count views likes visits followers rank rating score members total balance level number interval "
    "attendees change state creation update birthday age population salary carrier sender".split()
)
"""Last words of what the service counts or sets, and users do not."""
_SAID = frozenset(
    ("first name", "last name", "surname", "username", "user name", "tags", "labels", "keywords", "message", "text",
     "content", "job title", "color", "colour", "language", "duration", "hours", "days", "query", "search", "keyword",
     "street", "url", "website", "body")
)  # fmt: skip
"""What users say beside what they ask after."""
_AMOUNTS = frozenset("price cost amount fee budget quantity percent percentage discount salary rate hours days".split())
"""Last words of amounts that people set."""
_WHENEVER = frozenset(("date time", "datetime", "timestamp", "time stamp"))
"""Times of which nothing says what happens then."""
_CHOICES = frozenset(
    "status state priority category severity level size plan tier visibility privacy role frequency interval period "
    "unit grade condition stage phase theme color colour department gender".split()
)
"""Last words of choices of which people say one."""
_SET_BY_SERVICE = frozenset(
    ("creation date", "last update", "last change", "deletion date", "completion date", "closing date",
     "sending date", "cancellation date", "creation", "update", "id")
)  # fmt: skip
_WRAPPERS = frozenset(
    "data body payload attributes item resource input request entity object fields properties".split()
)
_SET = re.compile(r"\W*(?:output|read)[- ]?only\b", re.IGNORECASE)
"""The description of a field that no caller sets."""
MOST_DETAILS = 5
"""Fields that an answer on an entity tells at most."""
MOVING = frozenset("move copy transfer assign attach migrate add send".split())
"""Words of actions that bring an entity to another one."""
_POINTS: dict[str, frozenset[str]] = {
    noun: frozenset(fields.split())
    for nouns, fields in (
        ("webhook hook endpoint callback bookmark monitor feed", "url link"),
        ("appointment meeting booking reservation", "date start starttime startdate startsat startat time"),
        ("user contact subscriber invitation invite", "email emailaddress"),
        ("location place store site venue warehouse branch depot", "address street city"),
        ("payment invoice expense transfer refund donation", "amount total"),
    )
    for noun in nouns.split()
}
"""Noun → arguments that a person who makes such a thing says, though a tool may do without."""
NAMING = ("name", "title", "subject", "summary", "full name", "display name", "friendly name")


class Found(NamedTuple):
    """An entity that the user names."""

    value: Any
    name: str
    noun: str
    call: int
    pointer: str
    item: dict[str, Any]


def chosen(operation: ApiOperation, random: Random, depth: int, *, rename: bool, brief: bool) -> list[str]:
    """Return the arguments of a call: the needed ones, and some that a user may add.

    Args:
        operation: The operation.
        random: Decides.
        depth: 0 for what the user wants; more for calls that lead there, which take what is needed alone.
        rename: Whether the name of an entity may be among what a user adds.
        brief: Whether the user adds nothing.
    """
    names = list(operation.required)
    key = operation.compiled.operation.key
    if key and key not in names and key in operation.properties:
        names.append(key)
    wanted = {"create": 0 if brief else 2, "update": 1, "replace": 1}.get(operation.verb, 0)
    if depth or operation.verb in ("get", "delete", "action", "opaque"):
        return names
    if operation.verb in ("create", "update", "replace"):
        wrappers = [
            each
            for each in operation.properties
            if normalised(each) in (*_WRAPPERS, operation.noun.replace(" ", ""))
            and operation.properties[each].get("properties")
            and each not in names
        ]
        if wrappers:
            return [*names, wrappers[0]]
    if operation.verb == "create" and not any(called_as(name, operation.noun) in NAMING for name in names):
        naming = [
            argument
            for argument, field in operation.compiled.operation.fields
            if field
            and argument in operation.properties
            and called_as(argument, operation.noun) in NAMING
            and not collection_of(operation.properties[argument])
            and not _SET.match(str(operation.properties[argument].get("description", "")))
        ]
        names += naming[:1]
    if operation.verb == "create":
        points = _POINTS.get(operation.noun.rpartition(" ")[2], frozenset())
        names += [
            name
            for name in operation.properties
            if normalised(name) in points
            and name not in names
            and is_said(name, operation.noun, operation.properties[name])
            and value_of(name, operation.properties[name], operation.noun, Random(0)) is not None
        ][:1]
    renames = rename and not any(called_as(name, operation.noun) in NAMING for name in names)
    settable = [name for name, field in operation.compiled.operation.fields if field]
    offered = [argument for argument, _ in operation.compiled.operation.filters]
    looks = operation.verb in ("list", "search")
    left = [
        name
        for name in (offered if looks else settable)
        if name in operation.properties
        and name not in names
        and not is_hidden(name)
        and name not in operation.feeds
        and name not in operation.unsaid
        and is_said(name, operation.noun, operation.properties[name])
        and (renames or called_as(name, operation.noun) not in NAMING)
        and not (looks and is_prose(name))  # nobody looks for things by a sentence
    ]
    if not brief and (random.random() < 0.35 or (operation.is_scoped and operation.verb in ("list", "search"))):
        wanted = max(1, wanted)
    pool = [name for name in (offered if looks else settable) if name in operation.feeds and name not in names]
    extra = _related(pool, random, most=1 if looks else 2) if wanted and (looks or operation.verb == "create") else []
    wanted -= len(extra) if looks else 0
    while left and wanted > 0:
        name = left.pop(int(random.random() * len(left)))
        wanted -= 1
        if (looks and called_as(name, operation.noun) not in NAMING) or value_of(
            name, operation.properties[name], operation.noun, Random(0)
        ) is not None:
            extra.append(name)
    return names + [name for name in operation.properties if name in extra]


def _related(names: list[str], random: Random, most: int) -> list[str]:
    """Return some of the arguments that name other entities."""
    left = list(names)
    return [left.pop(int(random.random() * len(left))) for _ in range(min(most, len(left))) if random.random() < 0.5]


def fields_asked(body: Any, name: str, noun: str, known: Mapping[str, Any], random: Random) -> tuple[str, ...] | None:
    """Return one or two fields of an entity that a person may ask for, or all of them; None if it shows none."""
    if not isinstance(body, dict):
        return None
    shown = [
        field
        for field, value in body.items()
        if is_asked(field)
        and is_shown(field, value)
        and is_told(field, value)
        and (kind_of(noun) in _WRITTEN_ON or not is_prose(field))
        and (not noun or has(noun, _day_of(called_as(field, noun).lower())))
        and said(value) != name
        and called_as(field, "") != noun
        and not is_of_record(field, noun)
        and not gives_away(name, body, (field,))
    ]
    shown = list({called_as(field, ""): field for field in reversed(shown)}.values())[::-1]
    asked = shown
    asked = [field for field in asked if field not in known] or asked
    if not asked:
        return None
    if len(shown) > 2 and random.random() < 0.15:
        return tuple(shown[:MOST_DETAILS])
    first = pick(random, asked)
    where = [field for field in shown if called_as(field, noun) in ("latitude", "longitude")]
    if first in where:  # one of them is no use without the other
        return tuple(where) if len(where) > 1 else None
    rest = [field for field in asked if field != first]
    if not rest or random.random() >= 0.3:
        return (first,)
    both = (first, pick(random, rest))
    return tuple(field for field in body if field in both)


def is_of_record(field: str, noun: str) -> bool:
    """Return whether a field tells of the record of a person: nobody asks when a customer was created.

    >>> is_of_record("createdAt", "customer"), is_of_record("createdAt", "order")
    (True, False)
    """
    return is_person(noun) and called_as(field, noun) in HAPPENED


def gives_away(label: str, entity: Mapping[str, Any], fields: Sequence[str]) -> bool:
    """Return whether the name of an entity holds a value that is asked for: when was the order from 3 May created?

    >>> gives_away("from 3 May 2025", {"paidAt": "2025-05-03T08:00:00Z"}, ("paidAt",))
    True
    """
    words = f" {label.lower()} "
    for field in fields:
        value = said(entity.get(field)).lower()
        day = value.partition(" at ")[0]
        if value and (f" {value} " in words or f" {day} " in words or label.lower() in value):
            return True
        if is_described(label) and label.startswith("from ") and field_words(field) in ("creation date", "date"):
            return True
    return False


def label_of_new(told: list[tuple[str, str]]) -> str:
    """Return the name of a new entity, from what is said of it; empty if it gets none."""
    said_ = dict(told)
    if "first name" in said_ and "last name" in said_:
        return f"{said_['first name']} {said_['last name']}"
    return next((value for name, value in told if name in NAMING), "")


_OF_USERS = ("username", "user name", "first name", "last name", "surname")
"""What people are called; anything else has it as a part of credentials."""


def is_said(name: str, noun: str, flat: Mapping[str, Any] | None = None) -> bool:
    """Return whether a user may say an argument: what it is called is plain, and theirs to set.

    Args:
        name: Name of the argument.
        noun: What the entity is called.
        flat: The schema of the argument, flattened, if its kind of value may tell that it is plain.
    """
    if flat is not None and (collection_of(flat) or _SET.match(str(flat.get("description", "")))):
        return False  # a path, which nobody gives by mouth, or what the service sets
    if is_managed(name):
        return False
    words = called_as(name, noun).lower()
    plain = is_asked(words) or words in NAMING or words in _SAID or (flat is not None and _is_typed(words, flat))
    last = words.split(" ")[-1]
    if words in _OF_USERS and noun and not is_person(noun):
        return False
    return plain and last not in _COUNTED and words not in _SET_BY_SERVICE and (not noun or has(noun, _day_of(words)))


def _is_typed(words: str, flat: Mapping[str, Any]) -> bool:
    """Return whether an argument of up to three words holds a day, an amount or a choice, and so reads by itself."""
    parts = words.split(" ")
    if words in _WHENEVER or len(parts) > 3:
        return False
    if any(len(part) < 3 or not part.isalpha() for part in parts) or is_hidden(words):
        return False
    if flat.get("enum"):
        return 1 < len(flat["enum"]) <= 12 and parts[-1] in _CHOICES
    if flat.get("format") in ("date", "date-time") or parts[-1] == "date":
        return True
    if len(parts) > 2:
        return False  # an application fee amount
    return parts[-1] in _AMOUNTS and bool({"integer", "number"} & {*types(dict(flat))})


def _day_of(words: str) -> str:
    """Return what a field is called without the word for its kind of value: ``due date`` is due."""
    return words.removesuffix(" date").removesuffix(" time")


def as_type(value: Any, flat: dict[str, Any]) -> Any:
    """Return a value in the type that an argument takes: a number as text, one as a list."""
    kinds = flat.get("type", ())
    kinds = (kinds,) if isinstance(kinds, str) else kinds
    if "string" in kinds and isinstance(value, int):
        return str(value)
    if "integer" in kinds and isinstance(value, str) and value.isdecimal():
        return int(value)
    if "array" in kinds:
        return [value]
    return value


def called_as(name: str, noun: str) -> str:
    """Return what an argument is called, without the noun of its own entity: ``projectName`` of a project is a name.

    The title of a person is no name.

    >>> called_as("projectName", "project"), called_as("Title", "project"), called_as("Title", "employee")
    ('name', 'title', 'form of address')
    """
    words = field_words(name)
    front = f"{noun} "
    words = words[len(front) :] if words.startswith(front) else words
    return "form of address" if words == "title" and kind_of(noun) == "person" else words


def in_words(value: Any, *, plain: bool) -> str:
    """Return what a user says for a value: a text of their own verbatim, unless it is a date."""
    if isinstance(value, list):
        return listed(list(map(str, value)))
    return value if plain and isinstance(value, str) and not said(value)[:1].isdecimal() else said(value)


def verb_of(operation: ApiOperation, purpose: Purpose) -> str:
    """Return the word for what a call does, where its purpose does not say it; empty where it does."""
    if purpose == "delete":
        return "remove" if takes_out(operation) else ending_of(operation)
    return operation.action if purpose == "action" else ""


def way_of(operation: ApiOperation) -> str:
    """Return the word before what an entity is brought to or taken out of; empty for neither."""
    if operation.verb == "action" and operation.action in MOVING:
        return "to"
    return "from" if takes_out(operation) else ""


def where_of(founds: Mapping[str, Found], above: Sequence[str] = (), *, way: str = "") -> str:
    """Return below what an entity lies, in words: all that has to be known to find it.

    Args:
        founds: Argument → the entity above.
        above: Below what these lie.
        way: The word before it, if it is not that for where things lie: ``to``, ``from``.
    """
    several: dict[str, list[str]] = {}
    for each in founds.values():
        is_holding = kind_of(each.noun) in _HOLDING or each.noun.endswith(" list")
        before = way or ("in" if is_holding else "for")
        several.setdefault(before, []).append(with_noun(each.noun, each.name))
    own = [  # what lies in two things lies in one that is of the other
        f"in {' of '.join(reversed(dict.fromkeys(names)))}"
        if before == "in"
        else f"{before} {listed(list(dict.fromkeys(names)))}"
        for before, names in several.items()
    ]
    said_already = " ".join(own)
    return " ".join(
        (*own, *dict.fromkeys(each for each in above if each and each.partition(" ")[2] not in said_already))
    )
