"""Says what a person seeks with a tool: the words of what it works on -> a topic, a name, or None.

A topic of one kind of things comes before one that suits many. What two words name together (*work items*) comes before
what each names. None if nothing is known of what a tool works on.
"""

from itertools import pairwise

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.task.functions.subject import (
    ON_CHAIN,
    QUERIED,
    READING,
    VERBS,
    Given,
    words_about,
)
from lemnos.steps.tools.task.functions.vocabulary import HEADLINES, ON_CHAINS, PEOPLE_SOUGHT, TOPICS
from lemnos.steps.tools.world.values.labels import label_of

_VERBS_OF_SEEKING = frozenset("lookup look browse explore discover retrieve scrape crawl ask execute run".split())
_ANYTHING = frozenset(
    "web news google bing internet wikipedia wiki research youtube video videos article articles blog tweet tweets "
    "twitter post posts reddit question questions answer topic topics story stories perplexity tavily exa brave "
    "duckduckgo "
    "trend trends group groups channel channels community website websites page".split()
)
"""Words of tools that seek anything."""
_SITES_OF_ONE_KIND = frozenset(
    "hugging huggingface replicate civitai github gitlab npm pypi pubmed arxiv biorxiv medrxiv spotify jira notion "
    "confluence linear "
    "slack gmail pubchem ticketmaster eventbrite airbnb amazon datadog sentry grafana splunk osrs runescape minecraft "
    "pokemon xiaohongshu xhs rednote azuredevops hackernews hacker".split()
)
"""Words of tools that work on things of one kind alone."""
_OF_MANY_KINDS = frozenset(("calendar", "code", "listing"))
"""Words of topics that suit too many things to be those of a tool whose name speaks of something else."""
_NO_TOPIC: tuple[frozenset[str], tuple[str, ...]] = (frozenset(), ())
_TOPIC_OF = {word: topic for topic in reversed(TOPICS) for word in topic[0]}
"""Word of what a tool works on → the first topic that it tells."""
_REPORTED = frozenset("issue issues bug bugs".split())
_CALENDARS = frozenset("calendar calendars gcal".split())
_NEWS = frozenset("news headline headlines newspaper guardian nytimes gnews newsapi journalism".split())
_DOCS = frozenset(("docs", "documentation"))
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


def topic_of(given: Given) -> str | None:
    """Return what a person seeks with a tool: people by their names, programs by what they do, songs by their mood."""
    if given.tool_words[0] in ("query", "execute", "run") and not given.speaks_of(QUERIED):
        return None
    if _seeks_people(given):
        return label_of(("person",), f"{given.random.random()}", 0)
    if given.speaks_of(_CALENDARS):
        return str(given.pick(_TOPIC_OF["calendar"][1]))
    if (joined := _joined(given)) is not None:
        return str(given.pick(joined))
    own = {*given.tool_words} - _ASIDE
    of_anything = own <= _ANYTHING.union(
        words_of(f"{given.operation.tool.api} {given.operation.tool.provider}".lower())
    )
    general: tuple[str, ...] = ()
    for word in sorted(words_about(given.operation), key=lambda word: _rank(word.lower())):
        words, values = _TOPIC_OF.get(word.lower(), _NO_TOPIC)
        if values and word.lower() in _DOCS and given.speaks_of(ON_CHAIN):
            values = ON_CHAINS
        if values and (word.lower() in _SITES_OF_ONE_KIND or _OF_MANY_KINDS.isdisjoint(words)):
            return str(given.pick(values))
        if not general and (word.lower() in own or of_anything):
            general = values
    if general:
        return str(given.pick(general))
    if given.speaks_of(_NEWS):
        return str(given.pick(HEADLINES))
    return given.value if given.speaks_of(_ANYTHING) else None


def _rank(word: str) -> int:
    """Return how early a word decides: issues of a site of code are sought as issues are."""
    return 0 if word in _REPORTED else 1 if word in _SITES_OF_ONE_KIND else 2


def _seeks_people(given: Given) -> bool:
    """Return whether the last noun of a tool's name is one of people: ``authors-search``."""
    nouns = [word for word in given.tool_words if word not in _ASIDE]
    return bool(nouns) and nouns[-1] in PEOPLE_SOUGHT and "or" not in given.tool_words


def _joined(given: Given) -> tuple[str, ...] | None:
    """Return the topics of what two words of a tool's name or of its argument name together."""
    for words in (given.tool_words, given.words, words_of(given.operation.tool.description[:80].lower())):
        for first, second in pairwise(words):
            _, values = _TOPIC_OF.get(f"{first}_{singular(second)}", _NO_TOPIC)
            if values:
                return values
    return None
