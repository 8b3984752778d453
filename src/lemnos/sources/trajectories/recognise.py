"""Finds the form of a value: the table of all forms, and the one that a value is of.

A value is of the first form that it looks like: our own exports first, then sessions, runs, and lists of messages, of
which the plain chat is the last. A test holds every form's samples to that.
"""

from functools import cache
from typing import Any

from lemnos.sources.trajectories.base import Form


@cache
def forms() -> tuple[Form, ...]:
    """Return all forms, the more special ones first; imported when first used."""
    from lemnos.sources.trajectories.forms import chat, exports, runs, sessions

    return (exports.SESSION_FORM, exports.FORM, *sessions.FORMS, *runs.FORMS, *chat.FORMS)


def form_of(value: Any) -> Form | None:
    """Return the form that a value is a record, or a line, of: the first that it looks like; None if it is of none.

    Args:
        value: A decoded JSON value.
    """
    return next((form for form in forms() if form.looks_like(value)), None)


def session_form(values: list[Any]) -> Form | None:
    """Return the session form that the first values of a file are of; None if each value is a record of its own."""
    for value in values:
        form = form_of(value)
        if form is not None:
            return form if form.unit == "session" else None
    return None


def wrapped(value: Any) -> tuple[str, list[Any]] | None:
    """Return the key and the list of a document that holds its records in one list; None if it does not.

    >>> from lemnos.sources.trajectories.recognise import wrapped
    >>> wrapped({"version": 1, "data": [{"messages": [{"role": "user", "content": "Hi"}]}]})[0]
    'data'
    """
    if not isinstance(value, dict):
        return None
    lists = [
        (key, held)
        for key, held in value.items()
        if isinstance(held, list) and any(form_of(item) is not None for item in held[:3])
    ]
    return lists[0] if len(lists) == 1 else None
