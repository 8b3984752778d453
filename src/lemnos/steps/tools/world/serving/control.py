"""Lists, shows, resets, advances, saves and loads worlds over HTTP, below the prefix ``/_lemnos``; Starlette routes.

GET    /_lemnos/apis                       the APIs and their handles
GET    /_lemnos/apis/API                   the operations of one, and what they are taken for
GET    /_lemnos/worlds                     the worlds that were used
GET    /_lemnos/worlds/HANDLE              id, state hash and addresses of a world
GET    /_lemnos/worlds/HANDLE/state        all entities
POST   /_lemnos/worlds/HANDLE/reset        return to the start
POST   /_lemnos/worlds/HANDLE/advance      move the clock: {"seconds": 60}
GET    /_lemnos/worlds/HANDLE/snapshot     the state as bytes
PUT    /_lemnos/worlds/HANDLE/snapshot     return to such a state
DELETE /_lemnos/worlds/HANDLE              drop a world
"""

from typing import TYPE_CHECKING, Any

import msgspec

from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.serving.catalogue import Api
from lemnos.steps.tools.world.serving.http import LARGEST_BODY
from lemnos.steps.tools.world.serving.inputs import is_cut
from lemnos.steps.tools.world.serving.worlds import Worlds

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.routing import Route

PREFIX = "/_lemnos"
_LONGEST_STEP = 10**10
"""The most seconds by which a call moves the clock."""


def routes(worlds: Worlds) -> list["Route"]:
    """Return the routes below ``PREFIX``."""
    from starlette.responses import Response
    from starlette.routing import Route

    def answer(value: Any, status: int = 200) -> Response:
        return Response(msgspec.json.encode(value), status, media_type="application/json")

    def problem(status: int, message: str) -> Response:
        return answer({"error": {"message": message}}, status)

    def world_at(request: "Request") -> tuple[Api, LocalWorld] | None:
        return worlds.find(request.path_params["handle"])

    def unknown(request: "Request") -> Response:
        return problem(404, f"there is no API for the handle {request.path_params['handle']}; see {PREFIX}/apis")

    async def apis(_: "Request") -> Response:
        return answer([_plain(api) for api in worlds.catalogue.apis.values()])

    async def api_of(request: "Request") -> Response:
        api = worlds.catalogue.apis.get(request.path_params["api"])
        if api is None:
            return problem(404, f"there is no API {request.path_params['api']}; see {PREFIX}/apis")
        return answer({**_plain(api), "operations": [_operation(each) for each in api.compiled.operations.values()]})

    async def used(_: "Request") -> Response:
        return answer(worlds.handles())

    async def world(request: "Request") -> Response:
        handle = request.path_params["handle"]
        if request.method == "DELETE":
            return answer({"dropped": worlds.forget(handle)})
        found = world_at(request)
        return unknown(request) if found is None else answer(_state(handle, found[1]))

    async def state(request: "Request") -> Response:
        found = world_at(request)
        return unknown(request) if found is None else answer(dict(found[1].state()))

    async def reset(request: "Request") -> Response:
        found = world_at(request)
        if found is None:
            return unknown(request)
        found[1].reset()
        return answer(_state(request.path_params["handle"], found[1]))

    async def advance(request: "Request") -> Response:
        found = world_at(request)
        if found is None:
            return unknown(request)
        try:
            seconds = msgspec.json.decode(await request.body(), type=_Step).seconds
        except (msgspec.DecodeError, msgspec.ValidationError):
            seconds = -1
        if not 0 <= seconds <= _LONGEST_STEP:
            return problem(400, f'send {{"seconds": N}} with N from 0 to {_LONGEST_STEP}')
        found[1].advance(seconds)
        return answer(_state(request.path_params["handle"], found[1]))

    async def snapshot(request: "Request") -> Response:
        found = world_at(request)
        if found is None:
            return unknown(request)
        if request.method == "GET":
            return Response(found[1].snapshot(), media_type="application/octet-stream")
        body = await request.body()
        try:
            if len(body) > LARGEST_BODY:
                raise ValueError(f"it is longer than {LARGEST_BODY:,} bytes")
            found[1].restore(body)
        except (ValueError, msgspec.DecodeError) as error:
            return problem(400, f"this is no snapshot of the world: {error}")
        return answer(_state(request.path_params["handle"], found[1]))

    handle = PREFIX + "/worlds/{handle}"
    return [
        Route(f"{PREFIX}/apis", apis),
        Route(PREFIX + "/apis/{api}", api_of),
        Route(f"{PREFIX}/worlds", used),
        Route(handle, world, methods=["GET", "DELETE"]),
        Route(f"{handle}/state", state),
        Route(f"{handle}/reset", reset, methods=["POST"]),
        Route(f"{handle}/advance", advance, methods=["POST"]),
        Route(f"{handle}/snapshot", snapshot, methods=["GET", "PUT"]),
    ]


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    seconds: int


def _plain(api: Api) -> dict[str, Any]:
    first = api.tools[0]
    return {
        "handle": api.name,
        "provider": first.provider,
        "api": first.api,
        "version": first.version,
        "tools": len(api.tools),
        "http": f"/{api.name}" if any(tool.kind == "http" for tool in api.tools) else None,
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
