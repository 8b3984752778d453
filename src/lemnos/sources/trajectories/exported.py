"""What an export of a trajectory carries beside the form's own keys: the object ``lemnos`` of a row.

A few plain values that people filter by, and ``carried``, JSON text of what the form has no place for. It is text so
that readers which infer one type for a column (Arrow, ``datasets``) never see its varying keys. ``carried.py`` takes it
back.
"""

from typing import Literal

import msgspec

from lemnos.records import Attachment, Masked, Message, Origin, Outcome, Verification

KEY = "lemnos"
"""Key under which exports carry it; also a column of Parquet."""


PART_KINDS: dict[str, Literal["image", "audio", "video", "file"]] = {
    "image_url": "image",
    "input_audio": "audio",
    "video_url": "video",
    "file": "file",
}
"""Type of a part of OpenAI's chat messages → kind of the attachment that it is."""
THINK, THOUGHT = "<think>\n", "\n</think>\n\n"
"""What stands around a thought in sharegpt."""
USER = "\n\n<user>\n"
"""Begins what the user says in an observation of sharegpt."""


class Patch(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a message has that its form cannot say exactly; None and empty for nothing."""

    content: str | None = None
    reasoning: str | None = None
    attachments: tuple[Attachment, ...] | None = None
    arguments: dict[str, str] = {}
    """Number of a call in the message → its arguments, as exact text."""
    train: bool | None = None


class ToolPatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an offered tool has that no form can say."""

    id: str = ""
    origin: Literal["stated", "observed"] = "stated"


class Carried(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an export carries. Numbers of messages and tools are JSON keys, hence text."""

    origin: Origin
    outcome: Outcome = Outcome()
    verification: Verification = Verification()
    called: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
    masked: tuple[Masked, ...] = ()
    names: dict[str, str] = {}
    """Name of a tool in the export → its own name, where these differ."""
    tools: dict[str, ToolPatch] = {}
    inserted: dict[str, Message] = {}
    """Number of a message → the message, for messages that the form has no place for."""
    patches: dict[str, Patch] = {}


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """The object ``lemnos`` of an export. All keys are always there and have one type."""

    id: str
    licence: str
    source: str
    form: str
    """The form from which the trajectory was first imported."""
    ending: Literal["answer", "call", "observation"]
    level: int
    """The level of verification that it reached."""
    carried: str
    """JSON text of a ``Carried``."""


class TakenBack(msgspec.Struct, frozen=True):
    """An ``Exported`` that was read."""

    exported: Exported
    carried: Carried
