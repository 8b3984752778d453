"""Words the request of a function: a wish and its arguments -> what a person asks, in one sentence or two.

wish: delete a label, label_id: lab_7             ──▶  delete the label with the ID lab_7
wish: get weather, latitude: 44.7, longitude: -2  ──▶  get weather at latitude 44.7 and longitude -2
wish: create a task, title: Plan, due: 2026-05-07 ──▶  create a task called "Plan". The due date is 7 May 2026.
"""

import re
from collections.abc import Mapping
from random import Random
from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.adverbials import with_adverbials
from lemnos.steps.tools.task.functions.awkward import PREPOSITIONS
from lemnos.steps.tools.task.functions.clauses import head_of
from lemnos.steps.tools.task.functions.nouns import KEY_WORDS, argument_words
from lemnos.steps.tools.task.functions.placing import NAMED, called, in_words, is_saved, itself, moved, within
from lemnos.steps.tools.task.functions.scopes import (
    alike,
    among,
    contained,
    key_of,
    left_open,
    of_owner,
    of_symbol,
    part_of,
    scoped,
    whom,
)
from lemnos.steps.tools.task.functions.smooth import agreed, polished, settled, smoothed
from lemnos.steps.tools.task.functions.subject import LISTED, MAKING
from lemnos.steps.tools.task.functions.whole import SCOPE, STANDING, WRITTEN, is_said
from lemnos.steps.tools.task.functions.wishes import Wish
from lemnos.steps.tools.task.requests import Clause, framed, tidy
from lemnos.steps.tools.task.wording import is_or_are, listed
from lemnos.steps.tools.world.results.sought import SOUGHT
from lemnos.steps.tools.world.values.seeds import pick

_CHANGED = frozenset("name title description content status color priority label text summary notes position".split())
"""What an update gives something anew."""
_UPDATING = frozenset("update edit modify change set".split())
_TELLING = KEY_WORDS | frozenset("path index page position url file username email handle hostname uri".split())
"""Last words of arguments that tell which thing is meant."""
_SEEKING = frozenset("search look browse query scan".split())
"""Verbs of wishes for what is sought; others are about it."""
_JOINED = r" (?:of|for|from|to|in|on|with|at|by|into|about|and|or|as|within)\b"
_FOR = frozenset(
    "url website domain city location country symbol ticker username currency coin company pair keyword address "
    "ip season year month date day region airport".split()
)
"""What a wish to be told something is for, without more words."""
_TEXTS = frozenset("message text content body comment caption reply description note notes summary subject".split())
_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")
_DAYS = {
    "from": "start date", "start": "start date", "since": "start date", "after": "start date", "begin": "start date",
    "to": "end date", "end": "end date", "until": "end date", "before": "end date",
}  # fmt: skip
"""What arguments are called that hold the days of a range."""
_LISTED = frozenset("ids urls symbols tickers names emails uids keys tags labels keywords categories".split())
_TELLING_OF = frozenset(
    "articles papers posts news videos books stories tweets threads discussions questions answers documents notes "
    "messages pages studies trials reports podcasts episodes courses conversations issues memories emails events "
    "groups topics patents cases laws bills facts quotes jokes lessons publications literature research comments "
    "repositories communities blogs guides tutorials information data knowledge documentation examples subreddits "
    "talks speeches lectures debates verses passages poems lyrics headlines snippets decisions opinions records "
    "preprints abstracts transcripts chapters entries channels".split()
)
"""Last words of things that are about something."""
_OFFERED = frozenset("suggestions recommendations ideas results hits matches keywords names".split())
"""Last words of what is offered for something."""
_SOUGHT_TEXTS = frozenset("searchtext searchstring searchphrase searchvalue".split())
_SOUGHT_ITSELF = re.compile(
    r" (?:an?|the) (?:topic|(?:search )?(?:keyword|term|query)|phrase|theme|content|text|string)"
    r"(?=$| (?:in|across|within|on|from|over)\b)"
)
"""What a person leaves out before the words that are sought: conversations about *a topic*."""
_ADDRESS = re.compile(
    r"^(get|fetch|read|retrieve|show|view|scrape)(?: the| an?)? (?:URLs?|web ?pages?)"
    r"(?= from the [Ii]nternet|$)"
)
_LAST_THING = re.compile(r"\ban? ((?:[\w-]+ ){0,2}[\w-]+)$")
_HAD = frozenset("status state progress setting detail property position priority name title".split())
"""What things have: a key is that of the thing."""
_PERSONAL = frozenset(
    "phone email address age birthday salary score rank rating schedule biography bio history statistics stats height "
    "weight nationality education".split()
)
"""What people have: the phone of Ada."""
_KEPT = frozenset("record item entry".split())
"""What something is kept as: the key of a call is that of the call record."""
_SAID_SCOPE = re.compile(SCOPE.pattern.replace("an?|any|one", "an?|any|one|the"))
_PASSING = re.compile(
    r"(?:,? (?:Thanks|Thank you)[.!]|(?<=[?.!]) Can you do that for me\?| and tell me when it's done(?=\.)|,? thanks)$"
)
"""Ends of requests after which nothing more is said."""
_QUESTION = re.compile(r"(?:^|[,!] )(?:can|could|would|will) you\b", re.IGNORECASE)
_FETCHED = ("show me", "get", "give me", "get me", "pull up", "get")
"""How people say that they want to be shown something."""


