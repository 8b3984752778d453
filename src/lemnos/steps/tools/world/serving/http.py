"""Answers HTTP requests on worlds: ``/HANDLE/path`` → the call of an operation → its response.

The address of a world takes the place of the base URL of the description. Paths, parameters in path, query, header
fields and cookies, and bodies are read by the rules of the description. A path that no operation has is 404, a method
405. An empty segment, where an operation has a parameter, is a wrong argument of that operation. A body that cannot be
read gets the status that the description names for wrong requests. HEAD is answered as the GET of its path.
"""

import re
from urllib.parse import unquote

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.wire.bodies import BodyError
from lemnos.steps.tools.wire.reading import Received
from lemnos.steps.tools.wire.routes import Match
from lemnos.steps.tools.wire.values import pairs_of
from lemnos.steps.tools.world.base import Observation
from lemnos.steps.tools.world.failures import failure, wrong_request
from lemnos.steps.tools.world.serving.answers import Answer, answer_of, json_answer
from lemnos.steps.tools.world.serving.worlds import Worlds

LARGEST_BODY = 16_000_000
"""The largest body of a request, in bytes."""
_FILLED = "-"
_EMPTY = re.compile(r"/(?=/|$)")
TOO_LARGE = json_answer(413, {"error": {"message": f"the body is longer than {LARGEST_BODY:,} bytes"}})


class HttpWorlds:
    """The worlds as HTTP services.

    Args:
        worlds: The worlds.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def answer(self, request: Received) -> Answer:
        """Return the response to a request."""
        handle, _, path = request.path.lstrip("/").partition("/")
        found = self._worlds.find(handle)
        if found is None:
            message = f"there is no API named {unquote(handle).partition('~')[0]}; GET /_lemnos/apis lists them"
            return json_answer(404, {"error": {"code": "unknown_world", "message": message}})
        api, world = found
        matches = api.router.find(path)
        if not matches:
            meant = [each for each in api.router.find(_filled(path)) if each.route.tool.method == request.method]
            for match in meant:
                empty = next((wire for wire, text in match.captured.items() if text == _FILLED), None)
                if empty is not None:
                    return answer_of(_empty(match.route.tool, empty), match.route.tool)
            return answer_of(failure(None, 404, f"there is nothing at /{path}"), None)
        method = request.method
        own = [match for match in matches if match.route.tool.method == method]
        if not own and method == "HEAD":
            own = [match for match in matches if match.route.tool.method == "GET"]
        if not own:
            allowed = ", ".join(sorted({match.route.tool.method for match in matches}))
            if method == "OPTIONS":
                return 204, [(b"allow", allowed.encode())], b""
            return answer_of(failure(None, 405, f"{method} is not allowed here", headers={"Allow": allowed}), None)
        match = _chosen(own, request)
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


def _filled(path: str) -> str:
    """Return a path with something in place of each empty segment, which tells what operation a request means.

    >>> _filled("pets//cards/"), _filled("pets")
    ('pets/-/cards/-', 'pets')
    """
    return _EMPTY.sub(f"/{_FILLED}", f"/{path}")[1:]


def _empty(tool: Tool, wire: str) -> Observation:
    """Return the failure of a call whose path leaves a parameter empty."""
    places = (each.name for each in tool.places if each.place == "path" and (each.wire_name or each.name) == wire)
    return wrong_request(tool, f"{wire} is required", next(places, wire))


def _chosen(matches: list[Match], request: Received) -> Match:
    """Return the match whose conditions the request meets best; the first of those with the most."""
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

    return max(matches, key=rank)
