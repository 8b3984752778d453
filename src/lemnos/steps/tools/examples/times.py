"""Order the times of an object as they follow in the life of a resource: created, updated, completed, expires.

Texts in ISO 8601 and whole seconds or milliseconds since 1970 are times. Not handled: times in different objects.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.schemas.validation import Schema, conforms, is_type

_RANKS = {
    word: rank
    for rank, words in enumerate(
        (
            "birth born founded",
            "created creation create registered registration inserted added opened submitted ordered requested queued",
            "published activated approved confirmed issued accepted sent received paid scheduled",
            "started start starts begin begins began from since effective",
            "updated update modified modification changed edited last latest accessed seen login used synced",
            "processed settled captured refunded reviewed verified failed completed completion finished ended end ends "
            "until to closed resolved shipped cancelled canceled stopped",
            "deleted archived",
            "expires expiry expiration expire expired due deadline renewal",
        )
    )
    for word in words.split()
}
"""Word in the name of a time → its place in the life of a resource."""
_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:([T ])(\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
_SECONDS = (1_000_000_000, 4_000_000_000)


def order_times(
    value: dict[str, Any], properties: Mapping[str, Schema], root: Schema, sent: frozenset[str] = frozenset()
) -> None:
    """Order the times of an object in place, so that creation precedes change, and change precedes expiry.

    Args:
        value: The object.
        properties: The schemas of its properties.
        root: The schema within which references are resolved.
        sent: Properties whose values stay as they are.
    """
    times = []
    for key, each in value.items():
        if (moment := _moment(each)) is not None and (rank := _rank(key)) is not None:
            times.append((rank, moment, key))
    if len(times) < 2:
        return
    fixed = {key: (rank, moment) for rank, moment, key in times if key in sent}
    free = sorted((time for time in times if time[2] not in sent), key=lambda time: time[0])
    moments = sorted(moment for _, moment, _ in free)
    for (rank, _, key), moment in zip(free, moments, strict=True):
        latest = min((each for order, each in fixed.values() if order > rank), default=None)
        earliest = max((each for order, each in fixed.values() if order < rank), default=None)
        if latest is not None and moment >= latest:
            moment = latest - timedelta(days=3 * (8 - rank))
        if earliest is not None and moment <= earliest:
            moment = earliest + timedelta(days=3 * (rank + 1))
        new = _written(moment, value[key])
        if conforms(new, properties.get(key, True), root):
            value[key] = new


def _rank(name: str) -> int | None:
    return next((_RANKS[word] for word in reversed(words_of(name)) if word in _RANKS), None)


def _moment(value: Any) -> datetime | None:
    """Return the moment that a text or a number of seconds or milliseconds names; None if it names none."""
    if isinstance(value, str):
        if not (match := _TIME.fullmatch(value)):
            return None
        try:
            return datetime.fromisoformat(f"{match[1]}T{match[3] or '00:00:00'}+00:00")
        except ValueError:
            return None
    if is_type(value, "integer"):
        for unit in (1, 1000):
            if _SECONDS[0] <= value / unit < _SECONDS[1]:
                return datetime.fromtimestamp(value / unit, UTC)
    return None


def _written(moment: datetime, like: Any) -> Any:
    """Return a moment in the form of ``like``."""
    if not isinstance(like, str):
        seconds = moment.timestamp()
        return int(seconds * 1000) if like >= _SECONDS[1] else int(seconds)
    match = _TIME.fullmatch(like)
    if match is None or match[3] is None:
        return moment.date().isoformat()
    clock = moment.strftime("%H:%M:%S")[: len(match[3])]
    return f"{moment.date().isoformat()}{match[2]}{clock}{match[4] or ''}{match[5] or ''}"
