"""Send requests to an HTTP server over several connections at once, at little cost: bytes made ready, one thread.

``http.client`` needs longer for a request than a served world for its response, so that eight threads of it measure the
client. Here a request is one ``send`` of bytes that were made before, and a response is searched for its length alone.
For ``worlds_speed.py``.
"""

import selectors
import socket
import time
from collections.abc import Sequence
from typing import NamedTuple

from lemnos.steps.tools.wire.requests import Request

_CHUNK = 1 << 18
_WITHOUT_BODY = (b"204", b"304")
_WAIT = 60
"""Seconds without any response after which a server counts as stuck."""


class Rate(NamedTuple):
    """What a server did while it was busy."""

    responses: int
    seconds: float
    size: int
    """Bytes of all responses, with their header fields."""
    idle: float
    """Share of the time that the client waited for the server; near 0, the client is what limits the rate."""


def prepared(request: Request, base: str) -> bytes:
    """Return a request below an address as it is sent."""
    headers = {"Host": "127.0.0.1", "Accept": "*/*", **request.headers}
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        headers["Content-Length"] = str(len(request.body))
    lines = [f"{request.method} {base}{request.target} HTTP/1.1", *(f"{key}: {each}" for key, each in headers.items())]
    return "\r\n".join((*lines, "", "")).encode("latin-1") + request.body


def length_of(received: bytes | bytearray) -> int:
    """Return the length of the response at the start of some bytes; 0 if it is not whole yet.

    Raises:
        ValueError: The response does not say how long it is.
    """
    end = received.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head, start = bytes(received[:end]).lower(), end + 4
    if received[9:12] in _WITHOUT_BODY:
        return start
    if (at := head.find(b"\r\ncontent-length:")) >= 0:
        length = start + int(head[at + 17 :].partition(b"\r\n")[0])
        return length if len(received) >= length else 0
    if b"\r\ntransfer-encoding: chunked" not in head:
        raise ValueError(f"a response without a length: {head.decode('latin-1')}")
    while (line := received.find(b"\r\n", start)) >= 0:
        size = int(bytes(received[start:line]).partition(b";")[0], 16)
        start = line + 2 + size + 2
        if size == 0:
            return start if len(received) >= start else 0
    return 0


class RefusedError(Exception):
    """A response is no success.

    Args:
        number: Of its request among those that are sent.
        received: The beginning of the response.
    """

    def __init__(self, number: int, received: bytes) -> None:
        super().__init__(f"request {number} is no success: {received!r}")
        self.number = number


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=_WAIT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.number = 0
        """Of the request whose response it waits for."""
        self.counts = 1
        """1 if it waits for the response to one of the requests, 0 if to a reset."""


def load(
    port: int, requests: Sequence[bytes], seconds: float, connections: int, reset: bytes = b"", every: int = 0
) -> Rate:
    """Send requests in turn, each connection the next one as soon as it has its response; end when all have theirs.

    Args:
        port: Of the server on loopback.
        requests: As they are sent, none of them ``HEAD``.
        seconds: After which no more are sent.
        connections: How many at once.
        reset: Sent after each ``every`` requests, and not counted.
        every: See ``reset``; never if 0.

    Raises:
        RefusedError: A response is no success.
        RuntimeError: There is no response.
    """
    selector = selectors.DefaultSelector()
    turn = since = responses = size = 0
    waited = 0.0

    def ask(connection: _Connection) -> None:
        nonlocal turn, since
        if every and since == every:
            since, connection.counts = 0, 0
            connection.socket.sendall(reset)
        else:
            connection.counts, connection.number = 1, turn % len(requests)
            connection.socket.sendall(requests[connection.number])
            turn, since = turn + 1, since + 1

    opened = [_Connection(port) for _ in range(connections)]
    start = now = time.perf_counter()
    for each in opened:
        selector.register(each.socket, selectors.EVENT_READ, each)
        ask(each)
    pending = connections
    while pending:
        ready = selector.select(_WAIT)
        waited += time.perf_counter() - now
        if not ready:
            raise RuntimeError(f"no response within {_WAIT} s")
        for key, _ in ready:
            connection: _Connection = key.data
            part = connection.socket.recv(_CHUNK)
            if not part:
                raise RuntimeError("the server closed a connection")
            received = connection.received
            received += part
            length = length_of(received)
            if not length:
                continue
            if received[9:10] != b"2":
                raise RefusedError(connection.number, bytes(received[:200]))
            del received[:length]
            responses += connection.counts
            size += length * connection.counts
            if now - start < seconds:
                ask(connection)
            else:
                pending -= 1
        now = time.perf_counter()
    for each in opened:
        selector.unregister(each.socket)
        each.socket.close()
    return Rate(responses, now - start, size, waited / (now - start))
