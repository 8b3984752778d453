"""Leaves out links that lead nowhere: to operations that are not served, and for parameters that those do not have."""

from typing import Any

from lemnos.sources.tools.corrected.base import Corrections, below
from lemnos.sources.tools.openapi.names import METHODS

_PLACES = ("path.", "query.", "header.", "cookie.")


class Links:
    """The links of a document.

    Args:
        document: The document.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._parameters: dict[str, set[str] | None] = {}
        """Id or reference of an operation → the names of its parameters; None if these are not known."""
        for path, item in document["paths"].items():
            for key, operation in item.items() if isinstance(item, dict) else ():
                if key.lower() in METHODS and isinstance(operation, dict):
                    names = self._names(item.get("parameters"), operation.get("parameters"))
                    self._parameters[below("#/paths", path, key)] = names
                    if isinstance(name := operation.get("operationId"), str):
                        self._parameters[name] = names

    def kept(self, links: Any, pointer: str, corrections: Corrections) -> Any:
        """Return the links of a response that lead somewhere."""
        if not isinstance(links, dict):
            return links
        result = {}
        for name, raw in links.items():
            link = self._followed(raw)
            told = link.get("operationId", link.get("operationRef")) if isinstance(link, dict) else None
            if not isinstance(told, str) or (told not in self._parameters and "operationId" not in link):
                result[name] = raw  # it may lead to another description
                continue
            if told not in self._parameters:
                corrections.add(below(pointer, name), f"the link leads to {told}, which is not served; it is left out")
                continue
            known, given = self._parameters[told], link.get("parameters")
            wrong = [each for each in given if known is not None and _bare(each) not in known] if given else []
            if wrong:
                corrections.add(
                    below(pointer, name, "parameters"), f"{told} has no parameter {', '.join(wrong)}; it is not linked"
                )
                raw = {**link, "parameters": {each: given[each] for each in given if each not in wrong}}
            result[name] = raw
        return result if len(result) < len(links) or any(result[each] is not links[each] for each in links) else links

    def _names(self, *several: Any) -> set[str] | None:
        names: set[str] = set()
        for parameters in several:
            for each in parameters if isinstance(parameters, list) else ():
                parameter = self._followed(each)
                name = parameter.get("name") if isinstance(parameter, dict) else None
                if not isinstance(name, str):
                    return None
                names.add(name)
        return names

    def _followed(self, value: Any) -> Any:
        """Return what a reference within the document leads to; the value itself if it is none."""
        from lemnos.steps.tools.schemas.validation import resolve

        reference = value.get("$ref") if isinstance(value, dict) else None
        return resolve(reference, self._document) if isinstance(reference, str) else value


def _bare(name: str) -> str:
    """Return the name of a parameter without the place that a link may put before it.

    >>> _bare("path.id"), _bare("id")
    ('id', 'id')
    """
    return next((name[len(place) :] for place in _PLACES if name.startswith(place)), name)
