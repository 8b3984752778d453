"""Attributes that an answer told of its topic: a sentence about the topic that says in so many words how it stands.

The counterpart of what no document tells: the same questions, asked of what was said, so that the form of a question
does not show whether it has an answer. Costs about 10 µs for a turn. It gives up all that is told in other words.
"""

import re

from lemnos.steps.talk.memory.attributes import Attribute, attributes
from lemnos.steps.talk.memory.history import Past, Told
from lemnos.steps.talk.memory.quotes import Quote
from lemnos.steps.talk.write.slots import topic_slots

_ANSWERS = {
    noun: re.compile(pattern)
    for noun, pattern in {
        "the population of {f}": r"population (?:of|was|is|at|estimated)\b[^.;]{0,60}?(?:\d{4}|\d,\d|\d million)",
        "the founding of {f}": r"\b(?:was|were) (?:founded|established|incorporated) (?:in|on|about) "
                                r"[^.;]{0,25}\d{3}",
        "the elevation of {f}": r"(?:above sea level|[Ee]levation of .{0,12}\d)",
        "the currency of {f}": r"\bcurrency (?:of [^,.]{3,25} )?(?:is|was)\b|\bis the (?:official )?currency",
        "the climate of {f}": r"\b(?:has|have|had|enjoys|experiences) an? (?:[a-z-]+,? ){0,4}climate\b|"
                              r"[Cc]limate (?:of [^,.]{3,25} )?(?:is|ranges|varies)\b",
        "the economy of {f}": r"[Ee]conomy (?:of [^,.]{3,25} )?(?:is|was|relies|depends)\b",
        "the highest mountain in {f}": r"\bhighest (?:mountain|point|peak)\b[^.;]{0,40}?\b(?:is|was|at)\b|"
                                       r"\bis the highest (?:mountain|point|peak)",
        "the architect of {f}": r"\b(?:designed|built) by (?:the )?(?:\w+ )?(?:architects? )?[A-Z]",
        "the height of {f}": r"\b\d[\d,.]* ?(?:m|metres|meters|feet|ft)\b[^.;]{0,20}\b(?:tall|high)\b|"
                             r"\bheight of [^.;]{0,12}\d",
        "the birthplace of {f}": r"\bwas born (?:[^.;]{0,40}?)\b(?:in|at|near) (?:the )?[A-Z]",
        "the marriage of {f}": r"\bmarried (?!life)(?:[a-z]+ ){0,3}[A-Z]",
        "the schooling of {f}": r"\b(?:educated at|attended|studied (?:\w+ )?at|enrolled (?:at|in)) (?:the )?[A-Z]",
        "the grave of {f}": r"\bburied (?:in|at|near|beside)\b|\binterred\b",
        "the death of {f}": r"\bdied (?:of|from|after|when|in a[n ])",
        "the life span of {f}": r"\blife ?span\b[^.;]{0,40}\d|\blives? (?:for )?(?:up to |about )?"
                                r"\d[^.;]{0,12} years",
        "the diet of {f}": r"\b(?:feeds? (?:\w+ly )?(?:up)?on|diet (?:consists?|includes?|is)|eats? |preys? on)\b",
        "the weight of {f}": r"\bweigh(?:s|ing)?\b[^.;]{0,30}\d",
        "the eggs of {f}": r"\blays? [^.;]{0,30}\beggs?\b",
        "the author of {f}": r"\b(?:novel|book|poem|play|story|epic)\b[^.;]{0,30} (?:written )?by "
                             r"(?:[a-z]+ ){0,4}[A-Z]",
        "the death toll of {f}": r"\b(?:killed|killing|deaths of|claimed|died)\b[^.;]{0,30}\d",
        "the founder of {f}": r"\b(?:was|were) (?:founded|established|created|formed)\b[^.;]{0,40}\bby (?:the )?[A-Z]",
        "the headquarters of {f}": r"\b(?:headquartered|headquarters (?:is|are)(?: located)?) in\b",
        "the name of {f}": r"\bname\b[^.;]{0,40}\b(?:comes?|derives?|derived|originates?|means|meaning)\b|"
                           r"\bnamed (?:after|for)\b",
    }.items()
}  # fmt: skip
"""By attribute: what a sentence says that answers it."""
_KEYS = {
    f"the {noun}": tuple(keys.split("|"))
    for noun, keys in {
        "population of {f}": "population", "founding of {f}": "founded|established|incorporated",
        "elevation of {f}": "sea level|levation of", "currency of {f}": "currency", "climate of {f}": "limate",
        "economy of {f}": "conomy", "highest mountain in {f}": "highest", "architect of {f}": "designed by|built by",
        "height of {f}": "tall|high|height", "birthplace of {f}": "born", "marriage of {f}": "married",
        "schooling of {f}": "educated|attended|studied|enrolled", "grave of {f}": "buried|interred",
        "death of {f}": "died", "life span of {f}": "life|live", "diet of {f}": "feed|diet|eat|prey",
        "weight of {f}": "weigh", "eggs of {f}": "egg", "author of {f}": " by ",
        "death toll of {f}": "kill|death|claimed|died",
        "founder of {f}": " by ", "headquarters of {f}": "headquarter", "name of {f}": "name",
    }.items()
}  # fmt: skip
"""What a text has at least where a pattern matches."""
_EARLY = 30
"""Characters in which a sentence names its topic, so that it is about it."""


def told_attributes(past: Past, told: Told) -> dict[str, tuple[Attribute, Quote]]:
    """Return what a turn tells of its topic that may be asked by attribute, by the attribute's noun."""
    key = told.topic, told.segment
    found = past.attributes.get(key)
    if found is not None:
        return found
    past.attributes[key] = found = {}
    name = past.name(told.topic)
    text = told.part.text
    if name.short not in text and name.bare not in text:
        return found
    for attribute in _asked_of(past, told.topic):
        pattern = _ANSWERS.get(attribute.noun)
        match = pattern.search(text) if pattern and any(key in text for key in _KEYS[attribute.noun]) else None
        quote = past.quotes(told).at(match.start()) if match else None
        if quote is not None and _about(quote.text, name.bare, name.short):
            found[attribute.noun] = attribute, quote
    return found


def _asked_of(past: Past, topic: int) -> tuple[Attribute, ...]:
    found = past.asked_of.get(topic)
    if found is None:
        every = attributes(past.name(topic).sort, past.lead(topic))
        past.asked_of[topic] = found = tuple(one for one in every if one.noun in _ANSWERS)
    return found


def _about(sentence: str, *names: str) -> bool:
    return any(0 <= sentence.find(name) <= _EARLY for name in names)


def asked(past: Past, topic: int, attribute: Attribute) -> dict[str, str]:
    """Return the question on an attribute of a topic: ``e`` as a clause, ``q`` directly if it has that, ``noun``."""
    name = past.name(topic)
    slots = topic_slots(name, "", False) | {"f": name.full, "s": "" if name.plural else "s"}
    forms = {"e": attribute.clause.format_map(slots), "topic": name.full, "noun": attribute.noun.format_map(slots)}
    if attribute.question:
        forms["q"] = attribute.question.format_map(slots)
    return forms


def attributed(past: Past) -> list[Told]:
    """Return the turns that tell an attribute, nearest first to the distance that was drawn."""
    return [told for told in past.by_distance if told_attributes(past, told)]
