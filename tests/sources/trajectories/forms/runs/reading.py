"""Reads records by one form, and writes trajectories in lines that a test can state."""

from collections.abc import Callable
from typing import Any

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft, nothing_beside
from lemnos.sources.trajectories.normal.normalise import normalise


def outcomes(
    form: Form, value: Any, beside: Callable[[str], bytes | None] = nothing_beside
) -> list[Trajectory | Rejected]:
    """Return what a form and the normal form make of a value that the form recognises."""
    assert form.looks_like(value)
    read = form.read(Line(value, "runs.json:1"), Context("runs.json", beside))  # type: ignore[arg-type]
    return [normalise(item) if isinstance(item, Draft) else item for item in read]


def trajectory(form: Form, value: Any, beside: Callable[[str], bytes | None] = nothing_beside) -> Trajectory:
    """Return the only trajectory of a value."""
    (only,) = outcomes(form, value, beside)
    assert isinstance(only, Trajectory), only
    return only


def lines(read: Trajectory) -> list[str]:
    """Return a line for each message: role, thought in brackets, content, calls."""
    result = []
    for message in read.messages:
        thought = f"({message.reasoning})" if message.reasoning else ""
        calls = [f"{call.name}{call.arguments}" for call in message.tool_calls]
        result.append(" ".join(filter(None, (f"{message.role}:", thought, message.content, *calls))))
    return result


def trained(read: Trajectory) -> list[str]:
    """Return the contents, or the calls, of the messages on which a loss is taken."""
    return [message.content or message.tool_calls[0].arguments for message in read.messages if message.train]
