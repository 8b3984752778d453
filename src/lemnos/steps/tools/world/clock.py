"""Holds the clock of a world, which stands still unless told, and writes its times in the form that a schema wants."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from lemnos.steps.tools.examples.example_values import normalised, words_of
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.world.values.seeds import seed_of

_START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""After all times of the entities with which worlds start."""
_CREATED = frozenset(
    "created creation createdat createdon createddate createdtime creationdate creationtime createtime datecreated "
    "insertedat registeredat addedat createdtimestamp creationtimestamp".split()
)
_UPDATED = frozenset(
    "updated updatedat updatedon updateddate updatetime lastupdated lastmodified modified modifiedat modifiedon "
    "lastupdatetime dateupdated datemodified lastmodifiedtime lastmodifieddate lastupdatedat updatedtime modifieddate "
    "lastupdateddate lastmodifiedat modificationdate".split()
)


_TIME_WORDS = frozenset("at on date time timestamp datetime utc".split())
_SET = frozenset("created updated modified changed edited creation modification".split())
_USED = frozenset("seen login signin accessed access used activity active sync synced viewed visited update".split())


@lru_cache(maxsize=1024)
def _start_of(seed: str) -> datetime:
    return _START + timedelta(days=seed_of(seed, "clock") % 150, minutes=seed_of(seed, "minutes") % 480)


class Clock:
    """The time of a world.

    Args:
        seed: Decides on which day the world starts.
    """

    def __init__(self, seed: str) -> None:
        self._start = _start_of(seed)
        self.seconds = 0
        """Seconds since the world was made."""

    @property
    def now(self) -> datetime:
        """The present of the world."""
        return self._start + timedelta(seconds=self.seconds)

    def written(self, name: str, schema: Any, root: Any) -> Any:
        """Return the present as a value of a field; None if the field holds no time."""
        now = self.now
        text = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        if not isinstance(schema, dict):
            return text
        kinds = types(schema)
        form = schema.get("format", "")
        if "integer" in kinds or "number" in kinds:
            seconds = int(now.timestamp())
            said = f"{schema.get('description', '')} {form}".lower()
            made: Any = (
                seconds * 1000
                if "milli" in said or "ms" in words_of(name) or ("int64" in said and "second" not in said)
                else seconds
            )
        elif form == "date":
            made = text[:10]
        else:
            made = text
        for each in (made, text, text[:10], text[:-1] + ".000Z", text[:19].replace("T", " ")):
            if conforms(each, schema, root):
                return each
        return None


@lru_cache(maxsize=8192)
def is_created(name: str) -> bool:
    """Return whether a field holds the time at which an entity was created.

    >>> is_created("createdAt"), is_created("time_created"), is_created("created_by")
    (True, True, False)
    """
    return normalised(name) in _CREATED or (is_timed(name) and _bare(name) in (("created",), ("creation",)))


@lru_cache(maxsize=8192)
def is_updated(name: str) -> bool:
    """Return whether a field holds the time at which an entity was last changed."""
    return normalised(name) in _UPDATED or (is_timed(name) and _bare(name) in (("updated",), ("modified",)))


def is_timed(name: str) -> bool:
    """Return whether the name of a field has a word for a time beside others."""
    return 0 < len(_bare(name)) < len(words_of(name))


@lru_cache(maxsize=8192)
def _bare(name: str) -> tuple[str, ...]:
    """Return the words of a name without those for times."""
    return tuple(word for word in words_of(name) if word not in _TIME_WORDS)


@lru_cache(maxsize=8192)
def is_managed(name: str) -> bool:
    """Return whether a field holds a time that the service sets by itself, whoever sends it.

    >>> [is_managed(name) for name in ("date_updated", "lastSeenAt", "created", "dueDate", "last_payment_date")]
    [True, True, True, False, False]
    """
    if is_created(name) or is_updated(name):
        return True
    rest = _bare(name)
    if len(rest) == 1 and is_timed(name):
        return rest[0] in _SET
    return len(rest) == 2 and rest[0] in ("last", "latest") and rest[1] in _SET | _USED
