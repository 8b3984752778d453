"""Says in a clause which thing is meant and where it stands: a clause, its arguments left -> a clause, fewer left.

close a tab, index: 3                               ──▶  close tab 3
delete the worksheet from workbook, path: a.xlsx    ──▶  delete the worksheet from the workbook a.xlsx
post a comment, comment: Doors open at seven.       ──▶  post the comment "Doors open at seven."

Each function takes the clause and the arguments that it does not say yet; it removes those that it says.
"""

import re
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.task.functions.awkward import JOINED, PREPOSITIONS
from lemnos.steps.tools.task.functions.clauses import head_of
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.functions.subject import MAKING
from lemnos.steps.tools.task.functions.whole import STANDING, TWICE, WRITTEN
from lemnos.steps.tools.task.functions.wishes import Wish
from lemnos.steps.tools.task.wording import listed, said

_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
NAMED = frozenset("name title slug".split())
"""Last words of arguments that hold what a thing is called."""
_IS_WRITTEN = re.compile(
    r"^(write|append|add|insert|send|type|paste|enter) (?:plain |some |the )?(?:content|text|message)(?= |$)"
)
"""A clause that speaks of what is written by a word alone."""
_SUMMED_UP = frozenset("event meeting appointment issue ticket task".split())
"""Things of which a summary is the name."""
_HAS = re.compile(
    r"(get|show|read|fetch|retrieve|view) (?:the )?((?:[a-z]+ )?(?:file|image|video|document|workbook|page|pdf)) "
    r"(information|info|metadata|details|contents?|properties)(?=$| from | in )"
)
"""A clause on what is known of a file."""
_NEW = frozenset("create make draft start open write post".split())
"""Verbs of wishes for what has no key yet."""
_COUNTED = frozenset("index number".split())
"""Last words of arguments that hold which of several in a row is meant."""
_TEXTS = frozenset("message comment tweet note reply reminder question".split())
"""Things that are what is written in them."""
_HOLDING = frozenset(
    "repository repo project workspace database notebook presentation spreadsheet document workbook".split()
)
"""Words before ``path`` of what holds the thing that a wish is about."""
_SAVED = frozenset("output save destination dest target".split())
_SEVERAL_PLACES = frozenset("file files image images video videos folder folders directory directories pdf".split())
"""Things of which a path tells where they are, rather than what they are put into."""
_STORING = frozenset("save export download write copy".split())
_TAKING = frozenset("remove delete import load".split())
_READ_FROM = frozenset("input source".split())


def in_words(value: Any) -> str:
    """Return a value of an argument as people write it: a day as such, a constant in small letters.

    >>> in_words("2026-05-07"), in_words("TOP_FREE"), in_words(["a", "b"])
    ('7 May 2026', 'top free', 'a and b')
    """
    if isinstance(value, list):
        return listed([in_words(each) for each in value])
    if isinstance(value, str) and not _DATED.fullmatch(value) and not _CONSTANT.fullmatch(value):
        return value
    return said(value)


def called(value: Any) -> str:
    """Return what something is called, behind its noun: in quotes if it would be read as words of the sentence.

    >>> called("guest-wifi"), called("Silver Grove"), called("Renew the support contract")
    ('guest-wifi', 'Silver Grove', '"Renew the support contract"')
    """
    text = in_words(value)
    words = text.split(" ")
    plain = len(words) == 1 or (len(words) == 2 and all(word[:1].isupper() for word in words))
    return text if plain else f'"{text}"'


