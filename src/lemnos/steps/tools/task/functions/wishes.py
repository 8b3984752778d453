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
from lemnos.steps.tools.naming.noun_phrases import with_article
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.task.functions.nouns import argument_words

_READING = frozenset(
    "get list check fetch show view read display retrieve browse search find look lookup compare inspect query locate "
    "discover describe explore scrape crawl download preview analyze analyse track monitor identify detect explain "
    "recommend suggest investigate review scan examine audit research access obtain return report".split()
)
_CHANGING = frozenset(
    "add apply append approve archive assign attach back block book cancel capture change clear click clone close "
    "configure connect copy create deactivate activate delete deploy disable disconnect draft drop duplicate edit "
    "enable execute export fill focus follow format forward grant highlight hide hover import initialize insert "
    "install invite join kill launch like link load lock log make mark merge minimize maximize modify mount move mute "
    "navigate "
    "open order organize pause pin place play post press print promote publish push pull record refresh register "
    "reject release reload remove rename reorder reply resize resolve restart restore resume revoke rotate run save "
    "schedule scroll select send set share shut sign skip snooze split start stop store submit subscribe swap switch "
    "sync tag take terminate toggle transfer trigger turn type unblock undo unfollow uninstall unlink unlock unmute "
    "unpin unsubscribe set reset unset fork end ban unban accept decline confirm extend enqueue flush reindex rebuild "
    "retry redeploy scale star unstar bookmark vote reserve refund withdraw claim redeem assign unassign dismiss "
    "acknowledge dispatch detach restrict suspend wake ring "
    "recycle reboot broadcast ingest isolate "
    "update upload upvote vote wait write zoom draw plot".split()
)
_WORKED_OUT = frozenset(
    "convert translate calculate compute summarize summarise encode decode encrypt decrypt solve evaluate hash "
    "transcribe parse count validate verify compile minify prettify sort filter sum multiply divide subtract power "
    "factorial modulo round sqrt estimate predict simulate optimize "
    "optimise resolve generate think reason classify transform extract render rewrite test measure diff".split()
)
"""What these return follows from what they are given; what a world makes up for it would be wrong."""
_ARITHMETIC = re.compile(r"\b(?:two|three|of|list of) numbers\b|mathematical|arithmetic|\bequation", re.IGNORECASE)
_IRREGULAR = {
    "searches": "search", "fetches": "fetch", "applies": "apply", "queries": "query", "modifies": "modify",
    "identifies": "identify", "switches": "switch", "publishes": "publish", "refreshes": "refresh", "copies": "copy",
    "replies": "reply", "launches": "launch", "attaches": "attach", "presses": "press", "pushes": "push",
    "analyzes": "analyze", "accesses": "access", "discovers": "discover", "browses": "browse", "fetching": "fetch",
    "searching": "search", "getting": "get", "retrieving": "retrieve", "creating": "create", "updating": "update",
    "deleting": "delete", "listing": "list", "retrieval": "", "crosses": "",
}  # fmt: skip
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bvs)[.;:!?](?=\s|$)|\n|\s[-–—]+\s|,\s|\s(?:Args|Parameters|Returns)\b")
_CUT = re.compile(
    r"\s+(?:via|using|through|by|so|when|where|which|that|if|based|including|such|like|as|without|otherwise|before|"
    r"after|because|since|unless|while|whether|ordered|sorted|grouped|filtered|given|provided|specified|supporting|"
    r"optionally|containing|matching|whose|who|along|together|plus|returning|allowing|making|instead|rather|"
    r"available|even|and returns?|with (?:an optional|optional|pagination|filters?|filtering|sorting|support))\b.*$",
    re.IGNORECASE,
)
"""From here on a sentence says how, when, or what else."""
_LAST_CUT = re.compile(
    r"\s+(?:with|and|or|to|for|in|on|from|of|at|into|by|about|per|the|a|an|is|are|within|against)$", re.I
)
_AWKWARD = re.compile(
    r"[{}<>_\\\[\]*#|=@$%^~/]|\b(tool|tools|mcp|endpoint|endpoints|agent|agents|llm|model|step|caller|you|your|assistant|"
    r"function|method|api|apis|sdk|cli|parameter|parameters|argument|arguments|input|output|response|request|json|"
    r"plugin|wrapper|schema|metadata|boolean|string|object|objects|array|null|true|false|deprecated|internal|"
    r"raw|etc|various|certain|support|supports|server|payload|callback|ai|instance|instances|returned|resource|"
    r"resources|kwargs|todo|operation|operations|command|current user|their|its|it|this|these|those|they|them|being|"
    r"must|should|can|will|may|not|only|and/or|either|both|each|per|respectively|below|above|following)\b",
    re.IGNORECASE,
)
_REQUESTS = re.compile(
    r"\b(?:pull|merge|feature|change|support|service|leave|friend) requests?\b|"
    r"\b(?!(?:an?|the|all|any|this|new|each|my|of|single|specific|current)\b)[a-z][a-z0-9-]* instances?\b",
    re.IGNORECASE,
)
"""Requests and instances that are things, rather than calls."""
_VAGUE = frozenset(
    "info data item items content details detail result results value values something anything entity entities record "
    "records action list query text element everything information stuff thing things property properties".split()
)
_FILLER = re.compile(
    r"\b(?:the )?(?:given|specified|specific|provided|particular|selected|supplied|requested|desired|certain|existing|"
    r"detailed|comprehensive|structured|single|quickly|simply|new and|one or more|multiple|a list of|list of|"
    r"information about|information on|full|complete|basic|additional|relevant|authenticated|current)\s+",
    re.IGNORECASE,
)
_POSTED = frozenset(
    "message tweet comment update photo image picture post reply story job note thread article announcement review "
    "video status question answer".split()
)
"""What people post."""
_ARTICLES = ("a", "an", "the", "some", "any", "one", "all", "my", "your", "our")
_MASS = frozenset(
    "information data weather news traffic music text access feedback content advice help money history usage code "
    "email mail status today metadata research stock liquidity inventory".split()
)
_LONGEST, _MOST_WORDS = 110, 12


