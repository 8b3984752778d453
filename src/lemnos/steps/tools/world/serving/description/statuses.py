"""Tells what an operation may answer beside what its description says: operation → responses to add.

Each status is the one with which the world answers (``failures``), and each is looked at as it is sent: where the
description has a schema for it, the failure that is sent is checked against that. Not told of are answers that concern
no operation: 405 for another method, 413 for a body beyond the limit, 421 for another host.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from lemnos.records import Tool
from lemnos.steps.tools.schemas.flatten import types
from lemnos.steps.tools.schemas.validation import conforms
from lemnos.steps.tools.wire.bodies import kind_of
from lemnos.steps.tools.world.compiled import CompiledOperation
from lemnos.steps.tools.world.failures import (
    described_failure,
    failure,
    status_for_conflict,
    status_for_missing,
    status_for_problem,
)
from lemnos.steps.tools.world.semantics.shapes import flat_of
from lemnos.steps.tools.world.serving.answers import answer_of

_TEXT = {"type": "string"}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {"code": _TEXT, "message": _TEXT, "field": _TEXT},
        }
    },
}
"""The schema of a failure of which the description says nothing."""
_ON_ONE = frozenset(("get", "update", "replace", "delete", "action"))
_TEXTS = frozenset("title description examples default deprecated xml readOnly writeOnly $comment type".split())
"""Keywords that no text breaks."""


class Outcome(msgspec.Struct, frozen=True):
    """A status that an operation may answer with, and that its description does not tell of truly."""

    status: int
    when: str
    """When it is answered, as a sentence."""
    media_type: str
    """Of its body; empty without one."""
    schema: Any = None
    """Of its body; None if nothing is known of it."""


def failures_of(operation: CompiledOperation) -> dict[int, str]:
    """Return the statuses with which an operation may refuse a call, and when."""
    tool, found = operation.tool, dict[int, str]()
    for field in _refusable(operation):
        found.setdefault(status_for_problem(tool, field), "The request is wrong.")
    if any(status in (404, 410) for status in found) and "{" in tool.path:
        found.setdefault(400, "The request is wrong.")
    own = operation.operation
    for field in (own.key, *(parent.argument for parent in own.parents), ""):
        if field or own.claim.verb in _ON_ONE or "{" in tool.path:
            found.setdefault(status_for_missing(tool, field), "What the request names does not exist.")
    if _may_miss(operation):
        found.setdefault(404, "A parameter of the path has a slash, so that there is nothing at the path.")
    if _may_conflict(operation):
        found.setdefault(status_for_conflict(tool), "The state does not allow it.")
    return found


def _refusable(operation: CompiledOperation) -> Iterator[str]:
    """Yield the arguments that a request may have wrong; an empty text for a body that cannot be read."""
    root = operation.parameters.schema
    properties = flat_of(root, root).get("properties", {})
    required = frozenset(flat_of(root, root).get("required", ()))
    places = {place.name: place.place for place in operation.tool.places}
    if operation.tool.media_type or not {"body", "form"}.isdisjoint(places.values()):
        yield ""
    own = operation.operation
    if own.key and own.key not in required:
        yield own.key
    if own.paging is not None and own.paging.cursor:
        yield own.paging.cursor
    for name, schema in properties.items():
        flat = flat_of(schema, root)
        if name in required or types(flat) != ("string",) or flat.keys() - _TEXTS:
            yield name


def _may_miss(operation: CompiledOperation) -> bool:
    """Return whether a parameter of the path may be a text with a slash, with which the path is another."""
    root = operation.parameters.schema
    properties = flat_of(root, root).get("properties", {})
    return any(
        place.place == "path" and conforms("a/b", properties.get(place.name, True), root)
        for place in operation.tool.places
    )


def _may_conflict(operation: CompiledOperation) -> bool:
    verb, resource = operation.operation.claim.verb, operation.resource
    if resource is None:
        return False
    if verb in ("update", "replace"):
        return bool(resource.unique)
    return verb == "create" or (verb == "action" and operation.operation.transition[0] != "")


def successes_of(operation: CompiledOperation) -> dict[int, str]:
    """Return the statuses of success of an operation."""
    if operation.status:
        return {operation.status: "The call succeeded."}
    verb = operation.operation.claim.verb
    has_body = operation.result is not None
    if verb == "create" or (verb == "replace" and operation.tool.method == "PUT"):
        made = {201: "It was made."} if operation.tool.method in ("POST", "PUT") else {}
        return made if verb == "create" and made else {200: "The call succeeded.", **made}
    empty = not has_body and verb in ("delete", "action", "opaque")
    return {204 if empty else 200: "The call succeeded."}


def undescribed(operation: CompiledOperation, called: CompiledOperation, codes: set[str]) -> list[Outcome]:
    """Return the outcomes of an operation that its description does not tell of, or not truly.

    Args:
        operation: The operation.
        called: The one that answers: that of ``GET`` for ``HEAD``, else the same.
        codes: The codes of the responses in its document.
    """
    codes = {code.upper() for code in codes}
    tool, found = operation.tool, list[Outcome]()
    is_success = {each.code.upper() for each in tool.responses}
    for status, when in successes_of(called).items():
        if not {str(status), f"{status // 100}XX"} & codes and not ("DEFAULT" in codes and "DEFAULT" in is_success):
            kind = _sent_as(tool, status) if status != 204 and tool.method != "HEAD" else ""
            found.append(Outcome(status, when, kind))
    for status, when in failures_of(called).items():
        covering = {str(status), f"{status // 100}XX", "DEFAULT"} & codes
        sent = failure(tool, status, when)
        described = described_failure(tool, status)
        if covering and (tool.method == "HEAD" or described is None or conforms(sent.body, described, described)):
            continue
        kind = _sent_as(tool, status) if tool.method != "HEAD" else ""
        schema = PROBLEM if kind_of(kind) == "json" else _TEXT if kind_of(kind) == "text" else None
        if schema is PROBLEM and not conforms(sent.body, PROBLEM, PROBLEM):
            schema = None
        found.append(Outcome(status, when, kind, schema))
    return found


def _sent_as(tool: Tool, status: int) -> str:
    """Return the media type in which a status is answered."""
    _, headers, _ = answer_of(failure(tool, status, ""), tool)
    return next((value.decode("latin-1") for name, value in headers if name == b"content-type"), "application/json")
