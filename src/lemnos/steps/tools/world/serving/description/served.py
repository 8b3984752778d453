"""Tells which operations of a description requests reach: document, tools → the paths as they are served.

What follows ``#`` in a path never reaches a server, and paths that differ only in the names of their parameters are one
path (OpenAPI 3.1, section 4.8.8.2). Of operations with one method at one such path the first is served, unless what
follows ``#`` is asked of a parameter too, as in descriptions of Amazon: ``/#Action=Run``.
"""

import re
from collections.abc import Iterable
from typing import Any

from lemnos.records import Tool
from lemnos.sources.tools.corrected.base import Corrections, below
from lemnos.sources.tools.openapi.names import METHODS
from lemnos.steps.tools.world.serving.inputs import OPERATIONS

_FIELD = re.compile(r"\{[^{}]*\}")


def place_of(tool: Tool) -> str:
    """Return the pointer to the operation of a tool in its document; empty if it comes from none."""
    _, mark, pointer = tool.source.partition(OPERATIONS)
    return f"{mark}{pointer}"


def served_paths(
    paths: Any, tools: Iterable[Tool], corrections: Corrections
) -> tuple[dict[str, Any], dict[tuple[str, str], Tool]]:
    """Return the path items with the operations that are served, and the tools by path and key of the method.

    Args:
        paths: The paths of the document.
        tools: The tools that were made of it, in its order.
        corrections: Takes what is left out.
    """
    by_place = {place_of(tool): tool for tool in tools}
    result: dict[str, Any] = {}
    found: dict[tuple[str, str], Tool] = {}
    first: dict[tuple[str, str], str] = {}
    for path, item in paths.items() if isinstance(paths, dict) else ():
        if path.startswith("x-") or not isinstance(item, dict):
            if path.startswith("x-"):
                result[path] = item
            else:
                corrections.add(below("#/paths", path), "it holds no operations; it is left out")
            continue
        bare = path.partition("#")[0]
        shared = {key: value for key, value in item.items() if key.lower() not in METHODS}
        kept: dict[str, Any] = {}
        moved: dict[str, Any] = {}
        for key, value in item.items():
            if key in shared:
                continue
            where = below("#/paths", path, key)
            tool = by_place.get(where)
            if tool is None:
                corrections.add(where, "it cannot be read as an operation; it is left out")
                continue
            if _is_told_apart(path, tool):
                kept[key] = value
                found[path, key] = tool
                continue
            shape = (_FIELD.sub("{}", bare).rstrip("/"), key.lower())
            if (other := first.setdefault(shape, where)) != where:
                corrections.add(where, f"no request tells it from {other}, which is served; it is left out")
                continue
            (moved if bare != path else kept)[key] = value
            found[bare, key] = tool
        if moved:
            corrections.add(below("#/paths", path), f"what follows # is not sent; it is served as {bare}")
            result[bare] = {**result.get(bare, {}), **_with_shared(moved, shared)}
        if path in result:
            result[path] = {**result[path], **_with_shared(kept, shared)}
        elif len(kept) + len(shared) == len(item):
            result[path] = item
        elif kept:
            result[path] = {key: value for key, value in item.items() if key in kept or key in shared}
    return result, found


def _with_shared(operations: dict[str, Any], shared: dict[str, Any]) -> dict[str, Any]:
    """Return operations with the parameters of their path item, which go with them into another."""
    own = shared.get("parameters")
    if not isinstance(own, list) or not own:
        return operations
    result = {}
    for key, value in operations.items():
        given = value.get("parameters") if isinstance(value, dict) else None
        result[key] = {**value, "parameters": [*own, *(given if isinstance(given, list) else ())]}
    return result


def _is_told_apart(path: str, tool: Tool) -> bool:
    """Return whether requests say what distinguishes a path beside its segments: in its query, or by parameters."""
    bare, _, fragment = path.partition("#")
    if "?" in bare:
        return True
    names = [pair.partition("=")[0] for pair in re.split(r"[&?]", fragment) if pair]
    sent = {place.wire_name or place.name for place in tool.places}
    return bool(names) and all("=" in fragment and name in sent for name in names)
