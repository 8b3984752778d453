"""Makes the results of functions of whose results nothing is described: what was sent, and what name and text promise.

    "Get the weather of a city, with temperature and wind."  ──▶  {"city": "Oslo", "temperature": 19.8, "wind": 4}

A function that changes something confirms it. One that reads returns the fields that its description lists; else, for
a plural, a list of names, which are about the words that were sought; for a quantity, a number; for anything else, a
thing of its kind, or a text. All of this is inferred, and nothing of it is described: no task on such a function is
above level 3. Where nothing is known of what is read (the valid moves of a game, the cash flow of a company), a result
is made all the same, so that a world answers, but it is not believable, and no task is made of it.
"""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.examples.people_and_places import PLACES
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.world.results.known_fields import FIELDS_OF, FIELDS_OF_ANY, FIELDS_OF_KIND
from lemnos.steps.tools.world.results.sought import SOUGHT, found, page_of, sought_in
from lemnos.steps.tools.world.semantics.words import verb_of, without_articles
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.names import COMPANIES
from lemnos.steps.tools.world.values.seeds import pick, seed_of
from lemnos.steps.tools.world.values.tables import PROSE

_LONGEST_ECHO = 80
"""Length of a text, in characters, that a result repeats."""
_READING = frozenset(
    "get search list find fetch show view read display retrieve browse look lookup check compare inspect query locate "
    "discover describe explore scrape crawl analyze track monitor identify investigate review scan examine audit "
    "research obtain return report".split()
)
_LISTED = re.compile(
    r"\b(?:including|includes?|such as|containing|contains?|returns?|with)[:\s]+((?:[\w' -]{3,30},\s*){1,6}"
    r"(?:and |or )?[\w' -]{3,30})",
    re.IGNORECASE,
)
_COUNTED = frozenset("count number rank ranking views likes followers stars forks age downloads".split())
_QUANTITIES = _COUNTED | frozenset(
    "price cost amount total average balance quantity volume temp temperature humidity pressure speed distance "
    "duration height width weight length size rate score rating capacity usage liquidity supply yield revenue income "
    "profit margin debt dividend population fee change high low open close cap wind calories protein fat latency "
    "elevation altitude visibility level percentage ratio value sales".split()
)
_TEXTUAL = frozenset(
    "content text article page document documentation markdown html transcript lyrics message answer summary news "
    "description guide readme abstract instructions explanation report body log logs source recipe story joke quote "
    "fact overview help information info data details context".split()
) - {"news", "log", "logs"}
_DATED = frozenset("date day time created updated published deadline start end expiry release".split())
_WORDY = frozenset(
    "title name author description status state category type language city country location company owner genre "
    "artist album currency email phone address summary sector industry director publisher team condition conditions "
    "symbol season league position nationality brand model color".split()
)
_VALUES = frozenset("date version tag id key url link color currency language country city genre timezone".split())
"""Nouns of values that are told as they are."""
_SHOWING = frozenset("get show view read fetch retrieve find lookup look display describe return obtain".split()) | {""}
"""Verbs of tools that tell what a thing is, rather than what becomes of it."""
_FILTERED = frozenset("file document image exercise workout".split())
_FILTERS = frozenset("type types extension ext pattern format muscle group filter prefix glob mime".split())
"""Last words of arguments to which the names of some things would have to keep."""
_COINS = frozenset("BTC ETH SOL ADA DOT bit eth".split())
"""First letters of the symbols and names of coins."""
_LOGINS = frozenset("username handle login email account user".split())
"""Last words of arguments that tell a person whose name is not known."""
NAMED = (("name",), ("title",), ("label",))
"""Words of the names of fields and arguments that hold the name of a thing."""
_NAMED_AS: dict[str, tuple[str, ...]] = {
    "profile": ("user",),
    "player": ("player",),
    "author": ("author",),
    "artist": ("artist",),
}
"""Last word of what is read, or of a field → words of the noun whose names it has."""
_BESIDE = frozenset(
    "my all recent latest new active available current open public private shared linked related popular trending top "
    "upcoming existing enabled default favorite saved archived completed pending overdue assigned single specific user "
    "account workspace organization".split()
)
"""Words beside a noun that leave its things what they are."""
_SOLE = frozenset("my me own current latest random default today next last active".split())
"""Words of the one thing that is meant where no argument says which."""
_OVER_TIME = frozenset(
    "hourly daily weekly monthly quarterly yearly annual historical history timeseries series trend trends 24h "
    "intraday".split()
)
_KNOWN_PRICES = frozenset(
    "crypto cryptocurrency cryptocurrencies bitcoin btc ethereum eth solana coin coins token tokens forex gold".split()
)
_PLACES = frozenset(("current", "working"))
_FOLDERS = ("/home/ada/projects/website", "/projects/website", "/srv/app", "/data/reports")
_SHAPELESS = frozenset(
    "option setting item entry value property parameter feature preference configuration config variable "
    "attribute".split()
)
"""Nouns that say nothing of what the things are called."""
_ADDRESSES = frozenset("url uri link path file directory".split())
"""Last words of arguments that tell where things lie."""
_OWNERS = frozenset("person company team project workspace store folder channel".split())
"""Kinds of what things belong to; one beside a noun leaves its things what they are."""
_SUMMED = frozenset(
    "statistics stats metrics metric statement activity analysis analytics history performance trend trends usage "
    "series breakdown ratios forecast forecasts financials growth chart".split()
)
"""Last words of what is read → figures that sum it up."""
_SUMS = ("total", "average", "change")
_RISING = (("low", "open", "close", "high"), ("net_income", "gross_profit", "revenue"), ("profit", "revenue"))
"""Fields of which the first is the least and the last the greatest: the prices of a day, what is left of a revenue."""
_LASTING = {"sprint": 14, "iteration": 14, "trip": 6, "itinerary": 6}
"""Kind of thing → days from its start to its end."""
_GENRES = (
    ("drama", "comedy", "documentary", "mystery", "thriller", "adventure"),
    ("jazz", "folk", "blues", "soul", "ambient"),
)  # fmt: skip
"""Genres of films, books and games, and of music."""
_CONDITIONS = ("sunny", "cloudy", "light rain", "windy", "clear", "overcast")
_EMPTY = frozenset("data info information details detail result results list bulk latest tool lookup".split())
_SEEKING = frozenset("search list find browse".split())
_MOST_FIELDS = 5
_MOST_ITEMS = 5


