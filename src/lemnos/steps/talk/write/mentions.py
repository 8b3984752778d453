"""Segment → what else in it a user may ask about: names, and noun phrases, behind "the" or without an article.

All are found by what stands before and behind them, so only whole phrases are taken: "in **Puerto Rico**.", "the
**local population** was", "of **natural gas** and". Costs about 25 µs for a segment. It gives up phrases that begin or
end a sentence, and names that are used as adjectives; without an article it takes plurals, and nouns whose ending
shows that they need none.
"""

import re
from collections.abc import Container
from typing import NamedTuple

from lemnos.steps.talk.language.verbs import verb_forms, verbs
from lemnos.steps.talk.language.word_classes import BREAKERS, PREPOSITIONS, QUALITIES, VAGUE
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
_BARE = re.compile(
    rf" (?:of|with|from|by|between|against|into|through|including|like|for|in) "
    rf"({_WORD}(?: (?!(?:and|or|of|in|to|for|by|with|from|was|were|is|are|as|at|on|the|but|that)\b){_WORD})?){_END}"
)
_STUFF = re.compile(r"(?:[a-hj-rtv-z]s|tions?|ments?|it(?:y|ies)|isms?|tures?|ances?|ences?|ness|ships?|logy|graphy)$")
"""Endings of nouns that stand alone without an article."""
_OPENING_NAME = re.compile(
    rf"\. ({_CAPITAL}(?: (?:of |de |van |von )?{_CAPITAL}){{1,3}}+)"
    r"(?= (?:was|is|were|are|had|has|became|did|also|died|wrote))"
)
_NOT_NAMES = frozenset(
    """
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday English French German Spanish Italian Russian Chinese Japanese Dutch Portuguese
    Greek Latin British American European African Asian Australian Roman Christian Christians Jewish Catholic
    Protestant However Although While The This That These Those There When After Before During Since
    """.split()
)
_NOT_FIRST = frozenset(
    """
    same first second third fourth fifth last next other only most least best worst more less very well so-called
    following previous latter former rest whole entire main own early late later present current various several
    many few two three four five six seven eight nine ten one such exact actual possible so fact way time year years
    day number majority end beginning result case part fewest greatest largest smallest highest lowest longest
    oldest latest both numerous various additional further big new old good great high low long short small large
    different certain total right left wrong earliest
    """.split()
)
_IDIOMS = frozenset(
    """
    instances importance presence absence existence reference accordance pursuance instance turns terms hands places
    sorts kinds types ways means others times years months weeks days hours minutes decades centuries miles metres
    meters kilometres kilometers feet inches tons tonnes pounds dollars degrees lots hundreds thousands millions
    dozens conjunction combination addition position question mention action situation condition completion
    contention moment comments purposes reasons circumstances cases parts areas sides members numbers things people
    persons quality quantity possibility ability factors materials nature objects results effects changes elements
    features forms aspects levels groups systems processes methods functions properties techniques versions examples
    details issues problems conditions values activities individuals components products characteristics types
    components relations structures areas species attempts points roles lines units regions locations events ideas
    works majority minority necessity difference distance chance stance appearance assistance remembrance
    """.split()
)
_NOT_LAST = VAGUE | frozenset(
    """
    harder softer larger smaller higher lower greater stronger weaker longer shorter faster slower heavier lighter
    better worse easier deeper wider thicker thinner warmer cooler hotter older younger found intact alone instead
    fancy green red blue white black brown yellow grey gray swarm earliest latest ahead apart together elsewhere
    abroad available alike aware known involved concerned later earlier yourself itself themselves way ways part
    once anywhere somewhere everywhere evident lack fade shorten elongates increases decreases behalf
    parts area areas side sides rest kind sort sense place places means basis level amount
    """.split()
)
_EPITHET = re.compile(r"[A-Z]\w+ the $")
_ADJECTIVE_NAMES = ("ish", "ese", "an", "ch", "ic", "Soviet")
_ADJECTIVE_ENDINGS = ("ed", "ly", "ing", "al", "ous", "ive", "ic", "ary", "ful", "less", "ian", "able", "ible")
_WITHIN = frozenset(FUNCTION_WORDS) | BREAKERS | PREPOSITIONS
_ENOUGH = 3
"""Names and phrases behind "the" beside which those without an article are not looked for."""
_LONGEST, _MOST_WORDS = 45, 4
"""Longer phrases would say too much of the answer in its own words."""


class Telling(NamedTuple):
    """What else in a segment can be asked about."""

    names: tuple[str, ...]
    """As they stand in mid-sentence: "Puerto Rico", "the French Revolution"."""
    phrases: tuple[str, ...]
    """With their article, if they have one: "the local population", "natural gas"."""


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
            or (
                before == "the"
                and len(bare) == 1
                and (found.endswith(_ADJECTIVE_NAMES) or _EPITHET.search(text, at - 15, at))
            )
            or bare[-1][-2:] in ("'s", "’s")
            or (" of " in found and text.startswith((" and ", ", "), match.end()) and text[match.end() + 5].isupper())
            or (before == "and" and len(bare) > 1 and bare[-1].lower() in common)
            or (found[-1] == "n" and len(bare) == 1 and f" {found[:-1]}" in text.replace(found, ""))
            or (
                len(bare) == 1
                and (
                    len(found) < 5
                    or found.endswith(("ish", "ese", "lsh", "ian", "ean"))
                    or found.lower() in common
                    or found.isupper()
                )
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
    for match in _OPENING_NAME.finditer(f". {text}"):
        bare = match[1].split()
        if bare[0] in _NOT_NAMES or bare[0].lower() in common or len(bare) > _MOST_WORDS or len(match[1]) > _LONGEST:
            continue
        if not all(word.lower() in known for word in bare):
            names[match[1]] = None
    if len(names) + len(phrases) >= _ENOUGH:
        return Telling(tuple(names), tuple(phrases))
    for match in _BARE.finditer(text):
        phrase = match[1]
        first, _, last = phrase.partition(" ")
        if last:
            if (
                first in _NOT_FIRST
                or first[-3:] == "ing"
                or first in verb_forms()
                or (first in known and last in known)
            ):
                continue
        elif first in known or first in _IDIOMS or len(first) < 4 or not _STUFF.search(first):
            continue
        if _sound(phrase) and not any(phrase in found for found in phrases):
            phrases[phrase] = None
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
