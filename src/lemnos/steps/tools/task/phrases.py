"""Finds the words that the author of an API uses: descriptions -> nouns for resources, wishes for functions.

A noun counts only if the descriptions of the API use each of its words in a sentence, so that names which are no words
(``tuneinlink``, ``allapps``) never reach a user's mouth. Limitation: English only.
"""

import re
from collections.abc import Sequence
from functools import cached_property

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.noun_phrases import noun_of, reads_as_noun, with_article
from lemnos.steps.tools.naming.nouns import is_plural
from lemnos.steps.tools.naming.nouns import singular as singular_of

_WORD = re.compile(r"(?<![\w/{_.-])[A-Za-z][a-z]+(?![\w/}_-])")
_HEAD = re.compile(
    r"(?<![\w/{_.-])([a-z]{3,})(?=[\s'\"`]*(?:$|[.,;:!?()\n])|'s\b|\s+(?:a|an|the|as|of|for|in|on|from|with|by|to|at|and|"
    r"or|that|which|who|whose|is|are|was|has|have|will|can|may|must|should|into|under|within|via|using|when|if|id|ids|"
    r"identifier|name|names|details|information|object|record|resource|matching|given|based|belonging)\b)"
)
"""Last words of noun phrases: what follows is no noun that they belong to."""
_QUALITIES = frozenset(
    "basic basics full simple extended premium standard advanced active inactive popular featured trending upcoming "
    "daily weekly monthly hourly yearly live online offline custom extra additional primary secondary minimal compact "
    "pretty progress access success previous next first global local mobile manual automatic dynamic static open "
    "closed raw same best worst free paid new old self mine today now well more less carbon research advice art media "
    "doc docs documentation swagger stat statistic week "
    "software hardware".split()
)
"""Words that say how something is, and words without a plural: of neither there are several."""
_DETERMINING = frozenset(
    "related received deleted latest recent current last next previous similar nearest nearby top new all my own "
    "first best any other most".split()
)
_BESIDE = frozenset("private public internal external related historical shared hidden remote".split())
"""Words that tell which of several is meant, after another noun."""
_QUALITY = re.compile(r"(?<!t)(?<!ri)(?<!ay)(?<!iv)able$|ible$|ful$|[^i]ous$")
_NO_NOUNS = frozenset(
    "api rest endpoint resource item object entity record result value info information detail details response "
    "request "
    "operation method function data json xml id ids key by for of in and or all new get list create update delete with "
    "default current available total bulk batch raw count status type kind parameter params option setting settings "
    "config configuration metadata meta property attribute schema spec version the a an my me self v1 v2 v3 beta "
    "operations results values records items objects output input debug health ping search query filter action "
    "recent latest top other misc anything something auth remote related similar nearest nearby general public "
    "private internal external given single multiple".split()
)
_REAL = frozenset(
    "media data series news analytics statistics staff equipment feedback information history usage traffic weather "
    "country language currency city timezone airport cost price rate date time unit color font symbol gender url link "
    "month day year hour word character nationality continent planet element zone stop line stock coin fund match "
    "score "
    "cert hash token key secret password credential address email phone number name image code file "
    "content string text body size limit permission scope".split()
)
"""Nouns for things of the real world, whose names cannot be made up, and for things that nobody wants by name."""
_SPECIFIED = frozenset("request item record type option line entry".split())
"""Nouns that say nothing alone, and something after another noun: a leave request, a menu item."""
_DETAILS = frozenset(
    "blob import export list whitelist blacklist allowlist blocklist denylist directory search archive assignment "
    "association relationship relation mapping binding connection link membership grant consent session token "
    "secret credential password signature nonce challenge definition configuration config setting schema attribute "
    "property parameter field value version revision snapshot metadata annotation constraint statistic metric "
    "measurement event log history entity object instance resource preference permission scope context state status "
    "count id identifier name code url content payload body header response result answer output input command "
    "query operation execution step change update batch bulk set collection array map index dictionary information "
    "info data detail default identity principal endpoint callback access right privilege key subscription "
    "validation verification acceptance confirmation acknowledgement notification ack call invocation action "
    "function procedure structure element node edge vertex part piece component reference redirect registration "
    "activation abuse maintenance loyalty evidence equipment transit integer float string boolean following "
    "ownership branding stat".split()
)
"""Nouns of what is a part or a trace of something else, of which people do not speak by a name."""
_NAMELESS = frozenset(
    "data info information detail details result results response history usage analytics statistics stats count total "
    "status state value values change query search list array map item items object entity resource operation id ids "
    "name url link html json xml content body text list all page event log metadata token secret password hash time "
    "mapping header session occurrence association binding membership assignment permission grant operation "
    "abuse maintenance loyalty evidence equipment transit integer float string boolean following ownership branding "
    "date day month year price rate weather news traffic series media staff feedback default me self api".split()
)
"""Nouns of what nobody calls by a name, whatever its description holds."""
_HELD = frozenset("list set map token secret link page".split())
"""Such nouns that say what is meant after another one: a credential list, a payment link."""
_LISTED = frozenset("country language currency city".split())
"""Nouns for things of the real world of which a world knows real names."""
_VERBS = frozenset(
    "add analyze analyse append apply archive ask assign book browse build calculate cancel capture change check clear "
    "clone close compare compile compose compress compute connect convert copy count create crop decode decrypt delete "
    "deploy describe detect disable discover display download draft draw duplicate edit enable encode encrypt estimate "
    "evaluate explain export extract fetch fill filter find fix forecast format forward generate geocode get "
    "highlight identify import insert inspect install invite join list locate lock look lookup make mark measure merge "
    "modify monitor move notify open optimize order pause perform pin play plot post predict preview print process "
    "publish query read reboot recommend record refresh register reject remove rename render replace reply report "
    "request reset resize resolve restart restore resume retrieve reverse rewrite rotate save scan schedule scrape "
    "search send set share show shorten sort split star start stop store submit subscribe suggest summarize "
    "suspend switch sync tag take terminate test toggle track transcribe transfer translate trigger unblock unlock "
    "unpin unsubscribe update upload validate verify view visualize vote watch write".split()
)
_IRREGULAR = {
    "searches": "search", "fetches": "fetch", "applies": "apply", "watches": "watch", "retries": "retry",
    "processes": "process", "compresses": "compress", "modifies": "modify", "notifies": "notify",
    "identifies": "identify", "verifies": "verify", "switches": "switch", "publishes": "publish",
    "refreshes": "refresh", "copies": "copy", "replies": "reply", "queries": "query",
}  # fmt: skip
_JARGON = re.compile(
    r"[{}<>`_\\\[\]*#|=@()]|https?:|\b(api|apis|endpoint|endpoints|json|xml|http|request|response|parameters?|object|"
    r"objects|schema|tool|mcp|id|ids|uuid|url|urls|uri|token|deprecated|callback|boolean|string|array|payload|"
    r"provided|specified|given|input|returned|instance|via|using|based|based on|this|certain|sdk|cli|server|service|"
    r"single|specific|specified|existing|you|authenticated|authorized|selected|particular|multiple|batch|bulk|and|or|"
    r"query|queries|sql|function|method|plugin|argument|arguments|client|current|currently|optionally|optional|various|supports?)\b",
    re.IGNORECASE,
)
_DETERMINERS = frozenset(
    "a an the all any some my your our its their this that these those each every one two new more multiple several "
    "out up into to for from with about on in at of by how what if whether when it".split()
)
_READING = frozenset("get list check fetch show count view read display retrieve browse print".split())
_TELLING = _READING | frozenset(
    "search find look lookup translate convert calculate compute summarize analyze analyse validate compare estimate "
    "forecast predict explain describe extract detect identify transcribe recommend suggest evaluate inspect query "
    "locate measure verify test discover geocode reverse decode encode encrypt decrypt match generate draw render plot "
    "scrape crawl capture fetch export download compose draft write build make create view visualize preview "
    "convert request".split()
)
"""Verbs of functions whose result is what the user wants."""
_PREPOSITIONS = frozenset("as of for in on from with by to at about between within under near around".split())
_NEEDY = frozenset("a an its their that which matching".split())
_VAGUE = frozenset(
    "info information data page item items content details result results list value values something file".split()
)
_MASS = frozenset(
    "information data weather news traffic music text access feedback content advice help money research stock "
    "history usage metadata code email mail output input status today everything recent current".split()
)


