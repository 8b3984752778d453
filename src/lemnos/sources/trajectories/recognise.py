"""Finds the form of a value: the table of all forms, and the one that a value is of.

Forms exclude each other (a test holds every form's samples against all others), so the order decides nothing but the
cost; a file is mostly of one form, which is therefore tried first.
"""

from functools import cache
from typing import Any

from lemnos.sources.trajectories.base import Form


@cache
def forms() -> tuple[Form, ...]:
    """Return all forms, sessions first; imported when first used."""
    from lemnos.sources.trajectories.forms import chat, runs, sessions

    return (*sessions.FORMS, *runs.FORMS, *chat.FORMS)


def form_of(value: Any, likely: Form | None = None) -> Form | None:
    """Return the form that a value is a record, or a line, of; None if it is of none.

    Args:
        value: A decoded JSON value.
        likely: The form of the value before it.
    """
    if likely is not None and likely.looks_like(value):
        return likely
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
