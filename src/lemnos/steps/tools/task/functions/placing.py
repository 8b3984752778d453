"""Says in a clause which thing is meant and where it stands: a clause, its arguments left -> a clause, fewer left.

close a tab, index: 3                               ──▶  close tab 3
delete the worksheet from workbook, path: a.xlsx    ──▶  delete the worksheet from the workbook a.xlsx
get the transcripts for videos, video_id: 7         ──▶  get the transcripts for the video with the ID 7

Each function takes the clause and the arguments that it does not say yet; it removes those that it says.
"""

import re
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.naming.things import kind_of
from lemnos.steps.tools.task.functions.clauses import PREPOSITIONS, head_of
from lemnos.steps.tools.task.functions.given import MAKING
from lemnos.steps.tools.task.functions.nouns import KEY_WORDS, argument_words
from lemnos.steps.tools.task.functions.whole import SCOPE, STANDING, WRITTEN, is_said
from lemnos.steps.tools.task.functions.wishes import Wish
from lemnos.steps.tools.task.wording import listed, said

_DATED = re.compile(r"\d{4}-\d\d-\d\d(?:T.*)?")
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_NAMED = frozenset("name title slug".split())
"""Last words of arguments that hold what a thing is called."""
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
_ENDS = (
    ("origin", "destination"), ("departure", "arrival"), ("start location", "end location"),
    ("source language", "target language"), ("source currency", "target currency"),
)  # fmt: skip
"""What the arguments are called between which something is."""
_BETWEEN = re.compile(r" between (?:an? )?(?:two|pair of|multiple|different) (?:[\w-]+ )?[a-z]+$")
_STORING = frozenset("save export download write copy".split())
_TAKING = frozenset("remove delete import load".split())
_READ_FROM = frozenset("input source".split())
_JOINED = rf"(?=$|,| (?:{'|'.join(PREPOSITIONS)}|and|or|within)\b)"


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
    found = re.search(
        rf"^(\w+(?: up)? (?:details of )?)(an?|the|any) ((?:[\w'-]+ ){{0,3}}?){re.escape(head)}{_JOINED}", clause
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
    standing = [name for name in left if words_of(name)[-1] in STANDING]
    for name in left:
        words = argument_words(name).lower().split(" ")
        value = left[name]
        if isinstance(value, list | bool | float) or (wish.verb == "rename" and words[0] == "new"):
            continue
        own = words == [one] or (len(words) == 2 and one.endswith(words[0])) or _is_sole(words, one, left)
        thing = f"{found[3]}{head}"
        if (
            words[-1] in _COUNTED
            and not making
            and "'" not in thing
            and (own or len(words) == 1)
            and isinstance(value, int)
        ):
            phrase = f"{thing} {value}"
        elif one in _TEXTS and words == [one] and " " in str(value):
            phrase = f'the {thing} "{value}"'
        elif not making and own and words[-1] in (one, *_NAMED):
            phrase = f"the {thing} {called(value)}"
        elif writing and own and len(words) == 2 and words[-1] in _NAMED:
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


def among(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say of which of several things a wish speaks: ``the transcripts for videos``, of one of them."""
    for name in list(left):
        words = argument_words(name).split(" ")
        words[-1] = "ID" if words[-1] == "IDs" and not isinstance(left[name], list) else words[-1]
        if len(words) < 2 or words[-1].lower() not in KEY_WORDS or isinstance(left[name], list):
            continue
        noun = words[-2].lower()
        found = re.search(r" (in|of|for|from|on|about) (?:the )?((?:[\w-]+ )?)(\w+)$", clause)
        if found is None or not is_plural(found[3]) or singular(found[3].lower()) != noun:
            continue
        adjective = "" if found[2].strip() in ("all", "the", "my") else found[2]
        value = left.pop(name)
        last = words[-1].lower()
        tail = called(value) if last in _NAMED else f"with the {words[-1]} {in_words(value)}"
        return f"{clause[: found.start()]} {found[1]} the {adjective}{noun} {tail}"
    del wish
    return clause


def within(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say in which file or folder: the one that a clause leaves open, by the one argument that tells it."""
    standing = [name for name in left if words_of(name)[-1] in STANDING and _holds_one(left[name])]
    standing = [name for name in standing if words_of(name)[0] not in _SAVED | _READ_FROM] or standing
    if len(standing) == 1 and head_of(clause.partition(" ")[2]) not in _SEVERAL_PLACES:
        name = standing[0]
        for found in re.finditer(
            rf" (in|of|from|to|on|into|within) (?:an? |the )?((?:[A-Z][\w-]*|\w+) )?(\w+){_JOINED}", clause
        ):
            noun = singular(found[3].lower())
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
        elif words[0] in _SAVED and wish.reads and " and " not in clause:
            clause = f"{clause} and save it to {left.pop(name)}"
        elif words[0] in _SAVED and not wish.reads and re.search(r"\.\w{2,4}$", left[name]):
            clause = f"{clause} as {left.pop(name)}"
        elif words[-2] in WRITTEN and not wish.reads and wish.verb in _TAKING and " from " not in clause:
            clause = f"{clause} from the {argument_words(words[-2])} {left.pop(name)}"
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
    if "x" in by and "y" in by:
        across, down = (in_words(left.pop(by[name])) for name in ("x", "y"))
        return f"{clause} {'to' if wish.verb in ('move', 'drag') else 'at'} ({across}, {down})"
    if "width" in by and "height" in by and wish.verb == "resize" and " to " not in clause:
        across, down = (in_words(left.pop(by[name])) for name in ("width", "height"))
        return f"{clause} to {across} by {down}"
    if "owner" in by and "repository" in by and isinstance(left[by["repository"]], str):
        owner, repository = (in_words(left.pop(by[name])) for name in ("owner", "repository"))
        whose = f"{_whose(owner)} repository {repository}"
        if " repository" in clause or re.search(r" in \w", clause):
            return re.sub(r"(?: (?:in|from|of|for))? (?:an?|the) (?:GitHub |Git )?repository\b.*$", "", clause) + (
                f" in {whose}"
            )
        return f"{clause} {'for' if ' in ' in clause else 'in'} {whose}"
    return clause


def _whose(owner: Any) -> str:
    name = in_words(owner)
    return f"{name}'{'' if name.endswith('s') else 's'}"


def scoped(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say which thing stands behind a preposition: ``to the channel``, target_channel: design."""
    del wish
    for name in list(left):
        words = words_of(name)
        noun = words[-2] if words[-1] in _NAMED and len(words) > 1 else words[-1]
        if not isinstance(left[name], str) or len(words) < 2 or "\n" in left[name] or len(left[name].split(" ")) > 3:
            continue
        found = re.search(
            rf" (to|in|from|on|of|for|at|into) (?:an?|the) ((?:[\w-]+ )?){re.escape(noun)}{_JOINED}", clause
        )
        if found is None or clause[found.end() :].startswith(" with "):
            continue
        value = called(left.pop(name))
        return f"{clause[: found.start()]} {found[1]} the {found[2]}{noun} {value}{clause[found.end() :]}"
    return clause


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
    if not kind_of(singular(noun.split(" ")[-1].lower())) and noun.split(" ")[-1].lower() not in ("guild", "org"):
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
