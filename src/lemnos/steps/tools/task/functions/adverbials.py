"""Words arguments as parts of a clause, without their names: ``language: Portuguese`` ──▶ ``in Portuguese``.

Only values that read as such do: a code, or a constant of a program, stays beside its name. Limitation: English only.
"""

import re
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.task.functions.nouns import argument_words
from lemnos.steps.tools.task.functions.placing import called, in_words
from lemnos.steps.tools.task.functions.subject import MAKING
from lemnos.steps.tools.task.functions.wishes import Wish

_PLACES = frozenset("city country region state province location place area town".split())
_FROM = frozenset("start since after begin".split())
_UNTIL = frozenset("end until before".split())
_WHEN = frozenset("since after before until on".split())
_IN_ZONES = re.compile(r" (?:in|for) (?:(?:an?|the|any|specific|different|various) )*time ?zones?$")
_UNITS = ("year", "month", "day")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_BEFORE = frozenset("target source output default preferred first start end due".split())
"""Words that make another argument of one that is said by its kind alone."""


def with_adverbials(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Return a clause with what its arguments say of when, where, by whom and in which form.

    Args:
        clause: The clause.
        left: The arguments that it does not say yet; those that it says now are removed.
        wish: What is wished.
    """
    clause = _addressed(clause, left, wish)
    if not wish.reads:
        starts = {words_of(name)[0] for name in left}
        return _between(clause, left) if wish.verb in MAKING and starts & _FROM and starts & _UNTIL else clause
    clause = _between(clause, left)
    only = next((name for name in left if words_of(name)[0] in _UNTIL | {"to"}), "")
    if only and isinstance(left[only], str) and _DAY.fullmatch(left[only]) and " from " not in clause:
        clause = f"{clause} until {in_words(left.pop(only))}"
    if any(argument_words(name).replace(" ", "") == "timezone" for name in left):
        clause = _IN_ZONES.sub("", clause)
    for name in list(left):
        phrase = _phrase(name, left[name], clause)
        if phrase and not clause.endswith(phrase):
            left.pop(name)
            clause = f"{clause} {phrase}"
    return clause


def _addressed(clause: str, left: dict[str, Any], wish: Wish) -> str:
    """Say to whom something is sent."""
    if wish.verb == "invite" and (name := next((each for each in left if "@" in str(left[each])), "")):
        found = re.match(r"invite (?:(?!to )\S+ ?)+(?= to |$)", clause.replace(" to ", "  to ", 1))
        return f"invite {in_words(left.pop(name))}{clause[found.end() - 1 :] if found and ' to ' in clause else ''}"
    if wish.verb not in ("send", "forward", "share") or " to " in clause:
        return clause
    for name in left:
        words = argument_words(name).lower().split(" ")
        addresses = left[name] if isinstance(left[name], list) else [left[name]]
        if words[-1] in ("to", "recipient", "recipients", "email", "emails", "address") and all(
            isinstance(each, str) and "@" in each for each in addresses
        ):
            return f"{clause} to {in_words(left.pop(name))}"
    return clause


def _between(clause: str, left: dict[str, Any]) -> str:
    """Say from which day to which."""
    parts = {words_of(name)[-1]: name for name in left}
    if {"year", "month", "day"} <= parts.keys() and all(str(left[parts[each]]).isdecimal() for each in _UNITS):
        year, month, day = (int(left.pop(parts[each])) for each in _UNITS)
        return f"{clause} on {in_words(f'{year}-{month:02}-{day:02}')}"
    days = {name: value for name, value in left.items() if isinstance(value, str) and _DAY.fullmatch(value)}
    start = next((name for name in days if words_of(name)[0] in _FROM | {"from"}), "")
    end = next((name for name in days if words_of(name)[0] in _UNTIL | {"to"}), "")
    if " from " in clause or not start:
        return clause
    if end:
        first, last = sorted((left.pop(start), left.pop(end)))
        return f"{clause} from {in_words(first)} to {in_words(last)}"
    return f"{clause} from {in_words(left.pop(start))} on"


def _phrase(name: str, value: Any, clause: str) -> str:
    """Return the phrase that says an argument; empty if it is said by its name."""
    words = argument_words(name).lower().split(" ")
    last, text = words[-1], in_words(value)
    alone = len(words) == 1 or (len(words) == 2 and words[0] not in _BEFORE)
    if len(words) == 2 and words[0].endswith("ed") and words[1] in _WHEN and _DAY.fullmatch(str(value)):
        return f"{words[0]} {words[1]} {text}"
    if words in (["days"], ["number", "of", "days"], ["days", "back"]) and isinstance(value, int) and value > 1:
        coming = re.search(r"forecast|upcoming|next", clause)
        return f"for the {'next' if coming else 'last'} {value} days" if " for " not in clause else ""
    if isinstance(value, bool | list) or not text or not alone:
        return ""
    named = text[:1].isupper() and not text.isupper()
    phrases = {
        "language": f"in {text}" if named else "",
        "author": f"by {called(value)}" if " by " not in clause else "",
        "category": f"in the category {called(value)}" if " in the category" not in clause else "",
        "industry": f"in the {text} industry" if named else "",
        "sector": f"in the {text} sector" if named else "",
        "exchange": f"on {text}" if text.isupper() and " on " not in clause else "",
        "genre": f"in the genre {called(value)}",
        "topic": f"about {called(value)}" if " about " not in clause and " for " not in clause else "",
        "timezone": f"in the time zone {text}" if "/" in text or text.isupper() else "",
        "zone": f"in the time zone {text}" if words == ["time", "zone"] else "",
        "tag": f"with the tag {text}" if " with " not in clause else "",
        "status": f"with the status {text}" if " with " not in clause else "",
        "name": f"on {text}" if words == ["host", "name"] and " on " not in clause else "",
        "host": f"on {text}" if " on " not in clause else "",
        "year": f"for {text}" if " for " not in clause and " in " not in clause else "",
        "units": f"in {text} units" if text.lower() in ("metric", "imperial", "standard") else _degrees(text),
        "unit": f"in {text} units" if text.lower() in ("metric", "imperial", "standard") else _degrees(text),
    }
    if len(words) == 1 and last in _PLACES and named and " in " not in clause:
        said_of = " for " in re.sub(r"^\w+ for ", "", clause)
        return f"in {text}" if not said_of or last == "country" else ""
    return phrases.get(last, "")


def _degrees(text: str) -> str:
    return f"in {text.lower()}" if text.lower() in ("celsius", "fahrenheit", "kelvin") else ""