def itself(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say which thing it is that something is done to: by its name or number, or by where it stands."""
    head = head_of(clause.partition(" ")[2])
    one = singular(head)
    standing = [name for name in left if words_of(name)[-1] in STANDING and isinstance(left[name], str)]
    if len(standing) == 1 and (has := _HAS.match(clause)) is not None:
        what = f"the {has[3]} of" if has[3].startswith("content") else "the details of"
        return f"{has[1]} {what} the {has[2]} {left.pop(standing[0])}{clause[has.end() :]}"
    written = next((name for name in left if _IS_WRITTEN.match(clause) and words_of(name) == (one,)), "")
    if written and " " in str(left[written]):
        return _IS_WRITTEN.sub(f'\\1 "{left.pop(written)}"', clause)
    found = re.search(
        rf"^(\w+(?: up)? (?:details of )?)(an?|the|any) ((?:[\w'-]+ ){{0,3}}?){re.escape(head)}{JOINED}", clause
    )
    if (
        found is None
        or is_plural(head)
        or not {"a", "an", "the"}.isdisjoint(found[3].split(" "))
        or (one == "repository" and "owner" in left)
    ):
        return clause
    making = wish.verb in MAKING
    writing = making and wish.verb not in ("send", "write", "start", "open")
    keyed = any(words_of(name)[-1] in ("id", "uid", "key") for name in left)
    titled = " called " in clause or any(words_of(name)[-1] in NAMED for name in left)
    changing = wish.verb in TWICE and (keyed or any(words_of(name)[0] == "new" for name in left))
    for name in left:
        words = argument_words(name).lower().split(" ")
        value = left[name]
        if isinstance(value, list | bool | float) or (changing and words[-1] in (one, *NAMED)):
            continue  # the new name
        own = words == [one] or (len(words) == 2 and one.endswith(words[0])) or _is_sole(words, one, left)
        thing = f"{found[3]}{head}"
        if (
            words[-1] in _COUNTED
            and not making
            and "'" not in thing
            and (own or len(words) == 1)
            and str(value).isdecimal()
        ):
            phrase = f"the {thing} with the {words[-1]} {value}" if wish.from_zero else f"{thing} {value}"
        elif (
            one in _TEXTS
            and not titled
            and wish.verb not in TWICE
            and words in ([one], ["text"], ["content"], ["body"])
            and " " in str(value)
        ):
            phrase = f'the {thing} "{value}"'
        elif not making and own and words[-1] in (one, *NAMED):
            phrase = f"the {thing} {called(value)}"
        elif words == [one, "id"] and wish.verb not in _NEW and clause[found.end() :].startswith(" "):
            phrase = f"the {thing} with the ID {in_words(value)}"
        elif writing and (
            (own and len(words) == 2 and words[-1] in NAMED) or (words == ["summary"] and one in _SUMMED_UP)
        ):
            article = "a" if found[2] == "any" else found[2]
            phrase = f"{article} {thing} called {_in_quotes(value)}"
        elif not writing and one in WRITTEN and standing == [name] and words[0] not in _SAVED:
            phrase = f"the {thing} {in_words(value)}"
        else:
            continue
        left.pop(name)
        return f"{found[1]}{phrase}{clause[found.end() :]}"
    return clause


def _is_sole(words: list[str], noun: str, left: dict[str, Any]) -> bool:
    """Return whether an argument is the only one that names such a thing: ``source_branch``."""
    alike = [name for name in left if argument_words(name).lower().endswith(noun)]
    return (
        len(words) == 2 and words[1] == noun and words[0] in _SAVED | _READ_FROM | {"base", "head"} and len(alike) == 1
    )


def _in_quotes(value: Any) -> str:
    return f'"{in_words(value)}"'


def within(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say in which file or folder: the one that a clause leaves open, by the one argument that tells it."""
    standing = [name for name in left if words_of(name)[-1] in STANDING and _holds_one(left[name])]
    standing = [name for name in standing if words_of(name)[0] not in _SAVED | _READ_FROM] or standing
    if len(standing) == 1:
        name = standing[0]
        several_places = head_of(clause.partition(" ")[2]) in _SEVERAL_PLACES
        for found in re.finditer(
            rf" (in|of|from|to|on|into|within) (?:an? |the )?((?:[A-Z][\w-]*|\w+) )?(\w+){JOINED}", clause
        ):
            noun = singular(found[3].lower())
            holds = noun in ("directory", "folder") and not re.search(r"\.\w{2,4}$", str(left[name]))
            if several_places and not (holds and is_plural(head_of(clause.partition(" ")[2]))):
                continue
            if noun not in WRITTEN | _HOLDING or (found[2] or "").strip() in PREPOSITIONS:
                continue
            several = isinstance(left[name], list)
            if several != is_plural(found[3]):
                continue
            value = in_words(left.pop(name))
            return f"{clause[: found.start()]} {found[1]} the {found[2] or ''}{found[3]} {value}{clause[found.end() :]}"
    for name in list(left):
        words = words_of(name)
        if words[-1] not in STANDING or len(words) < 2 or not isinstance(left[name], str):
            continue
        if words[-2] in _HOLDING and argument_words(words[-2]) not in clause.split(" "):
            return f"{clause} in the {argument_words(words[-2])} {left.pop(name)}"
    del wish
    return clause


def _holds_one(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(each, str) for each in value))


def is_saved(name: str, value: Any, clause: str, wish: Wish) -> bool:
    """Return whether an argument tells where what is read is saved."""
    words = words_of(name)
    return (
        wish.reads
        and len(words) > 1
        and words[0] in _SAVED
        and words[-1] in STANDING
        and isinstance(value, str)
        and wish.verb not in _STORING
        and " and " not in clause
    )


def moved(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say from where something is read, and where it is saved."""
    for name in list(left):
        words = words_of(name)
        if len(words) < 2 or words[-1] not in STANDING or not isinstance(left[name], str):
            continue
        if words[0] in _READ_FROM and " from " not in clause:
            clause = f"{clause} from {left.pop(name)}"
        elif words[0] in _SAVED and " to " not in clause and wish.verb in _STORING:
            clause = f"{clause} to {left.pop(name)}"
        elif words[0] in _SAVED and not wish.reads and re.search(r"\.\w{2,4}$", left[name]):
            clause = f"{clause} as {left.pop(name)}"
        elif words[-2] in WRITTEN and not wish.reads and wish.verb in _TAKING and " from " not in clause:
            clause = f"{clause} from the {argument_words(words[-2])} {left.pop(name)}"
    return clause
