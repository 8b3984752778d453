"""Makes the results of functions of whose results nothing is described: what was sent, and what name and text promise.

    "Get the weather of a city, with temperature and wind."  ──▶  {"city": "Oslo", "temperature": 19.8, "wind": 4}

A function that changes something confirms it. One that reads returns the fields that its description lists; else, for
a plural, a list of names; for a quantity, a number; for anything else, an entity with a title and a state, or with a
text. All of this is inferred, and nothing of it is described: no task on such a function is above level 3.
"""

import re
from random import Random
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.world.semantics.words import verb_of, without_articles
from lemnos.steps.tools.world.values.make import sample
from lemnos.steps.tools.world.values.seeds import pick, seed_of
from lemnos.steps.tools.world.values.tables import FALLBACK

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
_QUANTITIES = frozenset(
    "price cost amount total balance quantity volume temperature humidity pressure speed distance duration height "
    "width weight length size age rate score rating rank ranking count number capacity usage liquidity supply yield "
    "revenue income profit margin debt dividend views likes followers stars forks downloads population fee change high "
    "low open close cap wind calories protein fat latency elevation altitude visibility level percentage ratio value "
    "sales".split()
)
_TEXTUAL = frozenset(
    "content text article page document documentation markdown html transcript lyrics message answer summary news "
    "description guide readme abstract instructions explanation report body log logs source recipe story joke quote "
    "fact overview help information info data details context".split()
)
_DATED = frozenset("date day time created updated published deadline start end expiry release".split())
_WORDY = frozenset(
    "title name author description status state category type language city country location company owner genre "
    "artist album currency email phone address summary sector industry director publisher team condition conditions "
    "symbol season league position nationality brand model color".split()
)
_FIELDS_OF = {
    "weather": ("temperature", "humidity", "conditions"),
    "forecast": ("temperature", "humidity", "conditions"),
    "quote": ("price", "change", "volume"),
    "stock": ("price", "change", "volume"),
    "profile": ("name", "city", "description"),
    "company": ("name", "sector", "country"),
    "player": ("name", "team", "age"),
    "time": ("time",),
    "timestamp": ("time",),
}
"""Last word of what is read → fields of the result."""
_SUMMED = frozenset(
    "statistics stats metrics metric statement activity analysis analytics history performance trend trends usage "
    "series breakdown forecast ratios financials growth chart".split()
)
"""Last words of what is read → figures that sum it up."""
_CONDITIONS = ("sunny", "cloudy", "light rain", "windy", "clear", "overcast")
_EMPTY = frozenset("data info information details detail".split())
_SEEKING = frozenset("search list find browse".split())
_MOST_FIELDS = 5
_MOST_ITEMS = 5


def undescribed_result(tool: Tool, arguments: dict[str, Any], seed: str) -> dict[str, Any]:
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
    words = words_of(tool.name)
    at = next((number for number, word in enumerate(words[:2]) if verb_of(word) or word in _READING), -1)
    noun = list(without_articles(words[at + 1 :])) or list(words[:at])
    verb = words[at] if at >= 0 else ""
    reads = verb in _READING or verb_of(verb) in ("get", "list", "search") or (not verb and _says_it_reads(tool))
    if not reads:
        return {"success": True, **told}
    while len(noun) > 1 and noun[-1] in _EMPTY:
        noun.pop()
    if fields := _fields(tool.description):
        return {**told, **{name: _value(name, seed) for name in fields if name not in told}}
    name = "_".join(noun) or "result"
    last = words_of(name)[-1]
    if last in _FIELDS_OF:
        return {**told, **{each: _value(each, seed) for each in _FIELDS_OF[last]}}
    if last in _SUMMED:
        return {**told, **{each: _value(each, seed) for each in ("total", "average", "change")}}
    several = is_plural(last) and last not in _TEXTUAL and singular(last) not in _QUANTITIES
    if several or verb in _SEEKING:
        one = "_".join((*words_of(name)[:-1], singular(last)))
        items = list(dict.fromkeys(_title(one, f"{seed}:{number}") for number in range(_MOST_ITEMS)))
        return {**told, (name if several else "results"): items, "count": len(items)}
    if last in _QUANTITIES or singular(last) in _QUANTITIES or _is_plain(last):
        return {**told, name: _value(name, seed)}
    return {**told, **_entity(name, seed)}


def _says_it_reads(tool: Tool) -> bool:
    first = re.split(r"\W", tool.description.strip().lower(), maxsplit=1)[0]
    return first in _READING or first.removesuffix("s") in _READING or first.removesuffix("es") in _READING


def _fields(description: str) -> list[str]:
    """Return the fields that a description lists, of which the meaning is plain; empty if there are fewer than two."""
    for found in _LISTED.findall(description[:800]):
        names = []
        for part in re.split(r",\s*(?:and |or )?|\s+and\s+", found):
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


def _value(name: str, seed: str) -> Any:
    """Return a value for a field, by the last word of its name."""
    last = words_of(name)[-1]
    if last in _QUANTITIES or singular(last) in _QUANTITIES:
        whole = last in (
            "count",
            "number",
            "rank",
            "ranking",
            "views",
            "likes",
            "followers",
            "stars",
            "forks",
            "age",
            "downloads",
        )
        schema = {"type": "integer" if whole else "number"}
    elif last == "conditions":
        return pick(Random(seed_of(seed, name)), _CONDITIONS)
    else:
        form = "date-time" if last == "time" else "date"
        schema = {"type": "string", "format": form} if last in _DATED else {"type": "string"}
    return sample(schema, schema, f"{seed}:{name}", name)


def _title(name: str, seed: str) -> str:
    """Return a name for something; a general one where the tables have none for the noun."""
    schema = {"type": "string"}
    made = str(sample(schema, schema, seed, name))
    if not 2 < len(made) <= 40 or made in FALLBACK or not made[:1].isalpha() or "://" in made or made.endswith("."):
        made = str(sample(schema, schema, seed, "title"))
    return made


def _entity(name: str, seed: str) -> dict[str, Any]:
    text = {"type": "string"}
    day = {"type": "string", "format": "date"}
    title = {"title": _title("title", f"{seed}:title")}
    if words_of(name)[-1] in _TEXTUAL or singular(words_of(name)[-1]) in _TEXTUAL:
        return title | {"content": sample(text, text, f"{seed}:content", "content")}
    return {
        "name": _title(name, f"{seed}:title"),
        "status": sample(text, text, f"{seed}:status", "status"),
        "updated_at": sample(day, day, f"{seed}:updated", "updated_at"),
    }
