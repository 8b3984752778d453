"""An HTTP API as a world: calls of its tools are requests, responses are observations.

Requests are written from the arguments by the rules of the description (``wire.requests``), sent one after another over
one connection. Credentials and other header fields are given once. Redirects are observations like others.
"""

import http.client
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from lemnos.records import Tool
from lemnos.steps.tools.external.observed import ObservedWorld, failed
from lemnos.steps.tools.wire.bodies import kind_of, text_of
from lemnos.steps.tools.wire.forms import from_json
from lemnos.steps.tools.wire.requests import written
from lemnos.steps.tools.world.base import Observation

_TOLD = ("location", "retry-after", "etag", "link")
"""Header fields of a response that an observation keeps."""
_LARGEST = 16_000_000


class HttpWorld(ObservedWorld):
    """The API at an address.

    Args:
        tools: Its operations.
        base: The base URL of the description, or what takes its place: ``http://127.0.0.1:8700/shop-1.0~7``.
        headers: Header fields of every request, such as those of credentials.
        timeout: Seconds to wait for an answer.

    Raises:
        ValueError: ``base`` is no address of HTTP.
    """

    def __init__(
        self, tools: Sequence[Tool], base: str, headers: Mapping[str, str] | None = None, timeout: float = 30
    ) -> None:
        super().__init__(f"http {base}")
        address = urlsplit(base)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"{base} is no address of HTTP")
        self._tools = {tool.name: tool for tool in tools if tool.kind == "http"}
        self._base = address.path.rstrip("/")
        self._headers = dict(headers or {})
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        self._connection = kind(address.hostname, address.port, timeout=timeout)

    def _called(self, tool: str, arguments: Mapping[str, Any]) -> Observation:
        known = self._tools.get(tool)
        if known is None:
            return failed(404, f"there is no tool named {tool}")
        try:
            request = written(known, arguments)
        except (TypeError, ValueError, RecursionError) as error:
            return failed(400, f"the arguments cannot be sent: {error}")
        target = self._base + (request.target if request.target.startswith("/") else f"/{request.target}")
        headers = {"Accept": "application/json, */*;q=0.5", **request.headers, **self._headers}
        for is_last in (False, True):  # a kept connection may have been closed by the other side
            try:
                self._connection.request(request.method, target, request.body or None, headers)
                return _observed(self._connection.getresponse())
            except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError) as error:
                self._connection.close()
                if is_last:
                    return failed(503, f"the connection was closed: {error}")
            except (TimeoutError, http.client.HTTPException, OSError, ValueError) as error:
                self._connection.close()
                return failed(503, f"no answer: {error}")
        raise AssertionError("not reached")

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def _observed(response: http.client.HTTPResponse) -> Observation:
    body = response.read(_LARGEST + 1)
    if len(body) > _LARGEST:
        response.close()
        return failed(502, f"the answer is longer than {_LARGEST:,} bytes")
    kind = kind_of(response.getheader("Content-Type") or "")
    text = text_of(body, kind != "file")
    value: Any = None if not body else from_json(body, text) if kind == "json" else text
    headers = {name.title(): found for name in _TOLD if (found := response.getheader(name)) is not None}
    return Observation(response.status, value, headers)
