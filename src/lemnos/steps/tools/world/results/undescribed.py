"""Makes the results of functions of whose results nothing is described: what was sent, and what name and text promise.

    "Get the weather of a city, with temperature and wind."  ──▶  {"city": "Oslo", "temperature": 19.8, "wind": 4}

A function that changes something confirms it. One that reads returns the fields that its description lists; else, for
a plural, a list of names, which are about the words that were sought; for a quantity, a number; for anything else, a
thing of its kind, or a text. What a noun names follows from the domain of the tool and of those beside it. All of this
is inferred, and nothing of it is described: no task on such a function is above level 3. Where nothing is known of what
is read (the valid moves of a game, the cash flow of a company), a result is made all the same, so that a world answers,
but it is not believable, and no task is made of it.
"""

from collections.abc import Callable, Iterable
from random import Random
from typing import Any, NamedTuple

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import IDS, is_plural, singular
from lemnos.steps.tools.world.results.known_fields import (
    COUNTED,
    DATED,
    FIELDS_OF,
    FIELDS_OF_ANY,
    FIELDS_OF_KIND,
    MAKING_STATUSES,
    QUANTITIES,
    STATUSES_OF,
    TENANTS,
    TEXTUAL,
    VALUES,
    WORDY,
    fields_of,
    share_in,
)
from lemnos.steps.tools.world.results.listed import listed
from lemnos.steps.tools.world.results.promised import listed_fields, promised
from lemnos.steps.tools.world.results.sought import page_of
from lemnos.steps.tools.world.results.things import NAMED, thing, value_of
from lemnos.steps.tools.world.results.wanted import Wanted, read_of, wanted
from lemnos.steps.tools.world.values.labels import kind_of
from lemnos.steps.tools.world.values.labels.names import COMPANIES
from lemnos.steps.tools.world.values.seeds import pick, seed_of
from lemnos.steps.tools.world.values.tables import PROSE

__all__ = ["NAMED", "MadeUp", "read_noun", "undescribed_result"]

_COINS = frozenset("BTC ETH SOL ADA DOT bit eth".split())
"""First letters of the symbols and names of coins."""
_OVER_TIME = frozenset(
    "hourly daily weekly monthly quarterly yearly annual historical history timeseries series trend trends 24h "
    "intraday".split()
)
_KNOWN_PRICES = frozenset(
    "crypto cryptocurrency cryptocurrencies bitcoin btc ethereum eth solana coin coins token tokens forex gold "
    "exchange".split()
)
_FOLDERS = ("/home/ada/projects/website", "/projects/website", "/srv/app", "/data/reports")
_PLACES = frozenset(("current", "working"))
_SUMMED = frozenset(
    "statistics stats metrics metric statement activity analysis analytics history performance trend trends usage "
    "series breakdown ratios forecast forecasts financials growth chart".split()
)
"""Last words of what is read → figures that sum it up."""
_SUMS = ("total", "average", "change")
_OUTCOMES = frozenset((word,) for word in "result results output response answer".split())
"""Last words of the names of functions that tell what came out of a thing, rather than what it is."""
_SEEN = frozenset("image picture photo gif icon logo thumbnail avatar screenshot video audio".split())
"""Nouns of what is wanted itself, rather than what it is called."""
_SEEKING = frozenset("search list find browse".split())
_STATES = frozenset("status state progress".split())
_OF_COMPANY = frozenset("cik isin cusip symbol ticker sec".split())
"""Words of arguments that tell which company is meant, of which everyone may know the name."""


class MadeUp(NamedTuple):
    """A result of which nothing is described."""

    body: dict[str, Any]
    believable: bool
    """Whether it may be what such a function returns: something is known of what it reads."""


class _Case(NamedTuple):
    """A kind of result, and how it is made."""

    applies: Callable[[Wanted], bool]
    make: Callable[[Wanted], MadeUp]


def read_noun(tool: Tool) -> tuple[str, ...]:
    """Return the words of what a function reads, by its name; empty if it changes something."""
    return read_of(tool)[1]


def undescribed_result(tool: Tool, arguments: dict[str, Any], seed: str, of_api: Iterable[str] = ()) -> MadeUp:
    """Return the result of a call of a function whose result is not described.

    Args:
        tool: The function.
        arguments: The arguments of the call.
        seed: Decides all that is made up.
        of_api: Domains in which its API works: see ``domains``.
    """
    call = wanted(tool, arguments, seed, of_api)
    return next(case.make(call) for case in _CASES if case.applies(call))


