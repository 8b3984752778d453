"""Lets texts, names and numbers suit a tool: what is written, what is sought, what things are called.

Each rule takes what is given for an argument, and returns the value that suits, None, or ``UNDECIDED``.
"""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.task.functions.subject import (
    CONTENT,
    ON_CHAIN,
    QUERIED,
    READING,
    SEEKING,
    UNDECIDED,
    VERBS,
    Given,
    Rule,
    words_about,
)
from lemnos.steps.tools.task.functions.suited.topics import topic_of
from lemnos.steps.tools.task.functions.vocabulary import (
    BY_LAST_WORD,
    PICTURED,
    SUBJECTS,
    TAGS,
    TITLED,
    WRITTEN_FOR,
)
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import GIVEN
from lemnos.steps.tools.world.values.scene import slug

_FIRST_NAME = re.compile(r"\b(?:first|given) name\b", re.IGNORECASE)
_OF_ANY_WIKI = frozenset("wiki wikis mediawiki wikipedia mcp server article articles search api".split())
"""Words of the names of encyclopedias of everything."""
_PLAIN = frozenset("my new current active open user team project workspace public private custom".split())
"""Words beside a noun that leave its things what they are."""
_OTHER_DAYS = re.compile(r"(?<!YYYY[-/])\b(?:MM[-/]DD|DD[-/.]MM|YYYYMMDD(?:HH\w*)?|YYYY-MM)\b(?!-DD)")
"""Forms of days other than the usual one."""
_PROSE = frozenset(
    "post message messages note notes comment comments document doc page email mail draft tweet article story memory "
    "reply chat sms text speech tts voice journal entry block announcement review feedback prompt status update "
    "notification letter blog paragraph slide card issue ticket description whatsapp telegram slack discord clipboard "
    "type keyboard thread answer question bio caption broadcast feed cast skeet toot weibo file".split()
)
"""Words of tools that take what people write."""
_REMARKS = frozenset("description summary notes note comment caption reply msg".split())
"""Last words of arguments that hold what people remark, which nobody seeks by."""
_SEEN = frozenset("image images picture photo video animation art drawing illustration logo scene".split())
"""Words of tools that make what is seen."""
_FORMED = frozenset("export convert download report file files document chart image save render generate print".split())
"""Words of tools of which the result has a form that a person may name."""
_LASTING = frozenset("duration timeout delay interval ttl wait period range timeframe window lookback".split())
"""Last words of arguments whose numbers mean nothing without a unit."""
_HELPING = frozenset(
    "guide guides docs documentation help guidance instructions rules example examples tutorial tips reference".split()
)
"""Words of tools that tell of themselves, by topics of their own."""
_SPORTS: Mapping[str, tuple[str, ...]] = {
    word: names
    for words, names in (
        ("baseball mlb", ("Yankees", "Dodgers")), ("nba basketball", ("Lakers", "Celtics")),
        ("nfl", ("Packers", "Bears")), ("nhl hockey", ("Bruins", "Oilers")),
        ("soccer football league premier bundesliga", ("Barcelona", "Liverpool")),
    )
    for word in words.split()
}  # fmt: skip
"""Word of a tool's own texts → teams that play it."""


