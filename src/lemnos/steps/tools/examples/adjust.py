"""Adjust example values to names and bounds: ordered pairs, multiples, alphabets that patterns allow, singulars."""

import math
import re
from collections.abc import Collection, Mapping
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.flatten import Flat, ImpossibleError
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

_LATER = {
    "min": "max", "minimum": "maximum", "start": "end", "from": "to", "since": "until", "after": "before",
    "low": "high", "begin": "end", "lower": "upper", "in": "out", "smallest": "largest",
    "created": "updated", "started": "completed",
}  # fmt: skip
"""Pairs of words in the names of two arguments; the argument with the first word has the smaller value."""
_ENDS = frozenset(_LATER.items()) - {("in", "out"), ("created", "updated"), ("started", "completed")}
"""Pairs of words that mark the two ends of one range."""
_CURSOR_WORDS = frozenset("id uuid guid cursor token marker key".split())
_DATE = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:[T ]|$)|\d\d:\d\d|\d+$")

_COORDINATES = {
    "lat": ("lon", "lng", "long"), "lon": ("lat",), "lng": ("lat",),
    "latitude": ("longitude",), "longitude": ("latitude",),
}  # fmt: skip
"""Words in the names of one coordinate of a place → those of the other."""


def order_bounds(value: dict[str, Any], properties: dict[str, Schema], root: Schema) -> None:
    """Swap the values of ``min_x`` and ``max_x``, ``start`` and ``end`` where the first is the larger."""
    for key in value:
        words = words_of(key)
        for index, word in enumerate(words):
            partner = _LATER.get(word)
            if partner is None:
                continue
            counterpart = next(
                (each for each in value if words_of(each) == (*words[:index], partner, *words[index + 1 :])), None
            )
            if counterpart is None:
                continue
            low, high = value[key], value[counterpart]
            numbers = is_type(low, "number") and is_type(high, "number")
            dates = isinstance(low, str) and isinstance(high, str) and low[:4].isdigit() and high[:4].isdigit()
            if (
                (numbers or dates)
                and low > high
                and conforms(high, properties.get(key, True), root)
                and conforms(low, properties.get(counterpart, True), root)
            ):
                value[key], value[counterpart] = high, low


def paired(added: dict[str, Any], sent: Collection[str]) -> dict[str, Any]:
    """Return arguments without one coordinate of a place whose other one is sent neither.

    >>> paired({"lat": 1.5, "max": 3}, ()), paired({"lat": 1.5}, ("lon",))
    ({'max': 3}, {'lat': 1.5})
    """
    known = {words_of(name) for name in (*added, *sent)}
    return {
        name: value
        for name, value in added.items()
        if all(
            any((*words[:index], other, *words[index + 1 :]) in known for other in _COORDINATES[word])
            for words in (words_of(name),)
            for index, word in enumerate(words)
            if word in _COORDINATES
        )
    }


