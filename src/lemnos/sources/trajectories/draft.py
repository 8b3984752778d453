"""Defines ``Draft``: what an importer makes of one record, before the normal form.

An importer says what is there, in the order of the source, one ``Event`` for each piece: a text, a thought, a call, an
output. It merges nothing, drops nothing silently and repairs nothing that ``normal`` repairs. ``normal`` turns a draft
into a ``Trajectory`` or a ``Rejected``.
"""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from lemnos.records import Outcome
from lemnos.sources.trajectories.exported import TakenBack

Speaker = Literal["system", "user", "assistant", "tool"]
"""Who an event is of; ``developer`` messages are ``system``."""


class DraftCall(msgspec.Struct):
    """A call as the source has it."""

    name: str
    arguments: Any
    """The arguments as a decoded object; or a ``str`` with their JSON text, whether it parses or not."""
    id: str = ""
    """The source's id of the call; empty if it has none, and then outputs answer calls in order."""


class Part(msgspec.Struct):
    """A piece of the content of an event: a text, or an image or file."""

    text: str = ""
    kind: Literal["text", "image", "audio", "video", "file"] = "text"
    value: Any = None
    """The part as the source has it, if it is no text."""


class Event(msgspec.Struct):
    """One piece of a conversation."""

    speaker: Speaker
    content: str | list[Part] = ""
    reasoning: str = ""
    calls: list[DraftCall] = []
    call_id: str = ""
    """Of an output: the id of the call that it answers; empty if the source does not say."""
    name: str = ""
    """Of an output: the name of the tool, where the source states it."""
    message_id: str = ""
    """Events of the assistant with one id are one message, even if outputs stand between them; empty if unknown."""
    train: bool | None = None
    """Whether the source says that a loss is taken on it (``weight``, ``loss``); None if it does not say."""


class DraftTool(msgspec.Struct):
    """A tool as the source offers it."""

    name: str
    description: str = ""
    parameters: Any = None
    """A JSON Schema of type object, decoded; None if the source states none."""


class Draft(msgspec.Struct, kw_only=True):
    """One record of the source."""

    form: str
    """Name of the form: that of its ``Form``."""
    events: list[Event]
    source: str
    """File and position in it."""
    tools: list[DraftTool] = []
    outcome: Outcome = Outcome()
    ends_in_call: bool | None = False
    """Whether the last calls are what the record asks for, and never run: data sets of single calls. None if the form
    does not say: then they are, unless a call before them was run, which makes it a log that was cut off."""
    final_calls: tuple[str, ...] = ()
    """Names of tools whose call ends a run and carries the answer (``finish``, ``submit``), in the terms of the
    form."""
    record: str = ""
    """The source's own id of the record or session."""
    task: str = ""
    model: str = ""
    leaf: int = 0
    """Number of this branch in a session that branches, from 0."""
    shared: int = 0
    """Number of first events that an earlier branch has too."""
    licence: str = ""
    """Licence that the record itself states; empty if the input's applies."""
    repaired: list[str] = []
    """Names of the importer's own repairs: ``encrypted_reasoning``, ``python_calls``, …"""
    taken_back: TakenBack | None = None
    """What an export by Lemnos carried for this record; ``carried.take_back`` sets it."""


def nothing_beside(name: str) -> bytes | None:
    """Return None: there is no other file."""
    del name
    return None


class Context(msgspec.Struct, frozen=True):
    """What all records of one file share."""

    file: str
    """Path of the file, relative to the input, with which positions begin."""
    beside: Callable[[str], bytes | None] = nothing_beside
    """Name → content of the file of that name in the same folder; None if there is none."""