class Wish(NamedTuple):
    """What a person wants of a function."""

    verb: str
    """The first word, in its base form."""
    clause: str
    """An imperative clause; ``{name}`` stands where the value of an argument does."""
    reads: bool
    """Whether the person wants to be told something."""


def wish_of(tool: Tool, arguments: Collection[str]) -> Wish | None:
    """Return the wish for a function; None if it is not said plainly.

    Args:
        tool: The function.
        arguments: Names of the arguments that the call will have.
    """
    spoken = {name: argument_words(name).lower() for name in arguments}
    return _of_description(tool.description, spoken) or _of_name(tool.name, spoken)


def is_worked_out(tool: Tool) -> bool:
    """Return whether what a function returns follows from what it is given, so that it cannot be made up."""
    first = _base(tool.description.strip().split(" ")[0].lower())
    words = words_of(tool.name)
    if _ARITHMETIC.search(tool.description[:200]):
        return True
    return first in _WORKED_OUT or not _WORKED_OUT.isdisjoint(words[:2])


def _base(word: str) -> str:
    known = _READING | _CHANGING | _WORKED_OUT
    if word in known:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("es") and word[:-2] in known:
        return word[:-2]
    return word[:-1] if word.endswith("s") and word[:-1] in known else ""


def _of_description(description: str, spoken: Mapping[str, str]) -> Wish | None:
    text = re.sub(r"\([^()]*\)|[`\"“”‘’*]", "", description.strip()[:600])
    text = re.sub(r"^(?:\[[^\[\]]*\]\s*)+", "", text)
    text = re.sub(r"\b(?:the|a|an|your|current|authenticated) user's\b", "my", text)
    text = re.sub(r"^(?:STEP \d+|[A-Z ]{3,20}):\s*", "", text)
    text = re.sub(r"^(?:This (?:tool|function|endpoint|method) |Tool to |Use this (?:tool )?to |A tool (?:to|for) |"
                  r"Allows (?:you|users) to |Used to )", "", text)  # fmt: skip
    sentence = " ".join((_END.split(text, maxsplit=1)[0] or "").split())
    words = sentence.split(" ")
    if not sentence.isascii() or len(words) < 2 or words[0].isupper():
        return None
    verb = _base(words[0].lower())
    if not verb or verb in _WORKED_OUT:
        return None
    rest, used = _placed(" ".join(words[1:]), spoken)
    rest = _CUT.sub("", f" {rest}", count=1) if not used else _cut_after(rest)
    rest = _tidied(rest, verb)
    if not rest or len(rest) > _LONGEST or _awkward(rest):
        return None
    said = "get" if verb in ("return", "obtain", "retrieve") else verb
    return Wish(said, f"{said} {rest}", verb in _READING)


