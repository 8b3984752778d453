"""Finds the keys that calls without a meaning give out: the result of an opaque call → the key of what it made.

Nothing is known of ``POST /sessions`` but that it returns a session, and no operation gets or lists one; yet what lies
below it (``GET /sessions/{id}/events``) must be there for the session that the call returned, and for no other.
"""

import re
from collections.abc import Mapping
from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.world.base import Resource, WorldSpec
from lemnos.steps.tools.world.semantics.entities import key_field

_PARAMETER = re.compile(r"\{[^{}]*\}")
_MAKING = ("POST", "PUT")
_DEEPEST = 2
"""Objects around the one that holds the key: ``{"data": {"id": 7}}``."""


def issuers_of(spec: WorldSpec, tools: Mapping[str, Tool]) -> dict[str, str]:
    """Return the opaque operations that make entities of which no operation tells, each with their resource.

    Args:
        spec: What the operations mean.
        tools: Name of an operation → its tool.
    """
    told = {each.claim.resource for each in spec.operations}
    at: dict[str, str] = {}
    for each in spec.operations:
        tool = tools[each.name]
        wires = {place.name: place.wire_name or place.name for place in tool.places if place.place == "path"}
        for parent in each.parents:
            before, found, _ = tool.path.partition(f"/{{{wires.get(parent.argument, '')}}}")
            if found and parent.resource not in told:
                at.setdefault(_PARAMETER.sub("{}", before), parent.resource)
    if not at:
        return {}
    paths = {
        each.name: _PARAMETER.sub("{}", tools[each.name].path.rstrip("/"))
        for each in spec.operations
        if each.stateless and tools[each.name].method in _MAKING
    }
    return {name: at[path] for name, path in paths.items() if path in at}


def issued_key(body: Any, resource: Resource) -> str:
    """Return the key of an entity that a result shows, the outermost that seems to be one; empty if there is none.

    >>> issued_key({"data": {"type": "session", "id": 7}}, Resource(name="session", schema="", key="id"))
    '7'
    """
    level = [body]
    for _ in range(_DEEPEST + 1):
        level = [each for each in level if isinstance(each, dict)]
        for each in level:
            scalars: dict[str, Any] = {name: {} for name, value in each.items() if isinstance(value, str | int)}
            if field := key_field(scalars, resource.key, tuple(resource.name.split())):
                return str(each[field])
        level = [value for each in level for value in each.values()]
    return ""
