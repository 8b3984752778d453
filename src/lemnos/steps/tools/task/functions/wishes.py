"""Words what a person wants of a function: ``Tool`` -> ``Wish``, an imperative clause with places for its arguments.

The first sentence of the description is taken, or else the name. What only a programmer would say (``this tool``,
``via the API``) is cut off; a phrase that speaks of an argument (``a given symbol``) becomes the place of its value. If
what is left is no plain clause, there is no wish. Limitation: English only.
"""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.awkward import PREPOSITIONS, REQUESTS
from lemnos.steps.tools.task.functions.clauses import rest_of
from lemnos.steps.tools.task.functions.nouns import argument_words, spelled

_READING = frozenset(
    "get list check fetch show view read display retrieve browse search find look lookup compare inspect query locate "
    "discover describe explore scrape crawl download preview analyze analyse track monitor identify detect explain "
    "recommend suggest investigate review scan examine audit research access obtain return report print dump "
    "echo".split()
)
_CHANGING = frozenset(
    "add apply append approve archive assign attach back block book cancel capture change clear click clone close "
    "configure connect copy create deactivate activate delete deploy disable disconnect draft drop duplicate edit "
    "enable execute export fill focus follow format forward grant highlight hide hover import initialize insert "
    "install invite join kill launch like link load lock log make mark merge minimize maximize modify mount move mute "
    "navigate "
    "open order organize pause pin place play post press promote publish push pull record refresh register "
    "reject release reload remove rename reorder reply resize resolve restart restore resume revoke rotate run save "
    "schedule scroll select send set share shut sign skip snooze split start stop store submit subscribe swap switch "
    "sync tag take terminate toggle transfer trigger turn type unblock undo unfollow uninstall unlink unlock unmute "
    "unpin unsubscribe set reset unset fork end ban unban accept decline confirm extend enqueue flush reindex rebuild "
    "retry redeploy scale star unstar bookmark vote reserve refund withdraw claim redeem assign unassign dismiss "
    "acknowledge dispatch detach restrict suspend wake ring "
    "recycle reboot broadcast ingest isolate abort unarchive uncomplete unlike unpublish unmark unshare unsnooze "
    "unmerge resize crop toggle invoke commit expose unfork cleanup unset reschedule reactivate reassign reopen untag "
    "buy sell pay charge build kick rate mint burn stake unstake bridge drag tap type "
    "update upload upvote vote wait write zoom draw plot".split()
)
_WORKED_OUT = frozenset(
    "convert translate calculate compute summarize summarise encode decode encrypt decrypt solve evaluate hash "
    "transcribe parse count validate verify compile minify prettify sort filter sum multiply divide subtract power "
    "factorial modulo round sqrt estimate predict simulate optimize "
    "optimise resolve generate think reason classify transform extract render rewrite test measure diff".split()
)
"""What these return follows from what they are given; what a world makes up for it would be wrong."""
_ARITHMETIC = re.compile(
    r"\b(?:two|three|of|list of) numbers\b|mathematical|arithmetic|\bequation|"
    r"^formats? (?:an? |the |some )?(?:\w+ )?(?:text|string|json|xml|sql|code|dates?|numbers?|content|output|value)\b",
    re.IGNORECASE,
)
_IRREGULAR = {
    "searches": "search", "fetches": "fetch", "applies": "apply", "queries": "query", "modifies": "modify",
    "identifies": "identify", "switches": "switch", "publishes": "publish", "refreshes": "refresh", "copies": "copy",
    "replies": "reply", "launches": "launch", "attaches": "attach", "presses": "press", "pushes": "push",
    "analyzes": "analyze", "accesses": "access", "discovers": "discover", "browses": "browse", "fetching": "fetch",
    "searching": "search", "getting": "get", "retrieving": "retrieve", "creating": "create", "updating": "update",
    "deleting": "delete", "listing": "list", "retrieval": "", "crosses": "",
}  # fmt: skip
_END = re.compile(
    r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)(?<!\bU\.S)[.;:!?](?=\s|$)|\n|\s[-–—]+\s|,\s(?!\w+ (?:and|or) )|"
    r"\s(?:Args|Parameters|Params|Returns|Input|Output|INPUT|Usage|Example|Examples|Required|Requires|Note|NOTE)\b|"
    r"[\u2190-\u2bff\U0001f000-\U0001faff]"
)
_ARGUMENT = re.compile(r"(?<!the )(?<!a )`[a-z]+(?:_[a-z]+)*` (?!tool|command)[A-Za-z-]+ \w+|matching the `\w+`")
"""The name of a parameter, in the middle of a sentence."""
_SIGNS = re.compile(r"^[^A-Za-z\[(]+(?=[A-Z])")
_OPENINGS = re.compile(
    r"^(?:(?:Quickly|Easily|Efficiently|Securely|Permanently|Programmatically|Instantly|Automatically) (?=[a-z]+ )|"
    r"This (?:tool|function|endpoint|method|action|command|operation) (?:is used to |allows you to |will |"
    r"can |lets "
    r"you )?|(?:A |The )?[Tt]ool (?:to|for|that) |Use (?:this|it)(?: tool| function)? (?:to|for|when you need to) |"
    r"Use to |(?:Allows|Lets|Enables|Helps) (?:you|users|the user|agents)(?: to)? |(?:Is )?[Uu]sed (?:to|for) |"
    r"(?:Utility|Tool|Helper|Action|Purpose|Description|Summary): |STEP \d+: |You can |[A-Z ]{3,20}: )+"
)
_POSTED = frozenset(
    "message tweet comment update photo image picture post reply story job note thread article announcement review "
    "video status question answer".split()
)
"""What people post."""
_LEADING = frozenset(
    "get list check fetch show view read search find look lookup query retrieve create add update edit delete remove "
    "send archive cancel set clear close open start stop pause resume enable disable move rename copy clone duplicate "
    "upload download post reply like unlike follow unfollow restart reboot approve reject publish unpublish submit "
    "star unstar lock unlock pin unpin mute unmute import export assign invite join restore deploy install "
    "uninstall subscribe unsubscribe attach detach book schedule reserve merge fork share track monitor play skip "
    "browse describe recommend suggest analyze write insert modify rebuild retry revoke block unblock ban unban "
    "confirm abort unarchive uncomplete unpublish reschedule reopen resize toggle reactivate reassign untag "
    "complete apply activate deactivate record log draft vote upvote bookmark".split()
)
"""Verbs in the names of tools that say what is done, with no more than a thing behind them."""
_THINGS = frozenset("order post record book store log tag share report review draft schedule play plot".split())
"""Verbs that are nouns before another: ``order book``."""
_NOUNS = _THINGS | frozenset(
    "change comment update link like view request vote mention purchase transfer payment access search sign copy lock "
    "return release scan test forecast estimate research filter display place end set host print sort"
    " measure load form cost text".split()
)
"""Verbs that are nouns behind another."""
_MAKING = frozenset("create add make build initialize start set".split())
_PLAIN = frozenset(
    "get list create add update edit delete remove search find send show view read open close start stop rename "
    "move copy "
    "upload download fetch query describe cancel post".split()
)
"""Verbs that are no nouns."""
_LAST = frozenset("get list create add update edit delete remove search find fetch read archive cancel send".split())
"""Those that names put last: ``orders_list``."""
_CAPITALS = re.compile(r"\b[A-Za-z]*[A-Z][a-z]*[A-Z][A-Za-z]*")
_COMMON = frozenset(
    "financial server manager integration search data web image text code browser weather news market "
    "management task memory "
    "analytics finance api design docs mail calendar maps map music trading generator date time prompt job feed "
    "flight car hotel book food movie video audio "
    "file folder spreadsheet price coin wallet lead forecast travel health fitness learning language knowledge "
    "graph database "
    "content research academic paper thread word excel chat email message".split()
)
"""Words in the names of servers that are no names."""
_BEFORE_NOUNS = frozenset("hourly daily weekly monthly yearly current live latest recent historical upcoming".split())
"""Adjectives that names put last."""
_OF_ONE = frozenset("by from for of".split())
"""Words of names before what tells which things are meant."""
_HOLDING = frozenset("list details detail info information data".split())
"""Last words of names after what they hold: ``tasks list``."""


