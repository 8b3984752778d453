"""Writes an OpenAPI 3.1 document from tools alone: for runs, which keep no descriptions.

Tools hold the schemas of arguments and results as JSON Schema 2020-12, cut to their bounds; the document says what they
say. Definitions that several tools share stand once in ``components``. Not told: security, links, discriminators, and
tools that are no HTTP operations.
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from lemnos.records import ArgumentPlace, ResponseHeader, Tool
from lemnos.steps.tools.wire.requests import default_place
from lemnos.steps.tools.wire.styles import FORM, JSON, WHOLE

_PARAMETERS = ("path", "query", "header", "cookie")
_SUCCESS = "Success."


def written_document(tools: Sequence[Tool]) -> dict[str, Any]:
    """Return the document of an API that its tools describe.

    Args:
        tools: The tools of the API, of which those are told that are HTTP operations.
    """
    definitions = _Definitions()
    first = tools[0]
    paths: dict[str, dict[str, Any]] = {}
    for tool in tools:
        if tool.kind == "http" and tool.path:
            paths.setdefault(tool.path, {}).setdefault(tool.method.lower(), _operation(tool, definitions))
    info = {"title": first.api or first.provider or first.name, "version": first.version or "1"}
    document: dict[str, Any] = {"openapi": "3.1.0", "info": info, "paths": paths}
    return {**document, "components": {"schemas": definitions.named}} if definitions.named else document


def written_places(tools: Sequence[Tool]) -> list[Tool]:
    """Return tools whose sources are their places in the document that is written from them."""
    from lemnos.sources.tools.corrected.base import below

    return [
        msgspec.structs.replace(tool, source=f"tools{below('#/paths', tool.path, tool.method.lower())}")
        for tool in tools
        if tool.kind == "http" and tool.path
    ]


def _operation(tool: Tool, definitions: "_Definitions") -> dict[str, Any]:
    operation: dict[str, Any] = {"operationId": tool.name}
    if tool.description:
        operation["description"] = tool.description
    if tool.tags:
        operation["tags"] = list(tool.tags)
    if tool.deprecated:
        operation["deprecated"] = True
    parameters, body = _inputs(tool, definitions)
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = body
    operation["responses"] = _responses(tool, definitions)
    return operation


def _inputs(tool: Tool, definitions: "_Definitions") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    root = definitions.schema(tool.parameters)
    required = frozenset(root.get("required", ()))
    places = {place.name: place for place in tool.places}
    parameters: list[dict[str, Any]] = []
    fields: dict[str, Any] = {}
    whole: Any = None
    is_form = False
    for name, schema in root.get("properties", {}).items():
        place = places.get(name) or ArgumentPlace(name, default_place(tool))
        wire = place.wire_name or name
        if place.place in _PARAMETERS and wire != WHOLE:
            parameters.append(_parameter(place, wire, schema, is_required=name in required))
        elif wire == WHOLE:
            whole = schema
        else:
            fields[wire] = schema
            is_form = is_form or place.place == "form"
    if whole is None and not fields:
        return parameters, {}
    sent = {places[name].wire_name or name if name in places else name for name in required}
    needed = [name for name in fields if name in sent]
    schema = whole if whole is not None else {"type": "object", "properties": fields}
    if whole is None and needed:
        schema["required"] = needed
    kind = tool.media_type or (FORM if is_form else JSON)
    must = {"required": True} if tool.body_required or needed else {}
    return parameters, {**must, "content": {kind: {"schema": schema}}}


def _parameter(place: ArgumentPlace, wire: str, schema: Any, *, is_required: bool) -> dict[str, Any]:
    parameter: dict[str, Any] = {"name": wire, "in": place.place}
    if is_required or place.place == "path":
        parameter["required"] = True
    if isinstance(schema, dict) and "description" in schema:
        parameter["description"] = schema["description"]
        schema = {name: value for name, value in schema.items() if name != "description"}
    if place.style == "content":
        return {**parameter, "content": {place.media_type or JSON: {"schema": schema}}}
    if place.style not in ("", "tabDelimited"):
        parameter |= {"style": place.style, "explode": place.explode}
    return {**parameter, "schema": schema}


def _responses(tool: Tool, definitions: "_Definitions") -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for number, each in enumerate(tool.responses):
        body = each.body or (tool.result if number == 0 else "")
        responses[each.code] = _response(
            each.description or _SUCCESS, each.media_types, each.headers, body, definitions
        )
    for error in tool.errors:
        text = error.description or f"Failure {error.code}."
        responses[error.code] = _response(text, error.media_types, error.headers, error.body, definitions)
    return responses


def _response(
    description: str,
    media_types: Sequence[str],
    headers: Sequence[ResponseHeader],
    body: str,
    definitions: "_Definitions",
) -> dict[str, Any]:
    response: dict[str, Any] = {"description": description}
    if headers:
        response["headers"] = {each.name: _header(each) for each in headers}
    if body or media_types:
        media = {"schema": definitions.schema(body)} if body else {}
        response["content"] = dict.fromkeys(media_types or (JSON,), media)
    return response


def _header(header: ResponseHeader) -> dict[str, Any]:
    schema = msgspec.json.decode(header.schema) if header.schema else {"type": header.type} if header.type else {}
    told = {"description": header.description} if header.description else {}
    return {**told, **({"required": True} if header.schema else {}), "schema": schema}


class _Definitions:
    """The definitions of the schemas of all tools, under names of their own."""

    def __init__(self) -> None:
        self.named: dict[str, Any] = {}
        self._known: dict[tuple[str, bytes], str] = {}

    def schema(self, text: str) -> Any:
        """Return a schema whose definitions stand in the document."""
        whole = msgspec.json.decode(text)
        if not isinstance(whole, dict) or "$defs" not in whole:
            return _renamed(whole, {})
        given: dict[str, Any] = whole["$defs"]
        reached = {name: _reached(name, given) for name in given}
        names: dict[str, str] = {}
        new: list[str] = []
        for name in given:
            content = msgspec.json.encode({each: given[each] for each in reached[name]}, order="sorted")
            known = self._known.get((name, content))
            if known is None:
                taken = {*self.named, *names.values()}
                known, number = name, 1
                while known in taken:
                    number += 1
                    known = f"{name}_{number}"
                self._known[name, content] = known
                new.append(name)
            names[name] = known
        for name in new:
            self.named[names[name]] = _renamed(given[name], names)
        return _renamed({key: value for key, value in whole.items() if key != "$defs"}, names)


_PREFIX = "#/$defs/"


def _references(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = schema.get("$ref")
        found = {own[len(_PREFIX) :]} if isinstance(own, str) and own.startswith(_PREFIX) else set()
        return found.union(*map(_references, schema.values()))
    return set().union(*map(_references, schema)) if isinstance(schema, list) else set()


def _reached(name: str, given: dict[str, Any]) -> set[str]:
    found = {name}
    left = [name]
    while left:
        for each in _references(given[left.pop()]) & given.keys() - found:
            found.add(each)
            left.append(each)
    return found


def _renamed(schema: Any, names: dict[str, str]) -> Any:
    """Return a schema with references to the definitions of the document.

    Discriminators beside alternatives are left out: tools have no mappings, without which the names that definitions
    have here would count, and their alternatives say themselves which values tell them.
    """
    if isinstance(schema, list):
        return [_renamed(each, names) for each in schema]
    if not isinstance(schema, dict):
        return schema
    is_told = "oneOf" in schema or "anyOf" in schema
    result = {key: _renamed(value, names) for key, value in schema.items() if not (is_told and key == "discriminator")}
    own = result.get("$ref")
    if isinstance(own, str) and own.startswith(_PREFIX) and own[len(_PREFIX) :] in names:
        result["$ref"] = f"#/components/schemas/{names[own[len(_PREFIX) :]]}"
    return result