def _change(call: Wanted) -> MadeUp:
    more = promised(call.tool.name, call.tool.description, call.arguments, call.seed)
    return MadeUp({"success": True, **call.told, **(more or {})}, more is not None)


def _is_working_folder(call: Wanted) -> bool:
    return bool({*call.noun} & _PLACES) and call.last in ("directory", "folder", "dir")


def _working_folder(call: Wanted) -> MadeUp:
    path = pick(Random(seed_of(call.seed)), _FOLDERS)
    return MadeUp({**call.told, "path": path}, believable=not call.arguments)


def _is_of_station(call: Wanted) -> bool:
    """Return whether the weather is told, whatever the name of the tool says of where it is measured."""
    text = {*words_of(f"{call.tool.name} {call.tool.description[:120]}")}
    measured = "observation" in text or "observations" in text or text >= {"weather", "data"}
    return measured and not call.several and "weather" in {*call.domains, *text} and call.last != "weather"


def _weather(call: Wanted) -> MadeUp:
    fields = listed_fields(call.tool.description) or FIELDS_OF["weather"]
    return MadeUp(thing(("weather",), call.told, fields, call.seed), not _is_beyond(call) and bool(call.arguments))


def _listed_thing(call: Wanted) -> MadeUp:
    fields = listed_fields(call.tool.description)
    named = not {words_of(each)[-1] for each in fields}.isdisjoint(("name", "title"))
    known = not call.several and (not named or call.is_known(call.noun)) and not _is_beyond(call)
    known = known and (call.shows or call.last not in FIELDS_OF_KIND)
    told = not {words_of(each)[-1] for each in fields} & _STATES or call.is_known(call.noun)
    known = known and told and not _is_by_register(call)
    return MadeUp(thing(call.sense or call.noun, call.told, fields, call.seed, call.domains), known)


def _is_of_field(call: Wanted) -> bool:
    return call.last in FIELDS_OF or (call.last == "profile" and not COMPANIES.isdisjoint(call.noun))


def _of_field(call: Wanted) -> MadeUp:
    noun = ("company",) if call.last == "profile" and not COMPANIES.isdisjoint(call.noun) else call.noun
    last = noun[-1]
    known = not _is_beyond(call) and (call.shows or last == "weather") and not _is_of_coin(call)
    known = known and not call.all_of
    if last == "company":
        known = known and not _is_by_register(call)
    if last == "player" and "games" in call.domains:
        known = False
    fields = FIELDS_OF[last] if last == "company" else fields_of(last, call.domains, FIELDS_OF[last])
    if last == "quote" and "bid" in words_of(call.tool.description):
        fields = ("bid", "ask")
    return MadeUp(thing(noun, call.told, fields, call.seed, call.domains), known)


def _summed(call: Wanted) -> MadeUp:
    return MadeUp(thing(call.noun, call.told, _SUMS, call.seed), believable=False)


def _status(call: Wanted) -> MadeUp:
    """Return the status of what is known to have one: a job runs, an order is shipped."""
    given = [word for name in call.arguments if words_of(name)[-1] in IDS for word in words_of(name)[:-1]]
    nouns = [singular(word) for word in (*reversed(call.noun[:-1]), *reversed(given))]
    statuses = next((STATUSES_OF[each] for each in nouns[:3] if each in STATUSES_OF), ())
    which = bool(call.arguments) or call.which
    if not statuses:
        return MadeUp({**call.told, call.name: value_of(call.last, (), call.seed)}, believable=False)
    status = pick(Random(seed_of(call.seed, "status")), statuses)
    made: dict[str, Any] = {call.last if call.last != "progress" else "status": status}
    if statuses[0] in MAKING_STATUSES:
        share = 5 + seed_of(call.seed, "progress") % 90
        made["progress_percent"] = {"queued": 0, "completed": 100}.get(status, share)
    more = len(made) == 1 and "detail" in call.tool.description.lower()
    known = which and not more and (call.shows or call.verb in ("check", "monitor"))
    return MadeUp({**call.told, **made}, believable=known)


def _several(call: Wanted) -> MadeUp:
    items, believable = listed(call)
    name = "_".join((*call.noun[:-1], plural_of(singular(call.last)))) if call.several else "results"
    return MadeUp({**call.told, name: items, "count": len(items)}, believable and not _is_transcribed(call))


