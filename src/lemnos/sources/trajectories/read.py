"""Values of a file → trajectories: each value by its form, a session as a whole; drafts to the normal form.

One bad record is rejected with its reason; nothing that a file holds ends the run. What is skipped is no record of any
form: it is rejected as ``unknown_form`` and counted.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import Form, Line, refused
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.normal.normalise import normalise
from lemnos.sources.trajectories.recognise import form_of, session_form, wrapped

_SHOWN_KEYS = 8
_HEAD = 50
"""Values at the head of a file that decide whether it is one session."""

_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)
"""What a reader may meet in a record that does not follow its form."""


def trajectories(lines: Iterable[Line | Rejected], context: Context, licence: str) -> Iterator[Trajectory | Rejected]:
    """Yield the trajectories of a file, or of a range of a large one.

    Args:
        lines: Its values.
        context: What all its records share.
        licence: Licence of records that state none.
    """
    for item in drafts(lines, context):
        yield item if isinstance(item, Rejected) else normalise(item, licence)


def drafts(lines: Iterable[Line | Rejected], context: Context) -> Iterator[Draft | Rejected]:
    """Yield the drafts of a file; see ``trajectories``."""
    lines = iter(lines)
    head: list[Line | Rejected] = []
    for line in lines:
        head.append(line)
        if len(head) == _HEAD:
            break
    session = session_form([line.value for line in head if isinstance(line, Line)])
    if session is not None:
        values: list[Line] = []
        for line in _chained(head, lines):
            if isinstance(line, Rejected):
                yield line
            else:
                values.append(line)
        yield from _read(session, values, values[0].source.partition(":")[0], context)
        return
    for line in _chained(head, lines):
        if isinstance(line, Rejected):
            yield line
            continue
        form = form_of(line.value)
        if form is not None:
            yield from _read(form, line, line.source, context)
            continue
        if isinstance(line.value, str):
            yield refused("no_json", "the file is neither JSON, nor JSON lines, nor a log in text", line.source)
            continue
        held = wrapped(line.value)
        if held is None:
            yield refused("unknown_form", f"it is of no known form{_keys(line.value)}", line.source)
            continue
        key, items = held
        yield from drafts((Line(item, f"{line.source}#/{key}/{number}") for number, item in enumerate(items)), context)


def _chained(head: list[Line | Rejected], rest: Iterator[Line | Rejected]) -> Iterator[Line | Rejected]:
    yield from head
    yield from rest


def _read(form: Form, value: Line | Sequence[Line], source: str, context: Context) -> Iterator[Draft | Rejected]:
    """Yield what a form reads; a record that does not follow it is rejected."""
    try:
        yield from form.read(value, context)  # type: ignore[arg-type]
    except _BROKEN as error:
        what = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        yield refused("broken_record", f"it does not follow the form {form.title}: {what}", source)


def _keys(value: Any) -> str:
    if isinstance(value, dict):
        shown = ", ".join(map(str, list(value)[:_SHOWN_KEYS]))
        return f" (its keys: {shown}{', …' if len(value) > _SHOWN_KEYS else ''})"
    return f" (a JSON {'array' if isinstance(value, list) else 'value'})"