class Phrases:
    """The words of one API.

    Args:
        tools: Its tools.
    """

    def __init__(self, tools: Sequence[Tool]) -> None:
        self._tools = tools

    @cached_property
    def _words(self) -> frozenset[str]:
        found: set[str] = set()
        for tool in self._tools[:600]:
            for word in _WORD.findall(tool.description[:1000]):
                found.add(singular_of(word.lower()))
        return frozenset(found)

    @cached_property
    def _heads(self) -> frozenset[str]:
        """The words that the descriptions use as nouns: in the plural, or at the end of a phrase, not before another
        word as in ``get basic info``."""
        found: set[str] = set()
        for tool in self._tools[:600]:
            text = tool.description[:1000].lower()
            found.update(singular_of(word) for word in _WORD.findall(text) if is_plural(word))
            found.update(singular_of(word) for word in _HEAD.findall(text))
        return frozenset(found)

    def mentions(self, word: str) -> bool:
        """Return whether names or descriptions of the tools contain a word."""
        return word in self._words or any(word in tool.name.lower() for tool in self._tools)

    def noun(self, resource: str) -> str:
        """Return the noun for a resource; empty if people would not use it."""
        noun = noun_of(resource)
        words = noun.split(" ")
        if not 1 <= len(words) <= 3 or words[-1] in _NO_NOUNS or len(words[-1]) < 3 or len(words) != len({*words}):
            return ""
        if any(not word.isalpha() or word in ("by", "for", "of", "in", "and", "or", "v", "all") for word in words):
            return ""
        if any(is_plural(word) for word in words[:-1]) or words[-1] == "exist":
            return ""
        if words[-1].endswith("ed") and not words[-1].endswith(("eed", "bed")):
            return ""
        if len(words) > 1 and words[0] in _DETERMINING:
            return ""
        if words[-1] in _REAL or any(not re.search("[aeiouy]", word) for word in words):
            return ""
        if words[-1] in _QUALITIES or _QUALITY.search(words[-1]) or (words[0] in _VERBS and not _is_noun(words[0])):
            return ""
        if not all(singular_of(word) in self._words for word in words) or not _is_noun(words[-1]):
            return ""
        return noun if words[-1] in self._heads else ""


