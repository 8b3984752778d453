"""Holds why an edge is believed, and how often each reason was right (docs/findings.md)."""

from typing import Literal

from lemnos.records import Tool
from lemnos.steps.tools.edges.base import Edge, Evidence

Rule = Literal[
    "link",
    "location",
    "collection",
    "synonym",
    "mistyped",
    "schema",
    "holder",
    "foreign",
    "tail",
    "page",
    "path_name",
    "tool_name",
    "same_name",
    "field",
]
"""An explicit link; a ``Location`` header; the key of an entity of the collection below which the parameter stands, or
another id of it; the key of an entity whose schema, or the property that holds it, names the resource; a field that
names resource and key; the same without its first words; the next page; a path that is one argument; names of tools;
a field with the name of the argument; a field of the entity that the call changes, for the argument that sets it."""

_RULES: dict[Rule, tuple[tuple[Evidence, ...], float]] = {
    "link": (("link",), 0.99),
    "location": (("location", "path"), 0.95),
    "collection": (("path", "name"), 0.97),
    "synonym": (("path", "type"), 0.95),
    "mistyped": (("path",), 0.9),
    "schema": (("name", "type"), 0.96),
    "holder": (("foreign_key", "name"), 0.92),
    "foreign": (("foreign_key",), 0.95),
    "tail": (("foreign_key", "type"), 0.95),
    "page": (("name",), 0.98),
    "path_name": (("path", "name", "type"), 0.97),
    "tool_name": (("name",), 0.9),
    "same_name": (("name", "type"), 0.93),
    "field": (("field",), 0.95),
}


def edge_of(source: Tool, output: str, target: Tool, parameter: str, rule: Rule) -> Edge:
    """Return an edge that a rule found."""
    evidence, confidence = _RULES[rule]
    return Edge(source.id, output, target.id, parameter, evidence, confidence)
