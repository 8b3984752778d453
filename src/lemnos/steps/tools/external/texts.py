"""Compares what a call returned then with what it returns now: the text of a run, an ``Observation`` -> how they agree.

Every harness writes results in its own way: JSON with its own spaces, Python's ``repr``, plain text, an envelope around
them; failures as ``Error: …``. Two texts that say the same value are equal; what the value is decides, never the
spelling alone. Numbers are equal if they are the same number (``1`` and ``1.0``).
"""

import ast
import contextlib
import math
import re
from typing import Any, Literal

import msgspec

from lemnos.steps.tools.task.results import observation_text
from lemnos.steps.tools.world.base import Observation

Agreement = Literal["", "text", "value", "envelope", "failure"]
"""How two observations agree: not at all; by letters; as values; within an envelope; as failures with one message."""

_ENVELOPES = frozenset("output result response content data text value return return_value error message".split())
_FAILURE = re.compile(r"\berror\b|\bexception\b|\bfailed\b|\binvalid\b|not found|traceback", re.IGNORECASE)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|\+00:00)?")
_DEEPEST = 3


def agreement(recorded: str, now: Observation) -> Agreement:
    """Return how the text of an observation agrees with what the same call returns now."""
    plain = now.body if isinstance(now.body, str) else None
    if recorded in (observation_text(now), plain):
        return "text"
    if now.failed:
        message = message_of(now.body)
        said = recorded.strip()
        if message and _FAILURE.search(said) and (message in said or said in message):
            return "failure"
    values = list(_readings(recorded))
    if any(same(value, now.body) for value in values) or (plain is not None and any(
        same(value, other) for value in values for other in _readings(plain)
    )):  # fmt: skip
        return "value"
    for value in values:
        for inner in _within(value):
            if same(inner, now.body) or (now.failed and isinstance(inner, str) and inner == message_of(now.body)):
                return "envelope"
    for inner in _within(now.body):
        if any(same(value, inner) for value in values):
            return "envelope"
    return ""


def message_of(body: Any) -> str:
    """Return the message of a failure; empty if there is none."""
    for _ in range(_DEEPEST):
        if isinstance(body, str):
            return body.strip()
        if not isinstance(body, dict):
            return ""
        body = next((body[name] for name in ("error", "message", "detail") if name in body), None)
    return body.strip() if isinstance(body, str) else ""


def same(one: Any, other: Any) -> bool:
    """Return whether two JSON values are equal, numbers by their value, the order of keys aside."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return one == other or math.isclose(one, other, rel_tol=1e-12)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(same(left, right) for left, right in zip(one, other, strict=True))
    if isinstance(one, str) and isinstance(other, str):
        return one == other or (_MOMENT.fullmatch(one) is not None and _moment(one) == _moment(other))
    return bool(one == other) and type(one) is type(other)


def _moment(text: str) -> str:
    """Return a time in one spelling: ``2026-05-03 08:00:00`` and ``2026-05-03T08:00:00Z`` are the same."""
    return text.replace(" ", "T", 1).removesuffix("Z").removesuffix("+00:00")


def _readings(text: str) -> list[Any]:
    """Return what a text may say: the text, JSON, or a value as Python writes it."""
    found: list[Any] = [text]
    try:
        found.append(msgspec.json.decode(text))
    except (msgspec.DecodeError, RecursionError):
        with contextlib.suppress(ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            found.append(msgspec.to_builtins(ast.literal_eval(text.strip()), str_keys=True))
    return found


def _within(value: Any) -> list[Any]:
    """Return what is in an envelope: the value of the one key of an object, if that is a name of envelopes."""
    if isinstance(value, dict) and len(value) == 1:
        [(name, inner)] = value.items()
        if name in _ENVELOPES:
            return [inner, *(_readings(inner)[1:] if isinstance(inner, str) else ())]
    return []
