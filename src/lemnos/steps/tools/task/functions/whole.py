"""Tells whether a wish says enough: ``Wish``, arguments -> whether a person would leave it at that.

*Update a task* does not, without which and with what; *list the tags* does; *list the rules of a project* does if an
argument says of which.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural, phrase_of, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.nouns import KEY_WORDS
from lemnos.steps.tools.task.functions.wishes import Wish, wish_of
from lemnos.steps.tools.task.operation import ApiOperation
from lemnos.steps.tools.world.results.sought import SOUGHT

_NEEDY = frozenset(
    "create add update edit modify change set delete remove send write move rename search find look query execute run "
    "post reply order buy sell pay fill type insert append copy clone attach assign invite record log save "
    "discover scrape crawl download analyze analyse explain detect identify monitor track examine inspect audit "
    "scan preview "
    "investigate visit recommend suggest book schedule draft lookup compare describe locate select register "
    "submit upload".split()
)
"""Verbs of wishes that say on what, or with what."""
TWICE = frozenset("update edit modify change set rename move append copy attach assign reply fill insert".split())
"""Verbs of wishes that say on what and with what."""
SCOPE = re.compile(
    r" (?:of|for|from|in|on|with|within|across|about|to|into|against|by|at|between) (?:an?|any|one|another) "
    r"((?:(?!(?:of|for|from|in|on|with|by|to|at|and|or)\b)[\w-]+ ?){1,4})"
)
"""What a wish is about and leaves open: ``from a project``."""
_ONE = re.compile(
    r"\b(?:specific|specified|given|provided|particular|single|selected|certain)\b|\bby (?:an? |its |their )?\w*"
    r"(?:id|ids|name|key|number|path|url|uuid|symbol|code|address|keyword|query)\b",
    re.IGNORECASE,
)
"""What a list is of, or which thing is read."""
_ANY = re.compile(rf"{_ONE.pattern}|\b(?:an?|one or more|multiple)\b", re.IGNORECASE)
_ARGUED = re.compile(
    r"\b(?:Args|Arguments|Parameters|Params|Inputs?)\s*:\s*(?!none|no )\S|\b[a-z]+(?:Id|Name|Key|Url|Type|Path)s?\b|"
    r"\b[a-z]+_(?:id|name|key|url|type|path)s?\b|\b[Rr]equires? (?:an?|the|either|at least|both)\b|"
    r"\b(?:must|MUST) (?:provide|specify)|\b(?:the|an?) (?:provided|specified|given)\b"
)
"""Arguments that a description tells where the schema has none."""
_REQUIRING = re.compile(r"\b[Rr]equires? (?:an?|the|either|at least|both)\b|\b(?:must|MUST) (?:provide|specify)")
_OF_ALL = re.compile(r"(?:list|get|show|view) (?:all|the|my) (?:[A-Za-z-]+ ){0,2}[a-z]+s")
"""Wishes for all things of a kind, which arguments can but narrow."""
_NEEDED = re.compile(r"[Rr]equired|\bmust\b|\b\w+(?:_(?:id|key|name|slug|url)|Id|Key|Name|Slug|Url)s?\b|\bID\b")
"""What a description says of arguments without which nothing is listed."""
_OF_ONE = frozenset(
    "details detail information info metadata statistics stats content contents summary history results result status "
    "properties attributes settings members children replies comments versions holdings reviews ratings permissions "
    "events performance transactions dependencies analytics metrics links fields balances".split()
)
"""Nouns of what something else has, which the word before them names."""
WRITTEN = frozenset(
    "file document page website webpage image folder directory workbook spreadsheet presentation pdf notebook "
    "site link "
    "video worksheet".split()
)
STANDING = frozenset("path url file filename filepath uri link directory folder".split())
"""Last words of arguments that say where something stands."""
_SAYING = frozenset("ticker coin username email domain country city location owner language currency user".split())
"""Last words of other arguments that say of what a wish speaks."""
_JOINTS = frozenset("of for from in on about by at to with across".split())
_MASS = frozenset(
    "information statistics data usage weather status history quota version configuration metrics".split()
)
_GUESSED = frozenset("candidates suggestions recommendations completions predictions matches hints estimates".split())
"""What is told of something that was given."""
_KINDS_OF = frozenset("recent upcoming active new top popular hot open public past".split())
_SOLE = frozenset(
    "current latest random daily weekly monthly next last today newest system server local global default news "
    "calendar leaderboard schedule".split()
)
"""Words of things of which there is one at a time."""


_THE = re.compile(r" (?:to|from|of|in|on|for) the (?:[\w-]+ )?([\w-]+)$")
_DONE_TO = frozenset(
    "delete remove duplicate copy clone archive complete close reopen update edit rename move cancel approve reject "
    "assign pause resume restore mark pin unpin".split()
)
"""Verbs of what is done to one thing that is there."""
_MANY_KINDS = frozenset("task issue event document message product deal person project campaign".split())
"""Kinds of things of which there are many."""
_NAMED_KINDS = frozenset("tag category project collection channel team campaign role task goal".split())
"""Kinds of things that are made with a name."""
_TOLD_KINDS = frozenset("issue event document message".split())
"""Kinds of things of which something is said when they are made."""
_CALLING = frozenset("name title label slug content text summary subject names titles task tag query".split())
_TELLING = frozenset("description body message comment details date start time url file path prompt markdown".split())
_APPLIED = re.compile(r"apply (?:an?|the) (?:[\w-]+ ){0,3}?([a-z]+) (?:to|on) ")
_TIMED = frozenset(("event", "meeting", "appointment"))
"""What is made for some time."""
_WRITTEN_ON = frozenset(("comment", "reply", "review"))
"""What is written on something."""
_SEEKING = frozenset("search find look query".split())
_SELF_STANDING = re.compile(
    r"(?:take|capture) an? (?:[\w-]+ )?(?:screenshot|snapshot)(?: of the (?:\w+ ){0,2}(?:page|tab|screen|window|"
    r"viewport|desktop|browser|scene|view|document|app))?|"
    r"(?:open|create) a new (?:[\w-]+ )?(?:tab|window|page)|"
    r"start a new (?:[\w-]+ )?(?:game|session|chat|conversation)|"
    r"create a new (?:[\w.-]+ )?(?:wallet|keypair|key pair)|"
    r"\w+ (?:(?!(?:a|an|to) )[\w-]+ ){0,4}(?:of |on |in |from )?the (?:current|active|currently active|currently open) "
    r"(?:[\w-]+ )?(?:page|tab|file|document|session|window|directory|folder|game|timer|track|song|playback|selection|"
    r"notebook|branch|workspace|view|scene|date|time)|"
    r"(?:delete|clear|cancel|close|empty|stop|pause|mark) all (?:my |open |pending |trashed |active )?[a-z]+s|"
    r"(?:get|list|view|analyze|monitor|track) my (?:[\w-]+ ){0,2}[a-z]+|"
    r"(?:run|perform) an? (?:[\w-]+ ){0,3}(?:audit|test|check|scan)s? on the (?:current|active) page|"
    r"get an? (?:[\w-]+ )?random (?:[\w-]+ )?(?:fact|joke|quote|emoji|image|number|word|advice|recipe|poem|cat|dog)|"
    r"get (?:the )?(?:system|server|account|version|environment|device) (?:information|info|status|time|details)|"
    r"get (?:the )?(?:latest|current|top) (?:[a-z]+ )?(?:news|articles|headlines|feed|time|date|version)"
)
"""Wishes that need nothing more to be said: they are about what is open, or mine, or make what needs no name."""
_IDS = frozenset("id ids uid uids uuid gid".split())
_BY_WHICH = re.compile(r"_by_(id|name|key|slug|code|symbol|email|url|path)s?$")
"""The end of the name of a tool that says by what its thing is known."""
_UPDATING = frozenset("update edit modify change".split())
_DAYS = frozenset("date day from since until start end before after year month".split())


def is_whole(wish: Wish, arguments: Mapping[str, Any], tool: Tool) -> bool:
    """Return whether a wish says on what it is, and with what."""
    count = len(arguments)
    if not count and _SELF_STANDING.fullmatch(wish.clause):
        return not _REQUIRING.search(tool.description[:400])
    if not count and not tool.description.isascii() and any(map(kind_of, wish.clause.split(" ")[1:-1])):
        return False  # company indicators: the name alone does not say of which
    if not count and (not wish.is_all or _leaves_open(wish, tool)):
        return False
    if not count and "by" in words_of(tool.name)[1:]:
        return False
    if not _is_placed(wish.clause, arguments):
        return False
    lone = None if wish.reads else _THE.search(wish.clause)
    many = lone is not None and (kind_of(lone[1]) in _MANY_KINDS or lone[1] in ("directory", "folder", "file"))
    if lone is not None and many and not _is_said_by(lone[1], arguments):
        return False  # add a note to the task: to which?
    if wish.verb in _SEEKING and count and all(words_of(name)[-1] in _DAYS for name in arguments):
        return False  # when, and not what
    if wish.verb in ("search", "query") and count and all(words_of(name)[-1] in _IDS for name in arguments):
        return False  # where, and not what
    if (meant := _BY_WHICH.search("_".join(words_of(tool.name)))) is not None and count:
        by = meant[1].removesuffix("s")
        if f'"{by}' in tool.parameters and not any(words_of(name)[-1].startswith(by) for name in arguments):
            return False  # a secret by its ID, which is not said
    if wish.verb in _UPDATING and count and all(words_of(name)[-1] in _IDS for name in arguments):
        return False  # of what, and nothing that is new
    if wish.verb == "compare" and not any(isinstance(value, list) or "," in str(value) for value in arguments.values()):
        return count > 1
    if not wish.reads and count and not _says_which(wish, arguments):
        return False
    if wish.verb in ("send", "forward") and _SENT.match(wish.clause) and not any(map(_says_whom, arguments)):
        return False  # to whom
    if wish.verb == "apply" and (found := _APPLIED.match(wish.clause)) is not None and not is_said(found[1], arguments):
        return False  # which effect
    if wish.verb in ("create", "add") and _is_nameless(wish.clause, arguments):
        return False
    if wish.verb in TWICE:
        says_one = re.search(r" (?:to|into|as|from) (?:the|my) ", wish.clause)  # move a note to the trash
        return count >= (1 if says_one else 2)
    if wish.verb in _NEEDY or re.match(r"\w+ (?:an?|some|any) ", wish.clause):
        return count > 0
    if wish.reads and not count:
        return _reads_alone(wish.clause)
    return count > 0 or wish.clause.split(" ")[1] in ("the", "all", "my")


_SENT = re.compile(r"\w+ (?:an? |the )?(?:new |[A-Z]\w+ )?(?:email|mail|SMS|invitation)\b")
_RECEIVING = frozenset("to recipient recipients email emails user username phone channel chat".split())
_WHOM = (KEY_WORDS | STANDING | _RECEIVING) - {"title", "name"}


def _says_whom(name: str) -> bool:
    """Return whether an argument tells to whom something is sent."""
    words = words_of(name)
    return words[-1] in _WHOM or not _RECEIVING.isdisjoint((words[0], *words))


def _says_which(wish: Wish, arguments: Mapping[str, Any]) -> bool:
    """Return whether one thing is known that is changed: a task of which only the list is said is not."""
    found = re.match(
        r"(\w+) (?:an?|the) (?:(?!new )[\w.-]+ ){0,3}?([a-z]+)(?=$| (?:in|to|from|with|for|on)\b)", wish.clause
    )
    if found is None or found[1] not in _DONE_TO or kind_of(found[2]) not in _MANY_KINDS:
        return True
    keys = KEY_WORDS | STANDING | {"index", "email", "username", "handle"}
    for name in arguments:
        words = words_of(name)
        other = len(words) > 1 and (words[-1] in ("name", "title", "slug") or kind_of(singular(words[-2])))
        if words[-1] in keys and not other:
            return True
    return any(is_said(found[2], {name: ""}) for name in arguments)


def _is_nameless(clause: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether something is to be made that has a name, of which nothing is said."""
    found = re.match(
        r"\w+ (?:an?|the) (?:[\w.-]+ ){0,3}?([a-z]+)(?=$| (?:in|for|on|with|to|from|of|under|within)\b)", clause
    )
    if found is None:
        return False
    lasts = {words_of(name)[-1] for name in arguments}
    if found[1] in _WRITTEN_ON and not lasts & (_IDS | STANDING | {"number", "key"}):
        return True  # a comment on nothing
    if found[1] in _TIMED and lasts.isdisjoint(_DAYS | {"time", "at", "datetime"}):
        return True  # a meeting, and not when
    if kind_of(found[1]) in _NAMED_KINDS:
        return lasts.isdisjoint(_CALLING)
    return kind_of(found[1]) in _TOLD_KINDS and lasts.isdisjoint(_CALLING | _TELLING)


