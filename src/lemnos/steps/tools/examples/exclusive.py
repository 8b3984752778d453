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
    rf"mutual(?:ly)?[ -]exclusive|{_NOT} (?:\w+ ){{0,2}}{_VERB} (?:together|at the same time|simultaneously|if|when|"
    rf"in (?:conjunction|combination)|along|alongside|with|both)|{_NOT} (?:use|combine|specify|set|provide|pass|send|"
    r"supply|include|have) (?:both|[`'\"\w]+ (?:and|together|with))|"
    r"(?:in|not )compatible with|not (?:allowed|valid|permitted|supported|used|needed|required) (?:together )?"
    r"(?:with|if|when)|(?:only|exactly|at most|just) one (?:of|parameter|from|or)|(?:do not|don't|never) "
    rf"(?:use|specify|provide|set|send|pass|combine) .{{0,40}}(?:both|together|with|and|if|when)|either\b|not both|"
    r"one or the other|conflicts? with|in place of|instead of|rather than|exclusive(?:ly)? (?:with|of|to)|"
    r"alternative to|alternatively|(?:is|are|be) ignored (?:if|when)|no effect (?:if|when)|xor\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(r"(?:must|required?|need|has to|have to|should|one of|mandatory|exactly|at least)", re.IGNORECASE)
_ONE_OF = re.compile(r"\beither\b|\bone of\b|\bone or the other\b|\bor\b", re.IGNORECASE)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
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
    rivals: dict[str, set[str]] = {}
    needed: list[tuple[str, ...]] = []
    own = [(name, schema["description"]) for name, schema in properties.items() if _has_text(schema)]
    for name, text in [*own, *(("", text) for text in texts if text)]:
        if len(properties) < 2 or not _EXCLUDES.search(text):
            continue
        for sentence in _SENTENCES.split(text):
            if not (found := _EXCLUDES.search(sentence)):
                continue
            named = _named(sentence, properties)
            group = dict.fromkeys([*([name] if name else []), *named])
            if name and not named:
                continue
            if found[0].lower() in ("either", "alternatively") and not _ONE_OF.search(sentence):
                continue
            if len(group) < 2:
                continue
            pairs = [(name, each) for each in named if each != name] if name else [
                (a, b) for a in group for b in group if a < b
            ]  # fmt: skip
            if name and found[0].lower() == "either" and len(named) > 1 and name not in named:
                pairs = [(a, b) for a in named for b in named if a < b]
            for first, second in pairs:
                rivals.setdefault(first, set()).add(second)
                rivals.setdefault(second, set()).add(first)
            if _NEEDS.search(sentence) and _ONE_OF.search(sentence):
                needed.append(tuple(group))
    return (
        Rivalry({name: frozenset(others) for name, others in rivals.items()}, tuple(needed)) if rivals else NO_RIVALRY
    )


def without_rivals(given: dict[str, Any], found: Rivalry, required: Iterable[str]) -> dict[str, Any]:
    """Return ``given`` without the optional properties that exclude one before them, or a required one."""
    if not found.rivals:
        return given
    kept = {name for name in given if name in frozenset(required)}
    for name in given:
        if name not in kept and not found.rivals.get(name, frozenset()) & kept:
            kept.add(name)
    return {name: value for name, value in given.items() if name in kept}


def _has_text(schema: Schema) -> bool:
    return isinstance(schema, dict) and isinstance(schema.get("description"), str)


def _named(sentence: str, properties: Mapping[str, Schema]) -> list[str]:
    """Return the properties that a sentence names."""
    found = []
    for match in _NAMED.finditer(sentence):
        name = match[0].rstrip(".-")
        if name not in properties:
            continue
        before, after = sentence[: match.start()][-1:], sentence[match.start() + len(name) :][:12]
        if not name.isalpha() or not (name.islower() or name.istitle()) or (before in "`'\"*‘“[<" and before) or re.match(
            r"\s+(?:parameter|argument|field|property|option|query)", after
        ):  # fmt: skip
            found.append(name)
    return list(dict.fromkeys(found))
