"""Answers HTTP requests on worlds: ``/HANDLE/path`` → the call of an operation → its response.

The address of a world takes the place of the base URL of the description. Paths, parameters in path, query, header
fields and cookies, and bodies are read by the rules of the description. A path that no operation has is 404, a method
405. Where a path lacks a parameter of an operation, it is a wrong request for that one. A body that cannot be read gets
the status that the description names for wrong requests. HEAD is answered as the GET of its path.
"""

from urllib.parse import unquote

import msgspec

from lemnos.steps.tools.wire.bodies import BodyError
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.wire.routes import Match, Router
from lemnos.steps.tools.wire.values import pairs_of
from lemnos.steps.tools.world.engine import LocalWorld
from lemnos.steps.tools.world.failures import failure, wrong_request
from lemnos.steps.tools.world.serving.answers import Answer, answer_of, json_answer
from lemnos.steps.tools.world.serving.cache import DEFAULT_BYTES, ResponseCache
from lemnos.steps.tools.world.serving.catalogue import Api
from lemnos.steps.tools.world.serving.worlds import Worlds

LARGEST_BODY = 16_000_000
"""The largest body of a request, in bytes."""
_FILLED = "{}"
TOO_LARGE = json_answer(413, {"error": {"message": f"the body is longer than {LARGEST_BODY:,} bytes"}})


class HttpWorlds:
    """The worlds as HTTP services.

    Args:
        worlds: The worlds.
        cache: Memory for answers that are kept, in bytes; 0 for none.
    """

    def __init__(self, worlds: Worlds, cache: int = DEFAULT_BYTES) -> None:
        self._worlds = worlds
        self._cache = ResponseCache(cache)

    def answer(self, request: Received) -> Answer:
        """Return the response to a request."""
        handle, _, path = request.path.lstrip("/").partition("/")
        found = self._worlds.find(handle)
        if found is None:
            message = f"there is no API named {unquote(handle).partition('~')[0]}; GET /_lemnos/apis lists them"
            return json_answer(404, {"error": {"code": "unknown_world", "message": message}})
        api, world = found
        return self._cache.get(world, request, path, api.headers, lambda: _answered(api, world, request, path))


def _answered(api: Api, world: LocalWorld, request: Received, path: str) -> Answer:
    """Return the response to a request for a path in a world."""
    matches = api.router.find(path)
    if not matches:
        refused = _left_empty(api.router, path, request.method)
        return refused or answer_of(failure(None, 404, f"there is nothing at /{path}"), None)
    method = request.method
    own = [match for match in matches if match.route.tool.method == method]
    if not own and method == "HEAD":
        own = [match for match in matches if match.route.tool.method == "GET"]
    if not own:
        allowed = ", ".join(sorted({match.route.tool.method for match in matches}))
        if method == "OPTIONS":
            return 204, [(b"allow", allowed.encode())], b""
        if (refused := _left_empty(api.router, path, method)) is not None:
            return refused
        return answer_of(failure(None, 405, f"{method} is not allowed here", headers={"Allow": allowed}), None)
    match = _chosen(own, request)
    if match is None:  # no operation decides how this is refused
        named = " or ".join(dict.fromkeys(name for each in own for name, _ in each.route.conditions))
        return answer_of(failure(None, 400, f"{named} does not tell what is asked for"), None)
    tool = match.route.tool
    reader = api.reader(tool)
    try:
        arguments = reader.arguments(request, match)
    except BodyError as error:
        known = reader.arguments(msgspec.structs.replace(request, body=b""), match)
        return answer_of(world.refused(api.operations[tool.id], known, str(error), "body"), tool)
    called = tool
    if method == "HEAD" and (got := [each for each in matches if each.route.tool.method == "GET"]):
        called = got[0].route.tool  # what HEAD tells is what GET would answer (RFC 9110, section 9.3.2)
    return answer_of(world.call(called.name, arguments), tool)


def _left_empty(router: Router, path: str, method: str) -> Answer | None:
    """Return the failure of the operation that a path means without one of its parameters; None if there is none.

    ``pets//card`` and ``pets/card``, which some clients make of it, lack the id of ``pets/{id}/card``.
    """
    parts = path.split("/")
    for at in sorted(range(len(parts)), key=lambda at: parts[at] != ""):
        rest = parts[at:] if parts[at] else parts[at + 1 :]
        for match in router.find("/".join((*parts[:at], _FILLED, *rest))):
            tool = match.route.tool
            wire = next((name for name, text in match.captured.items() if text == _FILLED), "")
            if tool.method == method and wire:
                names = (each.name for each in tool.places if wire in (each.wire_name, each.name))
                return answer_of(wrong_request(tool, f"{wire} is required", next(names, wire)), tool)
    return None


def _chosen(matches: list[Match], request: Received) -> Match | None:
    """Return the match whose conditions the request meets best; None if it meets some of several alike."""
    if len(matches) == 1 or not any(match.route.conditions for match in matches):
        return matches[0]
    given: dict[str, str] = {name: unquote(value) for name, value in pairs_of(request.query)}
    if "form" in request.media_type:
        given.update((name, unquote(value)) for name, value in pairs_of(request.body.decode("latin-1")))

    def rank(match: Match) -> tuple[bool, int]:
        met = [
            (value := given.get(name, request.headers.get(name.lower()))) is not None and wanted in (None, value)
            for name, wanted in match.route.conditions
        ]
        return all(met), sum(met)

    ranks = list(map(rank, matches))
    best = max(ranks)
    return matches[ranks.index(best)] if best[0] or ranks.count(best) == 1 else None