def is_speakable(noun: str) -> bool:
    """Return whether people would speak of a thing that is called so: it has a name of its own, and is no detail.

    >>> is_speakable("stock location"), is_speakable("leave request"), is_speakable("request")
    (True, True, False)
    """
    words = noun.lower().split(" ")
    last = words[-1]
    if len(last) < 4 or not re.search("[aeiouy]", last) or not reads_as_noun(words):
        return False
    if last in _DETAILS or last in _QUALITIES or _QUALITY.search(last) or is_selection(noun):
        return False
    if len(words) > 1:
        return words[0] not in _NO_NOUNS and (last in _SPECIFIED or last not in _NO_NOUNS)
    return last not in _NO_NOUNS and (last not in _REAL or last in _LISTED) and _is_noun(last)


def is_nameable(noun: str) -> bool:
    """Return whether people would speak of a thing that is called so, if its description gives it a name of its own.

    >>> is_nameable("credential list"), is_nameable("custom field"), is_nameable("latest request"), is_nameable("data")
    (True, True, False, False)
    """
    words = noun.lower().split(" ")
    last = words[-1]
    if len(last) < 3 or not re.search("[aeiouy]", last) or not reads_as_noun(words):
        return False
    if last in _QUALITIES or (last in _NAMELESS - (_HELD if len(words) > 1 else set())) or _QUALITY.search(last):
        return False
    if _tells_which(words):
        return False
    return (_DETERMINING | _QUALITIES - {"custom", "static", "daily"}).isdisjoint(words[:-1])


def is_selection(noun: str) -> bool:
    """Return whether a noun phrase names some of such things alone: upcoming meetings, new orders, user private tests.

    >>> is_selection("upcoming meeting"), is_selection("user private test"), is_selection("private channel")
    (True, True, False)
    """
    words = noun.lower().split(" ")
    return not (_DETERMINING | _QUALITIES).isdisjoint(words[:-1]) or _tells_which(words)


def _tells_which(words: Sequence[str]) -> bool:
    """Return whether a word between the first and the last says which of several is meant."""
    return any(word in _BESIDE or (word.endswith("ed") and not word.endswith(("eed", "bed"))) for word in words[1:-1])


def _is_noun(word: str) -> bool:
    return word not in _VERBS or word in (
        "order",
        "record",
        "report",
        "review",
        "post",
        "plot",
        "query",
        "test",
        "schedule",
        "request",
        "import",
        "export",
        "transfer",
        "vote",
        "tag",
        "share",
        "play",
        "store",
        "process",
        "draft",
        "build",
        "book",
        "quote",
        "list",
        "view",
        "invite",
        "scan",
        "copy",
        "run",
        "change",
    )