class Worded(NamedTuple):
    """A wish with its values."""

    clause: str
    """The wish, with the values that stand in it."""
    beside: tuple[tuple[str, str], ...]
    """What an argument is called, and its value, for those that stand in a sentence of their own."""


_DETAILS_OF_ALL = re.compile(r"^(\w+) the details of (?:the |all )?(?=(?:[\w-]+ )*[\w-]+$)")
_AT_PATH = re.compile(
    r"\b(file|directory|folder|document|image) (?:from|at|in|by|with) the (?:file |folder |remote )?path (?=\S+$)"
)
_TWICE_SAID = re.compile(r"\b(\w+)(s?) with the \1 (IDs?|UIDs?|names?)\b")
_DETAILS_BY_KEY = re.compile(r"\bthe (\w+) details with the \1 (ID|UID|name)\b")
_AS_DONE = re.compile(r"^mark (the [\w ]+?) (as \w+) with the (?:\w+ )?ID (\S+)$")
_FOR_WALLET = re.compile(r" with the address (?=0x)")
_NUMBERED = re.compile(r"\bthe ((?:[\w-]+ )?\w+) with the (?:index|number) (\d+)\b")
_FROM_PATH = re.compile(r"\b(from|at|in) the (?:file |folder |local |absolute |remote )?path (?=[/\w.-]+(?: |$))")
_SECOND_THING = re.compile(r"(with the (?:[\w ]{1,20} )?ID \S+) and [a-z]+$")
_WITH_NAME = re.compile(r" with the (?:title|name) \{(\w+)\}")


