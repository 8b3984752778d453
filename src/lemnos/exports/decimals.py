"""Decimals that survive a reader which does not round well: JSON text → the same values, some spelled otherwise.

``datasets`` decodes columns of JSON with the reader of pandas, which sums a decimal up from its digits: of ``1.7`` it
makes 1 + 7 × 0.1, one unit in the last place too many, and it drops digits behind the fifteenth. The same value with
zeros at its end (``1.700000``), or as a whole number with an exponent, often comes out right. A reader that rounds as
JSON's readers should sees no difference. What has no such spelling stays as it is.
Source: pandas, ``ultrajsondec.c``, ``decode_numeric``.
"""

import math
import re
from collections.abc import Iterator
from functools import lru_cache

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?')
_DECIMALS = 15
"""Digits behind the point that are read."""
_WHOLE = 1 << 63
_TENTHS = tuple(float(f"1e-{count}") for count in range(_DECIMALS + 1))


def spelled(text: str) -> str:
    """Return JSON text in which decimals that would come out wrong are spelled otherwise.

    >>> spelled('{"share": 1.7, "name": "1.7", "times": 3, "level": 2.5}')
    '{"share": 1.700000, "name": "1.7", "times": 3, "level": 2.5}'
    """
    return _TOKEN.sub(_spelled, text) if "." in text or "e" in text or "E" in text else text


def _spelled(found: re.Match[str]) -> str:
    text = found[0]
    if text.startswith('"') or (found[3] is None and found[4] is None):
        return text
    return _decimal(text)


@lru_cache(maxsize=4096)
def _decimal(text: str) -> str:
    value = float(text)
    return next((other for other in _spellings(text) if _read(other) == value), text)


def _spellings(text: str) -> Iterator[str]:
    """Yield the ways to write one decimal, the way it is written first."""
    yield text
    sign, whole, fraction, exponent = _TOKEN.fullmatch(text).groups("")  # type: ignore[union-attr]
    power = int(exponent or 0)
    tail = f"e{exponent}" if exponent else ""
    for zeros in range(1, _DECIMALS + 1 - len(fraction)):
        yield f"{sign}{whole}.{fraction}{'0' * zeros}{tail}"
    digits = f"{whole}{fraction}".lstrip("0") or "0"
    for zeros in range(len(str(_WHOLE)) - len(digits)):
        yield f"{sign}{digits}{'0' * zeros}e{power - len(fraction) - zeros}"
    for place in range(1, len(digits)):
        yield f"{sign}{digits[:place]}.{digits[place:]}e{power - len(fraction) + len(digits) - place}"


def _read(text: str) -> float | None:
    """Return what pandas' reader makes of a decimal; None where it refuses it."""
    sign, whole, fraction, exponent = _TOKEN.fullmatch(text).groups("")  # type: ignore[union-attr]
    if int(whole) >= _WHOLE:
        return None
    parts = 0.0
    for digit in fraction[:_DECIMALS]:
        parts = parts * 10.0 + float(digit)
    value = float(int(whole)) + parts * _TENTHS[len(fraction[:_DECIMALS])]
    try:
        value *= math.pow(10.0, int(exponent or 0))
    except OverflowError:
        return None
    return -value if sign else value