def _day(given: Given) -> Any:
    dated = isinstance(given.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", given.value)
    return None if dated and _OTHER_DAYS.search(given.told) else UNDECIDED


def _number(given: Given) -> Any:
    if isinstance(given.value, bool) or not isinstance(given.value, int | float):
        return UNDECIDED
    return None if given.last in _LASTING else UNDECIDED


def _button(given: Given) -> Any:
    pressed = given.last in ("text", "label") and not {"click", "tap", "press", "hover"}.isdisjoint(given.tool_words)
    return given.pick(("Sign in", "Next", "Save changes", "Add to cart", "Show more")) if pressed else UNDECIDED


def _commit(given: Given) -> Any:
    committed = given.last == "message" and not {"commit", "git", "merge"}.isdisjoint(given.tool_words)
    return label_of(("commit",), f"{given.random.random()}", 0) if committed and given.value else UNDECIDED


def _prose(given: Given) -> Any:
    if given.last not in CONTENT - {"message"} or not isinstance(given.value, str) or given.is_stated:
        return UNDECIDED
    own = {*words_of(f"{given.operation.name} {given.name if len(given.words) > 1 else ''}")}
    first = {*words_of(given.operation.tool.description[:60])} - {"text", "type", "file", "block", "status"}
    return None if _PROSE.isdisjoint(own | first) else UNDECIDED


def _pictured(given: Given) -> Any:
    if given.last not in ("description", "prompt") or _SEEN.isdisjoint(given.tool_words):
        return UNDECIDED
    return UNDECIDED if "update" in given.tool_words else given.pick(PICTURED)


def _remark(given: Given) -> Any:
    sought = given.last in _REMARKS and not READING.union(SEEKING).isdisjoint(given.tool_words[:2])
    return None if sought and isinstance(given.value, str) and not given.is_stated else UNDECIDED


def _other(given: Given) -> Any:
    named = given.words[-1:] in NAMED and len(given.words) > 1
    return None if named and is_other(given.words[-2], words_about(given.operation)) else UNDECIDED


def _team(given: Given) -> Any:
    if given.last != "team":
        return UNDECIDED
    sport = next((word for word in words_about(given.operation) if word in _SPORTS), "")
    return given.pick(_SPORTS[sport]) if sport else UNDECIDED


def _prompt(given: Given) -> Any:
    if given.last != "prompt" or given.is_stated:
        return UNDECIDED
    return given.pick(PICTURED if given.speaks_of(_SEEN) else WRITTEN_FOR)


def _format(given: Given) -> Any:
    free = given.last == "format" and "enum" not in given.operation.properties[given.name]
    return None if free and _FORMED.isdisjoint(given.tool_words) else UNDECIDED


def _subject(given: Given) -> Any:
    if given.last != "title" or not given.speaks_of(frozenset(("wikipedia", "wiki", "article"))):
        return UNDECIDED
    if given.value is None or given.makes:
        return given.value
    own = {*words_of(given.operation.tool.api.lower())} - _OF_ANY_WIKI
    return None if own and not given.speaks_of(frozenset(("wikipedia",))) else given.pick(SUBJECTS)


def _own_topic(given: Given) -> Any:
    own = given.last == "topic" and not _HELPING.isdisjoint(given.tool_words) and not given.is_stated
    return None if own and SEEKING.isdisjoint(given.tool_words) else UNDECIDED


def _sought(given: Given) -> Any:
    sought = normalised(given.name) in SOUGHT or given.last in ("query", "keyword", "keywords")
    phrase = given.words[0] == "search" and given.last in ("text", "string", "phrase", "value")
    return topic_of(given) if sought or phrase else UNDECIDED


_PLATFORMS = frozenset(
    "hugging huggingface github gitlab npm docker dockerhub reddit twitter bluesky bsky instagram tiktok discord "
    "kaggle replicate codeberg bitbucket".split()
)
"""Words of tools of services where people go by handles."""
_HANDLED = frozenset("author owner creator recipient user member maintainer contributor".split())


def _shown(given: Given) -> Any:
    """What people are shown as is their name."""
    shown = given.words == ("display", "name") and given.speaks_of(_PERSONAL)
    return given.pick(BY_LAST_WORD["full_name"]) if shown else UNDECIDED


_PERSONAL = frozenset("alias sender send mail email gmail user users profile member members nickname account".split())


def _handle(given: Given) -> Any:
    """People go by handles where a service gives them."""
    named = given.last in _HANDLED and ("@" in given.value or " " in given.value)
    known = frozenset((*given.about, *words_of(given.operation.tool.provider.lower())))
    mailed = "mail" in given.description.lower()
    return given.pick(_HANDLES) if named and not mailed and not _PLATFORMS.isdisjoint(known) else UNDECIDED


_HANDLES = tuple(each for each in BY_LAST_WORD["owner"] if "-" not in each or each.startswith("marta"))


def _slug(given: Given) -> Any:
    """The slug of what a tool works on; None where nothing is known of how such things are called."""
    if given.words != ("slug",) or given.is_stated or given.makes:
        return UNDECIDED
    noun = next((word for word in reversed(given.nouns) if word in _SLUGGED or kind_of((word,))), "")
    if not noun:
        return None
    return UNDECIDED if noun in _SLUGGED else slug(label_of((noun,), f"{given.random.random()}", 0))


_SLUGGED = frozenset("article post page doc blog product listing".split())
"""What has slugs that say what it is about."""


def _tag(given: Given) -> Any:
    """Tags say what is of interest in what they are put on."""
    if given.last not in ("tag", "tags") or given.is_stated or len(given.words) > 1:
        return UNDECIDED
    if given.speaks_of(ON_CHAIN):
        return "latest" if given.is_needed else None
    known = next((TAGS[word] for word in given.ordered if word in TAGS), ())
    return given.pick(known) if known else UNDECIDED


_PLAYED = frozenset("game games minecraft bot inventory player dungeon rpg quest crafting".split())
_CARRIED = ("diamond pickaxe", "oak planks", "torch", "iron sword")
"""What players carry."""


def _carried(given: Given) -> Any:
    """Items of games are none of shops."""
    named = given.words in NAMED or given.last == "item" or given.words[-2:] == ("item", "name")
    played = named and "item" in given.nouns and given.speaks_of(_PLAYED) and not given.makes
    return given.pick(_CARRIED) if played and not given.is_stated else UNDECIDED


def _titled(given: Given) -> Any:
    """What a new thing is called, of which the names are of a sort of their own: a form, a phase, a test run."""
    named = given.words in NAMED or given.words[:-1] in [(noun,) for noun in given.nouns]
    if not named or given.last not in ("name", "title", "label") or not given.makes:
        return UNDECIDED
    pairs = [f"{first}_{second}" for first, second in pairwise(given.nouns)]
    noun = next((each for each in (*reversed(pairs), given.nouns[-1]) if each in TITLED), "")
    return given.pick(TITLED[noun]) if noun else UNDECIDED


def _breed(given: Given) -> Any:
    if "breed" not in given.words or not isinstance(given.value, str) or given.is_stated:
        return UNDECIDED
    if given.speaks_of(frozenset(("cat", "cats"))):
        return given.pick(("Siamese", "Maine Coon"))
    return given.pick(("Beagle", "Poodle", "Boxer")) if given.speaks_of(frozenset(("dog", "dogs"))) else UNDECIDED


def _summary(given: Given) -> Any:
    kind = kind_of((given.nouns[-1],)) if given.words == ("summary",) else ""
    known = kind in ("event", "issue", "task", "ticket")
    return label_of((kind,), f"{given.random.random()}", 0) if known else UNDECIDED


def _name(given: Given) -> Any:
    if given.words == ("name",) and "ens" in given.tool_words:
        return given.pick(("marta.eth", "quill-studio.eth", "norda.eth"))
    if given.words not in NAMED:
        return UNDECIDED
    if _FIRST_NAME.search(given.description):
        return given.pick(GIVEN)
    kind = next((noun for noun in reversed(given.nouns) if kind_of((noun,))), "")
    if kind and (is_other(kind, given.tool_words) or not (given.makes or _is_thing(given))):
        return None  # a pokemon card is no task
    if kind:
        label = label_of((kind,), f"{given.random.random()}", 0)
        return given.value if "." in label and given.words == ("title",) else label
    if not given.makes:
        return None
    return given.pick(GIVEN) if given.words == ("name",) else given.value


def _is_thing(given: Given) -> bool:
    """Return whether the things of which a name speaks are what their last word says: no *pokemon card*."""
    words = given.tool_words
    nouns = [word for word in words if word not in VERBS | READING | {"by", "name", "details", "info", "all"}]
    at = next((at for at in range(len(nouns) - 1, -1, -1) if kind_of((singular(nouns[at]),))), 0)
    known = words_of(f"{given.operation.tool.api} {given.operation.tool.provider}")
    return all(word in known or kind_of((singular(word),)) or word in _PLAIN for word in nouns[:at])


_MARKET = frozenset(
    "stock stocks price prices chart charts kline klines candle candles candlestick ohlc ohlcv market markets crypto "
    "coin quote quotes trading history historical ticker forex indicator bars".split()
)
"""Words of tools that show how something went over days or months."""
_SHOP = frozenset("ordered twice wrong size customer arrived damaged".split())
_SOLD = frozenset("order orders refund refunds return returns cancel purchase invoice payment shipment".split())
_ERRORS = ("Request failed with status 500", "Connection refused on port 5432", "Missing field: email")
_AT_HOME = re.compile(r"/(?:home/\w+|srv/files|data|projects/[\w-]+)/((?:[\w-]+/)*[\w-]+\.\w{2,4})")
_IN_REPOSITORY = frozenset("repo repository owner branch sha ref".split())


def _span(given: Given) -> Any:
    spanned = given.last in ("period", "timeframe", "interval", "timespan") and not given.is_stated
    return None if spanned and given.value in ("1d", "7d", "1mo", "1y") and not given.speaks_of(_MARKET) else UNDECIDED


def _reason(given: Given) -> Any:
    sold = given.last == "reason" and isinstance(given.value, str) and not _SHOP.isdisjoint(given.value.split(" "))
    return None if sold and not given.is_stated and not given.speaks_of(_SOLD) else UNDECIDED


def _error(given: Given) -> Any:
    failed = "error" in given.words and given.last in ("message", "error", "text", "description")
    return given.pick(_ERRORS) if failed and isinstance(given.value, str) and not given.is_stated else UNDECIDED


def _within(given: Given) -> Any:
    """Return the path of a file within a repository, or one that is relative to what the tool knows."""
    if not isinstance(given.value, str) or not given.value.startswith("/"):
        return UNDECIDED
    found = _AT_HOME.fullmatch(given.value)
    names = {word for name in given.operation.properties for word in words_of(name)}
    inside = not _IN_REPOSITORY.isdisjoint(names) or re.search(r"\brelative (?:path )?to\b|\brelative path", given.told)
    if not inside or given.words[0] in _IN_REPOSITORY:
        return UNDECIDED
    folder = not {"folder", "directory", "dir"}.isdisjoint((*given.nouns, *given.words))
    return found[1] if found is not None and not folder else given.pick(("docs", "src", "tests"))


def _branch(given: Given) -> Any:
    new = given.last == "branch" and given.makes and "branch" in given.nouns and len(given.words) == 1
    named = ("fix-login-redirect", "add-csv-export", "update-readme")
    return given.pick(named) if new and isinstance(given.value, str) and not given.is_stated else UNDECIDED


def _queried(given: Given) -> Any:
    asked = given.last == "query" and "query" in given.tool_words[:2] and not given.is_stated
    return None if asked and given.speaks_of(QUERIED) else UNDECIDED


TEXTS: tuple[Rule, ...] = (
    _span, _reason, _error, _within, _branch, _queried,
    _day, _number, _button, _commit, _prose, _pictured, _remark, _other, _team, _prompt, _format, _subject, _own_topic,
)  # fmt: skip
"""Rules for what is written or said."""
NAMES: tuple[Rule, ...] = (_breed, _shown, _sought, _summary, _handle, _slug, _tag, _carried, _titled, _name)
"""Rules for strings that say what is sought, or what a thing is called."""