def wish_of(tool: Tool) -> str:
    """Return what a tool does as an imperative clause, in lower case at its start; empty if it is not said plainly.

    >>> from lemnos.steps.tools.task.phrases import clause_of
    >>> clause_of("Translates a text into another language. Needs a key.")
    'translate a text into another language'
    """
    made = clause_of(tool.description)
    return made or _clause_of_name(tool.name)


def clause_of(description: str) -> str:
    """Return the first sentence of a description as an imperative clause; empty if it is none."""
    sentence = re.split(r"[.;:!?\n](?:\s|$)|\s[-–—]\s|,", description.strip(), maxsplit=1)[0].strip(" .")
    words = ["my" if word == "your" else word for word in sentence.split(" ")]
    if not 2 <= len(words) <= 10 or _JARGON.search(sentence) or not sentence.isascii() or "/" in sentence:
        return ""
    if all(word[:1].isupper() for word in words[1:]):
        words = [words[0], *(word.lower() if word[1:].islower() else word for word in words[1:])]
    verb = words[0].lower()
    base = _IRREGULAR.get(verb) or (verb if verb in _VERBS else verb[:-1] if verb.endswith("s") else "")
    if base not in _VERBS or words[0].isupper():
        return ""
    if any(re.search(r"[a-z][A-Z]|\d", word) for word in words):
        return ""
    if base == "return" or words[-1].lower() in _DETERMINERS | {"and", "or"}:
        return ""
    if any(word.isupper() and len(word) > 5 for word in words[1:]):
        return ""
    if words[-1].lower() in _VAGUE or words[1].lower() in _VAGUE:
        return ""
    return " ".join(("look up" if base == "lookup" else base, *_with_article(base, words[1:])))


def wish_lists(wish: str) -> bool:
    """Return whether a wish asks for several things: ``get all invoices``."""
    last = wish_object(wish)
    return wish.partition(" ")[0].lower() in _TELLING and bool(last) and is_plural(last)


def wish_object(wish: str) -> str:
    """Return the noun that a wish is about: ``invoices`` of ``get all invoices of a customer``."""
    words = wish.lower().split(" ")
    if len(words) > 2 and words[1] in ("for", "at", "up", "through"):
        words.pop(1)  # search for airports
    head = next((number for number, word in enumerate(words) if word in _PREPOSITIONS), len(words))
    return words[head - 1] if head > 1 else ""


def wish_verb_reads(wish: str) -> bool:
    """Return whether a wish asks to be told something."""
    return wish.partition(" ")[0] in _TELLING


def wish_reads(wish: str) -> bool:
    """Return whether a wish asks for something that needs nothing more to be said: ``list all exchange rates``."""
    verb, _, rest = wish.partition(" ")
    words = rest.lower().split(" ")
    if verb not in _READING or not rest:
        return False
    if words[0] in ("a", "an"):
        return False
    head = next((number for number, word in enumerate(words) if word in _PREPOSITIONS), len(words))
    last = words[head - 1] if head else ""
    if not last or any(word in _NEEDY for word in words[head:]):
        return False
    return (
        is_plural(last)
        or last in _MASS
        or last
        in (
            "status",
            "version",
            "time",
            "configuration",
            "news",
            "balance",
            "profile",
            "usage",
            "settings",
            "statistics",
        )
    )


def _clause_of_name(name: str) -> str:
    words = words_of(name)
    if not 2 <= len(words) <= 4 or words[0] not in _VERBS or _JARGON.search(" ".join(words)):
        return ""
    if any(not word.isalpha() or len(word) < 2 or word in _NO_NOUNS for word in words[1:]):
        return ""
    if any(word in _VERBS and not _is_noun(word) for word in words[1:]):
        return ""
    if (len(words) == 2 and words[1] in _VAGUE) or words[1] in _PREPOSITIONS:
        return ""
    return " ".join((words[0], *_with_article(words[0], list(words[1:]))))


def _with_article(verb: str, words: list[str]) -> list[str]:
    """Return the words after a verb, with an article where a countable noun in the singular stands without one."""
    first = words[0].lower()
    if first in _DETERMINERS or first in _MASS or words[0][0].isupper():
        return words
    head = next((number for number, word in enumerate(words) if word.lower() in _DETERMINERS), len(words))
    last = words[head - 1].lower() if head else ""
    if head == 0 or head > 3 or is_plural(last) or last in _MASS or last.endswith(("ing", "s", "ly")):
        return words
    if verb in ("create", "send", "add", "generate", "make", "post", "write", "draft", "compose", "schedule", "book"):
        return with_article(" ".join(words)).split(" ")
    return ["the", *words]
