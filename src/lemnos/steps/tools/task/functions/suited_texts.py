"""Lets texts, names and numbers suit a tool: what is written, what is sought, what things are called.

Each rule takes what is given for an argument, and returns the value that suits, None, or ``UNDECIDED``.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.task.functions.subject import (
    CONTENT,
    QUERIED,
    READING,
    SEEKING,
    UNDECIDED,
    VERBS,
    Given,
    Rule,
    words_about,
)
from lemnos.steps.tools.task.functions.vocabulary import PEOPLE_SOUGHT, PICTURED, SUBJECTS, TOPICS, WRITTEN_FOR
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.results.undescribed import NAMED
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import GIVEN

_VERBS_OF_SEEKING = frozenset("lookup look browse explore discover retrieve scrape crawl ask execute run".split())
_ANYTHING = frozenset(
    "web news google bing internet wikipedia wiki research youtube video videos article articles blog tweet tweets "
    "twitter post posts reddit question questions answer topic topics story stories perplexity tavily exa brave "
    "duckduckgo "
    "trend trends group groups channel channels community website websites page".split()
)
"""Words of tools that seek anything."""
_SITES_OF_ONE_KIND = frozenset(
    "hugging huggingface github gitlab npm pypi pubmed arxiv biorxiv medrxiv spotify jira notion confluence linear "
    "slack gmail pubchem ticketmaster eventbrite airbnb amazon".split()
)
"""Words of tools that work on things of one kind alone."""
_FIRST_NAME = re.compile(r"\b(?:first|given) name\b", re.IGNORECASE)
_OF_ANY_WIKI = frozenset("wiki wikis mediawiki wikipedia mcp server article articles search api".split())
"""Words of the names of encyclopedias of everything."""
_OF_MANY_KINDS = frozenset(("calendar", "code", "listing"))
"""Words of topics that suit too many things to be those of a tool whose name speaks of something else."""
_NO_TOPIC: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), ())
_TOPIC_OF = {word: topic for topic in reversed(TOPICS) for word in topic[0]}
"""Word of what a tool works on → the first topic that it tells."""
_CALENDARS = frozenset("calendar calendars gcal".split())
_ASIDE = (
    READING
    | VERBS
    | _VERBS_OF_SEEKING
    | frozenset(
        "by with and or of in for from to all full text advanced basic simple semantic content contents query keyword "
        "keywords term terms tool data details info results global local quick deep similar v1 v2 api mcp the a".split()
    )
)
"""Words of names of tools that do not say what is sought."""
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
_LASTING = frozenset("duration timeout delay interval ttl wait period".split())
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
    return _topic(given) if sought or phrase else UNDECIDED


def _topic(given: Given) -> str | None:
    """Return what a person seeks with a tool: people by their names, programs by what they do, songs by their mood.

    A topic of one kind of things comes before one that suits many. None if nothing is known of what the tool works on.
    """
    if given.tool_words[0] in ("query", "execute", "run") and not given.speaks_of(QUERIED):
        return None
    if given.tool_words[-1] in PEOPLE_SOUGHT:
        return label_of(("person",), f"{given.random.random()}", 0)
    if given.speaks_of(_CALENDARS):
        return str(given.pick(_TOPIC_OF["calendar"][1]))
    own = {*given.tool_words} - _ASIDE
    of_anything = own <= _ANYTHING.union(
        words_of(f"{given.operation.tool.api} {given.operation.tool.provider}".lower())
    )
    general: tuple[str, ...] = ()
    for word in sorted(words_about(given.operation), key=lambda word: word not in _SITES_OF_ONE_KIND):
        words, values = _TOPIC_OF.get(word, _NO_TOPIC)
        if values and (word in _SITES_OF_ONE_KIND or _OF_MANY_KINDS.isdisjoint(words)):
            return str(given.pick(values))
        if not general and (word in own or of_anything):
            general = values
    if general:
        return str(given.pick(general))
    return given.value if given.speaks_of(_ANYTHING) else None


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


TEXTS: tuple[Rule, ...] = (
    _day, _number, _button, _commit, _prose, _pictured, _remark, _other, _team, _prompt, _format, _subject, _own_topic,
)  # fmt: skip
"""Rules for what is written or said."""
NAMES: tuple[Rule, ...] = (_breed, _sought, _summary, _name)
"""Rules for strings that say what is sought, or what a thing is called."""