class Wish(NamedTuple):
    """What a person wants of a function."""

    verb: str
    """The first word, in its base form."""
    clause: str
    """An imperative clause; ``{name}`` stands where the value of an argument does."""
    reads: bool
    """Whether the person wants to be told something."""
    is_all: bool = True
    """Whether the tool says no more of which things it is about."""
    from_zero: bool = False
    """Whether the tool counts places in a row from zero."""


_FROM_ZERO = re.compile(r"\b(?:0|zero)[- ](?:based|indexed)\b|\bstart(?:s|ing)? (?:at|from) 0\b", re.IGNORECASE)
_SHARED_HEAD = re.compile(
    r"\b([A-Za-z]+)(?:, [\w-]+)+,? (?:or|and) (?!all\b|the\b|an?\b|other\b|more\b|any\b|its\b|their\b)[\w-]+ "
    r"([a-z]+s)(?=$|[ .])"
)
"""Things of which the last word alone says what all of them are: ``current, voltage and power readings``."""
_EITHER = re.compile(
    r"^(\w+ (?:(?:an?|the|my) )?(?:[\w-]+ )?[\w-]+) or (?:(?:an?|the|my) )?[\w-]+(?: [\w-]+)?"
    r"(?=$| (?:with|for|in|from|to|of|on|by|at|as|about|called|matching)\b)"
)
"""One of two things, of which a person says one: ``a file or folder``."""


