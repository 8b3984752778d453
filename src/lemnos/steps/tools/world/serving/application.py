"""Puts HTTP worlds, MCP worlds and their control under one address, and runs the server.

Requests for a loopback address must name it in ``Host``, so that pages in a browser cannot reach the worlds by a name
of their own. Without the package ``mcp``, all but MCP is served.
"""

import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from lemnos.errors import SettingsError
from lemnos.steps.tools.world.serving.answers import json_answer
from lemnos.steps.tools.world.serving.control import PREFIX, routes
from lemnos.steps.tools.world.serving.http import HttpWorlds, respond
from lemnos.steps.tools.world.serving.mcp import ADDRESS, McpWorlds
from lemnos.steps.tools.world.serving.worlds import Worlds

REMEDY = "pip install 'lemnos[world]'"


class Application:
    """All that is served. An ASGI application.

    Args:
        worlds: The worlds.
        host: The address that the server listens on.

    Raises:
        SettingsError: A package that it needs is missing.
    """

    def __init__(self, worlds: Worlds, host: str = "127.0.0.1") -> None:
        try:
            from starlette.applications import Starlette
        except ImportError:
            raise SettingsError("serving worlds needs the package starlette", remedy=REMEDY) from None
        self._http = HttpWorlds(worlds)
        try:
            self._mcp: McpWorlds | None = McpWorlds(worlds)
        except SettingsError:
            self._mcp = None
        self._is_loopback = is_loopback(host)

        @asynccontextmanager
        async def lifespan(_: Any) -> AsyncIterator[None]:
            if self._mcp is None:
                yield
                return
            async with self._mcp.run():
                yield

        self._control = Starlette(routes=routes(worlds), lifespan=lifespan)

    @property
    def has_mcp(self) -> bool:
        """Whether MCP is served."""
        return self._mcp is not None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or run for as long as the server does."""
        if scope["type"] != "http":
            await self._control(scope, receive, send)
        elif self._is_loopback and not _names_loopback(scope):
            await respond(send, json_answer(421, {"error": {"message": "the Host of the request is not this one"}}))
        elif scope["path"].startswith(ADDRESS):
            if self._mcp is not None:
                await self._mcp(scope, receive, send)
            else:
                await respond(send, json_answer(501, {"error": {"message": f"MCP needs more packages: {REMEDY}"}}))
        elif scope["path"] == PREFIX or scope["path"].startswith(f"{PREFIX}/"):
            await self._control(scope, receive, send)
        else:
            await self._http(scope, receive, send)


def is_loopback(host: str) -> bool:
    """Return whether an address is of this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _names_loopback(scope: Any) -> bool:
    host = next((value for name, value in scope["headers"] if name == b"host"), b"").decode("latin-1")
    bare = host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]
    return is_loopback(bare)


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on an address.

    Raises:
        SettingsError: The address cannot be used.
    """
    try:
        listening = socket.create_server((host, port), family=socket.getaddrinfo(host, port)[0][0])
    except (OSError, OverflowError, UnicodeError) as error:
        raise SettingsError(
            f"cannot listen on it ({error})", where=f"{host}, port {port}", remedy="choose another --host or --port"
        ) from None
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # a response is sent in two pieces
    return listening


def serve(worlds: Worlds, host: str, port: int, tell: Callable[[str], None]) -> None:
    """Serve worlds until the process is interrupted.

    Args:
        worlds: The worlds.
        host: Address to listen on.
        port: Port; 0 for any.
        tell: Takes lines for the user: the address, an API by its handle, what is missing.

    Raises:
        SettingsError: A package that it needs is missing, or the address cannot be used.
    """
    try:
        import uvicorn
    except ImportError:
        raise SettingsError("serving worlds needs the package uvicorn", remedy=REMEDY) from None
    application = Application(worlds, host)
    listening = listen(host, port)
    base = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    tell(f"{base}/{next(iter(worlds.catalogue.apis))} is the first; {base}{PREFIX}/apis lists all; Ctrl-C ends it")
    if not application.has_mcp:
        tell(f"without MCP, which needs more packages: {REMEDY}")
    if not is_loopback(host):
        tell("anyone who reaches this address can act in the worlds, and nothing asks who they are")
    config = uvicorn.Config(application, log_level="warning", access_log=False, server_header=False)
    with suppress(KeyboardInterrupt):  # which is how it ends
        uvicorn.Server(config).run(sockets=[listening])
