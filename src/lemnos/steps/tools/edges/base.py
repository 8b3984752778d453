"""Defines ``Edge``: an output of one operation feeds a parameter of another."""

from typing import Literal

import msgspec

Evidence = Literal["link", "location", "path", "foreign_key", "field", "name", "type"]
"""What shows an edge: an explicit OpenAPI link; a ``Location`` header; the path below which the target lies; a field
that names another resource; a field of the entity that the target changes; the names of parameter and field; their
types alone."""


class Edge(msgspec.Struct, frozen=True):
    """An output of one operation that feeds a parameter of another, of the same API."""

    source: str
    """Id of the ``Tool`` whose result holds the value."""
    output: str
    """Where in the result, as a JSON pointer with ``*`` for the items of a list: ``/data/*/id``; empty for the whole,
    also if it is not described. ``$response.header.NAME`` for a header; the value is the last segment of a
    ``Location``."""
    target: str
    """Id of the ``Tool`` that takes the value."""
    parameter: str
    """Name of a property of its ``parameters``; a JSON pointer (``/owner/id``, ``/lines/*/pet_id``) for one within
    another. A parameter that takes a list takes it of such values."""
    evidence: tuple[Evidence, ...]
    confidence: float
    """Between 0 and 1: about the share of edges found by the same rule that are right, as read (docs/findings.md)."""