def read_noun(tool: Tool) -> tuple[str, ...]:
    """Return the words of what a function reads, by its name; empty if it changes something.

    >>> from lemnos.records import Tool
    >>> tool = Tool(id="", provider="", api="", version="", kind="mcp", name="get_user_details", description="",
    ...             parameters="{}", licence="", source="")
    >>> read_noun(tool)
    ('user',)
    """
    return _read(tool)[1]


class MadeUp(NamedTuple):
    """A result of which nothing is described."""

    body: dict[str, Any]
    believable: bool
    """Whether it may be what such a function returns: something is known of what it reads."""


def undescribed_result(tool: Tool, arguments: dict[str, Any], seed: str) -> MadeUp:
    """Return the result of a call of a function whose result is not described.

    Args:
        tool: The function.
        arguments: The arguments of the call.
        seed: Decides all that is made up.
    """
    told: dict[str, Any] = {
        name: value
        for name, value in arguments.items()
        if isinstance(value, int | float) or (isinstance(value, str) and len(value) <= _LONGEST_ECHO)
    }
    verb, noun = _read(tool)
    if not noun:
        return MadeUp({"success": True, **told}, believable=True)
    last, name = noun[-1], "_".join(noun)
    several = last == "news" or (is_plural(last) and last not in _TEXTUAL and singular(last) not in _QUANTITIES)
    shows = verb in _SHOWING or not verb
    if {*noun} & _PLACES and last in ("directory", "folder", "dir"):
        return MadeUp({**told, "path": pick(Random(seed_of(seed)), _FOLDERS)}, believable=not arguments)
    if fields := _fields(tool.description):
        known = not several and ({"name", "title"}.isdisjoint(fields) or _is_known(noun, arguments, tool))
        known = known and not _is_beyond(tool) and (shows or last not in FIELDS_OF_KIND)
        return _thing(noun, told, fields, seed, believable=known)
    if last == "profile" and not COMPANIES.isdisjoint(noun):
        noun, last = ("company",), "company"
    if last in FIELDS_OF:
        known = not _is_beyond(tool) and (shows or last == "weather") and not _is_of_coin(arguments)
        return _thing(noun, told, FIELDS_OF[last], seed, believable=known)
    if last in _SUMMED:
        return _thing(noun, told, _SUMS, seed, believable=False)
    if several or verb in _SEEKING:
        items, believable = _names(noun, arguments, tool, seed)
        return MadeUp({**told, (name if several else "results"): items, "count": len(items)}, believable)
    if page := page_of(noun, told, seed):
        return MadeUp({**told, **page}, believable=True)
    if last in _VALUES or last in _QUANTITIES or singular(last) in _QUANTITIES or _is_plain(last):
        alone = last in _COUNTED or not is_plural(last)  # percentages are several
        known = alone and last not in PROSE and last != "position" and not _is_sent(noun, told)
        known = known and not _is_beyond(tool) and not (last == "price" and _is_of_coin(arguments))
        return MadeUp({**told, name: _value(name, (), seed)}, known)
    if last in _TEXTUAL or singular(last) in _TEXTUAL:
        return _thing(noun, told, ("title", "content"), seed, believable=False)
    told_which = bool(arguments) or not _SOLE.isdisjoint(words_of(f"{tool.name} {tool.description[:80]}"))
    asked = FIELDS_OF_KIND.get(kind_of(noun), FIELDS_OF_ANY)
    told_which = told_which and not any(normalised(name) in SOUGHT for name in arguments)
    known = told_which and shows and asked != FIELDS_OF_ANY and _is_known(noun, arguments, tool)
    return _thing(noun, told, asked, seed, believable=known)


