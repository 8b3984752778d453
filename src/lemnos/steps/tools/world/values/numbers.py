"""Makes numbers: name, keywords of the schema -> a function of a scene that returns a number within the bounds."""

import math
from collections.abc import Callable
from typing import Any

from lemnos.steps.tools.examples.adjust import bounded
from lemnos.steps.tools.examples.example_values import is_identifier, words_of
from lemnos.steps.tools.examples.prose import number_in
from lemnos.steps.tools.naming.nouns import is_plural
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.world.values.drawn import version_told
from lemnos.steps.tools.world.values.moments import is_moment, moment_of, number_of, says_epoch
from lemnos.steps.tools.world.values.scene import Scene
from lemnos.steps.tools.world.values.tables import MONEY, NUMBERS, WHOLE

Amount = Callable[[Scene], int | float]

_COORDINATES = {"lat": 3, "latitude": 3, "lng": 4, "lon": 4, "long": 4, "longitude": 4}
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")
_LARGEST_EXAMPLE = 10**7
_SHARES = frozenset("percent percentage rate".split())
_REDUCTIONS = frozenset("discount coupon voucher promotion promo rebate offer sale".split())
"""Nouns of what makes something cheaper, by a share that is seldom half."""
_OPEN = frozenset("uncleared pending unconfirmed unsettled unposted uncollected blocked reserved".split())
"""Words of the part of a balance that may change still."""
_INCLUDING = frozenset("with including incl inc plus".split())
_EXCLUDING = frozenset("without excluding excl exc before net".split())
_UNITS = frozenset("hours minutes days weeks months years seconds kilometers meters miles taxes fees costs".split())


def amount_of(name: str, flat: dict[str, Any], owner: tuple[str, ...] = ()) -> Amount:
    """Return what makes the numbers of a field.

    Args:
        name: Name of the field.
        flat: Its schema, flattened.
        owner: Words of the object that has the field.
    """
    whole = "integer" in types(flat) and "number" not in types(flat)
    version = version_told(words_of(name), owner)
    plain = _plain_amount(name, flat, owner, whole=whole) if version is None else lambda _scene: version
    if not any(each in flat for each in _BOUNDS):
        return plain
    return lambda scene: bounded(plain(scene), flat, whole=whole)


def _plain_amount(name: str, flat: dict[str, Any], owner: tuple[str, ...], *, whole: bool) -> Amount:
    words = _of_sum(words_of(name))
    description = str(flat.get("description", ""))
    if is_moment(name) or says_epoch(description):
        moment = moment_of(name)
        return lambda scene: number_of(moment(scene), name, flat)
    last = words[-1] if words else ""
    if last in _COORDINATES and not whole:
        index = _COORDINATES[last]
        return lambda scene: float(scene.place[index])
    if (given := _example(flat, description, whole=whole)) is not None and not is_identifier(name, description):
        return _near(given, last)
    if is_identifier(name, description):
        return lambda scene: 1000 + int(scene.random.random() * 99_000)
    for start in range(max(0, len(words) - 3), len(words)):
        key = "_".join(words[start:])
        if key in MONEY and not (owner[-1:] and owner[-1] in _REDUCTIONS and words[-1] in _SHARES):
            return _money(MONEY[key], words, description, whole=whole)
        if key in NUMBERS:
            low, high = _reduced(NUMBERS[key], key, flat, owner)
            return _between(low, high, whole=whole or key in WHOLE or key.rpartition("_")[2] in WHOLE)
    if last.endswith("count") or (is_plural(last) and last not in _UNITS):
        return _between(1, 240, whole=True)
    if len(words) > 1 and words[0] in ("num", "count", "number", "total") and not {"cents", "amount"} & {*words}:
        return _between(1, 24, whole=True)
    least, most = flat.get("minimum"), flat.get("maximum")
    if least is not None and most is not None and 0 < most - least <= 10_000:
        return _between(float(least), float(most), whole=whole)
    return _between(1, 100, whole=whole)


def _of_sum(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a sum of money without those that say what it includes: ``total_with_shipping`` is a total.

    >>> _of_sum(("total", "with", "shipping")), _of_sum(("total", "excluding", "tax"))
    (('total',), ('subtotal',))
    """
    at = next((at for at, word in enumerate(words) if word in _INCLUDING | _EXCLUDING), 0)
    if not at or ("_".join(words[max(0, at - 2) : at]) not in MONEY and words[at - 1] not in MONEY):
        return words
    if "price" in words[:at] and "total" not in words[:at]:
        return words[:at]
    return ("total",) if words[at] in _INCLUDING else ("subtotal",)


def _reduced(
    bounds: tuple[float, float], key: str, flat: dict[str, Any], owner: tuple[str, ...]
) -> tuple[float, float]:
    """Return the bounds of a number: of a reduction or a tax, shares that there are; of a fraction, parts of one."""
    low, high = bounds
    last = key.rpartition("_")[2]
    if last in _SHARES and owner[-1:] and owner[-1] in _REDUCTIONS:
        low, high = 5, 40
    elif last in _SHARES and "tax" in owner:
        low, high = 5, 25
    return (low / 100, high / 100) if high > 1 >= flat.get("maximum", high) and last in _SHARES else (low, high)


def _between(low: float, high: float, *, whole: bool) -> Amount:
    if whole:
        first, count = math.ceil(low), max(1, math.floor(high) - math.ceil(low) + 1)
        return lambda scene: first + int(scene.random.random() * count)
    return lambda scene: round(low + scene.random.random() * (high - low), 2)


def _money(part: str, words: tuple[str, ...], description: str, *, whole: bool) -> Amount:
    if part == "balance" and not _OPEN.isdisjoint(words):
        return lambda _scene: 0  # what is not settled yet: all is
    if whole and (
        "cents" in words or "cents" in description.lower() or "smallest currency unit" in description.lower()
    ):
        return lambda scene: round(100 * scene.money[part])
    if whole:
        return lambda scene: round(scene.money[part])
    return lambda scene: scene.money[part]


def _near(given: tuple[float, ...], last: str) -> Amount:
    """Return what makes numbers of the size of the examples; codes, small numbers and shares stay as they are."""

    def near(scene: Scene) -> int | float:
        example = given[int(scene.random.random() * len(given))]
        if len(given) == 1 and isinstance(example, int) and example > _LARGEST_EXAMPLE:
            return example - example % 10_000 + int(scene.random.random() * 10_000)  # a number that is dialled
        if len(given) > 1 or not 10 < abs(example) < _LARGEST_EXAMPLE or last in ("code", "status", "year", "version"):
            return example
        made = example * (0.6 + 0.8 * scene.random.random())
        if isinstance(example, int):
            return round(made)
        text = repr(example)
        return round(made, len(text) - text.index(".") - 1 if "." in text and "e" not in text else 2)

    return near


def _example(flat: dict[str, Any], description: str, *, whole: bool) -> tuple[float, ...] | None:
    given = flat.get("examples", [])
    numbers: list[float] = [
        each
        for each in (given if isinstance(given, list) else [given])
        if isinstance(each, int | float) and not isinstance(each, bool) and (not whole or float(each).is_integer())
    ]
    default = flat.get("default")
    if not numbers and isinstance(default, int | float) and not isinstance(default, bool) and default:
        numbers = [default]
    if not numbers and (said := number_in(description)) is not None and (not whole or said.is_integer()):
        numbers = [said]
    kept = [int(each) if whole else each for each in numbers if math.isfinite(each)]
    return tuple(kept) or None
