"""Makes one thing: the noun, the names of its fields -> a result in which the fields agree with each other.

    ("weather",), temperature humidity conditions  ──▶  {"temperature": 19.8, "humidity": 41.0, "conditions": "windy"}

Each field is made by the last word of its name; rules then make those agree that depend on each other: the parts and
their total, the prices of a day, the first and the last day. Cost: some microseconds for each field.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.results.known_fields import (
    CATEGORY_OF_PRODUCT,
    COUNTED,
    DATED,
    QUANTITIES,
    SHARES,
    UNITS,
    share_in,
)
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.labels.senses import sense_of
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.seeds import pick, seed_of

NAMED = (("name",), ("title",), ("label",))
"""Words of the names of fields and arguments that hold the name of a thing."""
_LOGINS = frozenset("username handle login email account user".split())
"""Last words of arguments that tell a person whose name is not known."""
_PATHS = frozenset("path filepath directory file filename".split())
"""Last words of arguments that end in the name of a thing."""
_SAME = frozenset("symbol ticker id code email city country currency domain url address date language isin".split())
"""Last words of fields that say what an argument of such a name says."""
_NAMED_AS: dict[str, tuple[str, ...]] = {
    "profile": ("user",),
    "player": ("player",),
    "author": ("author",),
    "artist": ("artist",),
    "channel": ("video", "channel"),
}
"""Last word of what is read, or of a field → words of the noun whose names it has."""
_TITLES = frozenset("name title text".split())
"""Last words of fields that hold what a thing is called, or what it says."""
_RISING = (("low", "open", "close", "high"), ("net_income", "gross_profit", "revenue"), ("profit", "revenue"))
"""Fields of which the first is the least and the last the greatest: the prices of a day, what is left of a revenue."""
_LASTING = {"sprint": 14, "iteration": 14, "trip": 6, "itinerary": 6}
"""Kind of thing → days from its start to its end."""
_GENRES = {
    "music": ("music", "genre"), "games": ("game", "genre"), "film": ("film", "genre"), "song": ("music", "genre"),
    "track": ("music", "genre"), "album": ("music", "genre"), "game": ("game", "genre"),
}  # fmt: skip
"""Domain or kind of thing → the noun of its genres."""
_STORES = frozenset("memory ram disk storage swap space".split())
_SPACE = frozenset("total used free available".split())
"""Last words of fields that tell how much of a memory or a disk there is."""
_WHERE = frozenset("location city place country state region longitude".split())
"""Last words of arguments that tell where on earth something is."""
_CONDITIONS = ("sunny", "cloudy", "light rain", "windy", "clear", "overcast")

Made = dict[str, Any]


def thing(noun: tuple[str, ...], told: Made, fields: Iterable[str], seed: str, domains: tuple[str, ...] = ()) -> Made:
    """Return one thing with these fields beside what is told; it has the name that was sent, if one was.

    Args:
        noun: Words of what it is.
        told: What was sent.
        fields: Names of its fields.
        seed: Decides all that is made up.
        domains: Domains in which the API works.
    """
    named = any(words_of(name)[-1:] in NAMED or words_of(name) == noun[-1:] for name in told)
    named = named or any(words_of(name)[-1] in _LOGINS | _PATHS for name in told)
    same = {words_of(name)[-1] for name in told} & _SAME
    made = {
        name: value_of(name, noun, seed, domains)
        for name in fields
        if name not in told and not (named and words_of(name)[-1:] in NAMED) and words_of(name)[-1] not in same
    }
    for agree in _RULES:
        agree(made, told, noun, seed)
    return told | {_in_units(name, value, noun): value for name, value in made.items()}


def _in_units(name: str, value: Any, noun: tuple[str, ...]) -> str:
    """Return the name of a field with the unit of the quantity that it holds."""
    if isinstance(value, int | float) and words_of(name)[-1] in _SPACE and not _STORES.isdisjoint(noun):
        return f"{name}_gb"
    unit = UNITS.get(words_of(name)[-1], "") if isinstance(value, int | float) else ""
    return name if not unit or (unit == "bytes" and isinstance(value, float)) else f"{name}_{unit}"


def value_of(name: str, noun: tuple[str, ...], seed: str, domains: tuple[str, ...] = ()) -> Any:
    """Return a value for a field of a thing, by the last word of its name."""
    last = words_of(name)[-1]
    seed = f"{seed}:{name}"
    owner = _NAMED_AS.get(last) or (_NAMED_AS.get(noun[-1], noun) if noun and last in _TITLES else ())
    if owner and owner == noun:
        owner = sense_of(noun, domains)
    if kind_of(owner):
        return label_of(owner, seed, 0)
    if last == "genre":
        found = next((_GENRES[each] for each in (kind_of(noun), *domains) if each in _GENRES), ("film", "genre"))
        return label_of(found, seed, 0)
    if last == "bio":
        return label_of(("bio",), seed, 0)
    if last == "conditions":
        return pick(Random(seed_of(seed)), _CONDITIONS)
    schema: dict[str, Any] = {"type": "string"}
    if last in COUNTED:
        schema = {"type": "integer"}
    elif last == "volume":
        return 1_000_000 + seed_of(seed) % 80_000_000  # of what is traded in a day
    elif last in QUANTITIES or singular(last) in QUANTITIES:
        schema = {"type": "number"}
    elif last in DATED or words_of(name)[-2:] == ("updated", "at"):
        schema["format"] = "date-time" if last == "time" else "date"
    return sample(schema, schema, seed, name, owner=noun)


def _known_share(made: Made, told: Made, noun: tuple[str, ...], seed: str) -> None:
    """Give a share that everyone knows a price at which it is traded, and a company the name that it has."""
    if not (symbol := share_in(told)):
        return
    share = SHARES[symbol]
    least, most = share.price
    for name in made:
        last = words_of(name)[-1]
        if last in ("price", "open", "close", "high", "low", "bid", "ask"):
            made[name] = round(least + (most - least) * (seed_of(seed, "price") % 1000) / 1000, 2)
        elif last in ("symbol", "ticker"):
            made[name] = symbol
        elif last in ("sector", "industry"):
            made[name] = share.sector
        elif last == "country":
            made[name] = share.country
        elif last in ("name", "company") and kind_of(noun) in ("company", ""):
            made[name] = share.company


def _total(made: Made, _told: Made, _noun: tuple[str, ...], _seed: str) -> None:
    total = next((name for name in made if words_of(name)[0] == "total" and isinstance(made[name], float)), "")
    if not total:
        return
    parts = [made[name] for name in made if name != total and words_of(name)[-1] == words_of(total)[-1]]
    if parts and all(isinstance(part, float) for part in parts):
        made[total] = round(made[total] + sum(parts), 2)
    whole = made.get("total")
    largest = max((each for name, each in made.items() if name != "total" and isinstance(each, float)), default=0.0)
    if isinstance(whole, float) and whole < largest:
        made["total"] = round(largest * 1.6, 2)


def _local_time(made: Made, told: Made, noun: tuple[str, ...], _seed: str) -> None:
    local = "local" in noun or any("timezone" in normalised(name) or words_of(name)[-1] in _WHERE for name in told)
    if isinstance(made.get("time"), str) and local:
        made["time"] = made["time"].removesuffix("Z")  # as clocks there show it


def _change(made: Made, _told: Made, _noun: tuple[str, ...], seed: str) -> None:
    if isinstance(price := made.get("price"), float) and "change" in made:
        made["change"] = round(price * (seed_of(seed) % 81 - 40) / 1000, 2)


def _spread(made: Made, _told: Made, _noun: tuple[str, ...], seed: str) -> None:
    """Let what is bid lie a little below what is asked."""
    if isinstance(bid := made.get("bid"), float) and "ask" in made:
        made["ask"] = round(bid * (1 + (1 + seed_of(seed, "ask") % 4) / 1000), 2)


def _space(made: Made, _told: Made, noun: tuple[str, ...], seed: str) -> None:
    """Let what is used and what is free of a memory or a disk add up to the whole, and the share be that of both."""
    last = {words_of(name)[-1]: name for name in made}
    if _STORES.isdisjoint(noun) or not last.keys() & _SPACE:
        return
    whole = float((16, 32, 64, 128)[seed_of(seed, "total") % 4])
    used = round(whole * (20 + seed_of(seed, "used") % 60) / 100, 1)
    parts = {"total": whole, "used": used, "free": round(whole - used, 1), "available": round(whole - used, 1),
             "usage": round(100 * used / whole, 1), "percentage": round(100 * used / whole, 1)}  # fmt: skip
    made.update({name: parts[word] for word, name in last.items() if word in parts})


def _person(made: Made, told: Made, _noun: tuple[str, ...], seed: str) -> None:
    """Let the email address and the handle of a person be those of someone of that name."""
    name = made.get("name", told.get("name"))
    if not isinstance(name, str) or len(parts := words_of(name)) != 2 or not name.replace(" ", "").isascii():
        return
    if "email" in made:
        made["email"] = f"{parts[0]}.{parts[1]}@example.{('com', 'org', 'net')[seed_of(seed, 'email') % 3]}"
    if "username" in made:
        made["username"] = f"{parts[0]}{parts[1][:1]}{seed_of(seed, 'handle') % 90 + 10}"


def _place(made: Made, _told: Made, _noun: tuple[str, ...], seed: str) -> None:
    if {"city", "country"} <= made.keys():
        made["city"], made["country"] = pick(Random(seed_of(seed)), PLACES)[:2]


def _days(made: Made, _told: Made, noun: tuple[str, ...], _seed: str) -> None:
    if isinstance(start := made.get("start_date"), str) and "end_date" in made:
        days = _LASTING.get(kind_of(noun), 90)
        made["end_date"] = (date.fromisoformat(start) + timedelta(days=days)).isoformat()


def _rising(made: Made, _told: Made, _noun: tuple[str, ...], seed: str) -> None:
    for rising in _RISING:
        names = [name for name in rising if isinstance(made.get(name), float)]
        if len(names) > 1 and names[0] == "low":  # the prices of one day lie close to each other
            for number, name in enumerate(names):
                made[name] = round(made[names[0]] * (1 + (seed_of(seed, name) % 7 + 5 * number) / 1000), 2)
        made.update(zip(names, sorted(made[name] for name in names), strict=True))


def _category(made: Made, _told: Made, _noun: tuple[str, ...], _seed: str) -> None:
    if "category" in made and (category := CATEGORY_OF_PRODUCT.get(str(made.get("name")))):
        made["category"] = category


_RULES: tuple[Callable[[Made, Made, tuple[str, ...], str], None], ...] = (
    _known_share, _total, _local_time, _change, _spread, _space, _person, _place, _days, _rising, _category,
)  # fmt: skip
"""What makes fields agree, in the order in which they are applied."""