def _read(tool: Tool) -> tuple[str, tuple[str, ...]]:
    """Return the verb of a function, and the words of what it reads; none if it changes something."""
    words = words_of(tool.name)
    at = next((number for number, word in enumerate(words[:2]) if verb_of(word) or word in _READING), -1)
    verb = words[at] if at >= 0 else ""
    if not (verb in _READING or verb_of(verb) in ("get", "list", "search") or (not verb and _says_it_reads(tool))):
        return verb, ()
    return verb, _noun(list(without_articles(words[at + 1 :])) or list(words[: max(at, 0)]))


def _says_it_reads(tool: Tool) -> bool:
    first = re.split(r"\W", tool.description.strip().lower(), maxsplit=1)[0]
    return first in _READING or first.removesuffix("s") in _READING or first.removesuffix("es") in _READING


def _noun(words: list[str]) -> tuple[str, ...]:
    """Return the words of what is read: without by what it is found (``item by path``), and words that say nothing."""
    if "by" in words[1:]:
        words = words[: words.index("by", 1)]
    while len(words) > 1 and (words[-1] in _EMPTY or verb_of(words[-1]) == "search"):
        words = words[:-1]
    return tuple(words) or ("result",)


def _fields(description: str) -> list[str]:
    """Return the fields that a description lists, of which the meaning is plain; empty if there are fewer than two."""
    for listed in _LISTED.findall(description[:800]):
        names = []
        for part in re.split(r",\s*(?:and |or )?|\s+and\s+", listed):
            words = [
                word
                for word in words_of(part.strip())
                if word not in ("the", "a", "an", "its", "their", "and", "or", "including")
            ]
            if 1 <= len(words) <= 3 and _is_plain(words[-1]) and all(word.isalpha() for word in words):
                names.append("_".join(words))
        if len(names) > 1:
            return list(dict.fromkeys(names))[:_MOST_FIELDS]
    return []


