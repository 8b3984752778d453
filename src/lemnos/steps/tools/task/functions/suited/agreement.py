"""Lets the arguments of one call go together: both ends of a span, a title and a slug, a type and its field.

Arguments are changed in place; those that no call needs are taken out where nothing goes with the others.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.subject import CONTENT, MAKING
from lemnos.steps.tools.task.functions.vocabulary import BY_LAST_WORD
from lemnos.steps.tools.task.functions.whereabouts import COORDINATES
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.task.vocabulary import BY_WORD
from lemnos.steps.tools.world.values.scene import slug
from lemnos.steps.tools.world.values.seeds import pick

_SPANS = (
    ("checkin", "checkout"), ("departure", "return"), ("pickup", "dropoff"), ("start", "end"), ("begin", "end"),
    ("from", "to"), ("since", "until"),
)  # fmt: skip
"""Words of names of arguments that begin and end a span."""
_STAYS = ("checkin", "departure", "pickup")
"""Those of spans of some days."""
_BODIES = frozenset("body content text message".split())
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FACTS = tuple(
    f"{verb} " for verb in "Owns Likes Prefers Works Lives Speaks Plays Uses Is Meets Drinks Has Reads Plans".split()
)
"""First words of what is remembered of someone, which is no title."""
_WRITTEN_ON = (
    "{}: this is a first draft, comments are welcome.",
    "{}: here is what we know so far.",
    "{}: please read this before Friday.",
    "{}: more will follow next week.",
)
"""What is written below a title."""
_HOUR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_LONG = frozenset(
    "project campaign contract policy subscription goal objective course term budget period phase milestone lease plan "
    "quarter semester season report export job position".split()
)
"""What lasts for months."""
_SPRINTS = frozenset("sprint iteration cycle".split())
_FAMILIES: tuple[frozenset[str], ...] = tuple(
    frozenset(words.split())
    for words in (
        "bool boolean booleancheckbox checkbox toggle", "date datetime", "number integer float int",
        "string text textarea html phonenumber", "enumeration enum select radio checkbox",
    )
)  # fmt: skip
"""Names of types of data, and of fields that hold them."""
PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("Lisbon", "Portugal", "PT", "Lisbon"), ("Berlin", "Germany", "DE", "Berlin"),
    ("Toronto", "Canada", "CA", "Ontario"), ("Nairobi", "Kenya", "KE", "Nairobi"), ("Osaka", "Japan", "JP", "Osaka"),
    ("Melbourne", "Australia", "AU", "Victoria"), ("Denver", "United States", "US", "Colorado"),
    ("Oslo", "Norway", "NO", "Oslo"), ("Lyon", "France", "FR", "Auvergne"), ("Seville", "Spain", "ES", "Andalusia"),
)  # fmt: skip
"""City, country, code of the country, region."""
_PARTS = {
    "city": 0,
    "cityname": 0,
    "town": 0,
    "country": 1,
    "countryname": 1,
    "countrycode": 2,
    "state": 3,
    "region": 3,
}
"""Normalised name of an argument → which part of a place it takes."""
_KNOWN: tuple[frozenset[str], ...] = tuple(
    frozenset((*BY_LAST_WORD[word], *BY_WORD.get(word, ()), *(place[part] for place in PLACES)))
    for part, word in enumerate(("city", "country", "country_code", "region"))
)
"""Values of each part that were drawn for any place."""


def complete(
    arguments: dict[str, Any], operation: ApiOperation, random: Random, value_for: Callable[[str], Any]
) -> None:
    """Give both ends of a span, or leave the end out: a stay is some nights long, and has a first one."""
    for start, end in _SPANS:
        last = next((name for name in arguments if end in normalised(name)), "")
        began = normalised(last).replace(end, start)
        first = next((each for each in operation.properties if last and normalised(each) == began), "")
        if not first:
            continue
        if first not in arguments:
            value = value_for(first)
            if value is not None:
                arguments[first] = value
            elif last not in operation.required:
                del arguments[last]
        if start in _STAYS and all(_DAY.fullmatch(str(arguments.get(each, ""))) for each in (first, last)):
            left = date.fromisoformat(arguments[first]) + timedelta(days=2 + int(random.random() * 8))
            arguments[last] = left.isoformat()


def _in_order(arguments: dict[str, Any]) -> None:
    """Swap a start and an end that stand the wrong way round."""
    first = next((name for name in arguments if words_of(name)[0] in ("start", "from", "since", "begin")), "")
    last = next((name for name in arguments if words_of(name)[0] in ("end", "to", "until")), "")
    if first and last and type(arguments[first]) is type(arguments[last]) and words_of(first)[1:] == words_of(last)[1:]:
        arguments[first], arguments[last] = sorted((arguments[first], arguments[last]))


def agree(arguments: dict[str, Any], operation: ApiOperation, random: Random) -> None:
    """Let what belongs together go together: ends of spans, a place and its country, a title and its slug."""
    _in_order(arguments)
    _last(arguments, operation, random)
    _in_year(arguments, operation, random)
    _of_one_family(arguments, operation)
    _in_one_place(arguments, random)
    if isinstance(arguments.get("name"), str) and isinstance(arguments.get("label"), str):
        arguments["label"] = arguments["name"]
    _called_by_type(arguments, operation, random)
    prose = any(normalised(name) in CONTENT and " " in str(value) for name, value in arguments.items())
    for name, value in arguments.items():
        if prose and isinstance(value, str) and re.fullmatch(r"/[\w/.-]+\.(?:csv|json|xlsx|py|js|png)", value):
            arguments[name] = pick(random, ("/srv/files/plan.txt", "/home/tom/notes/agenda.md"))
    _on_land(arguments, operation, random)
    _below_title(arguments, random)


def _last(arguments: dict[str, Any], operation: ApiOperation, random: Random) -> None:
    """Let what is made last as long as such things do: an event some hours or days, a sprint two weeks."""
    named = {singular(word) for word in words_of(operation.name)}
    if MAKING.isdisjoint(words_of(operation.name)[:3]) or not named.isdisjoint(_LONG):
        return
    for start, end in _SPANS:
        last = next((name for name in arguments if end in normalised(name)), "")
        first = next(
            (name for name in arguments if last and normalised(name) == normalised(last).replace(end, start)), ""
        )
        if not first or first == last:
            continue
        texts = str(arguments[first]), str(arguments[last])
        if all(map(_DAY.fullmatch, texts)):
            days = 13 if not named.isdisjoint(_SPRINTS) else 1 + int(random.random() * 3)
            arguments[last] = (date.fromisoformat(texts[0]) + timedelta(days=days)).isoformat()
        elif all(map(_HOUR.fullmatch, texts)):
            hour = int(texts[0][11:13])
            arguments[last] = f"{texts[0][:11]}{min(hour + 1 + int(random.random() * 2), 23):02}{texts[0][13:]}"


def _in_year(arguments: dict[str, Any], operation: ApiOperation, random: Random) -> None:
    """Let a month be one of the year that is given, and a season too: winter, rather than another year."""
    if "year" not in arguments:
        return
    month = next((name for name in arguments if words_of(name)[-1] == "month"), "")
    if re.fullmatch(r"\d{4}-\d\d", str(arguments.get(month, ""))):
        arguments[month] = str(int(arguments[month][5:]))
    season = next((name for name in arguments if words_of(name)[-1] == "season"), "")
    if re.fullmatch(r"\d{4}", str(arguments.get(season, ""))):
        if isinstance(arguments[season], str):
            arguments[season] = pick(random, ("winter", "spring", "summer", "fall"))
        elif season in operation.required:
            arguments[season] = int(arguments["year"])
        else:
            del arguments[season]


_CALLED_BY_TYPE: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = tuple(
    (frozenset(words.split()), names)
    for words, names in (
        ("date datetime", ("Start date", "Renewal date", "Last visit")),
        ("number integer float int currency", ("Budget", "Seats", "Contract number")),
        ("bool boolean booleancheckbox checkbox", ("Newsletter", "Verified", "Partner")),
        ("enumeration enum select radio", ("Region", "Language", "Department")),
    )
)
"""Types of data → what fields of such types are called."""
_FIELDS = frozenset("property field attribute column".split())


def _called_by_type(arguments: dict[str, Any], operation: ApiOperation, random: Random) -> None:
    """Let a field that is made be called as a field of its type is."""
    if _FIELDS.isdisjoint(map(singular, words_of(operation.name))):
        return
    kind = next((str(arguments[name]).lower() for name in arguments if words_of(name)[-1] == "type"), "")
    names = next((names for kinds, names in _CALLED_BY_TYPE if kind in kinds), ())
    name = pick(random, names) if names else ""
    for each in ("name", "label"):
        if name and isinstance(arguments.get(each), str):
            arguments[each] = name


def _of_one_family(arguments: dict[str, Any], operation: ApiOperation) -> None:
    """Let the types of one field agree: where one may be chosen among those of data, another is of the same family."""
    typed = [name for name in arguments if words_of(name)[-1] == "type" and "enum" in operation.properties[name]]
    if len(typed) != 2:
        return
    first, second = typed
    family = next((family for family in _FAMILIES if arguments[first] in family), frozenset[str]())
    choices = operation.properties[second]["enum"]
    fitting = [each for each in choices if isinstance(each, str) and each in family]
    if fitting and arguments[second] not in fitting:
        arguments[second] = fitting[0]


def _in_one_place(arguments: dict[str, Any], random: Random) -> None:
    """Let a city lie in the country and the state that are given with it."""
    parts = {name: _PARTS[key] for name in arguments if (key := normalised(name)) in _PARTS}
    if len(parts) < 2 or not all(arguments[name] in _KNOWN[part] for name, part in parts.items()):
        return
    place = next(
        (each for each in PLACES if any(arguments[name] == each[part] for name, part in parts.items() if not part)),
        None,
    )
    place = place or pick(random, PLACES)
    for name, part in parts.items():
        arguments[name] = place[part]


def _on_land(arguments: dict[str, Any], operation: ApiOperation, random: Random) -> None:
    """Let a north and an east be those of one place on land."""

    told = {name: str(operation.properties[name].get("description", "")).lower() for name in arguments}

    def named(words: tuple[str, ...], start: str) -> str:
        return next((name for name, text in told.items() if words_of(name)[-1] in words or text.startswith(start)), "")

    north, east = named(("latitude", "lat"), "latitude"), named(("longitude", "lon", "lng", "long"), "longitude")
    if north and east:
        for name, value in zip((north, east), pick(random, COORDINATES), strict=True):
            arguments[name] = type(arguments[name])(value) if isinstance(arguments[name], str | float) else value


def _below_title(arguments: dict[str, Any], random: Random) -> None:
    """Let the slug and the text of something be those of its title."""
    if isinstance(arguments.get("name"), str) and isinstance(arguments.get("slug"), str):
        arguments["slug"] = slug(arguments["name"])
    title = next((arguments[name] for name in arguments if words_of(name)[-1] in ("title", "subject")), None)
    if isinstance(title, str) and isinstance(arguments.get("title"), str) and isinstance(arguments.get("subject"), str):
        arguments["subject"] = arguments["title"]
    if not isinstance(title, str):
        return
    for name, value in arguments.items():
        if words_of(name)[-1] == "slug":
            arguments[name] = slug(title)
        elif (
            words_of(name)[-1] in _BODIES
            and " is " not in title
            and not title.startswith(_FACTS)
            and isinstance(value, str)
            and " " in value
        ):
            arguments[name] = pick(random, _WRITTEN_ON).format(title)
