"""Finds the operation that a request calls: method, path → tools whose path template fits, with the parts it captures.

Templates are cut into segments and kept in a tree, literal segments before those with parameters, so that the cost of a
look-up does not grow with the operations. What follows ``?`` or ``#`` in a template (``/v1?Action=Run``) are conditions
on the query, the form or the header fields. A parameter that holds a resource name spans segments.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.examples.resource_names import is_resource_name
from lemnos.text.json_pointers import unescaped

_FIELD = re.compile(r"\{([^{}]*)\}")
_SPANNING = frozenset(("name", "parent", "resource", "resourceName", "resource_name"))


_MOST_KEPT = 1_000
_LONGEST_KEPT = 500
"""Characters of a path."""
_CREDENTIAL = "credential"
"""What stands for a credential in the address of the server, whose place the address of a world takes."""


class Route(msgspec.Struct, frozen=True, eq=False):
    """A path template of a tool."""

    tool: Tool
    conditions: tuple[tuple[str, str | None], ...]
    """Names, and values or None for any, that the rest of the request must hold."""
    names: tuple[str, ...]
    """Names of its parameters, in their order in the path."""
    queried: tuple[tuple[str, str], ...]
    """Names in the query and the parameters of the path that stand there: ``?id={petId}``."""
    given: tuple[str, ...] = ()
    """Parameters of the part of the path that the description has in the address of the server: credentials."""
    is_open: bool = False
    """Whether the template ends with a slash."""


class Match(msgspec.Struct, frozen=True, eq=False):
    """A route that fits a path."""

    route: Route
    captured: dict[str, str]
    """The text of each parameter of the path, as it is written."""


class _Node:
    def __init__(self) -> None:
        self.literals: dict[str, _Node] = {}
        self.patterns: list[tuple[re.Pattern[str], int, _Node]] = []
        """Patterns of segments with the number of their literal characters, the most literal first."""
        self.routes: list[Route] = []


class Router:
    """The routes of the HTTP operations of one API."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._root = _Node()
        self._spanning: list[tuple[re.Pattern[str], Route]] = []
        self._found: dict[str, list[Match]] = {}
        self.asked: set[str] = set()
        """Names of what conditions ask for."""
        for tool in tools:
            if tool.kind == "http" and tool.path:
                self._add(tool)
        self._spanning.sort(key=lambda pair: -len(_FIELD.sub("", pair[1].tool.path)))

    def _add(self, tool: Tool) -> None:
        bare, _, fragment = tool.path.partition("#")
        path, _, query = bare.partition("?")
        conditions: list[tuple[str, str | None]] = []
        queried: list[tuple[str, str]] = []
        for pair in filter(None, re.split(r"[&?]", f"{query}&{fragment}")):
            name, _, value = pair.partition("=")
            field = _FIELD.fullmatch(value)
            if field is not None:
                queried.append((unquote(name), field[1]))
            conditions.append((unquote(name), unquote(value) if value and field is None else None))
        self.asked.update(name for name, _ in conditions)
        names = tuple(_name(field) for field in _FIELD.findall(path))
        route = Route(tool, tuple(conditions), names, tuple(queried), is_open=path.endswith("/"))
        self._put(path, route)
        bare = _as_described(tool)
        if bare and path.endswith(bare) and (given := _FIELD.findall(path[: -len(bare)])):
            self._put(bare, msgspec.structs.replace(route, names=names[len(given) :], given=names[: len(given)]))
        spanning = [name for name in names if _spans(tool, name)]
        if spanning or "{+" in path:
            self._spanning.append((_pattern(path.strip("/"), spanning), route))

    def _put(self, path: str, route: Route) -> None:
        node = self._root
        for segment in _segments(path):
            node = _next(node, segment)
        node.routes.append(route)

    def find(self, path: str) -> list[Match]:
        """Return what fits a path, percent-encoded and without its query; the most literal first, of any method.

        The paths that were last sought are kept; callers leave what is returned as it is.
        """
        known = self._found.get(path)
        if known is None:
            known = self._find(path)
            if len(self._found) >= _MOST_KEPT:
                self._found.clear()
            if len(path) <= _LONGEST_KEPT:
                self._found[path] = known
        return known

    def _find(self, path: str) -> list[Match]:
        found: list[Match] = []
        segments = _segments(path)
        if segments and path.endswith("/"):
            segments.append("")
        self._walk(self._root, segments, 0, (), found)
        if not found and self._spanning:
            bare = path.strip("/")
            for pattern, route in self._spanning:
                if (match := pattern.fullmatch(bare)) is not None:
                    found.append(Match(route, dict(zip(route.names, match.groups(), strict=True))))
        return found

    def _walk(
        self, node: _Node, segments: list[str], depth: int, captured: tuple[str, ...], found: list[Match]
    ) -> None:
        """Add what fits the segments from ``depth`` on."""
        is_open = depth == len(segments) - 1 and not segments[depth]
        if depth == len(segments) or is_open:
            for route in node.routes:
                if is_open and node.patterns and not route.is_open:
                    continue  # the empty text of a parameter, rather than a slash that a client adds
                known = dict.fromkeys(route.given, _CREDENTIAL)
                found.append(Match(route, known | dict(zip(route.names, captured, strict=True))))
            return
        segment = segments[depth]
        inner = node.literals.get(segment)
        if inner is None and "%" in segment:
            inner = node.literals.get(unquote(segment))
        if inner is not None:
            self._walk(inner, segments, depth + 1, captured, found)
        for pattern, _, inner in node.patterns:
            if (match := pattern.fullmatch(segment)) is not None:
                self._walk(inner, segments, depth + 1, (*captured, *match.groups()), found)


def _as_described(tool: Tool) -> str:
    """Return the path of a tool as its description has it, by the pointer to it; empty if there is none."""
    parts = tool.source.partition("#")[2].split("/")
    return unescaped(parts[2]) if len(parts) == 4 and parts[1] == "paths" else ""


def _segments(path: str) -> list[str]:
    return path.strip("/").split("/") if path.strip("/") else []


def _name(field: str) -> str:
    return field.lstrip("+./;?&#").rstrip("*")


def _next(node: _Node, segment: str) -> _Node:
    if not _FIELD.search(segment):
        return node.literals.setdefault(unquote(segment), _Node())
    pattern = _pattern(segment, ())
    for known, _, inner in node.patterns:
        if known.pattern == pattern.pattern:
            return inner
    inner = _Node()
    node.patterns.append((pattern, len(_FIELD.sub("", segment)), inner))
    node.patterns.sort(key=lambda each: -each[1])
    return inner


def _pattern(template: str, spanning: Iterable[str]) -> re.Pattern[str]:
    parts = _FIELD.split(template)
    expression = ""
    for number, part in enumerate(parts):
        if number % 2 == 0:
            expression += re.escape(part)
        elif part.startswith("+") or _name(part) in spanning:
            expression += "(.+)"
        else:
            expression += "([^/]*)" if part.startswith((";", ".")) else "([^/]+)"
    return re.compile(expression)


def _spans(tool: Tool, name: str) -> bool:
    """Return whether a parameter of a path is itself a path."""
    if name in _SPANNING and "googleapis.com" in tool.server:
        return True
    schema: Any = msgspec.json.decode(tool.parameters)
    own = next(
        (each.name for each in tool.places if each.place == "path" and (each.wire_name or each.name) == name), ""
    )
    return is_resource_name(schema.get("properties", {}).get(own, True)) if own else False
