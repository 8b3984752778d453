"""Words a request: the call that a user wants -> clauses that say it, and a frame around them.

A clause holds every value that the call takes from the user, in a form that ``wording.forms_of`` knows.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import NamedTuple

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.naming.noun_phrases import (
    is_described,
    is_long_key,
    is_person,
    named,
    number_in,
    plural_of,
    with_article,
)
from lemnos.steps.tools.naming.nouns import is_plural, split_key
from lemnos.steps.tools.naming.things import has_number
from lemnos.steps.tools.task.base import GoldCall
from lemnos.steps.tools.task.frames import ASK, DO, TELL, UNLESS
from lemnos.steps.tools.task.listings import GIVEN_NAMES
from lemnos.steps.tools.task.phrases import wish_verb_reads
from lemnos.steps.tools.task.wording import RENAMING, capital, field_words, happened, listed
from lemnos.steps.tools.world.values.seeds import pick

_TEXTS = frozenset(
    "description notes note comment comments message text body content memo subject remark remarks "
    "details caption reason prompt question".split()
)
_MINE = frozenset(("my", "me", "mine"))
"""Words in the name of a tool that lists what belongs to its caller."""
_STATES = frozenset(
    "open closed active inactive archived pending completed cancelled canceled paid unpaid draft published "
    "failed running stopped paused enabled disabled approved rejected expired public private sent done "
    "resolved scheduled new available blocked suspended deleted finished".split()
)
_FOR = frozenset("url website link domain city location country symbol ticker email username".split())
"""What a wish for a function is for, without more words."""
_IN = frozenset("city state country region location language currency".split())
"""What things are in, where a list is asked for those with it."""
_TO_ME = re.compile(r"(?:\w+ me|get me)\b")
_SAID_AS = {
    "start": "start time", "end": "end time", "phone": "phone number", "telephone": "phone number",
}  # fmt: skip


class Clause(NamedTuple):
    """What a user wants, as an imperative clause; and as a question without its mark, empty if it is none."""

    do: str
    ask: str = ""
    reads: bool = False
    """Whether the user wants to be told something, and nothing to change."""


def thing(call: GoldCall, random: Random, *, where: bool = True) -> str:
    """Return how a user names the entity of a call."""
    label, noun = named(call.label), call.noun
    tail = f" {call.where}" if where and call.where else ""
    if (number := number_in(call.label)) and (is_long_key(number) or not has_number(noun)):
        return pick(random, (f"{noun} {number}", f"the {noun} with the ID {number}", f"{noun} ID {number}")) + tail
    if number:
        return pick(random, (f"{noun} {number}", f"{noun} #{number}", f"{noun} number {number}")) + tail
    if is_described(call.label):
        return f"the {noun} {label}{tail}"
    if is_person(noun) and label[:1].isupper() and " " in label and label not in GIVEN_NAMES:
        if call.purpose in ("delete", "action"):
            return f"the {noun} {label}{tail}"
        return pick(random, (label, f"the {noun} {label}", label)) + tail
    if "@" in label:
        return f"the {noun} {label}{tail}"
    ways = (f"the {noun} {label}", f'the {noun} "{call.label}"', f"the {label} {noun}", f"the {noun} called {label}")
    return pick(random, ways if label == call.label else (*ways[:2], ways[3])) + tail


def clause_of(call: GoldCall, random: Random) -> Clause:
    """Return the clause for a call."""
    match call.purpose:
        case "list" | "find":
            return _list(call, random)
        case "get":
            return _get(call, random)
        case "create":
            return Clause(_create(call, random))
        case "update":
            return Clause(_update(call, random))
        case "delete":
            verb = pick(random, ("delete", "remove", "delete"))
            return Clause(f"{call.verb or verb} {thing(call, random)}")
        case "action":
            return Clause(f"{call.verb} {thing(call, random)}")
        case "do":
            return Clause(_wish(call, random), reads=wish_verb_reads(call.verb))


def framed(clause: Clause, shape: str, random: Random) -> str:
    """Return a request: a clause within a frame."""
    if clause.ask and random.random() < 0.55:
        frame = pick(random, ASK)
        return frame.format(ask=clause.ask, Ask=capital(clause.ask))
    frame = pick(random, frames_for(shape, reads=clause.reads, to_me=_TO_ME.match(clause.do) is not None))
    return tidy(frame.format(do=clause.do, Do=capital(clause.do)))


@lru_cache
def frames_for(shape: str, *, reads: bool, to_me: bool = False) -> tuple[str, ...]:
    """Return the frames of a shape that fit what the user wants.

    Args:
        shape: The shape of the task.
        reads: Whether the user wants to be told something.
        to_me: Whether the clause says for whom: ``show me the orders``.
    """
    return tuple(
        frame
        for frame in DO[shape]
        if not (reads and shape != "parallel" and frame not in TELL) and not (to_me and "for me" in frame)
    )


def joined(first: Clause, second: Clause, random: Random) -> str:
    """Return a request for two things at once."""
    frame = pick(random, frames_for("parallel", reads=first.reads or second.reads))
    return tidy(frame.format(do=first.do, Do=capital(first.do), do2=second.do))


def both(one: GoldCall, two: GoldCall, random: Random) -> Clause | None:
    """Return the clause for two calls of one operation that differ in the entity alone; None if they cannot be joined.

    >>> from lemnos.steps.tools.task.base import GoldCall
    >>> one, two = (GoldCall("d", "{}", 0, "action", "bill", "bills", each, verb="pay") for each in ("#17", "#18"))
    >>> both(one, two, Random(0)).do
    'pay bills 17 and 18'
    """
    if bool(number_in(one.label)) != bool(number_in(two.label)):
        return None  # one by its key, the other by its name
    where = f" {one.where}" if one.where else ""
    what = _two_things(one, two) + where
    match one.purpose:
        case "delete":
            return Clause(f"{one.verb or pick(random, ('delete', 'remove'))} {what}")
        case "action":
            return Clause(f"{one.verb} {what}")
        case "get" if len(one.fields) == 1:
            name = called(one.fields[0], one.noun)
            if name in ("last update", "last change"):
                return None
            single = name.rpartition(" ")[2] in ("status", "state") or plural_field(one.fields[0])
            fields = f"the {name if single else plural_of(name)}"
            ask = f"what {'is' if single and not plural_field(one.fields[0]) else 'are'} {fields} of {what}"
            return Clause(f"{pick(random, ('tell me', 'give me', 'check'))} {fields} of {what}", ask, reads=True)
        case "create" if all(each.label and all(value in each.label for _, value in each.said) for each in (one, two)):
            return Clause(f"create two {one.plural}{where}: {named(one.label)} and {named(two.label)}")
        case _:
            return None


def _two_things(one: GoldCall, two: GoldCall) -> str:
    first, second = (number_in(each.label) or named(each.label) for each in (one, two))
    if number_in(one.label):
        return f"{one.plural} {first} and {second}"
    if is_person(one.noun) and " " in one.label and not is_described(one.label) and one.purpose == "get":
        return f"{first} and {second}"
    return f"the {one.plural} {first} and {second}"


def branched(condition: str, then: Clause, otherwise: str, random: Random) -> str:
    """Return a request that depends on a condition, which comes first: the clause says "it" of what it names."""
    frame = pick(random, _condition_first())
    text = frame.format(if_=condition, do=then.do, Do=capital(then.do), else_=otherwise)
    return tidy(text.replace("just just", "just"))


@lru_cache
def _condition_first() -> tuple[str, ...]:
    return tuple(each for each in DO["branching"] if each.lower().index("{do}") > each.index("{if_}"))


def unless_there(then: Clause, random: Random, *, person: bool = False) -> str:
    """Return a request for a new entity that is to be made only if there is none of its name.

    Args:
        then: The clause for the entity.
        random: Decides.
        person: Whether it is a person, of whom nobody says "it".
    """
    frames = [frame for frame in UNLESS if not (person and re.search(r"\bit\b", frame))]
    return tidy(pick(random, frames).format(do=then.do, Do=capital(then.do)))


def tidy(text: str) -> str:
    """Return a sentence without doubled marks at the end of quoted text."""
    for mark in ".?!":
        for end in ('."', '?"', '!"'):
            text = text.replace(f"{end}{mark}", end if mark == "." else f'{end[:-1]}"{mark}')
    return text.replace("??", "?").replace("?.", "?").replace("!.", "!").replace("..", ".")


def _list(call: GoldCall, random: Random) -> Clause:
    where = f" {call.where}" if call.where else ""
    what, tail = call.plural, ""
    for name, value in call.said:
        if value.lower() in _STATES and not tail and what == call.plural:
            what = f"{value} {call.plural}"
        elif normalised(name) in ("q", "query", "search", "keyword", "keywords", "term", "searchterm", "text"):
            tail += f' that match "{value}"'
        elif name in _IN and value[:1].isupper():
            tail += f" in {value}"
        else:
            tail += f" {'and' if ' with ' in tail else 'with'} the {name} {value}"
    where += tail
    mine = not _MINE.isdisjoint(words_of(call.tool)) or (not call.where and _is_of_user(call))
    if not call.name_field:
        return Clause(
            pick(
                random,
                (
                    f"count {'my' if mine else 'the'} {what}{where}",
                    f"tell me how many {what} {'I have' if mine else 'there are'}{where}",
                ),
            ),
            pick(
                random,
                (
                    f"how many {what} {'do I have' if mine else 'are there'}{where}",
                    f"how many {what} do {'I' if mine else 'we'} have{where}",
                ),
            ),
            reads=True,
        )
    if mine:
        do = pick(
            random, (f"list my {what}{where}", f"show me my {what}{where}", f"give me a list of my {what}{where}")
        )
        return Clause(do, f"which {what} do I have{where}", reads=True)
    do = pick(
        random,
        (
            f"list the {what}{where}",
            f"show me the {what}{where}",
            f"list all {what}{where}",
            f"give me a list of the {what}{where}",
            f"show me all {what}{where}",
            f"get me a list of the {what}{where}",
        ),
    )
    ask = pick(
        random, (f"which {what} do we have{where}", f"what {what} are there{where}", f"which {what} are there{where}")
    )
    return Clause(do, ask, reads=True)


def _is_of_user(call: GoldCall) -> bool:
    """Return whether the system message states whose things a call is about: those of who asks."""
    stated = (each.argument for each in call.origins if each.origin == "policy")
    return any(normalised(each) == "username" or is_person(" ".join(split_key(each)[0])) for each in stated)


def _get(call: GoldCall, random: Random) -> Clause:
    what = thing(call, random)
    if times := happened([called(field, call.noun) for field in call.fields]):
        verb = pick(random, ("find out", "check", "tell me"))
        return Clause(f"{verb} when {what} was {times}", f"when was {what} {times}", reads=True)
    if call.details:
        do = pick(
            random,
            (
                f"show me the details of {what}",
                f"tell me more about {what}",
                f"look up the details of {what}",
                f"give me the details of {what}",
            ),
        )
        return Clause(do, reads=True)
    fields = listed([f"the {called(field, call.noun)}" for field in call.fields])
    verb = "is" if len(call.fields) == 1 and not plural_field(call.fields[0]) else "are"
    do = pick(
        random,
        (
            f"tell me {fields} of {what}",
            f"look up {fields} of {what}",
            f"check {fields} of {what}",
            f"give me {fields} of {what}",
            f"tell me {fields} of {what}",
        ),
    )
    return Clause(do, f"what {verb} {fields} of {what}", reads=True)


def plural_field(field: str) -> bool:
    """Return whether what a field is called is a plural: ``openingHours``, not ``expires``."""
    return is_plural(called(field, "").split(" ")[-1])


def called(field: str, noun: str) -> str:
    """Return what a field of an entity is called: ``projectName`` of a project is its name."""
    words = _SAID_AS.get(field_words(field)) or field_words(field)
    return words[len(noun) + 1 :] if words.startswith(f"{noun} ") else words


def _details(said: Sequence[tuple[str, str]]) -> str:
    """Return what is said beside the name: `` with the priority high and the note "…"``."""
    parts, flags = [], []
    for name, value in said:
        if value == "yes":
            flags.append(name.removeprefix("is "))
        elif name in ("tags", "labels", "keywords"):
            parts.append(f"the {name} {value}")
        elif name.split(" ")[-1] in _TEXTS:
            parts.append(f'the {name} "{value}"')
        else:
            parts.append(f"the {name} {value}")
    text = ""
    if parts:
        text = " with " + listed(parts)
    if flags:
        text += f", and make it {listed(flags)}"
    return text


def _create(call: GoldCall, random: Random) -> str:
    where = f" {call.where}" if call.where else ""
    parts = ("first name", "last name")
    rest = [
        (name, value)
        for name, value in call.said
        if value != call.label and not (name in parts and value in call.label)
    ]
    noun = with_article(call.noun)
    verb = pick(random, ("create", "add", "create"))
    if not call.label:
        return f"{verb} {noun}{where}{_details(rest)}"
    name = pick(
        random,
        (
            f"called {named(call.label)}",
            f'called "{call.label}"',
            f'named "{call.label}"',
            f"with the name {named(call.label)}",
        ),
    )
    if name.startswith("with ") and rest:
        name = f'called "{call.label}"'
    return f"{verb} {noun} {name}{where}{_details(rest)}"


def _update(call: GoldCall, random: Random) -> str:
    what = thing(call, random)
    verb = pick(random, ("change", "set", "update"))
    parts: list[str] = []
    for name, value in call.said:
        quoted = f'"{value}"' if name.split(" ")[-1] in _TEXTS else value
        owner = f" of {what}" if not parts else ""
        if value == "yes":
            parts.append(f"make {what if not parts else 'it'} {name.removeprefix('is ')}")
        elif name in RENAMING and len(call.said) == 1:
            parts.append(f'rename {what} to "{value}"')
        else:
            parts.append(f"{verb + ' ' if not parts else ''}the {name}{owner} to {quoted}")
    return listed(parts)


def _wish(call: GoldCall, random: Random) -> str:
    if not call.said:
        return call.verb
    if len(call.said) == 1:
        name, value = call.said[0]
        own = name.split(" ")[-1].lower()
        if call.verb.split(" ")[-1] == own:
            return f"{call.verb} {_quoted(own, value)}"
        if own in ("query", "q", "keyword", "keywords", "search", "term", "prompt", "question", "text"):
            return pick(random, (f'{call.verb} for "{value}"', f'{call.verb}: "{value}"', f'{call.verb} ("{value}")'))
        if own in _FOR:
            return pick(random, (f"{call.verb} for {value}", f"{call.verb} ({value})"))
        return f"{call.verb} with the {name} {_quoted(own, value)}"
    pairs = [f"{name} {_quoted(name.split(' ')[-1], value)}" for name, value in call.said]
    return pick(
        random,
        (
            f"{call.verb}: {', '.join(pairs)}",
            f"{call.verb} with {listed(['the ' + pair for pair in pairs])}",
            f"{call.verb} ({', '.join(pairs)})",
        ),
    )


def _quoted(word: str, value: str) -> str:
    return f'"{value}"' if word in _TEXTS else value
