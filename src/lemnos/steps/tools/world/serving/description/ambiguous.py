"""Describes how a request is refused that could mean several operations: responses -> the same with that failure.

Addresses as ``/#Action=Run`` are told apart by a parameter. A request without it reaches none of the operations there,
so the failure, 400 in JSON, follows no description, and must be allowed by that of each.
"""

from typing import Any

from lemnos.records import Tool
from lemnos.steps.tools.schemas.validation import resolve
from lemnos.steps.tools.world.serving.description.statuses import PROBLEM

_JSON = "application/json"


def may_be_ambiguous(tool: Tool) -> bool:
    """Return whether a parameter tells an operation from others at its address."""
    return any("=" in part for part in tool.path.replace("#", "?").split("?")[1:])


def with_ambiguity(responses: Any, document: dict[str, Any]) -> dict[str, Any]:
    """Return the responses of an operation, of which 400 may be a failure in JSON too.

    Args:
        responses: The responses, completed.
        document: The document, whose version decides how that is said.
    """
    known: dict[str, Any] = responses if isinstance(responses, dict) else {}
    by_code = {code.upper(): response for code, response in known.items()}
    covering = next((by_code[code] for code in ("400", "4XX", "DEFAULT") if code in by_code), None)
    if isinstance(covering, dict) and isinstance(covering.get("$ref"), str):
        covering = resolve(covering["$ref"], document)
    response = {"description": "Bad Request.", **(covering if isinstance(covering, dict) else {})}
    if "swagger" in document:
        return {**known, "400": {name: value for name, value in response.items() if name != "schema"}}
    content = response.get("content")
    content = dict(content) if isinstance(content, dict) else {}
    own = content.get(_JSON)
    schema = own.get("schema") if isinstance(own, dict) else None
    content[_JSON] = {"schema": PROBLEM if schema in (None, PROBLEM) else {"anyOf": [schema, PROBLEM]}}
    return {**known, "400": {**response, "content": content}}
