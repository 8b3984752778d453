"""Reads values by a form and tells the trajectories in short."""

from typing import Any

from lemnos.records import Rejected, Trajectory
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context, Draft
from lemnos.sources.trajectories.normal.normalise import REPAIRS, normalise


def read(form: Form, values: Any) -> list[Trajectory | Rejected]:
    """Return what a form makes of a record, or of the lines of a session."""
    context = Context("log")
    if form.unit == "session":
        assert form.looks_like(values[0])
        lines = [Line(value, f"log:{number}") for number, value in enumerate(values, 1)]
        found = list(form.read(lines, context))  # type: ignore[arg-type]
    else:
        assert form.looks_like(values)
        found = list(form.read(Line(values, "log:1"), context))  # type: ignore[arg-type]
    return [normalise(item) if isinstance(item, Draft) else item for item in found]


def only(form: Form, values: Any) -> Trajectory:
    """Return the one trajectory that a form makes of a record."""
    (found,) = read(form, values)
    assert isinstance(found, Trajectory), found
    assert found.origin.form == form.name
    assert set(found.repaired) <= REPAIRS.keys()
    return found


def told(trajectory: Trajectory | Rejected) -> list[str]:
    """Return the messages: the role, the thought in brackets, the words, the calls behind arrows."""
    assert isinstance(trajectory, Trajectory), trajectory
    lines = []
    for message in trajectory.messages:
        thought = f"({message.reasoning}) " if message.reasoning else ""
        calls = "".join(f" -> {call.name}{call.arguments}" for call in message.tool_calls)
        lines.append(f"{message.role}: {thought}{message.content}{calls}")
    return lines


def rules(found: list[Trajectory | Rejected]) -> list[str]:
    """Return the rule of each rejection, and ``ok`` for each trajectory."""
    return [item.rule if isinstance(item, Rejected) else "ok" for item in found]
