"""Tests HTTP and MCP endpoints as worlds, against worlds of ours that are served on loopback."""

import http.server
import threading
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("uvicorn")

from lemnos.errors import SettingsError
from lemnos.steps.tools.external import HttpWorld, McpWorld, UnknownStateError
from lemnos.steps.tools.world.base import World
from lemnos.steps.tools.world.make import make_world
from tests.steps.tools.world.serving.shop import HANDLE, served, tools

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("createPet", {"name": "Réx & Co", "tags": ["a b", "c,d"], "weight": 1.5}),
    ("listPets", {"limit": 3}),
    ("listPets", {"name": "Réx & Co"}),
    ("getPet", {"id": 999999}),
    ("getPet", {"id": "x"}),
    ("createPet", {"name": 3}),
    ("deletePet", {"id": 999999}),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served() as number:
        yield number


def test_an_http_endpoint_observes_what_the_world_behind_it_does(port: int) -> None:
    world: World = HttpWorld(tools(), f"http://127.0.0.1:{port}/{HANDLE}~7~http")
    ours = make_world(tools(), "7")
    for tool, arguments in CALLS:
        theirs, own = world.call(tool, arguments), ours.call(tool, arguments)
        assert (theirs.status, theirs.body) == (own.status, own.body)
    made = ours.call("createPet", {"name": "Max"})
    again = world.call("createPet", {"name": "Max"})
    assert again.headers["Location"] == made.headers["Location"]


def test_an_mcp_endpoint_observes_what_the_world_behind_it_does(port: int) -> None:
    pytest.importorskip("mcp.server.lowlevel.server")
    world = McpWorld(f"http://127.0.0.1:{port}/_lemnos/mcp/{HANDLE}~7~mcp")
    try:
        ours = make_world(tools(), "7")
        assert {tool.name for tool in world.tools()} == {tool.name for tool in tools()}
        for tool, arguments in CALLS:
            theirs, own = world.call(tool, arguments), ours.call(tool, arguments)
            assert (theirs.failed, theirs.body) == (own.failed, own.body)
        assert world.call("nothing", {}).failed
        with pytest.raises(UnknownStateError):
            world.state()
    finally:
        world.close()


def test_no_mcp_server_is_one_line() -> None:
    pytest.importorskip("mcp.server.lowlevel.server")
    with pytest.raises(SettingsError, match=r"http://127.0.0.1:9/mcp: there is no MCP server"):
        McpWorld("http://127.0.0.1:9/mcp", timeout=5)


def test_nobody_at_the_address_is_an_observation() -> None:
    world = HttpWorld(tools(), "http://127.0.0.1:9/shop", timeout=2)
    observation = world.call("listPets", {})
    assert (observation.status, "no answer" in observation.body["error"]["message"]) == (503, True)
    assert world.call("noTool", {}).status == 404


@pytest.mark.parametrize("base", ["", "shop", "ftp://shop.example", "http://"])
def test_an_address_must_be_one_of_http(base: str) -> None:
    with pytest.raises(ValueError, match="no address of HTTP"):
        HttpWorld(tools(), base)


class Odd(http.server.BaseHTTPRequestHandler):
    """A server that answers in odd ways, and closes each connection without a word."""

    def do_GET(self) -> None:
        body, kind = {"/x/pets": (b"not json", "application/json"), "/x/pets/1": (b"\xff\xfe", "image/png")}.get(
            self.path, (b"plain", "text/plain")
        )
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Retry-After", "3")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def test_odd_answers_are_observations() -> None:
    server = http.server.HTTPServer(("127.0.0.1", 0), Odd)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        world = HttpWorld(tools(), f"http://127.0.0.1:{server.server_port}/x", {"Authorization": "Bearer t"})
        assert world.call("listPets", {}).body == "not json"
        assert world.call("getPet", {"id": 1}).body == "//4="
        motto = world.call("getMotto", {})
        assert (motto.body, motto.headers) == ("plain", {"Retry-After": "3"})
    finally:
        server.shutdown()
