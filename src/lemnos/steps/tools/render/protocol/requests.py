"""Tell where a request carries the arguments of an HTTP operation: ``Tool`` -> sentences.

The forms that show an argument with its place only need ``body_text``; a function in code or JSON also needs
``places_text``.
"""

from collections.abc import Collection

from lemnos.records import Tool
from lemnos.steps.tools.render.wording import english_list

_PARTS = {
    "path": "in the path",
    "query": "in the query",
    "header": "as headers",
    "cookie": "as cookies",
    "form": "as form data",
    "body": "in the body",
}
_USUAL = ("", "*/*", "application/json")
_WHOLE = "$"


def body_text(tool: Tool, required: Collection[str] = ()) -> str:
    """Return sentences on the body; empty if it is JSON and its required arguments tell that it must be there.

    Args:
        tool: The operation.
        required: Its required arguments.
    """
    held = [place.name for place in tool.places if place.place in ("body", "form")]
    if not held:
        return ""
    kind = "" if tool.media_type in _USUAL else f"The body is sent as `{tool.media_type}`."
    must = tool.body_required and not any(name in required for name in held)
    return " ".join(filter(None, (kind, "A request must have a body." if must else "")))


def places_text(tool: Tool) -> str:
    """Return a sentence on the part of the request that carries each argument; empty if there is nothing to tell.

    >>> from types import SimpleNamespace
    >>> from lemnos.records import ArgumentPlace
    >>> places = (ArgumentPlace("id", "path"), ArgumentPlace("body_id", "body", "id"))
    >>> places_text(SimpleNamespace(places=places))
    'In the path: `id`. In the body: `body_id` (sent as `id`).'
    """
    parts: dict[str, list[str]] = {}
    for place in tool.places:
        if place.place == "argument":
            continue
        name = f"`{place.name}`"
        if place.wire_name == _WHOLE:
            name += " (the whole of it)"
        elif place.wire_name:
            name += f" (sent as `{place.wire_name}`)"
        parts.setdefault(place.place, []).append(name)
    return " ".join(
        f"{_PARTS[part][0].upper()}{_PARTS[part][1:]}: {english_list(names)}." for part, names in parts.items()
    )
