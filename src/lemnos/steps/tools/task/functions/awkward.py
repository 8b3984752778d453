"""Tells what no person says, and says as people do what descriptions write of any call.

a list of all solution category  ──▶  all solution categories
Accounts Types                   ──▶  account types
"""

import re

from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of

PREPOSITIONS = (
    "for of from to in on with at by into about within against between across under over near around as up out off"
).split(" ")
ARTICLES = ("a", "an", "the", "some", "any", "one", "all", "my", "your", "our", "every", "two")
_AWKWARD = re.compile(
    r"[{}<>_\\\[\]*#|=@$%^~/:]|\b(tool|tools|mcp|endpoint|endpoints|agent|agents|llm|model|step|caller|you|your|"
    r"assistant|"
    r"function|method|api|apis|sdk|cli|parameter|parameters|argument|arguments|input|inputs|output|response|"
    r"request|json|"
    r"plugin|wrapper|schema|metadata|boolean|string|object|objects|array|null|true|false|deprecated|internal|"
    r"natural language|raw|etc|various|certain|support|supports|server|payload|callback|ai|instance|instances|returned|"
    r"resource|"
    r"resources|kwargs|operation|operations|command|current user|their|its|it|this|these|those|they|them|being|"
    r"must|should|can|will|may|not|only|and/or|either|both|each|per|respectively|below|above|following|is|are|was|"
    r"were|be|has|same|uuid|integer|optionally|eg|ie|client|stdin|stdout|regex|example|helper|dict|enum|"
    r"specified|given|"
    r"provided|rpcs?|e\.g|i\.e|http|crud|id|ids|identifier|identifiers)\b",
    re.IGNORECASE,
)
REQUESTS = re.compile(
    r"\b(?:an?|the|all|support|sales) agents?\b|\b(?:canned|form|survey|quiz) responses?\b|"
    r"\b(?:web|game|database|mail|DNS|Discord|virtual|dedicated|FTP|remote|Minecraft|bare metal) servers?\b|"
    r"\b(?:museum|lost|3D) objects?\b|"
    r"\b(?:pull|merge|feature|change|support|service|leave|friend) requests?\b|"
    r"\b(?!(?:an?|the|all|any|this|new|each|my|of|single|specific|current)\b)[a-z][a-z0-9-]* instances?\b|"
    r"\b(?:EC2|RDS|VM|[A-Z][A-Za-z0-9]+) instances?\b|\b(?:AI|data|machine learning) models?\b",
    re.IGNORECASE,
)
"""Requests and instances that are things, rather than calls."""
_VAGUE = frozenset(
    "info data item items content details detail result results value values something anything entity entities record "
    "records action list query text element everything information stuff thing things property properties types type "
    "modes mode fields options option variables children batch objects component components parts part "
    "attributes attribute definitions definition key keys names name actions elements contents status stats "
    "state".split()
)
_BRANDS = frozenset(
    "arXiv iOS macOS eBay iCloud bioRxiv medRxiv iPhone iPad iMessage npm pH mRNA iTunes iNaturalist".split()
)
"""Words with a capital inside that people write."""


def is_awkward(text: str) -> bool:
    """Return whether a phrase holds what no person says: signs and words of programs, or nothing but vague words."""
    plain = re.sub(r"with the [\w ]{1,24} \{[^{}]*\}|\{[^{}]*\}", "", text)
    words = [word.lower() for word in plain.split(" ") if word and word.lower() not in ARTICLES]
    if not words or _AWKWARD.search(REQUESTS.sub("", plain)) or not plain.isascii():
        return True
    telling = [word for word in words if word not in PREPOSITIONS]
    if all(word in _VAGUE for word in telling) or any(
        re.search(r"^[a-z]+[A-Z]|\d{3,}", word) for word in plain.split(" ") if word not in _BRANDS
    ):
        return True
    return any(word.isupper() and len(word) > 6 for word in plain.split(" "))


