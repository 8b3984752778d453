"""Puts HTTP worlds, MCP worlds and their control under one address, and runs the server.

Requests for a loopback address must name it in ``Host``, so that pages in a browser cannot reach the worlds by a name
of their own. Without the package ``mcp``, all but MCP is served. With ``httptools``, requests are answered without ASGI
(``connection``).
"""

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from contextlib import nullcontext, suppress
from functools import lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote

from lemnos.errors import SettingsError
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving.answers import Answer, json_answer
from lemnos.steps.tools.world.serving.cache import DEFAULT_BYTES
from lemnos.steps.tools.world.serving.connection import Connection
from lemnos.steps.tools.world.serving.control import PREFIX, Control
from lemnos.steps.tools.world.serving.http import LARGEST_BODY, TOO_LARGE, HttpWorlds
from lemnos.steps.tools.world.serving.mcp import ADDRESS, McpWorlds
from lemnos.steps.tools.world.serving.worlds import Worlds

REMEDY = "pip install 'lemnos[world]'"


class Application:
    """All that is served. An ASGI application, which answers all but MCP without waiting for anything.

    Args:
        worlds: The worlds.
        host: The address that the server listens on.
        cache: Memory for answers that are kept, in bytes; 0 for none.
    """

    def __init__(self, worlds: Worlds, host: str = "127.0.0.1", cache: int = DEFAULT_BYTES) -> None:
        self._http = HttpWorlds(worlds, cache)
        self._control = Control(worlds)
        try:
            self._mcp: McpWorlds | None = McpWorlds(worlds)
        except SettingsError:
            self._mcp = None
        self._is_loopback = is_loopback(host)

    @property
    def has_mcp(self) -> bool:
        """Whether MCP is served."""
        return self._mcp is not None

    def answer(self, request: Received) -> Answer | None:
        """Return the response to a request; None for one of MCP, whose answer takes time."""
        if self._is_loopback and not _names_loopback(request.headers.get("host", "")):
            return json_answer(421, {"error": {"message": "the Host of the request is not this one"}})
        path = unquote(request.path) if "%" in request.path else request.path
        if path.startswith(ADDRESS):
            if self._mcp is not None:
                return None
            return json_answer(501, {"error": {"message": f"MCP needs more packages: {REMEDY}"}})
        if path == PREFIX or path.startswith(f"{PREFIX}/"):
            return self._control.answer(request)
        return self._http.answer(request)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request, or run for as long as the server does."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            await send({"type": "websocket.close"})
        elif self._mcp is not None and scope["path"].startswith(ADDRESS) and self.answer(_received(scope)) is None:
            await self._mcp(scope, receive, send)
        else:
            body = await _body_of(receive)
            answer = self.answer(_received(scope, body)) if body is not None else TOO_LARGE
            assert answer is not None  # it is not one of MCP
            await _respond(send, answer, is_head=scope["method"] == "HEAD")

    async def _live(self, receive: Any, send: Any) -> None:
        await receive()
        async with self._mcp.run() if self._mcp is not None else nullcontext():
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _received(scope: Any, body: bytes = b"") -> Received:
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}{';' if name == 'cookie' else ','}{value}" if name in headers else value
    path = scope.get("raw_path") or scope["path"].encode()
    return Received(scope["method"], scope["query_string"].decode("latin-1"), headers, body, path.decode("latin-1"))


async def _body_of(receive: Any) -> bytes | None:
    """Return the body of a request; None if it is too long."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(parts)
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LARGEST_BODY:
            return None
        if not message.get("more_body"):
            return b"".join(parts)


async def _respond(send: Any, answer: Answer, *, is_head: bool) -> None:
    status, headers, body = answer
    if status not in (204, 304):
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if is_head else body})


def is_loopback(host: str) -> bool:
    """Return whether an address is of this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


@lru_cache(maxsize=64)
def _names_loopback(host: str) -> bool:
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


def protocol_of(application: Application) -> dict[str, Any]:
    """Return the settings of uvicorn that let it answer by ``Connection``, if ``httptools`` is there."""
    settings: dict[str, Any] = {"access_log": False, "server_header": False, "proxy_headers": False}
    if find_spec("httptools") is None:
        return settings

    def protocol(config: Any, server_state: Any, **others: Any) -> asyncio.Protocol:
        from uvicorn.protocols.http.auto import AutoHTTPProtocol

        def usual() -> asyncio.Protocol:
            make: Any = AutoHTTPProtocol
            made: asyncio.Protocol = make(config=config, server_state=server_state, **others)
            return made

        return Connection(application.answer, usual, server_state.connections, config.timeout_keep_alive)

    return {**settings, "http": protocol}


def serve(worlds: Worlds, host: str, port: int, tell: Callable[[str], None], *, cache: int = DEFAULT_BYTES) -> None:
    """Serve worlds until the process is interrupted.

    Args:
        worlds: The worlds.
        host: Address to listen on.
        port: Port; 0 for any.
        tell: Takes lines for the user: the address, an API by its handle, what is missing.
        cache: Memory for answers that are kept, in bytes; 0 for none.

    Raises:
        SettingsError: A package that it needs is missing, or the address cannot be used.
    """
    try:
        import uvicorn
    except ImportError:
        raise SettingsError("serving worlds needs the package uvicorn", remedy=REMEDY) from None
    application = Application(worlds, host, cache)
    listening = listen(host, port)
    base = f"http://{f'[{host}]' if ':' in host else host}:{listening.getsockname()[1]}"
    tell(f"{base}/{next(iter(worlds.catalogue.apis))} is the first; {base}{PREFIX}/apis lists all; Ctrl-C ends it")
    if not application.has_mcp:
        tell(f"without MCP, which needs more packages: {REMEDY}")
    if not is_loopback(host):
        tell("anyone who reaches this address can act in the worlds, and nothing asks who they are")
    config = uvicorn.Config(application, log_level="warning", lifespan="on", **protocol_of(application))
    with suppress(KeyboardInterrupt):  # which is how it ends
        uvicorn.Server(config).run(sockets=[listening])
