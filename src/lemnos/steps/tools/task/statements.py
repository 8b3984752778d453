"""Reads what a description says that a tool does: its first sentence -> the verb, and the noun phrase it works on.

``Creates a new stock location for the company.`` works on a *stock location*, with the verb *create*. The noun of a
resource is what most of its tools are said to work on. Not handled: languages other than English, sentences that do not
begin with their verb.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from lemnos.records import Tool
from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular

_OPENING = re.compile(
    r"^(?:this (?:endpoint|api|method|operation|call|request|resource|route) |(?:use this \w+|used|"
    r"allows? (?:you|users?|the user|clients?)|lets? you|enables? you|api|endpoint|method) to |"
    r"can be used to |will |to |\[[^\]]*\] )+",
    re.IGNORECASE,
)
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)[.;:!?\n(](?:\s|$)|\n|\(|\s[-–—]\s")
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|[^\sA-Za-z]+")
_SHORT = re.compile(r"([A-Z]{2,5})(?:s?$|(?=([A-Z][a-z]{2})))")
"""An abbreviation, alone, in the plural, or before the next word."""
_CAMEL = re.compile(r"[a-z][A-Z]|-")
_OWN = re.compile(r"[a-z][A-Z][A-Za-z]+|[A-Z][a-z]{1,2}[A-Z]{2,}[a-z]*")
"""A name of its own spelling, which nobody takes apart."""
_VERBS: dict[str, str] = {
    form: verb
    for verb in (
        "get list show view return retrieve fetch read browse find search look query describe display create add "
        "insert register make open submit provision issue draft compose book post update edit modify patch change "
        "set rename adjust replace put upsert overwrite save delete remove destroy erase drop archive unarchive "
        "cancel close reopen resolve approve reject publish unpublish start stop restart reboot pause resume enable "
        "disable activate deactivate reactivate lock unlock suspend unsuspend star unstar pin unpin mute unmute "
        "complete duplicate clone copy retry run trigger sync void finalize resend send accept decline trash "
        "untrash restore terminate revoke ship refund pay ban unban deploy finish confirm dismiss acknowledge "
        "snooze expire abort hold release verify test reset rotate regenerate validate refresh rebuild scan drain "
        "upgrade shutdown execute mark load generate upload import export attach assign invite link associate "
        "convert process perform initiate request call authorize check count move download"
    ).split()
    for form in (verb, f"{verb}s", f"{verb}es", f"{verb[:-1]}ies", f"{verb}ing", f"{verb[:-1]}ing")
}
"""Form of a verb at the start of a description → the verb."""
MAKING = frozenset(
    "create add insert register make open submit provision issue draft compose book post save put".split()
)
"""Verbs of what makes something."""
_FILLERS = frozenset(
    "a an the all any some one each every your my our their its this that these those new existing available current "
    "single specific specified given particular individual certain selected requested multiple several many more list "
    "lists listing collection set details detail information info summary overview page up out for about on of and or "
    "paginated full complete entire basic metadata data existing desired provided corresponding matching 1 other "
    "previously registered configured stored saved created defined known associated".split()
)
"""Words between a verb and the noun phrase that it takes."""
_STOPS = frozenset(
    "i you we they you've you're of for in on from with by to at and or that which who whose within into under via "
    "using as based matching given belonging associated if when where is are was be being been has have including "
    "along according after before between across per through out up it its their your this these those the a an not "
    "only details information records record data resource resources object objects entity entities info id ids "
    "identified created available currently visible owned specified".split()
)
_DETAILS = frozenset("details information info data".split())
_TOLD_OF = frozenset("property attribute setting configuration value field state status content name copy".split())
"""Nouns of what a thing has, which stand before its own: the properties of a pool."""
_LONGEST = 3


class Statement(NamedTuple):
    """What a description says that a tool does."""

    verb: str
    """In its base form."""
    noun: tuple[str, ...]
    """The noun phrase that follows, its last word in the singular."""


def statement_of(description: str) -> Statement | None:
    """Return what the first sentence of a description says; None if it does not begin with a verb and a noun phrase.

    >>> statement_of("Returns a list of all the stock locations of a company."), statement_of("Stock levels.")
    (Statement(verb='return', noun=('stock', 'location')), None)
    """
    text = _OPENING.sub("", description.strip()[:300], count=1)
    sentence = _END.split(text, maxsplit=1)[0].replace("`", "").replace('"', "").replace("*", "")
    words = [word for word in _WORD.findall(sentence) if word[0] != "'"]
    if len(words) < 2 or (verb := _VERBS.get(words[0].lower())) is None:
        return None
    phrase: list[str] = []
    for word, following in zip(words[1:], (*words[2:], ""), strict=True):
        low = word.lower()
        if phrase and low in _DETAILS and following.lower() == "of":
            phrase.clear()  # contact details of landlords are no contacts
            continue
        if low == "of" and len(phrase) == 1 and singular(phrase[0].lower()) in _TOLD_OF:
            phrase.clear()  # the properties of a pool
            continue
        if not phrase and (low in _FILLERS or low.isdecimal()):
            continue
        if low in _STOPS or not word[0].isalpha():
            break
        if low.endswith(("'s", "s'", "’s", "s’")):
            phrase.clear()  # of the thing of another
            continue
        phrase += _parts(word)
    phrase = phrase[-_LONGEST:] if len(phrase) <= _LONGEST else []
    return Statement(verb, (*phrase[:-1], singular(phrase[-1]))) if phrase else None


def said_of(tool: Tool) -> Statement | None:
    """Return what a tool says that it does: in its description or, where that says something else, by its name."""
    return statement_of(tool.description) or _named(tool.name)


def _named(name: str) -> Statement | None:
    """Return what the name of a tool says, ``ListSipDomain``; None if it does not read as a verb and a noun phrase."""
    said = statement_of(" ".join(words_of(name)))
    return None if said is None or any(map(is_plural, said.noun[:-1])) else said


def _parts(word: str) -> list[str]:
    """Return the words in a word of a sentence: ``FormField`` holds two; what is in capitals stays so.

    >>> _parts("FormField"), _parts("SKUs"), _parts("TSIGKeys"), _parts("eSIM")
    (['form', 'field'], ['SKU'], ['TSIG', 'keys'], ['eSIM'])
    """
    if (short := _SHORT.match(word)) is not None:
        return [short[1], *_parts(word[short.end(1) :])] if short[2] else [short[1]]
    if not _CAMEL.search(word):
        return [word.lower()]
    return [word] if _OWN.fullmatch(word) else [part.lower() for part in words_of(word)]


def noun_said(tools: Iterable[Tool], resource: str) -> str:
    """Return the noun phrase that tools are said to work on, where it is that of their resource; empty for none.

    Args:
        tools: The tools of a resource.
        resource: Its name, in the singular: ``stock location``, ``jobschedule``.
    """
    found: Counter[str] = Counter()
    squeezed, last = resource.replace(" ", ""), resource.rpartition(" ")[2]
    for tool in tools:
        statement = said_of(tool)
        if statement is None:
            continue
        phrase = " ".join(statement.noun)
        if "".join(statement.noun).lower() == squeezed:
            found[phrase] += 2  # the very name
        elif statement.noun[-1] == last:
            found[phrase] += 1
    return found.most_common(1)[0][0] if found else ""


def noun_agreed(tools: Iterable[Tool]) -> str:
    """Return the noun phrase that most of some tools are said to work on, whatever their resource is called; empty if
    they do not agree on one.
    """
    said = [statement_of(tool.description) for tool in tools if tool.description]
    found = Counter(" ".join(each.noun) for each in said if each is not None)
    noun, count = found.most_common(1)[0] if found else ("", 0)
    return noun if 2 * count > len(said) else ""
