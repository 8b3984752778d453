"""Draws what a user wants an argument to be: its name and schema -> a value that a person would say, or None.

Only arguments whose meaning is plain from their name get a value; a call that needs another one makes no task. Values
are of the kinds that people know by heart or read off something: names, notes, amounts, dates, places, addresses.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.pattern import is_meant
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.task.functions.whereabouts import REGIONS_OF
from lemnos.steps.tools.task.vocabulary import BY_WORD, NAMED, NUMBERS, PEOPLE, REMARKS
from lemnos.steps.tools.task.wording import said
from lemnos.steps.tools.world.values.labels import kind_of as names_of
from lemnos.steps.tools.world.values.labels.names import FIRST_NAMES, LAST_NAMES, NAMES, SENSES
from lemnos.steps.tools.world.values.scene import slug
from lemnos.steps.tools.world.values.seeds import pick

_PERSONAL = {
    "first_name": 0,
    "firstname": 0,
    "given_name": 0,
    "givenname": 0,
    "last_name": 1,
    "lastname": 1,
    "family_name": 1,
    "familyname": 1,
    "surname": 1,
    "email": 2,
    "mail": 2,
    "email_address": 2,
    "emailaddress": 2,
    "username": 3,
    "user_name": 3,
    "handle": 3,
}
_NAMING = frozenset("name title subject label displayname friendlyname summary headline heading fullname".split())
_PLAIN_ENUM = re.compile(r"[A-Za-z][a-z]{2,}(?:[ _-][a-z]+){0,2}|[A-Z]{4,}(?:_[A-Z]{2,}){0,2}")
_DULL = frozenset("unknown unspecified none null undefined other default all any asc desc invalid reserved".split())
"""Words of constants that nobody sets."""
_SET = frozenset(
    ("open", "closed", "active", "inactive", "archived", "pending", "completed", "complete", "cancelled", "canceled",
     "paid", "unpaid", "draft", "published", "paused", "enabled", "disabled", "approved", "rejected", "done",
     "resolved", "in progress", "on hold", "scheduled", "confirmed", "shipped", "delivered", "public", "private",
     "available", "unavailable", "accepted", "declined", "todo", "to do", "review", "blocked")
)  # fmt: skip
"""States that people set; others, such as *failed*, are what a service finds."""
_REMARKS = frozenset("description notes note comment comments remark remarks details detail memo".split())
_DATES = (
    "date",
    "day",
    "deadline",
    "due",
    "birthday",
    "on",
    "start",
    "end",
    "from",
    "to",
    "since",
    "until",
    "before",
    "after",
    "at",
    "time",
    "birthdate",
    "expiry",
    "expires",
)
_EARLY = ("from", "start", "begin", "since", "after", "checkin", "hire", "order")
_LATE = ("to", "todate", "end", "enddate", "endtime", "until", "before", "due", "duedate", "expires", "expiry",
"expirydate",
         "expirationdate", "deadline", "checkout", "dateto", "toat", "endat", "endsat", "dueat", "dueon",
         "expiresat")  # fmt: skip
_FLAGS = frozenset(
    "private public active enabled archived completed complete visible hidden published draft favorite starred pinned "
    "locked featured urgent read closed done paused muted billable".split()
)

_PLACES = (
    ("Lisbon", "Portugal", "1100-148"), ("Berlin", "Germany", "10115"), ("Toronto", "Canada", "M5V 2T6"),
    ("Nairobi", "Kenya", "00100"), ("Osaka", "Japan", "530-0001"), ("Melbourne", "Australia", "3000"),
    ("Denver", "United States", "80202"), ("Oslo", "Norway", "0155"), ("Lyon", "France", "69002"),
    ("Seville", "Spain", "41001"),
)  # fmt: skip
"""City, country, postal code: all fields of a call are of one place."""
_PART_OF_PLACE = {
    **dict.fromkeys(("city", "town"), 0), **dict.fromkeys(("country", "country_name"), 1),
    **dict.fromkeys(("postcode", "zip", "zipcode", "postal_code", "postalcode", "zip_code"), 2),
}  # fmt: skip
_CLOUD = re.compile(r"\b(\w+) (?:region|data ?center|location)\b", re.IGNORECASE)
"""Whose regions a description speaks of."""
_HOMES = ("https://www.example.com", "https://www.example.org", "https://www.example.net")
"""First pages of sites."""
_LATER = ("v2", "old", "new", "archive")
_RENAMED = ("2026", "(old)", "(new)")
"""What people add to the name of a thing that they rename."""
_COMPANIES = ("Group", "International", "Holding")
"""What they add to the name of a company."""
_REWORDED = ("(urgent)", "(on hold)")
"""What they add to a name that is a sentence."""
_FIRST = frozenset(FIRST_NAMES) | {first for first, *_ in PEOPLE}
_LAST = frozenset(LAST_NAMES) | {last for _, last, *_ in PEOPLE}


def entity_name(noun: str, number: int) -> str:
    """Return a name that a person would give to a new entity; empty where people give none.

    Args:
        noun: What the entity is called.
        number: Which of the names.
    """
    kind = kind_of(noun)
    if kind == "person":
        return " ".join(PEOPLE[number % len(PEOPLE)][:2])
    if not kind and (known := _names_of_world(noun)):
        return known[number % len(known)]
    names = NAMED.get(kind, ()) if noun else ()
    return names[number % len(names)][0] if names else ""


def _names_of_world(noun: str) -> tuple[str, ...]:
    """Return the names that a world gives things of a name that is not known here: currencies, pools."""
    words = tuple(noun.lower().split(" "))
    return NAMES.get(names_of(words), ()) if noun and words[-1] not in SENSES else ()


def number_of(noun: str, name: str) -> int | None:
    """Return which of the names of ``entity_name`` a new entity has; None for another name."""
    if kind_of(noun) == "person":
        return next((number for number, each in enumerate(PEOPLE) if " ".join(each[:2]) == name), None)
    named = NAMED.get(kind_of(noun), ())
    return next((number for number, (each, _) in enumerate(named) if name in (each, *_written(each))), None)


def address_of(name: str) -> str:
    """Return a new e-mail address of a person; empty if the name is not of two plain words.

    >>> address_of("Felix Haddad")
    'f.haddad@example.com'
    """
    first, _, last = name.lower().partition(" ")
    return f"{first[0]}.{last}@example.com" if first.isascii() and last.isascii() and last.isalpha() else ""


def new_name(old: str, noun: str = "") -> str:
    """Return what a person renames a thing to: its name with a word that says what has become of it.

    Args:
        old: Its name.
        noun: What it is called.

    >>> new_name("event-router"), new_name("Website redesign"), new_name("Call the landlord"), new_name("budget.xlsx")
    ('event-router-v2', 'Website redesign (new)', 'Call the landlord (on hold)', 'budget-final.xlsx')
    >>> new_name("harbour.example", "DNS zone")
    'harbour-2.example'
    """
    stem, dot, extension = old.rpartition(".")
    if dot and stem and noun.rpartition(" ")[2] in ("domain", "zone", "host", "hostname"):
        return f"{stem}-2.{extension}"
    if dot and stem and len(extension) <= 4 and " " not in extension:
        return f"{stem}-final.{extension}"
    number = sum(map(ord, old))
    if " " not in old and old.islower():
        return f"{old}-{_LATER[number % len(_LATER)]}"
    if kind_of(noun) == "organization":
        return f"{old} {_COMPANIES[number % len(_COMPANIES)]}"
    if old.count(" ") > 1 and old.partition(" ")[2][:1].islower():
        return f"{old} {_REWORDED[number % len(_REWORDED)]}"
    endings = _RENAMED[old[-1:].isdecimal() :]  # no number after another
    return f"{old} {endings[number % len(endings)]}"


def is_of_person(name: str) -> bool:
    """Return whether a name is that of a person, whatever it stands at: an account, a card.

    >>> is_of_person("Marta Keller"), is_of_person("Silver Grove")
    (True, False)
    """
    first, _, last = name.partition(" ")
    return first in _FIRST and last in _LAST


def remark_on(noun: str, number: int, *, new: bool) -> str:
    """Return what a person writes of an entity: of a new one, what goes with the name that ``number`` gives it."""
    kind = kind_of(noun)
    if new and kind in NAMED and (kind or not _names_of_world(noun)):
        return NAMED[kind][number % len(NAMED[kind])][1]
    remarks = REMARKS.get(kind, REMARKS[""])
    return remarks[number % len(remarks)]


def value_of(
    name: str, flat: Mapping[str, Any], noun: str, random: Random, person: int = 0, *, new: bool = False
) -> Any:
    """Return a value that a person would give an argument; None if its meaning is not plain.

    Args:
        name: Name of the argument.
        flat: Its schema, flattened.
        noun: What the entity is called that the argument belongs to.
        random: Decides.
        person: Which person or thing is meant; all fields of a call are of the same.
        new: Whether the entity is a new one.
    """
    kinds = types(dict(flat))
    if enum := flat.get("enum"):
        if words_of(name)[-1:] in (("status",), ("state",)):
            enum = [value for value in enum if isinstance(value, str) and said(value).lower() in _SET]
        return _of_enum(enum, random)
    if "string" in kinds or not kinds:
        made = _text(name, flat, noun, random, person, new=new)
        if made is not None and isinstance(flat.get("pattern"), str):
            made = name_in(made, flat) if _is_naming(name, noun) else made if is_meant(made, flat["pattern"]) else None
        longest = flat.get("maxLength")
        if made is None or (isinstance(longest, int) and len(made) > longest) or len(made) < flat.get("minLength", 0):
            return None
        return made
    if "integer" in kinds or "number" in kinds:
        return _number(name, flat, random, whole="number" not in kinds)
    if "boolean" in kinds:
        word = words_of(name)[-1:] or ("",)
        return True if word[0] in _FLAGS and not words_of(name)[0].startswith("include") else None
    if "array" in kinds and words_of(name)[-1:] in (("tags",), ("labels",), ("keywords",)):
        items = flat.get("items", {})
        if isinstance(items, dict) and not items.get("enum") and types(items) in ((), ("string",)):
            return _distinct(BY_WORD["tag"], 2, random)
    return None


def name_in(name: str, flat: Mapping[str, Any]) -> str | None:
    """Return a name in the form that its schema is meant to allow: as it is, or as programs write it; None for none.

    >>> [name_in("Trade fair", {"pattern": each}) for each in ("[A-Za-z ]+", "[a-z-]+", "[a-z_]+", "[0-9]+")]
    ['Trade fair', 'trade-fair', 'trade_fair', None]
    """
    pattern = flat.get("pattern")
    if not isinstance(pattern, str):
        return name
    return next((each for each in (name, *_written(name)) if is_meant(each, pattern)), None)


def _written(name: str) -> tuple[str, ...]:
    """Return a name as programs write it."""
    return slug(name), slug(name).replace("-", "_")


def _is_naming(name: str, noun: str) -> bool:
    """Return whether an argument takes the name of an entity that is called ``noun``."""
    words, nouns = words_of(name), noun.split(" ")
    return normalised(name) in _NAMING or (
        words[-1:] in (("name",), ("title",)) and "".join(words[:-1]) in ("".join(nouns), nouns[-1])
    )


def _distinct(values: Any, count: int, random: Random) -> list[str]:
    left = list(values)
    return [left.pop(int(random.random() * len(left))) for _ in range(min(count, len(left)))]


def _of_enum(values: list[Any], random: Random) -> Any:
    plain = [
        value
        for value in values
        if isinstance(value, str) and _PLAIN_ENUM.fullmatch(value) and _DULL.isdisjoint(said(value).lower().split(" "))
    ]
    return pick(random, plain) if plain and len(values) <= 40 else None


def _text(name: str, flat: Mapping[str, Any], noun: str, random: Random, person: int, *, new: bool) -> str | None:
    words = words_of(name)
    own = normalised(name)
    if not words or (own in ("title", "formofaddress") and kind_of(noun) == "person"):
        return None  # of a person, it is a form of address, a degree or what they do
    if words[-1] == "url" and (hook := noun.rpartition(" ")[2]) in ("webhook", "hook", "endpoint", "callback"):
        return f"https://hooks.example.com/{entity_name(hook, person) or hook}"
    if own == "address" and not noun:
        return None  # of a street, a wallet, a mailbox
    form = {"datetime": "date-time"}.get(str(flat.get("format", "")).lower(), flat.get("format", ""))
    if form in ("date", "date-time") or words[-1] in _DATES or own.endswith("date"):
        return _date(own, form, flat, random)
    if form in ("uri", "url", "uuid", "byte", "binary", "password") and words[-1] not in ("url", "website", "link"):
        return None
    if (part := _PERSONAL.get("_".join(words[-2:])) or _PERSONAL.get(words[-1]) or _PERSONAL.get(own)) is not None:
        return PEOPLE[person % len(PEOPLE)][part]
    if _is_naming(name, noun):
        return entity_name(noun, person) or None
    if words[-1] in _REMARKS:
        return remark_on(noun, person, new=new) or None
    cloud = _CLOUD.search(str(flat.get("description", "")))
    if words[-1] in ("location", "region") and cloud and cloud[1].lower() in REGIONS_OF:
        return str(pick(random, REGIONS_OF[cloud[1].lower()]))
    if words[-1] in ("website", "homepage") or words[-2:] == ("website", "url"):
        return str(pick(random, _HOMES))
    for key in ("_".join(words[-2:]), own, words[-1]):
        if key in _PART_OF_PLACE:
            return _PLACES[person % len(_PLACES)][_PART_OF_PLACE[key]]
        if key in BY_WORD:
            return str(pick(random, BY_WORD[key]))
    return None


def _date(own: str, form: str, flat: Mapping[str, Any], random: Random) -> str | None:
    year, month, day = 2026, 1 + int(random.random() * 12), 1 + int(random.random() * 28)
    if own.endswith(_LATE):
        month = 7 + month % 6
    elif own.startswith(_EARLY):
        month = 1 + month % 6
    if "birth" in own:
        year = 1960 + int(random.random() * 42)
    text = f"{year}-{month:02}-{day:02}"
    if form == "date":
        return text
    said_form = str(flat.get("description", "")).lower()
    if form == "date-time" and own.endswith("date"):
        return f"{text}T00:00:00Z"  # of a due date, nobody says the hour
    if form == "date-time":
        return f"{text}T{9 + int(random.random() * 9):02}:{pick(random, ('00', '15', '30', '45'))}:00Z"
    if ("yyyy-mm-dd" in said_form and "t" not in said_form.split("yyyy-mm-dd")[1][:3]) or "iso" in said_form:
        return text
    return text if own.endswith("date") and not said_form else None


def _number(name: str, flat: Mapping[str, Any], random: Random, *, whole: bool) -> int | float | None:
    words = words_of(name)
    for key in ("_".join(words[-2:]), *reversed(words)):
        if key in NUMBERS:
            values = [
                value
                for value in NUMBERS[key]
                if flat.get("minimum", value) <= value <= flat.get("maximum", value)
                and (not whole or float(value).is_integer())
            ]
            return pick(random, values) if values else None
    return None
