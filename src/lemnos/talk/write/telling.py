"""Segment → what else in it a user may ask about: names, and noun phrases that stand behind "the".

Both are found by what stands before and behind them, so only whole phrases are taken: "in **Puerto Rico**.", "the
**local population** was". Costs about 15 µs for a segment. It gives up phrases that begin or end a sentence, names
that are used as adjectives, and noun phrases of a single word.
"""

import re
from collections.abc import Container
from typing import NamedTuple

from lemnos.talk.lexicon import verb_forms, verbs
from lemnos.talk.word_classes import BREAKERS, PREPOSITIONS, QUALITIES, VAGUE
from lemnos.text.words import FUNCTION_WORDS

# The quantifiers are possessive: a word is taken whole or not at all.
_CAPITAL = r"[A-Z]\w++(?:['’-]\w++)*+"
_NAME = rf"{_CAPITAL}(?:(?: (?:of the|of|de|van|von|la|du|der|di|del))? {_CAPITAL}){{0,4}}+"
_END = (
    r"(?=[,.;:?!]|,? (?:and|or|in|of|to|is|was|are|were|who|which|as|at|on|by|for|from|with|had|has|have|can|could|will"
    r"|would|into|but|that|where|when|after|before|during|until|since|also|did|does|became|through|because)\b)"
)
_NAMES = re.compile(rf"(?<=[a-z] ){_NAME}{_END}")
_BEFORE_NAMES = frozenset(
    "of in to from with by and at for on near through between against under called named including into toward towards "
    "like as over around across than the".split()
)
_WORD = r"[a-z][a-z-]{2,}+"
_PHRASES = re.compile(rf"the ((?:{_WORD} ){{0,2}}{_WORD})( of (?:the )?(?:{_NAME}|{_WORD}(?: {_WORD})?))?{_END}")
_NOT_NAMES = frozenset(
    """
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday English French German Spanish Italian Russian Chinese Japanese Dutch Portuguese
    Greek Latin British American European African Asian Australian Roman Christian Christians Jewish Catholic Protestant
    However Although While The This That These Those There When After Before During Since
    """.split()
)
_NOT_FIRST = frozenset(
    """
    same first second third fourth fifth last next other only most least best worst more less very well so-called
    following previous latter former rest whole entire main own early late later present current various several many
    few two three four five six seven eight nine ten one such exact actual possible so fact way time year years day
    number majority end beginning result case part fewest greatest largest smallest highest lowest longest oldest latest
    both numerous various additional further big new old good great high low long short small large different
    certain total right left wrong
    """.split()
)
_NOT_LAST = VAGUE | frozenset(
    """
    yourself itself themselves way ways part parts area areas side sides rest kind sort sense place places means basis
    level amount
    """.split()
)
_ADJECTIVE_NAMES = ("ish", "ese", "an", "ch", "ic", "Soviet")
_ADJECTIVE_ENDINGS = ("ed", "ly", "ing", "al", "ous", "ive", "ic", "ary", "ful", "less", "ian", "able", "ible")
_WITHIN = frozenset(FUNCTION_WORDS) | BREAKERS | PREPOSITIONS
_LONGEST, _MOST_WORDS = 45, 4
"""Longer phrases would say too much of the answer in its own words."""


class Telling(NamedTuple):
    """What else in a segment can be asked about."""

    names: tuple[str, ...]
    """As they stand in mid-sentence: "Puerto Rico", "the French Revolution"."""
    phrases: tuple[str, ...]
    """With their article: "the local population"."""


def telling(text: str, known: Container[str], common: Container[str]) -> Telling:
    """Find the names and noun phrases of a segment.

    Args:
        text: The segment.
        known: Words in small letters that name the topic; what is made of these alone is no news.
        common: The words that are no names.
    """
    names: dict[str, None] = {}
    for match in _NAMES.finditer(text):
        found, at = match[0], match.start()
        before = text[text.rfind(" ", 0, at - 1) + 1 : at - 1]
        bare = found.split()
        if (
            before not in _BEFORE_NAMES
            or bare[0] in _NOT_NAMES
            or len(found) > _LONGEST
            or len(bare) + (before == "the") > _MOST_WORDS
            or all(word.lower() in known for word in bare)
            or (before == "the" and len(bare) == 1 and found.endswith(_ADJECTIVE_NAMES))
            or bare[-1][-2:] in ("'s", "’s")
            or (before == "and" and len(bare) > 1 and bare[-1].lower() in common)
            or (found[-1] == "n" and len(bare) == 1 and f" {found[:-1]}" in text.replace(found, ""))
            or (
                len(bare) == 1
                and (len(found) < 5 or found.endswith(("ish", "ese")) or found.lower() in common or found.isupper())
            )
        ):
            continue
        code = len(bare) == 1 and not found[1:].islower()
        names[f"the {found}" if before == "the" and not code else found] = None
    phrases: dict[str, None] = {}
    for match in _PHRASES.finditer(text):
        head, of = match.groups()
        if not (of or " " in head) or head.partition(" ")[0] in _NOT_FIRST or not _sound(head):
            continue
        if of:
            if text.startswith((" and ", " or "), match.end()):
                continue
            rest = of.removeprefix(" of ").removeprefix("the ")
            if rest.partition(" ")[0] in _NOT_FIRST or rest.endswith(("teen", "ty")) or not _sound(rest):
                continue
        words = head.split() + (of or "").split()
        if not all(word in known for word in words) and len(match[0]) <= _LONGEST and len(words) < _MOST_WORDS:
            phrases[match[0]] = None
    return Telling(tuple(names), tuple(phrases))


def _sound(phrase: str) -> bool:
    """Return whether some words can be a noun phrase: nouns and adjectives, with a telling noun at the end."""
    words = phrase.split()
    last = words[-1]
    if last[0].isupper():
        return True
    if (
        last in _NOT_LAST
        or last in QUALITIES
        or last in verb_forms()
        or last.endswith(_ADJECTIVE_ENDINGS)
        or words[0].endswith(("est", "ly"))
    ):
        return False
    table = verbs()
    return not any(word in _WITHIN or word in table for word in words)