def scopes_of(operation: ApiOperation, given: Mapping[str, Any]) -> list[str]:
    """Return arguments that may be left out, and say of what the wish speaks: ``(rules of) a harbour``."""
    wish = wish_of(operation.tool, given)
    nouns = [each[1] for each in SCOPE.finditer(wish.clause)] if wish is not None else []
    unsaid = [noun for noun in nouns if not is_said(noun, given)]
    unsaid = unsaid[sum(normalised(name) in KEY_WORDS for name in given) :]  # a key alone is that of one of them
    bare = [name for name in operation.properties if normalised(name) in KEY_WORDS and name not in given]
    saying = (
        next((name for name in (*operation.properties, *bare) if is_said(noun, {name: ""}) or name in bare), "")
        for noun in unsaid
    )
    return list(dict.fromkeys(name for name in saying if name))


def _leaves_open(wish: Wish, tool: Tool) -> bool:
    """Return whether a description speaks of one of several things, of which a call without arguments says nothing."""
    first = re.split(r"\.\s|\n", tool.description.strip(), maxsplit=1)[0]
    one = _ONE if wish.reads else _ANY
    if one.search(first) or SCOPE.search(f" {first} "):
        return True
    if '"properties":{"' in tool.parameters or not _ARGUED.search(tool.description[:400]):
        return False
    return not _OF_ALL.fullmatch(wish.clause) or _NEEDED.search(tool.description[:800]) is not None


