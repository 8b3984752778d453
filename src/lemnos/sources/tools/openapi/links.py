"""Reads which values of the responses of an operation are arguments of another: OpenAPI links.

``LinkReader.read`` takes the responses object of an operation and returns ``ToolLink`` items. A link that leads to no
operation of the file is left out.

Limitation: links to operations of other files, and the ``server`` of a link, are not read.
"""

from typing import Any
from urllib.parse import unquote

from lemnos.records import LinkedValue, ToolLink
from lemnos.sources.tools.openapi.names import pointer
from lemnos.sources.tools.schema.refs import Resolver, Specification
from lemnos.text.json_pointers import escaped

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DEEPEST = 8
"""The depth to which the request body of a link is searched for expressions."""


class LinkReader:
    """Reads the links of the operations of one file.

    Args:
        specification: The file.
        resolver: Follows references.
    """

    def __init__(self, specification: Specification, resolver: Resolver) -> None:
        self._specification = specification
        self._resolver = resolver
        self._places: dict[str, str] | None = None

    def read(self, responses: Any, base: Specification) -> tuple[ToolLink, ...]:
        """Return the links of the successful responses.

        Args:
            responses: The responses object.
            base: The file that contains it.
        """
        links: dict[ToolLink, None] = {}
        for code, raw in responses.items() if isinstance(responses, dict) else ():
            if str(code)[:1] not in ("2", "3") and code != "default":
                continue
            response, response_base = self._followed(raw, base)
            stated = response.get("links")
            for item in stated.values() if isinstance(stated, dict) else ():
                link = self._link(*self._followed(item, response_base))
                if link is not None:
                    links[link] = None
        return tuple(links)

    def _followed(self, raw: Any, base: Specification) -> tuple[dict[str, Any], Specification]:
        if isinstance(raw, dict) and "$ref" in raw:
            target = self._resolver.find(raw["$ref"], base)
            if target is not None:
                raw, base = target.value, target.base
        return (raw if isinstance(raw, dict) else {}), base

    def _link(self, raw: dict[str, Any], base: Specification) -> ToolLink | None:
        if base is not self._specification:
            return None
        target = self._target(raw)
        values: list[LinkedValue] = []
        parameters = raw.get("parameters")
        for name, value in parameters.items() if isinstance(parameters, dict) else ():
            if isinstance(value, str) and value.startswith("$"):
                values.append(LinkedValue(str(name), value))
        _add_body(values, "#", raw.get("requestBody"), _DEEPEST)
        return ToolLink(target, tuple(values)) if target and values else None

    def _target(self, raw: dict[str, Any]) -> str:
        if self._places is None:
            self._places = self._operations()
        reference = raw.get("operationRef")
        if isinstance(reference, str):
            reference = unquote(reference)  # It is a URI: braces of templates are percent-encoded in a strict one.
            return reference if reference in self._places.values() else ""
        return self._places.get(str(raw.get("operationId")), "")

    def _operations(self) -> dict[str, str]:
        """Return the JSON pointers of the operations of the file by their ids, the first of those that repeat one."""
        places: dict[str, str] = {}
        paths = self._specification.value.get("paths")
        for path, item in paths.items() if isinstance(paths, dict) else ():
            for method, operation in item.items() if isinstance(item, dict) else ():
                if str(method).lower() in _METHODS and isinstance(operation, dict):
                    place = pointer("paths", str(path), str(method))
                    places.setdefault(str(operation.get("operationId", place)), place)
        return places


def _add_body(values: list[LinkedValue], place: str, body: Any, depth: int) -> None:
    """Add the expressions in the request body of a link, each with the JSON pointer of its place."""
    if isinstance(body, str):
        if body.startswith("$"):
            values.append(LinkedValue(place, body))
    elif isinstance(body, dict) and depth:
        for key, value in body.items():
            _add_body(values, f"{place}/{escaped(str(key))}", value, depth - 1)
