"""Builds tools with arguments in all places, and sends them calls."""

from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, Tool
from lemnos.steps.tools.wire.reading import Received, RequestReader
from lemnos.steps.tools.wire.requests import Request, written
from lemnos.steps.tools.wire.routes import Match, Router


def tool_of(
    path: str,
    *places: ArgumentPlace,
    method: str = "POST",
    media_type: str = "application/json",
    **properties: Any,
) -> Tool:
    """Return an HTTP operation; a type stands for the schema of that type."""
    schemas = {key: {"type": each} if isinstance(each, str) else each for key, each in properties.items()}
    return Tool(
        id=f"{method} {path}",
        kind="http",
        provider="shop.example",
        name=f"{method} {path}",
        description="",
        parameters=msgspec.json.encode({"type": "object", "properties": schemas}).decode(),
        places=places,
        method=method,
        path=path,
        media_type=media_type,
        source="shop.yaml",
    )


def match_of(tools: list[Tool], method: str, path: str) -> Match:
    """Return the first route of a method that fits a path."""
    return next(each for each in Router(tools).find(path) if each.route.tool.method == method)


def received(request: Request) -> Received:
    """Return a request as a server has it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Received(request.method, request.target.partition("?")[2], headers, request.body)


def carried(tool: Tool, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that a server reads when a client writes ``arguments``."""
    request = written(tool, arguments)
    match = match_of([tool], request.method, request.target.partition("?")[0])
    return RequestReader(tool).arguments(received(request), match)
