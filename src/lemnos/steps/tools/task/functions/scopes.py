"""Says in a clause of which thing it speaks: a clause, its arguments left -> a clause, fewer left.

get the transcripts for videos, video_id: 7             ──▶  get the transcripts for the video with the ID 7
move the thread to a channel, target_channel: design    ──▶  move the thread to the channel design
get filings for a company, ticker: SAP                  ──▶  get filings for SAP

Each function takes the clause and the arguments that it does not say yet; it removes those that it says.
"""

import re
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.awkward import JOINED, WORD
from lemnos.steps.tools.task.functions.clauses import head_of
from lemnos.steps.tools.task.functions.nouns import KEY_WORDS, argument_words
from lemnos.steps.tools.task.functions.placing import NAMED, called, in_words
from lemnos.steps.tools.task.functions.whole import SCOPE, TWICE, is_said
from lemnos.steps.tools.task.functions.wishes import Wish

_WORDS = rf"{WORD}(?: {WORD}){{0,3}}"
"""The words of a noun phrase."""
_IDS = frozenset("id ids uid uids uuid".split())
_OWNED = re.compile(rf"\b(?:the |an? )?([a-z]+)'s ({_WORDS})$")
"""What someone has, of whom a clause does not say who that is."""
_ENDS = (
    ("origin", "destination"), ("departure", "arrival"), ("start location", "end location"),
    ("source language", "target language"), ("source currency", "target currency"),
)  # fmt: skip
"""What the arguments are called between which something is."""
_BETWEEN = re.compile(r" between (?:an? )?(?:two|pair of|multiple|different) (?:[\w-]+ )?[a-z]+$")
_SEVERAL = re.compile(rf" (in|of|for|from|on|about) (?:the )?((?:[\w-]+ )?)(\w+){JOINED}")
_SYMBOLS = re.compile(
    r" (for|of|on|about) (?:an?|the) (?:[\w-]+ )?(?:company|stock|coin|stablecoin|token|cryptocurrency|security|crypto|"
    r"asset|fund|etf|pair|share|instrument|ticker|symbol)(?: (?:ticker|symbol|pair))?"
    + JOINED
    + r"| (for|of|on|about|across) "
    r"(?:(?:all|public|publicly traded|publicly listed|listed|individual|mutual|exchange-traded|US) )*"
    r"(?:companies|stocks|coins|tokens|cryptocurrencies|securities|assets|funds|ETFs|commodities|indices|shares)"
    r"(?:,? (?:and|or) (?:mutual )?(?:ETFs|funds|stocks|tokens|indices))?" + JOINED
)
"""What a symbol stands for, in a clause that leaves open which."""
_CONTAINERS = frozenset(
    "chat conversation thread project workspace organization organisation org team channel list board space "
    "folder calendar course campaign group app application conference database collection environment site inbox room "
    "dashboard catalog store cluster".split()
)
"""Things that other things are in."""
_OWNING = frozenset("team organization organisation org group app application site store cluster".split())
"""Those of them that things are of, rather than in."""
_INTO = frozenset("send add import upload publish deploy post attach".split())
"""Verbs of what is brought into something."""
_WRITTEN_ON = frozenset("comment reply note review reaction remark".split())
"""Things that are written on others."""


