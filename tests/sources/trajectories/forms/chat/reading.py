"""Reads one record of a form to its normal form, and tells it in few words, so that tests can state it literally."""

from typing import Any, NamedTuple

from lemnos.records import Message, OfferedTool, Rejected, Trajectory
from lemnos.sources.trajectories.base import Form, Line
from lemnos.sources.trajectories.draft import Context
from lemnos.sources.trajectories.normal.normalise import REPAIRS, normalise


class Said(NamedTuple):
    """A message, without what is empty."""

    role: str
    content: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    reasoning: str = ""


def read_all(form: Form, *records: Any) -> list[Trajectory | Rejected]:
    """Return what a form makes of records; for a form of sessions, the lines of one."""
    lines = [Line(record, f"file.jsonl:{number}") for number, record in enumerate(records, 1)]
    context = Context("file.jsonl")
    given: Any = [lines] if form.unit == "session" else lines
    return [
        item if isinstance(item, Rejected) else normalise(item)
        for record in given
        for item in form.read(record, context)
    ]


def read_one(form: Form, record: Any) -> Trajectory:
    """Return the one trajectory of a record, which must be recognised."""
    assert form.looks_like(record)
    (found,) = read_all(form, record)
    assert isinstance(found, Trajectory), found
    assert set(found.repaired) <= REPAIRS.keys()
    return found


def told(trajectory: Trajectory) -> list[Said]:
    """Return the messages of a trajectory."""
    return [_said(message) for message in trajectory.messages]


def _said(message: Message) -> Said:
    calls = tuple((call.name, call.arguments) for call in message.tool_calls)
    return Said(message.role, message.content, calls, message.reasoning)


def offered(trajectory: Trajectory) -> list[OfferedTool]:
    """Return the tools that the source states."""
    return [tool for tool in trajectory.tools if tool.origin == "stated"]