MASS = frozenset(
    "information data weather news traffic music text access feedback content advice help money history usage code "
    "email mail status today metadata research stock liquidity inventory documentation".split()
)
"""Nouns of what is not counted."""
_LISTS = re.compile(
    r"\b(?:(?:an?|the) )?(?:(?:paginated|full|complete|comprehensive|filtered|sorted|detailed|short|current|formatted|"
    r"structured|simple|python|pandas) )*(?:lists?|listing|array|arrays|dictionary|DataFrames?|"
    r"(?:minimal |consolidated |small )?(?:sets?|views?|(?:quick )?snapshots?)) of (?=\w)",
    re.IGNORECASE,
)
"""In what several things come, of which a person says nothing."""
_BATCH = re.compile(r"\ban? (?:(?:wide )?variety|range|number|batch) of ")
_ON_THEM = frozenset(
    "create add make save capture take delete remove update edit rename archive clear open share copy export".split()
)
"""Verbs that are about a list or a view itself, rather than what is in it."""
_OF_A_NUMBER = re.compile(
    r" across (?:(?:multiple|various|all|different|several|many) )?(?:[a-z]+ )?[a-z]+s(?=$|[ .])|"
    r" available to (?:the |an? |my )?[a-z]+(?: [a-z]+)?$"
)
"""Among how many something is, and for whom, which the description says of any call."""
_MANNER = re.compile(r" (?:efficiently|seamlessly|securely|safely|easily|effectively|instantly|programmatically)\b")
_TO_DEFAULT = re.compile(r" to (?:its|their) (?:original |factory )?default(?: values?| state| settings?)?$")
WORD = rf"(?!(?:{'|'.join(PREPOSITIONS)}|and|or|within)\b)[\w-]+"
"""A word of a noun phrase, as a pattern."""
JOINED = rf"(?=$|,| (?:{'|'.join(PREPOSITIONS)}|and|or|within)\b)"
"""What may stand behind a noun phrase, as a pattern."""
_ALL_DETAILS = re.compile(r"^all (?:the )?([a-z]+s) (?:information|info|details|data)(?=$| (?:in|on|from|including)\b)")
_ALL_ONE = re.compile(rf"^(all (?:{WORD} )*?)([a-z]{{3,}})(?=$| (?:in|from|for|on|with)\b)")
_ATTRIBUTIVE = re.compile(r"\b([a-z]+s) (types?|categories|status|statuses|settings|details|history|fields|funding)\b")
"""A plural before a noun that is said of one: ``environments types``."""
_UNCOUNTED = MASS | frozenset("equipment software progress evidence output staff support work".split())


def _attributive(found: re.Match[str]) -> str:
    one = singular(found[1])
    return f"{one if is_plural(found[1]) and kind_of(one) else found[1]} {found[2]}"


def _unless_said(found: re.Match[str], text: str) -> str:
    """Return what is left of ``a list of``: all of it where a word before says more of it, as of a *wait list of*."""
    before = text[: found.start()].split(" ")[-2:-1]
    return "" if not before or before[0].lower() in (*PREPOSITIONS, "and", "or") else found[0]


def plainer(text: str, verb: str) -> str:
    """Return what follows a verb in a description as a person says it, without what is said of any call.

    Args:
        text: What follows the verb.
        verb: The verb in its base form.

    >>> plainer("a list of all solution category in the help desk", "get"), plainer("accounts types", "list")
    ('all solution categories in the help desk', 'account types')
    >>> plainer("the filters to their default values", "reset"), plainer("a list of addresses", "delete")
    ('the filters to the default', 'a list of addresses')
    """
    text = _MANNER.sub("", text)
    text = text if verb in _ON_THEM else _LISTS.sub(lambda found: _unless_said(found, text), text)
    text = _TO_DEFAULT.sub(" to the default", _OF_A_NUMBER.sub("", _BATCH.sub("", text)))
    text = _ALL_DETAILS.sub(r"the details of all \1", _ATTRIBUTIVE.sub(_attributive, text))
    one = _ALL_ONE.match(text)
    words = [] if one is None else one[0].split(" ")
    if one is None or one[2].endswith("ed") or any(is_plural(word) or word in _UNCOUNTED for word in words):
        return text
    return f"{one[1]}{plural_of(one[2])}{text[one.end() :]}"


_KNOWN_THING = re.compile(r"(?<![A-Za-z]\W)(?<!')\b[A-Z][a-z]+(?:-[a-z]+)?\b(?! [A-Z])")


_ORDINARY = frozenset(
    "statistics history login balance balances item items status list details information data settings table tables "
    "records record method methods report reports field fields price prices quote quotes result results key keys code "
    "codes category categories address addresses version versions".split()
)
"""Words that are no names."""


def in_small_letters(text: str) -> str:
    """Return a text with what people have many of written as it is within a sentence: *Delete Property*."""
    return _KNOWN_THING.sub(_small, text)


def _small(found: re.Match[str]) -> str:
    before = found.string[: found.start()].rstrip().rpartition(" ")[2]
    named = before[:1].isupper()  # Google Calendar
    word = singular(found[0].lower())
    return found[0] if named or not (kind_of(word) or found[0].lower() in _ORDINARY) else found[0].lower()
