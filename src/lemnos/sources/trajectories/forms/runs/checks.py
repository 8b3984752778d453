"""Reads pieces of a record whose types nobody has checked; what is wrong raises ``FormError`` with its name."""

from typing import Any

from lemnos.sources.trajectories.base import FormError
from lemnos.sources.trajectories.normal.text import decoded


def list_of(value: Any, what: str) -> list[Any]:
    """Return a list, also one that is held as JSON text; ``[]`` for None.

    Raises:
        FormError: It is neither.
    """
    value = [] if value is None else decoded(value)
    if not isinstance(value, list):
        raise FormError(f"{what} is no array")
    return value


def objects(value: Any, what: str) -> list[dict[str, Any]]:
    """Return a list of objects; see ``list_of``."""
    found = list_of(value, what)
    for item in found:
        if not isinstance(item, dict):
            raise FormError(f"{what} holds a value that is no object")
    return found


def object_of(value: Any, what: str) -> dict[str, Any]:
    """Return an object, also one that is held as JSON text; ``{}`` for None.

    Raises:
        FormError: It is neither.
    """
    value = {} if value is None else decoded(value)
    if not isinstance(value, dict):
        raise FormError(f"{what} is no object")
    return value


def text_of(value: Any, what: str) -> str:
    """Return a text; "" for None.

    Raises:
        FormError: It is no text.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise FormError(f"{what} is no text")
    return value


def label_of(value: Any) -> str:
    """Return a name or an id as text: a number as it is written; "" for what is neither."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def number_of(value: Any) -> float | None:
    """Return a number, or a truth value, as a number; None for what is neither."""
    return float(value) if isinstance(value, (int, float)) else None