def _page(call: Wanted) -> MadeUp:
    return MadeUp({**call.told, **page_of(call.noun, call.told, call.seed)}, believable=True)


def _is_value(call: Wanted) -> bool:
    return call.last in VALUES | QUANTITIES or singular(call.last) in QUANTITIES or _is_plain(call.last)


def _value(call: Wanted) -> MadeUp:
    last = call.last
    alone = last in COUNTED or not is_plural(last)  # percentages are several
    known = alone and last not in PROSE and last not in ("position", "rate") and not _is_sent(call)
    known = (
        known
        and not _is_beyond(call)
        and not (last in ("price", "rate") and (_is_of_coin(call) or call.domains[:1] == ("chain",)))
    )
    known = known and not (last in DATED and call.arguments and {*map(str.lower, call.arguments)} & {"days", "offset"})
    if last in WORDY and last not in VALUES:
        known = known and (bool(call.arguments) or call.which) and kind_of(call.noun) not in ("", "category", "type")
    made = thing(call.noun[:-1], {**call.told}, (call.name,), call.seed, call.domains)
    if not any(name.startswith(call.name) for name in made):
        made[call.name] = value_of(call.name, (), call.seed, call.domains)
    return MadeUp(made, known)


def _text(call: Wanted) -> MadeUp:
    return MadeUp(thing(call.noun, call.told, ("title", "content"), call.seed), believable=False)


def _one(call: Wanted) -> MadeUp:
    sense = call.sense or call.noun
    kind = kind_of(sense)
    usual = FIELDS_OF_KIND.get(kind, FIELDS_OF_ANY)
    asked = usual if kind == "company" and sense[-1] not in TENANTS else fields_of(kind, call.domains, usual)
    last = words_of(call.tool.name.partition("_by_")[0])[-1:]
    data = last == ("data",) and kind not in ("person", "company")  # of it, not what it is
    data = data or (last in _OUTCOMES and bool(call.arguments)) or singular(call.last) in _SEEN
    known = call.which and call.shows and asked != FIELDS_OF_ANY and call.is_known(call.noun) and not data
    return MadeUp(thing(sense, call.told, asked, call.seed, call.domains), known)


def _is_plain(word: str) -> bool:
    return word in QUANTITIES | DATED | WORDY


def _is_by_register(call: Wanted) -> bool:
    """Return whether a code tells the company that is meant, and it is none of which the name is known."""
    coded = {words_of(name)[-1] for name in call.arguments} & _OF_COMPANY
    return bool(coded) and not share_in(call.arguments)


def _is_transcribed(call: Wanted) -> bool:
    """Return whether what is said in a recording is told, of which no names of recordings tell anything."""
    return singular(call.last) in ("transcript", "subtitle", "caption") and bool(call.arguments)


def _is_beyond(call: Wanted) -> bool:
    """Return whether a function tells many values over time, or prices of which everyone knows how high they are."""
    words = {*words_of(f"{call.tool.name} {call.tool.description[:160]}")}
    return not words.isdisjoint(_OVER_TIME | _KNOWN_PRICES)


def _is_of_coin(call: Wanted) -> bool:
    """Return whether what is meant is a coin of which everyone knows what it is worth."""
    return any(isinstance(value, str) and value[:3] in _COINS for value in call.arguments.values())


def _is_sent(call: Wanted) -> bool:
    """Return whether what would be told is what was sent: the address of an address."""
    return any(not {*map(str.lower, words_of(name))}.isdisjoint(call.noun) for name in call.told)


_CASES: tuple[_Case, ...] = (
    _Case(lambda call: not call.noun, _change),
    _Case(_is_working_folder, _working_folder),
    _Case(_is_of_station, _weather),
    _Case(lambda call: bool(listed_fields(call.tool.description)), _listed_thing),
    _Case(_is_of_field, _of_field),
    _Case(lambda call: call.last in _SUMMED, _summed),
    _Case(lambda call: call.last in _STATES and len(call.noun) + len(call.arguments) > 0 and not call.several, _status),
    _Case(lambda call: call.several or call.verb in _SEEKING, _several),
    _Case(lambda call: bool(page_of(call.noun, call.told, call.seed)), _page),
    _Case(_is_value, _value),
    _Case(lambda call: call.last in TEXTUAL or singular(call.last) in TEXTUAL, _text),
    _Case(lambda call: True, _one),  # noqa: ARG005
)
"""The kinds of results, in the order in which they are tried."""
