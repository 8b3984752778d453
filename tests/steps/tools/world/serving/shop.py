"""A shop that is served on loopback for tests, and a client of it."""

import http.client
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.sources.tools.openapi.operations import OpenApiFile
from lemnos.sources.tools.schema.refs import Specification
from lemnos.steps.tools.world.serving.application import Application, protocol_of
from lemnos.steps.tools.world.serving.catalogue import Catalogue
from lemnos.steps.tools.world.serving.worlds import Worlds

HANDLE = "shop.example-shop-1"
PET = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "weight": {"type": "number"},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["title"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}},
}
REFERENCE = {"$ref": "#/components/schemas/Pet"}
PROBLEM_JSON = {"content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
FAILURES = {code: {"description": "Failed", **PROBLEM_JSON} for code in ("400", "404", "409")}


def answer(schema: Any, code: str = "200", kind: str = "application/json") -> dict[str, Any]:
    """Return the responses of an operation."""
    return {code: {"description": "Done", "content": {kind: {"schema": schema}}}, **FAILURES}


def with_header(responses: dict[str, Any]) -> dict[str, Any]:
    """Return responses of which the first always has a header field, and may have another."""
    fields = {
        "X-Quota": {"required": True, "schema": {"type": "integer", "minimum": 7}},
        "X-Note": {"schema": {"type": "string"}},
    }
    first, *others = responses.items()
    return {first[0]: {**first[1], "headers": fields}, **dict(others)}


def body(schema: Any, *kinds: str) -> dict[str, Any]:
    """Return a request body in any of some media types."""
    return {"required": True, "content": {kind: {"schema": schema} for kind in kinds or ("application/json",)}}


ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "servers": [{"url": "https://shop.example/api/v1"}],
    "components": {"schemas": {"Pet": PET, "Problem": PROBLEM}},
    "paths": {
        "/pets": {
            "get": {
                "operationId": "listPets",
                "parameters": [
                    {"name": "name", "in": "query", "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}},
                ],
                "responses": answer({"type": "array", "items": REFERENCE}),
            },
            "post": {
                "operationId": "createPet",
                "requestBody": body(REFERENCE, "application/json", "application/x-www-form-urlencoded"),
                "responses": answer(REFERENCE, "201"),
            },
        },
        "/pets/{id}": {
            "parameters": [ID],
            "get": {"operationId": "getPet", "responses": with_header(answer(REFERENCE))},
            "head": {"operationId": "hasPet", "responses": {"200": {"description": "There"}, **FAILURES}},
            "put": {"operationId": "putPet", "requestBody": body(REFERENCE), "responses": answer(REFERENCE)},
            "delete": {"operationId": "deletePet", "responses": {"204": {"description": "Gone"}, **FAILURES}},
        },
        "/pets/{id}/card": {
            "parameters": [ID],
            "get": {"operationId": "getCard", "responses": answer(REFERENCE, kind="application/xml")},
        },
        "/pets/{id}/bell": {
            "parameters": [ID],
            "post": {"operationId": "ringBell", "responses": {"200": {"description": "Rung", "content": {"a/b": {}}}}},
        },
        "/motto": {
            "get": {
                "operationId": "getMotto",
                "parameters": [{"name": "size", "in": "query", "schema": {"type": "integer"}}],
                "responses": {"200": answer({"type": "string"}, kind="text/plain")["200"]},
            }
        },
    },
}


def tools() -> list[Tool]:
    """Return the tools of the shop."""
    file = OpenApiFile(Specification("shop.yaml", DESCRIPTION), lambda _: None, source="shop.yaml", size=10_000)
    return [tool for tool in file.tools() if isinstance(tool, Tool)]


@contextmanager
def served(several: list[Tool] | None = None, most: int = 100, *, at_once: bool = True) -> Iterator[int]:
    """Serve worlds in a thread; yield the port.

    Args:
        several: The tools; those of the shop by default.
        most: How many worlds are held ready.
        at_once: Whether requests are answered without ASGI, if ``httptools`` is there.
    """
    import uvicorn

    application = Application(Worlds(Catalogue(tools() if several is None else several), most=most))
    settings = protocol_of(application) if at_once else {"access_log": False}
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_level="error", **settings))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


class Client:
    """A client of one server.

    Args:
        port: Its port.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def raw(self, method: str, path: str, sent: bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Return status, header fields and body of a response."""
        self._connection.request(method, path, sent or None, {k.replace("_", "-"): v for k, v in headers.items()})
        response = self._connection.getresponse()
        return response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()

    def call(self, method: str, path: str, value: Any = None, **headers: str) -> tuple[int, Any]:
        """Return the status of a response, and its body in JSON."""
        sent = b"" if value is None else msgspec.json.encode(value)
        status, _, received = self.raw(method, path, sent, **({"Content_Type": "application/json"} | headers))
        return status, msgspec.json.decode(received) if received else None