def wish_of(tool: Tool, arguments: Collection[str]) -> Wish | None:
    """Return the wish for a function; None if it is not said plainly.

    Args:
        tool: The function.
        arguments: Names of the arguments that the call will have.
    """
    spoken = {name: argument_words(name).lower() for name in arguments}
    if re.match(r"\w+ (?:if|whether|which|how|what|that|when|who)\b", sentence_of(tool.description)):
        return None
    others = any("user" in said or "account" in said or _is_of_user(name, tool) for name, said in spoken.items())
    found = _of_description(tool.description, spoken, mine=not others)
    if found is not None and re.search(r" or ", found.clause):
        clause = _EITHER.sub(r"\1", found.clause)
        stops = clause.rpartition(" ")[2] in PREPOSITIONS
        found = None if " or " in clause or stops else found._replace(clause=clause)
    found = found or _of_name(tool, spoken)
    if found is None or not any(said.endswith(("index", "number")) for said in spoken.values()):
        return found
    return found._replace(from_zero=bool(_FROM_ZERO.search(f"{tool.description} {tool.parameters}")))


def is_worked_out(tool: Tool) -> bool:
    """Return whether what a function returns follows from what it is given, so that it cannot be made up."""
    first = verb_in(tool.description.strip().split(" ")[0].lower())
    words = words_of(tool.name)
    if _ARITHMETIC.search(tool.description[:200]):
        return True
    return first in _WORKED_OUT or not _WORKED_OUT.isdisjoint(words[:2])


def verb_in(word: str) -> str:
    """Return the verb of a wish in its base form; empty if a word in lower case is none.

    >>> verb_in("fetches"), verb_in("listing"), verb_in("creating"), verb_in("order"), verb_in("harbour")
    ('fetch', 'list', 'create', 'order', '')
    """
    known = _READING | _CHANGING | _WORKED_OUT
    if word in known:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ing"):
        stem = word[:-3]
        return next((each for each in (stem, f"{stem}e", stem[:-1]) if each in known), "")
    if word.endswith("es") and word[:-2] in known:
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[:-1] in known else ""