def among(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say of which of several things a wish speaks: ``the transcripts for videos``, of one of them."""
    for name in list(left):
        words = argument_words(name).split(" ")
        words[-1] = "ID" if words[-1] == "IDs" and not isinstance(left[name], list) else words[-1]
        if len(words) < 2 or words[-1].lower() not in KEY_WORDS or isinstance(left[name], list):
            continue
        noun = words[-2].lower()
        found = next((each for each in _SEVERAL.finditer(clause) if singular(each[3].lower()) == noun), None)
        if found is None or not is_plural(found[3]):
            continue
        adjective = "" if found[2].strip() in ("all", "the", "my") else found[2]
        value = left.pop(name)
        last = words[-1].lower()
        tail = called(value) if last in NAMED else f"with the {words[-1]} {in_words(value)}"
        rest = "" if clause[found.end() :].startswith((" of ", " with ")) else clause[found.end() :]
        return f"{clause[: found.start()]} {found[1]} the {adjective}{noun} {tail}{rest}"
    del wish
    return clause


def of_owner(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say where: the coordinates of a place, a repository of its owner."""
    by = {argument_words(name): name for name in left}
    if "owner" in by and (found := re.search(r"\brepository (?!with )\S+", clause)):
        return f"{clause[: found.end()]} of {in_words(left.pop(by['owner']))}{clause[found.end() :]}"
    user = next((by[each] for each in ("username", "user name", "user", "screen name") if each in by), "")
    if user and (found := re.search(r"\b(?:an?|the) user's\b", clause)):
        return f"{clause[: found.start()]}{_whose(left.pop(user))}{clause[found.end() :]}"
    if user and wish.reads and (found := re.search(r"^(\w+ (?:me )?)(?:the )?user (?=[a-z])(?!profile\b)", clause)):
        return f"{found[1]}{_whose(left.pop(user))} {clause[found.end() :]}"  # the user recent tweets
    if "latitude" in by and "longitude" in by:
        north, east = (left.pop(by[name]) for name in ("latitude", "longitude"))
        return f"{clause} at latitude {in_words(north)} and longitude {in_words(east)}"
    for start, end in _ENDS:
        if start in by and end in by and all(isinstance(left[by[each]], str) for each in (start, end)):
            first, last = (in_words(left.pop(by[each])) for each in (start, end))
            return f"{_BETWEEN.sub('', clause)} from {first} to {last}"
    for noun, name in by.items():
        whose = re.search(rf"\b(?:an?|the) {re.escape(noun)}'s\b", clause)
        if whose is not None and isinstance(left[name], str):
            return f"{clause[: whose.start()]}{_whose(left.pop(name))}{clause[whose.end() :]}"
    for noun, name in by.items():
        *front, key = noun.split(" ")
        has = _had_by(" ".join(front), clause) if front else None
        if has is not None and key.lower() in KEY_WORDS and isinstance(left[name], str | int):
            adjectives, what = has.groups()
            if what == key:
                return f"{clause[: has.start()]}{called(left.pop(name))}{clause[has.end() :]}"
            tail = f"of the {adjectives}{' '.join(front)} with the {key} {in_words(left.pop(name))}"
            changed = next((each for each in left if each == what), "") if wish.verb in TWICE else ""
            to = f' to "{left.pop(changed)}"' if changed and isinstance(left[changed], str) else ""
            return f"{clause[: has.start()]}the {what} {tail}{to}{clause[has.end() :]}"
    owned = _OWNED.search(clause) if len(left) == 1 else None
    if owned is not None and words_of(name := next(iter(left)))[-1] in _IDS:
        key = f"with the {argument_words(name)} {in_words(left.pop(name))}"
        return f"{clause[: owned.start()]}the {owned[2]} of the {owned[1]} {key}"
    if "x" in by and "y" in by:
        across, down = (in_words(left.pop(by[name])) for name in ("x", "y"))
        return f"{clause} {'to' if wish.verb in ('move', 'drag') else 'at'} ({across}, {down})"
    if "width" in by and "height" in by and wish.verb == "resize" and " to " not in clause:
        across, down = (in_words(left.pop(by[name])) for name in ("width", "height"))
        return f"{clause} to {across} by {down}"
    if "owner" in by and "repository" in by and isinstance(left[by["repository"]], str):
        owner, repository = (in_words(left.pop(by[name])) for name in ("owner", "repository"))
        theirs = f"{_whose(owner)} repository {repository}"
        if " repository" in clause or re.search(r" in \w", clause):
            return re.sub(
                r"(?: (?:in|from|of|for))? (?:an?|the) (?:GitHub |Git |user |my )?repository\b.*$", "", clause
            ) + (f" in {theirs}")
        return f"{clause} {'for' if ' in ' in clause else 'in'} {theirs}"
    return clause


def _had_by(noun: str, clause: str) -> re.Match[str] | None:
    """Return where a clause says what something has: what stands before its noun, and what it has."""
    owner = re.escape(noun)
    return re.search(rf"\b(?:an?|the) ((?:{WORD} ){{0,2}}?){owner}'s ({_WORDS})", clause) or re.search(
        rf"\b(){owner}'s ({_WORDS})", clause
    )


def _whose(owner: Any) -> str:
    name = in_words(owner)
    return f"{name}'{'' if name.endswith('s') else 's'}"


def scoped(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say which thing stands behind a preposition: ``to the channel``, target_channel: design."""
    del wish
    for name in list(left):
        words = words_of(name)
        noun = words[-2] if words[-1] in NAMED and len(words) > 1 else words[-1]
        if not isinstance(left[name], str) or len(words) < 2 or "\n" in left[name] or len(left[name].split(" ")) > 3:
            continue
        found = re.search(
            rf" (to|in|from|on|of|for|at|into) (?:an?|the) ((?:[\w-]+ )?)({re.escape(noun)}){JOINED}", clause
        ) or (_alike(noun, clause) if len(left) == 1 else None)
        if found is None or clause[found.end() :].startswith(" with "):
            continue
        value = called(left.pop(name))
        return f"{clause[: found.start()]} {found[1]} the {found[2]}{found[3]} {value}{clause[found.end() :]}"
    return clause


def _alike(noun: str, clause: str) -> re.Match[str] | None:
    """Return where a clause ends with a thing of the same kind: ``for the manufacturer``, company_name."""
    found = re.search(r" (for|of) (?:an?|the) ((?:[\w-]+ )?)([a-z]+)$", clause)
    return found if found is not None and kind_of(noun) and kind_of(found[3]) == kind_of(noun) else None


def left_open(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say of which thing a clause speaks by the one key that is left: ``in a Discord server``, guild_id: 7."""
    del wish
    open_ones = [each for each in SCOPE.finditer(clause) if not is_said(each[1], left)]
    keys = [
        name for name, value in left.items() if argument_words(name).endswith("ID") and isinstance(value, str | int)
    ]
    if len(open_ones) != 1 or len(keys) != 1 or clause[open_ones[0].end() :].strip().startswith("with "):
        return clause
    scope = open_ones[0]
    noun = scope[1].strip()
    whose = {*words_of(keys[0])[:-1]}
    last = singular(noun.split(" ")[-1].lower())
    if not kind_of(last) and last not in ("guild", "org") and whose.isdisjoint(_PERSONS):
        return clause
    joint = scope[0].strip().split(" ")[0]
    tail = clause[scope.end() :].strip()
    placed = f"{clause[: scope.start()]} {joint} the {noun} with the ID {left.pop(keys[0])}"
    return f"{placed} {tail}".strip()


def part_of(clause: str, key: str, value: Any) -> str | None:
    """Return a clause on what a thing has, with the key of that thing; None for other clauses.

    >>> part_of("get the collection media", "ID", 7), part_of("get the rules", "ID", 7)
    ('get the media of the collection with the ID 7', None)
    """
    found = re.fullmatch(r"(\w+(?: me| up)?) (?:the )?([a-z]+) ([a-z]+)", clause)
    if found is None or not kind_of(found[2]) or is_plural(found[2]):
        return None
    return f"{found[1]} the {found[3]} of the {found[2]} with the {key} {in_words(value)}"


_QUALIFYING = frozenset(
    "parent external internal custom reference unique tax trace legacy original source target root numeric global "
    "short full public private next previous start end access steam discord telegram arxiv pubmed tv client "
    "zip postal phone serial guild".split()
)
"""Words before ``ID`` that say of which kind the key is, rather than of what."""


_KEPT = frozenset("record records item items entry entries".split())
"""What something is kept as: the key of a call is that of the call record."""


def key_of(clause: str, words: list[str], value: str, *, reads: bool) -> str | None:
    """Return a clause with a key of the thing that its name tells; None if its name tells none.

    >>> key_of("get the block children", ["block", "ID"], "7", reads=True)
    'get the children of the block with the ID 7'
    >>> key_of("get the stop words setting", ["index", "UID"], "7", reads=True)
    'get the stop words setting for the index with the UID 7'
    """
    if len(words) < 2 or words[-1].lower() not in _IDS:
        return None
    noun, key = words[-2], words[-1]
    found = re.fullmatch(
        rf"(\w+(?: me| up)?(?: to| from)?) (?:the |an? )?((?:{WORD} )*?){re.escape(noun)} ({_WORDS})"
        r"((?: (?:in|from) [A-Z]\w+)?)",
        clause,
    )
    if found is not None and len(words) == 2 and found[3] not in _KEPT:
        what = "details" if found[3] in ("information", "info", "data") else found[3]
        return f"{found[1]} the {found[2]}{what} of the {noun} with the {key} {value}{found[4]}"
    if not reads:
        return None
    if not noun.islower() or noun in _QUALIFYING or noun == singular(head_of(clause)):
        return f"{clause} with the {' '.join(words)} {value}"
    return f"{clause} {'of' if ' for ' in clause else 'for'} the {' '.join(words[:-1])} with the {key} {value}"


_ONE_PERSON = re.compile(
    r"^(add|remove|invite|assign|kick|ban|mute|block|delete|promote) (?:an?|the) (?:new |team )?"
    r"(member|user|person|contact|teammate|collaborator|guest|subscriber|participant|attendee|"
    r"delegate|reviewer|moderator)(?= (?:to|from|in|as)\b|$)"
)
"""A clause on a person, of whom it does not say who that is."""
_PERSONS = frozenset(
    "user member person assignee recipient account player contact collaborator delegate reviewer moderator".split()
)


_LIKE = re.compile(r"^(\w+(?: me| up)?) (?:the )?(similar|related) ([a-z]+s)$")
"""A clause on what is like another, of which it does not say what that is."""


def alike(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say what others are like: ``shows similar to "Copper Sky"``, rather than a similar show of that name."""
    del wish
    found = _LIKE.match(clause)
    if found is None or len(left) != 1 or not isinstance(value := next(iter(left.values())), str | int):
        return clause
    name, _ = left.popitem()
    key = argument_words(name).split(" ")[-1]
    other = f"the {singular(found[3])} with the {key} {value}" if key.lower() in _IDS else called(value)
    return f"{found[1]} {found[3]} {found[2]} to {other}"


def whom(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say who it is that is added to something, or removed: the one of whom an argument tells."""
    del wish
    found = _ONE_PERSON.match(clause)
    told = [name for name in left if not _PERSONS.isdisjoint(words_of(name)) or "@" in str(left[name])]
    if found is None or len(told) != 1 or not isinstance(left[told[0]], str | int):
        return clause
    key = argument_words(told[0]).split(" ")[-1]
    value = left.pop(told[0])
    bare = "@" in str(value) or key.lower() not in _IDS | {"slug", "key"}
    person = in_words(value) if bare else f"the {found[2]} with the {key} {value}"
    return f"{found[1]} {person}{clause[found.end() :]}"


def of_symbol(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say of which company or coin: ``for a company``, ticker: SAP."""
    name = next((name for name in left if words_of(name)[-1] in ("symbol", "ticker", "coin")), "")
    if not name or not isinstance(left[name], str):
        return clause
    found = _SYMBOLS.search(clause)
    if found is not None:
        return f"{clause[: found.start()]} {found[1] or 'for'} {left.pop(name)}{clause[found.end() :]}"
    if wish.reads and len(left) > 1 and not re.search(r" (?:for|of|with|in) ", clause):
        return f"{clause} for {left.pop(name)}"
    return clause


def contained(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say in which project, channel or list something is, or on which page or issue it is written."""
    told = []
    head = singular(head_of(clause.partition(" ")[2]))
    for name, value in left.items():
        words = [singular(word.lower()) for word in argument_words(name).split(" ")]
        key = words[-1] if words[-1] in KEY_WORDS else ""
        noun = words[-2] if key and len(words) > 1 else words[-1]
        if len(words) > 2 or not isinstance(value, str | int) or isinstance(value, bool):
            continue
        on = (
            key
            and not _WRITTEN_ON.isdisjoint(clause.split(" ")[:4])
            and kind_of(noun)
            and noun not in clause.split(" ")
        )
        if (noun in _CONTAINERS and not re.search(rf"\b{noun}", clause)) or on:
            told.append(
                (name, "on" if on and noun not in _CONTAINERS else "in", noun, key, argument_words(name).split(" ")[-1])
            )
    if len(told) != 1 or (not told[0][3] and " " in str(left[told[0][0]])) or wish.verb == "move":
        return clause
    name, joint, noun, key, last = told[0]
    value = left.pop(name)
    if joint == "in":
        into = wish.verb in _INTO and " to " not in clause and " into " not in clause
        of = wish.reads and noun in _OWNING and kind_of(head) != "person" and " of " not in clause
        joint = "to" if into else "of" if of else joint
    tail = f"with the {last} {in_words(value)}" if key and key not in NAMED else called(value)
    return f"{clause} {joint} the {noun} {tail}"
