"""Adjust example values to names and bounds: ordered pairs, multiples, alphabets that patterns allow, singulars."""

import math
import re
from collections.abc import Iterable, Sequence
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

_SLUG = re.compile(
    r"lower-?case|hyphens?\b|dashes|(?:no|without|not contain) (?:any )?(?:white)?spaces?|URL-safe", re.I
)
"""What the description of an identifier says that has small letters and no spaces."""
TITLED = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*")
"""A name as the tables of values write it: "Blue Lantern"."""


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


def with_versions(arn: str) -> tuple[str, ...]:
    """Return an Amazon Resource Name with the endings that the names of versioned resources have.

    >>> with_versions("arn:aws:imagebuilder:eu-west-1:123456789012:image/7a6b")[1]
    'arn:aws:imagebuilder:eu-west-1:123456789012:image/7a6b/1.0.0'
    """
    return (arn, f"{arn}/1.0.0", f"{arn}/1.0.0/1", f"{arn}:1")


def spelt(text: str, description: str) -> str:
    """Return an invented name in small letters without spaces, if the description of the parameter asks for that.

    >>> spelt("Blue Lantern", "Lowercase letters and hyphens."), spelt("Blue Lantern", "Shown in lists.")
    ('blue-lantern', 'Blue Lantern')
    """
    return slugs(text)[0] if _SLUG.search(description) and TITLED.fullmatch(text) else text


def slugs(text: str) -> tuple[str, ...]:
    """Return a text in the alphabets that patterns usually allow."""
    return (
        re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-"),
        re.sub(r"[^A-Za-z0-9]+", "-", text).strip("-"),
        re.sub(r"\W+", "_", text, flags=re.ASCII).strip("_"),
        re.sub(r"[^A-Za-z0-9]+", "", text),
    )


def with_needed(
    value: dict[str, Any], guessed: dict[str, Any], least: int, groups: Iterable[Sequence[str]]
) -> dict[str, Any]:
    """Return an object with those of its guessed properties without which it would be too small.

    Args:
        value: The properties of which something is known.
        guessed: The others, which are left out if they can be.
        least: How many properties the object must have.
        groups: Groups of properties of which it must have one.
    """
    whole = dict(value)
    for group in groups:
        if not any(key in whole for key in group):
            whole |= {key: guessed[key] for key in [key for key in group if key in guessed][:1]}
    missing = [key for key in guessed if key not in whole][: max(0, least - len(whole))]
    return whole | {key: guessed[key] for key in missing}


def singular(name: str) -> str:
    """Return the singular of an English noun.

    >>> singular("entries"), singular("boxes"), singular("status")
    ('entry', 'box', 'status')
    """
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
