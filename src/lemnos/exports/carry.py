"""What a row carries beside its form's own keys: built up while the row is made, and written as its ``lemnos`` object.

A form adds a patch for what it cannot say exactly, and a message that it has no place for.
"""

from typing import Any

import msgspec

from lemnos.exports.names import allowed
from lemnos.records import Message, Trajectory
from lemnos.sources.trajectories.exported import Carried, Exported, Patch, ToolPatch

_ENCODER = msgspec.json.Encoder()


class Carry(msgspec.Struct):
    """A trajectory on its way out."""

    own: Trajectory
    """The trajectory as it is."""
    masked: Trajectory
    """The same with names of tools that are allowed; what a row is made of."""
    names: dict[str, str]
    inserted: dict[str, Message] = {}
    patches: dict[str, dict[str, Any]] = {}
    notes: set[str] = set()
    """Names of what the row says differently than the record; see ``NOTES``."""

    def insert(self, number: int) -> None:
        """Carry the message with this number, which the form has no place for."""
        self.inserted[str(number)] = self.own.messages[number]

    def patch(self, number: int, **fields: Any) -> None:
        """Carry fields of the message with this number exactly."""
        self.patches.setdefault(str(number), {}).update(fields)

    def patch_arguments(self, number: int, call: int) -> None:
        """Carry the arguments of a call exactly."""
        exact = self.patches.setdefault(str(number), {}).setdefault("arguments", {})
        exact[str(call)] = self.own.messages[number].tool_calls[call].arguments

    def untrained(self) -> list[int]:
        """Return the numbers of the assistant's messages that no loss is taken on."""
        return [
            number
            for number, message in enumerate(self.masked.messages)
            if message.role == "assistant" and not message.train
        ]

    def exported(self) -> Exported:
        """Return the ``lemnos`` object."""
        own = self.own
        carried = Carried(
            origin=own.origin,
            outcome=own.outcome,
            verification=own.verification,
            called=own.called,
            repaired=own.repaired,
            masked=own.masked,
            names=self.names,
            tools={
                str(number): ToolPatch(tool.id, tool.origin)
                for number, tool in enumerate(own.tools)
                if tool.id or tool.origin != "stated"
            },
            inserted=self.inserted,
            patches={number: Patch(**fields) for number, fields in self.patches.items()},
        )
        return Exported(
            id=own.id,
            licence=own.licence,
            source=own.source,
            form=own.origin.form,
            ending=own.ending,
            level=own.verification.level,
            carried=_ENCODER.encode(carried).decode(),
        )


NOTES: dict[str, str] = {
    "renamed_tools": "tools have other names in the export",
    "images_as_marks": "a mark stands in the text for an image or a file",
    "words_in_thought": "words beside a call stand in its thought",
    "thoughts_left_out": "a thought is only carried, because it holds the tag that would end it",
    "ending_cut": "outputs at the end, which nothing answers, are only carried",
    "user_in_observation": "what the user says between an output and the next step stands in the observation",
    "arguments_as_text": "arguments that are no object stay text, which some chat templates refuse",
    "arguments_left_out": "arguments that are no object are only carried",
}
"""Name of what a row says differently → what it means. In each case the import gives the record back exactly."""


def begin(trajectory: Trajectory) -> Carry:
    """Return a trajectory, ready to become a row."""
    masked, names = allowed(trajectory)
    return Carry(trajectory, masked, names, notes={"renamed_tools"} if names else set())


def is_object(text: str) -> bool:
    """Return whether a text is a JSON object."""
    try:
        return text.startswith("{") and isinstance(msgspec.json.decode(text), dict)
    except (ValueError, RecursionError):
        return False