def without_opposites(added: dict[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return optional arguments without those that mark the other end of a range which is empty, or of a cursor.

    Two ends with one value leave nothing between them, and of two ids nobody knows which is the later.

    >>> without_opposites({"after_id": "5f3a", "before_id": "5f3b", "since": "2024-01-01", "until": "2024-02-01"}, {})
    {'after_id': '5f3a', 'since': '2024-01-01', 'until': '2024-02-01'}
    """
    kept = dict(sent)
    for name, value in added.items():
        others = [kept[each] for each in kept if _are_opposites(words_of(name), words_of(each))]
        is_cursor = not _CURSOR_WORDS.isdisjoint(words_of(name)) and not _is_ordered(value)
        if value not in others and not (others and is_cursor):
            kept[name] = value
    return {name: value for name, value in added.items() if name in kept}


def _are_opposites(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Return whether the words of two names differ only in one that marks an end of a range."""
    if len(first) != len(second):
        return False
    different = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(different) == 1 and (different[0] in _ENDS or different[0][::-1] in _ENDS)


def _is_ordered(value: Any) -> bool:
    """Return whether a value is a number, a date or a time, of which everybody sees which of two is the later."""
    return is_type(value, "number") or (isinstance(value, str) and _DATE.match(value) is not None)


def slugs(text: str) -> tuple[str, ...]:
    """Return a text in the alphabets that patterns usually allow."""
    return (
        re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"),
        re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-"),
        re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_"),
        re.sub(r"[^A-Za-z0-9]+", "", text),
    )


_IN_I = frozenset(
    "abi alibi ami aoi api bikini bonsai cgi cli corgi doi emoji epi gui imei jedi kiwi kpi mini npi pi poi rabbi "
    "restapi roi safari salami ski semi taxi tsunami ui upi uri vpi wifi wiki yeti".split()
)
"""Nouns whose plural ends in ``is``; others that end so are singulars: analysis, basis, chassis, tennis."""


def singular_in_i(word: str) -> str:
    """Return the singular of a plural that ends in ``is``; empty if a word is none.

    >>> singular_in_i("apis"), singular_in_i("taxis"), singular_in_i("analysis")
    ('api', 'taxi', '')
    """
    return word[:-1] if word.endswith("is") and word[:-1] in _IN_I else ""


def singular(name: str) -> str:
    """Return the singular of an English noun.

    >>> singular("entries"), singular("boxes"), singular("status"), singular("wikis")
    ('entry', 'box', 'status', 'wiki')
    """
    if found := singular_in_i(re.split(r"[^a-z]", name)[-1]):
        return name[: len(name) - len(found) - 1] + found
    if name.endswith("ies") and len(name) > 4:
        return f"{name[:-3]}y"
    if name.endswith(("ches", "shes", "xes", "sses")):
        return name[:-2]
    return name[:-1] if name.endswith("s") and not name.endswith(("ss", "us", "is")) and len(name) > 3 else name


def multiple_near(near: float, step: float, low: float, high: float) -> float:
    """Return a multiple of ``step`` within the bounds, one that also passes ``multipleOf`` in binary floating point."""
    first = math.ceil(low / step) if near < low + step else round(near / step)
    for offset in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 8, 16, 50, 100):
        multiple = round((first + offset) * step, 12)
        if low <= multiple <= high and conforms(multiple, {"multipleOf": step}, True):
            return multiple
    raise ImpossibleError(f"no multiple of {step} lies within the bounds")


def quarter_gap(low: float, high: float) -> float:
    """Return a quarter of the distance between two bounds; 1 if one of them is missing or they are equal."""
    gap = (high - low) / 4
    return gap if math.isfinite(gap) and gap > 0 else 1.0


def bounded(number: float, flat: Flat, *, whole: bool) -> int | float:
    """Return a number near ``number`` that conforms to the bounds and the step of a flattened schema.

    Raises:
        ImpossibleError: There is none.
    """
    low = flat.get("minimum", -math.inf)
    high = flat.get("maximum", math.inf)
    step = flat.get("multipleOf")
    open_low = flat.get("exclusiveMinimum", -math.inf)
    open_high = flat.get("exclusiveMaximum", math.inf)
    gap = min(step or 0.5, quarter_gap(max(low, open_low), min(high, open_high)))
    if open_low >= low and open_low != -math.inf:
        low = math.floor(open_low) + 1 if whole else open_low + gap
    if open_high <= high and open_high != math.inf:
        high = math.ceil(open_high) - 1 if whole else open_high - gap
    if not low <= number <= high:
        number = low if low > number and low != -math.inf else high
        if low != -math.inf and high != math.inf:
            number = low + (high - low) / 2 if high - low < 1e15 else low
    if step and not conforms(number, {"multipleOf": step}, True):
        number = multiple_near(number, step, low, high)
    if whole:
        number = math.ceil(number) if number < low or low != -math.inf else math.floor(number)
    elif isinstance(number, float):
        short = round(number, 6)
        number = short if low <= short <= high and not step else number
    if not is_type(number, "number") or not low <= number <= high:
        raise ImpossibleError("no number lies within the bounds")
    return number
