"""Offers the tools of worlds over MCP (2026-07-28 and the versions before it): streamable HTTP, stateless.

The handle of the world stands in the address (``/_lemnos/mcp/HANDLE``), so that no request depends on an earlier one.
A result that is an object is structured content too; a failed call is a result with ``is_error``, as MCP wants it.
"""

from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.steps.tools.world.serving.control import PREFIX
from lemnos.steps.tools.world.serving.worlds import Worlds
from lemnos.version import VERSION

ADDRESS = f"{PREFIX}/mcp/"
_PER_PAGE = 250


class McpWorlds:
    """The worlds as MCP servers.

    Args:
        worlds: The worlds.

    Raises:
        SettingsError: The package ``mcp`` is missing, or older than version 2.
    """

    def __init__(self, worlds: Worlds) -> None:
        try:
            from mcp.server.lowlevel.server import Server
            from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
            from mcp.types import CallToolResult, ListToolsResult, TextContent, Tool
        except ImportError:
            raise SettingsError("MCP needs the package mcp, version 2", remedy="pip install 'lemnos[world]'") from None

        async def list_tools(ctx: Any, params: Any) -> Any:
            found = worlds.find(_handle(ctx))
            operations = list(found[0].compiled.operations.values()) if found is not None else []
            first = int(cursor) if (cursor := getattr(params, "cursor", None) or "0").isdecimal() else 0
            tools = [
                Tool(
                    name=each.operation.name,
                    description=each.tool.description or None,
                    input_schema={"type": "object", **each.parameters.schema},
                    output_schema=_object(each.result.schema if each.result is not None else None),
                )
                for each in operations[first : first + _PER_PAGE]
            ]
            following = str(first + _PER_PAGE) if first + _PER_PAGE < len(operations) else None
            return ListToolsResult(tools=tools, next_cursor=following)

        async def call_tool(ctx: Any, params: Any) -> Any:
            handle = _handle(ctx)
            found = worlds.find(handle)
            if found is None:
                message = f"there is no world {handle}; GET {PREFIX}/apis lists the APIs"
                return CallToolResult(content=[TextContent(text=message)], is_error=True)
            observation = found[1].call(params.name, params.arguments or {})
            text = "" if observation.body is None else msgspec.json.encode(observation.body).decode()
            is_object = isinstance(observation.body, dict) and not observation.failed
            return CallToolResult(
                content=[TextContent(text=text)] if text else [],
                structured_content=observation.body if is_object else None,
                is_error=observation.failed,
            )

        server = Server("lemnos", version=VERSION, on_list_tools=list_tools, on_call_tool=call_tool)
        self._manager = StreamableHTTPSessionManager(server, json_response=True, stateless=True)

    def run(self) -> Any:
        """Return the context in which requests are answered."""
        return self._manager.run()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request."""
        await self._manager.handle_request(scope, receive, send)


def _handle(ctx: Any) -> str:
    return str(ctx.request.scope["path"]).removeprefix(ADDRESS).strip("/")


def _object(schema: Any) -> Any:
    """Return a schema that says at its top that it is of an object, as MCP wants it; None for others."""
    return schema if isinstance(schema, dict) and schema.get("type") == "object" else None
