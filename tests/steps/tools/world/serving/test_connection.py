"""Tests how requests are read from a connection and answered on it, with bytes as clients send them."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("uvicorn")
pytest.importorskip("httptools")

from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.serving import connection
from lemnos.steps.tools.world.serving.answers import Answer
from lemnos.steps.tools.world.serving.connection import Connection
from tests.steps.tools.world.serving.shop import HANDLE, served

PETS = f"/{HANDLE}/pets"
HOST = "host: 127.0.0.1\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served() as number:
        yield number


def sent(port: int, *parts: bytes) -> list[tuple[int, bytes]]:
    """Return statuses and bodies of all responses to some bytes, sent part by part, until the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            client.sendall(part)
        with client.makefile("rb") as received:
            return list(responses(received))


def responses(received: Any) -> Iterator[tuple[int, bytes]]:
    while line := received.readline():
        status, fields = int(line.split()[1]), {}
        while (field := received.readline().rstrip()) != b"":
            name, _, value = field.partition(b": ")
            fields[name] = value
        yield status, received.read(int(fields.get(b"content-length", b"0")))


def request(method: str = "GET", target: str = PETS, fields: str = "connection: close\r\n", body: str = "") -> bytes:
    length = f"content-length: {len(body)}\r\n" if body else ""
    return f"{method} {target} HTTP/1.1\r\n{HOST}{length}{fields}\r\n{body}".encode()


def test_requests_in_one_piece_are_answered_in_their_order(port: int) -> None:
    pets = b"".join(request(target=f"{PETS}?limit={limit}", fields="") for limit in ("1", "x", "2"))
    found = sent(port, pets + request("OPTIONS"))
    assert [status for status, _ in found] == [200, 400, 200, 204]


def test_a_request_may_come_byte_by_byte(port: int) -> None:
    whole = request("POST", fields="content-type: application/json\r\nconnection: close\r\n", body='{"name": "Rex"}')
    ((status, body),) = sent(port, *(whole[at : at + 1] for at in range(len(whole))))
    assert status == 201
    assert b'"Rex"' in body


def test_a_body_in_chunks(port: int) -> None:
    fields = "content-type: application/json\r\ntransfer-encoding: chunked\r\nconnection: close\r\n"
    chunks = b'8\r\n{"name":\r\n6\r\n"Max"}\r\n0\r\n\r\n'
    ((status, body),) = sent(port, request("POST", fields=fields) + chunks)
    assert status == 201
    assert b'"Max"' in body


def test_a_client_may_ask_before_it_sends_a_body(port: int) -> None:
    head = request("POST", fields="expect: 100-continue\r\ncontent-type: application/json\r\ncontent-length: 15\r\n")
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(head)
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b'{"name": "Rex"}')
        assert client.recv(100_000).startswith(b"HTTP/1.1 201 Created\r\n")


@pytest.mark.parametrize("fields", ["", "connection: keep-alive\r\n"])
def test_an_old_client_is_answered_once(port: int, fields: str) -> None:
    assert [status for status, _ in sent(port, f"GET {PETS} HTTP/1.0\r\n{HOST}{fields}\r\n".encode())] == [200]


@pytest.mark.parametrize("wrong", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\ncontent-length: x\r\n\r\n"])
def test_what_is_no_request_is_refused(port: int, wrong: bytes) -> None:
    assert sent(port, wrong) == [(400, b"Invalid HTTP request received.")]


def test_a_whole_address_as_target(port: int) -> None:
    assert [status for status, _ in sent(port, request(target=f"http://127.0.0.1{PETS}"))] == [200]


def test_a_change_of_protocol_is_ignored(port: int) -> None:
    upgrade = request(fields="connection: upgrade\r\nupgrade: h2c\r\n")
    assert [status for status, _ in sent(port, upgrade + request())] == [200, 200]


def test_a_body_that_is_too_long_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "LARGEST_BODY", 10)
    long = request("POST", fields="content-type: application/json\r\n", body='{"name": "Rex"}')
    assert [status for status, _ in sent(port, long + request())] == [413, 200]


def test_mcp_and_worlds_over_one_connection(port: int) -> None:
    call = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}'
    fields = "accept: application/json, text/event-stream\r\ncontent-type: application/json\r\n"
    mcp = request("POST", f"/_lemnos/mcp/{HANDLE}", fields, call)
    found = sent(port, request(fields="") + mcp + request(fields="") + request())
    assert [status for status, _ in found] == [200, 200, 200, 200]
    assert b"listPets" in found[1][1]
    assert found[0] == found[2] == found[3]


class Taken(asyncio.Transport):
    """A transport whose client takes nothing until it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.reads = True
        self.closed = False

    def write(self, data: Any) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def pause_reading(self) -> None:
        self.reads = False

    def resume_reading(self) -> None:
        self.reads = True


def told(request: Received) -> Answer:
    if request.path == "/wrong":
        raise ValueError("a fault of ours")
    return 200, [], request.path.encode()


def connected(patience: float = 5) -> tuple[Connection, Taken, set[Any]]:
    open_ones: set[Any] = set()
    made, transport = Connection(told, asyncio.Protocol, open_ones, patience), Taken()
    made.connection_made(transport)
    return made, transport, open_ones


def test_nothing_is_answered_while_the_client_takes_nothing() -> None:
    async def run() -> None:
        made, transport, _ = connected()
        made.data_received(request(target="/a", fields=""))
        made.pause_writing()
        made.data_received(request(target="/b", fields="") + request(target="/c", fields=""))
        assert (len(transport.written), transport.reads) == (1, False)
        made.resume_writing()
        assert [each[-2:] for each in transport.written] == [b"/a", b"/b", b"/c"]
        assert transport.reads

    asyncio.run(run())


def test_a_fault_of_ours_is_told_and_ends_the_connection() -> None:
    async def run() -> None:
        made, transport, open_ones = connected()
        made.data_received(request(target="/wrong", fields="") + request(target="/b", fields=""))
        assert transport.written[0].startswith(b"HTTP/1.1 500 Internal Server Error\r\n")
        assert (len(transport.written), transport.closed) == (1, True)
        made.connection_lost(None)
        assert not open_ones

    asyncio.run(run())


def test_a_connection_ends_when_no_request_follows_and_not_within_one() -> None:
    async def run(rest: bytes) -> bool:
        made, transport, _ = connected(patience=0.01)
        made.data_received(request(target="/a", fields="") + rest)
        for _ in range(100):
            await asyncio.sleep(0.01)
            if transport.closed:
                break
        return transport.closed

    assert asyncio.run(run(b""))
    assert not asyncio.run(run(b"GET /b HTTP/1.1\r\n"))
