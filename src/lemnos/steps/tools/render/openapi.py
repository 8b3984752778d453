"""Render an HTTP operation as an excerpt of an OpenAPI 3.1 description in YAML: one path with one operation."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from lemnos.records import ArgumentPlace, ResponseHeader, ToolError, ToolResponse
from lemnos.steps.tools.render.compact import compact, compact_result, shares, size
from lemnos.steps.tools.render.facts import Facts
from lemnos.steps.tools.render.http import exchange_of, variables_in
from lemnos.steps.tools.render.protocol.authentication import security_schemes
from lemnos.steps.tools.render.wording import sentence
from lemnos.steps.tools.render.yaml_text import yaml_text

_DEPTH = 3
_SUBSCHEMAS = 240
"""Maximum number of subschemas of all arguments together; each argument gets at least ``_FEWEST``."""
_FEWEST = 8
_PARAMETERS = ("path", "query", "header", "cookie")
_WHOLE = "$"
_PHRASES = {str(status.value): status.phrase for status in HTTPStatus}
_METHODS = frozenset(("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"))
"""The methods that OpenAPI 3.1 has keys for."""


def openapi(facts: Facts) -> str:
    """Return the excerpt for the operation."""
    tool = facts.tool
    operation: dict[str, Any] = {"operationId": tool.name}
    if facts.summary != tool.name and facts.summary != facts.description:
        operation["summary"] = facts.summary
    description = facts.description
    if "summary" in operation and description.startswith(f"{facts.summary}\n\n"):
        description = description[len(facts.summary) :].strip()  # The first line is the operation's summary already.
    if facts.unknown_arguments:
        description = f"{sentence(description)} {facts.unknown_arguments}".strip()
    if description:
        operation["description"] = description
    if tool.tags:
        operation["tags"] = list(tool.tags)
    if tool.deprecated:
        operation["deprecated"] = True
    parameters, body = _inputs(facts)
    if parameters:
        operation["parameters"] = parameters
    if body:
        operation["requestBody"] = body
    if responses := _responses(facts):
        operation["responses"] = responses
    page: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": tool.api or tool.provider or tool.name}}
    if tool.version:
        page["info"]["version"] = tool.version
    if tool.authentication_note:
        page["info"]["description"] = tool.authentication_note
    if tool.server:
        page["servers"] = [{"url": tool.server}]
    page["paths"] = {tool.path: {tool.method.lower(): operation}}
    if tool.method not in _METHODS or any(each["in"] == "querystring" for each in parameters):
        page["openapi"] = "3.2.0"
    if tool.method not in (*_METHODS, "QUERY"):
        page["paths"] = {tool.path: {"additionalOperations": {tool.method: operation}}}
    if tool.authentication:
        security, schemes = security_schemes(tool.authentication)
        if tool.authentication_stated:
            operation["security"] = security
        if schemes:
            page["components"] = {"securitySchemes": schemes}
    return yaml_text(page)


def _inputs(facts: Facts) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    required = frozenset(facts.schema.get("required", ()))
    given = facts.call.arguments if facts.call is not None else {}
    parameters: list[dict[str, Any]] = []
    properties: dict[str, Any] = {}
    needed: list[str] = []
    whole: Any = None
    is_form = False
    encoding: dict[str, Any] = {}
    members = facts.schema.get("properties", {})
    most = shares([size(raw, facts.schema, _DEPTH, _SUBSCHEMAS) for raw in members.values()], _SUBSCHEMAS, _FEWEST)
    for (name, raw), limit in zip(members.items(), most, strict=True):
        location, wire = facts.places.get(name, ("query" if facts.tool.method == "GET" else "body", name))
        schema = compact(raw, facts.schema, _DEPTH, limit)
        if location in _PARAMETERS:
            parameter: dict[str, Any] = {"name": wire, "in": location}
            if name in required:
                parameter["required"] = True
            if isinstance(schema, dict) and schema.get("description"):
                parameter["description"] = schema.pop("description")
            if wire == _WHOLE:
                parameter |= {"name": name, "in": "querystring"}
            place = facts.carriers.get(name)
            parameter |= _writing(place)
            if place is not None and place.style == "content":
                example = {"example": given[name]} if name in given else {}
                parameter["content"] = {place.media_type or "application/json": {"schema": schema, **example}}
            else:
                parameter["schema"] = schema
                if name in given:
                    parameter["example"] = given[name]
            parameters.append(parameter)
        elif wire == _WHOLE:
            whole = (schema, name in required)
        else:
            properties[wire] = schema
            needed += [wire] if name in required else []
            is_form = is_form or location == "form"
            if how := _writing(place := facts.carriers.get(name)):
                encoding[wire] = how
            elif place is not None and place.media_type:
                encoding[wire] = {"contentType": place.media_type}
    if whole is None and not properties:
        return parameters, {}
    schema = (
        whole[0] if whole else {"type": "object", "properties": properties, **({"required": needed} if needed else {})}
    )
    content: dict[str, Any] = {"schema": schema}
    exchange = exchange_of(facts) if facts.call is not None else None
    if (
        exchange is not None
        and exchange.body is not None
        and not variables_in(exchange.body)
        and not any(part.is_file for part in exchange.parts)
    ):
        content["example"] = exchange.xml or exchange.body
    if encoding:
        content["encoding"] = encoding
    kind = facts.tool.media_type or ("application/x-www-form-urlencoded" if is_form else "application/json")
    must = {"required": True} if facts.tool.body_required or (whole and whole[1]) else {}
    return parameters, {**must, "content": {kind: content}}


def _writing(place: ArgumentPlace | None) -> dict[str, Any]:
    """Return the style of an argument as OpenAPI states it; ``tabDelimited`` has no equivalent in OpenAPI 3."""
    if place is None:
        return {}
    style: dict[str, Any] = {}
    if place.style not in ("", "content", "tabDelimited"):
        style = {"style": place.style, "explode": place.explode}
    return style | ({"allowReserved": True} if place.allow_reserved else {})


def _responses(facts: Facts) -> dict[str, Any]:
    tool = facts.tool
    responses: dict[str, Any] = {}
    answers = tool.responses or ((ToolResponse("200"),) if facts.result is not None else ())
    for number, each in enumerate(answers):
        if number or (facts.result is None and facts.returned is None):
            responses[each.code] = _response(each, each.description or _phrase(each.code))
            continue
        schema = _schema(tool.result) if facts.result is not None else {}
        description = schema.pop("description", "") if isinstance(schema, dict) else ""
        content: dict[str, Any] = {"schema": schema} if schema else {}
        if facts.returned is not None:
            content["example"] = facts.returned
        kind = each.media_types[0] if each.media_types else "application/json"
        response = {"description": description or each.description or _phrase(each.code)}
        responses[each.code] = {**response, **_headers(each.headers), "content": {kind: content}}
    described = dict(facts.errors)
    for error in tool.errors:
        text = described.get(error.code) or _phrase(error.code)
        responses.setdefault(error.code, _response(error, text))
    return responses


def _phrase(code: str) -> str:
    """Return the description of a response that has none; OpenAPI requires one."""
    if code.isdecimal() and code in _PHRASES:
        return f"{_PHRASES[code]}."
    return "Success." if code[:1] == "2" else f"Error {code}." if code != "default" else "Any other answer."


def _response(answer: ToolError | ToolResponse, description: str) -> dict[str, Any]:
    """Return a response other than the one with the result."""
    response = {"description": description, **_headers(answer.headers)}
    if answer.body or answer.media_types:
        media = {"schema": schema} if answer.body and (schema := _schema(answer.body)) else {}
        response["content"] = dict.fromkeys(answer.media_types or ("application/json",), media)
    return response


def _headers(headers: Sequence[ResponseHeader]) -> dict[str, Any]:
    if not headers:
        return {}
    return {
        "headers": {
            each.name: {
                **({"description": each.description} if each.description else {}),
                "schema": {"type": each.type} if each.type else {},
            }
            for each in headers
        }
    }


def _schema(text: str) -> Any:
    return compact_result(text)