def _is_plain(word: str) -> bool:
    return word in _QUANTITIES or word in _DATED or word in _WORDY


def _is_beyond(tool: Tool) -> bool:
    """Return whether a function tells many values over time, or prices of which everyone knows how high they are."""
    words = {*words_of(f"{tool.name} {tool.description[:160]}")}
    return not words.isdisjoint(_OVER_TIME | _KNOWN_PRICES)


def _is_of_coin(arguments: dict[str, Any]) -> bool:
    """Return whether what is meant is a coin of which everyone knows what it is worth."""
    return any(isinstance(value, str) and value[:3] in _COINS for value in arguments.values())


def _is_sent(noun: tuple[str, ...], told: dict[str, Any]) -> bool:
    """Return whether what would be told is what was sent: the address of an address."""
    return any(not {*map(str.lower, words_of(name))}.isdisjoint(noun) for name in told)


def _is_known(noun: tuple[str, ...], given: Iterable[str], tool: Tool) -> bool:
    """Return whether there are names for such things, and no word makes them others: a *chat session*."""
    kind = kind_of(noun)
    if singular(noun[-1]) in _SHAPELESS:
        return False
    if not kind or is_other(noun[-1], _about(noun, given, tool)):
        return False
    beside = noun[: -1 - kind.count("_")]
    named = words_of(f"{tool.api} {tool.provider}")
    if any(words_of(name)[-1] in _ADDRESSES for name in given):
        return False  # which of them lie there, no name tells
    return all(word in _BESIDE or word in named or kind_of((singular(word),)) in _OWNERS for word in beside)


def _about(noun: tuple[str, ...], given: Iterable[str], tool: Tool) -> tuple[str, ...]:
    """Return the words beside a noun: in the name of a tool, in its texts and in the names of its arguments."""
    return words_of(f"{' '.join(noun[:-1])} {tool.description[:200]} {tool.api} {' '.join(given)}")


def _names(noun: tuple[str, ...], arguments: dict[str, Any], tool: Tool, seed: str) -> tuple[list[str], bool]:
    """Return names of several things, and whether such things may have them."""
    sought = next((value for name, value in arguments.items() if normalised(name) in SOUGHT), None)
    picked = any(isinstance(value, list) for value in arguments.values())  # some are meant, rather than any
    first = tool.description[:100]
    if sought is not None and plural_of(noun[-1]) in words_of(tool.description[:160]):
        noun = (*noun[:-1], plural_of(noun[-1]))  # what is sought, rather than where
    elif sought is not None and not is_plural(noun[-1]) and not kind_of(noun) and (named := sought_in(first)):
        noun = (named,)
    if isinstance(sought, str) and (titles := found(noun, sought, seed, _MOST_ITEMS)):
        return titles, not is_other(singular(noun[-1]), _about(noun, arguments, tool))
    one = (*noun[:-1], singular(noun[-1]))
    if (called := _name_of(one, arguments)) is not None:
        return [called], bool(kind_of(one))
    filtered = kind_of(one) in _FILTERED and any(words_of(name)[-1] in _FILTERS for name in arguments)
    filtered = filtered or (kind_of(one) in ("state", "region", "city", "province", "county") and bool(arguments))
    if filtered or (sought is None and one == noun):
        return [label_of(one, seed, number) for number in range(_MOST_ITEMS)], False  # what it holds, nobody knows
    noun = one
    if noun[-1] in _VALUES:
        made = [str(_value(noun[-1], (), f"{seed}:{number}")) for number in range(_MOST_ITEMS)]
    else:
        made = [label_of(noun, seed, number) for number in range(_MOST_ITEMS)]
    free = noun[-1] in _VALUES and not (noun[-1] == "date" and arguments)  # dates keep to those that were sent
    return list(dict.fromkeys(made)), sought is None and not picked and (free or _is_known(noun, arguments, tool))


