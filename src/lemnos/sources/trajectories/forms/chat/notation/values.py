"""JSON values whose shape is not known, and JSON as text in them. Nothing here raises.

Rows of Parquet hold messages, tools and arguments as JSON text, and null for each key that a record does not use; a
null is therefore as good as a missing key everywhere.
"""

import ast
import json
import re
import warnings
from typing import Any

import msgspec

_LONG_NUMBER = re.compile(r"\d{16}")
"""Text that may hold an integer which a 64-bit type does not keep."""

_DEPTH = 60


def decoded(value: Any) -> Any:
    """Return what a text holds as JSON, if it is the text of an object or an array; anything else as it is."""
    if not isinstance(value, str) or value.lstrip()[:1] not in ("{", "["):
        return value
    found = parsed(value)
    return value if found is None else found


def parsed(text: str) -> Any:
    """Return the value of a JSON text; None if it is none."""
    try:
        if _LONG_NUMBER.search(text):
            return json.loads(text)
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        return None


def literal(text: str) -> Any:
    """Return the value of a text that is JSON, or a literal of Python; the text itself if it is neither."""
    try:
        return msgspec.json.decode(text)
    except (ValueError, RecursionError):
        pass
    try:
        with warnings.catch_warnings(action="ignore"):  # about escapes that a later Python may refuse
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return text


def text_at(value: dict[str, Any], *keys: str) -> str:
    """Return the first text under one of the keys; empty if there is none."""
    for key in keys:
        found = value.get(key)
        if isinstance(found, str):
            return found
    return ""


def list_at(value: dict[str, Any], *keys: str) -> list[Any]:
    """Return the first list under one of the keys, also as JSON text; empty if there is none."""
    for key in keys:
        found = decoded(value.get(key))
        if isinstance(found, list):
            return found
    return []


def object_at(value: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return the first object under one of the keys, also as JSON text; empty if there is none."""
    for key in keys:
        found = decoded(value.get(key))
        if isinstance(found, dict):
            return found
    return {}


def without_nulls(value: Any, depth: int = 0) -> Any:
    """Return a value without the keys whose value is null, down to a depth that no schema reaches."""
    if depth > _DEPTH:
        return value
    if isinstance(value, dict):
        return {key: without_nulls(held, depth + 1) for key, held in value.items() if held is not None}
    if isinstance(value, list):
        return [without_nulls(item, depth + 1) for item in value]
    return value
