"""Makes the names of several things: what a call asks for -> names, and whether such things may have them.

    workouts of a fitness app     ──▶  "Leg day", "Hill run" …
    papers, query "remote work"   ──▶  "Remote work in practice" …

What is sought has names that are about the words of the search, what is listed has those of its kind in its domain.
"""

from typing import Any, NamedTuple

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.noun_phrases import plural_of
from lemnos.steps.tools.naming.nouns import IDS, is_plural, singular
from lemnos.steps.tools.naming.things import is_other
from lemnos.steps.tools.world.results.known_fields import SHARES, VALUES, share_in
from lemnos.steps.tools.world.results.sought import found, sought_in
from lemnos.steps.tools.world.results.things import NAMED, value_of
from lemnos.steps.tools.world.results.wanted import Wanted
from lemnos.steps.tools.world.values.labels import kind_of, label_of
from lemnos.steps.tools.world.values.labels.names import NAMES
from lemnos.steps.tools.world.values.labels.senses import sense_of

_FILTERED = frozenset("file document image exercise workout language_model data_set".split())
_FILTERS = frozenset(
    "type types extension ext pattern format muscle group filter prefix glob mime tag tags task author library "
    "provider vendor family".split()
)
"""Last words of arguments to which the names of some things would have to keep."""
_PLACED = frozenset("state region city province county country".split())
"""Nouns of places, of which an argument tells where they lie."""
_CODES = frozenset("symbol ticker cik isin cusip cusips symbols tickers".split())
"""Last words of arguments that tell one company, which no made-up names are."""
_TOPICAL = frozenset(
    ("market_article", "news", "headline", "school_assignment", "assignment", "lesson", "module", "open_data_tag")
)
"""Kinds of things that are about what an argument says."""
_SAID = frozenset(("chat_message", "file"))
"""Kinds of things whose names are what people say, or tell their form."""
_OF_NATIONS = frozenset("city country state region district province county municipality bank airport".split())
"""Nouns of what a service covers some of, of which its users know all."""
_KEYS = IDS | {"ids", "uuids"}
_TEXTS = frozenset("article news paper post page document story video".split())
"""Nouns of what may be about anything, in any domain."""
_MOST = 5


class Listed(NamedTuple):
    """Names of several things."""

    names: list[str]
    believable: bool


def listed(wanted: Wanted) -> Listed:
    """Return names of several things, and whether such things may have them."""
    noun, arguments, sought = wanted.noun, wanted.arguments, wanted.sought
    description = wanted.tool.description
    if sought is not None and plural_of(noun[-1]) in words_of(description[:160]):
        noun = (*noun[:-1], plural_of(noun[-1]))  # what is sought, rather than where
    elif sought is not None and not is_plural(noun[-1]) and not kind_of(noun) and noun[-1] != "code":
        named = sought_in(description[:100])
        noun = (named,) if named else noun
    sense = sense_of(noun, wanted.domains_beside(noun), NAMES)
    form = (kind_of(sense),) if kind_of(sense) in _SAID else noun
    if isinstance(sought, str) and (titles := found(form, sought, wanted.seed, _MOST, description[:160])):
        known = sense in (noun, ()) and not is_other(singular(noun[-1]), wanted.words_beside(noun))
        told = singular(noun[-1]) in {*sense, *_TEXTS}
        return Listed(titles, told or (bool(sense) and known))
    one = (*noun[:-1], singular(noun[-1]))
    if kind_of(one) == "company" and (symbol := share_in(arguments)):
        return Listed([SHARES[symbol].company], believable=True)
    if (called := _name_of(one, arguments)) is not None:
        return Listed([called], bool(kind_of(one)))
    return _of_kind(wanted, one, alone=sought is None and one == noun and not wanted.several)


def _of_kind(wanted: Wanted, noun: tuple[str, ...], *, alone: bool) -> Listed:
    """Return names that things of a kind have."""
    arguments, seed, kind = wanted.arguments, wanted.seed, kind_of(noun)
    last = {words_of(name)[-1] for name in arguments}
    sense = sense_of(noun, wanted.domains_beside(noun), NAMES) or noun
    if noun[-1] in VALUES and kind_of(sense) in (noun[-1], ""):
        made = [str(value_of(noun[-1], (), f"{seed}:{number}", wanted.domains)) for number in range(_MOST)]
    else:
        made = [label_of(sense, seed, number) for number in range(_MOST)]
    names = list(dict.fromkeys(made))
    kinds = {kind, kind_of(sense)}
    filtered = (bool(kinds & _FILTERED) and not last.isdisjoint(_FILTERS)) or (kind in _PLACED and bool(arguments))
    filtered = filtered or ("company" in kinds and not last.isdisjoint(_CODES))
    filtered = filtered or (
        bool(kinds & _TOPICAL)
        and any(isinstance(each, str) and words_of(name)[-1] not in _KEYS for name, each in arguments.items())
    )
    picked = any(isinstance(value, list) for value in arguments.values())  # some are meant, rather than any
    picked = picked or any(words_of(name)[-2:-1] == noun[-1:] and words_of(name)[-1] in _KEYS for name in arguments)
    if alone or filtered or picked or wanted.sought is not None:
        return Listed(names, believable=False)  # what it holds, nobody knows
    free = noun[-1] in VALUES and not (noun[-1] in ("date", "timezone") and arguments)  # they keep to what was sent
    free = free and noun[-1] not in ("tag", "key")
    if kind_of(sense) in _OF_NATIONS and not wanted.arguments:
        return Listed(names, believable=False)
    return Listed(names, free or wanted.is_known(noun))


def _name_of(noun: tuple[str, ...], arguments: dict[str, Any]) -> str | None:
    """Return the name by which things are sought: it is that of what is found."""
    for name, value in arguments.items():
        *front, last = words_of(name)
        if (
            ((last,) in NAMED or (last,) == noun[-1:])
            and (not front or front[-1] in ("full", "display") or singular(front[-1]) == noun[-1])
            and isinstance(value, str)
        ):
            return value
    return None