def _name_of(noun: tuple[str, ...], arguments: dict[str, Any]) -> str | None:
    """Return the name by which things are sought: it is that of what is found."""
    for name, value in arguments.items():
        *front, last = words_of(name)
        if (
            (last,) in NAMED
            and (not front or front[-1] in ("full", "display") or singular(front[-1]) == noun[-1])
            and isinstance(value, str)
        ):
            return value
    return None


def _thing(
    noun: tuple[str, ...], told: dict[str, Any], fields: list[str] | tuple[str, ...], seed: str, *, believable: bool
) -> MadeUp:
    """Return one thing with these fields; it has the name that was sent, if one was."""
    named = any(words_of(name)[-1:] in NAMED or words_of(name) == noun[-1:] for name in told)
    named = named or any(words_of(name)[-1] in (*_LOGINS, "path", "filepath", "directory") for name in told)
    made = {
        name: _value(name, noun, seed)
        for name in fields
        if name not in told and not (named and words_of(name)[-1:] in NAMED)
    }
    total = next((name for name in made if words_of(name)[0] == "total" and isinstance(made[name], float)), "")
    parts = (
        [made[name] for name in made if name != total and words_of(name)[-1] == words_of(total)[-1]] if total else []
    )
    if parts and all(isinstance(part, float) for part in parts):
        made[total] = round(made[total] + sum(parts), 2)
    if isinstance(made.get("time"), str) and any("timezone" in normalised(name) for name in told):
        made["time"] = made["time"].removesuffix("Z")  # as clocks there show it
    if isinstance(price := made.get("price"), float) and "change" in made:
        made["change"] = round(price * (seed_of(seed) % 81 - 40) / 1000, 2)
    if {"city", "country"} <= made.keys():
        made["city"], made["country"] = pick(Random(seed_of(seed)), PLACES)[:2]
    whole = made.get("total")
    largest = max((each for name, each in made.items() if name != "total" and isinstance(each, float)), default=0.0)
    if isinstance(whole, float) and whole < largest:
        made["total"] = round(largest * 1.6, 2)
    if isinstance(start := made.get("start_date"), str) and "end_date" in made:
        days = _LASTING.get(kind_of(noun), 90)
        made["end_date"] = (date.fromisoformat(start) + timedelta(days=days)).isoformat()
    for rising in _RISING:
        names = [name for name in rising if isinstance(made.get(name), float)]
        made.update(zip(names, sorted(made[name] for name in names), strict=True))
    return MadeUp(told | made, believable)


def _value(name: str, noun: tuple[str, ...], seed: str) -> Any:
    """Return a value for a field of a thing, by the last word of its name."""
    last = words_of(name)[-1]
    seed = f"{seed}:{name}"
    owner = _NAMED_AS.get(last) or (_NAMED_AS.get(noun[-1], noun) if noun and last in ("name", "title") else ())
    if kind_of(owner):
        return label_of(owner, seed, 0)
    if last == "genre":
        return pick(Random(seed_of(seed)), _GENRES[kind_of(noun) in ("song", "track", "album")])
    if last == "conditions":
        return pick(Random(seed_of(seed)), _CONDITIONS)
    schema: dict[str, Any] = {"type": "string"}
    if last in _COUNTED:
        schema = {"type": "integer"}
    elif last == "volume":
        return 1_000_000 + seed_of(seed) % 80_000_000  # of what is traded in a day
    elif last in _QUANTITIES or singular(last) in _QUANTITIES:
        schema = {"type": "number"}
    elif last in _DATED or words_of(name)[-2:] == ("updated", "at"):
        schema["format"] = "date-time" if last == "time" else "date"
    return sample(schema, schema, seed, name, owner=noun)
