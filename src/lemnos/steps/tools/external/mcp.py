"""An MCP server as a world: calls of its tools over streamable HTTP, results as observations.

A result in structured content is the observation as it is, one in text its JSON value or else the text. A result that
says that it failed has the status 400, since MCP knows no others. The client runs in a thread of its own, so that calls
are plain ones.
"""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import TimeoutError as Expired
from contextlib import suppress
from typing import Any

import msgspec

from lemnos.errors import SettingsError
from lemnos.records import Tool, tool_id
from lemnos.steps.tools.external.observed import ObservedWorld, failed
from lemnos.steps.tools.wire.forms import from_json
from lemnos.steps.tools.world.base import Observation


class McpWorld(ObservedWorld):
    """The MCP server at an address.

    Args:
        address: Of its endpoint: ``http://127.0.0.1:8700/_lemnos/mcp/shop-1.0~7``.
        timeout: Seconds to wait for an answer.

    Raises:
        SettingsError: The package ``mcp`` is missing, or there is no server at the address.
    """

    def __init__(self, address: str, timeout: float = 30) -> None:
        super().__init__(f"mcp {address}")
        try:
            from mcp import Client
        except ImportError:
            raise SettingsError("MCP needs the package mcp, version 2", remedy="pip install 'lemnos[world]'") from None
        self._timeout = timeout
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._ended = asyncio.Event()
        self._client: Any = None
        self._made = threading.Event()
        self._task = asyncio.run_coroutine_threadsafe(self._live(Client, address), self._loop)
        self._made.wait(timeout)
        if self._client is None:
            reason = self._task.exception(1) if self._task.done() else "no answer"
            self.close()
            raise SettingsError(f"there is no MCP server ({reason})", where=address, remedy="check the address")

    async def _live(self, client_type: Any, address: str) -> None:
        """Hold the connection in one task from its start to its end, as its library asks."""
        try:
            async with client_type(address) as client:
                self._client = client
                self._made.set()
                await self._ended.wait()
        finally:
            self._made.set()

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(self._timeout)

    def tools(self) -> list[Tool]:
        """Return the tools of the server.

        Raises:
            SettingsError: It does not answer.
        """
        try:
            listed = self._wait(self._listed())
        except Exception as error:
            raise SettingsError(f"the MCP server does not list its tools ({error})") from None
        return [_tool(each, self.id) for each in listed]

    async def _listed(self) -> list[Any]:
        found: list[Any] = []
        cursor: str | None = None
        while True:
            page = await self._client.list_tools(cursor=cursor)
            found += page.tools
            if not (cursor := page.next_cursor):
                return found

    def _called(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        try:
            result = self._wait(self._client.call_tool(tool, dict(arguments)))
        except (Expired, TimeoutError):
            return failed(503, f"no answer in {self._timeout:g} seconds")
        except Exception as error:  # its library raises kinds of its own for errors of the protocol
            return failed(400, str(error) or type(error).__name__)
        if (structured := getattr(result, "structured_content", None)) is not None:
            return Observation(400 if result.is_error else 200, structured)
        texts = [part.text for part in result.content if getattr(part, "type", "") == "text"]
        text = "\n".join(texts)
        return Observation(400 if result.is_error else 200, from_json(text, text) if text else None)

    def close(self) -> None:
        """Close the connection."""
        self._loop.call_soon_threadsafe(self._ended.set)
        with suppress(Exception):
            self._task.result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


def _tool(told: Any, provider: str) -> Tool:
    parameters = msgspec.json.encode(told.input_schema or {"type": "object"}).decode()
    description = told.description or ""
    return Tool(
        id=tool_id(provider, "", "", told.name, description, parameters),
        kind="mcp",
        provider=provider,
        name=told.name,
        description=description,
        parameters=parameters,
        result=msgspec.json.encode(told.output_schema).decode() if told.output_schema else "",
        source=told.name,
    )
