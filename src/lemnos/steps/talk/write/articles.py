"""A noun phrase → the article it takes, by how the document's own text uses it; and its plural."""

import re
from typing import Literal

_BEHIND = re.compile(
    r"(?:[,.;:)]| (?:and|or|in|of|to|is|was|are|were|who|which|as|at|on|by|for|from|with|had|has|have|can|could|will|"
    r"would|into|but|that|where|when|also|did|does|became|may|must|should)\b)"
)
_MANY = 12
"""Uses that are looked at; more would not change the vote."""


def article(noun: str, text: str) -> Literal["the", "a", "", None]:
    """Return the article that ``noun`` mostly has where it stands by itself, "" for none; None if it never does.

    >>> article("storm tide", "The storm tide was high. It was a storm tide of 3 m.")
    'the'
    """
    the = some = bare = 0
    at = -1
    for _ in range(_MANY):
        at = text.find(f" {noun}", at + 1)
        if at < 0:
            break
        if not _BEHIND.match(text, at + 1 + len(noun)):
            continue
        word = text[text.rfind(" ", 0, at) + 1 : at].lower()
        if word in ("the", "this", "that", "its", "their", "his", "her"):
            the += 1
        elif word in ("a", "an", "each", "every", "any", "another", "one"):
            some += 1
        elif word[-1:] in (".", "\n", "") or "\n" in word:
            continue
        else:
            bare += 1
    if not the + some + bare:
        return None
    if the + some < bare:
        return ""
    return "the" if the >= some else "a"


def plural(noun: str) -> str:
    """Return the regular plural."""
    if noun.endswith(("s", "x", "ch", "sh", "potato", "tomato", "hero", "echo")):
        return noun + "es"
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"
