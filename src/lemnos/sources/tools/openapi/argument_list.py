"""Holds the arguments of one operation while they are read: name, place and schema of each, facts about the body."""

from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Credential, Place
from lemnos.sources.tools.openapi.examples import KEPT_EXAMPLES
from lemnos.sources.tools.openapi.styles import PLAIN, Writing
from lemnos.sources.tools.schema.keywords import Schema

WHOLE = "$"
"""The wire name of an argument that is the whole body, not a property of it."""


class Arguments(msgspec.Struct):
    """The arguments of one operation, filled step by step."""

    properties: dict[str, Any]
    required: list[str]
    places: list[ArgumentPlace]
    values: dict[str, Any]
    """Example values of single arguments, from the description."""
    bodies: list[dict[str, Any]]
    """Example bodies from the description, each as a mapping from arguments to values."""
    choices: dict[str, Any] = msgspec.field(default_factory=dict)
    """``anyOf`` and ``oneOf`` between required properties of the body, by the names of the arguments."""
    root: str = ""
    """Name of the root element of a body in XML whose properties are arguments; empty if there is none."""
    xml: str = ""
    """A sentence on the names of a body in XML; empty if it is none, or they are those of the arguments."""
    other_bodies: str = ""
    """Sentences on the media types of the body that the arguments do not show."""
    body_text: str = ""
    """The description of the body as a whole, if its properties are arguments."""
    media_type: str = ""
    """Media type of the body; empty if there is none."""
    body_required: bool = False
    """Whether a request must have a body."""
    keeps_read_only: bool = False
    """Whether ``readOnly`` counts for nothing in the body, because without what has it the body would be empty."""
    keys: list[tuple[Credential, bool]] = msgspec.field(default_factory=list)
    """The credentials among the parameters, each with whether it is required."""

    def add(
        self,
        name: str,
        place: Place,
        schema: Any,
        *,
        required: bool,
        wire_name: str = "",
        writing: Writing = PLAIN,
    ) -> str:
        """Add an argument and return its name, which is changed if ``name`` is taken."""
        sent_name = wire_name or name
        if isinstance(schema, dict) and "readOnly" in schema:  # what a request lists is sent
            schema = {key: value for key, value in schema.items() if key != "readOnly"}
        if name in self.properties:
            base_name = name = f"{place}_{name}"
            number = 2
            while name in self.properties:
                name = f"{base_name}_{number}"
                number += 1
        self.properties[name] = schema
        if required:
            self.required.append(name)
        wire_name = sent_name if sent_name != name else ""
        self.places.append(
            ArgumentPlace(
                name, place, wire_name, writing.style, writing.explode, writing.allow_reserved, writing.media_type
            )
        )
        return name

    def schema(self) -> Schema:
        """Return the schema of all arguments."""
        required: Schema = {"required": self.required} if self.required else {}
        root: Schema = {"xml": {"name": self.root}} if self.root else {}
        return {"type": "object", "properties": self.properties, **required, **self.choices, **root}

    def examples(self) -> list[dict[str, Any]]:
        """Return the example calls; arguments of which the description gives no example are missing."""
        calls = [{**self.values, **body} for body in self.bodies] or ([self.values] if self.values else [])
        return calls[:KEPT_EXAMPLES]