def worded(wish: Wish, arguments: Mapping[str, Any]) -> Worded:
    """Return a wish with the values of a call, each in the clause or beside it."""
    clause, left = wish.clause, {name: _apart(name, value) for name, value in arguments.items()}
    if wish.reads and not left and (found := _DETAILS_OF_ALL.match(clause)) is not None and is_plural(clause):
        clause = f"{found[1]} the {clause[found.end() :]}"
    if wish.verb not in MAKING and any(words_of(name)[-1] in _TELLING for name in arguments):
        clause = re.sub(r"^(\w+(?: (?:the [\w ]+|details) (?:of|about|for))?) an? (?!new\b)", r"\1 the ", clause)
    named = _WITH_NAME.search(clause)
    if named is not None and wish.verb in MAKING and isinstance(left.get(named[1]), str):
        clause = f'{clause[: named.start()]} called "{left.pop(named[1])}"{clause[named.end() :]}'
    elif named is not None and isinstance(left.get(named[1]), str):
        clause = f"{clause[: named.start()]} called {called(left.pop(named[1]))}{clause[named.end() :]}"
    for name in list(left):
        if f"{{{name}}}" in clause:
            clause = clause.replace(f"{{{name}}}", quoted(name, left.pop(name)))
    saved = next((name for name in left if is_saved(name, left[name], clause, wish)), "")
    aside = {saved: left.pop(saved)} if saved else {}
    for part in (
        alike, whom, within, itself, among, of_symbol, _known, _sought, of_owner, moved, with_adverbials, scoped,
        left_open, contained, smoothed, _meant,
    ):  # fmt: skip
        clause = part(clause, left, wish)
    if aside and not left:
        clause = f"{clause} and save it to {aside.pop(saved)}"
    left |= aside
    for found in SCOPE.finditer(clause):
        if is_said(found[1], arguments):
            clause = re.sub(rf"\b(?:an?|any|one) (?={re.escape(found[1].strip())})", "the ", clause)
    clause = _TWICE_SAID.sub(r"\1\2 with the \3", _DETAILS_BY_KEY.sub(r"the details of the \1 with the \2", clause))
    clause = _AS_DONE.sub(r"mark \1 with the ID \3 \2", _FOR_WALLET.sub(" for the address ", clause))
    clause = clause if wish.from_zero else _NUMBERED.sub(r"\1 \2", clause)
    clause = _FROM_PATH.sub(r"\1 ", _SECOND_THING.sub(r"\1", _AT_PATH.sub(r"\1 ", clause)))
    clause = re.sub(r"^(\w+) in (?=\S+'s repository\b)", r"\1 ", clause)  # fork ada's repository
    clause = settled(agreed(clause, arguments) if wish.reads else polished(agreed(clause, arguments), wish))
    return Worded(
        clause,
        tuple((_said(_words(name, value), clause, wish), quoted(name, value)) for name, value in left.items()),
    )


def _apart(name: str, value: Any) -> Any:
    """Return the things that a text joins by commas, where an argument holds several: ``MSFT,SAP``."""
    joined = isinstance(value, str) and LISTED.fullmatch(value) is not None
    return value.split(",") if joined and words_of(name)[-1] in _LISTED else value


def request_of(found: Worded, wish: Wish, random: Random) -> str:
    """Return what the user says: the wish, and what it takes in a sentence of its own."""
    clause = found.clause
    if wish.reads and wish.verb in ("get", "fetch", "view", "display", "show") and not clause.startswith("show me"):
        verb = pick(random, _FETCHED)
        rest = clause.partition(" ")[2]
        clause = f"{verb} {rest}" if verb == "get" or not re.match(r"https?:", rest) else clause
    first = framed(Clause(clause, reads=wish.reads), "single", random)
    if not found.beside:
        return first
    first = _PASSING.sub("", first)
    first = first if first.endswith((".", "?", "!")) else f"{first}{'?' if _QUESTION.search(first) else '.'}"
    detail = listed([f"the {is_or_are(name, value)}" for name, value in found.beside])
    end = "" if detail.endswith(('."', '?"', '!"')) else "."
    return tidy(f"{first} {detail[:1].upper()}{detail[1:]}{end}")


def quoted(name: str, value: Any) -> str:
    """Return a value in a sentence: in quotes if it would be read as words of it."""
    text = in_words(value)
    if isinstance(value, list) or (isinstance(value, str) and text != value):
        return text
    long = len(text.split(" ")) > 2 or text.endswith((".", "!", "?"))
    prose = words_of(name)[-1] in _TEXTS and " " in text
    return f'"{text}"' if long or prose or normalised(name) in SOUGHT else text