def sentence_of(description: str) -> str:
    """Return the first sentence of a description, without what opens it and what stands in brackets."""
    text = re.sub(r"(?<=\w)’(?=s?\b)", "'", description.strip()[:600])
    text = re.sub(r"\([^()]*\)|[`\"“”‘’*]", "", text)
    text = _SIGNS.sub("", re.sub(r"^(?:\[[^\[\]]*\]\s*)+", "", text))
    text = _OPENINGS.sub("", text)
    text = f"{text[:1].upper()}{text[1:]}"
    return " ".join((_END.split(text, maxsplit=1)[0] or "").split())


def _is_of_user(name: str, tool: Tool) -> bool:
    """Return whether the description of an argument tells that it says whose things are meant."""
    told = rf'"{re.escape(name)}":\{{[^{{}}]*?"description":"[^"]{{0,40}}\b(?:user|account|member|person)\b'
    return re.search(told, tool.parameters, re.IGNORECASE) is not None


def _of_description(description: str, spoken: Mapping[str, str], *, mine: bool) -> Wish | None:
    sentence = sentence_of(description)
    words = sentence.split(" ")
    if re.search(r"\b(?:[Tt]op )?[NKX]\b(?! \()", sentence) or _ARGUMENT.search(description[:200]):
        return None  # a number that nothing tells, or the name of a parameter
    if not sentence.isascii() or len(words) < 2 or (words[0].isupper() and len(words[0]) > 1):
        return None
    verb = verb_in(words[0].lower())
    if not verb or verb in _WORKED_OUT:
        return None
    if verb in _CHANGING and words[1] == "and" and verb_in(words[2].lower() if words[2:] else "") in _CHANGING:
        return None  # restart and run: neither alone
    shared = _SHARED_HEAD.search(description[:200])
    if shared is not None and not is_plural(shared[1].lower()) and sentence.endswith(shared[1]):
        return None  # what the last word of the list would say is cut off
    text = " ".join(_first_of(words[1:], words[0].lower()))
    if mine:
        text = re.sub(
            r"\b(?:the|a|an) (?:(?:current(?:ly)?|authenticated|authori[sz]ed|signed[- ]in|logged[- ]in) )*users?'s?\b",
            "my",
            text,
        )
        text = re.sub(r"^(?:user's|users')(?= [a-z])", "my", text)
        text = re.sub(
            r"\b(?:the )?(?:currently )?(?:authenticated|logged[- ]in|current) ([A-Z]\w+) user\b(?!')",
            r"my \1 account",
            text,
        )
    rest = rest_of(text, verb, spoken)
    if not rest.text:
        return None
    looked = verb == "monitor" or (verb == "track" and rest.text.startswith(("my ", "the ")))
    said = "get" if verb in ("return", "obtain", "retrieve", "access") or looked else verb
    return Wish(said, f"{said} {rest.text}", verb in _READING, rest.is_all)


def _first_of(words: list[str], verb: str) -> list[str]:
    """Return the words behind a verb up to a second one of the same form: ``search for places and convert them``."""
    base = verb_in(verb) == verb
    for at, word in enumerate(words[:-1]):
        other = words[at + 1].lower()
        if at and word in ("and", "or", "then", "&") and other not in _NOUNS and (found := verb_in(other)):
            behind = words[at + 2 : at + 3]
            if (found == other) == base and behind and behind[0].lower() not in PREPOSITIONS:
                return words[:at]
        makes = at > 1 and word == "and" and base and verb_in(other) == other and verb in _MAKING
        if makes and other not in _THINGS and is_plural(words[-1].lower()) and at + 2 < len(words):
            return words[:at]  # create a folder and copy files
    return words


