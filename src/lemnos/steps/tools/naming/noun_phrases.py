"""Says what entities are called: noun, label -> noun phrase; the plural and the article of a noun.

A label is a name, or describes an entity that has none: ``from 3 May 2025``, ``#4711``. English alone.
"""

import re
from collections.abc import Sequence

from lemnos.steps.tools.naming.nouns import singular as singular_of
from lemnos.steps.tools.naming.things import kind_of

_PERSONS = frozenset(
    "user customer contact member employee person patient student lead subscriber candidate client guest teacher "
    "author agent owner driver player attendee participant worker staff recipient passenger speaker volunteer "
    "collaborator contributor manager artist creator instructor learner".split()
)

_LONGEST_READ = 9
"""Signs of a key that people read out."""
_UNSPEAKABLE = re.compile(r"^q(?!u)[^aeiouy]|[^aeiouy]{6}")
"""What no English word holds."""
_VERBS_ALONE = frozenset(
    "add analyze analyse append apply assign browse calculate compare compile compose compress compute convert create "
    "decode decrypt delete describe detect disable discover download edit enable encode encrypt evaluate explain "
    "extract fetch find follow generate geocode get identify ignore insert inspect locate lookup make merge modify "
    "notify optimize perform predict publish read recommend remove rename render replace resize resolve restart "
    "restore resume retrieve rewrite save scrape send submit suggest summarize suspend transcribe translate unblock "
    "unlock unpin unsubscribe validate verify visualize write".split()
)
"""Verbs that are no nouns, so that a phrase with one names what a program does."""


def is_described(label: str) -> bool:
    """Return whether a label describes an entity, rather than names it: ``from 3 May 2025``, ``of 120``, ``#4711``."""
    return re.match(r"from \d|of \d|#", label) is not None


def number_in(label: str) -> str:
    """Return the number by which an entity is known; empty if it is known by something else.

    >>> number_in("#4711"), number_in("from 3 May 2025")
    ('4711', '')
    """
    return label[1:] if label.startswith("#") else ""


def is_long_key(number: str) -> bool:
    """Return whether a key is one that people copy, and do not read out: ``4711`` is none."""
    return not number.isdecimal() and len(number) > _LONGEST_READ


def named(label: str) -> str:
    """Return a name as it stands in a sentence: in quotes if it would be read as words of the sentence.

    >>> named("Silver Grove"), named("Update the price list")
    ('Silver Grove', '"Update the price list"')
    """
    words = label.split(" ")
    if is_described(label):
        return number_in(label) or label
    return label if len(words) < 3 and (len(words) == 1 or label[:1].isupper()) else f'"{label}"'


def the(noun: str, label: str) -> str:
    """Return an entity by its name alone, or with its noun where it has none.

    >>> the("order", "Silver Grove"), the("order", "from 3 May 2025"), the("order", "#4711")
    ('Silver Grove', 'the order from 3 May 2025', 'order 4711')
    """
    if number := number_in(label):
        return f"{noun} {number}"
    return f"the {noun} {label}" if is_described(label) else named(label)


def with_noun(noun: str, label: str) -> str:
    """Return an entity by its noun and its name.

    >>> with_noun("customer", "Ada Dahl"), with_noun("order", "from 3 May 2025"), with_noun("order", "#4711")
    ('the customer Ada Dahl', 'the order from 3 May 2025', 'order 4711')
    """
    return the(noun, label) if is_described(label) else f"the {noun} {named(label)}"


def in_full(noun: str, label: str) -> str:
    """Return an entity by its noun and its name; a person by their name alone.

    >>> in_full("customer", "Ada Dahl"), in_full("order", "Silver Grove"), in_full("customer", "#4711")
    ('Ada Dahl', 'the order Silver Grove', 'customer 4711')
    """
    return the(noun, label) if is_person(noun) else with_noun(noun, label)


def noun_of(resource: str) -> str:
    """Return the noun phrase for a resource."""
    words = resource.split(" ")
    return " ".join([*words[:-1], singular_of(words[-1])])


def reads_as_noun(words: Sequence[str]) -> bool:
    """Return whether each of some words in lower case is one, and none is a verb.

    >>> [reads_as_noun(phrase.split()) for phrase in ("card order", "card compare", "d secure", "qdeck")]
    [True, False, False, False]
    """
    spoken = all(word.isalpha() and len(word) > 1 and not _UNSPEAKABLE.search(word) for word in words)
    return spoken and _VERBS_ALONE.isdisjoint(words)


def plural_of(noun: str) -> str:
    """Return the plural of an English noun phrase in the singular.

    >>> [plural_of(noun) for noun in ("pet", "company", "box", "status", "person", "day")]
    ['pets', 'companies', 'boxes', 'statuses', 'people', 'days']
    """
    *front, last = noun.split(" ")
    irregular = {
        "person": "people",
        "child": "children",
        "man": "men",
        "woman": "women",
        "index": "indexes",
        "criterion": "criteria",
        "matrix": "matrices",
        "vertex": "vertices",
        "analysis": "analyses",
    }
    if last in irregular:
        made = irregular[last]
    elif last in (
        "media",
        "data",
        "series",
        "news",
        "analytics",
        "statistics",
        "staff",
        "equipment",
        "feedback",
        "information",
        "history",
        "usage",
    ):
        made = last
    elif last.endswith("y") and last[-2:-1] not in "aeiou":
        made = last[:-1] + "ies"
    elif last.endswith(("s", "x", "z", "ch", "sh")):
        made = last + "es"
    else:
        made = last + "s"
    return " ".join((*front, made))


def with_article(phrase: str) -> str:
    """Return a noun phrase with its indefinite article.

    >>> [with_article(phrase) for phrase in ("pet", "order", "user", "hour", "SMS")]
    ['a pet', 'an order', 'a user', 'an hour', 'an SMS']
    """
    first = phrase.split(" ")[0]
    if first.isupper() and len(first) > 1:
        vowel = first[0] in "AEFHILMNORSX"
    else:
        lowered = first.lower()
        vowel = lowered[:1] in tuple("aeiou") and not lowered.startswith(("uni", "use", "eu", "one", "uti", "url"))
        vowel = vowel or lowered.startswith(("hour", "honest", "heir"))
    return f"{'an' if vowel else 'a'} {phrase}"


def is_person(noun: str) -> bool:
    """Return whether a noun names people."""
    return kind_of(noun) == "person" or noun.rpartition(" ")[2] in _PERSONS