def _is_placed(clause: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether arguments say of what a wish speaks: each by its name, or as one more key of something."""
    left = list(arguments)
    unsaid = 0
    for scope in SCOPE.finditer(clause):
        name = next((name for name in left if is_said(scope[1], {name: ""})), "")
        if not name and scope[0].strip().partition(" ")[0] in ("for", "about", "to"):
            name = next((name for name in left if normalised(name) in SOUGHT), "")  # for a term
        unsaid += not name
        left = [each for each in left if each != name]
    return unsaid <= len([name for name in left if words_of(name)[-1] in KEY_WORDS | STANDING | _SAYING])


def is_said(noun: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether an argument says which thing is meant by a noun phrase: ``(from) a project``."""
    words = frozenset(word for name in arguments for word in (*words_of(name), *phrase_of(name)))
    last = noun.strip().split(" ")[-1].lower()
    if last in WRITTEN and not words.isdisjoint(STANDING):
        return True
    if last in ("location", "point", "place", "area", "position") and not words.isdisjoint(("latitude", "lat")):
        return True
    return not words.isdisjoint({last, singular(last), *phrase_of(last)})


def _is_said_by(noun: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether an argument says which thing is meant, rather than where another one is."""
    if noun not in ("directory", "folder"):
        return is_said(noun, arguments)
    return any(
        {"directory", "dir", "folder", "parent", "to", "target", "destination", "dest"} & {*words_of(name)}
        or (words_of(name)[-1] in STANDING and not re.search(r"\.\w{2,4}$", str(value)))
        for name, value in arguments.items()
    )


def _reads_alone(clause: str) -> bool:
    """Return whether a wish to be told something needs nothing more to be said: several things, or one of its kind."""
    if re.search(r" (?:an?|any|one) |(?<!today)(?<!system)'s ", clause.partition(" ")[2]):
        return False
    if re.search(r" (?:contents?|details) of (?!all |my |the )[a-z]+s\b", clause):
        return False  # of which
    words = clause.split(" ")
    head = next((number for number, word in enumerate(words) if number > 1 and word in _JOINTS), len(words))
    last = words[head - 1].lower()
    if last in _OF_ONE and head > 1 and words[head - 2].isalpha() and _may_be_several(words[1:head]):
        return last in _MASS and head == len(words) and not kind_of(singular(words[head - 2].lower()))
    if (
        last in _GUESSED
        or words[head - 2 : head] == ["search", "results"]
        or (last == "data" and head > 2 and _is_of_one(words[head - 2].lower()))
    ):
        return False
    if last in ("information", "data") and head == 3 and words[1] not in ("the", "all", "my", "system", "account"):
        return False
    if words[1] == "the" or (last in _MASS and head == len(words)):
        return True  # the description says which, or it is one thing: storage usage
    return is_plural(last) or words[1] in ("my", "all") or not _SOLE.isdisjoint(words[1:head])


def _is_of_one(noun: str) -> bool:
    """Return whether there are many of what has data of its own: the data of a profile, of a product."""
    return bool(kind_of(singular(noun))) or singular(noun) in ("profile", "reel", "listing", "account", "property")


def _may_be_several(words: list[str]) -> bool:
    """Return whether a noun phrase ends with what one of several things has: ``(the) token details``."""
    before = words[-2].lower() if len(words) > 1 else ""
    if re.search(r"(?:ing|ed|al|ive|ble|ic|ful|ous|est)$", before) or before in _KINDS_OF:
        return False
    return before not in ("", "the", "all", "my") and not is_plural(before) and _SOLE.isdisjoint(words)
