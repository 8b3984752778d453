"""Builds the tools of small APIs for tests."""

from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.sources.tools.openapi.operations import OpenApiFile
from lemnos.sources.tools.schema.refs import Specification
from lemnos.steps.tools.edges import edges

JSON = "application/json"


def result(schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return the responses of an operation whose result has a schema."""
    return {"200": {"description": "Done", "content": {JSON: {"schema": schema}}, **more}}


def body(**properties: Any) -> dict[str, Any]:
    """Return a request body with properties."""
    return {"content": {JSON: {"schema": {"type": "object", "properties": properties}}}}


def object_of(**properties: Any) -> dict[str, Any]:
    """Return the schema of an object; a type stands for the schema of that type."""
    return {
        "type": "object",
        "properties": {key: {"type": value} if isinstance(value, str) else value for key, value in properties.items()},
    }


def listed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a list."""
    return {"type": "array", "items": schema}


def parameter(name: str, kind: str = "string", place: str = "query", **more: Any) -> dict[str, Any]:
    """Return a parameter."""
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}, **more}


def tools_of(paths: dict[str, Any], schemas: dict[str, Any] | None = None) -> list[Tool]:
    """Return the tools of a description with these paths and schemas."""
    value = {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
    }
    file = OpenApiFile(Specification("shop.yaml", value), lambda _: None, source="shop.yaml", size=10_000)
    return [tool for tool in file.tools() if isinstance(tool, Tool)]


def function(name: str, description: str = "", **arguments: str) -> Tool:
    """Return a tool of an MCP server whose result is not described."""
    schema = {"type": "object", "properties": {key: {"type": kind} for key, kind in arguments.items()}}
    return Tool(
        id=name,
        kind="mcp",
        provider="server",
        name=name,
        description=description,
        parameters=msgspec.json.encode(schema).decode(),
        source="server.json",
    )


def found(tools: list[Tool], *, read_links: bool = True) -> set[str]:
    """Return the edges as ``source output -> target parameter``."""
    names = {tool.id: f"{tool.method} {tool.path}".strip() or tool.name for tool in tools}
    return {
        f"{names[edge.source]} {edge.output} -> {names[edge.target]} {edge.parameter}"
        for edge in edges(tools, read_links=read_links)
    }
