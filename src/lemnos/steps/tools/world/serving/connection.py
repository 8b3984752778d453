"""Answers the requests of a connection at once: bytes → ``Received`` → ``Answer`` → bytes; a protocol for uvicorn.

A server of ASGI makes a task, a scope and several messages for each request, which takes longer than most answers of a
world. Here the answer is made and sent where the request ends. HTTP/1.1 is parsed by httptools; requests may be
pipelined. What cannot be answered at once (MCP) goes to the protocol of uvicorn, with all that follows on the
connection. Not handled: TLS, trailers, and other protocols than HTTP (requests to change to one are ignored).
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from email.utils import formatdate
from functools import lru_cache
from http import HTTPStatus
from time import time
from typing import Any, NamedTuple, cast

from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving.answers import Answer
from lemnos.steps.tools.world.serving.http import LARGEST_BODY, TOO_LARGE

_LOG = logging.getLogger(__name__)
_FAILED: Answer = (500, [(b"content-type", b"text/plain; charset=utf-8")], b"Internal Server Error")
_WRONG: Answer = (400, [(b"content-type", b"text/plain; charset=utf-8")], b"Invalid HTTP request received.")
_FRAMING = frozenset(("content-length", "transfer-encoding", "expect"))


class _Whole(NamedTuple):
    """A request that has arrived."""

    request: Received
    url: bytes
    version: str
    keeps: bool
    """Whether the connection stays open."""
    is_whole: bool
    """Whether its body was not too long to be kept."""


class Connection(asyncio.Protocol):
    """A connection of a client.

    Args:
        answer: Returns the answer to a request; None if it cannot be given at once.
        others: Makes the protocol to which other requests go.
        connections: Those that are open; ``shutdown`` is called on each when the server ends.
        patience: Seconds after an answer for which a connection waits for the next request.
    """

    def __init__(
        self,
        answer: Callable[[Received], Answer | None],
        others: Callable[[], asyncio.Protocol],
        connections: set[Any],
        patience: float,
    ) -> None:
        self._answer = answer
        self._others = others
        self._connections = connections
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport = None  # type: ignore[assignment]
        self._parser, self._upgrade, self._error = _parser(self)
        self._next: asyncio.Protocol | None = None
        self._waiting: deque[_Whole] = deque()
        self._is_full = False
        self._is_within = False
        self._last = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._url = b""
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start with a client."""
        self._transport = cast(asyncio.Transport, transport)
        self._connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:
        """End with a client."""
        self._waiting.clear()
        self._leave()
        if self._next is not None:
            self._next.connection_lost(exc)

    def shutdown(self) -> None:
        """End because the server does."""
        self._transport.close()

    def pause_writing(self) -> None:
        """Hold requests back until the client has taken what was sent."""
        if self._next is not None:
            self._next.pause_writing()
            return
        self._is_full = True
        self._transport.pause_reading()

    def resume_writing(self) -> None:
        """Answer what was held back."""
        if self._next is not None:
            self._next.resume_writing()
            return
        self._is_full = False
        self._answer_all()
        if not self._is_full and not self._transport.is_closing():
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        """Take bytes of requests."""
        while data:
            try:
                self._parser.feed_data(data)
                return
            except self._upgrade as upgrade:  # which is ignored
                data = data[upgrade.args[0] :]
                self._parser, *_ = _parser(self)
            except self._error:
                if not self._transport.is_closing():
                    self._transport.write(_written(_WRONG, keeps=False))
                    self._transport.close()
                return

    def on_message_begin(self) -> None:
        """Start a request."""
        self._is_within = True
        self._url = b""
        self._headers = {}
        self._parts = []
        self._size = 0

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._url += url

    def on_header(self, raw_name: bytes, raw_value: bytes) -> None:
        """Take a field; those of one name are joined."""
        name, value = _field_name(raw_name), raw_value.decode("latin-1")
        known = self._headers.get(name)
        self._headers[name] = value if known is None else f"{known}{';' if name == 'cookie' else ','}{value}"

    def on_headers_complete(self) -> None:
        """Let a client send the body that it holds back."""
        if self._headers.get("expect", "").lower() == "100-continue" and not self._transport.is_closing():
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Take a part of the body; one that is too long is not kept."""
        self._size += len(body)
        if self._size <= LARGEST_BODY:
            self._parts.append(body)

    def on_message_complete(self) -> None:
        """Answer the request."""
        self._is_within = False
        path, query = _target(self._url)
        method = self._parser.get_method().decode("ascii")
        version = self._parser.get_http_version()
        keeps = version != "1.0" and self._parser.should_keep_alive()
        request = Received(method, query, self._headers, b"".join(self._parts), path)
        self._parts = []
        self._waiting.append(_Whole(request, self._url, version, keeps, self._size <= LARGEST_BODY))
        self._answer_all()

    def _answer_all(self) -> None:
        while self._waiting and not self._is_full and not self._transport.is_closing():
            whole = self._waiting.popleft()
            if self._next is not None:
                self._next.data_received(_as_sent(whole))
                continue
            keeps = whole.keeps
            try:
                answer = self._answer(whole.request) if whole.is_whole else TOO_LARGE
            except Exception:
                _LOG.exception("%s %s cannot be answered", whole.request.method, whole.request.path)
                answer, keeps = _FAILED, False
            if answer is None:
                self._hand_over(whole)
                continue
            self._transport.write(_written(answer, keeps=keeps, is_head=whole.request.method == "HEAD"))
            if not keeps:
                self._transport.close()
        self._last = self._loop.time()
        if self._timer is None and self._next is None:
            self._timer = self._loop.call_later(self._patience, self._end_if_idle)

    def _hand_over(self, whole: _Whole) -> None:
        """Let another protocol answer a request and all that follow."""
        self._leave()
        self._next = self._others()
        self._next.connection_made(self._transport)
        self._next.data_received(_as_sent(whole))

    def _leave(self) -> None:
        self._connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()

    def _end_if_idle(self) -> None:
        if self._transport.is_closing():
            return
        left = self._last + self._patience - self._loop.time()
        if left <= 0 and not self._is_within and not self._waiting and not self._is_full:
            self._transport.close()
        else:
            self._timer = self._loop.call_later(left if left > 0 else self._patience, self._end_if_idle)


def _parser(protocol: Connection) -> tuple[Any, type[Exception], type[Exception]]:
    """Return a parser of requests, and what it raises after one that asks for another protocol and at a wrong one."""
    import httptools

    parser = httptools.HttpRequestParser(protocol)
    if hasattr(parser, "set_dangerous_leniencies"):
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser, httptools.HttpParserUpgrade, httptools.HttpParserError


def _target(url: bytes) -> tuple[str, str]:
    """Return the path of a target, percent-encoded, and its query.

    >>> _target(b"/pets/1?a=b#c"), _target(b"http://host:80/pets"), _target(b"*")
    (('/pets/1', 'a=b'), ('/pets', ''), ('*', ''))
    """
    text = url.decode("ascii", "replace").partition("#")[0]
    if not text.startswith("/") and "://" in text:
        text = f"/{text.partition('://')[2].partition('/')[2]}"
    path, _, query = text.partition("?")
    return path, query


def _as_sent(whole: _Whole) -> bytes:
    """Return a request as a client may have sent it."""
    request = whole.request
    lines = [f"{request.method} ".encode() + whole.url + f" HTTP/{whole.version}".encode()]
    lines += [f"{name}: {value}".encode("latin-1") for name, value in request.headers.items() if name not in _FRAMING]
    if request.body or not _FRAMING.isdisjoint(request.headers):
        lines.append(f"content-length: {len(request.body)}".encode())
    return b"\r\n".join((*lines, b"", request.body))


def _written(answer: Answer, *, keeps: bool, is_head: bool = False) -> bytes:
    """Return the bytes of a response."""
    status, headers, body = answer
    parts = [_status_line(status), _date(int(time()))]
    for name, value in headers:
        parts += (name.lower(), b": ", value, b"\r\n")
    if status not in (204, 304):
        parts.append(b"content-length: %d\r\n" % len(body))
    parts.append(b"\r\n" if keeps else b"connection: close\r\n\r\n")
    if not is_head:
        parts.append(body)
    return b"".join(parts)


@lru_cache(maxsize=600)
def _field_name(name: bytes) -> str:
    return name.decode("latin-1").lower()


@lru_cache(maxsize=600)
def _status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


@lru_cache(maxsize=2)
def _date(second: int) -> bytes:
    return f"date: {formatdate(second, usegmt=True)}\r\n".encode()
