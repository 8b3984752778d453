"""Takes the edges that a description states: the links of its responses."""

from collections.abc import Iterator

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.edges.base import Edge
from lemnos.steps.tools.edges.confidence import edge_of

_BODY = "$response.body#"
_HEADER = "$response.header."
_REQUEST_PLACES = ("path.", "query.", "header.", "cookie.")


def stated_edges(tools: list[Tool]) -> Iterator[Edge]:
    """Yield the edges of the links that take a value of a response; links that repeat an argument are none."""
    if not any(tool.links for tool in tools):
        return
    places = {f"#{tool.source.partition('#')[2]}": tool for tool in tools}
    for tool in tools:
        for link in tool.links:
            target = places.get(link.target)
            if target is None:
                continue
            for value in link.values:
                argument, expression = value.argument, value.expression
                parameter = parameter_of(target, argument)
                if expression.startswith(_BODY):
                    output = expression.removeprefix(_BODY)
                elif expression.lower().startswith(_HEADER):
                    output = expression
                else:
                    continue
                if parameter:
                    yield edge_of(tool, output, target, parameter, "link")


def parameter_of(target: Tool, argument: str) -> str:
    """Return the property of the parameters of a tool that an argument of a link names; empty if there is none."""
    if argument.startswith("#"):
        parts = argument.split("/")[1:]
        return parts[0] if len(parts) == 1 else "/" + "/".join(parts) if parts else ""
    place = next((each for each in _REQUEST_PLACES if argument.startswith(each)), "")
    name = argument.removeprefix(place)
    schema = msgspec.json.decode(target.parameters)
    for known in target.places:
        if (known.wire_name or known.name) == name and (not place or known.place == place[:-1]):
            return known.name
    return name if name in schema.get("properties", {}) else ""
