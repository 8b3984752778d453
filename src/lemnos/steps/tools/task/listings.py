"""Reads lists of entities: which list feeds an argument, by what its items are told apart, and their names.

Parts of results are read here too, by pointers and paths.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import is_person
from lemnos.steps.tools.naming.nouns import IDS, phrase_of, split_key
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.wording import said
from lemnos.steps.tools.world.values.labels.names import GIVEN, QUALITIES, THINGS
from lemnos.steps.tools.world.values.tables import FALLBACK
from lemnos.text.json_pointers import unescaped

_OPAQUE = re.compile(
    r"[A-Za-z]{2,4}[_-][0-9a-f]{8,}|[0-9a-f-]{12,}|0x[0-9a-f]{8,}"
    r"|(?=\w*\d[A-Za-z]+\d)[A-Za-z0-9]{8,}|(?=\w*\d[A-Z])[A-Z0-9]{8,}"
)
"""Keys, which are no names."""

_SEGMENT = re.compile(r"[a-z][a-z]{2,}(?:[-_.][a-z0-9]+)*")
"""The last segment of a resource name that people have chosen."""

GIVEN_NAMES = frozenset(GIVEN)

_QUALITIES, _THINGS = frozenset(QUALITIES), frozenset(THINGS)

_NAMED_BY = (
    "name title displayname friendlyname fullname subject label summary email username login slug code number".split()
)

_OF_PEOPLE = frozenset("account profile invitation invite login mailbox address identity".split())
"""Nouns of what people know by an e-mail address or a user name, beside those of persons."""

PARTS_OF_NAMES = (
    ("forename", "surname"),
    ("givenname", "familyname"),
    ("firstname", "surname"),
    ("firstname", "lastname"),
)
"""Fields that hold the parts of the name of a person, the likeliest last."""

_FULL_NAMES = (
    ("accountname", "account"),
    ("companyname", "organization person"),
    ("customername", "organization person"),
)
"""Fields that name a thing if it is of one of these kinds; in others, they name what it belongs to."""

_DAYS = (
    "date createdat created createdon creationdate createddate createdtime datecreated orderdate invoicedate".split()
)

_DATED = frozenset("deal message event issue document".split())
"""Kinds of things of which people say the day."""

_SLUGGED = frozenset("machine tag channel file role device place".split())
"""Kinds of things whose names people write in lower case with hyphens."""

_NAMELESS = frozenset("deal message".split())
"""Kinds of things to which people give no names of their own."""

_AMOUNTS = frozenset("amount total totalamount grandtotal".split())


_ENDS = (".", "!", "?")


def name_field_of(items: Sequence[Any], noun: str) -> str:
    """Return by what people tell the items of a list apart; empty if by nothing.

    It is the name of a field (``title``); two of them (``firstName+lastName``); ``@`` and a field that holds a day
    (``@created``: the order from 3 May 2025); ``#`` and one that holds an amount (``#total``: the invoice of 120);
    ``/`` and one whose last segment is the name (``/name``: ``projects/shop/queues/mail``). ``label_of`` reads it.
    """
    first = next((each for each in items if isinstance(each, dict)), None)
    if first is None or not all(isinstance(each, dict) for each in items):
        return ""
    by_name = {normalised(name): name for name in first}
    own = "".join(words_of(noun))
    parts = [f"{word}{naming}" for word in words_of(noun) for naming in ("name", "title")]
    ways = dict.fromkeys((f"{own}name", f"{own}title", *_NAMED_BY, *parts))
    wanted: list[str] = [by_name[name] for name in ways if name in by_name]
    for first_name, last_name in PARTS_OF_NAMES:
        if first_name in by_name and last_name in by_name:
            wanted.insert(0, f"{by_name[first_name]}+{by_name[last_name]}")
    kind = kind_of(noun)
    wanted += [by_name[name] for name, kinds in _FULL_NAMES if name in by_name and kind in kinds.split()]
    wanted += [f"/{by_name['name']}"] if "name" in by_name else []
    wanted += [f"@{by_name[name]}" for name in _DAYS if name in by_name and (kind in _DATED or not kind)]
    wanted += [f"#{name}" for name in first if normalised(name) in _AMOUNTS and kind == "deal"]
    if not is_person(noun) and noun.split(" ")[-1] not in _OF_PEOPLE:
        wanted = [way for way in wanted if normalised(way) not in ("email", "username", "login")]
    for way in wanted:
        labels = [label_of(each, way) for each in items]
        if kind in _NAMELESS and not GIVEN_NAMES.isdisjoint(labels):
            continue
        if (
            way[0] != "/"
            and kind
            and kind not in _SLUGGED
            and any("-" in label and label.islower() for label in labels)
        ):
            continue
        if any(label[-1:] in _ENDS and " " in label for label in labels):
            continue  # sentences are no names
        if all(labels) and len(set(labels)) == len(labels):
            return way
    return ""


def label_of(item: Mapping[str, Any], way: str) -> str:
    """Return the name of an item, as a person says it; empty if it has none. See ``name_field_of``."""
    if way.startswith("@"):
        day = _day_of(item.get(way[1:]))
        return f"from {day}" if day else ""
    if way.startswith("#"):
        value = item.get(way[1:])
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            return ""
        return f"of {said(value)}"
    if way.startswith("/"):
        path = item.get(way[1:])
        last = path.rpartition("/")[2] if isinstance(path, str) and path.count("/") % 2 and "://" not in path else ""
        return last if _SEGMENT.fullmatch(last) and is_name(last) else ""
    parts: list[Any] = [item.get(name) for name in way.split("+")]
    return " ".join(str(part).strip() for part in parts) if all(map(is_name, parts)) else ""


def _day_of(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 10**9 < value < 2 * 10**9:
        return ""
    words = said(value) if isinstance(value, str) else ""
    return words.partition(" at ")[0] if words != value else ""


def is_plain(way: str) -> bool:
    """Return whether items are told apart by names that they have."""
    return bool(way) and not way.startswith(("@", "#"))


def is_name(value: Any) -> bool:
    """Return whether a value can be the name that people have given to something."""
    return (
        isinstance(value, str)
        and 1 < len(value.strip()) <= 60
        and any(map(str.isalpha, value))
        and "\n" not in value
        and "://" not in value
        and not _OPAQUE.fullmatch(value)
        and "/" not in value.replace(" / ", " ")
        and value not in FALLBACK
        # what a world calls things of which it knows no names
        and not (value.partition(" ")[0] in _QUALITIES and value.partition(" ")[2] in _THINGS)
    )


def at(value: Any, pointer: str) -> Any:
    """Return the part of a JSON value at a pointer; None if there is none."""
    for part in pointer.split("/")[1:]:
        key = unescaped(part)
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value


def one_of(body: Any, pointer: str) -> str:
    """Return the JSON pointer of the entity that a get returned: of the only item, where it returned a list of one.

    >>> one_of({"invoices": [{"id": 1}]}, "/invoices"), one_of({"invoice": {"id": 1}}, "/invoice")
    ('/invoices/0', '/invoice')
    """
    found = at(body, pointer)
    return f"{pointer}/0" if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict) else pointer


def inner(value: Any, path: tuple[str, ...]) -> Any:
    """Return the part of an item at a path; None if there is none."""
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def lies_below(value: Any, arguments: Mapping[str, Any]) -> bool:
    """Return whether a value can be the resource name of something below what arguments name, if both are paths.

    >>> lies_below("projects/a/jobs/b", {"name": "projects/a"}), lies_below("projects/c/jobs/b", {"name": "projects/a"})
    (True, False)
    """
    if not isinstance(value, str) or "/" not in value:
        return True
    above = [each for each in arguments.values() if isinstance(each, str) and "/" in each and "://" not in each]
    return all(value.startswith(f"{each}/") for each in above)


def squashed(text: str) -> str:
    """Return a text without case and without all that is no letter or digit, so that spellings of a name are one."""
    return "".join(filter(str.isalnum, text.lower()))


def plain(value: Any) -> str:
    """Return a JSON value as canonical text."""
    return msgspec.json.encode(value, order="sorted").decode()


_CALLED = frozenset(("name", "slug", "handle", "username"))
"""Keys that say what a thing is called, so no id is one."""


class Feed(NamedTuple):
    """A list that returns the value of an argument."""

    source: str
    """Name of the tool."""
    items: str
    """JSON pointer of the list in its result."""
    field: tuple[str, ...]
    """Path to the value in an item."""


def feed_of(source: str, output: str) -> Feed | None:
    """Return a feed for an output with one list in it: ``/data/*/id``."""
    before, star, after = output.partition("/*/")
    if not star or "*" in after or "*" in before:
        return None
    return Feed(source, before, tuple(unescaped(part) for part in after.split("/")))


def takes_other(argument: str, field: str) -> bool:
    """Return whether an argument takes what a thing is called and a field holds its id, or the other way round.

    >>> takes_other("channelHandle", "id"), takes_other("channelId", "id"), takes_other("channelHandle", "handle")
    (True, False, False)
    >>> takes_other("idBoard", "name"), takes_other("board", "name"), takes_other("idOrName", "name")
    (True, False, False)
    """
    called, named = split_key(argument)[1] in _CALLED, split_key(field)[1] in _CALLED
    words = phrase_of(argument)
    is_id = "or" not in words and not IDS.isdisjoint((words[0], words[-1])) if words else False
    return (called and split_key(field)[1] in IDS) or (is_id and named)


def identifies(argument: str, feed: Feed, noun: str) -> bool:
    """Return whether a feed returns the key of what it lists: a list of notes with the id of a recipe has none."""
    if len(feed.field) != 1 or takes_other(argument, feed.field[0]):
        return False
    last = phrase_of(noun)[-1:]
    held, wanted = split_key(feed.field[0])[0], split_key(argument)[0]
    return held[-1:] in ((), last) and wanted[-1:] in ((), last)
