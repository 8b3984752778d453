"""What people ask of a town, a person or a function, and the words without which a document cannot answer it.

A question on an attribute is taken to be unanswerable if no trigger of it stands in the topic's document, nor beside
the topic's name in any other: a test that errs on the side of not asking.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple


class Attribute(NamedTuple):
    """Something that may be asked of a topic. Slots: those of ``write.slots.topic_slots``, and ``{s}``, the ending of a
    verb that goes with it."""

    noun: str
    """What it is: "the population of {f}"."""
    clause: str
    """The question as a clause, in whose words the answer says that nothing is known."""
    question: str
    """The same as a question, with no word that the clause has not."""
    triggers: tuple[str, ...]
    """A text that holds none of these, in small letters, does not answer it."""
    sorts: frozenset[str]
    lead: re.Pattern[str] | None
    """Must match the beginning of the topic's document: what the attribute makes sense for."""


_IS = r"\b(?:is|are) (?:(?! of | in )[^.;]){0,45}?"
_TOWN = _IS + r"\b(?:city|town|village|municipality|borough|capital)\b"
_LAND = _IS + r"\b(?:country|nation|republic|kingdom)\b"
_KIND = r"\b(?:is|are|was|were) (?:(?! in | from | by | on )[^.;]){0,60}?"
_ANIMAL = _KIND + (
    r"\b(?:birds?|mammals?|reptiles?|fish|snakes?|rodents?|primates?|whales?|sharks?|dogs?|cats?|breed|seals?|bears?)\b"
)
_DEADLY = _KIND + r"\b(?:battle|war|hurricane|storm|earthquake|siege|attack|cyclone|disaster|eruption|fire)\b"
_BUILT = _KIND + r"\b(?:building|bridge|castle|palace|tower|cathedral|skyscraper|stadium|temple)\b"
_SETTLED = rf"{_TOWN}|{_LAND}"
_PLACE = rf"{_SETTLED}|\bisland\b"
_TECHNICAL = "code option guide task error"
# sorts, noun, clause; triggers; question, lead
_TABLE = (
    (
        "place", "the population of {f}", "what the population of {f} is",
        "population|inhabitant|people li|populous|resident|populated|souls",
        "What is the population of {f}?", _PLACE,
    ),
    (
        "place", "the founding of {f}", "when {f} was founded",
        "found|establish|settle|origin|date back|dates back|oldest|first mention",
        "When was {f} founded?", _TOWN,
    ),
    (
        "place", "the mayor of {f}", "who the mayor of {f} is",
        "mayor|lord provost",
        "Who is the mayor of {f}?", _TOWN,
    ),
    (
        "place", "the elevation of {f}", "how far above sea level {f} lies",
        "elevation|sea level|altitude|above",
        "", _TOWN,
    ),
    (
        "place", "the rainfall in {f}", "how much rain falls in {f}",
        "rain|precipitation|climate|weather",
        "How much rain falls in {f}?", _PLACE,
    ),
    (
        "place", "the currency of {f}", "what the currency of {f} is",
        "currency|currencies|dollar|euro|franc|pound|peso|shilling|coin|money|rupee|dinar",
        "What is the currency of {f}?", _LAND,
    ),
    (
        "place", "the national anthem of {f}", "what the national anthem of {f} is",
        "anthem",
        "What is the national anthem of {f}?", _LAND,
    ),
    (
        "place", "the highest mountain in {f}", "what the highest mountain in {f} is",
        "mountain|peak|highest|summit|elevation|mount|mt.",
        "What is the highest mountain in {f}?", _LAND,
    ),
    (
        "place", "the life expectancy in {f}", "what the life expectancy in {f} is",
        "life expectancy|lifespan|expectanc",
        "What is the life expectancy in {f}?", _LAND,
    ),
    (
        "place", "the climate of {f}", "what the climate of {f} is like",
        "climat|weather|temperat|rain|winter|summer|snow|humid|arid|tropical|monsoon|°",
        "What is the climate of {f} like?", _PLACE,
    ),
    (
        "place", "the economy of {f}", "what the economy of {f} is based on",
        "econom|trade|industr|export|agricultur|tourism|mining|farm|factor|compan",
        "What is the economy of {f} based on?", _PLACE,
    ),
    (
        "place", "the religion of {f}", "which religions there are in {f}",
        "religi|church|christ|muslim|islam|catholic|hindu|buddh|jew|protestant|temple|mosque",
        "Which religions are there in {f}?", _SETTLED,
    ),
    (
        "place", "the airport of {f}", "which airport {f} has",
        "airport|airfield|aerodrome|flight|airline",
        "", _TOWN,
    ),
    (
        "place", "the university of {f}", "when the university of {f} was founded",
        "universit|college|academ|higher education",
        "When was the university of {f} founded?", _TOWN,
    ),
    (
        "place", "the architect of {f}", "who the architect of {f} was",
        "architect|design|engineer|plans",
        "Who was the architect of {f}?", _BUILT,
    ),
    (
        "place", "the height of {f}", "how tall {f} is",
        "tall|height|high|metre|meter|feet| m | m.| ft|storey|story|floors",
        "How tall is {f}?", _BUILT,
    ),
    (
        "person", "the birthplace of {f}", "where {f} was born",
        "born|birth|native|grew up|childhood|raised|hometown|home town|son of|daughter of",
        "Where was {f} born?", "",
    ),
    (
        "person", "the children of {f}", "how many children {f} had",
        "child| son|daughter|kids|famil|offspring|father of|mother of",
        "", "",
    ),
    (
        "person", "the marriage of {f}", "who {f} was married to",
        "marri|marry|wife|husband|spouse|wed |wedding|divorc|bride|widow|engaged|partner|wives",
        "Who was {f} married to?", "",
    ),
    (
        "person", "the schooling of {f}", "where {f} went to school",
        "school|educat|study|studie|universit|college|academ|student|tutor|taught|pupil|degree",
        "", "",
    ),
    (
        "person", "the grave of {f}", "where {f} is buried",
        "buri|tomb|grave|cemetery|interred|remains|funeral|mausoleum|ashes|cremat|body|crypt|pyramid",
        "Where is {f} buried?", r"\d{3,4}\)? ?[–—-] ?(?:\w+ )?(?:\w+ )?\d{3,4}\)",
    ),
    (
        "person", "the languages of {f}", "which languages {f} spoke",
        "language|spoke|speak|fluent|translat|latin|dialect",
        "", "",
    ),
    (
        "living", "the life span of {f}", "how long {f} live{s}",
        "life span|lifespan|life-span|longevity|years|old|live|lifetime|age",
        "", _ANIMAL,
    ),
    (
        "living", "the diet of {f}", "what {f} eat{s}",
        " eat|feed| fed |diet|prey|food|insectivor|carnivor|herbivor|omnivor|graz|brows|hunt|forag|predat|consume",
        "", _ANIMAL,
    ),
    (
        "living", "the speed of {f}", "how fast {f} run{s}",
        "speed|km/h|mph|fast|swift|run|kilomet",
        "", _KIND + r"\b(?:dogs?|cats?|bears?)\b",
    ),
    (
        "living", "the weight of {f}", "what {f} weigh{s}",
        "weigh|kg|gram|pound| lb|mass|tonne| g |ounce| oz",
        "", _ANIMAL,
    ),
    (
        "living", "the sleep of {f}", "how many hours a day {f} sleep{s}",
        "sleep|slept|hibernat|rest|nocturnal|diurnal|dormant",
        "", _ANIMAL,
    ),
    (
        "living", "the eggs of {f}", "how many eggs {f} lay{s}",
        "egg|clutch|lays|laying|brood|nest",
        "", _KIND + r"\b(?:birds?|reptiles?|snakes?|frogs?|lizards?|turtles?)\b",
    ),
    (
        "living", "the enemies of {f}", "which enemies {f} {has}",
        "predat|enem|prey|hunted|eaten by|killed by|threat",
        "", _ANIMAL,
    ),
    (
        "person", "the death of {f}", "how {f} died",
        "died|death|dead|kill|execut|murder|assassin|suicide|perish|illness|deceased|poison|drown",
        "", r"\d{4}",
    ),
    (
        "person", "the religion of {f}", "what the religion of {f} was",
        "religi|church|christ|muslim|islam|catholic|hindu|buddh|jew|protestant|god|faith|pious|anglican|athe",
        "What was the religion of {f}?", "",
    ),
    (
        "thing", "the first use of {f}", "when {f} {was} first used",
        "first|origin|ancient|centur|histor|invent|introduc|discover|early|earli|began|old",
        "When {was} {f} first used?", "",
    ),
    (
        "work", "the author of {f}", "who the author of {f} was",
        "author|writ|wrote|novelist| by |penned|playwright|poet",
        "Who was the author of {f}?", _KIND + r"\b(?:novel|book|poem|play|epic)\b",
    ),
    (
        "work", "the cost of {f}", "what the budget of {f} was",
        "budget|cost|million|$|£|€|expens|financ|spent|grossed",
        "What was the budget of {f}?", _KIND + r"\b(?:film|series|movie|opera|game)\b",
    ),
    (
        "event", "the death toll of {f}", "how many people died in {f}",
        "died|death|killed|casualt|dead|fatal|lives|victim|losses|toll|slain|perish|wounded",
        "How many people died in {f}?", _DEADLY,
    ),
    (
        "event", "the cost of {f}", "what damage {f} caused",
        "damage|cost|$|£|losses|destro|million|billion",
        "", _KIND + r"\b(?:hurricane|storm|earthquake|cyclone|flood)\b",
    ),
    (
        "group", "the founder of {f}", "who the founder of {f} was",
        "found|establish|creat|start|form|origin|began|launch|set up|incorporat",
        "Who was the founder of {f}?", "",
    ),
    (
        "group", "the headquarters of {f}", "where the headquarters of {f} are",
        "headquarter|based|office|located|seat| hq|campus|situated",
        "Where are the headquarters of {f}?",
        _KIND + r"\b(?:company|organi[sz]ation|agency|airline|society|corporation|union)\b",
    ),
    (
        "group", "the staff of {f}", "how many employees {f} {has}",
        "employ|staff|workers|people work|workforce|jobs|members|personnel",
        "", _KIND + r"\b(?:company|airline|corporation|agency|newspaper|university)\b",
    ),
    (
        "place living group thing", "the name of {f}", "where the name of {f} comes from",
        " nam|etymolog| term| word|deriv|call|latin|greek|known as|meaning|means|coined|arabic|sanskrit|refer",
        "", "",
    ),
    (
        "living", "the chromosomes of {f}", "how many chromosomes {f} {has}",
        "chromosom|genom|diploid|karyotype",
        "", rf"{_ANIMAL}|{_KIND}\b(?:plants?|trees?|flower|shrub|herb|species)\b",
    ),
    (
        "place", "the time zone of {f}", "what the time zone of {f} is",
        "time zone|utc|gmt|timezone|summer time|daylight",
        "What is the time zone of {f}?", _SETTLED,
    ),
    (
        "place", "the colours of the flag of {f}", "what the colours of the flag of {f} are",
        "flag|colour|banner|tricolo",
        "What are the colours of the flag of {f}?", _LAND,
    ),
    (
        "work", "the translations of {f}", "which languages {f} was translated into",
        "translat|language|edition",
        "", _KIND + r"\b(?:novel|book|poem|play|epic)\b",
    ),
    (
        "group", "the members of {f}", "how many members {f} {has}",
        "member|strong|join|belong",
        "", "",
    ),
    (
        "work", "the sales of {f}", "how many copies of {f} were sold",
        " cop| sold|sale|sell|million|circulation|charts|number one",
        "How many copies of {f} were sold?", "",
    ),
    (
        "thing", "the price of {f}", "what the price of {f} is",
        "cost|price|$|£|€|expens|cheap|afford|dollar|value",
        "What is the price of {f}?",
        _KIND + r"\b(?:metal|metallic|beverage|drink|fuel|alloy|instrument|software|paper|fabric|gemstone)\b",
    ),
    (
        "place", "the dialling code of {f}", "what the dialling code of {f} is",
        "dial|calling code|area code|telephon|country code|phone",
        "What is the dialling code of {f}?", _SETTLED,
    ),
    (
        "place", "the twin towns of {f}", "which twin towns {f} has",
        "twin|sister cit|sister town|partner",
        "", _TOWN,
    ),
    (
        "place", "the hospitals in {f}", "how many hospitals there are in {f}",
        "hospital|clinic|medical|health",
        "How many hospitals are there in {f}?", _SETTLED,
    ),
    (
        "place", "the newspapers of {f}", "which newspapers there are in {f}",
        "newspaper|press|daily|journal|media|magazine",
        "Which newspapers are there in {f}?", _SETTLED,
    ),
    (
        "person", "the brothers and sisters of {f}", "how many brothers and sisters {f} had",
        "brother|sister|sibling|eldest|youngest|child|twin|son of|daughter of",
        "", "",
    ),
    (
        "event", "the weather during {f}", "what the weather during {f} was like",
        "weather|rain|snow|storm|cold|heat|fog|mud|wind|winter|climate|hurricane|cyclone",
        "What was the weather during {f} like?", _KIND + r"\b(?:battle|siege|war|attack|disaster|fire)\b",
    ),
    (
        "code option", "the history of {f}", "which version introduced {f}",
        "version|introduc|added|since|visual studio|c++1|c++2| new |starting|available|obsolete|support",
        "Which version introduced {f}?", "",
    ),
    (
        "code", "the exceptions of {f}", "which exceptions {f} can throw",
        "throw|exception|noexcept|nothrow|fail|error",
        "Which exceptions can {f} throw?", _KIND + r"\b(?:function|method|operator|constructor)\b",
    ),
    (
        "code", "the thread safety of {f}", "whether {f} is thread-safe",
        "thread|concurren|atomic|synchroni|parallel|reentran|race|lock",
        "Is {f} thread-safe?", "",
    ),
    (
        "code option guide", "the performance of {f}", "how {f} {does} in terms of performance",
        "perform|fast|slow|speed|efficien|optimi|overhead|complexity|time|cost",
        "", "",
    ),
    (
        _TECHNICAL, "the use of {f} on Linux", "whether {f} work{s} on Linux",
        "linux|platform|portab|gcc|clang|posix|unix|windows only|cross-|operating system| mac |standard",
        "", "",
    ),
)  # fmt: skip


@cache
def _attributes() -> dict[str, tuple[Attribute, ...]]:
    found: dict[str, list[Attribute]] = {}
    for sorts, noun, clause, triggers, question, lead in _TABLE:
        attribute = Attribute(
            noun,
            clause,
            question,
            tuple(triggers.split("|")),
            frozenset(sorts.split()),
            re.compile(lead) if lead else None,
        )
        for sort in attribute.sorts:
            found.setdefault(sort, []).append(attribute)
    return {sort: tuple(entries) for sort, entries in found.items()}


def attributes(sort: str, lead: str) -> Iterator[Attribute]:
    """Yield what may be asked of a topic of this sort whose document begins with ``lead``."""
    for attribute in _attributes().get(sort, ()):
        if attribute.lead is None or attribute.lead.search(lead):
            yield attribute