def _of_name(tool: Tool, spoken: Mapping[str, str]) -> Wish | None:
    words = list(words_of(tool.name))
    known = {*words_of(tool.api), *words_of(tool.provider)}

    def is_product(word: str) -> bool:
        return word in known and not is_plural(word) and not kind_of(word)

    at = next((index for index, word in enumerate(words) if verb_in(word)), -1)
    if at < 0 or len(words) < 2:
        return None
    verb, front = verb_in(words[at]), words[:at]
    given = {tuple(words_of(name)) for name in spoken if name in ("url", "query", "id", "keyword", "name")}
    if is_plural(words[-2]) and any(words_of(name) == (words[-1],) for name in spoken):
        given.add((words[-1],))  # balances address: those of the address
    last = at == len(words) - 1
    if not tool.description.isascii() and verb not in _PLAIN:
        return None  # it may be a noun: block trade
    if verb in _WORKED_OUT or verb not in (_LAST if last else _LEADING) or at > 2:
        return None
    if last:
        rest = front
    else:
        rest = [word for word in words[at + 1 :] if word not in ("a", "an", "the")]
        if any(word not in known and kind_of(singular(word)) for word in front):
            return None  # what stands before the verb may be what it is done to
    rest = [
        word
        for word in _without_keys(rest)
        if word not in ("url", "multi", "all", "bulk", "batch") and (word,) not in given
    ]
    if rest and any(list(words_of(name)) == [*_one(rest), "id"] for name in spoken):
        rest = _one(rest)  # archive products: the one with the ID
    if len(rest) > 1 and rest[-1] in _BEFORE_NOUNS:
        rest = [rest[-1], *rest[:-1]]  # air quality hourly
    sought = next(
        (words for words in map(list, map(words_of, spoken)) if words[1:] and words == rest[-len(words) :]), []
    )
    if sought and verb in ("search", "query") and len(sought) < len(rest):
        rest = rest[: -len(sought)]  # search biorxiv key words
    if len(rest) > 1 and rest[-1] in _HOLDING:
        rest = rest[:-1] if is_plural(rest[-2]) else rest
    bare = REQUESTS.sub("", " ".join(rest)).split(" ")
    if verb == "post" and not _POSTED.intersection(map(singular, rest)):
        return None  # the method of a request, rather than what is done
    if not 1 <= len(rest) <= 4 or any(verb_in(word) in _CHANGING - _THINGS for word in bare[:-1]):
        return None
    if any(not word.isalpha() or len(word) < 2 for word in rest) or all(map(is_product, rest)):
        return None
    if verb in ("list", "search", "find") and not is_plural(rest[-1]) and (last or len(rest) == 1):
        return None
    if any(verb_in(word) in _WORKED_OUT for word in rest) or rest[-1] in _PLAIN - _THINGS:
        return None
    text = " ".join(_with_articles([spelled(word) for word in rest], tool))
    if verb not in ("open", "start", "search", "restart", "stop", "close") and re.search(
        r"(?:^| )[A-Z][a-z]\w*$", text
    ):
        return None  # the name of a product, and nothing of what in it
    made = rest_of(text, verb, spoken, from_name=True)
    if not made.text:
        return None
    said = "get" if verb in ("retrieve", "fetch") else verb
    whole = is_plural(rest[-1]) and not _OF_ONE.intersection(words)
    return Wish(said, f"{said} {made.text}", verb in _READING, is_all=whole)


def _one(words: list[str]) -> list[str]:
    """Return a noun phrase with its last word in the singular."""
    return [*words[:-1], singular(words[-1])]


def _without_keys(rest: list[str]) -> list[str]:
    """Return the words of a name without those that say by what a thing is known, or from where."""
    ends = (rest.index(joint, 1) for joint in ("by", "with", "using", "via", "from", "as") if joint in rest[1:])
    return rest[: min(ends, default=len(rest))]


def _with_articles(words: list[str], tool: Tool) -> list[str]:
    """Return words with an article behind a preposition, and with the capitals of the tool's own texts."""
    written = {each.lower(): each for each in (*re.findall(r"\b[A-Z]\w+", tool.api)[:2], *_CAPITALS.findall(
        tool.description[:300]))}  # fmt: skip
    written = {word: each for word, each in written.items() if not kind_of(singular(word)) and word not in _COMMON}
    made: list[str] = []
    for word in words:
        if made and made[-1] in PREPOSITIONS and not is_plural(word):
            made.append("a")
        elif not made and word in PREPOSITIONS:
            made += [word, "the"]
            continue
        capital = written.get(word, word)
        made.append(word if is_plural(word) and capital.istitle() else capital)
    return made
