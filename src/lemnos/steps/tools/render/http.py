"""Turn an example call into an HTTP request: ``Facts`` -> ``Exchange`` (URL, headers, body).

Each argument goes into the part of the request that ``Tool.places`` names.
"""

import re
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.wording import inline

_WHOLE = "$"
"""Wire name of an argument that is the entire body."""


class Exchange(msgspec.Struct, frozen=True):
    """An HTTP request."""

    url: str
    headers: dict[str, str]
    body: Any
    """JSON value of the body; None for no body."""
    is_form: bool
    """Whether the body is sent as form data instead of JSON."""


def exchange_of(facts: Facts) -> Exchange:
    """Return the request that performs the example call."""
    tool = facts.tool
    path = tool.path
    query: list[tuple[str, str]] = []
    headers: dict[str, str] = {}
    cookies: list[str] = []
    body: dict[str, Any] = {}
    whole: Any = None
    is_form = False
    for name, value in (facts.arguments or {}).items():
        location, wire = facts.places.get(name, ("query" if tool.method == "GET" else "body", name))
        match location:
            case "path":
                path = path.replace("{" + wire + "}", quote(_text(value), safe=""))
            case "query":
                query += [(wire, _text(each)) for each in (value if isinstance(value, list) else [value])]
            case "header":
                headers[wire] = re.sub(r"\s+", " ", _text(value))
            case "cookie":
                cookies.append(f"{wire}={quote(_text(value), safe='')}")
            case _ if wire == _WHOLE:
                whole = value
            case _:
                body[wire] = value
                is_form = is_form or location == "form"
    if cookies:
        headers["Cookie"] = "; ".join(cookies)
    server = tool.server.rstrip("/")
    if not server:
        server = "https://" + (
            tool.provider if re.fullmatch(r"[\w-]+(\.[\w-]+)+", tool.provider) else "api.example.com"
        )
    elif server.startswith("//"):
        server = f"https:{server}"
    elif server.startswith("/"):
        server = f"https://{tool.provider if '.' in tool.provider else 'api.example.com'}{server}"
    asked = urlencode(query, quote_via=quote, safe=":,")
    url = f"{server}{path}" + (("&" if "?" in path else "?") + asked if asked else "")
    return Exchange(url, headers, whole if whole is not None else body or None, is_form)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else inline(value)