def _of_name(name: str, spoken: Mapping[str, str]) -> Wish | None:
    words = list(words_of(name))
    at = next((index for index, word in enumerate(words) if _base(word)), -1)
    if at < 0 or len(words) < 2:
        return None
    verb = _base(words[at])
    last = at == len(words) - 1
    rest = words[:at] if last else words[at + 1 :]
    rest = [word for word in rest if word not in ("a", "an", "the")]
    bare = _REQUESTS.sub("", " ".join(rest)).split(" ")
    if verb == "post" and not _POSTED.intersection(map(singular, rest)):
        return None  # the method of a request, rather than what is done
    if verb in _WORKED_OUT or not 1 <= len(rest) <= 4 or any(_base(word) in _CHANGING for word in bare[:-1]):
        return None
    if at > 1 or any(not word.isalpha() or len(word) < 2 for word in rest):
        return None
    if last and verb in ("list", "search", "find") and not is_plural(rest[-1]):
        return None
    for argument, said in spoken.items():
        if rest[-2:] in (["by", argument], ["by", said]) or rest[-2:-1] == ["by"]:
            rest = rest[:-2]
            break
    text = _tidied(" ".join(rest), verb)
    if not text or _awkward(text):
        return None
    return Wish(verb, f"{verb} {text}", verb in _READING)


def _placed(text: str, spoken: Mapping[str, str]) -> tuple[str, bool]:
    """Return a text with places where it speaks of arguments, the longest names first."""
    used = False
    for name in sorted(spoken, key=lambda each: -len(spoken[each])):
        said = re.escape(spoken[name])
        bare = re.escape(re.sub(r" (id|name|number|key|code|address)$", "", spoken[name], flags=re.IGNORECASE))
        for phrase in (rf"(?:by|for|of|from|to|in|on|with|at) (?:an?|the|its|their)?\s*(?:given|specific|specified|"
                       rf"provided|particular|single|existing|supplied)?\s*(?:{said}|{bare})(?=$|\s|,)",):  # fmt: skip
            found = re.search(phrase, text, re.IGNORECASE)
            if found is None or "{" in found[0]:
                continue
            preposition = found[0].split(" ")[0].lower()
            preposition = "with" if preposition == "by" else preposition
            whole = f"{preposition} the {argument_words(name)} {{{name}}}"
            text = f"{text[: found.start()]}{whole}{text[found.end() :]}"
            used = True
            break
    return text, used


def _cut_after(text: str) -> str:
    """Return a text without what follows the last place, and without a subordinate clause before the first."""
    end = text.rfind("}") + 1
    front, places = text[: text.find("{")], text[:end]
    return "" if _CUT.search(f" {front} x") else places


def _tidied(text: str, verb: str) -> str:
    text = _FILLER.sub("", f"{text.strip()} ").strip()
    if text.startswith(("or ", "and ")):
        return ""  # unsubscribe or suppress a contact
    while (shorter := _LAST_CUT.sub("", text).strip()) != text:
        text = shorter
    words = text.split(" ")
    if not text or len(words) > _MOST_WORDS + 4 * text.count("{"):
        return ""
    if words[0].lower() in _ARTICLES:
        rest = "my" if words[0].lower() == "your" else words[0].lower()
        if len(words) < 2:
            return ""
        if rest in ("a", "an"):
            return with_article(" ".join(words[1:]))
        return " ".join((rest, *words[1:]))
    head = next((index for index, word in enumerate(words) if _is_preposition(word)), len(words))
    if head == 0:
        return text
    noun = words[head - 1].lower()
    if is_plural(noun) or noun in _MASS or noun.endswith(("ing", "ics", "ss", "ly", "ness")) or head > 4:
        return " ".join(words)
    if verb in ("create", "add", "send", "write", "make", "post", "schedule", "book", "draft", "start", "open"):
        return with_article(" ".join(words))
    return " ".join(("the", *words))


def _is_preposition(word: str) -> bool:
    return word.lower() in (
        "for of from to in on with at by into about within against between across under over near around as up out off"
    ).split(" ")


def _awkward(text: str) -> bool:
    plain = re.sub(r"\{[^{}]*\}", "", text)
    words = [word.lower() for word in plain.split(" ") if word and word.lower() not in _ARTICLES]
    if not words or _AWKWARD.search(_REQUESTS.sub("", plain)) or not plain.isascii():
        return True
    if all(word in _VAGUE for word in words) or any(
        re.search(r"^[a-z]+[A-Z]|\d{3,}", word) for word in plain.split(" ")
    ):
        return True
    return any(word.isupper() and len(word) > 6 for word in plain.split(" "))
