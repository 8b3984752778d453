"""Tools as a trajectory offers them; if the source describes one not, its schema is inferred from the calls.

An inferred schema says what was seen and no more: the arguments with their JSON types; those of every call are
required. It may be narrower than the tool.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from lemnos.records import OfferedTool, ToolCall
from lemnos.sources.trajectories.draft import DraftTool
from lemnos.sources.trajectories.normal.text import json_text, plain

_TYPES = ((bool, "boolean"), (int, "integer"), (float, "number"), (str, "string"), (list, "array"), (dict, "object"))


def offered_tools(given: Iterable[DraftTool], calls: Iterable[ToolCall], repaired: set[str]) -> list[OfferedTool]:
    """Return the tools that a source offers, in its order, and then those that are called and not offered.

    Args:
        given: The tools as the source states them.
        calls: All calls of the trajectory.
        repaired: Gets ``repeated_tool`` if two have the same name; the first one stays.
    """
    arguments: dict[str, list[dict[str, Any]]] = {}
    for call in calls:
        seen = arguments.setdefault(call.name, [])
        try:
            decoded = msgspec.json.decode(call.arguments)
        except ValueError:
            continue
        if isinstance(decoded, dict):
            seen.append(decoded)
    tools: dict[str, OfferedTool] = {}
    for tool in given:
        name, description = plain(tool.name), plain(tool.description)
        if name in tools:
            repaired.add("repeated_tool")
        elif isinstance(tool.parameters, dict):
            tools[name] = OfferedTool(name, description, plain(json_text(tool.parameters)))
        else:
            parameters = observed_parameters(arguments.get(name, []))
            tools[name] = OfferedTool(name, description, parameters, origin="observed")
    for name, seen in arguments.items():
        if name not in tools:
            tools[name] = OfferedTool(name, "", observed_parameters(seen), origin="observed")
    return list(tools.values())


def observed_parameters(seen: list[dict[str, Any]]) -> str:
    """Return the JSON text of the schema that the arguments of some calls of one tool show.

    >>> observed_parameters([{"path": "a", "line": 3}, {"path": "b"}])
    '{"type":"object","properties":{"path":{"type":"string"},"line":{"type":"integer"}},"required":["path"]}'
    """
    types: dict[str, list[str]] = defaultdict(list)
    for arguments in seen:
        for name, value in arguments.items():
            type_ = next((title for kind, title in _TYPES if isinstance(value, kind)), "null")
            if type_ not in types[name]:
                types[name].append(type_)
    properties = {name: {"type": found[0] if len(found) == 1 else found} for name, found in types.items()}
    required = [name for name in types if all(name in arguments for arguments in seen)]
    return json_text({"type": "object", "properties": properties, **({"required": required} if required else {})})
