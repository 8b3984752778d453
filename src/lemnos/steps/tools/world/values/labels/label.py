"""Names things: noun, seed, number -> the name of one of them, which no other number below 48 has."""

from collections.abc import Iterable
from functools import lru_cache

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import singular
from lemnos.steps.tools.world.values.labels.names import (
    COMPANIES,
    FIRST_NAMES,
    GIVEN,
    LAST_NAMES,
    NAMES,
    PEOPLE,
    QUALITIES,
    SENSES,
    THINGS,
    TRADES,
)
from lemnos.steps.tools.world.values.seeds import seed_of

_FIELDS_OF_SENSE = 2
"""Fields that tell that a noun has another sense."""


@lru_cache(maxsize=8192)
def kind_of(noun: tuple[str, ...]) -> str:
    """Return the kind of thing that a noun names: ``person``, ``company``, a key of ``NAMES``; empty for others.

    >>> kind_of(("support", "ticket")), kind_of(("customer",)), kind_of(("gadget",))
    ('ticket', 'person', '')
    >>> kind_of(("open", "data", "set"))
    'open_data_set'
    >>> kind_of(("subuser",)), kind_of(("subgoal",))
    ('person', 'goal')
    """
    for start in range(max(0, len(noun) - 3), len(noun)):
        words = "_".join(noun[start:])
        if words == "account" and start and noun[start - 1] in PEOPLE:
            return "person"  # a user account
        if words in NAMES:
            return words
    last = noun[-1].removeprefix("sub") if noun else ""
    if noun and last != noun[-1] and last in NAMES:
        return last
    if last in PEOPLE:
        return "person"
    return "company" if last in COMPANIES else ""


def meant(noun: tuple[str, ...], fields: Iterable[str]) -> tuple[str, ...]:
    """Return a noun that names what things of several senses are, by the fields that they have.

    Args:
        noun: Words of what they are called; empty if people give them no names.
        fields: Normalised names of their fields.

    >>> meant(("card",), ["id", "last4", "brand"]), meant(("card",), ["id", "name", "due"])
    (('credit', 'card'), ('card',))
    """
    own = frozenset(fields)
    kind = kind_of(noun)
    senses = SENSES.get(noun[-1], ()) if noun and kind == noun[-1] else SENSES[""] if noun and not kind else ()
    counts = [(len(own & known), other) for other, known in senses]
    best = max(counts, key=lambda each: each[0], default=(0, ""))
    return tuple(best[1].split()) if best[0] >= _FIELDS_OF_SENSE else noun


def label_of(noun: tuple[str, ...], seed: str, number: int) -> str:
    """Return the name of the ``number``-th thing of a kind; people are named by ``Scene``."""
    kind = kind_of(noun)
    start = seed_of(seed) % 9973
    if kind in NAMES:
        values = NAMES[kind]
        name = values[(start + number) % len(values)]
        return name if number < len(values) else _numbered(name, 1 + number // len(values))
    if kind == "company":
        return f"{pair(seed, number).partition(' ')[0]} {TRADES[(start + number) % len(TRADES)]}"
    if kind == "person":
        first = FIRST_NAMES[(start + 7 * number) % len(FIRST_NAMES)]
        return f"{first} {LAST_NAMES[(start // 40 + 11 * number) % len(LAST_NAMES)]}"
    return pair(seed, number)


def person_of_login(login: str) -> str:
    """Return the name of a person who may log in so: the first letter of the first name, and the last name.

    >>> person_of_login("glopez7"), person_of_login("backup")
    ('Gita Lopez', '')
    """
    stem = login.rstrip("0123456789")
    last = next((each for each in LAST_NAMES if each.lower() == stem[1:]), "")
    firsts = [each for each in FIRST_NAMES if each[:1].lower() == stem[:1]] if last else []
    return f"{firsts[seed_of(login) % len(firsts)]} {last}" if firsts else ""


def given_name(noun: tuple[str, ...], seed: str, number: int) -> str:
    """Return the name that people have given to the ``number``-th thing which they made; see ``label_of``."""
    if kind_of(noun):
        return label_of(noun, seed, number)
    name = GIVEN[(seed_of(seed) + number) % len(GIVEN)]
    return name if number < len(GIVEN) else _numbered(name, 1 + number // len(GIVEN))


def pair(seed: str, number: int) -> str:
    """Return a name of two words that suits anything: ``Amber Harbor``."""
    start = seed_of(seed) % len(QUALITIES)
    step = seed_of(seed, "thing") % len(THINGS)
    quality = QUALITIES[(start + 7 * number) % len(QUALITIES)]
    return f"{quality} {THINGS[(step + 11 * number + number // len(QUALITIES)) % len(THINGS)]}"


def _numbered(name: str, number: int) -> str:
    stem, dot, extension = name.rpartition(".")
    if dot and len(extension) <= 4:
        return f"{stem}-{number}.{extension}"
    return f"{name}-{number}" if "-" in name or name.islower() else f"{name} {number}"


def noun_of(name: str) -> tuple[str, ...]:
    """Return the noun that the name of a property gives to what it holds.

    >>> noun_of("lineItems")
    ('line', 'item')
    """
    words = words_of(name)
    return (*words[:-1], singular(words[-1])) if words else ()
