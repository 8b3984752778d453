"""Defines ``Form``, one form in which people keep trajectories: how it is recognised, and how it is read.

A form is recognised by content, never by a file's name. A ``value`` form has one JSON value for each record: a line, an
element of an array, a row of Parquet, or a whole document; a document that is no JSON is one value too, its text. A
``session`` form has one record, or the branches of one, in a file of lines.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from lemnos.records import Rejected
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.normal.text import plain


class Line(NamedTuple):
    """A value of a file of lines, or of an array, with its position."""

    value: Any
    source: str
    """``file:line`` or ``file#/number``."""


ReadValue = Callable[[Line, Context], Iterator[Draft | Rejected]]
ReadSession = Callable[[Sequence[Line], Context], Iterator[Draft | Rejected]]


class Form(NamedTuple):
    """A form of trajectories."""

    name: str
    """Stable name: ``openai_chat``."""
    title: str
    """What people call it: ``OpenAI chat messages``."""
    unit: Literal["value", "session"]
    looks_like: Callable[[Any], bool]
    """Whether a value is a record of this form; for a ``session``, whether it is a line of one. Cheap: it looks at keys
    and types, never raises, and is false for every other form's records."""
    read: ReadValue | ReadSession
    """Value → drafts; for a ``session``, all lines of the file → drafts. What cannot be read becomes ``Rejected``
    (``refused``). It may raise ``FormError`` for a record that is broken; the caller rejects it."""
    known_from: Literal["data", "documentation"] = "data"
    """Whether the form was checked against real files, or is known from its documentation alone."""


class FormError(ValueError):
    """A record does not follow its form; the message says how, for ``Rejected.reason``."""


def refused(rule: str, reason: str, source: str, record: str = "") -> Rejected:
    """Return the rejection of a record that yields no trajectory."""
    return Rejected(stage="trajectories", rule=rule, reason=plain(reason), source=source, record=plain(record))
