"""Compares what a wish asks for with what is told: clause, noun, names of fields -> whether something is left out.

    "get DNS entries and subdomains for …", {"status", "created", "expiry"}  ──▶  left out
    "get the temperature and humidity in …", {"temperature", "humidity"}     ──▶  all is told

Only the phrase before the first preposition is read: what is joined there by *and* is asked for, each of it.
"""

import re
from collections.abc import Iterable, Sequence

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.naming.nouns import is_plural, singular
from lemnos.steps.tools.task.functions.awkward import PREPOSITIONS

_PREPOSITIONS = frozenset(PREPOSITIONS) - {"up", "out", "off"}
_VAGUE = frozenset("information info detail data metadata result".split())
"""Nouns that say nothing of what is asked for, in the singular."""
_OF = re.compile(r"^(?:of|for|about|on|in|from)\b")
_PLAIN = frozenset("status state path time date message text content version url answer".split())
"""Fields that are told alone, whatever was asked for."""
_OF_ONE = frozenset("name title label id".split())


def phrase_of(clause: str) -> tuple[str, str]:
    """Return the noun phrase that a wish asks for, and what is said of it.

    >>> phrase_of("get the name and size of the file a.txt")
    ('the name and size', 'of the file a.txt')
    """
    words = clause.split(" ")[1:]
    end = next((at for at, word in enumerate(words) if at and word.lower() in _PREPOSITIONS), len(words))
    return " ".join(words[:end]), " ".join(words[end:])


def leaves_out(clause: str, noun: Sequence[str], told: Iterable[str]) -> bool:
    """Return whether something that is asked for beside another is not told.

    Args:
        clause: The wish as an imperative clause.
        noun: Words of what the function reads.
        told: Names of the fields that the answer tells.

    >>> leaves_out("get company information and regulatory filings for MSFT", ("company",), ["companies"])
    True
    >>> leaves_out("get the title and author of the book", ("book",), ["title", "author", "year"])
    False
    """
    phrase, rest = phrase_of(clause)
    asked = re.split(r",? and |, ", phrase)
    if len(asked) < 2:
        return False
    known = {singular(word) for name in told for word in words_of(name)} | {singular(word) for word in noun[-1:]}
    heads = [singular(each.rpartition(" ")[2].lower()) for each in asked]
    vague = [head in _VAGUE for head in heads]
    if all(vague) or (any(vague) and not _OF.match(rest)):
        return not all(vague)
    return any(head not in known for head, empty in zip(heads, vague, strict=True) if not empty)


def wants_details(clause: str) -> bool:
    """Return whether the details of several things are asked for, which no list of their names tells.

    >>> wants_details("get the details of all buckets"), wants_details("get the details of the bucket nr7")
    (True, False)
    """
    phrase, rest = phrase_of(clause)
    if singular(phrase.rpartition(" ")[2].lower()) not in _VAGUE or not rest:
        return False
    inner = phrase_of(rest)[0]
    return is_plural(inner.rpartition(" ")[2].lower())


def is_beside(clause: str, field: str) -> bool:
    """Return whether a field alone is no answer to a wish that does not speak of it.

    >>> is_beside("get the flow run run_1", "timeout"), is_beside("get the timeout of the run", "timeout")
    (True, False)
    """
    words = [singular(word) for word in words_of(field)]
    asked = {singular(word) for word in words_of(clause)}
    return not words or (words[-1] not in _PLAIN | _OF_ONE and asked.isdisjoint(words))
