"""Lists, shows, resets, advances, saves and loads worlds over HTTP, below the prefix ``/_lemnos``.

GET    /_lemnos/apis                       the APIs and their handles
GET    /_lemnos/apis/API                   the operations of one, and what they are taken for
GET    /_lemnos/apis/HANDLE/openapi.json   what a world of one serves, as an OpenAPI document
GET    /_lemnos/worlds                     the worlds that were used
GET    /_lemnos/worlds/HANDLE              id, state hash and addresses of a world
GET    /_lemnos/worlds/HANDLE/state        all entities
POST   /_lemnos/worlds/HANDLE/reset        return to the start
POST   /_lemnos/worlds/HANDLE/advance      move the clock: {"seconds": 60}
GET    /_lemnos/worlds/HANDLE/snapshot     the state as bytes
PUT    /_lemnos/worlds/HANDLE/snapshot     return to such a state
DELETE /_lemnos/worlds/HANDLE              drop a world
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import msgspec

from lemnos.errors import SettingsError
from lemnos.sources.tools.schema.numbers import json_bytes
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.serving.answers import Answer, json_answer
from lemnos.steps.tools.world.serving.catalogue import Api
from lemnos.steps.tools.world.serving.description.document import at_address
from lemnos.steps.tools.world.serving.description.make import Descriptions
from lemnos.steps.tools.world.serving.inputs import is_cut
from lemnos.steps.tools.world.serving.worlds import SEPARATOR, Worlds

PREFIX = "/_lemnos"
_LONGEST_STEP = 10**10
"""The most seconds by which a call moves the clock."""
_ANY = "*"
DOCUMENT = "openapi.json"

Do = Callable[[str, bytes], Answer]
"""Takes the name in an address and the body of a request."""


class Control:
    """The control of worlds.

    Args:
        worlds: The worlds.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self._descriptions = Descriptions(worlds.catalogue.origins)
        own, on = ("worlds", _ANY), self._on
        self._routes: dict[tuple[str, ...], dict[str, Do]] = {
            ("apis",): {"GET": self._apis},
            ("apis", _ANY): {"GET": self._api},
            ("apis", _ANY, DOCUMENT): {"GET": self._description},
            ("worlds",): {"GET": lambda *_: json_answer(200, worlds.handles())},
            own: {"GET": on(lambda *_: None), "DELETE": self._drop},
            (*own, "state"): {"GET": on(lambda world, _: json_answer(200, dict(world.state())))},
            (*own, "reset"): {"POST": on(lambda world, _: world.reset())},
            (*own, "advance"): {"POST": on(_advance)},
            (*own, "snapshot"): {"GET": on(_save), "PUT": on(_load)},
        }

    def answer(self, request: Received) -> Answer:
        """Return the response to a request for an address below ``PREFIX``."""
        first, *others = request.path.strip("/").split("/")[1:] or [""]
        route = self._routes.get((first, *(_ANY for _ in others[:1]), *others[1:]))
        if route is None:
            return _problem(404, f"there is nothing at {request.path}")
        do = route.get("GET" if request.method == "HEAD" else request.method)
        if do is None:
            status, headers, body = _problem(405, f"{request.method} is not allowed here")
            return status, [*headers, (b"allow", ", ".join(route).encode())], body
        return do(unquote(others[0]) if others else "", request.body)

    def _apis(self, _: str, __: bytes) -> Answer:
        return json_answer(200, [_plain(api) for api in self._worlds.catalogue.apis.values()])

    def _api(self, name: str, _: bytes) -> Answer:
        api = self._worlds.catalogue.apis.get(name)
        if api is None:
            return _problem(404, f"there is no API {name}; see {PREFIX}/apis")
        operations = [_operation(each) for each in api.compiled.operations.values()]
        return json_answer(200, {**_plain(api), "operations": operations})

    def _description(self, handle: str, _: bytes) -> Answer:
        api = self._worlds.catalogue.apis.get(handle.partition(SEPARATOR)[0])
        if api is None:
            return _problem(404, f"there is no API for the handle {handle}; see {PREFIX}/apis")
        try:
            document = at_address(self._descriptions.of(api), f"/{handle}")
        except SettingsError as error:
            return _problem(404, str(error))
        return 200, [(b"content-type", b"application/json")], json_bytes(document)

    def _drop(self, handle: str, _: bytes) -> Answer:
        return json_answer(200, {"dropped": self._worlds.forget(handle)})

    def _on(self, do: Callable[[LocalWorld, bytes], Answer | None]) -> Do:
        """Return what does something with the world of a handle; the answer shows the world if there is no other."""

        def done(handle: str, body: bytes) -> Answer:
            found = self._worlds.find(handle)
            if found is None:
                return _problem(404, f"there is no API for the handle {handle}; see {PREFIX}/apis")
            return do(found[1], body) or json_answer(200, _state(handle, found[1]))

        return done


def _problem(status: int, message: str) -> Answer:
    return json_answer(status, {"error": {"message": message}})


def _advance(world: LocalWorld, body: bytes) -> Answer | None:
    try:
        seconds = msgspec.json.decode(body, type=_Step).seconds
    except (msgspec.DecodeError, msgspec.ValidationError):
        seconds = -1
    if not 0 <= seconds <= _LONGEST_STEP:
        return _problem(400, f'send {{"seconds": N}} with N from 0 to {_LONGEST_STEP}')
    world.advance(seconds)
    return None


def _save(world: LocalWorld, _: bytes) -> Answer:
    return 200, [(b"content-type", b"application/octet-stream")], world.snapshot()


def _load(world: LocalWorld, body: bytes) -> Answer | None:
    try:
        world.restore(body)
    except (ValueError, msgspec.DecodeError) as error:
        return _problem(400, f"this is no snapshot of the world: {error}")
    return None


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    seconds: int


def _plain(api: Api) -> dict[str, Any]:
    first = api.tools[0]
    is_http = any(tool.kind == "http" for tool in api.tools)
    return {
        "handle": api.name,
        "provider": first.provider,
        "api": first.api,
        "version": first.version,
        "tools": len(api.tools),
        "http": f"/{api.name}" if is_http else None,
        "openapi": f"{PREFIX}/apis/{api.name}/{DOCUMENT}" if is_http else None,
        "mcp": f"{PREFIX}/mcp/{api.name}",
    }


def _state(handle: str, world: LocalWorld) -> dict[str, Any]:
    return {
        "handle": handle,
        "id": world.id,
        "seed": world.seed,
        "state_hash": world.state_hash(),
        "http": f"/{handle}",
        "mcp": f"{PREFIX}/mcp/{handle}",
    }


def _operation(compiled: Any) -> dict[str, Any]:
    operation, tool = compiled.operation, compiled.tool
    claim = msgspec.to_builtins(operation.claim)
    told = {"name": operation.name, "method": tool.method, "path": tool.path, "stateless": operation.stateless, **claim}
    return {**told, "result_cut": True} if is_cut(tool) else told
