"""A noun phrase → the article it takes, by how the document's own text uses it; and its plural."""

import re
from collections.abc import Container
from typing import Literal

_BEHIND = re.compile(
    r"(?:[,.;:)]| (?:and|or|in|of|to|is|was|are|were|who|which|as|at|on|by|for|from|with|had|has|have|can|could|will|"
    r"would|into|but|that|where|when|also|did|does|became|may|must|should)\b)"
)
_MANY = 12
"""Uses that are looked at; more would not change the vote."""
_DERIVED = re.compile(
    r"(?:tions?|ments?|ness|ings?|sis|ures?|ances?|ences?|ers?|ists?|ity|ities|ology|ics|isms?|ages?|al|ic|ive)$"
)
_DERIVED_ANYWHERE = re.compile(r"(?:tions?|ments?|ness|ity|ities|tures?|ology)$")
SMALL = frozenset("a an and as at by for from in into of on or over the to under with within without vs".split())
_NAME_MAKERS = frozenset(
    """new great north south east west saint grand royal united old little big lake mount river cape fort port san red
    white black green blue golden long high upper lower central northern southern eastern western world cold king queen
    las los el la san santa
    prince princess president emperor pope battle treaty first second third sir lord lady national middle
    general colonel captain admiral professor justice cardinal""".split()
)


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


def mid_sentence(words: list[str], common: Container[str]) -> str:
    """Return a heading as it stands inside a sentence: common words in small letters, names as they are."""
    shouted = len(words) > 1 and all(word.isupper() for word in words if word.isalpha())
    titled = all(word[0].isupper() or word in SMALL for word in words)
    out = []
    for number, word in enumerate(words):
        lower, word, comma = word.lower().rstrip(","), word.rstrip(","), "," if word[-1] == "," else ""
        derived = _DERIVED_ANYWHERE if number else _DERIVED
        if (
            word[1:].islower()
            and (titled if number else True)
            and (number or len(words) == 1 or words[1].islower())
            and derived.search(word)
        ):
            out.append(lower)
        elif (
            not titled
            and word[0].isupper()
            and (number or (len(words) > 1 and words[1][0].isupper() and words[1].lower() in common))
        ):
            out.append(word)
        elif shouted:
            out.append(lower if lower in common or lower in SMALL else word.capitalize())
        elif word.isupper() and len(word) > 1:
            out.append(word if len(word) <= 5 else lower if lower in common else word)
        elif lower in common or lower in SMALL or (number == 0 and _is_common_compound(word, common)):
            out.append(lower)
        else:
            out.append(word)
        out[-1] += comma
    if shouted:
        return " ".join(out)
    # A common word before a name belongs to it ("New Zealand") if it makes names or every word is a capital.
    for number in range(len(out) - 2, -1, -1):
        if (
            out[number + 1][0].isupper()
            and words[number][0].isupper()
            and ((titled and number) or out[number] in _NAME_MAKERS)
        ):
            out[number] = words[number]
    for number in range(1, len(out)):
        if titled and out[number - 1][0].isupper() and words[number][0].isupper() and words[number - 1] not in SMALL:
            out[number] = words[number]
    return " ".join(out)


def _is_common_compound(word: str, common: Container[str]) -> bool:
    """Return whether a hyphenated word has no name in it: "Self-portraits", unlike "Trans-Siberian"."""
    first, *others = word.split("-")
    return (
        bool(others)
        and first.lower() in common
        and all(part[:1].islower() or part.lower() in common or part.isdigit() for part in others)
    )
