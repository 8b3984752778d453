"""Find arguments that exclude each other, as their descriptions say: properties, text -> rivals, groups.

Reads sentences such as "mutually exclusive with `b`", "either `a` or `b` must be given" and "cannot be used with `b`".
A name that is also an ordinary word counts only in quotes or backticks. Other languages than English are not read.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from lemnos.steps.tools.schemas.validation import Schema

_VERB = r"(?:used|combined|specified|set|provided|given|passed|sent|supplied|included|present|defined|mixed)"
_NOT = r"(?:can ?not|can't|may not|must not|should not|shouldn't|mustn't|could not)"
_EXCLUDES = re.compile(
    "|".join(
        (
            r"\bif you (?:\w+ )?(?:specify|use|provide|set|include|pass|supply)\b.{0,120}\b(?:can ?not|can't|don't|"
            r"do not|must not|may not|ignored|not required|not needed)",
            r"mutual(?:ly)?[ -]exclusive",
            rf"{_NOT} (?:\w+ ){{0,2}}{_VERB} (?:together|at the same time|simultaneously|if|when|"
            r"in (?:conjunction|combination)|along|alongside|with|both)",
            rf"{_NOT} (?:use|combine|specify|set|provide|pass|send|supply|include|have) (?:both|[`'\"\w]+ (?:and|"
            r"together|with))",
            r"(?:in|not )compatible with",
            r"not (?:allowed|valid|permitted|supported|used|needed|required) (?:together )?(?:with|if|when)",
            r"(?:only|exactly|at most|just) one (?:of|parameter|from|or)",
            r"(?:do not|don't|never) (?:use|specify|provide|set|send|pass|combine) .{0,40}(?:both|together|with|and|if|"
            r"when)",
            r"either\b|not both|one or the other|conflicts? with|in place of|instead of|rather than",
            r"\b(?:this|it)(?: \w+)? or [`'\"*\w]+[^.]{0,30} (?:is|are|must be) "
            r"(?:required|mandatory|given|specified|provided)",
            r"exclusive(?:ly)? (?:with|of|to)|alternative to|alternatively|xor\b",
            r"(?:is|are|be) ignored (?:if|when)|no effect (?:if|when)",
        )
    ),
    re.IGNORECASE,
)
_NEEDS = re.compile(r"(?:must|required?|need|has to|have to|should|one of|mandatory|exactly|at least)", re.IGNORECASE)
_ONE_OF = re.compile(r"\beither\b|\bone of\b|\bone or the other\b|\bor\b", re.IGNORECASE)
_MARKS = (
    *("exclusive", "either", "both", "together", "one of", "only one", "exactly one", "at most one", "combin", "xor"),
    *("conjunction", "instead", "compatible", "conflict", "rather than", "alternative", "ignored", "no effect"),
    *("in place of", "simultaneously", "alongside", "same time", "not be ", "one or the other", "not allowed"),
    *("this or", "parameter or", "argument or", "field or"),
    *("do not", "don't", "if you", "just one", "not valid", "not permitted", "not supported", "not used"),
)
"""Words without one of which no sentence matches ``_EXCLUDES``."""
_SHORTEST = 12
"""The length of the shortest sentence that can say it, in characters."""
_LONGEST = 500
"""Length above which a sentence is a list or a table, in characters."""
_CURSORS = (frozenset(("starting_after", "ending_before")), frozenset(("startingAfter", "endingBefore")))
"""Pairs of cursors, of which a caller gives one by convention."""
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_OPENING = "`'\"*‘“[<"
_CALLED = re.compile(r"\s+(?:parameter|argument|field|property|option|query)")
_NAMED = re.compile(r"[A-Za-z][\w.$\[\]-]*")


class Rivalry(NamedTuple):
    """Which properties of an object exclude each other."""

    rivals: dict[str, frozenset[str]]
    """Property → the properties that must not be given beside it."""
    needed: tuple[tuple[str, ...], ...]
    """Groups of properties of which one must be given."""


NO_RIVALRY = Rivalry({}, ())


def rivalry(properties: Mapping[str, Schema], texts: Iterable[str]) -> Rivalry:
    """Return the properties that exclude each other.

    Args:
        properties: Property → schema, whose description is read.
        texts: Further descriptions, of the object or the tool.
    """
    if len(properties) < 2:
        return NO_RIVALRY
    rivals: dict[str, set[str]] = {}
    needed: list[tuple[str, ...]] = []
    for pair in _CURSORS:
        if pair <= properties.keys():
            first, second = sorted(pair)
            rivals |= {first: {second}, second: {first}}
    own = [
        (name, schema["description"])
        for name, schema in properties.items()
        if isinstance(schema, dict) and isinstance(schema.get("description"), str)
    ]
    for name, text in [*own, *(("", text) for text in texts)]:
        if not _may_exclude(text):
            continue
        for sentence in _SENTENCES.split(text):
            if len(sentence) > _LONGEST or not (found := _EXCLUDES.search(sentence)):
                continue
            named = [each for each in _named(sentence, properties) if each != name]
            if len(named) + bool(name) < 2 or not named:
                continue
            pairs = _pairs(name, named, found[0].lower())
            for first, second in pairs:
                rivals.setdefault(first, set()).add(second)
                rivals.setdefault(second, set()).add(first)
            if pairs and _NEEDS.search(sentence) and _ONE_OF.search(sentence):
                needed.append(tuple(dict.fromkeys(each for pair in pairs for each in pair)))
    return (
        Rivalry({name: frozenset(others) for name, others in rivals.items()}, tuple(needed)) if rivals else NO_RIVALRY
    )


def _pairs(name: str, named: list[str], phrase: str) -> list[tuple[str, str]]:
    """Return which properties exclude each other in a sentence that is on ``name``, or on none, and names others."""
    if not name or (phrase.startswith("either") and len(named) > 1):
        return [(first, second) for first in named for second in named if first < second]
    return [(name, each) for each in named]


def _may_exclude(text: str) -> bool:
    """Return whether a text may say that properties exclude each other; a quick look before a slow one."""
    if len(text) < _SHORTEST:
        return False
    small = text.lower()
    return any(word in small for word in _MARKS)


def without_rivals(given: dict[str, Any], found: Rivalry, required: Iterable[str]) -> dict[str, Any]:
    """Return ``given`` without the optional properties that exclude one before them, or a required one."""
    if not found.rivals:
        return given
    kept = {name for name in given if name in frozenset(required)}
    for name in given:
        if name not in kept and not found.rivals.get(name, frozenset()) & kept:
            kept.add(name)
    return {name: value for name, value in given.items() if name in kept}


def _named(sentence: str, properties: Mapping[str, Schema]) -> list[str]:
    """Return the properties that a sentence names."""
    found = []
    for match in _NAMED.finditer(sentence):
        name = match[0].rstrip(".-")
        if name not in properties:
            continue
        is_word = name.isalpha() and (name.islower() or name.istitle())
        before, after = sentence[: match.start()][-1:], sentence[match.start() + len(name) :][:12]
        if not is_word or (before and before in _OPENING) or _CALLED.match(after):
            found.append(name)
    return list(dict.fromkeys(found))
