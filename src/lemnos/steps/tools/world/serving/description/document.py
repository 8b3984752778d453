"""Puts together the description of what a world serves: corrected document, API → OpenAPI document.

The document is the user's own: its texts, schemas, components and parameters, in its version of OpenAPI. Different are

- ``servers`` (``host``, ``basePath`` and ``schemes`` in Swagger 2), which name the world;
- what no server could keep (``lemnos.sources.tools.corrected``), and operations that no request reaches;
- responses that the world gives and the document does not tell of;
- webhooks and callbacks, which a world does not call.

``x-lemnos-corrections`` lists each correction by its pointer in the user's document and its reason, and
``x-lemnos-added`` each response that was added.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from lemnos.records import Tool
from lemnos.sources.tools.corrected.base import Corrections, below
from lemnos.steps.tools.world.serving.catalogue import Api
from lemnos.steps.tools.world.serving.description.ambiguous import may_be_ambiguous, with_ambiguity
from lemnos.steps.tools.world.serving.description.links import Links
from lemnos.steps.tools.world.serving.description.served import served_paths
from lemnos.steps.tools.world.serving.description.statuses import Outcome, undescribed

CORRECTIONS, ADDED = "x-lemnos-corrections", "x-lemnos-added"
_NOT_CALLED = "a world calls nobody; it is left out"


def own_description(
    api: Api, document: dict[str, Any], tools: Sequence[Tool], corrections: Corrections
) -> dict[str, Any]:
    """Return the description of what the worlds of an API serve, without its address.

    Args:
        api: The API.
        document: Its document, corrected.
        tools: Its HTTP operations, whose sources are their places in the document.
        corrections: Those that were made; more are added.
    """
    is_swagger = "swagger" in document
    added = Corrections()
    paths, served = served_paths(document.get("paths"), tools, corrections)
    result = {**document, "paths": dict(paths)}
    if result.pop("webhooks", None):
        corrections.add("#/webhooks", _NOT_CALLED)
    for (path, key), tool in served.items():
        item = result["paths"][path]
        raw = item[key]
        operation = {name: value for name, value in raw.items() if name not in ("servers", "schemes", "callbacks")}
        if raw.get("callbacks"):
            corrections.add(below("#/paths", path, key, "callbacks"), _NOT_CALLED)
        got = served.get((path, "get")) if tool.method == "HEAD" else None
        responses = _completed(api, tool, got, operation, document, below("#/paths", path, key), added)
        if responses is not operation.get("responses"):
            operation["responses"] = responses
        if is_swagger and (kinds := _kinds(api, tool, operation, document)):
            operation["produces"] = kinds
        if operation != raw:
            item = {**item, key: operation}
        result["paths"][path] = {name: value for name, value in item.items() if name != "servers"}
    _link(result, corrections)
    result[CORRECTIONS] = corrections.all()
    result[ADDED] = added.all()
    return result


def at_address(document: dict[str, Any], address: str) -> dict[str, Any]:
    """Return a description with the address of a world: ``/shop-1.0~7``, at the host from which it comes."""
    if "swagger" in document:
        rest = {name: value for name, value in document.items() if name not in ("host", "schemes", "basePath")}
        return _first(rest, {"basePath": address})
    return _first(
        {name: value for name, value in document.items() if name != "servers"}, {"servers": [{"url": address}]}
    )


def _first(document: dict[str, Any], added: dict[str, Any]) -> dict[str, Any]:
    """Return a document with something after its version and info."""
    head: dict[str, Any] = {name: document[name] for name in ("openapi", "swagger", "info") if name in document}
    return {**head, **added, **{name: value for name, value in document.items() if name not in head}}


def _completed(
    api: Api, tool: Tool, got: Tool | None, operation: dict[str, Any], document: dict[str, Any], pointer: str,
    added: Corrections,
) -> Any:  # fmt: skip
    responses = operation.get("responses")
    known: dict[str, Any] = responses if isinstance(responses, dict) else {}
    compiled = api.operations[tool.id]
    called = api.operations[got.id] if got is not None else compiled
    outcomes = undescribed(compiled, called, set(known))
    for outcome in outcomes:
        added.add(below(pointer, "responses", outcome.status), _told(outcome, known))
    if outcomes:
        is_swagger = "swagger" in document
        responses = {**known, **{str(each.status): _response(each, is_swagger=is_swagger) for each in outcomes}}
    if may_be_ambiguous(tool):
        added.add(below(pointer, "responses", 400), "The request does not tell which operation is meant.")
        responses = with_ambiguity(responses, document)
    return responses


def _told(outcome: Outcome, known: dict[str, Any]) -> str:
    if str(outcome.status) in known:
        return f"{outcome.when} No failure conforms to the schema that is described."
    return outcome.when


def _response(outcome: Outcome, *, is_swagger: bool) -> dict[str, Any]:
    known = {each.value: each.phrase for each in HTTPStatus}
    response: dict[str, Any] = {"description": f"{known.get(outcome.status, 'Other')}. {outcome.when}"}
    if is_swagger:
        return {**response, "schema": outcome.schema} if outcome.schema is not None else response
    if outcome.media_type:
        media = {"schema": outcome.schema} if outcome.schema is not None else {}
        response["content"] = {outcome.media_type: media}
    return response


def _kinds(api: Api, tool: Tool, operation: dict[str, Any], document: dict[str, Any]) -> list[str]:
    """Return the media types of an operation of Swagger 2 with those of its failures; none if all are there."""
    own = operation.get("produces", document.get("produces"))
    given = [each for each in own if isinstance(each, str)] if isinstance(own, list) else []
    if not given:
        return []
    sent = {each.media_type: None for each in undescribed(api.operations[tool.id], api.operations[tool.id], set())}
    sent |= {"application/json": None} if may_be_ambiguous(tool) else {}
    bare = {each.partition(";")[0].strip().lower() for each in given}
    more = [kind for kind in sent if kind and kind.partition(";")[0].strip().lower() not in bare]
    return [*given, *more] if more else []


def _link(document: dict[str, Any], corrections: Corrections) -> None:
    """Leave out the links of the responses of operations that lead nowhere."""
    links = Links(document)
    for path, item in document["paths"].items():
        for key, operation in list(item.items()) if isinstance(item, dict) else ():
            given = operation.get("responses") if isinstance(operation, dict) else None
            responses: dict[str, Any] = given if isinstance(given, dict) else {}
            for code, response in list(responses.items()):
                if not isinstance(response, dict) or "links" not in response:
                    continue
                where = below("#/paths", path, key, "responses", code, "links")
                kept = links.kept(response["links"], where, corrections)
                if kept is not response["links"]:
                    responses = {**responses, code: {**response, "links": kept}}
                    item = {**item, key: {**operation, "responses": responses}}
                    document["paths"][path] = item