def _known(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say in the clause by what its thing is known or called: ``the label with the ID …``, ``a task called …``."""
    if clause.count(" with the ") > 1:
        return clause
    known = " with the " in clause
    head = singular(head_of(clause.partition(" ")[2]))
    scopes = [singular(each[1].strip().split(" ")[-1].lower()) for each in _SAID_SCOPE.finditer(clause)]
    for name in sorted(left, key=lambda each: words_of(each)[-1] in ("name", "title")):
        words = _words(name, left[name]).split(" ")
        last = words[-1].lower()
        making = wish.verb in MAKING and last in ("name", "title")
        if known and not making and (len(words) < 2 or last != "id"):
            continue
        if last not in KEY_WORDS or (last in ("symbol", "address", "code") and wish.reads):
            continue
        if len(words) > 1:
            nouns = [singular(words[-2].lower())]
        elif wish.reads and not scopes and not kind_of(head) and clause.count(" ") > 2 and last == "id":
            continue  # the failure rate of what has the ID
        else:
            other = any(argument_words(each).lower().startswith(f"{head} ") for each in left)
            of_scope = scopes and (wish.reads or other or head in _HAD)
            nouns = [*scopes, *([] if other else [head])] if of_scope else [head]
        # the app ID of an application
        nouns = [head if len(noun) > 2 and head.startswith(noun) else noun for noun in nouns]
        kept = head in _KEPT and not wish.reads and not any(head in words_of(each)[:-1] for each in left)
        things = [f"{nouns[-1]} {head}", *nouns] if kept else nouns
        tries = (_phrase(things[at], clause) for at in range(len(things)))
        found = next((each for each in tries if each is not None), None)
        if found is None:
            continue
        value = quoted(name, left.pop(name))
        article = found[1] if making else "the"
        if making:
            tail = f'called "{value.strip(chr(34))}"'
        elif last == "number":
            tail, article = value, ""
        elif last in ("name", "title", "slug") and wish.verb not in MAKING:
            of = "of " if wish.reads and len(words) == 1 and head in _PERSONAL and " of " not in clause else ""
            tail = f"{of}{called(value.strip(chr(34)))}"
        else:
            tail = f"with the {words[-1]} {value}"
        thing = " ".join(f"{article} {found[2]}{found[3]} {tail}".split())
        return f"{clause[: found.start()]}{thing}{clause[found.end() :]}"
    return clause


def _phrase(noun: str, clause: str) -> re.Match[str] | None:
    """Return where a noun phrase stands in a clause: its article, what comes before the noun, the noun."""
    before = rf"((?:(?!(?:{'|'.join(PREPOSITIONS)}) )[\w.-]+ ){{0,3}}?)"
    return re.search(rf"\b(an?|the) {before}({re.escape(noun)})(?=$|{_JOINED})", clause, re.IGNORECASE)


def _sought(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say what is sought: ``search the orders for "tea"``."""
    name = next((name for name in left if normalised(name) in SOUGHT or normalised(name) in _SOUGHT_TEXTS), "")
    if not name or re.search(r" (?:about|with) ", clause):
        return clause
    if (found := _SOUGHT_ITSELF.search(clause)) is not None:
        return f"{clause[: found.start()]} {quoted(name, left.pop(name))}{clause[found.end() :]}"
    seeks = wish.verb in _SEEKING or wish.verb == "find"
    head = head_of(clause.partition(" ")[2])
    several = is_plural(head) and not clause.endswith("results")
    if " for " in clause:
        joint = "matching" if seeks or head not in _TELLING_OF else "about"
    elif wish.verb in _SEEKING or (wish.reads and not several) or head in _OFFERED:
        joint = "for"
    else:
        joint = "about" if head in _TELLING_OF else "matching"
    return f"{clause} {joint} {quoted(name, left.pop(name))}"


def _meant(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say the one value that is left in the clause: ``get the price for SAP``, ``post a tweet with the text …``."""
    if wish.verb == "rename" and len(left) == 1 and words_of(next(iter(left)))[-1] in ("name", "title", "label"):
        return f'{clause} to "{left.popitem()[1]}"'
    if len(left) != 1 or " with " in clause:
        return clause
    (name, value) = next(iter(left.items()))
    words = _words(name, left[name]).split(" ")
    text = quoted(name, value)
    if isinstance(value, bool) or len(text) > 60:
        return clause
    if words[-1].lower() == "url" and (found := _ADDRESS.match(clause)) is not None:
        left.pop(name)
        return f"{found[1]} the content of {text}"
    if words[-1].lower() == clause.rpartition(" ")[2].lower() and "of" not in clause.split(" "):
        left.pop(name)
        if isinstance(value, int) and is_plural(words[-1]):
            return f"{clause.rpartition(' ')[0]} {text} {words[-1]}"  # over 3 days
        return f"{clause} {text}"
    last = words[-1].lower()
    if wish.reads and " for " not in clause:
        whose = ""
        if (
            wish.reads
            and " to " not in clause
            and not STANDING.isdisjoint((last, words_of(name)[-1]))
            and clause.rpartition(" ")[2].lower() in WRITTEN
            and " the " in clause
        ):
            left.pop(name)
            return _LAST_THING.sub(r"the \1", clause) + f" {text}"  # the structure of the document agenda.docx
        if last == "url" and head_of(clause.partition(" ")[2]) in ("website", "webpage", "page", "site", "url"):
            left.pop(name)
            return f"{clause} at {text}"
        if last in _FOR:
            named = last in ("address", "pair") or (last in ("region", "country") and text.islower())
            whose = f"the {' '.join(words)} {text}" if named else text
        elif last == "number" and words[1:]:
            whose = f"the {' '.join(words)} {text}"
        elif last in ("email", "mail") or words[-2:] == ["email", "address"]:
            left.pop(name)
            joint = "with" if kind_of(head_of(clause.partition(" ")[2])) == "person" else "for"
            return f"{clause} {joint} the email address {text}"
        elif last in KEY_WORDS:
            tail = f"the {words[-1]} {text}"
            if not words[1:] and (made := part_of(clause, words[-1], value)):
                left.pop(name)
                return made
            if (made := key_of(clause, words, text, reads=True)) is not None:
                left.pop(name)
                return made
            whose = (
                f"the {' '.join(words[:-1])} {called(value) if last in NAMED else f'with {tail}'}"
                if words[1:]
                else tail
            )
            if not words[1:] and (last != "id" or not is_plural(head_of(clause.partition(" ")[2]))):
                left.pop(name)
                return f"{clause} with {tail}"
        elif (isinstance(value, list) and is_plural(last)) or {*words} <= {*clause.split(" ")}:
            whose = f"the {' '.join(words)} {text}"
        if whose:
            left.pop(name)
            owner = re.escape(" ".join(words[:-1]))
            clause = (
                re.sub(rf"^(\w+(?: me| up)?) (?:the |an? )?{owner} (\w+)$", r"\1 the \2", clause) if owner else clause
            )
            return f"{clause} for {whose}"
    if (not wish.reads or (is_plural(head_of(clause.partition(" ")[2])) and " of " not in clause)) and (
        " for " not in clause and "called " not in clause
    ):
        left.pop(name)
        if (made := key_of(clause, words, text, reads=wish.reads)) is not None:
            return made
        if wish.reads and last in ("path", "file path", "filepath", "folder") and text.startswith("/"):
            return f"{clause} in {text}"
        joint = "for" if last in ("user", "username") else "with"
        return f"{clause} {joint} the {' '.join(words)} {text}"
    return clause


def _words(name: str, value: Any) -> str:
    """Return what an argument is called with a value: one ID of those that it may have, the start date of a range."""
    words = argument_words(name)
    if "or" in words_of(name)[1:-1]:
        words = _meant_one(name, value)
    if words == "to" and "@" in str(value):
        return "recipient"
    if isinstance(value, str) and _DATED.fullmatch(value):
        return _DAYS.get(words, words)
    if not isinstance(value, list | str) or (isinstance(value, list) and len(value) != 1):
        return words
    if isinstance(value, str) and ("," in value or words.rpartition(" ")[2].lower() not in _LISTED):
        return words
    front, _, last = words.rpartition(" ")
    one = last.removesuffix("s") if last[:-1].isupper() else singular(last)
    return f"{front} {one}".strip()


def _meant_one(name: str, value: Any) -> str:
    """Return what an argument for one of several things is called, by the one that it holds: ``email_or_code``."""
    found = argument_words("_".join(words_of(name)[words_of(name).index("or", 1) + 1 :]))
    first = argument_words(name)
    form = "email" if "@" in str(value) else "url" if "://" in str(value) else ""
    if form:
        return first if form in first.lower() else found
    coded = re.fullmatch(r"[\w-]*\d[\w-]*", str(value)) is not None
    return found if coded and first.lower().rpartition(" ")[2] in ("email", "url", "name") else first


def _said(words: str, clause: str, wish: Wish) -> str:
    """Return what an argument is called beside a clause: the ID of what the clause speaks of, the new name of it."""
    if wish.verb in _UPDATING and words in _CHANGED and " with the ID " in clause:
        return f"new {words}"
    if words == "ID":
        noun = singular(head_of(clause.partition(" ")[2]))
        return f"{noun} ID" if kind_of(noun) else words
    return words
