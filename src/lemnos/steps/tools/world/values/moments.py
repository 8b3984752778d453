"""Writes times: name of a field -> which time of the entity it holds; time, form -> text or number.

``createdAt`` is the creation, ``expires`` a time after all others, ``startDate`` comes before ``endDate``.
"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from lemnos.steps.tools.examples.example_values import words_of
from lemnos.steps.tools.world.values.scene import Scene

_CREATED = frozenset(
    "created creation added inserted registered joined posted published opened issued submitted ordered received since "
    "placed requested signup registration order invoice transaction create insert publish submit register "
    "upload".split()
)
_UPDATED = frozenset(
    "updated modified changed edited last latest accessed seen synced refreshed activity modification update change "
    "processed paid shipped delivered approved confirmed modify edit".split()
)
_STARTED = frozenset("start started starts begin begins from effective scheduled departure checkin pickup open".split())
_ENDED = frozenset(
    "end ended ends finish finished completed completion until to closed stopped arrival checkout resolved delete "
    "deletion".split()
)
_BEGUN, _OVER = frozenset(("started",)), frozenset("ended finished completed closed stopped resolved deleted".split())
"""Words of a start and an end that have happened."""
_DUE = frozenset(
    "due expires expiry expiration expire expired valid next renewal deadline renews planned target".split()
)
_BORN = frozenset("birth birthday born dob birthdate birthday dateofbirth".split())
_HAPPENED = frozenset("sent paid login seen signin activity access sync run read built used active".split())
"""Words of what has happened, before ``at`` or after ``last``."""
_DONE = frozenset(
    "upload evaluation update sync scan check visit backup refresh import export change edit modification heartbeat "
    "ping contact checkin purchase publish publication deployment deploy connection synchronization synchronisation "
    "poll crawl index reboot restart boot inspection assessment".split()
)
"""Words of what is done again and again; after ``last``, the time of it."""
_TIME_WORDS = frozenset("at on date time timestamp datetime day when".split())
_EPOCH = re.compile(r"\bepoch\b|\bunix[ -]?time|\bPOSIX|seconds since", re.IGNORECASE)
_ALONE = frozenset(
    "created updated modified timestamp date datetime birthday dob expires expiry deadline expiration birthdate since "
    "lastmodified lastupdated createdat updatedat".split()
)
_TOLD = _CREATED | _UPDATED | _STARTED | _ENDED | _DUE
_NO_TIMES = frozenset("zone format range offset out of per unit type id name count".split())

Moment = Callable[[Scene], datetime]


def is_moment(name: str) -> bool:
    """Return whether a field holds a time, by its name.

    >>> [is_moment(name) for name in ("createdAt", "lastLogin", "last_upload", "last_note_at", "last_note", "lat")]
    [True, True, True, True, False, False]
    """
    words = words_of(name)
    if not words or words[-1] in _NO_TIMES:
        return False
    if "".join(words) in _ALONE:
        return True
    if words[-1] == "at" and len(words) > 2 and words[0] in ("first", "last", "latest", "next"):
        return True
    if words[-1] in ("at", "on"):
        told = _DUE | _STARTED | _ENDED | _HAPPENED
        return len(words) > 1 and (words[-2].endswith("ed") or words[-2] in told)
    if words[0] == "last" and len(words) == 2 and words[1] in _HAPPENED | _DONE:
        return True
    return words[-1] in ("date", "timestamp", "datetime", "birthday", "dob") or (
        words[-1] == "time" and not _TOLD.isdisjoint(words[:-1])
    ) or (words[-1].endswith("date") and words[-1] not in ("update", "candidate", "mandate", "validate"))  # fmt: skip


def moment_of(name: str) -> Moment:
    """Return which time of an entity a field holds, by its name; the creation if it does not say."""
    words = words_of(name)
    said = {*words}
    last = "".join(words)
    if said & _BORN or "birth" in last:
        return lambda scene: scene.born
    for names, moment in _MOMENTS:
        if said & names or any(last.startswith(each) and len(each) > 4 for each in names):
            return moment
    return _created


def _created(scene: Scene) -> datetime:
    return scene.created


_MOMENTS: tuple[tuple[frozenset[str], Moment], ...] = (
    (_DUE, lambda scene: scene.due),
    (_UPDATED, lambda scene: scene.updated),
    (_CREATED, _created),
    (_OVER, lambda scene: scene.over),
    (_ENDED, lambda scene: scene.ended),
    (_BEGUN, lambda scene: scene.begun),
    (_STARTED, lambda scene: scene.started),
)


def instant(moment: datetime) -> str:
    """Return a time as RFC 3339 writes it, in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def spellings(moment: datetime) -> tuple[str, ...]:
    """Return the forms in which APIs write a time, the usual one first."""
    text = instant(moment)
    return (
        text, text[:10], f"{text[:-1]}.000Z", f"{text[:10]} {text[11:19]}", f"{text[:-1]}+00:00", text[:-1],
        text[11:19], text[11:16], text[:4], text[:7], text[:10].replace("-", ""), f"{text[:-1]}.000000Z",
        moment.strftime("%d/%m/%Y"), moment.strftime("%m/%d/%Y"), moment.strftime("%Y%m%dT%H%M%SZ"),
        moment.strftime("%Y%m%d%H%M%S"), f"{text[:-1]}+0000", f"{text[:-1]}.000+0000", str(int(moment.timestamp())),
    )  # fmt: skip


def number_of(moment: datetime, name: str, schema: dict[str, Any]) -> int:
    """Return a time as a number: seconds since 1970, or milliseconds where name or description say so."""
    seconds = int(moment.timestamp())
    said = str(schema.get("description", "")).lower()
    if "second" not in said.replace("millisecond", "").replace("microsecond", "") and (
        "milli" in said or "ms" in words_of(name)[-1:] or "millis" in words_of(name)
    ):
        return seconds * 1000
    return seconds


def says_epoch(description: str) -> bool:
    """Return whether a description says that a number or a text counts seconds."""
    return _EPOCH.search(description) is not None
